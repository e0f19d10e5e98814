//! Answers what stands on the sleeve: covers and words. They are read from the music's files,
//! which may lie on a slow disk; so nobody else waits for this thread.

use std::ffi::OsStr;
use std::fs::File;
use std::io::Read as _;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use crossbeam_channel::{Receiver, Sender, unbounded};

use crate::art::{self, Cache};
use crate::decode::sleeve;
use crate::domain::browse::Selection;
use crate::domain::ids::{ListenerId, TrackId};
use crate::domain::lyrics::Lyrics;
use crate::domain::picture::Picture;
use crate::domain::section::ItemRef;
use crate::domain::track::TrackCard;
use crate::player::protocol::{Answer, Event, Question};
use crate::store::{Reader, Result, Store};

/// Pixels of covers that are kept, in bytes.
const CACHE_BYTES: usize = 16 * 1024 * 1024;
/// Files of one album that are looked into for a picture.
const FILES: usize = 12;
/// A longer file beside the music holds no lyrics.
const MOST_WORDS: u64 = 256 * 1024;

pub(super) struct Request {
    pub ticket: u64,
    pub question: Question,
}

pub(super) fn start(store: &Store, clients: Sender<Event>) -> anyhow::Result<Sender<Request>> {
    let (requests, inbox) = unbounded();
    let mut desk = Desk {
        reader: store.reader().context("opening the library for covers")?,
        listener: store.listener(),
        cache: Cache::new(CACHE_BYTES),
    };
    let work = move || desk.serve(&inbox, &clients);
    std::thread::Builder::new().name("sleeves".into()).spawn(work).context("starting the sleeves")?;
    Ok(requests)
}

struct Desk {
    reader: Reader,
    listener: ListenerId,
    cache: Cache,
}

impl Desk {
    /// The newest question first: what it asks for is on screen now.
    fn serve(&mut self, inbox: &Receiver<Request>, clients: &Sender<Event>) {
        let mut waiting = Vec::new();
        while let Some(Request { ticket, question }) = {
            waiting.extend(inbox.try_iter());
            waiting.pop().or_else(|| inbox.recv().ok())
        } {
            let answer = self.answer(&question).unwrap_or_else(|error| {
                tracing::error!("a sleeve could not be read: {error}");
                Answer::Failed { reason: error.to_string() }
            });
            let _ = clients.send(Event::Answer { ticket, answer: Box::new(answer) });
        }
    }

    fn answer(&mut self, question: &Question) -> Result<Answer> {
        Ok(match question {
            Question::Cover { of, width, height } => Answer::Cover(self.cover(*of, *width, *height)?),
            Question::Lyrics { track } => Answer::Lyrics(self.lyrics(*track)?),
            _ => Answer::Failed { reason: "asked in the wrong place".into() },
        })
    }

    fn cover(&mut self, of: ItemRef, width: u32, height: u32) -> Result<Option<Picture>> {
        let mut paths = self.files(Selection::Item(of))?;
        if let (ItemRef::Track(track), Some(first)) = (of, paths.first().cloned()) {
            if let Some(picture) = self.first_picture(std::slice::from_ref(&first), width, height) {
                return Ok(Some(picture));
            }
            let card = self.reader.cards(&[track], self.listener)?.pop();
            let Some(album) = card.and_then(|card| card.album_id) else { return Ok(None) };
            paths = self.files(Selection::Item(ItemRef::Album(album)))?;
            paths.retain(|path| *path != first);
        }
        Ok(self.first_picture(&paths, width, height))
    }

    /// The files of a selection that are here, as far as they are looked into.
    fn files(&self, what: Selection) -> Result<Vec<PathBuf>> {
        let cards: Vec<TrackCard> = match &what {
            Selection::Item(ItemRef::Track(track)) => self.reader.cards(&[*track], self.listener)?,
            what => self.reader.tracks(what, self.listener)?,
        };
        let path = |card: TrackCard| card.path.map(|path| PathBuf::from(OsStr::from_bytes(&path)));
        Ok(cards.into_iter().filter_map(path).take(FILES).collect())
    }

    /// In each file, then in its folder.
    fn first_picture(&mut self, paths: &[PathBuf], width: u32, height: u32) -> Option<Picture> {
        let mut looked_in: Option<&Path> = None;
        for path in paths {
            let embedded = sleeve::picture(path).ok().flatten();
            if let Some(picture) = embedded.and_then(|bytes| self.cache.picture(&bytes, width, height)) {
                return Some(picture);
            }
            let folder = path.parent();
            if folder == looked_in {
                continue;
            }
            looked_in = folder;
            let bytes = folder.and_then(art::beside).and_then(|path| read_bounded(&path, art::MOST_BYTES));
            if let Some(picture) = bytes.and_then(|bytes| self.cache.picture(&bytes, width, height)) {
                return Some(picture);
            }
        }
        None
    }

    /// Words with times before words without; a file beside the music before its tags.
    fn lyrics(&self, track: TrackId) -> Result<Option<Lyrics>> {
        let Some(path) = self.files(Selection::Item(ItemRef::Track(track)))?.pop() else { return Ok(None) };
        let beside = |ending: &str| {
            let path = path.with_extension(ending);
            let bytes = read_bounded(&path, MOST_WORDS)?;
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            Lyrics::parse(&as_text(&bytes), &name)
        };
        let tags = || sleeve::words(&path).ok().flatten().and_then(|words| Lyrics::parse(&words, "its tags"));
        let mut found: Vec<Lyrics> = beside("lrc").into_iter().collect();
        if !found.iter().any(|lyrics| lyrics.timed) {
            found.extend(tags().into_iter().chain(beside("txt")));
        }
        let timed = found.iter().position(|lyrics| lyrics.timed).unwrap_or(0);
        Ok((timed < found.len()).then(|| found.swap_remove(timed)))
    }
}

/// A whole file, unless it is larger than `most` bytes.
fn read_bounded(path: &Path, most: u64) -> Option<Vec<u8>> {
    let file = File::open(path).ok()?;
    if !file.metadata().ok()?.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= most).then_some(bytes)
}

/// UTF-8 or UTF-16 by their marks, else what old editors on Windows wrote: Latin-1.
fn as_text(bytes: &[u8]) -> String {
    let wide = |pairs: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = pairs.as_chunks::<2>().0.iter().map(|pair| unit(*pair)).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().map(|&byte| char::from(byte)).collect(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_in_the_encodings_that_lyrics_come_in() {
        assert_eq!(as_text("Ágætis".as_bytes()), "Ágætis");
        assert_eq!(as_text(b"\xc1g\xe6tis"), "Ágætis");
        let wide: Vec<u8> =
            [0xfeff_u16].into_iter().chain("Ágætis".encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(as_text(&wide), "Ágætis");
        assert_eq!(as_text(&[0xff, 0xfe, 0x41]), "", "half a unit is dropped");
    }

    #[test]
    fn a_large_file_is_not_read() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("a.txt");
        std::fs::write(&path, b"12345").unwrap();
        assert_eq!(read_bounded(&path, 5).as_deref(), Some(b"12345".as_slice()));
        assert_eq!(read_bounded(&path, 4), None);
        assert_eq!(read_bounded(home.path(), 99), None, "a folder");
    }
}
