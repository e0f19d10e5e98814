//! What is wrong with the listener's files, as the foot and Trouble tell it.

use super::super::super::setup::Files;
use super::*;
use crate::config::{Complaint, Config};
use crate::domain::section::Origin;
use crate::domain::settings::{Chosen, Settings};

fn files(text: &str, broken: &[&str]) -> Arc<Files> {
    let (config, mut complaints) = Config::parse(text);
    let fault = |file: &&str| Complaint { broken: true, ..Complaint::new(file, 2, "extra `=`, expected nothing") };
    complaints.extend(broken.iter().map(fault));
    Arc::new(Files { config, complaints })
}

fn foot(driven: &mut Driven) -> String {
    let screen = driven.screen();
    screen
        .lines()
        .rev()
        .find(|line| line.contains("line ") || line.contains("not there"))
        .unwrap_or_default()
        .to_owned()
}

const LONG: &str = "[format]\nbar = \"{title} {nosuchfieldatall} and many more words, so that no line of eighty holds it\"\nnmae = 1\n";

#[test]
fn a_long_fault_is_cut_before_the_way_to_the_others() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.app.set_files(files(LONG, &[]));
    driven.settle();
    assert!(driven.screen().contains("· 1 more: :trouble"), "{}", driven.screen());
}

#[test]
fn what_was_saved_is_told_before_what_was_broken_already() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.app.set_files(files("", &["themes/dusk.toml"]));
    driven.settle();
    driven.app.files_saved(files("nmae = 1\n", &["themes/dusk.toml"]));
    driven.settle();
    let told = foot(&mut driven);
    assert!(told.contains("config.toml line 1") && told.contains("· 1 more: :trouble"), "{told}");
    driven.app.files_saved(files("nmae = 1\n", &["themes/dusk.toml", "themes/dawn.toml"]));
    driven.settle();
    let told = foot(&mut driven);
    assert!(told.contains("themes/dawn.toml is not used; line 2"), "it never was: {told}");
}

#[test]
fn trouble_tells_a_fault_whole_with_its_file_and_line() {
    for (width, height) in [(80, 24), (40, 20), (200, 60)] {
        let mut driven = Driven::new(fixture::evening(), width, height);
        driven.app.set_files(files(LONG, &[]));
        driven.keys(":trouble<enter>");
        let all = driven.screen();
        let words = driven.app.setup.complaints[0].text.clone();
        assert!(all.contains("config.toml line 2"), "{all}");
        let missing: Vec<_> = words.split_whitespace().filter(|word| !all.contains(word)).collect();
        assert!(missing.is_empty(), "{missing:?} of {words} in {all}");
        for key in ["i", "<enter>"] {
            driven.keys(key);
            assert!(foot(&mut driven).contains("config.toml line 2:"), "{key} {}", driven.screen());
        }
    }
}

#[test]
fn a_chosen_layout_that_is_gone_is_told_once_and_marked_where_one_chooses() {
    let at = fixture::evening().home.built_at;
    let made = [(Key::Layout, "mien"), (Key::Theme, "drak")].map(|(key, value)| Chosen {
        key,
        value: value.into(),
        origin: Origin::Hand,
        at,
    });
    let settings = Arc::new(Settings::merge(&[], &made, None));
    let snapshot = Snapshot { settings, ..fixture::evening() };
    let mut driven = Driven::new(snapshot.clone(), 80, 24);
    driven.app.set_files(files("[layouts.mine]\npanes = []\n", &[]));
    driven.settle();
    let told = foot(&mut driven);
    assert!(told.contains("the theme drak that you chose is not there"), "{told}");
    assert!(told.contains("· 1 more: :trouble"), "{told}");
    driven.keys("<space>").app.player_event(Event::Snapshot(Arc::new(snapshot)));
    assert!(!driven.screen().contains("not there"), "told once");
    driven.keys(":trouble<enter>");
    assert!(driven.screen().contains("the layout mien that you chose is not there; did you mean mine?"));
    driven.keys(":layouts<enter>");
    assert!(driven.screen().contains("mien, which is chosen, is not there"), "{}", driven.screen());
    driven.keys("<esc>:themes<enter>");
    assert!(driven.screen().contains("drak, which is chosen, is not there"), "{}", driven.screen());
}

#[test]
fn on_a_narrow_screen_what_plays_keeps_half_of_its_line() {
    for width in 20..26 {
        let driven = Driven::new(fixture::evening(), width, 12);
        let screen = driven.screen();
        let line = screen.lines().find(|line| line.contains(driven.app.glyphs.playing)).unwrap_or_default();
        let title = line.chars().take(usize::from(width / 2)).filter(|letter| letter.is_alphabetic()).count();
        assert!(title >= 4, "{width}: {screen}");
    }
}
