use proptest::prelude::*;

use super::*;
use crate::domain::section::Pick;
use crate::domain::time::DAY_MS;
use crate::taste::draft::{Candidate, Refresh, sort_best_first};
use crate::taste::fixture::World;
use crate::taste::page::choose;
use crate::taste::rediscover::Rediscover;

/// Artists with ten tracks each, one genre an artist; `listens` are of the artists by place.
fn world(artists: usize, listens: impl IntoIterator<Item = usize>) -> World {
    let mut world = World::new();
    for artist in 0..artists {
        for track in world.tracks(&format!("Artist {artist}"), "", 10) {
            world.genre(track, &format!("Genre {artist}"));
        }
    }
    for (number, artist) in listens.into_iter().enumerate() {
        let at = world.facts.now.plus_ms(-60 * DAY_MS + number as i64 * 600_000);
        // The first half is heard, the second is new.
        world.evening(&at.rfc3339(), &[(artist % artists * 10 + number % 5) as u32]);
    }
    world
}

fn draft(role: Role, scored: &[(u32, f64, u8)], length: usize, digest: &Digest<'_>) -> Draft {
    let candidate = |(track, score, tier): &(u32, f64, u8)| Candidate {
        what: Subject::Track(*track),
        tier: *tier,
        score: *score,
        artist: digest.main_artist(*track),
        evidence: Vec::new(),
    };
    let mut candidates: Vec<Candidate> = scored.iter().map(candidate).collect();
    sort_best_first(&mut candidates, 1);
    Draft { candidates, length, ..Draft::only(&Rediscover, role, Refresh::Daily, "for the test") }
}

fn page(digest: &Digest<'_>, drafts: Vec<Draft>) -> Vec<Section> {
    let mut on_page = OnPage::begin(digest, &drafts, std::iter::empty());
    let chosen = |draft: Draft| {
        let page = if draft.role == Role::Fact { None } else { Some(&mut on_page) };
        let chosen = choose(digest, &draft, draft.length, page, 0.0);
        (draft, chosen)
    };
    drafts.into_iter().map(chosen).collect()
}

fn calibrated(digest: &Digest<'_>, sections: &[Section]) -> Vec<Section> {
    let drafts: Vec<Draft> = sections.iter().map(|(draft, _)| draft.clone()).collect();
    let mut sections = sections.to_vec();
    calibrate(digest, &mut sections, &OnPage::begin(digest, &drafts, std::iter::empty()));
    sections
}

fn divergence(digest: &Digest<'_>, sections: &[Section]) -> f64 {
    let heard = Heard::of(digest).unwrap();
    Suggested::of(digest, sections, &OnPage::default()).divergence(&heard)
}

fn balance_of(pick: &Pick) -> Option<&Fact> {
    pick.evidence.iter().map(|evidence| &evidence.fact).find(|fact| matches!(fact, Fact::Balance { .. }))
}

/// Two in three listens are of the first artist, the others of the second, whose tracks score a
/// little less throughout.
fn crowded_out(less: f64) -> (World, Vec<(u32, f64, u8)>) {
    let world = world(5, (0..60).map(|number| usize::from(number % 3 == 0)));
    let rivals = (0..50).filter(|track| track / 10 != 1).map(|track| (track, 1.0, 0));
    let short = (10..20).map(|track| (track, 1.0 - less, 0));
    (world, rivals.chain(short).collect())
}

#[test]
fn a_taste_that_was_crowded_out_comes_in_and_says_why() {
    let (world, scored) = crowded_out(0.2);
    let digest = Digest::of(&world.facts);
    let before = page(&digest, vec![draft(Role::Suggestion, &scored, 12, &digest)]);
    let after = calibrated(&digest, &before);
    let came: Vec<&Pick> = after[0].1.picks.iter().filter(|pick| balance_of(pick).is_some()).collect();
    assert!(!came.is_empty() && came.len() <= 12 / ONE_IN, "{}", came.len());
    assert!(divergence(&digest, &after) < divergence(&digest, &before));
    let since = world.facts.plays[0].started_at;
    let picks = after[0].1.picks.iter().filter(|pick| pick.item.artist == "Artist 1").count() as u32;
    let what = "Genre 1".to_owned();
    assert_eq!(balance_of(came[0]), Some(&Fact::Balance { what, times: 20, of: 60, since, picks, suggested: 12 }));
    let told: f64 = came[0].evidence.last().unwrap().weight;
    assert!(told > 0.0 && told < LAMBDA * 12.0 * divergence(&digest, &before));
}

#[test]
fn what_would_cost_too_much_stays_out() {
    let (world, scored) = crowded_out(9.0);
    let digest = Digest::of(&world.facts);
    let before = page(&digest, vec![draft(Role::Suggestion, &scored, 12, &digest)]);
    assert_eq!(calibrated(&digest, &before)[0].1.what, before[0].1.what);
}

