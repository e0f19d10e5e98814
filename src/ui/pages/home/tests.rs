//! Home driven by keys.

use std::sync::Arc;

use super::super::super::app::tests::Driven;
use super::super::super::fixture;
use super::*;
use crate::domain::evidence::{Evidence, Fact};
use crate::domain::ids::AlbumId;
use crate::domain::section::{Origin, PinMode, Recipe, Waiting};
use crate::domain::settings::{Chosen, Key, Settings};
use crate::domain::welcome::{Proposal, Proposed as Becomes};
use crate::player::protocol::{Event, Place};

fn home() -> Driven {
    Driven::new(fixture::evening(), 80, 24)
}

#[test]
fn enter_plays_the_pick_or_the_whole_section() {
    let mut driven = home();
    driven.keys("<enter>");
    assert!(matches!(
        driven.last(),
        Command::Resume { what: Selection::Item(ItemRef::Album(AlbumId(50))), start: 0, source }
            if source.kind == SourceKind::Section && source.id.as_deref() == Some("jump-back-in")
    ));
    driven.keys("k<enter>");
    assert!(matches!(driven.last(), Command::PlayNow { what: Selection::Section(id), .. } if id == "jump-back-in"));
}

#[test]
fn enter_says_that_it_resumes_what_was_left_in_the_middle() {
    let mut snapshot = fixture::evening();
    let home = Arc::make_mut(&mut snapshot.home);
    let stopped = Fact::StoppedAt { title: "Moment's Notice".into(), position_ms: 252_000, at: fixture::now() };
    home.sections[0].picks[0].evidence = vec![Evidence { fact: stopped, weight: 0.9 }];
    let mut driven = Driven::new(snapshot, 80, 24);
    assert!(driven.screen().contains("Enter resumes Blue Train at 4:12"), "{}", driven.screen());
    driven.keys("m");
    assert!(driven.screen().contains("play it from the start"), "{}", driven.screen());
}

#[test]
fn a_wide_home_tells_of_the_section_under_the_cursor() {
    let mut driven = Driven::new(fixture::evening(), 200, 60);
    driven.keys("k");
    insta::assert_snapshot!("on_a_title_200x60", driven.screen());
    driven.keys("}");
    insta::assert_snapshot!("on_the_title_of_a_pin_200x60", driven.screen());
}

#[test]
fn a_track_is_followed_by_the_rest_of_its_section() {
    let mut driven = home();
    driven.keys("}jj<enter>");
    let tracks = [100, 101, 102].map(TrackId).to_vec();
    assert!(
        matches!(driven.last(), Command::PlayNow { what: Selection::Tracks(ids), start: 1, .. } if *ids == tracks),
        "{:?}",
        driven.last()
    );
}

#[test]
fn pinning_asks_what_to_keep_and_moving_needs_a_pin() {
    let mut driven = home();
    driven.keys("J");
    assert!(driven.sent.is_empty());
    assert!(driven.screen().contains("pin it with p"));
    driven.keys("p");
    assert!(driven.screen().contains("keep the recipe"));
    driven.keys("r");
    let pinned = Command::PinSection { section: "jump-back-in".into(), mode: PinMode::Recipe };
    assert_eq!(driven.last(), &pinned);
    driven.keys("}J");
    assert_eq!(driven.last(), &Command::MovePin { pin: fixture::pin(), to: 2 });
    driven.keys("K");
    assert_eq!(driven.last(), &Command::MovePin { pin: fixture::pin(), to: 0 });
    driven.keys("d");
    assert_eq!(driven.last(), &Command::Unpin { pin: fixture::pin() });
}

