//! Which group of today is which of yesterday, and what a new one is called.

use std::collections::HashMap;

use crate::domain::ids::ArtistId;
use crate::domain::section::Mix;
use crate::domain::shown::overlap;
use crate::taste::Digest;

/// Groups that have so much of their artists in common are the same mix.
const SAME: f64 = 0.4;
/// A genre can name a mix when it is on at least one in five of its listens.
const NAMES_ONE_IN: f64 = 5.0;

/// A group of artists and what it is known by.
#[derive(Clone, Debug)]
pub struct Group {
    pub mix: Mix,
    /// Places in the facts, the most heard first.
    pub artists: Vec<u32>,
}

/// Gives each group, most heard artists first, its identity: that of the mix it goes on from,
/// or a new one with the lowest free number. By number.
pub fn name(digest: &Digest<'_>, groups: Vec<Vec<u32>>, before: &[Mix]) -> Vec<Group> {
    let ids: Vec<Vec<ArtistId>> = groups
        .iter()
        .map(|group| group.iter().map(|artist| digest.facts.artists[*artist as usize].id).collect())
        .collect();
    let follows = goes_on_from(&ids, before);
    let mut numbers: Vec<u32> = follows.iter().flatten().map(|mix| mix.number).collect();
    let mut founders: Vec<ArtistId> = follows.iter().flatten().map(|mix| mix.founder).collect();
    let mut named = Vec::new();
    for ((artists, ids), old) in groups.into_iter().zip(ids).zip(follows) {
        let (founder, number) = match old {
            Some(old) => (old.founder, old.number),
            None => {
                let number = (1..).find(|number| !numbers.contains(number)).unwrap_or(1);
                let Some(founder) = ids.iter().copied().find(|artist| !founders.contains(artist)) else { continue };
                numbers.push(number);
                founders.push(founder);
                (founder, number)
            }
        };
        // A title stands as long as both artists that it names are in the group; they lead it.
        let front: Vec<ArtistId> = old.map(|old| old.artists.iter().take(2).copied().collect()).unwrap_or_default();
        let old = old.filter(|_| front.iter().all(|artist| ids.contains(artist)));
        let title = old.map(|old| old.title.clone()).unwrap_or_else(|| title(digest, number, &artists));
        let mut members = ids;
        if old.is_some() {
            members.retain(|artist| !front.contains(artist));
            members.splice(0..0, front);
        }
        named.push(Group { mix: Mix { founder, number, title, artists: members }, artists });
    }
    named.sort_by_key(|group| group.mix.number);
    named
}

/// For each group the mix it goes on from; the most alike first, each mix once.
fn goes_on_from<'m>(groups: &[Vec<ArtistId>], before: &'m [Mix]) -> Vec<Option<&'m Mix>> {
    let mut pairs: Vec<(f64, usize, &Mix)> = Vec::new();
    for (group, ids) in groups.iter().enumerate() {
        pairs.extend(before.iter().map(|mix| (overlap(ids, &mix.artists), group, mix)).filter(|pair| pair.0 >= SAME));
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.2.number, a.1).cmp(&(b.2.number, b.1))));
    let mut follows: Vec<Option<&Mix>> = vec![None; groups.len()];
    for (_, group, mix) in pairs {
        let taken = follows.iter().flatten().any(|other| other.founder == mix.founder);
        if follows[group].is_none() && !taken {
            follows[group] = Some(mix);
        }
    }
    follows
}

/// `Mix 2: Nina Simone, John Coltrane · Jazz`: the two most heard and the genre that sets the
/// group apart from the library.
fn title(digest: &Digest<'_>, number: u32, artists: &[u32]) -> String {
    let named = artists.iter().map(|artist| &digest.facts.artists[*artist as usize]).filter(|one| !one.is_nameless());
    let names = named.take(2).map(|artist| artist.name.as_str()).collect::<Vec<_>>().join(", ");
    match (names.is_empty(), distinctive_genre(digest, artists)) {
        (false, Some(genre)) => format!("Mix {number}: {names} · {genre}"),
        (false, None) => format!("Mix {number}: {names}"),
        (true, Some(genre)) => format!("Mix {number}: {genre}"),
        (true, None) => format!("Mix {number}"),
    }
}

/// By the log-odds of a genre among the group's listens against that among all tracks.
fn distinctive_genre<'d>(digest: &Digest<'d>, artists: &[u32]) -> Option<&'d str> {
    let mut of_group: HashMap<u32, f64> = HashMap::new();
    let mut group = 0.0;
    for track in artists.iter().flat_map(|artist| digest.tracks_of(*artist)) {
        let listens = f64::from(digest.tally(track).listens);
        group += listens;
        for genre in digest.track(track).genres.iter().filter(|_| listens > 0.0) {
            *of_group.entry(*genre).or_default() += listens;
        }
    }
    let (of_all, all) = (digest.tracks_by_genre(), digest.tracks.len() as f64);
    let odds = |of: f64, all: f64| ((of + 0.5) / (all - of + 0.5)).ln();
    let in_all = |genre: &u32| of_all.get(*genre as usize).copied().map_or(0.0, f64::from);
    let apart = |genre: &u32, heard: f64| odds(heard, group) - odds(in_all(genre), all);
    let named = of_group.iter().filter(|(_, heard)| **heard * NAMES_ONE_IN >= group);
    let best = named.max_by(|a, b| apart(a.0, *a.1).total_cmp(&apart(b.0, *b.1)).then_with(|| b.0.cmp(a.0)));
    best.and_then(|(genre, _)| digest.facts.genres.get(*genre as usize)).map(String::as_str)
}
