//! The factor that evens out loudness, from ReplayGain or R128 tags.

use serde::{Deserialize, Serialize};

use crate::domain::listen::SourceKind;
use crate::domain::sound::{AppliedGain, GainKind};
use crate::domain::track::Gain;

/// Which of a track's gains is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GainMode {
    /// Album gain while an album plays, so that its quiet tracks stay quiet; else track gain.
    #[default]
    Auto,
    Album,
    Track,
    Off,
}

impl GainMode {
    /// By its name among the settings.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name {
            "album" => Self::Album,
            "track" => Self::Track,
            "off" => Self::Off,
            _ => Self::Auto,
        }
    }
}

/// What is done to a track's loudness: its tag in dB, lowered where the peak would clip
/// (ReplayGain 1.0, "clipping prevention"). None without tags.
#[must_use]
pub fn applied(mode: GainMode, gain: &Gain, source: SourceKind) -> Option<AppliedGain> {
    let album = (gain.album_db.map(|db| (GainKind::Album, db)), gain.album_peak);
    let track = (gain.track_db.map(|db| (GainKind::Track, db)), gain.track_peak);
    let (first, second) = match mode {
        GainMode::Off => return None,
        GainMode::Album => (album, track),
        GainMode::Track => (track, album),
        GainMode::Auto if source == SourceKind::Album => (album, track),
        GainMode::Auto => (track, album),
    };
    let (kind, db) = first.0.or(second.0).filter(|(_, db)| db.is_finite() && db.abs() < 60.0)?;
    let most = match first.1.or(second.1).filter(|peak| peak.is_finite() && *peak > 0.0) {
        Some(peak) => -20.0 * peak.log10(),
        None => 20.0 * 2f32.log10(), // no peak known: at most twice as loud
    };
    Some(AppliedGain { kind, db: db.min(most) })
}

/// Linear factor for the samples: `10^(dB/20)`.
#[must_use]
pub fn factor(gain: Option<AppliedGain>) -> f32 {
    gain.map_or(1.0, |gain| 10f32.powf(gain.db / 20.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factor(mode: GainMode, gain: &Gain, source: SourceKind) -> f32 {
        super::factor(applied(mode, gain, source))
    }

    const TAGGED: Gain =
        Gain { track_db: Some(-6.0), track_peak: Some(0.9), album_db: Some(-3.0), album_peak: Some(1.0) };

    #[test]
    fn albums_keep_their_own_balance() {
        assert!((factor(GainMode::Auto, &TAGGED, SourceKind::Album) - 0.708).abs() < 0.001);
        assert!((factor(GainMode::Auto, &TAGGED, SourceKind::Playlist) - 0.501).abs() < 0.001);
        assert_eq!(applied(GainMode::Auto, &TAGGED, SourceKind::Album).map(|gain| gain.kind), Some(GainKind::Album));
        assert_eq!(factor(GainMode::Off, &TAGGED, SourceKind::Album), 1.0);
        assert_eq!(factor(GainMode::Auto, &Gain::default(), SourceKind::Album), 1.0);
    }

    #[test]
    fn a_loud_peak_is_never_pushed_over_full_scale() {
        let quiet = Gain { track_db: Some(12.0), track_peak: Some(0.8), ..Gain::default() };
        assert!((factor(GainMode::Track, &quiet, SourceKind::Queue) - 1.25).abs() < 0.001);
        let broken = Gain { track_db: Some(f32::NAN), track_peak: Some(0.0), ..Gain::default() };
        assert_eq!(factor(GainMode::Track, &broken, SourceKind::Queue), 1.0);
    }
}
