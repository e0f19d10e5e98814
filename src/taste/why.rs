//! Why a track stands where it stands on home, or nowhere.

use std::sync::Arc;

use crate::domain::browse::{Why, WhyPlace, WhyScore};
use crate::domain::facts::Facts;
use crate::domain::human;
use crate::domain::section::{Home, ItemRef, PinMode, Section};
use crate::domain::track::{Kind, Presence, TrackCard};

use super::draft::Subject;
use super::say::{in_words, said_of};
use super::{Deal, Digest, REGISTRY};

/// The places of a track on a home that was built from these facts: its own, and those of its
/// album. What keeps it off is told of a track without a place, and of one that a word of the
/// listener keeps away while its album stands.
#[must_use]
pub fn why(facts: &Facts, home: &Home, card: Arc<TrackCard>) -> Why {
    let digest = Digest::of(facts);
    let places = places(&digest, home, &card);
    let place = facts.tracks.iter().position(|track| track.id == card.id).and_then(|place| u32::try_from(place).ok());
    let tally = place.map(|place| *digest.tally(place)).unwrap_or_default();
    Why {
        held_back_by: match place.and_then(|place| sent_away_by(&digest, place)) {
            None if places.is_empty() => Some(held_back_by(&digest, place, card.listens)),
            word => word,
        },
        places,
        listens: tally.listens,
        skips: tally.skips,
        said: place.map(|place| said_of(&digest, Subject::Track(place))).unwrap_or_default(),
        card,
    }
}

/// How a section of home weighs one of its picks now, and what the listener said of that.
#[must_use]
pub fn weighed(facts: &Facts, section: &Section, what: ItemRef) -> (Option<WhyScore>, Vec<String>) {
    let digest = Digest::of(facts);
    let said = subject(facts, what).map(|subject| said_of(&digest, subject)).unwrap_or_default();
    (score(&digest, section, what), said)
}

fn places(digest: &Digest<'_>, home: &Home, card: &TrackCard) -> Vec<WhyPlace> {
    let means = |what: ItemRef| match what {
        ItemRef::Track(id) => id == card.id,
        ItemRef::Album(id) => card.album_id == Some(id),
        ItemRef::Artist(_) | ItemRef::Playlist(_) => false,
    };
    let mut places = Vec::new();
    for section in &home.sections {
        for (place, pick) in (1u32..).zip(&section.picks) {
            if means(pick.item.what) {
                places.push(WhyPlace {
                    section: section.id.clone(),
                    section_title: section.title.clone(),
                    origin: section.origin,
                    place,
                    of: u32::try_from(section.picks.len()).unwrap_or(u32::MAX),
                    evidence: pick.evidence.clone(),
                    score: score(digest, section, pick.item.what),
                });
            }
        }
    }
    places
}

/// How the section weighs a thing now, with the seed it grew from. Picks that were kept as they
/// were are not weighed.
fn score(digest: &Digest<'_>, section: &Section, what: ItemRef) -> Option<WhyScore> {
    let kept = digest.facts.pins.iter().any(|pin| Some(pin.id) == section.pin && pin.mode == PinMode::Picks);
    let kind = REGISTRY.iter().find(|kind| kind.name() == section.kind).filter(|_| !kept)?;
    let pin = digest.facts.pins.iter().find(|pin| Some(pin.id) == section.pin);
    let draft = match pin {
        Some(pin) => kind.follow(digest, &Deal::default(), &pin.recipe)?,
        None => kind.grow(digest, &Deal::default(), section.seed)?,
    };
    draft.scored?.of(subject(digest.facts, what)?)
}

fn subject(facts: &Facts, what: ItemRef) -> Option<Subject> {
    let place = |found: Option<usize>| u32::try_from(found?).ok();
    Some(match what {
        ItemRef::Track(id) => Subject::Track(place(facts.tracks.iter().position(|track| track.id == id))?),
        ItemRef::Album(id) => Subject::Album(place(facts.albums.iter().position(|album| album.id == id))?),
        ItemRef::Artist(id) => Subject::Artist(place(facts.artists.iter().position(|artist| artist.id == id))?),
        ItemRef::Playlist(id) => Subject::Playlist(place(facts.playlists.iter().position(|list| list.id == id))?),
    })
}

