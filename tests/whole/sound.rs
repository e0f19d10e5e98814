//! Real sound through a real server, and what is remembered of it.

use std::time::{Duration, Instant};

use super::sound_server::{SoundServer, longest_gap, pitch};
use super::stage::{RATE, Song, Stage};
use super::terminal::Terminal;

fn play(stage: &Stage, server: &SoundServer, arguments: &[&str]) -> std::process::Output {
    stage.command(arguments).env("PULSE_SERVER", server.address()).output().unwrap()
}

#[test]
fn two_files_join_without_a_gap_and_sound_as_they_are() {
    let stage = Stage::new();
    let server = SoundServer::start();
    // One tone cut in two: at the seam a lost or doubled frame would be heard, and seen here.
    let whole = Song { artist: "A", album: "B", title: "Whole", number: 1, seconds: 3.0, pitch: 440.0 }.samples();
    let cut = 2 * 61_234;
    let mut files = Vec::new();
    for (name, part) in [("1", &whole[..cut]), ("2", &whole[cut..])] {
        let path = stage.music().join(format!("{name}.flac"));
        std::fs::write(&path, tonearm::demo::flac::encode(part).unwrap()).unwrap();
        files.push(path.to_str().unwrap().to_owned());
    }
    let recording = server.record();
    let output = play(&stage, &server, &["play", &files[0], &files[1]]);
    let heard = recording.stop();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let expected: Vec<i16> = whole.chunks_exact(2).map(|frame| frame[0] as i16).collect();
    let expected = &expected[expected.iter().position(|&sample| sample != 0).unwrap()..];
    // The first and last ten milliseconds may be faded; everything between is the file, frame by frame.
    let edge = RATE as usize / 50;
    assert!(heard.len().abs_diff(expected.len()) <= 2 * edge, "{} frames heard of {}", heard.len(), expected.len());
    let probe = &expected[edge..edge + 2_000];
    let lag = (0..2 * edge).find(|&lag| heard[lag..].starts_with(probe));
    let lag = lag.expect("the file's own samples are in the recording") as isize - edge as isize;
    let wrong =
        (edge..expected.len() - edge).filter(|&n| heard.get((n as isize + lag) as usize) != Some(&expected[n])).count();
    assert_eq!(wrong, 0, "frames that differ from the file");
}

#[test]
fn query_and_volume_reach_the_loudspeaker() {
    let stage = Stage::new();
    stage.album("Anna Ash", "Light", &[("Dawn", 2.0)]);
    stage.scan();
    let server = SoundServer::start();
    let recording = server.record();
    let output = play(&stage, &server, &["play", "--volume", "50", "dawn"]);
    let heard = recording.stop();
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().next(), Some("Dawn · Anna Ash · Light  0:02"));
    assert!((pitch(&heard) - 275.0).abs() < 2.0, "{} Hz", pitch(&heard));
    let loudest = f64::from(heard.iter().map(|sample| sample.saturating_abs()).max().unwrap());
    // The amplitude is the cube of the volume.
    assert!((loudest / 8000.0 - 0.125).abs() < 0.005, "{loudest}");
    assert!(longest_gap(&heard) < 64);
}

#[test]
fn a_damaged_file_is_passed_over_and_told() {
    let stage = Stage::new();
    let server = SoundServer::start();
    let good = stage.song(&Song { artist: "A", album: "B", title: "Good", number: 2, seconds: 1.0, pitch: 330.0 });
    let bad = stage.music().join("bad.flac");
    std::fs::write(&bad, b"fLaC and then nothing of use").unwrap();
    let recording = server.record();
    let output = play(&stage, &server, &["play", bad.to_str().unwrap(), good.to_str().unwrap()]);
    let heard = recording.stop();
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("Could not play"));
    assert!((pitch(&heard) - 330.0).abs() < 3.0, "{} Hz", pitch(&heard));
}

