//! Questions whose answers are known.
//!
//! *Week*: every seventh midnight after four weeks, what of the known, of the forgotten and of
//! the never heard was heard in the seven days that followed. *Session start*: what of the known
//! a session held. *Seed*: from one listen on, the next five different tracks of its session.

use crate::domain::time::{DAY_MS, SECOND_MS};
use crate::taste::ranking::Task;

use super::Log;

/// Listens before the first question.
const WARM_UP: usize = 200;
const WARM_UP_DAYS: i64 = 28;
/// A week, and a session that starts, must hold so many different tracks.
const WORTH_ASKING: usize = 5;
/// A session with a seed must hold so many.
const WORTH_GOING_ON: usize = 3;
/// Questions of each sort at most, evenly spread.
const WEEKS: usize = 52;
const STARTS: usize = 150;
const SEEDS: usize = 250;
/// How many of the tracks after a seed are looked for.
const AHEAD: usize = 5;
/// Forgotten: heard so often, and silent for longer than this.
pub const FORGOTTEN_LISTENS: usize = 3;
pub const FORGOTTEN_MS: i64 = 30 * DAY_MS;

/// What sort of question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Week,
    Start,
    Seed,
}

impl Kind {
    /// As files name it.
    #[must_use]
    pub const fn letter(self) -> &'static str {
        match self {
            Self::Week => "W",
            Self::Start => "H",
            Self::Seed => "S",
        }
    }

    #[must_use]
    pub fn from_letter(letter: &str) -> Option<Self> {
        [Self::Week, Self::Start, Self::Seed].into_iter().find(|kind| kind.letter() == letter)
    }

    /// What is asked at once, with the letters of the answers.
    #[must_use]
    pub const fn tasks(self) -> &'static [(Task, &'static str)] {
        match self {
            Self::Week => &[(Task::Week, "R"), (Task::FirstPlays, "N"), (Task::Forgotten, "F")],
            Self::Start => &[(Task::SessionStart, "R")],
            Self::Seed => &[(Task::Next, "A"), (Task::NextByOthers, "X")],
        }
    }
}

/// One question: what may be seen, and what is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Its number in the log, which breaks ties.
    pub number: u64,
    pub kind: Kind,
    pub at_ms: i64,
    /// Rows that may be seen.
    pub visible: usize,
    pub seed: Option<u32>,
    /// Tracks that are no answer, as they were heard in the session already.
    pub excluded: Vec<u32>,
}

/// What an answer should have held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub task: Task,
    pub tracks: Vec<u32>,
}

/// Every question that a log gives, with its answers; those that would have none are left out.
#[must_use]
pub fn questions(log: &Log) -> Vec<(Question, Vec<Wanted>)> {
    let Some(first) = log.timeline.listens.first() else { return Vec::new() };
    let begin = first.at_ms.div_euclid(DAY_MS) * DAY_MS;
    let mut all = weeks(log, begin);
    all.extend(starts(log, begin));
    all.extend(seeds(log, begin));
    for (number, (question, _)) in (0u64..).zip(&mut all) {
        question.number = number;
    }
    all
}

/// Evenly spread, the first among them.
fn spread<T>(all: Vec<T>, most: usize) -> Vec<T> {
    let have = all.len();
    if have <= most {
        return all;
    }
    let mut wanted = (0..most).map(|place| place * have / most).peekable();
    all.into_iter().enumerate().filter(|(place, _)| wanted.next_if_eq(place).is_some()).map(|(_, one)| one).collect()
}

