//! Every page at three sizes, in Unicode and in ASCII, kept as text. Tests draw without colour,
//! so what stands here is the monochrome screen; a change here is a change that a listener sees.

use ratatui::style::Color;

use super::super::super::fixture;
use super::super::super::glyphs::Glyphs;
use super::super::super::theme::{Background, ColourChoice, ColourEnvironment, Theme};
use super::Driven;
use crate::player::protocol::Snapshot;

const SIZES: [(u16, u16); 3] = [(80, 24), (40, 12), (200, 60)];

/// Each page, by its name and the keys that lead to it.
const PAGES: [(&str, &str); 19] = [
    ("home", ""),
    ("home_lower", "}}}jj"),
    ("library_artists", "2"),
    ("library_tracks", "2ll"),
    ("library_genres", "2}"),
    ("library_folders", "2}}l"),
    ("search", "/moan"),
    ("playlists", "4jl"),
    ("queue", "5j"),
    ("history", "6"),
    ("you", "7"),
    ("now", "0"),
    ("now_story", "0tt"),
    ("settings", ":settings<enter>"),
    ("help", "?"),
    ("first_run", ":first-run<enter>"),
    ("shelf", "5jjgc2"),
    ("changes", ":undo<enter>"),
    ("trouble", ":trouble<enter>"),
];

/// Keeps the screen after these keys, at each size.
fn look(name: &str, snapshot: &Snapshot, keys: &str) {
    for (width, height) in SIZES {
        let mut driven = Driven::new(snapshot.clone(), width, height);
        driven.keys(keys);
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), driven.screen());
    }
}

#[test]
fn pages_of_an_evening() {
    for (name, keys) in PAGES {
        look(name, &fixture::evening(), keys);
    }
}

#[test]
fn pages_on_a_console_without_unicode() {
    for (name, keys) in PAGES {
        for (width, height) in SIZES {
            let mut driven = Driven::with_glyphs(fixture::evening(), width, height, Glyphs::ASCII);
            driven.keys(keys);
            let screen = driven.screen();
            insta::assert_snapshot!(format!("{name}_ascii_{width}x{height}"), screen);
            // Letters of names stay what they are; signs are ASCII.
            let sign = screen.chars().find(|c| !c.is_ascii() && !c.is_alphanumeric() && is_sign(*c));
            assert_eq!(sign, None, "{name} at {width}×{height}:\n{screen}");
        }
    }
}

/// Drawing and punctuation, which have twins; emoji and marks belong to names.
const fn is_sign(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{2190}'..='\u{21ff}' | '\u{2500}'..='\u{25ff}' | '·' | '«' | '»')
}

#[test]
fn colour_adds_nothing_that_monochrome_does_not_say() {
    let dark = ColourEnvironment { told: Background::Dark, ..ColourEnvironment::default() };
    for (name, keys) in PAGES {
        for (width, height) in SIZES {
            let mut mono = Driven::new(fixture::evening(), width, height);
            mono.keys(keys);
            let painted = mono.frame().content().iter().any(|cell| cell.fg != Color::Reset || cell.bg != Color::Reset);
            assert!(!painted, "{name} at {width}×{height} has colour without being asked");
            let mut colour = Driven::new(fixture::evening(), width, height);
            colour.app.set_theme(Theme::choose(ColourChoice::True, &dark));
            colour.keys(keys);
            assert_eq!(mono.screen(), colour.screen(), "{name} at {width}×{height}");
        }
    }
}

#[test]
fn panels_of_an_evening() {
    let evening = fixture::evening();
    for (name, keys) in [
        ("panel_why", "w"),
        ("panel_why_numbers", "ww"),
        ("panel_pin", "p"),
        ("panel_edit_section", "}e"),
        ("panel_new_section", "pn"),
        ("panel_to_playlist", "y"),
        ("panel_quit", "q"),
        ("panel_name", "5y"),
        ("panel_less", "5jjx"),
        ("panel_menu", "5jjm"),
        ("panel_palette", ":se"),
        ("panel_sort", "2llS"),
        ("filter", "4jl/su"),
        ("marks", "5jvv"),
    ] {
        look(name, &evening, keys);
    }
}

#[test]
fn pages_before_anything_was_scanned() {
    let bare = fixture::bare();
    for (name, keys) in [("home", "1"), ("library", "2"), ("search", "3"), ("queue", "5"), ("now", "0"), ("you", "7")] {
        look(&format!("bare_{name}"), &bare, keys);
    }
}

#[test]
fn hostile_words_stay_in_their_columns() {
    let hostile = fixture::hostile();
    look("hostile_home", &hostile, "");
    look("hostile_queue", &hostile, "5");
    look("hostile_now", &hostile, "0");
}
