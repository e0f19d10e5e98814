//! What is said by keys in a real terminal, or in lines: the same words, and the same way back.

use std::io::Write;
use std::process::Stdio;

use super::household::Household;
use crate::terminal::Terminal;

/// What line mode says to these lines.
pub fn talk(house: &Household, lines: &[&str]) -> String {
    let mut command = house.command(&["--plain"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    writeln!(child.stdin.take().unwrap(), "{}", lines.join("\n")).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn stars_pins_and_that_was_not_me() {
    let house = Household::new();
    let before = house.home();
    let at = house.now.rfc3339();
    let cases = [
        // What to press, what shows between the keys, and what is said at last.
        (["}j*", "5"].as_slice(), [""].as_slice(), "5 stars: "),
        (&["}p", "p"], &["Make “"], "Pinned "),
        (&["}p", "r"], &["Make “"], "Pinned "),
        (&["}jx", "n", "1"], &["that was not me", "this listen"], "Left out: "),
        (&["}jx", "x"], &["not now"], "Not now: "),
        (&["}jx", "a"], &["hide the artist"], "Hidden: "),
    ];
    for (keys, shown, said) in cases {
        let mut terminal = Terminal::open_with(&house.stage, &[], &[("TONEARM_CLOCK", &at)], 24, 80);
        terminal.wait_for("Jump back in");
        for (presses, shows) in keys.iter().zip(shown.iter().chain([&said])) {
            for key in presses.chars() {
                terminal.press(&key.to_string());
            }
            terminal.wait_for(shows);
        }
        terminal.press("u");
        terminal.wait_for("Undone: ");
        terminal.press("\x03");
        assert!(terminal.end().success());
        before.assert_same(&house.home(), &format!("{keys:?}"));
    }
}
