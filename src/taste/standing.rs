//! What the listener said of music, as it bears on every track.

use std::collections::{HashMap, HashSet};

use crate::domain::facts::Facts;
use crate::domain::feedback::{Feedback, Target, Verb};
use crate::domain::fold::search_form;
use crate::domain::ids::{AlbumId, ArtistId, PlaylistId, TrackId};
use crate::domain::section::ItemRef;
use crate::domain::time::{DAY_MS, Moment};

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

    fn hear(&mut self, word: &Feedback, place: u32, facts: &Facts, reach: &Reach) {
        if word.verb.keeps_away() {
            match &word.target {
                Target::Item(ItemRef::Album(id)) => drop(self.albums_away.insert(*id)),
                Target::Item(ItemRef::Artist(id)) => drop(self.artists_away.insert(*id)),
                Target::Item(ItemRef::Playlist(id)) => drop(self.playlists_away.insert(*id)),
                Target::Section(name) => drop(self.sections_away.insert(name.clone())),
                Target::Item(ItemRef::Track(_)) | Target::Genre(_) | Target::Folder(_) => {}
            }
            for track in reach.tracks(&word.target, facts) {
                self.away[track].get_or_insert(place);
            }
            return;
        }
        let strength = strength(word, facts.now);
        for track in reach.tracks(&word.target, facts) {
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
        }
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

    /// Folders are turned into tracks where the facts are read, since only paths know them.
    fn tracks(&self, target: &Target, facts: &Facts) -> Vec<usize> {
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
            Target::Item(ItemRef::Playlist(_)) | Target::Folder(_) | Target::Section(_) => Vec::new(),
        }
    }
}
