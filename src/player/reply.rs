//! Home's reply to a word of the listener: what was put away gives its place to something
//! else, nothing but that moves, and taking the word back brings the page back.

use std::collections::HashSet;

use crate::domain::human;
use crate::domain::section::{Home, ItemRef, Pick, Section};

use super::settle::settle;

/// What has become of items of the page since it was shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// Kept away: they give their places.
    pub away: Vec<ItemRef>,
    /// Rated lower: they give their places where the new page would not have them, and sink to
    /// where it would.
    pub sunk: Vec<ItemRef>,
    /// Other listens of them count than before: they stand by their new counts, or give their
    /// places.
    pub recounted: Vec<ItemRef>,
    /// Sections that are put away.
    pub sections: Vec<String>,
    /// Heard since their section was dealt, with it.
    pub heard: Vec<(String, ItemRef)>,
}

/// What a reply changed, in words for the message line; empty when nothing did.
pub type Changed = String;

/// The page to show after the listener said something: sections whose time has not come keep
/// what still may stand there, in its place, and fill the places of what may not.
#[must_use]
pub fn reply(shown: &Home, built: Home, listens: u64, judged: &Judged) -> (Home, Changed) {
    let fresh = built.clone();
    let mut home = settle(shown, built, listens);
    let (mut gone, mut sank) = (0_usize, 0_usize);
    let mut successor = None;
    for section in home.sections.iter_mut().filter(|section| section.pin.is_none()) {
        let Some(new) = fresh.sections.iter().find(|new| new.id == section.id) else { continue };
        let places = refill(section, new, judged);
        gone += places.len();
        if let [place] = places.as_slice() {
            successor = section.picks.get(*place).map(|pick| pick.item.title.clone());
        }
        sank += sink(section, new, &judged.sunk);
    }
    let ids: HashSet<&str> = home.sections.iter().map(|section| section.id.as_str()).collect();
    // What the hour or the counts took away meanwhile is not the word's doing.
    let spoken_of = |section: &Section| {
        let all_away = || {
            section
                .picks
                .iter()
                .all(|pick| judged.away.contains(&pick.item.what) || judged.sunk.contains(&pick.item.what))
        };
        judged.sections.contains(&section.id) || (!section.picks.is_empty() && all_away())
    };
    let left = shown.sections.iter().filter(|section| section.pin.is_none() && !ids.contains(section.id.as_str()));
    let away = left.filter(|section| spoken_of(section)).count();
    let changed = match (gone, successor, away) {
        (0, _, 0) if sank > 0 => {
            format!("{} on home.", human::count(u32::try_from(sank).unwrap_or(u32::MAX), "place sank", "places sank"))
        }
        (0, _, 0) => String::new(),
        (0, _, 1) => "Its section left home.".into(),
        (0, _, many) => format!("{many} sections left home."),
        (1, Some(title), _) => format!("{title} took its place."),
        (1, None, _) => "Its place on home is gone.".into(),
        (many, ..) => format!("{many} places on home changed."),
    };
    (home, changed)
}

/// Puts what may stand there now in place of what may not any more. Tells which places changed.
fn refill(section: &mut Section, fresh: &Section, judged: &Judged) -> Vec<usize> {
    let Judged { away, sunk, recounted, .. } = judged;
    let shown: HashSet<ItemRef> = section.picks.iter().map(|pick| pick.item.what).collect();
    let may_join = |pick: &&Pick| !shown.contains(&pick.item.what) && !away.contains(&pick.item.what);
    let mut spare = fresh.picks.iter().filter(may_join);
    let mut changed = Vec::new();
    let mut picks: Vec<Pick> = Vec::with_capacity(section.picks.len());
    for pick in &section.picks {
        let what = pick.item.what;
        let stands = match fresh.picks.iter().find(|new| new.item.what == what) {
            _ if away.contains(&what) => None,
            // Its old counts would be untrue.
            new if recounted.contains(&what) => new,
            None if sunk.contains(&what) => None,
            _ => Some(pick),
        };
        if let Some(pick) = stands {
            picks.push(pick.clone());
            continue;
        }
        changed.push(picks.len());
        picks.extend(spare.next().cloned());
    }
    section.picks = picks;
    changed
}

