//! Why a track is, or is not, in a playlist by rules: of a line that is known, or of any track
//! that is looked for.

use std::sync::Arc;

use crossterm::event::KeyCode;
use ratatui::layout::Rect;

use super::super::canvas::{Canvas, after, below, cells, row};
use super::super::keymap::{Action, Press};
use super::super::page::{Effect, Outcome, Panel, Slot, View};
use super::super::theme::Role;
use super::field::Field;
use super::rules::RulesPanel;
use crate::domain::ids::{SmartPlaylistId, TrackId};
use crate::domain::orders::HitOrder;
use crate::domain::playlist::folder::shown;
use crate::domain::query::Condition;
use crate::domain::smart_playlist::SmartPlaylist;
use crate::domain::track::TrackCard;
use crate::player::protocol::{Answer, Question};

const CONDITIONS: Slot = "conditions";
const FOUND: Slot = "found";
/// Tracks that are offered.
const OFFERED: u32 = 8;

/// Each condition with what is known of the track.
pub struct WhyByRulesPanel {
    list: SmartPlaylistId,
    name: String,
    track: TrackId,
    title: String,
    /// Whether it is in, and why.
    known: Option<(bool, Vec<Condition>)>,
    /// The builder that it was asked from.
    back: Option<SmartPlaylist>,
}

/// Closes, to the builder where it was asked from there.
fn close(back: Option<&SmartPlaylist>) -> Outcome {
    let builder = back.map(|list| Effect::Panel(Box::new(RulesPanel::edit(list))));
    Outcome::Done(std::iter::once(Effect::ClosePanel).chain(builder).collect())
}

impl WhyByRulesPanel {
    #[must_use]
    pub fn new(list: SmartPlaylistId, name: &str, track: TrackId, title: &str) -> Self {
        Self { list, name: name.to_owned(), track, title: title.to_owned(), known: None, back: None }
    }

    fn conditions(&self) -> &[Condition] {
        self.known.as_ref().map(|(_, conditions)| conditions.as_slice()).unwrap_or_default()
    }

    /// "Sunny is not in Old loves".
    fn stands(&self) -> String {
        let Some((is_in, conditions)) = &self.known else { return format!("Why is {} in {}?", self.title, self.name) };
        let meets = conditions.first().is_none_or(|whole| whole.holds);
        let stands = match (is_in, meets) {
            (true, _) => "is in",
            (false, true) => "meets every rule, but stands beyond the limit of",
            (false, false) => "is not in",
        };
        format!("{} {stands} {}", self.title, self.name)
    }
}

impl Panel for WhyByRulesPanel {
    fn open(&mut self, _view: &View<'_>) -> Vec<Effect> {
        let question = Question::WhyByRules { list: self.list, track: self.track };
        vec![Effect::Ask { slot: CONDITIONS, question }]
    }

    fn answer(&mut self, _slot: Slot, answer: Answer, _view: &View<'_>) -> Vec<Effect> {
        match answer {
            Answer::WhyByRules { is_in, conditions } => self.known = Some((is_in, conditions)),
            Answer::Failed { reason } => return vec![Effect::ClosePanel, Effect::tell(reason)],
            _ => {}
        }
        Vec::new()
    }

    fn height(&self, _view: &View<'_>, _width: u16) -> u16 {
        cells(self.conditions().len().max(1)) + 2
    }

    fn key(&mut self, _press: Press, action: Option<Action>, _view: &View<'_>) -> Outcome {
        match action {
            Some(Action::Cancel | Action::Close | Action::Enter) => close(self.back.as_ref()),
            _ => Outcome::done(),
        }
    }

    fn draw(&mut self, _view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        canvas.point_at(area.as_position());
        if let Some(place) = row(area, 0) {
            canvas.put(after(place, 1), &self.stands(), Role::Title);
        }
        let list = below(area, if area.height > 3 { 2 } else { 1 });
        if self.known.is_some() && self.conditions().is_empty() {
            canvas.put(after(list, 1), "It asks nothing: every track meets its rules", Role::Reason);
        }
        for (place, condition) in list.rows().zip(self.conditions()) {
            let place = after(Rect { width: place.width.saturating_sub(1), ..place }, 1);
            canvas.put(place, if condition.holds { "yes" } else { "no" }, Role::Accent);
            let place = after(place, 5 + 2 * cells(condition.depth));
            let value = condition.value.as_deref().map(|value| format!("  {value}")).unwrap_or_default();
            let used = canvas.put(place, &condition.says, Role::Text.strong_if(!condition.holds));
            canvas.put(after(place, used), &value, Role::Reason);
        }
    }

