//! Home replies to a word, and undo brings the page back as it was.

use super::*;
use crate::domain::section::{Home, Item, ItemRef, Pick, Section, Shows};
use crate::domain::settings::{Settings, Spoken};
use crate::domain::time::HOUR_MS;
use crate::domain::track::Presence;
use crate::player::reply::Judged;

fn page(stage: &Stage, generation: u64, tracks: &[i64]) -> Box<Home> {
    let pick = |id: &i64| Pick {
        item: Item {
            what: ItemRef::Track(TrackId(*id)),
            title: format!("track {id}"),
            artist: String::new(),
            album: None,
            path: None,
            presence: Presence::Here,
            work: None,
        },
        evidence: Vec::new(),
        heard: false,
    };
    let section = Section {
        id: "on-repeat".into(),
        kind: "on-repeat".into(),
        seed: None,
        title: "On repeat".into(),
        reason: String::new(),
        origin: Default::default(),
        pin: None,
        updated_at: stage.now.moment,
        shows: Shows::default(),
        next_at: Some(stage.now.moment.plus_ms(HOUR_MS)),
        limits: Vec::new(),
        picks: tracks.iter().map(pick).collect(),
    };
    Box::new(Home { generation, sections: vec![section], ..Home::empty(stage.now.moment) })
}

fn shown(stage: &Stage) -> Vec<String> {
    stage.state.home.sections[0].picks.iter().map(|pick| pick.item.title.clone()).collect()
}

#[test]
fn what_was_hidden_gives_its_place_and_undo_gives_it_back() {
    let mut stage = Stage::new();
    stage.state.library.listens = 1_000;
    stage.input(Input::Home { home: page(&stage, 1, &[1, 2, 3]), occasion: Occasion::Deal, judged: Judged::default() });
    let effects = stage.input(Input::Edited { summary: "Hidden: track 2".into(), word: true }).to_vec();
    assert!(effects.contains(&Effect::BuildHome(Occasion::Word)));
    stage.input(Input::Home {
        home: page(&stage, 2, &[3, 1, 9]),
        occasion: Occasion::Word,
        judged: Judged { away: vec![ItemRef::Track(TrackId(2))], ..Judged::default() },
    });
    assert_eq!(shown(&stage), ["track 1", "track 9", "track 3"]);
    assert_eq!(stage.message(), "Hidden: track 2. track 9 took its place.");
    // What is heard meanwhile moves nothing.
    stage.input(Input::Home {
        home: page(&stage, 3, &[3, 9, 1]),
        occasion: Occasion::Change,
        judged: Judged::default(),
    });
    assert_eq!(shown(&stage), ["track 1", "track 9", "track 3"]);
    stage.press(Command::Undo);
    let page_before = Some(page(&stage, 1, &[1, 2, 3]));
    let turned = Turned { summary: "Hidden: track 2".into(), queue: None, page: page_before, cards: Vec::new() };
    stage.input(Input::Undone(Some(Box::new(turned))));
    let effects = stage
        .input(Input::Home { home: page(&stage, 4, &[3, 1, 2]), occasion: Occasion::Word, judged: Judged::default() })
        .to_vec();
    assert_eq!(shown(&stage), ["track 1", "track 2", "track 3"], "as it was, to the place");
    assert!(matches!(effects.as_slice(), [.., Effect::SaveHome(_)]), "the next start begins with this page");
}

#[test]
fn what_the_config_says_after_an_undo_reaches_home() {
    let mut stage = Stage::new();
    stage.input(Input::Home { home: page(&stage, 1, &[1, 2]), occasion: Occasion::Deal, judged: Judged::default() });
    stage.press(Command::Undo);
    let page_before = Some(page(&stage, 1, &[1, 2]));
    let turned = Turned { summary: "Hidden: track 2".into(), queue: None, page: page_before, cards: Vec::new() };
    stage.input(Input::Undone(Some(Box::new(turned))));
    stage.input(Input::Home { home: page(&stage, 2, &[2, 1]), occasion: Occasion::Word, judged: Judged::default() });
    stage.press(Command::ReadSettings);
    let spoken = Spoken { key: Key::Name, value: "Bo".into(), line: 1 };
    let effects = stage.input(Input::Settings(Box::new(Settings::merge(&[spoken], &[], None)))).to_vec();
    assert!(effects.contains(&Effect::BuildHome(Occasion::Change)), "{effects:?}");
}

#[test]
fn what_the_listener_did_is_answered_and_news_are_not_answers() {
    let mut stage = Stage::new();
    let answers = |stage: &Stage| stage.state.message.as_ref().map(|message| message.answers);
    stage.input(Input::Edited { summary: "Liked: track 2".into(), word: true });
    assert_eq!(answers(&stage), Some(true));
    stage.input(Input::ScanEnded { summary: "Two new tracks".into(), changed: false });
    assert_eq!(answers(&stage), Some(false));
    stage.press(Command::ToggleShuffle);
    assert_eq!(answers(&stage), Some(true));
}

#[test]
fn a_preset_says_what_the_config_decides() {
    let mut stage = Stage::new();
    let spoken = Spoken { key: Key::Arranges, value: "hand".into(), line: 3 };
    stage.input(Input::Settings(Box::new(Settings::merge(&[spoken], &[], None))));
    let effects = stage.press(Command::Preset { name: "radio".into() }).to_vec();
    let [Effect::Edit(Edit::SetAll { summary, values }), ..] = effects.as_slice() else { panic!("{effects:?}") };
    assert!(summary.ends_with(", but for arranges: config.toml decides"), "{summary}");
    assert!(values.iter().all(|(key, _)| *key != Key::Arranges));
}
