//! What a facet is compared with, how it is typed and how it prints.

use std::fmt;

use crate::domain::time::{DAY_MS, HOUR_MS, Moment};

/// How a facet is asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Comparison {
    /// Nothing is known of it.
    Unknown,
    Text(TextMatch, String),
    Number(Range<f64>),
    Length(Range<Seconds>),
    Size(Range<Bytes>),
    Date(Range<Date>),
    Age(AgeRange),
    /// A word of the facet's own.
    Choice(&'static str),
}

/// Which part of a text is meant. Case and accents do not matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextMatch {
    /// Any part of it.
    Has,
    Is,
    Begins,
    Ends,
}

/// A number on a scale, or a piece of the scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Range<T> {
    Is(T),
    Below(T),
    AtMost(T),
    Above(T),
    AtLeast(T),
    /// From the first to the second, both included.
    Between(T, T),
}

/// How long ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgeRange {
    /// At most so long.
    Within(Age),
    /// Longer.
    Over(Age),
    /// Longer than the first, at most the second.
    Between(Age, Age),
}

/// A length of music as lists show it: whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seconds(pub u32);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bytes(pub u64);

/// A day, a month or a year of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date {
    pub year: i16,
    /// 1 to 12.
    pub month: Option<i8>,
    /// 1 to 31; only with a month.
    pub day: Option<i8>,
}

/// A time before now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Age {
    pub count: u32,
    pub unit: AgeUnit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgeUnit {
    Hours,
    Days,
    Weeks,
    /// Of the calendar, as years are.
    Months,
    Years,
}

/// A value that a [`Range`] is typed with.
pub trait Bound: Sized + Copy + fmt::Display {
    fn read(text: &str) -> Option<Self>;
}

impl<T: Copy> Range<T> {
    pub fn ends(&self) -> impl Iterator<Item = T> {
        let (one, other) = match *self {
            Self::Is(end) | Self::Below(end) | Self::AtMost(end) | Self::Above(end) | Self::AtLeast(end) => (end, None),
            Self::Between(from, to) => (from, Some(to)),
        };
        std::iter::once(one).chain(other)
    }

    #[must_use]
    pub fn map<U>(self, each: impl Fn(T) -> U) -> Range<U> {
        match self {
            Self::Is(end) => Range::Is(each(end)),
            Self::Below(end) => Range::Below(each(end)),
            Self::AtMost(end) => Range::AtMost(each(end)),
            Self::Above(end) => Range::Above(each(end)),
            Self::AtLeast(end) => Range::AtLeast(each(end)),
            Self::Between(from, to) => Range::Between(each(from), each(to)),
        }
    }
}

impl<T: PartialOrd + Copy> Range<T> {
    #[must_use]
    pub fn holds(&self, value: T) -> bool {
        match *self {
            Self::Is(end) => value == end,
            Self::Below(end) => value < end,
            Self::AtMost(end) => value <= end,
            Self::Above(end) => value > end,
            Self::AtLeast(end) => value >= end,
            Self::Between(from, to) => from <= value && value <= to,
        }
    }
}

impl<T: Bound> Range<T> {
    /// `10`, `=10`, `>10`, `>=10`, `<10`, `<=10`, `10..20`, `10..`, `..20`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        if let Some(rest) = text.strip_prefix(">=") {
            return T::read(rest).map(Self::AtLeast);
        }
        if let Some(rest) = text.strip_prefix("<=") {
            return T::read(rest).map(Self::AtMost);
        }
        if let Some(rest) = text.strip_prefix('>') {
            return T::read(rest).map(Self::Above);
        }
        if let Some(rest) = text.strip_prefix('<') {
            return T::read(rest).map(Self::Below);
        }
        match text.split_once("..") {
            Some(("", to)) => T::read(to).map(Self::AtMost),
            Some((from, "")) => T::read(from).map(Self::AtLeast),
            Some((from, to)) => Some(Self::Between(T::read(from)?, T::read(to)?)),
            None => T::read(text.strip_prefix('=').unwrap_or(text)).map(Self::Is),
        }
    }
}

