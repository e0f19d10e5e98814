//! A trio that plays in a small room: walking bass, brushes, a piano with something to say.

use crate::demo::synth::Piece;
use crate::demo::synth::bus::Bus;
use crate::demo::synth::drums::{brush, hat, kick, noise};
use crate::demo::synth::melody::sing;
use crate::demo::synth::space::room;
use crate::demo::synth::strings::{Pluck, pluck};
use crate::demo::synth::tempo::Tempo;
use crate::demo::synth::theory::{DORIAN, MAJOR, Scale, hz, voiced};
use crate::demo::synth::voice::struck;

const BASS: Pluck = Pluck { bright: 0.18, ring: 2.2, place: 0.35 };

pub fn compose(mut piece: Piece) -> Bus {
    let tempo = Tempo { bpm: piece.variant(&[132.0, 156.0, 98.0]), swing: piece.variant(&[0.65, 0.62, 0.67]) };
    let minor = piece.place == 2;
    let scale = Scale::new(piece.variant(&[53, 58, 50]), if minor { DORIAN } else { MAJOR });
    let changes = if minor {
        [0, 0, 3, 3, 0, 6, 5, 4]
    } else {
        piece.variant(&[[1, 4, 0, 5, 1, 4, 2, 5], [0, 5, 1, 4, 3, 6, 1, 4]])
    };
    let (tempo, blocks) = tempo.filling(piece.seconds - 3.2, 16.0);
    let bars = blocks * 4;
    let chord = |bar: usize| changes[bar % 8];

    let mut out = piece.bus();
    walk(&mut out, &mut piece, tempo, scale, bars, &chord);
    comp(&mut out, &mut piece, tempo, scale, bars, &chord);
    solo(&mut out, &mut piece, tempo, scale, bars, &chord);
    brushes(&mut out, &mut piece, tempo, bars);
    let end = tempo.at(bars as f32 * 4.0);
    for (order, degree) in [0, 2, 6, 8, 11].into_iter().enumerate() {
        out.add(end + order as f32 * 0.03, &struck(scale.hz(degree), 2.6, 0.45), 0.2, order as f32 * 0.15 - 0.3);
    }
    out.add(end, &pluck(&mut piece.dice, hz(voiced(&[scale.root], 33)[0]), 2.8, BASS), 0.5, 0.0);
    let club = room(&out, 1.1, 0.5);
    out.mix(&club, 0.22);
    out
}

/// Root, chord tones on the way, and a half step into the next root.
fn walk(out: &mut Bus, piece: &mut Piece, tempo: Tempo, scale: Scale, bars: usize, chord: &impl Fn(usize) -> i32) {
    for bar in 0..bars {
        let root = voiced(&[scale.note(chord(bar))], 33)[0];
        let next =
            if bar + 1 == bars { voiced(&[scale.root], 33)[0] } else { voiced(&[scale.note(chord(bar + 1))], 33)[0] };
        let degree = scale.nearest(root);
        let lead_in = next + if piece.dice.chance(0.5) { 1 } else { -1 };
        let line = if piece.dice.chance(0.5) {
            [root, scale.note(degree + 2), scale.note(degree + 4), lead_in]
        } else {
            [root, scale.note(degree + 1), scale.note(degree + 2), lead_in]
        };
        for (beat, note) in line.into_iter().enumerate() {
            let sound = pluck(&mut piece.dice, hz(note), tempo.long(0.92), BASS);
            out.add(tempo.at((bar * 4 + beat) as f32) + piece.dice.between(0.0, 0.008), &sound, 0.5, -0.05);
        }
    }
}

/// Chords without their root, short, on the off-beats.
fn comp(out: &mut Bus, piece: &mut Piece, tempo: Tempo, scale: Scale, bars: usize, chord: &impl Fn(usize) -> i32) {
    let rhythms: [&[(f32, f32)]; 4] =
        [&[(0.0, 1.4), (1.5, 0.4)], &[(1.5, 0.5), (3.5, 0.5)], &[(0.5, 0.4), (2.0, 1.2)], &[(1.5, 2.0)]];
    for bar in 0..bars {
        let upper: Vec<i32> = [2, 4, 6, 8].iter().map(|third| scale.note(chord(bar) + third)).collect();
        let notes = voiced(&upper, 53);
        for &(beat, beats) in rhythms[piece.dice.below(4)] {
            let force = piece.dice.between(0.25, 0.45);
            for (order, &note) in notes.iter().enumerate() {
                let sound = struck(hz(note), tempo.long(beats), force);
                out.add(tempo.at(bar as f32 * 4.0 + beat), &sound, 0.11, -0.35 + order as f32 * 0.1);
            }
        }
    }
}

