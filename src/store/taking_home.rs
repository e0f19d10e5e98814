//! A home taken over from a file: pins, limits, what is put away and the dials, as one change.

use rusqlite::Transaction;

use super::changes::{self, Change};
use super::{Receipt, Result, Store, feedback, pins, settings};
use crate::domain::feedback::{Target, Verb};
use crate::domain::human;
use crate::domain::ids::ListenerId;
use crate::domain::limit::Limit;
use crate::domain::section::{Origin, Pin};
use crate::domain::settings::Key;
use crate::domain::time::Moment;
use crate::domain::welcome::DECLINED;

/// What home shall be made of. Pins, limits and what is put away take the place of those that
/// stand; settings that are not named stay.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HomeTaking {
    pub pins: Vec<Pin>,
    /// By section.
    pub limits: Vec<(String, Vec<Limit>)>,
    pub away: Vec<String>,
    pub dials: Vec<(Key, String)>,
}

impl Store {
    /// Takes a home over, as one undoable change.
    pub fn take_home(&self, home: HomeTaking, now: Moment) -> Receipt<Option<Change>> {
        let listener = self.listener();
        self.writer().urgent(move |tx| take(tx, listener, &home, now))
    }
}

fn take(tx: &Transaction<'_>, listener: ListenerId, home: &HomeTaking, now: Moment) -> Result<Option<Change>> {
    let mut steps = vec![changes::Step::Pins(pins::in_place_of_all(tx, listener, &home.pins)?)];
    for (section, _) in settings::limits(tx, listener)? {
        if !home.limits.iter().any(|(kept, _)| *kept == section) {
            steps.push(changes::Step::Setting(settings::limits_step(&section, &[], now)?));
        }
    }
    for (section, limits) in &home.limits {
        steps.push(changes::Step::Setting(settings::limits_step(section, limits, now)?));
    }
    let said = feedback::in_force(tx, listener, now)?;
    let away: Vec<&String> = said
        .iter()
        .filter(|said| said.verb == Verb::Hide)
        .filter_map(|said| match &said.target {
            // What was answered to a proposal is no part of home.
            Target::Section(id) if !id.starts_with(DECLINED) => Some(id),
            _ => None,
        })
        .collect();
    for section in away.iter().filter(|section| !home.away.contains(section)) {
        steps.push(changes::Step::Feedback(feedback::section_away(tx, listener, section, false, now)?));
    }
    for section in home.away.iter().filter(|section| !away.contains(section)) {
        steps.push(changes::Step::Feedback(feedback::section_away(tx, listener, section, true, now)?));
    }
    for (key, value) in &home.dials {
        let step = settings::Step::of(key.name().to_owned(), Some(value.clone()), Origin::Hand, now);
        steps.push(changes::Step::Setting(step));
    }
    let count = human::count(u32::try_from(home.pins.len()).unwrap_or(u32::MAX), "pinned section", "pinned sections");
    let mut steps = steps.into_iter();
    changes::make_several(tx, listener, now, format!("Took over a home of {count}"), || Ok(steps.next()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::PinId;
    use crate::domain::section::{PinMode, Recipe};
    use crate::store::fixture::{Fixture, NOW};

    fn pin(title: &str, place: u32) -> Pin {
        let recipe = Recipe { kind: "on-repeat".into(), length: 8, ..Recipe::default() };
        let id = PinId::made_at(NOW.unix_ms);
        Pin { id, place, mode: PinMode::Recipe, title: title.into(), recipe, picks: Vec::new(), pinned_at: NOW }
    }

    #[test]
    fn a_home_is_taken_over_and_given_back_as_one() {
        let fixture = Fixture::new();
        let (store, listener) = (&fixture.store, fixture.store.listener());
        let reader = fixture.reader();
        let stands = || {
            let titles: Vec<String> = reader.pins(listener).unwrap().into_iter().map(|pin| pin.title).collect();
            let facts = reader.facts(listener, NOW).unwrap();
            (titles, facts.limits, facts.feedback.len())
        };
        store.pin(pin("mine", 1)).wait().unwrap();
        store.limit("mix:1".into(), "Mix 1".into(), vec![Limit::Liked], NOW).wait().unwrap();
        let refused = format!("{DECLINED}album:7");
        store.say(Verb::Hide, Target::Section(refused), None, NOW).wait().unwrap();
        let before = stands();
        let limits = vec![("rediscover".to_owned(), vec![Limit::Heard])];
        let home = HomeTaking {
            pins: vec![pin("a", 1), pin("b", 2)],
            limits: limits.clone(),
            away: vec!["because".into()],
            dials: vec![(Key::Explore, "35".into())],
        };
        let told = store.take_home(home, NOW).wait().unwrap().unwrap().summary;
        assert_eq!(told, "Took over a home of 2 pinned sections");
        assert_eq!(stands(), (vec!["a".into(), "b".into()], limits, 2), "and what was refused stays so");
        store.undo(NOW).wait().unwrap();
        assert_eq!(stands(), before);
        assert_eq!(reader.chosen(listener).unwrap(), []);
    }

    #[test]
    fn two_that_want_one_place_stand_one_after_the_other() {
        let fixture = Fixture::new();
        let store = &fixture.store;
        store.pin(pin("mine", 3)).wait().unwrap();
        let pins = vec![pin("c", 9), pin("a", 3), pin("b", 3), pin("d", u32::MAX), pin("e", u32::MAX)];
        store.take_home(HomeTaking { pins, ..HomeTaking::default() }, NOW).wait().unwrap();
        let stands = || {
            let pins = fixture.reader().pins(store.listener()).unwrap().into_iter();
            pins.map(|pin| format!("{} {}", pin.place, pin.title)).collect::<Vec<_>>()
        };
        assert_eq!(stands(), ["3 a", "4 b", "9 c", "4294967295 d", "4294967295 e"]);
        store.undo(NOW).wait().unwrap();
        assert_eq!(stands(), ["3 mine"]);
    }
}
