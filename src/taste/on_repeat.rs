//! On repeat: what was heard at least three times in thirty days.
//!
//! Ranked by `E_14`, decayed listens with a half-life of two weeks, the best single predictor
//! of the week to come. It states a fact, so it is complete and never gives way. A work of which
//! every movement is on repeat stands once, where the best of them would.

use std::collections::HashSet;

use crate::domain::evidence::Fact;

use super::draft::{Candidate, Draft, Outcome, Refresh, Role, Scored, Subject, Tier};
use super::evidence::reasons;
use super::score::Blend;
use super::{Deal, Digest, SectionKind, chance, threshold, waiting, works};

/// Half-life of a listen, in days.
const HALF_LIFE: f64 = 14.0;
/// Listens in thirty days.
const TIMES: u32 = 3;
/// Tracks that must be on repeat before the section appears, or one in twenty of the library.
const ENOUGH: usize = 10;
const LENGTH: usize = 100;

pub struct OnRepeat;

impl SectionKind for OnRepeat {
    fn name(&self) -> &'static str {
        "on-repeat"
    }

    fn title(&self, _: Option<&str>) -> String {
        "On repeat".into()
    }

    fn build(&self, digest: &Digest<'_>, deal: &Deal) -> Outcome {
        let on_repeat = tracks(digest, deal);
        let need = threshold(ENOUGH, digest.tracks.len(), 20);
        if on_repeat.len() < need {
            return waiting(self, "tracks heard 3 times in 30 days", on_repeat.len(), need);
        }
        let decayed = digest.decayed(HALF_LIFE);
        let pieces = pieces(digest, &on_repeat);
        let blend = Blend::default().of("listens", 1.0, &decayed, pieces.iter().map(|piece| piece.best));
        let candidates: Vec<Candidate> = pieces
            .iter()
            .enumerate()
            .map(|(rank, piece)| Candidate {
                what: Subject::Track(piece.track),
                tier: 0,
                score: blend.score(rank),
                artist: digest.main_artist(piece.track),
                evidence: reasons([(fact(digest, piece), blend.share(0, rank))], []),
            })
            .collect();
        Outcome::one(Draft {
            id: self.name().to_owned(),
            kind: self.name(),
            seed: None,
            title: self.title(None),
            tiers: vec![Tier::full(format!("heard at least {TIMES} times in the last 30 days"))],
            role: Role::Fact,
            refresh: Refresh::Daily,
            candidates,
            length: LENGTH,
            least: 1,
            scored: Some(Scored::new(pieces.iter().map(|piece| Subject::Track(piece.track)), blend)),
        })
    }
}

/// A track, or the opening of a work that is on repeat as a whole.
struct Piece {
    track: u32,
    /// The movement that was heard most of late, or the track.
    best: u32,
    movements: Option<Vec<u32>>,
}

/// Best first, each work once.
fn pieces(digest: &Digest<'_>, on_repeat: &[u32]) -> Vec<Piece> {
    let all: HashSet<u32> = on_repeat.iter().copied().collect();
    let mut folded: HashSet<u32> = HashSet::new();
    let mut pieces = Vec::new();
    for track in on_repeat.iter().copied() {
        let whole = works::movements(digest, track).filter(|here| here.iter().all(|movement| all.contains(movement)));
        let opening = whole.as_ref().and_then(|here| here.first()).copied().unwrap_or(track);
        if folded.insert(opening) {
            pieces.push(Piece { track: opening, best: track, movements: whole });
        }
    }
    pieces
}

fn fact(digest: &Digest<'_>, piece: &Piece) -> Option<Fact> {
    let Some(movements) = &piece.movements else {
        let tally = digest.tally(piece.track);
        return Some(Fact::Heard { times: tally.listens_30d, since: digest.heard_at(tally.first_30d?) });
    };
    let tallies = || movements.iter().map(|movement| digest.tally(*movement));
    Some(Fact::WorkHeard {
        movements: u32::try_from(movements.len()).unwrap_or(u32::MAX),
        times: tallies().map(|tally| tally.listens_30d).min()?,
        since: digest.heard_at(tallies().filter_map(|tally| tally.first_30d).min()?),
    })
}