/// An evening in little: one track to its end, one skipped, one sought in and cut off by a crash.
#[test]
fn an_evening_with_a_crash_is_remembered_right() {
    let stage = Stage::new();
    stage.album("Anna Ash", "First Light", &[("Dawn", 5.0), ("Noon", 20.0), ("Dusk", 24.0)]);
    stage.scan();
    let server = SoundServer::start();
    let sound = [("PULSE_SERVER", server.address())];
    let sound: Vec<_> = sound.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut terminal = Terminal::open_with(&stage, &[], &sound, 24, 80);
    terminal.wait_for("First Light");
    terminal.press("2");
    terminal.wait_for("1 artist ");
    terminal.press("\r");
    terminal.wait_for("Dawn · Anna Ash");
    terminal.wait_for("Noon · Anna Ash");
    terminal.wait_for("0:03");
    terminal.press("n");
    terminal.wait_for("Dusk · Anna Ash");
    terminal.wait_for("0:03");
    terminal.press("..");
    terminal.wait_for("0:17");
    let began = Instant::now();
    terminal.signal(rustix::process::Signal::KILL);
    terminal.die();

    // Before the next start the row is open, and holds what was heard until seconds before the kill.
    let lines = stage.history();
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert_eq!((lines[0]["title"].as_str(), lines[0]["ending"].as_str()), (Some("Dusk"), None));
    let heard = lines[0]["heard_ms"].as_i64().unwrap();
    assert!((3_000..=8_500).contains(&heard), "7 s heard, 10 s sought over: {heard} ms are remembered");

    let mut again = Terminal::open_with(&stage, &[], &sound, 24, 80);
    again.wait_for("Dusk · Anna Ash");
    again.press("q");
    assert!(again.end().success());
    assert!(began.elapsed() < Duration::from_secs(120));
    let lines = stage.history();
    let told: Vec<_> = lines
        .iter()
        .map(|line| {
            (
                line["title"].as_str().unwrap(),
                line["ending"].as_str().unwrap(),
                line["listen"].as_bool().unwrap(),
                line["skip"].as_bool().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [("Dusk", "interrupted", false, false), ("Noon", "next", false, true), ("Dawn", "finished", true, false)]
    );
    for line in &lines {
        assert_eq!(line["source"].as_str(), Some("artist"));
    }
    let track = stage.json(&["search", "--json", "dawn"])["tracks"][0].clone();
    assert_eq!(track["listens"].as_u64(), Some(1));
    assert_eq!(stage.text(0, &["doctor"]), "Every count agrees with its plays.\n");
    let home = stage.json(&["home", "--json"]);
    let kinds: Vec<_> =
        home["sections"].as_array().unwrap().iter().map(|section| section["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"jump-back-in"), "what was heard comes back: {kinds:?}");
    let picks = home["sections"][0]["picks"].as_array().unwrap().iter();
    let mut evidence = picks.flat_map(|pick| pick["evidence"].as_array().unwrap());
    let stopped = evidence.find(|fact| fact["kind"] == "stopped_at").unwrap_or_else(|| panic!("{home}"));
    let position = stopped["position_ms"].as_i64().unwrap();
    assert!((13_000..=18_500).contains(&position), "left at 0:17, whatever of it was heard: {position} ms");
}

#[test]
fn a_private_evening_leaves_no_trace() {
    let stage = Stage::new();
    stage.album("Anna Ash", "First Light", &[("Dawn", 8.0), ("Noon", 8.0)]);
    stage.scan();
    let server = SoundServer::start();
    let address = server.address();
    let mut terminal = Terminal::open_with(&stage, &["--private"], &[("PULSE_SERVER", &address)], 24, 80);
    terminal.wait_for("PRIVATE");
    terminal.press("2");
    terminal.wait_for("1 artist ");
    terminal.press("\r");
    terminal.wait_for("0:05");
    terminal.press("\x03");
    assert!(terminal.end().success());
    assert!(stage.history().is_empty());
}

#[test]
fn sound_comes_when_a_device_appears() {
    let stage = Stage::new();
    stage.album("Anna Ash", "First Light", &[("Dawn", 30.0)]);
    stage.scan();
    let server = SoundServer::start();
    let hidden = server.address();
    let socket = hidden.trim_start_matches("unix:").to_owned();
    let away = format!("{socket}.away");
    std::fs::rename(&socket, &away).unwrap();
    let mut terminal = Terminal::open_with(&stage, &[], &[("PULSE_SERVER", &hidden)], 24, 80);
    terminal.wait_for("First Light");
    terminal.press("\r");
    terminal.wait_for("No sound");
    std::fs::rename(&away, &socket).unwrap();
    terminal.wait_for("0:02");
    terminal.press("\x03");
    assert!(terminal.end().success());
}

/// Where a line of the screen stands that says this, counted from 1 as the mouse does.
fn row_of(terminal: &Terminal, title: &str) -> Option<usize> {
    terminal.text().lines().position(|line| line.contains(title)).map(|row| row + 1)
}

#[test]
fn lines_of_the_queue_are_dragged_while_one_plays() {
    let stage = Stage::new();
    stage.album("Anna Ash", "First Light", &[("Dawn", 60.0), ("Noon", 9.0), ("Dusk", 9.0), ("Night", 9.0)]);
    stage.scan();
    let server = SoundServer::start();
    let address = server.address();
    let sound = [("PULSE_SERVER", address.as_str())];
    let mut terminal = Terminal::open_with(&stage, &[], &sound, 24, 80);
    terminal.wait_for("First Light");
    terminal.press("2");
    terminal.wait_for("1 artist ");
    terminal.press("\r");
    terminal.wait_for("0:01");
    terminal.press("5");
    terminal.wait_for("From Anna Ash");
    let (noon, night) = (row_of(&terminal, "Noon").unwrap(), row_of(&terminal, "Night").unwrap());
    assert_eq!(night, noon + 2);
    terminal.press(&format!("\x1b[<0;10;{noon}M\x1b[<32;10;{}M", noon + 1));
    terminal.wait("Noon to come along", |screen| screen.contents().lines().nth(noon).unwrap().contains("Noon"));
    terminal.press(&format!("\x1b[<32;11;{night}M\x1b[<0;11;{night}m"));
    terminal.wait("Noon to be the last", |screen| screen.contents().lines().nth(night - 1).unwrap().contains("Noon"));
    terminal.wait_for("then Dusk");
    terminal.press("u");
    terminal.wait_for("then Noon");
    assert_eq!(row_of(&terminal, "Noon"), Some(noon), "one step took all of it back");
    terminal.press("U");
    terminal.wait_for("then Dusk");
    terminal.press(&format!("\x1b[<0;10;{noon}M\x1b[<32;10;{night}M\x1b[<32;10;1M\x1b[<0;10;1m"));
    terminal.press("\x03");
    assert!(terminal.end().success());
    let lines = stage.history();
    assert_eq!(lines.len(), 1, "what plays was not touched: {lines:?}");

    let mut again = Terminal::open_with(&stage, &[], &sound, 24, 80);
    again.wait_for("then Dusk");
    again.press("5");
    again.wait_for("From Anna Ash");
    let order = ["Dusk", "Night", "Noon"].map(|title| row_of(&again, title).unwrap());
    assert_eq!(order, [noon, noon + 1, night], "let go over the tabs, nothing moved");
    again.press("\x03");
    assert!(again.end().success());
}
