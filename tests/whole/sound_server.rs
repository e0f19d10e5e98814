//! A private sound server with a real-time null sink, and a recorder of what was played.

use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::stage::RATE;

const PATIENCE: Duration = Duration::from_secs(30);

pub struct SoundServer {
    folder: tempfile::TempDir,
    server: Child,
}

/// Samples of what the sink was given, as they come.
pub struct Recording {
    recorder: Child,
    file: PathBuf,
}

impl SoundServer {
    /// `norewinds` makes the sink keep real time; without it the first tens of milliseconds are lost.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("pulse.sock");
        let server = Command::new("pulseaudio")
            .args(["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--log-level=error", "-L"])
            .arg(format!("module-native-protocol-unix auth-anonymous=1 socket={}", socket.display()))
            .arg("-L")
            .arg(format!("module-null-sink sink_name=null0 format=s16le rate={RATE} channels=2 norewinds=1"))
            .env("HOME", folder.path())
            .env("XDG_RUNTIME_DIR", folder.path())
            .env_remove("PULSE_SERVER")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the sound tests need pulseaudio: `make test` installs it");
        let end = Instant::now() + PATIENCE;
        while !socket.exists() {
            assert!(Instant::now() < end, "the sound server did not start");
            std::thread::sleep(Duration::from_millis(20));
        }
        Self { folder, server }
    }

    /// For `PULSE_SERVER`.
    pub fn address(&self) -> String {
        format!("unix:{}", self.folder.path().join("pulse.sock").display())
    }

    pub fn record(&self) -> Recording {
        let file = self.folder.path().join("heard.raw");
        let recorder = Command::new("parec")
            .args(["-d", "null0.monitor", "--format=s16le", "--channels=2", "--raw", "--latency-msec=50"])
            .arg(format!("--rate={RATE}"))
            .env("PULSE_SERVER", self.address())
            .env("HOME", self.folder.path())
            .env("XDG_RUNTIME_DIR", self.folder.path())
            .stdout(fs::File::create(&file).unwrap())
            .stderr(Stdio::null())
            .spawn()
            .expect("the sound tests need pulseaudio-utils: `make test` installs it");
        let end = Instant::now() + PATIENCE;
        while fs::metadata(&file).unwrap().len() == 0 {
            assert!(Instant::now() < end, "the recorder hears nothing, not even silence");
            std::thread::sleep(Duration::from_millis(20));
        }
        Recording { recorder, file }
    }
}

impl Drop for SoundServer {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Recording {
    /// Waits until the last sound is in, and gives the left channel from the first sound to the last.
    pub fn stop(mut self) -> Vec<i16> {
        let mut length = 0;
        // The recorder runs 50 ms behind; once a second more of silence is in, all sound is.
        let silence = u64::from(RATE) * 4;
        let end = Instant::now() + PATIENCE;
        let mut quiet_from = None;
        while Instant::now() < end {
            let samples = self.samples();
            let sound_ends = samples.iter().rposition(|&sample| sample != 0).map_or(0, |at| at as u64 * 4);
            length = samples.len() as u64 * 4;
            if quiet_from != Some(sound_ends) {
                quiet_from = Some(sound_ends);
            } else if length >= sound_ends + silence {
                break;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        let _ = (self.recorder.kill(), self.recorder.wait(), length);
        let samples = self.samples();
        let first = samples.iter().position(|&sample| sample != 0).unwrap_or(0);
        let last = samples.iter().rposition(|&sample| sample != 0).map_or(0, |at| at + 1);
        samples[first..last].to_vec()
    }

    fn samples(&self) -> Vec<i16> {
        let mut bytes = Vec::new();
        fs::File::open(&self.file).unwrap().read_to_end(&mut bytes).unwrap();
        bytes.chunks_exact(4).map(|frame| i16::from_le_bytes([frame[0], frame[1]])).collect()
    }
}

/// The longest run of exact silence, in samples.
pub fn longest_gap(samples: &[i16]) -> usize {
    samples.split(|&sample| sample != 0).map(<[i16]>::len).max().unwrap_or(0)
}

/// Pitch by rising zero crossings, in hertz.
pub fn pitch(samples: &[i16]) -> f64 {
    let crossings = samples.windows(2).filter(|pair| pair[0] < 0 && pair[1] >= 0).count();
    crossings as f64 * f64::from(RATE) / samples.len() as f64
}
