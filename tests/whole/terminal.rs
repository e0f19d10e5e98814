//! The built program in a real terminal.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

use super::stage::Stage;

/// How long a state may take to show; only a hang takes as long.
const PATIENCE: Duration = Duration::from_secs(60);

/// A pseudo-terminal with the player in it, and what a terminal would show.
pub struct Terminal {
    master: Box<dyn MasterPty>,
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    screen: Arc<Mutex<vt100::Parser>>,
    bytes: Arc<Mutex<Vec<u8>>>,
}

impl Terminal {
    pub fn open(stage: &Stage, arguments: &[&str], rows: u16, columns: u16) -> Self {
        Self::open_with(stage, arguments, &[], rows, columns)
    }

    pub fn open_with(stage: &Stage, arguments: &[&str], more: &[(&str, &str)], rows: u16, columns: u16) -> Self {
        let pty =
            native_pty_system().openpty(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_tonearm"));
        command.args(arguments);
        command.env_clear();
        for (name, value) in stage.environment() {
            command.env(name, value);
        }
        for (name, value) in more {
            command.env(name, value);
        }
        let child = pty.slave.spawn_command(command).unwrap();
        // Else the reader never sees the end.
        drop(pty.slave);
        let screen = Arc::new(Mutex::new(vt100::Parser::new(rows.try_into().unwrap(), columns.try_into().unwrap(), 0)));
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let mut output = pty.master.try_clone_reader().unwrap();
        let (seen, all) = (Arc::clone(&screen), Arc::clone(&bytes));
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(n @ 1..) = output.read(&mut buffer) {
                all.lock().unwrap().extend_from_slice(&buffer[..n]);
                seen.lock().unwrap().process(&buffer[..n]);
            }
        });
        let keys = pty.master.take_writer().unwrap();
        Self { master: pty.master, child, keys, screen, bytes }
    }

    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    pub fn text(&self) -> String {
        self.screen.lock().unwrap().screen().contents()
    }

    /// What a terminal would show now.
    pub fn screen(&self) -> MutexGuard<'_, vt100::Parser> {
        self.screen.lock().unwrap()
    }

    /// Waits until the screen is so.
    pub fn wait(&self, what: &str, is_so: impl Fn(&vt100::Screen) -> bool) {
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            if is_so(self.screen.lock().unwrap().screen()) {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("waited in vain for {what}; the screen shows:\n{}", self.text());
    }

    pub fn wait_for(&self, text: &str) {
        self.wait(text, |screen| screen.contents().contains(text));
    }

    pub fn wait_until_gone(&self, text: &str) {
        self.wait(&format!("{text} to go"), |screen| !screen.contents().contains(text));
    }

    pub fn resize(&self, rows: u16, columns: u16) {
        // The screen first: what the program draws for the new size must not meet the old one.
        let mut parser = self.screen.lock().unwrap();
        parser.screen_mut().set_size(rows.try_into().unwrap(), columns.try_into().unwrap());
        self.master.resize(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
    }

    pub fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    pub fn signal(&self, signal: rustix::process::Signal) {
        let pid = rustix::process::Pid::from_raw(self.pid().cast_signed()).unwrap();
        rustix::process::kill_process(pid, signal).unwrap();
    }

    /// Waits for the end; the terminal must have been put back.
    pub fn end(mut self) -> ExitStatus {
        let status = self.child.wait().unwrap();
        self.wait("the terminal to be put back", |screen| !screen.alternate_screen() && !screen.hide_cursor());
        status
    }

    /// The same, and everything that was written to the terminal.
    pub fn ended(mut self) -> Vec<u8> {
        self.child.wait().unwrap();
        self.wait("the terminal to be put back", |screen| !screen.alternate_screen());
        self.bytes()
    }

    /// Waits for the end of a process that had no chance to tidy up.
    pub fn die(mut self) {
        self.child.wait().unwrap();
    }

    /// Everything that was written to the terminal.
    pub fn bytes(&self) -> Vec<u8> {
        self.bytes.lock().unwrap().clone()
    }
}

fn stage_with_music() -> Stage {
    let stage = Stage::new();
    stage.album("Anna Ash", "First Light", &[("Dawn", 4.0), ("Noon", 4.0), ("Dusk", 4.0)]);
    stage.album("Bo Berg", "Stone", &[("Granite", 4.0), ("Slate", 4.0)]);
    stage.scan();
    stage
}

#[test]
fn the_first_home_shows_the_shelf_and_quits_clean() {
    let stage = stage_with_music();
    let mut terminal = Terminal::open(&stage, &[], 24, 80);
    terminal.wait_for("Home");
    terminal.wait_for("First Light");
    assert!(terminal.screen.lock().unwrap().screen().alternate_screen());
    terminal.press("q");
    assert!(terminal.end().success());
}

#[test]
fn pages_open_by_their_numbers_and_help_lists_keys() {
    let stage = stage_with_music();
    let mut terminal = Terminal::open(&stage, &[], 24, 80);
    terminal.wait_for("First Light");
    terminal.press("2");
    terminal.wait_for("Bo Berg");
    terminal.press("3granit");
    terminal.wait_for("Granite");
    terminal.press("\x1b");
    terminal.wait_until_gone("Granite");
    terminal.press("\t");
    terminal.wait_for("›4 Playlists");
    terminal.press("?");
    terminal.wait_for("play, pause");
    terminal.press("\x1b");
    terminal.wait_until_gone("play, pause");
    terminal.press("\x03");
    assert!(terminal.end().success());
}

#[test]
fn every_size_is_survived() {
    let stage = stage_with_music();
    let mut terminal = Terminal::open(&stage, &[], 24, 80);
    terminal.wait_for("First Light");
    terminal.press("2j1");
    terminal.wait_for("First Light");
    // Often, since a size and a key that come at once are what a terminal library may confuse.
    for _ in 0..40 {
        for (rows, columns) in [(12, 40), (2, 2), (60, 200), (1, 1), (5, 300), (24, 80)] {
            terminal.resize(rows, columns);
            terminal.press("2j1");
        }
        terminal.wait_for("First Light");
        terminal.wait_for("Nothing plays");
        terminal.wait_for("On repeat");
    }
    terminal.press("q");
    assert!(terminal.end().success());
}

#[test]
fn a_signal_puts_the_terminal_back() {
    use rustix::process::Signal;
    for signal in [Signal::TERM, Signal::HUP] {
        let stage = stage_with_music();
        let terminal = Terminal::open(&stage, &[], 24, 80);
        terminal.wait_for("First Light");
        terminal.signal(signal);
        terminal.end();
    }
}

/// The last place of some bytes among those that were sent.
fn last_of(sent: &[u8], what: &[u8]) -> Option<usize> {
    sent.windows(what.len()).rposition(|window| window == what)
}

#[test]
fn a_signal_gives_the_window_its_name_back() {
    use rustix::process::Signal;
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let stage = stage_with_music();
        let config = stage.home().join("config");
        std::fs::create_dir_all(&config).unwrap();
        std::fs::write(config.join("config.toml"), "[format]\nterminal = \"{title} · {artist}\"\n").unwrap();
        let mut terminal = Terminal::open(&stage, &[], 24, 80);
        terminal.wait_for("First Light");
        terminal.press("\r");
        terminal.wait("the window called after what plays", |_| {
            last_of(&terminal.bytes(), "\x1b]2;Dawn · Anna Ash\x07".as_bytes()).is_some()
        });
        terminal.signal(signal);
        let sent = terminal.ended();
        let (kept, back) = (last_of(&sent, b"\x1b[22;2t"), last_of(&sent, b"\x1b[23;2t"));
        assert!(kept.is_some() && kept < back, "{signal:?}: the name is kept at {kept:?} and comes back at {back:?}");
        let left = last_of(&sent, b"\x1b[?1049l");
        assert!(last_of(&sent, b"\x1b]2;") < back && left.is_some(), "{signal:?}: nothing is called by us after that");
    }
}

