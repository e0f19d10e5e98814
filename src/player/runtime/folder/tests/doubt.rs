//! What may be away for a while, and is not taken for gone.

use super::super::search::DEEPEST;
use super::*;

fn done(what: What, name: &str) -> (What, String) {
    (what, name.to_owned())
}

#[test]
fn a_folder_that_cannot_be_looked_into_is_not_gone() {
    let house = House::new();
    house.put("Jazz/Late.m3u8", "../../music/A/1.wav\n");
    house.sync();
    // Too deep, which keeps out who may everything too.
    let deep = house.at("lists").join("d/".repeat(DEEPEST));
    std::fs::create_dir_all(&deep).unwrap();
    let files = Files::open(house.at("lists"));
    let mut known = house.store.reader().unwrap().playlist_files(house.store.listener(), &files.folder()).unwrap();
    known[0].file = [b"d/".repeat(DEEPEST + 1).as_slice(), b"Late.m3u8"].concat();
    std::fs::rename(house.at("lists/Jazz"), deep.join("d")).unwrap();
    house.store.keep_playlist_files(files.folder(), known).wait().unwrap();
    assert_eq!(house.sync(), [done(What::Left, "Jazz/Late")]);
    assert_eq!(house.lists(), ["Jazz/Late: 1"]);
}

#[test]
fn lists_of_a_drive_below_the_folder_stay_while_it_is_away() {
    let house = House::new();
    house.put("Drive/A.m3u8", "../../music/A/1.wav\n");
    house.put("Drive/B.m3u8", "../../music/A/2.wav\n");
    house.list("Made/C", &[3]);
    house.sync();
    let lists = house.lists();
    std::fs::rename(house.at("lists/Drive"), house.at("away")).unwrap();
    std::fs::create_dir(house.at("lists/Drive")).unwrap();
    assert_eq!(house.sync(), [done(What::Left, "Drive/A"), done(What::Left, "Drive/B")]);
    assert_eq!(house.lists(), lists);
    std::fs::remove_dir(house.at("lists/Drive")).unwrap();
    std::fs::rename(house.at("away"), house.at("lists/Drive")).unwrap();
    assert_eq!(house.sync(), []);

    // What was moved out of a folder is no doubt, and what was made here is no drive.
    std::fs::rename(house.at("lists/Drive/A.m3u8"), house.at("lists/A.m3u8")).unwrap();
    std::fs::rename(house.at("lists/Drive/B.m3u8"), house.at("lists/B2.m3u8")).unwrap();
    std::fs::remove_file(house.at("lists/Made/C.m3u8")).unwrap();
    house.sync();
    assert_eq!(house.lists(), ["A: 1", "B2: 2"]);
    assert_eq!(house.sync(), []);
}

#[test]
fn the_mark_of_another_listener_says_nothing() {
    let house = House::new();
    for place in 0..5 {
        house.list(&format!("L{place}"), &[1]);
    }
    house.sync();
    let lists = house.lists();
    std::fs::rename(house.at("lists"), house.at("away")).unwrap();
    std::fs::create_dir(house.at("lists")).unwrap();
    let sync = |store: &Store, paths: &Paths| sync_folder(store, paths, &house.at("lists"), NOW);
    // Of the same library: it is told, and makes no mark.
    let other = Store::open_as(&house.paths, "Ada", NOW).unwrap();
    assert!(sync(&other, &house.paths).unwrap_err().to_string().contains("as if a drive were not mounted"));
    assert!(!house.at("lists/.tonearm").exists());
    // Of another library, which knows nothing.
    let paths = Paths::under(&house.at("elsewhere"));
    let other = Store::open(&paths, NOW).unwrap();
    assert_eq!(sync(&other, &paths).unwrap(), Synced::default());
    assert!(house.at("lists/.tonearm").exists());
    assert!(sync(&house.store, &house.paths).unwrap_err().to_string().contains("at once"));
    assert_eq!(house.lists(), lists);
    std::fs::remove_dir_all(house.at("lists")).unwrap();
    std::fs::rename(house.at("away"), house.at("lists")).unwrap();
    assert_eq!(house.sync(), []);
}

#[test]
fn what_is_no_file_is_not_opened() {
    let house = House::new();
    std::fs::create_dir_all(house.at("lists/Dir.m3u8")).unwrap();
    let pipe = house.at("lists/Pipe.m3u8");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    house.list("Dir", &[1]);
    house.list("Pipe", &[2]);
    assert_eq!(house.sync().len(), 2);
    assert_eq!(house.file("Pipe (2).m3u8"), "../music/A/2.wav");
    assert_eq!(house.sync(), []);
    // It takes the place of a file.
    std::fs::remove_file(house.at("lists/Pipe (2).m3u8")).unwrap();
    std::fs::rename(&pipe, house.at("lists/Pipe (2).m3u8")).unwrap();
    house.sync();
    let files = Files::open(house.at("lists"));
    assert!(files.load(b"Pipe (2).m3u8").is_err() && files.check(b"Pipe (2).m3u8", None).is_err());
}

#[test]
fn a_file_that_answers_to_two_spellings_goes_to_the_new_one() {
    let house = House::new();
    house.put("jazz.m3u8", "../music/A/1.wav\n");
    // As a file system answers that takes both for one.
    std::fs::hard_link(house.at("lists/jazz.m3u8"), house.at("lists/Jazz.m3u8")).unwrap();
    let mut files = Files::open(house.at("lists"));
    let hash = xxhash_rust::xxh3::xxh3_64(&files.load(b"jazz.m3u8").unwrap());
    files.carry(b"jazz.m3u8", b"Jazz.m3u8", hash).unwrap();
    let names = std::fs::read_dir(house.at("lists")).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(names.collect::<Vec<_>>(), ["Jazz.m3u8"]);
    house.put("other.m3u8", "x\n");
    assert!(files.carry(b"Jazz.m3u8", b"other.m3u8", hash).is_err(), "another file keeps its name");
    assert_eq!(house.file("other.m3u8"), "x");
}
