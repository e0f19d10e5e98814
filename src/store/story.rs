//! When one track was heard, and since when it is liked.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, params};

use super::{Reader, Result, columns};
use crate::domain::feedback::Verb;
use crate::domain::ids::{ListenerId, TrackId};
use crate::domain::listen::counts;
use crate::domain::story::{MonthListens, TrackStory};
use crate::domain::time::Moment;

/// The listens of one track, as its plays tell them.
#[derive(Default)]
struct Heard {
    listens: u32,
    first: Option<Moment>,
    last: Option<Moment>,
    months: BTreeMap<(i16, i8), u32>,
}

impl Reader {
    /// None when there is no such track. Listens are dated by the local time of each play.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn story(&self, track: TrackId, listener: ListenerId) -> Result<Option<TrackStory>> {
        let Some(info) = self.info(track, listener)? else { return Ok(None) };
        let heard = self.listens_of(track, listener)?;
        let month = |((year, month), listens)| MonthListens { year, month, listens };
        Ok(Some(TrackStory {
            info,
            genres: self.genres_of(track)?,
            of_tracks: self.of_tracks(track)?,
            listens: heard.listens,
            first: heard.first,
            last: heard.last,
            liked_at: self.liked_at(track, listener)?,
            months: heard.months.into_iter().map(month).collect(),
        }))
    }

    fn listens_of(&self, track: TrackId, listener: ListenerId) -> Result<Heard> {
        let mut statement = self.connection.prepare_cached(
            "SELECT started_at, utc_offset, heard_ms, length_ms FROM plays
             WHERE track_id = ?1 AND listener_id = ?2
               AND (batch_id IS NULL OR batch_id NOT IN (SELECT id FROM import_batches WHERE undone_at IS NOT NULL))
             ORDER BY started_at",
        )?;
        let mut rows = statement.query(params![track.0, listener.0])?;
        let mut heard = Heard::default();
        while let Some(row) = rows.next()? {
            if !counts(row.get(2)?, row.get(3)?) {
                continue;
            }
            let at = columns::moment(row.get(0)?, row.get(1)?);
            heard.listens += 1;
            heard.first.get_or_insert(at);
            heard.last = Some(at);
            *heard.months.entry((at.date().year(), at.date().month())).or_default() += 1;
        }
        Ok(heard)
    }

    fn genres_of(&self, track: TrackId) -> Result<Vec<String>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT name FROM track_genres JOIN genres ON genres.id = genre_id WHERE track_id = ?1 ORDER BY position",
        )?;
        Ok(statement.query_map([track.0], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
    }

    fn of_tracks(&self, track: TrackId) -> Result<Option<u32>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT coalesce(number_total, CASE WHEN album_id IS NULL THEN NULL ELSE
                (SELECT count(*) FROM tracks AS other WHERE other.album_id = tracks.album_id
                   AND coalesce(other.disc, 1) = coalesce(tracks.disc, 1)) END)
             FROM tracks WHERE id = ?1",
        )?;
        Ok(statement.query_row([track.0], |row| row.get(0)).optional()?.flatten())
    }

    fn liked_at(&self, track: TrackId, listener: ListenerId) -> Result<Option<Moment>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT at, utc_offset FROM feedback WHERE listener_id = ?1 AND target_type = 'track'
               AND target_id = ?2 AND verb = ?3 AND undone_at IS NULL ORDER BY at",
        )?;
        let liked = params![listener.0, track.0.to_string(), Verb::Like.name()];
        Ok(statement.query_row(liked, |row| Ok(columns::moment(row.get(0)?, row.get(1)?))).optional()?)
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::feedback::{Target, Verb};
    use crate::domain::ids::{PlayId, TrackId};
    use crate::domain::listen::{Ending, PlayOpened, PlayProgress, Source, SourceKind};
    use crate::domain::section::ItemRef;
    use crate::domain::time::Moment;
    use crate::store::fixture::Fixture;
    use crate::store::plays::PastPlay;

    #[test]
    fn a_track_is_told_by_its_listens() {
        let fixture = Fixture::new();
        let (store, sunny) = (&fixture.store, fixture.track("Sunny", "Bobby Hebb"));
        let play = |at: &str, heard_ms| {
            let started_at = Moment::parse_rfc3339(at).unwrap();
            let opened = PlayOpened {
                id: PlayId::made_at(started_at.unix_ms),
                track: Some(sunny),
                title: "Sunny".into(),
                artist: "Bobby Hebb".into(),
                album: None,
                started_at,
                length_ms: Some(200_000),
                source: Source { kind: SourceKind::Queue, id: None, name: String::new() },
            };
            let progress = PlayProgress { heard_ms, position_ms: heard_ms, audible: true, key_age_ms: 0 };
            PastPlay { opened, progress, ending: Ending::Next }
        };
        let plays = vec![
            // Already February there, though January in Greenwich.
            play("2026-02-01T00:30:00+02:00", 90_000),
            play("2026-02-02T12:00:00Z", 3_000),
            play("2026-02-03T12:00:00Z", 90_000),
            play("2026-05-03T12:00:00Z", 90_000),
        ];
        store.record_past_plays(plays).wait().unwrap();
        let story = fixture.reader().story(sunny, store.listener()).unwrap().unwrap();
        let months: Vec<_> = story.months.iter().map(|month| (month.year, month.month, month.listens)).collect();
        assert_eq!((story.listens, months), (3, vec![(2026, 2, 2), (2026, 5, 1)]));
        assert_eq!(story.first, Moment::parse_rfc3339("2026-02-01T00:30:00+02:00").ok());
        assert_eq!((story.last.map(|at| at.rfc3339()), story.liked_at), (Some("2026-05-03T12:00:00Z".into()), None));

        let now = Moment::parse_rfc3339("2026-06-01T10:00:00Z").unwrap();
        store.say(Verb::Like, Target::Item(ItemRef::Track(sunny)), None, now).wait().unwrap();
        let liked = fixture.reader().story(sunny, store.listener()).unwrap().unwrap().liked_at;
        assert_eq!(liked, Some(now));
        assert_eq!(fixture.reader().story(TrackId(999), store.listener()).unwrap(), None);
    }
}
