//! Rows of plays: opened when sound starts, topped up while it goes on, closed once.
//!
//! A killed process leaves its row open; the next start closes it with what was last topped up.
//! A closed row never changes. A private session simply calls nothing here.

use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::track_stats::{self, Outcome};
use super::{Receipt, Result, Store, bump_generation, snapshots};
use crate::domain::ids::{ListenerId, PlayId, TrackId};
use crate::domain::listen::{Ending, PlayOpened, PlayProgress};
use crate::domain::time::DAY_MS;

/// No play is longer than this; sums of such numbers stay far from the end of an integer.
const LONGEST_MS: i64 = 366 * DAY_MS;

/// What a play turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClosedPlay {
    pub track: Option<TrackId>,
    pub listen: bool,
    pub skip: bool,
}

/// A play that is over when it is first told: the demo's history, and tests.
#[derive(Clone, Debug, PartialEq)]
pub struct PastPlay {
    pub opened: PlayOpened,
    pub progress: PlayProgress,
    pub ending: Ending,
}

impl Store {
    /// Sound has started. Survives a killed process as soon as the receipt comes.
    pub fn open_play(&self, play: PlayOpened) -> Receipt<()> {
        let (listener, device) = (self.listener(), self.device());
        self.writer().top_up(move |tx| open(tx, listener, device, &play))
    }

    /// Keeps what was heard so far. False when the row is closed or was never opened.
    pub fn top_up_play(&self, play: PlayId, progress: PlayProgress) -> Receipt<bool> {
        self.writer().top_up(move |tx| top_up(tx, play, &progress))
    }

    /// The play is over; counts are kept with it. Nothing happens to a row that is closed already.
    pub fn close_play(&self, play: PlayId, progress: PlayProgress, ending: Ending) -> Receipt<Option<ClosedPlay>> {
        self.writer().urgent_beside_facts(move |tx| close(tx, play, &progress, ending))
    }

    /// To be called once when a player starts, before it plays: closes what a dead process of
    /// this device left open. Gives how many plays that were.
    pub fn close_interrupted_plays(&self) -> Receipt<u32> {
        let device = self.device();
        self.writer().urgent(move |tx| close_interrupted(tx, device))
    }

    /// Plays of the past, a few hundred at a time.
    pub fn record_past_plays(&self, plays: Vec<PastPlay>) -> Receipt<()> {
        let (listener, device) = (self.listener(), self.device());
        self.writer().bulk(move |tx| {
            for PastPlay { opened, progress, ending } in &plays {
                open(tx, listener, device, opened)?;
                close(tx, opened.id, progress, *ending)?;
            }
            Ok(())
        })
    }
}

pub(super) fn open(tx: &Transaction<'_>, listener: ListenerId, device: i64, play: &PlayOpened) -> Result<()> {
    let snapshot = snapshots::intern(tx, &play.title, &play.artist, play.album.as_deref())?;
    // A track that was pruned meanwhile is an unknown track.
    tx.prepare_cached(
        "INSERT INTO plays (uuid, device_id, listener_id, track_id, snapshot_id, started_at, utc_offset, heard_ms,
                            length_ms, source_kind, source_id)
         VALUES (?1, ?2, ?3, (SELECT id FROM tracks WHERE id = ?4), ?5, ?6, ?7, 0, ?8, ?9, ?10)",
    )?
    .execute(params![
        play.id.0.as_bytes(),
        device,
        listener.0,
        play.track.map(|track| track.0),
        snapshot,
        play.started_at.unix_ms,
        play.started_at.offset_minutes,
        play.length_ms,
        play.source.kind.name(),
        play.source.id,
    ])?;
    Ok(())
}

pub(super) fn top_up(tx: &Transaction<'_>, play: PlayId, progress: &PlayProgress) -> Result<bool> {
    let heard_ms = progress.heard_ms.clamp(0, LONGEST_MS);
    let position_ms = progress.position_ms.clamp(0, LONGEST_MS);
    let rows = tx
        .prepare_cached(
            "UPDATE plays SET heard_ms = max(coalesce(heard_ms, 0), ?2), audible = ?3, key_age_ms = ?4,
                              position_ms = ?5
             WHERE uuid = ?1 AND ending IS NULL",
        )?
        .execute(params![play.0.as_bytes(), heard_ms, progress.audible, progress.key_age_ms, position_ms])?;
    Ok(rows > 0)
}

pub(super) fn close(
    tx: &Transaction<'_>,
    play: PlayId,
    progress: &PlayProgress,
    ending: Ending,
) -> Result<Option<ClosedPlay>> {
    if !top_up(tx, play, progress)? {
        return Ok(None);
    }
    let row = tx
        .prepare_cached(
            "UPDATE plays SET ending = ?2 WHERE uuid = ?1 AND ending IS NULL
             RETURNING listener_id, track_id, started_at, heard_ms, length_ms",
        )?
        .query_row(params![play.0.as_bytes(), ending.name()], |row| JustClosed::from_row(row, ending))
        .optional()?;
    row.map(|row| row.keep(tx)).transpose()
}

pub(super) fn close_interrupted(tx: &Transaction<'_>, device: i64) -> Result<u32> {
    let ending = Ending::Interrupted;
    let rows: Vec<JustClosed> = tx
        .prepare_cached(
            "UPDATE plays SET ending = ?2 WHERE device_id = ?1 AND ending IS NULL
             RETURNING listener_id, track_id, started_at, heard_ms, length_ms",
        )?
        .query_map(params![device, ending.name()], |row| JustClosed::from_row(row, ending))?
        .collect::<rusqlite::Result<_>>()?;
    for row in &rows {
        row.keep(tx)?;
    }
    Ok(u32::try_from(rows.len()).unwrap_or(u32::MAX))
}

