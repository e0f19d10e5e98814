use std::collections::BTreeSet;

use super::*;
use crate::domain::facts::{AlbumFacts, ArtistFacts, Facts, PlayFacts, PlaylistFacts, TrackFacts};
use crate::domain::ids::{AlbumId, ArtistId};
use crate::domain::listen::{counts, is_skip};
use crate::domain::time::{DAY_MS, MINUTE_MS};
use crate::domain::track::{Kind, Presence};
use crate::taste;

/// Puts a thing where it is found again.
fn place<T>(all: &mut Vec<T>, is_it: impl Fn(&T) -> bool, make: impl FnOnce(usize) -> T) -> u32 {
    let found = all.iter().position(is_it).unwrap_or_else(|| {
        all.push(make(all.len()));
        all.len() - 1
    });
    u32::try_from(found).unwrap()
}

/// What the store would read of a demo that was made at `now`.
fn facts(now: Moment) -> Facts {
    let (mut artists, mut genres): (Vec<ArtistFacts>, Vec<String>) = (Vec::new(), Vec::new());
    let mut albums: Vec<AlbumFacts> = Vec::new();
    let mut artist = |name: &str| {
        let make = |place: usize| ArtistFacts { id: ArtistId(place as i64 + 1), name: name.to_owned() };
        place(&mut artists, |known| known.name == name, make)
    };
    for (place, album) in demo::albums().iter().enumerate() {
        albums.push(AlbumFacts {
            id: AlbumId(place as i64 + 1),
            title: album.title.into(),
            artist_credit: album.artist.into(),
            artist: Some(artist(album.artist)),
            year: Some(album.year),
            tracks: Vec::new(),
        });
    }
    let midnight = now.unix_ms - (now.unix_ms + i64::from(now.offset_minutes) * MINUTE_MS).rem_euclid(DAY_MS);
    let mut tracks = Vec::new();
    for track in demo::catalogue() {
        albums[track.album_index].tracks.push(track.index as u32);
        let genre = |name: &&str| place(&mut genres, |known| known == name, |_| (*name).to_owned());
        let credits = [Some(track.artist), track.featured];
        tracks.push(TrackFacts {
            id: TrackId(track.index as i64 + 1),
            title: track.title.into(),
            artist_credit: track.credit().into(),
            artists: credits.into_iter().flatten().map(&mut artist).collect(),
            album: Some(track.album_index as u32),
            disc: track.disc,
            number: track.number,
            genres: track.genres().iter().map(genre).collect(),
            length_ms: Some(track.length_ms),
            added_at: midnight - i64::from(track.album.added_days_ago) * DAY_MS,
            kind: if track.album.spoken { Kind::Spoken } else { Kind::Music },
            presence: Presence::Here,
            work: None,
            counted_elsewhere: 0,
            stars: None,
        });
    }
    let history = demo::history(now);
    let plays = history.plays.iter().map(|play| {
        let (heard, length) = (Some(play.heard_ms), Some(play.length_ms));
        PlayFacts {
            track: play.track as u32,
            started_at: play.started_at,
            heard_ms: heard.into(),
            position_ms: heard.into(),
            length_ms: length.into(),
            ending: Some(play.ending),
            source: play.from.kind(),
            listen: counts(heard, length),
            skip: is_skip(play.ending, heard, length),
        }
    });
    let lists = history.playlists.iter().map(|list| PlaylistFacts {
        id: PlaylistId::made_at(list.made_at.unix_ms),
        name: list.name.into(),
        tracks: list.tracks.iter().map(|track| *track as u32).collect(),
        put: Vec::new(),
        changed_at: list.changed_at.unix_ms,
    });
    Facts {
        plays: plays.collect(),
        playlists: lists.collect(),
        tracks: tracks.into(),
        albums: albums.into(),
        artists: artists.into(),
        genres: genres.into(),
        ..Facts::empty(now)
    }
}

/// What a history of fifteen months cannot have, since it is for the first days, and mixes, which
/// find little in so small a library that does not stand on the page already.
const NOT_HERE: [&str; 3] = ["shelves", "newest", "elsewhere"];

#[test]
fn every_section_stands_in_the_demo_at_some_hour() {
    let mut seen = BTreeSet::new();
    for now in ["2026-11-22T20:15:00+01:00", "2026-11-24T08:30:00+01:00", "2026-11-28T11:00:00+01:00"] {
        let now = Moment::parse_rfc3339(now).unwrap();
        let home = taste::build_home(&facts(now), taste::seed_of_day(now, &IDENTITY, 0), 1);
        println!("{}", now.rfc3339());
        for section in &home.sections {
            println!("\n{} ({}) – {}", section.title, section.id, section.reason);
            for pick in &section.picks {
                assert!(!pick.evidence.is_empty(), "{} in {}", pick.item.title, section.id);
                println!("  {} · {} · {}", pick.item.title, pick.item.artist, pick.evidence[0].fact.sentence(now));
            }
            seen.insert(section.kind.clone());
        }
        assert!(home.sections.iter().any(|section| section.kind == "rising"), "somebody rises at any hour");
        for waiting in &home.waiting {
            println!("waiting: {} {} {} of {}", waiting.title, waiting.what, waiting.have, waiting.need);
        }
    }
    for kind in taste::REGISTRY.iter().map(|kind| kind.name()).filter(|kind| !NOT_HERE.contains(kind)) {
        assert!(seen.contains(kind), "no {kind} among {seen:?}");
    }
}
