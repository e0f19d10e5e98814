//! Questions in files, and answers to them: what other programs ask and check.

use std::fmt::Write as _;

use crate::domain::time::SECOND_MS;
use crate::taste::ranking::{Scorer, Task};

use super::{Kind, Log, Question, answer};

/// A question of a file: its id there, and the log it asks of.
#[derive(Clone, Debug)]
pub struct Frozen<'t> {
    pub id: &'t str,
    pub log: &'t str,
    pub question: Question,
}

/// Reads `qid uid task T nvis seed excl`, tab-separated under a header.
///
/// # Errors
/// A sentence with the number of the first line that is no question.
pub fn parse(text: &str) -> Result<Vec<Frozen<'_>>, String> {
    let lines = text.lines().enumerate().skip(1).filter(|(_, line)| !line.is_empty());
    lines.map(|(place, line)| question(line).ok_or_else(|| format!("line {} is no question", place + 1))).collect()
}

fn question(line: &str) -> Option<Frozen<'_>> {
    let mut fields = line.trim_end_matches('\r').split('\t');
    let (id, log, kind, at, visible, seed) =
        (fields.next()?, fields.next()?, fields.next()?, fields.next()?, fields.next()?, fields.next()?);
    let excluded = fields.next().unwrap_or("").split(',').filter(|track| !track.is_empty());
    // Some write whole seconds with a fraction of zero.
    let at: f64 = at.parse().ok().filter(|at: &f64| at.abs() < 1e12)?;
    let seed: i64 = seed.parse().ok()?;
    let question = Question {
        number: id.rsplit('-').next()?.parse().ok()?,
        kind: Kind::from_letter(kind)?,
        at_ms: (at * SECOND_MS as f64) as i64,
        visible: visible.parse().ok()?,
        seed: u32::try_from(seed).ok(),
        excluded: excluded.map(|track| track.parse().ok()).collect::<Option<_>>()?,
    };
    Some(Frozen { id, log, question })
}

/// The lines that answer a question, one for each task that its letters name.
#[must_use]
pub fn lines(frozen: &Frozen<'_>, log: &Log, scorer: Scorer) -> String {
    let letters = frozen.question.kind.tasks();
    let letter = |task: Task| letters.iter().find(|(of, _)| *of == task).map_or("", |(_, letter)| letter);
    let mut lines = String::new();
    for (task, tracks) in answer(log, &frozen.question, scorer) {
        let tracks: Vec<String> = tracks.iter().map(u32::to_string).collect();
        let _ = writeln!(lines, "{}\t{}\t{}", frozen.id, letter(task), tracks.join(","));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_read_and_bad_ones_named() {
        let text =
            "qid\tuid\ttask\tT\tnvis\tseed\texcl\nL01-0007\tL01\tS\t1200\t3\t1\t0,1\nL01-0008\tL01\tW\t90.0\t2\t-1\t\n";
        let read = parse(text).unwrap();
        let seed =
            Question { number: 7, kind: Kind::Seed, at_ms: 1_200_000, visible: 3, seed: Some(1), excluded: vec![0, 1] };
        assert_eq!((read[0].id, read[0].log, &read[0].question), ("L01-0007", "L01", &seed));
        assert_eq!((read[1].question.at_ms, read[1].question.seed), (90_000, None));
        assert_eq!(parse("h\nL01-0007\tL01\tQ\t1\t1\t-1\t\n").unwrap_err(), "line 2 is no question");
    }

    #[test]
    fn answers_stand_under_the_letters_of_their_tasks() {
        let rows = (0..9).map(|n| format!("{}\t{}\t{}\t-1\t-1\n", n * 240, n % 3, n % 2));
        let log = Log::parse(&format!("h\n{}", rows.collect::<String>())).unwrap();
        let frozen = parse("h\nL01-0000\tL01\tS\t961\t5\t1\t1\n").unwrap();
        let lines = lines(&frozen[0], &log, Scorer::Reference);
        assert_eq!(lines.lines().map(|line| line.split('\t').nth(1).unwrap()).collect::<Vec<_>>(), ["A", "X"]);
        let beyond = parse("h\nL01-0000\tL01\tS\t961\t5000\t77\t1\n").unwrap();
        assert!(!super::lines(&beyond[0], &log, Scorer::Ours).is_empty(), "a question beyond the log breaks nothing");
    }
}
