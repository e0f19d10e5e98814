//! The folder of `.m3u8` files that is kept equal with the playlists, if the listener named one.
//!
//! What is to be done is decided by [`reconcile`]; here it is carried out, one list at a time, so
//! that one that fails does not hold up the others. A file is read again right before it is
//! written over, and what is deleted is put aside.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, bail};
use crossbeam_channel::{RecvTimeoutError, Sender, bounded};
use xxhash_rust::xxh3::xxh3_64;

use super::importing::{free_name, text_of};
use super::matching::{Matched, Matcher, told};
use super::{Mailbox, lock, reader};
use crate::clock::Clock;
use crate::domain::human;
use crate::domain::ids::PlaylistId;
use crate::domain::playlist::{PlaylistEdit, PlaylistFile, Taking};
use crate::domain::settings::{Key, Spoken};
use crate::domain::text::path_for_screen;
use crate::domain::time::Moment;
use crate::exchange::file::{file_name, load, save};
use crate::exchange::reconcile::{self, EXTENSION, Found, List, Step};
use crate::exchange::{BOUNDS, FORMATS, Format, ReadList, with_comments_of};
use crate::paths::{self, Paths};
use crate::player::Input;
use crate::player::protocol::Command;
use crate::store::{PlaylistState, Reader, Store};

/// Shows that the folder is the one that was kept equal, and not the empty place of a drive.
const MARK: &str = ".tonearm";
/// Where files of deleted lists go.
const ASIDE: &str = ".removed";
/// Edits come in rows; the files follow when they pause.
const PAUSE: Duration = Duration::from_millis(1500);

/// What was done to one list or file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    pub what: What,
    /// The playlist; of files that cannot be read their name.
    pub name: String,
    /// The file, below the folder.
    pub file: Vec<u8>,
    /// More about it, in words; empty where nothing needs them.
    pub detail: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Written,
    Read,
    Made,
    Renamed,
    /// Both sides were changed.
    KeptBoth,
    /// The list, since its file was deleted.
    Deleted,
    /// The file, since its list was deleted.
    PutAside,
    /// Neither side was touched.
    Left,
}

impl What {
    /// As JSON names it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Read => "read",
            Self::Made => "made",
            Self::Renamed => "renamed",
            Self::KeptBoth => "kept_both",
            Self::Deleted => "deleted",
            Self::PutAside => "put_aside",
            Self::Left => "left",
        }
    }
}

/// What it took to make both sides equal; nothing when they were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Synced {
    pub done: Vec<Done>,
}

impl Synced {
    #[must_use]
    pub fn has_trouble(&self) -> bool {
        self.done.iter().any(|done| done.what == What::Left)
    }

    /// In one line; none where nothing was to be done. What needs a look comes first.
    #[must_use]
    pub fn told(&self) -> Option<String> {
        let mut parts = Vec::new();
        for done in &self.done {
            match done.what {
                What::KeptBoth => parts.push(format!("{} changed on both sides, {}", done.name, done.detail)),
                What::Left => parts.push(format!("{} left as it is: {}", done.name, done.detail)),
                What::Deleted => parts.push(format!("{} deleted as its file was, u brings it back", done.name)),
                What::PutAside => parts.push(format!("the file of {} put into {ASIDE}", done.name)),
                _ => {}
            }
        }
        for (what, words) in [
            (What::Read, "read"),
            (What::Made, "new from files"),
            (What::Written, "written"),
            (What::Renamed, "renamed"),
        ] {
            let count = self.done.iter().filter(|done| done.what == what).count();
            if count > 0 {
                parts.push(format!("{} {words}", human::thousands(count as u64)));
            }
        }
        (!parts.is_empty()).then(|| format!("Playlist folder: {}", parts.join("; ")))
    }
}

/// Brings the playlists of the store's listener and the folder to the same.
///
/// # Errors
/// The folder is not there, is empty where it was not, or another process is at it.
pub fn sync_folder(store: &Store, paths: &Paths, folder: &Path, now: Moment) -> anyhow::Result<Synced> {
    let Ok(_held) = lock::hold(&paths.state.join("lists.lock")).context("taking turns at the playlist folder")? else {
        bail!("another tonearm is at the playlist folder");
    };
    let reader = store.reader().context("reading the playlists")?;
    if !folder.exists() && reader.playlist_files(store.listener(), folder.as_os_str().as_bytes())?.is_empty() {
        std::fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    }
    let shown = paths::shown(folder);
    let folder = folder.canonicalize().with_context(|| format!("{shown} is not there; nothing was changed"))?;
    let mut desk = Desk { store, reader: &reader, base: folder.as_os_str().as_bytes().to_vec(), folder, now };
    let known = desk.known()?;
    let files = desk.files(&known)?;
    let mark = desk.folder.join(MARK);
    if !known.is_empty()
        && !mark.exists()
        && !known.iter().any(|known| files.iter().any(|file| file.name == known.file))
    {
        bail!("all lists are gone from {shown}, as if a drive were not mounted; nothing was changed");
    }
    if !mark.exists() {
        save(&mark, b"tonearm keeps the playlists in this folder equal with its own.\n", false)?;
    }
    let lists = desk.lists()?;
    let mut synced = Synced::default();
    for step in reconcile::plan(&lists, &files, &known) {
        let name = desk.name_of(&step, &lists);
        match desk.carry_out(&step, &name) {
            Ok(done) => synced.done.extend(done),
            Err(error) => synced.done.push(Done {
                what: What::Left,
                name,
                file: file_of(&step).to_vec(),
                detail: format!("{error:#}"),
            }),
        }
    }
    Ok(synced)
}

