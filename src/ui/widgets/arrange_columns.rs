//! The panel that arranges the columns of a list. The list behind it follows each step; Enter
//! keeps them, anything else gives the old ones back.

use ratatui::layout::{Position, Rect};

use super::super::canvas::{Canvas, after, below, cells, row};
use super::super::keymap::{Action, Context, Press};
use super::super::page::{Effect, Outcome, Panel, View};
use super::super::theme::Role;
use super::super::width::width;
use super::field::Field;
use super::list::{ListCursor, Plain};
use crate::domain::listing::{Column, Columns, Listing, Size};
use crate::domain::settings::{Key, Setting};
use crate::player::protocol::Command;

/// Percent of the line that one press makes a column wider or narrower.
const STEP: u16 = 5;

/// A column that is shown, or could be.
struct Line {
    id: usize,
    column: Column,
    shown: bool,
}

/// A column that is written by hand.
struct Writing {
    field: Field,
    /// The line that it goes into, or a new one below the cursor.
    into: Option<usize>,
    wrong: Option<String>,
}

pub struct ColumnsPanel {
    listing: Listing,
    lines: Vec<Line>,
    /// Ids given so far.
    made: usize,
    cursor: ListCursor<usize>,
    writing: Option<Writing>,
}

impl ColumnsPanel {
    #[must_use]
    pub fn new(listing: Listing, columns: &Columns) -> Self {
        let mut panel = Self { listing, lines: Vec::new(), made: 0, cursor: ListCursor::default(), writing: None };
        for column in columns.iter() {
            panel.push(column.clone(), true);
        }
        panel.offer_the_rest();
        panel
    }

    fn push(&mut self, column: Column, shown: bool) {
        self.lines.push(Line { id: self.made, column, shown });
        self.made += 1;
    }

    /// Fields that no line shows yet, in their own order.
    fn offer_the_rest(&mut self) {
        for (name, _) in self.listing.fields() {
            let is_there = self.lines.iter().any(|line| line.column.field == Some(name));
            if let Ok(column) = Column::parse(self.listing, name)
                && !is_there
            {
                self.push(column, false);
            }
        }
    }

    fn columns(&self) -> Columns {
        Columns::new(self.lines.iter().filter(|line| line.shown).map(|line| line.column.clone()).collect())
    }

    /// The list follows.
    fn tried(&self) -> Outcome {
        Outcome::effect(Effect::TryColumns(Some((self.listing, self.columns()))))
    }

    fn settle(&mut self) {
        self.cursor.settle(&Plain(&self.lines, |line: &Line| line.id));
    }

    fn here(&mut self) -> Option<&mut Line> {
        self.lines.get_mut(self.cursor.row()?)
    }

    fn tick(&mut self) -> Outcome {
        if let Some(line) = self.here() {
            line.shown = !line.shown;
        }
        self.tried()
    }

    fn shift(&mut self, down: bool) -> Outcome {
        let Some(at) = self.cursor.row() else { return Outcome::done() };
        let to = if down { (at + 1).min(self.lines.len().saturating_sub(1)) } else { at.saturating_sub(1) };
        self.lines.swap(at, to);
        self.settle();
        self.tried()
    }

    /// Wider or narrower, from the width that it has of itself.
    fn widen(&mut self, wider: bool) -> Outcome {
        let listing = self.listing;
        let Some(line) = self.here() else { return Outcome::done() };
        let now = match line.column.size {
            Size::Percent(percent) => percent,
            Size::Cells(cells) => {
                let cells = if wider { cells + 1 } else { cells.saturating_sub(1) };
                line.resize(listing, &cells.to_string());
                return self.tried();
            }
            Size::Share(weight) => weight * 2 * STEP,
        };
        let percent = if wider { now + STEP } else { now.saturating_sub(STEP) };
        line.resize(listing, &format!("{percent}%"));
        self.tried()
    }

    fn write(&mut self, into: Option<usize>) -> Outcome {
        let said = into.and_then(|id| self.lines.iter().find(|line| line.id == id)).map(|line| line.column.said());
        let field = Field::new(said.unwrap_or("{title}[ · {album}]"));
        self.writing = Some(Writing { field, into, wrong: None });
        Outcome::done()
    }

