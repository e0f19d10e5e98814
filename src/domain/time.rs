//! Moments, with the offset of the place where they happened.

use std::time::Duration;

use jiff::civil;
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

pub const SECOND_MS: i64 = 1_000;
pub const MINUTE_MS: i64 = 60 * SECOND_MS;
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
pub const DAY_MS: i64 = 24 * HOUR_MS;

/// A point in time and the offset of local time from UTC there and then.
///
/// Plays keep their own offset: a song heard at 23:00 abroad was heard at night.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Moment {
    /// Milliseconds since 1970-01-01 UTC.
    pub unix_ms: i64,
    /// Minutes east of UTC.
    pub offset_minutes: i32,
}

impl Moment {
    #[must_use]
    pub const fn utc(unix_ms: i64) -> Self {
        Self { unix_ms, offset_minutes: 0 }
    }

    /// # Errors
    /// The text is not an RFC 3339 time with an offset.
    pub fn parse_rfc3339(text: &str) -> Result<Self, jiff::Error> {
        let at: jiff::Timestamp = text.parse()?;
        let offset = jiff::fmt::temporal::Pieces::parse(text)?.to_numeric_offset().unwrap_or(Offset::UTC);
        Ok(Self { unix_ms: at.as_millisecond(), offset_minutes: offset.seconds() / 60 })
    }

    #[must_use]
    pub fn rfc3339(self) -> String {
        let local = self.civil();
        let minutes = self.offset_minutes;
        if minutes == 0 {
            return format!("{}Z", local.strftime("%Y-%m-%dT%H:%M:%S"));
        }
        let sign = if minutes < 0 { '-' } else { '+' };
        format!("{}{sign}{:02}:{:02}", local.strftime("%Y-%m-%dT%H:%M:%S"), minutes.abs() / 60, minutes.abs() % 60)
    }

    /// Local date and time of day.
    #[must_use]
    pub fn civil(self) -> civil::DateTime {
        let at = jiff::Timestamp::from_millisecond(self.unix_ms).unwrap_or_default();
        Offset::from_seconds(self.offset_minutes.saturating_mul(60)).unwrap_or(Offset::UTC).to_datetime(at)
    }

    #[must_use]
    pub fn date(self) -> civil::Date {
        self.civil().date()
    }

    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        self.plus_ms(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX))
    }

    #[must_use]
    pub const fn plus_ms(self, ms: i64) -> Self {
        Self { unix_ms: self.unix_ms.saturating_add(ms), offset_minutes: self.offset_minutes }
    }

    /// The same wall moment elsewhere: `unix_ms` seen from this moment's zone.
    #[must_use]
    pub const fn at(self, unix_ms: i64) -> Self {
        Self { unix_ms, offset_minutes: self.offset_minutes }
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> Self {
        moment.rfc3339()
    }
}

impl TryFrom<String> for Moment {
    type Error = jiff::Error;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse_rfc3339(&text)
    }
}
