//! Which track of the library a line of a foreign list means, and how that is known.
//!
//! A line is asked for its path first, then its file for the sound that it holds, then the library
//! for the longest end of the path, last for its words. What stays unsure is told, never guessed.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use crate::domain::file::Content;
use crate::domain::fold::search_form;
use crate::domain::human;
use crate::domain::ids::TrackId;
use crate::domain::playlist::PlainLine;
use crate::domain::text::path_for_screen;
use crate::domain::track::Tags;
use crate::exchange::{ListEntry, is_elsewhere};
use crate::scan::{guess, loose_content};
use crate::store::{Candidate, Reader, Result};

/// Two lengths that are no further apart mean the same recording.
const SAME_LENGTH_MS: i64 = 2_000;

/// How a line was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FoundBy {
    /// As it is written.
    Path,
    /// The path leads elsewhere by a link.
    Link,
    /// A file outside the library holds the very same sound.
    Sound,
    /// The end of the path: the library has moved.
    Tail,
    /// Artist, title and length.
    Words,
    /// The names of the file and its folders.
    Names,
}

impl FoundBy {
    pub const ALL: [Self; 6] = [Self::Path, Self::Link, Self::Sound, Self::Tail, Self::Words, Self::Names];

    /// As JSON names it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Link => "link",
            Self::Sound => "sound",
            Self::Tail => "tail",
            Self::Words => "words",
            Self::Names => "names",
        }
    }

    /// "3 by the end of their paths".
    const fn words(self) -> &'static str {
        match self {
            Self::Path => "by path",
            Self::Link => "through links",
            Self::Sound => "by their sound",
            Self::Tail => "by the end of the path",
            Self::Words => "by artist and title",
            Self::Names => "by the names of file and folders",
        }
    }
}

/// What a line of a list turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matched {
    /// With the track, or with all that is known of what is not there.
    pub line: PlainLine,
    /// Of the list's file, counted from 1.
    pub number: u32,
    /// How it was found, or why it was not.
    pub outcome: std::result::Result<FoundBy, String>,
}

/// Finds lines of one list after another in the library as it stands.
pub struct Matcher<'r> {
    reader: &'r Reader,
    /// Made when the first line asks for it.
    tails: Option<Tails>,
}

/// What one way of looking says.
enum Looked {
    Found(TrackId),
    Several(usize),
    Nothing,
}

impl<'r> Matcher<'r> {
    #[must_use]
    pub const fn new(reader: &'r Reader) -> Self {
        Self { reader, tails: None }
    }

    /// All lines of a list.
    ///
    /// # Errors
    /// Those of the store.
    pub fn find_all(&mut self, entries: &[ListEntry]) -> Result<Vec<Matched>> {
        entries.iter().map(|entry| self.find(entry)).collect()
    }

    /// # Errors
    /// Those of the store.
    pub fn find(&mut self, entry: &ListEntry) -> Result<Matched> {
        let outcome = self.look(entry)?;
        let track = outcome.as_ref().ok().map(|(track, _)| *track);
        let kept = kept_path(entry);
        let name = kept.as_deref().map(stem).unwrap_or_default();
        let line = PlainLine {
            track,
            title: entry.title.clone().unwrap_or(name),
            artist: entry.artist.clone().unwrap_or_default(),
            album: entry.album.clone(),
            path: kept,
            length_ms: entry.length_ms,
        };
        Ok(Matched { line, number: entry.line, outcome: outcome.map(|(_, by)| by) })
    }