    /// Takes what was written, or says what is wrong with it.
    fn written(&mut self) -> Outcome {
        let Some(mut writing) = self.writing.take() else { return Outcome::done() };
        match Column::parse(self.listing, writing.field.value()) {
            Err(wrong) => {
                writing.wrong = Some(wrong);
                self.writing = Some(writing);
                Outcome::done()
            }
            Ok(column) => {
                match self.lines.iter_mut().find(|line| Some(line.id) == writing.into) {
                    Some(line) => (line.column, line.shown) = (column, true),
                    None => {
                        let at = self.cursor.row().map_or(0, |row| row + 1).min(self.lines.len());
                        self.lines.insert(at, Line { id: self.made, column, shown: true });
                        self.made += 1;
                    }
                }
                self.settle();
                self.tried()
            }
        }
    }

    fn keep(&self, view: &View<'_>) -> Outcome {
        let key = Key::columns_of(self.listing);
        let decided = view.snapshot.settings.get(key).and_then(Setting::decided_by_line);
        let value = self.columns().to_string();
        let done = match decided {
            Some(line) => Effect::tell(format!("config.toml line {line} decides the {}; change it there", key.title())),
            None if value.is_empty() => Effect::Send(Command::Unset { key }),
            None => Effect::Send(Command::Set { key, value }),
        };
        Outcome::Done(vec![Effect::ClosePanel, done])
    }

    fn writing_key(&mut self, press: Press, action: Option<Action>) -> Outcome {
        match (action, &mut self.writing) {
            (Some(Action::Cancel), _) => self.writing = None,
            (Some(Action::Enter), _) => return self.written(),
            (_, Some(writing)) => {
                writing.wrong = None;
                writing.field.press(press);
            }
            (_, None) => {}
        }
        Outcome::done()
    }
}

impl Line {
    /// Says another width behind what it shows; one that cannot be changes nothing.
    fn resize(&mut self, listing: Listing, width: &str) {
        let said = self.column.said();
        let what = match (self.column.field, said.rsplit_once(' ')) {
            (Some(field), _) => field,
            (None, Some((what, last))) if last.trim_end_matches('%').bytes().all(|byte| byte.is_ascii_digit()) => what,
            (None, _) => said,
        };
        if let Ok(column) = Column::parse(listing, &format!("{what} {width}")) {
            self.column = column;
        }
    }

    fn width_words(&self) -> String {
        match self.column.size {
            Size::Cells(cells) => format!("{cells} cells"),
            Size::Percent(percent) => format!("{percent} %"),
            Size::Share(_) => "its share".into(),
        }
    }
}

impl Panel for ColumnsPanel {
    fn open(&mut self, _view: &View<'_>) -> Vec<Effect> {
        self.settle();
        Vec::new()
    }

    fn height(&self, _view: &View<'_>, _width: u16) -> u16 {
        cells(self.lines.len()) + 2
    }

    fn context(&self) -> Context {
        Context::Panel
    }

    fn key(&mut self, press: Press, action: Option<Action>, view: &View<'_>) -> Outcome {
        if self.writing.is_some() {
            return self.writing_key(press, action);
        }
        match action {
            Some(Action::Cancel | Action::Close) => return Outcome::effect(Effect::ClosePanel),
            Some(Action::Enter) => return self.keep(view),
            Some(Action::Toggle | Action::Mark) => return self.tick(),
            Some(Action::MoveDown) => return self.shift(true),
            Some(Action::MoveUp) => return self.shift(false),
            Some(Action::Left) => return self.widen(false),
            Some(Action::Right) => return self.widen(true),
            Some(Action::Edit) => {
                let into = self.cursor.key().copied();
                return self.write(into);
            }
            Some(Action::New) => return self.write(None),
            Some(Action::TakeOut) => {
                self.lines.iter_mut().for_each(|line| line.shown = false);
                return self.tried();
            }
            _ => {}
        }
        if let Some(action) = action {
            self.cursor.travel(action, &Plain(&self.lines, |line: &Line| line.id));
        }
        Outcome::done()
    }

