//! Sentences: what the screen shows by place, mark and bar, in words that read well aloud.

use crate::domain::evidence::Evidence;
use crate::domain::human;
use crate::domain::section::{Item, ItemRef, Pick, Section};
use crate::domain::settings::Voice;
use crate::domain::time::Moment;
use crate::domain::track::{Presence, TrackCard};
use crate::player::protocol::{PlayState, QueueLine};

use super::Here;

/// Begins large and ends with a full stop, so that a reader pauses.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim();
    let mut letters = text.chars();
    let Some(first) = letters.next() else { return String::new() };
    let stop = if text.ends_with(['.', '!', '?', ':']) { "" } else { "." };
    format!("{}{}{stop}", first.to_uppercase(), letters.as_str())
}

/// Parts that say something, with commas.
pub(super) fn list<'t>(parts: impl IntoIterator<Item = &'t str>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// What a mark or a colour tells on screen.
pub(super) const fn presence(presence: Presence) -> &'static str {
    match presence {
        Presence::Here => "",
        Presence::Missing => "missing",
        Presence::Offline => "offline",
        Presence::Unplayable => "cannot be played",
    }
}

/// "Sunny, Bobby Hebb, liked, 4 stars".
pub(super) fn track(card: &TrackCard) -> String {
    let liked = if card.liked { "liked" } else { "" };
    let stars = card.stars.map(|stars| human::count(u32::from(stars), "star", "stars")).unwrap_or_default();
    list([card.title.as_str(), &card.artist, liked, &stars, presence(card.presence)])
}

/// "Blue Train, album by John Coltrane".
pub(super) fn item(item: &Item) -> String {
    let what = match item.what {
        ItemRef::Track(_) => item.artist.clone(),
        other if item.artist.is_empty() || item.artist == item.title => other.type_name().to_owned(),
        other => format!("{} by {}", other.type_name(), item.artist),
    };
    list([item.name(), &what, presence(item.presence)])
}

/// A pick with its strongest reason, as long as the listener wants it.
pub(super) fn pick(pick: &Pick, voice: Voice, now: Moment) -> String {
    let told = |evidence: &Evidence| match voice {
        Voice::Full => sentence(&evidence.fact.sentence(now)),
        Voice::Short => sentence(&evidence.fact.short(now)),
        Voice::Silent => String::new(),
    };
    let reason = pick.evidence.first().map(told).unwrap_or_default();
    let heard = if pick.heard { "Heard since." } else { "" };
    [sentence(&item(&pick.item)).as_str(), &reason, heard]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// "by hand, pinned, Late at night, 3 picks".
pub(super) fn section(section: &Section) -> String {
    let picks = human::count(count(section.picks.len()), "pick", "picks");
    let pinned = if section.pin.is_some() { "pinned" } else { "" };
    list([section.origin.words(), pinned, &section.title, &picks])
}

/// The facts behind a place, strongest first; with the numbers that were scored when asked for.
pub(super) fn facts(evidence: &[Evidence], numbers: bool, now: Moment) -> Vec<String> {
    let all: f64 = evidence.iter().map(|fact| fact.weight).sum();
    let fact = |fact: &Evidence| {
        let words = sentence(&fact.fact.sentence(now));
        if !numbers {
            return words;
        }
        let share = if all > 0.0 { (fact.weight / all * 100.0).round() } else { 0.0 };
        format!("{words} Weight {:.2}, {share} percent of the reasons given.", fact.weight)
    };
    evidence.iter().map(fact).collect()
}

/// "2:14 of 9:35".
pub(super) fn position(here: &Here<'_>) -> String {
    let at = human::clock(here.snapshot.position_ms(here.ticks));
    match here.snapshot.transport.length_ms {
        Some(length) => format!("{at} of {}", human::clock(length)),
        None => at,
    }
}

/// "Paused: Moanin', Art Blakey, 2:14 of 9:35."
pub(super) fn transport(here: &Here<'_>) -> String {
    let transport = &here.snapshot.transport;
    let Some(line) = &transport.current else { return "Nothing plays.".into() };
    let state = match transport.state {
        PlayState::Playing => "Playing",
        PlayState::Paused => "Paused",
        PlayState::Stopped => "Stopped",
    };
    format!("{state}: {}, {}.", track(&line.card), position(here))
}

/// Who put a line into the queue, and why: "By ear, 4 times right after."
pub(super) fn why_queued(line: &QueueLine) -> String {
    sentence(&list([line.origin.words(), &line.reason]))
}

pub(super) fn volume(here: &Here<'_>) -> String {
    let transport = &here.snapshot.transport;
    if transport.muted { "Muted.".into() } else { format!("Volume {}.", transport.volume) }
}

pub(super) fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_begins_large_and_ends() {
        assert_eq!(sentence("heard twice"), "Heard twice.");
        assert_eq!(sentence("What? "), "What?");
        assert_eq!(sentence("  "), "");
        assert_eq!(list(["a", "", "b"]), "a, b");
    }
}
