//! Settings: every value that can be chosen, and who chose it.

use ratatui::layout::{Position, Rect};

use super::super::canvas::{Canvas, after, below, cells};
use super::super::keymap::Action;
use super::super::page::{Effect, Hint, Outcome, Page, Subject, View, hint};
use super::super::theme::Role;
use super::super::widgets::dial::{Dial, DialPanel};
use super::super::widgets::list::{ListCursor, Plain};
use super::super::widgets::name::NamePanel;
use super::super::width::{width, wrap};
use super::heading;
use crate::domain::fold::search_form;
use crate::domain::section::Origin;
use crate::domain::settings::{Key, Setting, Settings, Takes};
use crate::domain::time::Moment;
use crate::player::protocol::Command;

/// Below this there is no room for who set it; the footer tells.
const WITH_WHO: u16 = 60;

#[derive(Default)]
pub struct SettingsPage {
    cursor: ListCursor<Key>,
    /// Only lines that hold these words, folded.
    narrowed: String,
}

impl SettingsPage {
    fn rows(&self, view: &View<'_>) -> Vec<Setting> {
        let holds = |setting: &&Setting| {
            let words = format!("{} {} {}", setting.key.name(), setting.key.title(), setting.words());
            search_form(&words).contains(&self.narrowed)
        };
        view.snapshot.settings.rows.iter().filter(holds).cloned().collect()
    }

    fn here(&self, view: &View<'_>) -> Option<Setting> {
        self.rows(view).get(self.cursor.row()?).cloned()
    }
}

const fn key_of(setting: &Setting) -> Key {
    setting.key
}

/// The value that Enter chooses: the one behind it, around the end.
fn next(setting: &Setting) -> Option<&'static (&'static str, &'static str)> {
    let choices = setting.key.choices();
    let place = choices.iter().position(|(value, _)| *value == setting.value)?;
    choices.get((place + 1) % choices.len())
}

fn change(setting: &Setting, settings: &Settings) -> Outcome {
    if let Some(line) = setting.decided_by_line() {
        return Outcome::tell(format!("config.toml line {line} decides {}; change it there", setting.key.title()));
    }
    let key = setting.key;
    if let Some(dial) = Dial::of(key, settings).filter(Dial::is_previewed) {
        return Outcome::effect(Effect::Panel(Box::new(DialPanel::new(dial, None))));
    }
    match (key.takes(), next(setting)) {
        (Takes::Text | Takes::Format | Takes::Columns(_), _) => {
            let set = move |said: &str, _: Moment| vec![Effect::Send(Command::Set { key, value: said.to_owned() })];
            let panel = NamePanel::new(sentence(key), &setting.value, set);
            Outcome::effect(Effect::Panel(Box::new(panel)))
        }
        (_, Some((value, _))) => Outcome::send(Command::Set { key, value: (*value).to_owned() }),
        // One of the listener's own is none of the values that are known: their panels know all.
        (_, None) => Outcome::Done(match key {
            Key::Theme => vec![Effect::Act(Action::Themes)],
            Key::Layout => vec![Effect::Act(Action::Layouts)],
            _ => Vec::new(),
        }),
    }
}