/// Phrases of two bars that leave room to breathe; every second pair answers the first.
fn solo(out: &mut Bus, piece: &mut Piece, tempo: Tempo, scale: Scale, bars: usize, chord: &impl Fn(usize) -> i32) {
    let phrases: [&[(f32, f32)]; 5] = [
        &[(0.5, 0.5), (1.0, 0.5), (1.5, 0.5), (2.0, 1.0), (3.5, 1.5), (6.0, 1.0)],
        &[(0.0, 0.5), (0.5, 0.5), (1.0, 0.5), (1.5, 0.5), (2.0, 0.5), (2.5, 0.5), (3.0, 0.5), (3.5, 1.5)],
        &[(1.0, 1.5), (2.5, 0.5), (3.0, 0.5), (3.5, 0.5), (4.0, 2.0)],
        &[(0.0, 1.5), (1.5, 2.0), (4.5, 0.5), (5.0, 0.5), (5.5, 0.5), (6.0, 1.5)],
        &[(2.0, 0.34), (2.34, 0.33), (2.67, 0.33), (3.0, 1.0), (4.0, 0.5), (4.5, 1.5)],
    ];
    let mut from = 7;
    for pair in 0..bars / 2 {
        let rhythm = phrases[piece.dice.below(5)];
        let tune = sing(&mut piece.dice, rhythm, |beat| chord(pair * 2 + beat as usize / 4), from, (3, 14));
        from = tune.last().map_or(7, |note| note.degree);
        for (place, note) in tune.iter().enumerate() {
            let accent = if place + 1 == tune.len() { 0.7 } else { piece.dice.between(0.4, 0.6) };
            let at = tempo.at(pair as f32 * 8.0 + note.beat) + piece.dice.between(0.0, 0.012);
            // A grace note from half a step below, sometimes.
            if note.beats >= 1.0 && piece.dice.chance(0.3) {
                out.add(at - 0.06, &struck(hz(scale.note(note.degree + 7) - 1), 0.06, 0.4), 0.14, 0.25);
            }
            out.add(
                at,
                &struck(scale.hz(note.degree + 7), tempo.long(note.beats * 0.9), accent),
                0.3 * accent + 0.08,
                0.25,
            );
        }
    }
}

fn brushes(out: &mut Bus, piece: &mut Piece, tempo: Tempo, bars: usize) {
    let (sweep, tap) = (brush(&mut piece.dice, tempo.long(0.95)), noise(&mut piece.dice, 1_200.0, 6_000.0, 0.12));
    let (ride, chick, feather) =
        (noise(&mut piece.dice, 5_500.0, 12_000.0, 0.5), hat(&mut piece.dice, 0.05), kick(90.0, 48.0, 0.18));
    for bar in 0..bars {
        let start = bar as f32 * 4.0;
        for beat in 0..4 {
            out.add(tempo.at(start + beat as f32), &sweep, 0.09, if beat % 2 == 0 { -0.3 } else { 0.3 });
            out.add(tempo.at(start + beat as f32), &feather, 0.1, 0.0);
            out.add(tempo.at(start + beat as f32), &ride, 0.035, 0.35);
            if beat % 2 == 1 {
                out.add(tempo.at(start + beat as f32), &chick, 0.09, -0.25);
                out.add(tempo.at(start + beat as f32), &tap, 0.07, 0.0);
                out.add(tempo.at(start + beat as f32 + 0.5), &ride, 0.028, 0.35);
            }
        }
        if bar % 4 == 3 {
            for beat in [2.5, 3.0, 3.5] {
                out.add(tempo.at(start + beat), &tap, 0.12, 0.1);
            }
        }
    }
}