    fn takes_text(&self) -> bool {
        self.writing.is_some()
    }

    fn paste(&mut self, text: &str, _view: &View<'_>) -> Vec<Effect> {
        if let Some(writing) = &mut self.writing {
            writing.field.paste(text);
        }
        Vec::new()
    }

    fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let key = Key::columns_of(self.listing);
        if let Some(place) = row(area, 0) {
            let shown = self.lines.iter().filter(|line| line.shown).count();
            let words = match view.snapshot.settings.get(key).and_then(Setting::decided_by_line) {
                Some(line) => format!("config.toml line {line} decides them"),
                None if shown == 0 => "none ticked: tonearm's own lines".into(),
                None => format!("{shown} shown"),
            };
            let inner = Rect { width: place.width.saturating_sub(1), ..after(place, 1) };
            let title = format!("The {}", key.title());
            let left = if width(&title) + width(&words) + 3 < usize::from(inner.width) {
                canvas.put_right(Rect { width: inner.width.saturating_sub(1), ..inner }, &words, Role::Reason)
            } else {
                inner
            };
            canvas.put(left, &title, Role::Title);
        }
        if let Some(writing) = &self.writing {
            return write_line(writing, below(area, 1), canvas);
        }
        let list = below(area, if area.height > 5 { 2 } else { 1 });
        self.settle();
        let fields = self.listing.fields();
        let names = self.lines.iter().map(|line| width(line.column.said())).max().unwrap_or(0);
        let names = cells(names + 2).min(list.width / 2);
        let window = self.cursor.window(self.lines.len(), list);
        for (place, index) in list.rows().zip(window) {
            let Some(line) = self.lines.get(index) else { continue };
            let focused = self.cursor.row() == Some(index);
            if focused {
                canvas.focus(place);
            }
            let inner = after(Rect { width: place.width.saturating_sub(1), ..place }, 1);
            canvas.put(inner, if line.shown { "[x]" } else { "[ ]" }, Role::Accent);
            let inner = after(inner, 4);
            let role = if line.shown { Role::Text } else { Role::Reason };
            canvas.put(Rect { width: names.min(inner.width), ..inner }, line.column.said(), role.strong_if(focused));
            let inner = after(inner, names);
            let inner = if line.shown && inner.width >= 24 {
                canvas.put_right(inner, &line.width_words(), Role::Reason)
            } else {
                inner
            };
            let says =
                fields.iter().find(|(name, _)| Some(*name) == line.column.field).map_or("yours", |(_, says)| says);
            canvas.put(Rect { width: inner.width.saturating_sub(1), ..inner }, says, Role::Reason);
        }
    }

    fn click(&mut self, at: Position, _view: &View<'_>) -> Outcome {
        match self.cursor.click(&Plain(&self.lines, |line: &Line| line.id), at) {
            true => self.tick(),
            false => Outcome::done(),
        }
    }

    fn keys(&self) -> &'static str {
        match self.writing {
            Some(_) => "{play} takes it   {cancel} leaves it",
            None => {
                "{play} keeps   {toggle} shows   {move-down} {move-up} place   {left} {right} width   {edit} write   {new} new   {take-out} none"
            }
        }
    }
}

