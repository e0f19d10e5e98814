//! Files in memory, and a scan of them as the scan room does it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::file::{Comparison, Content, FileStat, Format, PayloadHash, ScanCounts, ScannedFile, Sound};
use crate::domain::ids::{RootId, TrackId};
use crate::domain::time::Moment;
use crate::domain::track::{Kind, Tags};
use crate::store::fixture::{Fixture, NOW};

/// When the files say they were made.
pub(crate) const ORIGIN: i64 = NOW.unix_ms - 1_000_000;

#[derive(Clone, Debug)]
pub(crate) struct Piece {
    sound: u32,
    encoding: u32,
    format: Format,
    tags: Tags,
    broken: bool,
    changed: i64,
}

/// A tagged FLAC with a sound of its own.
pub(crate) fn piece(n: u32) -> Piece {
    let tags = Tags {
        title: Some(format!("Title{n}")),
        artist: Some("Artist".into()),
        artists: vec!["Artist".into()],
        album: Some("Album".into()),
        number: Some(n),
        genres: vec!["Jazz".into()],
        ..Tags::default()
    };
    Piece { sound: n, encoding: 0, format: Format::Flac, tags, broken: false, changed: 0 }
}

impl Piece {
    pub(crate) fn lossy(self) -> Self {
        Self { format: Format::Mp3, ..self }
    }

    /// The same music in other bytes.
    pub(crate) fn encoded_anew(self) -> Self {
        Self { encoding: self.encoding + 1, ..self }
    }

    pub(crate) fn tagged(self, tags: Tags) -> Self {
        Self { tags, ..self }
    }

    fn payload(&self) -> PayloadHash {
        let mut bytes = [0; 16];
        bytes[..4].copy_from_slice(&self.sound.to_le_bytes());
        bytes[4..8].copy_from_slice(&self.encoding.to_le_bytes());
        bytes[8] = self.format as u8;
        PayloadHash(bytes)
    }

    fn stat(&self) -> FileStat {
        FileStat { size: 1_000 + u64::from(self.encoding), mtime_ns: self.changed, ctime_ns: 0, inode: 1 }
    }

    fn content(&self) -> Content {
        if self.broken {
            return Content::Unreadable { reason: "it ends in the middle".into() };
        }
        Content::Audio {
            payload: self.payload(),
            sound: Sound {
                format: self.format,
                length_ms: Some(100_000 + 10_000 * i64::from(self.sound)),
                sample_rate: Some(44_100),
                channels: Some(2),
                bits: Some(16),
                bitrate: Some(200_000),
            },
            tags: Box::new(self.tags.clone()),
            kind: Kind::Music,
        }
    }
}

pub(crate) struct Shelf {
    pub(crate) library: Arc<Fixture>,
    pub(crate) root: RootId,
    files: BTreeMap<String, Piece>,
    ticks: i64,
    pub(crate) batch: usize,
    /// Better copies of the last scan.
    pub(crate) replaced: Vec<(String, String)>,
}

impl Shelf {
    pub(crate) fn new() -> Self {
        Self::in_library(Arc::new(Fixture::new()), "/music")
    }

    pub(crate) fn another_root(&self, path: &str) -> Self {
        Self { ticks: self.ticks, ..Self::in_library(Arc::clone(&self.library), path) }
    }

    fn in_library(library: Arc<Fixture>, path: &str) -> Self {
        let root = library.store.add_root(path.as_bytes(), NOW).wait().unwrap();
        Self { library, root, files: BTreeMap::new(), ticks: 0, batch: 500, replaced: Vec::new() }
    }

    pub(crate) fn put(&mut self, path: &str, piece: Piece) {
        self.ticks += 1;
        self.files.insert(path.to_owned(), Piece { changed: self.ticks, ..piece });
    }

    pub(crate) fn put_back(&mut self, path: &str, piece: Piece) {
        self.files.insert(path.to_owned(), piece);
    }

    pub(crate) fn remove(&mut self, path: &str) -> Piece {
        self.files.remove(path).unwrap()
    }

    pub(crate) fn rename(&mut self, from: &str, to: &str) {
        let piece = self.remove(from);
        self.put_back(to, piece);
    }

    pub(crate) fn rename_folder(&mut self, from: &str, to: &str) {
        let files = std::mem::take(&mut self.files);
        let moved = |path: String| path.strip_prefix(from).map_or(path.clone(), |rest| format!("{to}{rest}"));
        self.files = files.into_iter().map(|(path, piece)| (moved(path), piece)).collect();
    }

    pub(crate) fn retag(&mut self, path: &str, change: impl FnOnce(&mut Tags)) {
        let mut piece = self.remove(path);
        change(&mut piece.tags);
        self.put(path, piece);
    }

    pub(crate) fn break_file(&mut self, path: &str) {
        let piece = self.remove(path);
        self.put(path, Piece { broken: true, ..piece });
    }

