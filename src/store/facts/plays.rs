//! Plays of known tracks, oldest first, without those that say nothing of taste.

use std::collections::HashSet;

use rusqlite::{Connection, Row, params};

use super::Places;
use super::shown::{self, FromSection};
use crate::domain::exclusion::{Exclusion, REPEATS_THAT_COUNT};
use crate::domain::facts::{Millis, PlayFacts};
use crate::domain::ids::ListenerId;
use crate::domain::listen::{Ending, SourceKind, counts, is_skip};
use crate::domain::shown::kind_of;
use crate::domain::time::{DAY_MS, Moment};
use crate::store::{Result, columns, exclusions};

/// 2000-01-01: what is dated before was written by a clock that had lost the time.
const TOO_EARLY_MS: i64 = 946_684_800_000;
/// Room is made for so many plays beforehand; more make their own.
const MOST_AT_ONCE: usize = 1 << 24;

/// What the rows of plays say.
pub(super) struct Read {
    pub(super) plays: Vec<PlayFacts>,
    pub(super) from_sections: Vec<FromSection>,
    /// Tracks with plays that are left out, in ascending order.
    pub(super) left_out: Vec<u32>,
}

pub(super) fn read(
    connection: &Connection,
    listener: ListenerId,
    now: Moment,
    tracks: &Places,
    left_out: &LeftOut,
) -> Result<Read> {
    // As they lie on the disk: by time they would be looked up one by one. What only rules ask for
    // is read when there are rules.
    let mut statement = connection.prepare_cached(if left_out.nothing {
        "SELECT track_id, started_at, utc_offset, heard_ms, length_ms, ending, source_kind, source_id, position_ms
         FROM plays NOT INDEXED
         WHERE listener_id = ?1 AND track_id IS NOT NULL AND started_at BETWEEN ?2 AND ?3"
    } else {
        "SELECT track_id, started_at, utc_offset, heard_ms, length_ms, ending, source_kind, source_id, position_ms,
                batch_id, uuid
         FROM plays NOT INDEXED
         WHERE listener_id = ?1 AND track_id IS NOT NULL AND started_at BETWEEN ?2 AND ?3"
    })?;
    let too_late = now.unix_ms.saturating_add(DAY_MS);
    let mut rows = statement.query(params![listener.0, TOO_EARLY_MS, too_late])?;
    let (mut plays, mut from_sections) = (Vec::with_capacity(count(connection)?), Vec::new());
    let mut not_counted = Vec::new();
    let lately = now.unix_ms.saturating_sub(shown::DAYS * DAY_MS);
    while let Some(row) = rows.next()? {
        let Some(track) = tracks.get(row.get(0)?) else { continue };
        let play = play(row, track)?;
        if !left_out.nothing && left_out.is_taken_back(row)? {
            continue;
        }
        if !left_out.nothing && left_out.has(row, &play)? {
            not_counted.push(track);
            continue;
        }
        if play.source == SourceKind::Section && play.started_at.unix_ms >= lately {
            from_sections.extend(from_section(row, &play)?);
        }
        plays.push(play);
    }
    // Mostly in order already: only imports bring the past in later.
    plays.sort_by_key(|play: &PlayFacts| play.started_at.unix_ms);
    left_out.drop_repeats(&mut plays);
    not_counted.sort_unstable();
    not_counted.dedup();
    Ok(Read { plays, from_sections, left_out: not_counted })
}

/// How many plays there are at most. A vector that grows holds its contents twice while it does.
fn count(connection: &Connection) -> Result<usize> {
    let last: Option<i64> = connection.prepare_cached("SELECT max(id) FROM plays")?.query_row([], |row| row.get(0))?;
    Ok(usize::try_from(last.unwrap_or(0)).unwrap_or(0).min(MOST_AT_ONCE))
}

/// None for a play that does not say which section started it.
fn from_section(row: &Row<'_>, play: &PlayFacts) -> rusqlite::Result<Option<FromSection>> {
    Ok(row.get_ref(7)?.as_str_or_null()?.map(|id| FromSection {
        kind: kind_of(id).to_owned(),
        at: play.started_at,
        heard_ms: play.heard_ms.get().unwrap_or(0),
        finished: play.ending == Some(Ending::Finished),
        skipped: play.skip,
    }))
}

