//! Waltzes for plucked strings: bass, two chords, a mandolin above, a little rubato.

use crate::demo::synth::Piece;
use crate::demo::synth::bus::Bus;
use crate::demo::synth::melody::{Sung, later, sing};
use crate::demo::synth::space::room;
use crate::demo::synth::strings::{Pluck, pluck};
use crate::demo::synth::tempo::Tempo;
use crate::demo::synth::theory::{MAJOR, MINOR, Scale, hz, voiced};

const BASS: Pluck = Pluck { bright: 0.25, ring: 4.0, place: 0.3 };
const GUITAR: Pluck = Pluck { bright: 0.45, ring: 2.6, place: 0.22 };
const MANDOLIN: Pluck = Pluck { bright: 0.8, ring: 2.4, place: 0.13 };
const BAR: f32 = 3.0;

pub fn compose(mut piece: Piece) -> Bus {
    let tempo = Tempo::straight(piece.variant(&[138.0, 152.0, 126.0, 112.0]));
    let steps = if piece.place.is_multiple_of(2) { MINOR } else { MAJOR };
    let scale = Scale::new(piece.variant(&[57, 55, 52, 50]), steps);
    let chords = if piece.place.is_multiple_of(2) { [0, 0, 3, 0, 5, 3, 4, 4] } else { [0, 4, 5, 2, 3, 0, 1, 4] };
    let (tempo, blocks) = tempo.filling(piece.seconds - 3.8, 8.0 * BAR);
    let bars = blocks * 8;
    let chord = |beat: f32| chords[(beat / BAR) as usize % 8];
    // Leaning on the first bar of each four, as a player does who breathes.
    let at = |beat: f32| tempo.at(beat) + 0.045 * (beat / (4.0 * BAR) * std::f32::consts::TAU).sin();

    let mut out = piece.bus();
    for bar in 0..bars {
        let start = bar as f32 * BAR;
        let degree = chord(start);
        let root = voiced(&[scale.note(degree)], 40)[0];
        let low = if bar % 2 == 0 { root } else { voiced(&[scale.note(degree + 4)], 38)[0] };
        let sound = pluck(&mut piece.dice, hz(low), tempo.long(2.4), BASS);
        out.add(at(start), &sound, 0.42, -0.1);
        for beat in [1.0, 2.0] {
            for (order, note) in voiced(&scale.chord(degree, 3), 55).into_iter().enumerate() {
                let sound = pluck(&mut piece.dice, hz(note), tempo.long(0.6), GUITAR);
                out.add(at(start + beat) + order as f32 * 0.009, &sound, 0.15, -0.35);
            }
        }
    }
    for note in tune(&mut piece, bars, &chord) {
        sing_out(&mut out, &mut piece, at(note.beat), tempo.long(note.beats), scale.hz(note.degree + 7));
    }
    let end = at(bars as f32 * BAR);
    for (order, note) in [scale.root - 12, scale.root - 5, scale.root, scale.note(2), scale.note(4), scale.root + 12]
        .into_iter()
        .enumerate()
    {
        out.add(
            end + order as f32 * 0.07,
            &pluck(&mut piece.dice, hz(note), 3.2, GUITAR),
            0.26,
            order as f32 * 0.16 - 0.4,
        );
    }
    let hall = room(&out, 1.7, 0.4);
    out.mix(&hall, 0.3);
    out
}

/// Long notes tremble, as they must on a string that cannot be bowed.
fn sing_out(out: &mut Bus, piece: &mut Piece, at: f32, seconds: f32, pitch: f32) {
    if seconds < 0.85 {
        out.add(at, &pluck(&mut piece.dice, pitch, seconds * 0.95, MANDOLIN), 0.34, 0.3);
        return;
    }
    let strokes = (seconds * 11.0) as usize;
    for stroke in 0..strokes {
        let swell = 0.12 + 0.12 * (stroke as f32 / strokes as f32 * std::f32::consts::PI).sin();
        let sound = pluck(&mut piece.dice, pitch, 0.14, MANDOLIN);
        out.add(at + stroke as f32 / 11.0, &sound, if stroke == 0 { 0.3 } else { swell }, 0.3);
    }
}

fn tune(piece: &mut Piece, bars: usize, chord: &impl Fn(f32) -> i32) -> Vec<Sung> {
    let rhythms: [&[(f32, f32)]; 4] = [
        &[(0.0, 1.0), (1.0, 1.0), (2.0, 1.0)],
        &[(0.0, 2.0), (2.0, 1.0)],
        &[(0.0, 0.5), (0.5, 0.5), (1.0, 1.0), (2.0, 1.0)],
        &[(0.0, 3.0)],
    ];
    let order = piece.variant(&[[0, 1, 2, 1, 0, 1, 2, 3], [1, 2, 1, 0, 1, 2, 0, 3], [2, 0, 1, 1, 2, 0, 1, 3]]);
    let rhythm: Vec<(f32, f32)> = order
        .iter()
        .enumerate()
        .flat_map(|(bar, which)| rhythms[which % 4].iter().map(move |&(beat, long)| (beat + bar as f32 * BAR, long)))
        .collect();
    let first = sing(&mut piece.dice, &rhythm, chord, 4, (0, 9));
    let second = sing(&mut piece.dice, &rhythm, chord, 7, (3, 11));
    (0..bars / 8)
        .flat_map(|block| later(if block % 3 == 1 { &second } else { &first }, block as f32 * 8.0 * BAR, 0))
        .collect()
}
