//! Chiptune: two pulses, a triangle and noise, a tune that comes back.

use crate::demo::synth::Piece;
use crate::demo::synth::bus::Bus;
use crate::demo::synth::drums::{kick, noise};
use crate::demo::synth::melody::{Sung, later, sing};
use crate::demo::synth::space::echo;
use crate::demo::synth::tempo::Tempo;
use crate::demo::synth::theory::{MAJOR, MINOR, Scale, voiced};
use crate::demo::synth::voice::{Shape, chip_pulse, chip_triangle};

const BAR: f32 = 4.0;

pub fn compose(mut piece: Piece) -> Bus {
    let tempo = Tempo::straight(piece.variant(&[148.0, 164.0, 118.0, 136.0]));
    let steps = if piece.place % 3 == 1 { MINOR } else { MAJOR };
    let scale = Scale::new(piece.variant(&[60, 57, 65, 62]), steps);
    let chords = piece.variant(&[[0, 4, 5, 3], [0, 5, 3, 4], [0, 3, 1, 4], [3, 4, 2, 5]]);
    let (tempo, blocks) = tempo.filling(piece.seconds - 2.0, 4.0 * BAR);
    let bars = blocks * 4;
    let chord = |beat: f32| chords[(beat / BAR) as usize % 4];

    let mut lead = piece.bus();
    for note in tune(&mut piece, bars, &chord) {
        let held = tempo.long(note.beats) * 0.82;
        let shape = Shape::new(0.004, 0.12, 0.6, 0.03);
        lead.add(tempo.at(note.beat), &chip_pulse(scale.hz(note.degree + 7), held, shape, 0.25, 0.006), 0.2, 0.12);
    }
    let mut out = echo(&lead, tempo.long(0.75), 0.3, 5_000.0);
    out.each_channel(|| |sample| sample * 0.32);
    out.mix(&lead, 1.0);
    backing(&mut out, &piece, tempo, scale, bars, &chord);
    drums(&mut out, &mut piece, tempo, bars);
    // The last chord, as the machine would stop: all together and short.
    let end = tempo.at(bars as f32 * BAR);
    for (voice, degree) in [0, 2, 4, 7].into_iter().enumerate() {
        let sound = chip_pulse(scale.hz(degree), 0.9, Shape::new(0.003, 0.6, 0.2, 0.4), 0.5, 0.004);
        out.add(end, &sound, 0.09, voice as f32 * 0.3 - 0.45);
    }
    out.add(end, &chip_triangle(scale.hz(-14), 0.9, Shape::new(0.003, 0.3, 0.7, 0.3)), 0.3, 0.0);
    out
}

/// Four bars of intro, then A A' B A of four bars each, round and round.
fn tune(piece: &mut Piece, bars: usize, chord: &impl Fn(f32) -> i32) -> Vec<Sung> {
    let rhythms: [&[(f32, f32)]; 3] = [
        &[(0.0, 1.0), (1.0, 0.5), (1.5, 0.5), (2.0, 1.5), (3.5, 0.5)],
        &[(0.0, 0.5), (0.5, 0.5), (1.0, 0.5), (1.5, 1.0), (2.5, 0.5), (3.0, 1.0)],
        &[(0.0, 1.5), (1.5, 1.5), (3.0, 0.5), (3.5, 0.5)],
    ];
    let mut part = |first: usize, second: usize| -> Vec<Sung> {
        let rhythm: Vec<(f32, f32)> = [first, second, first]
            .iter()
            .enumerate()
            .flat_map(|(bar, which)| {
                rhythms[which % 3].iter().map(move |&(beat, long)| (beat + BAR * bar as f32, long))
            })
            .chain([(12.0, 1.0), (13.0, 1.0), (14.0, 2.0)])
            .collect();
        sing(&mut piece.dice, &rhythm, chord, 4, (1, 11))
    };
    let (a, b) = (part(0, 1), part(1, 2));
    let mut out = Vec::new();
    for (number, block) in (1..bars / 4).enumerate() {
        let source = if number % 4 == 2 { &b } else { &a };
        let lift = if number % 4 == 3 { 7 } else { 0 };
        out.extend(later(source, block as f32 * 4.0 * BAR, lift));
    }
    out
}

fn backing(out: &mut Bus, piece: &Piece, tempo: Tempo, scale: Scale, bars: usize, chord: &impl Fn(f32) -> i32) {
    let short = Shape::new(0.002, 0.05, 0.35, 0.02);
    let bass = Shape::new(0.003, 0.1, 0.8, 0.03);
    for bar in 0..bars {
        let start = bar as f32 * BAR;
        let degree = chord(start);
        let notes = voiced(&scale.chord(degree, 3), scale.root);
        let arpeggio: Vec<_> = notes
            .iter()
            .chain([&(scale.note(degree) % 12 + 72)])
            .map(|&note| chip_pulse(crate::demo::synth::theory::hz(note), tempo.long(0.2), short, 0.125, 0.0))
            .collect();
        for (step, sound) in (0..16).zip(arpeggio.iter().cycle()) {
            out.add(tempo.at(start + step as f32 * 0.25), sound, 0.075, -0.35);
        }
        let root = voiced(&[scale.note(degree)], scale.root - 27)[0];
        let pattern: &[(f32, i32)] = if piece.place.is_multiple_of(2) {
            &[(0.0, 0), (0.5, 12), (1.0, 0), (1.5, 12), (2.0, 0), (2.5, 12), (3.0, 0), (3.5, 7)]
        } else {
            &[(0.0, 0), (0.75, 0), (1.5, 12), (2.0, 0), (2.75, 7), (3.5, 12)]
        };
        for &(beat, above) in pattern {
            let sound = chip_triangle(crate::demo::synth::theory::hz(root + above), tempo.long(0.4), bass);
            out.add(tempo.at(start + beat), &sound, 0.34, 0.0);
        }
    }
}

fn drums(out: &mut Bus, piece: &mut Piece, tempo: Tempo, bars: usize) {
    let (low, snap, tick) = (
        kick(220.0, 52.0, 0.14),
        noise(&mut piece.dice, 900.0, 9_000.0, 0.16),
        noise(&mut piece.dice, 6_000.0, 15_000.0, 0.045),
    );
    for bar in 2..bars {
        for eighth in 0..8 {
            let at = tempo.at(bar as f32 * BAR + eighth as f32 * 0.5);
            match eighth {
                0 | 5 => out.add(at, &low, 0.5, 0.0),
                2 | 6 => out.add(at, &snap, 0.2, 0.05),
                _ => {}
            }
            out.add(at, &tick, 0.07, 0.25);
        }
        if bar % 4 == 3 {
            for roll in 0..4 {
                out.add(tempo.at(bar as f32 * BAR + 3.0 + roll as f32 * 0.25), &snap, 0.08 + 0.03 * roll as f32, 0.05);
            }
        }
    }
}