#[test]
fn a_section_becomes_a_playlist_under_a_name() {
    let mut driven = home();
    driven.keys("pm");
    assert!(driven.screen().contains("Make a playlist of it, called"), "{}", driven.screen());
    driven.keys("<enter>");
    let Command::KeepSection { section, name, .. } = driven.last() else { panic!("{:?}", driven.last()) };
    assert_eq!((section.as_str(), name.as_str()), ("jump-back-in", "Jump back in"));
    driven.keys("po");
    driven.keys("<enter>");
    assert!(driven.sent.iter().filter(|sent| matches!(sent, Command::KeepSection { .. })).count() == 2);
}

#[test]
fn a_section_is_built_from_nothing_by_a_rule() {
    let mut driven = home();
    driven.keys("pn<enter>genre:jazz<enter>");
    driven.keys("<esc>k");
    let Command::MakeSection { title, recipe } = driven.last() else { panic!("{:?}", driven.last()) };
    assert_eq!((title.as_str(), recipe.kind.as_str()), ("genre:jazz", "query"));
    assert_eq!(recipe.words.as_deref(), Some("genre:jazz"));
}

#[test]
fn why_tells_sentences_and_then_numbers() {
    let mut driven = home();
    driven.keys("w");
    assert!(driven.screen().contains("4:12"), "{}", driven.screen());
    assert!(driven.screen().contains("Without right after: 9th. Without heard together: 4th."), "{}", driven.screen());
    driven.keys("w");
    assert!(driven.screen().contains("0.90"), "{}", driven.screen());
    driven.keys("<esc>");
    assert!(!driven.screen().contains("0.90"));
}

#[test]
fn the_cursor_stays_on_its_pick_when_home_is_dealt_again() {
    let mut driven = home();
    driven.keys("}jj");
    let mut snapshot = fixture::evening();
    let mut dealt = fixture::home();
    dealt.generation += 1;
    dealt.sections.rotate_left(1);
    let picks = &mut dealt.sections[0].picks;
    picks.rotate_right(1);
    snapshot.home = Arc::new(dealt);
    driven.app.player_event(Event::Snapshot(Arc::new(snapshot)));
    driven.settle();
    driven.keys("a");
    let added = matches!(
        driven.last(),
        Command::Add { what: Selection::Tracks(ids), place: Place::Last, .. } if ids == &[TrackId(101)]
    );
    assert!(added, "{:?}", driven.last());
}

#[test]
fn a_section_opens_to_all_its_picks_and_closes_again() {
    let mut driven = home();
    let hidden = "Sigur Rós            ";
    let shown = |driven: &Driven| driven.screen().lines().any(|line| line.contains(hidden) && line.contains("artist"));
    assert!(!shown(&driven));
    driven.keys("ko");
    assert!(shown(&driven), "{}", driven.screen());
    driven.keys("o");
    assert!(!shown(&driven));
}

#[test]
fn wide_home_has_a_second_column_and_a_focus() {
    let mut driven = Driven::new(fixture::evening(), 160, 40);
    assert!(driven.screen().contains("Why it is here"));
    driven.keys("l<enter>");
    assert!(matches!(driven.last(), Command::PlayNow { source, .. } if source.id.as_deref() == Some("on-repeat")));
    driven.keys("hw");
    assert!(driven.screen().contains("By score 3rd of 412"), "{}", driven.screen());
    assert!(driven.screen().contains("without it 9th"), "{}", driven.screen());
}

#[test]
fn a_new_kind_introduces_itself_until_the_cursor_has_been_there() {
    let mut snapshot = fixture::evening();
    let mut home = fixture::home();
    let mut section = home.sections[0].clone();
    (section.id, section.kind, section.title) = ("new".into(), "new".into(), "New in your library".into());
    section.picks.rotate_left(1);
    home.sections.insert(0, section);
    snapshot.home = Arc::new(home);
    let mut driven = Driven::new(snapshot, 80, 40);
    assert!(driven.screen().contains("new: what came lately"), "{}", driven.screen());
    assert!(driven.sent.contains(&Command::Told { what: "section:new".into() }));
    driven.keys("}}");
    assert!(!driven.screen().contains("new: "), "{}", driven.screen());
}