/// `listens` are all of the track, those too that are left out.
fn held_back_by(digest: &Digest<'_>, place: Option<u32>, listens: u32) -> String {
    let Some(place) = place else { return "it is not in the library any more".into() };
    let track = digest.track(place);
    match track.presence {
        Presence::Here => {}
        Presence::Missing => return "its file is missing".into(),
        Presence::Offline => return "the drive it lies on is not here".into(),
        Presence::Unplayable => return "its file cannot be played".into(),
    }
    match track.kind {
        Kind::Music => {}
        Kind::Spoken => return "it is spoken word, and home is for music".into(),
        Kind::Sound => return "it is a recording of sounds, and home is for music".into(),
    }
    let tally = digest.tally(place);
    let Some(last) = tally.last else {
        if listens > 0 {
            return format!("heard {}, all left out by hand", human::times(listens));
        }
        return "never heard, and nothing that you heard leads to it yet".into();
    };
    let ever = format!("heard {}, {}", human::times(tally.listens), human::last(digest.heard_at(last), digest.now()));
    if tally.listens_30d < 3 {
        format!("{ever}: not lately enough, nor often with what you hear now")
    } else {
        format!("{ever}: others came before it")
    }
}

/// The word that keeps it away.
fn sent_away_by(digest: &Digest<'_>, place: u32) -> Option<String> {
    let word = digest.facts.feedback.get(digest.standing.away(place)? as usize)?;
    Some(in_words(word, digest.now()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::feedback::{Target, Verb};
    use crate::domain::ids::{AlbumId, TrackId};
    use crate::taste::build_home;
    use crate::taste::fixture::World;

    fn ask(world: &World, place: u32) -> Why {
        let track = &world.facts.tracks[place as usize];
        let card = TrackCard {
            album_id: track.album.map(|album| world.facts.albums[album as usize].id),
            length_ms: track.length_ms,
            kind: track.kind,
            presence: track.presence,
            ..TrackCard::plain(track.id.0, &track.title, track.artist_credit.as_ref(), 0)
        };
        why(&world.facts, &world.home(), Arc::new(card))
    }

    #[test]
    fn places_are_named_and_absence_is_explained() {
        let mut world = World::new();
        let train = world.tracks("John Coltrane", "Blue Train", 3);
        for day in 16..20 {
            world.evening(&format!("2026-11-{day}T20:00:00+01:00"), &train[..2]);
        }
        let heard = ask(&world, train[0]);
        let places: Vec<(&str, u32)> = heard.places.iter().map(|p| (p.section.as_str(), p.place)).collect();
        assert_eq!(places.len(), 2);
        assert_eq!(places[0], ("jump-back-in", 1), "through its album");
        assert_eq!(places[1].0, "on-repeat");
        let score = heard.places[1].score.as_ref().unwrap();
        let [listens] = score.terms.as_slice() else { panic!("{:?}", score.terms) };
        // The other track began four minutes later each time; without the only term both stand first.
        assert_eq!((score.place, score.of, listens.name.as_str(), listens.place_without), (2, 2, "listens", 1));
        assert_eq!((heard.listens, heard.held_back_by), (4, None));

        let mut hidden = ask(&world, train[0]).card;
        world.say(Verb::Hide, Target::Item(ItemRef::Track(hidden.id)));
        let home = build_home(&world.facts, 1, 1);
        let why = why(&world.facts, &home, Arc::clone(&hidden));
        assert_eq!(why.places.len(), 1, "its album still stands");
        assert_eq!(why.held_back_by.as_deref(), Some("you hid this track yesterday"));
        world.facts.feedback.clear();
        world.facts.plays.clear();
        Arc::make_mut(&mut hidden).listens = 4;
        let left_out = super::why(&world.facts, &Home::empty(world.facts.now), hidden);
        assert_eq!(left_out.held_back_by.as_deref(), Some("heard 4 times, all left out by hand"));

        world.facts.tracks[train[0] as usize].album = None;
        world.facts.albums[0].id = AlbumId(7);
        let mut held_back = |change: &dyn Fn(&mut World)| {
            change(&mut world);
            ask(&world, train[0]).held_back_by.unwrap()
        };
        let spoken = held_back(&|world| world.facts.tracks[0].kind = Kind::Spoken);
        assert_eq!(spoken, "it is spoken word, and home is for music");
        let offline = held_back(&|world| world.facts.tracks[0].presence = Presence::Offline);
        assert_eq!(offline, "the drive it lies on is not here");
        let missing = held_back(&|world| world.facts.tracks[0].presence = Presence::Missing);
        assert_eq!(missing, "its file is missing");
        let hidden = held_back(&|world| world.say(Verb::Hide, Target::Item(ItemRef::Track(TrackId(100)))));
        assert_eq!(hidden, "you hid this track yesterday");
    }

    #[test]
    fn never_heard_is_a_reason_too() {
        let mut world = World::new();
        world.fill(200);
        world.evening("2026-11-16T20:00:00+01:00", &[3]);
        let unheard = ask(&world, 7);
        assert!(unheard.places.is_empty());
        assert_eq!(unheard.held_back_by.as_deref(), Some("never heard, and nothing that you heard leads to it yet"));
    }
}
