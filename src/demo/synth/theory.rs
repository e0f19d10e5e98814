//! Pitches, scales and chords. Notes are MIDI numbers: 60 is middle C, 69 is A at 440 Hz.

/// Equal temperament.
#[must_use]
pub fn hz(note: i32) -> f32 {
    440.0 * ((note - 69) as f32 / 12.0).exp2()
}

pub const MAJOR: &[i32] = &[0, 2, 4, 5, 7, 9, 11];
pub const MINOR: &[i32] = &[0, 2, 3, 5, 7, 8, 10];
pub const DORIAN: &[i32] = &[0, 2, 3, 5, 7, 9, 10];
pub const MIXOLYDIAN: &[i32] = &[0, 2, 4, 5, 7, 9, 10];
pub const LYDIAN: &[i32] = &[0, 2, 4, 6, 7, 9, 11];
pub const MAJOR_PENTATONIC: &[i32] = &[0, 2, 4, 7, 9];
pub const MINOR_PENTATONIC: &[i32] = &[0, 3, 5, 7, 10];

/// A scale on a root; degrees count from 0 and run on through the octaves in both directions.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    pub root: i32,
    pub steps: &'static [i32],
}

impl Scale {
    #[must_use]
    pub const fn new(root: i32, steps: &'static [i32]) -> Self {
        Self { root, steps }
    }

    #[must_use]
    pub fn note(&self, degree: i32) -> i32 {
        let size = i32::try_from(self.steps.len()).unwrap_or(1).max(1);
        let step = usize::try_from(degree.rem_euclid(size)).ok().and_then(|place| self.steps.get(place));
        self.root + 12 * degree.div_euclid(size) + step.copied().unwrap_or(0)
    }

    #[must_use]
    pub fn hz(&self, degree: i32) -> f32 {
        hz(self.note(degree))
    }

    /// Stacked thirds on a degree.
    #[must_use]
    pub fn chord(&self, degree: i32, size: usize) -> Vec<i32> {
        (0..).take(size).map(|third| self.note(degree + 2 * third)).collect()
    }

    /// The degree nearest to a note.
    #[must_use]
    pub fn nearest(&self, note: i32) -> i32 {
        (-21..=42).min_by_key(|&degree| (self.note(degree) - note).abs()).unwrap_or(0)
    }
}

/// The same chord, each note moved by octaves to lie in the octave above `low`, in order.
#[must_use]
pub fn voiced(chord: &[i32], low: i32) -> Vec<i32> {
    let mut notes: Vec<i32> = chord.iter().map(|note| low + (note - low).rem_euclid(12)).collect();
    notes.sort_unstable();
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_run_through_octaves() {
        let c = Scale::new(60, MAJOR);
        assert_eq!([c.note(0), c.note(4), c.note(7), c.note(-1)], [60, 67, 72, 59]);
        assert_eq!(c.chord(1, 4), [62, 65, 69, 72]);
        assert_eq!(c.nearest(66), 3);
        assert!((hz(57) - 220.0).abs() < 1e-3);
    }

    #[test]
    fn voiced_chords_stay_in_one_octave() {
        assert_eq!(voiced(&[48, 64, 79], 60), [60, 64, 67]);
        assert_eq!(voiced(&[62, 65, 69], 64), [65, 69, 74]);
    }
}
