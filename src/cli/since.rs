//! Points in the past, as people type them.

use clap::Args;
use jiff::civil;

use crate::domain::time::{DAY_MS, HOUR_MS, MINUTE_MS, Moment};
use crate::store::Period;

/// `--since`, the same for every command that looks back.
#[derive(Debug, Args)]
pub struct Since {
    /// Only plays since then: 7d, 12h, today, yesterday, 2026-11-01
    #[arg(long = "since", value_name = "WHEN")]
    when: Option<String>,
}

impl Since {
    pub const fn is_given(&self) -> bool {
        self.when.is_some()
    }

    /// # Errors
    /// What was given is no time; names what can be said.
    pub fn period(&self, now: Moment) -> anyhow::Result<Period> {
        let since = self.when.as_deref().map(|text| parse(text, now)).transpose().map_err(anyhow::Error::msg)?;
        Ok(Period { since: since.map(|at| at.unix_ms), before: None })
    }
}

/// `7d`, `12h`, `30m`, `2w`, `today`, `yesterday`, `2026-11-01` or an RFC 3339 time, seen from `now`.
///
/// # Errors
/// A sentence that names what can be said.
pub fn parse(text: &str, now: Moment) -> Result<Moment, String> {
    let midnight = |days_ago: i64| {
        let time = now.civil().time();
        let passed = i64::from(time.hour()) * HOUR_MS
            + i64::from(time.minute()) * MINUTE_MS
            + i64::from(time.second()) * 1_000
            + i64::from(time.millisecond());
        now.plus_ms(-passed - days_ago * DAY_MS)
    };
    match text {
        "today" => return Ok(midnight(0)),
        "yesterday" => return Ok(midnight(1)),
        _ => {}
    }
    if let Ok(at) = Moment::parse_rfc3339(text) {
        return Ok(at);
    }
    if let Ok(date) = text.parse::<civil::Date>() {
        let days = now.date().since(date).map_err(|error| error.to_string())?.get_days();
        return Ok(midnight(i64::from(days)));
    }
    let unit = text.chars().last().and_then(|unit| match unit {
        'm' => Some(MINUTE_MS),
        'h' => Some(HOUR_MS),
        'd' => Some(DAY_MS),
        'w' => Some(7 * DAY_MS),
        _ => None,
    });
    let number = text.get(..text.len().saturating_sub(1)).and_then(|digits| digits.parse::<i64>().ok());
    match unit.zip(number) {
        Some((unit, number)) if number >= 0 => Ok(now.plus_ms(-unit.saturating_mul(number))),
        _ => Err(format!("{text} is no time; say 7d, 12h, today, yesterday, 2026-11-01 or 2026-11-01T20:00:00+01:00")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ways_people_say_since() {
        let now = Moment::parse_rfc3339("2026-11-22T18:30:00+01:00").unwrap();
        for (text, expected) in [
            ("90m", "2026-11-22T17:00:00+01:00"),
            ("2d", "2026-11-20T18:30:00+01:00"),
            ("1w", "2026-11-15T18:30:00+01:00"),
            ("today", "2026-11-22T00:00:00+01:00"),
            ("yesterday", "2026-11-21T00:00:00+01:00"),
            ("2026-11-01", "2026-11-01T00:00:00+01:00"),
            ("2026-11-01T10:00:00Z", "2026-11-01T10:00:00Z"),
        ] {
            assert_eq!(parse(text, now).unwrap().rfc3339(), expected, "{text}");
        }
        for wrong in ["", "soon", "-3d", "d", "12", "é"] {
            assert!(parse(wrong, now).is_err(), "{wrong}");
        }
    }
}
