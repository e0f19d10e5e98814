//! The left pane: all playlists in their folders.

use super::tree::{At, List};
use super::{PlaylistsPage, by_rules};
use crate::domain::browse::Selection;
use crate::domain::ids::PlaylistId;
use crate::domain::listen::{Source, SourceKind};
use crate::domain::playlist::folder::{folder_of, own_name, shown};
use crate::domain::playlist::{Listed, PlaylistEdit};
use crate::domain::section::ItemRef;
use crate::domain::time::Moment;
use crate::player::protocol::Command;
use crate::ui::keymap::Action;
use crate::ui::page::{Effect, Outcome, Subject};
use crate::ui::verbs;
use crate::ui::widgets::name::NamePanel;

fn edit(edit: PlaylistEdit) -> Effect {
    Effect::Send(Command::EditPlaylist(edit))
}

impl PlaylistsPage {
    pub(super) fn on_list(&mut self, action: Action) -> Outcome {
        if action == Action::TakeOut
            && let Some(outcome) = self.delete()
        {
            return outcome;
        }
        if action == Action::Left
            && let Some(folder) = self.folder_here()
        {
            return self.close_folder(folder);
        }
        if let Some(folder) = self.folder().map(str::to_owned) {
            return self.on_folder(&folder, action);
        }
        if let Some(list) = self.rules() {
            return self.on_rules(list, action);
        }
        let Some(card) = self.card() else {
            return match (action, self.list.key()) {
                (Action::Enter | Action::Edit | Action::Open | Action::Right, Some(List::New)) => create(),
                (Action::Enter | Action::Edit | Action::Open | Action::Right, Some(List::NewRules)) => by_rules::make(),
                _ => Outcome::Ignored,
            };
        };
        match action {
            // Its lines are on their way: it is not empty, only not read yet.
            Action::Right | Action::Open if card.tracks > 0 && !self.lines.is_current() => {
                self.goal = Some((card.id, true));
                Outcome::done()
            }
            Action::Right | Action::Open => {
                self.in_lines = !self.lines.rows().is_empty();
                if self.in_lines {
                    Outcome::done()
                } else {
                    Outcome::teach("It is empty; {to-playlist} on any music adds to it")
                }
            }
            Action::Enter if card.tracks == 0 => Outcome::teach("It is empty; {to-playlist} on any music adds to it"),
            Action::Edit => rename(card.id, &card.name),
            _ => Outcome::Ignored,
        }
    }

    fn on_folder(&mut self, folder: &str, action: Action) -> Outcome {
        let open = matches!(self.here_in_tree().map(|row| row.at), Some(At::Folder { open: true, .. }));
        match action {
            Action::Open => self.set_open(folder, !open),
            Action::Right if open => {
                self.list.travel(Action::Down, &self.tree);
            }
            Action::Right => self.set_open(folder, true),
            Action::Edit => {
                let was = folder.to_owned();
                let panel = NamePanel::new(
                    format!("A new name for the folder “{}”", shown(folder)),
                    folder,
                    move |name, _| vec![edit(PlaylistEdit::RenameFolder { folder: was.clone(), to: name.to_owned() })],
                )
                .of_a_list();
                return Outcome::effect(Effect::Panel(Box::new(panel)));
            }
            // As rules, so that lists which come to the folder later are in the section too.
            Action::Pin => {
                let words = format!("in:\"{}/\"", folder.replace('\\', r"\\").replace('"', ""));
                return verbs::pin_found(&own_name(folder), words);
            }
            _ => return Outcome::Ignored,
        }
        Outcome::done()
    }

    /// The folder that `h` closes: the one under the cursor while it is open, else the one that
    /// the line lies in.
    fn folder_here(&self) -> Option<String> {
        let row = self.here_in_tree()?;
        let folder = match (&row.list, row.at) {
            (List::Folder(folder), At::Folder { open: true, .. }) => folder.clone(),
            (List::Folder(folder), _) => folder_of(folder),
            (_, At::ByHand(index)) => folder_of(&self.lists.get(index)?.name),
            (_, At::ByRules(index)) => folder_of(&self.by_rules.lists.get(index)?.name),
            _ => String::new(),
        };
        (!folder.is_empty()).then_some(folder)
    }