/// Lets what is rated lower down to where the new section has it, never up. Tells how many moved.
fn sink(section: &mut Section, fresh: &Section, sunk: &[ItemRef]) -> usize {
    let place = |picks: &[Pick], what: ItemRef| picks.iter().position(|pick| pick.item.what == what);
    let (mut low, mut picks) = (Vec::new(), Vec::new());
    for (from, pick) in section.picks.iter().cloned().enumerate() {
        match place(&fresh.picks, pick.item.what).filter(|_| sunk.contains(&pick.item.what)) {
            Some(to) => low.push((from.max(to), pick)),
            None => picks.push(pick),
        }
    }
    low.sort_by_key(|(to, _)| *to);
    for (to, pick) in low {
        picks.insert(to.min(picks.len()), pick);
    }
    let moved = |(from, pick): &(usize, &Pick)| {
        sunk.contains(&pick.item.what) && place(&picks, pick.item.what).is_some_and(|to| to > *from)
    };
    let sank = section.picks.iter().enumerate().filter(moved).count();
    section.picks = picks;
    sank
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::TrackId;
    use crate::domain::section::{Item, Origin, Shows};
    use crate::domain::time::{HOUR_MS, Moment};
    use crate::domain::track::Presence;

    fn section(id: &str, tracks: &[i64]) -> Section {
        let pick = |id: &i64| Pick {
            item: Item {
                what: ItemRef::Track(TrackId(*id)),
                title: format!("track {id}"),
                artist: String::new(),
                album: None,
                path: None,
                presence: Presence::Here,
                work: None,
            },
            evidence: Vec::new(),
            heard: false,
        };
        Section {
            id: id.into(),
            kind: id.into(),
            seed: None,
            title: id.into(),
            reason: String::new(),
            origin: Origin::Ear,
            pin: None,
            updated_at: Moment::utc(0),
            shows: Shows::default(),
            next_at: Some(Moment::utc(24 * HOUR_MS)),
            limits: Vec::new(),
            picks: tracks.iter().map(pick).collect(),
        }
    }

    fn home(generation: u64, sections: Vec<Section>) -> Home {
        Home { generation, sections, ..Home::empty(Moment::utc(HOUR_MS)) }
    }

    fn away(track: i64) -> Judged {
        Judged { away: vec![ItemRef::Track(TrackId(track))], ..Judged::default() }
    }

    fn tracks(home: &Home, section: usize) -> Vec<i64> {
        let id = |pick: &Pick| if let ItemRef::Track(id) = pick.item.what { id.0 } else { 0 };
        home.sections[section].picks.iter().map(id).collect()
    }

    #[test]
    fn the_next_one_takes_the_place_and_nothing_else_moves() {
        let shown = home(1, vec![section("a", &[1, 2, 3]), section("b", &[4])]);
        let built = home(2, vec![section("b", &[4]), section("a", &[3, 1, 9])]);
        let (home, changed) = reply(&shown, built, 1000, &away(2));
        assert_eq!((tracks(&home, 0), tracks(&home, 1)), (vec![1, 9, 3], vec![4]));
        assert_eq!((changed.as_str(), home.generation), ("track 9 took its place.", 2));
    }

    #[test]
    fn several_places_are_counted_and_a_short_section_shrinks() {
        let shown = home(1, vec![section("a", &[1, 2, 3]), section("b", &[2, 4])]);
        // What was heard since has changed b as well; only the word counts.
        let built = home(2, vec![section("a", &[1, 3]), section("b", &[7])]);
        let (home, changed) = reply(&shown, built, 1000, &away(2));
        assert_eq!((tracks(&home, 0), tracks(&home, 1)), (vec![1, 3], vec![7, 4]));
        assert_eq!(changed, "2 places on home changed.");
    }

    #[test]
    fn what_is_counted_otherwise_stands_by_its_new_counts_or_goes() {
        let shown = home(1, vec![section("a", &[1, 2, 3])]);
        let mut built = home(2, vec![section("a", &[9, 3])]);
        built.sections[0].picks[1].item.title = "track 3, heard less".into();
        let item = |track| ItemRef::Track(TrackId(track));
        let judged = Judged { recounted: vec![item(2), item(3)], ..Judged::default() };
        let (home, _) = reply(&shown, built, 1000, &judged);
        assert_eq!(tracks(&home, 0), [1, 9, 3], "1 has not the counts of today's page, but was not spoken of");
        assert_eq!(home.sections[0].picks[2].item.title, "track 3, heard less");
    }

    #[test]
    fn what_sinks_gives_its_place_or_goes_down_to_where_the_new_page_has_it() {
        let shown = home(1, vec![section("a", &[1, 2, 3, 4])]);
        let built = || home(2, vec![section("a", &[4, 9, 1, 3])]);
        let item = |track| ItemRef::Track(TrackId(track));
        let judged = Judged { sunk: vec![item(1), item(2), item(4)], ..Judged::default() };
        let (home, changed) = reply(&shown, built(), 1000, &judged);
        assert_eq!((tracks(&home, 0), changed.as_str()), (vec![9, 3, 1, 4], "track 9 took its place."));
        // So the next page has nothing to give back.
        assert_eq!(tracks(&reply(&home, built(), 1000, &judged).0, 0), [9, 3, 1, 4]);
        assert_eq!(tracks(&settle(&home, built(), 1000), 0), [9, 3, 1, 4]);
        let judged = Judged { sunk: vec![item(1)], ..Judged::default() };
        assert_eq!(reply(&shown, built(), 1000, &judged).1, "1 place sank on home.");
    }

    #[test]
    fn a_section_that_was_put_away_is_named() {
        let shown = home(1, vec![section("a", &[1]), section("b", &[4])]);
        let judged = Judged { sections: vec!["b".into()], ..Judged::default() };
        let (home, changed) = reply(&shown, self::home(2, vec![section("a", &[1])]), 1000, &judged);
        assert_eq!((home.sections.len(), changed.as_str()), (1, "Its section left home."));
        let (_, changed) = reply(&shown, self::home(2, vec![section("a", &[1])]), 1000, &away(4));
        assert_eq!(changed, "Its section left home.", "all that it had is put away");
        let (_, changed) = reply(&shown, self::home(2, vec![section("a", &[1])]), 1000, &Judged::default());
        assert_eq!(changed, "", "the hour took it, not the word");
        let both = Judged { sections: vec!["a".into(), "b".into()], ..Judged::default() };
        assert_eq!(reply(&shown, self::home(2, vec![]), 1000, &both).1, "2 sections left home.");
    }
}