    /// The moment of the last scan.
    pub(crate) fn now(&self) -> Moment {
        NOW.plus_ms(self.ticks)
    }

    pub(crate) fn paths(&self) -> Vec<String> {
        self.files.keys().cloned().collect()
    }

    pub(crate) fn piece_at(&self, path: &str) -> &Piece {
        &self.files[path]
    }

    pub(crate) fn scan(&mut self) -> ScanCounts {
        self.scan_as(false)
    }

    /// As `--full` does.
    pub(crate) fn scan_all(&mut self) -> ScanCounts {
        self.scan_as(true)
    }

    fn scan_as(&mut self, full: bool) -> ScanCounts {
        self.ticks += 1;
        let mut intake = self.library.store.intake(self.now()).unwrap();
        let known = intake.known_files(self.root).unwrap();
        let (mut comparison, mut to_read) = (Comparison::default(), Vec::new());
        let mut seen = Vec::new();
        for (path, piece) in &self.files {
            let row = known.iter().find(|known| known.path == path.as_bytes());
            seen.extend(row.map(|row| row.id));
            match row.filter(|row| row.stat.same_content(&piece.stat()) && !row.problem && !full) {
                Some(row) => {
                    comparison.unchanged += 1;
                    if row.missing {
                        comparison.back.push(row.id);
                    }
                }
                None => to_read.push(self.scanned(path, piece)),
            }
        }
        comparison.gone =
            known.iter().filter(|row| !row.missing && !seen.contains(&row.id)).map(|row| row.id).collect();
        intake.begin_root(self.root, &comparison).unwrap();
        let mut counts = ScanCounts { unchanged: comparison.unchanged, ..ScanCounts::default() };
        self.replaced.clear();
        for batch in to_read.chunks(self.batch) {
            let applied = intake.apply(batch.to_vec()).unwrap();
            let counted = applied.counts.added + applied.counts.changed + applied.counts.moved;
            let readable = batch.iter().filter(|file| !matches!(file.content, Content::Unreadable { .. })).count();
            assert_eq!(counted + applied.counts.unchanged, readable as u64, "every file counts once");
            counts += applied.counts;
            let text = |path: Vec<u8>| String::from_utf8(path).unwrap();
            self.replaced.extend(applied.replaced.into_iter().map(|pair| (text(pair.old), text(pair.new))));
        }
        counts.missing = intake.finish_root(counts).unwrap();
        counts
    }

    fn scanned(&self, path: &str, piece: &Piece) -> ScannedFile {
        ScannedFile {
            root: self.root,
            path: path.as_bytes().to_vec(),
            stat: piece.stat(),
            origin_ms: ORIGIN,
            content: piece.content(),
        }
    }

    pub(crate) fn track_at(&self, path: &str) -> Option<TrackId> {
        let reader = self.library.reader();
        reader
            .connection
            .query_row(
                "SELECT tf.track_id FROM files f JOIN track_files tf ON tf.file_id = f.id
                 WHERE f.root_id = ?1 AND f.path = ?2 AND f.missing_since IS NULL",
                (self.root.0, path.as_bytes()),
                |row| row.get(0).map(TrackId),
            )
            .ok()
    }

    pub(crate) fn title_of(&self, track: TrackId) -> String {
        let reader = self.library.reader();
        reader.connection.query_row("SELECT title FROM tracks WHERE id = ?1", [track.0], |row| row.get(0)).unwrap()
    }

    /// A play of the track, straight into the table.
    pub(crate) fn play(&self, track: TrackId) {
        self.library
            .store
            .writer()
            .urgent(move |tx| {
                tx.execute("INSERT INTO snapshots (title, artist) VALUES ('t', 'a')", [])?;
                tx.execute(
                    "INSERT INTO plays (uuid, device_id, listener_id, track_id, snapshot_id, started_at, ending,
                                        source_kind)
                     VALUES (randomblob(16), 1, 1, ?1, last_insert_rowid(), 1, 'finished', 'album')",
                    [track.0],
                )?;
                Ok(())
            })
            .wait()
            .unwrap();
    }

    /// All rows that a scan could change, but for when it ran.
    pub(crate) fn dump(&self) -> Vec<String> {
        let reader = self.library.reader();
        let mut out = Vec::new();
        for table in ["files", "tracks", "albums", "artists", "genres", "track_files", "track_artists", "track_genres"]
        {
            let mut statement = reader.connection.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2, 3")).unwrap();
            let columns = statement.column_count();
            let rows = statement.query_map([], |row| {
                Ok((0..columns).map(|n| format!("{:?}|", row.get_ref(n).unwrap())).collect::<String>())
            });
            out.extend(rows.unwrap().map(|row| format!("{table}: {}", row.unwrap())));
        }
        out
    }
}
