//! Playlists that lie in the roots as files. They are looked for when somebody asks, beside
//! everything else, and taken over only when the listener says so.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context as _;
use crossbeam_channel::Sender;

use super::matching::Matcher;
use crate::domain::fold::search_form;
use crate::domain::ids::{ListenerId, RootId, TrackId};
use crate::domain::playlist::folder::{name_of, own_name};
use crate::domain::text::path_for_screen;
use crate::domain::welcome::Offers;
use crate::exchange::{self, ListEntry};
use crate::player::protocol::{Answer, Event};
use crate::scan::lists::list_files;
use crate::scan::walk::as_path;
use crate::store::{Reader, Result, Store};

/// A list of this many bytes is none that a person made.
const MOST_BYTES: u64 = 4 << 20;
/// Lines of all lists together that are looked up.
const MOST_LINES: usize = 50_000;

/// A list as it would be taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FoundList {
    pub(super) name: String,
    /// Lines that name files; not all are in the library.
    pub(super) lines: u32,
    pub(super) tracks: Vec<TrackId>,
}

pub(super) struct Lists {
    desk: Mutex<Desk>,
    listener: ListenerId,
    stop: AtomicBool,
}

/// What was found last, and of what state of the library.
struct Desk {
    reader: Reader,
    scanned: Vec<(RootId, Option<i64>)>,
    files: Vec<PathBuf>,
    generation: Option<u64>,
    found: Vec<FoundList>,
}

impl Lists {
    pub(super) fn new(store: &Store) -> anyhow::Result<Arc<Self>> {
        let reader = store.reader().context("opening the library for lists")?;
        let desk = Desk { reader, scanned: Vec::new(), files: Vec::new(), generation: None, found: Vec::new() };
        Ok(Arc::new(Self { desk: Mutex::new(desk), listener: store.listener(), stop: AtomicBool::new(false) }))
    }

    /// Answers with everything that is on offer, once the lists were looked through.
    pub(super) fn answer(self: &Arc<Self>, ticket: u64, clients: &Sender<Event>) {
        let (lists, clients) = (Arc::clone(self), clients.clone());
        let work = move || {
            let answer =
                lists.offers().map_or_else(|error| Answer::Failed { reason: error.to_string() }, Answer::Offers);
            let _ = clients.send(Event::Answer { ticket, answer: Box::new(answer) });
        };
        if let Err(error) = std::thread::Builder::new().name("lists".into()).spawn(work) {
            tracing::error!("no look for lists: {error}");
        }
    }

    pub(super) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    fn offers(&self) -> Result<Offers> {
        let found = self.found()?;
        let tags = self.desk.lock().unwrap_or_else(PoisonError::into_inner).reader.tag_offers(self.listener)?;
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Ok(Offers {
            lists: count(found.len()),
            list_lines: found.iter().map(|list| list.lines).sum(),
            list_tracks: found.iter().map(|list| count(list.tracks.len())).sum(),
            ..tags
        })
    }

    /// Lists that are no playlists yet. The folders are walked again only after a scan.
    pub(super) fn found(&self) -> Result<Vec<FoundList>> {
        let mut desk = self.desk.lock().unwrap_or_else(PoisonError::into_inner);
        let desk = &mut *desk;
        let generation = desk.reader.generation()?;
        if desk.generation == Some(generation) {
            return Ok(desk.found.clone());
        }
        // What was never read to its end holds no track that a line could mean.
        let roots: Vec<_> =
            desk.reader.roots()?.into_iter().filter(|r| !r.offline && r.last_scan_at.is_some()).collect();
        let scanned: Vec<_> = roots.iter().map(|root| (root.id, root.last_scan_at)).collect();
        if desk.scanned != scanned {
            desk.files = roots.iter().flat_map(|root| list_files(as_path(&root.path), &self.stop)).collect();
            desk.scanned = scanned;
        }
        desk.found = read_all(&desk.reader, self.listener, &desk.files, &self.stop)?;
        desk.generation = Some(generation);
        Ok(desk.found.clone())
    }
}

