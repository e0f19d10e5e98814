//! Jump back in: artists, albums and playlists heard last, then tracks, and what was left in the
//! middle.
//!
//! Cards are ranked as [`session_start`](super::ranking::session_start()) ranks tracks, its signals summed over what a card holds.
//! What was left in the middle comes up. An artist who is heard across albums is one card, not
//! several.

use std::collections::HashMap;

use crate::domain::evidence::Fact;
use crate::domain::listen::{Ending, SKIP_FLOOR_MS, SourceKind};
use crate::domain::time::DAY_MS;

use super::draft::{Candidate, Draft, Outcome, Ranked, Refresh, Role, Scored, Subject, Tier, best_of};
use super::evidence::{devotion, reasons};
use super::ranking::{Going, Says, Task, Term, baseline};
use super::score::of_artists;
use super::{Deal, Digest, SectionKind, waiting};

const LENGTH: usize = 8;
/// What was left in the middle is worth picking up for this long.
const UNFINISHED_DAYS: i64 = 7;
/// How far being unfinished lifts a card, in the units of `f`: a judgement, not measured.
const UNFINISHED_LIFT: f64 = 0.7;

/// An artist is heard across albums in so many sessions of so many days.
const ACROSS_DAYS: i64 = 30;
const ACROSS_SESSIONS: u32 = 3;

pub struct JumpBackIn;

/// A card and what was heard of it.
struct Card {
    what: Subject,
    artist: Option<u32>,
    /// What an album or an artist holds that may be picked.
    tracks: Vec<u32>,
    heard: Heard,
    left_in_the_middle: Option<Fact>,
}

/// Listens to what an album or a playlist holds.
#[derive(Clone, Copy, Default)]
struct Heard {
    listens: u32,
    sessions: u32,
    /// Place in the listens, and the track it was of.
    last: Option<u32>,
    last_session: Option<u32>,
    last_track: Option<u32>,
    /// Whether two different tracks of it were heard in one session.
    together: bool,
}

impl SectionKind for JumpBackIn {
    fn name(&self) -> &'static str {
        "jump-back-in"
    }

    fn title(&self, _: Option<&str>) -> String {
        "Jump back in".into()
    }

    fn build(&self, digest: &Digest<'_>, deal: &Deal) -> Outcome {
        let cards = cards(digest);
        if cards.is_empty() {
            return waiting(self, "listens", digest.listens.len().min(1), 1);
        }
        let unfinished = |card: &Card| f64::from(u8::from(card.left_in_the_middle.is_some()));
        let decayed = digest.artists_decayed(3.0);
        let of_artist = |card: &Card| card.artist.map_or(0.0, |artist| decayed[artist as usize]);
        let blend = digest
            .ranking(Task::SessionStart, Going::default())
            .blend_of(cards.len(), [Says::Heard, Says::Artist], |term, card| raw(digest, term, &cards[card]))
            .plain("left in the middle", UNFINISHED_LIFT, cards.iter().map(unfinished))
            .plain("your word", 1.0, cards.iter().map(|card| lean(digest, card)))
            .signal(
                "the artist, while listens are few",
                few_listens(digest),
                cards.iter().map(of_artist),
                decayed.max(),
            );
        let tier = |card: &Card| u8::from(matches!(card.what, Subject::Track(_)) && card.left_in_the_middle.is_none());
        let ranked = Ranked::each(&blend, cards.iter().map(|card| card.what)).zip(&cards);
        let ranked = ranked.map(|(ranked, card)| Ranked { tier: tier(card), ..ranked }).collect();
        let candidate = |ranked: Ranked| {
            let (place, card) = (ranked.at as usize, &cards[ranked.at as usize]);
            let evidence = reasons(
                [
                    (how_often(digest, card), blend.share(0, place)),
                    (card.left_in_the_middle.clone(), blend.share(2, place)),
                ],
                [(card.artist.and_then(|artist| devotion(digest, artist)), blend.share(1, place))],
            );
            ranked.says(card.artist, evidence)
        };
        let best = best_of(ranked, digest.shown_at_most(LENGTH), deal.seed);
        let candidates: Vec<Candidate> = best.into_iter().map(candidate).collect();
        Outcome::one(Draft {
            id: self.name().to_owned(),
            kind: self.name(),
            seed: None,
            title: self.title(None),
            tiers: vec![Tier::full("what you heard last, and what you left in the middle")],
            role: Role::Fact,
            refresh: Refresh::EachSession,
            candidates,
            length: LENGTH,
            least: 1,
            scored: Some(Scored::new(cards.iter().map(|card| card.what), blend)),
        })
    }
}

