//! Pins that hold what the listener named: a playlist, an album, an artist, or what a query or
//! the rules of a smart playlist find.

use crate::domain::evidence::{Evidence, Fact};
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

/// Its tracks in their own order; of an artist the albums. None when it is not in the library.
pub fn draft(digest: &Digest<'_>, pin: &Pin) -> Option<Draft> {
    let facts = digest.facts;
    let recipe = &pin.recipe;
    let (kind, reason, subjects): (&'static str, String, Vec<Subject>) = match (recipe.kind.as_str(), recipe.seed) {
        ("playlist", Some(ItemRef::Playlist(id))) => {
            let list = facts.playlists.iter().find(|list| list.id == id)?;
            let tracks = digest.known(&list.tracks).map(Subject::Track).collect();
            ("playlist", format!("your list “{}”", list.name), tracks)
        }
        ("album", Some(ItemRef::Album(id))) => {
            let album = facts.albums.iter().find(|album| album.id == id)?;
            ("album", "its tracks, in order".into(), digest.known(&album.tracks).map(Subject::Track).collect())
        }
        ("artist", Some(ItemRef::Artist(id))) => {
            let artist = (0u32..).zip(&facts.artists).find(|(_, artist)| artist.id == id)?.0;
            let mut albums: Vec<u32> = digest.tracks_of(artist).filter_map(|track| digest.album_of(track)).collect();
            albums.sort_unstable();
            albums.dedup();
            albums.sort_by_key(|album| facts.albums.get(*album as usize).and_then(|album| album.year));
            let loose = digest.tracks_of(artist).filter(|track| digest.album_of(*track).is_none());
            let all = albums.iter().map(|album| Subject::Album(*album)).chain(loose.map(Subject::Track)).collect();
            ("artist", "what you have of them, oldest first".into(), all)
        }
        ("query", _) => {
            let words = recipe.words.clone().unwrap_or_default();
            ("query", format!("what “{words}” finds"), found(digest, pin))
        }
        ("smart-playlist", _) => ("smart-playlist", "what your rules find now".into(), found(digest, pin)),
        _ => return None,
    };
    let fact = Fact::ByHand { what: "you put it here".into(), at: pin.pinned_at };
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
        seed: recipe.seed,
        title: pin.title.clone(),
        tiers: vec![Tier::full(reason)],
        role: Role::Fact,
        refresh: Refresh::Daily,
        candidates: subjects.into_iter().filter(|what| seen.insert(*what)).map(candidate).collect(),
        length: recipe.length as usize,
        least: 1,
        scored: None,
    })
}
