//! What the listener makes of home by hand steers the next day: a mix is opened, explained, made
//! a playlist, a suggestion is accepted, it is pinned, the program is started anew, and home names
//! the list in a reason.

use super::household::{Household, Page};
use crate::terminal::Terminal;

const LIST: &str = "Late jazz";

fn open(house: &Household) -> Terminal {
    let at = house.now.rfc3339();
    let terminal = Terminal::open_with(&house.stage, &[], &[("TONEARM_CLOCK", &at)], 60, 200);
    terminal.wait_for("Jump back in");
    terminal
}

/// Everything on a page that speaks of the list by its name.
fn names_it(page: &Page) -> Vec<String> {
    let mut said = Vec::new();
    for section in page.sections().iter().filter(|section| section["origin"] == "ear") {
        said.extend([&section["title"], &section["reason"]].map(|words| words.as_str().unwrap().to_owned()));
        let picks = section["picks"].as_array().unwrap().iter();
        let evidence = picks.flat_map(|pick| pick["evidence"].as_array().unwrap());
        said.extend(evidence.map(|fact| fact["text"].as_str().unwrap().to_owned()));
    }
    said.retain(|words| words.contains(LIST));
    said
}

#[test]
fn a_mix_made_mine_steers_the_next_day() {
    let mut house = Household::new();
    let today = house.home();
    assert_eq!(names_it(&today), [""; 0]);
    let mix = today.sections().iter().position(|section| section["kind"] == "mix").unwrap();
    let title = today.sections()[mix]["title"].as_str().unwrap().to_owned();

    // Opened, explained, and made mine.
    let mut terminal = open(&house);
    terminal.press(&"}".repeat(mix));
    terminal.press("j");
    terminal.press("w");
    terminal.wait_for("j k scroll");
    terminal.press("\x1b");
    terminal.wait_until_gone("j k scroll");
    terminal.press("p");
    terminal.wait_for(&format!("Make “{title}” yours"));
    terminal.press("o");
    terminal.wait_for("Make a playlist of it, called");
    terminal.press(&format!("\x15{LIST}\r"));
    terminal.wait_for(&format!("Made the playlist {LIST} of "));
    // On its page: the first suggestion is accepted.
    terminal.wait_for(&format!("fits {LIST}"));
    terminal.press("}");
    terminal.press("\r");
    terminal.wait_for("Added ");
    terminal.press("hh");
    terminal.press("p");
    terminal.wait_for(&format!("Pinned {LIST}"));
    terminal.press("\x03");
    assert!(terminal.end().success());

    // Started anew, the pin stands, and nothing else moved for it today.
    let mut terminal = open(&house);
    terminal.wait_for(LIST);
    terminal.press("\x03");
    assert!(terminal.end().success());
    let evening = house.home();
    let pin = evening.sections().iter().find(|section| section["pinned"] == true).unwrap();
    assert_eq!((pin["kind"].as_str(), pin["title"].as_str()), (Some("playlist"), Some(LIST)));
    assert_eq!(names_it(&evening), [""; 0], "home changes with the morning");

    // The next day.
    house.sleep();
    let tomorrow = house.home();
    let said = names_it(&tomorrow);
    assert!(said.iter().any(|words| words.starts_with("you put ")), "{said:?}");

    // What was made by hand is taken back by hand, and with it what it led to.
    loop {
        let undone = house.run(&["feedback", "undo"]);
        if undone.contains(&format!("Made the playlist {LIST}")) {
            break;
        }
        assert!(undone.starts_with("Undone: "), "{undone}");
    }
    assert_eq!(names_it(&house.home()), [""; 0]);
}
