//! Playing: what the player says of it comes with its next snapshot.

use super::{numbered, this};
use crate::domain::human;
use crate::domain::orders::HitOrder;
use crate::domain::queue::Repeat;
use crate::domain::radio::{RadioSeed, Way};
use crate::player::protocol::{Command, PlayState, Question};

use super::super::phrasing;
use super::super::reading::{Pending, Session};
use super::super::things::Opens;
use super::super::{Effect, Here, say};

/// Hits of a search that is played at once.
const HITS: u32 = 50;

fn send(command: Command) -> Vec<Effect> {
    vec![Effect::Send(command)]
}

pub(super) fn radio(session: &mut Session, rest: &str, here: &Here<'_>) -> Vec<Effect> {
    if let Some(way) = Way::from_name(rest) {
        return send(Command::SetWay { way });
    }
    let (thing, _) = match this(session, rest, here) {
        Ok(found) => found,
        Err(said) => return said,
    };
    let from = match (thing.item, &thing.opens) {
        (Some(item), _) => RadioSeed::Item(item),
        (None, Opens::Section(id)) => RadioSeed::Section(id.clone()),
        (None, _) => return vec![say("Radio grows from a track, an album, an artist, a playlist or a section.")],
    };
    send(Command::Radio { from, title: thing.title })
}

pub(super) fn play(session: &mut Session, rest: &str, here: &Here<'_>) -> Vec<Effect> {
    match numbered(session, rest) {
        Some(Ok((thing, ""))) => return send(thing.play),
        Some(Err(said)) if !rest.contains(' ') => return vec![say(said)],
        _ => {}
    }
    let snapshot = here.snapshot;
    if !rest.is_empty() {
        let question = Question::Search { words: rest.to_owned(), limit: HITS, order: HitOrder::Best };
        return session.ask(question, Pending::PlayWords);
    }
    if snapshot.transport.current.is_none() && snapshot.queue.is_empty() {
        return vec![say(
            "Nothing is queued. play and words finds music; home reads sections, whose lines play by number.",
        )];
    }
    if snapshot.transport.state == PlayState::Playing {
        return vec![say(phrasing::transport(here))];
    }
    send(Command::Play)
}

pub(super) fn pause(_: &mut Session, _: &str, here: &Here<'_>) -> Vec<Effect> {
    match here.snapshot.transport.state {
        PlayState::Playing => send(Command::Pause),
        _ => vec![say("Nothing plays.")],
    }
}

pub(super) fn next(_: &mut Session, _: &str, here: &Here<'_>) -> Vec<Effect> {
    if here.snapshot.transport.current.is_none() && here.snapshot.queue.is_empty() {
        return vec![say("Nothing is queued.")];
    }
    send(Command::Next)
}

pub(super) fn previous(_: &mut Session, _: &str, here: &Here<'_>) -> Vec<Effect> {
    if here.snapshot.transport.current.is_none() {
        return vec![say("Nothing plays.")];
    }
    send(Command::Previous)
}

pub(super) fn seek(_: &mut Session, rest: &str, here: &Here<'_>) -> Vec<Effect> {
    if here.snapshot.transport.current.is_none() {
        return vec![say("Nothing plays.")];
    }
    let (sign, place) = match rest.split_at_checked(1) {
        Some(("+", place)) => (Some(1), place),
        Some(("-", place)) => (Some(-1), place),
        _ => (None, rest),
    };
    let Some(ms) = place_ms(place) else {
        return vec![say("seek takes +30 or -10 in seconds, or a place like 2:10.")];
    };
    let end = here.snapshot.transport.length_ms.unwrap_or(i64::MAX);
    let to = match sign {
        Some(sign) => here.snapshot.position_ms(here.ticks).saturating_add(sign * ms),
        None => ms,
    };
    let command = match sign {
        Some(sign) => Command::SeekBy { ms: sign * ms },
        None => Command::SeekTo { ms },
    };
    vec![Effect::Send(command), say(format!("At {}.", human::clock(to.clamp(0, end))))]
}

/// "130", "2:10" or "1:02:10" in ms; a day at most.
fn place_ms(said: &str) -> Option<i64> {
    let parts: Option<Vec<i64>> =
        said.trim().split(':').map(|part| part.parse().ok().filter(|n| (0..=86_400).contains(n))).collect();
    match parts?.as_slice() {
        [seconds] => Some(seconds * 1000),
        [minutes, seconds] => Some((minutes * 60 + seconds) * 1000),
        [hours, minutes, seconds] => Some(((hours * 60 + minutes) * 60 + seconds) * 1000),
        _ => None,
    }
}

pub(super) fn volume(_: &mut Session, rest: &str, here: &Here<'_>) -> Vec<Effect> {
    if rest.is_empty() {
        return vec![say(phrasing::volume(here))];
    }
    let Some(percent) = rest.trim_end_matches('%').trim().parse::<i32>().ok().filter(|n| (-100..=100).contains(n))
    else {
        return vec![say("volume takes 0 to 100, or +5 or -5.")];
    };
    if rest.starts_with(['+', '-']) {
        return send(Command::VolumeBy { percent });
    }
    send(Command::SetVolume { percent: u8::try_from(percent).unwrap_or(0) })
}

pub(super) fn mute(_: &mut Session, _: &str, _: &Here<'_>) -> Vec<Effect> {
    send(Command::ToggleMute)
}

pub(super) fn shuffle(_: &mut Session, rest: &str, here: &Here<'_>) -> Vec<Effect> {
    let is_on = here.snapshot.transport.shuffle;
    match rest {
        "on" if is_on => vec![say("Shuffle is on.")],
        "off" if !is_on => vec![say("Shuffle is off.")],
        "" | "on" | "off" => send(Command::ToggleShuffle),
        _ => vec![say("shuffle takes on or off, or nothing.")],
    }
}

pub(super) fn repeat(_: &mut Session, rest: &str, here: &Here<'_>) -> Vec<Effect> {
    let wanted = match rest {
        "" => return send(Command::CycleRepeat),
        "off" => Repeat::Off,
        "all" => Repeat::All,
        "one" => Repeat::One,
        _ => return vec![say("repeat takes off, all or one, or nothing.")],
    };
    let mut repeat = here.snapshot.transport.repeat;
    let mut effects = Vec::new();
    while repeat != wanted {
        repeat = repeat.cycled();
        effects.push(Effect::Send(Command::CycleRepeat));
    }
    if effects.is_empty() {
        effects.push(say(format!("Repeat is {rest}.")));
    }
    effects
}

pub(super) fn stop(_: &mut Session, rest: &str, _: &Here<'_>) -> Vec<Effect> {
    match rest {
        "" => send(Command::Stop),
        after if "after".starts_with(after) => send(Command::ToggleStopAfter),
        _ => vec![say("stop takes after, or nothing.")],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_as_people_write_them() {
        assert_eq!(place_ms("30"), Some(30_000));
        assert_eq!(place_ms("2:10"), Some(130_000));
        assert_eq!(place_ms("1:02:10"), Some(3_730_000));
        for wrong in ["", "x", "-3", "1:2:3:4", "99999999999"] {
            assert_eq!(place_ms(wrong), None, "{wrong}");
        }
    }
}
