//! What could be left out of taste: the hours around a play, and what a thing belongs to, each
//! with the listens that would stop counting.

use rusqlite::{OptionalExtension, params};

use super::{Exclusion, Reader, Result, columns};
use crate::domain::feedback::Target;
use crate::domain::human;
use crate::domain::ids::{ListenerId, PlayId};
use crate::domain::listen::SESSION_GAP_MS;
use crate::domain::reach::LeaveOutChoice;
use crate::domain::section::ItemRef;
use crate::domain::time::{HOUR_MS, MINUTE_MS, Moment};

/// The night goes from here to there, by the local clock.
const NIGHT_BEGINS: i8 = 22;
const NIGHT_ENDS: i8 = 8;

impl Reader {
    /// "That was not me": the play, the hour around it, its session, its night. `of` says whose
    /// last play is meant when none is named; empty when there is none.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn not_me(
        &self,
        of: &Target,
        play: Option<PlayId>,
        listener: ListenerId,
        now: Moment,
    ) -> Result<Vec<LeaveOutChoice>> {
        let found = match (play, of) {
            (Some(play), _) => self.play_at(play)?.map(|at| (play, at)),
            (None, Target::Item(ItemRef::Track(track))) => self.last_play(*track, listener)?,
            (None, _) => None,
        };
        let Some((play, at)) = found else { return Ok(Vec::new()) };
        let span = |from: Moment, to: Moment| Exclusion::Span { from: from.unix_ms, to: to.unix_ms };
        let mut choices = vec![
            self.choice(listener, Exclusion::Play { id: play }, "this listen", human::moment(at, now))?,
            self.hours(listener, "this hour", at.plus_ms(-30 * MINUTE_MS), at.plus_ms(30 * MINUTE_MS), now)?,
        ];
        let (from, to) = self.session_around(listener, at)?;
        choices.push(self.choice(listener, span(from, to), "this session", during(from, to, now))?);
        if let Some((from, to)) = night_around(at) {
            choices.push(self.hours(listener, "that night", from, to, now)?);
        }
        Ok(choices)
    }

    /// Rules about the music: the thing itself, and what it belongs to.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn leave_out_choices(&self, of: &Target, listener: ListenerId, now: Moment) -> Result<Vec<LeaveOutChoice>> {
        let mut rules: Vec<(Exclusion, &'static str)> = Vec::new();
        match of {
            Target::Item(ItemRef::Playlist(id)) => rules.push((Exclusion::Playlist { id: *id }, "started from")),
            Target::Item(item) => {
                let what = match item {
                    ItemRef::Track(_) => "the track",
                    ItemRef::Album(_) => "the album",
                    ItemRef::Artist(_) | ItemRef::Playlist(_) => "the artist",
                };
                rules.push((Exclusion::Music { item: *item }, what));
                if let ItemRef::Track(track) = *item {
                    rules.push((Exclusion::Repeats { track }, "its repeats"));
                    let album = self.album_of(track)?.map(|(id, _)| Exclusion::Music { item: ItemRef::Album(id) });
                    rules.extend(album.map(|rule| (rule, "its album")));
                }
                let artist = self.artist_of(*item)?.map(|(id, _)| Exclusion::Music { item: ItemRef::Artist(id) });
                rules.extend(artist.map(|rule| (rule, "its artist")));
                if let ItemRef::Track(track) = *item {
                    let genres = self.genres_by_id(track)?.into_iter().map(|(_, name)| Exclusion::Genre { name });
                    rules.extend(genres.map(|rule| (rule, "the genre")));
                    rules.extend(self.folder_of(track)?.map(|place| (Exclusion::folder(&place.path()), "the folder")));
                }
            }
            Target::Genre(name) => rules.push((Exclusion::Genre { name: name.clone() }, "the genre")),
            Target::Folder(path) => rules.push((Exclusion::folder(path), "the folder")),
            Target::Section(_) => {}
        }
        let mut choices = Vec::with_capacity(rules.len());
        for (rule, what) in rules {
            let words = self.exclusion_words(&rule, now)?;
            let choice = self.choice(listener, rule, what, words)?;
            // Without repeats there is nothing to say of them.
            if choice.listens > 0 || !matches!(choice.rule, Exclusion::Repeats { .. }) {
                choices.push(choice);
            }
        }
        Ok(choices)
    }

    fn hours(&self, listener: ListenerId, what: &str, from: Moment, to: Moment, now: Moment) -> Result<LeaveOutChoice> {
        let rule = Exclusion::Span { from: from.unix_ms, to: to.unix_ms };
        self.choice(listener, rule, what, during(from, to, now))
    }

    fn choice(&self, listener: ListenerId, rule: Exclusion, what: &str, words: String) -> Result<LeaveOutChoice> {
        let listens = self.stops_counting(listener, &rule)?;
        Ok(LeaveOutChoice { rule, what: what.into(), words, listens })
    }

    fn play_at(&self, play: PlayId) -> Result<Option<Moment>> {
        let mut statement =
            self.connection.prepare_cached("SELECT started_at, utc_offset FROM plays WHERE uuid = ?1")?;
        let at =
            statement.query_row([play.0.as_bytes()], |row| Ok(columns::moment(row.get(0)?, row.get(1)?))).optional()?;
        Ok(at)
    }

    /// From the first play of the session around a moment to the end of its last one.
    fn session_around(&self, listener: ListenerId, at: Moment) -> Result<(Moment, Moment)> {
        let walk = |order: &str| -> Result<Vec<(i64, i64)>> {
            let mut statement = self.connection.prepare_cached(&format!(
                "SELECT started_at, coalesce(heard_ms, length_ms, 0) FROM plays
                 WHERE listener_id = ?1 AND started_at {order} LIMIT 2000"
            ))?;
            let rows = statement.query_map(params![listener.0, at.unix_ms], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        };
        let mut from = at.unix_ms;
        for (started, heard) in walk("< ?2 ORDER BY started_at DESC")? {
            if from - (started + heard) > SESSION_GAP_MS {
                break;
            }
            from = started;
        }
        let mut to = at.unix_ms + 1;
        for (started, heard) in walk(">= ?2 ORDER BY started_at")? {
            if started - to > SESSION_GAP_MS {
                break;
            }
            to = started + heard.max(1);
        }
        Ok((at.at(from), at.at(to)))
    }
}

