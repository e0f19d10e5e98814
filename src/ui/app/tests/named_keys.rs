//! No words spell a key: under a keymap in which every key is moved, none of the default ones is
//! named on any page or panel, and what is named works.

use std::sync::Arc;

use super::super::super::fixture;
use super::super::super::keymap::{Action, TABLE};
use super::super::super::setup::{Files, Setup};
use super::Driven;
use crate::config::Config;
use crate::domain::feedback::Verb;
use crate::domain::playlist::PlaylistEdit;
use crate::domain::settings::Settings;
use crate::player::protocol::{Command, Snapshot, StopAfter};

/// Letters of no word on the screen: the Cherokee ones.
const FIRST: u32 = 0x13A0;

/// Files that give each action another key, and the key of an action by its name.
fn moved() -> (Arc<Files>, impl Fn(&str) -> String) {
    let key = |index: usize| char::from_u32(FIRST + u32::try_from(index).unwrap()).unwrap();
    let lines = TABLE.iter().enumerate().filter(|(_, line)| line.name != "quit-now");
    let lines: String = lines.map(|(index, line)| format!("{} = \"{}\"\n", line.name, key(index))).collect();
    let (config, complaints) = Config::parse(&format!("[keys]\n{lines}"));
    assert_eq!(complaints, [], "{lines}");
    let files = Arc::new(Files { config, complaints });
    assert_eq!(Setup::of(Arc::clone(&files), &Settings::default()).complaints, []);
    let named = move |name: &str| key(TABLE.iter().position(|line| line.name == name).unwrap()).to_string();
    (files, named)
}

fn with(snapshot: &Snapshot, width: u16, height: u16, text: &str) -> Driven {
    let (config, complaints) = Config::parse(text);
    let mut driven = Driven::new(snapshot.clone(), width, height);
    driven.app.set_files(Arc::new(Files { config, complaints }));
    driven.settle();
    driven
}

/// Words of a line that spell a default key. A letter by itself is one unless a number stands
/// before it, as in 30 s, or it is a word, or the first thing on a line that can be chosen by it.
fn spelled(screen: &str) -> Vec<String> {
    const LONG: [&str; 8] = ["Enter", "Esc", "Space", "Tab", "Backspace", "PgDn", "PgUp", "S-Tab"];
    let footer = screen.lines().count().saturating_sub(3);
    let mut found = Vec::new();
    for (row, line) in screen.lines().enumerate() {
        // Tracks of the fixture are called so.
        let line = &line.replace("Space 🚀", "").replace("in D ", "");
        let words: Vec<&str> = line.split_whitespace().collect();
        for (place, word) in words.iter().enumerate() {
            let bare = word.trim_end_matches([',', ';', ':', '.']);
            let bare = if bare.is_empty() { word } else { bare };
            let counted = place > 0 && words[place - 1].ends_with(|c: char| c.is_ascii_digit());
            let label = place == 0 && row != footer;
            let letter = bare.len() == 1
                && bare.chars().all(|c| c.is_ascii_alphabetic() || "?/_".contains(c))
                && !["a", "A", "I"].contains(&bare);
            if LONG.contains(&bare) || bare.starts_with("C-") || (letter && !counted && !label) {
                found.push(format!("{word} in {line}"));
            }
        }
    }
    found
}

fn on(snapshot: &Snapshot, width: u16, height: u16, names: &[&str]) -> Driven {
    let (files, key) = moved();
    let mut driven = Driven::new(snapshot.clone(), width, height);
    driven.app.set_files(files);
    driven.settle();
    for name in names {
        driven.keys(&key(name));
    }
    driven
}

/// Keys that are named somewhere and do nothing there.
#[derive(Default)]
struct Named(std::collections::BTreeSet<String>);

impl Named {
    fn look(&mut self, driven: &Driven, place: &str) {
        // Fields have the keys of every terminal, and one way out is always there.
        const IN_FIELDS: [&str; 4] = ["Enter ", "Esc ", "C-u ", "/ "];
        let spelled = spelled(&driven.screen()).into_iter().filter(|found| !found.starts_with("C-c "));
        let of_field = |found: &String| driven.app.takes_text() && IN_FIELDS.iter().any(|key| found.starts_with(key));
        self.0.extend(spelled.filter(|found| !of_field(found)).map(|found| format!("{place}: {found}")));
    }

    fn is_empty(&self) {
        assert!(self.0.is_empty(), "{:#?}", self.0);
    }
}

const PAGES: [&str; 13] = [
    "home",
    "library",
    "search",
    "playlists",
    "queue",
    "history",
    "you",
    "now",
    "settings",
    "trouble",
    "undo",
    "help",
    "first-run",
];

#[test]
fn pages_name_the_keys_that_are_bound() {
    let mut named = Named::default();
    let down = moved().1("down");
    for snapshot in [fixture::evening(), fixture::bare()] {
        for (width, height) in [(80, 24), (200, 60)] {
            for page in PAGES {
                let mut driven = on(&snapshot, width, height, &[page]);
                named.look(&driven, page);
                // Down its lines, since each promises what Enter does.
                for _ in 0..12 {
                    driven.keys(&down);
                    named.look(&driven, page);
                }
            }
        }
    }
    named.is_empty();
}

#[test]
fn whatever_an_action_opens_or_says_names_the_keys_that_are_bound() {
    const NOT_HERE: [&str; 4] = ["quit-now", "quit", "suspend", "demo"];
    let mut named = Named::default();
    let evening = fixture::evening();
    for page in ["home", "playlists", "queue", "search", "you", "settings"] {
        for line in TABLE.iter().filter(|line| !line.context.is_modal()) {
            if !NOT_HERE.contains(&line.name) {
                let driven = on(&evening, 140, 40, &[page, "down", line.name]);
                named.look(&driven, &format!("{} on {page}", line.name));
            }
        }
    }
    named.is_empty();
}

