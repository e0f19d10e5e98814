//! One pass over the history into dense vectors, from which every kind of section draws.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::rc::Rc;

use crate::domain::facts::{Facts, PlayFacts, TrackFacts};
use crate::domain::section::{Item, ItemRef};
use crate::domain::time::{DAY_MS, MINUTE_MS, Moment};
use crate::domain::track::{Kind, Presence};

use super::album_habit::AlbumHabit;
use super::draft::Subject;
use super::kept::Kept;
use super::ranking::{Going, Ranking, Scorer, Task};
use super::signals::{ByTrack, Catalogue, Heard, History, Memo, Signal, Timeline, weight_of};
pub use super::signals::{Listen, Session};
use super::standing::Standing;
use super::works::suggestible;

/// Plays before 2000-01-01 come from a clock that was not set.
const FIRST_BELIEVED_MS: i64 = 946_684_800_000;
/// No genre.
const NONE: u32 = u32::MAX;

/// What was counted of one track.
#[derive(Clone, Copy, Debug, Default)]
pub struct TrackTally {
    pub listens: u32,
    pub skips: u32,
    pub listens_7d: u32,
    pub listens_30d: u32,
    /// Sessions with at least one listen.
    pub sessions: u32,
    /// First listen of the last 30 days, first and last of all: places in [`Digest::listens`].
    pub first_30d: Option<u32>,
    pub first: Option<u32>,
    pub last: Option<u32>,
    /// Last play, listen or not: a place in [`Digest::plays`].
    pub last_play: Option<u32>,
}

/// What was heard of one artist's music: sums over tracks that credit them.
#[derive(Clone, Copy, Debug, Default)]
pub struct ArtistTally {
    pub listens: u32,
    pub listens_7d: u32,
    pub listens_30d: u32,
    pub first_30d: Option<u32>,
}

/// The history of one listener, read once.
#[derive(Debug)]
pub struct Digest<'a> {
    pub facts: &'a Facts,
    /// Oldest first.
    pub plays: Cow<'a, [PlayFacts]>,
    pub tracks: Vec<TrackTally>,
    pub artists: Vec<ArtistTally>,
    pub listens: Vec<Listen>,
    pub sessions: Vec<Session>,
    pub standing: Standing,
    /// When the last play ended.
    pub last_sound_ms: Option<i64>,
    /// May speak for taste: music, not kept away.
    tasteful: Vec<bool>,
    /// Of these, the ones whose files are here.
    welcome: Vec<bool>,
    /// Listens from this place on began within the last day.
    last_day: u32,
    /// First genre of each track, [`NONE`] where it has none.
    genres: Vec<u32>,
    /// Different tracks of each session, in order of the sessions.
    heard: Vec<u32>,
    by_track: ByTrack,
    catalogue: Catalogue,
    memo: Memo,
    album_habit: OnceCell<AlbumHabit>,
    kept: OnceCell<Kept>,
    suggestible: OnceCell<Vec<u32>>,
    tracks_by_genre: OnceCell<Vec<u32>>,
}

impl<'a> Digest<'a> {
    #[must_use]
    pub fn of(facts: &'a Facts) -> Self {
        let standing = Standing::of(facts);
        let mut digest = Self {
            facts,
            plays: in_order(&facts.plays),
            tracks: vec![TrackTally::default(); facts.tracks.len()],
            artists: vec![ArtistTally::default(); facts.artists.len()],
            listens: Vec::with_capacity(facts.plays.len()),
            sessions: Vec::new(),
            tasteful: Vec::with_capacity(facts.tracks.len()),
            standing,
            last_sound_ms: None,
            welcome: Vec::with_capacity(facts.tracks.len()),
            genres: Vec::with_capacity(facts.tracks.len()),
            last_day: 0,
            heard: Vec::new(),
            by_track: ByTrack::default(),
            catalogue: Catalogue::new(
                facts.artists.len(),
                facts.albums.len(),
                facts.tracks.iter().map(|track| (&*track.artists, track.album)),
            ),
            memo: Memo::default(),
            album_habit: OnceCell::new(),
            kept: OnceCell::new(),
            suggestible: OnceCell::new(),
            tracks_by_genre: OnceCell::new(),
        };
        for (place, track) in (0u32..).zip(&facts.tracks) {
            let tasteful = track.kind == Kind::Music && digest.standing.away(place).is_none();
            digest.tasteful.push(tasteful);
            digest.welcome.push(tasteful && track.presence == Presence::Here);
            digest.genres.push(track.genres.first().copied().unwrap_or(NONE));
        }
        digest.count_plays();
        let yesterday = facts.now.unix_ms.saturating_sub(DAY_MS);
        let before = |listen: &Listen| digest.plays[listen.play as usize].started_at.unix_ms <= yesterday;
        digest.last_day = digest.listens.partition_point(before) as u32;
        digest.count_artists();
        digest
    }

