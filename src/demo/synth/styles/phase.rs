//! Phase music: one pattern on several marimbas, one of which slips ahead by a note at a time.

use crate::demo::synth::Piece;
use crate::demo::synth::bus::Bus;
use crate::demo::synth::space::room;
use crate::demo::synth::tempo::Tempo;
use crate::demo::synth::theory::{DORIAN, LYDIAN, MINOR, Scale};
use crate::demo::synth::voice::{Bell, Sound, bell};

const MARIMBA: Bell = Bell { ratio: 3.93, depth: 0.11, ring: 0.9, bright: 0.12 };
const BASS_MARIMBA: Bell = Bell { ratio: 2.76, depth: 0.07, ring: 1.4, bright: 0.2 };
/// Notes in the pattern, four to a beat.
const NOTES: usize = 12;

pub fn compose(mut piece: Piece) -> Bus {
    let tempo = Tempo::straight(piece.variant(&[132.0, 120.0, 144.0]));
    let scale = Scale::new(piece.variant(&[64, 62, 66]), [DORIAN, LYDIAN, MINOR][piece.place % 3]);
    let pattern = piece.variant(&[
        [0, 1, 4, 7, 8, 1, 0, 7, 4, 1, 8, 7],
        [0, 4, -99, 2, 7, 4, -99, 8, 2, 4, 7, -99],
        [9, 8, 7, 4, 8, 7, 4, 2, 7, 4, 2, 0],
    ]);
    let bars: Vec<Option<Sound>> =
        pattern.iter().map(|&degree| (degree > -50).then(|| bell(scale.hz(degree), MARIMBA))).collect();
    let turn = tempo.long(NOTES as f32 / 4.0);
    let turns = ((piece.seconds - 2.2) / turn) as usize;

    let mut out = piece.bus();
    for round in 0..turns {
        // The last turn is played by all in unison again.
        let shift = if round + 1 == turns || round < 2 { 0 } else { (round - 1) / 2 };
        for (step, sound) in bars.iter().enumerate() {
            let at = tempo.at((round * NOTES + step) as f32 / 4.0);
            let accent = if step % 3 == 0 { 0.3 } else { 0.24 };
            if let Some(sound) = sound {
                out.add(at, sound, accent, -0.7);
            }
            if let Some(Some(slipped)) = bars.get((step + shift) % NOTES).filter(|_| round >= 1) {
                out.add(at + 0.004, slipped, accent, 0.7);
            }
        }
    }
    resulting(&mut out, &mut piece, tempo, scale, &pattern, turns);
    pulse(&mut out, &piece, tempo, scale, turns);
    let end = tempo.at((turns * NOTES) as f32 / 4.0);
    for (order, degree) in [-7, 0, 4, 7].into_iter().enumerate() {
        out.add(end, &bell(scale.hz(degree), BASS_MARIMBA), 0.3, order as f32 * 0.3 - 0.45);
    }
    let hall = room(&out, 1.8, 0.35);
    out.mix(&hall, 0.28);
    out
}

/// A third player brings out some notes of what the two make together, an octave higher.
fn resulting(out: &mut Bus, piece: &mut Piece, tempo: Tempo, scale: Scale, pattern: &[i32; NOTES], turns: usize) {
    for phrase in (4..turns.saturating_sub(2)).step_by(4) {
        let chosen: Vec<usize> = (0..NOTES).filter(|_| piece.dice.chance(0.38)).collect();
        for round in phrase..(phrase + 3).min(turns) {
            let swell = [0.08, 0.14, 0.08].get(round - phrase).copied().unwrap_or(0.08);
            for &step in &chosen {
                let degree = pattern.get(step).copied().unwrap_or(0);
                if degree > -50 {
                    out.add(
                        tempo.at((round * NOTES + step) as f32 / 4.0),
                        &bell(scale.hz(degree + 7), MARIMBA),
                        swell,
                        0.0,
                    );
                }
            }
        }
    }
}

/// A low pulse under the second half, that changes the harmony and nothing else.
fn pulse(out: &mut Bus, piece: &Piece, tempo: Tempo, scale: Scale, turns: usize) {
    let roots = piece.variant(&[[0, -2, -4, -2], [0, -3, 1, -3], [0, -2, -3, -4]]);
    for round in turns / 4..turns {
        let degree = roots.get(round / 2 % 4).copied().unwrap_or(0) - 7;
        for beat in 0..NOTES / 4 {
            let sound = bell(scale.hz(degree), BASS_MARIMBA);
            out.add(tempo.at((round * NOTES / 4 + beat) as f32), &sound, if beat == 0 { 0.3 } else { 0.18 }, 0.0);
        }
    }
}