impl<T: fmt::Display> fmt::Display for Range<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Is(end) => write!(f, "{end}"),
            Self::Below(end) => write!(f, "<{end}"),
            Self::AtMost(end) => write!(f, "<={end}"),
            Self::Above(end) => write!(f, ">{end}"),
            Self::AtLeast(end) => write!(f, ">={end}"),
            Self::Between(from, to) => write!(f, "{from}..{to}"),
        }
    }
}

impl Bound for f64 {
    fn read(text: &str) -> Option<Self> {
        let (digits, thousands) = match text.strip_suffix(['k', 'K']) {
            Some(digits) => (digits, 1_000.0),
            None => (text, 1.0),
        };
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
        let number: Self = if plain { digits.parse().ok()? } else { return None };
        // The one zero: -0 would print as it came and compare as it did not.
        (number * thousands).is_finite().then_some(number * thousands + 0.0)
    }
}

/// A number and the letters behind it.
fn counted(text: &str) -> Option<(f64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (digits, unit) = text.split_at(end);
    Some((digits.parse().ok()?, unit.trim()))
}

impl Bound for Seconds {
    /// `3:30`, `1:02:03`, `5m`, `1h30m`, `90s`; bare numbers are minutes.
    fn read(text: &str) -> Option<Self> {
        if text.contains(':') {
            let mut seconds = 0u32;
            let mut places = 0;
            for part in text.split(':') {
                seconds = seconds.checked_mul(60)?.checked_add(part.parse().ok()?)?;
                places += 1;
            }
            return (places <= 3).then_some(Self(seconds));
        }
        let mut rest = text;
        let mut seconds = 0.0;
        while !rest.is_empty() {
            let end = rest.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(rest.len());
            let next = rest.get(end..)?.find(|c: char| c.is_ascii_digit()).map_or(rest.len(), |at| end + at);
            let (count, unit) = counted(rest.get(..next)?)?;
            seconds += count
                * match unit.to_ascii_lowercase().as_str() {
                    "h" | "hour" | "hours" => 3_600.0,
                    "" | "m" | "min" | "mins" | "minutes" => 60.0,
                    "s" | "sec" | "secs" | "seconds" => 1.0,
                    _ => return None,
                };
            rest = rest.get(next..)?;
        }
        (!text.is_empty() && (0.0..=f64::from(u32::MAX)).contains(&seconds)).then_some(Self(seconds.round() as u32))
    }
}

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hours, minutes, seconds) = (self.0 / 3_600, self.0 / 60 % 60, self.0 % 60);
        for (count, unit) in [(hours, 'h'), (minutes, 'm'), (seconds, 's')] {
            if count > 0 || (unit == 's' && self.0 == 0) {
                write!(f, "{count}{unit}")?;
            }
        }
        Ok(())
    }
}

const SIZES: [(&str, u64); 8] = [
    ("TB", 1_000_000_000_000),
    ("GB", 1_000_000_000),
    ("MB", 1_000_000),
    ("kB", 1_000),
    ("TiB", 1 << 40),
    ("GiB", 1 << 30),
    ("MiB", 1 << 20),
    ("KiB", 1 << 10),
];

impl Bound for Bytes {
    /// `20MB`, `1.5GB`, `700MiB`, `512kB`, `4096B`; bare numbers are megabytes.
    fn read(text: &str) -> Option<Self> {
        let (count, unit) = counted(text)?;
        let bytes = match unit.to_ascii_lowercase().as_str() {
            "b" => 1,
            "" | "m" => 1_000_000,
            "k" => 1_000,
            "g" => 1_000_000_000,
            "t" => 1_000_000_000_000,
            unit => SIZES.iter().find(|(known, _)| known.eq_ignore_ascii_case(unit))?.1,
        };
        if let (Ok(whole), true) = (
            text.get(..text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len())?.parse::<u64>(),
            count.fract() == 0.0,
        ) {
            return whole.checked_mul(bytes).map(Self);
        }
        let bytes = (count * bytes as f64).round();
        (bytes < 9e18).then_some(Self(bytes as u64))
    }
}

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = SIZES.iter().find(|(_, bytes)| self.0 >= *bytes && self.0.is_multiple_of(*bytes));
        let (name, bytes) = unit.copied().unwrap_or(("B", 1));
        write!(f, "{}{name}", self.0 / bytes)
    }
}

