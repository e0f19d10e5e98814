//! The house rule: a room may only look down.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const GROUND: [&str; 4] = ["clock", "config", "domain", "paths"];
const WORKSHOPS: [&str; 6] = ["art", "decode", "demo", "exchange", "store", "taste"];

/// What each room may name behind `crate::`. Rooms that wire everything are not listed.
fn may_see() -> BTreeMap<&'static str, Vec<&'static str>> {
    let with_ground = |more: &[&'static str]| GROUND.iter().chain(more).copied().collect::<Vec<_>>();
    let mut rules = BTreeMap::from([
        ("domain", vec![]),
        ("clock", vec!["domain"]),
        ("config", vec!["domain", "paths"]),
        ("paths", vec!["domain"]),
        ("scan", with_ground(&["decode"])),
        ("eval", with_ground(&["taste"])),
        ("audio", with_ground(&["decode"])),
        ("ui", with_ground(&["player"])),
        ("plain", with_ground(&["player"])),
        ("player", vec!["domain"]),
        ("player::runtime", with_ground(&["art", "audio", "player", "scan", "store", "taste", "exchange", "decode"])),
    ]);
    rules.extend(WORKSHOPS.map(|room| (room, with_ground(&[]))));
    rules
}

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

/// The room that a source file belongs to.
fn room_of(relative: &Path) -> String {
    let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy().trim_end_matches(".rs").to_owned()).collect();
    match parts.as_slice() {
        [player, runtime, ..] if player == "player" && runtime == "runtime" => "player::runtime".into(),
        [room, ..] => room.clone(),
        [] => String::new(),
    }
}

/// Rooms that a line of code names, by `crate::room` or `crate::{room, …}`.
fn named_rooms(code: &str) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut rooms = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(list) => {
                rooms.extend(list.split(['}', ';']).next().unwrap_or("").split(',').map(|part| word(part.trim())))
            }
            None => rooms.push(word(rest)),
        }
    }
    rooms
}

fn upward_arrows(root: &Path) -> Vec<String> {
    let rules = may_see();
    let mut files = Vec::new();
    sources(root, &mut files);
    let mut arrows = Vec::new();
    for path in files {
        let relative = path.strip_prefix(root).unwrap();
        let room = room_of(relative);
        let Some(allowed) = rules.get(room.as_str()) else { continue };
        let text = fs::read_to_string(&path).unwrap();
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or("");
            for target in named_rooms(code) {
                let own = room.split("::").next() == Some(target.as_str());
                if !own && !target.is_empty() && !allowed.contains(&target.as_str()) {
                    arrows.push(format!("src/{}:{}: {room} → {target}", relative.display(), number + 1));
                }
            }
        }
    }
    arrows
}

#[test]
fn a_room_only_looks_down() {
    let arrows = upward_arrows(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(arrows.is_empty(), "upward arrows:\n{}", arrows.join("\n"));
}

#[test]
fn the_rule_sees_a_planted_arrow() {
    let house = tempfile::tempdir().unwrap();
    fs::create_dir(house.path().join("taste")).unwrap();
    fs::write(house.path().join("taste/mod.rs"), "use crate::domain::time::Moment;\nuse crate::store::Store;\n")
        .unwrap();
    fs::create_dir_all(house.path().join("player/runtime")).unwrap();
    fs::write(house.path().join("player/update.rs"), "use crate::{domain, audio};\n").unwrap();
    fs::write(house.path().join("player/runtime/mod.rs"), "use crate::audio::Engine;\n").unwrap();
    let arrows = upward_arrows(house.path());
    assert_eq!(arrows.len(), 2, "{arrows:?}");
    assert!(arrows.iter().any(|arrow| arrow.contains("taste → store")));
    assert!(arrows.iter().any(|arrow| arrow.contains("player → audio")));
}

#[test]
fn most_files_are_one_idea() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let long: Vec<_> = files
        .iter()
        .filter(|path| !path.ends_with("tests.rs"))
        .map(|path| (path, fs::read_to_string(path).unwrap().lines().count()))
        .filter(|(_, lines)| *lines > 600)
        .collect();
    assert!(long.is_empty(), "past 600 lines, split along an idea: {long:?}");
}
