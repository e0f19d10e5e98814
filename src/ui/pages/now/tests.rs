//! The page of what plays, driven by keys, and its looks at three sizes.

use super::super::super::app::tests::Driven;
use super::super::super::fixture;
use super::super::super::glyphs::Glyphs;
use super::super::super::mosaic::Depth;
use super::super::super::pictures::CoverStyle;
use super::super::super::theme::{Background, ColourChoice, ColourEnvironment, Theme};
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
    driven.keys("Jj");
    assert_eq!(driven.last(), &Command::MoveInQueue { entries: vec![EntryId(3)], to: 1 });
    driven.keys("d");
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

#[test]
fn turning_to_the_page_sends_at_most_eight_kilobytes_and_the_cover_once() {
    for depth in [Depth::True, Depth::Ansi256] {
        for theme in [ColourChoice::True, ColourChoice::Ansi256] {
            let mut driven = Driven::new(fixture::evening(), 80, 24);
            let dark = ColourEnvironment { told: Background::Dark, ..ColourEnvironment::default() };
            driven.app.set_theme(Theme::choose(theme, &dark));
            driven.app.set_covers(CoverStyle::Blocks(depth));
            driven.settle();
            let home = driven.frame();
            driven.keys("0");
            let turned = driven.bytes_since(&home);
            assert!((3_000..=8 * 1024).contains(&turned), "{depth:?}: {turned} bytes");
            let page = driven.frame();
            driven.keys("j");
            let moved = driven.bytes_since(&page);
            assert!((1..=1024).contains(&moved), "{depth:?}: {moved} bytes");
        }
    }
}

#[test]
fn a_picture_is_placed_only_while_its_page_is_shown() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.app.set_covers(CoverStyle::Pixels { cell: (10, 20) });
    driven.keys("0");
    let sent = driven.app.pictures_to_send();
    assert!(sent.starts_with(b"\x1b7\x1b[3;3H\x1b_Ga=T") && driven.app.pictures_to_send().is_empty());
    let begins = |bytes: &[u8], with: &str| bytes.starts_with(with.as_bytes());
    driven.keys("W");
    assert!(begins(&driven.app.pictures_to_send(), "\x1b_Ga=d"), "the panel takes its room");
    driven.keys("<esc>");
    let back = String::from_utf8(driven.app.pictures_to_send()).unwrap();
    assert!(back.contains("\x1b[3;3H\x1b_Ga=T"), "it stands where it stood");
    driven.keys("1");
    assert!(begins(&driven.app.pictures_to_send(), "\x1b_Ga=d"));
    assert!(driven.app.pictures_to_send().is_empty());
}
