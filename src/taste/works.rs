//! Works stay whole: of the movements of a work only the one that opens it is suggested.

use super::Digest;

/// Whether a track may stand for itself: it is no movement, or the first of its work that can
/// be played.
pub fn opens(digest: &Digest<'_>, track: u32) -> bool {
    let Some(work) = digest.track(track).work.and_then(|work| digest.facts.works.get(work as usize)) else {
        return true;
    };
    let first = digest.known(&work.tracks).find(|movement| digest.is_welcome(*movement));
    first.is_none_or(|first| first == track)
}

/// What a suggestion may be picked from: music that is here and not sent away, of works their
/// first movement.
pub fn suggestible<'d>(digest: &'d Digest<'_>) -> impl Iterator<Item = u32> + 'd {
    digest.places().filter(|place| digest.is_welcome(*place) && opens(digest, *place))
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
        let suggested = |world: &World| suggestible(&Digest::of(&world.facts)).collect::<Vec<u32>>();
        assert_eq!(suggested(&world), [0, 3]);
        world.facts.tracks[0].presence = Presence::Offline;
        assert_eq!(suggested(&world), [1, 3]);
    }
}
