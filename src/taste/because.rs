//! Because you listened to X: music by others that was heard together with X.
//!
//! Score: `f(SQ) + 2·f(SK) + 0.5·f(B_0.5) + f(P)`, where `P` is membership in the same lists.
//! Evidence carries the accuracy, so it goes before the score: common sessions on several days,
//! then on one, then a common list. Only a section that would stay short is filled up with more
//! by X and with X's genres, and each pick says so.

use std::collections::HashSet;

use crate::domain::evidence::Fact;
use crate::domain::section::ItemRef;
use crate::domain::time::DAY_MS;

use super::draft::{Candidate, Draft, Outcome, Refresh, Role, Subject, Tier, sort_best_first};
use super::evidence::strongest_first;
use super::neighbours::{Ground, Together};
use super::score::Blend;
use super::{Deal, Digest, SectionKind, chance, threshold, waiting};

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
/// Candidates with evidence that the page may choose from, and as a last resort of each sort:
/// many, since the page may have them already.
const POOL: usize = 5 * LENGTH;
const RESERVE: usize = 3 * LENGTH;
/// Heard this lately, a track gives way to others.
const JUST_HEARD_MS: i64 = DAY_MS;
/// "Went on to it" speaks from this many times, on this many days.
const RIGHT_AFTER: u32 = 2;

/// Tiers, in order.
const SEVERAL_DAYS: u8 = 0;
const ONE_DAY: u8 = 1;
const SAME_LIST: u8 = 2;
const BY_SEED: u8 = 3;
const SAME_GENRE: u8 = 4;
const JUST_HEARD: u8 = 5;

pub struct Because;

/// What a section grows from.
struct Seed {
    item: ItemRef,
    name: String,
    artists: Vec<u32>,
    ground: Ground,
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
    fn seed(&self, digest: &Digest<'_>, item: ItemRef) -> Option<Seed> {
        let facts = digest.facts;
        let by = |artist: u32| {
            let credited = |place: &u32| digest.track(*place).artists.contains(&artist);
            digest.places().filter(credited).collect::<Vec<u32>>()
        };
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
                (digest.track(track).title.clone(), vec![track], digest.track(track).artists.clone())
            }
            ItemRef::Playlist(id) => {
                let list = facts.playlists.iter().find(|list| list.id == id)?;
                (list.name.clone(), digest.known(&list.tracks).collect(), Vec::new())
            }
        };
        Some(Seed { item, name, artists, ground: Ground::of(digest, tracks) })
    }

    fn section(&self, digest: &Digest<'_>, deal: &Deal, seed: &Seed) -> Draft {
        let together = seed.ground.together(digest);
        let mut candidates = heard_together(digest, deal, seed, &together);
        if candidates.iter().filter(|candidate| candidate.tier <= SAME_LIST).count() < POOL {
            candidates.extend(more_by_seed(digest, deal, seed));
            candidates.extend(same_genre(digest, deal, seed, &candidates));
        }
        sort_best_first(&mut candidates, deal.seed);
        let name = &seed.name;
        let sessions = || Tier::full(format!("heard in the same sessions as {name}"));
        let close = |up_to| Tier::up_to(up_to, format!("close to {name}: same sessions, lists, artist or genres"));
        Draft {
            id: format!("{}:{}:{}", self.name(), seed.item.type_name(), seed.item.key()),
            kind: self.name(),
            seed: Some(seed.item),
            title: self.title(Some(name)),
            tiers: vec![
                sessions(),
                sessions(),
                Tier::full(format!("heard or kept in the same sessions and lists as {name}")),
                close(FULL_ENOUGH),
                close(FULL_ENOUGH),
                close(LEAST),
            ],
            role: Role::Suggestion,
            refresh: Refresh::EachSession,
            candidates,
            length: LENGTH,
            least: LEAST,
        }
    }
}

