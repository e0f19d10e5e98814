//! `tonearm eval`: how good home's rankings are, measured on what was heard next.

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use indicatif::ProgressBar;
use serde_json::json;

use super::since::Since;
use super::{Context, Exit};
use crate::domain::facts::Facts;
use crate::domain::human;
use crate::eval::{Log, frozen, online, own};
use crate::taste::ranking;

/// The file that `--export` writes; the reference's reader knows such names.
const EXPORTED: &str = "X01.tsv";

#[derive(Debug, Args)]
pub struct Eval {
    #[command(flatten)]
    since: Since,
    /// As one JSON object
    #[arg(long)]
    json: bool,
    /// What came of home instead: shown, started, finished, skipped
    #[arg(long, conflicts_with_all = ["tasks", "export"])]
    online: bool,
    /// Write your history into this folder as a log of numbers, without names
    #[arg(long, value_name = "DIR", conflicts_with = "tasks")]
    export: Option<PathBuf>,
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
    pub fn run(self, context: &Context) -> anyhow::Result<Exit> {
        if let (Some(tasks), Some(data), Some(out)) = (&self.tasks, &self.data, &self.out) {
            return answer_frozen(tasks, data, out, self.scorer.into());
        }
        let store = context.store()?;
        let now = context.clock.now();
        let facts = store.reader()?.facts(store.listener(), now).context("reading your history")?;
        let mut stdout = std::io::stdout().lock();
        if let Some(folder) = &self.export {
            return export(&facts, folder, &mut stdout);
        }
        if self.online {
            report_online(&facts, self.json, &mut stdout)?;
            return Ok(Exit::Done);
        }
        let since = self.since.period(now)?.since;
        let bar = Context::shows_progress().then(|| ProgressBar::new(0));
        let report = own::measure(&own::log(&facts), since, |of| {
            if let Some(bar) = &bar {
                bar.set_length(of as u64);
                bar.inc(1);
            }
        });
        if let Some(bar) = bar {
            bar.finish_and_clear();
        }
        if self.json {
            let mut object = serde_json::to_value(&report)?;
            if let Some(object) = object.as_object_mut() {
                object.insert("schema".into(), 1.into());
                object.insert("short".into(), (report.weeks < own::FEW_WEEKS).into());
            }
            writeln!(stdout, "{object}")?;
        } else {
            print(&report, &mut stdout)?;
        }
        Ok(Exit::Done)
    }
}

fn print(report: &own::Report, out: &mut impl Write) -> std::io::Result<()> {
    let count = |n: usize, one, many| human::count(u32::try_from(n).unwrap_or(u32::MAX), one, many);
    let (listens, weeks) = (count(report.listens, "listen", "listens"), count(report.weeks, "week", "weeks"));
    if report.tasks.is_empty() {
        writeln!(out, "{listens}: too few to ask anything. Four weeks and 200 listens are needed.")?;
        return Ok(());
    }
    writeln!(out, "{listens}, questions over {weeks}.")?;
    writeln!(out, "NDCG@20, and how often one of the first 20 was right.\n")?;
    writeln!(out, "{:24}{:>12}{:>14}{:>14}{:>14}  questions", "", "home", "most played", "most recent", "frecency")?;
    for line in &report.tasks {
        write!(out, "{:24}", line.section)?;
        for (place, score) in line.scorers.iter().enumerate() {
            let cell = format!("{:.3} {:>3.0} %", score.measures.ndcg20, 100.0 * score.measures.hit20);
            write!(out, "{cell:>width$}", width = if place == 0 { 12 } else { 14 })?;
        }
        writeln!(out, "  {}", line.questions)?;
    }
    if report.weeks < own::FEW_WEEKS {
        writeln!(out, "\nUnder {} weeks these figures are mostly chance.", own::FEW_WEEKS)?;
    }
    for line in &report.tasks {
        if let Some(simpler) = line.simpler {
            writeln!(out, "\n{}: {simpler} was better by over 3 % in {} weeks.", line.section, line.weeks)?;
            match &line.command {
                Some(command) => writeln!(out, "  {command}")?,
                None => writeln!(out, "  Radio has no choice of scorer.")?,
            }
        }
    }
    Ok(())
}

