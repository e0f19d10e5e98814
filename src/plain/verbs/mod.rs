//! The verbs: one table, English words, unambiguous beginnings allowed.

mod asked;
mod browse;
mod home;
mod keep;
mod tell;
mod transport;

use std::sync::Arc;

use crate::domain::text;

use super::reading::Session;
use super::things::Thing;
use super::{Effect, Here, say};

/// One verb.
struct Verb {
    name: &'static str,
    /// What stands behind it, for help.
    takes: &'static str,
    /// One sentence.
    says: &'static str,
    run: fn(&mut Session, &str, &Here<'_>) -> Vec<Effect>,
}

const fn verb(
    name: &'static str,
    takes: &'static str,
    says: &'static str,
    run: fn(&mut Session, &str, &Here<'_>) -> Vec<Effect>,
) -> Verb {
    Verb { name, takes, says, run }
}

/// Groups of verbs, in the order in which help reads them.
const GROUPS: [(&str, &[Verb]); 6] = [
    (
        "Play",
        &[
            verb(
                "play",
                "[N or words]",
                "Goes on; plays line N; or finds the words and plays the best.",
                transport::play,
            ),
            verb("pause", "", "Pauses.", transport::pause),
            verb("next", "", "Goes to the next track.", transport::next),
            verb("previous", "", "Starts the track again, or goes to the one before.", transport::previous),
            verb("seek", "+30, -10 or 2:10", "Moves in the track, by seconds or to a place.", transport::seek),
            verb("volume", "[70, +5 or -5]", "Says or sets the volume, 0 to 100.", transport::volume),
            verb("mute", "", "Silences, or gives the sound back.", transport::mute),
            verb("shuffle", "[on or off]", "Plays the list in any order, or in its own again.", transport::shuffle),
            verb("repeat", "[off, all or one]", "Repeats the list or the track.", transport::repeat),
            verb("radio", "[N], wander or stay", "Plays on from line N, or from what plays.", transport::radio),
            verb("stop", "[after]", "Stops; with after, stops when this track has ended.", transport::stop),
        ],
    ),
    (
        "Read",
        &[
            verb("home", "", "Reads the sections of home, and who made them; a number opens one.", home::home),
            verb("library", "", "Says what is in the library and how to go through it.", browse::library),
            verb("artists", "[words]", "Reads the artists, or those with the words in their name.", browse::artists),
            verb("albums", "[words]", "Reads the albums, or those with the words in their title.", browse::albums),
            verb("genres", "[words]", "Reads the genres.", browse::genres),
            verb("folders", "", "Reads the folders of the library.", browse::folders),
            verb("search", "words", "Finds tracks, albums and artists.", browse::search),
            verb("playlists", "", "Reads your playlists; a number opens one.", browse::playlists),
            verb("queue", "", "Reads what will play, and who put it there.", keep::queue),
            verb("history", "", "Reads what did play, the newest first.", browse::history),
            verb("more", "", "Reads the next ten lines.", |session, _, _| session.read_on()),
            verb("again", "", "Reads the last list from its start.", |session, _, _| session.read_again()),
        ],
    ),
    (
        "Use line N",
        &[
            verb("add", "N", "Adds it to what plays next, behind what you added before.", keep::add),
            verb("after", "N", "Plays it right after this track.", keep::after),
            verb("take", "out N", "Takes it out of the queue or the playlist that was read.", keep::take),
            verb("to", "N list, or N new list", "Puts it into the playlist of that name.", keep::to),
            verb("info", "[N]", "Says all that is known of it; without N, of what plays.", tell::info),
        ],
    ),
    (
        "Say what you think",
        &[
            verb("like", "[N]", "Likes it, or takes that back; without N, what plays.", tell::like),
            verb("boost", "[N]", "More of it for two weeks, or takes that back; without N, what plays.", tell::boost),
            verb(
                "less",
                "[N] not now, rest, sink, hide, artist or not me",
                "Keeps it from home; alone, says what each word does.",
                tell::less,
            ),
            verb(
                "why",
                "[N] [numbers]",
                "Says why it is on home, or is not; with numbers, how much each reason weighs.",
                tell::why,
            ),
            verb("accept", "", "Says yes to what tonearm asked: pins it, or calls it right.", asked::accept),
            verb("decline", "", "Says no to it; it is not asked again.", asked::decline),
            verb("undo", "", "Takes back the newest change.", tell::undo),
            verb("redo", "", "Makes it again.", tell::redo),
        ],
    ),
    (
        "State",
        &[
            verb("status", "", "Says what plays, the volume and what is switched on.", tell::status),
            verb("private", "on or off", "While on, nothing that plays is remembered.", tell::private),
            verb("settings", "[name value]", "Reads the settings and who set them, or sets one.", tell::settings),
            verb("folder", "path", "Takes a folder of music into the library and reads it.", browse::folder),
        ],
    ),
    (
        "Leave",
        &[
            verb("help", "[verb]", "Reads the verbs, or what one of them does.", |_, rest, _| help(rest)),
            verb("quit", "", "Ends; the queue, the place and the volume are kept.", |_, _, _| vec![Effect::Quit]),
        ],
    ),
];

/// Words that people try, and the verb each means here.
const ALSO: [(&str, &str); 7] = [
    ("exit", "quit"),
    ("bye", "quit"),
    ("find", "search"),
    ("skip", "next"),
    ("lists", "playlists"),
    ("now", "status"),
    ("?", "help"),
];

fn verbs() -> impl Iterator<Item = &'static Verb> {
    GROUPS.iter().flat_map(|(_, verbs)| *verbs)
}

/// Carries out one line. What was asked before it is not waited for any more.
pub fn step(session: &mut Session, line: &str, here: &Here<'_>) -> Vec<Effect> {
    session.liked = Arc::clone(&here.snapshot.liked);
    let line = text::clean(line);
    if line.is_empty() {
        return Vec::new();
    }
    session.stop_waiting();
    if let Ok(number) = line.parse::<usize>() {
        return home::open(session, number, here);
    }
    let (word, rest) = line.split_once(' ').unwrap_or((line.as_str(), ""));
    match named(word) {
        Ok(verb) => (verb.run)(session, rest.trim(), here),
        Err(said) => vec![say(said)],
    }
}

/// The verb that a word names or begins; else what to say.
fn named(word: &str) -> Result<&'static Verb, String> {
    let word = word.to_lowercase();
    let meant = ALSO.iter().find(|(also, _)| *also == word).map_or(word.as_str(), |(_, verb)| verb);
    if let Some(verb) = verbs().find(|verb| verb.name == meant) {
        return Ok(verb);
    }
    let begun: Vec<_> = verbs().filter(|verb| verb.name.starts_with(meant)).collect();
    match begun.as_slice() {
        [one] => Ok(one),
        [] => {
            let nearest = verbs().map(|verb| (text::distance(&word, verb.name), verb.name)).min();
            Err(match nearest {
                // Of a short word nearly every other one is two letters away.
                Some((away, near)) if away <= 2.min(word.chars().count() / 2) => {
                    format!("There is no verb {word}. Did you mean {near}?")
                }
                _ => format!("There is no verb {word}. Say help for the verbs."),
            })
        }
        several => {
            let names: Vec<_> = several.iter().map(|verb| verb.name).collect();
            Err(format!("{word} may be {}.", names.join(" or ")))
        }
    }
}

