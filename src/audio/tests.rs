//! The whole engine without a device: every frame is pulled by hand and looked at.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError};
use proptest::prelude::*;
use tempfile::TempDir;

use super::ramp::Ramp;
use super::{BackendChoice, Engine, EngineCommand, EngineEvent, EngineHandle, NextTrack, Puller};
use crate::decode::testsound::{as_f32, fixture, sweep_i16, write_flac, write_wav};
use crate::domain::sound::Speed;

const RATE: u32 = 44_100;
/// Frames that do not fit into the ring: the decoder cannot be done before it is asked for more.
const LONG: u64 = 110_250;
/// Far longer than anything here takes; only a hang gets there.
const HANG: Duration = Duration::from_secs(20);

struct Rig {
    engine: EngineHandle,
    events: Receiver<EngineEvent>,
    puller: Puller,
    /// Everything pulled so far.
    out: Vec<f32>,
    /// Everything told so far.
    told: Vec<EngineEvent>,
    home: TempDir,
}

impl Rig {
    fn new() -> Self {
        let puller = Puller::default();
        let (engine, events) = Engine::start(BackendChoice::Offline(puller.clone()));
        Self { engine, events, puller, out: Vec::new(), told: Vec::new(), home: tempfile::tempdir().unwrap() }
    }

    fn send(&self, command: EngineCommand) {
        self.engine.send(command).unwrap();
    }

    fn load(&self, token: u64, path: &Path) {
        self.load_at(token, path, 0);
    }

    fn load_at(&self, token: u64, path: &Path, start_ms: i64) {
        self.send(EngineCommand::Load { token, path: path.to_owned(), start_ms, gain: 1.0, play: true });
    }

    fn next(&self, token: u64, path: &Path) {
        self.send(EngineCommand::Next(Some(NextTrack { token, path: path.to_owned(), gain: 1.0 })));
    }

    /// The sweep from one frame to another, as FLAC.
    fn flac(&self, name: &str, frames: std::ops::Range<u64>) -> PathBuf {
        let path = self.home.path().join(name);
        write_flac(&path, &sweep_i16(frames, RATE), RATE);
        path
    }

    /// Waits for an event, without pulling.
    fn wait(&mut self, wanted: impl Fn(&EngineEvent) -> bool) -> EngineEvent {
        let deadline = crate::clock::ticks() + HANG;
        loop {
            match self.events.recv_deadline(deadline) {
                Ok(event) => {
                    self.told.push(event.clone());
                    if wanted(&event) {
                        return event;
                    }
                }
                Err(RecvTimeoutError::Timeout) => panic!("nothing came of it; told: {:#?}", self.told),
                Err(RecvTimeoutError::Disconnected) => panic!("the engine is gone; told: {:#?}", self.told),
            }
        }
    }

    fn wait_for_device(&mut self) {
        self.wait(|event| matches!(event, EngineEvent::DeviceOpened { .. }));
    }

    fn pull(&mut self, frames: usize) {
        self.out.extend(self.puller.pull(frames));
    }

    /// Pulls until an event comes.
    fn pull_until(&mut self, wanted: impl Fn(&EngineEvent) -> bool) -> EngineEvent {
        for _ in 0..100_000 {
            self.pull(256);
            if let Ok(event) = self.events.recv_timeout(Duration::from_millis(1)) {
                self.told.push(event.clone());
                if wanted(&event) {
                    return event;
                }
            }
        }
        panic!("nothing came of it; told: {:#?}", self.told);
    }

    /// Where the track stands once all commands so far are obeyed.
    fn report(&mut self) -> (u64, i64, i64) {
        while let Ok(event) = self.events.try_recv() {
            self.told.push(event);
        }
        self.send(EngineCommand::Report);
        match self.wait(|event| matches!(event, EngineEvent::Position { .. })) {
            EngineEvent::Position { token, position_ms, heard_ms, .. } => (token, position_ms, heard_ms),
            other => panic!("{other:?}"),
        }
    }

    /// What was pulled from the first sound on.
    fn since_first_sound(&self, like: &[f32]) -> &[f32] {
        let silent = |samples: &[f32]| samples.iter().take_while(|sample| **sample == 0.0).count();
        let lead = silent(&self.out).saturating_sub(silent(like));
        &self.out[lead..]
    }
}

