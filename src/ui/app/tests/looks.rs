//! Every page at three sizes, kept as text. A change here is a change that a listener sees.

use super::super::super::fixture;
use super::super::super::glyphs::Glyphs;
use super::Driven;
use crate::player::protocol::Snapshot;

const SIZES: [(u16, u16); 3] = [(80, 24), (40, 12), (200, 60)];

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
    let evening = fixture::evening();
    for (name, keys) in [
        ("home", ""),
        ("home_lower", "}}}jj"),
        ("library_artists", "2"),
        ("library_tracks", "2ll"),
        ("library_genres", "2}"),
        ("library_folders", "2}}l"),
        ("search", "/moan"),
        ("playlists", "4l"),
        ("queue", "5j"),
        ("history", "6"),
        ("help", "?"),
    ] {
        look(name, &evening, keys);
    }
}

#[test]
fn panels_of_an_evening() {
    let evening = fixture::evening();
    for (name, keys) in [
        ("panel_why", "w"),
        ("panel_why_numbers", "ww"),
        ("panel_pin", "p"),
        ("panel_to_playlist", "y"),
        ("panel_quit", "q"),
        ("panel_name", "5y"),
    ] {
        look(name, &evening, keys);
    }
}

#[test]
fn pages_before_anything_was_scanned() {
    let bare = fixture::bare();
    for (name, keys) in [("home", "1"), ("library", "2"), ("search", "3"), ("queue", "5")] {
        look(&format!("bare_{name}"), &bare, keys);
    }
}

#[test]
fn hostile_words_stay_in_their_columns() {
    let hostile = fixture::hostile();
    look("hostile_home", &hostile, "");
    look("hostile_queue", &hostile, "5");
}

#[test]
fn home_on_a_console_without_unicode() {
    let driven = Driven::with_glyphs(fixture::evening(), 80, 24, Glyphs::ASCII);
    insta::assert_snapshot!("home_ascii_80x24", driven.screen());
}
