//! Carries a plan out, list by list, so that one that fails does not hold up the others. A file is
//! read again right before it is written over, and what is deleted is put aside. What files bring
//! or take away as lists is one change, however many they are.

use std::collections::HashMap;

use anyhow::Context as _;
use xxhash_rust::xxh3::xxh3_64;

use super::files::Files;
use super::{Done, What};
use crate::domain::human;
use crate::domain::ids::PlaylistId;
use crate::domain::playlist::folder::{folder_of, in_folder, name_of, own_name, shown as shown_name};
use crate::domain::playlist::{Listed, NewList, PlainLine, PlaylistEdit, PlaylistFile};
use crate::domain::time::Moment;
use crate::exchange::file::file_name;
use crate::exchange::naming::{FileNames, key_of, split};
use crate::exchange::reconcile::{self, EXTENSION, Found, List, Step};
use crate::exchange::{FORMATS, Format, ReadList, with_comments_of};
use crate::player::runtime::importing::{TakenNames, text_of};
use crate::player::runtime::matching::{Matched, Matcher, told};
use crate::store::{PlaylistState, Reader, Store};

/// Lines of new lists that are held until they are made.
const MOST_LINES: usize = 200_000;
/// What is remembered at once.
const REMEMBERED: usize = 100;

/// A file that becomes a list.
struct New {
    file: Vec<u8>,
    /// Of what was read.
    hash: u64,
    id: PlaylistId,
    name: String,
    lines: Vec<PlainLine>,
    /// How they were found.
    detail: String,
}

/// What a file says.
struct Said {
    list: ReadList,
    lines: Vec<Matched>,
    /// Of its bytes.
    hash: u64,
}

pub(super) struct Desk<'d> {
    store: &'d Store,
    reader: &'d Reader,
    matcher: Matcher<'d>,
    /// How each list and its file stood when they were last equal.
    known: HashMap<PlaylistId, &'d PlaylistFile>,
    found: &'d [Found],
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
    /// What is to be remembered, by and by. Who is killed before reads both sides as equal again.
    kept: Vec<PlaylistFile>,
    now: Moment,
}

impl<'d> Desk<'d> {
    pub(super) fn open(
        store: &'d Store,
        reader: &'d Reader,
        files: Files,
        (known, found): (&'d [PlaylistFile], &'d [Found]),
        now: Moment,
    ) -> anyhow::Result<Self> {
        Ok(Self {
            store,
            reader,
            matcher: Matcher::new(reader),
            known: known.iter().map(|known| (known.list, known)).collect(),
            found,
            folder: files.folder(),
            files,
            called: TakenNames::of(reader.playlists_called(store.listener())?.iter().map(|(_, name)| name)),
            names: FileNames::beside(found.iter().map(|file| file.name.as_slice())),
            new: Vec::new(),
            gone: Vec::new(),
            kept: Vec::new(),
            now,
        })
    }

