//! A week of use in small: on each morning home is taken, words are said through the program,
//! each does what it says, and undo brings the page back to the byte.

mod by_keys;
mod household;
mod mine;
mod mornings;

use serde_json::Value;
use tonearm::domain::time::{DAY_MS, HOUR_MS};

use household::{Household, KITCHEN, Page, of_album, of_artist, of_genre, track};

/// What of home or of the history a word is about.
type Meant<'m> = &'m dyn Fn(&Value) -> bool;
/// Kind and name of what a word is said of.
type Said<'m> = (&'static str, &'m str, Meant<'m>);

/// Says something on one morning, looks at what came of it, and takes it back.
fn say(house: &Household, arguments: &[&str], effect: impl FnOnce(&Page, &Page, &str)) {
    let before = house.home();
    let said = house.run(arguments);
    let after = house.home();
    after.assert_same(&house.home(), &format!("{arguments:?}: looking at home again"));
    effect(&before, &after, said.trim_end());
    let undone = house.run(&["feedback", "undo"]);
    assert!(undone.starts_with("Undone: "), "{arguments:?}: {undone}");
    before.assert_same(&house.home(), &format!("{arguments:?} was not taken back to the byte"));
}

/// How many places a sentence says were given to something else.
fn refilled(said: &str) -> usize {
    match said.rsplit_once(". ").map_or("", |(_, changed)| changed) {
        "" => 0,
        sank if sank.ends_with(" sank on home.") => 0,
        many if many.ends_with(" places on home changed.") => many.split(' ').next().unwrap().parse().unwrap(),
        one if one.ends_with(" took its place.") || one == "Its place on home is gone." => 1,
        other => panic!("{other:?} says nothing of places, in {said:?}"),
    }
}

/// What the listener's own word adds to the scores of a track, wherever it stands with one.
fn word(house: &Household, title: &str) -> Vec<f64> {
    let why = house.json(&["why", "--json", title]);
    let terms = why["places"].as_array().unwrap().iter().filter_map(|place| place["score"]["terms"].as_array());
    let words = terms.flatten().filter(|term| term["name"] == "your word");
    words.map(|term| term["value"].as_f64().unwrap()).collect()
}

#[test]
fn seven_mornings() {
    let mut house = Household::new();
    let mornings: [fn(&Household); 7] =
        [warm_words, not_for_now, hidden, less_of_it, left_out, limits_and_dials, sections];
    let mut before: Option<Page> = None;
    for morning in mornings {
        let page = house.home();
        if let Some(before) = &before {
            mornings::assert_calm(before, &page);
        }
        morning(&house);
        page.assert_same(&house.home(), "the morning left something behind");
        before = Some(page);
        house.sleep();
    }
}

fn warm_words(house: &Household) {
    for (arguments, of) in [
        (["feedback", "like", "--on", "track", "Copper 5"], "Liked: Copper 5."),
        (["feedback", "like", "--on", "album", "Copper"], "Liked: Copper."),
        (["feedback", "like", "--on", "artist", "Finn Fox"], "Liked: Finn Fox."),
        (["feedback", "like", "--on", "genre", "Rock"], "Liked: Rock."),
        (["feedback", "boost", "--on", "track", "Copper 5"], "More of: Copper 5, until 30 November."),
        (["feedback", "boost", "--on", "artist", "Finn Fox"], "More of: Finn Fox, until 30 November."),
    ] {
        let strength = if arguments[1] == "like" { 1.0 } else { 1.5 };
        let unsaid = word(house, "Copper 5");
        // A term that lifts no candidate is not told.
        assert!(unsaid.iter().all(|word| *word == 0.0), "{unsaid:?}");
        say(house, &arguments, |before, after, said| {
            assert_eq!(said, of);
            assert_eq!(after, before, "a warm word moves nothing today");
            let words = word(house, "Copper 5");
            assert!(words.iter().any(|word| (word - strength).abs() < 1e-3), "{arguments:?}: {words:?}");
            assert!(words.iter().all(|word| *word > 0.0), "its album gains too: {words:?}");
            let listed = house.json(&["feedback", "list", "--json"]);
            assert_eq!(listed["said"].as_array().unwrap().len(), 1, "{listed}");
            // Said again, it is taken back, and undo says it again.
            assert_eq!(
                house.run(&arguments).trim_end(),
                format!("Took back: {}.", of.split([',', '.']).next().unwrap())
            );
            assert_eq!(house.json(&["feedback", "list", "--json"])["said"], serde_json::json!([]));
            house.run(&["feedback", "undo"]);
        });
        assert_eq!(house.json(&["feedback", "list", "--json"])["said"], serde_json::json!([]));
    }
}

