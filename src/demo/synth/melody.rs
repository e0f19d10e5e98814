//! Tunes that one can follow: steps rather than leaps, chord tones on strong beats.

use crate::demo::dice::Dice;

/// One note of a tune, in beats and degrees of a scale of seven.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sung {
    pub beat: f32,
    pub beats: f32,
    pub degree: i32,
}

/// Gives a rhythm of (beat, length) a melody over chords named by the degree of their root.
/// It stays within `low..=high` and begins near `from`.
pub fn sing(
    dice: &mut Dice,
    rhythm: &[(f32, f32)],
    chord_at: impl Fn(f32) -> i32,
    from: i32,
    (low, high): (i32, i32),
) -> Vec<Sung> {
    let mut degree = from;
    let mut upward = dice.chance(0.5);
    rhythm
        .iter()
        .map(|&(beat, beats)| {
            let strong = beat.fract() < 0.01 && (beat as i32 % 2 == 0 || beats >= 1.0);
            if dice.chance(0.3) || degree >= high || degree <= low {
                upward = degree < (low + high) / 2;
            }
            let leap = if dice.chance(0.22) { 2 } else { i32::from(!dice.chance(0.12)) };
            degree = (degree + if upward { leap } else { -leap }).clamp(low, high);
            if strong {
                degree = nearest_of_chord(degree, chord_at(beat));
            }
            Sung { beat, beats, degree }
        })
        .collect()
}

/// The tone of the triad on `root` that lies nearest to a degree.
#[must_use]
pub fn nearest_of_chord(degree: i32, root: i32) -> i32 {
    let fits = |degree: &i32| matches!((degree - root).rem_euclid(7), 0 | 2 | 4);
    [0, 1, -1, 2, -2].map(|step| degree + step).into_iter().find(fits).unwrap_or(degree)
}

/// The same tune, `beats` later and moved by degrees.
pub fn later(tune: &[Sung], beats: f32, degrees: i32) -> impl Iterator<Item = Sung> {
    tune.iter().map(move |note| Sung { beat: note.beat + beats, degree: note.degree + degrees, ..*note })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strong_beats_rest_on_the_chord() {
        let rhythm: Vec<(f32, f32)> = (0..64).map(|n| (n as f32 * 0.5, 0.5)).collect();
        let tune = sing(&mut Dice::new(11), &rhythm, |beat| (beat as i32 / 4) * 3, 7, (0, 14));
        for note in &tune {
            assert!((-2..=16).contains(&note.degree));
            if note.beat.fract() == 0.0 && note.beat as i32 % 2 == 0 {
                let over = (note.degree - (note.beat as i32 / 4) * 3).rem_euclid(7);
                assert!(matches!(over, 0 | 2 | 4), "{note:?}");
            }
        }
        let leaps = tune.windows(2).filter(|pair| (pair[0].degree - pair[1].degree).abs() > 4).count();
        assert_eq!(leaps, 0);
    }
}
