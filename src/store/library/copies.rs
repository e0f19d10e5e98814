//! Several files that hold one track: which plays, how they are joined, how they part again.

use rusqlite::{OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};

use crate::domain::file::Format;
use crate::domain::ids::{FileId, TrackId};
use crate::domain::time::Moment;
use crate::store::library::lost::Lost;
use crate::store::library::rows;
use crate::store::{Result, search};

/// How good a copy is; the greatest plays. Whether it can play at all comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::store) struct Quality {
    here: bool,
    offline: bool,
    playable: bool,
    lossless: bool,
    /// Bits for lossless copies, bits per second for the others.
    depth: u32,
    sample_rate: u32,
}

/// The columns that [`Quality`] is read from.
pub(in crate::store) struct CopyColumns<'a> {
    pub(in crate::store) missing: bool,
    pub(in crate::store) offline: bool,
    pub(in crate::store) problem: bool,
    pub(in crate::store) format: &'a str,
    pub(in crate::store) bits: Option<u32>,
    pub(in crate::store) bitrate: Option<u32>,
    pub(in crate::store) sample_rate: Option<u32>,
}

impl Quality {
    pub(in crate::store) fn of(copy: &CopyColumns<'_>) -> Self {
        let lossless = Format::from_name(copy.format).is_some_and(Format::is_lossless);
        Self {
            here: !copy.missing && !copy.offline,
            offline: copy.offline && !copy.missing,
            playable: !copy.problem,
            lossless,
            depth: if lossless { copy.bits } else { copy.bitrate }.unwrap_or(0),
            sample_rate: copy.sample_rate.unwrap_or(0),
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Copy {
    pub(super) file: FileId,
    pub(super) quality: Quality,
    /// Absolute path.
    pub(super) path: Vec<u8>,
}

impl Copy {
    pub(super) const fn is_here(&self) -> bool {
        self.quality.here
    }

    /// Its root is there, and it is not.
    pub(super) const fn is_lost(&self) -> bool {
        !self.quality.here && !self.quality.offline
    }
}

/// All copies of a track, the one that plays first. Of equal copies the older one plays.
pub(super) fn copies(tx: &Transaction<'_>, track: TrackId, lost: &Lost) -> Result<Vec<Copy>> {
    let mut statement = tx.prepare_cached(
        "SELECT f.id, f.missing_since IS NOT NULL, r.offline, f.problem IS NOT NULL, f.format, f.bits, f.bitrate,
                f.sample_rate, r.path, f.path
         FROM track_files tf JOIN files f ON f.id = tf.file_id JOIN roots r ON r.id = f.root_id
         WHERE tf.track_id = ?1",
    )?;
    let rows = statement.query_map([track.0], |row| {
        let file = FileId(row.get(0)?);
        let columns = CopyColumns {
            missing: row.get::<_, bool>(1)? || lost.is_gone(file),
            offline: row.get(2)?,
            problem: row.get(3)?,
            format: row.get_ref(4)?.as_str()?,
            bits: row.get(5)?,
            bitrate: row.get(6)?,
            sample_rate: row.get(7)?,
        };
        let path = absolute(row.get_ref(8)?.as_blob()?, row.get_ref(9)?.as_blob()?);
        Ok(Copy { file, quality: Quality::of(&columns), path })
    })?;
    let mut copies: Vec<Copy> = rows.collect::<rusqlite::Result<_>>()?;
    copies.sort_by(|one, two| two.quality.cmp(&one.quality).then(one.file.cmp(&two.file)));
    Ok(copies)
}

/// A root and a path below it as one path.
pub(in crate::store) fn absolute(root: &[u8], path: &[u8]) -> Vec<u8> {
    let mut whole = Vec::with_capacity(root.len() + path.len() + 1);
    whole.extend_from_slice(root);
    if !root.ends_with(b"/") && !path.is_empty() {
        whole.push(b'/');
    }
    whole.extend_from_slice(path);
    whole
}

/// Gives some files of a track a new track that says the same. History stays with the old one.
pub(super) fn split(tx: &Transaction<'_>, track: TrackId, files: &[FileId]) -> Result<TrackId> {
    const COLUMNS: &str = "title, fold, sort_key, artist, artist_fold, artist_id, album_id, disc, disc_total, number,
        number_total, year, date, original_date, length_ms, kind, kind_by_hand, bpm, composer, conductor, work,
        movement, movement_number, movement_total, track_gain, track_peak, album_gain, album_peak, recording_mbid,
        track_mbid, release_mbid, release_group_mbid, tag_rating, tag_play_count, has_lyrics, has_cover, guessed,
        added_at";
    tx.execute(&format!("INSERT INTO tracks ({COLUMNS}) SELECT {COLUMNS} FROM tracks WHERE id = ?1"), [track.0])?;
    let own = TrackId(tx.last_insert_rowid());
    tx.execute(
        "INSERT INTO track_artists (track_id, role, position, artist_id)
         SELECT ?2, role, position, artist_id FROM track_artists WHERE track_id = ?1",
        [track.0, own.0],
    )?;
    tx.execute(
        "INSERT INTO track_genres (track_id, position, genre_id)
         SELECT ?2, position, genre_id FROM track_genres WHERE track_id = ?1",
        [track.0, own.0],
    )?;
    search::reindex_track(tx, own)?;
    for &file in files {
        rows::link(tx, file, own)?;
    }
    Ok(own)
}

/// Makes one track of two: everything that was heard, said and listed of `from` is `into`'s.
pub(super) fn merge(tx: &Transaction<'_>, from: TrackId, into: TrackId) -> Result<()> {
    let ids = [from.0, into.0];
    for sql in [
        "UPDATE track_files SET track_id = ?2 WHERE track_id = ?1",
        "UPDATE plays SET track_id = ?2 WHERE track_id = ?1",
        "UPDATE playlist_entries SET track_id = ?2 WHERE track_id = ?1",
        "UPDATE OR IGNORE imported_counts SET track_id = ?2 WHERE track_id = ?1",
        "INSERT INTO track_stats (listener_id, track_id, plays, listens, skips, finished, heard_ms, first_listen_at,
                                  last_listen_at, last_play_at)
         SELECT listener_id, ?2, plays, listens, skips, finished, heard_ms, first_listen_at, last_listen_at,
                last_play_at
         FROM track_stats WHERE track_id = ?1
         ON CONFLICT (listener_id, track_id) DO UPDATE SET
           plays = plays + excluded.plays, listens = listens + excluded.listens, skips = skips + excluded.skips,
           finished = finished + excluded.finished, heard_ms = heard_ms + excluded.heard_ms,
           first_listen_at = min(coalesce(first_listen_at, excluded.first_listen_at),
                                 coalesce(excluded.first_listen_at, first_listen_at)),
           last_listen_at = max(coalesce(last_listen_at, excluded.last_listen_at),
                                coalesce(excluded.last_listen_at, last_listen_at)),
           last_play_at = max(coalesce(last_play_at, excluded.last_play_at),
                              coalesce(excluded.last_play_at, last_play_at))",
    ] {
        tx.prepare_cached(sql)?.execute(ids)?;
    }
    let names = [from.to_string(), into.to_string()];
    for sql in [
        "UPDATE feedback SET target_id = ?2 WHERE target_type = 'track' AND target_id = ?1",
        "UPDATE impressions SET item_id = ?2 WHERE item_type = 'track' AND item_id = ?1",
    ] {
        tx.prepare_cached(sql)?.execute([&names[0], &names[1]])?;
    }
    delete_track(tx, from)
}

pub(super) fn delete_track(tx: &Transaction<'_>, track: TrackId) -> Result<()> {
    search::forget_track(tx, track)?;
    tx.prepare_cached("DELETE FROM tracks WHERE id = ?1")?.execute([track.0])?;
    Ok(())
}

/// A copy and the track that it was joined to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct Joined {
    pub(super) file: FileId,
    pub(super) track: TrackId,
}

/// The undoable act behind better copies: files joined to tracks, or parted from them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::store) enum Step {
    Join(Vec<Joined>),
    Part(Vec<Joined>),
}

