//! The only place that reads the time of day, so that tests and the demo can set it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;

use crate::domain::time::Moment;

/// Environment variable that starts the clock at a given RFC 3339 time, from which it then runs on.
pub const CLOCK_VARIABLE: &str = "TONEARM_CLOCK";

/// The time of day, in the listener's zone. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Source>);

#[derive(Debug)]
enum Source {
    System(TimeZone),
    /// Runs on from a chosen moment at the speed of real time.
    From {
        start: Moment,
        since: Instant,
    },
    Fixed(Moment),
}

impl Clock {
    /// The system's clock and zone, unless [`CLOCK_VARIABLE`] sets another start.
    ///
    /// # Errors
    /// The variable is set but is not a time.
    pub fn from_environment() -> Result<Self, jiff::Error> {
        match std::env::var(CLOCK_VARIABLE) {
            Ok(text) => Ok(Self::starting_at(Moment::parse_rfc3339(&text)?)),
            Err(_) => Ok(Self::system()),
        }
    }

    #[must_use]
    pub fn system() -> Self {
        Self(Arc::new(Source::System(TimeZone::system())))
    }

    #[must_use]
    pub fn starting_at(start: Moment) -> Self {
        Self(Arc::new(Source::From { start, since: ticks() }))
    }

    #[must_use]
    pub fn fixed(at: Moment) -> Self {
        Self(Arc::new(Source::Fixed(at)))
    }

    /// The present moment, with the zone's offset at that moment.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads it")]
    pub fn now(&self) -> Moment {
        match &*self.0 {
            Source::System(zone) => {
                let now = jiff::Timestamp::now();
                let offset_minutes = zone.to_offset(now).seconds() / 60;
                Moment { unix_ms: now.as_millisecond(), offset_minutes }
            }
            Source::From { start, since } => start.plus(since.elapsed()),
            Source::Fixed(at) => *at,
        }
    }
}

/// Monotonic time, for measuring how long something took.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads it")]
pub fn ticks() -> Instant {
    Instant::now()
}

/// Time passed since a moment that [`ticks`] gave.
#[must_use]
pub fn since(start: Instant) -> Duration {
    ticks().duration_since(start)
}
