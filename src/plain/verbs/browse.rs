//! Going through the library.

use crate::domain::human;
use crate::domain::orders::HitOrder;
use crate::player::protocol::Question;

use super::super::reading::{Pending, Session};
use super::super::{Effect, Here, say};

/// Plays of the past that are asked for at once.
const HISTORY: u32 = 100;
const HITS: u32 = 20;

fn rows(session: &mut Session, question: Question, heading: &str, words: &str) -> Vec<Effect> {
    let of = if words.is_empty() { heading.to_owned() } else { format!("{heading} with {words}") };
    session.ask(question, Pending::Rows { heading: of, source: None, words: words.to_owned() })
}

pub(super) fn library(_: &mut Session, _: &str, here: &Here<'_>) -> Vec<Effect> {
    let library = &here.snapshot.library;
    let number = |n: u64, one: &str, many: &str| human::count(u32::try_from(n).unwrap_or(u32::MAX), one, many);
    vec![
        say(format!(
            "{}, {}, {}, {}.",
            number(library.tracks, "track", "tracks"),
            number(library.albums, "album", "albums"),
            number(library.artists, "artist", "artists"),
            number(library.listens, "listen", "listens"),
        )),
        say("Say artists, albums, genres or folders; words behind them leave out the rest."),
    ]
}

pub(super) fn artists(session: &mut Session, rest: &str, _: &Here<'_>) -> Vec<Effect> {
    rows(session, Question::Artists, "Artists", rest)
}

pub(super) fn albums(session: &mut Session, rest: &str, _: &Here<'_>) -> Vec<Effect> {
    rows(session, Question::Albums { artist: None }, "Albums", rest)
}

pub(super) fn genres(session: &mut Session, rest: &str, _: &Here<'_>) -> Vec<Effect> {
    rows(session, Question::Genres, "Genres", rest)
}

pub(super) fn folders(session: &mut Session, rest: &str, _: &Here<'_>) -> Vec<Effect> {
    rows(session, Question::Folder { place: None }, "Folders", rest)
}

pub(super) fn playlists(session: &mut Session, rest: &str, _: &Here<'_>) -> Vec<Effect> {
    rows(session, Question::Playlists, "Playlists", rest)
}

pub(super) fn history(session: &mut Session, rest: &str, _: &Here<'_>) -> Vec<Effect> {
    rows(session, Question::History { beyond: None, oldest_first: false, limit: HISTORY }, "History", rest)
}

pub(super) fn search(session: &mut Session, rest: &str, _: &Here<'_>) -> Vec<Effect> {
    if rest.is_empty() {
        return vec![say("search takes words: of a title, an album or a name.")];
    }
    session.ask(Question::Search { words: rest.to_owned(), limit: HITS, order: HitOrder::Best }, Pending::Search)
}

pub(super) fn folder(session: &mut Session, rest: &str, _: &Here<'_>) -> Vec<Effect> {
    if rest.is_empty() {
        return vec![say("folder takes the path of your music, like ~/Music. folders reads those that are known.")];
    }
    session.ask(Question::MusicFolder { typed: rest.to_owned() }, Pending::Folder)
}