fn weeks(log: &Log, begin: i64) -> Vec<(Question, Vec<Wanted>)> {
    let listens = &log.timeline.listens;
    let Some(end) = listens.last().map(|listen| listen.at_ms) else { return Vec::new() };
    let before = |at: i64| listens.partition_point(|listen| listen.at_ms < at);
    let different = |from: usize, to: usize| sorted(listens[from..to].iter().map(|listen| listen.track));
    let mut weeks = Vec::new();
    let mut at = begin + WARM_UP_DAYS * DAY_MS;
    while at + 7 * DAY_MS <= end {
        let (from, to) = (before(at), before(at + 7 * DAY_MS));
        if from >= WARM_UP && different(from, to).len() >= WORTH_ASKING {
            weeks.push((at, from, to));
        }
        at += 7 * DAY_MS;
    }
    let ask = |(at, from, to): (i64, usize, usize)| {
        let mut known = vec![(0usize, i64::MIN); log.tracks()];
        for listen in &listens[..from] {
            let known = &mut known[listen.track as usize];
            *known = (known.0 + 1, listen.at_ms);
        }
        let (again, new): (Vec<u32>, Vec<u32>) =
            different(from, to).into_iter().partition(|track| known[*track as usize].0 > 0);
        let forgotten = again.iter().copied().filter(|track| {
            let (times, last) = known[*track as usize];
            times >= FORGOTTEN_LISTENS && last < at - FORGOTTEN_MS
        });
        let wanted = wanted([(Task::Forgotten, forgotten.collect()), (Task::Week, again), (Task::FirstPlays, new)]);
        let visible = log.rows.partition_point(|row| row.at_ms < at);
        (Question { number: 0, kind: Kind::Week, at_ms: at, visible, seed: None, excluded: Vec::new() }, wanted)
    };
    spread(weeks, WEEKS).into_iter().map(ask).collect()
}

/// Rows of each session after the warm-up: from, to.
fn sessions(log: &Log, begin: i64) -> Vec<(usize, usize)> {
    let mut sessions: Vec<(usize, usize)> = Vec::new();
    for row in 0..log.rows.len() {
        match sessions.last_mut() {
            Some(last) if !log.begins_session(row) => last.1 = row + 1,
            _ => sessions.push((row, row + 1)),
        }
    }
    sessions.retain(|(from, _)| {
        let at = log.rows[*from].at_ms;
        let heard = log.timeline.listens.partition_point(|listen| listen.at_ms < at);
        heard >= WARM_UP && at >= begin + WARM_UP_DAYS * DAY_MS
    });
    sessions
}

fn listens_in(log: &Log, (from, to): (usize, usize)) -> impl Iterator<Item = (usize, u32)> + '_ {
    let range = log.listens_before[from] as usize..log.listens_before[to] as usize;
    log.timeline.listens[range].iter().map(|listen| (listen.play as usize, listen.track))
}

fn starts(log: &Log, begin: i64) -> Vec<(Question, Vec<Wanted>)> {
    let worth =
        |session: &(usize, usize)| sorted(listens_in(log, *session).map(|(_, track)| track)).len() >= WORTH_ASKING;
    let sessions: Vec<(usize, usize)> = sessions(log, begin).into_iter().filter(worth).collect();
    let mut first: Vec<i64> = vec![i64::MAX; log.tracks()];
    for listen in log.timeline.listens.iter().rev() {
        first[listen.track as usize] = listen.at_ms;
    }
    let ask = |session: (usize, usize)| {
        let at_ms = log.rows[session.0].at_ms;
        let again = listens_in(log, session).map(|(_, track)| track).filter(|track| first[*track as usize] < at_ms);
        let wanted = wanted([(Task::SessionStart, sorted(again))]);
        let question =
            Question { number: 0, kind: Kind::Start, at_ms, visible: session.0, seed: None, excluded: Vec::new() };
        (question, wanted)
    };
    spread(sessions, STARTS).into_iter().map(ask).filter(|(_, wanted)| !wanted.is_empty()).collect()
}

