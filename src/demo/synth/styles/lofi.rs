//! Lo-fi beats: four soft chords with ninths, a drummer behind the beat, dust and worn tape.

use crate::demo::synth::bus::Bus;
use crate::demo::synth::drums::{hat, kick, snare};
use crate::demo::synth::melody::sing;
use crate::demo::synth::space::{LowPass, echo, room, saturate, waver};
use crate::demo::synth::tempo::Tempo;
use crate::demo::synth::theory::{DORIAN, MAJOR, Scale, hz, voiced};
use crate::demo::synth::voice::{Bell, Bells, Shape, sub_bass};
use crate::demo::synth::{Piece, RATE};

const PIANO: Bell = Bell { ratio: 1.0, depth: 0.24, ring: 4.0, bright: 1.1 };
const VIBES: Bell = Bell { ratio: 4.0, depth: 0.07, ring: 2.6, bright: 0.5 };

pub fn compose(mut piece: Piece) -> Bus {
    let tempo = Tempo { bpm: piece.variant(&[78.0, 84.0, 72.0, 80.0]), swing: 0.6 };
    let scale =
        Scale::new(piece.variant(&[53, 50, 56, 51]), if piece.place.is_multiple_of(2) { MAJOR } else { DORIAN });
    let chords = piece.variant(&[[1, 4, 0, 5], [0, 3, 6, 3], [3, 2, 1, 0], [0, 5, 1, 4]]);
    let bars = (piece.seconds / tempo.long(4.0)).ceil() as usize;
    let chord = |bar: usize| chords[bar % 4];

    let (mut keys, mut piano) = (piece.bus(), Bells::new(PIANO));
    for bar in 0..bars {
        let degree = chord(bar);
        // Third, fifth, seventh and ninth; the bass has the root.
        let upper: Vec<i32> = [2, 4, 6, 8].iter().map(|third| scale.note(degree + third)).collect();
        for (beat, level) in [(0.0, 1.0), (if bar % 2 == 0 { 2.5 } else { 1.5 }, 0.6)] {
            for (order, note) in voiced(&upper, 58).into_iter().enumerate() {
                let sound = piano.note(note);
                let late = 0.012 * order as f32 + piece.dice.between(0.0, 0.012);
                keys.add(tempo.at(bar as f32 * 4.0 + beat) + late, sound, 0.22 * level, (order as f32 - 1.5) * 0.22);
            }
        }
    }
    let lead = tune(&mut piece, tempo, scale, bars, &chord);
    keys.mix(&lead, 1.0);
    keys.mix(&echo(&lead, tempo.long(0.75), 0.4, 2_500.0), 0.4);
    for bar in 1..bars {
        for (beat, beats, up) in [(0.0, 1.3, 0), (1.75, 0.6, 0), (2.5, 1.2, 4)] {
            let low = voiced(&[scale.note(chord(bar) + up)], 31)[0];
            let sound = sub_bass(hz(low), tempo.long(beats), Shape::new(0.01, 0.2, 0.7, 0.08));
            keys.add(tempo.at(bar as f32 * 4.0 + beat), &sound, 0.25, 0.0);
        }
    }
    let wet = room(&keys, 1.6, 0.6);
    keys.mix(&wet, 0.25);
    let (beat, kicks) = drums(&mut piece, tempo, bars);
    keys.duck(&kicks, 0.35, tempo.long(0.8));
    keys.mix(&beat, 0.9);
    waver(&mut keys, 9.0, 0.55);
    keys.each_channel(|| {
        let mut dull = LowPass::new(7_000.0, 0.7);
        move |sample| saturate(dull.pass(sample) * 1.3)
    });
    dust(&mut keys, &mut piece);
    keys
}

fn tune(piece: &mut Piece, tempo: Tempo, scale: Scale, bars: usize, chord: &impl Fn(usize) -> i32) -> Bus {
    let (mut bus, mut vibes) = (piece.bus(), Bells::new(VIBES));
    let rhythm = piece.variant(&[
        [(0.5, 0.5), (1.0, 1.0), (2.5, 0.5), (3.0, 1.5), (6.0, 1.0), (7.0, 1.0)],
        [(1.0, 0.5), (1.5, 0.5), (2.0, 2.0), (5.0, 0.5), (5.5, 1.0), (6.5, 1.5)],
        [(0.0, 1.5), (1.5, 0.5), (2.0, 1.0), (3.5, 0.5), (4.0, 2.0), (6.5, 1.0)],
    ]);
    for pair in (2..bars.saturating_sub(3)).step_by(2).filter(|pair| pair % 8 != 6) {
        for note in sing(&mut piece.dice, &rhythm, |beat| chord(pair + beat as usize / 4), 9, (6, 14)) {
            let late = piece.dice.between(0.0, 0.03);
            bus.add(
                tempo.at(pair as f32 * 4.0 + note.beat) + late,
                vibes.note(scale.note(note.degree + 7)),
                0.17,
                0.25,
            );
        }
    }
    bus
}

fn drums(piece: &mut Piece, tempo: Tempo, bars: usize) -> (Bus, Vec<f32>) {
    let mut bus = piece.bus();
    let (low, crack, tick) =
        (kick(120.0, 52.0, 0.22), snare(&mut piece.dice, 175.0, 0.17), hat(&mut piece.dice, 0.045));
    let mut kicks = Vec::new();
    for bar in 2..bars {
        let start = bar as f32 * 4.0;
        for beat in [0.0, if bar % 2 == 0 { 2.5 } else { 1.75 }, 2.25 + 0.5 * (bar % 3) as f32] {
            kicks.push(tempo.at(start + beat));
            bus.add(tempo.at(start + beat), &low, 0.48, 0.0);
        }
        for beat in [1.0, 3.0] {
            // Behind the beat, as if the head were nodding first.
            bus.add(tempo.at(start + beat) + 0.018, &crack, 0.36, 0.05);
        }
        for eighth in 0..8_u8 {
            let level = if eighth.is_multiple_of(2) { 0.2 } else { 0.12 } * piece.dice.between(0.7, 1.1);
            bus.add(tempo.at(start + f32::from(eighth) * 0.5) + piece.dice.between(0.0, 0.008), &tick, level, 0.3);
        }
    }
    (bus, kicks)
}

/// Clicks of dust in the groove and the hiss below them.
fn dust(out: &mut Bus, piece: &mut Piece) {
    for channel in [&mut out.left, &mut out.right] {
        let (mut hiss, mut click, mut until_click) = (LowPass::new(6_000.0, 0.7), 0.0_f32, 0);
        for sample in channel.iter_mut() {
            if until_click == 0 {
                click = piece.dice.between(-0.16, 0.16);
                until_click = piece.dice.below((RATE / 3.5) as usize);
            }
            until_click = until_click.saturating_sub(1);
            click *= 0.86;
            *sample += hiss.pass(piece.dice.between(-0.006, 0.006) + click);
        }
    }
}
