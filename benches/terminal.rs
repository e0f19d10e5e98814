//! The built program in a real terminal, on a library of 100,000 tracks (`TRACKS=…` for another
//! size): how long until the first frame, and from a key to the frame that answers it, at rest
//! and while another process scans.
//!
//! `cargo bench --bench terminal`. Prints medians and 99th percentiles; asserts nothing.

#![expect(clippy::expect_used, reason = "a bench that cannot begin has nothing to say")]
#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "it measures, and says what it measured")]

#[path = "support/large_library.rs"]
mod large_library;

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, unbounded};
use large_library::{files, library, scan_in};
use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};

const PROGRAM: &str = env!("CARGO_BIN_EXE_tonearm");
const STARTS: usize = 15;
const KEYS: usize = 400;
/// Small files that the other process reads again and again.
const SCANNED: usize = 2_000;

fn main() {
    let count = std::env::var("TRACKS").ok().and_then(|count| count.parse().ok()).unwrap_or(100_000);
    let folder = tempfile::tempdir().expect("a folder");
    {
        let (store, root) = library(folder.path());
        scan_in(&store, &files(root, count));
    }
    let music = folder.path().join("music");
    make_music(&music);
    println!("{count} tracks in the library");

    let mut first = Vec::new();
    for _ in 0..STARTS {
        let start = Instant::now();
        let mut player = Player::open(folder.path());
        first.push(player.wait_for("Home", start));
        player.quit();
    }
    report("start to first frame", &mut first);

    let mut player = Player::open(folder.path());
    player.wait_for("Home", Instant::now());
    for (page, name) in [("1", "Home"), ("2", "Library")] {
        player.press(page);
        player.settle();
        report(&format!("key to frame on {name}"), &mut player.keys());
    }
    let mut scan = Scanner::start(folder.path(), &music);
    for (page, name) in [("1", "Home"), ("2", "Library")] {
        player.press(page);
        player.settle();
        report(&format!("key to frame on {name}, a scan running"), &mut player.keys());
    }
    println!("the scan ran {} times meanwhile", scan.stop());
    player.quit();
}

fn report(what: &str, times: &mut [Duration]) {
    times.sort();
    let at = |share: f64| times.get(((times.len() as f64 - 1.0) * share).round() as usize).copied().unwrap_or_default();
    println!("{what:<50} median {:>9.2?}   p99 {:>9.2?}   n {}", at(0.5), at(0.99), times.len());
}

fn make_music(folder: &Path) {
    for n in 0..SCANNED {
        let album = folder.join(format!("Artist {}/Album {}", n / 100, n / 10));
        std::fs::create_dir_all(&album).expect("a folder");
        let pitch = 0.01 + n as f64 * 1e-5;
        let samples: Vec<i32> =
            (0..4_000).flat_map(|at| [((f64::from(at) * pitch).sin() * 8000.0) as i32; 2]).collect();
        let flac = tonearm::demo::flac::encode(&samples).expect("a sound");
        std::fs::write(album.join(format!("{n:02} Song {n}.flac")), flac).expect("a file");
    }
}

struct Player {
    _terminal: Box<dyn MasterPty>,
    child: Box<dyn portable_pty::Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    screen: vt100::Parser,
}

impl Player {
    fn open(home: &Path) -> Self {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pty = native_pty_system().openpty(size).expect("a terminal");
        let mut command = CommandBuilder::new(PROGRAM);
        command.env("TONEARM_HOME", home);
        command.env("TERM", "xterm-256color");
        command.env("PULSE_SERVER", "unix:/nowhere");
        let child = pty.slave.spawn_command(command).expect("the program");
        drop(pty.slave);
        let mut reader = pty.master.try_clone_reader().expect("its output");
        let keys = pty.master.take_writer().expect("its keys");
        let (tell, output) = unbounded();
        std::thread::spawn(move || {
            let mut buffer = [0; 65_536];
            while let Ok(n @ 1..) = reader.read(&mut buffer) {
                if tell.send(buffer[..n].to_vec()).is_err() {
                    break;
                }
            }
        });
        let (rows, columns) = (24.try_into().expect("rows"), 80.try_into().expect("columns"));
        let screen = vt100::Parser::new(rows, columns, 0);
        Self { _terminal: pty.master, child, keys, output, screen }
    }

    fn wait_for(&mut self, text: &str, since: Instant) -> Duration {
        loop {
            let bytes = self.output.recv_timeout(Duration::from_secs(60)).expect("a frame within a minute");
            let at = since.elapsed();
            self.screen.process(&bytes);
            if self.screen.screen().contents().contains(text) {
                return at;
            }
        }
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).expect("the program reads keys");
    }

    /// Waits until nothing was drawn for a while.
    fn settle(&mut self) {
        while let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(700)) {
            self.screen.process(&bytes);
        }
    }

    /// Moves the cursor down and up; from each key to the first byte of the frame that answers it.
    fn keys(&mut self) -> Vec<Duration> {
        (0..KEYS)
            .map(|n| {
                while self.output.try_recv().is_ok() {}
                let pressed = Instant::now();
                self.press(if n % 2 == 0 { "j" } else { "k" });
                let answered = self.output.recv_timeout(Duration::from_secs(10));
                let took = pressed.elapsed();
                answered.expect("a frame within ten seconds");
                std::thread::sleep(Duration::from_millis(25));
                took
            })
            .collect()
    }

    fn quit(mut self) {
        self.press("\x03");
        self.child.wait().expect("the program ends");
    }
}

/// Another process that scans over and over.
struct Scanner {
    stop: std::sync::Arc<std::sync::atomic::AtomicBool>,
    thread: Option<std::thread::JoinHandle<usize>>,
}

impl Scanner {
    fn start(home: &Path, music: &Path) -> Self {
        let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
        let (home, music, asked) = (home.to_owned(), music.to_owned(), std::sync::Arc::clone(&stop));
        let thread = std::thread::spawn(move || {
            let mut scans = 0;
            while !asked.load(std::sync::atomic::Ordering::Relaxed) {
                let scan: Result<Child, _> = Command::new(PROGRAM)
                    .args(["scan", "--full"])
                    .arg(&music)
                    .env("TONEARM_HOME", &home)
                    .stdout(Stdio::null())
                    .stderr(Stdio::null())
                    .spawn();
                scan.and_then(|mut scan| scan.wait()).expect("a scan");
                scans += 1;
            }
            scans
        });
        Self { stop, thread: Some(thread) }
    }

    fn stop(&mut self) -> usize {
        self.stop.store(true, std::sync::atomic::Ordering::Relaxed);
        self.thread.take().and_then(|thread| thread.join().ok()).unwrap_or(0)
    }
}