fn play(row: &Row<'_>, track: u32) -> rusqlite::Result<PlayFacts> {
    let (heard_ms, length_ms) = (row.get(3)?, row.get(4)?);
    let ending = match row.get_ref(5)? {
        rusqlite::types::ValueRef::Null => None,
        _ => Ending::from_name(columns::text(row, 5)?),
    };
    Ok(PlayFacts {
        track,
        started_at: columns::moment(row.get(1)?, row.get(2)?),
        heard_ms: Millis::from(heard_ms),
        position_ms: Millis::from(row.get::<_, Option<i64>>(8)?),
        length_ms: Millis::from(length_ms),
        ending,
        source: SourceKind::from_name(columns::text(row, 6)?).unwrap_or(SourceKind::File),
        listen: counts(heard_ms, length_ms),
        skip: ending.is_some_and(|ending| is_skip(ending, heard_ms, length_ms)),
    })
}

/// What the listener keeps out of taste, and imports that were taken back.
pub(super) struct LeftOut {
    nothing: bool,
    /// By place; empty when no rule names tracks.
    tracks: Vec<bool>,
    spans: Vec<(i64, i64)>,
    playlists: HashSet<String>,
    plays: HashSet<[u8; 16]>,
    /// Places of tracks whose repeats in a row count only a few times.
    repeats: HashSet<u32>,
    batches: HashSet<i64>,
}

impl LeftOut {
    pub(super) fn new(connection: &Connection, rules: &[Exclusion], places: &Places) -> Result<Self> {
        let batches: HashSet<i64> = connection
            .prepare_cached("SELECT id FROM import_batches WHERE undone_at IS NOT NULL")?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let mut out = Self {
            nothing: rules.is_empty() && batches.is_empty(),
            tracks: Vec::new(),
            spans: Vec::new(),
            playlists: HashSet::new(),
            plays: HashSet::new(),
            repeats: HashSet::new(),
            batches,
        };
        for rule in rules {
            match rule {
                Exclusion::Span { from, to } => out.spans.push((*from, *to)),
                Exclusion::Play { id } => _ = out.plays.insert(id.0.into_bytes()),
                Exclusion::Playlist { id } => _ = out.playlists.insert(id.to_string()),
                Exclusion::Repeats { track } => out.repeats.extend(places.get(track.0)),
                Exclusion::Genre { .. } | Exclusion::Folder { .. } | Exclusion::Music { .. } => {
                    out.tracks.resize(places.len(), false);
                    let named = exclusions::tracks(rule, connection)?;
                    for place in named.into_iter().filter_map(|track| places.get(track)) {
                        if let Some(slot) = out.tracks.get_mut(place as usize) {
                            *slot = true;
                        }
                    }
                }
            }
        }
        Ok(out)
    }

    /// `plays` oldest first.
    fn drop_repeats(&self, plays: &mut Vec<PlayFacts>) {
        if self.repeats.is_empty() {
            return;
        }
        let (mut last, mut in_a_row) = (None, 0);
        plays.retain(|play| {
            in_a_row = if last == Some(play.track) { in_a_row + 1 } else { 1 };
            last = Some(play.track);
            in_a_row <= REPEATS_THAT_COUNT || !self.repeats.contains(&play.track)
        });
    }

    /// Whether it came with an import that was taken back, as if it had never come.
    fn is_taken_back(&self, row: &Row<'_>) -> rusqlite::Result<bool> {
        Ok(!self.batches.is_empty() && row.get::<_, Option<i64>>(9)?.is_some_and(|id| self.batches.contains(&id)))
    }

    fn has(&self, row: &Row<'_>, play: &PlayFacts) -> rusqlite::Result<bool> {
        let at = play.started_at.unix_ms;
        let from_playlist = || -> rusqlite::Result<bool> {
            let id = row.get_ref(7)?.as_str_or_null()?;
            Ok(play.source == SourceKind::Playlist && id.is_some_and(|id| self.playlists.contains(id)))
        };
        Ok(self.tracks.get(play.track as usize).is_some_and(|out| *out)
            || self.spans.iter().any(|(from, to)| (*from..*to).contains(&at))
            || !self.playlists.is_empty() && from_playlist()?
            || !self.plays.is_empty() && self.plays.contains(&row.get::<_, [u8; 16]>(10)?))
    }
}
