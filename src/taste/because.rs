//! Because you listened to X: music by others that was heard together with X. A list that the
//! listener filled of late is such an X, too: what was heard with its tracks and is not in it.
//!
//! Score: `f(SQ) + 2·f(SK) + 0.5·f(B_0.5) + f(P) + 0.7·f(C)`, where `P` is membership in the
//! same lists and `C` closeness by sound.
//! Evidence carries the accuracy, so it goes before the score: common sessions on several days,
//! then on one, then a common list, then a close sound. Only a section that would stay short is
//! filled up with more by X and with X's genres, and each pick says so.

use std::collections::HashMap;

use crate::domain::evidence::Fact;
use crate::domain::playlist::folder::own_name;
use crate::domain::section::ItemRef;
use crate::domain::time::DAY_MS;

use super::draft::{Candidate, Draft, Outcome, Refresh, Role, Scored, Subject, Tier, sort_best_first};
use super::evidence::{heard_ever, reasons, spoken_for};
use super::neighbours::{Ground, Together};
use super::ranking::{Going, Ranking, Says, Task};
use super::sound::Near;
use super::{Deal, Digest, SectionKind, chance, kept, threshold, waiting};

mod last_resort;
#[cfg(test)]
mod tests;

use last_resort::{more_by_seed, same_genre};

/// Sections at most, each from another artist.
const SECTIONS: usize = 3;
/// Further seeds are drawn from this many of the strongest.
const DRAWN_FROM: usize = 8;
/// Listens before the first section, or one in six of the library.
const ENOUGH: usize = 8;
const LENGTH: usize = 12;
/// Shorter sections are filled up from X's own shelf and genres.
const FULL_ENOUGH: usize = 6;
/// Still shorter ones with what was just heard.
const LEAST: usize = 3;
/// Candidates with evidence that the page may choose from, since it may have some already.
const POOL: usize = 10 * LENGTH;
/// A like weighs as many listens of its artist.
const LIKE_LISTENS: f64 = 3.0;
/// "Went on to it" speaks from this many times, on this many days.
const RIGHT_AFTER: u32 = 2;

/// Tracks of the seed to which others are compared by sound.
const COMPARED: usize = 3;

/// Tiers, in order.
const SEVERAL_DAYS: u8 = 0;
const ONE_DAY: u8 = 1;
pub(super) const SAME_LIST: u8 = 2;
pub(super) const SOUNDS_LIKE: u8 = 3;
pub(super) const BY_SEED: u8 = 4;
pub(super) const SAME_GENRE: u8 = 5;
const JUST_HEARD: u8 = 6;

pub struct Because;

/// What a section or a radio grows from.
pub(super) struct Seed {
    pub item: ItemRef,
    pub name: String,
    pub artists: Vec<u32>,
    pub ground: Ground,
    /// By place of the track: whether the seed's artists are credited.
    pub theirs: Vec<bool>,
}

/// What goes on by others, asked from the latest listens to the seed.
pub(super) fn going_on_from(digest: &Digest<'_>, seed: &Seed) -> Ranking {
    let latest = seed.ground.latest(digest);
    digest.ranking(Task::NextByOthers, Going { seeds: seed.ground.tracks(), session: &latest, skipped: &[] })
}

/// All that goes with a seed, its own music among it, with the evidence of each: candidates of
/// the last tiers only fill up.
pub(super) fn all_with(digest: &Digest<'_>, deal: &Deal, seed: &Seed, ranking: &Ranking) -> Vec<Candidate> {
    let (mut candidates, _) = heard_together(digest, deal, seed, ranking, |_| true);
    let known: std::collections::HashSet<Subject> = candidates.iter().map(|candidate| candidate.what).collect();
    let more = more_by_seed(digest, deal, seed).into_iter().filter(|candidate| !known.contains(&candidate.what));
    candidates.extend(more);
    candidates.extend(same_genre(digest, deal, seed, &candidates));
    candidates
}

impl SectionKind for Because {
    fn name(&self) -> &'static str {
        "because"
    }

    fn title(&self, seed: Option<&str>) -> String {
        match seed {
            Some(seed) => format!("Because you listened to {seed}"),
            None => "Because you listened to …".into(),
        }
    }

    fn build(&self, digest: &Digest<'_>, deal: &Deal) -> Outcome {
        let need = threshold(ENOUGH, digest.tracks.len(), 6);
        if digest.listens.len() < need {
            return waiting(self, "listens", digest.listens.len(), need);
        }
        let drafts: Vec<Draft> = seeds(digest, deal)
            .into_iter()
            .filter_map(|seed| Some(self.section(digest, deal, &self.seed(digest, seed)?)))
            .filter(|draft| !draft.candidates.is_empty())
            .collect();
        if drafts.is_empty() { Outcome::Nothing } else { Outcome::Drafts(drafts) }
    }

    fn grow(&self, digest: &Digest<'_>, deal: &Deal, seed: Option<ItemRef>) -> Option<Draft> {
        Some(self.section(digest, deal, &self.seed(digest, seed?)?))
    }
}

