//! The panel that begins, changes and ends a private session.

use super::super::page::{Effect, View};
use super::choice::{Choice, ChoicePanel};
use crate::domain::human;
use crate::domain::time::{DAY_MS, HOUR_MS, Moment};
use crate::player::protocol::{Command, PrivateUntil};

/// Nights end here.
const MORNING_HOUR: i8 = 6;

/// Until when nothing is remembered; while that holds, also the way out of it.
#[must_use]
pub fn private_panel(view: &View<'_>) -> ChoicePanel {
    let now = view.now;
    let begin = |key: char, words: String, note: String, until: PrivateUntil| {
        Choice::new(key, words, note, vec![Effect::Send(Command::BePrivate { until })])
    };
    let (hour, morning) = (now.plus_ms(HOUR_MS), next_morning(now));
    let day = if morning.date() == now.date() { "" } else { "tomorrow " };
    let mut choices = vec![
        begin('s', "this session".into(), "until tonearm is quit".into(), PrivateUntil::Quit),
        begin(
            '1',
            "one hour".into(),
            format!("until {}, also if tonearm is opened again", human::time_of_day(hour)),
            PrivateUntil::At { at: hour },
        ),
        begin(
            '6',
            format!("until {day}{}", human::time_of_day(morning)),
            "the same, for the night".into(),
            PrivateUntil::At { at: morning },
        ),
        begin('u', "until I end it".into(), "also in every later session".into(), PrivateUntil::Ended),
    ];
    if !view.snapshot.private {
        return ChoicePanel::new("Private: no listen, no queue, no place is written, until", choices);
    }
    let end = vec![Effect::Send(Command::SetPrivate { on: false })];
    choices.insert(0, Choice::new('e', "end it now", "what starts from then on is remembered", end));
    ChoicePanel::new(format!("{}. Nothing is written", standing(view)), choices)
}

/// "Private until 6:00".
fn standing(view: &View<'_>) -> String {
    match view.snapshot.private_until {
        Some(at) => format!("Private until {}", human::time_of_day(at)),
        None => "Private until it is ended".into(),
    }
}

/// The next six o'clock, here.
fn next_morning(now: Moment) -> Moment {
    let civil = now.civil();
    let since_midnight = civil.duration_since(civil.date().to_datetime(jiff::civil::Time::midnight())).as_millis();
    let since_midnight = i64::try_from(since_midnight).unwrap_or(0);
    let today = now.plus_ms(i64::from(MORNING_HOUR) * HOUR_MS - since_midnight);
    if today.unix_ms > now.unix_ms { today } else { today.plus_ms(DAY_MS) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_night_ends_at_the_next_six_oclock() {
        for (now, expected) in [
            ("2026-11-22T20:34:00+01:00", "2026-11-23T06:00:00+01:00"),
            ("2026-11-23T02:10:59+01:00", "2026-11-23T06:00:00+01:00"),
            ("2026-11-23T06:00:00+01:00", "2026-11-24T06:00:00+01:00"),
        ] {
            let now = Moment::parse_rfc3339(now).unwrap();
            assert_eq!(next_morning(now).rfc3339(), expected);
        }
    }
}
