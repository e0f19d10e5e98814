//! The commands as scripts use them.

use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::process::Stdio;

use super::stage::{Song, Stage};

fn stage_with_music() -> Stage {
    let stage = Stage::new();
    stage.album("Anna Ash", "First Light", &[("Dawn", 1.0), ("Noon", 1.1), ("Dusk", 1.2)]);
    stage.album("Bo Berg", "Stone", &[("Granite", 1.3), ("Slate", 1.4)]);
    stage
}

#[test]
fn a_scan_counts_every_file_and_a_second_one_finds_nothing_new() {
    let stage = stage_with_music();
    fs::write(stage.music().join("broken.mp3"), b"this is no music").unwrap();
    fs::write(stage.music().join("cover.jpg"), b"\xff\xd8\xff").unwrap();
    fs::write(stage.music().join("._Dawn.flac"), b"junk").unwrap();
    let first = stage.run(&["scan", "--json", stage.music().to_str().unwrap()]);
    assert_eq!(first.status.code(), Some(3), "one file could not be read");
    let report: serde_json::Value = serde_json::from_slice(&first.stdout).unwrap();
    assert_eq!((report["schema"].as_u64(), report["added"].as_u64()), (Some(1), Some(5)));
    assert_eq!(report["failed"].as_array().unwrap().len(), 1);
    assert!(report["failed"][0]["path"].as_str().unwrap().ends_with("broken.mp3"));

    let trouble = stage.run(&["trouble", "--json"]);
    assert_eq!(trouble.status.code(), Some(3), "until it is mended");
    let trouble: serde_json::Value = serde_json::from_slice(&trouble.stdout).unwrap();
    assert_eq!(
        (trouble["groups"][0]["kind"].as_str(), trouble["groups"][0]["count"].as_u64()),
        (Some("unreadable"), Some(1))
    );
    assert!(trouble["groups"][0]["lines"][0]["files"][0]["path"].as_str().unwrap().ends_with("broken.mp3"));

    let second = stage.run(&["scan", "--json"]);
    let report: serde_json::Value = serde_json::from_slice(&second.stdout).unwrap();
    assert_eq!((report["added"].as_u64(), report["changed"].as_u64()), (Some(0), Some(0)));
    assert!(report["unchanged"].as_u64().unwrap() >= 5);
}

#[test]
fn a_dry_run_changes_nothing() {
    let stage = stage_with_music();
    let report = stage.json(&["scan", "--json", "--dry-run", stage.music().to_str().unwrap()]);
    assert_eq!(report["added"].as_u64(), Some(5));
    assert_eq!(stage.run(&["search", "--json", "Granite"]).status.code(), Some(1));
}

#[test]
fn moved_and_renamed_files_keep_their_track() {
    let stage = stage_with_music();
    stage.scan();
    let id = |words: &str| stage.json(&["search", "--json", words])["tracks"][0]["id"].clone();
    let before = (id("Granite"), id("Dawn"));
    fs::rename(stage.music().join("Bo Berg"), stage.music().join("B. Berg")).unwrap();
    fs::create_dir(stage.music().join("new")).unwrap();
    fs::rename(stage.music().join("Anna Ash/First Light/01 Dawn.flac"), stage.music().join("new/x.flac")).unwrap();
    let report = stage.scan();
    assert_eq!(
        (report["moved"].as_u64(), report["added"].as_u64(), report["missing"].as_u64()),
        (Some(3), Some(0), Some(0))
    );
    assert_eq!((id("Granite"), id("Dawn")), before);
}

#[test]
fn an_unmounted_root_changes_nothing_and_says_so() {
    let stage = stage_with_music();
    stage.scan();
    let away = stage.music().with_extension("away");
    fs::rename(stage.music(), &away).unwrap();
    fs::create_dir(stage.music()).unwrap();
    let output = stage.run(&["scan", "--json"]);
    assert_eq!(output.status.code(), Some(3));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["missing"].as_u64(), Some(0));
    assert_eq!(report["offline"].as_array().unwrap().len(), 1);
    assert_eq!(stage.json(&["search", "--json", "Granite"])["tracks"][0]["presence"], "offline");
    fs::remove_dir(stage.music()).unwrap();
    fs::rename(&away, stage.music()).unwrap();
    let report = stage.json(&["scan", "--json"]);
    assert_eq!((report["unchanged"].as_u64(), report["added"].as_u64()), (Some(5), Some(0)));
    assert_eq!(stage.json(&["search", "--json", "Granite"])["tracks"][0]["presence"], "here");
}

