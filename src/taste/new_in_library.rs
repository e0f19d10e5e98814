//! New in your library: albums and single tracks of the last weeks, until they were heard twice.

use crate::domain::evidence::Fact;
use crate::domain::time::DAY_MS;

use super::draft::{Candidate, Draft, Outcome, Ranked, Refresh, Role, Scored, Subject, Tier, best_of};
use super::evidence::{devotion, reasons};
use super::score::Blend;
use super::sound::to_favourites;
use super::{Deal, Digest, SectionKind};

/// New for this long.
const NEW_DAYS: i64 = 45;
/// Heard this often, a track is no longer new.
const KNOWN_AFTER: u32 = 2;
/// Half-life of being new, in days.
const HALF_LIFE: f64 = 14.0;
const LENGTH: usize = 30;

pub struct NewInLibrary;

/// An album or a track without one, and what is new of it.
struct Arrival {
    what: Subject,
    artist: Option<u32>,
    tracks: u32,
    still_new: u32,
    added_at: i64,
    /// `M_7`: first listens to its tracks, decayed with a half-life of a week.
    begun: f64,
}

impl SectionKind for NewInLibrary {
    fn name(&self) -> &'static str {
        "new"
    }

    fn title(&self, _: Option<&str>) -> String {
        "New in your library".into()
    }

    fn build(&self, digest: &Digest<'_>, deal: &Deal) -> Outcome {
        let arrivals = arrivals(digest);
        // A library that was copied here this week is new as a whole, which says nothing.
        let new: u32 = arrivals.iter().map(|arrival| arrival.tracks).sum();
        let all = digest.places().filter(|place| digest.is_welcome(*place)).count();
        if digest.listens.is_empty() && new as usize * 10 >= all * 9 {
            return Outcome::Nothing;
        }
        let now = digest.now();
        let age = |arrival: &Arrival| digest.age_days(now.at(arrival.added_at));
        let decayed = digest.artists_decayed(30.0);
        let loved = |arrival: &Arrival| arrival.artist.map_or(0.0, |artist| decayed[artist as usize]);
        let most_begun = arrivals.iter().map(|arrival| arrival.begun).fold(0.0, f64::max);
        let near = to_favourites(digest);
        let close = |arrival: &Arrival| match arrival.what {
            Subject::Album(album) => {
                let tracks = &digest.facts.albums[album as usize].tracks;
                tracks.iter().map(|track| near.closeness(*track)).sum::<f64>() / tracks.len().max(1) as f64
            }
            Subject::Track(track) => near.closeness(track),
            Subject::Artist(_) | Subject::Playlist(_) => 0.0,
        };
        let sounds_like = |arrival: &Arrival| match arrival.what {
            Subject::Track(track) => near.fact(digest.facts, track),
            Subject::Album(_) | Subject::Artist(_) | Subject::Playlist(_) => None,
        };
        let blend = Blend::default()
            .signal("how new", 1.0, arrivals.iter().map(|arrival| (-age(arrival) / HALF_LIFE).exp2()), 1.0)
            .signal("the artist", 0.5, arrivals.iter().map(loved), decayed.max())
            .signal("begun", 0.5, arrivals.iter().map(|arrival| arrival.begun), most_begun)
            .signal("its sound", 0.3, arrivals.iter().map(close), 1.0);
        let candidate = |ranked: Ranked| {
            let rank = ranked.at as usize;
            let arrival = arrivals.get(rank)?;
            let added = Fact::Added { tracks: arrival.tracks, at: now.at(arrival.added_at) };
            let evidence = reasons(
                [(Some(added), blend.share(0, rank))],
                [
                    (arrival.artist.and_then(|artist| devotion(digest, artist)), blend.share(1, rank)),
                    (sounds_like(arrival), blend.share(3, rank)),
                ],
            );
            Some(ranked.says(arrival.artist, evidence))
        };
        let ranked = Ranked::each(&blend, arrivals.iter().map(|arrival| arrival.what)).collect();
        let best = best_of(ranked, digest.shown_at_most(LENGTH), deal.seed);
        let candidates: Vec<Candidate> = best.into_iter().filter_map(candidate).collect();
        Outcome::one(Draft {
            id: self.name().to_owned(),
            kind: self.name(),
            seed: None,
            title: self.title(None),
            tiers: vec![Tier::full(format!("added in the last {NEW_DAYS} days and not heard twice yet"))],
            role: Role::Fact,
            refresh: Refresh::Daily,
            candidates,
            length: LENGTH,
            least: 1,
            scored: Some(Scored::new(arrivals.iter().map(|arrival| arrival.what), blend)),
        })
    }
}

