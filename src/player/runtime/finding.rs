//! What the first run asks of the machine: where music lies. Each look is a thread of its own,
//! since a drive may be asleep; what was found so far is told at once.

use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crossbeam_channel::Sender;

use crate::domain::welcome::{FoundMusic, MusicFolder};
use crate::paths::{self, Paths};
use crate::player::protocol::{Answer, Event};
use crate::scan::found::{self, Found, Limits, Machine, Place};

pub(super) struct Finder {
    written_to: String,
    clients: Sender<Event>,
    search: Arc<Search>,
}

#[derive(Default)]
struct Search {
    begun: AtomicBool,
    stop: AtomicBool,
    sight: Mutex<Sight>,
}

#[derive(Default)]
struct Sight {
    folders: Vec<MusicFolder>,
    /// Looks that go on.
    looks: usize,
}

impl Finder {
    pub(super) fn new(paths: &Paths, clients: Sender<Event>) -> Self {
        Self { written_to: paths::shown(&paths.data), clients, search: Arc::default() }
    }

    /// What was found so far; the first asking begins the search.
    pub(super) fn folders(&self, ticket: u64) {
        if !self.search.begun.swap(true, Ordering::AcqRel) {
            self.begin();
        }
        let sight = self.search.sight();
        let found = FoundMusic {
            folders: sight.folders.clone(),
            searching: sight.looks > 0,
            written_to: self.written_to.clone(),
        };
        drop(sight);
        answer(&self.clients, ticket, Answer::MusicFolders(found));
    }

    fn begin(&self) {
        let Some(home) = paths::home() else { return };
        let search = Arc::clone(&self.search);
        search.sight().looks += 1;
        spawn(&self.search, move || {
            for place in Machine::this(&home).places() {
                search.look(&place, false);
            }
            search.sight().looks -= 1;
        });
    }

    /// Adds a folder that the listener typed.
    pub(super) fn folder(&self, ticket: u64, typed: &str) {
        let (search, clients, typed) = (Arc::clone(&self.search), self.clients.clone(), typed.to_owned());
        spawn(&self.search, move || match named(&typed) {
            Ok(path) => {
                let folder = search.name(&path);
                answer(&clients, ticket, Answer::MusicFolder(folder));
                search.look(&found::named(&path), true);
                search.sight().looks -= 1;
            }
            Err(reason) => answer(&clients, ticket, Answer::Failed { reason }),
        });
    }
}

impl Drop for Finder {
    fn drop(&mut self) {
        self.search.stop.store(true, Ordering::Release);
    }
}

impl Search {
    fn sight(&self) -> MutexGuard<'_, Sight> {
        self.sight.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn look(&self, place: &Place, named: bool) {
        let found = found::look(place, Limits::default(), &self.stop, &mut |found| self.see(found, named));
        match found {
            Some(found) => self.see(&found, named),
            None if named => self.see(
                &Found { path: place.path.clone(), files: 0, more: false, comes_and_goes: place.comes_and_goes },
                named,
            ),
            None => {}
        }
    }

    fn see(&self, found: &Found, named: bool) {
        let folder = MusicFolder {
            path: found.path.as_os_str().as_bytes().to_vec(),
            shown: paths::shown(&found.path),
            files: found.files,
            more: found.more,
            comes_and_goes: found.comes_and_goes,
            named,
        };
        let mut sight = self.sight();
        match sight.folders.iter_mut().find(|known| known.path == folder.path) {
            Some(known) => *known = MusicFolder { named: known.named || named, ..folder },
            None => sight.folders.push(folder),
        }
    }

    /// A typed folder joins before it is looked into.
    fn name(&self, path: &Path) -> MusicFolder {
        let bytes = path.as_os_str().as_bytes();
        if !self.sight().folders.iter().any(|known| known.path == bytes) {
            let unseen = Found { path: path.to_owned(), files: 0, more: true, comes_and_goes: false };
            self.see(&unseen, true);
        }
        let mut sight = self.sight();
        sight.looks += 1;
        let known = sight.folders.iter().find(|known| known.path == bytes);
        known.cloned().unwrap_or(MusicFolder {
            path: bytes.to_vec(),
            shown: paths::shown(path),
            files: 0,
            more: true,
            comes_and_goes: false,
            named: true,
        })
    }
}

/// The folder that was typed, or why it is none.
fn named(typed: &str) -> Result<PathBuf, String> {
    let path = paths::typed(typed);
    if !path.is_absolute() {
        return Err(format!("{typed}: begin it with / or ~"));
    }
    let shown = paths::shown(&path);
    let path = path.canonicalize().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => format!("{shown} is not there"),
        _ => format!("{shown}: {}", crate::scan::walk::reason(&error)),
    })?;
    match std::fs::read_dir(&path) {
        Ok(_) => Ok(path),
        Err(_) if !path.is_dir() => Err(format!("{shown} is not a folder")),
        Err(error) => Err(format!("{shown}: {}", crate::scan::walk::reason(&error))),
    }
}

fn answer(clients: &Sender<Event>, ticket: u64, answer: Answer) {
    let _ = clients.send(Event::Answer { ticket, answer: Box::new(answer) });
}

fn spawn(search: &Arc<Search>, work: impl FnOnce() + Send + 'static) {
    if let Err(error) = std::thread::Builder::new().name("finder".into()).spawn(work) {
        tracing::error!("no search for music: {error}");
        search.sight().looks = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(finder: &Finder, events: &crossbeam_channel::Receiver<Event>) -> FoundMusic {
        finder.folders(1);
        match events.recv().unwrap() {
            Event::Answer { answer, .. } => match *answer {
                Answer::MusicFolders(found) => found,
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_named_folder_joins_the_found_ones() {
        let folder = tempfile::tempdir().unwrap();
        let music = folder.path().canonicalize().unwrap().join("Klänge");
        std::fs::create_dir(&music).unwrap();
        std::fs::write(music.join("1.flac"), b"").unwrap();
        let (clients, events) = crossbeam_channel::unbounded();
        let finder = Finder::new(&Paths::under(folder.path()), clients);
        // Of this machine's own folders this test wants to know nothing.
        finder.search.begun.store(true, Ordering::Release);
        finder.folder(7, music.to_str().unwrap());
        let Event::Answer { ticket: 7, answer } = events.recv().unwrap() else { panic!("no answer") };
        assert!(matches!(*answer, Answer::MusicFolder(ref found) if found.named));
        let found = loop {
            let found = ask(&finder, &events);
            if !found.searching {
                break found;
            }
            std::thread::yield_now();
        };
        let [only] = found.folders.as_slice() else { panic!("{found:?}") };
        assert_eq!((only.holds().as_str(), only.path.as_slice()), ("1 audio file", music.as_os_str().as_bytes()));
    }

    #[test]
    fn what_is_no_folder_says_why() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("file"), b"").unwrap();
        let at = |name: &str| named(folder.path().join(name).to_str().unwrap()).unwrap_err();
        assert!(at("nowhere").ends_with("is not there"));
        assert!(at("file").ends_with("is not a folder"));
        assert!(named("Music").unwrap_err().contains("begin it with /"));
    }
}
