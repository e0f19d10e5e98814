//! One root's scan as the library lives through it: what is known so far, and what each file
//! that comes in does to it.

use std::collections::HashMap;

use rusqlite::{Connection, Transaction, params};
use xxhash_rust::xxh3::Xxh3;

use super::albums::Albums;
use super::copies::{self, Joined};
use super::heirs::Heirs;
use super::lost::{Lost, LostFile};
use super::names::Names;
use super::rows::{self, FileRow, Incoming, Sound};
use super::words::{self, KnownTrack, Words};
use crate::domain::file::{Applied, Comparison, Content, Format, ScannedFile};
use crate::domain::ids::{FileId, RootId, TrackId};
use crate::domain::time::Moment;
use crate::domain::track::Tags;
use crate::store::{Result, bump_generation, search};

/// Goes into the hash of tags: raised when this program reads or folds tags differently.
const READING: u64 = 1;

pub(super) struct Session {
    pub(super) root: RootId,
    pub(super) root_path: Vec<u8>,
    pub(super) now: Moment,
    /// When the root was last read to its end; none on its first scan.
    pub(super) last_scan_at: Option<i64>,
    /// Nothing is known below the root yet, so no path needs to be looked up.
    pub(super) is_new: bool,
    pub(super) scan: i64,
    /// Keys above this one were given by this scan.
    pub(super) last_track: TrackId,
    pub(super) names: Names,
    pub(super) albums: Albums,
    pub(super) lost: Lost,
    pub(super) heirs: Heirs,
    /// Tracks whose words changed: another track may say the same now.
    pub(super) retagged: Vec<TrackId>,
    pub(super) joined: Vec<Joined>,
    pub(super) changed_anything: bool,
    /// Tracks of this batch, with the words that they shall be found by.
    unindexed: Vec<(TrackId, String)>,
    /// Keys up to this one may stand in the search index.
    last_indexed: TrackId,
}

/// How one file of a batch counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Added,
    Changed,
    Moved,
    Unchanged,
}

