//! Works stay whole: of the movements of a work only the one that opens it is suggested.

use super::Digest;
use crate::domain::section::Work;

/// Whether a track may stand for itself: it is no movement, or the first of its work that can
/// be played.
pub fn opens(digest: &Digest<'_>, track: u32) -> bool {
    let Some(work) = digest.track(track).work.and_then(|work| digest.facts.works.get(work as usize)) else {
        return true;
    };
    let first = digest.known(&work.tracks).find(|movement| digest.is_welcome(*movement));
    first.is_none_or(|first| first == track)
}

/// The work that a track opens, of which all movements that are here are played with it.
pub fn opened_by(digest: &Digest<'_>, track: u32) -> Option<Work> {
    let here = movements(digest, track).filter(|here| here.first() == Some(&track))?;
    let title = digest.facts.works.get(digest.track(track).work? as usize)?.title.clone();
    Some(Work { title, movements: u32::try_from(here.len()).unwrap_or(u32::MAX) })
}

/// Whether no movement of the work that a track belongs to was ever put on, nor the track.
pub fn is_untouched(digest: &Digest<'_>, track: u32) -> bool {
    let work = || digest.facts.works.get(digest.track(track).work? as usize);
    let untouched = |place: u32| digest.is_unplayed(place);
    untouched(track) && work().is_none_or(|work| digest.known(&work.tracks).all(untouched))
}

/// The movements of a track's work that can be played, in their order; none when it is no
/// movement, or the only one.
pub fn movements(digest: &Digest<'_>, track: u32) -> Option<Vec<u32>> {
    let work = digest.facts.works.get(digest.track(track).work? as usize)?;
    let here: Vec<u32> = digest.known(&work.tracks).filter(|movement| digest.is_welcome(*movement)).collect();
    (here.len() > 1).then_some(here)
}

/// What a suggestion may be picked from: music that is here and neither sent away nor left
/// out, of works their first movement. [`Digest::suggestible`] keeps it.
pub fn suggestible(digest: &Digest<'_>) -> Vec<u32> {
    let opens = |place: &u32| digest.facts.works.is_empty() || opens(digest, *place);
    digest.places().filter(|place| digest.may_suggest(*place) && opens(place)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::facts::WorkFacts;
    use crate::domain::track::Presence;
    use crate::taste::fixture::World;

    #[test]
    fn a_work_is_opened_by_the_first_movement_that_is_here() {
        let mut world = World::new();
        let sonata = world.tracks("Haydn", "Sonatas", 3);
        world.tracks("Haydn", "Songs", 1);
        world.facts.works.push(WorkFacts { title: "Sonata".into(), tracks: sonata.clone() });
        sonata.iter().for_each(|place| world.facts.tracks[*place as usize].work = Some(0));
        let suggested = |world: &World| suggestible(&Digest::of(&world.facts));
        assert_eq!(suggested(&world), [0, 3]);
        let whole = |world: &World| opened_by(&Digest::of(&world.facts), 0).map(|work| (work.title, work.movements));
        assert_eq!(whole(&world), Some(("Sonata".into(), 3)));
        let untouched = |world: &World| is_untouched(&Digest::of(&world.facts), 0);
        assert!(untouched(&world));
        world.evening("2026-11-13T20:00:00+01:00", &[1]);
        assert!(!untouched(&world), "its second movement was heard");
        world.facts.tracks[0].presence = Presence::Offline;
        assert_eq!(suggested(&world), [1, 3]);
    }
}
