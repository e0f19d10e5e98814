//! What needs a look: files that cannot be read, are gone or lie twice, and odd tags.
//!
//! Each group is counted whole and listed up to a limit. At 100,000 tracks all of it takes about
//! 100 ms: one pass over the tracks, one over the files, and index look-ups for the rest.

use std::collections::{HashMap, HashSet};

use rusqlite::Row;

use super::cards::cards;
use super::library::{CopyColumns, Quality};
use super::{Reader, Result, columns, pins};
use crate::domain::browse::FolderPlace;
use crate::domain::human;
use crate::domain::ids::{ListenerId, RootId, TrackId};
use crate::domain::playlist::folder::shown;
use crate::domain::text::path_for_screen;
use crate::domain::time::Moment;
use crate::domain::track::Presence;
use crate::domain::trouble::{Tagged, Trouble, TroubleGroup, TroubleKind, TroubleLine, is_garbled};

/// Lines of a group; more than this nobody goes through by hand.
const LINES: usize = 300;

/// A line whose card is still to be read.
struct Draft {
    line: TroubleLine,
    track: Option<TrackId>,
}

/// A group that grows: all are counted, the first are kept.
struct Growing {
    kind: TroubleKind,
    count: u64,
    drafts: Vec<Draft>,
}

impl Growing {
    const fn new(kind: TroubleKind) -> Self {
        Self { kind, count: 0, drafts: Vec::new() }
    }

    /// `draft` is made only when it is kept.
    fn add(&mut self, draft: impl FnOnce() -> Result<Draft>) -> Result<()> {
        self.count += 1;
        if self.drafts.len() < LINES {
            self.drafts.push(draft()?);
        }
        Ok(())
    }
}

