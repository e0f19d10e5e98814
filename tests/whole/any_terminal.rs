//! Terminals of all kinds: what they are asked, what they are sent.

use super::stage::Stage;
use super::terminal::Terminal;

const QUESTION: &[u8] = b"\x1b]11;?";
const WHITE: &str = "\x1b]11;rgb:ffff/ffff/ffff\x1b\\";
/// The accent of the light palette.
const LIGHT: &str = "38;2;11;96;124";
const TRUECOLOUR: [(&str, &str); 1] = [("COLORTERM", "truecolor")];

fn stage_with_music() -> Stage {
    let stage = Stage::new();
    stage.album("Anna Ash", "First Light", &[("Dawn", 1.0), ("Noon", 1.0)]);
    stage.album("Björk", "Début – “live”", &[("Crying", 1.0)]);
    stage.scan();
    stage
}

fn sent(terminal: &Terminal, what: &[u8]) -> bool {
    terminal.bytes().windows(what.len()).any(|window| window == what)
}

fn quit(mut terminal: Terminal) {
    terminal.press("\x03");
    assert!(terminal.end().success());
}

#[test]
fn a_terminal_that_tells_its_background_gets_colours_for_it() {
    let stage = stage_with_music();
    let mut terminal = Terminal::open_with(&stage, &[], &TRUECOLOUR, 24, 80);
    terminal.wait("the question", |_| sent(&terminal, QUESTION));
    // A key that is typed meanwhile still counts.
    terminal.press(&format!("2{WHITE}\x1b[?62;22c"));
    terminal.wait("the light palette", |_| sent(&terminal, LIGHT.as_bytes()));
    terminal.wait_for("›2 Library");
    quit(terminal);
}

#[test]
fn an_answer_that_comes_late_is_taken_and_presses_no_key() {
    let stage = stage_with_music();
    let mut terminal = Terminal::open_with(&stage, &[], &TRUECOLOUR, 24, 80);
    terminal.wait_for("First Light");
    assert!(!sent(&terminal, LIGHT.as_bytes()), "nothing was told yet");
    terminal.press(WHITE);
    terminal.wait("the light palette", |_| sent(&terminal, LIGHT.as_bytes()));
    assert!(terminal.text().contains("›1 Home"), "{}", terminal.text());
    terminal.press("j");
    quit(terminal);
}

#[test]
fn a_terminal_that_is_known_not_to_answer_is_not_asked() {
    let stage = stage_with_music();
    for more in [
        [("TERM", "linux"), ("COLORTERM", "truecolor")],
        [("TERM", "screen-256color"), ("STY", "1.pts-0.host")],
        [("TERM", "xterm-256color"), ("NO_COLOR", "1")],
        [("TERM", "xterm"), ("COLORTERM", "")],
    ] {
        let terminal = Terminal::open_with(&stage, &[], &more, 24, 80);
        terminal.wait_for("First Light");
        assert!(!sent(&terminal, QUESTION), "{more:?}");
        quit(terminal);
    }
}

#[test]
fn every_terminal_gets_what_it_can_show() {
    let stage = stage_with_music();
    for term in ["linux", "screen", "tmux", "tmux-256color", "xterm", "xterm-256color", "xterm-kitty", "vt100"] {
        for (locale, rows, columns) in [("C.UTF-8", 24, 80), ("C", 12, 40), ("POSIX", 100, 300)] {
            let more = [("TERM", term), ("LANG", locale)];
            let mut terminal = Terminal::open_with(&stage, &[], &more, rows, columns);
            terminal.wait_for("First");
            terminal.press("2");
            terminal.wait_for("Library");
            terminal.wait_for("Anna Ash");
            let text = terminal.text();
            // Letters of titles stay what they are; all that tonearm draws has an ASCII twin.
            let drawn = text.replace(['ö', 'é'], "");
            let unicode = locale == "C.UTF-8" && term != "linux";
            assert_eq!(drawn.is_ascii(), !unicode, "{term} {locale}:\n{text}");
            if term == "vt100" {
                let bytes = String::from_utf8_lossy(&terminal.bytes()).into_owned();
                assert!(!bytes.contains("[38;") && !bytes.contains("[36m"), "colours went to a vt100");
            }
            quit(terminal);
        }
    }
}

#[test]
fn the_theme_of_the_config_wins() {
    let stage = stage_with_music();
    let config = stage.home().join("config");
    std::fs::create_dir_all(&config).unwrap();
    for (theme, shown) in [("light", Some(LIGHT)), ("dark", Some("38;2;138;196;216")), ("mono", None), ("ansi", None)] {
        std::fs::write(config.join("config.toml"), format!("theme = \"{theme}\"\n")).unwrap();
        let terminal = Terminal::open_with(&stage, &[], &TRUECOLOUR, 24, 80);
        terminal.wait_for("First Light");
        assert!(!sent(&terminal, QUESTION), "{theme} leaves nothing to ask");
        match shown {
            Some(colour) => assert!(sent(&terminal, colour.as_bytes()), "{theme}"),
            None => assert!(!sent(&terminal, b"38;2;"), "{theme}"),
        }
        quit(terminal);
    }
}
