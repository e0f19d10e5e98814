//! Continue listening: books and episodes that were begun, with what is left of them.
//!
//! Spoken word stays out of taste, but what was begun is a fact, and one wants to go on.

use crate::domain::evidence::Fact;
use crate::domain::listen::Ending;
use crate::domain::time::{DAY_MS, MINUTE_MS};
use crate::domain::track::{Kind, Presence};

use super::draft::{Candidate, Draft, Outcome, Refresh, Role, Subject, sort_best_first};
use super::evidence::reasons;
use super::{Deal, Digest, SectionKind};

/// What was put away for longer is given up.
const DAYS: i64 = 180;
/// A thing is begun when so much of it was heard.
const BEGUN_MS: i64 = MINUTE_MS;
const LENGTH: usize = 20;

pub struct ContinueListening;

impl SectionKind for ContinueListening {
    fn name(&self) -> &'static str {
        "continue-listening"
    }

    fn title(&self, _: Option<&str>) -> String {
        "Continue listening".into()
    }

    fn build(&self, digest: &Digest<'_>, deal: &Deal) -> Outcome {
        let mut candidates: Vec<Candidate> = spoken(digest)
            .into_iter()
            .filter_map(|(what, parts)| {
                let begun = begun(digest, &parts)?;
                let artist = parts.first().and_then(|part| digest.main_artist(*part));
                // The one heard last comes first.
                let score = -digest.age_days(begun.last);
                let left = Fact::LeftToHear {
                    left_ms: begun.left_ms,
                    part: begun.part,
                    parts: u32::try_from(parts.len()).unwrap_or(u32::MAX),
                    last: begun.last,
                };
                let stopped = begun.stopped_ms.map(|position_ms| Fact::StoppedAt {
                    title: if parts.len() > 1 { digest.track(begun.track).title.clone() } else { String::new() },
                    position_ms,
                    at: begun.last,
                });
                let evidence = reasons([(Some(left), 1.0), (stopped, 0.0)], []);
                Some(Candidate { what, tier: 0, score, artist, evidence })
            })
            .collect();
        sort_best_first(&mut candidates, deal.seed);
        let reason = "spoken word that was begun and not heard out";
        Outcome::one(Draft {
            candidates,
            length: LENGTH,
            ..Draft::only(self, Role::Fact, Refresh::EachSession, reason)
        })
    }
}

/// Spoken things: albums of several parts, and single tracks.
fn spoken(digest: &Digest<'_>) -> Vec<(Subject, Vec<u32>)> {
    let is_spoken = |place: &u32| {
        let track = digest.track(*place);
        track.kind == Kind::Spoken && digest.standing.away(*place).is_none()
    };
    let mut things: Vec<(Subject, Vec<u32>)> = Vec::new();
    let mut in_album = vec![false; digest.tracks.len()];
    for (album, facts) in (0u32..).zip(&digest.facts.albums) {
        if digest.standing.album_away(facts.id) {
            continue;
        }
        let parts: Vec<u32> = digest.known(&facts.tracks).filter(is_spoken).collect();
        if parts.len() > 1 {
            parts.iter().for_each(|part| in_album[*part as usize] = true);
            things.push((Subject::Album(album), parts));
        }
    }
    let single = digest.places().filter(|place| is_spoken(place) && !in_album[*place as usize]);
    things.extend(single.map(|place| (Subject::Track(place), vec![place])));
    things
}

/// Where a spoken thing goes on.
struct Begun {
    /// The part that goes on, counted from 1, and its track.
    part: u32,
    track: u32,
    /// Where it was left; none at the beginning of a part.
    stopped_ms: Option<i64>,
    left_ms: i64,
    last: crate::domain::time::Moment,
}

