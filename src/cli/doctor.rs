//! `tonearm doctor`: compares what is kept with what it is made from, and mends it.

use std::io::Write;

use clap::Args;

use super::{Context, Exit};
use crate::domain::human;

#[derive(Debug, Args)]
pub struct Doctor {}

impl Doctor {
    pub fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let store = context.store()?;
        let mended = store.rebuild_track_stats().wait()?;
        let mut out = std::io::stdout().lock();
        match u32::try_from(mended).unwrap_or(u32::MAX) {
            0 => writeln!(out, "Every count agrees with its plays.")?,
            n => writeln!(
                out,
                "Counts of {} did not agree with their plays, and were mended.",
                human::count(n, "track", "tracks")
            )?,
        }
        Ok(Exit::Done)
    }
}
