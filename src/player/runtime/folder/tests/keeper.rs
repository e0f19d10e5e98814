//! What the keeper tells, and when it looks again.

use crossbeam_channel::{Receiver, bounded, unbounded};

use super::super::keeper::Keeper;
use super::super::watch::Watch;
use super::*;
use crate::clock::Clock;
use crate::domain::settings::Spoken;
use crate::player::Input;
use crate::player::protocol::Command;
use crate::player::runtime::Mailbox;
use crate::player::runtime::spoken::SpokenNow;

fn keeper(house: &House) -> (Keeper, Receiver<Input>) {
    let (mail, inputs) = unbounded();
    let folder = house.at("lists").to_string_lossy().into_owned();
    let spoken = Spoken { key: crate::domain::settings::Key::PlaylistFolder, value: folder, line: 1 };
    let keeper = Keeper {
        store: house.store.clone(),
        paths: house.paths.clone(),
        clock: Clock::system(),
        spoken: SpokenNow::new(vec![spoken]),
        mailbox: Mailbox(mail),
        watch: Watch::new(bounded(1).0),
        left: std::collections::BTreeSet::new(),
        told: None,
        failures: 0,
    };
    (keeper, inputs)
}

/// The words that were said, and how often pages were told to look again.
fn told(inputs: &Receiver<Input>) -> (Vec<String>, usize) {
    let (mut words, mut changed) = (Vec::new(), 0);
    for input in inputs.try_iter() {
        match input {
            Input::Notice(text) => words.push(text),
            Input::Warning(text) => words.push(format!("! {text}")),
            Input::Command(Command::LibraryChanged) => changed += 1,
            _ => panic!("something else"),
        }
    }
    (words, changed)
}

#[test]
fn two_saves_of_others_are_both_shown() {
    let house = House::new();
    house.list("Kitchen", &[1]);
    let (mut keeper, inputs) = keeper(&house);
    keeper.look();
    assert_eq!(told(&inputs), (vec![], 0), "that files follow is no news");
    for place in [2, 3] {
        house.put("Kitchen.m3u8", &format!("../music/A/{place}.wav\n"));
        keeper.look();
        assert_eq!(told(&inputs), (vec!["Playlist folder: 1 read".to_owned()], 1));
    }
}

#[test]
fn trouble_that_stays_is_told_once_and_hides_nothing() {
    let house = House::new();
    house.list("Broken", &[1]);
    house.list("Kitchen", &[1]);
    let (mut keeper, inputs) = keeper(&house);
    keeper.look();
    house.put("Broken.m3u8", "\0\0");
    let mut look = || {
        keeper.look();
        (told(&inputs), keeper.failures)
    };
    let broken = "! Playlist folder: Broken left as it is: it cannot be read as a list";
    assert_eq!(look(), ((vec![broken.to_owned()], 0), 0), "nothing was tried in vain");
    assert_eq!(look(), ((vec![], 0), 0));
    for place in [2, 3] {
        house.put("Kitchen.m3u8", &format!("../music/A/{place}.wav\n"));
        let (words, changed) = look().0;
        assert_eq!((words, changed), (vec!["Playlist folder: 1 read".to_owned()], 1), "and no word of what is known");
    }
    house.put("Broken.m3u8", "../music/A/1.wav\n");
    look();
    house.put("Broken.m3u8", "\0\0");
    assert_eq!(look().0.0, [broken], "it is broken again");
}

#[test]
fn it_looks_again_when_another_is_at_it_and_loses_patience_with_what_fails() {
    let house = House::new();
    let (mut keeper, inputs) = keeper(&house);
    let held = lock::hold(&house.paths.state.join("lists.lock")).unwrap().unwrap();
    assert!(keeper.look().is_some());
    drop(held);
    assert!(keeper.look().is_none());
    assert_eq!(told(&inputs), (vec![], 0));

    house.list("New/Kitchen", &[1]);
    std::fs::write(house.at("lists/New"), "").unwrap();
    for looks in 1..4 {
        keeper.look();
        assert_eq!(keeper.failures, looks);
    }
    assert_eq!(told(&inputs).0.len(), 1);
    std::fs::remove_file(house.at("lists/New")).unwrap();
    keeper.look();
    assert_eq!(keeper.failures, 0);
}
