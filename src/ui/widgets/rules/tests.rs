//! The builder, driven by keys and clicks.

use std::sync::Arc;

use super::RulesPanel;
use super::draft::Draft;
use super::editing::{Editing, Place};
use crate::config::Config;
use crate::domain::query::parse;
use crate::domain::smart_playlist::{RulesEdit, SmartPlaylist};
use crate::player::protocol::Command;
use crate::ui::app::tests::Driven;
use crate::ui::fixture;
use crate::ui::setup::Files;

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
    driven.keys("q");
    assert!(!driven.screen().contains("Not kept yet") && edits(&driven).is_empty(), "{}", driven.screen());
}

#[test]
fn the_outermost_group_is_written_as_any_line_and_order_and_limit_stay() {
    let mut driven = on("Never heard jazz", 80, 24);
    driven.keys("ek<enter><c-u>genre:soul | genre:funk<enter>");
    assert_eq!(text(&driven), "genre:soul | genre:funk sort:-added limit:2h");
    driven.keys("d");
    assert_eq!(text(&driven), "sort:-added limit:2h", "the cursor stayed on it");
    driven.keys("uu");
    assert_eq!(text(&driven), standing("Never heard jazz").rules);
}

#[test]
fn what_stands_too_deep_is_said_and_not_swallowed() {
    let mut draft = Draft::of("", "a", "");
    let a = draft.outline.lines()[1].id;
    while draft.outline.turn(a) {
        draft.outline.insert(a, parse("b c").unwrap().expression);
    }
    for place in [Place::New(a), Place::Line(a)] {
        let mut editing = Editing::of(place, &draft).unwrap();
        editing.field.clear();
        editing.field.paste("x (y | z)");
        let problem = editing.applied(&draft).unwrap_err();
        assert!(problem.message.contains("deep"), "{}", problem.message);
    }
}

#[test]
fn a_line_that_is_opened_and_not_changed_leaves_what_cannot_be_read() {
    let broken = "genre:jazz gerne:x sort:title";
    let mut panel = RulesPanel::edit(&SmartPlaylist { rules: broken.into(), ..standing("Old loves") });
    let line = panel.steps.now.outline.lines()[1].id;
    for place in [Place::Name, Place::Line(line), Place::New(line), Place::Sort, Place::Limit, Place::Text] {
        panel.write(place);
        assert!(panel.take() && !panel.is_changed(), "{place:?}");
        assert_eq!(panel.steps.now.text(), broken, "{place:?}");
    }
    panel.take_out(Place::Limit);
    assert_eq!(panel.steps.now.text(), broken, "there was none");
    panel.take_out(Place::Sort);
    assert!(!panel.steps.now.text().contains("sort:"), "{}", panel.steps.now.text());
}

#[test]
fn a_rule_that_is_added_from_below_the_lines_stands_behind_them_all() {
    let added = "is:liked last:>1y (year:1955..1965 | artist:\"nina simone\") heard:>3";
    for rows_up in ["", "k", "kk", "kkk", "kkkk"] {
        let mut driven = on("Old loves", 80, 24);
        driven.keys("eG").keys(rows_up).keys("aheard:>3<enter>");
        assert_eq!(text(&driven), added, "{rows_up}");
        driven.keys("d");
        assert_eq!(text(&driven), standing("Old loves").rules, "the cursor stands on it");
        driven.keys("G").keys(rows_up).keys("A");
        assert_eq!(text(&driven), standing("Old loves").rules, "no line is under the cursor");
        assert!(driven.screen().contains("stands on a rule"), "{}", driven.screen());
    }
}

#[test]
fn the_wheel_leaves_a_line_that_is_written_alone() {
    let mut driven = on("Never heard jazz", 80, 24);
    driven.keys("eagenre:so").wheel((20, 8));
    assert!(driven.screen().contains("takes it"), "{}", driven.screen());
    driven.keys("ul<enter>");
    assert_eq!(text(&driven), "genre:jazz genre:soul heard:0 sort:-added limit:2h");
    driven.wheel((20, 8)).keys("d");
    assert_eq!(text(&driven), "genre:jazz genre:soul sort:-added limit:2h", "and goes over lines that are not");
}

#[test]
fn what_is_pasted_is_asked_about() {
    let mut driven = on("Never heard jazz", 80, 24);
    driven.keys("ea").paste("genre:soul");
    assert!(driven.asked_last("Rules").contains("genre:jazz genre:soul heard:0"), "{}", driven.asked_last("Rules"));
    driven.keys("<esc><esc>w").paste("sun");
    assert!(driven.asked_last("Search").contains("sun"), "{}", driven.screen());
}