fn is_ended(event: &EngineEvent) -> bool {
    matches!(event, EngineEvent::Ended { .. })
}

fn largest_step(samples: &[f32]) -> f32 {
    samples.chunks_exact(2).zip(samples.chunks_exact(2).skip(1)).map(|(a, b)| (a[0] - b[0]).abs()).fold(0.0, f32::max)
}

#[test]
fn two_halves_play_as_one_bit_for_bit() {
    let mut rig = Rig::new();
    let (a, b) = (rig.flac("a.flac", 0..LONG), rig.flac("b.flac", LONG..140_000));
    rig.load(1, &a);
    rig.next(2, &b);
    rig.wait_for_device();
    rig.report();
    let ended = rig.pull_until(is_ended);
    let want = as_f32(&sweep_i16(0..140_000, RATE));
    assert!(rig.since_first_sound(&want)[..want.len()] == want, "every frame, and none between");
    let told: Vec<_> = rig.told.iter().filter(|it| !matches!(it, EngineEvent::Position { .. })).collect();
    assert!(matches!(told[0], EngineEvent::Loaded { token: 1, length_ms: Some(2_500), .. }), "{told:#?}");
    assert!(matches!(told[2], EngineEvent::Started { token: 1, length_ms: Some(2_500), .. }), "{told:#?}");
    assert!(
        matches!(told[3], EngineEvent::Advanced { from: 1, heard_ms: 2_500, to: 2, length_ms: Some(674), .. }),
        "{told:#?}"
    );
    assert_eq!(ended, EngineEvent::Ended { token: 2, heard_ms: 674 });
}

#[test]
fn the_seam_is_told_at_its_frame_and_not_before() {
    let mut rig = Rig::new();
    let (a, b) = (rig.flac("a.flac", 0..LONG), rig.flac("b.flac", LONG..LONG + 15_000));
    rig.load(1, &a);
    rig.next(2, &b);
    rig.wait_for_device();
    rig.report();
    rig.pull_until(|event| matches!(event, EngineEvent::Started { .. }));
    let sounded = rig.since_first_sound(&as_f32(&sweep_i16(0..9, RATE))).len() / 2;
    rig.pull(usize::try_from(LONG).unwrap() - sounded);
    assert_eq!(rig.report(), (1, 2_500, 2_500), "the last frame of the first");
    rig.pull(1);
    rig.wait(|event| matches!(event, EngineEvent::Advanced { from: 1, heard_ms: 2_500, to: 2, .. }));
    assert_eq!(rig.report(), (2, 0, 0));
    rig.pull(4_409);
    assert_eq!(rig.report(), (2, 100, 100));
}

#[test]
fn files_of_different_rates_join_without_a_gap() {
    let mut rig = Rig::new();
    let (a, b) = (rig.flac("a.flac", 0..LONG), rig.home.path().join("b.wav"));
    write_wav(&b, &sweep_i16(120_000..144_000, 48_000), 48_000);
    rig.load(1, &a);
    rig.next(2, &b);
    rig.wait_for_device();
    rig.report();
    rig.pull_until(is_ended);
    let want = as_f32(&sweep_i16(0..132_300, RATE));
    let got = rig.since_first_sound(&want);
    let off = |range: std::ops::Range<usize>| range.map(|at| (got[at] - want[at]).abs()).fold(0.0, f32::max);
    assert_eq!(off(0..220_000), 0.0);
    assert!(off(221_000..263_000) < 1e-3, "the second half keeps its place: {}", off(221_000..263_000));
    assert!(got[264_600..].iter().all(|sample| *sample == 0.0), "and its length");
}

