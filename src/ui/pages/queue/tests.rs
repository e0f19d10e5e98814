use std::sync::Arc;

use crate::domain::queue::{EntryId, Part};
use crate::domain::reorder::LineOrder;
use crate::domain::track::TrackCard;
use crate::player::protocol::{Command, Event, QueueLine, QueueView, Snapshot};
use crate::ui::app::tests::Driven;
use crate::ui::fixture;

const SIZES: [(u16, u16); 3] = [(80, 24), (40, 12), (200, 60)];

fn page() -> Driven {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("5");
    driven
}

fn moved(entries: &[u64], to: u32) -> Command {
    Command::MoveInQueue { entries: entries.iter().copied().map(EntryId).collect(), to }
}

/// The row of the screen that a title stands in.
fn row(driven: &Driven, title: &str) -> u16 {
    let row = driven.screen().lines().position(|row| row.contains(title));
    u16::try_from(row.unwrap_or_else(|| panic!("no {title} in\n{}", driven.screen()))).unwrap()
}

/// The titles of a part as the fixture has them.
fn titles(part: Part) -> Vec<String> {
    let queue = fixture::evening().queue;
    let lines = match part {
        Part::Added => &queue.added,
        Part::List => &queue.list,
        Part::Ear => &queue.ear,
    };
    lines.iter().map(|line| line.card.title.clone()).collect()
}

/// The player says how its queue stands now.
fn stands(driven: &mut Driven, change: impl FnOnce(&mut QueueView)) {
    let snapshot = fixture::evening();
    let mut queue = (*snapshot.queue).clone();
    change(&mut queue);
    driven.app.player_event(Event::Snapshot(Arc::new(Snapshot { queue: Arc::new(queue), ..snapshot })));
    driven.settle();
}

#[test]
fn keys_held_down_move_a_line_at_once_and_are_one_change() {
    let mut driven = page();
    let list = titles(Part::List);
    driven.keys("}}");
    let first = row(&driven, &list[0]);
    driven.keys("JJ");
    assert_eq!((driven.sent.len(), row(&driven, &list[0])), (0, first + 2), "nothing is sent while keys repeat");
    driven.keys("Ku");
    let [one, undone] = driven.sent.as_slice() else { panic!("{:?}", driven.sent) };
    let entry = fixture::evening().queue.list[0].entry.0;
    assert_eq!((one, undone), (&moved(&[entry], 1), &Command::Undo));
    driven.keys("JKj");
    assert_eq!(driven.sent.len(), 2, "back where it was");
    driven.keys("ggK");
    assert!(driven.screen().contains("It plays already"), "{}", driven.screen());
}

#[test]
fn a_line_comes_to_rest_at_the_end_of_its_part() {
    let mut driven = page();
    driven.keys("}K");
    assert!(driven.screen().contains("at the end of its part"), "{}", driven.screen());
    let (added, list) = (titles(Part::Added), titles(Part::List));
    let (from, far) = (row(&driven, &added[0]), row(&driven, &list[1]));
    driven.drag((10, from), &[(10, from + 1), (10, far)]);
    let entry = fixture::evening().queue.added[0].entry.0;
    let last = u32::try_from(added.len() - 1).unwrap();
    assert_eq!(driven.sent, [moved(&[entry], last)], "one change, and no line changes its part");
}

#[test]
fn the_mouse_takes_lines_along() {
    let mut driven = page();
    let list = titles(Part::List);
    let at = row(&driven, &list[0]);
    driven.press_mouse((10, at)).drag_mouse((10, at + 2));
    assert_eq!((row(&driven, &list[0]), row(&driven, &list[1])), (at + 2, at), "shown before it is let go");
    assert!(driven.sent.is_empty());
    driven.drag_mouse((12, at + 1)).release_mouse((12, at + 1));
    let ids: Vec<u64> = fixture::evening().queue.list.iter().map(|line| line.entry.0).collect();
    assert_eq!(driven.sent, [moved(&ids[..1], 1)]);
    driven.keys("kvjv");
    driven.drag((10, at + 2), &[(10, at)]);
    assert!(
        matches!(driven.last(), Command::MoveInQueue { entries, to: 0 } if entries.len() == 2),
        "all that is marked"
    );
}

