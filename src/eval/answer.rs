//! A scorer's answer to a question, from what came before it.

use crate::taste::ranking::{Going, Scorer, Task};
use crate::taste::signals::{ByTrack, History, Memo};

use super::protocol::{FORGOTTEN_LISTENS, FORGOTTEN_MS};
use super::{Kind, Log, Question};

/// An answer's length.
pub const LENGTH: usize = 50;

/// The best tracks for each task of a question, best first, at most [`LENGTH`].
#[must_use]
pub fn answer(log: &Log, question: &Question, scorer: Scorer) -> Vec<(Task, Vec<u32>)> {
    let visible = question.visible.min(log.rows.len());
    let listens = &log.timeline.listens[..log.listens_before[visible] as usize];
    let by_track = ByTrack::new(listens, log.tracks(), question.at_ms);
    let memo = Memo::default();
    let history = History {
        now_ms: question.at_ms,
        listens,
        sessions: &log.timeline.sessions[..sessions(log, question, visible)],
        heard: &log.timeline.heard,
        by_track: &by_track,
        catalogue: &log.catalogue,
        named_albums: &log.named_albums,
        memo: &memo,
    };
    let seeds: Vec<u32> = question.seed.into_iter().filter(|seed| (*seed as usize) < log.tracks()).collect();
    let session = if seeds.is_empty() { Vec::new() } else { history.session_so_far() };
    let skipped = if seeds.is_empty() { Vec::new() } else { log.skipped_before(visible) };
    let going = Going { seeds: &seeds, session: &session, skipped: &skipped };
    let tasks = question.kind.tasks().iter().map(|(task, _)| {
        let ranking = scorer.rank(*task, &history, going);
        let scored = candidates(log, question, &history, *task).map(|track| (ranking.score(track), track));
        (*task, best(scored.collect(), question.number))
    });
    tasks.collect()
}

/// Sessions that were over before the question's own began.
fn sessions(log: &Log, question: &Question, visible: usize) -> usize {
    let row = if question.kind == Kind::Seed { visible.saturating_sub(1) } else { visible };
    log.sessions_before.get(row).map_or(log.timeline.sessions.len(), |sessions| *sessions as usize)
}

fn candidates<'c>(
    log: &'c Log,
    question: &'c Question,
    history: &'c History<'_>,
    task: Task,
) -> impl Iterator<Item = u32> + 'c {
    let theirs = question.seed.filter(|seed| (*seed as usize) < log.tracks()).map(|seed| log.catalogue.artist(seed));
    let may_answer = move |track: &u32| {
        let heard = history.by_track.heard(*track).places;
        match task {
            Task::Week | Task::SessionStart => !heard.is_empty(),
            Task::FirstPlays => heard.is_empty() && log.library[*track as usize],
            Task::Forgotten => {
                let last = heard.last().map(|place| history.listens[*place as usize].at_ms);
                heard.len() >= FORGOTTEN_LISTENS && last.is_some_and(|last| last < history.now_ms - FORGOTTEN_MS)
            }
            Task::Next => log.library[*track as usize],
            Task::NextByOthers => {
                log.library[*track as usize] && theirs.is_none_or(|theirs| log.catalogue.artist(*track) != theirs)
            }
        }
    };
    (0..log.tracks() as u32).filter(may_answer).filter(|track| !question.excluded.contains(track))
}

/// The best by score, ties by a hash: never by the number of the track, which knows the future.
fn best(mut scored: Vec<(f64, u32)>, question: u64) -> Vec<u32> {
    let better = |a: &(f64, u32), b: &(f64, u32)| {
        b.0.total_cmp(&a.0).then_with(|| tie(question, u64::from(a.1)).cmp(&tie(question, u64::from(b.1))))
    };
    if scored.len() > LENGTH {
        scored.select_nth_unstable_by(LENGTH - 1, better);
        scored.truncate(LENGTH);
    }
    scored.sort_unstable_by(better);
    scored.into_iter().map(|(_, track)| track).collect()
}

/// What orders equals: the hash of the protocol, 32 bits.
pub(super) fn tie(question: u64, track: u64) -> u64 {
    const LOW: u64 = 0xffff_ffff;
    let salt = question.wrapping_add(1).wrapping_mul(40_503).wrapping_mul(2_246_822_519);
    let mixed = track.wrapping_mul(2_654_435_761).wrapping_add(salt) & LOW;
    let mixed = mixed ^ (mixed >> 15);
    let mixed = mixed.wrapping_mul(2_246_822_519) & LOW;
    mixed ^ (mixed >> 13)
}