#[test]
fn pause_and_resume_lose_no_frame_and_do_not_click() {
    let mut rig = Rig::new();
    let path = rig.home.path().join("dc.wav");
    // A slope of the loudest kind for a ramp to show on: full scale, rising by one each frame.
    let frames: Vec<[i16; 2]> = (0..40_000_i32).map(|n| [20_000, i16::try_from(n % 30_000).unwrap()]).collect();
    write_wav(&path, &frames, RATE);
    rig.load(1, &path);
    rig.wait_for_device();
    rig.pull_until(|event| matches!(event, EngineEvent::Started { .. }));
    rig.pull(1_000);
    rig.send(EngineCommand::Pause);
    rig.report();
    rig.pull(4_000);
    let (_, position, heard) = rig.report();
    rig.pull(4_000);
    assert_eq!(rig.report(), (1, position, heard), "nothing is heard while paused");
    assert!(rig.out[rig.out.len() - 8_000..].iter().all(|sample| *sample == 0.0));
    let from = rig.out.len();
    rig.send(EngineCommand::Play);
    rig.report();
    rig.pull(4_000);
    let began = rig.since_first_sound(&[1.0]);
    // From here on the left channel shows the gain alone.
    let steps = largest_step(&began[2..]);
    assert!(steps <= Ramp::slope(RATE) * 20_000.0 / 32_768.0 * 1.01, "{steps}");
    // The right channel, divided by the gain that the left one shows, counts the frames.
    let counted: Vec<i64> = rig
        .out
        .chunks_exact(2)
        .filter(|frame| frame[0].abs() > 0.01)
        .map(|frame| (frame[1] / frame[0] * 20_000.0).round() as i64)
        .collect();
    let missing = counted.windows(2).filter(|pair| pair[1] - pair[0] != 1).count();
    assert!(missing <= 1, "only where the gain was too small to see: {missing}");
    let faded = counted.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap();
    assert!(faded <= 2 * 10, "{faded} frames were taken in the quietest part of the ramp");
    assert!(from > 0);
}

#[test]
fn volume_follows_a_ramp_and_a_cube() {
    let mut rig = Rig::new();
    let path = rig.home.path().join("dc.wav");
    write_wav(&path, &vec![[16_384, 16_384]; 40_000], RATE);
    rig.load(1, &path);
    rig.wait_for_device();
    rig.pull_until(|event| matches!(event, EngineEvent::Started { .. }));
    rig.send(EngineCommand::Volume(0.5));
    rig.report();
    rig.pull(2_000);
    assert!((rig.out[rig.out.len() - 1] - 0.5 * 0.125).abs() < 1e-6);
    let began = rig.since_first_sound(&[1.0]).to_vec();
    assert!(largest_step(&began) <= Ramp::slope(RATE) * 0.501);
    let heard = rig.report().2;
    rig.send(EngineCommand::Volume(0.0));
    let at_the_turn = rig.report().2;
    assert_eq!(at_the_turn, heard);
    rig.pull(8_000);
    let (_, position, heard) = rig.report();
    assert_eq!(heard, at_the_turn, "what is inaudible is not heard");
    assert!(position > heard + 150, "but time goes on");
}

#[test]
fn a_jump_lands_on_its_frame_in_every_format() {
    let mut rig = Rig::new();
    let flac = rig.flac("a.flac", 0..88_200);
    let mut paths: Vec<_> = ["tagged.mp3", "bare.mp3", "aac.m4a", "vorbis.ogg", "opus.opus"].map(fixture).into();
    paths.push(flac);
    for (token, path) in (1..).zip(paths) {
        rig.load(token, &path);
        rig.pull_until(|event| matches!(event, EngineEvent::Started { token: it, .. } if *it == token));
        rig.send(EngineCommand::Seek { ms: 1_000 });
        rig.pull_until(
            |event| matches!(event, EngineEvent::Position { token: it, position_ms: 1_000.., .. } if *it == token),
        );
        // The old place fades out first.
        rig.pull(1_000);
        let (_, before, _) = rig.report();
        rig.pull(4_410);
        let (told, after, heard) = rig.report();
        let length = if path.extension().is_some_and(|it| it == "opus") { 91 } else { 100 };
        assert!((after - before - length).abs() <= 1, "{path:?}: {before} to {after}");
        assert!(told == token && heard < 900, "{path:?}: what was sought over is not heard: {heard}");
    }
    // The last one is lossless: what came out is the very place.
    let whole = as_f32(&sweep_i16(0..88_200, RATE));
    let (_, position, _) = rig.report();
    rig.pull(64);
    let got = &rig.out[rig.out.len() - 128..];
    let near = usize::try_from(position).unwrap() * 441 / 10;
    let found = (near - 100..near + 100).find(|at| whole[at * 2..at * 2 + 128] == *got);
    assert!(found.is_some(), "near frame {near}");
}

