//! Which track a new file holds: one that moved, a copy of one that is here, or a new one.

use rusqlite::Transaction;

use super::copies::{self, Joined};
use super::lost::LostFile;
use super::rows::{self, Incoming};
use super::session::{Outcome, Session, incoming};
use super::words::{self, KnownTrack};
use crate::domain::file::{Applied, PayloadHash, Replaced, ScannedFile};
use crate::domain::ids::{FileId, TrackId};
use crate::store::Result;

impl Session {
    /// Decides what tags can decide. `row` is the row at the file's path, freed from what it held.
    /// None when only the sound is like that of a lost file: [`Session::settle`] decides then.
    pub(super) fn resolve(
        &mut self,
        tx: &Transaction<'_>,
        incoming: &Incoming<'_>,
        row: Option<FileId>,
        applied: &mut Applied,
    ) -> Result<Option<Outcome>> {
        if let Some(outcome) = self.by_name(tx, incoming, row, applied)? {
            return Ok(Some(outcome));
        }
        if incoming.payload.is_some_and(|payload| !self.lost.with_payload(payload).is_empty()) {
            return Ok(None);
        }
        if let Some(recording) = &incoming.words.recording {
            for track in words::tracks_of_recording(tx, recording)? {
                if self.is_copy(tx, incoming, &track)? {
                    return self.join(tx, incoming, row, &track, applied).map(Some);
                }
            }
        }
        self.add(tx, incoming, row).map(Some)
    }

    /// A lost file or a copy of the same artist and title.
    fn by_name(
        &mut self,
        tx: &Transaction<'_>,
        incoming: &Incoming<'_>,
        row: Option<FileId>,
        applied: &mut Applied,
    ) -> Result<Option<Outcome>> {
        let called = words::tracks_called(tx, &incoming.words)?;
        if let Some(payload) = incoming.payload {
            for track in &called {
                let lost = self.lost.of_track(track.id, payload);
                if let Some(lost) = lost.filter(|_| track.words.same(&incoming.words)) {
                    return self.take_over(tx, incoming, row, track, lost).map(Some);
                }
            }
        }
        for track in &called {
            if self.is_copy(tx, incoming, track)? {
                return self.join(tx, incoming, row, track, applied).map(Some);
            }
        }
        Ok(None)
    }

    /// A file that sounds like lost ones but says something else: it moved and was retagged,
    /// when one of them is most like it.
    pub(super) fn settle(
        &mut self,
        tx: &Transaction<'_>,
        file: &ScannedFile,
        applied: &mut Applied,
    ) -> Result<Outcome> {
        let Some(incoming) = incoming(file) else { return Ok(Outcome::Unchanged) };
        let row = if self.is_new { None } else { rows::file_at(tx, file.root, &file.path)?.map(|row| row.id) };
        // Another file of the batch may have brought the new words to its track by now.
        if let Some(outcome) = self.by_name(tx, &incoming, row, applied)? {
            return Ok(outcome);
        }
        if let Some(payload) = incoming.payload
            && let Some((track, lost)) = self.most_alike(tx, &incoming, payload)?
        {
            return self.take_over(tx, &incoming, row, &track, lost);
        }
        self.add(tx, &incoming, row)
    }

    /// The one lost file that this can be. Several that are alike say nothing.
    fn most_alike(
        &self,
        tx: &Transaction<'_>,
        incoming: &Incoming<'_>,
        payload: PayloadHash,
    ) -> Result<Option<(KnownTrack, LostFile)>> {
        let mut candidates: Vec<(u32, KnownTrack, LostFile)> = Vec::new();
        for lost in self.lost.with_payload(payload) {
            if candidates.iter().any(|(_, track, _)| track.id == lost.track) {
                continue;
            }
            let Some(track) = words::track(tx, lost.track)? else { continue };
            // While another copy is here, nothing was lost.
            if copies::copies(tx, track.id, &self.lost)?.iter().any(copies::Copy::is_here) {
                continue;
            }
            candidates.push((incoming.words.likeness(&track.words), track, *lost));
        }
        candidates.sort_by_key(|(likeness, ..)| std::cmp::Reverse(*likeness));
        let tied = matches!(candidates.as_slice(), [first, second, ..] if first.0 == second.0);
        Ok(candidates.into_iter().next().filter(|_| !tied).map(|(_, track, lost)| (track, lost)))
    }

