//! Rules taken apart into lines and put together again.

use proptest::prelude::*;

use super::super::lex::{Token, lex};
use super::super::{parse, strategy};
use super::*;

fn shown(outline: &Outline) -> Vec<String> {
    let lines = outline.lines().into_iter().map(|line| {
        let words = match line.what {
            Said::Group(of) => of.words().to_owned(),
            Said::Condition(text) => text,
        };
        "  ".repeat(line.depth) + &words
    });
    lines.collect()
}

fn outline(text: &str) -> Outline {
    Outline::of(&parse(text).unwrap())
}

fn line(outline: &Outline, row: usize) -> LineId {
    outline.lines()[row].id
}

#[test]
fn a_query_is_taken_apart_into_lines() {
    let rules =
        outline("genre:jazz -heard:0 (year:1960s | artist:ana) -(is:hidden | in:Kitchen) -(kal bpm:90) sort:title");
    assert_eq!(
        shown(&rules),
        [
            "all of",
            "  genre:jazz",
            "  -heard:0",
            "  any of",
            "    year:1960..1969",
            "    artist:ana",
            "  none of",
            "    is:hidden",
            "    in:Kitchen",
            "  none of",
            "    all of",
            "      kal",
            "      bpm:90",
        ]
    );
    assert_eq!(shown(&outline("")), ["all of"]);
    assert_eq!(shown(&outline("heard:0")), ["all of", "  heard:0"]);
    assert_eq!(shown(&outline("a | b c")), ["any of", "  a", "  all of", "    b", "    c"]);
    assert_eq!(shown(&outline("-(a | b)")), ["none of", "  a", "  b"]);
}

#[test]
fn lines_are_added_changed_wrapped_and_taken_out() {
    let mut rules = outline("genre:jazz");
    let jazz = line(&rules, 1);
    let heard = rules.insert(jazz, parse("heard:0 is:here").unwrap().expression).unwrap();
    assert_eq!(rules.query().to_string(), "genre:jazz heard:0 is:here");
    assert!(rules.turn(heard));
    rules.insert(heard, parse("skips:0 rating:5").unwrap().expression).unwrap();
    assert_eq!(rules.query().to_string(), "genre:jazz (heard:0 | skips:0 rating:5) is:here");
    let group = line(&rules, 2);
    assert!(rules.turn(group), "of a group what it asks is turned");
    assert_eq!(rules.query().to_string(), "genre:jazz -(heard:0 | skips:0 rating:5) is:here");
    assert!(rules.remove(group) && !rules.remove(group));
    assert_eq!(rules.query().to_string(), "genre:jazz is:here");
    rules.replace(jazz, parse("genre:soul | genre:funk").unwrap().expression).unwrap();
    assert_eq!(rules.query().to_string(), "(genre:soul | genre:funk) is:here");
    rules.append(parse("x y").unwrap().expression).unwrap();
    assert_eq!(rules.query().to_string(), "(genre:soul | genre:funk) is:here x y");
    assert_eq!(rules.replace(rules.root(), parse("a | b").unwrap().expression), Some(rules.root()));
    assert_eq!(shown(&rules), ["any of", "  a", "  b"]);
    rules.append(parse("x y").unwrap().expression).unwrap();
    assert_eq!(rules.query().to_string(), "a | b | x y");
    assert!(rules.remove(rules.root()) && !rules.remove(rules.root()));
    assert_eq!((rules.query().to_string(), shown(&rules)), (String::new(), vec!["all of".to_owned()]));
    assert_eq!(rules.insert(rules.root(), Expression::default()), None);
}

#[test]
fn a_line_alone_in_its_group_turns_that_and_nests_no_other() {
    let mut rules = outline("genre:jazz heard:0");
    let heard = line(&rules, 2);
    let mut seen = Vec::new();
    for _ in 0..4 {
        assert!(rules.turn(heard));
        seen.push(shown(&rules).get(2).cloned().unwrap());
        assert_eq!(rules.lines().len(), 4, "{:?}", shown(&rules));
    }
    assert_eq!(seen, ["  any of", "  none of", "  all of", "  any of"]);
    let mut alone = outline("heard:0");
    assert!(alone.turn(line(&alone, 1)));
    assert_eq!(shown(&alone), ["all of", "  any of", "    heard:0"], "the outermost stays as it is");
}

#[test]
fn a_line_moves_into_groups_and_out_of_them() {
    let mut rules = outline("a (b | c) d");
    let a = line(&rules, 1);
    let mut seen = Vec::new();
    while rules.shift(a, true) {
        seen.push(rules.query().to_string());
    }
    assert_eq!(seen, ["(a | b | c) d", "(b | a | c) d", "(b | c | a) d", "(b | c) a d", "(b | c) d a"]);
    assert!(!rules.shift(rules.root(), true));
}

