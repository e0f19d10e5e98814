//! What the listener said of a thing, as it is told beside the reasons of tonearm: words about
//! it, and what they called right or wrong of what was noticed.

use crate::domain::evidence::{Evidence, Fact};
use crate::domain::facts::{Facts, TrackFacts};
use crate::domain::feedback::{Feedback, Target, Verb};
use crate::domain::fold::search_form;
use crate::domain::human;
use crate::domain::section::{ItemRef, Pick};
use crate::domain::time::Moment;
use crate::domain::you::{Noticed, NoticedKind};

use super::Digest;
use super::draft::{Draft, Subject};

/// What was noticed, confirmed by hand, and speaks for this pick of a section.
pub fn confirmed(digest: &Digest<'_>, draft: &Draft, what: Subject) -> Vec<Evidence> {
    let facts = digest.facts.judged.iter().filter_map(|noticed| {
        let at = noticed.verdict.filter(|verdict| verdict.right)?.at;
        speaks_for(digest, noticed, draft, what).then(|| Fact::Confirmed { what: noticed.sentence.clone(), at })
    });
    facts.map(|fact| Evidence { fact, weight: 0.0 }).collect()
}

fn speaks_for(digest: &Digest<'_>, noticed: &Noticed, draft: &Draft, what: Subject) -> bool {
    match noticed.kind {
        NoticedKind::Artist => is_by(digest, what, noticed.item),
        NoticedKind::Albums => matches!(what, Subject::Album(_)) && is_by(digest, what, noticed.item),
        NoticedKind::Habit => {
            let genre = genre_of(digest, noticed, &draft.title).filter(|_| draft.kind == "time-slot");
            genre.is_some_and(|genre| tracks(digest, what).any(|track| track.genres.contains(&genre)))
        }
        NoticedKind::Night | NoticedKind::Repeat | NoticedKind::Sound | NoticedKind::Book | NoticedKind::Season => {
            false
        }
    }
}

/// Whether a pick rests on what was noticed and is called wrong since.
pub fn rests_on_wrong(facts: &Facts, pick: &Pick) -> bool {
    let names = |of: &str, item: Option<ItemRef>| {
        facts.artists.iter().any(|artist| artist.name == of && Some(ItemRef::Artist(artist.id)) == item)
    };
    let wrong = |noticed: &&Noticed| noticed.verdict.is_some_and(|verdict| !verdict.right);
    pick.evidence.iter().any(|evidence| match &evidence.fact {
        Fact::ByWholeAlbums { of, .. } => {
            let albums = |noticed: &&Noticed| noticed.kind == NoticedKind::Albums;
            let about = |noticed: &Noticed| names(of, noticed.item) || names(&pick.item.artist, noticed.item);
            facts.judged.iter().filter(wrong).filter(albums).any(about)
        }
        Fact::Confirmed { what, .. } => facts.judged.iter().filter(wrong).any(|noticed| noticed.sentence == *what),
        _ => false,
    })
}

/// The genres that the listener confirmed for these hours: "Friday morning".
pub fn confirmed_genres(digest: &Digest<'_>, hours: &str) -> Vec<u32> {
    let right = digest.facts.judged.iter().filter(|noticed| noticed.verdict.is_some_and(|verdict| verdict.right));
    right.filter_map(|noticed| genre_of(digest, noticed, hours)).collect()
}

/// The genre of a noticed slot of the week, "slot:friday-morning:ambient", if it is these hours.
fn genre_of(digest: &Digest<'_>, noticed: &Noticed, hours: &str) -> Option<u32> {
    let (slot, genre) = noticed.key.strip_prefix("slot:")?.split_once(':')?;
    let is_slot = slot.replace('-', " ") == hours.to_lowercase();
    let place = digest.facts.genres.iter().position(|name| name.to_lowercase() == genre).filter(|_| is_slot)?;
    u32::try_from(place).ok()
}

