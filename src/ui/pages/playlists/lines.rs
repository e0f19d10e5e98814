//! The right pane: the lines of one playlist.

use std::time::Instant;

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
    pub(super) fn on_line(&mut self, action: Action, now: Instant) -> Outcome {
        match action {
            Action::Left => {
                self.in_lines = false;
                return Outcome::done();
            }
            Action::MoveDown | Action::MoveUp => return self.carry_by(action == Action::MoveDown, now),
            _ => {}
        }
        let (Some(card), Some((row, line))) = (self.card(), self.here()) else { return Outcome::Ignored };
        let id = card.id;
        let entry = line.entry;
        match action {
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
            Action::Down | Action::Right | Action::NextGroup if self.offers() > 0 => {
                self.fits.focused = true;
            }
            _ => return Outcome::Ignored,
        }
        Outcome::done()
    }
}