    fn look(&mut self, entry: &ListEntry) -> Result<std::result::Result<(TrackId, FoundBy), String>> {
        let mut several = 0;
        let mut doubt = |looked: Looked| match looked {
            Looked::Found(track) => Some(track),
            Looked::Several(count) => {
                several = several.max(count);
                None
            }
            Looked::Nothing => None,
        };
        let local = || entry.paths.iter().filter(|path| is_elsewhere(path).is_none());
        for path in local() {
            if let Some(track) = doubt(one_of(self.reader.lying_at(path)?, entry)) {
                return Ok(Ok((track, FoundBy::Path)));
            }
        }
        let real: Vec<PathBuf> = local().map(|path| real_path(as_path(path))).collect();
        for (path, real) in local().zip(&real) {
            let real = real.as_os_str().as_bytes();
            if real != path.as_slice()
                && let Some(track) = doubt(one_of(self.reader.lying_at(real)?, entry))
            {
                return Ok(Ok((track, FoundBy::Link)));
            }
        }
        let there = real.iter().find(|path| path.is_file());
        let mut tags: Option<Box<Tags>> = None;
        if let Some(Content::Audio { payload, tags: read, .. }) = there.and_then(|path| loose_content(path)) {
            let says = ListEntry { title: read.title.clone(), artist: read.artist.clone(), ..entry.clone() };
            if let Some(track) = doubt(one_of(self.reader.sounding(payload)?, &says)) {
                return Ok(Ok((track, FoundBy::Sound)));
            }
            tags = Some(read);
        }
        for path in &entry.paths {
            if let Some(track) = doubt(self.by_tail(path)?) {
                return Ok(Ok((track, FoundBy::Tail)));
            }
        }
        let tags = tags.as_deref();
        let title = entry.title.as_deref().or(tags.and_then(|tags| tags.title.as_deref()));
        let artist = entry.artist.as_deref().or(tags.and_then(|tags| tags.artist.as_deref()));
        if let Some(title) = title
            && let Some(track) = doubt(self.by_words(artist, title, entry)?)
        {
            return Ok(Ok((track, FoundBy::Words)));
        }
        if title.is_none()
            && let Some(track) = doubt(self.by_names(entry)?)
        {
            return Ok(Ok((track, FoundBy::Names)));
        }
        Ok(Err(match (several, entry.paths.first().and_then(|path| is_elsewhere(path)), there) {
            (2.., _, _) => format!("{several} tracks could be meant"),
            (_, Some(reason), _) => reason.to_owned(),
            (_, None, Some(_)) => "the file is there, but not in the library".to_owned(),
            (_, None, None) if entry.paths.is_empty() => "no track is called so".to_owned(),
            (_, None, None) => "no such file, and no track is called so".to_owned(),
        }))
    }

    /// The track whose path shares the longest end with this one: the file's name and a folder at least.
    fn by_tail(&mut self, path: &[u8]) -> Result<Looked> {
        if self.tails.is_none() {
            self.tails = Some(Tails::of(self.reader.all_paths()?));
        }
        Ok(self.tails.as_ref().map_or(Looked::Nothing, |tails| tails.longest(path)))
    }

    fn by_words(&self, artist: Option<&str>, title: &str, entry: &ListEntry) -> Result<Looked> {
        let called = self.reader.tracks_called(artist, title)?;
        // A title alone says too little, unless the length agrees.
        if artist.is_none() && entry.length_ms.is_none() {
            return Ok(match called.len() {
                0 => Looked::Nothing,
                more => Looked::Several(more.max(2)),
            });
        }
        Ok(narrowed(called, entry))
    }

    fn by_names(&self, entry: &ListEntry) -> Result<Looked> {
        let Some(path) = entry.paths.last() else { return Ok(Looked::Nothing) };
        let mut tags = Tags::default();
        guess::fill(path, &mut tags);
        match (tags.artist, tags.title) {
            (Some(artist), Some(title)) => {
                let says = ListEntry { album: entry.album.clone().or(tags.album), ..entry.clone() };
                Ok(narrowed(self.reader.tracks_called(Some(&artist), &title)?, &says))
            }
            _ => Ok(Looked::Nothing),
        }
    }
}

/// Of several tracks in one file, or with one sound, the one that is called so.
fn one_of(found: Vec<Candidate>, entry: &ListEntry) -> Looked {
    let title = entry.title.as_deref().map(search_form);
    match (found.as_slice(), title) {
        ([], _) => Looked::Nothing,
        ([one], _) => Looked::Found(one.track),
        ([first, ..], None) => Looked::Found(first.track),
        ([first, ..], Some(title)) => {
            let named = found.iter().find(|candidate| candidate.title == title);
            Looked::Found(named.unwrap_or(first).track)
        }
    }
}

