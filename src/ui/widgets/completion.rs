//! What could be typed next in a line of the query language, on one line.

use ratatui::layout::Rect;

use super::super::canvas::{Canvas, after};
use super::super::theme::Role;
use super::field::Field;
use crate::domain::query::complete::{Completion, Typing, ValueCount, typing};
use crate::domain::query::{Facet, ProblemKind, Reading, read};
use crate::player::protocol::Question;

/// Values that are asked for; no line shows more.
const VALUES: u32 = 12;

/// How the line under a field helps.
#[derive(Default)]
pub struct Completing {
    typing: Option<Typing>,
    offers: Vec<Completion>,
    /// What the values are for, and they.
    asked: Option<(Facet, String)>,
    values: Vec<ValueCount>,
    /// Whether what was accepted gives way to the next offer when nothing was typed since.
    goes_round: bool,
    round: Option<Round>,
}

/// What was accepted last, and what else was offered there.
struct Round {
    line: String,
    typing: Typing,
    /// The next one first, the accepted one last.
    offers: Vec<Completion>,
    /// The line with the accepted one in it.
    now: String,
}

impl Completing {
    /// One where accepting again puts the next offer in place of the last.
    #[must_use]
    pub fn in_turn() -> Self {
        Self { goes_round: true, ..Self::default() }
    }

    /// Looks at the field anew; what must be asked to go on.
    pub fn follow(&mut self, field: &Field) -> Option<Question> {
        self.round = self.round.take().filter(|round| round.now == field.value());
        self.typing = typing(field.value(), field.cursor());
        let wanted = self.typing.as_ref().and_then(Typing::wants).map(|(facet, begun)| (facet, begun.to_owned()));
        let is_new = wanted.is_some() && wanted != self.asked;
        if wanted.as_ref().map(|(facet, _)| *facet) != self.asked.as_ref().map(|(facet, _)| *facet) {
            self.values.clear();
        }
        self.asked = wanted;
        self.offer();
        let (facet, begun) = self.asked.clone().filter(|_| is_new)?;
        Some(Question::Values { facet, begun, limit: VALUES })
    }

    /// Takes values, if they are still those that are wanted.
    pub fn arrive(&mut self, facet: Facet, begun: &str, values: Vec<ValueCount>) {
        if self.asked.as_ref().is_some_and(|(wanted, with)| *wanted == facet && with == begun) {
            self.values = values;
            self.offer();
        }
    }

    fn offer(&mut self) {
        self.offers = self.typing.as_ref().map(|typing| typing.completions(&self.values)).unwrap_or_default();
        // What is typed in full already is no offer.
        if let (Some(typing), [only]) = (&self.typing, self.offers.as_slice())
            && typing.is_whole(only)
        {
            self.offers.clear();
        }
        if let (Some(round), true) = (&self.round, self.offers.is_empty()) {
            self.offers.clone_from(&round.offers);
        }
    }

    #[must_use]
    pub fn is_there(&self) -> bool {
        !self.offers.is_empty()
    }

    pub fn clear(&mut self) {
        *self = Self { goes_round: self.goes_round, ..Self::default() };
    }

    /// Puts the first offer into the field; whether there was one.
    pub fn accept(&mut self, field: &mut Field) -> bool {
        let Some(first) = self.offers.first() else { return false };
        let round = self.round.as_ref().filter(|round| round.now == field.value() && round.offers == self.offers);
        let (before, typing) = match (round, &self.typing) {
            (Some(round), _) => (round.line.clone(), round.typing.clone()),
            (None, Some(typing)) => (field.value().to_owned(), typing.clone()),
            (None, None) => return false,
        };
        let (now, cursor) = typing.accept(&before, first);
        field.set(&now, cursor);
        let mut offers = self.offers.clone();
        offers.rotate_left(1);
        let others = self.goes_round && offers.len() > 1;
        self.round = others.then_some(Round { line: before, typing, offers, now });
        true
    }

    /// `key` is what accepts the first. `Tab genre:  one of its genres   folder:  path:`. Whether there was anything to draw.
    pub fn draw(&self, key: &str, place: Rect, canvas: &mut Canvas<'_>) -> bool {
        let [first, others @ ..] = self.offers.as_slice() else { return false };
        let mut rest = place;
        for (words, role) in [
            (key, Role::Reason),
            (" ", Role::Reason),
            (first.name.as_str(), Role::Accent),
            ("  ", Role::Text),
            (first.says.as_str(), Role::Text),
        ] {
            let used = canvas.put(rest, words, role);
            rest = after(rest, used);
        }
        for other in others {
            let name = format!("   {}", other.name);
            if super::super::width::width(&name) > usize::from(rest.width) {
                break;
            }
            let used = canvas.put(rest, &name, Role::Reason);
            rest = after(rest, used);
        }
        true
    }
}

/// What there is to say of a line that is typed: what is wrong, or of the facet that waits for
/// its value what it takes.
#[must_use]
pub fn remark(reading: &Reading) -> Option<String> {
    if let Some(wrong) = reading.wrong() {
        return Some(wrong.message.clone());
    }
    let unfinished = reading.problems.iter().find(|problem| problem.kind == ProblemKind::Unfinished)?;
    unfinished.message.contains(" takes ").then(|| unfinished.message.clone())
}

/// [`remark`] of a line.
#[must_use]
pub fn remark_on(line: &str) -> Option<String> {
    remark(&read(line))
}
