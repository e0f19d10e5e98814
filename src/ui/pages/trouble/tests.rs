use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::super::app::Request;
use super::super::super::app::tests::Driven;
use super::super::super::canvas::Canvas;
use super::super::super::fixture;
use super::super::super::glyphs::Glyphs;
use super::super::super::page::Page;
use super::super::super::theme::{ColourChoice, ColourEnvironment, Theme};
use super::TroublePage;
use crate::domain::browse::Selection;
use crate::domain::ids::TrackId;
use crate::domain::trouble::Trouble;
use crate::player::protocol::{Answer, Command, Event};

fn driven(width: u16, height: u16) -> Driven {
    let mut driven = Driven::new(fixture::evening(), width, height);
    driven.keys(":trouble<enter>");
    driven
}

#[test]
fn all_groups_stand_as_one_list() {
    for (width, height) in [(80, 24), (40, 12), (200, 60)] {
        let mut driven = driven(width, height);
        insta::assert_snapshot!(format!("trouble_{width}x{height}"), driven.screen());
        driven.keys("G");
        insta::assert_snapshot!(format!("trouble_end_{width}x{height}"), driven.screen());
    }
}

#[test]
fn enter_plays_what_can_be_played_and_says_else_what_can_be_done() {
    let mut driven = driven(80, 24);
    let sent = driven.sent.len();
    driven.keys("<enter>");
    assert_eq!(driven.sent.len(), sent);
    assert!(driven.screen().contains("Mend, convert or remove"), "{}", driven.screen());
    driven.keys("}}<enter>");
    assert!(driven.screen().contains("Plug the drive in"), "{}", driven.screen());
    driven.keys("}<enter>");
    let Command::PlayNow { what, .. } = driven.last() else { panic!("{:?}", driven.last()) };
    assert_eq!(what, &Selection::Tracks(vec![TrackId(3)]));
}

#[test]
fn nothing_is_ever_taken_away() {
    let mut driven = driven(80, 24);
    let sent = driven.sent.len();
    for key in ["d", "D", "jd", "}d", "}}d"] {
        driven.keys(key);
        assert!(driven.screen().contains("Nothing is taken out here"), "{}", driven.screen());
    }
    assert_eq!(driven.sent.len(), sent);
}

#[test]
fn paths_are_copied_and_folders_gone_to() {
    let mut driven = driven(80, 24);
    driven.keys("Y");
    let path = "/music/soul/03 Ain’t No Sunshine.mp3".to_owned();
    assert_eq!(driven.app.take_request(), Some(Request::Copy(path)));
    driven.keys("vv}Y");
    let Some(Request::Copy(text)) = driven.app.take_request() else { panic!("nothing copied") };
    assert_eq!(text.lines().count(), 2, "those that are marked: {text}");
    driven.keys("<esc>}Y");
    let Some(Request::Copy(text)) = driven.app.take_request() else { panic!("nothing copied") };
    assert_eq!(text, "/music/3.flac\n/music/old/Sunny.mp3", "what plays first");
    driven.keys("gggf");
    assert!(driven.screen().contains("/music › soul"), "{}", driven.screen());
}

#[test]
fn a_filter_finds_by_name_reason_and_folder() {
    let mut driven = driven(80, 24);
    driven.keys("/wavpack<enter>");
    assert!(driven.screen().contains("demo.wv") && !driven.screen().contains("Use Me"), "{}", driven.screen());
    driven.keys("<esc>/zzz<enter>");
    assert!(driven.screen().contains("No line here has these words."), "{}", driven.screen());
}

#[test]
fn all_is_well_is_said() {
    let snapshot = fixture::evening();
    let view = fixture::view(&snapshot);
    let theme = Theme::choose(ColourChoice::Mono, &ColourEnvironment::default());
    let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 12));
    let mut page = TroublePage::default();
    page.answer("trouble", Answer::Trouble(Trouble::default()), &view);
    page.draw(&view, buffer.area, &mut Canvas::new(&mut buffer, &theme, &Glyphs::UNICODE));
    let text: String = buffer.content().iter().map(|cell| cell.symbol()).collect();
    assert!(text.contains("All is well: every file is here"), "{text}");
    assert!(text.contains("nothing needs a look") && !text.contains("0 things"), "{text}");
}

#[test]
fn it_is_asked_again_when_the_library_changes() {
    let mut driven = driven(80, 24);
    driven.app.player_event(Event::ListenerChanged);
    driven.settle();
    assert_eq!(driven.asked("Trouble"), 1);
    driven.app.player_event(Event::LibraryChanged);
    driven.settle();
    assert_eq!(driven.asked("Trouble"), 2);
}
