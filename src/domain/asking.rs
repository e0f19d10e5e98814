//! What tonearm asks of its own accord: whether to pin what is started again and again, and
//! whether something it noticed is right. One thing at a time, on one day, and then not again.

use serde::{Deserialize, Serialize};

use super::welcome::Proposal;
use super::you::Noticed;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asking {
    Pin(Box<Proposal>),
    Fact(Box<Noticed>),
}

/// Before the day and the key of a fact that was asked about, in the memory of things told.
const ASKED: &str = "asked:";

/// Day and key of what was asked, a pin or a fact, from what was told.
#[must_use]
pub fn when_asked(what: &str) -> Option<(i64, &str)> {
    let of_a_fact = || {
        let (day, key) = what.strip_prefix(ASKED)?.split_once(':')?;
        Some((day.parse().ok()?, key))
    };
    Proposal::was_told(what).or_else(of_a_fact)
}

impl Asking {
    /// What it is of, the same from day to day.
    #[must_use]
    pub fn key(&self) -> &str {
        match self {
            Self::Pin(proposal) => &proposal.key,
            Self::Fact(noticed) => &noticed.key,
        }
    }

    /// `pin` or `fact`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Pin(_) => "pin",
            Self::Fact(_) => "fact",
        }
    }

    /// What was counted.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Pin(proposal) => proposal.sentence(),
            Self::Fact(noticed) => format!("{}, {}", noticed.sentence, noticed.counts),
        }
    }

    #[must_use]
    pub const fn question(&self) -> &'static str {
        match self {
            Self::Pin(_) => "pin it to home?",
            Self::Fact(_) => "is that right?",
        }
    }

    /// What the memory of things told holds of it: asked on this day, and not again on another.
    #[must_use]
    pub fn told_on(&self, day: i64) -> String {
        match self {
            Self::Pin(proposal) => proposal.told_on(day),
            Self::Fact(noticed) => format!("{ASKED}{day}:{}", noticed.key),
        }
    }
}

/// The fact to ask about today: the one that was asked about this morning, else the first that
/// home could go by, that nothing was said of, and that was not asked on another day; nothing for
/// some days after another one, or after a pin was proposed.
#[must_use]
pub fn fact_to_ask(noticed: Vec<Noticed>, told: &[String], today: i64) -> Option<Noticed> {
    let asked: Vec<(i64, &str)> = told.iter().filter_map(|what| when_asked(what)).collect();
    let goes_by_it = |fact: &Noticed| fact.becomes.is_some() || fact.section.is_some();
    // What may not be taste at all is asked in the greeting and on You, with more than two answers.
    let is_open = |fact: &Noticed| fact.verdict.is_none() && fact.offer.is_none() && goes_by_it(fact);
    let fresh = |fact: &Noticed| asked.iter().all(|(day, key)| *key != fact.key || *day == today);
    let mut open: Vec<Noticed> = noticed.into_iter().filter(|fact| is_open(fact) && fresh(fact)).collect();
    // What is fresh and was asked at all, was asked today.
    open.sort_by_key(|fact| asked.iter().all(|(_, key)| *key != fact.key));
    let first = open.into_iter().next()?;
    let rests = |day: i64| (today - Proposal::REST_DAYS..=today).contains(&day);
    let waits = asked.iter().any(|(day, key)| rests(*day) && *key != first.key);
    (!waits).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::section::Recipe;
    use crate::domain::time::Moment;
    use crate::domain::you::{NoticedKind, Verdict};

    const TODAY: i64 = 20_000;

    fn slot(key: &str) -> Noticed {
        Noticed {
            key: key.into(),
            kind: NoticedKind::Habit,
            sentence: "Sunday evenings are Jazz".into(),
            counts: "9 of 12 Sundays".into(),
            item: None,
            offer: None,
            becomes: Some(("Sunday evening".into(), Recipe::default())),
            section: None,
            verdict: None,
        }
    }

    fn asked(noticed: &[Noticed], told: &[String]) -> Option<String> {
        fact_to_ask(noticed.to_vec(), told, TODAY).map(|fact| fact.key)
    }

    #[test]
    fn a_fact_is_asked_on_one_day_and_then_there_is_a_week_of_rest() {
        let (a, b) = (slot("slot:a"), slot("slot:b"));
        let both = [a.clone(), b];
        let asking = Asking::Fact(Box::new(a.clone()));
        assert_eq!(asking.sentence(), "Sunday evenings are Jazz, 9 of 12 Sundays");
        assert_eq!(asked(&both, &[]).as_deref(), Some("slot:a"));
        assert_eq!(asked(&both, &[asking.told_on(TODAY)]).as_deref(), Some("slot:a"), "through the day it stands");
        assert_eq!(asked(&both, &[asking.told_on(TODAY - 1)]), None, "once, and nothing else so soon");
        assert_eq!(asked(&both, &[asking.told_on(TODAY - 9)]).as_deref(), Some("slot:b"));
        assert_eq!(asked(&both, &[format!("proposed:{}:album:7", TODAY - 2)]), None, "one question a week");
    }

    #[test]
    fn what_was_asked_this_morning_stands_though_another_comes_before_it_at_noon() {
        let (a, b) = (slot("slot:a"), slot("slot:b"));
        let told = [Asking::Fact(Box::new(b.clone())).told_on(TODAY)];
        assert_eq!(asked(&[a, b], &told).as_deref(), Some("slot:b"));
    }

    #[test]
    fn what_is_answered_and_what_nothing_goes_by_is_not_asked() {
        let at = Moment::parse_rfc3339("2026-11-22T20:34:00+01:00").unwrap();
        let judged = Noticed { verdict: Some(Verdict { right: false, at }), ..slot("slot:a") };
        let idle = Noticed { becomes: None, ..slot("time-of-day:evening") };
        assert_eq!(asked(&[judged, idle], &[]), None);
    }
}