#[test]
fn a_second_player_says_so() {
    let stage = stage_with_music();
    let mut first = Terminal::open(&stage, &[], 24, 80);
    first.wait_for("First Light");
    let second = Terminal::open(&stage, &[], 24, 80);
    second.wait_for("a player is running on this library already");
    assert_eq!(second.end().exit_code(), 1);
    first.press("q");
    assert!(first.end().success());
}

#[test]
fn without_a_sound_device_the_program_opens_and_says_so() {
    let stage = stage_with_music();
    let mut terminal = Terminal::open(&stage, &[], 24, 80);
    terminal.wait_for("First Light");
    terminal.press("\r");
    terminal.wait_for("No sound");
    let screen = String::from_utf8_lossy(&terminal.bytes()).into_owned();
    assert!(!screen.contains("ALSA lib"), "sound libraries wrote across the screen");
    terminal.press("\x03");
    assert!(terminal.end().success());
}

#[test]
fn a_scan_elsewhere_is_noticed_without_a_restart() {
    let stage = stage_with_music();
    let mut terminal = Terminal::open(&stage, &[], 24, 80);
    terminal.wait_for("First Light");
    terminal.press("2");
    terminal.wait_for("Bo Berg");
    stage.album("Cleo Carr", "Water", &[("Rain", 3.0)]);
    stage.scan();
    terminal.wait_for("Cleo Carr");
    terminal.press("q");
    assert!(terminal.end().success());
}

#[test]
fn a_file_that_went_is_marked_until_it_is_back() {
    let stage = stage_with_music();
    stage.text(0, &["playlists", "new", "All"]);
    stage.text(0, &["playlists", "add", "All", "artist:bo"]);
    let mut terminal = Terminal::open(&stage, &[], 24, 80);
    terminal.press("4");
    terminal.wait_for("Slate");
    let file = stage.music().join("Bo Berg/Stone/02 Slate.flac");
    let aside = stage.home().join("aside");
    let scan = |terminal: &mut Terminal, from: &Path, to: &Path, told: &str| {
        std::fs::rename(from, to).unwrap();
        terminal.press(":scan\r");
        terminal.wait_for(told);
    };
    scan(&mut terminal, &file, &aside, "Scanned: 1 missing");
    terminal.wait("the mark", |screen| {
        screen.contents().lines().any(|line| line.contains("Slate") && line.contains("missing"))
    });
    scan(&mut terminal, &aside, &file, "Scanned: 1 back");
    terminal.wait("no mark", |screen| {
        !screen.contents().lines().any(|line| line.contains("Slate") && line.contains("missing"))
    });
    terminal.press("q");
    assert!(terminal.end().success());
}

#[test]
fn hostile_titles_stay_words() {
    let stage = Stage::new();
    stage.album("Evil\x1b[2JArtist", "Al\x07bum", &[("T\x1b]0;owned\x07itle\u{202e}", 2.0)]);
    stage.scan();
    let mut terminal = Terminal::open(&stage, &[], 24, 80);
    terminal.press("2");
    terminal.wait_for("Evil");
    let bytes = terminal.bytes();
    assert!(!bytes.windows(8).any(|window| window == b"]0;owned"), "an escape code reached the terminal");
    terminal.press("q");
    assert!(terminal.end().success());
}
