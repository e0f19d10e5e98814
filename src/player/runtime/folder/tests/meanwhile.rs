//! What is done to lists and files between the look at them and what follows from it, and what
//! fails half way.

use super::*;

fn done(what: What, name: &str) -> (What, String) {
    (what, name.to_owned())
}

#[test]
fn a_list_that_is_edited_while_its_file_is_read_is_kept() {
    let house = House::new();
    let list = house.list("Kitchen", &[1]);
    house.sync();
    house.put("Kitchen.m3u8", "../music/A/3.wav\n");
    let add = || house.edit(PlaylistEdit::Add { id: list, tracks: vec![house.track(2)] });
    assert_eq!(house.sync_while(add), [done(What::Left, "Kitchen")]);
    assert_eq!(house.lists(), ["Kitchen: 1 2"]);
    assert_eq!(house.sync(), [done(What::KeptBoth, "Kitchen")]);
    assert_eq!(house.lists(), ["Kitchen: 1 2", "Kitchen (from the file, 1 March): 3"]);
    assert_eq!(house.sync(), []);
}

#[test]
fn lists_that_are_edited_while_they_are_deleted_stay() {
    let house = House::new();
    let (one, _, three) = (house.list("One", &[1]), house.list("Two", &[2]), house.list("Three", &[3]));
    house.sync();
    std::fs::write(house.at("lists/notes.txt"), "").unwrap();
    for name in ["One", "Two", "Three"] {
        std::fs::remove_file(house.at("lists").join(format!("{name}.m3u8"))).unwrap();
    }
    let edit = || {
        house.edit(PlaylistEdit::Add { id: one, tracks: vec![house.track(2)] });
        house.edit(PlaylistEdit::Delete { id: three });
    };
    let mut synced = house.sync_while(edit);
    synced.sort_by(|a, b| a.1.cmp(&b.1));
    assert_eq!(synced, [done(What::Left, "One"), done(What::Left, "Three"), done(What::Deleted, "Two")]);
    assert_eq!(house.lists(), ["One: 1 2"]);
    assert_eq!(house.sync(), [done(What::Written, "One")], "a change outlives a deletion");
    assert_eq!(house.sync(), []);
}

#[test]
fn a_list_is_not_deleted_when_its_file_came_back() {
    let house = House::new();
    house.list("One", &[1]);
    house.sync();
    let file = house.at("lists/One.m3u8");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    assert_eq!(house.sync_while(|| std::fs::write(&file, &text).unwrap()), [done(What::Left, "One")]);
    assert_eq!(house.lists(), ["One: 1"]);
    assert_eq!(house.sync(), []);
}

#[test]
fn what_counted_on_a_step_that_failed_is_not_done() {
    let house = House::new();
    let list = house.list("Kitchen", &[1]);
    house.sync();
    house.edit(PlaylistEdit::Rename { id: list, name: "Rock".into() });
    house.put("Kitchen.m3u8", "../music/A/3.wav\n");
    // The file would be read, then written under the list's name and taken away.
    let add = || house.edit(PlaylistEdit::Add { id: list, tracks: vec![house.track(2)] });
    assert_eq!(house.sync_while(add), [done(What::Left, "Rock")]);
    assert_eq!(house.file("Kitchen.m3u8"), "../music/A/3.wav");
    assert_eq!(house.sync(), [done(What::KeptBoth, "Rock")]);
    assert_eq!(house.lists(), ["Rock: 1 2", "Rock (from the file, 1 March): 3"]);
    assert_eq!(house.sync(), []);
}

#[test]
fn a_list_that_is_renamed_meanwhile_does_not_keep_its_old_file() {
    let house = House::new();
    let list = house.list("Kitchen", &[1]);
    house.sync();
    house.edit(PlaylistEdit::Add { id: list, tracks: vec![house.track(2)] });
    let rename = |name: &str| house.edit(PlaylistEdit::Rename { id: list, name: name.into() });
    assert_eq!(house.sync_while(|| rename("Rock")), [done(What::Left, "Kitchen")]);
    assert_eq!(house.sync_while(|| rename("Pop")), [done(What::Left, "Rock")]);
    assert_eq!(house.sync(), [done(What::Written, "Pop")]);
    assert_eq!(house.file("Pop.m3u8"), "../music/A/1.wav ../music/A/2.wav");
    assert_eq!((house.lists(), house.sync()), (vec!["Pop: 1 2".to_owned()], vec![]));
    assert!(!house.at("lists/Kitchen.m3u8").exists() && !house.at("lists/Rock.m3u8").exists());
}

