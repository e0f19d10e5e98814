//! Drone-folk: a harmonium that breathes, a fingered guitar in an open tuning, a whistle.

use crate::demo::synth::Piece;
use crate::demo::synth::bus::Bus;
use crate::demo::synth::drums::noise;
use crate::demo::synth::melody::sing;
use crate::demo::synth::space::room;
use crate::demo::synth::strings::{Pluck, pluck};
use crate::demo::synth::tempo::Tempo;
use crate::demo::synth::theory::{DORIAN, MAJOR, MIXOLYDIAN, Scale, hz};
use crate::demo::synth::voice::{Shape, tone};
use crate::demo::synth::wave::Table;

const GUITAR: Pluck = Pluck { bright: 0.55, ring: 5.0, place: 0.2 };
/// Two groups of three eighths.
const BAR: f32 = 3.0;

pub fn compose(mut piece: Piece) -> Bus {
    let tempo = Tempo::straight(piece.variant(&[104.0, 92.0, 84.0]));
    let scale = Scale::new(piece.variant(&[50, 52, 48]), [MIXOLYDIAN, DORIAN, MAJOR][piece.place % 3]);
    let chords = piece.variant(&[[0, 6, 3, 0], [0, 3, 6, 0], [0, 4, 3, 0]]);
    let (tempo, bars) = tempo.filling(piece.seconds - 4.8, BAR);
    let chord = |beat: f32| chords[(beat / (2.0 * BAR)) as usize % 4];

    let mut dry = piece.bus();
    harmonium(&mut dry, &piece, tempo, scale, bars, &chord);
    guitar(&mut dry, &mut piece, tempo, scale, bars, &chord);
    whistle(&mut dry, &mut piece, tempo, scale, bars, &chord);
    let wet = room(&dry, 2.8, 0.45);
    dry.mix(&wet, 0.45);
    dry
}

fn harmonium(dry: &mut Bus, piece: &Piece, tempo: Tempo, scale: Scale, bars: usize, chord: &impl Fn(f32) -> i32) {
    let reed = [1.0, 0.75, 0.5, 0.55, 0.3, 0.22, 0.16, 0.1, 0.08];
    let shape = Shape::new(1.8, 0.5, 0.9, 2.2);
    for (note, gain) in [(scale.root - 12, 0.09), (scale.root - 5, 0.05), (scale.root, 0.05)] {
        let table = Table::new(&reed, hz(note));
        for (cents, pan) in [(-2.0_f32, -0.5), (2.0, 0.5)] {
            let pitch = hz(note) * (cents / 1_200.0).exp2();
            dry.add(0.0, &tone(&table, pitch, piece.seconds - 4.0, shape, 0.0), gain, pan);
        }
    }
    for bar in (4..bars).step_by(2) {
        let start = bar as f32 * BAR;
        for (order, third) in [2, 4].into_iter().enumerate() {
            let pitch = scale.hz(chord(start) + third + 7);
            let sound = tone(
                &Table::new(&reed, pitch),
                pitch,
                tempo.long(2.0 * BAR) - 0.4,
                Shape::new(0.7, 0.3, 0.9, 1.2),
                0.0015,
            );
            dry.add(tempo.at(start), &sound, 0.035, order as f32 * 0.8 - 0.4);
        }
    }
}

fn guitar(dry: &mut Bus, piece: &mut Piece, tempo: Tempo, scale: Scale, bars: usize, chord: &impl Fn(f32) -> i32) {
    let fingers = piece.variant(&[[0, 4, 7, 9, 7, 4], [0, 7, 4, 9, 4, 7], [0, 4, 9, 7, 11, 7]]);
    for bar in 0..bars {
        let start = bar as f32 * BAR;
        let root = chord(start);
        for (eighth, over) in fingers.into_iter().enumerate() {
            // Over any chord the open strings of home keep ringing now and then.
            let degree = if eighth == 3 && bar % 2 == 1 { 7 } else { root + over };
            let low = if root > 3 { 7 } else { 0 };
            let held = tempo.long(if eighth == 0 { BAR } else { 1.5 });
            let sound = pluck(&mut piece.dice, scale.hz(degree - low), held, GUITAR);
            let level = if eighth == 0 { 0.36 } else { piece.dice.between(0.19, 0.26) };
            let late = piece.dice.between(0.0, 0.014);
            dry.add(tempo.at(start + eighth as f32 * 0.5) + late, &sound, level, 0.3 - 0.1 * eighth as f32);
        }
    }
    let end = tempo.at(bars as f32 * BAR);
    for (order, degree) in [-7, -3, 0, 4, 7, 9].into_iter().enumerate() {
        dry.add(
            end + order as f32 * 0.11,
            &pluck(&mut piece.dice, scale.hz(degree), 4.0, GUITAR),
            0.28,
            0.2 - 0.1 * order as f32,
        );
    }
}

fn whistle(dry: &mut Bus, piece: &mut Piece, tempo: Tempo, scale: Scale, bars: usize, chord: &impl Fn(f32) -> i32) {
    let rhythm =
        [(0.0, 1.5), (1.5, 0.5), (2.0, 1.0), (3.0, 2.5), (6.0, 1.0), (7.0, 0.5), (7.5, 0.5), (8.0, 1.0), (9.0, 2.5)];
    let breath = noise(&mut piece.dice, 2_500.0, 7_000.0, 0.25);
    for bar in (4..bars.saturating_sub(3)).step_by(4).filter(|bar| bar % 12 != 8) {
        let start = bar as f32 * BAR;
        for note in sing(&mut piece.dice, &rhythm, |beat| chord(start + beat), 4, (0, 9)) {
            let pitch = scale.hz(note.degree + 14);
            let sound = tone(
                &Table::new(&[1.0, 0.12, 0.08, 0.02], pitch),
                pitch,
                tempo.long(note.beats * 0.9),
                Shape::new(0.06, 0.1, 0.85, 0.12),
                0.005,
            );
            dry.add(tempo.at(start + note.beat), &sound, 0.11, -0.2);
            dry.add(tempo.at(start + note.beat), &breath, 0.012, -0.2);
        }
    }
}
