//! A value between two ends, and what turning it would change on home before it is taken.

use ratatui::layout::Rect;

use super::super::canvas::{Canvas, after, row};
use super::super::keymap::{Action, Context, Press};
use super::super::page::{Effect, Outcome, Panel, Slot, View};
use super::super::theme::Role;
use crate::domain::human;
use crate::domain::reach::Tried;
use crate::domain::settings::{Key, Setting, Settings};
use crate::player::protocol::{Answer, Command, Question};

const TRIED: Slot = "dial";

/// A dial between two words: its places, and the one it stands at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dial {
    pub key: Key,
    pub ends: (&'static str, &'static str),
    pub values: Vec<String>,
    pub at: usize,
    /// The config file decides, and it cannot be turned here.
    pub line: Option<u32>,
}

impl Dial {
    /// None for what has no two ends.
    #[must_use]
    pub fn of(key: Key, settings: &Settings) -> Option<Self> {
        let ends = match key {
            Key::Arranges => ("by hand", "by ear"),
            Key::Explore => ("familiar", "new"),
            Key::Spread => ("close", "wide"),
            _ => return None,
        };
        let values: Vec<String> = key.choices().iter().map(|(value, _)| (*value).to_owned()).collect();
        let at = values.iter().position(|value| value == settings.value(key)).unwrap_or(0);
        Some(Self { key, ends, values, at, line: settings.get(key).and_then(Setting::decided_by_line) })
    }

    /// Whether what it would change can be told beforehand.
    #[must_use]
    pub const fn is_previewed(&self) -> bool {
        matches!(self.key, Key::Explore | Key::Spread)
    }

    /// The value one step to either side; none at the end.
    #[must_use]
    pub fn turned(&self, up: bool) -> Option<&str> {
        self.values.get(self.next(up)?).map(String::as_str)
    }

    fn next(&self, up: bool) -> Option<usize> {
        let at = if up { self.at.checked_add(1) } else { self.at.checked_sub(1) }?;
        (at < self.values.len()).then_some(at)
    }

    fn value(&self) -> &str {
        self.values.get(self.at).map_or("", String::as_str)
    }

    /// As the screen says where it stands.
    fn words(&self) -> &'static str {
        self.key.choices().get(self.at).map_or("", |(_, words)| words)
    }

    /// `by hand ├───█───┤ by ear`, with so many cells between the ends.
    #[must_use]
    pub fn drawn(&self, cells: usize) -> String {
        let steps = self.values.len().saturating_sub(1).max(1);
        let place = self.at * cells.saturating_sub(1) / steps;
        let bar: String = (0..cells).map(|cell| if cell == place { '█' } else { '─' }).collect();
        format!("{} ├{bar}┤ {}", self.ends.0, self.ends.1)
    }
}

/// Turns a dial: what it changes is told first, and Enter takes it.
pub struct DialPanel {
    dial: Dial,
    stands: usize,
    tried: Option<Tried>,
}

impl DialPanel {
    /// The dial, turned by one step where a side is named.
    #[must_use]
    pub fn new(dial: Dial, up: Option<bool>) -> Self {
        let stands = dial.at;
        let at = up.and_then(|up| dial.next(up)).unwrap_or(stands);
        Self { dial: Dial { at, ..dial }, stands, tried: None }
    }

    fn ask(&mut self) -> Vec<Effect> {
        self.tried = None;
        let Dial { key, .. } = self.dial;
        vec![Effect::Ask { slot: TRIED, question: Question::Try { key, value: self.dial.value().to_owned() } }]
    }

    fn turn(&mut self, to: Option<usize>) -> Outcome {
        match to {
            Some(at) => {
                self.dial.at = at;
                Outcome::Done(self.ask())
            }
            None => Outcome::done(),
        }
    }