#[test]
fn a_load_replaces_what_plays_and_closes_it() {
    let mut rig = Rig::new();
    let (a, b) = (rig.flac("a.flac", 0..44_100), rig.flac("b.flac", 0..10_000));
    rig.load(1, &a);
    rig.wait_for_device();
    rig.pull_until(|event| matches!(event, EngineEvent::Started { token: 1, .. }));
    rig.pull(4_000);
    rig.load_at(2, &b, 100);
    let left = rig.pull_until(|event| matches!(event, EngineEvent::Left { .. }));
    let EngineEvent::Left { token: 1, position_ms, heard_ms } = left else { panic!("{left:?}") };
    assert!(position_ms == heard_ms && heard_ms >= 90, "{left:?}");
    let ended = rig.pull_until(is_ended);
    let EngineEvent::Ended { token: 2, heard_ms } = ended else { panic!("{ended:?}") };
    assert!((125..=127).contains(&heard_ms), "{heard_ms}");
    // But for the end of the file itself, which may be anywhere in a wave.
    let sound = rig.out.iter().rposition(|sample| *sample != 0.0).unwrap();
    let began = &rig.out[..=sound];
    let slope = largest_step(&as_f32(&sweep_i16(0..44_100, RATE)));
    assert!(largest_step(began) <= slope + Ramp::slope(RATE) * 0.5 * 1.01);
}

#[test]
fn another_rate_reopens_the_output_and_a_rest_keeps_the_place() {
    let mut rig = Rig::new();
    let (a, b) = (rig.flac("a.flac", 0..44_100), rig.home.path().join("b.wav"));
    write_wav(&b, &sweep_i16(0..9_600, 48_000), 48_000);
    rig.load(1, &a);
    rig.wait(|event| matches!(event, EngineEvent::DeviceOpened { rate: 44_100, .. }));
    rig.pull(3_000);
    rig.load(2, &b);
    rig.pull_until(|event| matches!(event, EngineEvent::DeviceOpened { rate: 48_000, .. }));
    assert_eq!(rig.pull_until(is_ended), EngineEvent::Ended { token: 2, heard_ms: 200 });
    let want = as_f32(&sweep_i16(0..9_600, 48_000));
    let tail = rig.out.windows(want.len()).any(|window| window == want);
    assert!(tail, "at its own rate, bit for bit");
}

#[test]
fn files_that_fail_are_told_and_nothing_stops() {
    let mut rig = Rig::new();
    let good = rig.flac("good.flac", 0..8_820);
    let bad = rig.home.path().join("bad.flac");
    std::fs::write(&bad, "not music").unwrap();
    rig.load(1, &bad);
    rig.wait(|event| matches!(event, EngineEvent::Failed { token: 1, .. }));
    rig.load(2, &good);
    rig.next(3, &bad);
    rig.wait(|event| matches!(event, EngineEvent::Failed { token: 3, .. }));
    rig.next(4, &good);
    rig.pull_until(|event| matches!(event, EngineEvent::Advanced { from: 2, to: 4, heard_ms: 200, .. }));
    assert_eq!(rig.pull_until(is_ended), EngineEvent::Ended { token: 4, heard_ms: 200 });
}

#[test]
fn another_wish_for_the_next_track_wins_even_behind_the_written_seam() {
    let mut rig = Rig::new();
    let a = rig.flac("a.flac", 0..35_000);
    let (b, c) = (rig.flac("b.flac", 60_000..70_000), rig.flac("c.flac", 35_000..50_000));
    rig.load(1, &a);
    rig.next(2, &b);
    rig.wait_for_device();
    rig.pull_until(|event| matches!(event, EngineEvent::Started { .. }));
    rig.next(3, &c);
    rig.report();
    rig.pull_until(|event| matches!(event, EngineEvent::Advanced { from: 1, to: 3, .. }));
    assert!(matches!(rig.pull_until(is_ended), EngineEvent::Ended { token: 3, .. }));
    let want = as_f32(&sweep_i16(0..50_000, RATE));
    assert!(rig.since_first_sound(&want)[..want.len()] == want, "and it joins bit for bit");
}

#[test]
fn clearing_the_next_track_ends_with_this_one() {
    let mut rig = Rig::new();
    let (a, b) = (rig.flac("a.flac", 0..35_000), rig.flac("b.flac", 60_000..70_000));
    rig.load(1, &a);
    rig.next(2, &b);
    rig.wait_for_device();
    rig.pull_until(|event| matches!(event, EngineEvent::Started { .. }));
    rig.send(EngineCommand::Next(None));
    rig.report();
    assert_eq!(rig.pull_until(is_ended), EngineEvent::Ended { token: 1, heard_ms: 793 });
}

