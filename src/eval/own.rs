//! The listener's own history, asked the same questions.

use std::collections::HashMap;

use serde::Serialize;

use crate::domain::facts::Facts;
use crate::domain::scorer::setting_of;
use crate::domain::time::DAY_MS;
use crate::domain::track::Kind as TrackKind;
use crate::taste::ranking::{Scorer, Task};
use crate::taste::signals::weight_of;

use super::log::Row;
use super::metrics::Measures;
use super::{Log, Question, Wanted, answer, protocol};

/// Who is compared; ours first.
pub const COMPARED: [Scorer; 4] = [Scorer::Ours, Scorer::MostPlayed, Scorer::MostRecent, Scorer::Frecency];
/// Fewer weeks say little.
pub const FEW_WEEKS: usize = 12;
/// Over so many weeks a simpler ranking that is better by so much is worth telling.
const WORTH_TELLING_WEEKS: usize = 26;
const WORTH_TELLING: f64 = 1.03;

/// How well each ranking foretold what was heard.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    pub listens: usize,
    /// Weeks between the first and the last question.
    pub weeks: usize,
    pub tasks: Vec<Line>,
}

/// One task.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    pub task: &'static str,
    pub section: &'static str,
    pub questions: usize,
    pub weeks: usize,
    pub scorers: Vec<Score>,
    /// A simpler ranking that did clearly better over half a year.
    pub simpler: Option<&'static str>,
    /// What lets the section rank by it; none where it is no choice of a section.
    pub command: Option<String>,
}

/// The mean of one scorer's answers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Score {
    pub scorer: &'static str,
    #[serde(flatten)]
    pub measures: Measures,
}

/// The history of music as a log, with tracks, artists and albums numbered as they first came.
#[must_use]
pub fn log(facts: &Facts) -> Log {
    let mut plays: Vec<_> = facts
        .plays
        .iter()
        .filter(|play| facts.tracks.get(play.track as usize).is_some_and(|track| track.kind == TrackKind::Music))
        .collect();
    plays.sort_by_key(|play| play.started_at.unix_ms);
    let (mut tracks, mut artists, mut albums) = (Numbers::default(), Numbers::default(), Numbers::default());
    let row = |play: &&crate::domain::facts::PlayFacts| {
        let track = &facts.tracks[play.track as usize];
        let row = Row {
            at_ms: play.started_at.unix_ms,
            track: tracks.of(play.track),
            artist: track.artists.first().map(|artist| artists.of(*artist)),
            album: track.album.map(|album| albums.of(album)),
            heard_ms: play.heard_ms.get(),
        };
        (row, play.listen.then(|| weight_of(play.source)))
    };
    Log::weighted(plays.iter().map(row).collect())
}

/// Numbers things as they come.
#[derive(Default)]
struct Numbers(HashMap<u32, u32>);

impl Numbers {
    fn of(&mut self, place: u32) -> u32 {
        let next = self.0.len() as u32;
        *self.0.entry(place).or_insert(next)
    }
}

/// Asks the log every question since a moment; `each` is told after every one, and of how many.
#[must_use]
pub fn measure(log: &Log, since_ms: Option<i64>, mut each: impl FnMut(usize)) -> Report {
    let mut questions = protocol::questions(log);
    questions.retain(|(question, _)| since_ms.is_none_or(|since| question.at_ms >= since));
    let mut measured: HashMap<(Task, Scorer), Vec<Measures>> = HashMap::new();
    for (question, wanted) in &questions {
        for scorer in COMPARED {
            let answers = answer(log, question, scorer);
            for (task, answer) in &answers {
                if let Some(wanted) = wanted.iter().find(|wanted| wanted.task == *task) {
                    let measures = Measures::of(answer, &wanted.tracks);
                    measured.entry((*task, scorer)).or_default().push(measures);
                }
            }
        }
        each(questions.len());
    }
    let asked =
        |task: Task| questions.iter().filter(move |(_, wanted)| wanted.iter().any(|wanted| wanted.task == task));
    let tasks = Task::ALL.into_iter().filter_map(|task| {
        let score = |scorer: Scorer| Some((scorer, Measures::mean(measured.get(&(task, scorer))?)));
        let scores: Vec<(Scorer, Measures)> = COMPARED.into_iter().filter_map(score).collect();
        let weeks = span_weeks(asked(task));
        (!scores.is_empty()).then(|| Line {
            task: task.name(),
            section: section(task),
            questions: asked(task).count(),
            weeks,
            simpler: simpler(&scores, weeks),
            command: simpler(&scores, weeks).and_then(|simpler| command(task, simpler)),
            scorers: scores.into_iter().map(|(scorer, measures)| Score { scorer: scorer.name(), measures }).collect(),
        })
    });
    Report { listens: log.timeline.listens.len(), weeks: span_weeks(questions.iter()), tasks: tasks.collect() }
}