    fn count_plays(&mut self) {
        let now = self.facts.now.unix_ms;
        let mut timeline = Timeline::new(self.tracks.len(), self.plays.len());
        for (place, play) in (0u32..).zip(self.plays.iter()) {
            let Some(tally) = self.tracks.get_mut(play.track as usize) else { continue };
            let at = play.started_at.unix_ms;
            if !(FIRST_BELIEVED_MS..=now.saturating_add(DAY_MS)).contains(&at) {
                continue;
            }
            tally.last_play = Some(place);
            tally.skips += u32::from(play.skip);
            let weight = if self.tasteful[play.track as usize] { weight_of(play.source) } else { 0.0 };
            let listen = play.listen.then_some((place, play.track, weight));
            timeline.play(at, play.heard_ms.get().or(play.length_ms.get()), listen);
        }
        self.by_track = ByTrack::new(&timeline.listens, self.tracks.len(), now);
        for (tally, heard) in self.tracks.iter_mut().zip(self.by_track.all()) {
            tally.count(heard);
        }
        self.last_sound_ms = timeline.last_sound_ms;
        (self.listens, self.sessions, self.heard) = (timeline.listens, timeline.sessions, timeline.heard);
    }

    fn count_artists(&mut self) {
        for (place, tally) in (0u32..).zip(&self.tracks) {
            if tally.listens == 0 || !self.tasteful[place as usize] {
                continue;
            }
            for artist in self.catalogue.credits(place) {
                let sum = &mut self.artists[*artist as usize];
                sum.listens += tally.listens;
                sum.listens_7d += tally.listens_7d;
                sum.listens_30d += tally.listens_30d;
                sum.first_30d = [sum.first_30d, tally.first_30d].into_iter().flatten().min();
            }
        }
    }

