//! Keeps a section within what the listener laid on it.

use crate::domain::feedback::Verb;
use crate::domain::limit::{Limit, Traits};
use crate::taste::Digest;
use crate::taste::draft::{Draft, Subject};

/// Takes out what does not meet the limits. What holds tracks meets one when half of them do.
pub fn keep(digest: &Digest<'_>, draft: &mut Draft, limits: &[Limit]) {
    if !limits.is_empty() {
        draft.candidates.retain(|candidate| limits.iter().all(|limit| is_within(digest, candidate.what, limit)));
    }
}

fn is_within(digest: &Digest<'_>, what: Subject, limit: &Limit) -> bool {
    let half = |tracks: &mut dyn Iterator<Item = u32>| {
        let (mut within, mut all) = (0, 0);
        for track in tracks {
            within += usize::from(limit.lets_in(&traits(digest, track)));
            all += 1;
        }
        all > 0 && 2 * within >= all
    };
    match what {
        Subject::Track(track) => limit.lets_in(&traits(digest, track)),
        Subject::Album(album) => half(&mut digest.welcome_on(album)),
        Subject::Artist(artist) => {
            half(&mut digest.places().filter(|track| digest.main_artist(*track) == Some(artist)))
        }
        Subject::Playlist(list) => {
            let tracks = digest.facts.playlists.get(list as usize).map_or(&[][..], |list| &list.tracks);
            half(&mut digest.known(tracks))
        }
    }
}

fn traits<'d>(digest: &'d Digest<'_>, track: u32) -> Traits<'d> {
    let facts = digest.facts;
    let of = digest.track(track);
    let word = digest.standing.spoken_for(track).and_then(|word| facts.feedback.get(word as usize));
    Traits {
        genres: of.genres.iter().filter_map(|genre| facts.genres.get(*genre as usize)).map(String::as_str).collect(),
        artists: of
            .artists
            .iter()
            .filter_map(|artist| facts.artists.get(*artist as usize))
            .map(|artist| artist.id)
            .collect(),
        year: digest.album_of(track).and_then(|album| facts.albums.get(album as usize)?.year),
        // Who is left out was heard all the same.
        listens: digest.tally(track).listens.max(u32::from(digest.is_left_out(track))),
        liked: word.is_some_and(|word| word.verb == Verb::Like),
        length_ms: of.length_ms,
        kind: of.kind,
    }
}