/// Albums of which several tracks were heard together, lists that were played, and the tracks
/// that no such album holds.
fn cards(digest: &Digest<'_>) -> Vec<Card> {
    let (albums, playlists) = hear(digest);
    let mut cards = Vec::new();
    let across = across_albums(digest);
    cards.extend(
        (0u32..).zip(&across).filter(|(_, across)| **across).filter_map(|(artist, _)| artist_card(digest, artist)),
    );
    let on_an_artist = |artist: Option<u32>| artist.is_some_and(|artist| across[artist as usize]);
    let mut on_a_card = vec![false; albums.len()];
    for (place, heard) in (0u32..).zip(&albums) {
        if !heard.together {
            continue;
        }
        let tracks: Vec<u32> = digest.welcome_on(place).collect();
        if tracks.is_empty() {
            continue;
        }
        on_a_card[place as usize] = true;
        let facts = &digest.facts.albums[place as usize];
        let artist = facts.artist.filter(|artist| (*artist as usize) < digest.artists.len());
        let left_in_the_middle = last_played(digest, &tracks).and_then(|track| left_in_the_middle(digest, track, true));
        if on_an_artist(artist) && left_in_the_middle.is_none() {
            continue;
        }
        cards.push(Card { what: Subject::Album(place), artist, tracks, heard: *heard, left_in_the_middle });
    }
    for (place, heard) in (0u32..).zip(&playlists) {
        let facts = &digest.facts.playlists[place as usize];
        if heard.listens == 0 || digest.standing.playlist_away(facts.id) {
            continue;
        }
        let tracks: Vec<u32> = digest.known(&facts.tracks).filter(|track| digest.is_welcome(*track)).collect();
        if tracks.is_empty() {
            continue;
        }
        let what = Subject::Playlist(place);
        cards.push(Card { what, artist: None, tracks: Vec::new(), heard: *heard, left_in_the_middle: None });
    }
    for place in digest.places().filter(|place| digest.is_welcome(*place)) {
        let tally = digest.tally(place);
        if tally.last_play.is_none() || digest.album_of(place).is_some_and(|album| on_a_card[album as usize]) {
            continue;
        }
        let left_in_the_middle = left_in_the_middle(digest, place, false);
        if on_an_artist(digest.main_artist(place)) && left_in_the_middle.is_none() {
            continue;
        }
        if tally.listens > 0 || left_in_the_middle.is_some() {
            cards.push(Card {
                what: Subject::Track(place),
                artist: digest.main_artist(place),
                tracks: Vec::new(),
                heard: Heard::default(),
                left_in_the_middle,
            });
        }
    }
    cards
}

/// Artists who were heard across albums in thirty days: several sessions, and no album with over
/// half of the listens.
fn across_albums(digest: &Digest<'_>) -> Vec<bool> {
    let mut listens: Vec<(u32, HashMap<Option<u32>, u32>)> = vec![Default::default(); digest.artists.len()];
    let from = digest.now().unix_ms.saturating_sub(ACROSS_DAYS * DAY_MS);
    let from = digest.listens.partition_point(|listen| listen.at_ms < from);
    let mut last_session = vec![None; digest.artists.len()];
    for listen in digest.listens[from..].iter().filter(|listen| digest.is_welcome(listen.track)) {
        let Some(artist) = digest.main_artist(listen.track) else { continue };
        let (sessions, albums) = &mut listens[artist as usize];
        *sessions += u32::from(last_session[artist as usize].replace(listen.session) != Some(listen.session));
        *albums.entry(digest.album_of(listen.track)).or_default() += 1;
    }
    let across = |artist: usize, (sessions, albums): &(u32, HashMap<Option<u32>, u32>)| {
        let (all, most) = (albums.values().sum::<u32>(), albums.values().max().copied().unwrap_or(0));
        let away = digest.standing.artist_away(digest.facts.artists[artist].id);
        !away && *sessions >= ACROSS_SESSIONS && albums.len() > 1 && 2 * most <= all
    };
    listens.iter().enumerate().map(|(artist, listens)| across(artist, listens)).collect()
}

fn artist_card(digest: &Digest<'_>, artist: u32) -> Option<Card> {
    let history = digest.history();
    let credited = history.catalogue.tracks_by(artist).iter().copied();
    let tracks: Vec<u32> = credited.filter(|place| digest.is_tasteful(*place)).collect();
    let places = tracks.iter().flat_map(|track| history.by_track.heard(*track).places);
    let mut places: Vec<u32> = places.copied().collect();
    places.sort_unstable();
    let mut heard = Heard::default();
    places.iter().for_each(|place| heard.listen(*place, digest.listens[*place as usize].session));
    heard.last?;
    Some(Card {
        what: Subject::Artist(artist),
        artist: Some(artist),
        tracks: tracks.into_iter().filter(|track| digest.is_welcome(*track)).collect(),
        heard,
        left_in_the_middle: None,
    })
}

