//! Whom the listener hears by whole albums.

use super::super::Digest;
use super::fact;
use crate::domain::section::ItemRef;
use crate::domain::you::{Noticed, NoticedKind};

/// As many artists are named.
const NAMED: usize = 3;

/// Artists whose albums are mostly heard from end to end, most often first.
pub(super) fn by_whole_albums(digest: &Digest<'_>) -> Vec<Noticed> {
    let mut habits: Vec<_> = digest.album_habit().of_artists().collect();
    habits.sort_by_key(|(artist, whole, _)| (std::cmp::Reverse(*whole), *artist));
    let of = |artist: u32| digest.facts.artists.get(artist as usize).filter(|artist| !artist.is_nameless());
    let known = habits.into_iter().filter_map(|(artist, whole, all)| Some((of(artist)?, whole, all)));
    let named = known.take(NAMED).map(|(artist, whole, all)| Noticed {
        item: Some(ItemRef::Artist(artist.id)),
        ..fact(
            NoticedKind::Albums,
            format!("albums:artist:{}", artist.id),
            format!("You play {} by whole albums", artist.name),
            format!("{whole} of {all} times"),
        )
    });
    named.collect()
}
