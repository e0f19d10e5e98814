use proptest::prelude::*;

use super::*;

fn says(line: &str) -> String {
    parse(line).unwrap_or_else(|problem| panic!("{line}: {problem}")).to_string()
}

#[test]
fn what_people_type_reads_as_they_mean_it() {
    for (line, text) in [
        ("nina simone", "nina simone"),
        ("genre:jazz or genre:soul", "genre:jazz | genre:soul"),
        ("not genre:jazz AND heard:0", "-genre:jazz heard:0"),
        ("a b | c", "a b | c"),
        ("(a | b) c", "(a | b) c"),
        ("((a) b)", "a b"),
        ("Artist:\"Nina Simone\" year:1960s", "artist:\"Nina Simone\" year:1960..1969"),
        ("year>1990 heard>=3", "year:>1990 heard:>=3"),
        ("artist: nina", "artist:nina"),
        ("year:1990.. length:..3:30", "year:>=1990 length:<=3m30s"),
        ("last:30d added:>1y first:2024-5", "last:<30d added:>1y first:2024-05"),
        ("composer:any last:never", "-composer:none last:none"),
        ("title:^live$ title:live$ title:\"live$\"", "title:=live title:live$ title:\"live$\""),
        ("limit:2h sort:-heard,+title,heard jazz", "jazz sort:-heard,title limit:2h"),
        ("genre:jazz | genre:soul sort:random limit:10%", "genre:jazz | genre:soul sort:random limit:10%"),
        ("--x", "x"),
        ("rate:96k size:>50", "rate:96000 size:>50MB"),
        ("playcount:>10 codec:flac", "heard:>10 format:flac"),
    ] {
        assert_eq!(says(line), text, "{line}");
    }
}

#[test]
fn names_of_songs_stay_words() {
    for line in [
        "love me or leave me",
        "ready or not",
        "to be or not to be",
        "4:44",
        "Mission: Impossible",
        "a-ha",
        "!!!",
        "AC/DC",
        "mingus - haitian fight song",
        "(what's the story) morning glory",
        "year of the cat",
        "liked",
        "R.E.M. <3",
    ] {
        let reading = read(line);
        assert!(reading.query.is_words(), "{line}: {:?}", reading.query);
        assert_eq!(reading.problems, [], "{line}");
    }
    let doubtful = read("Re:Stacks");
    assert!(doubtful.query.is_words());
    assert_eq!(doubtful.problems[0].kind, ProblemKind::Doubtful);
}

#[test]
fn a_half_typed_line_is_the_conditions_so_far() {
    for line in
        ["jazz artist:", "jazz year:>", "jazz is:lik", "jazz (", "jazz |", "jazz last:<30", "jazz sort:", "jazz -"]
    {
        let reading = read(line);
        assert!(reading.query.to_string() == "jazz", "{line}: {}", reading.query);
        assert!(reading.wrong().is_none(), "{line}: {:?}", reading.problems);
    }
    assert_eq!(read("artist:\"nina sim").query.to_string(), "artist:\"nina sim\"");
}

#[test]
fn what_is_wrong_is_named_where_it_stands() {
    for (line, at, message) in [
        ("gerne:jazz x", 0..10, "there is no gerne: — did you mean genre: ?"),
        ("x year:soon y", 2..11, "year: takes a number: 10, >10, 10..20, none"),
        ("kind:opera x", 0..10, "kind: takes music, spoken or sound"),
        ("(x limit:5) y", 3..10, "order and limit are for all of it, not for a bracket"),
        ("sort:moods x", 0..10, "sort: takes facets, as in sort:-heard,title, or random; not \"moods\""),
        ("x)", 1..2, "this ) closes nothing"),
        ("x \"y", 2..4, "this quote is not closed"),
        ("mood:happy", 0..10, "there is no mood:"),
        ("| x", 0..1, "nothing stands on one side of this or"),
    ] {
        let problem = parse(line).unwrap_err();
        assert_eq!((problem.at, problem.message.as_str()), (at, message), "{line}");
    }
}

#[test]
fn a_side_of_an_or_that_is_wrong_already_is_told_once() {
    for line in ["heard:>5 | skips:0inda", "skips:0inda | heard:>5", "(year:soon) or x"] {
        let problems = read(line).problems;
        assert_eq!(problems.len(), 1, "{line}: {problems:?}");
        assert!(!problems[0].message.contains("nothing stands"), "{line}: {problems:?}");
    }
}

#[test]
fn a_query_travels_as_its_text() {
    let query = parse("genre:jazz -is:hidden sort:-added").unwrap();
    let json = serde_json::to_string(&query).unwrap();
    assert_eq!(json, "\"genre:jazz -is:hidden sort:-added\"");
    assert_eq!(serde_json::from_str::<Query>(&json).unwrap(), query);
}

#[test]
fn brackets_without_end_are_told_and_not_followed() {
    assert!(parse(&"(".repeat(100_000)).is_err());
    assert!(parse(&format!("{}x", "-".repeat(100_000))).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn text_and_tree_are_the_same(query in strategy::query()) {
        let text = query.to_string();
        prop_assert_eq!(parse(&text), Ok(query), "{}", text);
    }

    #[test]
    fn reading_never_fails_and_what_it_gives_is_stable(line in "(\\PC|[a-z:<>=.()|\" -]|year:|sort:|is:| or | not ){0,24}") {
        let reading = read(&line);
        for problem in &reading.problems {
            prop_assert!(line.get(problem.at.clone()).is_some());
        }
        let again = parse(&reading.query.to_string());
        prop_assert_eq!(again, Ok(reading.query), "{}", line);
    }
}
