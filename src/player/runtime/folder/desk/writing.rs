//! What is written of one list, and what becomes of its file.

use anyhow::{Context as _, bail};
use xxhash_rust::xxh3::xxh3_64;

use super::many::made_from_its_file;
use super::{Desk, New, Seen, format};
use crate::domain::ids::PlaylistId;
use crate::domain::playlist::folder::{folder_of, in_folder, name_of, own_name, shown as shown_name};
use crate::domain::playlist::{NewList, PlainLine};
use crate::exchange::reconcile::EXTENSION;
use crate::exchange::with_comments_of;
use crate::player::runtime::folder::files::BEING_CHANGED;
use crate::player::runtime::folder::{Done, What};
use crate::player::runtime::matching::Matched;

impl Desk<'_> {
    /// What the file says becomes a list of its own, unless it says what the list says.
    pub(super) fn keep_both(
        &mut self,
        list: PlaylistId,
        (file, over): (&[u8], u64),
        to: &[u8],
        shown: &str,
    ) -> anyhow::Result<Option<Done>> {
        let done = |what, detail| Ok(Some(Done { what, name: shown.to_owned(), file: to.to_vec(), detail }));
        let state = self.state(list)?;
        let said = self.read(file, None)?;
        if said.hash != over {
            bail!("{BEING_CHANGED}");
        }
        let over_it = (to == file).then_some(over);
        let instead = over_it.is_none().then(|| (file.to_vec(), over));
        if self.says(list, &said.lines)? {
            if over_it.is_some() {
                let text = xxh3_64(&self.text(list, &state.name, file)?);
                self.keep(state, file, said.hash, text)?;
                return Ok(None);
            }
            self.follow(list, (to, None), instead.as_ref())?;
            return done(What::Written, String::new());
        }
        let folder = folder_of(&state.name);
        let copied = format!("{} (from the file, ", own_name(&state.name));
        let called = match self.copy_of(&in_folder(&folder, &name_of(&copied)), &said.lines)? {
            Some(called) => called,
            None => {
                let day = self.now.date().strftime("%-d %B");
                let new = self.new_list(file, &in_folder(&folder, &name_of(&format!("{copied}{day})"))), said);
                self.make_copy(new, file)?
            }
        };
        self.follow(list, (to, over_it), instead.as_ref())?;
        done(What::KeptBoth, format!("the file's version is “{}”", shown_name(&called)))
    }

    /// A list that was made of these lines before, when the rest could not be done.
    fn copy_of(&self, begins: &str, lines: &[Matched]) -> anyhow::Result<Option<String>> {
        for Seen { list, .. } in self.seen.values().filter(|seen| seen.list.name.starts_with(begins)) {
            if self.says(list.id, lines)? {
                return Ok(Some(list.name.clone()));
            }
        }
        Ok(None)
    }

    fn make_copy(&mut self, new: New, file: &[u8]) -> anyhow::Result<String> {
        let summary = made_from_its_file(&new);
        let New { id, name, lines, .. } = new;
        let copy = NewList { id, name, about: String::new(), lines };
        let made = self.store.make_lists_seen(vec![copy], summary, self.now).context("keeping what the file says")?;
        let made = made.into_iter().next().context("it was not made")?;
        let called = made.name.clone();
        self.seen.insert(id, Seen { list: made, text: 0 });
        let place = self.names.free(&called, EXTENSION, None);
        self.write(id, (&place, None), (file, file))?;
        Ok(called)
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
    pub(super) fn rename(&mut self, list: PlaylistId, file: &[u8], name: &str, over: u64) -> anyhow::Result<()> {
        let bytes = self.files.load(file)?;
        if xxh3_64(&bytes) != over {
            bail!("{BEING_CHANGED}");
        }
        let (known, seen) = (self.known(list)?, self.seen(list)?.list.clone());
        let renamed = self.store.rename_seen(seen, name.to_owned(), self.now);
        let now = renamed.wait().context("renaming the playlist")?;
        let text = xxh3_64(&self.text(list, &now.name, file)?);
        self.seen.insert(list, Seen { list: now.clone(), text });
        let lines_are = self.reader.playlist_state_called(self.store.listener(), list, &known.name)?;
        let changed = known.file_hash == over && lines_are != Some(known.state);
        let reads_so = |base: &[u8]| format().read(&bytes, base);
        if changed || reads_so(&self.files.base(file))? != reads_so(&self.files.base(&known.file))? {
            self.write(list, (file, Some(over)), (file, &known.file))?;
            // It neither lies where it did nor says what it said: nothing else tells whose it is.
            return self.remember_all();
        }
        self.keep(now, file, over, text)
    }

    /// Writes the list to a file. The one that it had goes there first: at every moment there is
    /// one file, by which the list is known.
    pub(super) fn follow(
        &mut self,
        list: PlaylistId,
        (file, over): (&[u8], Option<u64>),
        instead: Option<&(Vec<u8>, u64)>,
    ) -> anyhow::Result<()> {
        let Some((old, hash)) = instead else { return self.write(list, (file, over), (file, file)) };
        if over.is_some() {
            // It lies in both places.
            self.write(list, (file, over), (old, old))?;
            return self.files.remove(old, *hash);
        }
        self.files.carry(old, file, *hash)?;
        self.write(list, (file, Some(*hash)), (file, old))
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
}
