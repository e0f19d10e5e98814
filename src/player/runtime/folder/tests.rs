use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use super::super::StoredLibrary;
use super::super::matching::Matcher;
use super::*;
use crate::decode::testsound::{sweep_i16, write_wav};
use crate::domain::ids::{PlaylistId, TrackId};
use crate::domain::playlist::PlaylistEdit;
use crate::domain::playlist::folder::shown as shown_name;
use crate::exchange::FORMATS;
use crate::exchange::reconcile::stem;
use crate::scan::{self, Options};

mod doubt;
mod keeper;
mod meanwhile;
mod subfolders;

const NOW: Moment = Moment::utc(1_772_366_400_000);

struct House {
    home: tempfile::TempDir,
    store: Store,
    paths: Paths,
}

impl House {
    /// Three tracks, and a folder for lists beside the music.
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let paths = Paths::under(&home.path().join("home"));
        let store = Store::open(&paths, NOW).unwrap();
        let house = Self { home, store, paths };
        for place in 1..=3 {
            house.sound(&format!("A/{place}.wav"), place);
        }
        store_root(&house.store, &house.at("music"));
        house.scan();
        house
    }

    fn at(&self, below: &str) -> PathBuf {
        self.home.path().canonicalize().unwrap().join(below)
    }

    fn sound(&self, name: &str, place: u32) {
        let path = self.at("music").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let begin = u64::from(place) * 100;
        write_wav(&path, &sweep_i16(begin..begin + 8_000 * u64::from(place), 8_000), 8_000);
    }

    fn scan(&self) {
        let roots = self.store.reader().unwrap().roots().unwrap();
        let mut library = StoredLibrary::new(&self.store, NOW).unwrap();
        scan::run(&roots, Options::default(), &mut library, &mut |_| {}, &AtomicBool::new(false)).unwrap();
        self.store.relink().wait().unwrap();
    }

    fn track(&self, place: u32) -> TrackId {
        let path = self.at(&format!("music/A/{place}.wav"));
        self.store.reader().unwrap().lying_at(path.as_os_str().as_bytes()).unwrap()[0].track
    }

    fn list(&self, name: &str, tracks: &[u32]) -> PlaylistId {
        let id = PlaylistId::made_at(NOW.unix_ms);
        self.edit(PlaylistEdit::Create { id, name: name.into() });
        self.edit(PlaylistEdit::Add { id, tracks: tracks.iter().map(|place| self.track(*place)).collect() });
        id
    }

    fn edit(&self, edit: PlaylistEdit) {
        self.store.edit_playlist(edit, NOW).wait().unwrap();
    }

    fn sync(&self) -> Vec<(What, String)> {
        let synced = sync_folder(&self.store, &self.paths, &self.at("lists"), NOW).unwrap();
        synced.done.into_iter().map(|done| (done.what, done.name)).collect()
    }

    /// Something happens once it is planned.
    fn sync_while(&self, meanwhile: impl FnOnce()) -> Vec<(What, String)> {
        let synced = sync_while(&self.store, &self.paths, &self.at("lists"), NOW, meanwhile).unwrap();
        synced.done.into_iter().map(|done| (done.what, done.name)).collect()
    }

    fn put(&self, name: &str, text: &str) {
        let path = self.at("lists").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// The paths of a file.
    fn file(&self, name: &str) -> String {
        let text = std::fs::read_to_string(self.at("lists").join(name)).unwrap();
        text.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join(" ")
    }

    /// Every list with the ends of its paths, and a `?` for what is not in the library.
    fn lists(&self) -> Vec<String> {
        let reader = self.store.reader().unwrap();
        let lists = reader.playlists(self.store.listener()).unwrap().into_iter().map(|card| {
            let lines = reader.plain_lines(self.store.listener(), card.id).unwrap().into_iter().map(|line| {
                let lost = if line.track.is_none() { "?" } else { "" };
                format!(" {}{lost}", line.path.map(|path| stem(&path)).unwrap_or_default())
            });
            format!("{}:{}", shown_name(&card.name), lines.collect::<String>())
        });
        lists.collect()
    }
}

