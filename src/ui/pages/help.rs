//! Help: the live bindings, from the one table that the keys themselves come from.

use ratatui::layout::Rect;

use super::super::canvas::{Canvas, after, row};
use super::super::keymap::{Action, Context, Group, TABLE};
use super::super::page::{Effect, Hint, Outcome, Page, Subject, View, hint};
use super::super::theme::Role;
use super::heading;

/// Cells of the keys, before what they do.
const KEYS: usize = 12;
/// A column narrower than this cannot be read.
const COLUMN: u16 = 44;

#[derive(Default)]
pub struct HelpPage {
    top: usize,
    height: usize,
    lines: usize,
}

enum Row {
    Title(&'static str),
    Binding(String, &'static str),
    Text(&'static str),
    Blank,
}

fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for group in Group::ALL {
        if !rows.is_empty() {
            rows.push(Row::Blank);
        }
        rows.push(Row::Title(group.title()));
        let bindings = TABLE.iter().filter(|binding| binding.group == group && binding.context == Context::Global);
        rows.extend(bindings.map(|binding| Row::Binding(binding.keys.join("  "), binding.says)));
    }
    rows.push(Row::Blank);
    rows.push(Row::Title("Good to know"));
    rows.extend(
        [
            "~ by ear: made by tonearm from what you heard",
            "+ by hand: made, placed or changed by you",
            "A listen is 30 s heard, or half of a track",
            "shorter than a minute; seeks are not heard.",
        ]
        .map(Row::Text),
    );
    rows
}

impl Page for HelpPage {
    fn title(&self) -> &'static str {
        "Help"
    }

    fn prepare(&mut self, _view: &View<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn handle(&mut self, action: Action, _view: &View<'_>) -> Outcome {
        let last = self.lines.saturating_sub(self.height);
        let page = self.height.max(2);
        self.top = match action {
            Action::Down => self.top + 1,
            Action::Up => self.top.saturating_sub(1),
            Action::HalfDown => self.top + page / 2,
            Action::HalfUp => self.top.saturating_sub(page / 2),
            Action::PageDown => self.top + page - 1,
            Action::PageUp => self.top.saturating_sub(page - 1),
            Action::Top => 0,
            Action::Bottom => last,
            Action::Help => return Outcome::effect(Effect::Back),
            Action::Cancel | Action::Close => return Outcome::effect(Effect::Back),
            _ => return Outcome::Ignored,
        }
        .min(last);
        Outcome::done()
    }

    fn draw(&mut self, _view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let area = heading::draw(area, "Keys", "small letter: this line · capital: what plays", canvas);
        let rows = rows();
        let columns = usize::from((area.width / COLUMN).clamp(1, 4));
        self.height = usize::from(area.height);
        self.lines = rows.len().div_ceil(columns);
        self.top = self.top.min(self.lines.saturating_sub(self.height));
        canvas.point_at(area.as_position());
        let width = area.width / u16::try_from(columns).unwrap_or(1);
        for (number, column) in rows.chunks(self.lines.max(1)).enumerate() {
            let x = area.x + width * u16::try_from(number).unwrap_or(0);
            let column_area = Rect { x, width, ..area };
            for (line, content) in column.iter().skip(self.top).enumerate() {
                let Some(place) = u16::try_from(line).ok().and_then(|line| row(column_area, line)) else { break };
                draw_row(content, after(Rect { width: width.saturating_sub(1), ..place }, 1), canvas);
            }
        }
    }

    fn subject(&self, _view: &View<'_>) -> Option<Subject> {
        None
    }

    fn promise(&self, _view: &View<'_>) -> String {
        "Esc goes back".into()
    }

    fn hints(&self, _view: &View<'_>) -> Vec<Hint> {
        vec![hint(Action::Down, "k scroll")]
    }
}

fn draw_row(content: &Row, place: Rect, canvas: &mut Canvas<'_>) {
    match content {
        Row::Title(title) => {
            canvas.put(place, title, Role::Title);
        }
        Row::Binding(keys, says) => {
            let used = canvas.put(place, &format!("{keys:KEYS$}"), Role::Accent);
            canvas.put(after(place, used + 1), says, Role::Text);
        }
        Row::Text(words) => {
            canvas.put(place, words, Role::Reason);
        }
        Row::Blank => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::app::tests::Driven;
    use super::super::super::fixture;

    #[test]
    fn help_lists_every_action_and_goes_back() {
        let mut driven = Driven::new(fixture::evening(), 200, 60);
        driven.keys("?");
        let screen = driven.screen();
        for binding in super::TABLE.iter().filter(|binding| binding.context == super::Context::Global) {
            assert!(screen.contains(binding.says), "{} is not told", binding.says);
        }
        driven.keys("<esc>");
        assert!(driven.screen().contains("Jump back in"));
    }
}
