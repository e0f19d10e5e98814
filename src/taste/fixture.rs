//! Small worlds for tests: a shelf and a history in a few lines.

use crate::domain::facts::{AlbumFacts, ArtistFacts, Facts, PlayFacts, PlaylistFacts, TrackFacts};
use crate::domain::feedback::{Feedback, Target, Verb};
use crate::domain::few::Few;
use crate::domain::ids::{AlbumId, ArtistId, FeedbackId, PinId, PlaylistId, TrackId};
use crate::domain::listen::{Ending, SourceKind};
use crate::domain::section::{Home, ItemRef, Pick, Pin, PinMode, Recipe, Section};
use crate::domain::time::{DAY_MS, MINUTE_MS, Moment};
use crate::domain::track::{Kind, Presence};

use super::{REGISTRY, build_home};

/// A Sunday evening.
pub const NOW: &str = "2026-11-22T19:00:00+01:00";

pub fn at(text: &str) -> Moment {
    Moment::parse_rfc3339(text).unwrap()
}

pub struct World {
    pub facts: Facts,
}

impl World {
    pub fn new() -> Self {
        Self { facts: Facts { name: Some("Ana".into()), ..Facts::empty(at(NOW)) } }
    }

    /// Three evenings on which three tracks by Nina Simone, which are given, were heard before
    /// four by Billie Holiday and one by Mulatu Astatke. Fifty others were never heard.
    pub fn of_three_evenings() -> (Self, Vec<u32>) {
        let mut world = Self::new();
        let nina = world.tracks("Nina Simone", "Pastel Blues", 3);
        let holiday = world.tracks("Billie Holiday", "Lady in Satin", 4);
        let astatke = world.tracks("Mulatu Astatke", "Mulatu of Ethiopia", 1);
        world.fill(50);
        for day in 10..13 {
            let evening: Vec<u32> = nina.iter().chain(&holiday).chain(&astatke).copied().collect();
            world.evening(&format!("2026-11-{day}T20:00:00+01:00"), &evening);
        }
        (world, nina)
    }

    /// A track of four minutes that came to the library a year ago. Ids are places plus 100.
    pub fn track(&mut self, artist: &str, album: &str, title: &str) -> u32 {
        let facts = &mut self.facts;
        let place = facts.tracks.len() as u32;
        let artist_place = facts.artists.iter().position(|known| known.name == artist).unwrap_or_else(|| {
            let id = ArtistId(100 + facts.artists.len() as i64);
            facts.artists.push(ArtistFacts { id, name: artist.into() });
            facts.artists.len() - 1
        }) as u32;
        let album_place = (!album.is_empty()).then(|| {
            let known = facts.albums.iter().position(|known| known.title == album);
            known.unwrap_or_else(|| {
                let id = AlbumId(100 + facts.albums.len() as i64);
                facts.albums.push(AlbumFacts {
                    id,
                    title: album.into(),
                    artist_credit: artist.into(),
                    artist: Some(artist_place),
                    year: None,
                    tracks: Vec::new(),
                });
                facts.albums.len() - 1
            }) as u32
        });
        if let Some(album) = album_place {
            facts.albums[album as usize].tracks.push(place);
        }
        facts.tracks.push(TrackFacts {
            id: TrackId(100 + i64::from(place)),
            title: title.into(),
            artist_credit: artist.into(),
            artists: [artist_place].into_iter().collect(),
            album: album_place,
            disc: 1,
            number: place,
            genres: Few::default(),
            length_ms: Some(4 * MINUTE_MS),
            added_at: facts.now.unix_ms - 365 * DAY_MS,
            kind: Kind::Music,
            presence: Presence::Here,
            work: None,
            counted_elsewhere: 0,
            stars: None,
        });
        place
    }

    pub fn tracks(&mut self, artist: &str, album: &str, count: usize) -> Vec<u32> {
        (1..=count).map(|number| self.track(artist, album, &format!("{album} {number}"))).collect()
    }

