//! What every page shares, driven by keys and the mouse.

use std::time::Duration;

use crossterm::event::{Event as TerminalEvent, MouseEvent, MouseEventKind};

use super::super::super::fixture;
use super::super::super::keymap::Action;
use super::super::Request;
use super::Driven;
use crate::domain::feedback::{Target, Verb};
use crate::domain::ids::{AlbumId, TrackId};
use crate::domain::queue::{EntryId, Part};
use crate::domain::section::ItemRef;
use crate::player::protocol::{Command, Event, Message, PlayState, ScanProgress, Weight};

fn evening() -> Driven {
    Driven::new(fixture::evening(), 80, 24)
}

fn mouse(driven: &mut Driven, kind: MouseEventKind, column: u16, row: u16) {
    let event = MouseEvent { kind, column, row, modifiers: crossterm::event::KeyModifiers::NONE };
    driven.app.terminal_event(TerminalEvent::Mouse(event));
    driven.settle();
}

#[test]
fn transport_keys_work_on_every_page() {
    for page in ["1", "2", "4", "5", "6"] {
        let mut driven = evening();
        driven.keys(page).keys("<space>n,.)+_sr");
        let expected = [
            Command::PlayPause,
            Command::Next,
            Command::SeekBy { ms: -5_000 },
            Command::SeekBy { ms: 5_000 },
            Command::SeekBy { ms: 30_000 },
            Command::VolumeBy { percent: 5 },
            Command::ToggleMute,
            Command::ToggleShuffle,
            Command::CycleRepeat,
        ];
        assert_eq!(driven.sent, expected, "on page {page}");
    }
}

#[test]
fn q_asks_while_music_plays_and_only_then() {
    let mut driven = evening();
    driven.keys("q");
    assert!(driven.screen().contains("Music is playing"));
    driven.keys("<esc>");
    assert_eq!(driven.app.take_request(), None);
    driven.keys("qq");
    assert_eq!(driven.last(), &Command::Quit);
    assert_eq!(driven.app.take_request(), Some(Request::Quit));

    let mut snapshot = fixture::evening();
    snapshot.transport.state = PlayState::Paused;
    let mut driven = Driven::new(snapshot, 80, 24);
    driven.keys("q");
    assert_eq!(driven.app.take_request(), Some(Request::Quit));
}

#[test]
fn control_c_quits_from_anywhere() {
    for script in ["<c-c>", "p<c-c>", "3words<c-c>", "g<c-c>"] {
        let mut driven = evening();
        driven.keys(script);
        assert_eq!(driven.app.take_request(), Some(Request::Quit), "{script}");
    }
}

#[test]
fn verbs_mean_the_same_on_every_page() {
    let like = |id| Command::Say { verb: Verb::Like, target: Target::Item(ItemRef::Track(TrackId(id))) };
    let mut driven = evening();
    driven.keys("5jf");
    assert_eq!(driven.last(), &like(3));
    driven.keys("6jf");
    assert_eq!(driven.last(), &like(1));
    driven.keys("F");
    assert_eq!(driven.last(), &like(0));
}

#[test]
fn the_queue_is_shaped_by_hand() {
    let mut driven = evening();
    driven.keys("5j<enter>");
    assert_eq!(driven.last(), &Command::JumpTo { entry: EntryId(3) });
    driven.keys("Jd");
    let moved = Command::MoveInQueue { entries: vec![EntryId(3)], to: 1 };
    assert_eq!(driven.sent.iter().nth_back(1), Some(&moved));
    assert_eq!(driven.last(), &Command::RemoveFromQueue { entries: vec![EntryId(3)] });
    driven.keys("D");
    assert_eq!(driven.last(), &Command::ClearQueue { part: Part::Added });
    driven.keys("}D");
    assert_eq!(driven.last(), &Command::ClearQueue { part: Part::List });
    driven.keys("y<c-u>Evening<enter>");
    assert!(matches!(driven.last(), Command::KeepQueue { name, .. } if name == "Evening"));
    let sent = driven.sent.len();
    driven.keys("ggd");
    assert_eq!(driven.sent.len(), sent, "what plays is not taken out");
}

#[test]
fn private_is_said_in_words_on_every_page_and_size() {
    let mut snapshot = fixture::evening();
    snapshot.private = true;
    for (width, height) in [(80, 24), (40, 12), (200, 60), (30, 4)] {
        let mut driven = Driven::new(snapshot.clone(), width, height);
        for page in ["1", "2", "4", "5", "6", "?", "<esc>p"] {
            driven.keys(page);
            assert!(driven.screen().contains("PRIVATE"), "{width}×{height} {page}:\n{}", driven.screen());
        }
    }
}

#[test]
fn the_player_is_heard_at_the_foot_until_something_changes() {
    let mut snapshot = fixture::evening();
    let text = "Liked: Sunny.".to_owned();
    let weight = Weight::Notice;
    let (undoable, redoable, answers) = (true, false, true);
    snapshot.message = Some(Message { number: 7, text, first: None, weight, undoable, redoable, answers });
    let mut driven = Driven::new(snapshot.clone(), 80, 24);
    assert!(driven.screen().contains("u undo"));
    driven.keys("jj");
    let screen = driven.screen();
    assert!(screen.contains("Liked: Sunny.") && screen.contains("u undo"), "moving leaves it: {screen}");
    assert!(screen.contains("w why"), "beside the keys of the line: {screen}");
    driven.keys("a");
    assert!(!driven.screen().contains("Liked: Sunny."));
    driven.app.player_event(Event::Snapshot(std::sync::Arc::new(snapshot.clone())));
    driven.settle();
    assert!(!driven.screen().contains("Liked: Sunny."), "the same message is not said twice");
    let text = "Undone: liked Sunny.".to_owned();
    snapshot.message =
        Some(Message { number: 8, text, first: None, weight, undoable: false, redoable: true, answers: true });
    driven.app.player_event(Event::Snapshot(std::sync::Arc::new(snapshot)));
    driven.settle();
    assert!(driven.screen().contains("U redo"), "{}", driven.screen());
}

