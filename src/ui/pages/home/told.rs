//! Kinds of sections introduce themselves once, on their title line, until the listener has
//! moved over them.

use std::collections::HashSet;

use super::super::super::page::{Effect, Slot};
use crate::domain::section::{Home, Section};
use crate::player::protocol::{Command, Question};

pub const TOLD: Slot = "told";
const SECTION: &str = "section:";

/// One sentence on what a kind does; none for kinds that explain themselves.
fn sentence(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "jump-back-in" => "what you were in the middle of, or come back to",
        "on-repeat" => "what you played at least 3 times in thirty days",
        "because" => "what goes with music that you finished lately",
        "new" => "what came lately, until you heard it twice",
        _ => return None,
    })
}

#[derive(Debug, Default)]
pub struct Told {
    asked: bool,
    /// What was said before; none until the player answered.
    known: Option<HashSet<String>>,
    /// Kinds that introduce themselves now.
    saying: HashSet<String>,
    /// The kind that the cursor is in.
    on: Option<String>,
}

impl Told {
    pub fn ask(&mut self) -> Option<Effect> {
        let first = !std::mem::replace(&mut self.asked, true);
        first.then_some(Effect::Ask { slot: TOLD, question: Question::Told })
    }

    pub fn arrive(&mut self, what: Vec<String>) {
        self.known = Some(what.into_iter().collect());
    }

    #[must_use]
    pub fn knows(&self, what: &str) -> bool {
        self.known.as_ref().is_none_or(|known| known.contains(what))
    }

    /// Notes that something is said now, so that it is not said again at the next start.
    pub fn say(&mut self, what: String) -> Option<Effect> {
        let new = self.known.as_mut().is_some_and(|known| known.insert(what.clone()));
        new.then_some(Effect::Send(Command::Told { what }))
    }

    /// Lets new kinds on this home introduce themselves, and those that the cursor left rest.
    pub fn look(&mut self, home: &Home, on: Option<&Section>) -> Vec<Effect> {
        let on = on.map(|section| section.kind.clone());
        if on != self.on
            && let Some(left) = std::mem::replace(&mut self.on, on)
        {
            self.saying.remove(&left);
        }
        let mut effects = Vec::new();
        for section in home.sections.iter().filter(|section| section.pin.is_none()) {
            if sentence(&section.kind).is_some()
                && let Some(effect) = self.say(format!("{SECTION}{}", section.kind))
            {
                self.saying.insert(section.kind.clone());
                effects.push(effect);
            }
        }
        effects
    }

    /// Home is dealt anew: nothing on it is new any more.
    pub fn hush(&mut self) {
        self.saying.clear();
    }

    /// What the section's title says of itself, if it is new here.
    #[must_use]
    pub fn introduction(&self, section: &Section) -> Option<&'static str> {
        let speaks = section.pin.is_none() && self.saying.contains(&section.kind);
        speaks.then(|| sentence(&section.kind)).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::super::fixture;
    use super::*;

    fn said(effects: &[Effect]) -> Vec<String> {
        let what = |effect: &Effect| match effect {
            Effect::Send(Command::Told { what }) => Some(what.clone()),
            _ => None,
        };
        effects.iter().filter_map(what).collect()
    }

    #[test]
    fn a_kind_says_it_once_until_the_cursor_has_been_there() {
        let home = fixture::home();
        let section = |kind: &str| home.sections.iter().find(|section| section.kind == kind).unwrap();
        let (jump, repeat) = (section("jump-back-in"), section("because"));
        let mut told = Told::default();
        assert!(told.look(&home, None).is_empty(), "nothing is said before it is known what was said");
        told.arrive(vec!["section:because".into()]);
        let said_now = said(&told.look(&home, Some(jump)));
        assert!(said_now.contains(&"section:jump-back-in".to_owned()) && !said_now.contains(&"section:because".into()));
        assert!(told.introduction(jump).is_some() && told.introduction(repeat).is_none());
        assert!(told.look(&home, Some(jump)).is_empty(), "stored once");
        told.look(&home, Some(repeat));
        assert_eq!(told.introduction(jump), None);
    }
}
