//! What tonearm proposes and asks of its own accord, from what the store knows.

use super::reader::{merged, noticed};
use crate::domain::asking::{Asking, fact_to_ask};
use crate::domain::feedback::{Feedback, Target};
use crate::domain::ids::{AlbumId, ListenerId, PlaylistId};
use crate::domain::listen::{Source, SourceKind};
use crate::domain::playlist::folder::own_name;
use crate::domain::query::parse;
use crate::domain::section::{Home, ItemRef, Pin, Recipe, Section};
use crate::domain::settings::{Key, Spoken};
use crate::domain::time::Moment;
use crate::domain::welcome::{Proposal, Proposed, propose};
use crate::store::{Reader, Result};

/// What could be proposed as a pin today.
///
/// # Errors
/// Those of the store.
pub fn proposal(reader: &Reader, listener: ListenerId, spoken: &[Spoken], now: Moment) -> Result<Option<Proposal>> {
    if merged(reader, listener, spoken)?.value(Key::Proposals) != "true" {
        return Ok(None);
    }
    let (home, pins) = (reader.home(listener)?, reader.pins(listener)?);
    let said = reader.feedback(listener, now)?;
    let is_declined = |key: &str| {
        let is_it = |said: &Feedback| matches!(&said.target, Target::Section(id) if id == key);
        said.iter().any(is_it)
    };
    let (habits, told) = (reader.habits(listener, now)?, reader.what_was_told(listener)?);
    let could_be = |source: &Source| could_be(reader, listener, home.as_ref(), &pins, source).ok().flatten();
    Ok(propose(&habits, &told, is_declined, Proposal::day_of(now), could_be))
}

/// What is to be asked today: a pin before a fact.
///
/// # Errors
/// Those of the store.
pub fn asking(reader: &Reader, listener: ListenerId, spoken: &[Spoken], now: Moment) -> Result<Option<Asking>> {
    if let Some(proposal) = proposal(reader, listener, spoken, now)? {
        return Ok(Some(Asking::Pin(Box::new(proposal))));
    }
    if merged(reader, listener, spoken)?.value(Key::Proposals) != "true" {
        return Ok(None);
    }
    let told = reader.what_was_told(listener)?;
    let fact = fact_to_ask(noticed(reader, listener, now)?, &told, Proposal::day_of(now));
    Ok(fact.map(|fact| Asking::Fact(Box::new(fact))))
}

/// The pin that what is started again and again could become, and its title; none for what is
/// pinned, gone, or stands at the head of home anyway.
fn could_be(
    reader: &Reader,
    listener: ListenerId,
    home: Option<&Home>,
    pins: &[Pin],
    source: &Source,
) -> Result<Option<(String, Proposed)>> {
    const LENGTH: u32 = 20;
    let Some(id) = source.id.as_deref() else { return Ok(None) };
    let item =
        |item: ItemRef| Recipe { kind: item.type_name().into(), seed: Some(item), length: LENGTH, ..Recipe::default() };
    let (title, recipe) = match source.kind {
        SourceKind::Section => {
            let mut sections = home.into_iter().flat_map(|home| &home.sections);
            let by_ear = |section: &&Section| section.id == id && section.pin.is_none();
            let found = sections.find(by_ear).filter(|section| section.kind != "jump-back-in");
            return Ok(found.map(|section| (section.title.clone(), Proposed::Section(id.to_owned()))));
        }
        SourceKind::Album => {
            let Some(id) = id.parse().ok().map(AlbumId) else { return Ok(None) };
            let Some(album) = reader.album(id)? else { return Ok(None) };
            (album.title, item(ItemRef::Album(id)))
        }
        SourceKind::Playlist => {
            let Some(id) = id.parse().ok().map(PlaylistId) else { return Ok(None) };
            let Some(list) = reader.playlists(listener)?.into_iter().find(|list| list.id == id) else {
                return Ok(None);
            };
            (own_name(&list.name).into_owned(), item(ItemRef::Playlist(id)))
        }
        SourceKind::Search if parse(id).is_ok() => {
            let words = Some(id.to_owned());
            (id.to_owned(), Recipe { kind: "query".into(), length: LENGTH, words, ..Recipe::default() })
        }
        _ => return Ok(None),
    };
    let same = |pin: &&Pin| {
        let (a, b) = (&pin.recipe, &recipe);
        (&a.kind, a.seed, &a.words) == (&b.kind, b.seed, &b.words)
    };
    Ok(pins.iter().find(same).is_none().then(|| (title, Proposed::Made(Box::new(recipe)))))
}