#[test]
fn a_lost_device_costs_no_frame_and_sound_returns() {
    let mut rig = Rig::new();
    let a = rig.flac("a.flac", 0..44_100);
    rig.load(1, &a);
    rig.wait_for_device();
    rig.pull_until(|event| matches!(event, EngineEvent::Started { .. }));
    rig.pull(2_000);
    let before = rig.report();
    rig.puller.pull_out("unplugged");
    rig.wait(|event| *event == EngineEvent::DeviceLost { reason: "unplugged".to_owned() });
    assert!(rig.puller.pull(100).is_empty());
    assert_eq!(rig.report(), before, "time stands still");
    rig.puller.plug_in();
    rig.wait_for_device();
    assert_eq!(rig.pull_until(is_ended), EngineEvent::Ended { token: 1, heard_ms: 1000 });
}

#[test]
fn without_a_device_it_waits_and_then_plays() {
    let mut rig = Rig::new();
    let a = rig.flac("a.flac", 0..4_410);
    rig.puller.pull_out("none");
    rig.load(1, &a);
    rig.wait(|event| matches!(event, EngineEvent::DeviceLost { .. }));
    rig.puller.plug_in();
    rig.wait_for_device();
    assert_eq!(rig.pull_until(is_ended), EngineEvent::Ended { token: 1, heard_ms: 100 });
    let lost = rig.told.iter().filter(|event| matches!(event, EngineEvent::DeviceLost { .. })).count();
    assert_eq!(lost, 1, "told once, tried often");
}

#[test]
fn a_paused_load_waits_silent_and_seeks_before_it_sounds() {
    let mut rig = Rig::new();
    let a = rig.flac("a.flac", 0..44_100);
    rig.send(EngineCommand::Load { token: 1, path: a, start_ms: 200, gain: 0.5, play: false });
    rig.wait(|event| matches!(event, EngineEvent::Loaded { token: 1, .. }));
    assert_eq!(rig.report(), (1, 200, 0));
    rig.send(EngineCommand::Seek { ms: 500 });
    rig.wait(|event| matches!(event, EngineEvent::Position { position_ms: 500, playing: false, .. }));
    assert!(rig.puller.pull(10).is_empty(), "no device was opened for silence");
    rig.send(EngineCommand::Play);
    rig.wait_for_device();
    rig.pull_until(|event| matches!(event, EngineEvent::Started { token: 1, .. }));
    assert_eq!(rig.pull_until(is_ended), EngineEvent::Ended { token: 1, heard_ms: 500 });
    let loudest = rig.out.iter().fold(0.0f32, |a, b| a.max(b.abs()));
    assert!((0.2..0.251).contains(&loudest), "gain is applied: {loudest}");
}

#[test]
fn shutting_down_closes_what_plays() {
    let mut rig = Rig::new();
    let a = rig.flac("a.flac", 0..44_100);
    rig.load(1, &a);
    rig.wait_for_device();
    rig.pull(1_000);
    rig.send(EngineCommand::Shutdown);
    rig.wait(|event| matches!(event, EngineEvent::Left { token: 1, .. }));
    assert!(matches!(rig.events.recv_timeout(HANG), Err(RecvTimeoutError::Disconnected)));
}

#[derive(Clone, Debug)]
enum Move {
    Load(bool),
    Next,
    ClearNext,
    Play,
    Pause,
    Stop,
    Seek(i64),
    Volume(f32),
    Pull(usize),
}