/// Albums of which at least half of the new tracks are still new, and new tracks without album.
fn arrivals(digest: &Digest<'_>) -> Vec<Arrival> {
    let now = digest.now().unix_ms;
    let mut by_album: Vec<Option<Arrival>> = Vec::new();
    by_album.resize_with(digest.facts.albums.len(), || None);
    let mut singles = Vec::new();
    for place in digest.places().filter(|place| digest.is_welcome(*place)) {
        let track = digest.track(place);
        let age = now.saturating_sub(track.added_at);
        if !(0..=NEW_DAYS * DAY_MS).contains(&age) {
            continue;
        }
        let tally = digest.tally(place);
        let begun = tally.first.map_or(0.0, |first| (-digest.age_days(digest.heard_at(first)) / 7.0).exp2());
        let arrival = match digest.album_of(place) {
            Some(album) if digest.standing.album_away(digest.facts.albums[album as usize].id) => continue,
            Some(album) => by_album[album as usize].get_or_insert_with(|| {
                let artist = digest.facts.albums[album as usize].artist;
                let artist = artist.filter(|artist| (*artist as usize) < digest.artists.len());
                Arrival::of(Subject::Album(album), artist)
            }),
            None => {
                singles.push(Arrival::of(Subject::Track(place), digest.main_artist(place)));
                let Some(single) = singles.last_mut() else { continue };
                single
            }
        };
        arrival.tracks += 1;
        arrival.still_new += u32::from(tally.listens < KNOWN_AFTER);
        arrival.added_at = arrival.added_at.max(track.added_at);
        arrival.begun += begun;
    }
    let mut arrivals: Vec<Arrival> = by_album.into_iter().flatten().chain(singles).collect();
    arrivals.retain(|arrival| 2 * arrival.still_new >= arrival.tracks);
    arrivals
}

impl Arrival {
    fn of(what: Subject, artist: Option<u32>) -> Self {
        Self { what, artist, tracks: 0, still_new: 0, added_at: i64::MIN, begun: 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::time::DAY_MS;
    use crate::taste::fixture::{World, lines, section};

    #[test]
    fn albums_are_new_until_half_of_them_was_heard_twice() {
        let mut world = World::new();
        let ethiopia = world.tracks("Mulatu Astatke", "Mulatu of Ethiopia", 4);
        let promises = world.tracks("Floating Points", "Promises", 3);
        let single = world.track("Burial", "", "Archangel");
        let old = world.tracks("John Coltrane", "Blue Train", 5);
        let now = world.facts.now.unix_ms;
        for (tracks, days) in [(&ethiopia, 3), (&promises, 20), (&old, 46), (&vec![single], 40)] {
            for track in tracks {
                world.facts.tracks[*track as usize].added_at = now - days * DAY_MS;
            }
        }
        let said = |home: &crate::domain::section::Home| lines(home, "new");
        let new = [
            ("Mulatu of Ethiopia", "4 tracks added on Thursday"),
            ("Promises", "3 tracks added on 2 November"),
            ("Archangel", "1 track added on 13 October"),
        ];
        assert_eq!(said(&world.home()), new.map(|(title, said)| (title.into(), said.into())));
        world.evening("2026-11-20T20:00:00+01:00", &ethiopia);
        assert_eq!(said(&world.home()).len(), 3, "heard once is still new");
        world.evening("2026-11-21T20:00:00+01:00", &ethiopia[..3]);
        assert_eq!(said(&world.home()).len(), 2, "three of four were heard twice");
        world.facts.now = world.facts.now.plus_ms(60 * DAY_MS);
        assert!(section(&world.home(), "new").is_none());
    }

    #[test]
    fn a_library_that_is_new_as_a_whole_says_nothing_on_its_first_day() {
        let mut world = World::new();
        let tracks = world.tracks("Nina Simone", "Pastel Blues", 9);
        for track in &tracks {
            world.facts.tracks[*track as usize].added_at = world.facts.now.unix_ms - DAY_MS;
        }
        assert!(section(&world.home(), "new").is_none());
        world.evening("2026-11-21T20:00:00+01:00", &tracks[..3]);
        assert!(section(&world.home(), "new").is_some());
    }
}
