use proptest::prelude::*;
use rusqlite::Connection;

use super::*;
use crate::domain::feedback::{Target, Verb};
use crate::domain::ids::{PinId, PlaylistId, TrackId};
use crate::domain::playlist::PlaylistEdit;
use crate::domain::section::{ItemRef, Pin, PinMode, Recipe};
use crate::store::connection;
use crate::store::fixture::{Fixture, NOW};

mod queue;

/// What hands do, with things named by their place among those that were made.
#[derive(Clone, Debug)]
enum Act {
    Create,
    Rename { list: usize, name: String },
    Delete { list: usize },
    Add { list: usize, tracks: Vec<usize> },
    Remove { list: usize, lines: Vec<usize> },
    Move { list: usize, line: usize, to: u32 },
    Pin { place: u32 },
    MovePin { pin: usize, to: u32 },
    Unpin { pin: usize },
    Say { verb: usize, track: usize },
    Undo,
    Redo,
}

fn act() -> impl Strategy<Value = Act> {
    let list = 0usize..3;
    prop_oneof![
        1 => Just(Act::Create),
        1 => (list.clone(), "[a-c\u{1b}]{0,2}").prop_map(|(list, name)| Act::Rename { list, name }),
        1 => list.clone().prop_map(|list| Act::Delete { list }),
        4 => (list.clone(), prop::collection::vec(0usize..5, 0..6)).prop_map(|(list, tracks)| Act::Add { list, tracks }),
        4 => (list.clone(), prop::collection::vec(0usize..9, 0..4)).prop_map(|(list, lines)| Act::Remove { list, lines }),
        4 => (list, 0usize..9, 0u32..9).prop_map(|(list, line, to)| Act::Move { list, line, to }),
        2 => (0u32..4).prop_map(|place| Act::Pin { place }),
        2 => (0usize..4, 0u32..5).prop_map(|(pin, to)| Act::MovePin { pin, to }),
        1 => (0usize..4).prop_map(|pin| Act::Unpin { pin }),
        2 => (0usize..6, 0usize..3).prop_map(|(verb, track)| Act::Say { verb, track }),
        2 => Just(Act::Undo),
        1 => Just(Act::Redo),
    ]
}

/// Everything that hands made, as a reader sees it.
#[derive(Debug, PartialEq)]
struct Made {
    lists: Vec<(PlaylistId, String, Vec<Line>)>,
    pins: Vec<Pin>,
    feedback: Vec<crate::domain::feedback::Feedback>,
}

/// Row, track, words, path, length, added at.
type Line = (i64, Option<i64>, i64, Option<Vec<u8>>, Option<i64>, i64);

fn look(connection: &Connection, listener: ListenerId) -> Made {
    let mut lists = connection
        .prepare("SELECT id, uuid, name FROM playlists WHERE listener_id = ?1 AND deleted_at IS NULL ORDER BY id")
        .unwrap();
    let lists = lists
        .query_map([listener.0], |row| Ok((row.get(0)?, PlaylistId(columns::uuid(row, 1)?), row.get(2)?)))
        .unwrap()
        .map(|list| list.map(|(row, id, name)| (id, name, lines(connection, row))).unwrap())
        .collect();
    Made {
        lists,
        pins: pins::standing(connection, listener).unwrap(),
        feedback: feedback::in_force(connection, listener, NOW).unwrap(),
    }
}

fn lines(connection: &Connection, list: i64) -> Vec<Line> {
    let mut rows = connection
        .prepare(
            "SELECT id, track_id, snapshot_id, path, length_ms, added_at FROM playlist_entries
             WHERE playlist_id = ?1 ORDER BY position, id",
        )
        .unwrap();
    let line =
        |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?));
    rows.query_map([list], line).unwrap().map(|line| line.unwrap()).collect()
}

struct Hands<'a> {
    tx: Transaction<'a>,
    listener: ListenerId,
    tracks: Vec<TrackId>,
    lists: Vec<PlaylistId>,
    pins: Vec<PinId>,
}