#[test]
fn esc_and_letting_go_outside_give_a_line_back() {
    let mut driven = page();
    let list = titles(Part::List);
    let at = row(&driven, &list[0]);
    let before = driven.screen();
    driven.press_mouse((10, at)).drag_mouse((10, at + 2)).keys("<esc>");
    assert_eq!(row(&driven, &list[0]), at, "Esc gives it back at once");
    driven.drag_mouse((10, at + 1)).release_mouse((10, at + 1));
    assert_eq!(row(&driven, &list[0]), at, "and the mouse holds nothing any more");
    driven.press_mouse((10, at)).drag_mouse((10, at)).keys("j").drag_mouse((10, at + 2)).release_mouse((10, at + 2));
    assert!(driven.sent.is_empty(), "a key ends it, and the line that it goes to stays: {:?}", driven.sent);
    driven.keys("k").press_mouse((10, at)).drag_mouse((10, at + 2)).drag_mouse((10, 0));
    assert_eq!(row(&driven, &list[0]), at, "over the tabs it stands where it stood");
    driven.release_mouse((10, 0));
    assert!(driven.sent.is_empty(), "{:?}", driven.sent);
    driven.keys("gg");
    assert_eq!(driven.screen(), before);
    let playing = row(&driven, &fixture::evening().queue.current.as_ref().unwrap().card.title);
    driven.drag((10, playing), &[(10, playing + 3)]);
    assert!(driven.sent.is_empty() && driven.screen().contains("It plays already"), "{}", driven.screen());
}

#[test]
fn a_line_on_its_way_stays_there_when_the_queue_goes_on() {
    let mut driven = page();
    let list = titles(Part::List);
    let at = row(&driven, &list[1]);
    driven.press_mouse((10, at)).drag_mouse((10, at + 1));
    stands(&mut driven, |queue| queue.current = Some(queue.list.remove(0)));
    assert_eq!(row(&driven, &list[1]), row(&driven, "Symphony") + 1, "below the others, one place up");
    stands(&mut driven, |queue| queue.current = Some(queue.list.drain(..2).next_back().unwrap()));
    driven.drag_mouse((10, at)).drag_mouse((10, at + 1)).release_mouse((10, at + 1));
    assert!(driven.sent.is_empty(), "it plays now, and nothing else was taken up: {:?}", driven.sent);
}

#[test]
fn what_the_player_knows_is_shown_as_it_has_it() {
    let mut driven = page();
    let list = titles(Part::List);
    let at = row(&driven, &list[0]);
    driven.drag((10, at), &[(10, at + 1)]);
    assert_eq!(row(&driven, &list[0]), at + 1, "until the player answers");
    stands(&mut driven, |queue| queue.list.swap(0, 1));
    assert_eq!(row(&driven, &list[0]), at + 1);
    stands(&mut driven, |_| ());
    assert_eq!(row(&driven, &list[0]), at, "undone");
}

#[test]
fn in_a_filtered_queue_nothing_is_moved() {
    let mut driven = page();
    let list: Vec<QueueLine> = fixture::evening().queue.list.clone();
    driven.keys(&format!("/{}<enter>", list[0].card.title.split(' ').next().unwrap().to_lowercase()));
    let at = row(&driven, &list[0].card.title);
    driven.drag((10, at), &[(10, at + 1)]);
    assert!(driven.sent.is_empty() && driven.screen().contains("the whole queue"), "{}", driven.screen());
}

#[test]
fn a_part_is_put_in_order_once() {
    let mut driven = page();
    driven.keys("}S");
    assert!(driven.screen().contains("Put what you added in order, once"), "{}", driven.screen());
    driven.keys("t");
    assert_eq!(driven.last(), &Command::SortQueue { part: Part::Added, by: LineOrder::Title });
    driven.keys("ggSb");
    assert_eq!(driven.last(), &Command::SortQueue { part: Part::List, by: LineOrder::Album });
    driven.keys("GSm");
    assert_eq!(driven.last(), &Command::SortQueue { part: Part::Ear, by: LineOrder::Listens });
}