fn store_root(store: &Store, root: &Path) {
    store.add_root(root.as_os_str().as_bytes(), NOW).wait().unwrap();
}

#[test]
fn one_change_is_carried_over_and_nothing_is_done_twice() {
    let house = House::new();
    let list = house.list(r"AC\/DC", &[1, 2]);
    assert_eq!(house.sync(), [(What::Written, "AC/DC".into())]);
    assert_eq!(house.file("AC_DC.m3u8"), "../music/A/1.wav ../music/A/2.wav");
    assert_eq!(house.sync(), []);

    house.edit(PlaylistEdit::Add { id: list, tracks: vec![house.track(3)] });
    assert_eq!(house.sync(), [(What::Written, "AC/DC".into())]);
    assert_eq!(house.file("AC_DC.m3u8"), "../music/A/1.wav ../music/A/2.wav ../music/A/3.wav");

    house.put("AC_DC.m3u8", "../music/A/3.wav\r\nlater.flac\nhttp://radio.example/x\n");
    assert_eq!(house.sync(), [(What::Read, "AC/DC".into())]);
    assert_eq!(house.lists(), ["AC/DC: 3 later? x?"]);
    assert_eq!(house.sync(), [], "the file keeps the form that its writer gave it");
    house.store.undo(NOW).wait().unwrap();
    assert_eq!(house.lists(), ["AC/DC: 1 2 3"]);
    house.store.redo(NOW).wait().unwrap();
    assert_eq!(house.sync(), [], "and back again is no change");

    house.edit(PlaylistEdit::Rename { id: list, name: "Rock".into() });
    assert_eq!(house.sync(), [(What::Written, "Rock".into())]);
    assert!(!house.at("lists/AC_DC.m3u8").exists());
    assert_eq!(house.file("Rock.m3u8"), "../music/A/3.wav later.flac http://radio.example/x", "nothing got lost");
    std::fs::rename(house.at("lists/Rock.m3u8"), house.at("lists/Hard.m3u8")).unwrap();
    assert_eq!(house.sync(), [(What::Renamed, "Rock".into())]);
    assert_eq!(house.lists(), ["Hard: 3 later? x?"]);

    house.put("New.m3u8", "#EXTM3U\n#PLAYLIST:Old\n../music/A/1.wav\n");
    assert_eq!(house.sync(), [(What::Made, "New".into())]);
    assert_eq!(house.lists(), ["Hard: 3 later? x?", "New: 1"]);
    assert_eq!(house.sync(), []);
}

#[test]
fn two_changes_are_both_kept() {
    let house = House::new();
    let list = house.list("Kitchen", &[1]);
    house.sync();
    house.edit(PlaylistEdit::Add { id: list, tracks: vec![house.track(2)] });
    house.put("Kitchen.m3u8", "../music/A/3.wav\n");
    let synced = sync_folder(&house.store, &house.paths, &house.at("lists"), NOW).unwrap();
    let told =
        "Playlist folder: Kitchen changed on both sides, the file's version is “Kitchen (from the file, 1 March)”";
    assert_eq!(synced.told().as_deref(), Some(told));
    assert_eq!(house.lists(), ["Kitchen: 1 2", "Kitchen (from the file, 1 March): 3"]);
    assert_eq!(house.file("Kitchen.m3u8"), "../music/A/1.wav ../music/A/2.wav");
    assert_eq!(house.file("Kitchen (from the file, 1 March).m3u8"), "../music/A/3.wav");
    assert_eq!(house.sync(), []);
}

#[test]
fn what_is_deleted_on_one_side_can_be_had_back() {
    let house = House::new();
    let (one, two) = (house.list("One", &[1]), house.list("Two", &[2]));
    house.sync();
    std::fs::remove_file(house.at("lists/One.m3u8")).unwrap();
    house.edit(PlaylistEdit::Delete { id: two });
    assert_eq!(house.sync(), [(What::PutAside, "Two".into()), (What::Deleted, "One".into())]);
    assert_eq!(house.lists(), Vec::<String>::new());
    assert!(house.at("lists/.removed/Two.m3u8").exists());
    house.store.undo(NOW).wait().unwrap();
    house.store.undo(NOW).wait().unwrap();
    assert_eq!(house.sync(), [(What::Written, "One".into()), (What::Written, "Two".into())]);
    assert_eq!(house.lists(), ["One: 1", "Two: 2"]);
    let _ = one;
}

