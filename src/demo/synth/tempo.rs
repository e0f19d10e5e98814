//! From beats to seconds.

/// A steady pulse, straight or swung.
#[derive(Clone, Copy, Debug)]
pub struct Tempo {
    pub bpm: f32,
    /// Where the second half of a beat begins: 0.5 straight, 0.67 triplets.
    pub swing: f32,
}

impl Tempo {
    #[must_use]
    pub const fn straight(bpm: f32) -> Self {
        Self { bpm, swing: 0.5 }
    }

    /// Seconds from the start to a beat.
    #[must_use]
    pub fn at(&self, beat: f32) -> f32 {
        let whole = beat.floor();
        let part = beat - whole;
        let bent =
            if part < 0.5 { part * 2.0 * self.swing } else { self.swing + (part - 0.5) * 2.0 * (1.0 - self.swing) };
        (whole + bent) * 60.0 / self.bpm
    }

    /// Length of some beats in seconds.
    #[must_use]
    pub fn long(&self, beats: f32) -> f32 {
        beats * 60.0 / self.bpm
    }

    /// Whole bars that fit when `tail` seconds are left at the end.
    #[must_use]
    pub fn bars(&self, beats_in_bar: u8, seconds: f32, tail: f32) -> usize {
        ((seconds - tail) / self.long(f32::from(beats_in_bar))).max(1.0) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swing_moves_only_what_lies_between_the_beats() {
        let swung = Tempo { bpm: 60.0, swing: 0.66 };
        assert_eq!([swung.at(0.0), swung.at(3.0)], [0.0, 3.0]);
        assert!((swung.at(1.5) - 1.66).abs() < 1e-6 && (swung.at(1.25) - 1.33).abs() < 1e-6);
        assert_eq!(Tempo::straight(120.0).bars(4, 40.0, 4.0), 18);
    }
}