fn help(rest: &str) -> Vec<Effect> {
    if rest.is_empty() {
        let mut lines: Vec<_> = GROUPS
            .iter()
            .map(|(group, verbs)| {
                let names: Vec<_> = verbs.iter().map(|verb| verb.name).collect();
                say(format!("{group}: {}.", names.join(", ")))
            })
            .collect();
        lines.push(say("A number opens that line of the list read last. help and a verb says what it does."));
        lines.push(say(
            "Beginnings of verbs will do. By ear: made by tonearm from what you heard. By hand: made by you.",
        ));
        return lines;
    }
    match named(rest) {
        Ok(verb) => {
            let form = format!("{} {}", verb.name, verb.takes);
            vec![say(format!("{}: {}", form.trim(), verb.says))]
        }
        Err(said) => vec![say(said)],
    }
}

/// The line that the first word is the number of, and the words behind it.
fn numbered<'r>(session: &Session, rest: &'r str) -> Option<Result<(Thing, &'r str), String>> {
    let (first, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    let number = first.parse().ok()?;
    Some(line(session, number).map(|thing| (thing, rest.trim())))
}

/// A line of the list that was read last, by its number.
fn line(session: &Session, number: usize) -> Result<Thing, String> {
    let lines = session.things.len();
    match number.checked_sub(1).and_then(|place| session.things.get(place)) {
        Some(thing) => Ok(thing.clone()),
        None if lines == 0 => Err("Nothing with numbers was read yet. home reads the sections.".into()),
        None => Err(format!("The last list goes from 1 to {lines}.")),
    }
}

/// Which line a verb is for; it needs one.
fn which<'r>(session: &Session, rest: &'r str) -> Result<(Thing, &'r str), Vec<Effect>> {
    match numbered(session, rest) {
        Some(found) => found.map_err(|said| vec![say(said)]),
        None => Err(vec![say("It needs the number of a line of the list read last.")]),
    }
}

/// The numbered line, or else what plays.
fn this<'r>(session: &Session, rest: &'r str, here: &Here<'_>) -> Result<(Thing, &'r str), Vec<Effect>> {
    match (numbered(session, rest), &here.snapshot.transport.current) {
        (Some(found), _) => found.map_err(|said| vec![say(said)]),
        (None, Some(line)) => Ok((Thing::of_queue_line(line), rest)),
        (None, None) => Err(vec![say("Nothing plays. Say the number of a line.")]),
    }
}
