//! The right pane: the lines of one playlist.

use super::lists::rename;
use super::{PlaylistsPage, source};
use crate::domain::browse::Selection;
use crate::domain::playlist::{PlaylistEdit, PlaylistLine};
use crate::domain::section::ItemRef;
use crate::player::protocol::Command;
use crate::ui::keymap::Action;
use crate::ui::page::Outcome;
use crate::ui::widgets::list::Plain;

pub(super) fn entries(lines: &[PlaylistLine]) -> Plain<'_, PlaylistLine, i64> {
    Plain(lines, |line| line.entry)
}

impl PlaylistsPage {
    pub(super) fn on_line(&mut self, action: Action) -> Outcome {
        if action == Action::Left {
            self.in_lines = false;
            return Outcome::done();
        }
        let (Some(card), Some((row, line))) = (self.card(), self.here()) else { return Outcome::Ignored };
        let id = card.id;
        let entry = line.entry;
        let to = match action {
            Action::Enter => {
                let known = |line: &PlaylistLine| (line.card.id.0 > 0).then_some(line.card.id);
                let shown = || self.lines.rows().iter().filter_map(known).collect();
                let what = if self.lines.is_narrowed() {
                    Selection::Tracks(shown())
                } else {
                    Selection::Item(ItemRef::Playlist(id))
                };
                if line.card.id.0 <= 0 {
                    return Outcome::tell("Its file is missing; it plays again when a scan finds it");
                }
                // What has no track is not played, and counts for no place.
                let before = self.lines.rows().iter().take(row).filter(|line| line.card.id.0 > 0).count();
                let start = u32::try_from(before).unwrap_or(0);
                return Outcome::send(Command::PlayNow { what, start, source: source(card) });
            }
            Action::Edit => return rename(id, &card.name),
            Action::TakeOut => {
                let mut gone = self.marked_entries();
                if gone.is_empty() {
                    gone.push(entry);
                }
                self.line.unmark();
                let edit = PlaylistEdit::Remove { id, entries: gone };
                return Outcome::send(Command::EditPlaylist(edit));
            }
            Action::MoveDown | Action::MoveUp if self.lines.is_narrowed() => {
                return Outcome::tell("Lines are moved in the whole list: Esc shows it");
            }
            Action::MoveDown | Action::MoveUp if self.line.marks() > 0 => {
                return self.move_marked(id, action == Action::MoveDown);
            }
            Action::Down | Action::Right | Action::NextGroup if !self.fitting().is_empty() => {
                self.fits.focused = true;
                return Outcome::done();
            }
            Action::MoveDown => Some(row + 1).filter(|to| *to < self.lines.rows().len()),
            Action::MoveUp => row.checked_sub(1),
            _ => return Outcome::Ignored,
        };
        match to.and_then(|to| u32::try_from(to).ok()) {
            Some(to) => Outcome::send(Command::EditPlaylist(PlaylistEdit::Move { id, entry, to })),
            None => Outcome::tell("It is at the end already"),
        }
    }
}
