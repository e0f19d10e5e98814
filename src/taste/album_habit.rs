//! Whether an artist or a genre is heard by whole albums, as told from sessions.
//!
//! A sitting is an album of at least three tracks in a session. It heard the album whole when
//! the listens that went on to the next track of its order make up half of the album, and three
//! tracks at least. Three whole sittings and two thirds of all make a habit.

use crate::domain::evidence::Fact;
use crate::domain::section::ItemRef;
use crate::domain::you::{NoticedKind, Verdict};

use super::Digest;

/// Tracks of an album at least; fewer make a single.
const ALBUM: u32 = 3;
/// Whole sittings that make a habit, when they are two thirds of all.
const HABIT: u32 = 3;

/// Sittings with one artist or one genre.
#[derive(Clone, Copy, Debug, Default)]
struct Sittings {
    whole: u32,
    all: u32,
    /// The listener said so.
    confirmed: bool,
    /// The listener said that it is not so, which goes before the habit of the genre, too.
    denied: bool,
}

impl Sittings {
    /// Whether the habit of the genre has nothing to add.
    const fn is_settled(self) -> bool {
        self.confirmed || self.denied || self.all >= HABIT
    }

    const fn are_a_habit(self) -> bool {
        self.confirmed || !self.denied && self.whole >= HABIT && 3 * self.whole >= 2 * self.all
    }
}

/// The habit of hearing an artist or a genre by whole albums.
#[derive(Clone, Copy, Debug)]
pub struct WholeAlbums<'d> {
    of: &'d str,
    sittings: Sittings,
}

impl WholeAlbums<'_> {
    pub fn fact(self) -> Fact {
        let Sittings { whole, all, .. } = self.sittings;
        Fact::ByWholeAlbums { of: self.of.to_owned(), whole, sittings: all }
    }
}

/// Sittings of a whole history.
#[derive(Debug)]
pub struct AlbumHabit {
    artists: Vec<Sittings>,
    genres: Vec<Sittings>,
}

/// One album in the running session.
struct Sitting {
    album: u32,
    track: u32,
    /// Listens that went on to the album's next track.
    steps: u32,
}

impl AlbumHabit {
    pub fn of(digest: &Digest<'_>) -> Self {
        let mut habit = Self {
            artists: vec![Sittings::default(); digest.artists.len()],
            genres: vec![Sittings::default(); digest.facts.genres.len()],
        };
        let rows = rows(digest);
        let mut sittings: Vec<Sitting> = Vec::new();
        // By album, its sitting in the session at hand: a session may last for days.
        let mut place_of: Vec<Option<u32>> = vec![None; digest.facts.albums.len()];
        for session in &digest.sessions {
            let mut expected = NONE;
            for listen in digest.session_listens(*session) {
                let track = listen.track;
                let Row { album, next } = rows[track as usize];
                let step = u32::from(std::mem::replace(&mut expected, next) == track);
                if album == NONE {
                    continue;
                }
                match place_of[album as usize] {
                    Some(place) => sittings[place as usize].steps += step,
                    None => {
                        place_of[album as usize] = Some(sittings.len() as u32);
                        sittings.push(Sitting { album, track, steps: step });
                    }
                }
            }
            for sitting in sittings.drain(..) {
                place_of[sitting.album as usize] = None;
                habit.count(digest, &sitting);
            }
        }
        for noticed in digest.facts.judged.iter().filter(|noticed| noticed.kind == NoticedKind::Albums) {
            let artist = digest.facts.artists.iter().position(|known| Some(ItemRef::Artist(known.id)) == noticed.item);
            let sittings = artist.and_then(|artist| habit.artists.get_mut(artist));
            match (sittings, noticed.verdict) {
                (Some(sittings), Some(Verdict { right: true, .. })) => sittings.confirmed = true,
                (Some(sittings), Some(_)) => sittings.denied = true,
                _ => {}
            }
        }
        habit
    }

    /// Whether anything is heard by whole albums.
    pub fn is_there(&self) -> bool {
        self.artists.iter().chain(&self.genres).any(|sittings| sittings.are_a_habit())
    }

    /// Artists who are heard by whole albums: their place, whole sittings, and all of them.
    pub fn of_artists(&self) -> impl Iterator<Item = (u32, u32, u32)> {
        let habits = (0..).zip(&self.artists).filter(|(_, sittings)| sittings.are_a_habit());
        habits.map(|(artist, sittings)| (artist, sittings.whole, sittings.all))
    }

    fn count(&mut self, digest: &Digest<'_>, sitting: &Sitting) {
        let facts = &digest.facts.albums[sitting.album as usize];
        let tracks = digest.known(&facts.tracks).count() as u32;
        if tracks < ALBUM {
            return;
        }
        let whole = u32::from(sitting.steps + 1 >= ALBUM.max(tracks.div_ceil(2)));
        let artist = facts.artist.and_then(|artist| self.artists.get_mut(artist as usize));
        let genre = digest.main_genre(sitting.track).and_then(|genre| self.genres.get_mut(genre as usize));
        for sittings in artist.into_iter().chain(genre) {
            sittings.whole += whole;
            sittings.all += 1;
        }
    }

