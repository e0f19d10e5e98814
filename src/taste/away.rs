//! Which of some items the listener's words keep off home, or sink.

use std::collections::HashMap;

use crate::domain::facts::Facts;
use crate::domain::ids::{AlbumId, TrackId};
use crate::domain::section::ItemRef;

use super::standing::Standing;

/// Those of the items that a word of the listener speaks against now. An album goes when all
/// of its tracks do.
#[must_use]
pub fn spoken_against(facts: &Facts, items: &[ItemRef]) -> Vec<ItemRef> {
    let standing = Standing::of(facts);
    let tracks: HashMap<TrackId, u32> = (0..).zip(&facts.tracks).map(|(place, track)| (track.id, place)).collect();
    let albums: HashMap<AlbumId, usize> = facts.albums.iter().enumerate().map(|(place, a)| (a.id, place)).collect();
    let track_goes = |place: u32| standing.away(place).is_some() || standing.lean(place) < 0.0;
    let goes = |item: &ItemRef| match *item {
        ItemRef::Track(id) => tracks.get(&id).is_some_and(|place| track_goes(*place)),
        ItemRef::Album(id) => {
            let of_it = albums.get(&id).and_then(|place| facts.albums.get(*place)).map(|album| album.tracks.as_slice());
            let tracks = of_it.unwrap_or_default();
            standing.album_away(id) || (!tracks.is_empty() && tracks.iter().all(|place| track_goes(*place)))
        }
        ItemRef::Artist(id) => standing.artist_away(id),
        ItemRef::Playlist(id) => standing.playlist_away(id),
    };
    items.iter().copied().filter(goes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::feedback::{Target, Verb};
    use crate::taste::fixture::World;

    #[test]
    fn only_what_was_spoken_against_goes() {
        let mut world = World::new();
        let blues = world.tracks("Nina Simone", "Pastel Blues", 2);
        let train = world.tracks("John Coltrane", "Blue Train", 2);
        let id = |world: &World, place: u32| ItemRef::Track(world.facts.tracks[place as usize].id);
        let albums: Vec<ItemRef> = world.facts.albums.iter().map(|album| ItemRef::Album(album.id)).collect();
        let mut items: Vec<ItemRef> = blues.iter().chain(&train).map(|place| id(&world, *place)).collect();
        items.extend(&albums);
        assert_eq!(spoken_against(&world.facts, &items), []);
        world.say(Verb::NotNow, Target::Item(id(&world, blues[0])));
        assert_eq!(spoken_against(&world.facts, &items), [id(&world, blues[0])], "an album is more than one track");
        world.say(Verb::Hide, Target::Item(id(&world, blues[1])));
        let gone = spoken_against(&world.facts, &items);
        assert_eq!(gone, [id(&world, blues[0]), id(&world, blues[1]), albums[0]]);
    }
}