    /// All lists as they stand.
    pub(super) fn lists(&self) -> anyhow::Result<Vec<List>> {
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

    /// # Errors
    /// What was done could not be remembered.
    pub(super) fn carry_out_all(mut self, plan: Vec<Step>, lists: &[List]) -> anyhow::Result<Vec<Done>> {
        // What is made meanwhile must not take a name that the plan gave away.
        let targets = plan.iter().flat_map(|step| [file_of(step), target_of(step)]).filter(|file| !file.is_empty());
        self.names = FileNames::beside(self.found.iter().map(|file| file.name.as_slice()).chain(targets));
        let names: HashMap<PlaylistId, &str> = lists.iter().map(|list| (list.id, list.name.as_str())).collect();
        let owners: HashMap<&[u8], PlaylistId> =
            self.known.values().map(|known| (known.file.as_slice(), known.list)).collect();
        let mut all = Vec::new();
        for step in plan {
            let owner = list_of(&step).or_else(|| owners.get(file_of(&step)).copied());
            let name = match owner.and_then(|list| names.get(&list)) {
                Some(name) => shown_name(name).into_owned(),
                None => reconcile::stem(file_of(&step)),
            };
            match self.carry_out(&step, &name) {
                Ok(done) => all.extend(done),
                Err(error) => all.push(left(name, file_of(&step), &error)),
            }
            if self.new.iter().map(|new| new.lines.len()).sum::<usize>() > MOST_LINES {
                self.make_new(&mut all);
            }
        }
        self.make_new(&mut all);
        self.delete_gone(&mut all, &names);
        self.remember_all()?;
        self.files.leave_empty();
        if let Err(error) = self.files.mark() {
            // What was done is done; folders that are not named there merely stay.
            tracing::warn!("the folders made among the playlist files are not written down: {error:#}");
        }
        Ok(all)
    }

    fn carry_out(&mut self, step: &Step, shown: &str) -> anyhow::Result<Option<Done>> {
        let done = |what, file: &[u8], detail: String| {
            Ok(Some(Done { what, name: shown.to_owned(), file: file.to_vec(), detail }))
        };
        match step {
            Step::Adopt { list, file } => {
                let hash = xxh3_64(&self.files.load(file)?);
                self.remember(*list, file, hash)?;
                Ok(None)
            }
            Step::Write { list, file, over, instead } => {
                self.follow(*list, (file, *over), instead.as_ref())?;
                done(What::Written, file, String::new())
            }
            Step::Read { list, file, from } => {
                let said = self.read(file, from.as_deref())?;
                let detail = told(&said.lines);
                let summary = format!("Read {shown} from its file: {detail}");
                let lines = said.lines.into_iter().map(|matched| matched.line).collect();
                self.store.replace_lines(*list, lines, summary, self.now).wait().context("keeping the list")?;
                self.remember(*list, file, said.hash)?;
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

    fn new_list(&mut self, file: &[u8], name: &str, said: Said) -> New {
        let detail = told(&said.lines);
        let lines = said.lines.into_iter().map(|matched| matched.line).collect();
        let (id, name) = (PlaylistId::made_at(self.now.unix_ms), self.called.free(name));
        New { file: file.to_vec(), hash: said.hash, id, name, lines, detail }
    }

    /// The lists of new files, as one change.
    fn make_new(&mut self, all: &mut Vec<Done>) {
        let mut new = std::mem::take(&mut self.new);
        let summary = match new.as_slice() {
            [] => return,
            [only] => format!("Made {} from its file: {}", shown_name(&only.name), only.detail),
            several => format!("Made {} from their files", counted(several.len())),
        };
        let list = |new: &mut New| NewList {
            id: new.id,
            name: new.name.clone(),
            about: String::new(),
            lines: std::mem::take(&mut new.lines),
        };
        let lists = new.iter_mut().map(list).collect();
        let made = self.store.make_lists(lists, summary, self.now, &mut |_| true).context("keeping the lists");
        for New { file, hash, id, name, detail, .. } in new {
            let name = shown_name(&name).into_owned();
            let kept = match &made {
                Ok(_) => self.remember(id, &file, hash),
                Err(error) => Err(anyhow::anyhow!("{error:#}")),
            };
            all.push(match kept {
                Ok(()) => Done { what: What::Made, name, file, detail },
                Err(error) => left(name, &file, &error),
            });
        }
    }

    /// Lists whose files are gone, as one change.
    fn delete_gone(&mut self, all: &mut Vec<Done>, names: &HashMap<PlaylistId, &str>) {
        let gone = std::mem::take(&mut self.gone);
        let edit = match gone.as_slice() {
            [] => return,
            [only] => PlaylistEdit::Delete { id: *only },
            several => PlaylistEdit::DeleteAll { lists: several.iter().copied().map(Listed::ByHand).collect() },
        };
        let deleted = self.store.edit_playlist(edit, self.now).wait().context("deleting the lists");
        let deleted = deleted.and_then(|_| self.forget(gone.clone()));
        for list in gone {
            let name = names.get(&list).map(|name| shown_name(name).into_owned()).unwrap_or_default();
            all.push(match &deleted {
                Ok(()) => Done { what: What::Deleted, name, file: Vec::new(), detail: String::new() },
                Err(error) => left(name, &[], error),
            });
        }
    }

    /// What the file says becomes a list of its own, unless it says what the list says.
    fn keep_both(
        &mut self,
        list: PlaylistId,
        (file, over): (&[u8], u64),
        to: &[u8],
        shown: &str,
    ) -> anyhow::Result<Option<Done>> {
        let done = |what, detail| Ok(Some(Done { what, name: shown.to_owned(), file: to.to_vec(), detail }));
        let said = self.read(file, None)?;
        let over_it = (to == file).then_some(over);
        let instead = over_it.is_none().then(|| (file.to_vec(), over));
        if self.says(list, &said.lines)? {
            if over_it.is_some() {
                self.remember(list, file, said.hash)?;
                return Ok(None);
            }
            self.follow(list, (to, None), instead.as_ref())?;
            return done(What::Written, String::new());
        }
        let day = self.now.date().strftime("%-d %B");
        let name = self.state(list)?.name;
        let copied = name_of(&format!("{} (from the file, {day})", own_name(&name)));
        let New { id, name: called, lines, detail, .. } =
            self.new_list(file, &in_folder(&folder_of(&name), &copied), said);
        let summary = format!("Made {} from its file: {detail}", shown_name(&called));
        let copy = NewList { id, name: called.clone(), about: String::new(), lines };
        self.store.make_lists(vec![copy], summary, self.now, &mut |_| true).context("keeping what the file says")?;
        let place = self.names.free(&called, EXTENSION, None);
        self.write(id, (&place, None), (file, file))?;
        self.follow(list, (to, over_it), instead.as_ref())?;
        done(What::KeptBoth, format!("the file's version is “{}”", shown_name(&called)))
    }

    /// Whether a list says these lines.
    fn says(&self, list: PlaylistId, lines: &[Matched]) -> anyhow::Result<bool> {
        let stands = self.reader.plain_lines(self.store.listener(), list)?;
        let same = |(stands, file): (&PlainLine, &Matched)| match (stands.track, file.line.track) {
            (None, None) => stands.path == file.line.path,
            (stands, file) => stands == file,
        };
        Ok(stands.len() == lines.len() && stands.iter().zip(lines).all(same))
    }

    /// The list is called like its file, which is written only where it would say something else
    /// than it did.
    fn rename(&mut self, list: PlaylistId, file: &[u8], name: &str, over: u64) -> anyhow::Result<()> {
        let edit = PlaylistEdit::Rename { id: list, name: name.to_owned() };
        self.store.edit_playlist(edit, self.now).wait().context("renaming the playlist")?;
        let bytes = self.files.load(file)?;
        let Some(known) = self.known.get(&list).copied() else { return self.remember(list, file, xxh3_64(&bytes)) };
        let lines_are = self.reader.playlist_state_called(self.store.listener(), list, &known.name)?;
        let changed = known.file_hash == over && lines_are != Some(known.state);
        let reads_so = |base: &[u8]| format().read(&bytes, base);
        if changed || reads_so(&self.files.base(file))? != reads_so(&self.files.base(&known.file))? {
            return self.write(list, (file, Some(over)), (file, &known.file));
        }
        self.remember(list, file, xxh3_64(&bytes))
    }

    /// Writes the list to a file; the one that it had goes.
    fn follow(
        &mut self,
        list: PlaylistId,
        (file, over): (&[u8], Option<u64>),
        instead: Option<&(Vec<u8>, u64)>,
    ) -> anyhow::Result<()> {
        let Some((old, hash)) = instead else { return self.write(list, (file, over), (file, file)) };
        if key_of(old) == key_of(file) {
            // Only its spelling changes: to some file systems it is the same file.
            self.files.spell(old, file, *hash)?;
            return self.write(list, (file, Some(*hash)), (file, old));
        }
        self.write(list, (file, over), (old, old))?;
        self.files.remove(old, *hash)
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

    /// The list as it is written to a file.
    fn text(&self, list: PlaylistId, name: &str, file: &[u8]) -> anyhow::Result<Vec<u8>> {
        let base = self.files.base(file);
        Ok(text_of(self.reader, self.store.listener(), (list, name), format(), &base)?.bytes)
    }

    fn state(&self, list: PlaylistId) -> anyhow::Result<PlaylistState> {
        let state = self.reader.playlist_state(self.store.listener(), list).context("reading the playlist")?;
        state.context("the playlist is gone")
    }

    /// The list says what the file said when it had this hash.
    fn remember(&mut self, list: PlaylistId, file: &[u8], file_hash: u64) -> anyhow::Result<()> {
        let state = self.state(list)?;
        let text = xxh3_64(&self.text(list, &state.name, file)?);
        self.keep(state, file, file_hash, text)
    }

    fn keep(&mut self, list: PlaylistState, file: &[u8], file_hash: u64, text: u64) -> anyhow::Result<()> {
        let PlaylistState { id, name, state } = list;
        self.kept.push(PlaylistFile { list: id, name, file: file.to_vec(), file_hash, state, text });
        if self.kept.len() < REMEMBERED { Ok(()) } else { self.remember_all() }
    }

    fn remember_all(&mut self) -> anyhow::Result<()> {
        let kept = std::mem::take(&mut self.kept);
        if kept.is_empty() {
            return Ok(());
        }
        self.store.keep_playlist_files(self.folder.clone(), kept).wait().context("remembering the files")
    }

    fn forget(&self, lists: Vec<PlaylistId>) -> anyhow::Result<()> {
        self.store.forget_playlist_files(self.folder.clone(), lists).wait().context("forgetting the files")
    }
}

fn left(name: String, file: &[u8], error: &anyhow::Error) -> Done {
    Done { what: What::Left, name, file: file.to_vec(), detail: format!("{error:#}") }
}

fn counted(lists: usize) -> String {
    human::count(u32::try_from(lists).unwrap_or(u32::MAX), "playlist", "playlists")
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
