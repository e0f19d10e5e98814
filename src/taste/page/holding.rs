//! Pins that hold what the listener named: a playlist, an album, an artist, or what a query or
//! the rules of a smart playlist find.

use crate::domain::evidence::{Evidence, Fact};
use crate::domain::playlist::folder::own_name;
use crate::domain::section::{ItemRef, Pin};
use crate::taste::Digest;
use crate::taste::draft::{Candidate, Draft, Refresh, Role, Subject, Tier};

/// The kinds of these pins.
pub const KINDS: [&str; 5] = ["playlist", "album", "artist", "query", "smart-playlist"];

/// What the query of a pin, or the rules that it names, find.
fn found(digest: &Digest<'_>, pin: &Pin) -> Vec<Subject> {
    let found = digest.facts.found.iter().find(|(id, _)| *id == pin.id);
    found.map(|(_, tracks)| digest.known(tracks).map(Subject::Track).collect()).unwrap_or_default()
}

/// What a section holds: why it stands there as a whole, each pick on its own, and what.
struct Holding {
    kind: &'static str,
    reason: String,
    each: String,
    subjects: Vec<Subject>,
}

fn holding(digest: &Digest<'_>, pin: &Pin) -> Option<Holding> {
    let facts = digest.facts;
    let recipe = &pin.recipe;
    let held = |kind, reason: &str, each: &str, subjects| Holding {
        kind,
        reason: reason.to_owned(),
        each: each.to_owned(),
        subjects,
    };
    Some(match (recipe.kind.as_str(), recipe.seed) {
        ("playlist", Some(ItemRef::Playlist(id))) => {
            let list = facts.playlists.iter().find(|list| list.id == id)?;
            let tracks: Vec<Subject> = digest.known(&list.tracks).map(Subject::Track).collect();
            let name = own_name(&list.name);
            let empty = if tracks.is_empty() { " is empty" } else { "" };
            held("playlist", &format!("your list “{name}”{empty}"), "in this list", tracks)
        }
        ("album", Some(ItemRef::Album(id))) => {
            let album = facts.albums.iter().find(|album| album.id == id)?;
            let tracks = digest.known(&album.tracks).map(Subject::Track).collect();
            held("album", "its tracks, in order", "on this album", tracks)
        }
        ("artist", Some(ItemRef::Artist(id))) => {
            let artist = (0u32..).zip(&facts.artists).find(|(_, artist)| artist.id == id)?.0;
            let mut albums: Vec<u32> = digest.tracks_of(artist).filter_map(|track| digest.album_of(track)).collect();
            albums.sort_unstable();
            albums.dedup();
            albums.sort_by_key(|album| facts.albums.get(*album as usize).and_then(|album| album.year));
            let loose = digest.tracks_of(artist).filter(|track| digest.album_of(*track).is_none());
            let all = albums.iter().map(|album| Subject::Album(*album)).chain(loose.map(Subject::Track)).collect();
            held("artist", "what you have of them, oldest first", "by this artist", all)
        }
        ("query", _) => {
            let words = recipe.words.as_deref().unwrap_or_default();
            let (tracks, each) = (found(digest, pin), if names_a_folder(words) { IN_FOLDER } else { BY_SEARCH });
            let nothing = tracks.is_empty();
            let reason =
                if nothing { format!("“{words}” finds nothing now") } else { format!("what “{words}” finds") };
            held("query", &reason, each, tracks)
        }
        ("smart-playlist", _) => {
            let tracks = found(digest, pin);
            let finds = if tracks.is_empty() { "your rules find nothing now" } else { "what your rules find now" };
            held("smart-playlist", finds, "your rules find it", tracks)
        }
        _ => return None,
    })
}

const IN_FOLDER: &str = "in this folder";
const BY_SEARCH: &str = "your search finds it";

/// A folder of the library or of playlists is pinned as the one facet that finds all in it.
fn names_a_folder(words: &str) -> bool {
    let facet = ["folder:\"", "in:\""].iter().find_map(|facet| words.strip_prefix(facet));
    let Some(folder) = facet.and_then(|words| words.strip_suffix('"')) else { return false };
    !folder.contains('"') && (words.starts_with("folder:") || folder.ends_with('/'))
}

/// Its tracks in their own order; of an artist the albums. None when it is not in the library.
pub fn draft(digest: &Digest<'_>, pin: &Pin) -> Option<Draft> {
    let Holding { kind, reason, each, subjects } = holding(digest, pin)?;
    let fact = Fact::Held { what: each };
    let candidate = |what: Subject| Candidate {
        what,
        tier: 0,
        score: 0.0,
        artist: None,
        evidence: vec![Evidence { fact: fact.clone(), weight: 1.0 }],
    };
    let mut seen = std::collections::HashSet::new();
    Some(Draft {
        id: format!("pin:{}", pin.id),
        kind,
        seed: pin.recipe.seed,
        title: pin.title.clone(),
        tiers: vec![Tier::full(reason)],
        role: Role::Fact,
        refresh: Refresh::Daily,
        candidates: subjects.into_iter().filter(|what| seen.insert(*what)).map(candidate).collect(),
        length: pin.recipe.length as usize,
        least: 1,
        scored: None,
    })
}
