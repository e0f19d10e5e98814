//! What the listener said of music, as it bears on every track.

use std::collections::{HashMap, HashSet};

use crate::domain::facts::Facts;
use crate::domain::feedback::{Feedback, Target, Verb};
use crate::domain::fold::search_form;
use crate::domain::ids::{AlbumId, ArtistId, PlaylistId, TrackId};
use crate::domain::section::ItemRef;
use crate::domain::time::{DAY_MS, Moment};
use crate::domain::you::{NoticedKind, Verdict};

use super::sound::Near;

/// Half-life of a boost, in days.
const BOOST_HALF_LIFE: f64 = 14.0;
/// Half-life of "less", in days.
const LESS_HALF_LIFE: f64 = 60.0;

/// Feedback in force, spread over tracks.
#[derive(Debug, Default)]
pub struct Standing {
    /// Kept off home, by place of the track: index into [`Facts::feedback`] of what keeps it away.
    away: Vec<Option<u32>>,
    /// Added to scores, in the units of [`super::score::comparable`].
    lean: Vec<f64>,
    /// Index of the like or boost that speaks for a track.
    spoken_for: Vec<Option<u32>>,
    albums_away: HashSet<AlbumId>,
    artists_away: HashSet<ArtistId>,
    playlists_away: HashSet<PlaylistId>,
    sections_away: HashSet<String>,
    /// Places of artists in the facts.
    artists_liked: HashMap<u32, Moment>,
}

impl Standing {
    pub fn of(facts: &Facts) -> Self {
        let tracks = facts.tracks.len();
        let mut standing = Self {
            away: vec![None; tracks],
            lean: vec![0.0; tracks],
            spoken_for: vec![None; tracks],
            ..Self::default()
        };
        for (lean, track) in standing.lean.iter_mut().zip(&facts.tracks) {
            *lean = track.stars.map_or(0.0, of_stars);
        }
        standing.hear_verdicts(facts);
        if facts.feedback.is_empty() {
            return standing;
        }
        let reach = Reach::of(facts);
        for (place, word) in facts.feedback.iter().enumerate() {
            if word.until.is_some_and(|until| until.unix_ms <= facts.now.unix_ms) {
                continue;
            }
            standing.hear(word, u32::try_from(place).unwrap_or(u32::MAX), facts, &reach);
        }
        standing
    }

    /// An artist whom the listener confirmed to come back to, or to explore, is one they like.
    fn hear_verdicts(&mut self, facts: &Facts) {
        for noticed in facts.judged.iter().filter(|noticed| noticed.kind == NoticedKind::Artist) {
            let Some(Verdict { right: true, at }) = noticed.verdict else { continue };
            let artist = facts.artists.iter().position(|known| Some(ItemRef::Artist(known.id)) == noticed.item);
            if let Some(artist) = artist.and_then(|artist| u32::try_from(artist).ok()) {
                self.artists_liked.insert(artist, at);
            }
        }
    }

    fn hear(&mut self, word: &Feedback, place: u32, facts: &Facts, reach: &Reach) {
        if word.verb.keeps_away() {
            match &word.target {
                Target::Item(ItemRef::Album(id)) => drop(self.albums_away.insert(*id)),
                Target::Item(ItemRef::Artist(id)) => drop(self.artists_away.insert(*id)),
                Target::Item(ItemRef::Playlist(id)) => drop(self.playlists_away.insert(*id)),
                Target::Section(name) => drop(self.sections_away.insert(name.clone())),
                Target::Item(ItemRef::Track(_)) | Target::Genre(_) | Target::Folder(_) => {}
            }
            // A list that is kept away does not take its music with it.
            if !matches!(word.target, Target::Item(ItemRef::Playlist(_))) {
                for track in reach.tracks(&word.target, place, facts) {
                    self.away[track].get_or_insert(place);
                }
            }
            return;
        }
        let strength = strength(word, facts.now);
        if word.verb == Verb::Like {
            self.hear_like(word, place, facts, reach);
        }
        for track in reach.tracks(&word.target, place, facts) {
            self.lean[track] += strength;
            if strength > 0.0 {
                self.spoken_for[track].get_or_insert(place);
            }
        }
        // "Less of this track" also sinks its artist, a little.
        if let (Verb::Less, Target::Item(ItemRef::Track(id))) = (word.verb, &word.target)
            && let Some(artist) = reach.track(*id).and_then(|track| facts.tracks[track].artists.first())
        {
            for (track, of) in facts.tracks.iter().enumerate() {
                if of.artists.first() == Some(artist) && of.id != *id {
                    self.lean[track] += 0.35 * strength;
                }
            }
            // And what sounds like it, whoever plays it.
            let place = reach.track(*id).and_then(|track| u32::try_from(track).ok());
            for near in Near::to(facts, place).within(1) {
                if let Some(lean) = self.lean.get_mut(near as usize) {
                    *lean += 0.25 * strength;
                }
            }
        }
    }