    fn keys(&self) -> &'static str {
        "{cancel} closes"
    }
}

/// Asks which track is meant. What plays is offered until words are typed.
pub struct AskByRulesPanel {
    list: SmartPlaylistId,
    name: String,
    words: Field,
    offers: Vec<Arc<TrackCard>>,
    at: usize,
    back: Option<SmartPlaylist>,
}

impl AskByRulesPanel {
    #[must_use]
    pub fn new(list: SmartPlaylistId, name: &str) -> Self {
        Self { list, name: name.to_owned(), words: Field::new(""), offers: Vec::new(), at: 0, back: None }
    }

    /// The same from the builder, which comes back when it is closed.
    #[must_use]
    pub fn from_builder(list: &SmartPlaylist) -> Self {
        Self { back: Some(list.clone()), ..Self::new(list.id, &shown(&list.name)) }
    }

    fn ask(&mut self, view: &View<'_>) -> Vec<Effect> {
        let words = self.words.value().trim().to_owned();
        self.at = 0;
        if words.is_empty() {
            let queue = &view.snapshot.queue;
            let lines = queue.added.iter().chain(&queue.list).chain(&queue.ear);
            let playing = queue.current.as_ref().map(|line| &line.card);
            let offers = playing.into_iter().chain(lines.map(|line| &line.card)).cloned();
            self.offers = offers.take(OFFERED as usize).collect();
            return Vec::new();
        }
        vec![Effect::Ask { slot: FOUND, question: Question::Search { words, limit: OFFERED, order: HitOrder::Best } }]
    }
}

impl Panel for AskByRulesPanel {
    fn open(&mut self, view: &View<'_>) -> Vec<Effect> {
        self.ask(view)
    }

    fn answer(&mut self, _slot: Slot, answer: Answer, _view: &View<'_>) -> Vec<Effect> {
        // What was typed since asks anew: an answer to other words is not shown.
        if let Answer::Found(found) = answer
            && found.words == self.words.value().trim()
        {
            self.offers = found.tracks.into_iter().collect();
        }
        Vec::new()
    }

    fn height(&self, _view: &View<'_>, _width: u16) -> u16 {
        cells(self.offers.len().max(1)) + 3
    }

    fn key(&mut self, press: Press, action: Option<Action>, view: &View<'_>) -> Outcome {
        match (press.code, action) {
            (_, Some(Action::Cancel)) => return close(self.back.as_ref()),
            (_, Some(Action::Enter)) => {
                let Some(card) = self.offers.get(self.at) else { return Outcome::done() };
                let why = WhyByRulesPanel::new(self.list, &self.name, card.id, &card.title);
                let why = WhyByRulesPanel { back: self.back.clone(), ..why };
                return Outcome::Done(vec![Effect::ClosePanel, Effect::Panel(Box::new(why))]);
            }
            (KeyCode::Down, _) | (_, Some(Action::Down)) => {
                self.at = (self.at + 1).min(self.offers.len().saturating_sub(1))
            }
            (KeyCode::Up, _) | (_, Some(Action::Up)) => self.at = self.at.saturating_sub(1),
            _ if self.words.press(press) => return Outcome::Done(self.ask(view)),
            _ => {}
        }
        Outcome::done()
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn paste(&mut self, text: &str, view: &View<'_>) -> Vec<Effect> {
        self.words.paste(text);
        self.ask(view)
    }

    fn draw(&mut self, _view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        if let Some(place) = row(area, 0) {
            canvas.put(after(place, 1), &format!("Which track, in {} or not?", self.name), Role::Title);
        }
        if let Some(place) = row(area, 1) {
            self.words.draw(after(place, 1), true, canvas);
        }
        let list = below(area, if area.height > 4 { 3 } else { 2 });
        if self.offers.is_empty() {
            let words = if self.words.value().is_empty() { "Type words of it" } else { "No track has these words" };
            canvas.put(after(list, 1), words, Role::Reason);
        }
        for (place, (at, card)) in list.rows().zip(self.offers.iter().enumerate()) {
            let here = at == self.at;
            if here {
                canvas.put(Rect { width: 1.min(place.width), ..place }, canvas.glyphs.focus, Role::Focus);
            }
            let place = after(Rect { width: place.width.saturating_sub(1), ..place }, 1);
            let used = canvas.put(place, &card.title, Role::Text.strong_if(here));
            canvas.put(after(place, used), &format!("  {}", card.artist), Role::Reason);
        }
    }

    fn keys(&self) -> &'static str {
        "{play} says why   {up} {down} another"
    }
}