/// What was heard of each album and each playlist. A listen from a playlist is credited to the
/// one list that holds the track; where several do, to none, since plays do not say which.
fn hear(digest: &Digest<'_>) -> (Vec<Heard>, Vec<Heard>) {
    let mut albums = vec![Heard::default(); digest.facts.albums.len()];
    let mut playlists = vec![Heard::default(); digest.facts.playlists.len()];
    let list_of = only_list_of(digest);
    for (place, listen) in (0u32..).zip(&digest.listens) {
        if !digest.is_tasteful(listen.track) {
            continue;
        }
        if let Some(album) = digest.album_of(listen.track) {
            let heard = &mut albums[album as usize];
            let went_on = heard.last_session == Some(listen.session) && heard.last_track != Some(listen.track);
            heard.together |= went_on;
            heard.last_track = Some(listen.track);
            heard.listen(place, listen.session);
        }
        if digest.plays[listen.play as usize].source == SourceKind::Playlist
            && let Some(Some(list)) = list_of.get(listen.track as usize)
        {
            playlists[*list as usize].listen(place, listen.session);
        }
    }
    (albums, playlists)
}

/// For each track the playlist that holds it, when only one does; empty when there are no lists.
fn only_list_of(digest: &Digest<'_>) -> Vec<Option<u32>> {
    if digest.facts.playlists.is_empty() {
        return Vec::new();
    }
    let mut holders: Vec<Option<u32>> = vec![None; digest.tracks.len()];
    let mut several = vec![false; digest.tracks.len()];
    for (list, facts) in (0u32..).zip(&digest.facts.playlists) {
        for track in digest.known(&facts.tracks) {
            let holder = &mut holders[track as usize];
            several[track as usize] |= holder.is_some_and(|other| other != list);
            *holder = Some(list);
        }
    }
    for (holder, several) in holders.iter_mut().zip(several) {
        *holder = holder.filter(|_| !several);
    }
    holders
}

impl Heard {
    fn listen(&mut self, place: u32, session: u32) {
        self.listens += 1;
        self.sessions += u32::from(self.last_session.replace(session) != Some(session));
        self.last = Some(place);
    }
}

/// A signal of a card: the sum over its tracks, but the artist's only once. A list counts as the
/// track last heard from it, so that long lists do not win by their length.
fn raw(digest: &Digest<'_>, term: &Term, card: &Card) -> f64 {
    let tracks = card.tracks.iter().map(|track| term.raw(*track));
    match card.what {
        Subject::Track(place) => term.raw(place),
        Subject::Playlist(_) => card.heard.last.map_or(0.0, |last| term.raw(digest.listens[last as usize].track)),
        // Sums of what is no count would say nothing.
        Subject::Album(_) | Subject::Artist(_) if term.says == Says::Artist || term.name == baseline::LAST => {
            tracks.fold(0.0, f64::max)
        }
        Subject::Album(_) | Subject::Artist(_) => tracks.sum(),
    }
}

/// Artists have a say while there are few listens.
fn few_listens(digest: &Digest<'_>) -> f64 {
    let once = 0.1;
    of_artists(once, digest.listens.len()) - once
}

fn how_often(digest: &Digest<'_>, card: &Card) -> Option<Fact> {
    match card.what {
        Subject::Track(place) => {
            let tally = digest.tally(place);
            Some(Fact::HeardEver { times: tally.listens, last: digest.heard_at(tally.last?) })
        }
        Subject::Album(_) | Subject::Artist(_) | Subject::Playlist(_) => Some(Fact::HeardIn {
            sessions: card.heard.sessions,
            listens: card.heard.listens,
            last: digest.heard_at(card.heard.last?),
        }),
    }
}

fn lean(digest: &Digest<'_>, card: &Card) -> f64 {
    match card.what {
        Subject::Track(place) => digest.standing.lean(place),
        Subject::Album(place) => {
            let leans: Vec<f64> = digest.welcome_on(place).map(|track| digest.standing.lean(track)).collect();
            leans.iter().sum::<f64>() / leans.len().max(1) as f64
        }
        Subject::Artist(_) | Subject::Playlist(_) => 0.0,
    }
}