impl Because {
    pub(super) fn seed(&self, digest: &Digest<'_>, item: ItemRef) -> Option<Seed> {
        let facts = digest.facts;
        let by = |artist: u32| digest.history().catalogue.tracks_by(artist).to_vec();
        let (name, tracks, artists) = match item {
            ItemRef::Artist(id) => {
                let artist = facts.artists.iter().position(|artist| artist.id == id)? as u32;
                (facts.artists[artist as usize].name.clone(), by(artist), vec![artist])
            }
            ItemRef::Album(id) => {
                let album = facts.albums.iter().position(|album| album.id == id)? as u32;
                let facts = &facts.albums[album as usize];
                let tracks: Vec<u32> = digest.known(&facts.tracks).collect();
                let artists = match facts.artist {
                    Some(artist) => vec![artist],
                    None => tracks.iter().filter_map(|track| digest.main_artist(*track)).collect(),
                };
                (facts.title.clone(), tracks, artists)
            }
            ItemRef::Track(id) => {
                let track = facts.tracks.iter().position(|track| track.id == id)? as u32;
                (digest.track(track).title.clone(), vec![track], digest.track(track).artists.to_vec())
            }
            ItemRef::Playlist(id) => {
                let list = facts.playlists.iter().find(|list| list.id == id)?;
                (own_name(&list.name).into_owned(), digest.known(&list.tracks).collect(), Vec::new())
            }
        };
        let mut theirs = vec![false; facts.tracks.len()];
        let history = digest.history();
        for track in artists.iter().flat_map(|artist| history.catalogue.tracks_by(*artist)).chain(&tracks) {
            theirs[*track as usize] = true;
        }
        Some(Seed { item, name, artists, ground: Ground::of(digest, tracks), theirs })
    }

    fn section(&self, digest: &Digest<'_>, deal: &Deal, seed: &Seed) -> Draft {
        let by_others = |place: u32| !seed.theirs[place as usize];
        let (mut candidates, scored) = heard_together(digest, deal, seed, &going_on_from(digest, seed), by_others);
        if candidates.iter().filter(|candidate| candidate.tier <= SOUNDS_LIKE).count() < POOL {
            candidates.extend(more_by_seed(digest, deal, seed));
            candidates.extend(same_genre(digest, deal, seed, &candidates));
        }
        sort_best_first(&mut candidates, deal.seed);
        let name = &seed.name;
        let sound = if digest.facts.sound.is_empty() { "" } else { "sound, " };
        let sessions = || Tier::full(format!("heard in the same sessions as {name}"));
        let close =
            |up_to| Tier::up_to(up_to, format!("close to {name}: same sessions, lists, {sound}artist or genres"));
        Draft {
            id: format!("{}:{}:{}", self.name(), seed.item.type_name(), seed.item.key()),
            kind: self.name(),
            seed: Some(seed.item),
            title: match seed.item {
                ItemRef::Playlist(_) => format!("Because of your list {name}"),
                _ => self.title(Some(name)),
            },
            tiers: vec![
                sessions(),
                sessions(),
                Tier::full(format!("heard or kept in the same sessions and lists as {name}")),
                Tier::full(format!("heard or kept with {name}, or close to it in sound")),
                close(FULL_ENOUGH),
                close(FULL_ENOUGH),
                close(LEAST),
            ],
            role: Role::Suggestion,
            refresh: Refresh::EachSession,
            candidates,
            length: LENGTH,
            least: LEAST,
            scored: Some(scored),
        }
    }
}

/// Up to three artists; a list that was filled by hand of late takes the place of the third.
fn seeds(digest: &Digest<'_>, deal: &Deal) -> Vec<ItemRef> {
    let mut seeds = artists(digest, deal);
    let lists = digest.kept().growing().iter().map(|list| ItemRef::Playlist(digest.facts.playlists[*list as usize].id));
    if let Some(list) = lists.into_iter().find(|list| !deal.has_pinned("because", Some(*list))) {
        seeds.truncate(SECTIONS - 1);
        seeds.push(list);
    }
    seeds
}

