//! What the listener says of music, and what tonearm says of itself.

use crate::domain::browse::Selection;
use crate::domain::exclusion::Exclusion;
use crate::domain::feedback::{Target, Verb};
use crate::domain::human;
use crate::domain::queue::Repeat;
use crate::domain::section::ItemRef;
use crate::domain::settings::Key;
use crate::player::protocol::{Command, Question, SoundState};

use super::super::phrasing::{self, facts, sentence};
use super::super::reading::{Pending, Session};
use super::super::things::Thing;
use super::super::{Effect, Here, say};
use super::this;

pub(super) fn like(session: &mut Session, rest: &str, here: &Here<'_>) -> Vec<Effect> {
    match this(session, rest, here) {
        Ok((thing, _)) => speak(Verb::Like, &thing),
        Err(said) => said,
    }
}

pub(super) fn boost(session: &mut Session, rest: &str, here: &Here<'_>) -> Vec<Effect> {
    match this(session, rest, here) {
        Ok((thing, _)) => speak(Verb::Boost, &thing),
        Err(said) => said,
    }
}

fn speak(verb: Verb, thing: &Thing) -> Vec<Effect> {
    match thing.target() {
        Some(target) => vec![Effect::Send(Command::Say { verb, target })],
        None => vec![say("That can be said of tracks, albums, artists, playlists and sections.")],
    }
}

pub(super) fn less(session: &mut Session, rest: &str, here: &Here<'_>) -> Vec<Effect> {
    let (thing, words) = match this(session, rest, here) {
        Ok(found) => found,
        Err(said) => return said,
    };
    match words {
        "not now" | "now" | "not" => speak(Verb::NotNow, &thing),
        "rest" => speak(Verb::Rest, &thing),
        "sink" => speak(Verb::Less, &thing),
        "hide" => speak(Verb::Hide, &thing),
        "not me" | "me" => not_me(&thing),
        "artist" => hide_artist(session, &thing),
        "" => vec![
            say(format!(
                "Less of {}, by hand. Nothing is deleted: it stays in the library, in search and in lists.",
                thing.title
            )),
            say("not now: home leaves it out for a few days."),
            say("rest: home and radio leave it out for longer."),
            say("hide: it stays away until you bring it back."),
            say("sink: it comes less for two months."),
            say("artist: the same for all of its artist."),
            say("not me: none of its listens counts; nothing is deleted."),
        ],
        _ => vec![say("less takes a number and one of: not now, rest, sink, hide, artist, not me.")],
    }
}

/// Its listens stop counting.
fn not_me(thing: &Thing) -> Vec<Effect> {
    let rule = match thing.target() {
        Some(Target::Item(ItemRef::Playlist(id))) => Exclusion::Playlist { id },
        Some(Target::Item(item)) => Exclusion::Music { item },
        _ => return vec![say("That can be said of tracks, albums, artists and playlists.")],
    };
    vec![Effect::Send(Command::LeaveOut { rule })]
}

fn hide_artist(session: &mut Session, thing: &Thing) -> Vec<Effect> {
    let known = match thing.item {
        Some(ItemRef::Artist(id)) => Some(id),
        _ => thing.artist,
    };
    match (known, &thing.what) {
        (Some(id), _) => {
            vec![Effect::Send(Command::Say { verb: Verb::Hide, target: Target::Item(ItemRef::Artist(id)) })]
        }
        (None, Selection::Section(_)) => vec![say("A section has no one artist.")],
        (None, what) => session.ask(Question::Tracks(what.clone()), Pending::HideArtist),
    }
}

pub(super) fn why(session: &mut Session, rest: &str, here: &Here<'_>) -> Vec<Effect> {
    let (thing, words) = match this(session, rest, here) {
        Ok(found) => found,
        Err(said) => return said,
    };
    let numbers = !words.is_empty() && "numbers".starts_with(words);
    if let Some(place) = &thing.why {
        let mut lines = vec![format!(
            "{}. Number {} of {} in {}.",
            sentence(place.origin.words()).trim_end_matches('.'),
            place.place,
            place.of,
            place.section_title
        )];
        lines.extend(facts(&place.evidence, numbers, here.now));
        return session.read("", lines);
    }
    match (thing.track(), &thing.what) {
        (Some(track), _) => session.ask(Question::Why { track }, Pending::Why { numbers }),
        (None, Selection::Section(id)) => {
            let section = here.snapshot.home.sections.iter().find(|section| section.id == *id);
            let said =
                section.map(|section| format!("{} {}", sentence(section.origin.words()), sentence(&section.reason)));
            vec![say(said.unwrap_or_else(|| "It is not on your home now.".into()))]
        }
        (None, _) => vec![say("This is told of tracks, of sections, and of the picks on home.")],
    }
}