#[test]
fn a_click_while_the_text_is_written_goes_to_the_line_that_was_clicked() {
    for typed in ["", "x<backspace>", " ", "<backspace>m"] {
        let mut driven = on("Never heard jazz", 80, 24);
        driven.keys("easkips:0<enter>t").keys(typed);
        let screen = driven.screen();
        let row = screen.lines().position(|line| line.contains("  heard:0") && !line.contains("text")).unwrap() as u16;
        driven.click(20, row);
        driven.keys("d");
        let limit = if typed.ends_with('m') { "2m" } else { "2h" };
        assert_eq!(text(&driven), format!("genre:jazz skips:0 sort:-added limit:{limit}"), "typed {typed:?}");
    }
}

#[test]
fn letters_are_letters_while_a_line_is_written() {
    let (config, complaints) = Config::parse("[keys]\nplay = \"x\"\ncancel = \"b\"\nnext-page = \"t\"\n");
    let mut driven = on("Never heard jazz", 80, 24);
    driven.app.set_files(Arc::new(Files { config, complaints }));
    driven.keys("ea\"box tub\"");
    assert!(
        driven.screen().contains("Enter takes it") && !driven.screen().contains("completes"),
        "{}",
        driven.screen()
    );
    driven.keys("<enter>");
    assert_eq!(text(&driven), "genre:jazz \"box tub\" heard:0 sort:-added limit:2h");
    driven.keys("bd");
    driven.keys("wbox");
    assert!(driven.screen().contains(" box"), "{}", driven.screen());
}

#[test]
fn nothing_to_redo_is_called_so() {
    let mut driven = on("Never heard jazz", 80, 24);
    driven.keys("eu");
    assert!(driven.screen().contains("Nothing more to undo here"), "{}", driven.screen());
    driven.keys("U");
    assert!(driven.screen().contains("Nothing more to redo here"), "{}", driven.screen());
}

#[test]
fn why_comes_back_to_the_builder() {
    let mut driven = on("Never heard jazz", 80, 24);
    let builds = |driven: &Driven| driven.screen().contains("A playlist by rules");
    driven.keys("ewsun");
    assert!(!builds(&driven) && driven.screen().contains("Which track"), "{}", driven.screen());
    driven.keys("<esc>");
    assert!(builds(&driven), "{}", driven.screen());
    driven.keys("wsun<enter>");
    assert!(!builds(&driven), "{}", driven.screen());
    driven.keys("<esc>");
    assert!(builds(&driven), "{}", driven.screen());
    driven.keys("<esc>w<esc>");
    assert!(!builds(&driven), "asked from the page it is the page again: {}", driven.screen());
}

#[test]
fn completing_again_puts_the_next_value_in_its_place() {
    let mut driven = on("Never heard jazz", 80, 24);
    driven.keys("ealast:<tab>");
    let line = |driven: &Driven| {
        let screen = driven.screen();
        screen
            .lines()
            .map(|line| line.trim_matches(['▌', ' ']))
            .find(|line| line.starts_with("last:"))
            .map(str::to_owned)
    };
    assert_eq!(line(&driven).as_deref(), Some("last:<30d"), "{}", driven.screen());
    driven.keys("<tab><tab>");
    assert_eq!(line(&driven).as_deref(), Some("last:<1y"), "{}", driven.screen());
    driven.keys("<c-u>genre:<tab>");
    let first = driven.screen();
    driven.keys("<tab>");
    assert_ne!(driven.screen(), first);
    driven.keys("<enter>");
    assert!(text(&driven).contains("genre:"), "{}", driven.screen());
}

#[test]
fn the_whole_field_is_emptied_wherever_the_cursor_stands() {
    let mut driven = on("Never heard jazz", 80, 24);
    driven.keys("e<enter><c-u>gerne:jazz<enter>");
    assert!(driven.screen().contains("did you mean genre:"), "{}", driven.screen());
    driven.keys("<c-u>genre:soul<enter>");
    assert_eq!(text(&driven), "genre:soul heard:0 sort:-added limit:2h");
}

#[test]
fn order_and_limit_are_lines_too() {
    let mut driven = on("Never heard jazz", 80, 24);
    driven.keys("ejj<enter>");
    driven.keys("<c-u>titl<tab><enter>j<enter><c-u>soon<enter>");
    assert!(driven.screen().contains("column 1: limit: takes a count"), "{}", driven.screen());
    driven.keys("<c-u>10%<enter>kd");
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
