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
        let wrong = store.reader()?.wrong_track_stats()?;
        let rebuilt = store.rebuild_track_stats().wait()?;
        let mut out = std::io::stdout().lock();
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        if wrong == 0 {
            writeln!(out, "Counts of {} agree with their plays.", human::count(count(rebuilt), "track", "tracks"))?;
        } else {
            writeln!(
                out,
                "Counts of {} did not agree with their plays; all were counted anew.",
                human::count(count(wrong), "track", "tracks")
            )?;
        }
        Ok(Exit::Done)
    }
}
