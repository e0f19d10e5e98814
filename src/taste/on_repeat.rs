//! On repeat: what was heard at least three times in thirty days.
//!
//! Ranked by `E_14`, decayed listens with a half-life of two weeks, the best single predictor
//! of the week to come. It states a fact, so it is complete and never gives way.

use crate::domain::evidence::Fact;

use super::draft::{Candidate, Draft, Outcome, Refresh, Role, Subject};
use super::evidence::strongest_first;
use super::score::{Blend, comparable};
use super::{Deal, Digest, SectionKind, chance, threshold, waiting};

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
        let most = on_repeat.first().map_or(0.0, |place| digest.tally(*place).e14);
        let blend = Blend::default().signal(1.0, on_repeat.iter().map(|place| digest.tally(*place).e14), most);
        let candidates = on_repeat.iter().enumerate().map(|(rank, place)| {
            let tally = digest.tally(*place);
            let fact =
                tally.first_30d.map(|first| Fact::Heard { times: tally.listens_30d, since: digest.heard_at(first) });
            Candidate {
                what: Subject::Track(*place),
                tier: 0,
                score: comparable(tally.e14, most),
                artist: digest.main_artist(*place),
                evidence: strongest_first([(fact, blend.share(0, rank))]),
            }
        });
        Outcome::one(Draft {
            id: self.name().to_owned(),
            kind: self.name(),
            seed: None,
            title: self.title(None),
            reasons: vec![format!("heard at least {TIMES} times in the last 30 days")],
            role: Role::Fact,
            refresh: Refresh::Daily,
            candidates: candidates.collect(),
            length: LENGTH,
            least: 1,
        })
    }
}

/// Best first.
fn tracks(digest: &Digest<'_>, deal: &Deal) -> Vec<u32> {
    let mut tracks: Vec<u32> = digest
        .places()
        .filter(|place| digest.is_welcome(*place) && digest.tally(*place).listens_30d >= TIMES)
        .collect();
    tracks.sort_by(|a, b| {
        let tie = |place: &u32| chance::mix(deal.seed, u64::from(*place));
        digest.tally(*b).e14.total_cmp(&digest.tally(*a).e14).then_with(|| tie(a).cmp(&tie(b)))
    });
    tracks
}
