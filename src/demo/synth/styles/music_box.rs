//! A music box: a comb of steel, a tune that its drum repeats, a spring that runs down.

use crate::demo::synth::Piece;
use crate::demo::synth::bus::Bus;
use crate::demo::synth::drums::rim;
use crate::demo::synth::melody::{later, sing};
use crate::demo::synth::space::room;
use crate::demo::synth::tempo::Tempo;
use crate::demo::synth::theory::{MAJOR, Scale};
use crate::demo::synth::voice::{Bell, Bells};

const TINE: Bell = Bell { ratio: 5.4, depth: 0.09, ring: 2.4, bright: 0.25 };
const LOW_TINE: Bell = Bell { ratio: 4.2, depth: 0.06, ring: 3.2, bright: 0.4 };

pub fn compose(mut piece: Piece) -> Bus {
    let three = piece.place.is_multiple_of(2);
    let bar: f32 = if three { 3.0 } else { 4.0 };
    let tempo = Tempo::straight(piece.variant(&[112.0, 126.0, 96.0]));
    let scale = Scale::new(piece.variant(&[72, 67, 69]), MAJOR);
    let chords = piece.variant(&[[0, 5, 3, 4, 0, 5, 3, 0], [0, 4, 5, 2, 3, 0, 3, 4], [3, 4, 2, 5, 3, 4, 0, 0]]);
    let chord = |beat: f32| chords[(beat / bar) as usize % 8];

    // The spring: full speed until two thirds, then slower and slower.
    let turning = piece.seconds * 0.62;
    let at = move |beat: f32| {
        let steady = tempo.at(beat);
        let over = (steady - turning).max(0.0);
        steady + over * over * 0.022
    };
    let bars = (0..).take_while(|&n| at(n as f32 * bar) < piece.seconds - 4.0).count();

    let shapes: [&[(f32, f32)]; 3] = if three {
        [
            &[(0.0, 1.0), (1.0, 1.0), (2.0, 1.0)],
            &[(0.0, 2.0), (2.0, 1.0)],
            &[(0.0, 0.5), (0.5, 0.5), (1.0, 1.0), (2.0, 1.0)],
        ]
    } else {
        [
            &[(0.0, 1.0), (1.0, 0.5), (1.5, 0.5), (2.0, 2.0)],
            &[(0.0, 1.5), (1.5, 0.5), (2.0, 1.0), (3.0, 1.0)],
            &[(0.0, 0.5), (0.5, 0.5), (1.0, 1.0), (2.0, 1.0)],
        ]
    };
    let rhythm: Vec<(f32, f32)> = [0, 1, 2, 1, 0, 2, 0, 1]
        .iter()
        .enumerate()
        .flat_map(|(n, which)| shapes[which % 3].iter().map(move |&(beat, long)| (beat + n as f32 * bar, long)))
        .collect();
    let tune = sing(&mut piece.dice, &rhythm, chord, 7, (4, 13));

    let (mut out, mut tines, mut low_tines) = (piece.bus(), Bells::new(TINE), Bells::new(LOW_TINE));
    for round in 0..=bars / 8 {
        for note in later(&tune, round as f32 * 8.0 * bar, 0).filter(|note| note.beat < bars as f32 * bar) {
            let uneven = piece.dice.between(0.0, 0.012);
            out.add(at(note.beat) + uneven, tines.note(scale.note(note.degree)), piece.dice.between(0.24, 0.3), 0.2);
        }
    }
    for number in 0..bars {
        let start = number as f32 * bar;
        let degree = chord(start) - 7;
        let low = if degree + 7 > 3 { 7 } else { 0 };
        let steps = if three { [0, 4, 7, 9, 7, 4] } else { [0, 4, 7, 4, 9, 4] };
        for (step, over) in steps.into_iter().enumerate() {
            let beat = start + step as f32 * bar / 6.0;
            out.add(
                at(beat),
                low_tines.note(scale.note(degree - low + over)),
                if step == 0 { 0.2 } else { 0.11 },
                -0.25,
            );
        }
    }
    out.add(at(bars as f32 * bar), tines.note(scale.note(0)), 0.26, 0.2);
    // The click of the drum's pins, hardly there.
    let click = rim(&mut piece.dice);
    for beat in 0..(bars as f32 * bar) as usize {
        out.add(at(beat as f32), &click, 0.012, 0.0);
    }
    let lid = room(&out, 1.9, 0.25);
    out.mix(&lid, 0.3);
    out
}
