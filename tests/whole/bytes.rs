//! How many bytes the terminal gets, counted on the pty: what a slow link has to carry.
//!
//! Each window begins and ends at a state that was waited for, so nothing here depends on how
//! fast the machine is; while music plays, the clock on the screen says how long a window was.

use super::sound_server::SoundServer;
use super::stage::Stage;
use super::terminal::Terminal;

const PLAYING_A_SECOND: usize = 200;
const MOVE: usize = 1024;
const PAGE: usize = 8 * 1024;

/// The most that colours cost: all of them in three numbers each.
const COLOURS: [(&str, &str); 2] = [("COLORTERM", "truecolor"), ("COLORFGBG", "15;0")];

fn stage_with_shelves() -> Stage {
    let stage = Stage::new();
    for (artist, album) in [("Anna Ash", "First Light"), ("Bo Berg", "Stone"), ("Cleo Carr", "Deep Water")] {
        let names: Vec<String> = (1..=9).map(|n| format!("{album}, the long way round, part {n}")).collect();
        let songs: Vec<(&str, f64)> = names.iter().map(|name| (name.as_str(), 40.0)).collect();
        stage.album(artist, album, &songs[..if artist == "Anna Ash" { 9 } else { 3 }]);
    }
    stage.scan();
    stage
}

/// Bytes that a step sends, from the state before it to the one it ends in.
fn cost(terminal: &mut Terminal, step: impl FnOnce(&mut Terminal)) -> usize {
    let before = terminal.bytes().len();
    step(terminal);
    terminal.bytes().len() - before
}

/// What was sent while the screen's clock went on by this many seconds, for each of them.
fn each_second(terminal: &mut Terminal, from: u32, seconds: u32) -> usize {
    terminal.wait_for(&format!("0:{from:02} "));
    let sent = cost(terminal, |terminal| terminal.wait_for(&format!("0:{:02} ", from + seconds)));
    sent / seconds as usize
}

#[test]
fn music_that_plays_untouched_costs_little() {
    let stage = stage_with_shelves();
    let server = SoundServer::start();
    let address = server.address();
    let sound = [("PULSE_SERVER", address.as_str())];
    let mut terminal = Terminal::open_with(&stage, &[], &[&COLOURS[..], &sound[..]].concat(), 24, 80);
    terminal.wait_for("First Light");
    terminal.press("2");
    // The counts stand there before the lines do.
    terminal.wait_for("▌Anna Ash");
    terminal.press("\r");
    let library = each_second(&mut terminal, 2, 6);
    terminal.press("5");
    terminal.wait_for("5 Queue");
    let queue = each_second(&mut terminal, 10, 6);
    println!("playing untouched: {library} bytes a second on Library, {queue} on Queue");
    assert!(library <= PLAYING_A_SECOND && queue <= PLAYING_A_SECOND, "{library} and {queue} bytes a second");
    terminal.press("\x03");
    assert!(terminal.end().success());
}

#[test]
fn over_ssh_the_clock_rests() {
    let stage = stage_with_shelves();
    let server = SoundServer::start();
    let address = server.address();
    let more = [("PULSE_SERVER", address.as_str()), ("SSH_CONNECTION", "192.0.2.1 40000 192.0.2.2 22")];
    let mut terminal = Terminal::open_with(&stage, &[], &[&COLOURS[..], &more[..]].concat(), 24, 80);
    terminal.wait_for("First Light");
    terminal.press("2");
    // The counts stand there before the lines do.
    terminal.wait_for("▌Anna Ash");
    terminal.press("\r");
    // A seek says where it stands at once, and from there the clock goes on by fives.
    terminal.wait_for("Anna Ash · First Light");
    terminal.press(".");
    terminal.wait("a clock past the seek", |screen| position(screen) >= Some(5));
    let shown = |terminal: &Terminal| position(terminal.screen().screen()).unwrap();
    let mut seen = vec![shown(&terminal)];
    let begins = terminal.bytes().len();
    let sent = cost(&mut terminal, |terminal| {
        for _ in 0..2 {
            let before = *seen.last().unwrap();
            terminal.wait("the clock to go on", |screen| position(screen).is_some_and(|now| now != before));
            seen.push(shown(terminal));
        }
    });
    println!("over ssh: the clock showed {seen:?}, {sent} bytes");
    for pair in seen.windows(2) {
        assert!(pair[1] - pair[0] >= 4, "{seen:?}");
    }
    let bytes = terminal.bytes();
    let what = String::from_utf8_lossy(&bytes[begins..]);
    assert!(sent <= 2 * PLAYING_A_SECOND, "{sent} bytes in two steps of the clock: {what:?}");
    terminal.press("\x03");
    assert!(terminal.end().success());
}

/// The seconds of a clock below a minute, on the last row.
fn position(screen: &vt100::Screen) -> Option<u32> {
    let last = screen.contents().lines().last()?.trim().to_owned();
    last.strip_prefix("0:")?.get(..2)?.parse().ok()
}

#[test]
fn a_cursor_move_costs_little() {
    let stage = stage_with_shelves();
    let mut terminal = Terminal::open_with(&stage, &[], &COLOURS, 24, 80);
    terminal.wait_for("First Light");
    let mut costs = Vec::new();
    for (page, there) in [("2", "▌Anna Ash"), ("1", "First Light")] {
        terminal.press(page);
        terminal.wait_for(there);
        for key in ["j", "k", "j", "k"] {
            let before = terminal.screen().screen().cursor_position();
            costs.push(cost(&mut terminal, |terminal| {
                terminal.press(key);
                terminal.wait("the cursor to move", |screen| screen.cursor_position() != before);
            }));
        }
    }
    println!("cursor moves: {costs:?} bytes");
    assert!(costs.iter().all(|&bytes| bytes <= MOVE), "{costs:?}");
    terminal.press("q");
    assert!(terminal.end().success());
}

#[test]
fn a_page_costs_little() {
    let stage = stage_with_shelves();
    let mut terminal = Terminal::open_with(&stage, &[], &COLOURS, 24, 80);
    terminal.wait_for("First Light");
    let mut costs = Vec::new();
    for (page, there) in [("2", "›2"), ("4", "›4"), ("5", "›5"), ("6", "›6"), ("?", "play, pause"), ("1", "›1")]
    {
        costs.push(cost(&mut terminal, |terminal| {
            terminal.press(page);
            terminal.wait_for(there);
        }));
    }
    println!("pages: {costs:?} bytes");
    assert!(costs.iter().all(|&bytes| bytes <= PAGE), "{costs:?}");
    terminal.press("q");
    assert!(terminal.end().success());
}

#[test]
fn nothing_is_sent_when_nothing_changes() {
    let stage = stage_with_shelves();
    let mut terminal = Terminal::open_with(&stage, &[], &COLOURS, 24, 80);
    terminal.wait_for("First Light");
    let mut costs = Vec::new();
    // On a page without lines, keys that move move nothing; the page behind them shows that all
    // were taken.
    for keys in ["6", &format!("{}6", "kj".repeat(25))] {
        terminal.press("5");
        terminal.wait_for("›5");
        terminal.wait_for("Nothing is queued.");
        costs.push(cost(&mut terminal, |terminal| {
            terminal.press(keys);
            terminal.wait_for("Nothing was heard yet.");
        }));
    }
    assert!(
        costs[1] <= costs[0] + 50,
        "{costs:?} bytes for a page, and for the same behind fifty keys that do nothing"
    );
    terminal.press("q");
    assert!(terminal.end().success());
}