/// "What tonearm calls you".
fn sentence(key: Key) -> String {
    let says = key.says();
    let mut letters = says.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Who set it, with the mark of the hand or the ear.
fn who(setting: &Setting, now: Moment) -> (String, Role) {
    let words = setting.who.words(now);
    match setting.who.origin() {
        None => (words, Role::Reason),
        Some(Origin::Hand) => (format!("+ {words}"), Role::Hand),
        Some(Origin::Ear) => (format!("~ {words}"), Role::Ear),
    }
}

fn draw_line(setting: &Setting, names: u16, focused: bool, now: Moment, place: Rect, canvas: &mut Canvas<'_>) {
    if focused {
        canvas.focus(place);
    }
    let place = Rect { width: place.width.saturating_sub(2), ..after(place, 1) };
    canvas.put(Rect { width: names.min(place.width), ..place }, setting.key.title(), Role::Text.strong_if(focused));
    let rest = after(place, names + 2);
    let rest = if place.width >= WITH_WHO {
        let (words, role) = who(setting, now);
        let left = canvas.put_right(rest, &words, role);
        Rect { width: left.width.saturating_sub(2), ..left }
    } else {
        rest
    };
    canvas.put(rest, &setting.words(), Role::Text.strong_if(focused));
}

/// What the focused key changes, and what it can be.
fn explain(setting: &Setting, area: Rect, canvas: &mut Canvas<'_>) {
    let choices: Vec<&str> = setting.key.choices().iter().map(|(_, words)| *words).collect();
    let mut lines = wrap(&format!("{}.", sentence(setting.key)), usize::from(area.width.saturating_sub(2)).max(1));
    if !choices.is_empty() {
        lines.push(format!("It can be: {}.", choices.join(" · ")));
    }
    for (place, line) in area.rows().zip(lines) {
        canvas.put(after(place, 1), &line, Role::Reason);
    }
}

impl Page for SettingsPage {
    fn title(&self) -> &'static str {
        "Settings"
    }

    fn prepare(&mut self, view: &View<'_>) -> Vec<Effect> {
        let rows = self.rows(view);
        self.cursor.settle(&Plain(&rows, key_of));
        Vec::new()
    }

    fn handle(&mut self, action: Action, view: &View<'_>) -> Outcome {
        let rows = self.rows(view);
        if self.cursor.travel(action, &Plain(&rows, key_of)) {
            return Outcome::done();
        }
        match (action, self.here(view)) {
            (Action::Enter | Action::Edit | Action::Open, Some(setting)) => change(&setting, &view.snapshot.settings),
            (Action::TakeOut, Some(setting)) => Outcome::send(Command::Unset { key: setting.key }),
            _ => Outcome::Ignored,
        }
    }

    fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let by_hand = view.snapshot.settings.rows.iter().filter(|setting| setting.who.origin().is_some()).count();
        let summary = match by_hand {
            0 => "all as they come".to_owned(),
            some => format!("{some} chosen by you"),
        };
        let area = heading::draw(area, "Settings", &summary, canvas);
        let rows = self.rows(view);
        if rows.is_empty() {
            return heading::teach(area, &["No value here has these words."], canvas);
        }
        // The focused line is explained below the list, or below what has room of it.
        let explained = if area.height >= 10 { 4 } else { 0 };
        let list = Rect { height: area.height - explained, ..area };
        let names = cells(rows.iter().map(|setting| width(setting.key.title())).max().unwrap_or(0));
        self.cursor.settle(&Plain(&rows, key_of));
        let window = self.cursor.window(rows.len(), list);
        for (place, index) in list.rows().zip(window) {
            let Some(setting) = rows.get(index) else { continue };
            draw_line(setting, names, self.cursor.row() == Some(index), view.now, place, canvas);
        }
        if explained > 0
            && let Some(setting) = self.here(view)
        {
            explain(&setting, below(area, list.height.min(cells(rows.len())) + 1), canvas);
        }
    }

    fn subject(&self, _view: &View<'_>) -> Option<Subject> {
        None
    }

    fn narrow(&mut self, words: &str, view: &View<'_>) -> Option<(usize, usize)> {
        self.narrowed = search_form(words);
        Some((self.rows(view).len(), view.snapshot.settings.rows.len()))
    }

    fn promise(&self, view: &View<'_>) -> String {
        let Some(setting) = self.here(view) else { return String::new() };
        match (setting.decided_by_line(), next(&setting)) {
            (Some(line), _) => format!("config.toml line {line} decides"),
            (None, Some(_))
                if Dial::of(setting.key, &view.snapshot.settings).is_some_and(|dial| dial.is_previewed()) =>
            {
                view.words("{play} turns it, and says first what changes")
            }
            (None, Some((_, words))) => format!("{} sets it to {words}", view.key(Action::Enter)),
            (None, None) => format!("{} changes the {}", view.key(Action::Enter), setting.key.title()),
        }
    }

    fn reason(&self, view: &View<'_>) -> Option<String> {
        self.here(view).map(|setting| who(&setting, view.now).0)
    }

    fn hints(&self, view: &View<'_>) -> Vec<Hint> {
        match self.here(view) {
            Some(setting) if setting.decided_by_line().is_some() => Vec::new(),
            Some(_) => vec![
                hint(Action::Edit, "change"),
                hint(Action::TakeOut, "back to default"),
                hint(Action::Filter, "find"),
                hint(Action::Undo, "undo"),
            ],
            None => Vec::new(),
        }
    }

    fn click(&mut self, at: Position, view: &View<'_>) -> bool {
        let rows = self.rows(view);
        self.cursor.click(&Plain(&rows, key_of), at)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::super::app::tests::Driven;
    use super::super::super::fixture;
    use super::*;
    use crate::domain::settings::{Chosen, Spoken};
    use crate::domain::time::DAY_MS;
    use crate::player::protocol::Snapshot;

    /// One value of each hand, as they stand after some weeks.
    fn chosen() -> Snapshot {
        let now = fixture::now();
        let began = now.plus_ms(-30 * DAY_MS);
        let at = |key, value: &str, origin, at| Chosen { key, value: value.into(), origin, at };
        let made = [
            at(Key::Name, "Ana", Origin::Hand, began),
            at(Key::Arranges, "both", Origin::Hand, began),
            at(Key::ReplayGain, "album", Origin::Ear, now.plus_ms(-3 * DAY_MS)),
            at(Key::Greeting, "never", Origin::Hand, now.plus_ms(-13 * DAY_MS)),
        ];
        let spoken = [Spoken { key: Key::Theme, value: "dark".into(), line: 14 }];
        let settings = Arc::new(Settings::merge(&spoken, &made, Some(began)));
        Snapshot { settings, ..fixture::evening() }
    }

    fn driven(width: u16, height: u16) -> Driven {
        let mut driven = Driven::new(chosen(), width, height);
        driven.app.act(Action::ShowSettings);
        driven.settle();
        driven
    }

    #[test]
    fn every_value_says_who_set_it() {
        for (width, height) in [(80, 24), (40, 12), (200, 60)] {
            insta::assert_snapshot!(format!("settings_{width}x{height}"), driven(width, height).screen());
        }
    }

    #[test]
    fn values_are_changed_and_given_back() {
        let mut driven = driven(80, 24);
        driven.keys("jjjjj<enter>");
        assert_eq!(driven.last(), &Command::Set { key: Key::AfterQueue, value: "go-on".into() });
        driven.keys("jjd");
        assert_eq!(driven.last(), &Command::Unset { key: Key::ReplayGain });
        driven.keys("gge<c-u>Bea<enter>");
        assert_eq!(driven.last(), &Command::Set { key: Key::Name, value: "Bea".into() });
    }

    #[test]
    fn a_theme_of_ones_own_is_changed_among_all_there_are() {
        let dusk = Chosen { key: Key::Theme, value: "dusk".into(), origin: Origin::Hand, at: fixture::now() };
        let settings = Settings::merge(&[], &[dusk], None);
        let mut driven = Driven::new(Snapshot { settings: Arc::new(settings), ..fixture::evening() }, 80, 24);
        driven.app.act(Action::ShowSettings);
        driven.keys("/theme<enter><enter>");
        assert!(driven.screen().contains("keeps it"), "the panel of themes: {}", driven.screen());
    }

    #[test]
    fn what_the_file_says_is_not_changed_here() {
        let mut driven = driven(80, 24);
        driven.keys("jjjjjjjjj");
        assert!(driven.screen().contains("config.toml line 14 decides"), "{}", driven.screen());
        driven.keys("e");
        assert!(driven.sent.is_empty());
    }

    #[test]
    fn lines_are_found_by_their_words() {
        let mut driven = driven(80, 24);
        driven.keys("/queue<enter><enter>");
        assert_eq!(driven.last(), &Command::Set { key: Key::AfterQueue, value: "go-on".into() });
        assert!(!driven.screen().contains("greeting"), "{}", driven.screen());
    }
}