/// A list of so many lines plays, each with another title.
fn long(driven: &mut Driven, lines: u64) {
    stands(driven, |queue| {
        let line = queue.list.remove(0);
        queue.list = (0..lines).map(|number| numbered(&line, number)).collect();
    });
}

fn numbered(line: &QueueLine, number: u64) -> QueueLine {
    let card = TrackCard { title: format!("Number {number}."), ..(*line.card).clone() };
    QueueLine { entry: EntryId(1000 + number), card: Arc::new(card), ..line.clone() }
}

#[test]
fn a_line_at_the_edge_of_a_long_list_stays_under_the_mouse() {
    let mut driven = page();
    long(&mut driven, 60);
    let last = (0..60).rev().find(|number| driven.screen().contains(&format!("Number {number}."))).unwrap();
    let title = format!("Number {last}.");
    let at = row(&driven, &title);
    driven.press_mouse((10, at));
    assert_eq!(row(&driven, &title), at, "the click moves no rows away");
    for x in 11..16 {
        driven.drag_mouse((x, at));
    }
    assert_eq!(row(&driven, &title), at, "sideways is nowhere");
    driven.drag_mouse((10, at - 1)).drag_mouse((10, at)).release_mouse((10, at));
    assert!(driven.sent.is_empty(), "{:?}", driven.sent);
}

#[test]
fn the_mouse_takes_marked_lines_only_with_one_of_them() {
    let mut driven = page();
    let entries: Vec<u64> = fixture::evening().queue.list.iter().map(|line| line.entry.0).collect();
    let at = row(&driven, &titles(Part::List)[0]);
    driven.keys("}}jvv");
    driven.drag((10, at), &[(10, at + 1)]);
    assert_eq!(driven.sent, [moved(&entries[..1], 1)], "what it took hold of, not what is marked");
}

#[test]
fn marks_go_with_the_lines_they_are_on() {
    let mut driven = page();
    driven.keys("}}vv");
    assert!(driven.screen().contains("2 marked"), "{}", driven.screen());
    stands(&mut driven, |queue| queue.current = Some(queue.list.remove(0)));
    assert!(driven.screen().contains("2 marked"), "what plays stands here still: {}", driven.screen());
    stands(&mut driven, |queue| queue.current = Some(queue.list.drain(..2).next_back().unwrap()));
    assert!(driven.screen().contains("1 marked"), "{}", driven.screen());
    let mut driven = page();
    driven.keys("}}vvd");
    assert!(matches!(driven.last(), Command::RemoveFromQueue { entries } if entries.len() == 2));
    assert!(!driven.screen().contains("marked"), "{}", driven.screen());
}

#[test]
fn from_what_plays_the_first_part_with_lines_is_put_in_order() {
    let mut driven = page();
    stands(&mut driven, |queue| (queue.added, queue.list) = Default::default());
    driven.keys("ggS");
    assert!(driven.screen().contains("Put what comes by ear in order"), "{}", driven.screen());
    driven.keys("<esc>");
    stands(&mut driven, |queue| (queue.added, queue.list, queue.ear) = Default::default());
    driven.keys("ggS");
    assert!(driven.screen().contains("Nothing comes that could"), "{}", driven.screen());
}

#[test]
fn it_looks_so_while_the_mouse_drags_and_while_it_is_sorted() {
    for (width, height) in SIZES {
        let mut driven = Driven::new(fixture::evening(), width, height);
        driven.keys("5}}");
        let at = row(&driven, &titles(Part::List)[0]);
        driven.press_mouse((10, at)).drag_mouse((10, at + 1));
        insta::assert_snapshot!(format!("queue_dragged_{width}x{height}"), driven.screen());
        driven.keys("<esc>S");
        insta::assert_snapshot!(format!("queue_sort_{width}x{height}"), driven.screen());
    }
}
