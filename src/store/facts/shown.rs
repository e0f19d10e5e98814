//! What stood on home, what of it was looked at, and what was started from it.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};

use crate::domain::ids::{AlbumId, ArtistId, ListenerId, PlaylistId, TrackId};
use crate::domain::listen::SESSION_GAP_MS;
use crate::domain::section::{Home, ItemRef, Origin};
use crate::domain::shown::{SectionDay, SeenPick, Shown, ShownSection};
use crate::domain::time::{DAY_MS, MINUTE_MS, Moment};
use crate::store::{Result, columns, home};

/// So many days say what the listener starts from home.
const DAYS: i64 = 60;

/// From when on.
pub(super) const fn since(now: Moment) -> i64 {
    now.unix_ms.saturating_sub(DAYS * DAY_MS)
}

/// One play that was started from a section.
#[derive(Clone)]
pub(super) struct FromSection {
    pub(super) kind: String,
    pub(super) at: Moment,
    pub(super) heard_ms: i64,
    pub(super) finished: bool,
    pub(super) skipped: bool,
}

/// `plays` are those from sections [`since`] then, in any order.
pub(super) fn read(
    connection: &Connection,
    listener: ListenerId,
    now: Moment,
    plays: Vec<FromSection>,
) -> Result<Shown> {
    let stood = home::load(connection, listener)?;
    let mut days: BTreeMap<(String, i64), SectionDay> = BTreeMap::new();
    let seen = seen(connection, listener, now, &mut days)?;
    count_plays(plays, &mut days);
    let days = days.into_iter().map(|((kind, day), counts)| SectionDay { kind, day, ..counts });
    Ok(Shown { days: days.collect(), seen, ..stood.map(standing).unwrap_or_default() })
}

fn standing(home: Home) -> Shown {
    let by_ear = home.sections.into_iter().filter(|section| section.origin == Origin::Ear);
    let sections = by_ear.map(|section| ShownSection {
        id: section.id,
        updated_at: section.updated_at,
        next_at: section.next_at,
        picks: section.picks.into_iter().map(|pick| pick.item.what).collect(),
    });
    Shown { dealt_at: home.dealt_at, sections: sections.collect(), mixes: home.mixes, ..Shown::default() }
}

/// Impressions know no offset: they are taken to be where the listener is now.
fn seen(
    connection: &Connection,
    listener: ListenerId,
    now: Moment,
    days: &mut BTreeMap<(String, i64), SectionDay>,
) -> Result<Vec<SeenPick>> {
    let mut rows = connection.prepare_cached(
        "SELECT section_kind, shown_at, item_type, item_id FROM impressions
         WHERE listener_id = ?1 AND shown_at >= ?2 AND shown_at <= ?3",
    )?;
    let mut rows = rows.query(params![listener.0, since(now), now.unix_ms])?;
    let mut seen: BTreeSet<SeenPick> = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let Some(item) = item(columns::text(row, 2)?, columns::text(row, 3)?) else { continue };
        let pick = SeenPick { kind: columns::text(row, 0)?.to_owned(), item, day: local_day(now.at(row.get(1)?)) };
        if !seen.contains(&pick) {
            days.entry((pick.kind.clone(), pick.day)).or_default().shown += 1;
            seen.insert(pick);
        }
    }
    Ok(seen.into_iter().collect())
}

/// A run of plays from one kind of section, without a long silence, was started once.
fn count_plays(mut plays: Vec<FromSection>, days: &mut BTreeMap<(String, i64), SectionDay>) {
    plays.sort_by_key(|play| play.at.unix_ms);
    let mut running: Option<(String, i64)> = None;
    for play in plays {
        let begins = running
            .take()
            .is_none_or(|(kind, ended)| kind != play.kind || play.at.unix_ms.saturating_sub(ended) > SESSION_GAP_MS);
        let counts = days.entry((play.kind.clone(), local_day(play.at))).or_default();
        counts.started += u32::from(begins);
        counts.finished += u32::from(play.finished);
        counts.skipped += u32::from(play.skipped);
        running = Some((play.kind, play.at.unix_ms.saturating_add(play.heard_ms)));
    }
}

