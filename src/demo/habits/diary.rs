//! Writing down what is heard: sessions on a time line that never runs backwards.

use super::{Play, PlayedFrom};
use crate::demo::catalogue::{Album, Track};
use crate::demo::dice::Dice;
use crate::domain::listen::{Ending, SESSION_GAP_MS};
use crate::domain::time::{DAY_MS, MINUTE_MS, Moment, SECOND_MS};

/// The catalogue by names, so that habits read as words.
#[derive(Debug)]
pub struct Shelf {
    albums: &'static [Album],
    tracks: Vec<Track>,
}

impl Shelf {
    #[must_use]
    pub fn new(albums: &'static [Album], tracks: Vec<Track>) -> Self {
        Self { albums, tracks }
    }

    /// Place of the album with this title. A test knows every name that habits use.
    #[must_use]
    pub fn album(&self, title: &str) -> usize {
        let found = self.albums.iter().position(|album| album.title == title);
        debug_assert!(found.is_some(), "no album {title}");
        found.unwrap_or(0)
    }

    /// Place of the first track with this title.
    #[must_use]
    pub fn track(&self, title: &str) -> usize {
        let found = self.tracks.iter().position(|track| track.title == title);
        debug_assert!(found.is_some(), "no track {title}");
        found.unwrap_or(0)
    }

    #[must_use]
    pub fn tracks(&self, titles: &[&str]) -> Vec<usize> {
        titles.iter().map(|title| self.track(title)).collect()
    }

    #[must_use]
    pub fn tracks_of(&self, album: &str) -> Vec<usize> {
        let place = self.album(album);
        self.tracks.iter().filter(|track| track.album_index == place).map(|track| track.index).collect()
    }
}

/// The day's first moment, in the zone of `now`.
#[must_use]
pub fn midnight(now: Moment) -> Moment {
    let local = now.unix_ms + i64::from(now.offset_minutes) * MINUTE_MS;
    now.at(now.unix_ms - local.rem_euclid(DAY_MS))
}

/// How much of a track is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    Whole,
    /// Left for the next one after so many milliseconds.
    Skipped(i64),
    /// Stopped after so many milliseconds; the session ends with it.
    Stopped(i64),
}

/// All plays so far, oldest first.
#[derive(Debug)]
pub struct Diary<'a> {
    pub shelf: &'a Shelf,
    now: Moment,
    plays: Vec<Play>,
    silent_since: i64,
}

impl<'a> Diary<'a> {
    #[must_use]
    pub fn new(shelf: &'a Shelf, now: Moment) -> Self {
        Self { shelf, now, plays: Vec::new(), silent_since: i64::MIN / 2 }
    }

    #[must_use]
    pub fn into_plays(self) -> Vec<Play> {
        self.plays
    }

    /// Monday is 0.
    #[must_use]
    pub fn weekday(&self, days_ago: i64) -> i8 {
        midnight(self.now).plus_ms(-days_ago * DAY_MS).date().weekday().to_monday_zero_offset()
    }

    /// Chance for one purpose on one day: a day's habits do not depend on how long the day before was.
    #[must_use]
    pub fn dice(&self, days_ago: i64, purpose: &str) -> Dice {
        let day = midnight(self.now).plus_ms(-days_ago * DAY_MS).date().to_string();
        Dice::from_words(&[&day, purpose])
    }

    /// Begins a session at a minute of the day, `abroad` minutes further east than home. It begins
    /// later when the one before has hardly ended.
    pub fn sit_down(&mut self, days_ago: i64, minute: i64, abroad: i32) -> Session<'_, 'a> {
        let offset_minutes = self.now.offset_minutes + abroad;
        let day = midnight(self.now).unix_ms - days_ago * DAY_MS;
        let wanted = day + (minute - i64::from(abroad)) * MINUTE_MS;
        let at = wanted.max(self.silent_since + SESSION_GAP_MS + MINUTE_MS);
        Session { diary: self, days_ago, began: at, at, offset_minutes }
    }
}

/// A time of listening without longer breaks.
#[derive(Debug)]
pub struct Session<'d, 'a> {
    diary: &'d mut Diary<'a>,
    days_ago: i64,
    began: i64,
    at: i64,
    offset_minutes: i32,
}

impl Session<'_, '_> {
    /// One play. Nothing is heard before its files came, and nothing that would end after now.
    pub fn hear(&mut self, track: usize, from: PlayedFrom, heard: Heard) -> &mut Self {
        let shelf = self.diary.shelf;
        let Some((length_ms, album)) = shelf.tracks.get(track).map(|track| (track.length_ms, track.album)) else {
            return self;
        };
        let (heard_ms, ending) = match heard {
            Heard::Whole => (length_ms, Ending::Finished),
            Heard::Skipped(ms) => (ms.min(length_ms - 1), Ending::Next),
            Heard::Stopped(ms) => (ms.min(length_ms - 1), Ending::Stopped),
        };
        if self.days_ago >= i64::from(album.added_days_ago) || self.at + heard_ms >= self.diary.now.unix_ms {
            return self;
        }
        let key_age_ms = if ending == Ending::Finished { self.at + heard_ms - self.began + SECOND_MS } else { 40 };
        let started_at = Moment { unix_ms: self.at, offset_minutes: self.offset_minutes };
        self.diary.plays.push(Play { track, started_at, heard_ms, length_ms, ending, from, key_age_ms });
        self.at += heard_ms + 150;
        self.diary.silent_since = self.at;
        self
    }

    /// Several in a row, a few of them skipped as mood has it.
    pub fn hear_all(&mut self, tracks: &[usize], from: PlayedFrom, dice: &mut Dice, skips: f32) -> &mut Self {
        for &track in tracks {
            let heard = if dice.chance(skips) { Heard::Skipped(dice.whole(3_000, 12_000)) } else { Heard::Whole };
            self.hear(track, from, heard);
        }
        self
    }
}