fn read_all(reader: &Reader, listener: ListenerId, files: &[PathBuf], stop: &AtomicBool) -> Result<Vec<FoundList>> {
    // One that was put into a folder since is the same.
    let mut names: HashSet<String> =
        reader.playlists_called(listener)?.iter().map(|(_, name)| search_form(&own_name(name))).collect();
    let own = names.clone();
    let mut found = Vec::new();
    let mut room = MOST_LINES;
    let mut matcher = Matcher::new(reader);
    for file in files {
        if stop.load(Ordering::Relaxed) || room == 0 {
            break;
        }
        let stem = path_for_screen(file.file_stem().map(OsStr::as_bytes).unwrap_or_default());
        // One of this name is there: taken over before, or made by hand.
        if own.contains(&search_form(&stem)) {
            continue;
        }
        let Some(entries) = entries(file) else { continue };
        let lines = entries.len().min(room);
        room -= lines;
        let matched = matcher.find_all(entries.get(..lines).unwrap_or_default())?;
        let tracks: Vec<TrackId> = matched.iter().filter_map(|matched| matched.line.track).collect();
        let cards = reader.cards(&tracks, listener)?;
        // What lies in an album and lists its tracks is the album once more, and no playlist.
        let album = cards.first().and_then(|card| card.album_id);
        if cards.is_empty() || (album.is_some() && cards.iter().all(|card| card.album_id == album)) {
            continue;
        }
        let folder = file.parent().and_then(Path::file_name).map(|name| path_for_screen(name.as_bytes()));
        let longer = format!("{stem} ({})", folder.unwrap_or_default());
        let name = if names.contains(&search_form(&stem)) { longer } else { stem };
        if name.is_empty() || !names.insert(search_form(&name)) {
            continue;
        }
        found.push(FoundList { name: name_of(&name), lines: u32::try_from(lines).unwrap_or(u32::MAX), tracks });
    }
    Ok(found)
}

/// The lines of a list, or nothing where it cannot be read.
fn entries(file: &Path) -> Option<Vec<ListEntry>> {
    if std::fs::metadata(file).ok()?.len() > MOST_BYTES {
        return None;
    }
    exchange::open(file).ok().map(|list| list.entries)
}

#[cfg(test)]
mod tests {
    use super::super::StoredLibrary;
    use super::*;
    use crate::decode::testsound::{sweep_i16, write_wav};
    use crate::domain::playlist::PlaylistEdit;
    use crate::domain::time::Moment;
    use crate::paths::Paths;
    use crate::scan::{self, Options};

    const NOW: Moment = Moment::utc(1_772_366_400_000);

    fn put(path: &Path, bytes: &[u8]) {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    fn scan(store: &Store) {
        let roots = store.reader().unwrap().roots().unwrap();
        let mut library = StoredLibrary::new(store, NOW).unwrap();
        scan::run(&roots, Options::default(), &mut library, &mut |_| {}, &AtomicBool::new(false)).unwrap();
    }

    #[test]
    fn lists_in_the_roots_are_offered_until_they_are_playlists() {
        let folder = tempfile::tempdir().unwrap();
        let music = folder.path().canonicalize().unwrap().join("music");
        for (place, path) in (1..).zip(["Ana/First/01 Dawn.wav", "Ana/First/02 Noon.wav", "Bo/Stone/01 Granite.wav"]) {
            put(&music.join(path), b"");
            write_wav(&music.join(path), &sweep_i16(0..8_000 * place, 8_000), 8_000);
        }
        put(&music.join("Kitchen.m3u8"), b"#EXTM3U\nBo/Stone/01 Granite.wav\nAna/First/01 Dawn.wav\ngone.mp3\n");
        put(&music.join("Ana/First/first.m3u"), b"01 Dawn.wav\n02 Noon.wav\n");
        put(&music.join("nowhere.m3u"), b"x.mp3\ny.mp3\n");
        let store = Store::open(&Paths::under(&folder.path().join("home")), NOW).unwrap();
        store.add_root(music.as_os_str().as_bytes(), NOW).wait().unwrap();
        let lists = Lists::new(&store).unwrap();
        assert_eq!(lists.found().unwrap(), [], "nothing was read yet");
        scan(&store);
        let found = lists.found().unwrap();
        let [kitchen] = found.as_slice() else { panic!("an album's own list is none: {found:?}") };
        assert_eq!((kitchen.name.as_str(), kitchen.lines, kitchen.tracks.len()), ("Kitchen", 3, 2));
        let offers = lists.offers().unwrap();
        assert_eq!((offers.lists, offers.list_lines, offers.list_tracks), (1, 3, 2));

        let taken = found.into_iter().map(|list| (list.name, list.tracks)).collect();
        let change = store.take_playlists(taken, NOW, &mut |_| true).unwrap().unwrap();
        assert_eq!(change.summary, "Took over 1 playlist from your folders");
        assert_eq!(lists.found().unwrap(), [], "it is one now");
        let reader = store.reader().unwrap();
        let id = reader.playlists(store.listener()).unwrap()[0].id;
        let into = PlaylistEdit::Rename { id, name: "Day/Kitchen".into() };
        store.edit_playlist(into, NOW).wait().unwrap().unwrap();
        assert_eq!(lists.found().unwrap(), [], "in a folder too");
        store.undo(NOW).wait().unwrap().unwrap();
        store.undo(NOW).wait().unwrap().unwrap();
        assert_eq!(lists.found().unwrap().len(), 1);
    }
}
