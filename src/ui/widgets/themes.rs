//! The panel of themes: each is shown at once while the cursor stands on it, Enter keeps it,
//! anything else gives the old one back.

use ratatui::layout::{Position, Rect};

use super::super::canvas::{Canvas, after, below, cells, row};
use super::super::keymap::{Action, Context, Press};
use super::super::page::{Effect, Outcome, Panel, View};
use super::super::theme::{ColourEnvironment, Entry, Role, Themes};
use super::super::width::width;
use super::list::{ListCursor, Plain};
use crate::domain::settings::{Key, Setting};
use crate::player::protocol::Command;

pub struct ThemesPanel {
    colours: ColourEnvironment,
    names: Vec<String>,
    cursor: ListCursor<String>,
    begun: bool,
}

impl ThemesPanel {
    #[must_use]
    pub fn new(colours: ColourEnvironment) -> Self {
        Self { colours, names: Vec::new(), cursor: ListCursor::default(), begun: false }
    }

    /// Puts the cursor on the chosen theme at first, and keeps it where it is when files change.
    fn settle(&mut self, themes: &Themes, chosen: &str) {
        self.names = themes.all().map(|entry| entry.name.clone()).collect();
        if !std::mem::replace(&mut self.begun, true) {
            self.cursor.go_to(&Plain(&self.names, String::clone), &chosen.to_owned());
        }
        self.cursor.settle(&Plain(&self.names, String::clone));
    }

    fn shown(&self) -> Option<&String> {
        self.names.get(self.cursor.row()?)
    }

    fn choose(&self, view: &View<'_>) -> Outcome {
        let Some(name) = self.shown() else { return Outcome::effect(Effect::ClosePanel) };
        let decided = view.snapshot.settings.get(Key::Theme).and_then(Setting::decided_by_line);
        let done = match decided {
            Some(line) => Effect::tell(format!("config.toml line {line} decides the theme; change it there")),
            None => Effect::Send(Command::Set { key: Key::Theme, value: name.clone() }),
        };
        Outcome::Done(vec![Effect::ClosePanel, done])
    }
}

impl Panel for ThemesPanel {
    fn open(&mut self, view: &View<'_>) -> Vec<Effect> {
        self.settle(&view.setup.themes, view.snapshot.settings.value(Key::Theme));
        Vec::new()
    }

    fn height(&self, view: &View<'_>, _width: u16) -> u16 {
        cells(view.setup.themes.all().count()) + 2
    }

    fn context(&self) -> Context {
        Context::Panel
    }

    fn key(&mut self, _press: Press, action: Option<Action>, view: &View<'_>) -> Outcome {
        self.settle(&view.setup.themes, view.snapshot.settings.value(Key::Theme));
        match action {
            Some(Action::Cancel | Action::Close | Action::Left) => Outcome::effect(Effect::ClosePanel),
            Some(Action::Enter) => self.choose(view),
            Some(action) if self.cursor.travel(action, &Plain(&self.names, String::clone)) => {
                Outcome::effect(Effect::TryTheme(self.shown().cloned()))
            }
            _ => Outcome::done(),
        }
    }

    fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let chosen = view.snapshot.settings.value(Key::Theme);
        self.settle(&view.setup.themes, chosen);
        if let Some(place) = row(area, 0) {
            let title = match view.setup.not_there(Key::Theme, chosen) {
                None => "Themes: the one under the cursor is shown".to_owned(),
                Some(_) => format!("Themes: {chosen}, which is chosen, is not there"),
            };
            canvas.put(after(place, 1), &title, Role::Title);
        }
        let list = below(area, if area.height > 3 { 2 } else { 1 });
        let widest = |words: &dyn Fn(&Entry) -> usize| view.setup.themes.all().map(words).max().unwrap_or(0);
        let names = cells(widest(&|entry| width(&entry.name)) + 2);
        let words = cells(widest(&|entry| width(&entry.words)) + 2);
        let window = self.cursor.window(self.names.len(), list);
        for (place, index) in list.rows().zip(window) {
            let Some(entry) = self.names.get(index).and_then(|name| view.setup.themes.get(name)) else { continue };
            let focused = self.cursor.row() == Some(index);
            if focused {
                canvas.focus(place);
            }
            let place = after(Rect { width: place.width.saturating_sub(1), ..place }, 1);
            let rest = if entry.name == chosen && place.width >= 40 {
                canvas.put_right(place, "  chosen", Role::Reason)
            } else {
                place
            };
            canvas.put(Rect { width: names.min(rest.width), ..rest }, &entry.name, Role::Text.strong_if(focused));
            let rest = after(rest, names);
            canvas.put(Rect { width: words.min(rest.width), ..rest }, &entry.words, Role::Reason);
            canvas.put(after(rest, words), &entry.note(&self.colours), Role::Reason);
        }
    }

    fn click(&mut self, at: Position, _view: &View<'_>) -> Outcome {
        match self.cursor.click(&Plain(&self.names, String::clone), at) {
            true => Outcome::effect(Effect::TryTheme(self.shown().cloned())),
            false => Outcome::done(),
        }
    }

    fn keys(&self) -> &'static str {
        "{down} {up} look at it   {play} keeps it   {cancel} gives the old one back"
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ratatui::style::Color;

    use super::super::super::app::tests::Driven;
    use super::super::super::fixture;
    use super::super::super::setup::Files;
    use super::super::super::theme::Background;
    use super::*;
    use crate::config::Config;

    fn driven(width: u16, height: u16) -> Driven {
        let mut driven = Driven::new(fixture::evening(), width, height);
        let (config, complaints) =
            Config::parse("[themes.paper]\nground = \"#fdf6e3\"\ntext = \"#333333\"\naccent = \"#d0c8b0\"\n");
        driven.app.set_files(Arc::new(Files { config, complaints }));
        driven.app.set_colours(ColourEnvironment {
            colorterm: Some("truecolor".into()),
            told: Background::Dark,
            ..ColourEnvironment::default()
        });
        driven.keys(":themes<enter>");
        driven
    }

    fn ground(driven: &Driven) -> Color {
        driven.frame().content().first().map_or(Color::Reset, |cell| cell.bg)
    }

    #[test]
    fn themes_are_listed_with_where_they_are_from() {
        for (width, height) in [(80, 24), (40, 12), (200, 60)] {
            insta::assert_snapshot!(format!("themes_{width}x{height}"), driven(width, height).screen());
        }
    }

    #[test]
    fn looking_shows_it_at_once_and_only_enter_keeps_it() {
        let mut driven = driven(80, 24);
        driven.keys("jjj");
        assert_eq!(ground(&driven), Color::Rgb(0, 0, 0), "high contrast stands on black");
        driven.keys("G");
        assert_eq!(ground(&driven), Color::Rgb(0xfd, 0xf6, 0xe3), "the listener's own");
        driven.keys("<esc>");
        assert_eq!((ground(&driven), driven.sent.len()), (Color::Reset, 0));
        driven.keys(":themes<enter>jjj<enter>");
        assert_eq!(driven.last(), &Command::Set { key: Key::Theme, value: "contrast".into() });
        driven.keys(":theme paper<enter>");
        assert_eq!(driven.last(), &Command::Set { key: Key::Theme, value: "paper".into() });
    }
}
