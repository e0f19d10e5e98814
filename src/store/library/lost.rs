//! Files that are gone or missing, and tracks that lost their file in this scan: those that a
//! new file may turn out to be.

use std::collections::HashMap;

use rusqlite::{Connection, Row};

use crate::domain::file::PayloadHash;
use crate::domain::ids::{FileId, TrackId};
use crate::store::Result;

/// More files than this with one and the same sound say nothing of each other.
const TELLING: usize = 16;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LostFile {
    /// None when another file lies at its path now.
    pub(super) file: Option<FileId>,
    pub(super) track: TrackId,
    pub(super) payload: PayloadHash,
}

#[derive(Default)]
pub(super) struct Lost {
    by_payload: HashMap<PayloadHash, Vec<LostFile>>,
    by_track: HashMap<TrackId, Vec<LostFile>>,
    /// Met before this scan and not met by it, whether they hold a track or not.
    gone: HashMap<FileId, Option<PayloadHash>>,
}

impl Lost {
    /// Files that were missing before, and those that this scan's walk did not meet.
    pub(super) fn load(connection: &Connection, gone: &[FileId]) -> Result<Self> {
        let mut lost = Self::default();
        let columns = "SELECT f.id, f.payload, tf.track_id FROM files f LEFT JOIN track_files tf ON tf.file_id = f.id";
        let mut missing = connection.prepare(&format!("{columns} WHERE f.missing_since IS NOT NULL"))?;
        for row in missing.query_map([], read)? {
            lost.add(row?);
        }
        let mut by_id = connection.prepare(&format!("{columns} WHERE f.id = ?1"))?;
        for id in gone {
            for row in by_id.query_map([id.0], read)? {
                let (file, payload, track) = row?;
                lost.gone.insert(file, payload);
                lost.add((file, payload, track));
            }
        }
        Ok(lost)
    }

    fn add(&mut self, (file, payload, track): (FileId, Option<PayloadHash>, Option<TrackId>)) {
        if let (Some(payload), Some(track)) = (payload, track) {
            self.insert(LostFile { file: Some(file), track, payload });
        }
    }

    pub(super) fn insert(&mut self, lost: LostFile) {
        let same_track = self.by_track.entry(lost.track).or_default();
        if !same_track.contains(&lost) {
            same_track.push(lost);
            self.by_payload.entry(lost.payload).or_default().push(lost);
        }
    }

    pub(super) fn is_gone(&self, file: FileId) -> bool {
        self.gone.contains_key(&file)
    }

    /// The lost file of this track that had this sound.
    pub(super) fn of_track(&self, track: TrackId, payload: PayloadHash) -> Option<LostFile> {
        self.by_track.get(&track)?.iter().find(|lost| lost.payload == payload).copied()
    }

    /// All lost files with this sound, or none when there are too many to tell apart.
    pub(super) fn with_payload(&self, payload: PayloadHash) -> &[LostFile] {
        self.by_payload.get(&payload).filter(|lost| lost.len() <= TELLING).map_or(&[], Vec::as_slice)
    }

    /// It was found again, or its row lives on elsewhere.
    pub(super) fn found(&mut self, lost: LostFile) {
        if let Some(same) = self.by_payload.get_mut(&lost.payload) {
            same.retain(|other| *other != lost);
        }
        if let Some(same) = self.by_track.get_mut(&lost.track) {
            same.retain(|other| *other != lost);
        }
        if let Some(file) = lost.file {
            self.gone.remove(&file);
        }
    }

    /// The file at a known path was met after all.
    pub(super) fn met(&mut self, file: FileId, track: Option<TrackId>, payload: Option<PayloadHash>) {
        self.gone.remove(&file);
        if let (Some(track), Some(payload)) = (track, payload) {
            self.found(LostFile { file: Some(file), track, payload });
        }
    }

    /// Tracks whose path holds something else now, and whose sound did not turn up by its tags;
    /// only where one track alone had that sound.
    pub(super) fn displaced(&self) -> Vec<LostFile> {
        let alone = self.by_payload.values().filter_map(|lost| {
            let first = lost.first()?;
            let is_one_track = lost.iter().all(|other| other.track == first.track);
            lost.iter().find(|lost| is_one_track && lost.file.is_none()).copied()
        });
        let mut displaced: Vec<LostFile> = alone.collect();
        displaced.sort_unstable_by_key(|lost| lost.track);
        displaced
    }

    /// Files that nothing took over.
    pub(super) fn still_gone(&self) -> Vec<FileId> {
        let mut gone: Vec<FileId> = self.gone.keys().copied().collect();
        gone.sort_unstable();
        gone
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<(FileId, Option<PayloadHash>, Option<TrackId>)> {
    Ok((
        FileId(row.get(0)?),
        row.get::<_, Option<[u8; 16]>>(1)?.map(PayloadHash),
        row.get::<_, Option<i64>>(2)?.map(TrackId),
    ))
}
