//! What the player tells by itself, each thing once: its messages, what starts, what stops.

use crate::domain::queue::EntryId;
use crate::domain::section::Origin;
use crate::domain::settings::Key;
use crate::domain::{human, text};
use crate::player::protocol::PlayState;

use super::phrasing::{count, list, sentence, track, transport, why_queued};
use super::reading::Session;
use super::things::Thing;
use super::{Effect, Here, phrasing, say};

/// A track that starts further in than this is said with its place.
const FROM_THE_START_MS: i64 = 2_000;

/// What the listener was told so far.
#[derive(Default)]
pub(super) struct Known {
    message: u64,
    /// The whole of it, and what of it was told.
    words: String,
    told: String,
    playing: Option<EntryId>,
    state: Option<PlayState>,
    volume: Option<(u8, bool)>,
    sections: usize,
}

impl Session {
    /// The first words: a greeting, what plays, and the way into home.
    pub fn greet(&mut self, here: &Here<'_>) -> Vec<Effect> {
        let snapshot = here.snapshot;
        let mut said = Vec::new();
        // Where the listener wants no greeting, home comes without one.
        let greeting = match snapshot.settings.value(Key::Greeting) {
            "short" => text::first_sentence(&snapshot.home.greeting),
            _ => &snapshot.home.greeting,
        };
        if !greeting.is_empty() {
            said.push(say(sentence(greeting)));
        }
        if snapshot.demo {
            said.push(say("This is the demo library: all of it is invented."));
        }
        if snapshot.private {
            said.push(say("Private session: nothing played now is remembered."));
        }
        said.push(say(transport(here)));
        said.push(say(home_in_short(here)));
        said.push(say("Say help for the verbs."));
        // The demo's own greeting was said in the words of this mode.
        if let Some(message) = snapshot.message.as_ref().filter(|message| !(snapshot.demo && message.number == 1)) {
            said.extend(message.told(snapshot.settings.value(Key::Messages)).map(|told| say(sentence(told))));
        }
        self.things = snapshot.home.sections.iter().map(Thing::of_section).collect();
        self.know(here);
        said.extend(self.look_for_asking(here));
        said
    }

    /// What changed since the listener was told last.
    pub fn heed(&mut self, here: &Here<'_>) -> Vec<Effect> {
        let snapshot = here.snapshot;
        let mut said = Vec::new();
        if let Some(message) = snapshot.message.as_ref().filter(|message| message.number > self.known.message) {
            let told = message.told(snapshot.settings.value(Key::Messages)).unwrap_or_default();
            let (words, known) = (&self.known.words, &self.known.told);
            let goes_on = message.text.len() > words.len() && message.text.starts_with(words.as_str());
            // A message that goes on with what was told says only what is new.
            match told.strip_prefix(known.as_str()).filter(|_| goes_on && !known.is_empty()) {
                Some(more) => {
                    let more = more.trim_start_matches(['.', ' ']);
                    said.extend((!more.is_empty()).then(|| say(sentence(more))));
                }
                None if told.is_empty() => {}
                None => {
                    let undo = if message.undoable { " Say undo to take it back." } else { "" };
                    said.push(say(format!("{}{undo}", sentence(told))));
                }
            }
        }
        said.extend(self.sound(here));
        let volume = (snapshot.transport.volume, snapshot.transport.muted);
        if self.known.volume.is_some_and(|known| known != volume) {
            said.push(say(phrasing::volume(here)));
        }
        if self.known.sections == 0 && !snapshot.home.sections.is_empty() {
            said.push(say(home_in_short(here)));
            if self.things.is_empty() {
                self.things = snapshot.home.sections.iter().map(Thing::of_section).collect();
            }
        }
        self.know(here);
        said
    }

    fn sound(&self, here: &Here<'_>) -> Option<Effect> {
        let transport = &here.snapshot.transport;
        let line = transport.current.as_ref();
        let entry = line.map(|line| line.entry);
        let (before, same) = (self.known.state, self.known.playing == entry);
        match (transport.state, line) {
            // Without a device nothing sounds, which the player has said.
            (PlayState::Playing, Some(_)) if !here.snapshot.runs() => None,
            (PlayState::Playing, Some(_)) if same && before == Some(PlayState::Playing) => None,
            (PlayState::Playing, Some(line)) => {
                let at = here.snapshot.position_ms(here.ticks);
                let from = if at > FROM_THE_START_MS { format!(", from {}", human::clock(at)) } else { String::new() };
                let why = if line.origin == Origin::Ear { format!(" {}", why_queued(line)) } else { String::new() };
                Some(say(format!("Playing {}{from}.{why}", track(&line.card))))
            }
            (PlayState::Paused, Some(_)) if before == Some(PlayState::Playing) => {
                Some(say(format!("Paused at {}.", phrasing::position(here))))
            }
            (PlayState::Stopped, _) if before == Some(PlayState::Playing) => {
                Some(say(if line.is_some() { "Stopped." } else { "The queue has ended." }))
            }
            _ => None,
        }
    }

    fn know(&mut self, here: &Here<'_>) {
        let transport = &here.snapshot.transport;
        let before = std::mem::take(&mut self.known);
        let (words, told) = match &here.snapshot.message {
            Some(message) if message.number == before.message => (before.words, before.told),
            Some(message) => {
                let told = message.told(here.snapshot.settings.value(Key::Messages));
                (message.text.clone(), told.unwrap_or_default().to_owned())
            }
            None => Default::default(),
        };
        // Music that waits for a device is not yet known to play.
        let silent = transport.state == PlayState::Playing && !here.snapshot.runs();
        self.known = Known {
            message: here.snapshot.message.as_ref().map_or(before.message, |message| message.number),
            words,
            told,
            playing: transport.current.as_ref().map(|line| line.entry).filter(|_| !silent),
            state: (!silent).then_some(transport.state),
            volume: Some((transport.volume, transport.muted)),
            sections: here.snapshot.home.sections.len(),
        };
    }
}

/// "Home, 9 sections. Section 1, by ear, Jump back in, 5 picks."
pub(super) fn home_in_short(here: &Here<'_>) -> String {
    let snapshot = here.snapshot;
    match snapshot.home.sections.first() {
        Some(first) => {
            let sections = human::count(count(snapshot.home.sections.len()), "section", "sections");
            format!("Home, {sections}. Section 1, {}.", phrasing::section(first))
        }
        None if snapshot.library.tracks == 0 => {
            "There is no music yet. Say folder and the path of your music, and it is read.".into()
        }
        None => list(["Home has no sections yet", "library reads what is there"]) + ".",
    }
}