fn last_played(digest: &Digest<'_>, tracks: &[u32]) -> Option<u32> {
    tracks
        .iter()
        .copied()
        .filter(|track| digest.tally(*track).last_play.is_some())
        .max_by_key(|track| digest.tally(*track).last_play)
}

/// The track's last play, when it was broken off with more than a tenth still to come.
fn left_in_the_middle(digest: &Digest<'_>, track: u32, named: bool) -> Option<Fact> {
    let play = digest.plays[digest.tally(track).last_play? as usize];
    let (heard, length) = (play.heard_ms.get()?, play.length_ms.get().or(digest.track(track).length_ms)?);
    let broken_off = matches!(play.ending?, Ending::Stopped | Ending::Quit | Ending::Interrupted);
    let position_ms = play.position_ms.get().unwrap_or(heard);
    let in_the_middle = heard >= SKIP_FLOOR_MS && position_ms < length - length / 10;
    let recent = digest.now().unix_ms.saturating_sub(play.started_at.unix_ms) <= UNFINISHED_DAYS * DAY_MS;
    (broken_off && in_the_middle && recent).then(|| Fact::StoppedAt {
        title: if named { digest.track(track).title.clone() } else { String::new() },
        position_ms,
        at: play.started_at,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taste::fixture::{World, at, lines, titles};

    #[test]
    fn what_was_left_in_the_middle_comes_first() {
        let mut world = World::new();
        let train = world.tracks("John Coltrane", "Blue Train", 5);
        let voodoo = world.tracks("D'Angelo", "Voodoo", 5);
        let sunny = world.track("Bobby Hebb", "Sunny", "Sunny");
        world.evening("2026-11-20T20:00:00+01:00", &voodoo);
        world.evening("2026-11-21T12:00:00+01:00", &[sunny]);
        world.evening("2026-11-21T21:00:00+01:00", &train[..1]);
        let second = at("2026-11-21T21:04:00+01:00");
        world.play(train[1], second, 70_000, Ending::Quit, SourceKind::Album);
        let home = world.home();
        assert_eq!(titles(&home, "jump-back-in"), ["Blue Train", "Voodoo", "Sunny"]);
        let said: Vec<String> = lines(&home, "jump-back-in").into_iter().map(|(_, said)| said).collect();
        assert_eq!(said[0], "stopped at 1:10 last night, in Blue Train 2");
        assert_eq!(said[2], "heard once, yesterday");
    }

    #[test]
    fn a_list_is_credited_only_with_what_no_other_list_holds() {
        let mut world = World::new();
        let songs = world.tracks("A", "", 3);
        world.playlist("Kitchen", &[songs[0], songs[1]]);
        world.playlist("Bath", &[songs[1]]);
        for song in &songs {
            let when = at("2026-11-20T20:00:00+01:00").plus_ms(i64::from(*song) * 240_000);
            world.play(*song, when, 240_000, Ending::Finished, SourceKind::Playlist);
        }
        let home = world.home();
        let fact = |title: &str| {
            let section = &home.sections[0];
            let pick = section.picks.iter().find(|pick| pick.item.title == title)?;
            pick.evidence.iter().map(|evidence| evidence.fact.clone()).next()
        };
        let last = at("2026-11-20T20:00:00+01:00");
        assert_eq!(fact("Kitchen"), Some(Fact::HeardIn { sessions: 1, listens: 1, last }));
        assert_eq!(fact("Bath"), None);
    }

    #[test]
    fn an_artist_heard_across_albums_is_one_card() {
        let mut world = World::new();
        let (blues, wild) = (world.tracks("Nina Simone", "Pastel Blues", 4), world.tracks("Nina Simone", "Wild", 4));
        let train = world.tracks("John Coltrane", "Blue Train", 4);
        for day in 17..20 {
            world.evening(&format!("2026-11-{day}T20:00:00+01:00"), &[blues[0], blues[1], wild[0], wild[1]]);
            world.evening(&format!("2026-11-{day}T22:00:00+01:00"), &train[..2]);
        }
        let home = world.home();
        let said = lines(&home, "jump-back-in");
        assert_eq!(said[0], ("Nina Simone".into(), "heard in 3 sessions, last Thursday".into()));
        assert_eq!(said[1].0, "Blue Train");
        assert_eq!(said.len(), 2);
    }

    #[test]
    fn a_single_track_of_an_album_stands_for_itself() {
        let mut world = World::new();
        let train = world.tracks("John Coltrane", "Blue Train", 5);
        world.evening("2026-11-20T20:00:00+01:00", &[train[2], train[2]]);
        assert_eq!(titles(&world.home(), "jump-back-in"), ["Blue Train 3"]);
    }
}
