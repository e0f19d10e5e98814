//! The built program in line mode: through pipes, on dumb terminals, with hostile music.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use super::sound_server::SoundServer;
use super::stage::Stage;
use super::terminal::Terminal;

/// A run that is talked to through pipes.
struct Talk {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Talk {
    fn with(stage: &Stage, more: &[(&str, &str)]) -> Self {
        let mut command = stage.command(&["--plain"]);
        command.envs(more.iter().copied());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { child, input, output }
    }

    fn line(&mut self, line: &str) {
        writeln!(self.input.as_mut().unwrap(), "{line}").unwrap();
    }

    /// Reads on until a line holds these words, and gives it.
    fn hear(&mut self, words: &str) -> String {
        let mut before = String::new();
        loop {
            let mut line = String::new();
            assert!(self.output.read_line(&mut line).unwrap() > 0, "it ended without {words:?}, after:\n{before}");
            if line.contains(words) {
                return line.trim_end().to_owned();
            }
            before += &line;
        }
    }

    fn end(mut self) {
        drop(self.input.take());
        assert!(self.child.wait().unwrap().success());
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
fn an_evening_is_talked_through() {
    let stage = stage_with_music();
    let mut talk = Talk::with(&stage, &[]);
    talk.hear("Nothing plays.");
    talk.hear("Section 1, by ear,");
    talk.line("1");
    assert!(talk.hear("1. ").contains(", album by "));
    talk.line("artists");
    talk.hear("Artists, 2 lines.");
    talk.line("2");
    talk.hear("1. Stone, album by Bo Berg, 2 tracks.");
    talk.line("1");
    talk.hear("2. Slate, Bo Berg.");
    talk.line("add 2");
    talk.hear("Slate added to the queue. Say undo to take it back.");
    talk.line("like 1");
    talk.hear("Liked: Granite");
    talk.line("to 1 new Kitchen");
    talk.hear("Kitchen");
    talk.line("playlists");
    talk.hear("1. Kitchen, by hand, 1 track");
    talk.line("undo");
    talk.hear("Undone: ");
    talk.line("queue");
    talk.hear("1. Slate, Bo Berg. By hand, you added it.");
    talk.line("why nonsense");
    talk.line("info 1");
    talk.hear("Slate, Bo Berg.");
    talk.line("qeue");
    talk.hear("Did you mean queue?");
    talk.line("quit");
    talk.end();
    let liked = stage.json(&["search", "--json", "granite"]);
    assert_eq!(liked["tracks"][0]["liked"].as_bool(), Some(true), "{liked}");
}

#[test]
fn what_plays_is_said_and_remembered() {
    let stage = stage_with_music();
    let server = SoundServer::start();
    let address = server.address();
    let mut talk = Talk::with(&stage, &[("PULSE_SERVER", &address)]);
    talk.hear("Nothing plays.");
    talk.line("play first light");
    talk.hear("Playing Dawn, Anna Ash.");
    // The next one comes by itself, and is said then.
    talk.hear("Playing Noon, Anna Ash.");
    talk.line("volume 50");
    talk.hear("Volume 50.");
    talk.line("pause");
    talk.hear("Paused at 0:0");
    talk.end();
    let played: Vec<_> = stage.history().iter().map(|line| line["title"].as_str().unwrap().to_owned()).collect();
    assert_eq!(played, ["Noon", "Dawn"]);
}

#[test]
fn a_script_is_answered_in_its_order() {
    let stage = stage_with_music();
    let mut child = stage.command(&["--plain"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"search dawn\nadd 1\nqueue\nsearch slate\nafter 1\nqueue").unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let said = String::from_utf8(output.stdout).unwrap();
    let at = |words: &str| said.find(words).unwrap_or_else(|| panic!("{words:?} is missing:\n{said}"));
    let order = [
        at("1. Dawn, Anna Ash.\n"),
        at("Dawn added to the queue"),
        at("1. Dawn, Anna Ash. By hand"),
        at("1. Slate, Bo Berg.\n"),
        at("Slate plays next"),
        at("1. Slate, Bo Berg. By hand"),
        at("2. Dawn, Anna Ash. By hand"),
    ];
    assert!(order.is_sorted(), "{said}");
}

#[test]
fn nothing_but_words_goes_out_whatever_the_titles_say() {
    let stage = Stage::new();
    stage.album(
        "Evil\x1b[2JArtist",
        "Al\x07bum\u{9b}31m",
        &[("T\x1b]0;owned\x07itle\u{202e}", 2.0), ("a\r\x08b\tc", 2.0)],
    );
    stage.scan();
    for locale in ["C.UTF-8", "C"] {
        let mut command = stage.command(&["--plain"]);
        command.env("LC_ALL", locale).env("TERM", "xterm-256color");
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let script = "home\n1\n1\nartists\n1\n1\n1\ninfo 1\nwhy 1\nadd 1\nqueue\nplay \x1b[31m\x07\nsearch \x1b]0;x\x07\n\
                      fr\x1b[31mob\nto 1 new \x1b[2Jlist\nplaylists\nhistory\nfolders\n1\nstatus\nsettings\nhelp\nquit\n";
        child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success());
        let wrong: Vec<_> =
            output.stdout.iter().filter(|&&byte| (byte < 0x20 && byte != b'\n') || byte == 0x7f).collect();
        let said = String::from_utf8(output.stdout.clone()).unwrap();
        assert!(wrong.is_empty(), "{wrong:?} in:\n{said}");
        assert!(!said.chars().any(|c| c != '\n' && c.is_control()), "a C1 control in:\n{said}");
        assert!(said.contains("Evil [2JArtist"), "{said}");
    }
}

#[test]
fn a_dumb_terminal_gets_lines_and_a_prompt() {
    let stage = stage_with_music();
    let mut terminal = Terminal::open_with(&stage, &[], &[("TERM", "dumb")], 24, 80);
    terminal.wait_for("Say help for the verbs.");
    terminal.wait_for("> ");
    terminal.press("library\n");
    terminal.wait_for("5 tracks, 2 albums, 2 artists");
    terminal.press("quit\n");
    let bytes = terminal.bytes();
    assert!(!bytes.contains(&0x1b), "an escape code went to a dumb terminal");
    assert!(terminal.end().success());
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let stage = stage_with_music();
    let mut talk = Talk::with(&stage, &[]);
    talk.hear("Nothing plays.");
    let Talk { mut child, input, output } = talk;
    drop(output);
    let mut input = input.unwrap();
    // The first line may still fit the pipe's end; the program ends at the first that does not.
    let _ = input.write_all(b"help\nhelp\nquit\n");
    assert!(child.wait().unwrap().success());
}