/// `today 15:32 to 16:32`, `21 Nov, 23:00 to 22 Nov, 06:00`.
fn during(from: Moment, to: Moment, now: Moment) -> String {
    let ends = human::time_of_day(to);
    if human::days_between(from, to) == 0 {
        format!("{} to {ends}", human::moment(from, now))
    } else {
        format!("{} to {} {ends}", human::moment(from, now), human::short_day(to, now))
    }
}

/// The night that a play began in; none by day.
fn night_around(at: Moment) -> Option<(Moment, Moment)> {
    let local = at.civil();
    let since_midnight = i64::from(local.hour()) * HOUR_MS
        + i64::from(local.minute()) * MINUTE_MS
        + i64::from(local.second()) * 1000
        + i64::from(local.millisecond());
    let midnight = match local.hour() {
        hour if hour >= NIGHT_BEGINS => at.plus_ms(24 * HOUR_MS - since_midnight),
        hour if hour < NIGHT_ENDS => at.plus_ms(-since_midnight),
        _ => return None,
    };
    let from = midnight.plus_ms(-(24 - i64::from(NIGHT_BEGINS)) * HOUR_MS);
    Some((from, midnight.plus_ms(i64::from(NIGHT_ENDS) * HOUR_MS)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::TrackId;
    use crate::domain::listen::{Ending, PlayOpened, PlayProgress, Source, SourceKind};
    use crate::store::PastPlay;
    use crate::store::fixture::{Fixture, NOW};

    fn heard(fixture: &Fixture, track: TrackId, at: Moment) -> PlayId {
        let id = PlayId::made_at(at.unix_ms);
        let opened = PlayOpened {
            id,
            track: Some(track),
            title: "t".into(),
            artist: "a".into(),
            album: None,
            started_at: at,
            length_ms: Some(200_000),
            source: Source { kind: SourceKind::Queue, id: None, name: String::new() },
        };
        let progress = PlayProgress { heard_ms: 200_000, position_ms: 0, audible: true, key_age_ms: 0 };
        fixture.store.record_past_plays(vec![PastPlay { opened, progress, ending: Ending::Finished }]).wait().unwrap();
        id
    }

    #[test]
    fn a_play_an_hour_a_session_and_a_night_are_told_apart() {
        let fixture = Fixture::new();
        let listener = fixture.store.listener();
        let track = fixture.track("Rain", "Nobody");
        // 23:00 to 1:30, every ten minutes, then again at 4:00; noon is now.
        let at = |minutes: i64| NOW.plus_ms(-13 * HOUR_MS + minutes * MINUTE_MS);
        let plays: Vec<PlayId> = (0..16).map(|n| heard(&fixture, track, at(n * 10))).collect();
        heard(&fixture, track, at(300));
        let of = Target::Item(ItemRef::Track(track));
        let choices = fixture.reader().not_me(&of, Some(plays[6]), listener, NOW).unwrap();
        let said: Vec<_> = choices.iter().map(|choice| (choice.what.as_str(), choice.listens)).collect();
        assert_eq!(said, [("this listen", 1), ("this hour", 6), ("this session", 16), ("that night", 17)]);
        let last = fixture.reader().not_me(&of, None, listener, NOW).unwrap();
        assert_eq!(last[2].listens, 1, "the last play is a session of its own");
        assert!(fixture.reader().not_me(&Target::Genre("x".into()), None, listener, NOW).unwrap().is_empty());
    }

    #[test]
    fn music_is_left_out_with_what_it_belongs_to() {
        let fixture = Fixture::new();
        let listener = fixture.store.listener();
        let track = fixture.track("Rain", "Nobody");
        for minute in 0..5 {
            heard(&fixture, track, NOW.plus_ms(-HOUR_MS + minute * 4 * MINUTE_MS));
        }
        let of = Target::Item(ItemRef::Track(track));
        let choices = fixture.reader().leave_out_choices(&of, listener, NOW).unwrap();
        let said: Vec<_> = choices.iter().map(|choice| (choice.what.as_str(), choice.listens)).collect();
        assert_eq!(said, [("the track", 5), ("its repeats", 2), ("its artist", 5)]);
    }
}
