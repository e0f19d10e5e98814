//! First-week hints: one line each about a key worth knowing, at the moment it would help,
//! once, and never over something that was said.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use super::super::asking::Asker;
use super::super::keymap::Action;
use super::super::page::{Effect, PageId, Slot};
use super::App;
use crate::clock::since;
use crate::player::protocol::{Command, PlayState, Question};

pub(super) const TOLD: Slot = "told";
const PREFIX: &str = "hint:";
/// Between two hints, so that none comes as a lecture.
const APART: Duration = Duration::from_secs(45);

/// When a hint is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    /// This page is shown, and has something on it.
    On(PageId),
    /// Music plays for the first time.
    Plays,
    /// This was done so many times in this run.
    Did(Action, u32),
}

/// Name, moment, words with the actions in braces.
const HINTS: &[(&str, When, &str)] = &[
    ("why", When::On(PageId::Home), "Hint: {why} on any line tells why it stands there"),
    ("now", When::Plays, "Hint: {now} shows what plays, {playing} brings the cursor to it"),
    ("filter", When::On(PageId::Library), "Hint: {filter} narrows this list to what you type"),
    (
        "queue",
        When::On(PageId::Queue),
        "Hint: {move-down} {move-up} move a line, {take-out} takes it out, {take-back} undoes",
    ),
    ("marks", When::Did(Action::Add, 3), "Hint: {mark} marks lines; then {add} adds all of them"),
    (
        "less",
        When::Did(Action::Next, 4),
        "Hint: {less-playing} says less of what plays, and asks before it changes anything",
    ),
    ("palette", When::Did(Action::Help, 2), "Hint: {commands} finds every command by its name"),
    ("pin", When::Did(Action::ShowHome, 4), "Hint: {pin} keeps a section of home where it stands"),
    ("menu", When::Did(Action::Like, 2), "Hint: {menu} lists everything that can be done with a line"),
];

/// What was told, and what would make a hint due.
#[derive(Default)]
pub(super) struct Hints {
    asked: bool,
    /// None until the player answered.
    told: Option<HashSet<String>>,
    done: Vec<(Action, u32)>,
    last: Option<Instant>,
}

impl Hints {
    pub(super) fn arrive(&mut self, what: Vec<String>) {
        self.told = Some(what.into_iter().collect());
    }

    pub(super) fn note(&mut self, action: Action) {
        match self.done.iter_mut().find(|(done, _)| *done == action) {
            Some((_, times)) => *times += 1,
            None => self.done.push((action, 1)),
        }
    }

    fn did(&self, action: Action, times: u32) -> bool {
        self.done.iter().any(|(done, so_often)| *done == action && *so_often >= times)
    }
}

impl App {
    /// Says a hint when one is due and nothing else is said; asks first what was told before.
    pub(super) fn hint(&mut self) {
        if !std::mem::replace(&mut self.hints.asked, true) {
            self.apply(Asker::Hints, vec![Effect::Ask { slot: TOLD, question: Question::Told }]);
        }
        let Some(told) = &self.hints.told else { return };
        let wanted = self.snapshot.as_ref().is_some_and(|snapshot| snapshot.settings.hints(self.clock.now()));
        let rests = self.hints.last.is_some_and(|last| since(last) < APART);
        if !wanted || rests || self.panel.is_some() || self.message.is_there() {
            return;
        }
        let is_due = |when: When| match when {
            When::On(page) => self.shown == page && self.has_music(),
            When::Plays => {
                self.snapshot.as_ref().is_some_and(|snapshot| snapshot.transport.state == PlayState::Playing)
            }
            When::Did(action, times) => self.hints.did(action, times),
        };
        let due = HINTS.iter().find(|(name, when, _)| !told.contains(&format!("{PREFIX}{name}")) && is_due(*when));
        let Some((name, _, words)) = due else { return };
        let what = format!("{PREFIX}{name}");
        self.hints.last = Some(crate::clock::ticks());
        if let Some(told) = &mut self.hints.told {
            told.insert(what.clone());
        }
        let words = self.setup.keymap.sentence(words, self.context());
        self.message.tell_once(words);
        self.send(Command::Told { what });
    }

    fn has_music(&self) -> bool {
        self.snapshot.as_ref().is_some_and(|snapshot| snapshot.library.tracks > 0)
    }
}