#[test]
fn a_file_that_changes_while_it_is_taken_for_equal_is_read_next_time() {
    let house = House::new();
    house.list("Kitchen", &[1]);
    house.put("Kitchen.m3u8", "#EXTM3U\n");
    house.sync();
    let file = house.at("lists/Kitchen.m3u8");
    let folder = house.at("lists").as_os_str().as_bytes().to_vec();
    let known = house.store.reader().unwrap().playlist_files(house.store.listener(), &folder).unwrap();
    let lists = house.lists();
    house.store.forget_playlist_files(folder, known.iter().map(|known| known.list).collect()).wait().unwrap();
    let save = || std::fs::write(&file, "../music/A/3.wav\n").unwrap();
    assert_eq!(house.sync_while(save), [done(What::Left, "Kitchen")]);
    assert_eq!(house.lists(), lists);
    assert_eq!(house.file("Kitchen.m3u8"), "../music/A/3.wav");

    // The same for one that was moved, whose list would be called like it.
    house.sync();
    std::fs::rename(&file, house.at("lists/Rock.m3u8")).unwrap();
    let save = || house.put("Rock.m3u8", "../music/A/2.wav\n");
    assert_eq!(house.sync_while(save), [done(What::Left, "Kitchen")]);
    house.sync();
    assert!(house.lists().iter().any(|list| list.ends_with(": 2")), "{:?}", house.lists());
    assert_eq!(house.sync(), []);
}

/// Stands where a file is written before it gets its name, as a full disk would.
fn block(house: &House, file: &str) -> PathBuf {
    let short: String = file.chars().take(40).collect();
    let path = house.at("lists").join(format!(".{short}.{}.part", std::process::id()));
    std::fs::create_dir_all(path.join("x")).unwrap();
    path
}

#[test]
fn what_both_sides_say_is_kept_once_however_often_the_rest_fails() {
    let house = House::new();
    let list = house.list("Kitchen", &[1]);
    house.sync();
    house.edit(PlaylistEdit::Add { id: list, tracks: vec![house.track(2)] });
    house.put("Kitchen.m3u8", "../music/A/3.wav\n");
    let blocked = [block(&house, "Kitchen (from the file, 1 March).m3u8"), block(&house, "Kitchen.m3u8")];
    let lists = ["Kitchen: 1 2", "Kitchen (from the file, 1 March): 3"];
    for _ in 0..3 {
        let synced = sync_folder(&house.store, &house.paths, &house.at("lists"), NOW).unwrap();
        assert!(synced.has_trouble() && synced.is_stuck, "{synced:?}");
        assert_eq!(house.lists(), lists);
        assert_eq!(house.file("Kitchen.m3u8"), "../music/A/3.wav");
    }
    blocked.iter().for_each(|path| std::fs::remove_dir_all(path).unwrap());
    house.sync();
    assert_eq!((house.lists(), house.sync()), (lists.map(str::to_owned).to_vec(), vec![]));
    assert_eq!(house.file("Kitchen (from the file, 1 March).m3u8"), "../music/A/3.wav");
}

#[test]
fn a_renamed_list_whose_file_cannot_be_written_is_not_doubled() {
    let house = House::new();
    let list = house.list("Kitchen", &[1]);
    house.sync();
    house.edit(PlaylistEdit::Rename { id: list, name: "Rock".into() });
    let blocked = block(&house, "Rock.m3u8");
    for _ in 0..2 {
        assert_eq!(house.sync(), [done(What::Left, "Rock")]);
        assert_eq!(house.lists(), ["Rock: 1"]);
    }
    std::fs::remove_dir_all(blocked).unwrap();
    assert_eq!(house.sync(), [done(What::Written, "Rock")]);
    assert_eq!((house.lists(), house.sync()), (vec!["Rock: 1".to_owned()], vec![]));
}

#[test]
fn names_of_nothing_hold_nothing_up() {
    let house = House::new();
    for name in [" .m3u8", "\u{200b}.m3u8", "Good.m3u8"] {
        house.put(name, "../music/A/1.wav\n");
    }
    assert_eq!(house.sync().len(), 3);
    assert_eq!(house.lists(), ["Good: 1", "Unnamed: 1", "Unnamed (2): 1"]);
    assert_eq!(house.sync(), []);
    std::fs::rename(house.at("lists/Good.m3u8"), house.at("lists/\u{200e}.m3u8")).unwrap();
    house.sync();
    assert_eq!(house.lists(), ["Unnamed: 1", "Unnamed: 1", "Unnamed (2): 1"]);
    house.sync();
    assert_eq!(house.sync(), []);
}