fn seeds(log: &Log, begin: i64) -> Vec<(Question, Vec<Wanted>)> {
    let worth =
        |session: &(usize, usize)| sorted(listens_in(log, *session).map(|(_, track)| track)).len() >= WORTH_GOING_ON;
    let sessions: Vec<(usize, usize)> = sessions(log, begin).into_iter().filter(worth).collect();
    let ask = |(number, session): (u64, (usize, usize))| {
        let heard: Vec<(usize, u32)> = listens_in(log, session).collect();
        let seed_place = super::answer::tie(number, 0) as usize % (heard.len() - 1);
        let (row, seed) = heard[seed_place];
        let before = sorted(heard[..=seed_place].iter().map(|(_, track)| *track));
        let mut ahead: Vec<u32> = Vec::new();
        for (_, track) in &heard[seed_place + 1..] {
            if before.binary_search(track).is_err() && !ahead.contains(track) {
                ahead.push(*track);
            }
            if ahead.len() == AHEAD {
                break;
            }
        }
        let artist = |track: u32| log.catalogue.artist(track);
        let by_others = ahead.iter().copied().filter(|track| artist(*track) != artist(seed)).collect();
        let wanted = wanted([(Task::Next, ahead), (Task::NextByOthers, by_others)]);
        let question = Question {
            number: 0,
            kind: Kind::Seed,
            at_ms: log.rows[row].at_ms + SECOND_MS,
            visible: row + 1,
            seed: Some(seed),
            excluded: before,
        };
        (question, wanted)
    };
    (0u64..).zip(spread(sessions, SEEDS)).map(ask).filter(|(_, wanted)| !wanted.is_empty()).collect()
}

fn sorted(tracks: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut tracks: Vec<u32> = tracks.collect();
    tracks.sort_unstable();
    tracks.dedup();
    tracks
}

fn wanted<const N: usize>(answers: [(Task, Vec<u32>); N]) -> Vec<Wanted> {
    let some = |(task, tracks): (Task, Vec<u32>)| (!tracks.is_empty()).then_some(Wanted { task, tracks });
    answers.into_iter().filter_map(some).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::log::Row;

    /// Six tracks an evening for 60 evenings, track 9 only on the first three and on the 50th.
    fn evenings() -> Log {
        let evening = |day: i64| {
            let lead = if matches!(day, 0..3 | 50) { 9 } else { (day % 6) as u32 };
            let tracks = [lead, 20, 21, 22, 23, 100 + day as u32];
            let at = move |step: i64| day * DAY_MS + 70_000_000 + step * 240_000;
            (0i64..).zip(tracks).map(move |(step, track)| Row {
                at_ms: at(step),
                track,
                artist: Some(track / 20),
                album: None,
                heard_ms: None,
            })
        };
        Log::new((0..60).flat_map(evening).collect())
    }

    #[test]
    fn a_week_asks_for_the_known_the_forgotten_and_the_new() {
        let log = evenings();
        let questions = questions(&log);
        let weeks: Vec<_> = questions.iter().filter(|(question, _)| question.kind == Kind::Week).collect();
        // Four weeks pass before the first, 200 listens before the second; the last week ends in time.
        assert_eq!(weeks.iter().map(|(week, _)| week.at_ms / DAY_MS).collect::<Vec<_>>(), [35, 42, 49]);
        let (last, wanted) = weeks[2];
        assert_eq!(last.visible, 49 * 6);
        let of = |task| wanted.iter().find(|wanted| wanted.task == task).map(|wanted| wanted.tracks.clone());
        assert_eq!(of(Task::FirstPlays), Some((149..156).collect()));
        assert_eq!(of(Task::Forgotten), Some(vec![9]), "silent since the third evening");
        assert!(of(Task::Week).unwrap().contains(&20));
    }

    #[test]
    fn a_seed_asks_for_what_was_not_heard_yet() {
        let log = evenings();
        for (question, wanted) in questions(&log).iter().filter(|(question, _)| question.kind == Kind::Seed) {
            let seed = log.rows[question.visible - 1];
            assert_eq!((question.seed, question.at_ms), (Some(seed.track), seed.at_ms + SECOND_MS));
            assert!(question.excluded.contains(&seed.track));
            for track in wanted.iter().flat_map(|wanted| &wanted.tracks) {
                assert!(!question.excluded.contains(track));
            }
            let others = wanted.iter().filter(|wanted| wanted.task == Task::NextByOthers);
            assert!(others.flat_map(|wanted| &wanted.tracks).all(|track| Some(track / 20) != seed.artist));
        }
    }

    #[test]
    fn questions_are_spread_evenly_and_begin_with_the_first() {
        assert_eq!(spread((0..10).collect(), 4), [0, 2, 5, 7]);
        assert_eq!(spread(vec![1, 2], 4), [1, 2]);
    }
}