#[test]
fn a_scan_is_told_where_enter_was_promised() {
    let mut snapshot = fixture::evening();
    snapshot.scan =
        Some(ScanProgress { root: "Music".into(), files: 8240, total: Some(21_480), failed: 3, seconds_left: Some(9) });
    let driven = Driven::new(snapshot, 80, 24);
    assert!(driven.screen().contains("Scanning 8,240 of 21,480"), "{}", driven.screen());
}

#[test]
fn sequences_can_be_begun_and_dropped() {
    let mut driven = evening();
    driven.keys("Gg");
    assert!(driven.screen().contains("a to its artist"), "{}", driven.screen());
    driven.keys("<esc>j");
    assert!(!driven.screen().contains("a to its artist"));
    driven.keys("b");
    assert!(driven.screen().contains("b seeks back in rmpc"), "{}", driven.screen());
    driven.keys("O");
    assert!(driven.screen().contains("O does nothing here"), "{}", driven.screen());
}

#[test]
fn pages_are_walked_and_gone_back_from() {
    let mut driven = evening();
    driven.keys("<tab>");
    assert!(driven.screen().contains("›2 Library"));
    driven.keys("56<backspace><backspace>");
    assert!(driven.screen().contains("›2 Library"));
}

#[test]
fn c_goes_to_what_plays() {
    let mut driven = evening();
    driven.keys("5Gc<enter>");
    assert_eq!(driven.last(), &Command::JumpTo { entry: EntryId(0) });
    driven.keys("2c");
    assert!(driven.screen().contains("›5 Queue"));
}

#[test]
fn clicks_select_and_two_play() {
    let mut driven = evening();
    driven.click(10, 5);
    driven.keys("a");
    assert!(matches!(driven.last(), Command::Add { .. }));
    driven.click(10, 4);
    driven.click(10, 4);
    let blue_train = crate::domain::browse::Selection::Item(ItemRef::Album(AlbumId(50)));
    assert!(matches!(driven.last(), Command::Resume { what, .. } if *what == blue_train), "{:?}", driven.last());
}

#[test]
fn clicks_turn_pages_seek_and_press_the_keys_of_the_footer() {
    let mut driven = evening();
    driven.click(45, 0);
    assert!(driven.screen().contains("›5 Queue"), "{}", driven.screen());
    driven.click(8, 23);
    assert_eq!(driven.last(), &Command::SeekTo { ms: 0 });
    driven.keys("j");
    let column = driven.screen().lines().nth(21).and_then(|footer| footer.find("take out")).unwrap();
    driven.click(u16::try_from(column).unwrap(), 21);
    assert_eq!(driven.last(), &Command::RemoveFromQueue { entries: vec![EntryId(3)] });
}

#[test]
fn the_wheel_moves_the_cursor() {
    let mut driven = evening();
    driven.keys("5");
    mouse(&mut driven, MouseEventKind::ScrollDown, 10, 10);
    driven.keys("<enter>");
    assert_eq!(driven.last(), &Command::JumpTo { entry: EntryId(1) });
}

#[test]
fn pasted_text_goes_into_fields_and_nowhere_else() {
    let mut driven = evening();
    driven.app.terminal_event(TerminalEvent::Paste("q\u{3}dd".into()));
    driven.settle();
    assert!(driven.sent.is_empty() && driven.app.take_request().is_none());
    driven.keys("/");
    driven.app.terminal_event(TerminalEvent::Paste("Blue\nTrain\u{1b}[0m".into()));
    driven.settle();
    assert!(driven.screen().contains("/ Blue Train [0m"), "{}", driven.screen());
}

#[test]
fn it_wakes_by_itself_only_while_music_plays() {
    let mut driven = evening();
    driven.keys("5");
    assert!(driven.app.wake_in().is_some_and(|wait| wait <= Duration::from_secs(1)));
    let mut snapshot = fixture::evening();
    snapshot.transport.state = PlayState::Paused;
    let mut driven = Driven::new(snapshot, 80, 24);
    driven.keys("5");
    assert_eq!(driven.app.wake_in(), None);
}

#[test]
fn an_action_can_be_sent_without_a_key() {
    let mut driven = evening();
    driven.app.act(Action::Deal);
    driven.settle();
    assert_eq!(driven.last(), &Command::DealHome);
}

#[test]
fn a_library_that_keeps_changing_is_asked_for_now_and_then() {
    let mut driven = evening();
    driven.keys("2");
    driven.app.player_event(Event::LibraryChanged);
    driven.settle();
    assert_eq!(driven.asked("Artists"), 2, "once for the page, once for the change");
    for _ in 0..20 {
        driven.app.player_event(Event::LibraryChanged);
        driven.settle();
    }
    assert!(driven.asked("Artists") <= 3, "{}", driven.asked("Artists"));
    assert!(driven.app.wake_in().is_some());
}

#[test]
fn the_demo_is_a_command_away_and_the_player_is_told() {
    let mut driven = evening();
    driven.app.act(Action::Demo);
    driven.settle();
    assert_eq!(driven.sent, [Command::Quit]);
    assert_eq!(driven.app.take_request(), Some(Request::OtherLibrary));
    let mut snapshot = fixture::evening();
    snapshot.demo = true;
    for width in [40, 80, 200] {
        assert!(Driven::new(snapshot.clone(), width, 12).screen().contains("demo"), "{width}");
    }
}
