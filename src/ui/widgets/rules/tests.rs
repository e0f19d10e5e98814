//! The builder, driven by keys and clicks.

use crate::domain::query::parse;
use crate::domain::smart_playlist::{RulesEdit, SmartPlaylist};
use crate::player::protocol::Command;
use crate::ui::app::tests::Driven;
use crate::ui::fixture;

/// On the playlist of this name.
fn on(name: &str, width: u16, height: u16) -> Driven {
    let mut driven = Driven::new(fixture::evening(), width, height);
    driven.keys(if name == "Old loves" { "4jjjjj" } else { "4jjjj" });
    driven
}

fn edits(driven: &Driven) -> Vec<&RulesEdit> {
    let edits = driven.sent.iter().filter_map(|command| match command {
        Command::EditRules(edit) => Some(edit),
        _ => None,
    });
    edits.collect()
}

fn standing(name: &str) -> SmartPlaylist {
    fixture::rules_of_evening().into_iter().find(|list| list.name == name).unwrap()
}

/// The text that the builder shows of all its rules.
fn text(driven: &Driven) -> String {
    let screen = driven.screen();
    let line = screen.lines().find(|line| line.trim_start_matches(['▌', ' ']).starts_with("text")).unwrap();
    line.trim_start_matches(['▌', ' ']).trim_start_matches("text").trim().to_owned()
}

#[test]
fn the_builder_at_three_sizes() {
    for (name, keys) in [
        ("lines", "e"),
        ("adding", "eagen"),
        ("grouped", "ejjjA<enter><c-u>year:1970s<enter>aartist:\"nina simone\"<enter>"),
        ("as_text", "et x gerne:y"),
        ("not_kept", "ed<esc>"),
    ] {
        for (width, height) in [(80, 24), (40, 12), (200, 60)] {
            let mut driven = on("Old loves", width, height);
            driven.keys(keys);
            insta::assert_snapshot!(format!("{name}_{width}x{height}"), driven.screen());
        }
    }
}

#[test]
fn lines_and_text_say_the_same() {
    let mut driven = on("Old loves", 118, 40);
    driven.keys("e");
    assert_eq!(text(&driven), standing("Old loves").rules);
    driven.keys("aheard:>3<enter>");
    assert_eq!(text(&driven), "is:liked heard:>3 last:>1y (year:1955..1965 | artist:\"nina simone\")");
    driven.keys("A");
    driven.keys("askips:0<enter>");
    assert_eq!(text(&driven), "is:liked (heard:>3 | skips:0) last:>1y (year:1955..1965 | artist:\"nina simone\")");
    driven.keys("kkA");
    assert!(driven.screen().contains("none of"), "{}", driven.screen());
    assert_eq!(text(&driven), "is:liked -(heard:>3 | skips:0) last:>1y (year:1955..1965 | artist:\"nina simone\")");
    driven.keys("d");
    assert_eq!(text(&driven), standing("Old loves").rules);
    driven.keys("uu");
    assert!(text(&driven).contains("(heard:>3 | skips:0)"), "{}", text(&driven));
    driven.keys("uuuu");
    assert_eq!(text(&driven), standing("Old loves").rules, "each step was taken back");
    driven.keys("U");
    assert!(text(&driven).contains("heard:>3"));
    driven.keys("t<c-u>genre:soul limit:1h<enter>");
    let screen = driven.screen();
    for words in ["genre:soul", "limit  1h", "all of it"] {
        assert_eq!(screen.contains(words), words != "all of it", "{words}: {screen}");
    }
}

#[test]
fn what_the_text_cannot_say_is_told_at_its_column_and_the_lines_stay() {
    let mut driven = on("Old loves", 80, 24);
    driven.keys("et<c-u>genre:soul gerne:x y");
    let screen = driven.screen();
    assert!(screen.contains("column 12: there is no gerne:"), "{screen}");
    assert!(screen.contains("  genre:soul"), "the lines are the last that could be read: {screen}");
    driven.keys("<enter>");
    assert!(driven.screen().contains("column 12"), "Enter does not take it");
    driven.keys("<esc>");
    assert_eq!(text(&driven), standing("Old loves").rules, "and leaving it gives back what was");
    driven.keys("jjjj");
}

#[test]
fn order_and_limit_are_lines_too() {
    let mut driven = on("Never heard jazz", 80, 24);
    driven.keys("ejj<enter>");
    driven.keys("<c-u>titl<tab><enter>j<enter><c-u>soon<enter>");
    assert!(driven.screen().contains("column 1: limit: takes a count"), "{}", driven.screen());
    driven.keys("<c-e><c-u>10%<enter>kd");
    assert_eq!(text(&driven), "genre:jazz heard:0 limit:10%");
    driven.keys("u");
    assert_eq!(text(&driven), "genre:jazz heard:0 sort:title limit:10%");
    driven.keys("y");
    let rules = parse("genre:jazz heard:0 sort:title limit:10%").unwrap();
    assert_eq!(edits(&driven), [&RulesEdit::SetRules { id: standing("Never heard jazz").id, rules }]);
}

#[test]
fn lines_are_moved_and_counted_each() {
    let mut driven = on("Never heard jazz", 80, 24);
    driven.keys("e");
    assert!(driven.asked("RuleCounts") > 0);
    let screen = driven.screen();
    let counted = screen.lines().find(|line| line.contains("genre:jazz") && !line.contains("text")).unwrap();
    assert!(counted.trim_end().ends_with("700"), "{screen}");
    driven.keys("J");
    assert_eq!(text(&driven), "heard:0 genre:jazz sort:-added limit:2h");
    driven.keys("K");
    assert_eq!(text(&driven), "genre:jazz heard:0 sort:-added limit:2h");
    driven.keys("q");
    assert!(!driven.screen().contains("A playlist by rules") && edits(&driven).is_empty(), "nothing was changed");
}

#[test]
fn a_click_goes_to_a_line_and_another_writes_in_it() {
    let mut driven = on("Never heard jazz", 80, 24);
    driven.keys("e");
    let screen = driven.screen();
    let row = screen.lines().position(|line| line.contains("heard:0") && !line.contains("text")).unwrap() as u16;
    driven.click(20, row);
    driven.keys("d");
    assert_eq!(text(&driven), "genre:jazz sort:-added limit:2h");
    driven.keys("u");
    driven.click(20, row);
    driven.click(20, row);
    driven.keys("<c-u>heard:1<enter>");
    assert_eq!(text(&driven), "genre:jazz heard:1 sort:-added limit:2h");
    let keep = driven.screen().lines().position(|line| line.starts_with(" keep")).unwrap() as u16;
    driven.click(20, keep);
    driven.click(20, keep);
    assert_eq!(edits(&driven).len(), 1, "{}", driven.screen());
}

#[test]
fn several_changes_are_kept_as_one_step() {
    let list = standing("Never heard jazz");
    let mut driven = on("Never heard jazz", 80, 24);
    driven.keys("ed");
    driven.keys("kk<enter><c-u>Often<enter>");
    driven.keys("G<enter>");
    let rules = Some(parse("heard:0 sort:-added limit:2h").unwrap());
    let whole = RulesEdit::Revise { id: list.id, name: "Often".into(), rules, description: String::new() };
    assert_eq!(edits(&driven), [&whole]);
}
