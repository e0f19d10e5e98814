//! `tonearm stats`: what was heard, added up.

use std::io::Write;

use clap::Args;

use super::since::Since;
use super::{Context, Exit};
use crate::domain::human;
use crate::store::Listening;

#[derive(Debug, Args)]
pub struct Stats {
    #[command(flatten)]
    since: Since,
    /// Name so many tracks, albums and artists
    #[arg(long, default_value_t = 10, value_name = "N")]
    top: usize,
    /// As one JSON object
    #[arg(long)]
    json: bool,
}

impl Stats {
    pub fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let period = self.since.period(context.clock.now())?;
        let store = context.store()?;
        let listening = store.reader()?.listening(store.listener(), period, self.top)?;
        let mut out = std::io::stdout().lock();
        if self.json {
            let mut object = serde_json::to_value(&listening)?;
            if let Some(object) = object.as_object_mut() {
                object.insert("schema".into(), 1.into());
            }
            writeln!(out, "{object}")?;
        } else {
            print(&listening, &mut out)?;
        }
        Ok(Exit::Done)
    }
}

fn print(listening: &Listening, out: &mut impl Write) -> std::io::Result<()> {
    let count = |n: u64, one, many| human::count(u32::try_from(n).unwrap_or(u32::MAX), one, many);
    writeln!(
        out,
        "{} in {}, {} heard, {} skipped.",
        count(listening.listens, "listen", "listens"),
        count(listening.plays, "play", "plays"),
        human::span(i64::try_from(listening.heard_ms).unwrap_or(i64::MAX)),
        human::thousands(listening.skips),
    )?;
    writeln!(
        out,
        "{}, {}, {}.",
        count(listening.tracks, "track", "tracks"),
        count(listening.albums, "album", "albums"),
        count(listening.artists, "artist", "artists"),
    )?;
    let mut list = |title: &str, lines: Vec<(u64, String)>| -> std::io::Result<()> {
        if !lines.is_empty() {
            writeln!(out, "\n{title}")?;
        }
        lines.into_iter().try_for_each(|(listens, words)| writeln!(out, "{listens:>7}  {words}"))
    };
    let tracks = listening.top_tracks.iter().map(|top| (top.listens, format!("{} · {}", top.title, top.artist)));
    list("Tracks", tracks.collect())?;
    let albums = listening.top_albums.iter().map(|top| (top.listens, format!("{} · {}", top.title, top.artist)));
    list("Albums", albums.collect())?;
    list("Artists", listening.top_artists.iter().map(|top| (top.listens, top.name.clone())).collect())?;
    list("Months", listening.months.iter().map(|month| (month.listens, month.month.clone())).collect())
}
