//! The plainest way to count everything, sharing no code with the rest of the room.

use super::*;

pub fn in_force(facts: &Facts) -> impl Iterator<Item = &Feedback> {
    facts.feedback.iter().filter(|word| word.until.is_none_or(|until| until.unix_ms > facts.now.unix_ms))
}

pub fn means(facts: &Facts, target: &Target, track: usize) -> bool {
    let track = &facts.tracks[track];
    match target {
        Target::Item(ItemRef::Track(id)) => track.id == *id,
        Target::Item(ItemRef::Album(id)) => track.album.is_some_and(|album| facts.albums[album as usize].id == *id),
        Target::Item(ItemRef::Artist(id)) => {
            track.artists.iter().any(|artist| facts.artists[*artist as usize].id == *id)
        }
        Target::Genre(name) => {
            track.genres.iter().any(|genre| facts.genres[*genre as usize].eq_ignore_ascii_case(name))
        }
        _ => false,
    }
}

fn away(facts: &Facts, track: usize) -> bool {
    in_force(facts)
        .any(|word| matches!(word.verb, Verb::Hide | Verb::NotNow | Verb::Rest) && means(facts, &word.target, track))
}

pub fn tasteful(facts: &Facts, track: usize) -> bool {
    facts.tracks[track].kind == Kind::Music && !away(facts, track)
}

pub fn is_spoken(facts: &Facts, track: usize) -> bool {
    facts.tracks[track].kind == Kind::Spoken && !away(facts, track)
}

pub fn welcome(facts: &Facts, track: usize) -> bool {
    tasteful(facts, track) && facts.tracks[track].presence == Presence::Here
}

pub fn listens(facts: &Facts, track: usize) -> impl Iterator<Item = &PlayFacts> {
    facts.plays.iter().filter(move |play| play.listen && play.track as usize == track)
}

pub fn since(facts: &Facts, track: usize, days: i64) -> impl Iterator<Item = &PlayFacts> {
    listens(facts, track).filter(move |play| play.started_at.unix_ms >= facts.now.unix_ms - days * DAY_MS)
}

/// Listens of each session, in order.
pub fn sessions(facts: &Facts) -> Vec<Vec<&PlayFacts>> {
    let mut sessions: Vec<Vec<&PlayFacts>> = Vec::new();
    let mut ended: Option<i64> = None;
    for play in &facts.plays {
        let start = play.started_at.unix_ms;
        if ended.is_none_or(|ended| start - ended > HOUR_MS / 2) {
            sessions.push(Vec::new());
        }
        ended = Some(start + play.heard_ms.get().unwrap());
        if play.listen {
            sessions.last_mut().unwrap().push(play);
        }
    }
    sessions
}

pub fn day(play: &PlayFacts) -> i64 {
    (play.started_at.unix_ms + i64::from(play.started_at.offset_minutes) * MINUTE_MS).div_euclid(DAY_MS)
}

/// The tracks that an item holds.
pub fn held(facts: &Facts, item: ItemRef) -> Vec<usize> {
    let tracks = 0..facts.tracks.len();
    match item {
        ItemRef::Playlist(id) => {
            let list = facts.playlists.iter().find(|list| list.id == id).unwrap();
            list.tracks.iter().map(|track| *track as usize).collect()
        }
        item => tracks.filter(|track| means(facts, &Target::Item(item), *track)).collect(),
    }
}

pub fn count(n: usize) -> u32 {
    n as u32
}

