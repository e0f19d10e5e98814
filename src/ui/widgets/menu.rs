//! The menu: everything possible with a line, each with the key that does it without the menu.

use ratatui::layout::{Position, Rect};

use super::super::canvas::{Canvas, after, below, cells, row};
use super::super::keymap::{Action, Press};
use super::super::page::{Effect, Outcome, Panel, Subject, View};
use super::super::theme::Role;
use super::list::{ListCursor, Plain};

/// Cells of the keys.
const KEYS: u16 = 8;

/// One line of the menu.
struct Line {
    action: Action,
    says: String,
    /// The page's own meaning of the action, not the one that it has everywhere.
    on_page: bool,
}

pub struct MenuPanel {
    subject: Subject,
    lines: Vec<Line>,
    cursor: ListCursor<Action>,
}

fn keyed(lines: &[Line]) -> Plain<'_, Line, Action> {
    Plain(lines, |line| line.action)
}

impl MenuPanel {
    /// `everywhere` is what the verbs offer for the subject, `here` what the page adds.
    #[must_use]
    pub fn new(subject: Subject, everywhere: Vec<(Action, String)>, here: Vec<(Action, &str)>) -> Self {
        let mut lines: Vec<Line> =
            everywhere.into_iter().map(|(action, says)| Line { action, says, on_page: false }).collect();
        for (action, says) in here {
            if lines.iter().all(|line| line.action != action) {
                lines.push(Line { action, says: says.to_owned(), on_page: true });
            }
        }
        Self { subject, lines, cursor: ListCursor::default() }
    }

    /// What the line is there for: verbs that mean something else on its page stand first.
    #[must_use]
    pub fn begin_with(mut self, own: Vec<(Action, &str)>) -> Self {
        let line = |(action, says): (Action, &str)| Line { action, says: says.to_owned(), on_page: true };
        self.lines.splice(0..0, own.into_iter().map(line));
        self
    }

    fn run(&self, action: Action) -> Option<Outcome> {
        let line = self.lines.iter().find(|line| line.action == action)?;
        let effect = match line.on_page || action == Action::Enter {
            true => Effect::Act(action),
            false => Effect::Do(action, Box::new(self.subject.clone())),
        };
        Some(Outcome::Done(vec![Effect::ClosePanel, effect]))
    }
}

impl Panel for MenuPanel {
    fn height(&self, _view: &View<'_>, width: u16) -> u16 {
        cells(self.lines.len()).div_ceil(columns(width)) + 2
    }

    fn key(&mut self, _press: Press, action: Option<Action>, _view: &View<'_>) -> Outcome {
        let rows = keyed(&self.lines);
        match action {
            Some(Action::Cancel | Action::Close) => Outcome::effect(Effect::ClosePanel),
            Some(Action::Enter) => {
                self.cursor.settle(&rows);
                let chosen = self.cursor.key().copied();
                chosen.and_then(|action| self.run(action)).unwrap_or(Outcome::done())
            }
            Some(action) => {
                if let Some(outcome) = self.run(action) {
                    return outcome;
                }
                self.cursor.travel(action, &rows);
                Outcome::done()
            }
            None => Outcome::done(),
        }
    }

    fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        if let Some(place) = row(area, 0) {
            let artist =
                if self.subject.artist.is_empty() { String::new() } else { format!(" · {}", self.subject.artist) };
            canvas.put(after(place, 1), &format!("With {}{artist}", self.subject.title), Role::Title);
        }
        let list = below(area, if area.height > 3 { 2 } else { 1 });
        self.cursor.settle(&keyed(&self.lines));
        // Narrow screens scroll one column; wide ones show all of it beside each other.
        let columns = columns(list.width);
        let rows = cells(self.lines.len()).div_ceil(columns).max(1);
        if rows > list.height && columns == 1 {
            let window = self.cursor.window(self.lines.len(), list);
            for (place, index) in list.rows().zip(window) {
                self.draw_line(index, place, view, canvas);
            }
            return;
        }
        // The columns scroll together, as far as the cursor asks.
        let at = self.cursor.row().map_or(0, |index| cells(index) % rows);
        let first = (at + 1).saturating_sub(list.height.max(1));
        for index in 0..self.lines.len() {
            let (column, line) = (cells(index) / rows, cells(index) % rows);
            let Some(line) = line.checked_sub(first).filter(|line| *line < list.height) else { continue };
            let width = list.width / columns;
            let place = Rect { x: list.x + column * width, y: list.y + line, width, height: 1 };
            self.draw_line(index, place, view, canvas);
        }
    }

    fn click(&mut self, at: Position, _view: &View<'_>) -> Outcome {
        if self.cursor.click(&keyed(&self.lines), at)
            && let Some(outcome) = self.cursor.key().copied().and_then(|action| self.run(action))
        {
            return outcome;
        }
        Outcome::done()
    }

    fn keys(&self) -> &'static str {
        "{down} {up} and {play}, or the key itself"
    }
}

const fn columns(width: u16) -> u16 {
    match width {
        0..76 => 1,
        76..120 => 2,
        _ => 3,
    }
}

impl MenuPanel {
    fn draw_line(&self, index: usize, place: Rect, view: &View<'_>, canvas: &mut Canvas<'_>) {
        let Some(line) = self.lines.get(index) else { return };
        let focused = self.cursor.row() == Some(index);
        if focused {
            canvas.focus(place);
        }
        let keys = view.setup.keymap.key_of(line.action).unwrap_or_default();
        canvas.put(after(place, 1), &keys, Role::Accent);
        let words = after(place, KEYS);
        canvas.put(Rect { width: words.width.saturating_sub(1), ..words }, &line.says, Role::Text.strong_if(focused));
    }
}
