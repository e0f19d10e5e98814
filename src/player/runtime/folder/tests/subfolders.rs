//! Lists in folders, and names that no path can hold.

use std::os::unix::ffi::OsStringExt;

use super::*;
use crate::domain::playlist::{Listed, PlaylistFile};

impl House {
    fn to_folder(&self, list: PlaylistId, folder: &str) {
        let folder = folder.to_owned();
        self.edit(PlaylistEdit::ToFolder { lists: vec![Listed::ByHand(list)], folders: Vec::new(), folder });
    }

    fn move_file(&self, from: &str, to: &str) {
        let to = self.at("lists").join(to);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::rename(self.at("lists").join(from), to).unwrap();
    }

    fn has(&self, file: &str) -> bool {
        self.at("lists").join(file).symlink_metadata().is_ok()
    }
}

fn done(what: What, name: &str) -> (What, String) {
    (what, name.to_owned())
}

#[test]
fn lists_in_folders_lie_in_folders_and_paths_are_seen_from_there() {
    let house = House::new();
    let list = house.list(r"Rock/Loud/AC\/DC", &[1]);
    assert_eq!(house.sync(), [done(What::Written, "Rock/Loud/AC/DC")]);
    assert_eq!(house.file("Rock/Loud/AC_DC.m3u8"), "../../../music/A/1.wav");
    assert_eq!(house.sync(), []);

    house.put("Rock/Soft/New.m3u8", "../../../music/A/2.wav\n");
    assert_eq!(house.sync(), [done(What::Made, "Rock/Soft/New")]);
    assert_eq!(house.lists(), ["Rock/Loud/AC/DC: 1", "Rock/Soft/New: 2"]);

    // The list goes, the file follows; folders that were made here go with their last file.
    house.to_folder(list, "Jazz");
    assert_eq!(house.sync(), [done(What::Written, "Jazz/AC/DC")]);
    assert_eq!(house.file("Jazz/AC_DC.m3u8"), "../../music/A/1.wav");
    assert!(!house.has("Rock/Loud") && house.has("Rock/Soft/New.m3u8"));
    house.to_folder(list, "");
    house.sync();
    assert!(!house.has("Jazz") && house.has("AC_DC.m3u8"));

    // The file goes, the list follows, and its paths read right from there.
    house.move_file("AC_DC.m3u8", "Rock/Hard/AC_DC.m3u8");
    assert_eq!(house.sync(), [done(What::Renamed, "AC/DC")]);
    assert_eq!(house.lists(), ["Rock/Hard/AC/DC: 1", "Rock/Soft/New: 2"]);
    assert_eq!(house.file("Rock/Hard/AC_DC.m3u8"), "../../../music/A/1.wav");
    assert_eq!(house.sync(), []);

    house.edit(PlaylistEdit::Delete { id: list });
    house.sync();
    assert!(house.has("Rock/Hard") && house.has(".removed/AC_DC.m3u8"), "a folder of other hands stays");
}

#[test]
fn what_is_edited_on_one_side_and_moved_on_the_other_is_neither_lost_nor_doubled() {
    let house = House::new();
    let list = house.list("Kitchen", &[1]);
    house.sync();
    house.edit(PlaylistEdit::Add { id: list, tracks: vec![house.track(2)] });
    house.move_file("Kitchen.m3u8", "Day/Kitchen.m3u8");
    assert_eq!(house.sync(), [done(What::Renamed, "Kitchen")]);
    assert_eq!(house.lists(), ["Day/Kitchen: 1 2"]);
    assert_eq!(house.file("Day/Kitchen.m3u8"), "../../music/A/1.wav ../../music/A/2.wav");

    house.put("Day/Kitchen.m3u8", "../../music/A/3.wav\n");
    house.to_folder(list, "Night");
    assert_eq!(house.sync(), [done(What::Read, "Night/Kitchen"), done(What::Written, "Night/Kitchen")]);
    assert_eq!(
        (house.lists(), house.file("Night/Kitchen.m3u8")),
        (vec!["Night/Kitchen: 3".into()], "../../music/A/3.wav".into())
    );
    assert!(!house.has("Day/Kitchen.m3u8"));

    // Both on the side of the files: seen from its old place the line is known.
    house.put("Night/Kitchen.m3u8", "../../music/A/1.wav\n#KEEP\n../../music/A/3.wav\n");
    house.move_file("Night/Kitchen.m3u8", "Kitchen.m3u8");
    assert_eq!(house.sync(), [done(What::Read, "Night/Kitchen"), done(What::Renamed, "Night/Kitchen")]);
    assert_eq!(
        (house.lists(), house.file("Kitchen.m3u8")),
        (vec!["Kitchen: 1 3".into()], "../music/A/1.wav ../music/A/3.wav".into())
    );
    assert!(std::fs::read_to_string(house.at("lists/Kitchen.m3u8")).unwrap().contains("#KEEP\n../music/A/3.wav"));
    assert_eq!(house.sync(), []);

    house.edit(PlaylistEdit::Add { id: list, tracks: vec![house.track(2)] });
    house.to_folder(list, "Day");
    house.put("Kitchen.m3u8", "../music/A/2.wav\n");
    assert_eq!(house.sync(), [done(What::KeptBoth, "Day/Kitchen")]);
    assert_eq!(house.lists(), ["Day/Kitchen: 1 3 2", "Day/Kitchen (from the file, 1 March): 2"]);
    assert!(!house.has("Kitchen.m3u8"));
    assert_eq!(house.file("Day/Kitchen (from the file, 1 March).m3u8"), "../../music/A/2.wav");
    assert_eq!(house.sync(), []);
}