    /// A like of an artist, of an album or of a track is one of its artist.
    fn hear_like(&mut self, word: &Feedback, place: u32, facts: &Facts, reach: &Reach) {
        let Target::Item(item) = &word.target else { return };
        let artist = match item {
            ItemRef::Artist(id) => reach.artists.get(id).copied(),
            ItemRef::Album(_) | ItemRef::Track(_) => {
                let first = reach.tracks(&word.target, place, facts).first().copied();
                first.and_then(|track| facts.tracks.get(track)?.artists.first().copied())
            }
            ItemRef::Playlist(_) => None,
        };
        if let Some(artist) = artist {
            let liked = self.artists_liked.entry(artist).or_insert(word.at);
            *liked = if liked.unix_ms < word.at.unix_ms { word.at } else { *liked };
        }
    }

    /// When an artist, or music of theirs, was liked last.
    pub fn artist_liked(&self, artist: u32) -> Option<Moment> {
        self.artists_liked.get(&artist).copied()
    }

    /// What keeps a track off home: a place in [`Facts::feedback`].
    pub fn away(&self, track: u32) -> Option<u32> {
        self.away[track as usize]
    }

    pub fn lean(&self, track: u32) -> f64 {
        self.lean[track as usize]
    }

    /// The like or boost that speaks for a track: a place in [`Facts::feedback`].
    pub fn spoken_for(&self, track: u32) -> Option<u32> {
        self.spoken_for[track as usize]
    }

    pub fn album_away(&self, id: AlbumId) -> bool {
        self.albums_away.contains(&id)
    }

    pub fn artist_away(&self, id: ArtistId) -> bool {
        self.artists_away.contains(&id)
    }

    pub fn playlist_away(&self, id: PlaylistId) -> bool {
        self.playlists_away.contains(&id)
    }

    /// By kind or by id.
    pub fn section_away(&self, name: &str) -> bool {
        self.sections_away.contains(name)
    }
}

/// Like +1, boost +1.5 halving every 14 days, less −2 halving every 60 days.
fn strength(word: &Feedback, now: Moment) -> f64 {
    let days = (now.unix_ms.saturating_sub(word.at.unix_ms).max(0)) as f64 / DAY_MS as f64;
    match word.verb {
        Verb::Like => 1.0,
        Verb::Boost => 1.5 * (-days / BOOST_HALF_LIFE).exp2(),
        Verb::Less => -2.0 * (-days / LESS_HALF_LIFE).exp2(),
        Verb::Hide | Verb::NotNow | Verb::Rest => 0.0,
    }
}

/// Four stars and five lift as likes do, one star sinks; two and three say nothing.
fn of_stars(stars: f32) -> f64 {
    match stars {
        4.5.. => 1.0,
        3.5.. => 0.6,
        ..1.5 => -1.0,
        _ => 0.0,
    }
}

/// Finds the tracks that a target means.
struct Reach {
    by_id: HashMap<TrackId, usize>,
    albums: HashMap<AlbumId, u32>,
    artists: HashMap<ArtistId, u32>,
}