impl Session {
    pub(super) fn begin(tx: &Transaction<'_>, root: RootId, comparison: &Comparison, now: Moment) -> Result<Self> {
        let (root_path, last_scan_at, was_offline): (Vec<u8>, Option<i64>, bool) =
            tx.query_row("SELECT path, last_scan_at, offline FROM roots WHERE id = ?1", [root.0], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?;
        if was_offline {
            tx.execute("UPDATE roots SET offline = 0 WHERE id = ?1", [root.0])?;
        }
        for file in &comparison.back {
            tx.prepare_cached("UPDATE files SET missing_since = NULL WHERE id = ?1")?.execute([file.0])?;
        }
        if was_offline || !comparison.back.is_empty() {
            bump_generation(tx)?;
        }
        tx.execute("INSERT INTO scans (root_id, started_at) VALUES (?1, ?2)", params![root.0, now.unix_ms])?;
        let last_track = tx.query_row("SELECT coalesce(max(id), 0) FROM tracks", [], |row| row.get(0).map(TrackId))?;
        Ok(Self {
            root,
            root_path,
            now,
            last_scan_at,
            is_new: !has_files(tx, root)?,
            scan: tx.last_insert_rowid(),
            last_track,
            names: Names::default(),
            albums: Albums::default(),
            lost: Lost::load(tx, &comparison.gone)?,
            heirs: Heirs::default(),
            retagged: Vec::new(),
            joined: Vec::new(),
            changed_anything: false,
            unindexed: Vec::new(),
            last_indexed: last_track,
        })
    }

    pub(super) fn apply(&mut self, tx: &Transaction<'_>, batch: &[ScannedFile]) -> Result<Applied> {
        let mut applied = Applied::default();
        let mut undecided = Vec::new();
        for file in batch {
            match self.meet(tx, file, &mut applied)? {
                // It is kept and told as trouble, but no music was added.
                Some(outcome) if matches!(file.content, Content::Unreadable { .. }) => {
                    self.changed_anything |= outcome != Outcome::Unchanged;
                }
                Some(outcome) => self.count(&mut applied, outcome),
                None => undecided.push(file),
            }
        }
        // Files that agree by their tags were served first: among equal sounds, tags decide.
        for file in undecided {
            let outcome = self.settle(tx, file, &mut applied)?;
            self.count(&mut applied, outcome);
        }
        self.index(tx)?;
        if self.changed_anything {
            bump_generation(tx)?;
        }
        Ok(applied)
    }

    fn count(&mut self, applied: &mut Applied, outcome: Outcome) {
        let counts = &mut applied.counts;
        *match outcome {
            Outcome::Added => &mut counts.added,
            Outcome::Changed => &mut counts.changed,
            Outcome::Moved => &mut counts.moved,
            Outcome::Unchanged => &mut counts.unchanged,
        } += 1;
        self.changed_anything |= outcome != Outcome::Unchanged;
    }

    /// None when the file may be a lost one with other tags, to be settled after the batch.
    fn meet(&mut self, tx: &Transaction<'_>, file: &ScannedFile, applied: &mut Applied) -> Result<Option<Outcome>> {
        let known = if self.is_new { None } else { rows::file_at(tx, file.root, &file.path)? };
        let Some(incoming) = incoming(file) else {
            return self.unreadable(tx, file, known.as_ref()).map(Some);
        };
        let Some(known) = known else {
            return self.resolve(tx, &incoming, None, applied);
        };
        if known.payload == incoming.payload && known.problem.as_deref() == incoming.problem {
            if known.tags_hash == Some(incoming.tags_hash) {
                return self.touch(tx, file, &known).map(Some);
            }
            if let Some(outcome) = self.retag(tx, &incoming, &known)? {
                return Ok(Some(outcome));
            }
        } else if let Some(outcome) = self.same_piece_anew(tx, &incoming, &known)? {
            return Ok(Some(outcome));
        }
        self.let_go(tx, &known)?;
        self.resolve(tx, &incoming, Some(known.id), applied)
    }

    fn unreadable(&mut self, tx: &Transaction<'_>, file: &ScannedFile, known: Option<&FileRow>) -> Result<Outcome> {
        let Content::Unreadable { reason } = &file.content else { return Ok(Outcome::Unchanged) };
        if let Some(known) = known {
            self.lost.met(known.id, known.track, known.payload);
        }
        rows::write_unreadable(tx, known.map(|known| known.id), file, reason, self.now.unix_ms)?;
        Ok(match known {
            None => Outcome::Added,
            Some(known) if known.problem.as_ref() == Some(reason) => Outcome::Unchanged,
            Some(_) => Outcome::Changed,
        })
    }

    /// Sound and tags are as they were.
    fn touch(&mut self, tx: &Transaction<'_>, file: &ScannedFile, known: &FileRow) -> Result<Outcome> {
        if known.stat != file.stat || known.missing {
            rows::touch_file(tx, known.id, file.stat)?;
        }
        self.lost.met(known.id, known.track, known.payload);
        self.changed_anything |= known.missing;
        Ok(Outcome::Unchanged)
    }

    /// The sound is as it was, the tags are not: the track changes in place. None when the
    /// file is a lesser copy that no longer says what its track says.
    fn retag(&mut self, tx: &Transaction<'_>, incoming: &Incoming<'_>, known: &FileRow) -> Result<Option<Outcome>> {
        let Some(track) = self.track_of(tx, known)? else { return Ok(None) };
        self.lost.met(known.id, known.track, known.payload);
        let same_words = track.words.same(&incoming.words);
        let copies = copies::copies(tx, track.id, &self.lost)?;
        let plays = copies.first().is_none_or(|copy| copy.file == known.id);
        if !plays && !same_words {
            return Ok(None);
        }
        rows::write_file(tx, Some(known.id), incoming, self.now.unix_ms)?;
        if plays {
            // A lost copy goes along: it has nothing to say of its own.
            let others = copies.iter().filter(|copy| copy.file != known.id && !copy.is_lost());
            let others: Vec<FileId> = others.map(|copy| copy.file).collect();
            if !same_words && !others.is_empty() {
                // The copies still say the old words; one that was retagged too comes back when it is read.
                copies::split(tx, track.id, &others)?;
            }
            self.rewrite(tx, &track, incoming)?;
        }
        Ok(Some(Outcome::Changed))
    }

    /// Other sound at the same path that says it is the same piece: encoded anew, cut, repaired.
    fn same_piece_anew(
        &mut self,
        tx: &Transaction<'_>,
        incoming: &Incoming<'_>,
        known: &FileRow,
    ) -> Result<Option<Outcome>> {
        let Some(track) = self.track_of(tx, known)? else { return Ok(None) };
        // Two untitled files that changed names say the same words; the sound knows better.
        let was_elsewhere = incoming
            .payload
            .is_some_and(|payload| incoming.words.guessed && !self.lost.with_payload(payload).is_empty());
        if was_elsewhere || !track.words.same(&incoming.words) {
            return Ok(None);
        }
        self.lost.met(known.id, known.track, known.payload);
        rows::write_file(tx, Some(known.id), incoming, self.now.unix_ms)?;
        if self.plays(tx, track.id, known.id)? {
            self.rewrite(tx, &track, incoming)?;
        }
        Ok(Some(Outcome::Changed))
    }

    /// Something else lies at the path now: the track that it held waits for its sound to turn up.
    fn let_go(&mut self, tx: &Transaction<'_>, known: &FileRow) -> Result<()> {
        self.lost.met(known.id, known.track, known.payload);
        if let (Some(track), Some(payload)) = (known.track, known.payload) {
            self.lost.insert(LostFile { file: None, track, payload });
        }
        rows::unlink(tx, known.id)
    }

    fn track_of(&self, tx: &Connection, known: &FileRow) -> Result<Option<KnownTrack>> {
        known.track.map_or(Ok(None), |track| words::track(tx, track))
    }

    pub(super) fn plays(&self, tx: &Transaction<'_>, track: TrackId, file: FileId) -> Result<bool> {
        Ok(copies::copies(tx, track, &self.lost)?.first().is_some_and(|copy| copy.file == file))
    }

    /// The track takes the tags of the file that plays.
    pub(super) fn rewrite(&mut self, tx: &Transaction<'_>, track: &KnownTrack, incoming: &Incoming<'_>) -> Result<()> {
        let place = self.place(tx, incoming)?;
        let (id, words) = rows::write_track(tx, &mut self.names, Some(track.id), incoming, place, self.now.unix_ms)?;
        self.unindexed.push((id, words));
        self.heirs.track_went((track.artist, track.album), (Some(place.0), place.1));
        if !track.words.same(&incoming.words) {
            self.retagged.push(track.id);
        }
        Ok(())
    }

    pub(super) fn new_track(&mut self, tx: &Transaction<'_>, incoming: &Incoming<'_>) -> Result<TrackId> {
        let place = self.place(tx, incoming)?;
        let added_at = self.added_at(incoming.file);
        let (id, words) = rows::write_track(tx, &mut self.names, None, incoming, place, added_at)?;
        self.unindexed.push((id, words));
        Ok(id)
    }

    /// Puts what the batch wrote into the search index, in one go.
    fn index(&mut self, tx: &Transaction<'_>) -> Result<()> {
        // Joined copies have put their words in, or taken them out, by themselves.
        let joined = !self.joined.is_empty();
        for (track, words) in std::mem::take(&mut self.unindexed) {
            if !joined || rows::track_exists(tx, track)? {
                let may_be_there = joined || track <= self.last_indexed;
                search::index_track(tx, track, may_be_there, &words)?;
                self.last_indexed = self.last_indexed.max(track);
            }
        }
        Ok(())
    }

    /// Main artist and album.
    fn place(&mut self, tx: &Transaction<'_>, incoming: &Incoming<'_>) -> Result<(i64, Option<i64>)> {
        let tags = incoming.tags;
        let artist = self.names.main_artist(tx, tags, &words::credit(tags))?;
        let place = (incoming.file.root, incoming.file.path.as_slice());
        let added_at = self.added_at(incoming.file);
        let album = self.albums.album(tx, &mut self.names, tags, artist, place, added_at)?;
        Ok((artist, album))
    }

    /// On the first scan of a root the file's own time, later the scan's.
    fn added_at(&self, file: &ScannedFile) -> i64 {
        if self.last_scan_at.is_none() { file.origin_ms.min(self.now.unix_ms) } else { self.now.unix_ms }
    }
}

/// What a readable file brings; none for one that is not.
pub(super) fn incoming(file: &ScannedFile) -> Option<Incoming<'_>> {
    Some(match &file.content {
        Content::Audio { payload, sound, tags, kind } => Incoming {
            file,
            payload: Some(*payload),
            sound: Sound {
                format: sound.format,
                length_ms: sound.length_ms,
                sample_rate: sound.sample_rate,
                channels: sound.channels,
                bits: sound.bits,
                bitrate: sound.bitrate,
            },
            tags,
            kind: *kind,
            problem: None,
            tags_hash: tags_hash(tags, kind.name()),
            words: Words::of(tags, &file.path, sound.length_ms),
        },
        Content::Unplayable { format, reason, tags } => Incoming {
            file,
            payload: None,
            sound: unknown_sound(*format),
            tags,
            kind: crate::domain::track::Kind::default(),
            problem: Some(reason),
            tags_hash: tags_hash(tags, "unplayable"),
            words: Words::of(tags, &file.path, None),
        },
        Content::Unreadable { .. } => return None,
    })
}

const fn unknown_sound(format: Format) -> Sound {
    Sound { format, length_ms: None, sample_rate: None, channels: None, bits: None, bitrate: None }
}

fn tags_hash(tags: &Tags, kind: &str) -> i64 {
    /// Hashes what a serialiser writes, without keeping it.
    struct Feed(Xxh3);
    impl std::io::Write for Feed {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.update(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut feed = Feed(Xxh3::with_seed(READING));
    // Writing into a hash cannot fail.
    let _ = serde_json::to_writer(&mut feed, &(tags, kind));
    feed.0.digest().cast_signed()
}

fn has_files(tx: &Connection, root: RootId) -> Result<bool> {
    Ok(tx.query_row("SELECT EXISTS (SELECT 1 FROM files WHERE root_id = ?1)", [root.0], |row| row.get(0))?)
}

/// Counts per key, to see who went where.
pub(super) type Tally<K> = HashMap<K, Vec<K>>;
