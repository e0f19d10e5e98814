//! The builder of a playlist by rules: its name, its text, and below them what it finds now.

use ratatui::layout::Rect;

use super::super::canvas::{Canvas, after, below, row};
use super::super::keymap::{Action, Press};
use super::super::page::{Effect, Outcome, Panel, Slot, View};
use super::super::theme::Role;
use super::completion::{Completing, remark_on};
use super::field::Field;
use crate::domain::human;
use crate::domain::ids::SmartPlaylistId;
use crate::domain::query::{Query, parse};
use crate::domain::smart_playlist::{PREVIEWED, RulesEdit, RulesFound, SmartPlaylist};
use crate::domain::text::clean_or_none;
use crate::player::protocol::{Answer, Command, Question};

const FOUND: Slot = "found";
const VALUES: Slot = "values";
/// Cells of the words before the fields.
const LABEL: u16 = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Name,
    Rules,
}

pub struct RulesPanel {
    /// None for one that is yet to be made.
    list: Option<SmartPlaylist>,
    name: Field,
    rules: Field,
    at: Place,
    completing: Completing,
    found: Option<RulesFound>,
    /// The text that was asked about last.
    asked: Option<String>,
    /// What keeps Enter from keeping it.
    refused: Option<String>,
    /// Esc was pressed on what is not kept.
    leaving: bool,
    began: (String, String),
}

impl RulesPanel {
    /// For a new list that begins with these rules.
    #[must_use]
    pub fn new(rules: &str) -> Self {
        Self::of(None, "", rules, Place::Rules)
    }

    #[must_use]
    pub fn edit(list: &SmartPlaylist) -> Self {
        Self::of(Some(list.clone()), &list.name, &list.rules, Place::Rules)
    }

    fn of(list: Option<SmartPlaylist>, name: &str, rules: &str, at: Place) -> Self {
        // What was suggested is worth asking for before it is dropped.
        let began = if list.is_some() { rules.to_owned() } else { String::new() };
        Self {
            list,
            name: Field::new(name),
            rules: Field::new(rules),
            at,
            completing: Completing::default(),
            found: None,
            asked: None,
            refused: None,
            leaving: false,
            began: (name.to_owned(), began),
        }
    }

    /// Asks for what is new: what the text finds, once it reads, and how it could go on.
    fn ask(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        let text = self.rules.value().trim().to_owned();
        if self.asked.as_ref() != Some(&text) && parse(&text).is_ok() {
            self.asked = Some(text.clone());
            effects.push(Effect::Ask { slot: FOUND, question: Question::Rules { rules: text, first: PREVIEWED } });
        }
        if self.at == Place::Rules {
            let question = self.completing.follow(&self.rules);
            effects.extend(question.map(|question| Effect::Ask { slot: VALUES, question }));
        }
        effects
    }

    fn is_changed(&self) -> bool {
        self.name.value() != self.began.0 || self.rules.value() != self.began.1
    }

    fn keep(&mut self, view: &View<'_>) -> Outcome {
        self.leaving = false;
        let query = match parse(self.rules.value()) {
            Ok(query) => query,
            Err(problem) => {
                // Where it is wrong is where one would mend it.
                let written = self.rules.value().to_owned();
                self.rules.set(&written, problem.at.start);
                self.refused = Some(problem.message);
                self.at = Place::Rules;
                return Outcome::done();
            }
        };
        let Some(name) = clean_or_none(self.name.value()) else {
            self.refused = Some("It needs a name".into());
            self.at = Place::Name;
            return Outcome::done();
        };
        let mut effects = vec![Effect::ClosePanel];
        effects.extend(self.edits(name, query, view).into_iter().map(|edit| Effect::Send(Command::EditRules(edit))));
        Outcome::Done(effects)
    }

    fn edits(&self, name: String, rules: Query, view: &View<'_>) -> Vec<RulesEdit> {
        let Some(list) = &self.list else {
            return vec![RulesEdit::Create { id: SmartPlaylistId::made_at(view.now.unix_ms), name, rules }];
        };
        let id = list.id;
        let rename = (name != list.name).then_some(RulesEdit::Rename { id, name });
        let set = (rules.to_string() != list.rules).then_some(RulesEdit::SetRules { id, rules });
        rename.into_iter().chain(set).collect()
    }

    /// "31 tracks · 1 h 58 min · 912 MB", what is wrong, or how it goes on.
    fn remark(&self) -> (String, Role) {
        if self.leaving {
            return ("Not kept yet: k keeps it, d drops it, Esc goes on".into(), Role::Title);
        }
        if let Some(refused) = &self.refused {
            return (refused.clone(), Role::Title);
        }
        if let Some(remark) = remark_on(self.rules.value()) {
            return (remark, Role::Reason);
        }
        match &self.found {
            Some(found) => (said(found), Role::Reason),
            None => (String::new(), Role::Reason),
        }
    }
}