#[test]
fn facts_and_what_rests_and_tastes_of_few_listens_are_left_alone() {
    let (mut world, scored) = crowded_out(0.0);
    let scored: Vec<_> = scored.into_iter().rev().map(|(track, _, tier)| (track, -f64::from(track), tier)).collect();
    let tracks = |sections: &[Section]| sections[0].1.what.clone();
    let digest = Digest::of(&world.facts);
    let fact = page(&digest, vec![draft(Role::Fact, &scored, 12, &digest)]);
    assert_eq!(tracks(&calibrated(&digest, &fact)), tracks(&fact));
    let kept: Vec<ItemRef> = fact[0].1.picks.iter().map(|pick| pick.item.what).collect();

    world.facts.shown.sections = vec![crate::domain::shown::ShownSection {
        id: "rediscover".into(),
        updated_at: world.facts.now,
        next_at: Some(world.facts.now.plus_ms(DAY_MS)),
        picks: kept,
    }];
    let digest = Digest::of(&world.facts);
    let resting = page(&digest, vec![draft(Role::Suggestion, &scored, 12, &digest)]);
    assert_eq!(tracks(&calibrated(&digest, &resting)), tracks(&resting));

    world.facts.shown.sections.clear();
    world.facts.plays.truncate(shares::ENOUGH as usize - 1);
    let digest = Digest::of(&world.facts);
    let young = page(&digest, vec![draft(Role::Suggestion, &scored, 12, &digest)]);
    assert_eq!(tracks(&calibrated(&digest, &young)), tracks(&young));
}

#[test]
fn where_no_genre_is_known_the_artist_is_the_taste() {
    let (mut world, scored) = crowded_out(0.2);
    world.facts.tracks.iter_mut().for_each(|track| track.genres = Default::default());
    let digest = Digest::of(&world.facts);
    let after = calibrated(&digest, &page(&digest, vec![draft(Role::Suggestion, &scored, 12, &digest)]));
    let said: Vec<&Fact> = after[0].1.picks.iter().filter_map(balance_of).collect();
    assert!(matches!(said[0], Fact::Balance { what, .. } if what == "Artist 1"), "{said:?}");
}

proptest! {
    #[test]
    fn kl_never_grows_and_costs_no_more_than_it_gains(
        listens in proptest::collection::vec(0usize..6, 50..90),
        sections in proptest::collection::vec(
            (any::<bool>(), proptest::collection::vec((0u32..60, 0.0f64..2.0, 0u8..2), 1..50), 1usize..15), 1..5),
    ) {
        let world = world(6, listens);
        let digest = Digest::of(&world.facts);
        let drafts = sections.iter().enumerate().map(|(number, (states_a_fact, scored, length))| {
            let mut once: Vec<(u32, f64, u8)> = scored.clone();
            once.sort_by_key(|(track, ..)| *track);
            once.dedup_by_key(|(track, ..)| *track);
            let role = if *states_a_fact { Role::Fact } else { Role::Suggestion };
            Draft { id: format!("section {number}"), ..draft(role, &once, *length, &digest) }
        });
        let before = page(&digest, drafts.collect());
        let after = calibrated(&digest, &before);
        let picks = |sections: &[Section]| sections.iter().map(|(_, chosen)| chosen.what.clone()).collect::<Vec<_>>();
        prop_assert_eq!(picks(&after), picks(&calibrated(&digest, &before)), "the same again");
        let (kl_before, kl_after) = (divergence(&digest, &before), divergence(&digest, &after));
        prop_assert!(kl_after <= kl_before + 1e-12, "{kl_after} after {kl_before}");
        let mut suggestions = HashSet::new();
        let (mut suggested, mut gains) = (0.0, 0.0);
        for (section, was) in after.iter().zip(&before) {
            let ((draft, chosen), (_, stood)) = (section, was);
            if draft.role == Role::Fact {
                prop_assert_eq!(&chosen.what, &stood.what);
                continue;
            }
            prop_assert_eq!(&chosen.reason, &stood.reason);
            suggested += chosen.what.len() as f64;
            let tier = |what: &Subject| draft.candidates.iter().find(|known| known.what == *what).unwrap().tier;
            for ((now, then), pick) in chosen.what.iter().zip(&stood.what).zip(&chosen.picks) {
                prop_assert!(suggestions.insert(*now), "twice");
                prop_assert_eq!(digest.item_ref(*now), pick.item.what);
                prop_assert_eq!(tier(now), tier(then));
                prop_assert_eq!(exploring(&digest, now), exploring(&digest, then));
                prop_assert_eq!(now != then, balance_of(pick).is_some());
                gains += pick.evidence.iter().map(|evidence| evidence.weight).sum::<f64>();
            }
        }
        // Each gain is what the fall of KL is worth less what the exchange costs.
        prop_assert!(gains <= LAMBDA * suggested * (kl_before - kl_after) + 1e-9);
    }
}

fn exploring(digest: &Digest<'_>, what: &Subject) -> crate::taste::page::exploring::Novelty {
    crate::taste::page::exploring::novelty(digest, *what)
}