#[test]
fn a_broken_file_and_a_missing_drive_change_nothing() {
    let house = House::new();
    house.list("Kitchen", &[1, 2]);
    house.sync();
    for broken in ["", "\0\0\0"] {
        house.put("Kitchen.m3u8", broken);
        assert_eq!(house.sync(), [(What::Left, "Kitchen".into())]);
        assert_eq!(house.lists(), ["Kitchen: 1 2"]);
    }
    std::fs::remove_dir_all(house.at("lists")).unwrap();
    let gone = |house: &House| sync_folder(&house.store, &house.paths, &house.at("lists"), NOW).unwrap_err();
    assert!(gone(&house).to_string().contains("is not there; nothing was changed"));
    std::fs::create_dir(house.at("lists")).unwrap();
    assert!(gone(&house).to_string().contains("as if a drive were not mounted"));
    assert_eq!(house.lists(), ["Kitchen: 1 2"]);
}

#[test]
fn a_line_whose_file_was_not_there_comes_back_with_a_scan() {
    let house = House::new();
    house.put("Later.m3u8", "../music/A/1.wav\n../music/B/9.wav\n");
    house.sync();
    assert_eq!(house.lists(), ["Later: 1 9?"]);
    house.sound("B/9.wav", 9);
    house.scan();
    assert_eq!(house.lists(), ["Later: 1 9"]);
    assert_eq!(house.sync(), [(What::Written, "Later".into())], "its words are known now");
    assert_eq!(house.file("Later.m3u8"), "../music/A/1.wav ../music/B/9.wav");
}

#[test]
fn lines_are_found_when_the_library_moved_or_the_file_lies_elsewhere() {
    let house = House::new();
    let copy = house.at("elsewhere.wav");
    std::fs::copy(house.at("music/A/2.wav"), &copy).unwrap();
    std::os::unix::fs::symlink(house.at("music"), house.at("link")).unwrap();
    let text = format!("C:\\Music\\A\\3.wav\n{}\nlink/A/1.wav\n/nowhere/2.wav\n", copy.display());
    let list = FORMATS[0].read(text.as_bytes(), house.at("").as_os_str().as_bytes()).unwrap();
    let reader = house.store.reader().unwrap();
    let found = Matcher::new(&reader).find_all(&list.entries).unwrap();
    let by: Vec<Option<&str>> = found.iter().map(|found| found.outcome.as_ref().ok().map(|by| by.name())).collect();
    assert_eq!(by, [Some("tail"), Some("sound"), Some("link"), None]);
    let tracks: Vec<_> = found.iter().filter_map(|found| found.line.track).collect();
    assert_eq!(tracks, [house.track(3), house.track(2), house.track(1)]);
    assert_eq!(found[3].outcome.as_ref().unwrap_err(), "no such file, and no track is called so");
}

#[test]
fn what_other_players_noted_in_a_file_stays() {
    let house = House::new();
    let id = house.list("Kitchen", &[1, 2]);
    house.sync();
    let file = house.at("lists/Kitchen.m3u8");
    let text = std::fs::read_to_string(&file).unwrap();
    let noted = text.replacen("#EXTINF", "#CURSOR:1\n#EXTINF", 1).replacen(
        "../music/A/2.wav",
        "#EXTVLCOPT:start-time=3\n../music/A/2.wav",
        1,
    );
    assert_ne!(noted, text);
    std::fs::write(&file, &noted).unwrap();
    house.sync();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), noted, "read, not written");
    house.edit(PlaylistEdit::Add { id, tracks: vec![house.track(3)] });
    house.sync();
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(
        written.contains("#CURSOR:1\n#EXTINF") && written.contains("#EXTVLCOPT:start-time=3\n../music/A/2.wav"),
        "{written}"
    );
    assert!(written.contains("3.wav"), "{written}");
    assert_eq!(house.sync(), [], "both sides say the same");
}