impl Reach {
    fn of(facts: &Facts) -> Self {
        let dense = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        Self {
            by_id: facts.tracks.iter().enumerate().map(|(place, track)| (track.id, place)).collect(),
            albums: facts.albums.iter().enumerate().map(|(place, album)| (album.id, dense(place))).collect(),
            artists: facts.artists.iter().enumerate().map(|(place, artist)| (artist.id, dense(place))).collect(),
        }
    }

    fn track(&self, id: TrackId) -> Option<usize> {
        self.by_id.get(&id).copied()
    }

    /// Of the word at this place. Folders are turned into tracks where the facts are read, since
    /// only paths know them.
    fn tracks(&self, target: &Target, word: u32, facts: &Facts) -> Vec<usize> {
        let all = |wanted: &dyn Fn(&crate::domain::facts::TrackFacts) -> bool| {
            facts.tracks.iter().enumerate().filter(|(_, track)| wanted(track)).map(|(place, _)| place).collect()
        };
        match target {
            Target::Item(ItemRef::Track(id)) => self.track(*id).into_iter().collect(),
            Target::Item(ItemRef::Album(id)) => match self.albums.get(id) {
                Some(album) => all(&|track| track.album == Some(*album)),
                None => Vec::new(),
            },
            Target::Item(ItemRef::Artist(id)) => match self.artists.get(id) {
                Some(artist) => all(&|track| track.artists.contains(artist)),
                None => Vec::new(),
            },
            Target::Genre(name) => {
                let folded = search_form(name);
                let meant: Vec<bool> = facts.genres.iter().map(|genre| search_form(genre) == folded).collect();
                all(&|track| track.genres.iter().any(|genre| meant.get(*genre as usize).copied().unwrap_or(false)))
            }
            Target::Item(ItemRef::Playlist(id)) => {
                let list = facts.playlists.iter().find(|list| list.id == *id);
                dense(list.map(|list| list.tracks.as_slice()).unwrap_or_default(), facts)
            }
            Target::Folder(_) => {
                let reached = facts.folder_words.iter().find(|(place, _)| *place == word);
                dense(reached.map(|(_, tracks)| tracks.as_slice()).unwrap_or_default(), facts)
            }
            Target::Section(_) => Vec::new(),
        }
    }
}

/// Places that are there, each once.
fn dense(places: &[u32], facts: &Facts) -> Vec<usize> {
    let mut places: Vec<usize> = places.iter().map(|place| *place as usize).collect();
    places.sort_unstable();
    places.dedup();
    places.retain(|place| *place < facts.tracks.len());
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taste::fixture::World;

    #[test]
    fn stars_lean_folders_reach_and_lists_lift_but_do_not_hide() {
        let mut world = World::new();
        let blues = world.tracks("Nina Simone", "Pastel Blues", 4);
        world.playlist("Kitchen", &[blues[3], blues[3]]);
        world.facts.tracks[0].stars = Some(5.0);
        world.facts.tracks[1].stars = Some(1.0);
        let leans = |world: &World| {
            let standing = Standing::of(&world.facts);
            blues.iter().map(|track| standing.lean(*track)).collect::<Vec<_>>()
        };
        assert_eq!(leans(&world), [1.0, -1.0, 0.0, 0.0]);
        let list = Target::Item(ItemRef::Playlist(world.facts.playlists[0].id));
        world.say(Verb::Like, list.clone());
        assert_eq!(leans(&world)[3], 1.0, "once, however often it stands there");
        world.say(Verb::Hide, list);
        world.say(Verb::Hide, Target::Folder(b"/music".to_vec()));
        world.facts.folder_words.push((2, vec![blues[2]]));
        let standing = Standing::of(&world.facts);
        let away: Vec<bool> = blues.iter().map(|track| standing.away(*track).is_some()).collect();
        assert_eq!(away, [false, false, true, false]);
        assert_eq!(standing.artist_liked(0), None);
        world.say(Verb::Like, Target::Item(ItemRef::Track(world.facts.tracks[0].id)));
        assert!(Standing::of(&world.facts).artist_liked(0).is_some(), "the artist of what is liked");
    }
}