#[test]
fn a_young_home_asks_for_artists_and_offers_what_tags_hold() {
    let mut snapshot = fixture::evening();
    snapshot.library.listens = 0;
    let mut driven = Driven::new(snapshot, 80, 40);
    assert!(driven.screen().contains("Pick five artists you love"), "{}", driven.screen());
    assert!(driven.screen().contains("3,204 tracks carry ratings and play counts"));
    assert!(driven.screen().contains("4 playlists, 212 lines, 198 found"), "{}", driven.screen());
    driven.keys("Gkk<enter>");
    assert!(driven.screen().contains("Artists you love"), "{}", driven.screen());
    driven.keys("f<esc>");
    assert!(matches!(
        driven.last(),
        Command::Say {
            verb: crate::domain::feedback::Verb::Like,
            target: crate::domain::feedback::Target::Item(ItemRef::Artist(_))
        }
    ));
    driven.keys("G<enter>");
    assert!(driven.screen().contains("3,100 ratings and 812 play counts"), "{}", driven.screen());
    driven.keys("t");
    assert_eq!(driven.last(), &Command::Accept { offer: crate::domain::welcome::Offer::Tags });
    driven.keys("Gk<enter>");
    assert!(driven.screen().contains("named after its file"), "{}", driven.screen());
    driven.keys("l");
    assert_eq!(driven.last(), &Command::Accept { offer: crate::domain::welcome::Offer::Playlists });
}

#[test]
fn what_is_waited_for_comes_into_sight_below_the_last_line() {
    let mut snapshot = fixture::evening();
    snapshot.library.listens = 0;
    let mut home = fixture::home();
    let waiting = home.waiting[0].clone();
    home.waiting =
        (0..10).map(|kind| Waiting { title: format!("Kind {kind}"), have: kind, ..waiting.clone() }).collect();
    snapshot.home = Arc::new(home);
    let mut driven = Driven::new(snapshot, 80, 24);
    driven.keys("G");
    let screen = driven.screen();
    assert!(screen.contains("Kind 9") && screen.contains("and 7 more; You names them all"), "{screen}");
}

#[test]
fn a_long_greeting_is_wrapped_or_ends_with_its_first_sentence() {
    let mut snapshot = fixture::evening();
    let mut home = fixture::home();
    home.greeting =
        "Good evening, Ana. Two albums by the Ethio Jazz Orchestra of Addis Ababa are new since Friday.".into();
    snapshot.home = Arc::new(home);
    let screen = Driven::new(snapshot.clone(), 80, 24).screen();
    assert!(screen.contains("Good evening, Ana.") && screen.contains("since Friday."), "{screen}");
    let screen = Driven::new(snapshot, 40, 12).screen();
    assert!(screen.contains("Good evening, Ana.\n"), "{screen}");
}

#[test]
fn looks_of_a_young_home() {
    let mut snapshot = fixture::evening();
    snapshot.library.listens = 0;
    for (width, height) in [(80, 24), (40, 12), (200, 60)] {
        let mut driven = Driven::new(snapshot.clone(), width, height);
        driven.keys("Gkk");
        insta::assert_snapshot!(format!("young_{width}x{height}"), driven.screen());
        driven.keys("<enter>jf");
        insta::assert_snapshot!(format!("young_artists_{width}x{height}"), driven.screen());
    }
}

#[test]
fn a_home_by_hand_without_pins_teaches() {
    let mut snapshot = fixture::evening();
    let mut home = fixture::home();
    home.sections.clear();
    home.waiting.clear();
    snapshot.home = Arc::new(home);
    let chosen = Chosen { key: Key::Arranges, value: "hand".into(), origin: Origin::Hand, at: fixture::now() };
    snapshot.settings = Arc::new(Settings::merge(&[], &[chosen], None));
    let screen = Driven::new(snapshot, 80, 24).screen();
    assert!(screen.contains("nothing is pinned yet") && screen.contains(":settings"), "{screen}");
}