impl Hands<'_> {
    /// What is refused changes nothing, which the states that are compared show.
    fn perform(&mut self, act: &Act) {
        match act {
            Act::Undo => _ = undo(&self.tx, self.listener, NOW).unwrap(),
            Act::Redo => _ = redo(&self.tx, self.listener, NOW).unwrap(),
            Act::Pin { place } => {
                let pin = a_pin(*place);
                self.pins.push(pin.id);
                _ = pins::add(&self.tx, self.listener, &pin);
            }
            Act::MovePin { pin, to } => {
                let Some(pin) = self.pins.get(*pin) else { return };
                _ = pins::shift(&self.tx, self.listener, *pin, *to, NOW);
            }
            Act::Unpin { pin } => {
                let Some(pin) = self.pins.get(*pin) else { return };
                _ = pins::remove(&self.tx, self.listener, *pin, NOW);
            }
            Act::Say { verb, track } => {
                let target = Target::Item(ItemRef::Track(self.tracks[*track]));
                _ = feedback::say(&self.tx, self.listener, Verb::ALL[*verb], &[target], None, NOW);
            }
            _ => {
                let Some(edit) = self.edit(act) else { return };
                _ = playlists::make(&self.tx, self.listener, &edit, NOW);
            }
        }
    }

    fn edit(&mut self, act: &Act) -> Option<PlaylistEdit> {
        let nth = |list: &usize| self.lists.get(*list).copied();
        let entries = |id: PlaylistId, places: &[usize]| -> Vec<i64> {
            let made = look(&self.tx, self.listener);
            let lines = made.lists.iter().find(|list| list.0 == id).map(|list| list.2.clone()).unwrap_or_default();
            places.iter().filter_map(|place| lines.get(*place)).map(|line| line.0).collect()
        };
        Some(match act {
            Act::Create => {
                let id = PlaylistId::made_at(NOW.unix_ms);
                self.lists.push(id);
                PlaylistEdit::Create { id, name: format!("List {}", self.lists.len()) }
            }
            Act::Rename { list, name } => PlaylistEdit::Rename { id: nth(list)?, name: name.clone() },
            Act::Delete { list } => PlaylistEdit::Delete { id: nth(list)? },
            Act::Add { list, tracks } => {
                let tracks = tracks.iter().filter_map(|track| self.tracks.get(*track)).copied().collect();
                PlaylistEdit::Add { id: nth(list)?, tracks }
            }
            Act::Remove { list, lines } => {
                let id = nth(list)?;
                PlaylistEdit::Remove { id, entries: entries(id, lines) }
            }
            Act::Move { list, line, to } => {
                let id = nth(list)?;
                PlaylistEdit::Move { id, entry: entries(id, &[*line]).first().copied()?, to: *to }
            }
            _ => return None,
        })
    }

    fn look(&self) -> Made {
        look(&self.tx, self.listener)
    }

    fn undo_all(&self) -> usize {
        std::iter::from_fn(|| undo(&self.tx, self.listener, NOW).unwrap()).count()
    }

    fn redo_all(&self) -> usize {
        std::iter::from_fn(|| redo(&self.tx, self.listener, NOW).unwrap()).count()
    }
}

fn a_pin(place: u32) -> Pin {
    Pin {
        id: PinId::made_at(NOW.unix_ms),
        place,
        mode: PinMode::Picks,
        title: "Late at night".into(),
        recipe: Recipe { kind: "on-repeat".into(), seed: None, length: 3, ..Recipe::default() },
        picks: Vec::new(),
        pinned_at: NOW,
    }
}

/// A library with four tracks, and one id that is no track.
fn library() -> (Fixture, Connection, Vec<TrackId>) {
    let fixture = Fixture::new();
    let mut tracks: Vec<_> = ["a", "b", "c", "d"].map(|title| fixture.track(title, "x")).into();
    tracks.push(TrackId(4_711));
    let (connection, _) = connection::open_writer(&fixture.paths.database()).unwrap();
    (fixture, connection, tracks)
}

