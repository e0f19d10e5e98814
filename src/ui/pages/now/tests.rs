//! The page of what plays, driven by keys, and its looks at three sizes.

use super::super::super::app::tests::Driven;
use super::super::super::fixture;
use super::super::super::glyphs::Glyphs;
use super::super::super::mosaic::Depth;
use super::super::super::pictures::CoverStyle;
use crate::domain::queue::EntryId;
use crate::domain::sound::Speed;
use crate::player::protocol::{Command, Snapshot};

const SIZES: [(u16, u16); 3] = [(80, 24), (40, 12), (200, 60)];

fn look(name: &str, snapshot: &Snapshot, keys: &str, glyphs: Glyphs) {
    for (width, height) in SIZES {
        let mut driven = Driven::with_glyphs(snapshot.clone(), width, height, glyphs);
        driven.keys(keys);
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), driven.screen());
    }
}

#[test]
fn what_plays_in_text() {
    let evening = fixture::evening();
    look("now", &evening, "0", Glyphs::UNICODE);
    look("now_ascii", &evening, "0", Glyphs::ASCII);
    look("now_lyrics", &evening, "0t", Glyphs::UNICODE);
    look("now_story", &evening, "0tt", Glyphs::UNICODE);
    look("now_bare", &fixture::bare(), "0", Glyphs::UNICODE);
    look("now_hostile", &fixture::hostile(), "0", Glyphs::UNICODE);
}

#[test]
fn the_cover_stands_left_of_the_words() {
    for (width, height) in SIZES {
        let mut driven = Driven::new(fixture::evening(), width, height);
        driven.app.set_covers(CoverStyle::Blocks(Depth::True));
        driven.keys("0");
        insta::assert_snapshot!(format!("now_cover_{width}x{height}"), driven.screen());
    }
}

#[test]
fn up_next_is_shaped_as_in_the_queue() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("0<enter>");
    assert_eq!(driven.last(), &Command::JumpTo { entry: EntryId(3) });
    driven.keys("J");
    assert_eq!(driven.last(), &Command::MoveInQueue { entry: EntryId(3), to: 1 });
    driven.keys("jjd");
    assert_eq!(driven.last(), &Command::RemoveFromQueue { entries: vec![EntryId(1)] });
}

#[test]
fn speed_is_changed_on_this_page_only() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("0]");
    assert_eq!(driven.last(), &Command::SetSpeed(Speed::percent(110)));
    driven.keys("[");
    assert_eq!(driven.last(), &Command::SetSpeed(Speed::percent(90)));
    driven.keys("\\");
    assert_eq!(driven.last(), &Command::SetSpeed(Speed::NORMAL));
    let sent = driven.sent.len();
    driven.keys("5]");
    assert_eq!(driven.sent.len(), sent);
}

#[test]
fn questions_are_asked_once_and_lyrics_only_when_wanted() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("0jk");
    assert_eq!((driven.asked("Cover"), driven.asked("Story"), driven.asked("Lyrics")), (1, 1, 0));
    driven.keys("tjtt");
    assert_eq!((driven.asked("Cover"), driven.asked("Story"), driven.asked("Lyrics")), (1, 1, 1));
}
