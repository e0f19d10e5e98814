use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::domain::listen::SourceKind;
use crate::domain::reorder::LineOrder;

pub(super) fn card(id: i64) -> Arc<TrackCard> {
    Arc::new(TrackCard::plain(id, &format!("Track {id}"), "Artist", 180_000))
}

fn cards(ids: impl IntoIterator<Item = i64>) -> Vec<Arc<TrackCard>> {
    ids.into_iter().map(card).collect()
}

pub(super) fn source(name: &str) -> Source {
    Source { kind: SourceKind::Album, id: None, name: name.into() }
}

fn playing(queue: &Queue) -> Option<i64> {
    queue.current().map(|entry| entry.card.id.0)
}

fn rest(queue: &mut Queue) -> Vec<i64> {
    std::iter::from_fn(|| queue.advance().map(|entry| entry.card.id.0)).take(1000).collect()
}

#[test]
fn added_lines_come_first_and_survive_enter() {
    let mut queue = Queue::new(1);
    queue.play_now(cards(1..=4), 1, source("first"));
    queue.add(cards([10, 11]), false, &source("queue"));
    queue.add(cards([9]), true, &source("queue"));
    assert_eq!(playing(&queue), Some(2));
    queue.play_now(cards(20..=22), 0, source("second"));
    assert_eq!(rest(&mut queue), [9, 10, 11, 21, 22]);
    assert_eq!(playing(&queue), None);
}

#[test]
fn back_returns_along_the_way_and_then_through_the_list() {
    let mut queue = Queue::new(1);
    queue.play_now(cards(1..=5), 2, source("list"));
    queue.add(cards([10]), false, &source("queue"));
    queue.advance();
    queue.advance();
    assert_eq!(playing(&queue), Some(4));
    for expected in [10, 3, 2, 1] {
        queue.back();
        assert_eq!(playing(&queue), Some(expected));
    }
    assert!(queue.back().is_none());
    assert_eq!(playing(&queue), Some(1), "the first line stays");
    assert_eq!(rest(&mut queue), [10, 2, 3, 4, 5], "nothing was lost on the way back");
}

#[test]
fn repeat_all_starts_over_and_repeat_off_ends() {
    let mut queue = Queue::new(1);
    queue.play_now(cards(1..=3), 1, source("list"));
    queue.cycle_repeat();
    let round: Vec<_> = (0..6).filter_map(|_| queue.advance().map(|entry| entry.card.id.0)).collect();
    assert_eq!(round, [3, 1, 2, 3, 1, 2]);
    queue.cycle_repeat();
    queue.cycle_repeat();
    assert_eq!(queue.repeat(), Repeat::Off);
    assert_eq!(rest(&mut queue), [3]);
}

#[test]
fn turning_shuffle_off_goes_on_in_the_lists_own_order() {
    let mut queue = Queue::new(7);
    queue.play_now(cards(1..=20), 0, source("list"));
    queue.toggle_shuffle();
    queue.advance();
    queue.advance();
    let here = playing(&queue).unwrap();
    queue.toggle_shuffle();
    assert_eq!(rest(&mut queue), (here + 1..=20).collect::<Vec<_>>());
}

#[test]
fn jumping_in_the_list_passes_lines_over_but_keeps_what_was_added() {
    let mut queue = Queue::new(1);
    queue.play_now(cards(1..=5), 0, source("list"));
    queue.add(cards([10]), false, &source("queue"));
    let fourth = queue.upcoming().nth(2).unwrap().id;
    queue.jump(fourth);
    assert_eq!(playing(&queue), Some(4));
    assert_eq!(rest(&mut queue), [10, 5]);
}

#[test]
fn undo_of_an_edit_never_doubles_the_playing_line() {
    let mut queue = Queue::new(1);
    queue.play_now(cards(1..=4), 0, source("list"));
    let before = queue.parts();
    let third = queue.upcoming().nth(1).unwrap().id;
    queue.remove(&[third]);
    queue.advance();
    let after = queue.restore(before);
    assert_eq!(queue.upcoming().map(|entry| entry.card.id.0).collect::<Vec<_>>(), [3, 4]);
    queue.restore(after);
    assert_eq!(queue.upcoming().map(|entry| entry.card.id.0).collect::<Vec<_>>(), [4]);
}

#[test]
fn many_lines_go_at_once_and_where_none_goes_nothing_changed() {
    let mut queue = Queue::new(1);
    queue.play_now(cards(1..=50_000), 0, source("list"));
    let (version, first) = (queue.version(), queue.current().unwrap().id);
    assert!(queue.remove(&[first]).is_empty(), "what plays stays");
    assert_eq!(queue.version(), version);
    let half: Vec<_> = queue.upcoming().step_by(2).map(|entry| entry.id).collect();
    assert_eq!(queue.remove(&half).len(), half.len());
    assert_eq!((queue.upcoming().count(), queue.version()), (49_999 - half.len(), version + 1));
}

#[test]
fn lines_of_one_part_move_together_and_those_of_others_stay() {
    let mut queue = Queue::new(1);
    queue.play_now(cards(1..=5), 0, source("list"));
    queue.add(cards([10, 11]), false, &source("queue"));
    let ids: Vec<_> = waiting(&queue);
    let [ten, _, two, _, four, _] = ids[..] else { panic!("{ids:?}") };
    assert!(queue.move_lines(&[two, four, ten], 9), "no further than the end of their part");
    assert!(!queue.move_lines(&[four, two], 2), "where they stand");
    let playing = queue.current().unwrap().id;
    assert!(!queue.move_lines(&[playing], 0) && !queue.move_lines(&[], 0));
    assert_eq!(rest(&mut queue), [10, 11, 3, 5, 2, 4]);
}

