//! The panes of the library, driven by keys.

use super::super::super::super::app::tests::Driven;
use super::super::super::super::fixture;
use super::*;

fn library() -> Driven {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("2");
    driven
}

#[test]
fn enter_on_an_artist_plays_all_and_on_a_track_from_there() {
    let mut driven = library();
    driven.keys("<enter>");
    let artist = Selection::Item(ItemRef::Artist(ArtistId(0)));
    assert!(matches!(driven.last(), Command::PlayNow { what, start: 0, .. } if *what == artist));
    driven.keys("lljj<enter>");
    let album = Selection::Item(ItemRef::Album(AlbumId(0)));
    assert!(matches!(driven.last(), Command::PlayNow { what, start: 2, .. } if *what == album), "{:?}", driven.last());
}

#[test]
fn opening_a_track_elsewhere_leads_to_its_album() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("5jjo");
    assert!(driven.screen().contains("›2 Library"), "{}", driven.screen());
    driven.keys("h<enter>");
    let album = Selection::Item(ItemRef::Album(AlbumId(4)));
    assert!(matches!(driven.last(), Command::Resume { what, .. } if *what == album), "{:?}", driven.last());
}

#[test]
fn to_its_artist() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("5jjgah<enter>");
    let artist = Selection::Item(ItemRef::Artist(ArtistId(4)));
    assert!(matches!(driven.last(), Command::PlayNow { what, .. } if *what == artist), "{:?}", driven.last());
}

#[test]
fn left_of_the_artists_are_the_other_ways() {
    let mut driven = library();
    driven.keys("hlj<enter>");
    assert!(matches!(driven.last(), Command::PlayNow { what: Selection::Genre(_), .. }), "{:?}", driven.last());
    driven.keys("}<enter>");
    assert!(matches!(driven.last(), Command::PlayNow { what: Selection::Folder { .. }, .. }));
}