    /// The history in the form that signals are made from.
    pub fn history(&self) -> History<'_> {
        History {
            now_ms: self.facts.now.unix_ms,
            listens: &self.listens,
            sessions: &self.sessions,
            heard: &self.heard,
            by_track: &self.by_track,
            catalogue: &self.catalogue,
            named_albums: &[],
            memo: &self.memo,
        }
    }

    /// How the section that lives by a task ranks: as the listener chose, else by ours.
    pub fn ranking(&self, task: Task, going: Going<'_>) -> Ranking {
        let history = self.history();
        let chosen = self.facts.scorers.iter().find(|(kind, _)| task.section() == Some(kind));
        match chosen {
            Some((_, simple)) => Ranking::chosen(*simple, task, &history),
            None => Scorer::Ours.rank(task, &history, going),
        }
    }

    /// Who is heard by whole albums. Made once.
    pub fn album_habit(&self) -> &AlbumHabit {
        self.album_habit.get_or_init(|| AlbumHabit::of(self))
    }

    /// What was put into lists of late. Made once.
    pub fn kept(&self) -> &Kept {
        self.kept.get_or_init(|| Kept::of(self))
    }

    /// `E_h` by track, half-life in days. Made once; so are all that follow.
    pub fn decayed(&self, half_life: f64) -> Rc<Signal> {
        self.history().decayed(half_life)
    }

    /// `B_d` by track.
    pub fn base_level(&self, d: f64) -> Rc<Signal> {
        self.history().base_level(d)
    }

    /// `A_h` by artist.
    pub fn artists_decayed(&self, half_life: f64) -> Rc<Signal> {
        self.history().artists_decayed(half_life)
    }

    /// `N_h` by artist: what is explored now.
    pub fn exploring(&self, half_life: f64) -> Rc<Signal> {
        self.history().exploring(half_life)
    }

    /// `M_h` by album.
    pub fn albums_exploring(&self, half_life: f64) -> Rc<Signal> {
        self.history().albums_exploring(half_life)
    }

    /// `K_h` by track: neighbours of what was heard lately.
    pub fn item_knn(&self, half_life: f64) -> Rc<Signal> {
        self.history().item_knn(half_life)
    }

    pub fn now(&self) -> Moment {
        self.facts.now
    }

    pub fn track(&self, place: u32) -> &'a TrackFacts {
        &self.facts.tracks[place as usize]
    }

    pub fn tally(&self, place: u32) -> &TrackTally {
        &self.tracks[place as usize]
    }

    pub fn places(&self) -> std::ops::Range<u32> {
        0..self.tracks.len() as u32
    }

    /// When a listen began.
    pub fn heard_at(&self, listen: u32) -> Moment {
        self.plays[self.listens[listen as usize].play as usize].started_at
    }

    pub fn session_listens(&self, session: Session) -> &[Listen] {
        &self.listens[session.from as usize..session.to as usize]
    }

    /// Age in days, at least a minute.
    pub fn age_days(&self, at: Moment) -> f64 {
        self.history().age_days(at.unix_ms)
    }

    /// Music that the listener did not send away.
    pub fn is_tasteful(&self, track: u32) -> bool {
        self.tasteful[track as usize]
    }

    /// May be picked by ear: tasteful, and its file is here.
    pub fn is_welcome(&self, track: u32) -> bool {
        self.welcome[track as usize]
    }

    pub fn main_artist(&self, track: u32) -> Option<u32> {
        self.catalogue.artist(track)
    }

    pub fn album_of(&self, track: u32) -> Option<u32> {
        self.catalogue.album(track)
    }

    /// The tracks of which an artist is the main one, in order.
    pub fn tracks_of(&self, artist: u32) -> impl Iterator<Item = u32> + '_ {
        let credited = self.catalogue.tracks_by(artist).iter().copied();
        credited.filter(move |track| self.main_artist(*track) == Some(artist))
    }

    /// The first genre that a track names.
    pub fn main_genre(&self, track: u32) -> Option<u32> {
        Some(self.genres[track as usize]).filter(|genre| *genre != NONE)
    }

    /// By genre: how many tracks name it. Made once.
    pub fn tracks_by_genre(&self) -> &[u32] {
        self.tracks_by_genre.get_or_init(|| {
            let mut tracks = vec![0; self.facts.genres.len()];
            for genre in self.facts.tracks.iter().flat_map(|track| &track.genres) {
                if let Some(tracks) = tracks.get_mut(*genre as usize) {
                    *tracks += 1;
                }
            }
            tracks
        })
    }

    /// What a suggestion may be picked from, by place. Made once.
    pub fn suggestible(&self) -> &[u32] {
        self.suggestible.get_or_init(|| suggestible(self))
    }

    /// Tracks of an album that may be picked, in album order.
    pub fn welcome_on(&self, album: u32) -> impl Iterator<Item = u32> + '_ {
        let facts = &self.facts.albums[album as usize];
        let tracks = if self.standing.album_away(facts.id) { &[] } else { facts.tracks.as_slice() };
        self.known(tracks).filter(|track| self.is_welcome(*track))
    }

    /// May be suggested: welcome, and not left out with all that was heard of it.
    pub fn may_suggest(&self, track: u32) -> bool {
        self.is_welcome(track) && (self.tally(track).listens > 0 || !self.is_left_out(track))
    }

    /// Whether it was never put on: no play of it, not even one that is left out.
    pub fn is_unplayed(&self, track: u32) -> bool {
        self.tally(track).last_play.is_none() && !self.is_left_out(track)
    }

    /// Whether plays of it are left out, so that nobody may call it unheard.
    pub fn is_left_out(&self, track: u32) -> bool {
        self.facts.left_out.binary_search(&track).is_ok()
    }

    /// Those places that are places of tracks.
    pub fn known<'t>(&self, places: &'t [u32]) -> impl Iterator<Item = u32> + use<'t> {
        let end = self.tracks.len();
        places.iter().copied().filter(move |place| (*place as usize) < end)
    }

    /// Whether it was heard within the last 24 hours.
    pub fn was_just_heard(&self, track: u32) -> bool {
        self.tally(track).last.is_some_and(|last| last >= self.last_day)
    }

    /// How many candidates of a section that states a fact can come to stand, when it has so many
    /// places: pins may have more, and of what the listener limited any may be let in.
    pub fn shown_at_most(&self, length: usize) -> usize {
        if !self.facts.limits.is_empty() || self.facts.pins.iter().any(|pin| !pin.recipe.limits.is_empty()) {
            return usize::MAX;
        }
        let pinned = self.facts.pins.iter().map(|pin| pin.recipe.length as usize);
        pinned.max().unwrap_or(0).max(length)
    }

    /// What a subject is called outside.
    pub fn item_ref(&self, subject: Subject) -> ItemRef {
        match subject {
            Subject::Track(place) => ItemRef::Track(self.track(place).id),
            Subject::Album(place) => ItemRef::Album(self.facts.albums[place as usize].id),
            Subject::Artist(place) => ItemRef::Artist(self.facts.artists[place as usize].id),
            Subject::Playlist(place) => ItemRef::Playlist(self.facts.playlists[place as usize].id),
        }
    }

    /// The words that show a subject. The path is filled in by whoever may see files.
    pub fn item(&self, subject: Subject) -> Item {
        match subject {
            Subject::Track(place) => {
                let track = self.track(place);
                Item {
                    what: ItemRef::Track(track.id),
                    title: track.title.clone(),
                    artist: track.artist_credit.to_string(),
                    album: self.album_of(place).map(|album| self.facts.albums[album as usize].title.clone()),
                    path: None,
                    presence: track.presence,
                    work: None,
                }
            }
            Subject::Album(place) => {
                let album = &self.facts.albums[place as usize];
                Item {
                    what: ItemRef::Album(album.id),
                    title: album.title.clone(),
                    artist: album.artist_credit.clone(),
                    album: None,
                    path: None,
                    presence: Presence::Here,
                    work: None,
                }
            }
            Subject::Artist(place) => {
                let artist = &self.facts.artists[place as usize];
                Item {
                    what: ItemRef::Artist(artist.id),
                    title: artist.name.clone(),
                    artist: String::new(),
                    album: None,
                    path: None,
                    presence: Presence::Here,
                    work: None,
                }
            }
            Subject::Playlist(place) => {
                let playlist = &self.facts.playlists[place as usize];
                Item {
                    what: ItemRef::Playlist(playlist.id),
                    title: playlist.name.clone(),
                    artist: String::new(),
                    album: None,
                    path: None,
                    presence: Presence::Here,
                    work: None,
                }
            }
        }
    }
}