#[test]
fn a_part_is_sorted_once_and_what_plays_stays() {
    let mut queue = Queue::new(3);
    let titled = |id: i64, title: &str| Arc::new(TrackCard::plain(id, title, "Artist", 1_000));
    queue.play_now(vec![titled(1, "b"), titled(2, "d"), titled(3, "c"), titled(4, "a")], 0, source("list"));
    queue.add(cards([10]), false, &source("queue"));
    assert!(queue.sort(Part::List, LineOrder::Title));
    assert!(!queue.sort(Part::List, LineOrder::Title), "it stands so");
    assert_eq!(rest(&mut queue.clone()), [10, 4, 3, 2]);
    queue.toggle_shuffle();
    queue.toggle_shuffle();
    assert_eq!(rest(&mut queue.clone()), [10, 4, 3, 2], "the order by hand is the list's own now");
    queue.toggle_shuffle();
    queue.sort(Part::List, LineOrder::Added);
    assert_eq!(rest(&mut queue), [10, 4, 3, 2], "the list's own order, while it is shuffled");
}

#[derive(Clone, Debug)]
enum Step {
    Play(u8, u8),
    Advance,
    Back,
    Add(u8, bool),
    Jump(u8),
    Remove(u8),
    Move(u8, u8),
    Shuffle,
    Repeat,
    SaveAndRestore,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        1 => (1u8..30, any::<u8>()).prop_map(|(n, start)| Step::Play(n, start)),
        4 => Just(Step::Advance),
        2 => Just(Step::Back),
        1 => (1u8..4, any::<bool>()).prop_map(|(n, next)| Step::Add(n, next)),
        1 => any::<u8>().prop_map(Step::Jump),
        1 => any::<u8>().prop_map(Step::Remove),
        1 => (any::<u8>(), any::<u8>()).prop_map(|(line, to)| Step::Move(line, to)),
        1 => Just(Step::Shuffle),
        1 => Just(Step::Repeat),
        1 => Just(Step::SaveAndRestore),
    ]
}

fn waiting(queue: &Queue) -> Vec<EntryId> {
    queue.added().chain(queue.upcoming()).chain(queue.ear()).map(|entry| entry.id).collect()
}

fn pick(queue: &Queue, at: u8) -> Option<EntryId> {
    let lines = waiting(queue);
    (!lines.is_empty()).then(|| lines[usize::from(at) % lines.len()])
}

proptest! {
    #[test]
    fn no_line_is_ever_in_two_places(steps in prop::collection::vec(step(), 0..60), seed in any::<u64>()) {
        let mut queue = Queue::new(seed);
        let mut fresh = 0;
        let mut new = |n: u8| { fresh += i64::from(n); cards(fresh - i64::from(n)..fresh) };
        for step in steps {
            match step {
                Step::Play(n, start) => { queue.play_now(new(n), usize::from(start % n), source("list")); }
                Step::Advance => { queue.advance(); }
                Step::Back => { queue.back(); }
                Step::Add(n, next) => queue.add(new(n), next, &source("queue")),
                Step::Jump(at) => if let Some(id) = pick(&queue, at) { queue.jump(id); prop_assert_eq!(queue.current().unwrap().id, id); },
                Step::Remove(at) => if let Some(id) = pick(&queue, at) { prop_assert_eq!(queue.remove(&[id]).len(), 1); },
                Step::Move(at, to) => if let Some(id) = pick(&queue, at) {
                    let before = queue.remaining();
                    let stood: Vec<_> = waiting(&queue);
                    let moved = queue.move_lines(&[id], usize::from(to));
                    prop_assert_eq!((moved, queue.remaining()), (waiting(&queue) != stood, before));
                },
                Step::Shuffle => {
                    let before = queue.tracks();
                    queue.toggle_shuffle();
                    prop_assert_eq!(queue.tracks(), before);
                }
                Step::Repeat => queue.cycle_repeat(),
                Step::SaveAndRestore => {
                    let saved = queue.saved();
                    let again = Queue::restored(seed, saved.clone(), |id| Some(card(id.0)));
                    prop_assert_eq!(again.saved(), saved);
                }
            }
            let all: Vec<_> = queue.entries().map(|entry| entry.id).collect();
            let distinct: BTreeSet<_> = all.iter().collect();
            prop_assert_eq!(all.len(), distinct.len(), "a line stands twice");
            if let (Some(next), Repeat::Off) = (queue.peek().map(|entry| entry.id), queue.repeat()) {
                let mut ahead = queue.clone();
                prop_assert_eq!(ahead.advance().map(|entry| entry.id), Some(next), "peek tells the truth");
            }
        }
    }

    #[test]
    fn shuffle_plays_all_before_any_again(n in 1i64..80, start in 0usize..80, seed in any::<u64>()) {
        let mut queue = Queue::new(seed);
        queue.toggle_shuffle();
        queue.cycle_repeat();
        queue.play_now(cards(0..n), start, source("list"));
        for _round in 0..3 {
            let mut round = vec![playing(&queue).unwrap()];
            round.extend((1..n).map(|_| queue.advance().unwrap().card.id.0));
            prop_assert_eq!(round.iter().collect::<BTreeSet<_>>().len() as i64, n);
            let last = *round.last().unwrap();
            queue.advance();
            prop_assert!(n == 1 || playing(&queue) != Some(last), "the same line twice in a row");
        }
    }
}
