//! Edits of the queue in the one journal, beside those of what is stored.

use std::sync::Arc;

use super::*;
use crate::domain::listen::{Source, SourceKind};
use crate::domain::queue::{EntryId, Part, Queue, Saved};
use crate::domain::track::TrackCard;

#[derive(Clone, Debug)]
enum Edit {
    Add { tracks: Vec<usize>, next: bool },
    Remove(usize),
    Move { line: usize, to: usize },
    Clear(Part),
    Say(usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    let part = prop::sample::select(vec![Part::Added, Part::List, Part::Ear]);
    prop_oneof![
        3 => (prop::collection::vec(0usize..4, 1..4), any::<bool>()).prop_map(|(tracks, next)| Edit::Add { tracks, next }),
        3 => (0usize..9).prop_map(Edit::Remove),
        3 => (0usize..9, 0usize..9).prop_map(|(line, to)| Edit::Move { line, to }),
        1 => part.prop_map(Edit::Clear),
        1 => (0usize..4).prop_map(Edit::Say),
    ]
}

/// A queue, and the store that its journal lies in.
struct Desk {
    store: Store,
    queue: Queue,
    cards: Vec<Arc<TrackCard>>,
}

fn source(kind: SourceKind) -> Source {
    Source { kind, id: None, name: "somewhere".into() }
}

type Stands = (Vec<(EntryId, TrackId)>, Vec<(EntryId, TrackId)>, Vec<(EntryId, TrackId)>, usize);

impl Desk {
    fn line(&self, place: usize) -> Option<EntryId> {
        let lines = self.queue.added().chain(self.queue.upcoming()).chain(self.queue.ear());
        lines.map(|entry| entry.id).nth(place)
    }

    fn make(&mut self, edit: &Edit) {
        let before = self.queue.parts();
        match edit {
            Edit::Add { tracks, next } => {
                let cards = tracks.iter().map(|track| Arc::clone(&self.cards[*track])).collect();
                self.queue.add(cards, *next, &source(SourceKind::Search));
            }
            Edit::Remove(place) => {
                let Some(line) = self.line(*place) else { return };
                self.queue.remove(&[line]);
            }
            Edit::Move { line, to } => {
                let Some(line) = self.line(*line) else { return };
                self.queue.move_lines(&[line], *to);
            }
            Edit::Clear(part) => self.queue.clear(*part),
            Edit::Say(track) => {
                let target = Target::Item(ItemRef::Track(self.cards[*track].id));
                self.store.say(Verb::Like, target, None, NOW).wait().unwrap();
                return;
            }
        }
        let touched = before.touched(&self.queue);
        self.store.record_queue("An edit".into(), touched, NOW).wait().unwrap();
    }

    fn turn(&mut self, back: bool) -> bool {
        let parts = self.queue.parts();
        let turned = if back { self.store.undo_with(parts, NOW) } else { self.store.redo_with(parts, NOW) };
        let Some(turned) = turned.wait().unwrap() else { return false };
        if let Some(kept) = turned.queue {
            let cards = &self.cards;
            assert!(self.queue.bring_back(&kept, |id| cards.iter().find(|card| card.id == id).cloned()));
        }
        true
    }

    fn stands(&self) -> Stands {
        let lines = |entries: &mut dyn Iterator<Item = &crate::domain::queue::Entry>| {
            entries.map(|entry| (entry.id, entry.card.id)).collect::<Vec<_>>()
        };
        let said = self.store.reader().unwrap().feedback(self.store.listener(), NOW).unwrap().len();
        let queue = &self.queue;
        (lines(&mut queue.added()), lines(&mut queue.upcoming()), lines(&mut queue.ear()), said)
    }

    /// The next run: the store opened again, the queue as it was kept.
    fn again(self, fixture: &Fixture) -> Self {
        let saved = serde_json::to_string(&self.queue.saved()).unwrap();
        let saved: Saved = serde_json::from_str(&saved).unwrap();
        let Self { store, cards, .. } = self;
        drop(store);
        let queue = Queue::restored(7, saved, |id| cards.iter().find(|card| card.id == id).cloned());
        Self { store: Store::open(&fixture.paths, NOW).unwrap(), queue, cards }
    }
}

fn desk(fixture: &Fixture) -> Desk {
    let ids: Vec<TrackId> = ["a", "b", "c", "d"].map(|title| fixture.track(title, "x")).into();
    let cards: Vec<_> =
        fixture.reader().cards(&ids, fixture.store.listener()).unwrap().into_iter().map(Arc::new).collect();
    let mut queue = Queue::new(1);
    queue.play_now(cards.clone(), 1, source(SourceKind::Album));
    let ear = cards.iter().map(|card| (Arc::clone(card), format!("near to {}", card.title))).collect();
    queue.set_ear(ear, &source(SourceKind::Autoplay));
    Desk { store: Store::open(&fixture.paths, NOW).unwrap(), queue, cards }
}

#[test]
fn queue_and_library_are_undone_in_one_order_across_runs() {
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) };
    proptest!(config, |(edits in prop::collection::vec(edit(), 0..12))| {
        let fixture = Fixture::new();
        let mut desk = desk(&fixture);
        let start = desk.stands();
        edits.iter().for_each(|edit| desk.make(edit));
        let end = desk.stands();
        let mut desk = desk.again(&fixture);
        prop_assert_eq!(&desk.stands(), &end, "lines keep their numbers");
        while desk.turn(true) {}
        prop_assert_eq!(&desk.stands(), &start);
        let mut desk = desk.again(&fixture);
        while desk.turn(false) {}
        prop_assert_eq!(&desk.stands(), &end);
        while desk.turn(true) {}
        prop_assert_eq!(&desk.stands(), &start, "a second time");
    });
}

#[test]
fn another_list_that_plays_by_now_is_left_alone() {
    let fixture = Fixture::new();
    let mut desk = desk(&fixture);
    desk.make(&Edit::Remove(0));
    let cards = desk.cards.clone();
    desk.queue.play_now(cards.clone(), 0, source(SourceKind::Album));
    let before = desk.stands();
    let turned = desk.store.undo_with(desk.queue.parts(), NOW).wait().unwrap().unwrap();
    assert!(!desk.queue.bring_back(&turned.queue.unwrap(), |id| cards.iter().find(|card| card.id == id).cloned()));
    assert_eq!(desk.stands(), before);
}

#[test]
fn the_journal_of_the_queue_is_bounded_and_that_of_the_library_is_not_touched() {
    let fixture = Fixture::new();
    let mut desk = desk(&fixture);
    desk.make(&Edit::Say(0));
    for _ in 0..70 {
        desk.make(&Edit::Add { tracks: vec![0], next: true });
    }
    let lines = desk.store.reader().unwrap().journal(desk.store.listener(), 1_000).unwrap();
    assert_eq!(lines.len(), 51);
    assert_eq!(lines.last().unwrap().change.summary, "Liked: a");
}