#[test]
fn titles_of_a_section_that_begin_alike_are_told_apart() {
    let mut snapshot = fixture::evening();
    let mut home = fixture::home();
    for (pick, movement) in home.sections[0].picks.iter_mut().zip(["I. Allegro", "II. Adagio", "III. Finale"]) {
        pick.item.title = format!("Symphony No. 9 in D minor, Op. 125: {movement}");
    }
    snapshot.home = Arc::new(home);
    let screen = Driven::new(snapshot, 80, 24).screen();
    assert!(screen.contains("… II. Adagio") && screen.contains("… I. Allegro"), "{screen}");
}

#[test]
fn d_on_a_title_puts_its_section_away() {
    let mut driven = home();
    driven.keys("kd");
    let target = Target::Section("jump-back-in".into());
    assert_eq!(driven.last(), &Command::Say { verb: Verb::Hide, target });
}

#[test]
fn a_panel_that_closed_leaves_the_page_where_it_stood() {
    let mut driven = home();
    driven.keys("}}jj");
    let before = driven.screen();
    driven.keys("x");
    assert_ne!(driven.screen(), before);
    driven.keys("<esc>");
    assert_eq!(driven.screen(), before);
}

#[test]
fn the_cursor_stands_on_its_pick_while_a_panel_takes_the_room() {
    for (width, height) in [(80, 60), (80, 40), (130, 40), (200, 60)] {
        for down in 0..12 {
            let mut driven = Driven::new(many_picks(), width, height);
            driven.keys(&"j".repeat(down));
            let before = driven.screen();
            for panel in ["w<esc>", "m<esc>", ":<esc>", "y<esc>", "?<esc>"] {
                driven.keys(panel);
                assert_eq!(driven.screen(), before, "{panel} after {down} down at {width}×{height}");
            }
        }
    }
}

/// A home whose sections show more picks than the fewest where there is room.
fn many_picks() -> crate::player::protocol::Snapshot {
    let mut snapshot = fixture::evening();
    let home = Arc::make_mut(&mut snapshot.home);
    for section in &mut home.sections {
        let picks = section.picks.clone();
        section.picks = (0..8i64)
            .filter_map(|number| {
                let mut pick = picks.first()?.clone();
                pick.item.what = ItemRef::Track(TrackId(1000 + number));
                pick.item.title = format!("{} {number}", section.title);
                Some(pick)
            })
            .collect();
    }
    home.waiting.clear();
    snapshot
}

#[test]
fn the_first_sections_take_the_cursor_from_what_stood_alone() {
    let full = fixture::evening();
    let mut young = full.clone();
    Arc::make_mut(&mut young.home).sections.clear();
    young.library.listens = 0;
    let mut driven = Driven::new(young.clone(), 80, 24);
    let mut full = full;
    full.library.listens = 0;
    driven.app.player_event(Event::Snapshot(Arc::new(full.clone())));
    driven.settle();
    assert!(
        driven.screen().lines().any(|line| line.starts_with('▌') && line.contains("Blue Train")),
        "{}",
        driven.screen()
    );

    let mut driven = Driven::new(young, 80, 24);
    driven.keys("j");
    driven.app.player_event(Event::Snapshot(Arc::new(full)));
    driven.settle();
    assert!(
        !driven.screen().lines().any(|line| line.starts_with('▌') && line.contains("Blue Train")),
        "the listener chose it"
    );
}

