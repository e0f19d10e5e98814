//! Hours of the week: "Sunday evenings", as narrow as the history can carry.

use crate::domain::time::{DAY_MS, HOUR_MS, MINUTE_MS, Moment};

/// A day begins at five in the morning: what is heard after midnight belongs to the evening.
const DAWN_MS: i64 = 5 * HOUR_MS;

/// A part of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Morning,
    Afternoon,
    Evening,
    Night,
}

impl Part {
    /// From which hour on, counted from dawn, until which.
    const fn hours(self) -> (i64, i64) {
        match self {
            Self::Morning => (0, 7),
            Self::Afternoon => (7, 12),
            Self::Evening => (12, 17),
            Self::Night => (17, 24),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Morning => "morning",
            Self::Afternoon => "afternoon",
            Self::Evening => "evening",
            Self::Night => "night",
        }
    }
}

/// Which days of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Days {
    /// Monday is 0.
    One(usize),
    Weekdays,
    Weekend,
    All,
}

/// A part of some days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    pub days: Days,
    pub part: Part,
}

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// A moment as hours see it. There are as many as listens, so it is small.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Days since 1970, each beginning at dawn.
    day: i32,
    since_dawn_ms: u32,
    /// Monday is 0.
    pub weekday: u8,
}

impl Place {
    #[must_use]
    pub fn of(at: Moment) -> Self {
        let offset = i64::from(at.offset_minutes).saturating_mul(MINUTE_MS);
        let local = at.unix_ms.saturating_add(offset).saturating_sub(DAWN_MS);
        let day = local.div_euclid(DAY_MS);
        // The first day of 1970 was a Thursday.
        let weekday = (day + 3).rem_euclid(7) as u8;
        Self { day: day as i32, since_dawn_ms: local.rem_euclid(DAY_MS) as u32, weekday }
    }

    /// Days since 1970, each beginning at dawn.
    #[must_use]
    pub fn day(self) -> i64 {
        i64::from(self.day)
    }

    /// Hours since dawn.
    #[must_use]
    pub fn hour(self) -> f64 {
        f64::from(self.since_dawn_ms) / HOUR_MS as f64
    }

    const fn is_weekend(self) -> bool {
        self.weekday >= 5
    }

    fn part(self) -> Part {
        let holds = |part: &Part| self.hour() < part.hours().1 as f64;
        [Part::Morning, Part::Afternoon, Part::Evening].into_iter().find(holds).unwrap_or(Part::Night)
    }
}

impl Hours {
    /// Those around a moment, the narrowest first.
    #[must_use]
    pub fn around(at: Moment) -> [Self; 3] {
        let place = Place::of(at);
        let part = place.part();
        let kind = if place.is_weekend() { Days::Weekend } else { Days::Weekdays };
        [Days::One(usize::from(place.weekday)), kind, Days::All].map(|days| Self { days, part })
    }

    /// Those of one day by their name in keys and recipes: `sunday-evening`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let parts = [Part::Morning, Part::Afternoon, Part::Evening, Part::Night];
        let all = (0..WEEKDAYS.len()).flat_map(|day| parts.map(|part| Self { days: Days::One(day), part }));
        all.into_iter().find(|hours| hours.title().to_lowercase().replace(' ', "-") == name)
    }

    #[must_use]
    pub fn holds(self, place: Place) -> bool {
        let day = match self.days {
            Days::One(weekday) => usize::from(place.weekday) == weekday,
            Days::Weekdays => !place.is_weekend(),
            Days::Weekend => place.is_weekend(),
            Days::All => true,
        };
        day && place.part() == self.part
    }

    /// When they are over, on the day of `now`.
    #[must_use]
    pub fn end(self, now: Moment) -> Moment {
        let since_dawn = (Place::of(now).hour() * HOUR_MS as f64) as i64;
        now.plus_ms(self.part.hours().1 * HOUR_MS - since_dawn)
    }

    /// The middle of them, in hours since dawn.
    #[must_use]
    pub fn middle(self) -> f64 {
        let (from, until) = self.part.hours();
        (from + until) as f64 / 2.0
    }

    /// `Sunday evening`, `Weekday mornings`, `Nights`.
    #[must_use]
    pub fn title(self) -> String {
        match self.days {
            Days::One(_) => {
                let many = self.name();
                many.strip_suffix('s').unwrap_or(&many).to_owned()
            }
            _ => self.name(),
        }
    }

    /// `Sunday evenings`, `Weekday mornings`, `Nights`.
    #[must_use]
    pub fn name(self) -> String {
        let part = self.part.name();
        match self.days {
            Days::One(weekday) => format!("{} {part}s", WEEKDAYS.get(weekday).copied().unwrap_or_default()),
            Days::Weekdays => format!("Weekday {part}s"),
            Days::Weekend => format!("Weekend {part}s"),
            Days::All => {
                let mut name = format!("{part}s");
                if let Some(first) = name.get_mut(..1) {
                    first.make_ascii_uppercase();
                }
                name
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taste::fixture::at;

    #[test]
    fn hours_are_named_from_the_narrowest_to_the_widest() {
        for (now, names, end) in [
            (
                "2026-11-22T19:00:00+01:00",
                ["Sunday evenings", "Weekend evenings", "Evenings"],
                "2026-11-22T22:00:00+01:00",
            ),
            (
                "2026-11-24T07:30:00-08:00",
                ["Tuesday mornings", "Weekday mornings", "Mornings"],
                "2026-11-24T12:00:00-08:00",
            ),
            ("2026-11-22T01:30:00Z", ["Saturday nights", "Weekend nights", "Nights"], "2026-11-22T05:00:00Z"),
            ("2026-11-23T12:00:00Z", ["Monday afternoons", "Weekday afternoons", "Afternoons"], "2026-11-23T17:00:00Z"),
        ] {
            let around = Hours::around(at(now));
            assert_eq!(around.map(Hours::name), names);
            assert_eq!(around[0].end(at(now)), at(end));
            assert!(around.iter().all(|hours| hours.holds(Place::of(at(now)))));
        }
        let sunday = Hours::around(at("2026-11-22T19:00:00+01:00"))[0];
        assert_eq!(sunday.title(), "Sunday evening");
        assert_eq!(Hours::named("sunday-evening"), Some(sunday));
        assert_eq!(Hours::named("some-evening"), None);
        assert!(!Hours::around(at("2026-11-22T19:00:00+01:00"))[2].holds(Place::of(at("2026-11-22T22:00:00+01:00"))));
    }
}
