//! Home, and opening what was read.

use crate::domain::section::{Impression, Section};
use crate::domain::settings::Voice;
use crate::player::protocol::Command;

use super::super::news::home_in_short;
use super::super::phrasing::{self, count, sentence};
use super::super::reading::{Pending, Session};
use super::super::things::{Opens, Thing};
use super::super::{Effect, Here, say};
use super::line;

pub(super) fn home(session: &mut Session, _: &str, here: &Here<'_>) -> Vec<Effect> {
    let home = &here.snapshot.home;
    if home.sections.is_empty() {
        let waiting = home.waiting.iter().map(|waiting| {
            say(format!(
                "Still listening for {}: {} of {} {}.",
                waiting.title, waiting.have, waiting.need, waiting.what
            ))
        });
        return [say(home_in_short(here))].into_iter().chain(waiting).collect();
    }
    let sections = crate::domain::human::count(count(home.sections.len()), "section", "sections");
    let mut effects =
        session.read_list(format!("Home, {sections}."), home.sections.iter().map(Thing::of_section).collect());
    effects.extend(session.look_for_asking(here));
    effects
}

/// A number alone: a section reads its picks, a pick says more and reads what is in it.
pub(super) fn open(session: &mut Session, number: usize, here: &Here<'_>) -> Vec<Effect> {
    let thing = match line(session, number) {
        Ok(thing) => thing,
        Err(said) => return vec![say(said)],
    };
    let mut effects: Vec<_> = thing.more.iter().cloned().map(Effect::Say).collect();
    if let Some(item) = thing.item.filter(|_| !matches!(thing.opens, Opens::Nothing)) {
        effects.push(Effect::Send(Command::Opened { item, search: None }));
    }
    match thing.opens {
        Opens::Nothing if effects.is_empty() => effects.push(say(thing.said)),
        Opens::Nothing => {}
        Opens::Section(id) => match here.snapshot.home.sections.iter().position(|section| section.id == id) {
            Some(place) => effects.extend(picks(session, place, here)),
            None => effects.push(say("That section is not on home any more. home reads what is.")),
        },
        Opens::Ask(question) => {
            let pending = Pending::Rows { heading: thing.title, source: Some(thing.source), words: String::new() };
            effects.extend(session.ask(question, pending));
        }
    }
    effects
}

fn picks(session: &mut Session, place: usize, here: &Here<'_>) -> Vec<Effect> {
    let home = &here.snapshot.home;
    let Some(section) = home.sections.get(place) else { return Vec::new() };
    let heading = format!("{} {}", sentence(&phrasing::section(section)), sentence(&section.reason));
    let told = (Voice::of(&here.snapshot.settings, false), here.now);
    let things = (0..).zip(&section.picks).map(|(n, pick)| Thing::of_pick(section, n, pick, told)).collect();
    let mut effects = session.read_list(heading.trim_end(), things);
    // What was read aloud was seen.
    let seen = session.see(home.generation, impressions(section, place, home.generation));
    if !seen.is_empty() {
        effects.push(Effect::Send(Command::Seen(seen)));
    }
    effects
}

fn impressions(section: &Section, place: usize, generation: u64) -> Vec<Impression> {
    let impression = |(pick_place, pick): (usize, &crate::domain::section::Pick)| Impression {
        generation,
        section: section.id.clone(),
        kind: section.kind.clone(),
        section_place: count(place),
        item: pick.item.what,
        pick_place: count(pick_place),
    };
    section.picks.iter().enumerate().map(impression).collect()
}
