//! Carries a plan out, list by list, so that one that fails does not hold up the others. A list is
//! changed only while it is as it was when the plan was made, a file is read again right before it
//! is written over, and what is deleted is put aside. What files bring or take away as lists is one
//! change, however many they are.

mod many;
mod writing;

use std::collections::{HashMap, HashSet};

use anyhow::{Context as _, bail};
use xxhash_rust::xxh3::xxh3_64;

use self::many::New;
use super::files::{BEING_CHANGED, Files};
use super::search::Lying;
use super::{Done, Synced, What};
use crate::domain::ids::PlaylistId;
use crate::domain::playlist::PlaylistFile;
use crate::domain::playlist::folder::{folder_of, in_folder, name_of, shown as shown_name};
use crate::domain::time::Moment;
use crate::exchange::file::file_name;
use crate::exchange::naming::{FileNames, split};
use crate::exchange::reconcile::{self, EXTENSION, List, Step};
use crate::exchange::{ExchangeError, FORMATS, Format, ReadList};
use crate::player::runtime::importing::{TakenNames, text_of};
use crate::player::runtime::matching::{Matched, Matcher, told};
use crate::store::{PlaylistState, Reader, Store};

/// Lines of new lists that are held until they are made.
const MOST_LINES: usize = 200_000;
/// What is remembered at once.
const REMEMBERED: usize = 100;

/// What a file says.
struct Said {
    list: ReadList,
    lines: Vec<Matched>,
    /// Of its bytes.
    hash: u64,
}

/// A list as it was looked at, or as it stood after what was done to it since.
struct Seen {
    list: PlaylistState,
    /// Hash of the file that it would be written as.
    text: u64,
}

pub(super) struct Desk<'d> {
    store: &'d Store,
    reader: &'d Reader,
    matcher: Matcher<'d>,
    /// How each list and its file stood when they were last equal.
    known: HashMap<PlaylistId, &'d PlaylistFile>,
    seen: HashMap<PlaylistId, Seen>,
    lying: &'d Lying,
    files: Files,
    /// As raw bytes.
    folder: Vec<u8>,
    /// What lists are called.
    called: TakenNames,
    /// Where files lie, and will lie.
    names: FileNames,
    /// Lists that are to be made, all at once.
    new: Vec<New>,
    /// Lists that are to be deleted, all at once.
    gone: Vec<PlaylistId>,
    /// Lists of which a step failed: those that follow counted on it.
    failed: HashSet<PlaylistId>,
    /// What is to be remembered, by and by. Who is killed before reads both sides as equal again.
    kept: Vec<PlaylistFile>,
    is_stuck: bool,
    now: Moment,
}

impl<'d> Desk<'d> {
    pub(super) fn open(
        store: &'d Store,
        reader: &'d Reader,
        files: Files,
        (known, lying): (&'d [PlaylistFile], &'d Lying),
        now: Moment,
    ) -> anyhow::Result<Self> {
        let there = lying.lists.iter().map(|file| &file.name).chain(&lying.taken);
        Ok(Self {
            store,
            reader,
            matcher: Matcher::new(reader),
            known: known.iter().map(|known| (known.list, known)).collect(),
            seen: HashMap::new(),
            folder: files.folder(),
            files,
            called: TakenNames::of(reader.playlists_called(store.listener())?.iter().map(|(_, name)| name)),
            names: FileNames::beside(there.map(Vec::as_slice)),
            lying,
            new: Vec::new(),
            gone: Vec::new(),
            failed: HashSet::new(),
            kept: Vec::new(),
            is_stuck: false,
            now,
        })
    }

    /// All lists as they stand.
    pub(super) fn lists(&mut self) -> anyhow::Result<Vec<List>> {
        let listener = self.store.listener();
        let mut lists = Vec::new();
        for now in self.reader.playlist_states(listener).context("reading the playlists")? {
            let (state, file) = match self.known.get(&now.id) {
                Some(known) if known.name == now.name => (now.state, known.file.clone()),
                Some(known) => {
                    let state = self.reader.playlist_state_called(listener, now.id, &known.name)?;
                    (state.context("it is gone")?, self.names.wanted(&now.name, EXTENSION))
                }
                None => (now.state, self.names.wanted(&now.name, EXTENSION)),
            };
            let text = xxh3_64(&self.text(now.id, &now.name, &file)?);
            lists.push(List { id: now.id, name: now.name.clone(), state, text });
            self.seen.insert(now.id, Seen { list: now, text });
        }
        Ok(lists)
    }

