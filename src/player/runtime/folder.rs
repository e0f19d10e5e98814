//! The folder of `.m3u8` files that is kept equal with the playlists, if the listener named one.
//!
//! What is to be done is decided by [`reconcile`]; here it is carried out, one list at a time, so
//! that one that fails does not hold up the others. A file is read again right before it is
//! written over, and what is deleted is put aside.

mod files;

use std::collections::HashMap;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, bail};
use crossbeam_channel::{RecvTimeoutError, Sender, bounded};
use xxhash_rust::xxh3::xxh3_64;

use self::files::{ASIDE, Files};
use super::importing::{TakenNames, text_of};
use super::matching::{Matched, Matcher, told};
use super::{Mailbox, lock, reader};
use crate::clock::Clock;
use crate::domain::human;
use crate::domain::ids::PlaylistId;
use crate::domain::playlist::folder::{folder_of, in_folder, name_of, own_name, shown as shown_name};
use crate::domain::playlist::{PlaylistEdit, PlaylistFile, Taking};
use crate::domain::settings::{Key, Spoken};
use crate::domain::time::Moment;
use crate::exchange::file::file_name;
use crate::exchange::naming::{FileNames, key_of, split};
use crate::exchange::reconcile::{self, EXTENSION, List, Step};
use crate::exchange::{FORMATS, Format, ReadList, with_comments_of};
use crate::paths::{self, Paths};
use crate::player::Input;
use crate::player::protocol::Command;
use crate::store::{PlaylistState, Reader, Store};

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
                What::Deleted => parts.push(format!("{} deleted as its file was, and undo brings it back", done.name)),
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
    let known = reader.playlist_files(store.listener(), folder.as_os_str().as_bytes())?;
    let mut files = Files::open(folder.clone());
    let found = files.find(&known)?;
    if !known.is_empty()
        && !files.is_marked()
        && !known.iter().any(|known| found.iter().any(|file| file.name == known.file))
    {
        bail!("all lists are gone from {shown}, as if a drive were not mounted; nothing was changed");
    }
    files.mark()?;
    let mut desk = Desk {
        store,
        reader: &reader,
        matcher: Matcher::new(&reader),
        known: known.iter().map(|known| (known.list, known)).collect(),
        files,
        folder: folder.into_os_string().into_vec(),
        called: TakenNames::of(&reader.playlist_names(store.listener())?),
        names: FileNames::beside(found.iter().map(|file| file.name.as_slice())),
        now,
    };
    let lists = desk.lists()?;
    let plan = reconcile::plan(&lists, &found, &known);
    // What is made meanwhile must not take a name that the plan gave away.
    let targets = plan.iter().flat_map(|step| [file_of(step), target_of(step)]);
    desk.names =
        FileNames::beside(found.iter().map(|file| file.name.as_slice()).chain(targets.filter(|f| !f.is_empty())));
    let names: HashMap<PlaylistId, &str> = lists.iter().map(|list| (list.id, list.name.as_str())).collect();
    let owners: HashMap<&[u8], PlaylistId> = known.iter().map(|known| (known.file.as_slice(), known.list)).collect();
    let mut synced = Synced::default();
    for step in plan {
        let owner = list_of(&step).or_else(|| owners.get(file_of(&step)).copied());
        let name = owner
            .and_then(|list| names.get(&list))
            .map_or_else(|| reconcile::stem(file_of(&step)), |name| shown_name(name).into_owned());
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
    desk.files.leave_empty();
    if let Err(error) = desk.files.mark() {
        // What was done is done; folders that are not named there merely stay.
        tracing::warn!("the folders made in {shown} are not written down: {error:#}");
    }
    Ok(synced)
}

const fn file_of(step: &Step) -> &[u8] {
    match step {
        Step::Adopt { file, .. }
        | Step::Write { file, .. }
        | Step::Read { file, .. }
        | Step::Rename { file, .. }
        | Step::Make { file, .. }
        | Step::KeepBoth { file, .. }
        | Step::DropFile { file, .. }
        | Step::Leave { file } => file.as_slice(),
        Step::DropList { .. } | Step::Forget { .. } => &[],
    }
}

const fn target_of(step: &Step) -> &[u8] {
    match step {
        Step::KeepBoth { to, .. } => to.as_slice(),
        _ => &[],
    }
}

const fn list_of(step: &Step) -> Option<PlaylistId> {
    match step {
        Step::Adopt { list, .. }
        | Step::Write { list, .. }
        | Step::Read { list, .. }
        | Step::Rename { list, .. }
        | Step::KeepBoth { list, .. }
        | Step::DropList { list }
        | Step::DropFile { list, .. }
        | Step::Forget { list } => Some(*list),
        Step::Make { .. } | Step::Leave { .. } => None,
    }
}