fn a_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        any::<bool>().prop_map(Move::Load),
        Just(Move::Next),
        Just(Move::ClearNext),
        Just(Move::Play),
        Just(Move::Pause),
        Just(Move::Stop),
        (0..400_i64).prop_map(Move::Seek),
        (0.0..1.0f32).prop_map(Move::Volume),
        (1..6_000_usize).prop_map(Move::Pull),
        (1..6_000_usize).prop_map(Move::Pull),
        (1..6_000_usize).prop_map(Move::Pull),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn never_more_is_heard_than_was_pulled_and_every_track_ends_once(moves in prop::collection::vec(a_move(), 1..30)) {
        let rig = Rig::new();
        let path = rig.flac("a.flac", 0..13_230);
        let (mut pulled, mut token) = (0_usize, 0);
        for step in moves {
            match step {
                Move::Load(play) => {
                    token += 1;
                    let path = path.clone();
                    rig.send(EngineCommand::Load { token, path, start_ms: 0, gain: 1.0, play });
                }
                Move::Next => {
                    token += 1;
                    rig.next(token, &path);
                }
                Move::ClearNext => rig.send(EngineCommand::Next(None)),
                Move::Play => rig.send(EngineCommand::Play),
                Move::Pause => rig.send(EngineCommand::Pause),
                Move::Stop => rig.send(EngineCommand::Stop),
                Move::Seek(ms) => rig.send(EngineCommand::Seek { ms }),
                Move::Volume(volume) => rig.send(EngineCommand::Volume(volume)),
                Move::Pull(frames) => pulled += rig.puller.pull(frames).len() / 2,
            }
        }
        rig.send(EngineCommand::Shutdown);
        let told: Vec<_> = rig.events.iter().collect();
        let mut heard_ms = 0;
        let mut open = std::collections::BTreeSet::new();
        let mut closed = std::collections::BTreeSet::new();
        let mut close = |token: u64, heard: i64| {
            heard_ms += heard;
            closed.insert(token)
        };
        for event in &told {
            match event {
                EngineEvent::Loaded { token, .. } => { open.insert(*token); }
                EngineEvent::Advanced { from, heard_ms, to, .. } => {
                    prop_assert!(close(*from, *heard_ms), "{from} closed twice: {told:#?}");
                    open.insert(*to);
                }
                EngineEvent::Ended { token, heard_ms }
                | EngineEvent::Left { token, heard_ms, .. }
                | EngineEvent::Failed { token, heard_ms, .. } => {
                    prop_assert!(close(*token, *heard_ms), "{token} closed twice: {told:#?}");
                }
                EngineEvent::Started { token, .. } => prop_assert!(open.contains(token)),
                _ => {}
            }
        }
        prop_assert!(open.is_subset(&closed), "left open: {:?} {told:#?}", open.difference(&closed));
        prop_assert!(heard_ms <= (pulled as i64 * 1000 / i64::from(RATE)) + 1, "{heard_ms} ms of {pulled} frames");
    }
}

#[test]
fn at_another_speed_a_track_is_as_long_and_heard_whole() {
    let mut rig = Rig::new();
    let (first, second) = (rig.flac("a.flac", 0..LONG), rig.flac("b.flac", LONG..LONG * 2));
    rig.send(EngineCommand::Speed(Speed::percent(150)));
    rig.load(1, &first);
    rig.next(2, &second);
    rig.wait_for_device();
    rig.pull_until(|event| matches!(event, EngineEvent::Advanced { .. }));
    rig.pull_until(is_ended);
    let heard = rig.told.iter().find_map(|event| match event {
        EngineEvent::Advanced { from: 1, heard_ms, to: 2, .. } => Some(*heard_ms),
        _ => None,
    });
    assert!(heard.is_some_and(|ms| (2_490..=2_500).contains(&ms)), "{heard:?}");
    let Some(EngineEvent::Ended { token: 2, heard_ms }) = rig.told.last() else { panic!("{:?}", rig.told.last()) };
    assert!((2_490..=2_500).contains(heard_ms), "{heard_ms}");
    let sounding = rig.out.as_chunks::<2>().0.iter().filter(|frame| **frame != [0.0; 2]).count();
    let due = (LONG as usize * 2) * 2 / 3;
    assert!(sounding.abs_diff(due) < due / 100, "{sounding} frames of {due}");
}

#[test]
fn a_change_of_speed_goes_on_from_the_same_place() {
    let mut rig = Rig::new();
    let path = rig.flac("a.flac", 0..LONG);
    rig.load(1, &path);
    rig.wait_for_device();
    rig.pull(44_100);
    let (_, before, _) = rig.report();
    rig.send(EngineCommand::Speed(Speed::FASTEST));
    let (_, after, _) = rig.report();
    assert!((before..before + 100).contains(&after), "{before} {after}");
    rig.pull_until(is_ended);
    let Some(EngineEvent::Ended { heard_ms, .. }) = rig.told.last() else { panic!("{:?}", rig.told.last()) };
    // What plays on while the other speed is decoded is heard twice: for a blink on an idle
    // machine, for what was decoded ahead at the very most.
    assert!((2_400..=2_500 + 1_500).contains(heard_ms), "{heard_ms}");
}
