//! `tonearm demo`: a small invented library and a listener with habits, in a place of its own.

use std::collections::HashMap;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use anyhow::{Context as _, bail};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::{Context, Exit, open, scan};
use crate::demo;
use crate::domain::evidence::{Evidence, Fact};
use crate::domain::feedback::{Target, Verb};
use crate::domain::ids::{PinId, PlayId, PlaylistId, TrackId};
use crate::domain::listen::{PlayOpened, PlayProgress, Source};
use crate::domain::playlist::PlaylistEdit;
use crate::domain::section::{Item, ItemRef, Pick, Pin, PinMode, Recipe};
use crate::domain::time::Moment;
use crate::domain::track::TrackCard;
use crate::scan::Options;
use crate::store::{PastPlay, Store};

/// The demo library's own.
const IDENTITY: [u8; 16] = *b"a demo of home.\n";
/// Plays recorded in one go.
const BATCH: usize = 400;

#[derive(Debug, Args)]
pub struct Demo {
    /// Make the demo library and stop there
    #[arg(long)]
    prepare: bool,
    /// Delete the demo library
    #[arg(long)]
    remove: bool,
}

impl Demo {
    pub fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let context = context.in_demo();
        let home = context.paths.data.parent().map(Path::to_path_buf).unwrap_or_default();
        if self.remove {
            let _held = open::hold_library(&context)?;
            std::fs::remove_dir_all(&home).with_context(|| format!("removing {}", home.display()))?;
            writeln!(std::io::stdout(), "Removed {}.", home.display())?;
            return Ok(Exit::Done);
        }
        prepare(&context)?;
        if self.prepare {
            writeln!(std::io::stdout(), "The demo library lies in {}.", home.display())?;
            return Ok(Exit::Done);
        }
        open::run(&context, true)
    }
}

/// Makes what is not there yet. The music is kept from one day to the next; the history ends
/// today, so on another day it is invented anew.
fn prepare(context: &Context) -> anyhow::Result<()> {
    let _held = open::hold_library(context)?;
    let now = context.clock.now();
    let music = context.paths.data.join("Music");
    let stamp = context.paths.data.join("made-for-day");
    let today = now.date().to_string();
    let up_to_date = std::fs::read_to_string(&stamp).is_ok_and(|day| day.trim() == today);
    if up_to_date {
        return Ok(());
    }
    let bar = Context::shows_progress().then(|| {
        let bar = ProgressBar::new(0);
        if let Ok(style) = ProgressStyle::with_template("Making the demo's music {pos} of {len}  {wide_bar}") {
            bar.set_style(style);
        }
        bar
    });
    let show = |done: usize, total: usize| {
        if let Some(bar) = &bar {
            bar.set_length(total as u64);
            bar.set_position(done as u64);
        }
    };
    demo::write_library(&music, now, &show).with_context(|| format!("making music in {}", music.display()))?;
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    for old in [
        context.paths.database(),
        context.paths.database().with_extension("db-wal"),
        context.paths.database().with_extension("db-shm"),
    ] {
        match std::fs::remove_file(&old) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("removing {}", old.display()));
            }
            _ => {}
        }
    }
    let store = context.store()?;
    // The same day gives the same home: no chance in what home is dealt from, nor in the order
    // in which tracks come in.
    store.identify_as(IDENTITY).wait()?;
    let root = scan::add_root(&store, &scan::absolute(&music)?, now)?;
    scan::run_scan(context, &store, &[root], Options { threads: 1, ..Options::default() })?;
    remember(&store, &music, now).context("inventing a history")?;
    std::fs::write(&stamp, today).with_context(|| format!("writing {}", stamp.display()))?;
    Ok(())
}

/// The catalogue, as the library knows it.
struct Shelf {
    cards: Vec<TrackCard>,
}

impl Shelf {
    fn read(store: &Store, music: &Path) -> anyhow::Result<Self> {
        let reader = store.reader()?;
        let music = music.canonicalize()?;
        let mut cards = Vec::new();
        for track in demo::catalogue() {
            let path = music.join(&track.path);
            match reader.track_at(path.as_os_str().as_bytes(), store.listener())? {
                Some(card) => cards.push(card),
                None => bail!("{} is not in the library", path.display()),
            }
        }
        Ok(Self { cards })
    }

    fn ids(&self, places: &[usize]) -> Vec<TrackId> {
        places.iter().filter_map(|&place| self.cards.get(place)).map(|card| card.id).collect()
    }

