//! The factor that evens out loudness, from ReplayGain or R128 tags.

use serde::{Deserialize, Serialize};

use crate::domain::listen::SourceKind;
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

/// Linear factor for the samples: `10^(dB/20)`, lowered where the peak would clip
/// (ReplayGain 1.0, "clipping prevention"). 1.0 without tags.
#[must_use]
pub fn factor(mode: GainMode, gain: &Gain, source: SourceKind) -> f32 {
    let album = (gain.album_db.or(gain.track_db), gain.album_peak.or(gain.track_peak));
    let track = (gain.track_db.or(gain.album_db), gain.track_peak.or(gain.album_peak));
    let (db, peak) = match mode {
        GainMode::Off => return 1.0,
        GainMode::Album => album,
        GainMode::Track => track,
        GainMode::Auto if source == SourceKind::Album => album,
        GainMode::Auto => track,
    };
    let Some(db) = db.filter(|db| db.is_finite() && db.abs() < 60.0) else { return 1.0 };
    let wanted = 10f32.powf(db / 20.0);
    match peak.filter(|peak| peak.is_finite() && *peak > 0.0) {
        Some(peak) => wanted.min(1.0 / peak),
        None => wanted.min(2.0), // no peak known: at most 6 dB up
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAGGED: Gain =
        Gain { track_db: Some(-6.0), track_peak: Some(0.9), album_db: Some(-3.0), album_peak: Some(1.0) };

    #[test]
    fn albums_keep_their_own_balance() {
        assert!((factor(GainMode::Auto, &TAGGED, SourceKind::Album) - 0.708).abs() < 0.001);
        assert!((factor(GainMode::Auto, &TAGGED, SourceKind::Playlist) - 0.501).abs() < 0.001);
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