    /// # Errors
    /// What was done could not be remembered.
    pub(super) fn carry_out_all(mut self, plan: Vec<Step>) -> anyhow::Result<Synced> {
        // What is made meanwhile must not take a name that the plan gave away.
        let targets = plan.iter().flat_map(|step| [file_of(step), target_of(step)]).filter(|file| !file.is_empty());
        let there = self.lying.lists.iter().map(|file| &file.name).chain(&self.lying.taken);
        let there = there.chain(self.known.values().map(|known| &known.file));
        self.names = FileNames::beside(there.map(Vec::as_slice).chain(targets));
        let owners: HashMap<&[u8], PlaylistId> =
            self.known.values().map(|known| (known.file.as_slice(), known.list)).collect();
        let mut all = Vec::new();
        for step in plan {
            let owner = step.list().or_else(|| owners.get(file_of(&step)).copied());
            if owner.is_some_and(|list| self.failed.contains(&list)) {
                continue;
            }
            let name = match owner.and_then(|list| self.seen.get(&list)) {
                Some(seen) => shown_name(&seen.list.name).into_owned(),
                None => reconcile::stem(file_of(&step)),
            };
            match self.carry_out(&step, &name) {
                Ok(done) => all.extend(done),
                // Where nothing can be forgotten nothing else can be remembered.
                Err(error) if matches!(step, Step::Forget { .. }) => return Err(error),
                Err(error) => {
                    self.failed.extend(owner);
                    all.push(self.left(name, file_of(&step), &error));
                }
            }
            if self.new.iter().map(|new| new.lines.len()).sum::<usize>() > MOST_LINES {
                self.make_new(&mut all);
            }
        }
        self.make_new(&mut all);
        self.delete_gone(&mut all);
        self.remember_all()?;
        self.files.leave_empty();
        if let Err(error) = self.files.mark() {
            // What was done is done; folders that are not named there merely stay.
            tracing::warn!("the folders made among the playlist files are not written down: {error:#}");
        }
        Ok(Synced { done: all, is_stuck: self.is_stuck })
    }

    fn carry_out(&mut self, step: &Step, shown: &str) -> anyhow::Result<Option<Done>> {
        let done = |what, file: &[u8], detail: String| {
            Ok(Some(Done { what, name: shown.to_owned(), file: file.to_vec(), detail }))
        };
        match step {
            Step::Adopt { list, file, over } => {
                self.files.check(file, Some(*over))?;
                let Seen { list, text } = self.seen(*list)?;
                let (list, text) = (list.clone(), *text);
                self.keep(list, file, *over, text)?;
                Ok(None)
            }
            Step::Write { list, file, over, instead } => {
                self.follow(*list, (file, *over), instead.as_ref())?;
                done(What::Written, file, String::new())
            }
            Step::Read { list, file, over, from } => {
                let detail = self.take_over(*list, (file, *over), from.as_deref(), shown)?;
                done(What::Read, file, detail)
            }
            Step::Rename { list, file, name, over } => {
                self.rename(*list, file, name, *over)?;
                done(What::Renamed, file, format!("it is {} now", shown_name(name)))
            }
            Step::Make { file, name } => {
                let said = self.read(file, None)?;
                let stem = reconcile::stem(file);
                // A file that was copied is not called after its list.
                let own = said.list.name.as_deref().filter(|own| file_name(own) == stem);
                let name = own.map_or_else(|| name.clone(), |own| in_folder(&folder_of(name), &name_of(own)));
                let new = self.new_list(file, &name, said);
                self.new.push(new);
                Ok(None)
            }
            Step::KeepBoth { list, file, over, to } => self.keep_both(*list, (file, *over), to, shown),
            Step::DropList { list } => {
                // Some programs take a file away before they write it anew.
                self.files.check(&self.known(*list)?.file, None)?;
                self.gone.push(*list);
                Ok(None)
            }
            Step::DropFile { list, file, over } => {
                self.files.check(file, Some(*over))?;
                self.files.put_aside(file)?;
                self.forget(vec![*list])?;
                done(What::PutAside, file, String::new())
            }
            Step::Forget { list } => {
                self.forget(vec![*list])?;
                Ok(None)
            }
            Step::Leave { file } => done(What::Left, file, self.files.trouble(file).into()),
        }
    }