/// Up to three artists: the one that was heard most of late, and others drawn by the same weight.
///
/// Three listens in a week make a seed; where no artist has them, two in a month do, then any.
fn seeds(digest: &Digest<'_>, deal: &Deal) -> Vec<ItemRef> {
    let item = |artist: u32| ItemRef::Artist(digest.facts.artists[artist as usize].id);
    let mut artists: Vec<u32> = (0..digest.artists.len() as u32)
        .filter(|artist| digest.artists[*artist as usize].listens > 0)
        .filter(|artist| !digest.standing.artist_away(digest.facts.artists[*artist as usize].id))
        .filter(|artist| !deal.has_pinned("because", Some(item(*artist))))
        .collect();
    let tally = |artist: &u32| &digest.artists[*artist as usize];
    artists.sort_by(|a, b| {
        let key = |artist: &u32| (tally(artist).a3, tally(artist).a30);
        let tie = |artist: &u32| chance::mix(deal.seed, u64::from(*artist));
        let ((a3, a30), (b3, b30)) = (key(a), key(b));
        b3.total_cmp(&a3).then(b30.total_cmp(&a30)).then_with(|| tie(a).cmp(&tie(b)))
    });
    let mut week: Vec<u32> = artists.iter().copied().filter(|artist| tally(artist).listens_7d >= 3).collect();
    if week.is_empty() {
        let month = artists.iter().find(|artist| tally(artist).listens_30d >= 2);
        return month.or(artists.first()).map(|artist| item(*artist)).into_iter().collect();
    }
    week.truncate(DRAWN_FROM);
    let drawn = &mut week[1..];
    drawn.sort_by(|a, b| {
        let key = |artist: &u32| chance::draw_key(deal.seed, u64::from(*artist), tally(artist).a3);
        key(a).total_cmp(&key(b))
    });
    week.into_iter().take(SECTIONS).map(item).collect()
}

/// Tracks by others with common sessions or a common list.
fn heard_together(digest: &Digest<'_>, deal: &Deal, seed: &Seed, together: &[Together]) -> Vec<Candidate> {
    let lists = common_lists(digest, seed);
    let by_others = |place: &u32| digest.is_welcome(*place) && !is_by_seed(digest, seed, *place);
    let places: Vec<u32> = digest
        .places()
        .filter(|place| together[*place as usize].sessions > 0 || lists[*place as usize].is_some())
        .filter(by_others)
        .collect();
    let with = |place: &u32| &together[*place as usize];
    let in_lists = |place: &u32| lists[*place as usize].map_or(0.0, |(share, _)| share);
    let others = || digest.places().filter(|place| !seed.ground.holds(*place));
    let most = |value: &dyn Fn(&u32) -> f64| others().map(|place| value(&place)).fold(0.0, f64::max);
    let blend = Blend::default()
        .signal(1.0, places.iter().map(|place| with(place).sq), most(&|place| with(place).sq))
        .signal(2.0, places.iter().map(|place| with(place).sk), most(&|place| with(place).sk))
        .signal(0.5, places.iter().map(|place| digest.tally(*place).b05), digest.max_b05)
        .signal(1.0, places.iter().map(in_lists), most(&in_lists))
        .plain(1.0, places.iter().map(|place| digest.standing.lean(*place)));
    let mut candidates: Vec<Candidate> = places
        .iter()
        .enumerate()
        .map(|(rank, place)| Candidate {
            what: Subject::Track(*place),
            tier: match with(place) {
                _ if digest.heard_within(*place, JUST_HEARD_MS) => JUST_HEARD,
                with if with.days.count >= 2 => SEVERAL_DAYS,
                with if with.sessions > 0 => ONE_DAY,
                _ => SAME_LIST,
            },
            score: blend.score(rank),
            artist: digest.main_artist(*place),
            evidence: Vec::new(),
        })
        .collect();
    // Evidence is written only for those that may be shown.
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by(|a, b| {
        let (a, b) = (&candidates[*a], &candidates[*b]);
        a.tier.cmp(&b.tier).then_with(|| b.score.total_cmp(&a.score))
    });
    let shown = shown_at_most(&order, &candidates);
    for rank in shown {
        let place = places[rank];
        let list = lists[place as usize].map(|(_, list)| list);
        candidates[rank].evidence = strongest_first([
            (right_after(seed, with(&place)), blend.share(0, rank)),
            (same_sessions(digest, seed, with(&place)), blend.share(1, rank)),
            (heard_ever(digest, place), blend.share(2, rank)),
            (list.map(|list| in_playlist(digest, list)), blend.share(3, rank)),
            (spoken_for(digest, place), blend.share(4, rank)),
        ]);
    }
    candidates.retain(|candidate| !candidate.evidence.is_empty());
    sort_best_first(&mut candidates, deal.seed);
    candidates
}

