//! Playlists by rules and lines of the query language, driven by keys.

use std::sync::Arc;

use super::super::super::fixture;
use super::Driven;
use crate::domain::query::parse;
use crate::domain::section::Origin;
use crate::domain::smart_playlist::{RulesEdit, SmartPlaylist};
use crate::player::protocol::{Command, Event};

fn page() -> Driven {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("4");
    driven
}

fn edits(driven: &Driven) -> Vec<&RulesEdit> {
    let edit = |command: &'_ Command| matches!(command, Command::EditRules(_));
    let edits = driven.sent.iter().filter(|command| edit(command));
    edits.filter_map(|command| if let Command::EditRules(edit) = command { Some(edit) } else { None }).collect()
}

fn standing() -> SmartPlaylist {
    fixture::rules_of_evening().into_iter().find(|list| list.name == "Never heard jazz").unwrap()
}

#[test]
fn the_panels_of_rules() {
    for (name, keys) in [
        ("rules_new", "4G<enter>Late jazz<enter>genre:jazz heard:0 ar"),
        ("rules_wrong", "4jjjje<enter><c-u>gerne:jazz<enter>"),
        ("rules_why_which", "4jjjjwsun"),
        ("rules_why", "4jjjjwsun<enter>"),
        ("rules_suggested", "4jgu"),
    ] {
        for (width, height) in [(80, 24), (40, 12), (200, 60)] {
            let mut driven = Driven::new(fixture::evening(), width, height);
            driven.keys(keys);
            insta::assert_snapshot!(format!("{name}_{width}x{height}"), driven.screen());
        }
    }
}

#[test]
fn a_list_is_made_from_its_name_on_and_gone_to() {
    let mut driven = page();
    driven.keys("G<enter>Late jazz<enter>genre:jazz heard:0<enter>");
    driven.keys("Gkk<enter>for the evening<enter>y");
    let made = edits(&driven);
    let [RulesEdit::Create { name, rules, description, .. }] = made[..] else { panic!("{made:?}") };
    assert_eq!((name.as_str(), description.as_str()), ("Late jazz", "for the evening"), "one step");
    assert_eq!(rules, &parse("genre:jazz heard:0").unwrap());
    assert!(!driven.screen().contains("A new playlist by rules"), "{}", driven.screen());
}

#[test]
fn what_cannot_be_kept_is_told_and_stays_in_the_fields() {
    let mut driven = page();
    driven.keys("G<enter>Nothing<enter><esc>y");
    assert!(driven.screen().contains("It needs a rule"), "{}", driven.screen());
    driven.keys("gerne:jazz<enter>");
    assert!(driven.screen().contains("did you mean genre: ?"), "{}", driven.screen());
    driven.keys("<c-e><c-u>heard:0<enter>kk<enter><c-u><enter>y");
    assert!(driven.screen().contains("It needs a name"), "{}", driven.screen());
    driven.keys("<esc><esc>");
    assert!(driven.screen().contains("Not kept yet"), "{}", driven.screen());
    assert!(edits(&driven).is_empty());
    driven.keys("d");
    assert!(!driven.screen().contains("heard:0 "), "{}", driven.screen());
    assert!(edits(&driven).is_empty());
}

#[test]
fn each_line_of_a_standing_list_is_one_edit_of_its_own() {
    let list = standing();
    let id = list.id;
    let mut driven = page();
    driven.keys("jjjjey");
    assert!(edits(&driven).is_empty(), "nothing changed");
    driven.keys("et<c-u>heard:>3<enter>y");
    driven.keys("ekk<enter><c-u>Often<enter>y");
    driven.keys("eGkk<enter>mine<enter>y");
    let set = RulesEdit::SetRules { id, rules: parse("heard:>3").unwrap() };
    let rename = RulesEdit::Rename { id, name: "Often".into() };
    let describe = RulesEdit::Describe { id, description: "mine".into() };
    assert_eq!(edits(&driven), [&set, &rename, &describe]);
}

#[test]
fn any_track_can_be_asked_about() {
    let mut driven = page();
    driven.keys("jjjjw");
    assert!(driven.screen().contains("Moanin'"), "what plays is offered: {}", driven.screen());
    driven.keys("zzz");
    assert!(driven.screen().contains("No track has these words"), "{}", driven.screen());
    driven.keys("<c-u>sun<down><enter>");
    let screen = driven.screen();
    assert!(screen.contains(&format!("is in {}", standing().name)), "{screen}");
    assert!(screen.contains("genre:jazz  Hard Bop, Jazz"), "{screen}");
}

#[test]
fn rules_in_common_become_a_list() {
    let mut driven = page();
    driven.keys("jgu");
    assert!(driven.screen().contains("Rules that Kitchen has in common"), "{}", driven.screen());
    driven.keys("<enter>Like Kitchen<enter>y");
    let made = edits(&driven);
    assert!(matches!(&made[..], [RulesEdit::Create { name, .. }] if name == "Like Kitchen"), "{made:?}");
    let mut driven = page();
    driven.keys("jlvvgu");
    assert!(driven.screen().contains("Rules that 2 marked lines have in common"), "{}", driven.screen());
}

#[test]
fn lists_by_rules_are_counted_anew_when_something_was_heard() {
    let mut driven = page();
    driven.keys("jjjj");
    let before = driven.asked("Rules");
    driven.app.player_event(Event::ListenerChanged);
    driven.settle();
    assert!(driven.asked("Rules") >= before + 2, "each list was asked again");
}

#[test]
fn facets_are_completed_and_choose_lines_on_every_list() {
    for (page, of) in
        [("2", "Artists"), ("2ll", "Tracks"), ("4", "Playlists"), ("4jl", "Tracks"), ("5", "Lines"), ("6", "Tracks")]
    {
        let mut driven = Driven::new(fixture::evening(), 80, 24);
        driven.keys(page).keys("/art");
        assert!(driven.screen().contains("Tab artist:"), "on {page}: {}", driven.screen());
        driven.keys("<tab>ni");
        assert!(driven.screen().contains("Nina Simone"), "on {page}: {}", driven.screen());
        driven.keys("<tab>");
        assert!(driven.screen().contains("artist:\"Nina Simone\""), "on {page}: {}", driven.screen());
        assert!(driven.asked("Held") > 0, "on {page}");
        let asked = driven.asked_last("Held");
        assert!(asked.contains(of), "on {page}: {asked}");
        driven.keys("<enter><esc>");
        assert!(!driven.screen().contains("artist:"), "on {page}: {}", driven.screen());
    }
}

#[test]
fn by_asks_each_line_of_the_queue_by_whom_it_is() {
    let mut snapshot = fixture::evening();
    let mut queue = (*snapshot.queue).clone();
    queue.ear.iter_mut().for_each(|line| line.origin = Origin::Ear);
    snapshot.queue = Arc::new(queue.clone());
    let mut driven = Driven::new(snapshot, 80, 24);
    driven.keys("5/by:hand<enter>");
    let screen = driven.screen();
    assert!(!queue.ear.is_empty() && !queue.added.is_empty());
    for line in &queue.ear {
        assert!(!screen.contains(&format!(" {} ", line.card.title)), "{}: {screen}", line.card.title);
    }
    for line in &queue.added {
        assert!(screen.contains(&line.card.title), "{}: {screen}", line.card.title);
    }
}
