//! Dub: a bass line one could lean on, a skank, a one drop, and echoes thrown after them.

use crate::demo::synth::Piece;
use crate::demo::synth::bus::Bus;
use crate::demo::synth::drums::{hat, kick, rim, snare};
use crate::demo::synth::melody::sing;
use crate::demo::synth::space::{echo, room};
use crate::demo::synth::tempo::Tempo;
use crate::demo::synth::theory::{DORIAN, MINOR, Scale, hz, voiced};
use crate::demo::synth::voice::{Shape, saws, sub_bass, tone};
use crate::demo::synth::wave::Table;

pub fn compose(mut piece: Piece) -> Bus {
    let tempo = Tempo { bpm: piece.variant(&[144.0, 138.0, 150.0, 132.0]), swing: 0.58 };
    let scale =
        Scale::new(piece.variant(&[45, 43, 40, 47]), if piece.place.is_multiple_of(2) { MINOR } else { DORIAN });
    let chords = piece.variant(&[[0, 0, 3, 0], [0, 3, 0, 6], [0, 6, 5, 6], [0, 0, 4, 3]]);
    let bars = (piece.seconds / tempo.long(4.0)).ceil() as usize;

    let mut out = piece.bus();
    bass(&mut out, &piece, tempo, scale, chords, bars);
    drums(&mut out, &mut piece, tempo, bars);

    let mut sends = piece.bus();
    for bar in 2..bars {
        let degree = chords[bar / 2 % 4];
        let loud = if bar % 8 >= 6 { 0.4 } else { 1.0 };
        for beat in [1.0, 3.0] {
            for note in voiced(&scale.chord(degree, 3), 60) {
                let sound = saws(hz(note), 0.07, Shape::new(0.003, 0.09, 0.0, 0.04), &[-4.0, 5.0], 2_600.0, 700.0);
                sends.add(tempo.at(bar as f32 * 4.0 + beat), &sound, 0.13 * loud, -0.4);
            }
        }
    }
    melodica(&mut sends, &mut piece, tempo, scale, chords, bars);
    let mut crack = snare(&mut piece.dice, 190.0, 0.2);
    crack.iter_mut().for_each(|sample| *sample *= 0.8);
    for bar in (3..bars).step_by(4) {
        sends.add(tempo.at(bar as f32 * 4.0 + 3.5), &crack, 0.3, 0.3);
    }
    out.mix(&sends, 1.2);
    let thrown = echo(&sends, tempo.long(1.5), 0.66, 2_300.0);
    out.mix(&thrown, 1.2);
    out.mix(&room(&thrown, 3.8, 0.45), 0.4);
    out
}

fn bass(out: &mut Bus, piece: &Piece, tempo: Tempo, scale: Scale, chords: [i32; 4], bars: usize) {
    let riff: &[(f32, f32, i32)] = match piece.place % 4 {
        0 => &[(0.0, 1.4, 0), (2.0, 0.8, 0), (3.0, 0.9, 4), (4.0, 0.9, 2), (5.5, 0.5, 0), (6.0, 1.6, 0)],
        1 => &[(0.5, 0.9, 0), (1.5, 0.5, 2), (2.0, 1.5, 4), (4.5, 0.9, 4), (5.5, 0.5, 2), (6.0, 1.6, 0)],
        2 => &[(0.0, 2.0, 0), (3.0, 0.5, -1), (3.5, 0.5, 0), (4.0, 1.8, 2), (6.5, 0.5, 1), (7.0, 0.9, -1)],
        _ => {
            &[(0.0, 0.9, 0), (1.0, 0.9, 0), (2.5, 1.4, 3), (4.0, 0.9, 2), (5.0, 0.9, 0), (6.0, 0.5, -3), (6.5, 1.2, -1)]
        }
    };
    let shape = Shape::new(0.012, 0.25, 0.75, 0.09);
    for pair in 0..bars / 2 {
        // Now and then the bass is dropped for a pair of bars, and missed.
        if pair % 6 == 4 {
            continue;
        }
        let degree = chords[pair % 4];
        for &(beat, beats, step) in riff {
            let low = voiced(&[scale.note(degree)], 33)[0] + scale.note(step) - scale.root;
            let sound = sub_bass(hz(low), tempo.long(beats * 0.85), shape);
            out.add(tempo.at(pair as f32 * 8.0 + beat), &sound, 0.44, 0.0);
        }
    }
}

/// The one drop: nothing on one, everything on three.
fn drums(out: &mut Bus, piece: &mut Piece, tempo: Tempo, bars: usize) {
    let (low, knock, tick) = (kick(150.0, 50.0, 0.26), rim(&mut piece.dice), hat(&mut piece.dice, 0.05));
    let open = hat(&mut piece.dice, 0.2);
    for bar in 0..bars {
        let start = bar as f32 * 4.0;
        out.add(tempo.at(start + 2.0), &low, 0.7, 0.0);
        out.add(tempo.at(start + 2.0), &knock, 0.3, 0.1);
        for eighth in 0..8_u8 {
            let level = if eighth.is_multiple_of(2) { 0.12 } else { 0.18 } + 0.02 * piece.dice.unit();
            out.add(tempo.at(start + f32::from(eighth) * 0.5), &tick, level, 0.25);
        }
        if bar % 4 == 3 {
            out.add(tempo.at(start + 3.5), &open, 0.1, 0.25);
            for roll in 0..3 {
                out.add(tempo.at(start + 3.0 + roll as f32 / 3.0), &knock, 0.16, -0.2);
            }
        }
    }
}

fn melodica(sends: &mut Bus, piece: &mut Piece, tempo: Tempo, scale: Scale, chords: [i32; 4], bars: usize) {
    let rhythm = [(0.0, 1.5), (1.5, 0.5), (2.0, 2.0), (5.0, 1.0), (6.0, 1.5), (7.5, 0.5), (8.0, 3.0)];
    let shape = Shape::new(0.03, 0.15, 0.75, 0.12);
    for block in (1..bars / 4).step_by(2) {
        let start = block as f32 * 16.0;
        let tune = sing(&mut piece.dice, &rhythm, |beat| chords[((start + beat) / 8.0) as usize % 4], 4, (2, 9));
        for note in tune {
            let pitch = scale.hz(note.degree + 14);
            let table = Table::new(&[1.0, 0.2, 0.55, 0.12, 0.3, 0.08, 0.15, 0.05, 0.08], pitch);
            let sound = tone(&table, pitch, tempo.long(note.beats * 0.85), shape, 0.005);
            sends.add(tempo.at(start + note.beat), &sound, 0.12, 0.35);
        }
    }
}