    /// The album of a track, when its artist or its genre is heard by whole albums, and what
    /// says so.
    pub fn album_of<'d>(&self, digest: &Digest<'d>, track: u32) -> Option<(u32, WholeAlbums<'d>)> {
        let album = digest.album_of(track)?;
        let facts = &digest.facts.albums[album as usize];
        let artist = facts.artist.and_then(|artist| {
            let sittings = *self.artists.get(artist as usize)?;
            Some(WholeAlbums { of: &digest.facts.artists[artist as usize].name, sittings })
        });
        let genre = digest.main_genre(track).and_then(|genre| {
            let sittings = *self.genres.get(genre as usize)?;
            Some(WholeAlbums { of: &digest.facts.genres[genre as usize], sittings })
        });
        // What is known of the artist goes before what is known of the genre.
        let known = artist.filter(|known| known.sittings.is_settled()).or(genre);
        let known = known.filter(|known| known.sittings.are_a_habit())?;
        let is_album = || digest.welcome_on(album).take(ALBUM as usize).count() == ALBUM as usize;
        (!digest.standing.album_away(facts.id) && is_album()).then_some((album, known))
    }
}

/// No album, no track.
const NONE: u32 = u32::MAX;

/// What is asked of each listen's track, side by side: there are millions of them.
#[derive(Clone, Copy)]
struct Row {
    /// Of a track that may speak for taste.
    album: u32,
    /// The track that follows it there.
    next: u32,
}

/// By track.
fn rows(digest: &Digest<'_>) -> Vec<Row> {
    let album = |track| digest.album_of(track).filter(|_| digest.is_tasteful(track)).unwrap_or(NONE);
    let mut rows: Vec<Row> = digest.places().map(|track| Row { album: album(track), next: NONE }).collect();
    for album in &digest.facts.albums {
        let mut before: Option<u32> = None;
        for track in digest.known(&album.tracks) {
            if let Some(before) = before.replace(track) {
                rows[before as usize].next = track;
            }
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taste::fixture::World;

    fn said(habit: &AlbumHabit, digest: &Digest<'_>, track: u32) -> Option<(u32, Fact)> {
        habit.album_of(digest, track).map(|(album, whole)| (album, whole.fact()))
    }

    #[test]
    fn whole_sittings_make_a_habit_of_the_artist() {
        let mut world = World::new();
        let bach = world.tracks("Bach", "Partitas", 6);
        let other = world.tracks("Bach", "Suites", 3);
        let sunny = world.tracks("Bobby Hebb", "Sunny", 4);
        for day in 10..13 {
            world.evening(&format!("2026-11-{day}T20:00:00+01:00"), &bach[..3]);
            world.evening(&format!("2026-11-{day}T22:00:00+01:00"), &[sunny[2], sunny[0], sunny[1]]);
        }
        world.evening("2026-11-14T20:00:00+01:00", &bach[..1]);
        let digest = Digest::of(&world.facts);
        let habit = AlbumHabit::of(&digest);
        let fact = Fact::ByWholeAlbums { of: "Bach".into(), whole: 3, sittings: 4 };
        assert_eq!(said(&habit, &digest, other[0]), Some((1, fact)), "on any album of theirs");
        assert_eq!(said(&habit, &digest, sunny[0]), None, "out of order");
    }

    #[test]
    fn a_genre_speaks_for_artists_that_are_new() {
        let mut world = World::new();
        let bach = world.tracks("Bach", "Partitas", 3);
        let haydn = world.tracks("Haydn", "Sonatas", 4);
        bach.iter().chain(&haydn).for_each(|track| world.genre(*track, "Classical"));
        for day in 10..14 {
            world.evening(&format!("2026-11-{day}T20:00:00+01:00"), &bach);
        }
        let digest = Digest::of(&world.facts);
        let fact = Fact::ByWholeAlbums { of: "Classical".into(), whole: 4, sittings: 4 };
        assert_eq!(said(&AlbumHabit::of(&digest), &digest, haydn[1]), Some((1, fact)));

        // Called wrong of one artist, the genre does not say it of them either.
        world.facts.judged.push(crate::domain::you::Noticed {
            key: "albums:artist:1".into(),
            kind: NoticedKind::Albums,
            sentence: "You play Bach by whole albums".into(),
            counts: String::new(),
            item: Some(ItemRef::Artist(world.facts.artists[0].id)),
            offer: None,
            becomes: None,
            section: None,
            verdict: Some(Verdict { right: false, at: world.facts.now }),
        });
        let digest = Digest::of(&world.facts);
        let habit = AlbumHabit::of(&digest);
        assert_eq!(said(&habit, &digest, bach[0]), None);
        assert!(said(&habit, &digest, haydn[1]).is_some());
    }
}