/// Best first.
fn tracks(digest: &Digest<'_>, deal: &Deal) -> Vec<u32> {
    let mut tracks: Vec<u32> = digest
        .places()
        .filter(|place| digest.is_welcome(*place) && digest.tally(*place).listens_30d >= TIMES)
        .collect();
    let decayed = digest.decayed(HALF_LIFE);
    tracks.sort_by(|a, b| {
        let tie = |place: &u32| chance::mix(deal.seed, u64::from(*place));
        decayed[*b as usize].total_cmp(&decayed[*a as usize]).then_with(|| tie(a).cmp(&tie(b)))
    });
    tracks
}

#[cfg(test)]
mod tests {
    use crate::domain::facts::WorkFacts;
    use crate::taste::fixture::{World, lines, section};

    #[test]
    fn three_listens_in_thirty_days_ranked_by_how_lately() {
        let mut world = World::new();
        let teardrop = world.track("Massive Attack", "Mezzanine", "Teardrop");
        let angel = world.track("Massive Attack", "Mezzanine", "Angel");
        let sunny = world.track("Bobby Hebb", "Sunny", "Sunny");
        let nude = world.track("Radiohead", "In Rainbows", "Nude");
        for day in ["2026-11-01", "2026-11-08", "2026-11-15", "2026-11-20"] {
            world.evening(&format!("{day}T20:00:00+01:00"), &[teardrop]);
        }
        for day in ["2026-11-19", "2026-11-20", "2026-11-21"] {
            world.evening(&format!("{day}T21:00:00+01:00"), &[angel]);
        }
        for day in ["2026-10-20", "2026-11-20", "2026-11-21"] {
            world.evening(&format!("{day}T22:00:00+01:00"), &[sunny]);
        }
        for day in 10..20 {
            world.evening(&format!("2026-05-{day}T22:00:00+02:00"), &[nude]);
        }
        let home = world.home();
        // E_14: Angel 2^(−3/14) + 2^(−2/14) + 2^(−1/14) = 2.7, Teardrop 0.4 + 0.5 + 0.7 + 0.9 = 2.5.
        let on_repeat = [("Angel", "heard 3 times since Thursday"), ("Teardrop", "heard 4 times since 1 Nov")];
        assert_eq!(lines(&home, "on-repeat"), on_repeat.map(|(title, said)| (title.into(), said.into())));
    }

    #[test]
    fn a_work_that_is_on_repeat_as_a_whole_stands_once() {
        let mut world = World::new();
        let suite = world.tracks("Fournier", "Cello Suites", 3);
        world.facts.works.push(WorkFacts { title: "Suite No. 1".into(), tracks: suite.clone() });
        suite.iter().for_each(|place| world.facts.tracks[*place as usize].work = Some(0));
        for day in 16..19 {
            world.evening(&format!("2026-11-{day}T20:00:00+01:00"), &suite);
        }
        world.evening("2026-11-20T20:00:00+01:00", &suite[1..2]);
        let home = world.home();
        let picks = &section(&home, "on-repeat").unwrap().picks;
        let named: Vec<_> =
            picks.iter().map(|pick| (pick.item.name(), pick.evidence[0].fact.sentence(home.built_at))).collect();
        assert_eq!(named, [("Suite No. 1", "all 3 movements heard 3 times since Monday".to_owned())]);
    }

    #[test]
    fn a_large_library_waits_for_ten() {
        let mut world = World::new();
        world.fill(300);
        for day in 16..20 {
            world.evening(&format!("2026-11-{day}T20:00:00+01:00"), &[1, 2]);
        }
        let home = world.home();
        assert!(section(&home, "on-repeat").is_none());
        let waits = home.waiting.iter().find(|waiting| waiting.kind == "on-repeat").unwrap();
        assert_eq!((waits.have, waits.need), (2, 10));
    }
}