#[test]
fn nothing_is_wrapped_deeper_than_it_can_be_read() {
    let mut rules = outline("a");
    let a = line(&rules, 1);
    while rules.turn(a) {
        assert_eq!(parse(&rules.query().to_string()), Ok(rules.query()));
        rules.insert(a, parse("b c").unwrap().expression);
    }
    assert_eq!(rules.lines().iter().map(|line| line.depth).max(), Some(GROUPS));
}

#[test]
fn what_stands_as_deep_as_it_may_is_edited_still() {
    let mut text = "a b".to_owned();
    for _ in 0..DEEPEST {
        text = format!("-({text}) c");
    }
    let deep = outline(&text);
    let root = deep.root();
    let reads = |rules: &Outline| parse(&rules.query().to_string()) == Ok(rules.query());
    let mut rules = deep.clone();
    assert!(rules.insert(root, parse("x").unwrap().expression).is_some() && reads(&rules));
    let innermost = rules.lines().iter().max_by_key(|line| line.depth).unwrap().id;
    assert!(rules.insert(innermost, parse("y z").unwrap().expression).is_some() && reads(&rules));
    assert_eq!(rules.insert(innermost, parse("p | q").unwrap().expression), None, "one bracket more");
    assert!(rules.replace(innermost, parse("w").unwrap().expression).is_some() && reads(&rules));

    let mut rules = deep;
    for _ in 0..4 {
        assert!(rules.turn(root) && reads(&rules), "none of all would be one bracket more");
    }
}

/// An edit of the line at this place, counted round.
#[derive(Clone, Debug)]
enum Edit {
    Insert(usize, Expression),
    Replace(usize, Expression),
    Remove(usize),
    Turn(usize),
    Shift(usize, bool),
}

fn edit() -> BoxedStrategy<Edit> {
    let expression = || strategy::query().prop_map(|query| query.expression);
    let row = || 0usize..40;
    prop_oneof![
        3 => (row(), expression()).prop_map(|(row, expression)| Edit::Insert(row, expression)),
        1 => (row(), expression()).prop_map(|(row, expression)| Edit::Replace(row, expression)),
        1 => row().prop_map(Edit::Remove),
        3 => row().prop_map(Edit::Turn),
        3 => (row(), any::<bool>()).prop_map(|(row, down)| Edit::Shift(row, down)),
    ]
    .boxed()
}

proptest! {
    #[test]
    fn brackets_are_counted_as_they_are_written(query in strategy::query()) {
        let (mut depth, mut deepest) = (0, 0);
        for piece in lex(&query.expression.to_string()) {
            match piece.token {
                Token::Open => depth += 1,
                Token::Close => depth -= 1,
                _ => {}
            }
            deepest = deepest.max(depth);
        }
        prop_assert_eq!(query.expression.brackets(), deepest);
    }

    #[test]
    fn an_outline_says_the_query_that_it_was_made_of(query in strategy::query()) {
        prop_assert_eq!(Outline::of(&query).query(), query);
    }

    #[test]
    fn whatever_is_edited_its_text_reads_back_as_the_same(
        query in strategy::query(),
        edits in prop::collection::vec(edit(), 0..16),
    ) {
        let mut rules = Outline::of(&query);
        for edit in edits {
            let lines = rules.lines();
            let at = |row: usize| lines[row % lines.len()].id;
            let before = shown(&rules);
            match edit {
                Edit::Insert(row, expression) => _ = rules.insert(at(row), expression),
                Edit::Replace(row, expression) => _ = rules.replace(at(row), expression),
                Edit::Remove(row) => _ = rules.remove(at(row)),
                Edit::Turn(row) => _ = rules.turn(at(row)),
                Edit::Shift(row, down) => {
                    if rules.shift(at(row), down) {
                        let mut back = rules.clone();
                        prop_assert!(back.shift(at(row), !down));
                        prop_assert_eq!(shown(&back), before);
                    } else {
                        prop_assert_eq!(shown(&rules), before);
                    }
                }
            }
            let query = rules.query();
            prop_assert_eq!(parse(&query.to_string()), Ok(query.clone()), "{}", query);
            let mut names: Vec<LineId> = rules.lines().iter().map(|line| line.id).collect();
            let all = names.len();
            names.sort_unstable();
            names.dedup();
            prop_assert_eq!(names.len(), all, "no name stands twice");
        }
    }
}