    pub fn genre(&mut self, track: u32, name: &str) {
        let genres = &mut self.facts.genres;
        let place = genres.iter().position(|known| known == name).unwrap_or_else(|| {
            genres.push(name.into());
            genres.len() - 1
        });
        self.facts.tracks[track as usize].genres.push(place as u32);
    }

    /// Tracks heard to the end, one after the other.
    pub fn evening(&mut self, start: &str, tracks: &[u32]) {
        let mut from = at(start);
        for track in tracks {
            self.play(*track, from, 4 * MINUTE_MS, Ending::Finished, SourceKind::Album);
            from = from.plus_ms(4 * MINUTE_MS);
        }
    }

    pub fn play(&mut self, track: u32, started_at: Moment, heard_ms: i64, ending: Ending, source: SourceKind) {
        let (heard, length) = (Some(heard_ms), self.facts.tracks[track as usize].length_ms);
        self.facts.plays.push(PlayFacts {
            track,
            started_at,
            heard_ms: heard.into(),
            position_ms: heard.into(),
            length_ms: length.into(),
            ending: Some(ending),
            source,
            listen: crate::domain::listen::counts(heard, length),
            skip: crate::domain::listen::is_skip(ending, heard, length),
        });
    }

    pub fn playlist(&mut self, name: &str, tracks: &[u32]) {
        let number = self.facts.playlists.len() as u128;
        self.facts.playlists.push(PlaylistFacts {
            id: PlaylistId(uuid::Uuid::from_u128(number + 1)),
            name: name.into(),
            tracks: tracks.to_vec(),
            put: Vec::new(),
            changed_at: self.facts.now.unix_ms,
        });
    }

    pub fn say(&mut self, verb: Verb, target: Target) {
        let number = self.facts.feedback.len() as u128;
        self.facts.feedback.push(Feedback {
            id: FeedbackId(uuid::Uuid::from_u128(number + 1)),
            verb,
            target,
            at: self.facts.now.plus_ms(-DAY_MS),
            until: None,
        });
    }

    pub fn pin(&mut self, place: u32, mode: PinMode, kind: &str, seed: Option<ItemRef>, picks: Vec<Pick>) {
        self.facts.pins.push(Pin {
            id: PinId(uuid::Uuid::from_u128(self.facts.pins.len() as u128 + 1)),
            place,
            mode,
            title: format!("Pinned {place}"),
            recipe: Recipe { kind: kind.into(), seed, length: 5, ..Recipe::default() },
            picks,
            pinned_at: self.facts.now.plus_ms(-DAY_MS),
        });
    }

    /// Unheard music by others, so that thresholds are those of a real library.
    pub fn fill(&mut self, tracks: usize) {
        for number in 0..tracks {
            self.track(&format!("Filler {}", number % 40), "", &format!("Filling {number}"));
        }
    }

    pub fn home(&self) -> Home {
        build_home(&self.facts, 7, 1)
    }

    /// Home with one kind of section alone, so that no other takes its picks.
    pub fn home_of(&self, kind: &str) -> Home {
        let mut alone = Self { facts: self.facts.clone() };
        for other in REGISTRY.iter().filter(|other| other.name() != kind) {
            alone.say(Verb::Hide, Target::Section(other.name().into()));
        }
        alone.home()
    }
}

pub fn section<'h>(home: &'h Home, id: &str) -> Option<&'h Section> {
    home.sections.iter().find(|section| section.id == id)
}

/// Titles and first reasons.
pub fn lines(home: &Home, id: &str) -> Vec<(String, String)> {
    let section = section(home, id).unwrap_or_else(|| panic!("no {id} among {:?}", ids(home)));
    let reason = |pick: &Pick| pick.evidence.first().map(|e| e.fact.sentence(home.built_at)).unwrap_or_default();
    section.picks.iter().map(|pick| (pick.item.title.clone(), reason(pick))).collect()
}

pub fn titles(home: &Home, id: &str) -> Vec<String> {
    lines(home, id).into_iter().map(|(title, _)| title).collect()
}

pub fn ids(home: &Home) -> Vec<&str> {
    home.sections.iter().map(|section| section.id.as_str()).collect()
}
