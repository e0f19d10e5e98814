//! Numbers and moments as people say them.

use super::time::{DAY_MS, HOUR_MS, MINUTE_MS, Moment};

/// `once`, `twice`, `14 times`.
#[must_use]
pub fn times(n: u32) -> String {
    match n {
        1 => "once".into(),
        2 => "twice".into(),
        _ => format!("{n} times"),
    }
}

/// `1st`, `2nd`, `1,011th`.
#[must_use]
pub fn ordinal(n: u32) -> String {
    let ending = match (n % 100, n % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{}{ending}", thousands(u64::from(n)))
}

/// `1 track`, `12 tracks`, `1,024 tracks`.
#[must_use]
pub fn count(n: u32, one: &str, many: &str) -> String {
    format!("{} {}", thousands(u64::from(n)), if n == 1 { one } else { many })
}

/// `1 playlist`, `12 playlists`.
#[must_use]
pub fn playlists(n: usize) -> String {
    format!("{} {}", thousands(n as u64), if n == 1 { "playlist" } else { "playlists" })
}

/// `21,480`.
#[must_use]
pub fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `timbre`, `timbre and tempo`, `timbre, tempo and harmony`.
#[must_use]
pub fn list<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let words: Vec<&str> = words.collect();
    match words.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Position in a track: `4:12`, `1:02:09`.
#[must_use]
pub fn clock(ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// Length of a list: `58 min`, `3 h 20 min`, `2 days 4 h`.
#[must_use]
pub fn span(ms: i64) -> String {
    let ms = ms.max(0);
    if ms < MINUTE_MS {
        format!("{} s", ms / 1000)
    } else if ms < HOUR_MS {
        format!("{} min", ms / MINUTE_MS)
    } else if ms < DAY_MS {
        match ms % HOUR_MS / MINUTE_MS {
            0 => format!("{} h", ms / HOUR_MS),
            minutes => format!("{} h {minutes} min", ms / HOUR_MS),
        }
    } else {
        let days = ms / DAY_MS;
        format!("{days} day{} {} h", if days == 1 { "" } else { "s" }, ms % DAY_MS / HOUR_MS)
    }
}

/// `06:05`, as clocks show it.
#[must_use]
pub fn time_of_day(at: Moment) -> String {
    let civil = at.civil();
    format!("{:02}:{:02}", civil.hour(), civil.minute())
}

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A past moment, no finer than one needs: `just now`, `20 min ago`, `yesterday`, `on Sunday`, `on 4 May`, `in May 2021`.
#[must_use]
pub fn moment(at: Moment, now: Moment) -> String {
    let passed = now.unix_ms.saturating_sub(at.unix_ms);
    if (0..MINUTE_MS).contains(&passed) {
        return "just now".into();
    }
    if (0..HOUR_MS).contains(&passed) {
        return format!("{} min ago", passed / MINUTE_MS);
    }
    let (then, today) = (at.civil(), now.date());
    match days_between(at, now) {
        0 if passed >= 0 && then.hour() >= 17 => "this evening".into(),
        0 => "today".into(),
        1 if then.hour() >= 20 => "last night".into(),
        1 => "yesterday".into(),
        2..7 => format!("on {}", WEEKDAYS[usize::try_from(then.weekday().to_monday_zero_offset()).unwrap_or(0)]),
        _ => day_of_year(then.date(), today, "on ", "in "),
    }
}

/// A day that something began: `yesterday`, `Sunday`, `1 November`, `March 2020`.
#[must_use]
pub fn day(at: Moment, now: Moment) -> String {
    recent_day(at, now).unwrap_or_else(|| day_of_year(at.date(), now.date(), "", ""))
}

/// The same with its day however long ago, for lines that would else be alike: `on 3 March 2024`.
#[must_use]
pub fn moment_of_day(at: Moment, now: Moment) -> String {
    if is_long_ago(at, now) { format!("on {}", date(at)) } else { moment(at, now) }
}

/// The same for narrow columns: `Sunday`, `1 Nov`, `3 Mar 2024`.
#[must_use]
pub fn short_date(at: Moment, now: Moment) -> String {
    if is_long_ago(at, now) { short_month(date(at)) } else { short_day(at, now) }
}

/// A day by its date, for what is read again later: `21 Nov`, `3 Mar 2024`.
#[must_use]
pub fn calendar_day(at: Moment, now: Moment) -> String {
    let said = short_month(date(at));
    if at.date().year() == now.date().year() {
        said.rsplit_once(' ').map_or_else(String::new, |(day, _)| day.into())
    } else {
        said
    }
}

/// So long that elsewhere its month is enough.
fn is_long_ago(at: Moment, now: Moment) -> bool {
    !(0..7).contains(&days_between(at, now)) && !(0..10).contains(&months_between(at.date(), now.date()))
}

/// Months that something lasted: `in May`, `Mar to May`, `in May 2019`, `Nov 2018 to Jan 2019`.
#[must_use]
pub fn months(from: Moment, until: Moment, now: Moment) -> String {
    let (first, last, today) = (from.date(), until.date(), now.date());
    let name = |date: jiff::civil::Date| MONTHS[usize::try_from(date.month() - 1).unwrap_or(0)];
    let long_ago = !(0..10).contains(&months_between(last, today));
    let year = |date: jiff::civil::Date| if long_ago { format!(" {}", date.year()) } else { String::new() };
    let short = |date: jiff::civil::Date| name(date).get(..3).unwrap_or_default();
    if (first.year(), first.month()) == (last.year(), last.month()) {
        format!("in {}{}", name(first), year(first))
    } else if first.year() == last.year() {
        format!("{} to {}{}", short(first), short(last), year(last))
    } else {
        format!("{}{} to {}{}", short(first), year(first), short(last), year(last))
    }
}

/// `22 November 2024`.
#[must_use]
pub fn full_date(at: Moment) -> String {
    date(at)
}

/// `22 Nov 2024`.
#[must_use]
pub fn short_full_date(at: Moment) -> String {
    short_month(date(at))
}

/// `3 March 2024`.
fn date(at: Moment) -> String {
    let then = at.date();
    format!("{} {} {}", then.day(), MONTHS[usize::try_from(then.month() - 1).unwrap_or(0)], then.year())
}

/// A day to come: `tomorrow`, `29 November`, `3 March 2028`.
#[must_use]
pub fn day_ahead(at: Moment, now: Moment) -> String {
    let then = at.date();
    let month = MONTHS[usize::try_from(then.month() - 1).unwrap_or(0)];
    match days_between(now, at) {
        ..=0 => "today".into(),
        1 => "tomorrow".into(),
        2..300 => format!("{} {month}", then.day()),
        _ => format!("{} {month} {}", then.day(), then.year()),
    }
}

/// The same for narrow columns: `yesterday`, `Sunday`, `1 Nov`, `Mar 2020`.
#[must_use]
pub fn short_day(at: Moment, now: Moment) -> String {
    recent_day(at, now).unwrap_or_else(|| short_month(day_of_year(at.date(), now.date(), "", "")))
}

fn short_month(said: String) -> String {
    match MONTHS.iter().find(|month| said.contains(**month)) {
        Some(month) => said.replace(month, &month[..3]),
        None => said,
    }
}

fn recent_day(at: Moment, now: Moment) -> Option<String> {
    let then = at.civil();
    match days_between(at, now) {
        0 if then.hour() < 12 => Some("this morning".into()),
        0 if then.hour() < 17 => Some("this afternoon".into()),
        0 => Some("this evening".into()),
        1 => Some("yesterday".into()),
        2..7 => Some(WEEKDAYS[usize::try_from(then.weekday().to_monday_zero_offset()).unwrap_or(0)].into()),
        _ => None,
    }
}

/// The last time of several: `today`, `last night`, `last Sunday`, `last on 1 Nov`, `last in Mar 2021`.
#[must_use]
pub fn last(at: Moment, now: Moment) -> String {
    match days_between(at, now) {
        0 | 1 => moment(at, now),
        2..7 => format!("last {}", short_day(at, now)),
        _ => format!("last {}", short_month(day_of_year(at.date(), now.date(), "on ", "in "))),
    }
}

fn day_of_year(then: jiff::civil::Date, today: jiff::civil::Date, on: &str, within: &str) -> String {
    let month = MONTHS[usize::try_from(then.month() - 1).unwrap_or(0)];
    if (0..10).contains(&months_between(then, today)) {
        format!("{on}{} {month}", then.day())
    } else {
        format!("{within}{month} {}", then.year())
    }
}

fn months_between(then: jiff::civil::Date, today: jiff::civil::Date) -> i32 {
    (i32::from(today.year()) - i32::from(then.year())) * 12 + i32::from(today.month()) - i32::from(then.month())
}

/// A month as the name of a row: `November`, `May 2019`.
#[must_use]
pub fn month(year: i16, month: i8, now: Moment) -> String {
    let name = usize::try_from(month - 1).ok().and_then(|place| MONTHS.get(place)).unwrap_or(&"");
    if year == now.date().year() { (*name).to_owned() } else { format!("{name} {year}") }
}

/// `−4.2 dB`, `+1.0 dB`.
#[must_use]
pub fn decibels(db: f32) -> String {
    let sign = if db < 0.0 { '−' } else { '+' };
    format!("{sign}{:.1} dB", db.abs())
}

/// Whole local days from `at` to `now`.
#[must_use]
pub fn days_between(at: Moment, now: Moment) -> i64 {
    let local_day = |m: Moment| (m.unix_ms + i64::from(m.offset_minutes) * MINUTE_MS).div_euclid(DAY_MS);
    local_day(now) - local_day(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        Moment::parse_rfc3339(text).unwrap()
    }

    #[test]
    fn days_to_come_have_a_date() {
        let at = |text: &str| Moment::parse_rfc3339(text).unwrap();
        let now = at("2026-11-22T18:00:00+01:00");
        for (day, said) in [
            ("2026-11-22T23:00:00+01:00", "today"),
            ("2026-11-23T04:00:00+01:00", "tomorrow"),
            ("2026-11-29T18:00:00+01:00", "29 November"),
            ("2026-12-22T18:00:00+01:00", "22 December"),
            ("2027-01-21T18:00:00+01:00", "21 January"),
            ("2028-03-03T18:00:00+01:00", "3 March 2028"),
        ] {
            assert_eq!(day_ahead(at(day), now), said);
        }
    }

    #[test]
    fn days_long_ago_are_told_apart_where_it_matters() {
        let now = at("2026-11-22T18:00:00+01:00");
        let (one, other) = (at("2024-03-03T18:00:00+01:00"), at("2024-03-28T18:00:00+01:00"));
        assert_eq!(moment(one, now), moment(other, now));
        assert_eq!((moment_of_day(one, now), short_date(one, now)), ("on 3 March 2024".into(), "3 Mar 2024".into()));
        assert_eq!(short_date(other, now), "28 Mar 2024");
        let lately = at("2026-11-01T18:00:00+01:00");
        assert_eq!(
            (moment_of_day(lately, now), short_date(lately, now)),
            (moment(lately, now), short_day(lately, now))
        );
    }

    #[test]
    fn counts_read_like_speech() {
        assert_eq!(times(1), "once");
        assert_eq!(times(14), "14 times");
        assert_eq!(count(1, "track", "tracks"), "1 track");
        assert_eq!(thousands(21_480), "21,480");
        assert_eq!(thousands(1_000_000), "1,000,000");
        assert_eq!(thousands(999), "999");
    }

    #[test]
    fn lengths_and_positions() {
        assert_eq!(clock(252_000), "4:12");
        assert_eq!(clock(3_729_000), "1:02:09");
        assert_eq!(span(58 * MINUTE_MS), "58 min");
        assert_eq!(span(3 * HOUR_MS + 20 * MINUTE_MS), "3 h 20 min");
    }

    #[test]
    fn months_and_loudness_are_said_short() {
        let now = at("2026-11-22T18:00:00+01:00");
        assert_eq!((month(2026, 11, now), month(2019, 5, now)), ("November".into(), "May 2019".into()));
        assert_eq!((decibels(-4.2), decibels(1.0)), ("−4.2 dB".into(), "+1.0 dB".into()));
    }

    #[test]
    fn moments_are_no_finer_than_needed() {
        let now = at("2026-11-22T18:00:00+01:00");
        for (then, said) in [
            ("2026-11-22T17:59:30+01:00", "just now"),
            ("2026-11-22T17:40:00+01:00", "20 min ago"),
            ("2026-11-22T08:00:00+01:00", "today"),
            ("2026-11-21T23:41:00+01:00", "last night"),
            ("2026-11-21T09:00:00+01:00", "yesterday"),
            ("2026-11-18T09:00:00+01:00", "on Wednesday"),
            ("2026-05-04T09:00:00+02:00", "on 4 May"),
            ("2019-05-12T09:00:00+02:00", "in May 2019"),
        ] {
            assert_eq!(moment(at(then), now), said, "{then}");
        }
        assert_eq!(day(at("2026-11-01T09:00:00+01:00"), now), "1 November");
    }

    #[test]
    fn places_are_counted_in_words() {
        let said = [1, 2, 3, 4, 11, 12, 13, 21, 102, 1_011].map(ordinal);
        assert_eq!(said, ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "1,011th"]);
    }

    #[test]
    fn narrow_columns_get_short_months_and_last_times() {
        let now = at("2026-11-22T18:00:00+01:00");
        for (then, short, said) in [
            ("2026-11-22T08:00:00+01:00", "this morning", "today"),
            ("2026-11-22T15:00:00+01:00", "this afternoon", "today"),
            ("2026-11-21T23:41:00+01:00", "yesterday", "last night"),
            ("2026-11-18T09:00:00+01:00", "Wednesday", "last Wednesday"),
            ("2026-11-01T09:00:00+01:00", "1 Nov", "last on 1 Nov"),
            ("2026-05-04T09:00:00+02:00", "4 May", "last on 4 May"),
            ("2019-03-12T09:00:00+02:00", "Mar 2019", "last in Mar 2019"),
        ] {
            assert_eq!(short_day(at(then), now), short, "{then}");
            assert_eq!(last(at(then), now), said, "{then}");
        }
    }
}
