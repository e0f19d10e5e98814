//! Make it mine: a section by ear becomes a pin or a playlist.

use super::super::super::page::{Effect, Visit};
use super::super::super::widgets::choice::{Choice, ChoicePanel};
use super::super::super::widgets::name::NamePanel;
use super::editor::EditorPanel;
use crate::domain::human;
use crate::domain::ids::PlaylistId;
use crate::domain::playlist::folder::name_of;
use crate::domain::section::{ItemRef, PinMode, Recipe, Section};
use crate::domain::time::Moment;
use crate::player::protocol::Command;

/// Each line says beforehand what it will do.
pub fn panel(section: &Section, now: Moment) -> ChoicePanel {
    let count = human::count(u32::try_from(section.picks.len()).unwrap_or(u32::MAX), "pick", "picks");
    let pin = |mode| vec![Effect::Send(Command::PinSection { section: section.id.clone(), mode })];
    let within = if section.limits.is_empty() { "" } else { ", within its limits" };
    let mut choices = match section.pin {
        Some(pin) => {
            let (what, then) = match Recipe::is_named(&section.kind) {
                true => ("take it off home", "what it shows stays in the library"),
                false => ("give it back", "it goes on by ear, as it was"),
            };
            vec![Choice::new('d', what, then, vec![Effect::Send(Command::Unpin { pin })])]
        }
        None => vec![
            Choice::new('p', "keep these picks", format!("{count}, exactly as they stand"), pin(PinMode::Picks)),
            Choice::new(
                'r',
                "keep the recipe",
                format!("fresh picks, found the same way{within}"),
                pin(PinMode::Recipe),
            ),
        ],
    };
    if !section.picks.is_empty() {
        choices.push(Choice::new(
            'm',
            "make it a playlist …",
            format!("{count} in order, albums whole"),
            vec![named(section, false)],
        ));
        choices.push(Choice::new(
            'o',
            "make it a playlist, and open it …",
            "to go on with it there",
            vec![named(section, true)],
        ));
    }
    let blank = Effect::Panel(Box::new(EditorPanel::blank(now)));
    choices.push(Choice::new('n', "build a new section …", "by a rule, an order and a size", vec![blank]));
    let title = match section.pin {
        Some(_) => format!("“{}” is pinned", section.title),
        None => format!("Make “{}” yours", section.title),
    };
    ChoicePanel::new(title, choices)
}

/// Asks what the playlist is called, and opens it if that is meant.
fn named(section: &Section, opens: bool) -> Effect {
    let id = section.id.clone();
    let asked = NamePanel::new("Make a playlist of it, called", &name_of(&section.title), move |name, now| {
        let list = PlaylistId::made_at(now.unix_ms);
        let keep = Command::KeepSection { section: id.clone(), id: list, name: name.to_owned() };
        let visit = opens.then(|| Effect::Visit(Visit::Item(ItemRef::Playlist(list))));
        std::iter::once(Effect::Send(keep)).chain(visit).collect()
    })
    .of_a_list();
    Effect::Panel(Box::new(asked))
}

#[cfg(test)]
mod tests {
    use super::super::super::super::app::tests::Driven;
    use super::super::super::super::fixture;
    use super::*;
    use std::sync::Arc;

    #[test]
    fn only_what_goes_on_by_ear_is_given_back_to_it() {
        let said = |kind: &str| {
            let mut snapshot = fixture::evening();
            for section in &mut Arc::make_mut(&mut snapshot.home).sections {
                if section.pin.is_some() {
                    section.kind = kind.into();
                }
            }
            let mut driven = Driven::new(snapshot, 80, 24);
            driven.keys("}p");
            driven.screen()
        };
        assert!(said("because").contains("it goes on by ear, as it was"), "{}", said("because"));
        let list = said("playlist");
        assert!(list.contains("take it off home") && !list.contains("goes on by ear, as it was"), "{list}");
        assert!(!Recipe::is_named("because"));
    }
}