    /// What a file says. Of one that was moved, what lies beside its old place is meant too.
    fn read(&mut self, file: &[u8], from: Option<&[u8]>) -> anyhow::Result<Said> {
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
        Ok(Said { list, lines, hash: xxh3_64(&bytes) })
    }

    /// The file's lines become the list's. It is remembered under the name and at the place that
    /// both had, so that who fails to follow with one of them still sees it go elsewhere.
    fn take_over(
        &mut self,
        list: PlaylistId,
        (file, over): (&[u8], u64),
        from: Option<&[u8]>,
        shown: &str,
    ) -> anyhow::Result<String> {
        let (known, seen) = (self.known(list)?, self.seen(list)?.list.clone());
        let said = self.read(file, from)?;
        if said.hash != over {
            bail!("{BEING_CHANGED}");
        }
        let detail = told(&said.lines);
        let summary = format!("Read {shown} from its file: {detail}");
        let lines = said.lines.into_iter().map(|matched| matched.line).collect();
        let replaced = self.store.replace_lines_seen(seen, known.name.clone(), lines, summary, self.now);
        let (now, state) = replaced.wait().context("keeping the list")?;
        let text = xxh3_64(&self.text(list, &now.name, &known.file)?);
        self.seen.insert(list, Seen { list: now, text });
        self.keep(PlaylistState { id: list, name: known.name.clone(), state }, &known.file, over, text)?;
        Ok(detail)
    }

    /// The list as it is written to a file.
    fn text(&self, list: PlaylistId, name: &str, file: &[u8]) -> anyhow::Result<Vec<u8>> {
        let base = self.files.base(file);
        Ok(text_of(self.reader, self.store.listener(), (list, name), format(), &base)?.bytes)
    }

    fn known(&self, list: PlaylistId) -> anyhow::Result<&'d PlaylistFile> {
        self.known.get(&list).copied().context("nothing is known of its file")
    }

    fn seen(&self, list: PlaylistId) -> anyhow::Result<&Seen> {
        self.seen.get(&list).context("the playlist is gone")
    }

    /// What it is now. What is read of it after this may be newer, and is then written next time.
    fn state(&self, list: PlaylistId) -> anyhow::Result<PlaylistState> {
        let state = self.reader.playlist_state(self.store.listener(), list).context("reading the playlist")?;
        let state = state.context("the playlist is gone")?;
        // Its file would lie elsewhere.
        if self.seen.get(&list).is_some_and(|seen| seen.list.name != state.name) {
            bail!("the list was renamed meanwhile; next time");
        }
        Ok(state)
    }

    /// The list, as it was read before anything that is written of it, says what the file said when
    /// it had this hash.
    fn keep(&mut self, list: PlaylistState, file: &[u8], file_hash: u64, text: u64) -> anyhow::Result<()> {
        let PlaylistState { id, name, state } = list;
        self.kept.push(PlaylistFile { list: id, name, file: file.to_vec(), file_hash, state, text });
        if self.kept.len() < REMEMBERED { Ok(()) } else { self.remember_all() }
    }

    fn remember_all(&mut self) -> anyhow::Result<()> {
        if self.kept.is_empty() {
            return Ok(());
        }
        let kept = self.store.keep_playlist_files(self.folder.clone(), self.kept.clone());
        kept.wait().context("remembering the files")?;
        self.kept.clear();
        Ok(())
    }

    fn forget(&self, lists: Vec<PlaylistId>) -> anyhow::Result<()> {
        self.store.forget_playlist_files(self.folder.clone(), lists).wait().context("forgetting the files")
    }

    fn left(&mut self, name: String, file: &[u8], error: &anyhow::Error) -> Done {
        self.is_stuck = true;
        // Which file it is, is told already, and the line is short.
        let detail = match error.downcast_ref() {
            Some(ExchangeError::Io { cause, .. }) => cause.to_string(),
            _ => format!("{error:#}"),
        };
        Done { what: What::Left, name, file: file.to_vec(), detail }
    }
}

fn format() -> &'static Format {
    let [format, ..] = &FORMATS;
    format
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
