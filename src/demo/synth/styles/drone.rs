//! Ambient drone: a pedal that never ends, chords that rise like tides, far bells, surf.

use crate::demo::synth::bus::Bus;
use crate::demo::synth::space::{HighPass, LowPass, room};
use crate::demo::synth::theory::{DORIAN, LYDIAN, MIXOLYDIAN, Scale, hz};
use crate::demo::synth::voice::{Bell, Shape, bell, tone};
use crate::demo::synth::wave::{Table, sine};
use crate::demo::synth::{Piece, RATE};

pub fn compose(mut piece: Piece) -> Bus {
    let scale = Scale::new(piece.variant(&[38, 33, 41, 36]), [DORIAN, LYDIAN, MIXOLYDIAN][piece.place % 3]);
    let mut dry = piece.bus();
    pedal(&mut dry, scale, piece.seconds);
    tides(&mut dry, scale, &mut piece);
    bells(&mut dry, scale, &mut piece);
    let mut out = room(&dry, 7.5, 0.35);
    out.mix(&dry, 0.45);
    surf(&mut out, &mut piece);
    out
}

fn pedal(dry: &mut Bus, scale: Scale, seconds: f32) {
    let shape = Shape::new(6.0, 0.0, 1.0, 5.0);
    for (note, gain, pan) in [(scale.root, 0.3, -0.3), (scale.root + 7, 0.14, 0.35), (scale.root + 12, 0.1, 0.1)] {
        let table = Table::new(&[1.0, 0.5, 0.3, 0.16, 0.1, 0.05, 0.03], hz(note));
        for (cents, side) in [(-2.5_f32, -1.0), (2.5, 1.0)] {
            let pitch = hz(note) * (cents / 1_200.0).exp2();
            dry.add(0.0, &tone(&table, pitch, seconds - 5.0, shape, 0.0), gain, (pan + 0.4 * side) as f32);
        }
    }
}

/// Chords that come and go slower than breath, each note in its own time.
fn tides(dry: &mut Bus, scale: Scale, piece: &mut Piece) {
    let path = piece.variant(&[[0, 3, 4, 1], [0, 5, 3, 4], [0, 1, 4, 0], [0, 4, 5, 3]]);
    let each = piece.seconds / 4.6;
    let shape = Shape::new(3.6, 1.0, 0.85, 5.5);
    for (number, degree) in path.into_iter().enumerate() {
        let chord = [degree + 14, degree + 16, degree + 18, degree + 20 - 7 * (number as i32 % 2)];
        for (voice, degree) in chord.into_iter().enumerate() {
            let pitch = scale.hz(degree);
            let table = Table::new(&[1.0, 0.36, 0.18, 0.06, 0.04], pitch);
            let start = number as f32 * each + piece.dice.between(0.0, 2.4);
            let pan = (voice as f32 - 1.5) * 0.5;
            for cents in [-3.0_f32, 4.0] {
                let sound = tone(&table, pitch * (cents / 1_200.0).exp2(), each * 0.75, shape, 0.0012);
                dry.add(start, &sound, 0.085, (pan + cents * 0.05).clamp(-1.0, 1.0));
            }
        }
    }
}

fn bells(dry: &mut Bus, scale: Scale, piece: &mut Piece) {
    let kind = Bell { ratio: 3.5, depth: 0.12, ring: 5.0, bright: 1.5 };
    let mut at = 5.0;
    while at < piece.seconds - 8.0 {
        let degree = piece.dice.pick(&[28, 30, 32, 33, 35]);
        dry.add(at, &bell(scale.hz(degree), kind), piece.dice.between(0.02, 0.05), piece.dice.between(-0.8, 0.8));
        at += piece.dice.between(2.5, 6.5);
    }
}

/// Waves on a far shore: noise that opens and closes.
fn surf(out: &mut Bus, piece: &mut Piece) {
    let period = piece.dice.between(8.0, 11.0);
    for (channel, late) in [(&mut out.left, 0.0), (&mut out.right, 0.06)] {
        let (mut filter, mut floor) = (LowPass::new(500.0, 0.7), HighPass::new(180.0));
        for (frame, sample) in channel.iter_mut().enumerate() {
            let swell = 0.5 - 0.5 * sine((frame as f32 / RATE / period + 0.25 + late) % 1.0);
            if frame % 128 == 0 {
                filter.tune(260.0 + 1_500.0 * swell);
            }
            *sample += filter.pass(floor.pass(piece.dice.between(-1.0, 1.0))) * 0.035 * (0.25 + swell);
        }
    }
}