/// The best of the fresh and of the just heard, so that either can fill the pool.
fn shown_at_most(order: &[usize], candidates: &[Candidate]) -> Vec<usize> {
    let fresh = order.iter().filter(|rank| candidates[**rank].tier < JUST_HEARD).take(2 * POOL);
    let just_heard = order.iter().filter(|rank| candidates[**rank].tier == JUST_HEARD).take(2 * POOL);
    fresh.chain(just_heard).copied().collect()
}

/// For each track its share in lists with the seed, `P = Σ 1/ln(1+|list|)`, and the list that
/// says most.
fn common_lists(digest: &Digest<'_>, seed: &Seed) -> Vec<Option<(f64, u32)>> {
    let mut common: Vec<Option<(f64, u32, f64)>> = vec![None; digest.tracks.len()];
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
            let (sum, best, best_share) = common[track as usize].get_or_insert((0.0, list, share));
            *sum += share;
            if share > *best_share {
                (*best, *best_share) = (list, share);
            }
        }
    }
    common.into_iter().map(|entry| entry.map(|(sum, best, _)| (sum, best))).collect()
}

/// Tracks by the seed's artists that were not heard lately, those heard least first.
fn more_by_seed(digest: &Digest<'_>, deal: &Deal, seed: &Seed) -> Vec<Candidate> {
    let Some(artist) = seed.artists.first().copied().filter(|artist| (*artist as usize) < digest.artists.len()) else {
        return Vec::new();
    };
    let tally = &digest.artists[artist as usize];
    let fact = Fact::SameArtist {
        artist: digest.facts.artists[artist as usize].name.clone(),
        times: tally.listens_30d,
        since: tally.first_30d.map_or(digest.now(), |first| digest.heard_at(first)),
    };
    let mut more: Vec<u32> = digest
        .places()
        .filter(|place| digest.is_welcome(*place) && is_by_seed(digest, seed, *place))
        .filter(|place| {
            !digest.heard_within(*place, JUST_HEARD_MS) && seed.item != ItemRef::Track(digest.track(*place).id)
        })
        .collect();
    more.sort_by_key(|place| (digest.tally(*place).listens, chance::mix(deal.seed, u64::from(*place))));
    more.truncate(RESERVE);
    let last_resort = |(rank, place): (usize, u32)| Candidate {
        what: Subject::Track(place),
        tier: BY_SEED,
        score: -(rank as f64),
        artist: Some(artist),
        evidence: strongest_first([(Some(fact.clone()), 0.0), (heard_ever(digest, place), -1.0)]),
    };
    more.into_iter().enumerate().map(last_resort).collect()
}

/// Tracks by others that share the seed's genres: most shared first, then the known.
fn same_genre(digest: &Digest<'_>, deal: &Deal, seed: &Seed, already: &[Candidate]) -> Vec<Candidate> {
    // How much of the seed's music each genre names.
    let mut weight = vec![0u32; digest.facts.genres.len()];
    for track in seed.ground.tracks() {
        for genre in &digest.track(*track).genres {
            if let Some(weight) = weight.get_mut(*genre as usize) {
                *weight += 1;
            }
        }
    }
    let shared = |place: u32| {
        let named = digest.track(place).genres.iter().copied();
        named.filter(|genre| weight.get(*genre as usize).copied().unwrap_or(0) > 0)
    };
    let already: HashSet<Subject> = already.iter().map(|candidate| candidate.what).collect();
    let mut near: Vec<(u32, u32)> = digest
        .places()
        .filter(|place| digest.is_welcome(*place) && !is_by_seed(digest, seed, *place))
        .filter(|place| !already.contains(&Subject::Track(*place)) && !digest.heard_within(*place, JUST_HEARD_MS))
        .map(|place| (shared(place).map(|genre| weight[genre as usize]).sum::<u32>(), place))
        .filter(|(sum, _)| *sum > 0)
        .collect();
    let closest = |(a, left): &(u32, u32), (b, right): &(u32, u32)| {
        let known = |place: &u32| digest.tally(*place).b05 + digest.standing.lean(*place);
        let tie = |place: &u32| chance::mix(deal.seed, u64::from(*place));
        b.cmp(a).then_with(|| known(right).total_cmp(&known(left))).then_with(|| tie(left).cmp(&tie(right)))
    };
    if near.len() > RESERVE {
        near.select_nth_unstable_by(RESERVE, closest);
        near.truncate(RESERVE);
    }
    near.sort_by(closest);
    let last_resort = |(rank, (_, place)): (usize, (u32, u32))| {
        let genre = shared(place).max_by_key(|genre| weight[*genre as usize])?;
        let fact = Fact::SameGenre { genre: digest.facts.genres[genre as usize].clone() };
        Some(Candidate {
            what: Subject::Track(place),
            tier: SAME_GENRE,
            score: -(rank as f64),
            artist: digest.main_artist(place),
            evidence: strongest_first([(Some(fact), 0.0), (heard_ever(digest, place), -1.0)]),
        })
    };
    near.into_iter().enumerate().filter_map(last_resort).collect()
}