    fn close_folder(&mut self, folder: String) -> Outcome {
        let row = List::Folder(folder);
        self.list.go_to(&self.tree, &row);
        if let List::Folder(folder) = row {
            self.set_open(&folder, false);
        }
        Outcome::done()
    }

    fn set_open(&mut self, folder: &str, open: bool) {
        self.tree.set_open(folder, open);
        self.grow();
    }

    /// All that is marked, or what is under the cursor. A folder goes without its lists.
    fn delete(&mut self) -> Option<Outcome> {
        let (lists, folders) = self.chosen();
        let effect = match (lists.as_slice(), folders.as_slice()) {
            ([], []) => None,
            ([], [folder]) => Some(edit(PlaylistEdit::DissolveFolder { folder: folder.clone() })),
            ([Listed::ByHand(id)], []) => Some(edit(PlaylistEdit::Delete { id: *id })),
            ([Listed::ByRules(id)], []) => Some(by_rules::delete(*id)),
            // One step, which one undo takes back.
            _ => Some(edit(PlaylistEdit::DeleteAll { lists, folders })),
        };
        self.list.unmark();
        effect.map(Outcome::effect)
    }

    /// The lists and folders that are marked, or the one under the cursor.
    pub(super) fn chosen(&self) -> (Vec<Listed>, Vec<String>) {
        let marked = self.list.marked(&self.tree).into_iter().filter_map(|row| self.tree.row(row));
        let mut rows: Vec<&List> = marked.map(|row| &row.list).collect();
        if rows.is_empty() {
            rows.extend(self.list.key());
        }
        apart(&rows)
    }

    /// What the mouse takes along with the row it has hold of: all that is marked, if this is.
    pub(super) fn dragged(&self) -> (Vec<Listed>, Vec<String>) {
        match self.list.key() {
            Some(row) if !self.list.is_marked(Some(row)) => apart(&[row]),
            _ => self.chosen(),
        }
    }

    /// A folder plays all that lies in it, list after list.
    pub(super) fn folder_subject(&self, folder: &str) -> Subject {
        let (by_hand, by_rules) = self.inside(folder);
        let by_hand = by_hand.into_iter().map(|card| Selection::Item(ItemRef::Playlist(card.id)));
        let by_rules = by_rules.into_iter().map(|list| Selection::SmartPlaylist(list.id));
        let source = Source { kind: SourceKind::Playlist, id: None, name: shown(folder).into_owned() };
        Subject::of_holder(Selection::All(by_hand.chain(by_rules).collect()), &own_name(folder), source)
    }
}

/// The lists and the folders of rows.
fn apart(rows: &[&List]) -> (Vec<Listed>, Vec<String>) {
    let lists = rows.iter().filter_map(|list| list.listed()).collect();
    let folders = rows.iter().filter_map(|list| match list {
        List::Folder(folder) => Some(folder.clone()),
        _ => None,
    });
    (lists, folders.collect())
}

fn create() -> Outcome {
    let panel = NamePanel::new("A new playlist: its name", "", |name: &str, now: Moment| {
        let create = PlaylistEdit::Create { id: PlaylistId::made_at(now.unix_ms), name: name.to_owned() };
        vec![edit(create)]
    })
    .of_a_list();
    Outcome::effect(Effect::Panel(Box::new(panel)))
}

pub(super) fn rename(id: PlaylistId, name: &str) -> Outcome {
    let panel = NamePanel::new(format!("A new name for “{}”", shown(name)), name, move |name: &str, _: Moment| {
        vec![edit(PlaylistEdit::Rename { id, name: name.to_owned() })]
    })
    .of_a_list();
    Outcome::effect(Effect::Panel(Box::new(panel)))
}