pub fn is_true(facts: &Facts, section: &Section, item: ItemRef, fact: &Fact) -> bool {
    let held_tracks = held(facts, item);
    let track = held_tracks.first().copied().unwrap_or_default();
    let seed: Vec<usize> = section.seed.map(|seed| held(facts, seed)).unwrap_or_default();
    match fact {
        Fact::Heard { times, since } => {
            let lately: Vec<_> = self::since(facts, track, 30).collect();
            count(lately.len()) == *times && lately[0].started_at == *since
        }
        Fact::HeardEver { times, last } => {
            let ever: Vec<_> = listens(facts, track).collect();
            count(ever.len()) == *times && ever[ever.len() - 1].started_at == *last
        }
        Fact::HeardIn { sessions: times, listens, last } => {
            heard_in(facts, item, &held_tracks) == Some((*times, *listens, *last))
        }
        Fact::StoppedAt { position_ms, at, .. } => {
            let spoken = section.kind == "continue-listening";
            let stands = |track| if spoken { is_spoken(facts, track) } else { welcome(facts, track) };
            let mut mine = facts.plays.iter().filter(|play| held_tracks.contains(&(play.track as usize)));
            let stopped = mine.rfind(|play| stands(play.track as usize)).unwrap();
            stopped.position_ms.get().or(stopped.heard_ms.get()) == Some(*position_ms)
                && stopped.started_at == *at
                && *position_ms < if spoken { 228_000 } else { 216_001 }
        }
        Fact::SameSessions { sessions: times, days, last, .. } => {
            let common: Vec<_> = sessions(facts)
                .into_iter()
                .filter(|session| session.iter().any(|play| seed.contains(&(play.track as usize))))
                .filter(|session| session.iter().any(|play| play.track as usize == track))
                .collect();
            let on: HashSet<i64> = common.iter().map(|session| day(session[0])).collect();
            let mut mine = common.iter().flatten().filter(|play| play.track as usize == track);
            (count(common.len()), count(on.len())) == (*times, *days) && mine.next_back().unwrap().started_at == *last
        }
        Fact::RightAfter { times, days, .. } => {
            let mut after: Vec<i64> = Vec::new();
            for session in sessions(facts) {
                for pair in session.windows(2) {
                    if seed.contains(&(pair[0].track as usize)) && pair[1].track as usize == track {
                        after.push(day(pair[1]));
                    }
                }
            }
            count(after.len()) == *times && count(after.iter().collect::<HashSet<_>>().len()) == *days
        }
        Fact::SameArtist { artist, times, since } => {
            let artist = facts.artists.iter().find(|known| known.name == *artist).unwrap();
            let by = held(facts, ItemRef::Artist(artist.id));
            let lately: Vec<_> = facts
                .plays
                .iter()
                .filter(|play| {
                    play.listen && by.contains(&(play.track as usize)) && tasteful(facts, play.track as usize)
                })
                .filter(|play| play.started_at.unix_ms >= facts.now.unix_ms - 30 * DAY_MS)
                .collect();
            count(lately.len()) == *times && lately.first().map_or(facts.now, |play| play.started_at) == *since
        }
        Fact::InPlaylist { playlist } => {
            let list = facts.playlists.iter().find(|list| list.name == *playlist).unwrap();
            let holds = |track: usize| list.tracks.contains(&(track as u32));
            holds(track) && seed.iter().any(|track| holds(*track))
        }
        Fact::PutInList { playlist, artist, tracks, at } => {
            let list = facts.playlists.iter().find(|list| list.name == *playlist).unwrap();
            let counts = |put: &&(u32, i64)| {
                let track = put.0 as usize;
                let by =
                    facts.tracks[track].artists.first().map(|artist| facts.artists[*artist as usize].name.as_str());
                put.1 >= facts.now.unix_ms - 30 * DAY_MS && tasteful(facts, track) && by == Some(artist)
            };
            let theirs: Vec<_> = list.put.iter().filter(counts).collect();
            let different: HashSet<u32> = theirs.iter().map(|put| put.0).collect();
            let itself = list.put.iter().filter(|put| put.0 as usize == track).map(|put| put.1).max();
            if artist.is_empty() {
                (*tracks, Some(at.unix_ms)) == (1, itself)
            } else {
                (count(different.len()), theirs.iter().map(|put| put.1).max()) == (*tracks, Some(at.unix_ms))
            }
        }
        Fact::SameGenre { genre } => {
            let has =
                |track: usize| facts.tracks[track].genres.iter().any(|place| facts.genres[*place as usize] == *genre);
            has(track) && seed.iter().any(|track| has(*track))
        }
        Fact::SoundsLike { seed, percent, by } => {
            let from = (0u32..).zip(&facts.tracks).filter(|(_, known)| known.title == *seed);
            from.into_iter().any(|(from, _)| {
                let all = crate::domain::sound_space::Aspect::ALL;
                nearest_percent(facts, from, track as u32, &all) == Some(*percent)
                    && all.iter().all(|aspect| {
                        let close = nearest_percent(facts, from, track as u32, &[*aspect]).is_some_and(|p| p <= 10);
                        close == by.contains(aspect)
                    })
            })
        }
        Fact::Added { tracks, at } => {
            let added: Vec<i64> = held_tracks
                .iter()
                .filter(|track| welcome(facts, **track))
                .map(|track| facts.tracks[*track].added_at)
                .collect();
            let newest = added.iter().copied().max().unwrap();
            let from = if section.kind == "newest" { newest } else { facts.now.unix_ms - 45 * DAY_MS };
            at.unix_ms == newest && count(added.iter().filter(|at| **at >= from).count()) == *tracks
        }
        Fact::ByHand { at, .. } => {
            facts.pins.iter().any(|pin| pin.pinned_at == *at)
                || in_force(facts).any(|word| word.at == *at && means(facts, &word.target, track))
        }
        Fact::Held { .. } => facts.pins.iter().any(|pin| pin.recipe.kind == section.kind),
        Fact::Shelf { tracks, albums, artist } => {
            let here = |album: &crate::domain::facts::AlbumFacts| {
                let away = in_force(facts)
                    .any(|word| word.verb.keeps_away() && word.target == Target::Item(ItemRef::Album(album.id)));
                if away { 0 } else { album.tracks.iter().filter(|track| welcome(facts, **track as usize)).count() }
            };
            let by = |album: &&crate::domain::facts::AlbumFacts| {
                album.artist.is_some_and(|place| facts.artists[place as usize].name == *artist)
            };
            let whole = facts.albums.iter().filter(by).filter(|album| here(album) >= 3).count();
            let mine = facts.albums.iter().find(|album| ItemRef::Album(album.id) == item).unwrap();
            count(whole) == *albums && count(here(mine)) == *tracks
        }
        of_a_section => recount::is_true(facts, section, item, of_a_section),
    }
}