fn is_by(digest: &Digest<'_>, what: Subject, artist: Option<ItemRef>) -> bool {
    let is_theirs = |place: u32| {
        digest.facts.artists.get(place as usize).is_some_and(|known| Some(ItemRef::Artist(known.id)) == artist)
    };
    match what {
        Subject::Artist(place) => is_theirs(place),
        _ => tracks(digest, what).any(|track| track.artists.iter().copied().any(is_theirs)),
    }
}

fn tracks<'d>(digest: &'d Digest<'_>, what: Subject) -> impl Iterator<Item = &'d TrackFacts> {
    let (single, many): (Option<u32>, &[u32]) = match what {
        Subject::Track(place) => (Some(place), &[]),
        Subject::Album(place) => (None, digest.facts.albums.get(place as usize).map_or(&[], |album| &album.tracks)),
        Subject::Artist(_) | Subject::Playlist(_) => (None, &[]),
    };
    single.into_iter().chain(digest.known(many)).filter_map(|place| digest.facts.tracks.get(place as usize))
}

/// Everything that is in force and bears on it, one sentence each, the newest first.
pub fn said_of(digest: &Digest<'_>, what: Subject) -> Vec<String> {
    let now = digest.now();
    let words = digest.facts.feedback.iter().filter(|word| reaches(digest, word, what));
    let words = words.map(|word| (word.at, in_words(word, now)));
    let verdicts =
        digest.facts.judged.iter().filter(|noticed| is_by(digest, what, noticed.item)).filter_map(|noticed| {
            let verdict = noticed.verdict?;
            let called = if verdict.right { "right" } else { "wrong" };
            Some((verdict.at, format!("you called {called} {}: {}", human::moment(verdict.at, now), noticed.sentence)))
        });
    let mut said: Vec<(Moment, String)> = words.chain(verdicts).collect();
    said.sort_by_key(|(at, _)| std::cmp::Reverse(at.unix_ms));
    said.into_iter().map(|(_, sentence)| sentence).collect()
}

fn reaches(digest: &Digest<'_>, word: &Feedback, what: Subject) -> bool {
    match &word.target {
        Target::Item(item) if *item == digest.item_ref(what) => true,
        Target::Item(ItemRef::Artist(_)) => match &word.target {
            Target::Item(artist) => is_by(digest, what, Some(*artist)),
            _ => false,
        },
        Target::Item(ItemRef::Album(id)) => match what {
            Subject::Track(place) => {
                let album = digest.album_of(place).and_then(|album| digest.facts.albums.get(album as usize));
                album.is_some_and(|album| album.id == *id)
            }
            _ => false,
        },
        Target::Genre(genre) => {
            let named = |place: &u32| digest.facts.genres.get(*place as usize).map(|name| search_form(name));
            let wanted = search_form(genre);
            tracks(digest, what).any(|track| track.genres.iter().filter_map(named).any(|name| name == wanted))
        }
        Target::Folder(_) => {
            let Subject::Track(place) = what else { return false };
            let about = |index: u32| digest.facts.feedback.get(index as usize).is_some_and(|other| other.id == word.id);
            digest.facts.folder_words.iter().any(|(index, tracks)| about(*index) && tracks.contains(&place))
        }
        Target::Item(_) | Target::Section(_) => false,
    }
}

