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

    /// A little faster or slower, so that whole blocks of `beats` fill the seconds: their number,
    /// at least two, and the new tempo.
    #[must_use]
    pub fn filling(self, seconds: f32, beats: f32) -> (Self, usize) {
        let blocks = (seconds / self.long(beats)).round().max(2.0);
        (Self { bpm: blocks * beats * 60.0 / seconds, ..self }, blocks as usize)
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
    }

    #[test]
    fn filling_bends_the_tempo_to_whole_blocks() {
        let (tempo, blocks) = Tempo::straight(120.0).filling(35.0, 16.0);
        assert_eq!(blocks, 4);
        assert!((tempo.long(16.0 * 4.0) - 35.0).abs() < 1e-3);
    }
}
