//! Naming artists one loves, so that home does not begin from nothing.

use std::collections::HashSet;

use ratatui::layout::{Position, Rect};

use super::super::super::canvas::{Canvas, after, below, row};
use super::super::super::keymap::{Action, Context, Press};
use super::super::super::page::{Effect, Outcome, Panel, View};
use super::super::super::theme::Role;
use super::super::super::widgets::list::{ListCursor, Plain};
use crate::domain::browse::ArtistRow;
use crate::domain::feedback::{Target, Verb};
use crate::domain::human;
use crate::domain::ids::ArtistId;
use crate::domain::section::ItemRef;
use crate::player::protocol::Command;

/// As many artists are proposed; the Library has them all.
const PROPOSED: usize = 40;

/// Names that stand for nobody, as libraries and taggers write them.
const NOBODY: [&str; 4] = ["unknown artist", "unknown", "[unknown]", "various artists"];

/// The artists one owns most of, most tracks first.
#[must_use]
pub fn most_owned(mut rows: Vec<ArtistRow>) -> Vec<ArtistRow> {
    rows.retain(|artist| !NOBODY.contains(&artist.name.to_lowercase().as_str()));
    rows.sort_by(|a, b| b.tracks.cmp(&a.tracks).then_with(|| a.name.cmp(&b.name)));
    rows.truncate(PROPOSED);
    rows
}

/// `Coltrane · Nina Simone · Bach · more …`, as many names as fit.
#[must_use]
pub fn line(rows: &[ArtistRow], cells: usize) -> String {
    const MORE: &str = "more …";
    const SHOWN: usize = 6;
    let mut words = String::new();
    for artist in rows.iter().take(SHOWN) {
        let next = format!("{words}{} · ", artist.name);
        if super::super::super::width::width(&next) + MORE.len() > cells {
            break;
        }
        words = next;
    }
    words + MORE
}

pub struct LovePanel {
    rows: Vec<ArtistRow>,
    liked: HashSet<ArtistId>,
    cursor: ListCursor<ArtistId>,
}

impl LovePanel {
    #[must_use]
    pub fn new(rows: Vec<ArtistRow>) -> Self {
        Self { rows, liked: HashSet::new(), cursor: ListCursor::default() }
    }

    fn toggle(&mut self) -> Outcome {
        let Some(&id) = self.cursor.key() else { return Outcome::done() };
        if !self.liked.remove(&id) {
            self.liked.insert(id);
        }
        Outcome::send(Command::Say { verb: Verb::Like, target: Target::Item(ItemRef::Artist(id)) })
    }
}

fn keyed(rows: &[ArtistRow]) -> Plain<'_, ArtistRow, ArtistId> {
    Plain(rows, |artist| artist.id)
}

impl Panel for LovePanel {
    fn height(&self, _view: &View<'_>, _width: u16) -> u16 {
        super::super::super::canvas::cells(self.rows.len()).min(9) + 2
    }

    fn context(&self) -> Context {
        Context::Panel
    }

    fn key(&mut self, _press: Press, action: Option<Action>, _view: &View<'_>) -> Outcome {
        self.cursor.settle(&keyed(&self.rows));
        match action {
            Some(Action::Cancel | Action::Close) => Outcome::effect(Effect::ClosePanel),
            Some(Action::Enter | Action::Like | Action::Toggle) => self.toggle(),
            Some(Action::Undo) => Outcome::Ignored,
            Some(action) => {
                self.cursor.travel(action, &keyed(&self.rows));
                Outcome::done()
            }
            None => Outcome::done(),
        }
    }

    fn draw(&mut self, _view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        if let Some(title) = row(area, 0) {
            let words = match self.liked.len() {
                0 => "Artists you love: home goes by them until it has heard enough".to_owned(),
                n => format!("Artists you love: {n} so far"),
            };
            canvas.put(after(title, 1), &words, Role::Title);
        }
        let list = below(area, 1);
        self.cursor.settle(&keyed(&self.rows));
        let window = self.cursor.window(self.rows.len(), list);
        for (place, index) in list.rows().zip(window) {
            let Some(artist) = self.rows.get(index) else { continue };
            let focused = self.cursor.row() == Some(index);
            if focused {
                canvas.focus(place);
            }
            let liked = self.liked.contains(&artist.id);
            canvas.put(after(place, 1), if liked { "[x]" } else { "[ ]" }, Role::Accent);
            let place = Rect { width: place.width.saturating_sub(1), ..place };
            let tracks = human::count(artist.tracks, "track", "tracks");
            let rest = canvas.put_right(after(place, 5), &format!(" {tracks}"), Role::Reason);
            canvas.put(rest, &artist.name, Role::Text.strong_if(focused));
        }
    }

    fn click(&mut self, at: Position, _view: &View<'_>) -> Outcome {
        if self.cursor.click(&keyed(&self.rows), at) { self.toggle() } else { Outcome::done() }
    }

    fn keys(&self) -> &'static str {
        "{like} or {toggle} likes, and takes it back   {down} {up} move"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_names_those_one_owns_most_of_and_fits() {
        let artist = |id: i64, name: &str, tracks| ArtistRow {
            id: ArtistId(id),
            name: name.into(),
            albums: 1,
            tracks,
            listens: 0,
        };
        let rows = most_owned(vec![
            artist(4, "Unknown Artist", 99),
            artist(1, "Bach", 3),
            artist(2, "Nina Simone", 90),
            artist(3, "Björk", 12),
        ]);
        assert_eq!(line(&rows, 60), "Nina Simone · Björk · Bach · more …");
        assert_eq!(line(&rows, 24), "Nina Simone · more …");
        assert_eq!(line(&[], 24), "more …");
    }
}
