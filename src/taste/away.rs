//! Which of some items the listener's words keep off home, or sink.

use std::collections::HashMap;

use crate::domain::facts::Facts;
use crate::domain::ids::{AlbumId, TrackId};
use crate::domain::section::ItemRef;

use super::standing::Standing;

/// What the listener's words do to some items.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpokenAgainst {
    /// Kept off home.
    pub away: Vec<ItemRef>,
    /// Only rated lower: they may still stand where nothing better does, and among facts.
    pub sunk: Vec<ItemRef>,
}

/// What the listener's words speak against now. Of an album that is all of its tracks.
#[must_use]
pub fn spoken_against(facts: &Facts, items: &[ItemRef]) -> SpokenAgainst {
    let standing = Standing::of(facts);
    let tracks: HashMap<TrackId, u32> = (0..).zip(&facts.tracks).map(|(place, track)| (track.id, place)).collect();
    let albums: HashMap<AlbumId, usize> = facts.albums.iter().enumerate().map(|(place, a)| (a.id, place)).collect();
    let is_away = |place: u32| standing.away(place).is_some();
    let is_low = |place: u32| is_away(place) || standing.lean(place) < 0.0;
    let all_of = |id: AlbumId, holds: &dyn Fn(u32) -> bool| {
        let album = albums.get(&id).and_then(|place| facts.albums.get(*place));
        album.is_some_and(|album| !album.tracks.is_empty() && album.tracks.iter().all(|place| holds(*place)))
    };
    let mut spoken = SpokenAgainst::default();
    for item in items {
        let (away, low) = match *item {
            ItemRef::Track(id) => tracks.get(&id).map_or((false, false), |place| (is_away(*place), is_low(*place))),
            ItemRef::Album(id) => (standing.album_away(id) || all_of(id, &is_away), all_of(id, &is_low)),
            ItemRef::Artist(id) => (standing.artist_away(id), false),
            ItemRef::Playlist(id) => (standing.playlist_away(id), false),
        };
        if away {
            spoken.away.push(*item);
        } else if low {
            spoken.sunk.push(*item);
        }
    }
    spoken
}

/// Those of some sections, by id, that a word of the listener put away, as such or with the item
/// that they grow from.
#[must_use]
pub fn sections_away<'i>(facts: &Facts, ids: impl Iterator<Item = &'i str>) -> Vec<String> {
    let standing = Standing::of(facts);
    let seed_away = |id: &str| {
        let seed = id.split_once(':').map(|(_, seed)| seed).unwrap_or_default();
        let artist = seed.strip_prefix("artist:").and_then(|artist| artist.parse().ok());
        artist.is_some_and(|artist| standing.artist_away(crate::domain::ids::ArtistId(artist)))
    };
    let kind = |id: &str| crate::domain::shown::kind_of(id).to_owned();
    let away = |id: &&str| standing.section_away(id) || standing.section_away(&kind(id)) || seed_away(id);
    ids.filter(away).map(str::to_owned).collect()
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
        let away = |world: &World| spoken_against(&world.facts, &items).away;
        assert_eq!(spoken_against(&world.facts, &items), SpokenAgainst::default());
        world.say(Verb::NotNow, Target::Item(id(&world, blues[0])));
        assert_eq!(away(&world), [id(&world, blues[0])], "an album is more than one track");
        world.say(Verb::Hide, Target::Item(id(&world, blues[1])));
        assert_eq!(away(&world), [id(&world, blues[0]), id(&world, blues[1]), albums[0]]);
        world.say(Verb::Less, Target::Item(albums[1]));
        let spoken = spoken_against(&world.facts, &items);
        assert_eq!(spoken.sunk, [id(&world, train[0]), id(&world, train[1]), albums[1]]);
        assert_eq!(spoken.away.len(), 3, "what sinks does not leave");
    }
}