#[test]
fn files_that_lay_side_by_side_go_into_their_folders() {
    let house = House::new();
    let list = house.list("Jazz", &[1]);
    house.sync();
    // As it was written before there were folders of files.
    house.move_file("Jazz.m3u8", "Jazz_Late.m3u8");
    house.sync();
    house.edit(PlaylistEdit::Rename { id: list, name: "Jazz/Late".into() });
    let reader = house.store.reader().unwrap();
    let folder = house.at("lists").into_os_string().into_vec();
    let known = reader.playlist_files(house.store.listener(), &folder).unwrap().remove(0);
    let state = reader.playlist_state(house.store.listener(), list).unwrap().unwrap();
    let known = PlaylistFile { name: state.name, state: state.state, ..known };
    house.store.keep_playlist_files(folder, vec![known]).wait().unwrap();
    assert_eq!(house.sync(), [done(What::Written, "Jazz/Late")]);
    assert!(house.has("Jazz/Late.m3u8") && !house.has("Jazz_Late.m3u8"));
    assert_eq!(house.sync(), []);
}

#[test]
fn hostile_names_stay_inside_and_apart() {
    let house = House::new();
    let names = [
        r"..\/..\/up",
        "../up",
        "../../up",
        "a/../../b",
        ".hidden/.x",
        "con/nul",
        "Same",
        "same",
        "SAME/x",
        "Same/X",
        r"Same\/x",
    ];
    let long = "/very long ".repeat(300);
    for (place, name) in (0u32..).zip(names.into_iter().chain([long.as_str()])) {
        house.list(name, &[place % 3 + 1]);
    }
    let before = house.lists();
    let done = house.sync();
    assert!(done.len() == 12 && done.iter().all(|done| done.0 == What::Written), "{done:?}");
    assert_eq!(house.sync(), []);
    assert_eq!(house.lists(), before);
    let mut files = Vec::new();
    walk(&house.at("lists"), &mut files);
    assert_eq!(files.len(), 12, "{files:?}");
    let mut outside: Vec<_> =
        std::fs::read_dir(house.at("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    outside.sort();
    assert_eq!(outside, ["home", "lists", "music"]);
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, files);
        } else if !path.ends_with(".tonearm") {
            files.push(path);
        }
    }
}

#[test]
fn links_are_not_followed_and_not_written_through() {
    let house = House::new();
    let list = house.list("Jazz/Late", &[1]);
    house.sync();
    // The folder became a link: what lies behind it is neither touched nor taken for gone.
    house.move_file("Jazz", "../elsewhere");
    std::os::unix::fs::symlink(house.at("elsewhere"), house.at("lists/Jazz")).unwrap();
    std::fs::write(house.at("outside.m3u8"), "music/A/2.wav\n").unwrap();
    std::os::unix::fs::symlink(house.at("outside.m3u8"), house.at("lists/link.m3u8")).unwrap();
    house.edit(PlaylistEdit::Add { id: list, tracks: vec![house.track(2)] });
    house.list("Jazz/New", &[3]);
    house.list("link", &[3]);
    let done = house.sync();
    let left = |name: &str| done.contains(&(What::Left, name.to_owned()));
    assert!(left("Jazz/Late") && left("Jazz/New") && left("link"), "{done:?}");
    assert_eq!(house.file("link (2).m3u8"), "../music/A/3.wav", "a list of that name has its own file");
    assert_eq!(house.lists(), ["Jazz/Late: 1 2", "Jazz/New: 3", "link: 3"]);
    assert_eq!(std::fs::read_dir(house.at("elsewhere")).unwrap().count(), 1);
    assert_eq!(std::fs::read_to_string(house.at("outside.m3u8")).unwrap(), "music/A/2.wav\n");
}

