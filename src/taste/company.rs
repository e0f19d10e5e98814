//! With which of the tracks heard lately another one was heard before: what the neighbours of
//! [`super::signals`] have to say in words.

use std::collections::HashMap;

use crate::domain::evidence::Fact;

use super::Digest;
use super::digest::local_day;
use super::neighbours::Days;

/// Lately heard tracks that may be named: the strongest.
const NAMED: usize = 64;
/// Common sessions, and days on which they began, that are worth a word.
const WORTH_SAYING: u32 = 2;

/// Sessions that two tracks share.
#[derive(Default)]
struct Common {
    sessions: u32,
    days: Days,
    /// Place of the last of them.
    last: u32,
}

/// For each of `places` the lately heard track by another artist that shares most sessions with
/// it, when that is worth a word.
pub fn heard_with(digest: &Digest<'_>, places: &[u32]) -> Vec<Option<Fact>> {
    let asked = marked(digest, places);
    let lately = lately(digest);
    let named = marked(digest, &lately);
    let mut common: HashMap<(u32, u32), Common> = HashMap::new();
    let history = digest.history();
    for place in history.sessions_with_any(&lately) {
        let session = &digest.sessions[place as usize];
        let tracks = history.tracks_of(session);
        let with: Vec<u32> = tracks.iter().copied().filter(|track| named[*track as usize]).collect();
        let day = local_day(digest.heard_at(session.from));
        for track in tracks.iter().filter(|track| asked[**track as usize]) {
            for other in with.iter().filter(|other| digest.main_artist(**other) != digest.main_artist(*track)) {
                let common = common.entry((*track, *other)).or_default();
                common.sessions += 1;
                common.days.count(day);
                common.last = place;
            }
        }
    }
    let speaks = |track: u32| {
        let best = lately.iter().rev().filter_map(|other| Some((*other, common.get(&(track, *other))?)));
        let (other, common) = best.max_by_key(|(_, common)| common.sessions)?;
        let enough = common.sessions >= WORTH_SAYING && common.days.count >= WORTH_SAYING;
        let session = digest.sessions[common.last as usize];
        let within = digest.session_listens(session).iter().rposition(|listen| listen.track == track)?;
        enough.then(|| Fact::HeardWith {
            title: digest.track(other).title.clone(),
            sessions: common.sessions,
            days: common.days.count,
            last: digest.heard_at(session.from + within as u32),
        })
    };
    places.iter().map(|place| speaks(*place)).collect()
}

/// Heard within the week, the strongest first.
fn lately(digest: &Digest<'_>) -> Vec<u32> {
    let decayed = digest.decayed(3.0);
    let mut lately: Vec<u32> =
        digest.places().filter(|place| digest.tally(*place).listens_7d > 0 && digest.is_tasteful(*place)).collect();
    lately.sort_by(|a, b| decayed[*b as usize].total_cmp(&decayed[*a as usize]).then(a.cmp(b)));
    lately.truncate(NAMED);
    lately
}

fn marked(digest: &Digest<'_>, places: &[u32]) -> Vec<bool> {
    let mut marked = vec![false; digest.tracks.len()];
    for place in places {
        marked[*place as usize] = true;
    }
    marked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taste::fixture::{World, at};

    #[test]
    fn the_companion_of_most_sessions_is_named() {
        let mut world = World::new();
        let nude = world.track("Radiohead", "In Rainbows", "Nude");
        let reckoner = world.track("Radiohead", "In Rainbows", "Reckoner");
        let teardrop = world.track("Massive Attack", "Mezzanine", "Teardrop");
        let sunny = world.track("Bobby Hebb", "Sunny", "Sunny");
        for day in ["2026-05-01", "2026-05-02", "2026-05-03"] {
            world.evening(&format!("{day}T20:00:00+02:00"), &[nude, reckoner, teardrop]);
        }
        world.evening("2026-05-04T20:00:00+02:00", &[nude, sunny]);
        world.evening("2026-11-21T20:00:00+01:00", &[teardrop, sunny, reckoner]);
        let digest = Digest::of(&world.facts);
        let last = at("2026-05-03T20:00:00+02:00");
        let with = Fact::HeardWith { title: "Teardrop".into(), sessions: 3, days: 3, last };
        assert_eq!(heard_with(&digest, &[nude, sunny]), [Some(with), None], "one session each is no word");
    }
}