    /// Whether the file is one more copy of a track of the same name.
    fn is_copy(&self, tx: &Transaction<'_>, incoming: &Incoming<'_>, track: &KnownTrack) -> Result<bool> {
        if let Some(payload) = incoming.payload.filter(|_| track.words.same(&incoming.words)) {
            let same_sound = tx
                .prepare_cached(
                    "SELECT EXISTS (SELECT 1 FROM track_files tf JOIN files f ON f.id = tf.file_id
                                    WHERE tf.track_id = ?1 AND f.payload = ?2)",
                )?
                .query_row((track.id.0, payload.0), |row| row.get(0))?;
            if same_sound {
                return Ok(true);
            }
        }
        if incoming.words.agrees(&track.words, false) {
            return Ok(true);
        }
        // Whether anything is gone takes a question to the database, so it comes last.
        Ok(incoming.words.agrees(&track.words, true)
            && !copies::copies(tx, track.id, &self.lost)?.iter().any(copies::Copy::is_here))
    }

    /// The lost file is this one: its row and its track live on here.
    fn take_over(
        &mut self,
        tx: &Transaction<'_>,
        incoming: &Incoming<'_>,
        row: Option<FileId>,
        track: &KnownTrack,
        lost: LostFile,
    ) -> Result<Outcome> {
        let file = match (row, lost.file) {
            (Some(row), Some(old)) if row != old => {
                rows::delete_file(tx, old)?;
                Some(row)
            }
            (row, old) => row.or(old),
        };
        self.lost.found(lost);
        let file = rows::write_file(tx, file, incoming, self.now.unix_ms)?;
        rows::link(tx, file, track.id)?;
        if self.plays(tx, track.id, file)? {
            self.rewrite(tx, track, incoming)?;
        }
        Ok(Outcome::Moved)
    }

    /// One more copy of a track. The better one plays from now on.
    fn join(
        &mut self,
        tx: &Transaction<'_>,
        incoming: &Incoming<'_>,
        row: Option<FileId>,
        track: &KnownTrack,
        applied: &mut Applied,
    ) -> Result<Outcome> {
        let before = copies::copies(tx, track.id, &self.lost)?;
        let had_this_sound = incoming.payload.is_some_and(|payload| self.lost.of_track(track.id, payload).is_some());
        let file = rows::write_file(tx, row, incoming, self.now.unix_ms)?;
        let same_sound = had_this_sound || shares_sound(tx, track.id, file, incoming.payload)?;
        rows::link(tx, file, track.id)?;
        if self.plays(tx, track.id, file)? {
            self.rewrite(tx, track, incoming)?;
            if let Some(old) = before.first().filter(|_| !same_sound) {
                let new = copies::absolute(&self.root_path, &incoming.file.path);
                applied.replaced.push(Replaced { old: old.path.clone(), new });
            }
        }
        if !same_sound {
            self.joined.push(Joined { file, track: track.id });
        }
        Ok(if row.is_some() { Outcome::Changed } else { Outcome::Added })
    }

    fn add(&mut self, tx: &Transaction<'_>, incoming: &Incoming<'_>, row: Option<FileId>) -> Result<Outcome> {
        let file = rows::write_file(tx, row, incoming, self.now.unix_ms)?;
        let track = self.new_track(tx, incoming)?;
        rows::link(tx, file, track)?;
        Ok(if row.is_some() { Outcome::Changed } else { Outcome::Added })
    }
}

fn shares_sound(tx: &Transaction<'_>, track: TrackId, file: FileId, payload: Option<PayloadHash>) -> Result<bool> {
    Ok(tx
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM track_files tf JOIN files f ON f.id = tf.file_id
                            WHERE tf.track_id = ?1 AND f.id <> ?2 AND f.payload = ?3)",
        )?
        .query_row((track.0, file.0, payload.map(|payload| payload.0)), |row| row.get(0))?)
}
