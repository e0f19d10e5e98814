//! What SQL finds is what the language says: checked against the tree itself on made libraries.

mod model;

use proptest::prelude::*;
use rusqlite::params;

use self::model::{LISTS, Model, words_hold};
use super::Sum;
use crate::domain::ids::{SmartPlaylistId, TrackId};
use crate::domain::query::{
    Expression, Facet, Holder, Holders, Limit, Query, SortBy, SortKey, facet::FACETS, parse, strategy,
};
use crate::domain::section::Origin;
use crate::domain::smart_playlist::RulesEdit;
use crate::domain::sound_space::{ANALYSER, VERSION, layout};
use crate::store::bump_generation;
use crate::store::fixture::{Fixture, NOW};

fn text() -> BoxedStrategy<String> {
    let texts = ["sun", "blue in", "JAZZ", "ág", "b", "green", "Blue in Green", "kitchen", "live/19", "flac", "none"];
    prop::sample::select(texts.to_vec()).prop_map(str::to_owned).boxed()
}

fn queries() -> BoxedStrategy<Vec<Expression>> {
    let words = prop::sample::select(vec!["sun", "blue in", "Jazz", "ag", "b", "green blue"]);
    let leaves = prop_oneof![1 => words.prop_map(|words| Expression::Words(words.into())), 6 => strategy::test(text())];
    let leaves = leaves.boxed();
    prop::collection::vec(prop_oneof![leaves.clone(), strategy::expression(leaves)], 24).boxed()
}

fn found(fixture: &Fixture, query: &Query) -> Vec<TrackId> {
    fixture.reader().matching(query, fixture.store.listener(), NOW).unwrap()
}