impl Step {
    /// Gives the step that takes this one back. Copies that are no longer there are passed over.
    pub(in crate::store) fn apply(&self, tx: &Transaction<'_>, _: Moment) -> Result<Self> {
        match self {
            Self::Join(pairs) => {
                for pair in pairs {
                    let holder = holder(tx, pair.file)?.filter(|&holder| holder != pair.track);
                    if let Some(holder) = holder
                        && is_known(tx, pair.track)?
                    {
                        merge(tx, holder, pair.track)?;
                    }
                }
                Ok(Self::Part(pairs.clone()))
            }
            Self::Part(pairs) => {
                for pair in pairs {
                    if holder(tx, pair.file)? == Some(pair.track) {
                        split(tx, pair.track, &[pair.file])?;
                    }
                }
                Ok(Self::Join(pairs.clone()))
            }
        }
    }
}

/// Those that still are where they were joined: a track may have become another's since.
pub(super) fn still_joined(tx: &Transaction<'_>, pairs: Vec<Joined>) -> Result<Vec<Joined>> {
    let mut standing = Vec::with_capacity(pairs.len());
    for pair in pairs {
        if holder(tx, pair.file)? == Some(pair.track) {
            standing.push(pair);
        }
    }
    Ok(standing)
}

fn is_known(tx: &Transaction<'_>, track: TrackId) -> Result<bool> {
    Ok(tx
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM tracks WHERE id = ?1)")?
        .query_row([track.0], |row| row.get(0))?)
}

fn holder(tx: &Transaction<'_>, file: FileId) -> Result<Option<TrackId>> {
    Ok(tx
        .prepare_cached("SELECT track_id FROM track_files WHERE file_id = ?1")?
        .query_row(params![file.0], |row| row.get(0).map(TrackId))
        .optional()?)
}

/// The track of a moved and retagged file, which was taken for a new one, lives on as the old:
/// the old row takes the new words, and with the row its history stays. False when the old
/// track was joined with another meanwhile.
pub(super) fn inherit(tx: &Transaction<'_>, old: TrackId, new: TrackId) -> Result<bool> {
    if !is_known(tx, old)? {
        return Ok(false);
    }
    let columns = "title, fold, sort_key, artist, artist_fold, artist_id, album_id, disc, disc_total, number,
        number_total, year, date, original_date, length_ms, kind, guessed, recording_mbid, track_mbid, release_mbid,
        release_group_mbid, track_gain, track_peak, album_gain, album_peak, has_lyrics, has_cover";
    tx.execute(
        &format!("UPDATE tracks SET ({columns}) = (SELECT {columns} FROM tracks WHERE id = ?2) WHERE id = ?1"),
        [old.0, new.0],
    )?;
    for table in ["track_artists", "track_genres"] {
        tx.execute(&format!("DELETE FROM {table} WHERE track_id = ?1"), [old.0])?;
        tx.execute(&format!("UPDATE {table} SET track_id = ?1 WHERE track_id = ?2"), [old.0, new.0])?;
    }
    merge(tx, new, old)?;
    search::reindex_track(tx, old)?;
    Ok(true)
}