impl Bound for Date {
    /// `2024`, `2024-05`, `2024-05-12`.
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let number = |part: &str, digits: usize| {
            (part.len() <= digits && part.bytes().all(|byte| byte.is_ascii_digit()))
                .then(|| part.parse::<i16>().ok())?
        };
        let year = number(parts.next().filter(|year| year.len() == 4)?, 4)?;
        let mut place = || parts.next().map(|part| number(part, 2).and_then(|number| i8::try_from(number).ok()));
        let (month, day) = (place(), place());
        let date = Self { year, month: flat(month)?, day: flat(day)? };
        (date.is_a_date() && parts.next().is_none()).then_some(date)
    }
}

/// What is missing may be; what is wrong may not.
fn flat(part: Option<Option<i8>>) -> Option<Option<i8>> {
    match part {
        Some(None) => None,
        Some(known) => Some(known),
        None => Some(None),
    }
}

impl Date {
    #[must_use]
    pub fn is_a_date(self) -> bool {
        (0..=9999).contains(&self.year) && (self.day.is_none() || self.month.is_some()) && self.first().is_some()
    }

    fn first(self) -> Option<jiff::civil::Date> {
        jiff::civil::Date::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1)).ok()
    }

    /// Its first moment and the first after it, where `now` is, in Unix ms.
    #[must_use]
    pub fn moments(self, now: Moment) -> (i64, i64) {
        let starts = |date: Option<jiff::civil::Date>| {
            let days = date.map(|date| i64::from((date - jiff::civil::date(1970, 1, 1)).get_days()));
            days.map_or(i64::MAX, |days| days * DAY_MS - i64::from(now.offset_minutes) * 60_000)
        };
        let first = self.first();
        let step = match self {
            Self { day: Some(_), .. } => jiff::Span::new().days(1),
            Self { month: Some(_), .. } => jiff::Span::new().months(1),
            _ => jiff::Span::new().years(1),
        };
        (starts(first), starts(first.and_then(|first| first.checked_add(step).ok())))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        for part in [self.month, self.day].into_iter().flatten() {
            write!(f, "-{part:02}")?;
        }
        Ok(())
    }
}

impl Range<Date> {
    /// The moments that are meant, from the first on and before the second, in Unix ms.
    #[must_use]
    pub fn moments(self, now: Moment) -> (i64, i64) {
        match self {
            Self::Is(date) => date.moments(now),
            Self::Below(date) => (i64::MIN, date.moments(now).0),
            Self::AtMost(date) => (i64::MIN, date.moments(now).1),
            Self::Above(date) => (date.moments(now).1, i64::MAX),
            Self::AtLeast(date) => (date.moments(now).0, i64::MAX),
            Self::Between(from, to) => (from.moments(now).0, to.moments(now).1),
        }
    }
}

impl Bound for Age {
    /// `12h`, `30d`, `2w`, `6m`, `1y`.
    fn read(text: &str) -> Option<Self> {
        let end = text.find(|c: char| !c.is_ascii_digit())?;
        let (count, unit) = text.split_at(end);
        let unit = match unit.to_ascii_lowercase().as_str() {
            "h" | "hour" | "hours" => AgeUnit::Hours,
            "d" | "day" | "days" => AgeUnit::Days,
            "w" | "week" | "weeks" => AgeUnit::Weeks,
            "m" | "mo" | "month" | "months" => AgeUnit::Months,
            "y" | "year" | "years" => AgeUnit::Years,
            _ => return None,
        };
        Some(Self { count: count.parse().ok()?, unit })
    }
}

impl Age {
    /// The moment so long before now, in Unix ms.
    #[must_use]
    pub fn before(self, now: Moment) -> i64 {
        let count = i64::from(self.count);
        let months = match self.unit {
            AgeUnit::Hours => return now.unix_ms.saturating_sub(count.saturating_mul(HOUR_MS)),
            AgeUnit::Days => return now.unix_ms.saturating_sub(count.saturating_mul(DAY_MS)),
            AgeUnit::Weeks => return now.unix_ms.saturating_sub(count.saturating_mul(7 * DAY_MS)),
            AgeUnit::Months => count,
            AgeUnit::Years => count.saturating_mul(12),
        };
        let then = now.civil();
        // Beyond what spans and calendars hold lies before all music.
        let span = jiff::Span::new().try_months(months).ok();
        let days = span
            .and_then(|span| then.date().checked_sub(span).ok())
            .map(|date| i64::from((then.date() - date).get_days()));
        days.map_or(i64::MIN, |days| now.unix_ms.saturating_sub(days * DAY_MS))
    }
}

