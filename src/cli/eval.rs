//! `tonearm eval`: how good home's rankings are, measured on what was heard next.

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use indicatif::ProgressBar;

use super::{Context, Exit};
use crate::eval::{Log, frozen};
use crate::taste::ranking;

#[derive(Debug, Args)]
pub struct Eval {
    /// Answer the questions of this file instead of asking your own history
    #[arg(long, value_name = "FILE", requires = "data", requires = "out")]
    tasks: Option<PathBuf>,
    /// The folder of the logs that the questions ask of, NAME.tsv each
    #[arg(long, value_name = "DIR", requires = "tasks")]
    data: Option<PathBuf>,
    /// Where the answers go
    #[arg(long, value_name = "FILE", requires = "tasks")]
    out: Option<PathBuf>,
    /// Who answers
    #[arg(long, value_enum, default_value_t = Scorer::Ours, requires = "tasks")]
    scorer: Scorer,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Scorer {
    Ours,
    Reference,
    MostPlayed,
    MostRecent,
    Frecency,
}

impl From<Scorer> for ranking::Scorer {
    fn from(scorer: Scorer) -> Self {
        match scorer {
            Scorer::Ours => Self::Ours,
            Scorer::Reference => Self::Reference,
            Scorer::MostPlayed => Self::MostPlayed,
            Scorer::MostRecent => Self::MostRecent,
            Scorer::Frecency => Self::Frecency,
        }
    }
}

impl Eval {
    pub fn run(self, _context: &Context) -> anyhow::Result<Exit> {
        match (&self.tasks, &self.data, &self.out) {
            (Some(tasks), Some(data), Some(out)) => answer_frozen(tasks, data, out, self.scorer.into()),
            _ => anyhow::bail!("say --tasks FILE --data DIR --out FILE"),
        }
    }
}

/// Answers the questions of a file, log by log as they come.
fn answer_frozen(tasks: &Path, data: &Path, out: &Path, scorer: ranking::Scorer) -> anyhow::Result<Exit> {
    let text = std::fs::read_to_string(tasks).with_context(|| format!("reading {}", tasks.display()))?;
    let questions =
        frozen::parse(&text).map_err(anyhow::Error::msg).with_context(|| format!("reading {}", tasks.display()))?;
    let file = std::fs::File::create(out).with_context(|| format!("writing {}", out.display()))?;
    let mut file = std::io::BufWriter::new(file);
    let bar = Context::shows_progress().then(|| ProgressBar::new(questions.len() as u64));
    let mut logs: HashMap<&str, Log> = HashMap::new();
    for question in &questions {
        let log = match logs.entry(question.log) {
            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::hash_map::Entry::Vacant(new) => new.insert(read_log(data, question.log)?),
        };
        file.write_all(frozen::lines(question, log, scorer).as_bytes())
            .with_context(|| format!("writing {}", out.display()))?;
        if let Some(bar) = &bar {
            bar.inc(1);
        }
    }
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    file.flush().with_context(|| format!("writing {}", out.display()))?;
    Ok(Exit::Done)
}

fn read_log(folder: &Path, name: &str) -> anyhow::Result<Log> {
    let path = folder.join(format!("{name}.tsv"));
    let text = std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    Log::parse(&text).with_context(|| format!("reading {}", path.display()))
}
