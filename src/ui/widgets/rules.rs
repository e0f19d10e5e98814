//! The builder of a playlist by rules: its name, its rules as text, what it is about, and below
//! them what it finds now.

use crossterm::event::KeyCode;
use ratatui::layout::Rect;

use super::super::canvas::{Canvas, after, below, row};
use super::super::keymap::{Action, Press};
use super::super::page::{Effect, Outcome, Panel, Slot, View, Visit};
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
    About,
}

impl Place {
    const ALL: [Self; 3] = [Self::Name, Self::Rules, Self::About];

    /// The field above or below.
    fn beside(self, down: bool) -> Self {
        match (self, down) {
            (Self::Name | Self::Rules, false) => Self::Name,
            (Self::Name, true) | (Self::About, false) => Self::Rules,
            (Self::Rules | Self::About, true) => Self::About,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Rules => "rules",
            Self::About => "about",
        }
    }
}

pub struct RulesPanel {
    /// None for one that is yet to be made.
    list: Option<SmartPlaylist>,
    name: Field,
    rules: Field,
    about: Field,
    at: Place,
    completing: Completing,
    found: Option<RulesFound>,
    /// The text that was asked about last.
    asked: Option<String>,
    /// What keeps Enter from keeping it.
    refused: Option<String>,
    /// Esc was pressed on what is not kept.
    leaving: bool,
    began: [String; 3],
}

impl RulesPanel {
    /// For a new list that begins with these rules.
    #[must_use]
    pub fn new(rules: &str) -> Self {
        Self::of(None, "", rules, Place::Name)
    }

    #[must_use]
    pub fn edit(list: &SmartPlaylist) -> Self {
        Self::of(Some(list.clone()), &list.name, &list.rules, Place::Rules)
    }

    fn of(list: Option<SmartPlaylist>, name: &str, rules: &str, at: Place) -> Self {
        // What was suggested is worth asking for before it is dropped.
        let began = if list.is_some() { rules.to_owned() } else { String::new() };
        let about = list.as_ref().map(|list| list.description.clone()).unwrap_or_default();
        Self {
            list,
            name: Field::new(name),
            rules: Field::new(rules),
            about: Field::new(&about),
            at,
            completing: Completing::default(),
            found: None,
            asked: None,
            refused: None,
            leaving: false,
            began: [name.to_owned(), began, about],
        }
    }

    const fn field(&self, at: Place) -> &Field {
        match at {
            Place::Name => &self.name,
            Place::Rules => &self.rules,
            Place::About => &self.about,
        }
    }

    const fn active(&mut self) -> &mut Field {
        match self.at {
            Place::Name => &mut self.name,
            Place::Rules => &mut self.rules,
            Place::About => &mut self.about,
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
        let now = Place::ALL.map(|place| self.field(place).value());
        now.iter().zip(&self.began).any(|(now, began)| now != began)
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
        if query.expression.is_everything() && query.sort.is_empty() && query.limit.is_none() && self.list.is_none() {
            // All of the library is hardly meant by a line left empty.
            self.refused = Some("It needs a rule, as in genre:jazz heard:0".into());
            self.at = Place::Rules;
            return Outcome::Done(self.ask());
        }
        let edits = self.edits(name, query, view);
        // Whoever made a list wants to see it, wherever its rules came from.
        let made = edits.iter().find_map(|edit| match edit {
            RulesEdit::Create { id, .. } => Some(Effect::Visit(Visit::Rules(*id))),
            _ => None,
        });
        effects.extend(edits.into_iter().map(|edit| Effect::Send(Command::EditRules(edit))));
        effects.extend(made);
        Outcome::Done(effects)
    }

    fn edits(&self, name: String, rules: Query, view: &View<'_>) -> Vec<RulesEdit> {
        let description = self.about.value().trim().to_owned();
        let described = self.list.as_ref().map_or("", |list| &list.description) != description;
        let id = self.list.as_ref().map_or_else(|| SmartPlaylistId::made_at(view.now.unix_ms), |list| list.id);
        let describe = described.then_some(RulesEdit::Describe { id, description });
        let mut edits = match &self.list {
            None => vec![RulesEdit::Create { id, name, rules }],
            Some(list) => {
                let rename = (name != list.name).then_some(RulesEdit::Rename { id, name });
                let set = (rules.to_string() != list.rules).then_some(RulesEdit::SetRules { id, rules });
                rename.into_iter().chain(set).collect()
            }
        };
        edits.extend(describe);
        edits
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
        None if found.tracks == 0 && found.lacking.is_empty() => "nothing now".into(),
        None if found.tracks == 0 => format!("nothing: {}", found.lacking.join("; ")),
        None => {
            let tracks = human::count(found.tracks, "track", "tracks");
            let size = format!("{:.0} MB", found.bytes as f64 / 1e6);
            let lacking: String = found.lacking.iter().map(|lacking| format!(" · {lacking}")).collect();
            format!("{tracks} · {} · {size}{lacking}", human::span(found.length_ms))
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
            // A name alone makes no list: Enter goes on to its rules.
            (_, Some(Action::Enter)) if self.at == Place::Name && self.rules.value().trim().is_empty() => {
                self.at = Place::Rules;
            }
            (_, Some(Action::Enter)) => return self.keep(view),
            (KeyCode::Tab, _) => match self.at {
                Place::Rules => {
                    if !self.completing.accept(&mut self.rules) {
                        self.at = Place::About;
                    }
                }
                Place::Name => self.at = Place::Rules,
                Place::About => self.at = Place::Name,
            },
            (KeyCode::BackTab | KeyCode::Up, _) => self.at = self.at.beside(false),
            (KeyCode::Down, _) => self.at = self.at.beside(true),
            _ => {
                self.active().press(press);
            }
        }
        self.refused = None;
        Outcome::Done(self.ask())
    }

    fn paste(&mut self, text: &str) {
        self.active().paste(text);
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
        for (n, at) in (1..).zip(Place::ALL) {
            let (words, field) = (at.word(), self.field(at));
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
        if let Some(place) = row(area, 4) {
            let place = after(place, LABEL);
            let busy = self.leaving || self.refused.is_some() || self.at != Place::Rules;
            if busy || !self.completing.draw("Tab", place, canvas) {
                let (words, role) = self.remark();
                canvas.put(place, &words, role);
            } else if let Some(place) = row(area, 5) {
                let (words, role) = self.remark();
                canvas.put(after(place, LABEL), &words, role);
            }
        }
        let Some(found) = &self.found else { return };
        for (place, card) in below(area, 6).rows().zip(&found.first) {
            let length = card.length_ms.map(human::clock).unwrap_or_default();
            let place = Rect { width: place.width.saturating_sub(1), ..place };
            let rest = canvas.put_right(after(place, LABEL), &format!("  {length}"), Role::Reason);
            let half = rest.width * 11 / 20;
            canvas.put(Rect { width: half.saturating_sub(2), ..rest }, &card.title, Role::Text);
            canvas.put(after(rest, half), &card.artist, Role::Reason);
        }
    }

    fn keys(&self) -> &'static str {
        if self.leaving { "k keeps it   d drops it" } else { "Enter keeps it   Tab completes   Up Down another line" }
    }
}