impl TrackTally {
    fn count(&mut self, heard: Heard<'_>) {
        let since = |days: f32| heard.ages.partition_point(|age| *age > days);
        let month = since(30.0);
        let count = |listens: usize| u32::try_from(listens).unwrap_or(u32::MAX);
        self.listens = count(heard.places.len());
        self.listens_30d = count(heard.places.len() - month);
        self.listens_7d = count(heard.places.len() - since(7.0));
        self.sessions = count(heard.once.iter().filter(|once| **once).count());
        self.first_30d = heard.places.get(month).copied();
        self.first = heard.places.first().copied();
        self.last = heard.places.last().copied();
    }
}

/// The plays, oldest first; copied only when they do not come so.
fn in_order(plays: &[PlayFacts]) -> Cow<'_, [PlayFacts]> {
    if plays.is_sorted_by_key(|play| play.started_at.unix_ms) {
        return Cow::Borrowed(plays);
    }
    let mut sorted = plays.to_vec();
    sorted.sort_by_key(|play| play.started_at.unix_ms);
    Cow::Owned(sorted)
}

/// The day of a moment where it happened, counted from 1970.
pub fn local_day(at: Moment) -> i64 {
    at.unix_ms.saturating_add(i64::from(at.offset_minutes) * MINUTE_MS).div_euclid(DAY_MS)
}