#[test]
fn a_root_can_lie_elsewhere() {
    let stage = stage_with_music();
    stage.scan();
    let id = stage.json(&["search", "--json", "Slate"])["tracks"][0]["id"].clone();
    let new = stage.music().with_file_name("disk2");
    fs::rename(stage.music(), &new).unwrap();
    stage.text(0, &["roots", "move", stage.music().to_str().unwrap(), new.to_str().unwrap()]);
    let report = stage.json(&["scan", "--json"]);
    assert_eq!((report["unchanged"].as_u64(), report["added"].as_u64()), (Some(5), Some(0)));
    let found = stage.json(&["search", "--json", "Slate"]);
    assert_eq!(found["tracks"][0]["id"], id);
    assert!(found["tracks"][0]["path"].as_str().unwrap().starts_with(new.to_str().unwrap()));
}

#[test]
fn names_that_are_no_text_survive() {
    let stage = Stage::new();
    let song = Song { artist: "A", album: "B", title: "Odd", number: 1, seconds: 1.0, pitch: 300.0 };
    let path = stage.song(&song);
    let odd = stage.music().join(OsStr::from_bytes(b"caf\xe9.flac"));
    fs::rename(path, &odd).unwrap();
    assert_eq!(stage.scan()["added"].as_u64(), Some(1));
    let track = stage.json(&["search", "--json", "Odd"])["tracks"][0].clone();
    use base64::Engine as _;
    let exact = base64::engine::general_purpose::STANDARD.decode(track["path_base64"].as_str().unwrap()).unwrap();
    assert!(exact.ends_with(b"caf\xe9.flac"));
}

#[test]
fn search_forgives_typos_accents_and_word_order() {
    let stage = Stage::new();
    stage.album("Ólafur Þórsson", "Næturljóð", &[("Ágætis Draumur", 1.0)]);
    stage.album("Other", "Thing", &[("Else", 1.1)]);
    stage.scan();
    for words in ["olafur thorsson", "draumur agaetis", "draumr", "naeturljod"] {
        let found = stage.json(&["search", "--json", words]);
        assert_eq!(found["tracks"][0]["title"], "Ágætis Draumur", "{words}");
    }
}

#[test]
fn wrong_usage_ends_with_two_and_failure_with_one() {
    let stage = Stage::new();
    assert_eq!(stage.run(&["scan", "--no-such-flag"]).status.code(), Some(2));
    assert_eq!(stage.run(&["scan"]).status.code(), Some(1), "no folder is known yet");
    assert_eq!(stage.run(&["scan", "/no/such/folder"]).status.code(), Some(1));
    assert_eq!(stage.run(&["play", "nothing has this name"]).status.code(), Some(1));
    let open = stage.run(&[]);
    assert_eq!(open.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&open.stderr).contains("needs a terminal"));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let stage = stage_with_music();
    stage.scan();
    let mut child = stage.command(&["man"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""));
}

