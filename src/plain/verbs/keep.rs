//! The queue and playlists, shaped by hand.

use crate::domain::human;
use crate::domain::playlist::PlaylistEdit;
use crate::player::protocol::{Command, Place as QueuePlace, Question};

use super::super::phrasing::{self, count};
use super::super::reading::{Pending, Session};
use super::super::things::{Place, Thing};
use super::super::{Effect, Here, say};
use super::which;

pub(super) fn queue(session: &mut Session, _: &str, here: &Here<'_>) -> Vec<Effect> {
    let queue = &here.snapshot.queue;
    let lines = queue.added.iter().chain(&queue.list).chain(&queue.ear);
    let things: Vec<_> = lines.map(Thing::of_queue_line).collect();
    let mut effects = vec![say(phrasing::transport(here))];
    let heading =
        format!("Then {}, {}.", human::count(count(things.len()), "track", "tracks"), human::span(queue.length_ms));
    effects.extend(session.read_if_any(heading, things, "Nothing is queued behind it."));
    effects
}

pub(super) fn add(session: &mut Session, rest: &str, _: &Here<'_>) -> Vec<Effect> {
    put(session, rest, QueuePlace::Last)
}

pub(super) fn after(session: &mut Session, rest: &str, _: &Here<'_>) -> Vec<Effect> {
    put(session, rest, QueuePlace::Next)
}

fn put(session: &Session, rest: &str, place: QueuePlace) -> Vec<Effect> {
    match which(session, rest) {
        Ok((thing, _)) => vec![Effect::Send(Command::Add { what: thing.what, place, source: thing.source })],
        Err(said) => said,
    }
}

pub(super) fn take(session: &mut Session, rest: &str, _: &Here<'_>) -> Vec<Effect> {
    let rest = rest.strip_prefix("out").unwrap_or(rest).trim();
    match which(session, rest) {
        Ok((Thing { place: Place::Queue(entry), .. }, _)) => {
            vec![Effect::Send(Command::RemoveFromQueue { entries: vec![entry] })]
        }
        Ok((Thing { place: Place::Playlist(id, entry), .. }, _)) => {
            vec![Effect::Send(Command::EditPlaylist(PlaylistEdit::Remove { id, entries: vec![entry] }))]
        }
        Ok(_) => vec![say("take out is for lines of the queue and of playlists. less keeps things from home.")],
        Err(said) => said,
    }
}

pub(super) fn to(session: &mut Session, rest: &str, _: &Here<'_>) -> Vec<Effect> {
    let (thing, name) = match which(session, rest) {
        Ok(found) => found,
        Err(said) => return said,
    };
    let (make, name) = match name.split_once(' ') {
        Some(("new", name)) => (true, name.trim()),
        _ => (false, name),
    };
    if name.is_empty() {
        return vec![say("to takes a number and the name of a playlist; with new before the name it is made.")];
    }
    let pending = Pending::ToList { name: name.to_owned(), make, thing: Box::new(thing) };
    session.ask(Question::Playlists, pending)
}