#[test]
fn any_edits_can_be_undone_to_the_start_and_redone_to_the_end() {
    let (fixture, connection, tracks) = library();
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) };
    proptest!(config, |(before in prop::collection::vec(act(), 0..16), acts in prop::collection::vec(act(), 0..32))| {
        // Each case in a transaction that is rolled back.
        let tx = connection.unchecked_transaction().unwrap();
        let (listener, tracks) = (fixture.store.listener(), tracks.clone());
        let mut hands = Hands { tx, listener, tracks, lists: Vec::new(), pins: Vec::new() };
        hands.perform(&Act::Create);
        before.iter().for_each(|act| hands.perform(act));
        hands.tx.execute("DELETE FROM changes", []).unwrap();
        let start = hands.look();

        acts.iter().for_each(|act| hands.perform(act));
        hands.redo_all();
        let end = hands.look();
        let changes = hands.undo_all();
        prop_assert_eq!(hands.look(), start);
        prop_assert_eq!(hands.redo_all(), changes);
        prop_assert_eq!(&hands.look(), &end);
        hands.undo_all();
        hands.redo_all();
        prop_assert_eq!(hands.look(), end, "a second time");
    });
}

#[test]
fn gaps_that_run_out_are_made_anew_and_undo_still_finds_its_way() {
    let (fixture, connection, tracks) = library();
    let tx = connection.unchecked_transaction().unwrap();
    let mut hands = Hands { tx, listener: fixture.store.listener(), tracks, lists: Vec::new(), pins: Vec::new() };
    hands.perform(&Act::Create);
    hands.perform(&Act::Add { list: 0, tracks: vec![0, 1, 2, 3] });
    let start = hands.look();
    // Each move halves the gap behind the first line: doubles have 52 halvings.
    for _ in 0..200 {
        hands.perform(&Act::Move { list: 0, line: 3, to: 1 });
    }
    let moved: Vec<_> = hands.look().lists[0].2.iter().map(|line| line.1).collect();
    assert_eq!(moved, [Some(1), Some(3), Some(4), Some(2)], "200 turns of three lines");
    for _ in 0..200 {
        hands.perform(&Act::Undo);
    }
    assert_eq!(hands.look(), start);
}

#[test]
fn undo_names_what_it_takes_back_and_survives_a_restart() {
    let fixture = Fixture::new();
    let track = fixture.track("Sunny", "Bobby Hebb");
    let id = PlaylistId::made_at(NOW.unix_ms);
    for edit in [
        PlaylistEdit::Create { id, name: "  Kitchen\u{1b}[2J ".into() },
        PlaylistEdit::Add { id, tracks: vec![track] },
        PlaylistEdit::Rename { id, name: "Bath".into() },
        PlaylistEdit::Delete { id },
    ] {
        fixture.store.edit_playlist(edit, NOW).wait().unwrap().unwrap();
    }
    let again = Store::open(&fixture.paths, NOW).unwrap();
    let undone = || again.undo(NOW).wait().unwrap().map(|change| change.summary);
    assert_eq!(undone().as_deref(), Some("Deleted the playlist Bath"));
    assert_eq!(undone().as_deref(), Some("Renamed Kitchen [2J to Bath"));
    assert_eq!(undone().as_deref(), Some("Added Sunny to Kitchen [2J"));
    let journal = again.reader().unwrap().journal(again.listener(), 2).unwrap();
    assert!(journal.iter().all(|line| line.undone));
    assert_eq!(journal.len(), 2);
    // A new change forgets what could be made again.
    again.edit_playlist(PlaylistEdit::Rename { id, name: "Garden".into() }, NOW).wait().unwrap().unwrap();
    assert_eq!(again.redo(NOW).wait().unwrap(), None);
    // Nobody undoes what others did.
    let other = Store::open_as(&fixture.paths, "Ada", NOW).unwrap();
    assert_eq!(other.undo(NOW).wait().unwrap(), None);
}
