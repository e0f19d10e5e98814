//! The left pane: all playlists, and a line for a new one.

use super::{PlaylistsPage, by_rules};
use crate::domain::ids::{PlaylistId, SmartPlaylistId};
use crate::domain::playlist::{PlaylistCard, PlaylistEdit};
use crate::domain::smart_playlist::SmartPlaylist;
use crate::domain::time::Moment;
use crate::player::protocol::Command;
use crate::ui::keymap::Action;
use crate::ui::page::{Effect, Outcome};
use crate::ui::widgets::list::Rows;
use crate::ui::widgets::name::NamePanel;

/// A row of the left pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum List {
    Of(PlaylistId),
    Rules(SmartPlaylistId),
    New,
    NewRules,
}

/// Those made by hand, those by rules, and a line for a new one of each.
pub(super) struct Lists<'l>(pub(super) &'l [PlaylistCard], pub(super) &'l [SmartPlaylist]);

impl Rows for Lists<'_> {
    type Key = List;

    fn len(&self) -> usize {
        self.0.len() + self.1.len() + 2
    }

    fn key(&self, row: usize) -> Option<List> {
        match self.0.get(row) {
            Some(card) => Some(List::Of(card.id)),
            None => {
                let row = row - self.0.len();
                let new = [List::New, List::NewRules];
                let rules = self.1.get(row).map(|list| List::Rules(list.id));
                rules.or_else(|| new.get(row - self.1.len()).copied())
            }
        }
    }
}

impl PlaylistsPage {
    pub(super) fn on_list(&mut self, action: Action) -> Outcome {
        let Some(card) = self.card() else {
            if let Some(list) = self.rules() {
                return self.on_rules(list, action);
            }
            return match (action, self.list.key()) {
                (Action::Enter | Action::Edit | Action::Open | Action::Right, Some(List::New)) => create(),
                (Action::Enter | Action::Edit | Action::Open | Action::Right, Some(List::NewRules)) => by_rules::make(),
                _ => Outcome::Ignored,
            };
        };
        let id = card.id;
        match action {
            Action::Right | Action::Open => {
                self.in_lines = !self.lines.rows().is_empty();
                if self.in_lines { Outcome::done() } else { Outcome::tell("It is empty; y on any music adds to it") }
            }
            Action::Enter if card.tracks == 0 => Outcome::tell("It is empty; y on any music adds to it"),
            Action::Edit => rename(id, &card.name),
            Action::TakeOut => {
                let marked = self.list.marked(&Lists(&self.lists, &self.by_rules.lists));
                let mut ids: Vec<PlaylistId> =
                    marked.iter().filter_map(|row| self.lists.get(*row)).map(|card| card.id).collect();
                if ids.is_empty() {
                    ids.push(id);
                }
                self.list.unmark();
                let delete = |id| Effect::Send(Command::EditPlaylist(PlaylistEdit::Delete { id }));
                Outcome::Done(ids.into_iter().map(delete).collect())
            }
            _ => Outcome::Ignored,
        }
    }
}

fn create() -> Outcome {
    let panel = NamePanel::new("A new playlist: its name", "", |name: &str, now: Moment| {
        let create = PlaylistEdit::Create { id: PlaylistId::made_at(now.unix_ms), name: name.to_owned() };
        vec![Effect::Send(Command::EditPlaylist(create))]
    });
    Outcome::effect(Effect::Panel(Box::new(panel)))
}

pub(super) fn rename(id: PlaylistId, name: &str) -> Outcome {
    let panel = NamePanel::new(format!("A new name for “{name}”"), name, move |name: &str, _: Moment| {
        vec![Effect::Send(Command::EditPlaylist(PlaylistEdit::Rename { id, name: name.to_owned() }))]
    });
    Outcome::effect(Effect::Panel(Box::new(panel)))
}