fn holds(track: &Model, expression: &Expression) -> bool {
    expression.clone().normal().holds(&mut |leaf| match leaf {
        Expression::Test(test) => test.holds(&track.known(test), NOW),
        Expression::Words(words) => words_hold(track, words),
        _ => unreachable!(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn sql_finds_what_the_tree_says(tracks in prop::collection::vec(model::track(), 1..12), queries in queries()) {
        let fixture = model::library(&tracks);
        let reader = fixture.reader();
        let listener = fixture.store.listener();
        for expression in queries {
            let query = Query { expression, ..Query::default() };
            let ids = found(&fixture, &query);
            for (place, track) in (1..).zip(&tracks) {
                let own = TrackId(place);
                let said = track.is_on_the_shelf() && holds(track, &query.expression);
                prop_assert_eq!(ids.contains(&own), said, "{} of {:?}", query, track);
                let conditions = reader.conditions(&query, own, listener, NOW).unwrap();
                if let Some(whole) = conditions.first() {
                    prop_assert_eq!(whole.holds, holds(track, &query.expression));
                }
            }
            prop_assert_eq!(reader.count_matching(&query, listener, NOW).unwrap(), ids.len() as u32);
            let weighed = reader.weighed(&query, 2, listener, NOW).unwrap();
            let all = |of: fn(&Model) -> i64| ids.iter().map(|id| of(&tracks[id.0 as usize - 1])).sum();
            let length_ms = all(|track| track.length_ms.unwrap_or(0));
            prop_assert_eq!(weighed.sum, Sum { tracks: ids.len() as u32, length_ms, bytes: all(Model::bytes) });
            prop_assert_eq!(&weighed.first[..], &ids[..ids.len().min(2)]);
        }
    }

    #[test]
    fn every_order_and_limit_can_be_asked(
        tracks in prop::collection::vec(model::track(), 1..8), sort in strategy::sort(), limit in strategy::limit(),
    ) {
        let fixture = model::library(&tracks);
        let whole = found(&fixture, &Query { sort: sort.clone(), ..Query::default() });
        let some = found(&fixture, &Query { sort, limit, ..Query::default() });
        prop_assert_eq!(&whole[..some.len()], &some[..], "a limit takes the first");
        let all = |ids: &[TrackId], of: fn(&Model) -> i64| ids.iter().map(|id| of(&tracks[id.0 as usize - 1])).sum::<i64>();
        let takes_what_fits = |most: i64, of: fn(&Model) -> i64| {
            all(&some, of) <= most && (some.len() == whole.len() || all(&whole[..some.len() + 1], of) > most)
        };
        match limit {
            Some(Limit::Count(count)) => prop_assert_eq!(some.len(), whole.len().min(count as usize)),
            Some(Limit::Time(seconds)) => {
                prop_assert!(takes_what_fits(i64::from(seconds.0) * 1_000, |track| track.length_ms.unwrap_or(0)));
            }
            Some(Limit::Size(bytes)) => {
                prop_assert!(takes_what_fits(i64::try_from(bytes.0).unwrap_or(i64::MAX), Model::bytes));
            }
            Some(Limit::Percent(percent)) => prop_assert_eq!(some.len(), (whole.len() * percent as usize).div_ceil(100)),
            None => prop_assert_eq!(some.len(), whole.len()),
        }
    }
}

#[test]
fn lists_come_in_the_order_that_was_asked_with_the_unknown_last() {
    let mut tracks = vec![Model::named("b", 3), Model::named("a", 9), Model::named("The C", 3), Model::named("d", 0)];
    tracks[3].year = None;
    for (place, track) in tracks.iter_mut().enumerate().take(3) {
        track.year = Some(1990 + place as i32);
    }
    let fixture = model::library(&tracks);
    let order = |text: &str| found(&fixture, &parse(text).unwrap()).iter().map(|id| id.0).collect::<Vec<_>>();
    assert_eq!(order("sort:title"), [2, 1, 3, 4]);
    assert_eq!(order("sort:-heard,title"), [2, 1, 3, 4]);
    assert_eq!(order("sort:-year"), [3, 2, 1, 4]);
    assert_eq!(order("sort:year limit:2"), [1, 2]);
    let chance = order("sort:random");
    assert_eq!(chance, order("sort:random"), "the same all day");
    assert_eq!(order("heard:>0 sort:title limit:50%"), [2, 1]);
    for line in FACETS.iter().filter(|line| line.facet.is_sortable()) {
        let query =
            Query { sort: vec![SortKey { by: SortBy::Facet(line.facet), descending: false }], ..Query::default() };
        assert_eq!(found(&fixture, &query).len(), 4, "{}", line.name);
    }
}

#[test]
fn why_a_track_is_not_in_says_each_condition_and_its_value() {
    let mut track = Model::named("Sunny", 14);
    track.genres = vec!["Jazz", "Soul"];
    let fixture = model::library(&[track]);
    let query = parse("genre:jazz heard:<10 -(kind:spoken | is:liked)").unwrap();
    let conditions = fixture.reader().conditions(&query, TrackId(1), fixture.store.listener(), NOW).unwrap();
    let lines: Vec<String> = conditions
        .iter()
        .map(|condition| {
            let mark = if condition.holds { '+' } else { '-' };
            format!(
                "{mark}{}{} {}",
                "  ".repeat(condition.depth),
                condition.says,
                condition.value.clone().unwrap_or_default()
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            "-all of ",
            "+  genre:jazz Jazz, Soul",
            "-  heard:<10 14",
            "+  not ",
            "-    one of ",
            "-      kind:spoken ",
            "-      is:liked ",
        ]
    );
}

#[test]
fn lines_of_the_queue_say_themselves_by_whom_they_are() {
    let mut tracks = vec![Model::named("a", 1), Model::named("b", 0)];
    tracks[0].genres = vec!["Jazz"];
    let fixture = model::library(&tracks);
    let lines = |text: &str| {
        let query = parse(text).unwrap();
        fixture.reader().holding(&query, &Holders::Lines, fixture.store.listener(), NOW).unwrap()
    };
    let (ear, hand) = (|id| Holder::Line(Origin::Ear, id), |id| Holder::Line(Origin::Hand, id));
    assert_eq!(lines("by:ear"), [ear(1), ear(2)]);
    assert_eq!(lines("-by:ear"), [hand(1), hand(2)]);
    assert_eq!(lines("heard:0 | (by:hand genre:jazz)"), [ear(2), hand(1), hand(2)]);
}

#[test]
fn rules_may_name_lists_by_rules_and_never_run_in_a_ring() {
    let fixture = model::library(&[Model::named("a", 3), Model::named("b", 9), Model::named("c", 0)]);
    let make = |name: &str, rules: &str| {
        let (id, rules) = (
            SmartPlaylistId(uuid::Uuid::from_u128(name.len() as u128 * 1000 + u128::from(name.as_bytes()[0]))),
            parse(rules).unwrap(),
        );
        let edit = RulesEdit::Create { id, name: name.into(), rules, description: String::new() };
        fixture.store.edit_rules(edit, NOW).wait().unwrap();
    };
    make("Often", "heard:>1 sort:-heard limit:1");
    make("Egg", "in:Hen | title:c");
    make("Hen", "in:Egg | title:a");
    let found = |text: &str| found(&fixture, &parse(text).unwrap()).iter().map(|id| id.0).collect::<Vec<_>>();
    assert_eq!(found("in:Often"), [2], "its limit counts");
    assert_eq!(found("-in:Often heard:>1"), [1]);
    assert_eq!(found("in:Egg"), [1, 3]);
    assert_eq!(found("in:Hen sort:-title"), [3, 1]);
    let why = fixture.reader().conditions(&parse("in:Often").unwrap(), TrackId(2), fixture.store.listener(), NOW);
    assert!(why.unwrap()[0].holds);
}

#[test]
fn what_sounds_like_something_comes_nearest_first() {
    let tracks: Vec<Model> = ["seed", "far", "near", "middle"].map(|title| Model::named(title, 0)).into();
    let fixture = model::library(&tracks);
    let sound = |values: [f32; 4]| {
        let numbers = layout().dimensions();
        fixture
            .store
            .writer()
            .urgent(move |tx| {
                for (track, value) in (1i64..).zip(values) {
                    tx.execute("UPDATE files SET payload = ?2 WHERE id = ?1 * 10", params![track, [track as u8; 16]])?;
                    let body: Vec<u8> = (0..numbers).flat_map(|_| value.to_le_bytes()).collect();
                    tx.execute(
                        "INSERT OR REPLACE INTO analyses (payload, analyser, version, body, made_at) VALUES (?1, ?2, ?3, ?4, 0)",
                        params![[track as u8; 16], ANALYSER, VERSION, body],
                    )?;
                }
                bump_generation(tx)
            })
            .wait()
            .unwrap();
    };
    let reader = fixture.reader();
    let found = |text: &str| {
        let query = parse(text).unwrap();
        let found = reader.matching(&query, fixture.store.listener(), NOW).unwrap();
        found.iter().map(|id| id.0).collect::<Vec<_>>()
    };
    sound([0.0, 9.0, 1.0, 4.0]);
    assert_eq!(found("like:seed"), [3, 4, 2]);
    assert_eq!(found("like:seed -title:near limit:1"), [4]);
    assert_eq!(found("like:seed sort:title"), [2, 4, 3]);
    sound([0.0, 1.0, 9.0, 4.0]);
    assert_eq!(found("like:seed"), [2, 4, 3], "a newer sound is read");
}

#[test]
fn completion_knows_what_the_library_holds() {
    let mut tracks = vec![Model::named("a", 1), Model::named("b", 1), Model::named("c", 1)];
    tracks[0].genres = vec!["Jazz"];
    tracks[1].genres = vec!["Cool Jazz", "Jazz"];
    tracks[2].genres = vec!["Ágætis"];
    tracks[0].lists = vec![0];
    let fixture = model::library(&tracks);
    let reader = fixture.reader();
    let values = |facet, begun: &str| {
        let found = reader.values(facet, begun, 5, fixture.store.listener()).unwrap();
        found.into_iter().map(|value| (value.value, value.tracks.unwrap_or(0))).collect::<Vec<_>>()
    };
    assert_eq!(values(Facet::Genre, "ja"), [("Jazz".into(), 2), ("Cool Jazz".into(), 1)]);
    assert_eq!(values(Facet::Genre, "ag"), [("Ágætis".into(), 1)]);
    assert_eq!(values(Facet::In, ""), [(LISTS[0].into(), 1), (LISTS[1].into(), 0)]);
    assert_eq!(values(Facet::Format, "fl"), [("FLAC".into(), 3)]);
    let rules = RulesEdit::Create {
        id: SmartPlaylistId::made_at(NOW.unix_ms),
        name: "Old loves".into(),
        rules: parse("heard:0").unwrap(),
        description: String::new(),
    };
    fixture.store.edit_rules(rules, NOW).wait().unwrap();
    assert_eq!(values(Facet::In, "lov"), [("Old loves".into(), 0)], "lists by rules are offered too");
    assert_eq!(values(Facet::Title, "b"), [("b".into(), 1)]);
    for line in &FACETS {
        reader.values(line.facet, "x", 5, fixture.store.listener()).unwrap();
    }
}

#[test]
fn lines_of_other_lists_stay_when_a_track_of_theirs_is_found() {
    let mut tracks = vec![Model::named("a", 1), Model::named("b", 0)];
    tracks[0].genres = vec!["Jazz"];
    tracks[0].album = Some(model::Album { title: "Blue", artist: "Bach", ..model::Album::default() });
    tracks[0].lists = vec![1];
    tracks[0].files[0].path = "live/1999/a.flac".into();
    let fixture = model::library(&tracks);
    let reader = fixture.reader();
    let held =
        |text: &str, of: &Holders| reader.holding(&parse(text).unwrap(), of, fixture.store.listener(), NOW).unwrap();
    assert_eq!(held("heard:0", &Holders::Tracks), [Holder::Id(2)]);
    for of in [Holders::Albums, Holders::Artists, Holders::Genres, Holders::Playlists] {
        assert_eq!(held("heard:1", &of).len(), 1, "{of:?}");
    }
    assert_eq!(held("heard:1", &Holders::Composers), []);
    let root = crate::domain::ids::RootId(1);
    let folder = |path: &str| Holder::Folder(1, path.as_bytes().to_vec());
    assert_eq!(held("genre:jazz", &Holders::Folders { below: None }), [folder("")]);
    assert_eq!(held("genre:jazz", &Holders::Folders { below: Some((root, Vec::new())) }), [folder("live")]);
    let live = Holders::Folders { below: Some((root, b"live".to_vec())) };
    assert_eq!(held("genre:jazz", &live), [folder("live/1999")]);
    assert_eq!(held("heard:0", &live), []);
}