fn item(type_name: &str, key: &str) -> Option<ItemRef> {
    Some(match type_name {
        "track" => ItemRef::Track(TrackId(key.parse().ok()?)),
        "album" => ItemRef::Album(AlbumId(key.parse().ok()?)),
        "artist" => ItemRef::Artist(ArtistId(key.parse().ok()?)),
        "playlist" => ItemRef::Playlist(PlaylistId(key.parse().ok()?)),
        _ => return None,
    })
}

fn local_day(at: Moment) -> i64 {
    at.unix_ms.saturating_add(i64::from(at.offset_minutes) * MINUTE_MS).div_euclid(DAY_MS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::section::{Impression, Section, Shows};
    use crate::store::fixture::{Fixture, NOW};

    fn play(kind: &str, minutes_ago: i64, finished: bool) -> FromSection {
        FromSection {
            kind: kind.into(),
            at: NOW.plus_ms(-minutes_ago * MINUTE_MS),
            heard_ms: 4 * MINUTE_MS,
            finished,
            skipped: !finished,
        }
    }

    #[test]
    fn runs_are_started_once_and_every_play_tells_how_it_ended() {
        let mut days = BTreeMap::new();
        let plays = vec![
            play("on-repeat", 60, true),
            play("on-repeat", 56, false),
            play("because", 50, true),
            play("on-repeat", 46, true),
            play("on-repeat", 5, true),
        ];
        count_plays(plays, &mut days);
        let of = |kind: &str| {
            let day = &days[&(kind.to_owned(), local_day(NOW))];
            (day.started, day.finished, day.skipped)
        };
        assert_eq!((of("on-repeat"), of("because")), ((3, 3, 1), (1, 1, 0)));
    }

    #[test]
    fn the_page_remembers_what_stood_on_it_and_what_was_seen() {
        let fixture = Fixture::new();
        let listener = fixture.store.listener();
        let section = Section {
            id: "on-repeat".into(),
            kind: "on-repeat".into(),
            seed: None,
            title: String::new(),
            reason: String::new(),
            origin: Origin::Ear,
            pin: None,
            updated_at: NOW,
            shows: Shows::default(),
            next_at: None,
            limits: Vec::new(),
            picks: Vec::new(),
        };
        let by_hand = Section { id: "pin:1".into(), origin: Origin::Hand, ..section.clone() };
        let home = Home { generation: 1, dealt_at: Some(NOW), sections: vec![by_hand, section], ..Home::empty(NOW) };
        fixture.store.save_home(home).wait().unwrap();
        let seen = |track: i64, days_ago: i64| {
            let seen = Impression {
                generation: 1,
                section: "on-repeat".into(),
                kind: "on-repeat".into(),
                section_place: 0,
                item: ItemRef::Track(TrackId(track)),
                pick_place: 0,
            };
            fixture.store.log_impressions(vec![seen.clone(), seen], NOW.plus_ms(-days_ago * DAY_MS)).wait().unwrap();
        };
        for (track, days_ago) in [(1, 0), (2, 0), (1, 3), (1, 90)] {
            seen(track, days_ago);
        }
        let reader = fixture.reader();
        let shown = read(&reader.connection, listener, NOW, Vec::new()).unwrap();
        assert_eq!(shown.dealt_at, Some(NOW));
        assert_eq!(shown.sections.iter().map(|section| section.id.as_str()).collect::<Vec<_>>(), ["on-repeat"]);
        let days: Vec<(i64, u32)> = shown.days.iter().map(|day| (local_day(NOW) - day.day, day.shown)).collect();
        assert_eq!(days, [(3, 1), (0, 2)], "each item once a day, and not for ever");
        assert_eq!(shown.seen.len(), 3);
    }
}
