//! Plays that say nothing of taste: what the listener left out, and imports that were taken back.

use std::collections::HashSet;

use rusqlite::{Connection, Row};

use crate::domain::exclusion::{Exclusion, REPEATS_THAT_COUNT};
use crate::domain::facts::PlayFacts;
use crate::domain::listen::SourceKind;
use crate::store::{Result, exclusions};

/// What the listener keeps out of taste, and imports that were taken back.
pub(super) struct LeftOut {
    /// Whether nothing is.
    pub(super) nothing: bool,
    /// Row ids.
    tracks: HashSet<i64>,
    spans: Vec<(i64, i64)>,
    playlists: HashSet<String>,
    plays: HashSet<[u8; 16]>,
    /// Row ids of tracks whose repeats in a row count only a few times.
    repeats: HashSet<i64>,
    batches: HashSet<i64>,
}

impl LeftOut {
    pub(super) fn new(connection: &Connection, rules: &[Exclusion]) -> Result<Self> {
        let batches: HashSet<i64> = connection
            .prepare_cached("SELECT id FROM import_batches WHERE undone_at IS NOT NULL")?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let mut out = Self {
            nothing: rules.is_empty() && batches.is_empty(),
            tracks: HashSet::new(),
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
                Exclusion::Repeats { track } => _ = out.repeats.insert(track.0),
                Exclusion::Genre { .. } | Exclusion::Folder { .. } | Exclusion::Music { .. } => {
                    out.tracks.extend(exclusions::tracks(rule, connection)?);
                }
            }
        }
        Ok(out)
    }

    /// Whether a repeat in a row is one too many.
    pub(super) fn is_one_too_many(&self, track: i64, in_a_row: usize) -> bool {
        in_a_row > REPEATS_THAT_COUNT && self.repeats.contains(&track)
    }

    /// Whether it came with an import that was taken back, as if it had never come. For rows of
    /// [`super::plays`] that were asked for with what rules ask for.
    pub(super) fn is_taken_back(&self, row: &Row<'_>) -> rusqlite::Result<bool> {
        Ok(!self.batches.is_empty() && row.get::<_, Option<i64>>(9)?.is_some_and(|id| self.batches.contains(&id)))
    }

    /// Whether the listener keeps it out, by the rules that look at one play alone.
    pub(super) fn has(&self, row: &Row<'_>, track: i64, play: &PlayFacts) -> rusqlite::Result<bool> {
        let at = play.started_at.unix_ms;
        let from_playlist = || -> rusqlite::Result<bool> {
            let id = row.get_ref(7)?.as_str_or_null()?;
            Ok(play.source == SourceKind::Playlist && id.is_some_and(|id| self.playlists.contains(id)))
        };
        Ok(self.tracks.contains(&track)
            || self.spans.iter().any(|(from, to)| (*from..*to).contains(&at))
            || !self.playlists.is_empty() && from_playlist()?
            || !self.plays.is_empty() && self.plays.contains(&row.get::<_, [u8; 16]>(10)?))
    }
}