fn not_for_now(house: &Household) {
    for (verb, days, until) in [("not-now", 7, "24 November"), ("rest", 30, "17 December")] {
        let of_track = |item: &Value| item["title"] == "Copper 2";
        let kinds: [Said<'_>; 4] = [
            ("track", "Copper 2", &of_track),
            ("album", "Stone", &of_album("Stone")),
            ("artist", "Finn Fox", &of_artist("Finn Fox")),
            ("genre", "Ambient", &of_genre("Ambient")),
        ];
        let some = if verb == "rest" { &kinds[1..3] } else { &kinds[..] };
        for &(kind, name, is_meant) in some {
            let then = |ms: i64| {
                let mut places = house.home_in(days * DAY_MS + ms).places(is_meant);
                places.sort();
                places
            };
            let unsaid = then(HOUR_MS);
            say(house, &["feedback", verb, "--on", kind, name], |before, after, said| {
                assert!(said.contains(&format!(": {name}, until {until}. ")), "{said}");
                assert_ne!(before.places(is_meant), [""; 0]);
                assert_eq!(after.places(is_meant), [""; 0], "{said}");
                assert_eq!(refilled(said), before.places_lost_to(after), "{said}");
                assert_eq!(then(-HOUR_MS), [""; 0], "{verb} {name} holds to its last hour");
                assert_eq!(then(HOUR_MS), unsaid, "{verb} {name} is over the hour after");
            });
        }
    }
}

fn hidden(house: &Household) {
    let folder = house.stage.music().canonicalize().unwrap().join("Gil Gray");
    let kinds: [Said<'_>; 5] = [
        ("track", "Copper 2", &track("Copper 2")),
        ("album", "Copper", &of_album("Copper")),
        ("artist", "Edda Eik", &of_artist("Edda Eik")),
        ("genre", "Jazz", &of_genre("Jazz")),
        ("folder", folder.to_str().unwrap(), &of_artist("Gil Gray")),
    ];
    for (kind, name, is_meant) in kinds {
        say(house, &["feedback", "hide", "--on", kind, name], |before, after, said| {
            assert!(said.starts_with(&format!("Hidden: {name}. ")), "{said}");
            assert_ne!(before.places(is_meant), [""; 0]);
            assert_eq!(after.places(is_meant), [""; 0], "{said}");
            assert_eq!(refilled(said), before.places_lost_to(after), "{said}");
            for days in [1, 40] {
                assert_eq!(house.home_in(days * DAY_MS).places(is_meant), [""; 0], "{name} after {days} days");
            }
            assert!(!house.json(&["search", "--json", "Copper 2"])["tracks"].as_array().unwrap().is_empty());
        });
    }
    say(house, &["feedback", "hide", "Copper 2"], |_, _, _| {
        let why = house.json(&["why", "--json", "Copper 2"]);
        assert!(why["held_back_by"].as_str().unwrap().starts_with("you hid this track"), "{why}");
    });
}

