//! The first run on screen.

use ratatui::layout::Rect;

use super::super::super::canvas::{Canvas, after, cells};
use super::super::super::theme::Role;
use super::super::super::widgets::list::Rows;
use super::super::super::width::width;
use super::FirstRunPage;
use super::form::{self, Row, Spot};
use crate::domain::settings::{Arranges, Key};
use crate::domain::welcome::MusicFolder;

/// Below this many rows blanks are left out.
const AIRY: u16 = 17;
/// Where the second column begins, at 80 cells.
const SECOND: u16 = 33;
const ASK_NAME: &str = "What shall tonearm call you?";

impl FirstRunPage {
    pub(super) fn draw_page(&mut self, area: Rect, canvas: &mut Canvas<'_>) {
        self.form.dense = area.height < AIRY;
        let window = self.cursor.window(self.form.len(), area);
        let focused = self.cursor.row();
        for (place, index) in area.rows().zip(window) {
            let Some(row) = self.form.row(index) else { continue };
            let place = Rect { width: place.width.saturating_sub(1), ..place };
            self.draw_row(&row, place, focused == Some(index), canvas);
        }
    }

    fn draw_row(&self, row: &Row, place: Rect, focused: bool, canvas: &mut Canvas<'_>) {
        let words = after(place, 1);
        let says = |choices: &[&'static str]| fitting(choices, words.width);
        match row {
            Row::Blank => {}
            Row::Welcome => {
                let choices = [
                    "Welcome. Three questions; each can be skipped, and changed later in :settings.",
                    "Welcome. Three questions; each can be skipped, and changed later.",
                    "Welcome. Three questions, all optional.",
                    "Welcome.",
                ];
                canvas.put(words, says(&choices), Role::Text);
            }
            Row::Where => {
                let used = canvas.put(words, "Where is your music?", Role::Title);
                if self.form.found.searching {
                    canvas.put(after(words, used + 2), "looking for it …", Role::Reason);
                } else if self.form.found.folders.is_empty() && self.asked {
                    canvas.put(after(words, used + 2), "no folder with music was found", Role::Reason);
                }
            }
            Row::Answer(spot) => {
                if focused {
                    canvas.focus(place);
                }
                self.draw_answer(spot, words, focused, canvas);
            }
            Row::Who => {
                canvas.put(words, "Who arranges your home?", Role::Title);
            }
            Row::Later => {
                let choices = [
                    "Ratings and play counts in your files are offered later, never taken unasked.",
                    "Ratings and play counts are offered later.",
                    "Ratings are offered later.",
                ];
                canvas.put(words, says(&choices), Role::Reason);
            }
            Row::Promise => {
                let folder = &self.form.found.written_to;
                let long = format!("What you hear is written to {folder} and nowhere else.");
                let short = format!("Written to {folder} only.");
                let fits = width(&long) <= usize::from(words.width);
                canvas.put(words, if fits { &long } else { &short }, Role::Reason);
            }
        }
    }

    fn draw_answer(&self, spot: &Spot, place: Rect, focused: bool, canvas: &mut Canvas<'_>) {
        let role = Role::Text.strong_if(focused);
        match spot {
            Spot::Folder(path) => {
                if let Some(folder) = self.form.folder(path) {
                    draw_folder(folder, self.form.is_ticked(folder), after(place, 1), focused, canvas);
                }
            }
            Spot::Other => {
                let place = after(place, 5);
                if self.form.other.value().is_empty() && !focused {
                    canvas.put(place, "another folder …", Role::Reason);
                    return;
                }
                let room = if place.width > SECOND { SECOND - 6 } else { place.width };
                let said = match &self.refused {
                    Some(reason) => Some((reason.as_str(), Role::Warning)),
                    None if self.form.other.value().is_empty() => {
                        Some(("type another folder, ~ is your home", Role::Reason))
                    }
                    None => None,
                };
                // Where there is no room for both, the reason is said until the next key.
                if let Some((words, role)) = said
                    && (room < place.width || self.refused.is_some())
                {
                    let at = if room < place.width { after(place, room + 1) } else { place };
                    canvas.put(at, words, role);
                    if room == place.width {
                        return;
                    }
                }
                self.form.other.draw(Rect { width: room, ..place }, focused, canvas);
            }
            Spot::Name => {
                let label = if place.width >= 60 { ASK_NAME } else { "Your name?" };
                let used = canvas.put(place, label, Role::Title);
                let column = if place.width >= 60 { SECOND - 1 } else { used + 2 };
                let field = after(place, column);
                if self.form.name.value().is_empty() && !focused {
                    canvas.put(field, "no name", Role::Reason);
                } else {
                    self.form.name.draw(field, focused, canvas);
                }
            }
            Spot::Arranges(who) => {
                let mark = if self.form.arranges == *who { "(o)" } else { "( )" };
                canvas.put(after(place, 1), mark, Role::Accent);
                let name = after(place, 5);
                canvas.put(name, &Key::Arranges.words_of(form::value(*who)), role);
                canvas.put(after(name, 11), meaning(*who, name.width.saturating_sub(11)), Role::Reason);
            }
        }
    }
}

/// What each choice means, in as many words as fit.
fn meaning(who: Arranges, room: u16) -> &'static str {
    let choices: &[&str] = match who {
        Arranges::Hand => &["only what you put there; nothing is suggested", "nothing is suggested"],
        Arranges::Both => &["tonearm suggests by ear, your hand always wins", "your hand wins"],
        Arranges::Ear => &["tonearm arranges it all", "tonearm does"],
    };
    fitting(choices, room)
}

fn fitting(choices: &[&'static str], room: u16) -> &'static str {
    let fits = choices.iter().find(|words| width(words) <= usize::from(room));
    fits.or(choices.last()).copied().unwrap_or_default()
}

fn draw_folder(folder: &MusicFolder, ticked: bool, place: Rect, focused: bool, canvas: &mut Canvas<'_>) {
    canvas.put(place, if ticked { "[x]" } else { "[ ]" }, Role::Accent);
    let place = after(place, 4);
    let role = Role::Text.strong_if(focused);
    let mut holds = folder.holds();
    if folder.more && folder.files == 0 {
        holds = "being counted".into();
    }
    // Numbers stand under each other.
    let number = width(&holds) - width(holds.trim_start_matches(|c: char| c.is_ascii_digit() || c == ','));
    let indent = if folder.more { 0 } else { 7usize.saturating_sub(number) };
    let column = SECOND - 8;
    if place.width < 50 {
        let rest = canvas.put_right(place, &short(folder), Role::Reason.strong_if(focused));
        canvas.put(Rect { width: rest.width.saturating_sub(1), ..rest }, &folder.shown, role);
        return;
    }
    canvas.put(Rect { width: column.saturating_sub(1), ..place }, &folder.shown, role);
    let note = if folder.comes_and_goes { ", a drive that comes and goes" } else { "" };
    let holds = format!("{holds}{note}");
    canvas.put(after(place, column + cells(indent)), &holds, Role::Reason.strong_if(focused));
}

/// The count alone.
fn short(folder: &MusicFolder) -> String {
    let files = crate::domain::human::thousands(folder.files);
    if folder.more { format!("{files}+") } else { files }
}
