//! Rows of files and tracks, as scans write them.

use rusqlite::{OptionalExtension, Transaction, params};

use crate::domain::file::{FileStat, Format, PayloadHash, ScannedFile};
use crate::domain::fold::{search_form, sort_key};
use crate::domain::ids::{FileId, RootId, TrackId};
use crate::domain::track::{Kind, Tags};
use crate::store::Result;
use crate::store::library::names::Names;
use crate::store::library::words::{self, Words};

/// A file as it was read just now, with everything that its row needs.
pub(super) struct Incoming<'a> {
    pub(super) file: &'a ScannedFile,
    pub(super) payload: Option<PayloadHash>,
    pub(super) sound: Sound,
    pub(super) tags: &'a Tags,
    pub(super) kind: Kind,
    pub(super) problem: Option<&'a str>,
    pub(super) tags_hash: i64,
    pub(super) words: Words,
}

#[derive(Clone, Copy)]
pub(super) struct Sound {
    pub(super) format: Format,
    pub(super) length_ms: Option<i64>,
    pub(super) sample_rate: Option<u32>,
    pub(super) channels: Option<u8>,
    pub(super) bits: Option<u8>,
    pub(super) bitrate: Option<u32>,
}

/// A file as its row has it.
#[derive(Clone, Debug)]
pub(super) struct FileRow {
    pub(super) id: FileId,
    pub(super) stat: FileStat,
    pub(super) payload: Option<PayloadHash>,
    pub(super) tags_hash: Option<i64>,
    pub(super) problem: Option<String>,
    pub(super) missing: bool,
    pub(super) track: Option<TrackId>,
}

pub(super) fn file_at(tx: &Transaction<'_>, root: RootId, path: &[u8]) -> Result<Option<FileRow>> {
    Ok(tx
        .prepare_cached(
            "SELECT f.id, f.size, f.mtime_ns, f.ctime_ns, f.inode, f.payload, f.tags_hash, f.problem,
                    f.missing_since IS NOT NULL, tf.track_id
             FROM files f LEFT JOIN track_files tf ON tf.file_id = f.id
             WHERE f.root_id = ?1 AND f.path = ?2",
        )?
        .query_row(params![root.0, path], |row| {
            Ok(FileRow {
                id: FileId(row.get(0)?),
                stat: FileStat {
                    size: row.get::<_, i64>(1)?.cast_unsigned(),
                    mtime_ns: row.get(2)?,
                    ctime_ns: row.get(3)?,
                    inode: row.get::<_, i64>(4)?.cast_unsigned(),
                },
                payload: row.get::<_, Option<[u8; 16]>>(5)?.map(PayloadHash),
                tags_hash: row.get(6)?,
                problem: row.get(7)?,
                missing: row.get(8)?,
                track: row.get::<_, Option<i64>>(9)?.map(TrackId),
            })
        })
        .optional()?)
}

/// Writes the file's row, over `row` when it has one, and says that it is here.
pub(super) fn write_file(
    tx: &Transaction<'_>,
    row: Option<FileId>,
    incoming: &Incoming<'_>,
    now: i64,
) -> Result<FileId> {
    let (file, sound) = (incoming.file, incoming.sound);
    tx.prepare_cached(
        "INSERT INTO files (id, root_id, path, size, mtime_ns, ctime_ns, inode, payload, tags_hash, format, length_ms,
                            sample_rate, channels, bits, bitrate, problem, added_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
         ON CONFLICT (id) DO UPDATE SET
           root_id = ?2, path = ?3, size = ?4, mtime_ns = ?5, ctime_ns = ?6, inode = ?7, payload = ?8, tags_hash = ?9,
           format = ?10, length_ms = ?11, sample_rate = ?12, channels = ?13, bits = ?14, bitrate = ?15, problem = ?16,
           missing_since = NULL",
    )?
    .execute(params![
        row.map(|row| row.0),
        file.root.0,
        file.path,
        file.stat.size.cast_signed(),
        file.stat.mtime_ns,
        file.stat.ctime_ns,
        file.stat.inode.cast_signed(),
        incoming.payload.map(|payload| payload.0),
        incoming.tags_hash,
        sound.format.name(),
        sound.length_ms,
        sound.sample_rate,
        sound.channels,
        sound.bits,
        sound.bitrate,
        incoming.problem,
        now,
    ])?;
    Ok(row.unwrap_or_else(|| FileId(tx.last_insert_rowid())))
}

/// A file that looked like audio and could not be read. What was known of its sound stays, in
/// case it recovers.
pub(super) fn write_unreadable(
    tx: &Transaction<'_>,
    row: Option<FileId>,
    file: &ScannedFile,
    reason: &str,
    now: i64,
) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO files (id, root_id, path, size, mtime_ns, ctime_ns, inode, format, problem, added_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT (id) DO UPDATE SET
           size = ?4, mtime_ns = ?5, ctime_ns = ?6, inode = ?7, problem = ?9, missing_since = NULL",
    )?
    .execute(params![
        row.map(|row| row.0),
        file.root.0,
        file.path,
        file.stat.size.cast_signed(),
        file.stat.mtime_ns,
        file.stat.ctime_ns,
        file.stat.inode.cast_signed(),
        Format::Other.name(),
        reason,
        now,
    ])?;
    Ok(())
}