const fn file_of(step: &Step) -> &[u8] {
    match step {
        Step::Adopt { file, .. }
        | Step::Write { file, .. }
        | Step::Read { file, .. }
        | Step::Rename { file, .. }
        | Step::Make { file }
        | Step::KeepBoth { file, .. }
        | Step::DropFile { file, .. }
        | Step::Leave { file } => file.as_slice(),
        Step::DropList { .. } | Step::Forget { .. } => &[],
    }
}

struct Desk<'d> {
    store: &'d Store,
    reader: &'d Reader,
    folder: PathBuf,
    /// The folder as raw bytes.
    base: Vec<u8>,
    now: Moment,
}

impl Desk<'_> {
    fn known(&self) -> anyhow::Result<Vec<PlaylistFile>> {
        Ok(self.reader.playlist_files(self.store.listener(), &self.base)?)
    }

    /// Files of the folder by name. An empty one that was not, is being written or was broken.
    fn files(&self, known: &[PlaylistFile]) -> anyhow::Result<Vec<Found>> {
        let known: HashMap<&[u8], u64> = known.iter().map(|known| (known.file.as_slice(), known.file_hash)).collect();
        let mut files = Vec::new();
        let entries = std::fs::read_dir(&self.folder).with_context(|| format!("reading {}", self.folder.display()))?;
        for entry in entries {
            let entry = entry.with_context(|| format!("reading {}", self.folder.display()))?;
            let (name, path) = (entry.file_name().into_vec(), entry.path());
            let is_list = path.extension().is_some_and(|end| end.eq_ignore_ascii_case(EXTENSION));
            if name.starts_with(b".") || !is_list || !path.is_file() {
                continue;
            }
            let hash = load(&path, BOUNDS.bytes).ok().and_then(|bytes| {
                let emptied = bytes.is_empty() && known.get(name.as_slice()).is_some_and(|hash| *hash != xxh3_64(b""));
                (!emptied && FORMATS[0].read(&bytes, &self.base).is_ok()).then(|| xxh3_64(&bytes))
            });
            files.push(Found { name, hash });
        }
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(files)
    }

    fn lists(&self) -> anyhow::Result<Vec<List>> {
        let states = self.reader.playlist_states(self.store.listener()).context("reading the playlists")?;
        let list = |state: crate::store::PlaylistState| {
            let text = xxh3_64(&self.text(state.id, &state.name)?);
            Ok(List { id: state.id, name: state.name, state: state.state, text })
        };
        states.into_iter().map(list).collect()
    }

    fn text(&self, list: PlaylistId, name: &str) -> anyhow::Result<Vec<u8>> {
        Ok(text_of(self.reader, self.store.listener(), (list, name), format(), &self.base)?.bytes)
    }

    fn at(&self, file: &[u8]) -> PathBuf {
        self.folder.join(OsStr::from_bytes(file))
    }

    fn name_of(&self, step: &Step, lists: &[List]) -> String {
        let list = match step {
            Step::Adopt { list, .. }
            | Step::Write { list, .. }
            | Step::Read { list, .. }
            | Step::Rename { list, .. }
            | Step::KeepBoth { list, .. }
            | Step::DropList { list }
            | Step::DropFile { list, .. }
            | Step::Forget { list } => lists.iter().find(|known| known.id == *list),
            Step::Make { .. } | Step::Leave { .. } => None,
        };
        list.map_or_else(|| stem(file_of(step)), |list| list.name.clone())
    }

    fn carry_out(&mut self, step: &Step, name: &str) -> anyhow::Result<Option<Done>> {
        let done = |what, file: &[u8], detail: String| {
            Ok(Some(Done { what, name: name.to_owned(), file: file.to_vec(), detail }))
        };
        match step {
            Step::Adopt { list, file } => {
                self.remember(*list, file)?;
                Ok(None)
            }
            Step::Write { list, file, over, instead } => {
                let commented = instead.as_ref().map_or(file, |(old, _)| old);
                self.write(*list, name, (file, *over), Some(commented))?;
                if let Some((old, hash)) = instead
                    && load(&self.at(old), BOUNDS.bytes).is_ok_and(|bytes| xxh3_64(&bytes) == *hash)
                {
                    std::fs::remove_file(self.at(old)).context("removing the file of the old name")?;
                }
                done(What::Written, file, String::new())
            }
            Step::Read { list, file } => {
                let lines = self.read(file)?.1;
                let detail = told(&lines);
                self.take(Taking::Replace { id: *list }, lines, format!("Read {name} from its file: {detail}"))?;
                self.remember(*list, file)?;
                done(What::Read, file, detail)
            }
            Step::Rename { list, file } => {
                let edit = PlaylistEdit::Rename { id: *list, name: stem(file) };
                self.store.edit_playlist(edit, self.now).wait().context("renaming the playlist")?;
                self.remember(*list, file)?;
                done(What::Renamed, file, format!("it is {} now", stem(file)))
            }
            Step::Make { file } => {
                let (list, detail) = self.make(file, None)?;
                self.remember(list, file)?;
                done(What::Made, file, detail)
            }
            Step::KeepBoth { list, file, over } => {
                let day = self.now.date().strftime("%-d %B");
                let (copy, _) = self.make(file, Some(format!("{name} (from the file, {day})")))?;
                let called = self.called(copy)?;
                let names: Vec<Vec<u8>> = self.files(&[])?.into_iter().map(|file| file.name).collect();
                self.write(copy, &called, (&reconcile::free_name(&called, &names), None), Some(file))?;
                self.write(*list, name, (file, Some(*over)), Some(file))?;
                done(What::KeptBoth, file, format!("the file's version is “{called}”"))
            }
            Step::DropList { list } => {
                self.store.edit_playlist(PlaylistEdit::Delete { id: *list }, self.now).wait()?;
                self.forget(*list)?;
                done(What::Deleted, &[], String::new())
            }
            Step::DropFile { list, file, over } => {
                self.check(file, Some(*over))?;
                self.put_aside(file)?;
                self.forget(*list)?;
                done(What::PutAside, file, String::new())
            }
            Step::Forget { list } => {
                self.forget(*list)?;
                Ok(None)
            }
            Step::Leave { file } => done(What::Left, file, "it cannot be read as a list".into()),
        }
    }

    fn read(&self, file: &[u8]) -> anyhow::Result<(ReadList, Vec<Matched>)> {
        let bytes = load(&self.at(file), BOUNDS.bytes)?;
        // A list in the list stays a line: the file shall be able to say the same again.
        let list = format().read(&bytes, &self.base)?;
        let lines = Matcher::new(self.reader).find_all(&list.entries)?;
        Ok((list, lines))
    }

    fn take(&self, into: Taking, lines: Vec<Matched>, summary: String) -> anyhow::Result<()> {
        let lines = lines.into_iter().map(|matched| matched.line).collect();
        self.store.take_lines(into, lines, summary, self.now).wait().context("keeping the list")?;
        Ok(())
    }

    /// A new list of what a file says.
    fn make(&self, file: &[u8], name: Option<String>) -> anyhow::Result<(PlaylistId, String)> {
        let (list, lines) = self.read(file)?;
        let stem = stem(file);
        // What the list calls itself counts where the file is named after it, and not copied.
        let own = list.name.filter(|own| file_name(own) == stem).unwrap_or(stem);
        let name = free_name(&name.unwrap_or(own), &self.reader.playlist_names(self.store.listener())?);
        let (id, detail) = (PlaylistId::made_at(self.now.unix_ms), told(&lines));
        let summary = format!("Made {name} from its file: {detail}");
        self.take(Taking::New { id, name }, lines, summary)?;
        Ok((id, detail))
    }

    fn called(&self, list: PlaylistId) -> anyhow::Result<String> {
        Ok(self.state(list)?.name)
    }

    /// Whether the file still is what it was when the plan was made.
    fn check(&self, file: &[u8], over: Option<u64>) -> anyhow::Result<()> {
        let path = self.at(file);
        let there = if path.exists() { Some(xxh3_64(&load(&path, BOUNDS.bytes)?)) } else { None };
        if there != over {
            bail!("the file is being changed; next time");
        }
        Ok(())
    }

    /// Writes the list, with what other players noted in the file `commented`.
    fn write(
        &self,
        list: PlaylistId,
        name: &str,
        (file, over): (&[u8], Option<u64>),
        commented: Option<&[u8]>,
    ) -> anyhow::Result<()> {
        self.check(file, over)?;
        let mut bytes = self.text(list, name)?;
        if let Some(old) = commented.and_then(|old| load(&self.at(old), BOUNDS.bytes).ok()) {
            bytes = with_comments_of(&old, bytes, &self.base);
        }
        save(&self.at(file), &bytes, over.is_some())?;
        self.remember(list, file)
    }

    fn state(&self, list: PlaylistId) -> anyhow::Result<PlaylistState> {
        let state = self.reader.playlist_state(self.store.listener(), list).context("reading the playlist")?;
        state.context("the playlist is gone")
    }

    /// Both sides say the same now.
    fn remember(&self, list: PlaylistId, file: &[u8]) -> anyhow::Result<()> {
        let state = self.state(list)?;
        let kept = PlaylistFile {
            list,
            file: file.to_vec(),
            file_hash: xxh3_64(&load(&self.at(file), BOUNDS.bytes)?),
            state: state.state,
            text: xxh3_64(&self.text(list, &state.name)?),
            name: state.name,
        };
        self.store.keep_playlist_file(self.base.clone(), kept).wait().context("remembering the file")
    }

    fn forget(&self, list: PlaylistId) -> anyhow::Result<()> {
        self.store.forget_playlist_file(self.base.clone(), list).wait().context("forgetting the file")
    }

    fn put_aside(&self, file: &[u8]) -> anyhow::Result<()> {
        let aside = self.folder.join(ASIDE);
        std::fs::create_dir_all(&aside).with_context(|| format!("making {}", aside.display()))?;
        let names = std::fs::read_dir(&aside)?.flatten().map(|entry| entry.file_name().into_vec()).collect::<Vec<_>>();
        let to = aside.join(OsStr::from_bytes(&reconcile::free_name(&stem(file), &names)));
        std::fs::rename(self.at(file), &to).with_context(|| format!("moving it to {}", to.display()))
    }
}

