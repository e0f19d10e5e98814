//! The panel of what was passed over for a playlist: each line can be offered again.

use ratatui::layout::{Position, Rect};

use super::super::canvas::{Canvas, after, below, cells, row};
use super::super::keymap::{Action, Context, Press};
use super::super::page::{Effect, Outcome, Panel, Slot, View};
use super::super::theme::Role;
use super::list::{ListCursor, Plain};
use super::panes::{PaneLine, has_second};
use crate::domain::human;
use crate::domain::ids::{PlaylistId, TrackId};
use crate::domain::playlist::folder::shown;
use crate::domain::playlist::{PassedLine, PlaylistEdit};
use crate::player::protocol::{Answer, Command, Question};

const PASSED: Slot = "passed";

pub struct PassedPanel {
    list: PlaylistId,
    name: String,
    lines: Vec<PassedLine>,
    cursor: ListCursor<TrackId>,
}

fn keyed(lines: &[PassedLine]) -> Plain<'_, PassedLine, TrackId> {
    Plain(lines, |line| line.card.id)
}

impl PassedPanel {
    #[must_use]
    pub fn of(list: PlaylistId, name: &str) -> Self {
        Self { list, name: shown(name).into_owned(), lines: Vec::new(), cursor: ListCursor::default() }
    }

    /// Takes one back; with the last of them the panel goes.
    fn offer_again(&mut self) -> Outcome {
        let Some(track) = self.cursor.key().copied() else { return Outcome::done() };
        self.lines.retain(|line| line.card.id != track);
        let edit = PlaylistEdit::OfferAgain { id: self.list, track };
        let mut effects = vec![Effect::Send(Command::EditPlaylist(edit))];
        if self.lines.is_empty() {
            effects.push(Effect::ClosePanel);
        }
        Outcome::Done(effects)
    }
}

impl Panel for PassedPanel {
    fn open(&mut self, _view: &View<'_>) -> Vec<Effect> {
        vec![Effect::Ask { slot: PASSED, question: Question::Passed { list: self.list } }]
    }

    fn answer(&mut self, _slot: Slot, answer: Answer, _view: &View<'_>) -> Vec<Effect> {
        match answer {
            Answer::Passed { lines } if lines.is_empty() => {
                vec![Effect::ClosePanel, Effect::tell(format!("Nothing was passed over for {}", self.name))]
            }
            Answer::Passed { lines } => {
                self.lines = lines;
                Vec::new()
            }
            Answer::Failed { reason } => vec![Effect::ClosePanel, Effect::tell(reason)],
            _ => Vec::new(),
        }
    }

    fn height(&self, _view: &View<'_>, _width: u16) -> u16 {
        cells(self.lines.len()).saturating_add(2)
    }

    fn context(&self) -> Context {
        Context::Panel
    }

    fn key(&mut self, _press: Press, action: Option<Action>, _view: &View<'_>) -> Outcome {
        self.cursor.settle(&keyed(&self.lines));
        match action {
            Some(Action::Cancel | Action::Close) => return Outcome::effect(Effect::ClosePanel),
            Some(Action::Enter | Action::Less | Action::TakeOut) => return self.offer_again(),
            Some(action) => {
                self.cursor.travel(action, &keyed(&self.lines));
            }
            None => {}
        }
        Outcome::done()
    }

    fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        if let Some(place) = row(area, 0) {
            let words = format!("Not offered for {}: passed over or taken out", self.name);
            canvas.put(after(place, 1), &words, Role::Title);
        }
        let list = below(area, if area.height > 3 { 2 } else { 1 });
        self.cursor.settle(&keyed(&self.lines));
        let window = self.cursor.window(self.lines.len(), list);
        for (place, index) in list.rows().zip(window) {
            let Some(line) = self.lines.get(index) else { continue };
            let on_cursor = self.cursor.row() == Some(index);
            let joined = format!("{} · {}", line.card.title, line.card.artist);
            let words = if has_second(place) { line.card.title.as_str() } else { &joined };
            let (second, note) = (&line.card.artist, human::moment(line.passed_at, view.now));
            PaneLine { words, second, note: &note, on_cursor, active: true, ..PaneLine::default() }.draw(place, canvas);
        }
    }

    fn click(&mut self, at: Position, _view: &View<'_>) -> Outcome {
        self.cursor.click(&keyed(&self.lines), at);
        Outcome::done()
    }

    fn keys(&self) -> &'static str {
        "{play} offers it again"
    }
}
