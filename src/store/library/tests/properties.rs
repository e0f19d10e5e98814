//! Whatever happens to files between scans, a sound that survives keeps its track.

use std::collections::HashMap;

use proptest::prelude::*;

use super::shelf::{Shelf, piece};
use crate::domain::ids::TrackId;

#[derive(Clone, Debug)]
enum Act {
    Add(u32),
    Move(prop::sample::Index, u32),
    Retag(prop::sample::Index, u32),
    Copy(prop::sample::Index, u32),
    Remove(prop::sample::Index),
    Swap(prop::sample::Index, prop::sample::Index),
    Scan,
}

fn act() -> impl Strategy<Value = Act> {
    let index = any::<prop::sample::Index>;
    prop_oneof![
        2 => (0u32..40).prop_map(Act::Add),
        3 => (index(), 0u32..40).prop_map(|(file, n)| Act::Move(file, n)),
        3 => (index(), 0u32..6).prop_map(|(file, n)| Act::Retag(file, n)),
        2 => (index(), 0u32..40).prop_map(|(file, n)| Act::Copy(file, n)),
        1 => index().prop_map(Act::Remove),
        1 => (index(), index()).prop_map(|(one, two)| Act::Swap(one, two)),
        3 => Just(Act::Scan),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 400, ..ProptestConfig::default() })]

    /// Every sound here is told apart by its title, so it has one track, through all moves,
    /// copies, retags of the album and returns.
    #[test]
    fn a_sound_keeps_its_track_through_everything(acts in prop::collection::vec(act(), 1..40), batch in 1usize..6) {
        let mut shelf = Shelf::new();
        shelf.batch = batch;
        // One file per sound; its name is told by the path, so that acts can be checked.
        let mut sounds: HashMap<String, u32> = HashMap::new();
        let mut tracks: HashMap<u32, TrackId> = HashMap::new();
        let mut next = 0;
        for act in acts.into_iter().chain([Act::Scan]) {
            let paths = shelf.paths();
            match act {
                Act::Add(n) => {
                    let path = format!("{n}.flac");
                    sounds.entry(path.clone()).or_insert_with(|| {
                        next += 1;
                        shelf.put(&path, piece(next));
                        next
                    });
                }
                Act::Move(file, n) if !paths.is_empty() => {
                    let (from, to) = (file.get(&paths).clone(), format!("moved/{n}.flac"));
                    if !sounds.contains_key(&to) {
                        shelf.rename(&from, &to);
                        let sound = sounds.remove(&from).unwrap();
                        sounds.insert(to, sound);
                    }
                }
                Act::Retag(file, n) if !paths.is_empty() => {
                    // All copies of a sound are retagged alike, else they would part, as they should.
                    let sound = sounds[file.get(&paths)];
                    for path in paths.iter().filter(|path| sounds[*path] == sound) {
                        shelf.retag(path, |tags| tags.album = Some(format!("Album {n}")));
                    }
                }
                Act::Copy(file, n) if !paths.is_empty() => {
                    let (from, to) = (file.get(&paths).clone(), format!("copy/{n}.flac"));
                    if !sounds.contains_key(&to) {
                        let copy = shelf.piece_at(&from).clone();
                        shelf.put(&to, copy);
                        sounds.insert(to, sounds[&from]);
                    }
                }
                Act::Remove(file) if !paths.is_empty() => {
                    let path = file.get(&paths);
                    shelf.remove(path);
                    sounds.remove(path);
                }
                Act::Swap(one, two) if !paths.is_empty() => {
                    let (one, two) = (one.get(&paths).clone(), two.get(&paths).clone());
                    if one != two {
                        let (first, second) = (shelf.remove(&one), shelf.remove(&two));
                        // Put anew, so that a scan sees the change even where sizes and times agree.
                        shelf.put(&one, second);
                        shelf.put(&two, first);
                        let (a, b) = (sounds[&one], sounds[&two]);
                        sounds.insert(one, b);
                        sounds.insert(two, a);
                    }
                }
                Act::Scan => {
                    shelf.scan();
                    for (path, sound) in &sounds {
                        let track = shelf.track_at(path);
                        prop_assert!(track.is_some(), "{} has no track", path);
                        let known = *tracks.entry(*sound).or_insert(track.unwrap());
                        prop_assert_eq!(track, Some(known), "sound {} at {}", sound, path);
                    }
                    let rows = shelf.dump();
                    shelf.scan();
                    prop_assert_eq!(shelf.dump(), rows, "a second scan changes nothing");
                }
                _ => {}
            }
        }
        let dangling = shelf.library.number("SELECT count(*) FROM pragma_foreign_key_check");
        prop_assert_eq!(dangling, 0);
    }
}
