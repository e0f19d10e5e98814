//! What many files bring or take away as lists, as one change.

use anyhow::Context as _;
use xxhash_rust::xxh3::xxh3_64;

use super::{Desk, Said, Seen};
use crate::domain::human;
use crate::domain::ids::PlaylistId;
use crate::domain::playlist::folder::shown as shown_name;
use crate::domain::playlist::{NewList, PlainLine};
use crate::player::runtime::folder::{Done, What};
use crate::player::runtime::matching::told;
use crate::store::{PlaylistState, StoreError};

/// A file that becomes a list.
pub(super) struct New {
    pub(super) file: Vec<u8>,
    /// Of what was read.
    pub(super) hash: u64,
    pub(super) id: PlaylistId,
    pub(super) name: String,
    pub(super) lines: Vec<PlainLine>,
    /// How they were found.
    pub(super) detail: String,
}

impl New {
    fn list(&mut self) -> NewList {
        let lines = std::mem::take(&mut self.lines);
        NewList { id: self.id, name: self.name.clone(), about: String::new(), lines }
    }
}

impl Desk<'_> {
    pub(super) fn new_list(&mut self, file: &[u8], name: &str, said: Said) -> New {
        let detail = told(&said.lines);
        let lines = said.lines.into_iter().map(|matched| matched.line).collect();
        let (id, name) = (PlaylistId::made_at(self.now.unix_ms), self.called.free(name));
        New { file: file.to_vec(), hash: said.hash, id, name, lines, detail }
    }

    /// The lists of new files, as one change; each by itself where all together are refused.
    pub(super) fn make_new(&mut self, all: &mut Vec<Done>) {
        let mut new = std::mem::take(&mut self.new);
        let summary = match new.as_slice() {
            [] => return,
            [only] => made_from_its_file(only),
            several => format!("Made {} from their files", human::playlists(several.len())),
        };
        match self.make(&mut new, summary) {
            Ok(made) => {
                let outcomes = new.into_iter().zip(made.into_iter().map(Ok));
                outcomes.for_each(|(new, made)| all.push(self.made(new, made)));
            }
            Err(StoreError::Refused(_)) if new.len() > 1 => {
                for new in new {
                    let made = self.make_again(&new);
                    all.push(self.made(new, made));
                }
            }
            Err(error) => {
                let error = anyhow::Error::from(error).context("keeping the lists");
                for New { file, name, .. } in new {
                    all.push(self.left(shown_name(&name).into_owned(), &file, &error));
                }
            }
        }
        if let Err(error) = self.remember_all() {
            // It is tried again at the end, which tells.
            tracing::warn!("the lists made from files are not remembered yet: {error:#}");
        }
    }

    fn make(&mut self, new: &mut [New], summary: String) -> Result<Vec<PlaylistState>, StoreError> {
        self.store.make_lists_seen(new.iter_mut().map(New::list).collect(), summary, self.now)
    }

    fn make_again(&mut self, new: &New) -> anyhow::Result<PlaylistState> {
        let said = self.read(&new.file, None)?;
        let hash = said.hash;
        let lines = said.lines.into_iter().map(|matched| matched.line).collect();
        let mut again =
            New { file: new.file.clone(), hash, name: new.name.clone(), detail: new.detail.clone(), lines, ..*new };
        let summary = made_from_its_file(&again);
        let made = self.make(std::slice::from_mut(&mut again), summary).context("keeping the list")?;
        made.into_iter().next().context("it was not made")
    }

    fn made(&mut self, new: New, made: anyhow::Result<PlaylistState>) -> Done {
        let New { file, hash, name, detail, .. } = new;
        let kept = made.and_then(|made| {
            let text = xxh3_64(&self.text(made.id, &made.name, &file)?);
            self.seen.insert(made.id, Seen { list: made.clone(), text });
            self.keep(made, &file, hash, text)
        });
        let name = shown_name(&name).into_owned();
        match kept {
            Ok(()) => Done { what: What::Made, name, file, detail },
            Err(error) => self.left(name, &file, &error),
        }
    }

    /// Lists whose files are gone, as one change. What was changed meanwhile stays.
    pub(super) fn delete_gone(&mut self, all: &mut Vec<Done>) {
        let gone = std::mem::take(&mut self.gone);
        let seen: Vec<PlaylistState> =
            gone.iter().filter_map(|list| self.seen.get(list)).map(|seen| seen.list.clone()).collect();
        if seen.is_empty() {
            return;
        }
        let deleted = self.store.delete_seen(seen.clone(), self.now).wait().context("deleting the lists");
        let deleted = deleted.and_then(|deleted| self.forget(deleted.clone()).map(|()| deleted));
        for list in seen {
            let name = shown_name(&list.name).into_owned();
            let outcome = match &deleted {
                Ok(deleted) if deleted.contains(&list.id) => Ok(()),
                Ok(_) => Err(&anyhow::anyhow!("the list was changed meanwhile; next time")),
                Err(error) => Err(error),
            };
            all.push(match outcome {
                Ok(()) => Done { what: What::Deleted, name, file: Vec::new(), detail: String::new() },
                Err(error) => self.left(name, &[], error),
            });
        }
    }
}

pub(super) fn made_from_its_file(new: &New) -> String {
    format!("Made {} from its file: {}", shown_name(&new.name), new.detail)
}