impl Reader {
    /// Everything that needs a look, in groups. `now` bounds the years of tags.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn trouble(&self, listener: ListenerId, now: Moment) -> Result<Trouble> {
        let (tags, spellings) = self.odd_tags(i32::from(now.date().year()))?;
        let groups = [
            self.unreadable()?,
            self.missing(now)?,
            self.offline()?,
            self.several()?,
            self.twins()?,
            tags,
            spellings,
            self.lost_lines(listener)?,
            self.broken_pins(listener)?,
        ];
        let mut trouble = Trouble::default();
        for group in groups.into_iter().filter(|group| group.count > 0) {
            let tracks: Vec<TrackId> = group.drafts.iter().filter_map(|draft| draft.track).collect();
            let cards = cards(&self.connection, listener, &tracks)?;
            let cards: HashMap<TrackId, _> = cards.into_iter().map(|card| (card.id, card)).collect();
            let lines = group.drafts.into_iter().map(|Draft { mut line, track }| {
                line.card = track.and_then(|track| cards.get(&track).cloned());
                let plays = line.card.as_ref().is_some_and(|card| card.presence == Presence::Here);
                if plays && matches!(group.kind, TroubleKind::Unreadable | TroubleKind::Missing) {
                    line.reason += "; another copy plays";
                }
                // What is told of a track is told of the file that plays.
                if let Some(path) =
                    line.card.as_ref().and_then(|card| card.path.clone()).filter(|_| line.paths.is_empty())
                {
                    line.paths.push(path);
                }
                line
            });
            trouble.groups.push(TroubleGroup { kind: group.kind, count: group.count, lines: lines.collect() });
        }
        Ok(trouble)
    }

    fn unreadable(&self) -> Result<Growing> {
        self.files(
            TroubleKind::Unreadable,
            "SELECT f.id, r.id, r.path, f.path, tf.track_id, f.problem FROM files f JOIN roots r ON r.id = f.root_id
             LEFT JOIN track_files tf ON tf.file_id = f.id AND tf.start_ms = 0
             WHERE f.problem IS NOT NULL AND f.missing_since IS NULL AND r.offline = 0 ORDER BY r.path, f.path",
            |row| Ok(row.get::<_, String>(5)?),
        )
    }

    fn missing(&self, now: Moment) -> Result<Growing> {
        self.files(
            TroubleKind::Missing,
            "SELECT f.id, r.id, r.path, f.path, tf.track_id, f.missing_since FROM files f JOIN roots r ON r.id = f.root_id
             LEFT JOIN track_files tf ON tf.file_id = f.id AND tf.start_ms = 0
             WHERE f.missing_since IS NOT NULL AND r.offline = 0 ORDER BY r.path, f.path",
            |row| Ok(format!("not there since {}", human::short_day(Moment { unix_ms: row.get(5)?, ..now }, now))),
        )
    }

    /// A line a file: its id, root, paths and track stand in the first five columns.
    fn files(&self, kind: TroubleKind, sql: &str, reason: impl Fn(&Row<'_>) -> Result<String>) -> Result<Growing> {
        let mut group = Growing::new(kind);
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            group.add(|| {
                let (root_path, path): (Vec<u8>, Vec<u8>) = (row.get(2)?, row.get(3)?);
                let (folder, name) = match path.iter().rposition(|&byte| byte == b'/') {
                    Some(end) => (path.get(..end).unwrap_or_default(), path.get(end + 1..).unwrap_or_default()),
                    None => (&[][..], path.as_slice()),
                };
                let line = TroubleLine {
                    key: row.get(0)?,
                    name: path_for_screen(name),
                    reason: reason(row)?,
                    card: None,
                    paths: vec![columns::path_below(row, 2)?],
                    place: Some(FolderPlace { root: RootId(row.get(1)?), root_path, below: folder.to_vec() }),
                };
                Ok(Draft { line, track: row.get::<_, Option<i64>>(4)?.map(TrackId) })
            })?;
        }
        Ok(group)
    }

    fn offline(&self) -> Result<Growing> {
        let mut group = Growing::new(TroubleKind::Offline);
        let mut statement = self.connection.prepare_cached(
            "SELECT id, path, (SELECT count(*) FROM files f WHERE f.root_id = roots.id) FROM roots WHERE offline = 1
             ORDER BY path",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            group.add(|| {
                let path: Vec<u8> = row.get(1)?;
                let line = TroubleLine {
                    key: row.get(0)?,
                    name: path_for_screen(&path),
                    reason: format!("{} wait there", human::count(row.get(2)?, "file", "files")),
                    card: None,
                    place: Some(FolderPlace { root: RootId(row.get(0)?), root_path: path.clone(), below: Vec::new() }),
                    paths: vec![path],
                };
                Ok(Draft { line, track: None })
            })?;
        }
        Ok(group)
    }

    /// Tracks that several files hold which are here now.
    fn several(&self) -> Result<Growing> {
        let mut group = Growing::new(TroubleKind::Copies);
        let mut statement = self.connection.prepare_cached(
            "WITH several AS (SELECT track_id FROM track_files GROUP BY track_id HAVING count(*) > 1)
             SELECT tf.track_id FROM several s JOIN track_files tf ON tf.track_id = s.track_id
             JOIN files f ON f.id = tf.file_id JOIN roots r ON r.id = f.root_id
             WHERE f.missing_since IS NULL AND r.offline = 0
             GROUP BY tf.track_id HAVING count(DISTINCT f.id) > 1 ORDER BY tf.track_id",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            group.add(|| self.copies_of(TrackId(row.get(0)?)))?;
        }
        Ok(group)
    }

    /// Which copy of a track plays, and which wait.
    fn copies_of(&self, track: TrackId) -> Result<Draft> {
        let mut statement = self.connection.prepare_cached(
            "SELECT r.path, f.path, f.problem IS NOT NULL, f.format, f.bits, f.bitrate, f.sample_rate
             FROM track_files tf JOIN files f ON f.id = tf.file_id JOIN roots r ON r.id = f.root_id
             WHERE tf.track_id = ?1 AND f.missing_since IS NULL AND r.offline = 0 ORDER BY f.id",
        )?;
        let copies = statement.query_map([track.0], |row| {
            let copy = CopyColumns {
                missing: false,
                offline: false,
                problem: row.get(2)?,
                format: columns::text(row, 3)?,
                bits: row.get(4)?,
                bitrate: row.get(5)?,
                sample_rate: row.get(6)?,
            };
            Ok((Quality::of(&copy), sound(&copy), columns::path_below(row, 0)?))
        })?;
        let mut copies = copies.collect::<rusqlite::Result<Vec<_>>>()?;
        // Of equal copies the older one plays: a stable sort.
        copies.sort_by_key(|copy| std::cmp::Reverse(copy.0));
        let waiting: Vec<&str> = copies.iter().skip(1).map(|copy| copy.1.as_str()).collect();
        let plays = copies.first().map(|copy| copy.1.as_str()).unwrap_or_default();
        let line = TroubleLine {
            key: track.0,
            name: String::new(),
            reason: format!("{plays} plays; also {}", waiting.join(", ")),
            card: None,
            paths: copies.into_iter().map(|copy| copy.2).collect(),
            place: None,
        };
        Ok(Draft { line, track: Some(track) })
    }

    /// Tracks that sound alike to the byte: their tags keep them apart.
    fn twins(&self) -> Result<Growing> {
        let mut group = Growing::new(TroubleKind::Twins);
        let mut statement = self.connection.prepare_cached(
            "WITH alike AS (SELECT payload FROM files WHERE payload IS NOT NULL GROUP BY payload HAVING count(*) > 1)
             SELECT a.payload FROM alike a JOIN files f ON f.payload = a.payload JOIN roots r ON r.id = f.root_id
             JOIN track_files tf ON tf.file_id = f.id
             WHERE f.missing_since IS NULL AND r.offline = 0 AND tf.start_ms = 0 AND tf.end_ms IS NULL
             GROUP BY a.payload HAVING count(DISTINCT tf.track_id) > 1 ORDER BY min(f.id)",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            group.add(|| self.twins_of(row.get(0)?))?;
        }
        Ok(group)
    }

    fn twins_of(&self, payload: [u8; 16]) -> Result<Draft> {
        let mut statement = self.connection.prepare_cached(
            "SELECT r.path, f.path, f.id, t.id, t.title, t.artist, (SELECT title FROM albums WHERE id = t.album_id)
             FROM files f JOIN roots r ON r.id = f.root_id JOIN track_files tf ON tf.file_id = f.id
             JOIN tracks t ON t.id = tf.track_id
             WHERE f.payload = ?1 AND f.missing_since IS NULL AND r.offline = 0 ORDER BY f.id",
        )?;
        let mut rows = statement.query([payload])?;
        let mut line = TroubleLine {
            key: 0,
            name: String::new(),
            reason: String::new(),
            card: None,
            paths: Vec::new(),
            place: None,
        };
        let mut first: Option<(TrackId, [String; 3])> = None;
        while let Some(row) = rows.next()? {
            line.paths.push(columns::path_below(row, 0)?);
            let track = TrackId(row.get(3)?);
            let words = [row.get(4)?, row.get(5)?, row.get::<_, Option<String>>(6)?.unwrap_or_default()];
            match &first {
                None => {
                    line.key = row.get(2)?;
                    first = Some((track, words));
                }
                Some((other, known)) if *other != track && line.reason.is_empty() => {
                    line.reason = format!("also as {}", unlike(known, &words));
                }
                Some(_) => {}
            }
        }
        Ok(Draft { line, track: first.map(|(track, _)| track) })
    }

    /// Odd tags, and artists who are written in several ways.
    fn odd_tags(&self, this_year: i32) -> Result<(Growing, Growing)> {
        let garbled_albums = self.garbled_albums()?;
        let mut group = Growing::new(TroubleKind::Tags);
        let mut spellings = Spellings::default();
        let mut has_file =
            self.connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM track_files WHERE track_id = ?1)")?;
        // Sounds are not expected to be on albums.
        let mut statement = self.connection.prepare_cached(
            "SELECT id, title, artist, artist_fold, album_id, year, guessed FROM tracks
             WHERE coalesce(kind_by_hand, kind) <> 'sound'",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let track = TrackId(row.get(0)?);
            let (album, artist): (Option<i64>, &str) = (row.get(4)?, columns::text(row, 2)?);
            spellings.hear(columns::text(row, 3)?, artist, track);
            let garbled = album.is_some_and(|album| garbled_albums.contains(&album));
            let tagged = Tagged {
                title: columns::text(row, 1)?,
                artist,
                album: album.map(|_| if garbled { "\u{fffd}" } else { "an album" }),
                year: row.get(5)?,
                guessed: row.get(6)?,
            };
            let odd = tagged.oddities(this_year);
            // A track without a file is history's.
            if odd.is_empty() || !has_file.query_row([track.0], |row| row.get(0))? {
                continue;
            }
            group.add(|| Ok(Draft { line: told(track.0, String::new(), odd.join(", ")), track: Some(track) }))?;
        }
        Ok((group, spellings.told()?))
    }

    /// Lines of playlists that wait for their files.
    fn lost_lines(&self, listener: ListenerId) -> Result<Growing> {
        let mut group = Growing::new(TroubleKind::Lines);
        let mut statement = self.connection.prepare_cached(
            "SELECT lines.id, snapshots.artist, snapshots.title, playlists.name, lines.path
             FROM playlist_entries AS lines JOIN playlists ON playlists.id = lines.playlist_id
             JOIN snapshots ON snapshots.id = lines.snapshot_id
             WHERE lines.track_id IS NULL AND listener_id = ?1 AND deleted_at IS NULL
             ORDER BY playlists.sort_key, playlists.id, lines.position, lines.id",
        )?;
        let mut rows = statement.query([listener.0])?;
        while let Some(row) = rows.next()? {
            group.add(|| {
                let (artist, title): (String, String) = (row.get(1)?, row.get(2)?);
                let name = if artist.is_empty() { title } else { format!("{artist} – {title}") };
                let reason = format!("in {}", shown(&row.get::<_, String>(3)?));
                let paths = row.get::<_, Option<Vec<u8>>>(4)?.into_iter().collect();
                Ok(Draft { line: TroubleLine { paths, ..told(row.get(0)?, name, reason) }, track: None })
            })?;
        }
        Ok(group)
    }

    fn broken_pins(&self, listener: ListenerId) -> Result<Growing> {
        let mut group = Growing::new(TroubleKind::Pins);
        for (key, title, wrong) in pins::unreadable(&self.connection, listener)? {
            group.add(|| Ok(Draft { line: told(key, shown(&title).into_owned(), wrong), track: None }))?;
        }
        Ok(group)
    }

    fn garbled_albums(&self) -> Result<HashSet<i64>> {
        let mut statement = self.connection.prepare_cached("SELECT id, title FROM albums")?;
        let mut rows = statement.query([])?;
        let mut garbled = HashSet::new();
        while let Some(row) = rows.next()? {
            if is_garbled(columns::text(row, 1)?) {
                garbled.insert(row.get(0)?);
            }
        }
        Ok(garbled)
    }
}