fn heard_in(facts: &Facts, item: ItemRef, held: &[usize]) -> Option<(u32, u32, Moment)> {
    let is_list = matches!(item, ItemRef::Playlist(_));
    let lists_with = |track: u32| facts.playlists.iter().filter(|list| list.tracks.contains(&track)).count();
    let counted = |play: &&&PlayFacts| {
        let mine = held.contains(&(play.track as usize)) && tasteful(facts, play.track as usize);
        mine && (!is_list || (play.source == SourceKind::Playlist && lists_with(play.track) == 1))
    };
    let (mut in_sessions, mut total, mut last) = (0, 0, None);
    for session in sessions(facts) {
        let mine: Vec<_> = session.iter().filter(counted).collect();
        in_sessions += u32::from(!mine.is_empty());
        total += count(mine.len());
        last = mine.last().map(|play| play.started_at).or(last);
    }
    last.map(|last| (in_sessions, total, last))
}

/// Share of the other analysed tracks that are no further from `from` than `to` is, in whole
/// percent, rounded up, by these aspects of the sound.
fn nearest_percent(facts: &Facts, from: u32, to: u32, by: &[crate::domain::sound_space::Aspect]) -> Option<u32> {
    let space = &facts.sound;
    let distance = |to: u32| -> Option<f32> {
        let (a, b) = (space.of(from)?, space.of(to)?);
        Some(by.iter().flat_map(|aspect| space.layout().range(*aspect)).map(|n| (a[n] - b[n]).powi(2)).sum())
    };
    let own = distance(to)?;
    let others = (0..facts.tracks.len() as u32).filter(|other| *other != from);
    let all: Vec<f32> = others.filter_map(distance).collect();
    let nearer = all.iter().filter(|other| **other < own).count();
    Some(((nearer + 1) * 100).div_ceil(all.len()) as u32)
}
