//! What is done with a whole playlist, or with several: each is one change.

use super::tree::{List, Row};
use super::{PlaylistsPage, by_rules};
use crate::domain::ids::PlaylistId;
use crate::domain::playlist::folder::shown;
use crate::domain::playlist::{PlaylistCard, PlaylistEdit, duplicates};
use crate::domain::time::Moment;
use crate::player::protocol::Command;
use crate::ui::keymap::Action;
use crate::ui::page::{Effect, Outcome};
use crate::ui::verbs;
use crate::ui::widgets::choice::{Choice, ChoicePanel};
use crate::ui::widgets::name::NamePanel;
use crate::ui::widgets::passed::PassedPanel;

const MARK_TO_MERGE: &str = "Mark the playlists to merge: {mark}, then this on the one they go into";
const OWN_ORDER: &str = "Lists stand in an order of their own: {sort} chooses it";

fn edit(edit: PlaylistEdit) -> Effect {
    Effect::Send(Command::EditPlaylist(edit))
}

/// Asks for a name, and makes an edit of it.
fn named(title: String, proposed: &str, make: impl Fn(String, Moment) -> PlaylistEdit + 'static) -> Effect {
    let then = move |name: &str, now: Moment| vec![edit(make(name.to_owned(), now))];
    Effect::Panel(Box::new(NamePanel::new(title, proposed, then).of_a_list()))
}

/// The panel of orders a list can be put into.
pub(super) fn sort(card: &PlaylistCard) -> Effect {
    let sort = |by| edit(PlaylistEdit::Sort { id: card.id, by });
    verbs::sort_once(format!("Put {} in order, once", shown(&card.name)), sort, true)
}

impl PlaylistsPage {
    /// What the menu and the commands do with the list under the cursor.
    pub(super) fn shape(&mut self, action: Action) -> Option<Outcome> {
        if action == Action::ToFolder {
            return self.to_folder();
        }
        let Some(card) = self.card().cloned() else { return self.shape_no_card(action) };
        let id = card.id;
        Some(match action {
            Action::Clear => Outcome::teach(
                "A playlist is not emptied with one key: {mark-range} marks its lines, {take-out} takes them out",
            ),
            Action::MoveDown | Action::MoveUp if !self.in_lines => Outcome::teach(OWN_ORDER),
            Action::Sort if self.in_lines => Outcome::effect(sort(&card)),
            Action::Describe => {
                let then =
                    move |words: &str, _: Moment| vec![edit(PlaylistEdit::Describe { id, words: words.to_owned() })];
                let panel = NamePanel::new(format!("What {} is about", shown(&card.name)), &card.description, then);
                Outcome::effect(Effect::Panel(Box::new(panel.or_nothing())))
            }
            Action::Duplicate => Outcome::effect(named(
                format!("A copy of {}: its name", shown(&card.name)),
                &format!("{} 2", card.name),
                move |name, now| PlaylistEdit::Duplicate { id, copy: PlaylistId::made_at(now.unix_ms), name },
            )),
            Action::Split => self.split(&card),
            Action::Merge => self.merge(&card),
            Action::Passed => Outcome::effect(Effect::Panel(Box::new(PassedPanel::of(id, &card.name)))),
            Action::Duplicates => self.mark_duplicates(),
            _ => return None,
        })
    }

    /// The same where no playlist by hand is under the cursor.
    fn shape_no_card(&self, action: Action) -> Option<Outcome> {
        let told = match (self.rules(), action) {
            (Some(list), Action::Describe | Action::Duplicate) => return Some(by_rules::shape(list, action)),
            (_, Action::MoveDown | Action::MoveUp) => OWN_ORDER,
            (_, Action::Merge) if self.list.marks() > 0 => {
                "Go to the playlist they are merged into, one by hand, then this again"
            }
            (_, Action::Merge) => MARK_TO_MERGE,
            (Some(_), Action::Clear | Action::Split | Action::Duplicates | Action::Passed) => by_rules::THEY_DECIDE,
            (
                None,
                Action::Describe
                | Action::Duplicate
                | Action::Split
                | Action::Duplicates
                | Action::Passed
                | Action::Clear,
            ) => "That is for one playlist: go to it first",
            (None, Action::TakeOut) if self.folder().is_none() && self.list.marks() == 0 => {
                "Nothing is here yet: {play} makes a new one"
            }
            _ => return None,
        };
        Some(Outcome::teach(told))
    }

    /// The marked lines, or those from the cursor on.
    fn split(&self, card: &PlaylistCard) -> Outcome {
        let Some((row, _)) = self.here() else {
            return Outcome::teach("Split stands on a line: {right} goes into the list");
        };
        let marked = self.marked_entries();
        let from_here = || self.lines.rows().iter().skip(row).map(|line| line.entry).collect();
        let (entries, what) = match marked.len() {
            0 => (from_here(), "The lines from here on".to_owned()),
            count => (marked, format!("{count} marked lines")),
        };
        let id = card.id;
        Outcome::effect(named(format!("{what} go into a new playlist: its name"), "", move |name, now| {
            PlaylistEdit::Split { id, entries: entries.clone(), new: PlaylistId::made_at(now.unix_ms), name }
        }))
    }

    /// The marked lists, into the one under the cursor or into a new one.
    fn merge(&self, card: &PlaylistCard) -> Outcome {
        let marked = self.list.marked(&self.tree).into_iter().filter_map(|row| self.tree.row(row));
        let by_hand = |row: &Row| if let List::Of(id) = row.list { Some(id) } else { None };
        let from: Vec<PlaylistId> = marked.filter_map(by_hand).collect();
        let others = from.iter().filter(|id| **id != card.id).count();
        if others == 0 {
            return Outcome::teach(MARK_TO_MERGE);
        }
        let into = PlaylistEdit::Merge { from: from.clone(), into: card.id, name: None };
        let new = named("They are merged into a new playlist: its name".into(), "", move |name, now| {
            PlaylistEdit::Merge { from: from.clone(), into: PlaylistId::made_at(now.unix_ms), name: Some(name) }
        });
        let choices = vec![
            Choice::new('i', format!("into {}", shown(&card.name)), "the others are deleted", vec![edit(into)]),
            Choice::new('n', "into a new one …", "all of them stay", vec![new]),
        ];
        Outcome::effect(Effect::Panel(Box::new(ChoicePanel::new("Merge the marked playlists", choices))))
    }

    fn mark_duplicates(&mut self) -> Outcome {
        let again = duplicates(self.lines.rows());
        self.line.unmark();
        let Some(first) = again.first().copied() else { return Outcome::tell("Nothing stands here twice") };
        self.in_lines = true;
        self.fits.focused = false;
        let count = again.len();
        self.line.mark_these(again);
        self.line.go_to(&super::lines::entries(self.lines.rows()), &first);
        Outcome::tell(match count {
            1 => "One line says again what one before it said; it is marked".to_owned(),
            _ => format!("{count} lines say again what one before them said; they are marked"),
        })
    }

    pub(super) fn marked_entries(&self) -> Vec<i64> {
        let lines = self.lines.rows();
        let marked = self.line.marked(&super::lines::entries(lines)).into_iter();
        marked.filter_map(|row| lines.get(row)).map(|line| line.entry).collect()
    }
}