/// A line about a track, whose file is named by its card.
const fn told(key: i64, name: String, reason: String) -> TroubleLine {
    TroubleLine { key, name, reason, card: None, paths: Vec::new(), place: None }
}

/// `FLAC 24 bit`, `MP3 192 kbit/s`.
fn sound(copy: &CopyColumns<'_>) -> String {
    match (copy.bits, copy.bitrate) {
        (Some(bits), _) => format!("{} {bits} bit", copy.format),
        (None, Some(rate)) => format!("{} {} kbit/s", copy.format, rate / 1000),
        (None, None) => copy.format.to_owned(),
    }
}

/// The word of the other that tells the two apart: its title, else its artist, else its album.
fn unlike<'w>(one: &[String; 3], other: &'w [String; 3]) -> &'w str {
    let differs = one.iter().zip(other).find(|(one, other)| one != other);
    differs.map_or_else(|| other.first().map_or("", String::as_str), |(_, other)| other)
}

/// The ways in which artists are written, by their folded names.
#[derive(Default)]
struct Spellings(HashMap<Box<str>, Vec<Spelling>>);

struct Spelling {
    words: Box<str>,
    tracks: u32,
    first: TrackId,
}

impl Spellings {
    fn hear(&mut self, fold: &str, artist: &str, track: TrackId) {
        if fold.is_empty() {
            return;
        }
        let new = || Spelling { words: artist.into(), tracks: 1, first: track };
        match self.0.get_mut(fold) {
            None => _ = self.0.insert(fold.into(), vec![new()]),
            Some(known) => match known.iter_mut().find(|known| *known.words == *artist) {
                Some(known) => known.tracks += 1,
                None => known.push(new()),
            },
        }
    }

    /// Artists of several spellings, by name; the rarer ones stand in the reason.
    fn told(self) -> Result<Growing> {
        let mut several: Vec<(Box<str>, Vec<Spelling>)> = self.0.into_iter().filter(|(_, all)| all.len() > 1).collect();
        several.sort_by(|one, two| one.0.cmp(&two.0));
        let mut group = Growing::new(TroubleKind::Spellings);
        for (_, mut all) in several {
            all.sort_by_key(|spelling| std::cmp::Reverse(spelling.tracks));
            let [most, rarer @ ..] = all.as_slice() else { continue };
            group.add(|| {
                let also = rarer.iter().map(|spelling| {
                    format!("{} ({})", spelling.words, human::count(spelling.tracks, "track", "tracks"))
                });
                let reason = format!("also {}", also.collect::<Vec<_>>().join(", "));
                // The track to be looked at is one of those that are written otherwise.
                let track = rarer.first().map(|spelling| spelling.first);
                Ok(Draft { line: told(most.first.0, most.words.to_string(), reason), track })
            })?;
        }
        Ok(group)
    }
}

#[cfg(test)]
mod tests;