fn write_line(writing: &Writing, area: Rect, canvas: &mut Canvas<'_>) {
    let help = "fields in { }, nothing in [ ] where one is empty, a width behind: {album}[ ({year})] 30%";
    let [line, told] = [1, 2].map(|n| row(area, n.min(area.height.saturating_sub(1))));
    if let Some(place) = told {
        let (words, role) = match &writing.wrong {
            Some(wrong) => (wrong.as_str(), Role::Warning),
            None => (help, Role::Reason),
        };
        canvas.put(after(place, 1), words, role);
    }
    if let Some(place) = line {
        canvas.put(place, canvas.glyphs.focus, Role::Focus);
        writing.field.draw(after(place, 1), true, canvas);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::super::app::tests::Driven;
    use super::super::super::fixture;
    use super::*;
    use crate::domain::settings::{Settings, Spoken};
    use crate::player::protocol::Snapshot;

    fn columns(value: &str) -> Spoken {
        Spoken { key: Key::ColumnsTracks, value: value.into(), line: 7 }
    }

    fn driven(spoken: &[Spoken], width: u16, height: u16) -> Driven {
        let settings = Arc::new(Settings::merge(spoken, &[], None));
        Driven::new(Snapshot { settings, ..fixture::evening() }, width, height)
    }

    fn chosen(driven: &Driven) -> bool {
        driven.sent.iter().any(|command| matches!(command, Command::Set { .. } | Command::Unset { .. }))
    }

    #[test]
    fn the_list_follows_while_its_columns_are_arranged() {
        for (width, height) in [(80, 24), (40, 12), (200, 60)] {
            let mut driven = driven(&[], width, height);
            driven.keys("2ll:columns<enter>").keys("jjjj ");
            insta::assert_snapshot!(format!("columns_{width}x{height}"), driven.screen());
        }
    }

    #[test]
    fn enter_keeps_and_esc_gives_back() {
        let mut driven = driven(&[], 80, 24);
        let before = driven.keys("2ll").screen();
        driven.keys("Sw").keys(" jKl").keys("<esc>");
        assert_eq!((driven.screen(), chosen(&driven)), (before, false));
        driven.keys("Sw").keys(" jjjJ jjjl<enter>");
        let Command::Set { key: Key::ColumnsTracks, value } = driven.last() else { panic!("{:?}", driven.sent) };
        assert_eq!(value, "title | year");
        driven.keys("Sw").keys("n<c-u>{titel}<enter>");
        assert!(driven.screen().contains("did you mean {title}?"), "{}", driven.screen());
        driven.keys("<c-u>{title} by {artist} 40%<enter><enter>");
        assert!(
            matches!(driven.last(), Command::Set { value, .. } if value == "{title} by {artist} 40%"),
            "{:?}",
            driven.last()
        );
    }

    #[test]
    fn what_the_file_says_is_shown_and_not_changed_here() {
        let mut driven = driven(&[columns("length | title | {album}[ ({year})]")], 80, 24);
        driven.keys("2ll:columns<enter>");
        assert!(driven.screen().contains("config.toml line 7 decides"), "{}", driven.screen());
        driven.keys(" <enter>");
        assert!(!chosen(&driven) && driven.screen().contains("line 7"), "{}", driven.screen());
    }

    #[test]
    fn every_list_stands_in_the_columns_of_the_file() {
        let said = [
            (Key::ColumnsArtists, "name | albums | listens"),
            (Key::ColumnsAlbums, "year | title | tracks"),
            (Key::ColumnsTracks, "number | title | listens | length"),
            (Key::ColumnsGenres, "tracks | name"),
            (Key::ColumnsFolders, "title | artist | year | length"),
            (Key::ColumnsPlaylists, "name | length | tracks"),
            (Key::ColumnsPlaylist, "place | title | artist | added"),
            (Key::ColumnsQueue, "title | {artist}[ · {album}] | length | reason"),
            (Key::ColumnsHistory, "title | artist | heard | time"),
            (Key::ColumnsSearch, "length | title | artist"),
        ];
        let spoken: Vec<Spoken> =
            (1..).zip(said).map(|(line, (key, value))| Spoken { key, value: value.into(), line }).collect();
        for (width, height) in [(80, 24), (40, 12), (200, 60)] {
            let mut driven = driven(&spoken, width, height);
            for (name, keys) in [
                ("library", "2ll"),
                ("genres", "}l"),
                ("folders", "}"),
                ("playlists", "4l"),
                ("queue", "5jj"),
                ("history", "6j"),
                ("search", "3blue<down>"),
            ] {
                driven.keys(keys);
                insta::assert_snapshot!(format!("in_columns_{name}_{width}x{height}"), driven.screen());
            }
        }
    }
}