fn report_online(facts: &Facts, as_json: bool, out: &mut impl Write) -> std::io::Result<()> {
    let lines = online::lines(&facts.shown);
    if as_json {
        return writeln!(out, "{}", json!({ "schema": 1, "sections": lines }));
    }
    if lines.is_empty() {
        return writeln!(out, "Nothing of home was looked at in the last 60 days.");
    }
    writeln!(out, "{:24}{:>8}{:>9}{:>10}{:>9}  of 60 days", "", "shown", "started", "finished", "skipped")?;
    lines.iter().try_for_each(|line| {
        let title = crate::taste::title_of(&line.kind);
        writeln!(
            out,
            "{:24}{:>8}{:>9}{:>10}{:>9}  {}",
            title, line.shown, line.started, line.finished, line.skipped, line.days
        )
    })
}

fn export(facts: &Facts, folder: &Path, out: &mut impl Write) -> anyhow::Result<Exit> {
    let log = own::log(facts);
    std::fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    let path = folder.join(EXPORTED);
    std::fs::write(&path, log.tsv()).with_context(|| format!("writing {}", path.display()))?;
    writeln!(out, "{} plays in {}.", human::thousands(log.rows.len() as u64), path.display())?;
    Ok(Exit::Done)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo;
    use crate::domain::time::Moment;
    use crate::eval::log::Row;

    /// The demo's year, as it would be read from its library.
    fn a_year() -> Log {
        let now = Moment::parse_rfc3339("2026-11-22T19:00:00+01:00").unwrap();
        let catalogue = demo::catalogue();
        let mut artists: Vec<&str> = catalogue.iter().map(|track| track.artist).collect();
        artists.sort();
        artists.dedup();
        let row = |play: &demo::Play| {
            let track = &catalogue[play.track];
            Row {
                at_ms: play.started_at.unix_ms,
                track: play.track as u32,
                artist: artists.binary_search(&track.artist).ok().map(|artist| artist as u32),
                album: Some(track.album_index as u32),
                heard_ms: Some(play.heard_ms),
            }
        };
        let mut rows: Vec<Row> = demo::history(now).plays.iter().map(row).collect();
        rows.sort_by_key(|row| row.at_ms);
        Log::new(rows)
    }

    #[test]
    fn the_demo_year_is_measured_and_told_in_a_table() {
        let report = own::measure(&a_year(), None, |_| ());
        assert!(report.weeks >= 26, "{}", report.weeks);
        let names: Vec<&str> = report.tasks.iter().map(|line| line.section).collect();
        assert_eq!(names[0], "Your week");
        assert!(names.contains(&"Jump back in") && names.contains(&"Because you listened to"), "{names:?}");
        for line in &report.tasks {
            assert_eq!(line.scorers.len(), own::COMPARED.len());
            assert!(line.scorers.iter().all(|score| (0.0..=1.0).contains(&score.measures.ndcg20)));
        }
        let mut table = Vec::new();
        print(&report, &mut table).unwrap();
        let table = String::from_utf8(table).unwrap();
        assert!(table.lines().all(|line| line.chars().count() <= 92), "{table}");
        assert!(!table.contains("mostly chance"), "{table}");
    }

    #[test]
    fn a_short_history_is_told_to_be_one() {
        let mut out = Vec::new();
        print(&own::Report { listens: 40, ..own::Report::default() }, &mut out).unwrap();
        assert!(String::from_utf8(out).unwrap().starts_with("40 listens: too few"));
        let line = own::Line {
            task: "week",
            section: "Your week",
            questions: 3,
            weeks: 3,
            scorers: Vec::new(),
            simpler: Some("frecency"),
            command: Some("tonearm settings set scorer.your-week frecency".into()),
        };
        let mut out = Vec::new();
        print(&own::Report { listens: 900, weeks: 3, tasks: vec![line] }, &mut out).unwrap();
        let said = String::from_utf8(out).unwrap();
        assert!(said.contains("Under 12 weeks") && said.contains("frecency was better"), "{said}");
        assert!(said.contains("tonearm settings set scorer.your-week frecency"), "{said}");
    }
}