fn less_of_it(house: &Household) {
    for (kind, name, title) in [
        ("track", "Moss 5", "Moss 5"),
        ("album", "Moss", "Moss 5"),
        ("artist", "Edda Eik", "Moss 5"),
        ("genre", "Folk", "Moss 5"),
    ] {
        let place = |page: &Page| page.titles("deep-cuts").iter().position(|other| *other == title);
        say(house, &["feedback", "less", "--on", kind, name], |before, after, said| {
            assert!(said.starts_with(&format!("Less of: {name}, until 18 January.")), "{said}");
            assert_eq!(refilled(said), before.places_lost_to(after), "{said}");
            assert_eq!(before.titles("on-repeat"), after.titles("on-repeat"), "facts stay whole");
            let words = word(house, title);
            assert!(words.iter().any(|word| (word + 2.0).abs() < 1e-3), "{words:?}");
            let (was, is) = (place(before).unwrap(), place(after).unwrap_or(usize::MAX));
            assert!(is > was || was + 1 == before.titles("deep-cuts").len(), "{name}: place {was} before, {is} after");
        });
    }
}

fn left_out(house: &Household) {
    let folder = house.stage.music().canonicalize().unwrap().join("Gil Gray");
    let day = |days: i64| house.now.plus_ms(-days * DAY_MS);
    let (from, to) = (day(10), day(3));
    let span = ["--from".to_owned(), from.rfc3339(), "--to".into(), to.rfc3339()];
    let named = |kind: &str, name: &str| ["--on".to_owned(), kind.into(), name.into()].to_vec();
    let within = |line: &Value| {
        let at = tonearm::domain::time::Moment::parse_rfc3339(line["started_at"].as_str().unwrap()).unwrap();
        (from.unix_ms..to.unix_ms).contains(&at.unix_ms)
    };
    let by = |name: &'static str| move |line: &Value| line["artist"] == name;
    let jazz = |line: &Value| by("Bo Berg")(line) || by("Cleo Carr")(line);
    let kinds: [(Vec<String>, Meant<'_>); 7] = [
        (named("track", "Copper 2"), &|line: &Value| line["title"] == "Copper 2"),
        (named("album", "Stone"), &|line: &Value| line["album"] == "Stone"),
        (named("artist", "Finn Fox"), &by("Finn Fox")),
        (named("genre", "Jazz"), &jazz),
        (named("folder", folder.to_str().unwrap()), &by("Gil Gray")),
        (named("playlist", KITCHEN), &|line: &Value| line["source"] == "playlist"),
        (span.to_vec(), &within),
    ];
    let heard = house.titles_heard(|_| true);
    for (rule, is_meant) in kinds {
        let listens = house.listens(is_meant);
        assert!(listens > 0, "{rule:?}");
        let rule: Vec<&str> = rule.iter().map(String::as_str).collect();
        let told = house.json(&[&["feedback", "leave-out", "--json", "--dry-run"], rule.as_slice()].concat());
        assert_eq!(told["listens"].as_u64(), Some(listens as u64), "{rule:?}");
        say(house, &[&["feedback", "leave-out"], rule.as_slice()].concat(), |before, after, said| {
            assert!(said.contains(&format!(". {listens} listens stop counting.")), "{said}");
            assert!(counted(after) < counted(before), "{said}: {} and {}", counted(before), counted(after));
            assert_eq!(house.listens(is_meant), listens, "history keeps them");
            let never = [after.titles("never-played"), after.titles("continue")].concat();
            assert_eq!(never.iter().find(|title| heard.contains(**title)), None, "left out is not unheard");
            let out = house.titles_heard(is_meant);
            let places = after.places(|item| item["type"] == "track" && out.contains(item["title"].as_str().unwrap()));
            let suggested = places
                .iter()
                .find(|place| ["\"mix", "\"because", "\"your-week"].iter().any(|kind| place.starts_with(kind)));
            assert_eq!(suggested, None, "{said}");
            // Given back, they count again.
            let list = house.json(&["feedback", "list", "--json"]);
            let id = list["left_out"][0]["rule"].as_str().unwrap().to_owned();
            assert_eq!(list["left_out"][0]["listens"].as_u64(), Some(listens as u64), "{list}");
            let given = house.run(&["feedback", "let-in", &id]);
            assert!(given.contains(&format!(". {listens} listens count again.")), "{given}");
            assert_eq!(counted(&house.home()), counted(before), "{given}");
            house.run(&["feedback", "undo"]);
            after.assert_same(&house.home(), &format!("taking back {given}"));
        });
    }
}

/// Listens that On repeat tells of, over all it holds.
fn counted(page: &Page) -> usize {
    let picks = page.section("on-repeat").map(|section| section["picks"].as_array().unwrap().as_slice());
    let times = picks.unwrap_or_default().iter().map(|pick| pick["evidence"][0]["times"].as_u64().unwrap() as usize);
    times.sum()
}

fn limits_and_dials(house: &Household) {
    let rock = of_genre("Rock");
    let on_repeat = |page: &Page, is_meant: &dyn Fn(&Value) -> bool| {
        let places = page.places(is_meant);
        places.into_iter().filter(|place| place.starts_with("\"on-repeat\"")).collect::<Vec<_>>()
    };
    say(house, &["home", "limit", "on-repeat", "--genre", "Rock"], |before, after, said| {
        assert_eq!(said, "On repeat: only Rock.");
        assert_eq!(on_repeat(after, &|_| true), on_repeat(before, &rock), "all that fits, as it stood");
        assert_eq!(after.section("on-repeat").unwrap()["origin"], "ear");
    });
    say(house, &["feedback", "like", "Copper 3"], |_, _, _| {
        say(house, &["home", "limit", "On repeat", "--liked"], |_, after, _| {
            assert_eq!(after.titles("on-repeat"), ["Copper 3"]);
        });
        say(house, &["home", "limit", "on-repeat", "--not-artist", "Finn Fox", "--heard"], |before, after, _| {
            let others = |item: &Value| !of_artist("Finn Fox")(item);
            assert_eq!(on_repeat(after, &|_| true), on_repeat(before, &others));
        });
    });
    say(house, &["home", "limit", "never-played", "--genre", "Rock"], |_, after, _| {
        assert!(after.section("never-played").is_some(), "it stays, so that the limit can be taken off");
        assert!(after.titles("never-played").is_empty() || after.places(&rock) != [""; 0]);
    });
    say(house, &["settings", "set", "explore", "0"], |before, after, _| {
        assert!(before.section("never-played").is_some() && after.section("never-played").is_none());
    });
    say(house, &["settings", "set", "explore", "60"], |before, after, _| {
        assert_eq!(before, after, "more of what is new comes with the next deal");
        let new = |page: &Page| page.places(|item| of_album("Orchard")(item) || of_album("Gravel")(item)).len();
        let tomorrow = new(&house.home_in(DAY_MS));
        assert!(tomorrow >= new(before), "{tomorrow}");
    });
    say(house, &["settings", "set", "arranges", "hand"], |_, after, _| {
        assert_eq!(after.ids(), [""; 0], "nothing is suggested anywhere");
    });
    say(house, &["settings", "set", "arranges", "ear"], |_, after, _| {
        assert!(after.sections().iter().all(|section| section["origin"] == "ear"));
    });
}

/// Whole sections are put off and put away by their titles.
fn sections(house: &Household) {
    let page = house.home();
    for (verb, days) in [("not now", Some(3)), ("hide", None)] {
        for section in page.sections().iter().skip(usize::from(days.is_none())).step_by(3) {
            let id = section["id"].as_str().unwrap();
            let number = page.ids().iter().position(|other| *other == id).unwrap() + 1;
            let heard = by_keys::talk(house, &["home", &format!("less {number} {verb}")]);
            let after = house.home();
            assert!(after.section(id).is_none(), "{verb} {id}: {heard}");
            assert!(heard.contains(section["title"].as_str().unwrap()), "{heard}");
            if let Some(days) = days {
                assert!(house.home_in(days * DAY_MS - HOUR_MS).section(id).is_none(), "{id} before its day");
            }
            house.run(&["feedback", "undo"]);
            page.assert_same(&house.home(), &format!("{verb} {id}"));
        }
    }
}
