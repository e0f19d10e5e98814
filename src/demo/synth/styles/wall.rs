//! A wall of guitars: open chords through fuzz, bent by the arm, and a tune drowned in the room.

use crate::demo::synth::Piece;
use crate::demo::synth::bus::Bus;
use crate::demo::synth::drums::{kick, noise, snare};
use crate::demo::synth::melody::sing;
use crate::demo::synth::space::{HighPass, LowPass, echo, room, saturate, waver};
use crate::demo::synth::tempo::Tempo;
use crate::demo::synth::theory::{MAJOR, Scale, hz, voiced};
use crate::demo::synth::voice::{Shape, saws, sub_bass, tone};
use crate::demo::synth::wave::Table;

pub fn compose(mut piece: Piece) -> Bus {
    let tempo = Tempo::straight(piece.variant(&[96.0, 112.0, 84.0, 104.0]));
    let scale = Scale::new(piece.variant(&[52, 57, 50, 55]), MAJOR);
    let chords = piece.variant(&[[0, 3, 5, 3], [3, 0, 4, 5], [0, 2, 3, 3], [5, 3, 0, 4]]);
    let bars = (piece.seconds / tempo.long(4.0)).ceil() as usize;

    let mut wall = guitars(&piece, tempo, scale, chords, bars);
    waver(&mut wall, 14.0, 0.9);
    let mut out = room(&wall, 3.6, 0.3);
    out.each_channel(|| |sample| sample * 0.5);
    out.mix(&wall, 0.55);

    let song = voice(&mut piece, tempo, scale, chords, bars);
    out.mix(&song, 0.7);
    out.mix(&echo(&song, tempo.long(0.75), 0.5, 3_500.0), 0.5);
    out.mix(&room(&song, 5.0, 0.3), 0.8);

    for bar in 1..bars {
        let low = voiced(&[scale.note(chords[bar % 4])], 33)[0];
        for eighth in 0..8 {
            let sound = sub_bass(hz(low), tempo.long(0.42), Shape::new(0.006, 0.1, 0.7, 0.05));
            out.add(tempo.at(bar as f32 * 4.0 + eighth as f32 * 0.5), &sound, 0.2, 0.0);
        }
    }
    let beat = drums(&mut piece, tempo, bars);
    out.mix(&beat, 0.75);
    out.mix(&room(&beat, 1.8, 0.4), 0.3);
    out
}

/// Every chord strummed and held, to the left and to the right by different hands.
fn guitars(piece: &Piece, tempo: Tempo, scale: Scale, chords: [i32; 4], bars: usize) -> Bus {
    let mut bus = piece.bus();
    let shape = Shape::new(0.02, 0.8, 0.75, 0.35);
    for (side, cents) in [(-0.85_f32, [-7.0_f32, 5.0]), (0.85, [-4.0, 9.0])] {
        let mut hand = piece.bus();
        // A chord is strummed once, and heard whenever it comes back.
        let strummed = chords.map(|degree| {
            let mut strum = Bus::new(tempo.long(4.0) + 0.6);
            let root = voiced(&[scale.note(degree)], 40)[0];
            let tops = [scale.note(degree + 4), scale.note(7), scale.note(8)];
            for (string, note) in [root, root + 7, root + 12].into_iter().chain(voiced(&tops, 59)).enumerate() {
                let sound = saws(hz(note), tempo.long(4.0) - 0.1, shape, &cents, 2_800.0, 1_500.0);
                strum.add(string as f32 * 0.012 + (side + 1.0) * 0.009, &sound, 0.2, -1.0);
            }
            strum.left
        });
        for bar in 0..bars {
            hand.add(tempo.at(bar as f32 * 4.0), &strummed[bar % 4], 1.0, -1.0);
        }
        let (mut thin, mut dull) = (HighPass::new(110.0), LowPass::new(4_200.0, 0.7));
        // One hand is mono: its left channel is enough.
        let fuzz: Vec<f32> =
            hand.left.iter().map(|&sample| dull.pass(saturate(thin.pass(sample) * 2.4)) * 0.4).collect();
        bus.add(0.0, &fuzz, 1.0, side);
    }
    bus
}

/// Not a voice, but where one would be.
fn voice(piece: &mut Piece, tempo: Tempo, scale: Scale, chords: [i32; 4], bars: usize) -> Bus {
    let mut bus = piece.bus();
    let rhythm = piece.variant(&[
        [(0.0, 3.0), (3.0, 1.0), (4.0, 4.0), (8.0, 2.0), (10.0, 2.0), (12.0, 3.5)],
        [(1.0, 1.0), (2.0, 2.0), (4.0, 3.0), (7.0, 1.0), (8.0, 4.0), (12.0, 3.0)],
    ]);
    let shape = Shape::new(0.14, 0.3, 0.85, 0.5);
    for block in 1..bars / 4 {
        let start = block as f32 * 16.0;
        for note in sing(&mut piece.dice, &rhythm, |beat| chords[(beat / 4.0) as usize % 4], 4, (1, 8)) {
            let pitch = scale.hz(note.degree + 7);
            let table = Table::new(&[1.0, 0.7, 0.35, 0.2, 0.22, 0.1, 0.04], pitch);
            for (cents, pan) in [(-6.0_f32, -0.4), (6.0, 0.4)] {
                let sound = tone(&table, pitch * (cents / 1_200.0).exp2(), tempo.long(note.beats * 0.95), shape, 0.004);
                bus.add(tempo.at(start + note.beat), &sound, 0.14, pan);
            }
        }
    }
    bus
}

fn drums(piece: &mut Piece, tempo: Tempo, bars: usize) -> Bus {
    let mut bus = piece.bus();
    let (low, crack, ride) =
        (kick(140.0, 50.0, 0.28), snare(&mut piece.dice, 185.0, 0.24), noise(&mut piece.dice, 5_000.0, 12_000.0, 0.35));
    for bar in 1..bars {
        let start = bar as f32 * 4.0;
        for beat in [0.0, 1.5, 2.5] {
            bus.add(tempo.at(start + beat), &low, 0.55, 0.0);
        }
        for beat in [1.0, 3.0] {
            bus.add(tempo.at(start + beat), &crack, 0.4, 0.0);
        }
        for eighth in 0..8 {
            bus.add(tempo.at(start + eighth as f32 * 0.5), &ride, if eighth % 2 == 0 { 0.09 } else { 0.06 }, 0.4);
        }
        if bar % 8 == 7 {
            for roll in 0..4 {
                bus.add(tempo.at(start + 3.0 + roll as f32 * 0.25), &crack, 0.2 + 0.06 * roll as f32, 0.0);
            }
        }
    }
    bus
}
