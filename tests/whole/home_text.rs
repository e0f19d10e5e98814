//! Home from the shell: what is taken over from a file, and what is asked.

use super::stage::Stage;

#[test]
fn what_a_file_says_wrong_is_told_and_the_rest_is_taken_over() {
    let stage = Stage::new();
    stage.album("Anna Ash", "First Light", &[("Dawn", 1.0), ("Noon", 1.0)]);
    stage.scan();
    let file = stage.home().join("shared.toml");
    let pin = |title: &str, kind: &str, more: &str| {
        format!(
            "[[pin]]\nplace = 1\ntitle = \"{title}\"\nmode = \"recipe\"\nkind = \"{kind}\"\nlength = 4000000000\n{more}\n"
        )
    };
    let text = [
        "schema = 1\nnever = [\"rediscover\"]\n[dials]\nexplore = \"banana\"\nspread = \"wide\"\n".to_owned(),
        pin("By Anna", "query", "rule = \"artist:anna\""),
        pin("Broken", "query", "rule = \"gerne:jazz\""),
        pin("Nothing", "on-repaet", ""),
    ];
    std::fs::write(&file, text.concat()).unwrap();
    let said = stage.text(3, &["home", "import", file.to_str().unwrap()]);
    for words in [
        "Took over a home of 1 pinned section",
        "Not found: explore banana: it takes",
        "Not found: the rule of Broken: there is no gerne:",
        "Not found: the kind of Nothing: there is no on-repaet; did you mean on-repeat?",
    ] {
        assert!(said.contains(words), "{words} is missing: {said}");
    }
    let pins = stage.json(&["home", "pins", "--json"]);
    assert_eq!((&pins["pins"][0]["title"], &pins["pins"][0]["length"]), (&"By Anna".into(), &100.into()), "{pins}");
    let text = stage.text(0, &["home", "export"]);
    assert!(text.contains("rediscover") && text.contains("spread = \"200\"") && !text.contains("banana"), "{text}");
    // What was written is read back as it is.
    std::fs::write(&file, &text).unwrap();
    stage.text(0, &["home", "import", file.to_str().unwrap()]);
    assert_eq!(stage.text(0, &["home", "export"]), text);
}

#[test]
fn no_title_of_a_file_comes_through_uncleaned_unnamed_or_on_top_of_another() {
    let stage = Stage::new();
    stage.album("Anna Ash", "First Light", &[("Dawn", 1.0)]);
    stage.scan();
    let file = stage.home().join("wild.toml");
    let pin = |title: &str, own: &str| {
        format!(
            "[[pin]]\nplace = 3\ntitle = \"{title}\"\nown_title = \"{own}\"\nmode = \"recipe\"\nkind = \"query\"\nlength = 8\nrule = \"artist:anna\"\n"
        )
    };
    let text = [
        "schema = 1\nnever = []\n".to_owned(),
        pin("Game\\u001b[31m music", "Own\\u001b[2J one"),
        pin("", "x"),
        pin("Second", "Second"),
    ];
    std::fs::write(&file, text.concat()).unwrap();
    let said = stage.text(3, &["home", "import", file.to_str().unwrap()]);
    assert!(said.contains("Not found: a name for the section at place 3"), "{said}");
    let pins = stage.text(0, &["home", "pins"]);
    let shown = stage.text(0, &["home"]);
    assert!(!pins.contains('\u{1b}') && !shown.contains('\u{1b}'), "{pins}{shown}");
    assert!(pins.contains("  3  Game [31m music") && pins.contains("  4  Second"), "{pins}");
}

#[test]
fn where_nothing_is_asked_an_answer_says_so() {
    let stage = Stage::new();
    stage.album("Anna Ash", "First Light", &[("Dawn", 1.0)]);
    stage.scan();
    assert!(stage.json(&["home", "--json"])["asks"].is_null());
    assert!(!stage.text(0, &["home"]).contains("tonearm home accept"));
    let accept = stage.run(&["home", "accept"]);
    assert_eq!((accept.status.code(), accept.stdout.as_slice()), (Some(1), &b""[..]));
    assert!(String::from_utf8_lossy(&accept.stderr).contains("nothing is asked now"));
}