/// Those of about this length; among several, the one on the album that the line or its path names.
fn narrowed(mut candidates: Vec<Candidate>, entry: &ListEntry) -> Looked {
    candidates.retain(|candidate| match (candidate.length_ms, entry.length_ms) {
        (Some(a), Some(b)) => (a - b).abs() <= SAME_LENGTH_MS,
        _ => true,
    });
    if let [] | [_] = candidates.as_slice() {
        return candidates.first().map_or(Looked::Nothing, |candidate| Looked::Found(candidate.track));
    }
    let mut albums: Vec<String> = entry.album.iter().map(|album| search_form(album)).collect();
    if albums.is_empty() {
        let folders = entry.paths.iter().flat_map(|path| path.split(|byte| matches!(byte, b'/' | b'\\')));
        albums = folders.map(|folder| search_form(&path_for_screen(folder))).collect();
    }
    let mut on_album = candidates
        .iter()
        .filter(|candidate| candidate.album.as_ref().is_some_and(|album| !album.is_empty() && albums.contains(album)));
    match (on_album.next(), on_album.next()) {
        (Some(one), None) => Looked::Found(one.track),
        _ => Looked::Several(candidates.len()),
    }
}

/// Paths by the names of their files, without regard to case.
struct Tails {
    paths: Vec<(Vec<u8>, TrackId)>,
    by_name: HashMap<Vec<u8>, Vec<usize>>,
}

impl Tails {
    fn of(paths: Vec<(Vec<u8>, TrackId)>) -> Self {
        let mut by_name: HashMap<Vec<u8>, Vec<usize>> = HashMap::with_capacity(paths.len());
        for (place, (path, _)) in paths.iter().enumerate() {
            let name = path.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
            by_name.entry(name.to_ascii_lowercase()).or_default().push(place);
        }
        Self { paths, by_name }
    }

    fn longest(&self, path: &[u8]) -> Looked {
        let parts = |path: &'_ [u8]| -> Vec<Vec<u8>> {
            path.rsplit(|byte| matches!(byte, b'/')).map(<[u8]>::to_ascii_lowercase).collect()
        };
        let wanted = parts(path);
        let Some(named) = wanted.first().and_then(|name| self.by_name.get(name)) else { return Looked::Nothing };
        let (mut longest, mut tracks): (usize, Vec<TrackId>) = (2, Vec::new());
        for (path, track) in named.iter().filter_map(|place| self.paths.get(*place)) {
            let shared = parts(path).iter().zip(&wanted).take_while(|(a, b)| a == b && !a.is_empty()).count();
            if shared > longest {
                tracks.clear();
            }
            if shared >= longest.max(2) {
                longest = shared;
                tracks.push(*track);
            }
        }
        tracks.dedup();
        match tracks.as_slice() {
            [] => Looked::Nothing,
            [one] => Looked::Found(*one),
            several => Looked::Several(several.len()),
        }
    }
}

/// Where the line says that its file lies: the reading that leads furthest into what is there.
fn kept_path(entry: &ListEntry) -> Option<Vec<u8>> {
    let known = |path: &&Vec<u8>| {
        let there = as_path(path).ancestors().find(|folder| folder.exists());
        there.map_or(0, |there| there.as_os_str().len())
    };
    match entry.paths.as_slice() {
        [] => None,
        [only] => Some(only.clone()),
        // The first of equal ones is the best.
        several => several.iter().rev().max_by_key(known).cloned(),
    }
}

/// The path with the links in it resolved, as far as it is there.
fn real_path(path: &Path) -> PathBuf {
    for folder in path.ancestors() {
        if let (Ok(real), Ok(rest)) = (folder.canonicalize(), path.strip_prefix(folder)) {
            return if rest.as_os_str().is_empty() { real } else { real.join(rest) };
        }
    }
    path.to_path_buf()
}

fn as_path(path: &[u8]) -> &Path {
    Path::new(OsStr::from_bytes(path))
}