#[test]
fn lists_of_albums_are_no_lists_of_the_folder() {
    let house = House::new();
    std::fs::create_dir_all(house.at("lists/Album")).unwrap();
    std::fs::write(house.at("lists/Album/01.mp3"), "").unwrap();
    house.put("Album/album.m3u8", "01.mp3\n");
    house.put("Mixes/a.m3u8", "../../music/A/1.wav\n");
    house.put("Mixes/b.m3u8", "../../music/A/2.wav\n");
    assert_eq!(house.sync(), [done(What::Made, "Mixes/a"), done(What::Made, "Mixes/b")]);
    house.move_file("Mixes/a.m3u8", "Album/a.m3u8");
    house.sync();
    assert_eq!(house.lists(), ["Mixes/b: 2"], "it became the album's: undo brings it back");
    house.list("Album/Album", &[3]);
    assert_eq!(house.sync(), [done(What::Written, "Album/Album")]);
    assert_eq!(house.file("Album/Album (2).m3u8"), "../../music/A/3.wav", "its name is the album's");
    assert_eq!(house.sync(), []);
}

#[test]
fn what_files_bring_or_take_away_is_one_change() {
    let house = House::new();
    for place in 0..5 {
        house.put(&format!("Mix/{place}.m3u8"), "../../music/A/1.wav\n");
    }
    assert_eq!(house.sync().len(), 5);
    let lists = house.lists();
    assert_eq!(lists.len(), 5);
    std::fs::write(house.at("lists/notes.txt"), "").unwrap();
    let undone = house.store.undo(NOW).wait().unwrap().unwrap();
    assert_eq!((undone.summary.as_str(), house.lists().len()), ("Made 5 playlists from their files", 0));
    house.store.redo(NOW).wait().unwrap();
    assert_eq!(house.sync(), []);
    std::fs::remove_dir_all(house.at("lists/Mix")).unwrap();
    assert_eq!(house.sync().len(), 5);
    assert_eq!(house.lists().len(), 0);
    house.store.undo(NOW).wait().unwrap();
    assert_eq!(house.lists(), lists);
}

/// Who is killed before what was done is remembered meets both sides as they are: equal.
#[test]
fn nothing_is_doubled_after_a_kill() {
    let house = House::new();
    let list = house.list("Kitchen", &[1]);
    house.put("Made.m3u8", "../music/A/2.wav\nx.mp3\n");
    house.sync();
    let folder = house.at("lists").into_os_string().into_vec();
    let reader = house.store.reader().unwrap();
    let known = reader.playlist_files(house.store.listener(), &folder).unwrap();
    let lists = house.lists();
    house.store.forget_playlist_files(folder.clone(), known.iter().map(|known| known.list).collect()).wait().unwrap();
    assert_eq!(house.sync(), []);
    assert_eq!(house.lists(), lists, "made, and not remembered");

    house.put("Kitchen.m3u8", "# mine\n../music/A/3.wav\n");
    house.edit(PlaylistEdit::Add { id: list, tracks: vec![house.track(2)] });
    house.put("Kitchen.m3u8", "# mine\n../music/A/1.wav\n../music/A/2.wav\n");
    assert_eq!(house.sync(), [], "written with its comments, and not remembered");
    assert_eq!(house.lists(), ["Kitchen: 1 2", "Made: 2 x?"]);
    assert_eq!(house.sync(), []);

    let known = reader.playlist_files(house.store.listener(), &folder).unwrap();
    house.edit(PlaylistEdit::Rename { id: list, name: "Rock/Kitchen".into() });
    assert_eq!(house.sync(), [done(What::Written, "Rock/Kitchen")]);
    assert!(house.has("Rock/Kitchen.m3u8") && !house.has("Kitchen.m3u8"));
    house.store.keep_playlist_files(folder.clone(), known.clone()).wait().unwrap();
    house.sync();
    assert_eq!(house.lists(), ["Made: 2 x?", "Rock/Kitchen: 1 2"], "renamed, written, and not remembered");
    assert_eq!(house.sync(), []);
    house.move_file("Rock/Kitchen.m3u8", "Kitchen.m3u8");
    house.edit(PlaylistEdit::Rename { id: list, name: "Rock/Loud".into() });
    house.move_file("Kitchen.m3u8", "Rock/Loud.m3u8");
    assert_eq!(house.sync(), [done(What::Written, "Rock/Loud")], "its file went there, and was not written");
    house.edit(PlaylistEdit::Rename { id: list, name: "Jazz".into() });
    house.sync();
    house.store.keep_playlist_files(folder, known).wait().unwrap();
    assert_eq!(house.sync(), []);
    assert_eq!(house.lists(), ["Jazz: 1 2", "Made: 2 x?"]);
    let mut files = Vec::new();
    walk(&house.at("lists"), &mut files);
    files.sort();
    assert_eq!(files, [house.at("lists/Jazz.m3u8"), house.at("lists/Made.m3u8")]);
}
