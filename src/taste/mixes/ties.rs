//! How near artists are to each other: common sessions, a common genre, common lists.

use std::collections::{HashMap, HashSet};

use crate::domain::time::DAY_MS;
use crate::taste::Digest;

/// Artists are looked at over a year, and weighed by what was heard in a season.
const YEAR_DAYS: i64 = 365;
const SEASON_DAYS: i64 = 90;
/// Listens in a year that make an artist known.
const KNOWN: u32 = 3;
/// Artists at most, the most heard first: the rest is heard too seldom to shape a mix.
const MOST: usize = 400;
/// A genre is an artist's when it stands on at least one in four of their tracks.
const GENRE_ONE_IN: u32 = 4;
const SHARED_GENRE: f32 = 0.3;
const SHARED_LIST: f32 = 0.5;

/// Known artists, the most heard first, and how near they are.
pub struct Ties {
    /// Places in the facts.
    pub artists: Vec<u32>,
    /// Listens of the year and of the last season.
    pub listens: Vec<u32>,
    pub season: Vec<f64>,
    /// A square matrix by rows.
    pub similarity: Vec<f32>,
}

/// Main artists of what was heard in a year.
pub fn ties(digest: &Digest<'_>) -> Ties {
    let now = digest.now().unix_ms;
    let (year, season) = (now.saturating_sub(YEAR_DAYS * DAY_MS), now.saturating_sub(SEASON_DAYS * DAY_MS));
    let mut in_year = vec![0u32; digest.artists.len()];
    let mut in_season = vec![0u32; digest.artists.len()];
    let first = digest.listens.partition_point(|listen| listen.at_ms < year);
    for listen in &digest.listens[first..] {
        if let Some(artist) = digest.main_artist(listen.track).filter(|_| digest.is_tasteful(listen.track)) {
            in_year[artist as usize] += 1;
            in_season[artist as usize] += u32::from(listen.at_ms >= season);
        }
    }
    let mut artists: Vec<u32> = (0..in_year.len() as u32).filter(|artist| in_year[*artist as usize] >= KNOWN).collect();
    artists.sort_by_key(|artist| (std::cmp::Reverse(in_year[*artist as usize]), *artist));
    artists.truncate(MOST);
    let place = places(&artists, digest.artists.len());
    let mut similarity = sessions(digest, first, &place, artists.len());
    add_genres(digest, &artists, &mut similarity);
    add_lists(digest, &place, artists.len(), &mut similarity);
    Ties {
        listens: artists.iter().map(|artist| in_year[*artist as usize]).collect(),
        season: artists.iter().map(|artist| f64::from(in_season[*artist as usize])).collect(),
        artists,
        similarity,
    }
}

/// Where each artist of the facts stands among the known ones.
fn places(artists: &[u32], all: usize) -> Vec<Option<usize>> {
    let mut place = vec![None; all];
    for (index, artist) in artists.iter().enumerate() {
        place[*artist as usize] = Some(index);
    }
    place
}

/// Cosine of the artists' session vectors, damped by `1/√(df+3)` so that two sessions in common
/// are not yet a likeness.
fn sessions(digest: &Digest<'_>, first: usize, place: &[Option<usize>], n: usize) -> Vec<f32> {
    let mut common = vec![0u32; n * n];
    let mut sessions = vec![0u32; n];
    let begins = digest.sessions.partition_point(|session| (session.from as usize) < first);
    let mut here: Vec<usize> = Vec::new();
    for session in &digest.sessions[begins..] {
        here.clear();
        let heard = digest.session_listens(*session).iter().filter(|listen| digest.is_tasteful(listen.track));
        here.extend(heard.filter_map(|listen| place[digest.main_artist(listen.track)? as usize]));
        here.sort_unstable();
        here.dedup();
        for (index, a) in here.iter().enumerate() {
            sessions[*a] += 1;
            for b in &here[index + 1..] {
                common[a * n + b] += 1;
            }
        }
    }
    let damp: Vec<f32> = sessions.iter().map(|df| 1.0 / (*df as f32 + 3.0).sqrt()).collect();
    let mut similarity = vec![0.0; n * n];
    for a in 0..n {
        for b in a + 1..n {
            let near = common[a * n + b] as f32 * damp[a] * damp[b];
            similarity[a * n + b] = near;
            similarity[b * n + a] = near;
        }
    }
    similarity
}

fn add_genres(digest: &Digest<'_>, artists: &[u32], similarity: &mut [f32]) {
    let genres = digest.facts.genres.len();
    let own = |artist: &u32| -> HashSet<u32> {
        let (mut tracks, mut counts) = (0, HashMap::new());
        for track in digest.tracks_of(*artist) {
            tracks += 1;
            for genre in digest.track(track).genres.iter().filter(|genre| (**genre as usize) < genres) {
                *counts.entry(*genre).or_default() += 1;
            }
        }
        let frequent = counts.into_iter().filter(|(_, count): &(u32, u32)| count * GENRE_ONE_IN >= tracks);
        frequent.map(|(genre, _)| genre).collect()
    };
    let own: Vec<HashSet<u32>> = artists.iter().map(own).collect();
    add_pairs(artists.len(), similarity, SHARED_GENRE, |a, b| !own[a].is_disjoint(&own[b]));
}

fn add_lists(digest: &Digest<'_>, place: &[Option<usize>], n: usize, similarity: &mut [f32]) {
    let mut shared = vec![false; n * n];
    for list in &digest.facts.playlists {
        if digest.standing.playlist_away(list.id) {
            continue;
        }
        let on_it = digest.known(&list.tracks).filter_map(|track| place[digest.main_artist(track)? as usize]);
        let mut on_it: Vec<usize> = on_it.collect();
        on_it.sort_unstable();
        on_it.dedup();
        for (index, a) in on_it.iter().enumerate() {
            for b in &on_it[index + 1..] {
                shared[a * n + b] = true;
            }
        }
    }
    add_pairs(n, similarity, SHARED_LIST, |a, b| shared[a * n + b]);
}

fn add_pairs(n: usize, similarity: &mut [f32], weight: f32, are: impl Fn(usize, usize) -> bool) {
    for a in 0..n {
        for b in a + 1..n {
            if are(a, b) {
                similarity[a * n + b] += weight;
                similarity[b * n + a] += weight;
            }
        }
    }
}