/// The same bytes with other times, or back after they were missing.
pub(super) fn touch_file(tx: &Transaction<'_>, row: FileId, stat: FileStat) -> Result<()> {
    tx.prepare_cached(
        "UPDATE files SET size = ?2, mtime_ns = ?3, ctime_ns = ?4, inode = ?5, missing_since = NULL WHERE id = ?1",
    )?
    .execute(params![row.0, stat.size.cast_signed(), stat.mtime_ns, stat.ctime_ns, stat.inode.cast_signed()])?;
    Ok(())
}

/// Makes `track` the one that this file holds.
pub(super) fn link(tx: &Transaction<'_>, file: FileId, track: TrackId) -> Result<()> {
    tx.prepare_cached("INSERT OR REPLACE INTO track_files (file_id, track_id) VALUES (?1, ?2)")?
        .execute([file.0, track.0])?;
    Ok(())
}

pub(super) fn unlink(tx: &Transaction<'_>, file: FileId) -> Result<()> {
    tx.prepare_cached("DELETE FROM track_files WHERE file_id = ?1")?.execute([file.0])?;
    Ok(())
}

pub(super) fn delete_file(tx: &Transaction<'_>, file: FileId) -> Result<()> {
    tx.prepare_cached("DELETE FROM files WHERE id = ?1")?.execute([file.0])?;
    Ok(())
}

/// Writes all that the tags say of a track, over `track` when it is known.
///
/// `added_at` and what was set by hand stay as they were. Gives the words to search it by too:
/// they go into the index when the batch is over, since every other statement in between would
/// make the index write out what it has.
pub(super) fn write_track(
    tx: &Transaction<'_>,
    names: &mut Names,
    track: Option<TrackId>,
    incoming: &Incoming<'_>,
    (main_artist, album): (i64, Option<i64>),
    added_at: i64,
) -> Result<(TrackId, String)> {
    let (tags, path) = (incoming.tags, &incoming.file.path);
    let (title, credit) = (words::title(tags, path), words::credit(tags));
    tx.prepare_cached(TRACK)?.execute(params![
        track.map(|track| track.0),
        title,
        incoming.words.title,
        sort_key(tags.title_sort.as_deref().unwrap_or(&title)),
        credit,
        incoming.words.artist,
        main_artist,
        album,
        tags.disc,
        tags.disc_total,
        tags.number,
        tags.number_total,
        tags.year(),
        tags.date,
        tags.original_date,
        incoming.sound.length_ms,
        incoming.kind.name(),
        tags.bpm,
        joined(&tags.composers),
        joined(&tags.conductors),
        tags.work,
        tags.movement,
        tags.movement_number,
        tags.movement_total,
        tags.gain.track_db,
        tags.gain.track_peak,
        tags.gain.album_db,
        tags.gain.album_peak,
        tags.recording_mbid,
        tags.track_mbid,
        tags.release_mbid,
        tags.release_group_mbid,
        tags.rating,
        tags.play_count,
        tags.has_lyrics,
        tags.has_cover,
        tags.guessed,
        added_at,
    ])?;
    let id = match track {
        Some(track) => {
            tx.prepare_cached("DELETE FROM track_artists WHERE track_id = ?1")?.execute([track.0])?;
            tx.prepare_cached("DELETE FROM track_genres WHERE track_id = ?1")?.execute([track.0])?;
            track
        }
        None => TrackId(tx.last_insert_rowid()),
    };
    names.credit_all(tx, id, main_artist, tags)?;
    Ok((id, search_words(incoming)))
}

pub(super) fn track_exists(tx: &Transaction<'_>, track: TrackId) -> Result<bool> {
    Ok(tx.prepare_cached("SELECT 1 FROM tracks WHERE id = ?1")?.exists([track.0])?)
}

const TRACK: &str = "INSERT INTO tracks (
    id, title, fold, sort_key, artist, artist_fold, artist_id, album_id, disc, disc_total, number, number_total, year,
    date, original_date, length_ms, kind, bpm, composer, conductor, work, movement, movement_number, movement_total,
    track_gain, track_peak, album_gain, album_peak, recording_mbid, track_mbid, release_mbid, release_group_mbid,
    tag_rating, tag_play_count, has_lyrics, has_cover, guessed, added_at)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23,
    ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37, ?38)
  ON CONFLICT (id) DO UPDATE SET
    title = ?2, fold = ?3, sort_key = ?4, artist = ?5, artist_fold = ?6, artist_id = ?7, album_id = ?8, disc = ?9,
    disc_total = ?10, number = ?11, number_total = ?12, year = ?13, date = ?14, original_date = ?15, length_ms = ?16,
    kind = ?17, bpm = ?18, composer = ?19, conductor = ?20, work = ?21, movement = ?22, movement_number = ?23,
    movement_total = ?24, track_gain = ?25, track_peak = ?26, album_gain = ?27, album_peak = ?28, recording_mbid = ?29,
    track_mbid = ?30, release_mbid = ?31, release_group_mbid = ?32, tag_rating = ?33, tag_play_count = ?34,
    has_lyrics = ?35, has_cover = ?36, guessed = ?37";

fn joined(names: &[String]) -> Option<String> {
    Some(names.join(", ")).filter(|names| !names.is_empty())
}

/// Folded title, credits and album: what a search for this track may say.
fn search_words(incoming: &Incoming<'_>) -> String {
    let (tags, words) = (incoming.tags, &incoming.words);
    let mut text = format!("{} {}", words.title, words.artist);
    let mut add = |folded: &str| {
        if !text.contains(folded) {
            text.push(' ');
            text.push_str(folded);
        }
    };
    if let Some(album) = &words.album {
        add(album);
    }
    for name in tags.album_artist.iter().chain(&tags.artists).chain(&tags.featured) {
        add(&search_form(name));
    }
    text
}