/// "you let its artist rest yesterday, until 22 December".
pub fn in_words(word: &Feedback, now: Moment) -> String {
    let what = match &word.target {
        Target::Item(ItemRef::Track(_)) => "this track".to_owned(),
        Target::Item(ItemRef::Album(_)) => "its album".to_owned(),
        Target::Item(ItemRef::Artist(_)) => "its artist".to_owned(),
        Target::Item(ItemRef::Playlist(_)) => "its list".to_owned(),
        Target::Genre(genre) => format!("the genre {genre}"),
        Target::Folder(_) => "its folder".to_owned(),
        Target::Section(section) => format!("the section {section}"),
    };
    let when = human::moment(word.at, now);
    let until = word.until.map(|until| format!(", until {}", until.date().strftime("%-d %B"))).unwrap_or_default();
    match word.verb {
        Verb::Like => format!("you liked {what} {when}"),
        Verb::Boost => format!("you asked for more of {what} {when}{until}"),
        Verb::Less => format!("you asked for less like {what} {when}{until}"),
        Verb::Rest => format!("you let {what} rest {when}{until}"),
        Verb::NotNow => format!("you said not now to {what} {when}{until}"),
        Verb::Hide => format!("you hid {what} {when}{until}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::ArtistId;
    use crate::domain::you::Verdict;
    use crate::taste::fixture::{World, at, section};

    fn noticed(world: &World, kind: NoticedKind, key: &str, sentence: &str, right: bool) -> Noticed {
        Noticed {
            key: key.into(),
            kind,
            sentence: sentence.into(),
            counts: String::new(),
            item: world.facts.artists.first().map(|artist| ItemRef::Artist(artist.id)),
            offer: None,
            becomes: None,
            section: None,
            verdict: Some(Verdict { right, at: at("2026-11-20T10:00:00+01:00") }),
        }
    }

    fn nina() -> (World, Vec<u32>) {
        let mut world = World::new();
        let nina = world.tracks("Nina Simone", "Pastel Blues", 4);
        for day in 14..19 {
            world.evening(&format!("2026-11-{day}T20:00:00+01:00"), &nina[..2]);
        }
        (world, nina)
    }

    #[test]
    fn a_confirmed_fact_is_named_by_the_picks_it_speaks_for() {
        let (mut world, _) = nina();
        let sentence = "You keep coming back to Nina Simone";
        world.facts.judged.push(noticed(&world, NoticedKind::Artist, "comes-back:artist:1", sentence, true));
        let home = world.home();
        let picks = &section(&home, "on-repeat").unwrap().picks;
        let last = picks[0].evidence.last().unwrap().fact.sentence(world.facts.now);
        assert_eq!(last, "you confirmed on Friday: You keep coming back to Nina Simone");
        assert!(Digest::of(&world.facts).standing.artist_liked(0).is_some(), "and sections may grow from her");
        assert!(!picks[0].evidence[0].fact.sentence(world.facts.now).contains("confirmed"), "it does not come first");

        world.facts.judged[0].verdict = Some(Verdict { right: false, at: world.facts.now });
        let picks = world.home().sections.into_iter().flat_map(|section| section.picks);
        assert!(picks.flat_map(|pick| pick.evidence).all(|it| !matches!(it.fact, Fact::Confirmed { .. })));
    }

    #[test]
    fn a_pick_rests_on_a_habit_until_that_is_called_wrong() {
        let (mut world, _) = nina();
        let mut pick = section(&world.home(), "on-repeat").unwrap().picks[0].clone();
        let whole = Fact::ByWholeAlbums { of: "Nina Simone".into(), whole: 3, sittings: 4 };
        pick.evidence.push(Evidence { fact: whole, weight: 1.0 });
        let sentence = "You play Nina Simone by whole albums";
        world.facts.judged.push(noticed(&world, NoticedKind::Albums, "albums:artist:1", sentence, true));
        assert!(!rests_on_wrong(&world.facts, &pick));
        world.facts.judged[0].verdict = Some(Verdict { right: false, at: world.facts.now });
        assert!(rests_on_wrong(&world.facts, &pick));
        world.facts.judged[0].item = None;
        assert!(!rests_on_wrong(&world.facts, &pick), "somebody else's habit");
    }

    #[test]
    fn every_word_that_bears_on_a_thing_is_told_newest_first() {
        let (mut world, nina) = nina();
        world.facts.judged.push(noticed(
            &world,
            NoticedKind::Artist,
            "x",
            "You keep coming back to Nina Simone",
            false,
        ));
        world.say(Verb::Like, Target::Item(ItemRef::Artist(world.facts.artists[0].id)));
        world.say(Verb::Hide, Target::Item(ItemRef::Artist(ArtistId(9_999))));
        let digest = Digest::of(&world.facts);
        assert_eq!(
            said_of(&digest, Subject::Track(nina[0])),
            ["you liked its artist yesterday", "you called wrong on Friday: You keep coming back to Nina Simone"]
        );
    }
}