/// Weeks from the first to the last question, both counted.
fn span_weeks<'q>(questions: impl Iterator<Item = &'q (Question, Vec<Wanted>)>) -> usize {
    let at = questions.map(|(question, _)| question.at_ms).fold(None, |span: Option<(i64, i64)>, at| {
        Some(span.map_or((at, at), |(first, last)| (first.min(at), last.max(at))))
    });
    at.map_or(0, |(first, last)| usize::try_from((last - first) / (7 * DAY_MS)).unwrap_or(0) + 1)
}

fn simpler(scores: &[(Scorer, Measures)], weeks: usize) -> Option<&'static str> {
    let (_, ours) = scores.iter().find(|(scorer, _)| *scorer == Scorer::Ours)?;
    let best = scores.iter().max_by(|a, b| a.1.ndcg20.total_cmp(&b.1.ndcg20))?;
    (weeks >= WORTH_TELLING_WEEKS && best.1.ndcg20 > ours.ndcg20 * WORTH_TELLING).then(|| best.0.name())
}

fn command(task: Task, simpler: &str) -> Option<String> {
    let setting = setting_of(task.section()?)?;
    Some(format!("tonearm settings set {} {simpler}", setting.name()))
}

/// The section that lives by a task.
const fn section(task: Task) -> &'static str {
    match task {
        Task::Week => "Your week",
        Task::Forgotten => "Rediscover",
        Task::FirstPlays => "Continue with",
        Task::SessionStart => "Jump back in",
        Task::Next => "Radio that stays",
        Task::NextByOthers => "Because you listened to",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measures(ndcg20: f64) -> Measures {
        Measures { ndcg20, ..Measures::default() }
    }

    #[test]
    fn a_simpler_ranking_is_told_of_only_when_it_is_clearly_better_for_long() {
        let scores = |ours, frecency| [(Scorer::Ours, measures(ours)), (Scorer::Frecency, measures(frecency))];
        assert_eq!(simpler(&scores(0.5, 0.6), 26), Some("frecency"));
        assert_eq!(simpler(&scores(0.5, 0.6), 25), None);
        assert_eq!(simpler(&scores(0.5, 0.51), 60), None);
        assert_eq!(simpler(&scores(0.0, 0.0), 60), None);
        let said = command(Task::Forgotten, "frecency");
        assert_eq!(said.as_deref(), Some("tonearm settings set scorer.rediscover frecency"));
        for task in Task::ALL.into_iter().filter(|task| *task != Task::Next) {
            assert!(command(task, "most-recent").is_some_and(|said| said.contains(task.section().unwrap())));
        }
        assert_eq!(command(Task::Next, "frecency"), None, "radio has no such choice");
    }

    /// Half a year of a habit: each evening one of three albums, whole and in order.
    fn habit() -> Log {
        let evening = |day: i64| {
            (0i64..8).map(move |step| Row {
                at_ms: day * DAY_MS + 70_000_000 + step * 240_000,
                track: (day % 3 * 8 + step) as u32,
                artist: Some((day % 3) as u32),
                album: Some((day % 3) as u32),
                heard_ms: Some(240_000),
            })
        };
        Log::new((0..180).flat_map(evening).collect())
    }

    #[test]
    fn a_habit_is_foretold_and_better_so_than_by_counting() {
        let mut told = 0;
        let report = measure(&habit(), None, |_| told += 1);
        assert_eq!(report.listens, 1440);
        assert_eq!(report.weeks, 22);
        let next = report.tasks.iter().find(|line| line.task == "next").unwrap();
        let of = |scorer| next.scorers.iter().find(|score| score.scorer == scorer).unwrap().measures.ndcg20;
        assert!(of("ours") > 0.95, "what follows is known: {}", of("ours"));
        assert!(of("most-played") < of("ours") && of("frecency") < of("ours"));
        assert!(told >= next.questions);
        let later = measure(&habit(), Some(150 * DAY_MS), |_| ());
        assert!(later.weeks <= 5 && !later.tasks.is_empty());
    }

    #[test]
    fn nothing_heard_gives_no_line() {
        let report = measure(&Log::new(Vec::new()), None, |_| ());
        assert_eq!((report.weeks, report.tasks.len()), (0, 0));
    }
}