#[test]
fn a_section_is_limited_from_its_lines_its_menu_and_by_its_artists() {
    use crate::domain::limit::Limit;
    use crate::domain::track::Kind;
    let mut driven = Driven::new(fixture::evening(), 80, 50);
    driven.keys("m");
    assert!(driven.screen().contains("limit the section"), "{}", driven.screen());
    driven.keys("<esc>e");
    assert!(driven.screen().contains("without one artist"), "{}", driven.screen());
    driven.keys("a<enter>");
    let limits = |driven: &Driven| match driven.last() {
        Command::LimitSection { section, title, limits } => {
            assert_eq!((section.as_str(), title.as_str()), ("jump-back-in", "Jump back in"));
            limits.clone()
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(limits(&driven), [Limit::NotArtist { id: None, name: "John Coltrane".into() }], "the line's own");
    driven.keys("ek");
    assert!(driven.screen().contains("only spoken word"), "{}", driven.screen());
    driven.keys("s");
    assert_eq!(limits(&driven), [Limit::Kind(Kind::Spoken)]);
}

#[test]
fn a_limit_is_seen_however_long_the_title_and_why_names_it() {
    use crate::domain::limit::Limit;
    let limits = vec![Limit::NotArtist { id: None, name: "Mattias Westlund".into() }];
    let heading = |title: &str| {
        let mut snapshot = fixture::evening();
        let section = &mut Arc::make_mut(&mut snapshot.home).sections[0];
        section.title = title.into();
        section.limits = limits.clone();
        let mut driven = Driven::new(snapshot, 60, 24);
        driven.keys("k");
        let line = driven.screen().lines().find(|line| line.contains("Mix")).unwrap().to_owned();
        (driven, line)
    };
    let (mut driven, line) = heading("Mix 3");
    assert!(line.ends_with("+ not Mattias Westlund  ~ by ear"), "{line}");
    assert!(heading(&"Mix".repeat(11)).1.ends_with("+ limited  ~ by ear"));
    assert!(heading(&"Mix".repeat(16)).1.ends_with("+ ~"));
    assert!(heading(&"Mix".repeat(20)).1.ends_with("…  + ~"));
    driven.keys("w");
    assert!(driven.screen().contains("~ by ear, + by hand not Mattias Westlund"), "{}", driven.screen());
}

/// A home on which an album was started again and again.
fn proposing(width: u16, height: u16) -> Driven {
    let mut driven = Driven::new(fixture::evening(), width, height);
    let recipe = Recipe { kind: "album".into(), seed: Some(ItemRef::Album(AlbumId(50))), ..Recipe::default() };
    let proposal = Proposal {
        key: "album:50".into(),
        title: "Blue Train".into(),
        days: 6,
        becomes: Becomes::Made(Box::new(recipe)),
    };
    driven.answering("Proposal", Answer::Proposal(Some(Box::new(proposal))));
    driven
}

#[test]
fn a_pin_is_proposed_once_with_its_numbers() {
    let sentence = "You started “Blue Train” on 6 of the last 14 days";
    let mut driven = proposing(80, 24);
    assert!(driven.screen().contains(sentence), "{}", driven.screen());
    let told = driven.sent.iter().any(|sent| matches!(sent, Command::Told { what } if what.ends_with(":album:50")));
    assert!(told, "another day it is not proposed again: {:?}", driven.sent);
    driven.keys("ggw");
    assert!(driven.screen().contains("it is proposed once; :settings"), "{}", driven.screen());
    driven.keys("p");
    let Command::MakeSection { title, .. } = driven.last() else { panic!("{:?}", driven.last()) };
    assert_eq!(title, "Blue Train");
    assert!(!driven.screen().contains(sentence), "taken, it goes");

    let mut driven = proposing(80, 24);
    driven.keys("ggx");
    let declined = Target::Section("proposal:album:50".into());
    assert_eq!(driven.last(), &Command::Say { verb: Verb::Hide, target: declined });
    assert!(!driven.screen().contains(sentence));
}

#[test]
fn looks_of_a_proposal() {
    for (width, height) in [(80, 24), (40, 12), (200, 60)] {
        let mut driven = proposing(width, height);
        driven.keys("gg");
        insta::assert_snapshot!(format!("proposal_{width}x{height}"), driven.screen());
    }
}