struct Desk<'d> {
    store: &'d Store,
    reader: &'d Reader,
    matcher: Matcher<'d>,
    /// How each list and its file stood when they were last equal.
    known: HashMap<PlaylistId, &'d PlaylistFile>,
    files: Files,
    /// As raw bytes.
    folder: Vec<u8>,
    /// What lists are called.
    called: TakenNames,
    /// Where files lie, and will lie.
    names: FileNames,
    now: Moment,
}

impl Desk<'_> {
    fn lists(&self) -> anyhow::Result<Vec<List>> {
        let listener = self.store.listener();
        let states = self.reader.playlist_states(listener).context("reading the playlists")?;
        let list = |now: PlaylistState| {
            let known = self.known.get(&now.id);
            let state = match known.filter(|known| known.name != now.name) {
                Some(known) => {
                    self.reader.playlist_state_called(listener, now.id, &known.name)?.context("it is gone")?
                }
                None => now.state,
            };
            let file = known.map_or_else(|| self.names.wanted(&now.name, EXTENSION), |known| known.file.clone());
            let text = xxh3_64(&self.text(now.id, &now.name, &file)?);
            Ok(List { id: now.id, name: now.name, state, text })
        };
        states.into_iter().map(list).collect()
    }

    /// The list as it is written to a file.
    fn text(&self, list: PlaylistId, name: &str, file: &[u8]) -> anyhow::Result<Vec<u8>> {
        let base = self.files.base(file);
        Ok(text_of(self.reader, self.store.listener(), (list, name), format(), &base)?.bytes)
    }

    fn carry_out(&mut self, step: &Step, shown: &str) -> anyhow::Result<Option<Done>> {
        let done = |what, file: &[u8], detail: String| {
            Ok(Some(Done { what, name: shown.to_owned(), file: file.to_vec(), detail }))
        };
        match step {
            Step::Adopt { list, file } => {
                self.remember(*list, file)?;
                Ok(None)
            }
            Step::Write { list, file, over, instead } => {
                if let Some((old, hash)) = instead
                    && key_of(old) == key_of(file)
                {
                    // Only its spelling changes: to some file systems it is the same file.
                    self.files.spell(old, file, *hash)?;
                    self.write(*list, (file, Some(*hash)), (file, old))?;
                    return done(What::Written, file, String::new());
                }
                let commented = instead.as_ref().map_or(file, |(old, _)| old);
                self.write(*list, (file, *over), (commented, commented))?;
                if let Some((old, hash)) = instead {
                    self.files.remove(old, *hash)?;
                }
                done(What::Written, file, String::new())
            }
            Step::Read { list, file, from } => {
                let lines = self.read(file, from.as_deref())?.1;
                let detail = told(&lines);
                let summary = format!("Read {shown} from its file: {detail}");
                self.take(Taking::Replace { id: *list }, lines, summary)?;
                self.remember(*list, file)?;
                done(What::Read, file, detail)
            }
            Step::Rename { list, file, name, over } => {
                self.rename(*list, file, name, *over)?;
                done(What::Renamed, file, format!("it is {} now", shown_name(name)))
            }
            Step::Make { file, name } => {
                let (list, detail) = self.make(file, name, None)?;
                self.remember(list, file)?;
                done(What::Made, file, detail)
            }
            Step::KeepBoth { list, file, over, to } => {
                let day = self.now.date().strftime("%-d %B");
                let name = self.state(*list)?.name;
                let called =
                    in_folder(&folder_of(&name), &name_of(&format!("{} (from the file, {day})", own_name(&name))));
                let (copy, _) = self.make(file, &called, Some(&called))?;
                let called = self.state(copy)?.name;
                let place = self.names.free(&called, EXTENSION, None);
                self.write(copy, (&place, None), (file, file))?;
                let over_it = (to == file).then_some(*over);
                self.write(*list, (to, over_it), (file, file))?;
                if over_it.is_none() {
                    self.files.remove(file, *over)?;
                }
                done(What::KeptBoth, to, format!("the file's version is “{}”", shown_name(&called)))
            }
            Step::DropList { list } => {
                self.store.edit_playlist(PlaylistEdit::Delete { id: *list }, self.now).wait()?;
                self.forget(*list)?;
                if let Some(known) = self.known.get(list) {
                    self.files.leave(split(&known.file).0);
                }
                done(What::Deleted, &[], String::new())
            }
            Step::DropFile { list, file, over } => {
                self.files.check(file, Some(*over))?;
                self.files.put_aside(file)?;
                self.forget(*list)?;
                done(What::PutAside, file, String::new())
            }
            Step::Forget { list } => {
                self.forget(*list)?;
                Ok(None)
            }
            Step::Leave { file } => done(What::Left, file, self.files.trouble(file).into()),
        }
    }

    /// What a file says. Of one that was moved, what lies beside its old place is meant too.
    fn read(&mut self, file: &[u8], from: Option<&[u8]>) -> anyhow::Result<(ReadList, Vec<Matched>)> {
        let bytes = self.files.load(file)?;
        // A list in the list stays a line: the file shall be able to say the same again.
        let mut list = format().read(&bytes, &self.files.base(file))?;
        if let Some(from) = from.filter(|from| split(from).0 != split(file).0) {
            let there = format().read(&bytes, &self.files.base(from))?;
            for (entry, there) in list.entries.iter_mut().zip(there.entries) {
                let new: Vec<Vec<u8>> = there.paths.into_iter().filter(|path| !entry.paths.contains(path)).collect();
                entry.paths.extend(new);
            }
        }
        let lines = self.matcher.find_all(&list.entries)?;
        Ok((list, lines))
    }

    fn take(&self, into: Taking, lines: Vec<Matched>, summary: String) -> anyhow::Result<()> {
        let lines = lines.into_iter().map(|matched| matched.line).collect();
        self.store.take_lines(into, lines, summary, self.now).wait().context("keeping the list")?;
        Ok(())
    }

    /// A new list of what a file says, by the name that is `given`, by its own where the file is
    /// called after it, or by that of the file.
    fn make(&mut self, file: &[u8], name: &str, given: Option<&str>) -> anyhow::Result<(PlaylistId, String)> {
        let (list, lines) = self.read(file, None)?;
        let stem = reconcile::stem(file);
        // A file that was copied is not called after its list.
        let own = list.name.filter(|own| given.is_none() && file_name(own) == stem);
        let name = own.map_or_else(|| name.to_owned(), |own| in_folder(&folder_of(name), &name_of(&own)));
        let name = self.called.free(&name);
        let (id, detail) = (PlaylistId::made_at(self.now.unix_ms), told(&lines));
        let summary = format!("Made {} from its file: {detail}", shown_name(&name));
        self.take(Taking::New { id, name }, lines, summary)?;
        Ok((id, detail))
    }

    /// The list is called like its file, which is written only where it would say something else
    /// than it did.
    fn rename(&mut self, list: PlaylistId, file: &[u8], name: &str, over: u64) -> anyhow::Result<()> {
        let edit = PlaylistEdit::Rename { id: list, name: name.to_owned() };
        self.store.edit_playlist(edit, self.now).wait().context("renaming the playlist")?;
        let known =
            self.known.get(&list).map(|known| (known.file.clone(), known.file_hash, known.state, known.name.clone()));
        let Some((was, file_hash, state, called)) = known else { return self.remember(list, file) };
        let lines_are = self.reader.playlist_state_called(self.store.listener(), list, &called)?;
        let changed = file_hash == over && lines_are != Some(state);
        let bytes = self.files.load(file)?;
        let reads_so = |base: &[u8]| format().read(&bytes, base);
        if changed || reads_so(&self.files.base(file))? != reads_so(&self.files.base(&was))? {
            return self.write(list, (file, Some(over)), (file, &was));
        }
        self.remember(list, file)
    }

    /// Writes the list, with what other players noted in a file, whose paths are seen from another.
    fn write(
        &mut self,
        list: PlaylistId,
        (file, over): (&[u8], Option<u64>),
        (commented, seen_from): (&[u8], &[u8]),
    ) -> anyhow::Result<()> {
        let state = self.state(list)?;
        let text = self.text(list, &state.name, file)?;
        let hash = xxh3_64(&text);
        let (base, old_base) = (self.files.base(file), self.files.base(seen_from));
        let bytes = match self.files.load(commented) {
            Ok(old) => with_comments_of((&old, &old_base), text, &base),
            Err(_) => text,
        };
        self.files.write(file, &bytes, over)?;
        self.keep(state, file, xxh3_64(&bytes), hash)
    }

    fn state(&self, list: PlaylistId) -> anyhow::Result<PlaylistState> {
        let state = self.reader.playlist_state(self.store.listener(), list).context("reading the playlist")?;
        state.context("the playlist is gone")
    }

    /// Both sides say the same now.
    fn remember(&self, list: PlaylistId, file: &[u8]) -> anyhow::Result<()> {
        let state = self.state(list)?;
        let text = xxh3_64(&self.text(list, &state.name, file)?);
        self.keep(state, file, xxh3_64(&self.files.load(file)?), text)
    }

    fn keep(&self, list: PlaylistState, file: &[u8], file_hash: u64, text: u64) -> anyhow::Result<()> {
        let PlaylistState { id, name, state } = list;
        let kept = PlaylistFile { list: id, name, file: file.to_vec(), file_hash, state, text };
        self.store.keep_playlist_file(self.folder.clone(), kept).wait().context("remembering the file")
    }

    fn forget(&self, list: PlaylistId) -> anyhow::Result<()> {
        self.store.forget_playlist_file(self.folder.clone(), list).wait().context("forgetting the file")
    }
}

fn format() -> &'static Format {
    let [format, ..] = &FORMATS;
    format
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