impl fmt::Display for Age {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            AgeUnit::Hours => 'h',
            AgeUnit::Days => 'd',
            AgeUnit::Weeks => 'w',
            AgeUnit::Months => 'm',
            AgeUnit::Years => 'y',
        };
        write!(f, "{}{unit}", self.count)
    }
}

impl AgeRange {
    /// `<30d` and `30d` within, `>30d` longer ago, `30d..90d` between.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        Some(match Range::<Age>::read(text)? {
            Range::Is(age) | Range::Below(age) | Range::AtMost(age) => Self::Within(age),
            Range::Above(age) | Range::AtLeast(age) => Self::Over(age),
            Range::Between(from, to) => Self::Between(from, to),
        })
    }

    /// The moments that are meant, from the first on and before the second, in Unix ms.
    #[must_use]
    pub fn moments(self, now: Moment) -> (i64, i64) {
        match self {
            Self::Within(age) => (age.before(now), i64::MAX),
            Self::Over(age) => (i64::MIN, age.before(now)),
            Self::Between(from, to) => (to.before(now), from.before(now)),
        }
    }
}

impl fmt::Display for AgeRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Within(age) => write!(f, "<{age}"),
            Self::Over(age) => write!(f, ">{age}"),
            Self::Between(from, to) => write!(f, "{from}..{to}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_sizes_are_typed_in_many_ways() {
        for (typed, seconds) in [
            ("3:30", 210),
            ("1:02:03", 3_723),
            ("5m", 300),
            ("1h30m", 5_400),
            ("90s", 90),
            ("4", 240),
            ("1.5h", 5_400),
            ("2 h", 7_200),
        ] {
            assert_eq!(Seconds::read(typed), Some(Seconds(seconds)), "{typed}");
        }
        for (typed, bytes) in [
            ("20MB", 20_000_000),
            ("1.5GB", 1_500_000_000),
            ("1mib", 1_048_576),
            ("3", 3_000_000),
            ("7B", 7),
            ("512k", 512_000),
        ] {
            assert_eq!(Bytes::read(typed), Some(Bytes(bytes)), "{typed}");
        }
        for wrong in ["", "m", "5x", "1:2:3:4", "-3", "1:x"] {
            assert_eq!(Seconds::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn dates_reach_over_all_of_themselves_where_the_listener_is() {
        let now = Moment::parse_rfc3339("2026-11-22T18:00:00+01:00").unwrap();
        let ms = |text: &str| Moment::parse_rfc3339(text).unwrap().unix_ms;
        let of = |text: &str| Range::<Date>::read(text).unwrap().moments(now);
        assert_eq!(of("2024-02"), (ms("2024-02-01T00:00:00+01:00"), ms("2024-03-01T00:00:00+01:00")));
        assert_eq!(of("2024..2025-06-30"), (ms("2024-01-01T00:00:00+01:00"), ms("2025-07-01T00:00:00+01:00")));
        assert_eq!(of(">2024").0, ms("2025-01-01T00:00:00+01:00"));
        assert_eq!(of("9999-12-31").1, i64::MAX);
        for wrong in ["24", "2024-13", "2024-02-30", "2024-", "2024-05-12-1", "abcd"] {
            assert_eq!(Date::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn ages_go_back_by_the_calendar() {
        let now = Moment::parse_rfc3339("2024-03-31T18:00:00+02:00").unwrap();
        let back = |text: &str| now.at(Age::read(text).unwrap().before(now)).rfc3339();
        assert_eq!(back("36h"), "2024-03-30T06:00:00+02:00");
        assert_eq!(back("1m"), "2024-02-29T18:00:00+02:00");
        assert_eq!(back("1y"), "2023-03-31T18:00:00+02:00");
        assert_eq!(Age::read("4000000000y").unwrap().before(now), i64::MIN);
        assert_eq!(AgeRange::read(">2w"), Some(AgeRange::Over(Age { count: 2, unit: AgeUnit::Weeks })));
    }
}