/// A row that got its ending in this transaction, and whose counts must be kept in it.
struct JustClosed {
    listener: i64,
    track: Option<i64>,
    outcome: Outcome,
}

impl JustClosed {
    fn from_row(row: &Row<'_>, ending: Ending) -> rusqlite::Result<Self> {
        Ok(Self {
            listener: row.get(0)?,
            track: row.get(1)?,
            outcome: Outcome { started_at: row.get(2)?, heard_ms: row.get(3)?, length_ms: row.get(4)?, ending },
        })
    }

    fn keep(&self, tx: &Transaction<'_>) -> Result<ClosedPlay> {
        if let Some(track) = self.track {
            track_stats::keep(tx, self.listener, track, &self.outcome)?;
        }
        bump_generation(tx)?;
        Ok(ClosedPlay {
            track: self.track.map(TrackId),
            listen: self.outcome.is_listen(),
            skip: self.outcome.is_skip(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::listen::{Source, SourceKind};
    use crate::domain::time::Moment;
    use crate::store::fixture::{Fixture, NOW};

    fn opened(track: Option<TrackId>, at: Moment) -> PlayOpened {
        PlayOpened {
            id: PlayId::made_at(at.unix_ms),
            track,
            title: "Sunny".into(),
            artist: "Bobby Hebb".into(),
            album: None,
            started_at: at,
            length_ms: Some(200_000),
            source: Source { kind: SourceKind::Album, id: Some("7".into()), name: "Sunny".into() },
        }
    }

    fn heard(ms: i64) -> PlayProgress {
        PlayProgress { heard_ms: ms, position_ms: ms, audible: true, key_age_ms: 5 }
    }

    #[test]
    fn a_closed_play_counts_once_and_never_changes() {
        let fixture = Fixture::new();
        let track = fixture.track("Sunny", "Bobby Hebb");
        let play = opened(Some(track), NOW);
        let id = play.id;
        fixture.store.open_play(play).wait().unwrap();
        assert!(fixture.store.top_up_play(id, heard(31_000)).wait().unwrap());
        // A late, older report does not take back what was heard.
        assert!(fixture.store.top_up_play(id, heard(2_000)).wait().unwrap());
        let closed = fixture.store.close_play(id, heard(1_000), Ending::Next).wait().unwrap();
        assert_eq!(closed, Some(ClosedPlay { track: Some(track), listen: true, skip: false }));
        assert_eq!(fixture.store.close_play(id, heard(200_000), Ending::Finished).wait().unwrap(), None);
        assert!(!fixture.store.top_up_play(id, heard(200_000)).wait().unwrap());
        assert_eq!(fixture.number("SELECT heard_ms FROM plays"), 31_000);
        assert_eq!(fixture.number("SELECT sum(plays) * 100 + sum(listens) FROM track_stats"), 101);
    }

    #[test]
    fn a_play_of_a_track_that_is_not_in_the_library_is_kept_without_one() {
        let fixture = Fixture::new();
        let play = opened(Some(TrackId(4_711)), NOW);
        let id = play.id;
        fixture.store.open_play(play).wait().unwrap();
        let closed = fixture.store.close_play(id, heard(60_000), Ending::Finished).wait().unwrap();
        assert_eq!(closed, Some(ClosedPlay { track: None, listen: true, skip: false }));
        assert_eq!(fixture.number("SELECT count(*) FROM track_stats"), 0);
    }

    #[test]
    fn what_a_dead_process_left_open_is_closed_with_what_was_heard() {
        let fixture = Fixture::new();
        let track = fixture.track("Sunny", "Bobby Hebb");
        let play = opened(Some(track), NOW);
        let id = play.id;
        // Another process opens the library, plays, and is gone without a word.
        let other = Store::open(&fixture.paths, NOW).unwrap();
        other.open_play(play).wait().unwrap();
        other.top_up_play(id, heard(42_000)).wait().unwrap();
        std::mem::forget(other);

        let next = Store::open(&fixture.paths, NOW.plus_ms(60_000)).unwrap();
        assert_eq!(next.close_interrupted_plays().wait().unwrap(), 1);
        assert_eq!(next.close_interrupted_plays().wait().unwrap(), 0);
        assert_eq!(fixture.number("SELECT heard_ms FROM plays WHERE ending = 'interrupted'"), 42_000);
        assert_eq!(fixture.number("SELECT listens FROM track_stats"), 1);
    }

    #[test]
    fn hostile_numbers_and_words_do_no_harm() {
        let fixture = Fixture::new();
        let track = fixture.track("Sunny", "Bobby Hebb");
        let mut play = opened(Some(track), Moment { unix_ms: i64::MIN, offset_minutes: i32::MAX });
        play.title = "'); DROP TABLE plays; --\0\u{1b}[31m".into();
        play.length_ms = Some(-1);
        let id = play.id;
        fixture.store.open_play(play.clone()).wait().unwrap();
        assert!(fixture.store.open_play(play).wait().is_err(), "one name, one play");
        fixture.store.top_up_play(id, heard(-5)).wait().unwrap();
        fixture.store.close_play(id, heard(i64::MAX), Ending::Stopped).wait().unwrap();
        assert_eq!(fixture.number("SELECT count(*) FROM plays"), 1);
        assert_eq!(fixture.number("SELECT min(heard_ms) FROM plays"), LONGEST_MS);
        assert_eq!(fixture.store.close_play(PlayId::made_at(0), heard(1), Ending::Quit).wait().unwrap(), None);
    }
}