    fn item(&self, thing: demo::Thing) -> Option<Item> {
        let item = |card: &TrackCard, what, title: &str| Item {
            what,
            title: title.to_owned(),
            artist: card.artist.clone(),
            album: card.album.clone(),
            path: card.path.clone(),
            presence: card.presence,
            work: None,
        };
        match thing {
            demo::Thing::Track(place) => {
                let card = self.cards.get(place)?;
                Some(item(card, ItemRef::Track(card.id), &card.title))
            }
            demo::Thing::Album(place) => {
                let title = demo::albums().get(place)?.title;
                let card = self.cards.iter().find(|card| card.album.as_deref() == Some(title))?;
                Some(item(card, ItemRef::Album(card.album_id?), title))
            }
            demo::Thing::Artist(name) => {
                let card = self.cards.iter().find(|card| card.artist == name)?;
                Some(item(card, ItemRef::Artist(card.artist_id?), name))
            }
        }
    }

    fn source(&self, from: demo::PlayedFrom, lists: &HashMap<usize, (PlaylistId, &'static str)>) -> Source {
        let (id, name) = match from {
            demo::PlayedFrom::Album(place) => {
                let item = self.item(demo::Thing::Album(place));
                (item.as_ref().map(|item| item.what.key()), item.map(|item| item.title).unwrap_or_default())
            }
            demo::PlayedFrom::Artist(name) => {
                (self.item(demo::Thing::Artist(name)).map(|item| item.what.key()), name.to_owned())
            }
            demo::PlayedFrom::Genre(name) => (None, name.to_owned()),
            demo::PlayedFrom::Playlist(place) => match lists.get(&place) {
                Some((id, name)) => (Some(id.to_string()), (*name).to_owned()),
                None => (None, String::new()),
            },
            demo::PlayedFrom::Section(id) => (Some(id.to_owned()), id.to_owned()),
            demo::PlayedFrom::Search => (None, "search".to_owned()),
            demo::PlayedFrom::Queue => (None, "queue".to_owned()),
        };
        Source { kind: from.kind(), id, name }
    }
}

/// Puts the invented listener's doings into the library.
fn remember(store: &Store, music: &Path, now: Moment) -> anyhow::Result<()> {
    let shelf = Shelf::read(store, music)?;
    let history = demo::history(now);
    let mut lists = HashMap::new();
    for (place, list) in history.playlists.iter().enumerate() {
        let id = PlaylistId::made_at(list.made_at.unix_ms);
        store.edit_playlist(PlaylistEdit::Create { id, name: list.name.to_owned() }, list.made_at).wait()?;
        store.edit_playlist(PlaylistEdit::Add { id, tracks: shelf.ids(&list.tracks) }, list.changed_at).wait()?;
        lists.insert(place, (id, list.name));
    }
    let plays: Vec<PastPlay> = history
        .plays
        .iter()
        .filter_map(|play| {
            let card = shelf.cards.get(play.track)?;
            Some(PastPlay {
                opened: PlayOpened {
                    id: PlayId::made_at(play.started_at.unix_ms),
                    track: Some(card.id),
                    title: card.title.clone(),
                    artist: card.artist.clone(),
                    album: card.album.clone(),
                    started_at: play.started_at,
                    length_ms: Some(play.length_ms),
                    source: shelf.source(play.from, &lists),
                },
                progress: PlayProgress {
                    heard_ms: play.heard_ms,
                    position_ms: play.heard_ms,
                    audible: true,
                    key_age_ms: play.key_age_ms,
                },
                ending: play.ending,
            })
        })
        .collect();
    for batch in plays.chunks(BATCH) {
        store.record_past_plays(batch.to_vec()).wait()?;
    }
    for (thing, at) in &history.likes {
        if let Some(item) = shelf.item(*thing) {
            store.say(Verb::Like, Target::Item(item.what), None, *at).wait()?;
        }
    }
    for pinned in &history.pins {
        let by_hand = |item: Item| Pick {
            item,
            evidence: vec![Evidence {
                fact: Fact::ByHand { what: "you put it here".into(), at: pinned.pinned_at },
                weight: 1.0,
            }],
            heard: false,
        };
        let picks: Vec<_> = pinned.picks.iter().filter_map(|&thing| shelf.item(thing)).map(by_hand).collect();
        let recipe = Recipe { kind: "picks".into(), length: u32::try_from(picks.len())?, ..Recipe::default() };
        let pin = Pin {
            id: PinId::made_at(pinned.pinned_at.unix_ms),
            place: pinned.place,
            mode: PinMode::Picks,
            title: pinned.title.to_owned(),
            recipe,
            picks,
            pinned_at: pinned.pinned_at,
        };
        store.pin(pin).wait()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
