//! `tonearm play FILE|QUERY…`: plays without a screen and ends with the last track.

use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::Args;
use crossbeam_channel::select;

use super::quiet::QuietStderr;
use super::{Context, Exit, find, open};
use crate::domain::file::Content;
use crate::domain::human;
use crate::domain::ids::TrackId;
use crate::domain::listen::{Source, SourceKind};
use crate::domain::time::Moment;
use crate::domain::track::{Presence, TrackCard};
use crate::player::protocol::{Event, PlayState, Snapshot, SoundState, Weight};
use crate::player::{Command, runtime::Running};
use crate::scan;
use crate::store::Store;

#[derive(Debug, Args)]
pub struct Play {
    /// Files, folders, or words of a title, artist or album
    #[arg(required = true, value_name = "FILE|QUERY")]
    what: Vec<String>,
    /// 0 to 100
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u8).range(0..=100))]
    volume: u8,
    /// Say nothing
    #[arg(short, long)]
    quiet: bool,
}

impl Play {
    pub fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let _held = open::hold_library(context)?;
        let store = context.store()?;
        let cards = self.cards(&store, context.clock.now())?;
        if cards.is_empty() {
            bail!("nothing to play is known by {}", self.what.join(" "));
        }
        drop(store);
        let errors = QuietStderr::begin(context);
        let running = open::start(context, context.spoken(), false, false)?;
        let kind = if cards.iter().any(|card| card.id.0 > 0) { SourceKind::Search } else { SourceKind::File };
        let source = Source { kind, id: None, name: self.what.join(" ") };
        let _ = running.commands.send(Command::SetVolume { percent: self.volume });
        running.play(cards, source);
        let outcome = self.follow(&running, &errors);
        let _ = running.commands.send(Command::Quit);
        running.join();
        outcome
    }

    /// Each argument is a path, or all of them are words of one search.
    fn cards(&self, store: &Store, now: Moment) -> anyhow::Result<Vec<Arc<TrackCard>>> {
        let reader = store.reader()?;
        let paths: Vec<PathBuf> = self.what.iter().map(PathBuf::from).collect();
        if !paths.iter().any(|path| path.exists()) {
            return Ok(find::all(&reader, store.listener(), &self.what, now)?.into_iter().map(Arc::new).collect());
        }
        let mut files = Vec::new();
        for path in paths {
            if !path.exists() {
                bail!("{} is not there", path.display());
            }
            files.extend(scan::loose_files(&path));
        }
        let mut cards = Vec::new();
        for (number, file) in (1..).zip(files) {
            let known = match file.canonicalize() {
                Ok(path) => reader.track_at(path.as_os_str().as_bytes(), store.listener())?,
                Err(_) => None,
            };
            cards.push(Arc::new(known.unwrap_or_else(|| stranger(&file, number))));
        }
        Ok(cards)
    }

    /// Says what plays until nothing does.
    fn follow(&self, running: &Running, errors: &QuietStderr) -> anyhow::Result<Exit> {
        let mut signals =
            signal_hook::iterator::Signals::new([signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM])
                .context("watching signals")?;
        let (tell, signalled) = crossbeam_channel::bounded(1);
        std::thread::Builder::new().name("signals".into()).spawn(move || {
            if signals.forever().next().is_some() {
                let _ = tell.send(());
            }
        })?;
        let mut seen = Seen::default();
        loop {
            select! {
                recv(running.events) -> event => match event {
                    Ok(Event::Snapshot(snapshot)) => {
                        if seen.look(&snapshot, self.quiet, errors)? {
                            break;
                        }
                    }
                    Ok(Event::Ended) | Err(_) => break,
                    Ok(_) => {}
                },
                recv(signalled) -> _ => break,
            }
        }
        Ok(if seen.failed { Exit::Partly } else { Exit::Done })
    }
}

/// What was said so far.
#[derive(Default)]
struct Seen {
    playing: Option<crate::domain::queue::EntryId>,
    started: bool,
    message: u64,
    failed: bool,
}

impl Seen {
    /// True when the last track is over.
    fn look(&mut self, snapshot: &Snapshot, quiet: bool, errors: &QuietStderr) -> std::io::Result<bool> {
        if let Some(message) = &snapshot.message
            && message.number > self.message
        {
            self.message = message.number;
            if message.weight == Weight::Warning {
                self.failed |= !matches!(snapshot.sound, SoundState::Lost { .. });
                errors.say(&format!("tonearm: {}", message.text))?;
            }
        }
        let current = snapshot.transport.current.as_ref();
        let playing = current.map(|line| line.entry);
        if playing != self.playing {
            self.playing = playing;
            if let (Some(line), false) = (current, quiet) {
                let card = &line.card;
                let length = card.length_ms.map_or_else(String::new, |ms| format!("  {}", human::clock(ms)));
                let album = card.album.as_ref().map_or_else(String::new, |album| format!(" · {album}"));
                writeln!(std::io::stdout(), "{} · {}{album}{length}", card.title, card.artist)?;
            }
        }
        self.started |= snapshot.transport.state == PlayState::Playing;
        Ok(self.started && snapshot.transport.state == PlayState::Stopped)
    }
}

/// A file from outside the library, by its own tags. Its id is no library's.
fn stranger(file: &Path, number: i64) -> TrackCard {
    let (tags, length_ms, gain, presence) = match scan::loose_content(file) {
        Some(Content::Audio { tags, sound, .. }) => {
            let gain = tags.gain;
            (Some(tags), sound.length_ms, gain, Presence::Here)
        }
        // The engine will say what is wrong with it.
        _ => (None, None, Default::default(), Presence::Here),
    };
    let name = file.file_name().map(|name| crate::domain::text::path_for_screen(name.as_bytes())).unwrap_or_default();
    let tags = tags.as_deref();
    TrackCard {
        id: TrackId(-number),
        title: tags.and_then(|tags| tags.title.clone()).unwrap_or(name),
        artist: tags.and_then(|tags| tags.artist.clone()).unwrap_or_else(|| "unknown artist".into()),
        artist_id: None,
        album: tags.and_then(|tags| tags.album.clone()),
        album_id: None,
        disc: None,
        number: None,
        year: tags.and_then(|tags| tags.year()),
        length_ms,
        kind: Default::default(),
        presence,
        path: Some(std::path::absolute(file).unwrap_or_else(|_| file.to_owned()).as_os_str().as_bytes().to_vec()),
        listens: 0,
        liked: false,
        stars: None,
        work: None,
        gain,
    }
}