    fn told(&self) -> String {
        if self.dial.at == self.stands {
            return "as it stands".into();
        }
        match &self.tried {
            None => "looking what it changes …".into(),
            Some(Tried { of: 0, .. }) => "home suggests nothing yet".into(),
            Some(Tried { others: 0, .. }) => "today's home would be the same".into(),
            Some(Tried { others, of }) => {
                let would = if *others == 1 { "would be another one" } else { "would be other ones" };
                format!("{others} of {} {would}, dealt today", human::count(*of, "pick", "picks"))
            }
        }
    }
}

impl Panel for DialPanel {
    fn open(&mut self, _view: &View<'_>) -> Vec<Effect> {
        self.ask()
    }

    fn answer(&mut self, _slot: Slot, answer: Answer, _view: &View<'_>) -> Vec<Effect> {
        match answer {
            // Of a place that it was turned away from meanwhile.
            Answer::Tried { value, tried } if value == self.dial.value() => self.tried = Some(tried),
            Answer::Failed { reason } => return vec![Effect::ClosePanel, Effect::tell(reason)],
            _ => {}
        }
        Vec::new()
    }

    fn height(&self, _view: &View<'_>, _width: u16) -> u16 {
        4
    }

    fn context(&self) -> Context {
        Context::Panel
    }

    fn key(&mut self, _press: Press, action: Option<Action>, _view: &View<'_>) -> Outcome {
        match action {
            Some(Action::Cancel | Action::Close) => Outcome::effect(Effect::ClosePanel),
            Some(Action::Left) => self.turn(self.dial.next(false)),
            Some(Action::Right) => self.turn(self.dial.next(true)),
            Some(Action::TakeOut) => {
                let default = self.dial.key.default();
                self.turn(self.dial.values.iter().position(|value| value == default))
            }
            Some(Action::Enter) => {
                let mut effects = vec![Effect::ClosePanel];
                let (key, value) = (self.dial.key, self.dial.value().to_owned());
                let is_default = value == key.default();
                if self.dial.at != self.stands {
                    let take = if is_default { Command::Unset { key } } else { Command::Set { key, value } };
                    effects.push(Effect::Send(take));
                }
                Outcome::Done(effects)
            }
            _ => Outcome::done(),
        }
    }

    fn draw(&mut self, _view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let title = format!("{}: {}", self.dial.key.title(), self.dial.words());
        if let Some(place) = row(area, 0) {
            canvas.put(after(place, 1), &title, Role::Title);
        }
        let at = area.height.min(4).saturating_sub(2);
        if let Some(place) = row(area, at) {
            canvas.focus(place);
            let cells = usize::from(area.width.saturating_sub(24)).clamp(7, 31);
            canvas.put(after(place, 1), &self.dial.drawn(cells), Role::Text);
        }
        if let Some(place) = row(area, at + 1) {
            canvas.put(after(place, 1), &self.told(), Role::Reason);
        }
    }

    fn keys(&self) -> &'static str {
        "{left} {right} turn   {play} takes it   {take-out} default"
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::app::tests::Driven;
    use super::super::super::fixture;
    use super::*;

    #[test]
    fn what_it_changes_is_told_before_it_is_taken() {
        for (width, height) in [(80, 24), (40, 12), (200, 60)] {
            let mut driven = Driven::new(fixture::evening(), width, height);
            driven.keys("7G{jl");
            assert!(driven.sent.is_empty(), "nothing is set by looking");
            insta::assert_snapshot!(format!("dial_{width}x{height}"), driven.screen());
            driven.keys("<esc>");
            assert!(driven.sent.is_empty());
            driven.keys("lll<enter>");
            assert_eq!(driven.last(), &Command::Set { key: Key::Explore, value: "50".into() });
        }
    }

    #[test]
    fn the_default_comes_back_with_d() {
        let mut driven = Driven::new(fixture::evening(), 80, 24);
        driven.keys("7G{jjld<enter>");
        assert!(driven.sent.is_empty(), "it stood there: {:?}", driven.sent);
        driven.keys("l<enter>");
        assert_eq!(driven.last(), &Command::Set { key: Key::Spread, value: "200".into() });
    }
}
