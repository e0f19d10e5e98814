//! What the program really sends to a sound server: recorded behind a null sink of its own.
//!
//! Needs `pulseaudio` and `parec`; without them there is nothing to record with, and the test
//! says so. `norewinds=1` matters: without it the sink renders up to two seconds ahead and the
//! first 20 to 45 ms are lost, whoever plays.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::stage::{RATE, Stage};

/// A listener who has never touched the volume hears 80 %, which is this amplitude.
const FIRST_VOLUME: f64 = 0.8 * 0.8 * 0.8;

/// A private sound server. Ends with the test.
struct Server {
    process: Child,
    folder: tempfile::TempDir,
}

impl Server {
    fn start() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("pulse.sock");
        let process = Command::new("pulseaudio")
            .args(["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--log-level=error"])
            .arg("-L")
            .arg(format!("module-native-protocol-unix auth-anonymous=1 socket={}", socket.display()))
            .arg("-L")
            .arg(format!("module-null-sink sink_name=null0 format=s16le rate={RATE} channels=2 norewinds=1"))
            .env("XDG_RUNTIME_DIR", folder.path())
            .env("HOME", folder.path())
            .env_remove("PULSE_SERVER")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let server = Self { process, folder };
        wait_until(|| socket.exists());
        Some(server)
    }

    fn address(&self) -> String {
        format!("unix:{}", self.folder.path().join("pulse.sock").display())
    }

    /// Records what `play` makes sound, as interleaved stereo.
    fn record(&self, play: impl FnOnce()) -> Vec<i16> {
        let path: PathBuf = self.folder.path().join("recording.raw");
        let mut recorder = Command::new("parec")
            .args(["-d", "null0.monitor", "--format=s16le", "--channels=2", "--raw", "--latency-msec=50"])
            .arg(format!("--rate={RATE}"))
            .env("PULSE_SERVER", self.address())
            .env("XDG_RUNTIME_DIR", self.folder.path())
            .stdout(fs::File::create(&path).unwrap())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let length = |path: &Path| fs::metadata(path).map_or(0, |it| it.len());
        wait_until(|| length(&path) > 0);
        play();
        // What was heard last is on its way through the monitor: half a second of frames.
        let so_far = length(&path);
        wait_until(|| length(&path) > so_far + u64::from(RATE) * 2);
        recorder.kill().unwrap();
        recorder.wait().unwrap();
        let bytes = fs::read(&path).unwrap();
        bytes.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn wait_until(ready: impl Fn() -> bool) {
    for _ in 0..1500 {
        if ready() {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("the sound server did not do its part within 30 s");
}

/// A sweep, so that every sample tells its place.
fn sweep(frames: usize) -> Vec<i32> {
    let at = |n: usize| {
        let t = n as f64 / f64::from(RATE);
        ((200.0 + 300.0 * t) * t * std::f64::consts::TAU).sin() * 16_000.0
    };
    (0..frames).map(|n| at(n).round() as i32).flat_map(|sample| [sample, -sample]).collect()
}

#[test]
fn two_halves_reach_the_sound_server_as_one() {
    let Some(server) = Server::start() else {
        eprintln!("not run: there is no pulseaudio here");
        return;
    };
    let stage = Stage::new();
    let whole = sweep(RATE as usize * 3);
    let (first, second) = whole.split_at(2 * 61_231);
    for (name, samples) in [("1.flac", first), ("2.flac", second)] {
        fs::write(stage.music().join(name), tonearm::demo::flac::encode(samples).unwrap()).unwrap();
    }
    let (one, two) = (stage.music().join("1.flac"), stage.music().join("2.flac"));
    let wanted: Vec<f64> = whole.iter().map(|sample| f64::from(*sample) * FIRST_VOLUME).collect();
    let play = || {
        let mut command = stage.command(&["play", "--quiet", one.to_str().unwrap(), two.to_str().unwrap()]);
        let status = command
            .env("PULSE_SERVER", server.address())
            .env("XDG_RUNTIME_DIR", server.folder.path())
            .status()
            .unwrap();
        assert!(status.success());
    };
    // A machine that is busy beyond measure can starve any sink: that is a second try, not a gap of ours.
    let mut worst = f64::MAX;
    for _ in 0..3 {
        worst = worst.min(worst_error(&server.record(play), &wanted));
        if worst <= 1.0 {
            return;
        }
    }
    panic!("what was recorded is not what was played: off by {worst} of 32768");
}

/// Largest difference, in steps of 16 bit, between the recording's sound and what it should be;
/// infinite when it is longer or shorter.
fn worst_error(recorded: &[i16], wanted: &[f64]) -> f64 {
    let silent = |samples: &mut dyn Iterator<Item = bool>| samples.take_while(|silent| *silent).count();
    let lead = silent(&mut wanted.iter().map(|sample| sample.round() == 0.0));
    let start = silent(&mut recorded.iter().map(|sample| *sample == 0)).saturating_sub(lead) / 2 * 2;
    let Some(sound) = recorded.get(start..start + wanted.len()) else { return f64::INFINITY };
    if recorded[start + wanted.len()..].iter().any(|sample| *sample != 0) {
        return f64::INFINITY;
    }
    sound.iter().zip(wanted).map(|(got, want)| (f64::from(*got) - want).abs()).fold(0.0, f64::max)
}