pub(super) fn info(session: &mut Session, rest: &str, here: &Here<'_>) -> Vec<Effect> {
    match this(session, rest, here) {
        Ok((thing, _)) => match thing.track() {
            Some(track) => session.ask(Question::Info { track }, Pending::Info),
            None => vec![say(thing.said)],
        },
        Err(said) => said,
    }
}

pub(super) fn undo(_: &mut Session, _: &str, _: &Here<'_>) -> Vec<Effect> {
    vec![Effect::Send(Command::Undo)]
}

pub(super) fn redo(_: &mut Session, _: &str, _: &Here<'_>) -> Vec<Effect> {
    vec![Effect::Send(Command::Redo)]
}

pub(super) fn private(_: &mut Session, rest: &str, here: &Here<'_>) -> Vec<Effect> {
    let is_on = here.snapshot.private;
    match rest {
        "on" if !is_on => vec![Effect::Send(Command::SetPrivate { on: true })],
        "off" if is_on => vec![Effect::Send(Command::SetPrivate { on: false })],
        _ if is_on => vec![say("Private: nothing played now is remembered. private off ends it.")],
        _ => vec![say("Not private: what plays is remembered. private on changes that.")],
    }
}

pub(super) fn status(_: &mut Session, _: &str, here: &Here<'_>) -> Vec<Effect> {
    let snapshot = here.snapshot;
    let transport = &snapshot.transport;
    let mut said = vec![phrasing::transport(here)];
    if let Some(next) = &transport.next {
        said.push(format!("Then {} {}", sentence(&phrasing::track(&next.card)), phrasing::why_queued(next)));
    }
    let repeat = match transport.repeat {
        Repeat::Off => "",
        Repeat::All => "repeat all",
        Repeat::One => "repeat one",
    };
    let switched = [
        if transport.shuffle { "shuffle on" } else { "" },
        repeat,
        if transport.stop_after { "stops after this track" } else { "" },
    ];
    said.push(format!("{} {}", phrasing::volume(here), sentence(&phrasing::list(switched))));
    if let SoundState::Lost { reason } = &snapshot.sound {
        said.push(format!("No sound: {}", sentence(reason)));
    }
    if snapshot.private {
        said.push("Private: nothing played now is remembered.".into());
    }
    if let Some(scan) = &snapshot.scan {
        let total = scan.total.map(|total| format!(" of {}", human::thousands(total))).unwrap_or_default();
        said.push(format!("Reading {}: {}{total} files.", scan.root, human::thousands(scan.files)));
    }
    if let Some(ahead) = &snapshot.ahead {
        let (done, total) = (human::thousands(ahead.done), human::thousands(ahead.total));
        said.push(format!("Listening ahead: {done} of {total}."));
    }
    said.into_iter().map(Effect::Say).collect()
}

pub(super) fn settings(session: &mut Session, rest: &str, here: &Here<'_>) -> Vec<Effect> {
    let settings = &here.snapshot.settings;
    let line = |key: Key| {
        let who = settings.get(key).map(|setting| setting.who).unwrap_or_default();
        format!("{}, {}: {}, {}.", key.name(), key.title(), key.words_of(settings.value(key)), who.words(here.now))
    };
    let (name, value) = rest.split_once(' ').unwrap_or((rest, ""));
    if name.is_empty() {
        return session.read("Settings, each with who set it.", Key::all().map(line).collect());
    }
    let Some(key) = Key::named(name) else {
        return vec![say(format!("There is no setting {name}. settings reads them."))];
    };
    if value.is_empty() {
        return vec![say(line(key)), say(format!("It takes {}: {}.", key.takes_words(), key.says()))];
    }
    match key.read(value) {
        Some(value) => vec![Effect::Send(Command::Set { key, value })],
        None => vec![say(format!("{name} takes {}.", key.takes_words()))],
    }
}