/// None when it was not begun, or heard out, or put away long ago, or what goes on is not here.
fn begun(digest: &Digest<'_>, parts: &[u32]) -> Option<Begun> {
    let newest = parts.iter().filter_map(|part| digest.tally(*part).last_play).max()?;
    let play = digest.plays.get(newest as usize)?;
    let age = digest.now().unix_ms.saturating_sub(play.started_at.unix_ms);
    let at = parts.iter().position(|part| *part == play.track)?;
    let heard_any = at > 0 || play.heard_ms.get().is_none_or(|heard| heard >= BEGUN_MS);
    if age > DAYS * DAY_MS || !heard_any {
        return None;
    }
    let position = play.position_ms.get().or(play.heard_ms.get()).unwrap_or(0).max(0);
    let length = digest.track(play.track).length_ms.or(play.length_ms.get());
    let heard_out = play.ending == Some(Ending::Finished)
        || length.is_some_and(|length| position >= length.saturating_sub(length / 20));
    let goes_on = if heard_out { at + 1 } else { at };
    let track = *parts.get(goes_on)?;
    if digest.track(track).presence != Presence::Here {
        return None;
    }
    let lengths = parts.get(goes_on..)?.iter().map(|part| digest.track(*part).length_ms.unwrap_or(0).max(0));
    let stopped_ms = (!heard_out).then_some(position);
    Some(Begun {
        part: u32::try_from(goes_on + 1).unwrap_or(u32::MAX),
        track,
        stopped_ms,
        left_ms: lengths.fold(0, i64::saturating_add).saturating_sub(stopped_ms.unwrap_or(0)).max(0),
        last: play.started_at,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::listen::SourceKind;
    use crate::taste::fixture::{World, at, lines, section};

    fn book(world: &mut World) -> Vec<u32> {
        let book = world.tracks("Frank Herbert", "Dune", 3);
        for part in &book {
            world.facts.tracks[*part as usize].kind = Kind::Spoken;
            world.facts.tracks[*part as usize].length_ms = Some(60 * MINUTE_MS);
        }
        book
    }

    fn said(world: &World) -> Vec<(String, String)> {
        let home = world.home_of("continue-listening");
        section(&home, "continue-listening").map(|_| lines(&home, "continue-listening")).unwrap_or_default()
    }

    #[test]
    fn a_book_goes_on_where_it_was_left() {
        let mut world = World::new();
        let book = book(&mut world);
        let play = |world: &mut World, part: usize, day: &str, minutes: i64, ending| {
            world.play(
                book[part],
                at(&format!("{day}T20:00:00+01:00")),
                minutes * MINUTE_MS,
                ending,
                SourceKind::Album,
            );
        };
        play(&mut world, 0, "2026-11-01", 60, Ending::Finished);
        let dune = |said: &str| vec![("Dune".to_owned(), said.to_owned())];
        assert_eq!(said(&world), dune("2 h left, part 2"));
        play(&mut world, 1, "2026-11-02", 50, Ending::Quit);
        assert_eq!(said(&world), dune("1 h 10 min left, part 2"));
        let stopped = world.home_of("continue-listening").sections[0].picks[0].evidence[1].fact.clone();
        let there = at("2026-11-02T20:00:00+01:00");
        assert_eq!(stopped, Fact::StoppedAt { title: "Dune 2".into(), position_ms: 50 * MINUTE_MS, at: there });
        world.facts.tracks[book[1] as usize].presence = Presence::Missing;
        assert_eq!(said(&world), [], "what goes on must be here");
        world.facts.tracks[book[1] as usize].presence = Presence::Here;
        play(&mut world, 2, "2026-11-03", 58, Ending::Quit);
        assert_eq!(said(&world), [], "as good as heard out");
    }

    #[test]
    fn an_episode_stands_for_itself_and_a_try_is_no_beginning() {
        let mut world = World::new();
        let episodes = [world.track("A Show", "", "One"), world.track("A Show", "", "Two")];
        for (episode, seconds) in episodes.into_iter().zip([100, 50]) {
            world.facts.tracks[episode as usize].kind = Kind::Spoken;
            world.play(episode, at("2026-11-20T20:00:00+01:00"), seconds * 1000, Ending::Quit, SourceKind::File);
        }
        assert_eq!(said(&world), [("One".into(), "2 min left".into())]);
        world.facts.now = world.facts.now.plus_ms(200 * DAY_MS);
        assert_eq!(said(&world), []);
    }
}