/// "31 tracks · 1 h 58 min · 912 MB".
#[must_use]
pub fn said(found: &RulesFound) -> String {
    match &found.problem {
        Some(problem) => problem.clone(),
        None if found.tracks == 0 => "nothing now".into(),
        None => {
            let tracks = human::count(found.tracks, "track", "tracks");
            let size = format!("{:.0} MB", found.bytes as f64 / 1e6);
            format!("{tracks} · {} · {size}", human::span(found.length_ms))
        }
    }
}

impl Panel for RulesPanel {
    fn open(&mut self, _view: &View<'_>) -> Vec<Effect> {
        self.ask()
    }

    fn height(&self, view: &View<'_>, _width: u16) -> u16 {
        // As much of the page as a panel gets: the more rows, the better the preview.
        let _ = view;
        u16::MAX / 2
    }

    fn key(&mut self, press: Press, action: Option<Action>, view: &View<'_>) -> Outcome {
        if self.leaving {
            return match (press.letter(), action) {
                (Some('k'), _) | (_, Some(Action::Enter)) => self.keep(view),
                (Some('d'), _) => Outcome::effect(Effect::ClosePanel),
                _ => {
                    self.leaving = false;
                    Outcome::done()
                }
            };
        }
        match (press.code, action) {
            (_, Some(Action::Cancel)) => {
                self.leaving = self.is_changed();
                return if self.leaving { Outcome::done() } else { Outcome::effect(Effect::ClosePanel) };
            }
            (_, Some(Action::Enter)) => return self.keep(view),
            (crossterm::event::KeyCode::Tab, _) => {
                if self.at == Place::Name {
                    self.at = Place::Rules;
                } else {
                    self.completing.accept(&mut self.rules);
                }
            }
            (crossterm::event::KeyCode::Up, _) => self.at = Place::Name,
            (crossterm::event::KeyCode::Down, _) => self.at = Place::Rules,
            _ => {
                let field = if self.at == Place::Name { &mut self.name } else { &mut self.rules };
                field.press(press);
            }
        }
        self.refused = None;
        Outcome::Done(self.ask())
    }

    fn paste(&mut self, text: &str) {
        let field = if self.at == Place::Name { &mut self.name } else { &mut self.rules };
        field.paste(text);
    }

    fn answer(&mut self, _slot: Slot, answer: Answer, _view: &View<'_>) -> Vec<Effect> {
        match answer {
            Answer::Rules(found) => self.found = Some(found),
            Answer::Values { facet, begun, values } => self.completing.arrive(facet, &begun, values),
            _ => {}
        }
        Vec::new()
    }

    fn draw(&mut self, _view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let title = if self.list.is_some() { "A playlist by rules" } else { "A new playlist by rules" };
        if let Some(place) = row(area, 0) {
            let place = Rect { width: place.width.saturating_sub(1), ..place };
            let rest = canvas.put_right(place, "  + by hand · your rules", Role::Hand);
            canvas.put(after(rest, 1), title, Role::Title);
        }
        for (n, words, at, field) in [(1, "name", Place::Name, &self.name), (2, "rules", Place::Rules, &self.rules)] {
            let Some(place) = row(area, n) else { continue };
            let active = self.at == at;
            if active {
                canvas.put(Rect { width: 1.min(place.width), ..place }, canvas.glyphs.focus, Role::Focus);
            }
            canvas.put(Rect { width: LABEL - 1, ..after(place, 1) }, words, Role::Reason);
            field.draw(after(place, LABEL), active && !self.leaving, canvas);
            if active && self.leaving {
                canvas.point_at(place.as_position());
            }
        }
        if let Some(place) = row(area, 3) {
            let place = after(place, LABEL);
            let busy = self.leaving || self.refused.is_some() || self.at == Place::Name;
            if busy || !self.completing.draw(place, canvas) {
                let (words, role) = self.remark();
                canvas.put(place, &words, role);
            } else if let Some(place) = row(area, 4) {
                let (words, role) = self.remark();
                canvas.put(after(place, LABEL), &words, role);
            }
        }
        let Some(found) = &self.found else { return };
        for (place, card) in below(area, 5).rows().zip(&found.first) {
            let length = card.length_ms.map(human::clock).unwrap_or_default();
            let place = Rect { width: place.width.saturating_sub(1), ..place };
            let rest = canvas.put_right(after(place, LABEL), &format!("  {length}"), Role::Reason);
            let half = rest.width * 11 / 20;
            canvas.put(Rect { width: half.saturating_sub(2), ..rest }, &card.title, Role::Text);
            canvas.put(after(rest, half), &card.artist, Role::Reason);
        }
    }

    fn keys(&self) -> &'static str {
        if self.leaving { "k keeps it   d drops it" } else { "Enter keeps it   Tab completes   Up the name" }
    }
}
