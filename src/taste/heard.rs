//! What of the page that is shown was heard since it was dealt.

use std::collections::HashMap;

use crate::domain::facts::Facts;
use crate::domain::section::ItemRef;

/// Items of the stored home that were heard since their section was dealt, with the section.
/// An album or a playlist was heard when at least half of its tracks were.
#[must_use]
pub fn heard_since_dealt(facts: &Facts) -> Vec<(String, ItemRef)> {
    let Some(oldest) = facts.shown.sections.iter().map(|section| section.updated_at.unix_ms).min() else {
        return Vec::new();
    };
    let mut last: HashMap<u32, i64> = HashMap::new();
    for play in facts.plays.iter().rev().take_while(|play| play.started_at.unix_ms >= oldest) {
        if play.listen {
            last.entry(play.track).or_insert(play.started_at.unix_ms);
        }
    }
    if last.is_empty() {
        return Vec::new();
    }
    let heard = |track: u32, since: i64| last.get(&track).is_some_and(|at| *at >= since);
    let half = |tracks: &[u32], since| {
        let of_these = tracks.iter().filter(|track| heard(**track, since)).count();
        of_these > 0 && 2 * of_these >= tracks.len()
    };
    let mut marked = Vec::new();
    for section in &facts.shown.sections {
        let since = section.updated_at.unix_ms;
        for item in &section.picks {
            let was_heard = match item {
                ItemRef::Track(id) => last.iter().any(|(track, at)| {
                    *at >= since && facts.tracks.get(*track as usize).is_some_and(|of| of.id == *id)
                }),
                ItemRef::Album(id) => {
                    facts.albums.iter().find(|album| album.id == *id).is_some_and(|album| half(&album.tracks, since))
                }
                ItemRef::Playlist(id) => {
                    facts.playlists.iter().find(|list| list.id == *id).is_some_and(|list| half(&list.tracks, since))
                }
                ItemRef::Artist(_) => false,
            };
            if was_heard {
                marked.push((section.id.clone(), *item));
            }
        }
    }
    marked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::shown::ShownSection;
    use crate::taste::fixture::{World, at};

    #[test]
    fn what_was_heard_before_the_deal_is_not_marked() {
        let mut world = World::new();
        let train = world.tracks("John Coltrane", "Blue Train", 4);
        world.evening("2026-11-22T07:00:00+01:00", &train[2..3]);
        world.evening("2026-11-22T09:00:00+01:00", &train[..2]);
        let track = |place: usize| ItemRef::Track(world.facts.tracks[train[place] as usize].id);
        let album = ItemRef::Album(world.facts.albums[0].id);
        let items = vec![track(0), track(2), album];
        let section = |id: &str, updated_at: &str| ShownSection {
            id: id.into(),
            updated_at: at(updated_at),
            next_at: None,
            picks: items.clone(),
        };
        let sections =
            vec![section("morning", "2026-11-22T08:00:00+01:00"), section("noon", "2026-11-22T12:00:00+01:00")];
        world.facts.shown.sections = sections;
        let marked = heard_since_dealt(&world.facts);
        assert_eq!(marked, [("morning".to_owned(), items[0]), ("morning".to_owned(), album)]);
    }
}