/// What a file without words is called.
fn stem(path: &[u8]) -> String {
    let slashed = path.iter().map(|byte| if *byte == b'\\' { b'/' } else { *byte }).collect();
    let path = PathBuf::from(std::ffi::OsString::from_vec(slashed));
    path.file_stem().map(|stem| path_for_screen(stem.as_bytes())).unwrap_or_default()
}

/// "40 of 41 found, 3 by the end of the path; 1 is missing": what happened to the lines of a list.
#[must_use]
pub fn told(lines: &[Matched]) -> String {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let found = lines.iter().filter(|line| line.outcome.is_ok()).count();
    let all = human::count(count(lines.len()), "line", "lines");
    if lines.is_empty() {
        return "it is empty".into();
    }
    let mut words = if found == lines.len() { format!("{all}, all found") } else { format!("{found} of {all} found") };
    for by in FoundBy::ALL.into_iter().filter(|by| *by != FoundBy::Path) {
        let so = lines.iter().filter(|line| line.outcome == Ok(by)).count();
        if so > 0 {
            words += &format!(", {} {}", human::thousands(so as u64), by.words());
        }
    }
    match lines.len() - found {
        0 => {}
        1 => words += "; 1 is missing and waits for its file",
        more => words += &format!("; {} are missing and wait for their files", human::thousands(more as u64)),
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(paths: &[&str]) -> ListEntry {
        ListEntry { paths: paths.iter().map(|path| path.as_bytes().to_vec()).collect(), ..ListEntry::default() }
    }

    fn candidate(track: i64, album: Option<&str>, length_ms: i64) -> Candidate {
        let (title, artist) = ("t".to_owned(), "a".to_owned());
        Candidate { track: TrackId(track), title, artist, album: album.map(Into::into), length_ms: Some(length_ms) }
    }

    fn found(looked: &Looked) -> Option<i64> {
        match looked {
            Looked::Found(track) => Some(track.0),
            _ => None,
        }
    }

    #[test]
    fn the_longest_end_decides_and_a_tie_does_not() {
        let paths = [("/m/A/One/01.mp3", 1), ("/m/B/One/01.mp3", 2), ("/m/C/Two/01.mp3", 3), ("/m/solo.mp3", 4)];
        let tails = Tails::of(paths.map(|(path, track)| (path.as_bytes().to_vec(), TrackId(track))).to_vec());
        assert_eq!(found(&tails.longest(b"/old/B/One/01.mp3")), Some(2));
        assert_eq!(found(&tails.longest(b"C:/Music/c/TWO/01.MP3")), Some(3), "case is no matter");
        assert!(matches!(tails.longest(b"/old/One/01.mp3"), Looked::Several(2)));
        assert!(matches!(tails.longest(b"/old/01.mp3"), Looked::Nothing), "a name alone is not enough");
        assert!(matches!(tails.longest(b"/old/solo.mp3"), Looked::Nothing));
    }

    #[test]
    fn length_and_then_the_album_tell_equal_names_apart() {
        let three = || {
            vec![candidate(1, Some("one"), 100_000), candidate(2, Some("two"), 101_000), candidate(3, None, 200_000)]
        };
        let with = |length: i64, path: &str| ListEntry { length_ms: Some(length), ..entry(&[path]) };
        assert_eq!(found(&narrowed(three(), &with(200_500, "/x.mp3"))), Some(3));
        assert_eq!(found(&narrowed(three(), &with(100_500, "/A/Two/x.mp3"))), Some(2));
        assert!(matches!(narrowed(three(), &with(100_500, "/A/x.mp3")), Looked::Several(2)));
        assert!(matches!(narrowed(three(), &with(300_000, "/A/x.mp3")), Looked::Nothing));
    }

    #[test]
    fn the_report_is_one_sentence() {
        let line = |outcome| Matched { line: PlainLine::default(), number: 1, outcome };
        let lines = [line(Ok(FoundBy::Path)), line(Ok(FoundBy::Tail)), line(Err("no".into()))];
        assert_eq!(told(&lines), "2 of 3 lines found, 1 by the end of the path; 1 is missing and waits for its file");
        assert_eq!(told(&lines[..1]), "1 line, all found");
    }
}
