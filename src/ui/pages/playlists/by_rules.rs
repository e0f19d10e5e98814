//! Playlists by rules among the others: their counts are asked for one after the other, that of
//! the list under the cursor first, with its first tracks.

use std::collections::{HashMap, HashSet};

use super::PlaylistsPage;
use super::tree::At;
use crate::domain::browse::Selection;
use crate::domain::ids::SmartPlaylistId;
use crate::domain::playlist::folder::{own_name, shown};
use crate::domain::query::parse;
use crate::domain::smart_playlist::{RulesEdit, RulesFound, SmartPlaylist, source};
use crate::domain::time::Moment;
use crate::player::protocol::{Command, Question};
use crate::ui::keymap::Action;
use crate::ui::page::{Effect, Outcome, Slot, Subject, Visit};
use crate::ui::widgets::filtered::Filtered;
use crate::ui::widgets::name::NamePanel;
use crate::ui::widgets::rules::RulesPanel;
use crate::ui::widgets::why_by_rules::AskByRulesPanel;

pub(super) use crate::ui::verbs::THEY_DECIDE;

pub(super) const RULES: Slot = "rules";
pub(super) const FOUND: Slot = "found";
/// Tracks that are shown of the list under the cursor.
const SHOWN: u32 = 100;

pub(super) struct ByRules {
    pub(super) lists: Filtered<SmartPlaylist>,
    found: HashMap<SmartPlaylistId, RulesFound>,
    /// Which were counted since anything changed, and of which the first tracks are known.
    counted: HashSet<SmartPlaylistId>,
    looked_at: HashSet<SmartPlaylistId>,
    asked: Option<(SmartPlaylistId, bool)>,
}

impl Default for ByRules {
    fn default() -> Self {
        Self {
            lists: Filtered::new(|list| list.name.clone()),
            found: HashMap::new(),
            counted: HashSet::new(),
            looked_at: HashSet::new(),
            asked: None,
        }
    }
}

impl ByRules {
    pub(super) fn found(&self, list: &SmartPlaylist) -> Option<&RulesFound> {
        self.found.get(&list.id)
    }

    /// What was heard or changed may change what any of them finds.
    pub(super) fn stale(&mut self) {
        self.counted.clear();
        self.looked_at.clear();
        self.asked = None;
    }

    pub(super) fn ask(&mut self, here: Option<SmartPlaylistId>) -> Option<Effect> {
        if self.asked.is_some() {
            return None;
        }
        let of = |id: SmartPlaylistId| self.lists.iter().find(|list| list.id == id);
        let here = here.filter(|id| !self.looked_at.contains(id)).and_then(of).map(|list| (list, true));
        let next = || self.lists.iter().find(|list| !self.counted.contains(&list.id)).map(|list| (list, false));
        let (list, whole) = here.or_else(next)?;
        let question = Question::Rules { rules: list.rules.clone(), first: if whole { SHOWN } else { 0 } };
        self.asked = Some((list.id, whole));
        Some(Effect::Ask { slot: FOUND, question })
    }

    /// None when it could not be counted: it is not asked again until something changes.
    pub(super) fn arrive(&mut self, found: Option<RulesFound>) {
        let Some((id, whole)) = self.asked.take() else { return };
        self.counted.insert(id);
        if whole {
            self.looked_at.insert(id);
        }
        let Some(mut found) = found else { return };
        // What is on screen stays until its new rows come.
        if let Some(known) = self.found.get(&id).filter(|known| !whole && known.rules == found.rules) {
            found.first.clone_from(&known.first);
        }
        self.found.insert(id, found);
    }
}

impl PlaylistsPage {
    pub(super) fn rules(&self) -> Option<&SmartPlaylist> {
        match self.here_in_tree()?.at {
            At::ByRules(index) => self.by_rules.lists.get(index),
            _ => None,
        }
    }

    pub(super) fn on_rules(&self, list: &SmartPlaylist, action: Action) -> Outcome {
        match action {
            Action::Right | Action::Open => {
                let (what, title) = (Selection::SmartPlaylist(list.id), shown(&list.name).into_owned());
                Outcome::effect(Effect::Visit(Visit::Shelf { what, title }))
            }
            Action::Edit => Outcome::effect(Effect::Panel(Box::new(RulesPanel::edit(list)))),
            Action::Why => Outcome::effect(Effect::Panel(Box::new(AskByRulesPanel::new(list.id, &shown(&list.name))))),
            Action::Enter if self.by_rules.found(list).is_some_and(|found| found.tracks == 0) => {
                Outcome::teach("Its rules find nothing now; {edit} changes them")
            }
            _ => Outcome::Ignored,
        }
    }
}

/// Says what a list by rules is about, or makes another one with the same rules.
pub(super) fn shape(list: &SmartPlaylist, action: Action) -> Outcome {
    let id = list.id;
    let send = |edit| vec![Effect::Send(Command::EditRules(edit))];
    let panel = if action == Action::Describe {
        let title = format!("What {} is about", shown(&list.name));
        let then = move |words: &str, _: Moment| send(RulesEdit::Describe { id, description: words.to_owned() });
        NamePanel::new(title, &list.description, then).or_nothing()
    } else {
        let Ok(rules) = parse(&list.rules) else {
            return Outcome::teach("Its rules cannot be read; {edit} shows where");
        };
        let (title, description) = (format!("A copy of {}: its name", shown(&list.name)), list.description.clone());
        let then = move |name: &str, now: Moment| {
            let id = SmartPlaylistId::made_at(now.unix_ms);
            let (name, rules, description) = (name.to_owned(), rules.clone(), description.clone());
            let mut effects = send(RulesEdit::Create { id, name, rules, description });
            effects.push(Effect::Visit(Visit::Rules(id)));
            effects
        };
        NamePanel::new(title, &format!("{} 2", list.name), then).of_a_list()
    };
    Outcome::effect(Effect::Panel(Box::new(panel)))
}

pub(super) fn delete(id: SmartPlaylistId) -> Effect {
    Effect::Send(Command::EditRules(RulesEdit::Delete { id }))
}

pub(super) fn make() -> Outcome {
    Outcome::effect(Effect::Panel(Box::new(RulesPanel::new(""))))
}

pub(super) fn subject(list: &SmartPlaylist) -> Subject {
    Subject::of_holder(Selection::SmartPlaylist(list.id), &own_name(&list.name), source(list.id, &list.name))
}