#[test]
fn a_broken_config_is_told_and_the_rest_counts() {
    let stage = stage_with_music();
    stage.scan();
    fs::write(stage.home().join("config/config.toml"), "mouze = true\nname = \"Ana\"\n").unwrap();
    let output = stage.run(&["home"]);
    assert_eq!(output.status.code(), Some(0));
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(err.contains("config.toml:1: there is no mouze; did you mean mouse?"), "{err}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_log_that_cannot_be_written_is_nobody_elses_business() {
    let stage = stage_with_music();
    stage.scan();
    let log = stage.home().join("state/tonearm.log");
    fs::remove_file(&log).unwrap();
    std::os::unix::fs::symlink("/dev/full", &log).unwrap();
    let output = stage.run(&["playlists", "delete", "Nowhere"]);
    assert_eq!(output.status.code(), Some(1));
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(err.contains("Nowhere") && err.lines().count() == 1, "only what went wrong: {err}");
}

#[test]
fn a_facet_that_says_nothing_is_told_wherever_it_stands() {
    let stage = stage_with_music();
    stage.scan();
    for line in ["artist:ash year:abc", "year:abc artist:ash", "artist:ash (title:dawn"] {
        let output = stage.run(&["search", line]);
        assert_eq!(output.status.code(), Some(0), "{line}: the rest counts");
        assert!(!output.stderr.is_empty(), "{line}");
        assert!(stage.json(&["search", "--json", line])["problem"].is_string(), "{line}");
    }
}

#[test]
fn home_json_keeps_its_shape() {
    let stage = stage_with_music();
    stage.scan();
    let home = stage.json(&["home", "--json"]);
    assert_eq!(home["schema"].as_u64(), Some(1));
    let sections = home["sections"].as_array().unwrap();
    assert!(!sections.is_empty(), "the shelf speaks before anything was heard");
    for section in sections {
        for key in ["id", "kind", "title", "reason", "origin", "updated_at"] {
            assert!(section[key].is_string(), "{key} of {section}");
        }
        assert!(section["pinned"].is_boolean());
        assert!(section.as_object().unwrap().contains_key("next_at"));
        for pick in section["picks"].as_array().unwrap() {
            assert!(pick["item"]["type"].is_string() && pick["item"]["id"].is_string());
            for evidence in pick["evidence"].as_array().unwrap() {
                assert!(evidence["kind"].is_string() && evidence["text"].is_string());
            }
        }
    }
    let words = |home: &serde_json::Value| {
        let sections = home["sections"].as_array().unwrap().iter();
        sections
            .flat_map(|section| section["picks"].as_array().unwrap())
            .map(|pick| (pick["item"]["id"].clone(), pick["evidence"][0]["kind"].clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(words(&home), words(&stage.json(&["home", "--json"])), "the same facts give the same home");
}

#[test]
fn the_library_is_private_to_its_user() {
    use std::os::unix::fs::PermissionsExt;
    let stage = stage_with_music();
    stage.scan();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&stage.home().join("data")), 0o700);
    assert_eq!(mode(&stage.home().join("data/tonearm.db")), 0o600);
}

#[test]
fn completions_and_manual_name_every_command() {
    let stage = Stage::new();
    let manual = stage.text(0, &["man"]);
    let fish = stage.text(0, &["completions", "fish"]);
    for command in ["scan", "play", "home", "search", "why", "history", "stats", "roots", "demo", "info"] {
        assert!(fish.contains(command), "{command} in completions");
        assert!(manual.contains(&format!("TONEARM {}", command.to_uppercase())), "{command} in the manual");
    }
}

#[test]
fn sounds_are_heard_once_and_what_cannot_be_read_is_told() {
    let stage = Stage::new();
    stage.album("Anna Ash", "First Light", &[("Dawn", 4.0), ("Noon", 4.1), ("Dusk", 0.4)]);
    stage.album("Bo Berg", "Stone", &[("Granite", 4.3), ("Slate", 4.4)]);
    stage.scan();
    let numbers = |report: &serde_json::Value| {
        ["schema", "heard", "too_little", "left"].map(|name| report[name].as_u64().unwrap())
    };
    let first = stage.json(&["analyze", "--json", "--limit", "1", "--jobs", "1"]);
    assert_eq!(numbers(&first), [1, 1, 0, 4]);
    let stone = stage.music().join("Bo Berg");
    let gone = fs::read_dir(stone.join("Stone")).unwrap().next().unwrap().unwrap().path();
    fs::rename(&gone, stage.home().join("elsewhere")).unwrap();
    let output = stage.run(&["analyze", "--json"]);
    assert_eq!(output.status.code(), Some(3), "one file is not there");
    assert!(output.stderr.is_empty(), "nobody looks at progress");
    let second: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(second["failed"].as_array().unwrap().len(), 1, "{second}");
    assert_eq!(numbers(&second), [1, 2, 1, 0], "{second}");
    fs::rename(stage.home().join("elsewhere"), &gone).unwrap();
    let folder = stone.to_str().unwrap();
    assert_eq!(numbers(&stage.json(&["analyze", "--json", folder])), [1, 1, 0, 0], "it came back");
    assert_eq!(numbers(&stage.json(&["analyze", "--json"])), [1, 0, 0, 0], "each is heard once");
    assert!(stage.text(0, &["analyze"]).starts_with("Sounds: 0 heard in "));
    let stranger = stage.run(&["analyze", "/nowhere"]);
    assert_eq!(stranger.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&stranger.stderr).contains("is not in the library"));
}

#[test]
fn a_query_adds_all_that_it_finds() {
    let stage = Stage::new();
    let names: Vec<String> = (0..60).map(|number| format!("Song {number}")).collect();
    let songs: Vec<(&str, f64)> = names.iter().map(|name| (name.as_str(), 0.2)).collect();
    stage.album("Anna Ash", "First Light", &songs);
    stage.scan();
    stage.text(0, &["playlists", "new", "All"]);
    let added = stage.text(0, &["playlists", "add", "All", "artist:anna"]);
    assert_eq!(added.trim(), "Added 60 tracks to All.");
    let added = stage.text(0, &["playlists", "add", "All", "artist:anna limit:55"]);
    assert_eq!(added.trim(), "Added 55 tracks to All.");

    // A file that is gone keeps its line, marked, and comes back to it.
    let gone = fs::read_dir(stage.music().join("Anna Ash/First Light")).unwrap().next().unwrap().unwrap().path();
    let aside = stage.home().join("aside");
    let missing = || stage.text(0, &["playlists", "show", "All"]).matches("(missing)").count();
    assert_eq!(missing(), 0);
    fs::rename(&gone, &aside).unwrap();
    stage.scan();
    assert!((1..=2).contains(&missing()), "{}", missing());
    fs::rename(&aside, &gone).unwrap();
    stage.scan();
    assert_eq!(missing(), 0);
}

#[test]
fn lists_by_rules_are_renamed_described_copied_and_deleted_like_others() {
    let stage = stage_with_music();
    stage.scan();
    stage.text(0, &["playlists", "make", "Night/Loud", "--rules", "-genre:pop"]);
    stage.text(0, &["playlists", "describe", "Loud", "for trains"]);
    stage.text(0, &["playlists", "rename", "loud", "Night/Quiet"]);
    stage.text(0, &["playlists", "duplicate", "Quiet"]);
    let lists = stage.json(&["playlists", "list", "--json"]);
    let told: Vec<_> = lists["playlists"]
        .as_array()
        .unwrap()
        .iter()
        .map(|list| {
            [&list["name"], &list["description"], &list["rules"]].map(|words| words.as_str().unwrap().to_owned())
        })
        .collect();
    assert_eq!(
        told,
        ["Night/Quiet", "Night/Quiet (2)"].map(|name| [name, "for trains", "-genre:pop"].map(str::to_owned))
    );
    stage.text(0, &["playlists", "delete", "Night/Quiet (2)"]);
    stage.text(0, &["playlists", "new", "Quiet"]);
    stage.text(0, &["playlists", "new", "Day/Quiet"]);
    stage.text(0, &["playlists", "new", "Day/Quiet"]);
    let refused = stage.run(&["playlists", "delete", "Day/Quiet"]);
    let err = String::from_utf8_lossy(&refused.stderr);
    assert!(refused.status.code() == Some(1) && err.contains("could be 2 lists"), "{err}");
    assert_eq!(stage.json(&["playlists", "list", "--json"])["playlists"].as_array().unwrap().len(), 4);
}

#[test]
fn what_a_search_turns_round_is_no_option() {
    let stage = stage_with_music();
    stage.scan();
    let all = stage.json(&["search", "-genre:nothing", "--limit", "3", "--json"]);
    assert_eq!(all["words"].as_str(), Some("-genre:nothing"), "{all}");
    assert!(!all["tracks"].as_array().unwrap().is_empty());
}