/// Up to three artists: the one that was heard most of late, and others drawn by the same weight.
///
/// Three listens in a week make a seed; where no artist has them, two in a month do, then any.
fn artists(digest: &Digest<'_>, deal: &Deal) -> Vec<ItemRef> {
    let item = |artist: u32| ItemRef::Artist(digest.facts.artists[artist as usize].id);
    let mut artists: Vec<u32> = (0..digest.artists.len() as u32)
        .filter(|artist| digest.artists[*artist as usize].listens > 0)
        .filter(|artist| !digest.facts.artists[*artist as usize].is_nameless())
        .filter(|artist| !digest.standing.artist_away(digest.facts.artists[*artist as usize].id))
        .filter(|artist| !deal.has_pinned("because", Some(item(*artist))))
        .collect();
    let tally = |artist: &u32| &digest.artists[*artist as usize];
    // A like speaks for an artist as three listens do, on the day it was said.
    let age = |artist: &u32| {
        let at = digest.standing.artist_liked(*artist)?;
        Some((digest.now().unix_ms - at.unix_ms).max(0) as f64 / DAY_MS as f64)
    };
    let liked =
        |artist: &u32, half_life: f64| age(artist).map_or(0.0, |days| LIKE_LISTENS * (-days / half_life).exp2());
    let liked_this_week = |artist: &u32| age(artist).is_some_and(|days| days < 7.0);
    let (lately, month) = (digest.artists_decayed(3.0), digest.artists_decayed(30.0));
    let lately = |artist: &u32| lately[*artist as usize] + liked(artist, 3.0);
    let month = |artist: &u32| month[*artist as usize] + liked(artist, 30.0);
    artists.sort_by(|a, b| {
        let key = |artist: &u32| (lately(artist), month(artist));
        let tie = |artist: &u32| chance::mix(deal.seed, u64::from(*artist));
        let ((a3, a30), (b3, b30)) = (key(a), key(b));
        b3.total_cmp(&a3).then(b30.total_cmp(&a30)).then_with(|| tie(a).cmp(&tie(b)))
    });
    let mut week: Vec<u32> =
        artists.iter().copied().filter(|artist| tally(artist).listens_7d >= 3 || liked_this_week(artist)).collect();
    if week.is_empty() {
        let month = artists.iter().find(|artist| tally(artist).listens_30d >= 2);
        return month.or(artists.first()).map(|artist| item(*artist)).into_iter().collect();
    }
    week.truncate(DRAWN_FROM);
    let drawn = &mut week[1..];
    drawn.sort_by(|a, b| {
        let key = |artist: &u32| chance::draw_key(deal.seed, u64::from(*artist), lately(artist));
        key(a).total_cmp(&key(b))
    });
    week.into_iter().take(SECTIONS).map(item).collect()
}

/// Tracks with common sessions or a common list, of those that may be picked.
fn heard_together(
    digest: &Digest<'_>,
    deal: &Deal,
    seed: &Seed,
    ranking: &Ranking,
    may_be: impl Fn(u32) -> bool,
) -> (Vec<Candidate>, Scored) {
    let together = seed.ground.together(digest);
    let lists = common_lists(digest, seed);
    let near = Near::to(digest.facts, most_telling(digest, seed));
    let close = near.worth_saying().into_iter().filter(|place| !seed.ground.holds(*place));
    let mut places: Vec<u32> = together.tracks().iter().chain(lists.keys()).copied().chain(close).collect();
    places.retain(|place| digest.may_suggest(*place) && may_be(*place));
    places.sort_unstable();
    places.dedup();
    let with = |place: &u32| together.of(*place);
    let in_lists = |place: &u32| lists.get(place).map_or(0.0, |(share, _)| *share);
    let others = lists.iter().filter(|(place, _)| !seed.ground.holds(**place));
    let most_in_lists = others.map(|(_, (share, _))| *share).fold(0.0, f64::max);
    let blend = ranking
        .blend(&places, [Says::After, Says::Together, Says::Heard])
        .signal("your lists", 1.0, places.iter().map(in_lists), most_in_lists)
        .plain("your word", 1.0, places.iter().map(|place| digest.standing.lean(*place)))
        .signal("its sound", 0.7, places.iter().map(|place| near.closeness(*place)), 1.0)
        .plain("put in a list", kept::WEIGHT, places.iter().map(|place| digest.kept().lean(digest, *place)));
    let tier = |place: &u32| match with(place) {
        _ if digest.was_just_heard(*place) => JUST_HEARD,
        with if with.days.count >= 2 => SEVERAL_DAYS,
        with if with.sessions > 0 => ONE_DAY,
        _ if lists.contains_key(place) => SAME_LIST,
        _ => SOUNDS_LIKE,
    };
    let ranked =
        (0usize..).zip(&places).map(|(rank, place)| Ranked { rank, tier: tier(place), score: blend.score(rank) });
    let (just_heard, fresh): (Vec<Ranked>, Vec<Ranked>) = ranked.partition(|ranked| ranked.tier == JUST_HEARD);
    let shown = best_of(fresh).chain(best_of(just_heard)).map(|Ranked { rank, tier, score }| {
        let place = places[rank];
        let list = lists.get(&place).map(|(_, list)| *list);
        let evidence = reasons(
            [
                (right_after(seed, with(&place)), blend.share(0, rank)),
                (same_sessions(digest, seed, with(&place)), blend.share(1, rank)),
                (near.fact(digest.facts, place), blend.share(5, rank)),
                (list.map(|list| in_playlist(digest, list)), blend.share(3, rank)),
            ],
            [
                (heard_ever(digest, place), blend.share(2, rank)),
                (spoken_for(digest, place), blend.share(4, rank)),
                (digest.kept().fact(digest, place), blend.share(6, rank)),
            ],
        );
        Candidate { what: Subject::Track(place), tier, score, artist: digest.main_artist(place), evidence }
    });
    let mut candidates: Vec<Candidate> = shown.collect();
    sort_best_first(&mut candidates, deal.seed);
    (candidates, Scored::tracks(&places, blend))
}

