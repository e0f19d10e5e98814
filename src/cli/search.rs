//! `tonearm search WORDS AND FACETS`.

use std::io::Write;

use clap::Args;
use serde_json::json;

use super::{Context, Exit, find};
use crate::domain::orders::HitOrder;
use crate::domain::track::TrackCard;

#[derive(Debug, Args)]
pub struct Search {
    /// Words of a title, artist or album, in any order, typos forgiven; and facets: genre:jazz
    /// -is:hidden year:1955..1965 heard:>10 last:<30d sort:-added limit:2h
    #[arg(required = true)]
    words: Vec<String>,
    /// At most so many of each
    #[arg(long, default_value_t = 20, value_name = "N")]
    limit: u32,
    /// How the tracks stand, where the words say no sort: of their own
    #[arg(long, value_name = "ORDER", default_value = HitOrder::Best.name(), value_parser = HitOrder::ALL.map(HitOrder::name))]
    sort: String,
    /// As one JSON object
    #[arg(long)]
    json: bool,
}

impl Search {
    pub fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let store = context.store()?;
        let line = find::line(&self.words);
        let order = HitOrder::named(&self.sort).unwrap_or_default();
        let found = store.reader()?.find_in(order, &line, self.limit, store.listener(), context.clock.now())?;
        let reading = crate::domain::query::read(&line);
        let problem = found.problem.clone().or_else(|| Some(reading.unfinished()?.message.clone()));
        let nothing = found.tracks.is_empty() && found.albums.is_empty() && found.artists.is_empty();
        let mut out = std::io::stdout().lock();
        if self.json {
            let object = json!({
                "schema": 1,
                "words": found.words,
                "read_as": found.read_as,
                "query": reading.query,
                "matches": found.matches,
                "problem": problem,
                "tracks": found.tracks.iter().map(|card| track_json(card)).collect::<Vec<_>>(),
                "albums": found.albums.iter().map(|album| json!({
                    "id": album.id.to_string(), "title": album.title, "artist": album.artist,
                    "year": album.year, "tracks": album.tracks,
                })).collect::<Vec<_>>(),
                "artists": found.artists.iter().map(|artist| json!({
                    "id": artist.id.to_string(), "name": artist.name, "tracks": artist.tracks, "albums": artist.albums,
                })).collect::<Vec<_>>(),
            });
            writeln!(out, "{object}")?;
        } else {
            if let Some(problem) = &problem {
                writeln!(std::io::stderr(), "{problem}")?;
            }
            for card in &found.tracks {
                writeln!(
                    out,
                    "{} · {}{}",
                    card.title,
                    card.artist,
                    card.album.as_ref().map_or_else(String::new, |album| format!(" · {album}"))
                )?;
            }
            for album in &found.albums {
                writeln!(out, "album   {} · {}", album.title, album.artist)?;
            }
            for artist in &found.artists {
                writeln!(out, "artist  {}", artist.name)?;
            }
        }
        Ok(if nothing { Exit::Failed } else { Exit::Done })
    }
}

/// A track as scripts see it.
pub fn track_json(card: &TrackCard) -> serde_json::Value {
    let mut object = json!({
        "id": card.id.to_string(),
        "title": card.title,
        "artist": card.artist,
        "album": card.album,
        "year": card.year,
        "length_ms": card.length_ms,
        "listens": card.listens,
        "liked": card.liked,
        "presence": card.presence,
        "path": null,
    });
    if let (Some(object), Some(path)) = (object.as_object_mut(), &card.path) {
        super::put_path(object, path);
    }
    object
}
