//! Minimal techno: a kick, a rumble, one stab with echoes, and patience.

use crate::demo::synth::Piece;
use crate::demo::synth::bus::Bus;
use crate::demo::synth::drums::{hat, kick, noise, rim};
use crate::demo::synth::space::{LowPass, echo, room};
use crate::demo::synth::tempo::Tempo;
use crate::demo::synth::theory::{MINOR, Scale, hz};
use crate::demo::synth::voice::{Shape, saws, sub_bass};

pub fn compose(mut piece: Piece) -> Bus {
    let tempo = Tempo { bpm: piece.variant(&[124.0, 127.0, 121.0, 129.0]), swing: piece.variant(&[0.5, 0.54, 0.52]) };
    let scale = Scale::new(piece.variant(&[45, 41, 43, 46]), MINOR);
    let bars = (piece.seconds / tempo.long(4.0)).ceil() as usize;
    // No kick in the two bars before the last third: the floor holds its breath.
    let pause = bars * 3 / 5;
    let silent = |bar: usize| bar == pause || bar == pause + 1;

    let mut drums = piece.bus();
    let beats: Vec<f32> = (0..bars)
        .filter(|&bar| !silent(bar))
        .flat_map(|bar| (0..4).map(move |beat| tempo.at((bar * 4 + beat) as f32)))
        .collect();
    let low = kick(190.0, 47.0, 0.32);
    for &beat in &beats {
        drums.add(beat, &low, 0.68, 0.0);
    }
    metal(&mut drums, &mut piece, tempo, bars);

    let mut music = bass(&piece, tempo, scale, bars);
    let stab = stabs(&mut piece, tempo, scale, bars);
    music.mix(&stab, 1.5);
    music.mix(&echo(&stab, tempo.long(0.75), 0.62, 2_600.0), 1.5);
    music.mix(&room(&stab, 3.2, 0.5), 1.1);
    wind(&mut music, &mut piece, tempo, pause);
    music.duck(&beats, 0.75, tempo.long(0.7));
    music.mix(&drums, 1.0);
    music
}

fn metal(drums: &mut Bus, piece: &mut Piece, tempo: Tempo, bars: usize) {
    let (open, closed, knock) = (hat(&mut piece.dice, 0.16), hat(&mut piece.dice, 0.035), rim(&mut piece.dice));
    let clap = noise(&mut piece.dice, 1_000.0, 6_000.0, 0.18);
    // Eleven steps of sixteen, turned by the piece: never where one counts.
    let turn = piece.dice.below(5);
    for bar in 2..bars {
        for step in 0..16 {
            let at = tempo.at(bar as f32 * 4.0 + step as f32 * 0.25);
            match step % 4 {
                2 => drums.add(at, &open, 0.3, 0.15),
                _ if bar >= 4 => drums.add(at, &closed, 0.14 + 0.06 * piece.dice.unit(), -0.2),
                _ => {}
            }
            if bar >= 6 && (step * 5 + turn) % 16 < 5 {
                drums.add(at, &knock, 0.2, 0.5);
            }
            if bar >= 8 && step % 8 == 4 {
                drums.add(at, &clap, 0.34, 0.0);
            }
        }
    }
}

fn bass(piece: &Piece, tempo: Tempo, scale: Scale, bars: usize) -> Bus {
    let mut bus = piece.bus();
    let pattern = piece.variant(&[
        [0, -1, 0, 0, -1, 0, 2, -1],
        [-1, 0, 0, -1, 0, 0, -1, 4],
        [0, 0, -1, 3, 0, -1, 0, -1],
        [-1, 0, -1, 0, 0, 6, -1, 0],
    ]);
    let shape = Shape::new(0.006, 0.12, 0.5, 0.05);
    for bar in 3..bars {
        for (step, degree) in (0..16).zip(pattern.into_iter().cycle()).filter(|&(_, degree)| degree >= 0) {
            let below = if degree == 0 { 12 } else { 24 };
            let sound = sub_bass(hz(scale.note(degree) - below), tempo.long(0.2), shape);
            bus.add(tempo.at(bar as f32 * 4.0 + step as f32 * 0.25), &sound, 0.24, 0.0);
        }
    }
    bus
}

fn stabs(piece: &mut Piece, tempo: Tempo, scale: Scale, bars: usize) -> Bus {
    let mut bus = piece.bus();
    let places = piece.variant(&[[0.75, 2.5], [1.5, 3.25], [0.5, 2.25], [1.75, 3.0]]);
    let shape = Shape::new(0.004, 0.18, 0.0, 0.05);
    for bar in 5..bars {
        // The filter opens over the whole piece.
        let open = 500.0 + 3_200.0 * bar as f32 / bars as f32;
        let move_to = if bar % 8 >= 6 { -2 } else { 0 };
        for (number, beat) in places.into_iter().enumerate() {
            for (voice, degree) in [0, 2, 4, 6].into_iter().enumerate() {
                let pitch = scale.hz(degree + move_to + 7);
                let sound = saws(pitch, 0.22, shape, &[-6.0, 6.0], open, 300.0);
                bus.add(
                    tempo.at(bar as f32 * 4.0 + beat),
                    &sound,
                    0.11,
                    (voice as f32 - 1.5) * 0.3 * if number == 0 { 1.0 } else { -1.0 },
                );
            }
        }
    }
    bus
}

/// Noise that rises through the pause.
fn wind(music: &mut Bus, piece: &mut Piece, tempo: Tempo, pause: usize) {
    let seconds = tempo.long(8.0);
    let mut filter = LowPass::new(300.0, 2.0);
    let frames = (seconds * crate::demo::synth::RATE) as usize;
    let rise: Vec<f32> = (0..frames)
        .map(|frame| {
            let part = frame as f32 / frames as f32;
            if frame % 64 == 0 {
                filter.tune(250.0 + 5_000.0 * part * part);
            }
            filter.pass(piece.dice.between(-1.0, 1.0)) * part * part
        })
        .collect();
    music.add_wide(tempo.at(pause as f32 * 4.0), &rise, 0.14, 0.6);
}