/// The seed's tracks to which others are compared by sound: those heard most of late.
fn most_telling(digest: &Digest<'_>, seed: &Seed) -> Vec<u32> {
    let mut tracks = seed.ground.tracks().to_vec();
    let heard = |track: &u32| (digest.tally(*track).listens_30d, digest.tally(*track).listens);
    tracks.sort_by_key(|track| (std::cmp::Reverse(heard(track)), *track));
    tracks.truncate(COMPARED);
    tracks
}

/// A candidate before its evidence is written.
struct Ranked {
    rank: usize,
    tier: u8,
    score: f64,
}

/// Those that the page may come to show, in no order.
fn best_of(mut all: Vec<Ranked>) -> impl Iterator<Item = Ranked> {
    if all.len() > POOL {
        let better = |a: &Ranked, b: &Ranked| a.tier.cmp(&b.tier).then_with(|| b.score.total_cmp(&a.score));
        all.select_nth_unstable_by(POOL, |a, b| better(a, b).then(a.rank.cmp(&b.rank)));
        all.truncate(POOL);
    }
    all.into_iter()
}

/// For each track its share in lists with the seed, `P = Σ 1/ln(1+|list|)`, and the list that
/// says most.
fn common_lists(digest: &Digest<'_>, seed: &Seed) -> HashMap<u32, (f64, u32)> {
    let mut common: HashMap<u32, (f64, u32, f64)> = HashMap::new();
    for (list, facts) in (0u32..).zip(&digest.facts.playlists) {
        let itself = seed.item == ItemRef::Playlist(facts.id);
        let mut tracks: Vec<u32> = digest.known(&facts.tracks).collect();
        if itself || digest.standing.playlist_away(facts.id) || !tracks.iter().any(|track| seed.ground.holds(*track)) {
            continue;
        }
        tracks.sort_unstable();
        tracks.dedup();
        let share = 1.0 / (1.0 + facts.tracks.len() as f64).ln();
        for track in tracks {
            let (sum, best, best_share) = common.entry(track).or_insert((0.0, list, share));
            *sum += share;
            if share > *best_share {
                (*best, *best_share) = (list, share);
            }
        }
    }
    common.into_iter().map(|(track, (sum, best, _))| (track, (sum, best))).collect()
}

fn same_sessions(digest: &Digest<'_>, seed: &Seed, with: &Together) -> Option<Fact> {
    let last = digest.heard_at(with.last?);
    Some(Fact::SameSessions { seed: seed.name.clone(), sessions: with.sessions, days: with.days.count, last })
}

fn right_after(seed: &Seed, with: &Together) -> Option<Fact> {
    let speaks = with.right_after >= RIGHT_AFTER && with.right_after_days.count >= RIGHT_AFTER;
    speaks.then(|| Fact::RightAfter {
        seed: seed.name.clone(),
        times: with.right_after,
        days: with.right_after_days.count,
    })
}

fn in_playlist(digest: &Digest<'_>, list: u32) -> Fact {
    Fact::InPlaylist { playlist: digest.facts.playlists[list as usize].name.clone() }
}