fn format() -> &'static Format {
    let [format, ..] = &FORMATS;
    format
}

fn stem(file: &[u8]) -> String {
    Path::new(OsStr::from_bytes(file)).file_stem().map(|stem| path_for_screen(stem.as_bytes())).unwrap_or_default()
}

/// Keeps the folder equal beside the player.
pub(super) struct FolderKeeper(Sender<()>);

impl FolderKeeper {
    pub(super) fn start(
        store: &Store,
        paths: &Paths,
        clock: Clock,
        spoken: super::spoken::SpokenNow,
        mailbox: Mailbox,
    ) -> anyhow::Result<Self> {
        let (wake, inbox) = bounded(1);
        let (store, paths) = (store.clone(), paths.clone());
        let work = move || {
            let mut told = None;
            while inbox.recv().is_ok() {
                while let Ok(()) = inbox.recv_timeout(PAUSE) {}
                let goes_on = !matches!(inbox.recv_timeout(Duration::ZERO), Err(RecvTimeoutError::Disconnected));
                let news = look(&store, &paths, &spoken.get(), clock.now());
                // A file that stays broken is told once, not after every edit.
                let is_old = news == told;
                told.clone_from(&news);
                if let Some(news) = news.filter(|_| !is_old) {
                    mailbox.put(news.map_or_else(Input::Warning, Input::Notice));
                    mailbox.put(Input::Command(Command::LibraryChanged));
                }
                if !goes_on {
                    break;
                }
            }
        };
        std::thread::Builder::new().name("folder".into()).spawn(work).context("starting the keeper of the folder")?;
        Ok(Self(wake))
    }

    /// Something may have changed. One look is enough for all that happens meanwhile.
    pub(super) fn wake(&self) {
        let _ = self.0.try_send(());
    }
}

/// What the listener is told, if anything happened; an error is what needs a look.
fn look(store: &Store, paths: &Paths, spoken: &[Spoken], now: Moment) -> Option<Result<String, String>> {
    let synced = store.reader().map_err(anyhow::Error::from).and_then(|reader| {
        let settings = reader::merged(&reader, store.listener(), spoken)?;
        match settings.value(Key::PlaylistFolder) {
            "" => Ok(Synced::default()),
            folder => sync_folder(store, paths, &paths::typed(folder), now),
        }
    });
    match synced {
        Ok(synced) if synced.has_trouble() => synced.told().map(Err),
        // That files follow what was just done here is no news, and would cover what was said of it.
        Ok(synced) if synced.done.iter().all(|done| done.what == What::Written) => None,
        Ok(synced) => synced.told().map(Ok),
        Err(error) => Some(Err(format!("Playlist folder: {error:#}"))),
    }
}

#[cfg(test)]
mod tests;
