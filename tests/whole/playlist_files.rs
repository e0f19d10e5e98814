//! Playlists in files, as scripts and other players use them.

use std::fs;
use std::io::Write;
use std::process::Stdio;

use super::stage::Stage;
use super::terminal::Terminal;

fn stage_with_music() -> Stage {
    let stage = Stage::new();
    stage.album("Anna Ash", "First Light", &[("Dawn", 1.0), ("Noon", 1.1), ("Dusk", 1.2)]);
    stage.album("Bo Berg", "Stone", &[("Granite", 1.3), ("Slate", 1.4)]);
    stage.scan();
    stage
}

/// The paths of the music, in the order of names.
fn songs(stage: &Stage) -> Vec<String> {
    let mut songs = Vec::new();
    let mut folders = vec![stage.music()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { songs.push(path.to_str().unwrap().to_owned()) }
        }
    }
    songs.sort();
    songs
}

#[test]
fn a_list_goes_out_in_every_format_and_comes_back_the_same() {
    let stage = stage_with_music();
    let list = stage.music().join("../Kitchen.m3u8");
    fs::write(&list, songs(&stage).join("\n") + "\n/gone/Nobody - Nothing.flac\n").unwrap();
    let first = stage.text(3, &["playlists", "import", list.to_str().unwrap()]);
    assert_eq!(first, "Imported Kitchen: 5 of 6 lines found; 1 is missing and waits for its file.\n");
    let lines = |name: &str| stage.json(&["playlists", "show", name, "--json"])["lines"].clone();
    let kitchen = lines("kitchen");
    assert_eq!(kitchen.as_array().unwrap().len(), 6, "what is missing is kept");
    for format in ["m3u8", "xspf", "pls"] {
        let file = format!("out.{format}");
        stage.text(0, &["playlists", "export", "Kitchen", &file]);
        stage.text(1, &["playlists", "export", "Kitchen", &file]);
        stage.text(0, &["playlists", "export", "Kitchen", &file, "--force"]);
        let report: serde_json::Value =
            serde_json::from_str(&stage.text(3, &["playlists", "import", &file, "--name", format, "--json"])).unwrap();
        assert_eq!((report["lists"][0]["found"].as_u64(), report["lists"][0]["missing"].as_u64()), (Some(5), Some(1)));
        assert_eq!(report["lists"][0]["lines"][0]["found_by"], "path");
        let again = lines(format);
        let paths = |lines: &serde_json::Value| -> Vec<serde_json::Value> {
            lines.as_array().unwrap().iter().map(|line| line["path"].clone()).collect()
        };
        assert_eq!(paths(&again), paths(&kitchen), "{format}");
    }
    assert!(stage.text(0, &["playlists", "export", "Kitchen"]).contains("\nmusic/"), "relative to here");
    assert!(stage.text(0, &["playlists", "export", "Kitchen", "--absolute"]).contains("\n/"));
    assert_eq!(stage.text(0, &["playlists", "export", "--all", "all"]), "4 written to all.\n");
    assert_eq!(fs::read_dir(stage.music().join("../all")).unwrap().count(), 4);
}

#[test]
fn standard_input_is_a_list_and_the_wrong_thing_is_none() {
    let stage = stage_with_music();
    let mut import = stage
        .command(&["playlists", "import", "-", "--name", "Piped"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    import.stdin.take().unwrap().write_all(songs(&stage)[0].as_bytes()).unwrap();
    let done = import.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(done.stdout).unwrap(), "Imported Piped: 1 line, all found.\n");
    fs::write(stage.music().join("../x.m3u8"), b"\0\0").unwrap();
    fs::write(stage.music().join("../notes.txt"), b"hello").unwrap();
    for wrong in ["x.m3u8", "notes.txt", "none.m3u8", "music"] {
        stage.text(1, &["playlists", "import", wrong]);
    }
    assert_eq!(stage.json(&["playlists", "list", "--json"])["playlists"].as_array().unwrap().len(), 1);
}

#[test]
fn replaced_and_added_lines_and_a_dry_run() {
    let stage = stage_with_music();
    let songs = songs(&stage);
    let put = |lines: &[String]| fs::write(stage.music().join("../L.m3u8"), lines.join("\n")).unwrap();
    let tracks = || stage.json(&["playlists", "list", "--json"])["playlists"][0]["tracks"].as_u64().unwrap();
    put(&songs[..2]);
    stage.text(0, &["playlists", "import", "L.m3u8"]);
    put(&songs[2..]);
    assert!(stage.text(0, &["playlists", "import", "L.m3u8", "--dry-run"]).ends_with("Nothing was changed.\n"));
    stage.text(0, &["playlists", "import", "L.m3u8", "--append"]);
    assert_eq!(tracks(), 5);
    stage.text(0, &["playlists", "import", "L.m3u8", "--replace"]);
    assert_eq!(tracks(), 3);
    assert!(stage.text(0, &["playlists", "import", "L.m3u8", "--replace"]).ends_with("It said so already.\n"));
}

#[test]
fn a_folder_is_kept_equal_from_the_shell() {
    let stage = stage_with_music();
    stage.text(1, &["playlists", "sync"]);
    let folder = stage.music().join("../lists");
    fs::create_dir_all(stage.home().join("config")).unwrap();
    let config = format!("playlist-folder = {:?}\n", folder.to_str().unwrap());
    fs::write(stage.home().join("config/config.toml"), config).unwrap();
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("Ours.m3u8"), songs(&stage).join("\n")).unwrap();
    assert_eq!(stage.text(0, &["playlists", "sync"]), "Ours: new from its file: 5 lines, all found.\n");
    assert_eq!(stage.json(&["playlists", "sync", "--json"])["done"].as_array().unwrap().len(), 0);
    fs::write(folder.join("Ours.m3u8"), &songs(&stage)[0]).unwrap();
    assert_eq!(stage.text(0, &["playlists", "sync"]), "Ours: read from its file: 1 line, all found.\n");
    fs::write(folder.join("Broken.m3u8"), b"\0").unwrap();
    stage.text(3, &["playlists", "sync"]);
}

#[test]
fn an_open_player_follows_what_others_do_in_the_folder() {
    let stage = stage_with_music();
    let folder = stage.music().join("../lists");
    fs::create_dir_all(stage.home().join("config")).unwrap();
    let config = format!("playlist-folder = {:?}\n", folder.to_str().unwrap());
    fs::write(stage.home().join("config/config.toml"), config).unwrap();
    stage.text(0, &["playlists", "new", "Ours"]);
    stage.text(0, &["playlists", "sync"]);
    let mut terminal = Terminal::open(&stage, &[], 24, 80);
    terminal.wait_for("First Light");
    terminal.press("4");
    terminal.wait_for("0 tracks");
    fs::write(folder.join("Ours.m3u8"), songs(&stage).join("\n")).unwrap();
    terminal.wait_for("5 tracks");
    fs::create_dir(folder.join("Slow")).unwrap();
    fs::rename(folder.join("Ours.m3u8"), folder.join("Slow/Ours.m3u8")).unwrap();
    terminal.wait_for("1 renamed");
    terminal.wait("the folder of the list", |screen| screen.contents().lines().any(|line| line.contains("Slow")));
    terminal.press("\x03");
    assert!(terminal.end().success());
    assert_eq!(stage.json(&["playlists", "list", "--json"])["playlists"][0]["name"], "Slow/Ours");
}
