use std::sync::Arc;

use super::*;
use crate::config::Config;
use crate::ui::app::tests::Driven;
use crate::ui::fixture;
use crate::ui::setup::Files;

#[test]
fn enter_plays_the_best_hit_while_typing() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("/moan<enter>");
    let played = matches!(
        driven.last(),
        Command::PlayNow { what: Selection::Tracks(ids), start: 0, source }
            if ids.len() == 6 && source.name == "moan"
    );
    assert!(played, "{:?}", driven.last());
}

#[test]
fn down_leaves_the_field_and_slash_goes_back() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("3sun<down>jj<enter>");
    assert!(matches!(driven.last(), Command::PlayNow { start: 2, .. }), "{:?}", driven.last());
    driven.keys("/ny");
    assert!(driven.screen().contains("/ sunny"), "{}", driven.screen());
    driven.keys("<esc>");
    assert!(!driven.screen().contains("Tracks"));
}

#[test]
fn escape_empties_the_field_and_then_leaves() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("2<c-f>sun<esc>");
    assert!(driven.screen().contains("\u{203a}3 Search") && !driven.screen().contains("/ sun"), "{}", driven.screen());
    driven.keys("<esc>");
    assert!(driven.screen().contains("\u{203a}2 Library"), "{}", driven.screen());
    driven.keys("3<down><esc>");
    assert!(driven.screen().contains("\u{203a}2 Library"), "from the list, too: {}", driven.screen());
}

#[test]
fn another_search_begins_empty() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("3sun<enter>1<c-f>moan");
    assert!(driven.screen().contains("/ moan"), "{}", driven.screen());
    driven.keys("<down>/in");
    assert!(driven.screen().contains("/ moanin"), "{}", driven.screen());
}

#[test]
fn nothing_found_is_said() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("/zzz<enter>");
    assert!(driven.sent.is_empty());
    assert!(driven.screen().contains("Nothing"), "{}", driven.screen());
}

#[test]
fn it_ends_with_what_is_related_and_says_why() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("/moan");
    let screen = driven.screen();
    let related = screen.split_once("Related, by ear").map(|(_, below)| below).unwrap_or_default();
    assert!(related.contains("Strange Fruit") && related.contains("4 sessions together"), "{screen}");
    driven.keys("<down>Gw");
    assert!(driven.screen().contains("1 of 1 in “related to "), "{}", driven.screen());
    driven.keys("<esc><enter>");
    let played = matches!(
        driven.last(),
        Command::PlayNow { what: Selection::Items(items), start: 0, source }
            if items.len() == 1 && source.kind == SourceKind::Section
    );
    assert!(played, "{:?}", driven.last());
}

#[test]
fn an_empty_search_shows_the_last_ones() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("3");
    let screen = driven.screen();
    assert!(screen.contains("Searched lately") && screen.contains("Albums opened lately"), "{screen}");
    driven.keys("<enter>");
    assert!(driven.screen().contains("/ mingus"), "{}", driven.screen());
    assert!(driven.screen().contains("Tracks"), "{}", driven.screen());
}

#[test]
fn a_search_becomes_a_section_and_so_does_what_it_found() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("/genre:jazz<down>p");
    assert!(driven.screen().contains("the search “genre:jazz”"), "{}", driven.screen());
    driven.keys("s");
    let Command::MakeSection { title, recipe } = driven.last() else { panic!("{:?}", driven.last()) };
    assert_eq!((title.as_str(), recipe.kind.as_str()), ("genre:jazz", "query"));
    assert_eq!(recipe.words.as_deref(), Some("genre:jazz"));
    driven.keys("pnjjl<esc>k");
    let Command::MakeSection { recipe, .. } = driven.last() else { panic!("{:?}", driven.last()) };
    assert_eq!((recipe.words.as_deref(), recipe.shows.rows), (Some("genre:jazz"), Some(1)));
    driven.keys("}}p");
    driven.keys("p");
    let Command::MakeSection { recipe, .. } = driven.last() else { panic!("{:?}", driven.last()) };
    assert!(matches!(recipe.seed, Some(ItemRef::Album(_) | ItemRef::Artist(_))), "{recipe:?}");
}

#[test]
fn hits_stand_in_the_order_that_is_chosen() {
    for (width, height) in [(80, 24), (40, 12), (200, 60)] {
        let mut driven = Driven::new(fixture::evening(), width, height);
        driven.keys("3sun<down>S");
        insta::assert_snapshot!(format!("search_sort_{width}x{height}"), driven.screen());
        driven.keys("y");
        assert_eq!(driven.last(), &Command::Set { key: settings::Key::SortSearch, value: "year".into() });
        assert!(driven.asked_last("Search").contains("order: Year"), "{}", driven.asked_last("Search"));
    }
}

#[test]
fn the_help_key_lists_the_facets_from_the_empty_field() {
    let mut driven = Driven::new(fixture::bare(), 80, 24);
    driven.answering("Recent", Answer::Recent(Recent::default())).keys("3");
    assert!(driven.screen().contains("? lists all"), "{}", driven.screen());
    driven.keys("?");
    assert!(driven.screen().contains("Words and facets"), "{}", driven.screen());
    driven.keys("<esc>why?");
    assert!(driven.screen().contains("/ why?"), "else it is a letter: {}", driven.screen());
}

#[test]
fn where_the_help_key_is_a_letter_it_is_typed_and_another_way_is_told() {
    let mut driven = Driven::new(fixture::bare(), 80, 24);
    let (config, complaints) = Config::parse("[keys]\nhelp = \"b\"\n");
    driven.app.set_files(Arc::new(Files { config, complaints }));
    driven.answering("Recent", Answer::Recent(Recent::default())).keys("3");
    assert!(driven.screen().contains("b on any other page"), "{}", driven.screen());
    driven.keys("box");
    assert!(driven.screen().contains("/ box"), "{}", driven.screen());
}