#[test]
fn moved_keys_work_in_panels() {
    let evening = fixture::evening();
    let driven = on(&evening, 80, 24, &["queue", "down", "down", "less", "less"]);
    assert!(matches!(driven.last(), Command::Say { verb: Verb::NotNow, .. }), "{:?}", driven.sent);
    let driven = on(&evening, 80, 24, &["history", "down", "to-playlist", "to-playlist"]);
    assert!(matches!(driven.last(), Command::EditPlaylist(PlaylistEdit::Add { .. })), "{:?}", driven.sent);
    let driven = on(&evening, 80, 24, &["history", "down", "to-playlist", "new"]);
    assert!(driven.screen().contains("A new playlist: its name"), "{}", driven.screen());
    let driven = on(&evening, 80, 24, &["stop-after", "stop-after"]);
    assert_eq!(driven.last(), &Command::StopAfter { what: Some(StopAfter::Track) });
    let driven = on(&evening, 80, 24, &["why", "why"]);
    assert_eq!(driven.screen(), on(&evening, 80, 24, &["why", "numbers"]).screen());
    let driven = on(&evening, 80, 24, &["library", "right", "right", "columns", "toggle", "play"]);
    assert!(matches!(driven.last(), Command::Set { .. }), "{:?}", driven.sent);
}

#[test]
fn a_letter_that_is_bound_is_still_a_letter_in_a_field() {
    let text = "[keys]\nplay = \"x\"\ncancel = \"b\"\nnext-page = \"t\"\ncommands = \":\"\n";
    let mut driven = with(&fixture::evening(), 80, 24, text);
    // The name of a new playlist is typed.
    driven.keys("6jynbox tub<enter>");
    let created = driven.sent.iter().find_map(|command| match command {
        Command::EditPlaylist(PlaylistEdit::Create { name, .. }) => Some(name.as_str()),
        _ => None,
    });
    assert_eq!(created, Some("box tub"));
    driven.keys("/box");
    assert!(driven.screen().contains("/box"), "{}", driven.screen());
    assert!(driven.screen().contains("Enter to the list   Esc all again"), "{}", driven.screen());
    driven.keys("<esc>3");
    assert!(driven.screen().contains("Esc empty, leave"), "{}", driven.screen());
    driven.keys("box<enter>");
    assert!(driven.screen().contains("box"), "{}", driven.screen());
    assert!(!driven.screen().contains("does nothing here"), "{}", driven.screen());
}

#[test]
fn names_stand_behind_the_widest_key_and_no_command_stands_for_a_key() {
    let text = "[keys]\nto-playlist = \"F10 y\"\n[keys.on.panel]\nnew = \"C-y\"\n";
    let mut driven = with(&fixture::evening(), 80, 24, text);
    driven.app.act(Action::ShowHistory);
    driven.settle();
    driven.keys("j").app.act(Action::ToPlaylist);
    driven.settle();
    for words in ["F10 y Kitchen", "C-y   a new playlist"] {
        assert!(driven.screen().contains(words), "{words}: {}", driven.screen());
    }
    driven.keys("<esc>4jt");
    assert!(driven.screen().contains("C-y a new folder"), "{}", driven.screen());
    let mut driven = with(&fixture::evening(), 80, 24, "[keys.on.panel]\nnew = false\n");
    driven.keys("6jy");
    assert!(driven.screen().contains("a new playlist") && !driven.screen().contains(":new"), "{}", driven.screen());
    driven.keys("<esc>4jt");
    assert!(driven.screen().contains("a new folder") && !driven.screen().contains(":new"), "{}", driven.screen());
}

#[test]
fn a_sequence_is_pressed_in_a_panel_as_anywhere() {
    let text = "[keys.on.less]\nhide-artist = \"g h\"\n";
    let mut driven = with(&fixture::evening(), 80, 24, text);
    driven.keys("5jjxg");
    assert!(
        driven.screen().contains("h hide the artist"),
        "what the begun sequence may go on with: {}",
        driven.screen()
    );
    driven.keys("h");
    assert!(matches!(driven.last(), Command::Say { verb: Verb::Hide, .. }), "{:?}", driven.sent);
    driven.keys("xg<esc>");
    assert!(driven.screen().contains("Less of this"), "Esc drops the sequence, not the panel: {}", driven.screen());
}

/// Texts of the terminal that stand in no field of a key, in the order of their files.
fn sources(folder: &std::path::Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        let name = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().display().to_string();
        // Where keys are made, read and invented.
        const NOT: [&str; 5] = ["keymap", "tests", "fixture", "defaults.rs", "background.rs"];
        if NOT.iter().any(|not| name.contains(not)) {
            continue;
        }
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push((name, text.split("#[cfg(test)]\nmod tests").next().unwrap().to_owned()));
        }
    }
}

#[test]
fn no_source_spells_the_name_of_a_key() {
    const NAMES: [&str; 6] = ["Enter", "Esc", "Space", "Tab", "Backspace", "PgDn"];
    let mut found = Vec::new();
    let mut files = Vec::new();
    sources(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui"), &mut files);
    assert!(files.len() > 50, "{}", files.len());
    for (file, text) in files {
        for (line, text) in text.lines().enumerate().filter(|(_, text)| !text.trim_start().starts_with("//")) {
            for said in text.split('"').skip(1).step_by(2) {
                if said.split_whitespace().any(|word| NAMES.contains(&word)) {
                    found.push(format!("{file}:{}: {said}", line + 1));
                }
            }
        }
    }
    assert!(found.is_empty(), "keys are named by their actions, {{play}}: {found:#?}");
}
