//! Small inventions for two and three plucked voices: a subject, its answer, a circle of fifths
//! in which the voices trade places, a cadence.

use crate::demo::synth::Piece;
use crate::demo::synth::bus::Bus;
use crate::demo::synth::space::room;
use crate::demo::synth::strings::{Pluck, pluck};
use crate::demo::synth::tempo::Tempo;
use crate::demo::synth::theory::{MAJOR, MINOR, Scale};

const HARPSICHORD: Pluck = Pluck { bright: 0.82, ring: 2.2, place: 0.09 };
const LUTE: Pluck = Pluck { bright: 0.6, ring: 2.8, place: 0.18 };
const BAR: f32 = 4.0;

/// Degrees over a chord's root for the sixteen or eight notes of a bar; `None` is a rest.
type Figure = [Option<i32>; 16];

const fn notes(degrees: [i32; 16]) -> Figure {
    let mut figure = [None; 16];
    let mut place = 0;
    while place < 16 {
        // Any degree above a hundred is a rest.
        figure[place] = if degrees[place] > 100 { None } else { Some(degrees[place]) };
        place += 1;
    }
    figure
}

const R: i32 = 101;
const SUBJECTS: [Figure; 4] = [
    notes([R, 0, 1, 2, 3, 1, 2, 0, 4, R, 7, R, 6, R, 7, R]),
    notes([0, 2, 4, 2, 7, 6, 5, 4, 5, 4, 3, 2, 4, R, 2, R]),
    notes([0, R, 4, R, 2, 3, 4, 5, 4, 3, 2, 1, 2, R, 0, R]),
    notes([7, 6, 7, 4, 5, 4, 5, 2, 3, 2, 3, 1, 2, R, 0, R]),
];
const ANSWERS: [Figure; 3] = [
    notes([0, R, R, R, 2, R, R, R, 4, R, R, R, 2, R, 1, R]),
    notes([0, R, 0, R, 4, R, 2, R, 0, R, 1, R, 2, R, 4, R]),
    notes([4, R, R, R, 4, R, 2, R, 2, R, R, R, 0, R, 1, R]),
];

pub fn compose(mut piece: Piece) -> Bus {
    // The airs of the second disc are slower and played on softer strings.
    let air = piece.disc == 2;
    let tempo = Tempo::straight(if air { 66.0 } else { piece.variant(&[92.0, 84.0, 98.0]) });
    let kind = if air { LUTE } else { HARPSICHORD };
    let steps = if piece.place == 1 { MINOR } else { MAJOR };
    let scale = Scale::new(piece.variant(&[60, 62, 67]) - if piece.place == 2 { 12 } else { 0 }, steps);
    let subject = SUBJECTS[(piece.dice.below(4) + piece.place) % 4];
    let answer = ANSWERS[piece.dice.below(3)];
    let (tempo, bars) = tempo.filling(piece.seconds - 4.6, BAR);

    let mut out = piece.bus();
    for bar in 0..bars {
        let root = plan(bar, bars);
        // The voices change places every two bars.
        let (above, below) = if bar / 2 % 2 == 0 { (subject, answer) } else { (answer, subject) };
        let upper = root + if root > 4 { 0 } else { 7 };
        let lower = root - if root > 2 { 14 } else { 7 };
        if bar != 1 {
            play(&mut out, &mut piece, tempo, bar, kind, (&above, scale, upper, 0.3, 0.35));
        } else {
            play(&mut out, &mut piece, tempo, bar, kind, (&answer, scale, upper, 0.3, 0.35));
        }
        if bar >= 1 {
            play(
                &mut out,
                &mut piece,
                tempo,
                bar,
                kind,
                (if bar == 1 { &subject } else { &below }, scale, lower, 0.34, -0.35),
            );
        }
        if air || bar + 3 >= bars {
            // A third voice fills the harmony where it is slow.
            for (step, degree) in [2, 4].into_iter().enumerate() {
                let sound = pluck(&mut piece.dice, scale.hz(root + degree), tempo.long(1.8), kind);
                out.add(tempo.at(bar as f32 * BAR + step as f32 * 2.0), &sound, 0.16, 0.0);
            }
        }
    }
    cadence(&mut out, &mut piece, tempo, scale, bars, kind);
    let hall = room(&out, 1.5, 0.3);
    out.mix(&hall, 0.26);
    out
}

/// Home, the dominant, then fifths that fall all the way round, and home again.
fn plan(bar: usize, bars: usize) -> i32 {
    const CIRCLE: [i32; 8] = [0, 3, 6, 2, 5, 1, 4, 0];
    match bar {
        0 => 0,
        1 => 4,
        _ if bar + 2 == bars => 3,
        _ if bar + 1 == bars => 4,
        _ => CIRCLE[(bar - 2) % 8],
    }
}

fn play(
    out: &mut Bus,
    piece: &mut Piece,
    tempo: Tempo,
    bar: usize,
    kind: Pluck,
    (figure, scale, root, gain, pan): (&Figure, Scale, i32, f32, f32),
) {
    let mut places =
        figure.iter().enumerate().filter_map(|(step, degree)| degree.map(|degree| (step, degree))).peekable();
    while let Some((step, degree)) = places.next() {
        let until = places.peek().map_or(16, |next| next.0);
        let held = tempo.long((until - step) as f32 * 0.25) * 0.92;
        let sound = pluck(&mut piece.dice, scale.hz(root + degree), held, kind);
        let weight = if step % 4 == 0 { 1.0 } else { 0.82 };
        out.add(tempo.at(bar as f32 * BAR + step as f32 * 0.25), &sound, gain * weight, pan);
    }
}

/// A trill on the seventh, and the broken chord of home.
fn cadence(out: &mut Bus, piece: &mut Piece, tempo: Tempo, scale: Scale, bars: usize, kind: Pluck) {
    let end = tempo.at(bars as f32 * BAR);
    for (turn, degree) in [8, 7, 8, 7, 8, 6].into_iter().enumerate() {
        let sound = pluck(&mut piece.dice, scale.hz(degree), 0.1, kind);
        out.add(end + turn as f32 * 0.085, &sound, 0.22, 0.35);
    }
    for (order, degree) in [-7, -3, 0, 2, 4, 7].into_iter().enumerate() {
        let sound = pluck(&mut piece.dice, scale.hz(degree), 3.4, kind);
        out.add(end + 0.55 + order as f32 * 0.06, &sound, 0.26, order as f32 * 0.14 - 0.35);
    }
}
