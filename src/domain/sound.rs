//! What a file's sound is made of, and how it is evened out.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The sound of a file, as its decoder reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoundFormat {
    /// "FLAC", "MP3", "OPUS".
    pub codec: String,
    /// Frames per second.
    pub rate: u32,
    /// Bits of a sample, where the codec keeps them all.
    pub bits: Option<u32>,
    pub channels: u32,
}

impl SoundFormat {
    /// "FLAC 44.1 kHz 16 bit".
    #[must_use]
    pub fn codec_and_rate(&self) -> String {
        let bits = self.bits.map(|bits| format!(" {bits} bit")).unwrap_or_default();
        format!("{} {}{bits}", self.codec, kilohertz(self.rate))
    }
}

/// "FLAC 44.1 kHz 16 bit stereo".
impl fmt::Display for SoundFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.codec_and_rate(), channels(self.channels))
    }
}

/// "44.1 kHz".
#[must_use]
pub fn kilohertz(rate: u32) -> String {
    format!("{} kHz", f64::from(rate) / 1000.0)
}

/// "mono", "stereo", "6 channels".
#[must_use]
pub fn channels(count: u32) -> String {
    match count {
        1 => "mono".to_owned(),
        2 => "stereo".to_owned(),
        many => format!("{many} channels"),
    }
}

/// Which of a track's loudness tags was followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GainKind {
    Track,
    Album,
}

/// What is done to the loudness of a track.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AppliedGain {
    pub kind: GainKind,
    /// As it is applied: lowered where the peak would clip.
    pub db: f32,
}

/// How fast sound plays, in percent of its own speed; its pitch stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Speed(u32);

impl Speed {
    pub const NORMAL: Self = Self(100);
    pub const SLOWEST: Self = Self(50);
    pub const FASTEST: Self = Self(200);
    const STEP: u32 = 10;

    /// The nearest speed that can be played.
    #[must_use]
    pub fn percent(percent: u32) -> Self {
        Self(percent.clamp(Self::SLOWEST.0, Self::FASTEST.0))
    }

    #[must_use]
    pub const fn as_percent(self) -> u32 {
        self.0
    }

    #[must_use]
    pub fn is_normal(self) -> bool {
        self == Self::NORMAL
    }

    #[must_use]
    pub fn slower(self) -> Self {
        Self::percent(self.0.saturating_sub(Self::STEP))
    }

    #[must_use]
    pub fn faster(self) -> Self {
        Self::percent(self.0 + Self::STEP)
    }

    /// Time in the file that passes while `ms` pass outside.
    #[must_use]
    pub fn of(self, ms: i64) -> i64 {
        ms.saturating_mul(i64::from(self.0)) / 100
    }
}

impl Default for Speed {
    fn default() -> Self {
        Self::NORMAL
    }
}

/// "1.5×".
impl fmt::Display for Speed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}×", f64::from(self.0) / 100.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_read_as_on_a_sleeve() {
        let flac = SoundFormat { codec: "FLAC".into(), rate: 44_100, bits: Some(16), channels: 2 };
        assert_eq!(flac.to_string(), "FLAC 44.1 kHz 16 bit stereo");
        let opus = SoundFormat { codec: "OPUS".into(), rate: 48_000, bits: None, channels: 6 };
        assert_eq!(opus.to_string(), "OPUS 48 kHz 6 channels");
    }

    #[test]
    fn speed_stays_where_words_can_be_understood() {
        let mut speed = Speed::NORMAL;
        for _ in 0..30 {
            speed = speed.faster();
        }
        assert_eq!((speed, speed.of(1_500)), (Speed::FASTEST, 3_000));
        assert_eq!(Speed::percent(0), Speed::SLOWEST);
        assert_eq!(Speed::NORMAL.faster().faster().slower().to_string(), "1.1×");
    }
}
