//! The panel that lets playing stop by itself, and the words for it.

use super::super::keymap::Action;
use super::super::page::{Effect, View};
use super::choice::{Choice, ChoicePanel};
use crate::domain::human;
use crate::domain::time::{MINUTE_MS, Moment};
use crate::player::protocol::{Command, Stop, StopAfter, Transport};

/// When to stop, each with what is played until then.
#[must_use]
pub fn stop_after_panel(view: &View<'_>) -> ChoicePanel {
    let stop = |key: char, words: &str, note: String, what: Option<StopAfter>| {
        Choice::new(key, words, note, vec![Effect::Send(Command::StopAfter { what })])
    };
    let transport = &view.snapshot.transport;
    let mut choices = Vec::new();
    let plays = transport.current.is_some();
    if let Some(line) = &transport.current {
        choices.push(stop('z', "this track", line.card.title.clone(), Some(StopAfter::Track)));
        if let Some(more) = more_of_album(view) {
            let note = format!("{}, {}", line.card.album.as_deref().unwrap_or_default(), more_tracks(more));
            choices.push(stop('a', "this album", note, Some(StopAfter::Album)));
        }
        let queue = &view.snapshot.queue;
        let more = queue.added.len() + queue.list.len();
        if more > 0 {
            let what = queue.list_name.as_deref().unwrap_or("what you added");
            choices.push(stop('l', "this list", format!("{what}, {}", more_tracks(more)), Some(StopAfter::List)));
        }
    }
    for (key, minutes) in [('1', 15), ('3', 30), ('4', 45), ('6', 60)] {
        let at = human::time_of_day(view.now.plus_ms(i64::from(minutes) * MINUTE_MS));
        let note = format!("{at}, and what plays then to its end");
        choices.push(stop(key, &format!("{minutes} minutes"), note, Some(StopAfter::Minutes { minutes })));
    }
    let note = match standing(transport, view.now) {
        Some(words) => format!("plays on; now it {words}"),
        None => "plays on, as it does now".into(),
    };
    choices.push(stop('n', "never", note, None));
    let panel = ChoicePanel::new("Stop after", choices);
    if plays { panel.opened_by(Action::StopAfter) } else { panel }
}

/// Tracks of the album that plays that are still to come; none when there are none.
fn more_of_album(view: &View<'_>) -> Option<usize> {
    let album = view.snapshot.transport.current.as_ref()?.card.album_id?;
    let queue = &view.snapshot.queue;
    let more = queue.added.iter().chain(&queue.list).filter(|line| line.card.album_id == Some(album)).count();
    (more > 0).then_some(more)
}

fn more_tracks(n: usize) -> String {
    human::count(u32::try_from(n).unwrap_or(u32::MAX), "more track", "more tracks")
}

/// "stops after this", "stops in 24 min"; none when it plays on.
#[must_use]
pub fn standing(transport: &Transport, now: Moment) -> Option<String> {
    Some(match transport.stop? {
        Stop::At { at } => {
            let left = at.unix_ms.saturating_sub(now.unix_ms).max(0);
            // Said in whole minutes, the last one as one.
            format!("stops in {} min", (left + MINUTE_MS - 1) / MINUTE_MS)
        }
        _ if transport.stop_after => "stops after this".into(),
        Stop::Track => "stops after this".into(),
        Stop::Album { .. } => "stops after the album".into(),
        Stop::List => "stops after the list".into(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture;
    use super::*;

    #[test]
    fn what_is_left_is_said_in_whole_minutes() {
        let mut transport = fixture::evening().transport;
        let now = fixture::now();
        assert_eq!(standing(&transport, now), None);
        for (left, words) in [(24 * MINUTE_MS, "stops in 24 min"), (1, "stops in 1 min"), (-5, "stops in 0 min")] {
            transport.stop = Some(Stop::At { at: now.plus_ms(left) });
            assert_eq!(standing(&transport, now).as_deref(), Some(words));
        }
        transport.stop = Some(Stop::List);
        assert_eq!(standing(&transport, now).as_deref(), Some("stops after the list"));
        transport.stop_after = true;
        assert_eq!(standing(&transport, now).as_deref(), Some("stops after this"));
    }
}
