//! Whom the listener hears by whole albums.

use std::collections::{HashMap, HashSet};

use super::{fact, lately};
use crate::domain::facts::Facts;
use crate::domain::listen::SESSION_GAP_MS;
use crate::domain::section::ItemRef;
use crate::domain::you::{Noticed, NoticedKind};

/// A year shows a habit, and forgets one that was given up.
const DAYS: i64 = 365;
/// Shorter things are whole by chance.
const TRACKS: usize = 4;
/// An album is heard whole with this share of its tracks in one sitting.
const WHOLE: f64 = 0.75;
const TIMES: usize = 5;
/// Of the times that an artist was put on, so many were whole.
const SHARE: f64 = 0.75;
/// As many artists are named.
const NAMED: usize = 3;

/// Artists whose albums are mostly heard from end to end, most often first.
pub(super) fn by_whole_albums(facts: &Facts) -> Vec<Noticed> {
    let mut times: HashMap<u32, (usize, usize)> = HashMap::new();
    let mut sitting: HashMap<u32, HashSet<u32>> = HashMap::new();
    let mut until = i64::MIN;
    let mut end = |sitting: &mut HashMap<u32, HashSet<u32>>| {
        for (album, heard) in sitting.drain() {
            let Some(album) = facts.albums.get(album as usize) else { continue };
            let (Some(artist), true) = (album.artist, album.tracks.len() >= TRACKS) else { continue };
            let (whole, all) = times.entry(artist).or_default();
            *all += 1;
            *whole += usize::from(heard.len() as f64 >= WHOLE * album.tracks.len() as f64);
        }
    };
    for play in lately(facts, DAYS) {
        let at = play.started_at.unix_ms;
        if at > until.saturating_add(SESSION_GAP_MS) {
            end(&mut sitting);
        }
        until = until.max(at.saturating_add(play.heard_ms.or(play.length_ms).unwrap_or(0)));
        if let Some(album) = facts.tracks.get(play.track as usize).and_then(|track| track.album) {
            sitting.entry(album).or_default().insert(play.track);
        }
    }
    end(&mut sitting);
    let often = |(whole, all): (usize, usize)| whole >= TIMES && whole as f64 >= SHARE * all as f64;
    let mut habits: Vec<_> = times.into_iter().filter(|(_, times)| often(*times)).collect();
    habits.sort_by_key(|(artist, (whole, _))| (std::cmp::Reverse(*whole), *artist));
    let named = habits.into_iter().take(NAMED).filter_map(|(artist, (whole, all))| {
        let artist = facts.artists.get(artist as usize)?;
        Some(Noticed {
            item: Some(ItemRef::Artist(artist.id)),
            ..fact(
                NoticedKind::Albums,
                format!("albums:artist:{}", artist.id),
                format!("You play {} by whole albums", artist.name),
                format!("{whole} of {all} times"),
            )
        })
    });
    named.collect()
}