fn is_by_seed(digest: &Digest<'_>, seed: &Seed, place: u32) -> bool {
    seed.ground.holds(place) || digest.track(place).artists.iter().any(|artist| seed.artists.contains(artist))
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

fn heard_ever(digest: &Digest<'_>, place: u32) -> Option<Fact> {
    let tally = digest.tally(place);
    Some(Fact::HeardEver { times: tally.listens, last: digest.heard_at(tally.last?) })
}

fn in_playlist(digest: &Digest<'_>, list: u32) -> Fact {
    Fact::InPlaylist { playlist: digest.facts.playlists[list as usize].name.clone() }
}

fn spoken_for(digest: &Digest<'_>, place: u32) -> Option<Fact> {
    let word = digest.facts.feedback.get(digest.standing.spoken_for(place)? as usize)?;
    let what = match word.verb {
        crate::domain::feedback::Verb::Boost => "you boosted it",
        _ => "you liked it",
    };
    Some(Fact::ByHand { what: what.into(), at: word.at })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::ArtistId;
    use crate::domain::section::PinMode;
    use crate::taste::fixture::{World, at, ids, section};

    /// Nina Simone with Jay Hawkins on three days and Billie Holiday on one; Oscar Brown in a list.
    fn jazz() -> World {
        let mut world = World::new();
        let nina = world.tracks("Nina Simone", "Pastel Blues", 6);
        let spell = world.track("Jay Hawkins", "At Home", "I Put a Spell on You");
        let fruit = world.track("Billie Holiday", "Commodore", "Strange Fruit");
        let work = world.track("Oscar Brown Jr.", "Sin & Soul", "Work Song");
        let afro = world.track("Abbey Lincoln", "Abbey Is Blue", "Afro Blue");
        let techno = world.track("Surgeon", "Force + Form", "Black Jackal Throwbacks");
        for track in [nina[0], nina[1], nina[2], afro] {
            world.genre(track, "Jazz");
        }
        world.genre(techno, "Techno");
        world.playlist("Kitchen", &[nina[0], work]);
        for day in ["2026-11-16", "2026-11-18", "2026-11-20"] {
            world.evening(&format!("{day}T20:00:00+01:00"), &[nina[0], spell]);
        }
        world.evening("2026-11-19T20:00:00+01:00", &[nina[1], nina[0], fruit]);
        world.evening("2026-11-19T12:00:00+01:00", &[techno]);
        world.facts.plays.sort_by_key(|play| play.started_at.unix_ms);
        world
    }

    /// What the kind itself says, before the page takes what other sections show.
    fn grown(world: &World) -> Vec<Candidate> {
        let seed = Some(ItemRef::Artist(ArtistId(100)));
        Because.grow(&Digest::of(&world.facts), &Deal::default(), seed).unwrap().candidates
    }

    fn title(world: &World, candidate: &Candidate) -> String {
        Digest::of(&world.facts).item(candidate.what).title
    }

    fn facts_of(world: &World, wanted: &str) -> Vec<Fact> {
        let grown = grown(world);
        let candidate = grown.iter().find(|candidate| title(world, candidate) == wanted).unwrap();
        candidate.evidence.iter().map(|evidence| evidence.fact.clone()).collect()
    }

    #[test]
    fn several_days_come_before_one_day_before_a_list_before_the_last_resort() {
        let world = jazz();
        let grown = grown(&world);
        let tiers: Vec<(u8, String)> = grown.iter().map(|found| (found.tier, title(&world, found))).collect();
        assert_eq!(tiers[0], (SEVERAL_DAYS, "I Put a Spell on You".into()));
        assert_eq!(tiers[1], (ONE_DAY, "Strange Fruit".into()));
        assert_eq!(tiers[2], (SAME_LIST, "Work Song".into()));
        let by_nina = tiers.iter().filter(|(tier, title)| *tier == BY_SEED && title.starts_with("Pastel")).count();
        assert_eq!(by_nina, 6);
        assert_eq!(tiers[9..], [(SAME_GENRE, "Afro Blue".into())], "and nothing leads to techno");

        let seed = "Nina Simone".to_owned();
        let last = at("2026-11-20T20:04:00+01:00");
        let spell = facts_of(&world, "I Put a Spell on You");
        assert!(spell.contains(&Fact::RightAfter { seed: seed.clone(), times: 3, days: 3 }), "{spell:?}");
        assert!(spell.contains(&Fact::SameSessions { seed: seed.clone(), sessions: 3, days: 3, last }), "{spell:?}");
        let fruit = facts_of(&world, "Strange Fruit");
        let last = at("2026-11-19T20:08:00+01:00");
        assert!(fruit.contains(&Fact::SameSessions { seed, sessions: 1, days: 1, last }), "{fruit:?}");
        assert!(!fruit.iter().any(|fact| matches!(fact, Fact::RightAfter { .. })), "once is no habit");
        assert_eq!(facts_of(&world, "Work Song"), [Fact::InPlaylist { playlist: "Kitchen".into() }]);
        assert_eq!(facts_of(&world, "Afro Blue"), [Fact::SameGenre { genre: "Jazz".into() }]);
    }

    #[test]
    fn the_just_heard_gives_way() {
        let mut world = jazz();
        let spell = world.facts.tracks.iter().position(|track| track.artist_credit == "Jay Hawkins").unwrap() as u32;
        world.evening("2026-11-22T12:00:00+01:00", &[spell]);
        let last = grown(&world).pop().unwrap();
        assert_eq!((last.tier, title(&world, &last)), (JUST_HEARD, "I Put a Spell on You".into()));
    }

    #[test]
    fn last_resorts_fill_a_section_up_and_no_further() {
        let home = jazz().home();
        let section = section(&home, "because:artist:100").unwrap();
        assert_eq!(section.picks.len(), FULL_ENOUGH);
        assert_eq!(section.reason, "close to Nina Simone: same sessions, lists, artist or genres");
    }

    #[test]
    fn a_pinned_artist_is_not_grown_from_again() {
        let mut world = jazz();
        world.pin(0, PinMode::Recipe, "because", Some(ItemRef::Artist(ArtistId(100))), Vec::new());
        let home = world.home();
        assert_eq!(home.sections[0].picks[0].item.title, "I Put a Spell on You");
        assert!(home.sections[0].picks.len() <= 5, "as long as the recipe says");
        assert!(!ids(&home).contains(&"because:artist:100"));
    }

    #[test]
    fn up_to_three_different_artists_by_what_was_heard_this_week() {
        let mut world = World::new();
        for artist in ["A", "B", "C", "D"] {
            let tracks = world.tracks(artist, &format!("{artist} album"), 6);
            world.tracks(artist, &format!("{artist} more"), 9);
            for track in &tracks {
                world.genre(*track, "Jazz");
            }
        }
        for (day, tracks) in [(16, [0, 15, 30]), (17, [1, 16, 31]), (18, [2, 17, 32]), (19, [3, 4, 5])] {
            world.evening(&format!("2026-11-{day}T20:00:00+01:00"), &tracks);
        }
        let home = world.home();
        let because: Vec<&str> = ids(&home).into_iter().filter(|id| id.starts_with("because")).collect();
        assert_eq!(because.len(), 3);
        assert_eq!(because[0], "because:artist:100", "the strongest is never drawn out");
        assert!(!because.contains(&"because:artist:103"), "D was not heard");
    }
}
