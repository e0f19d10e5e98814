//! Rules that tracks have in common: what a playlist by rules could be made of.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Comparison, Expression, Facet, Range, Test, TextMatch};

/// What is known of one track, as far as rules are made of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sample {
    pub artists: Vec<String>,
    pub genres: Vec<String>,
    pub year: Option<i32>,
    pub bpm: Option<f64>,
    /// A word of the facet `kind`.
    pub kind: &'static str,
    pub liked: bool,
    pub listens: u32,
}

/// A rule, and on how many of the tracks it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Common {
    pub rule: Expression,
    pub covers: u32,
}

/// A rule as it is shown: what it says, how many of the tracks it holds for, what else it brings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuggestedRule {
    /// Its text in the query language.
    pub rule: String,
    pub covers: u32,
    pub of: u32,
    /// Other tracks of the library that it finds.
    pub brings: u32,
}

impl SuggestedRule {
    /// "18 of 20, and 412 others".
    #[must_use]
    pub fn note(&self) -> String {
        let brings = crate::domain::human::thousands(u64::from(self.brings));
        format!("{} of {}, and {brings} others", self.covers, self.of)
    }
}

/// Fewer tracks have nothing in common but chance.
const FEWEST: usize = 3;
/// Names that one rule joins.
const NAMES: usize = 3;
/// A name counts when it stands on one track of so many.
const RARE: usize = 6;
/// Years and beats that still are one time, one pace.
const YEARS: f64 = 15.0;
const BEATS: f64 = 30.0;

/// The rules that hold for most of the tracks, those that hold for more first. None that holds
/// for fewer than three fifths, and none of fewer than three tracks.
#[must_use]
pub fn common(samples: &[Sample]) -> Vec<Common> {
    if samples.len() < FEWEST {
        return Vec::new();
    }
    let mut rules = Vec::new();
    rules.extend(names(samples, Facet::Genre, |sample| &sample.genres));
    rules.extend(names(samples, Facet::Artist, |sample| &sample.artists));
    let years = |sample: &Sample| sample.year.filter(|year| *year > 0).map(f64::from);
    rules.extend(span(samples, Facet::Year, YEARS, years));
    rules.extend(span(samples, Facet::Bpm, BEATS, |sample| sample.bpm.filter(|bpm| *bpm > 0.0).map(f64::round)));
    for word in ["spoken", "sound"] {
        rules.extend(test(Facet::Kind, Comparison::Choice(word)));
    }
    rules.extend(test(Facet::Is, Comparison::Choice("liked")));
    rules.extend(heard(samples));
    let enough = samples.len() * 3;
    let mut common: Vec<Common> = rules
        .into_iter()
        .map(|rule| Common { covers: covers(&rule, samples), rule })
        .filter(|common| common.covers as usize * 5 >= enough)
        .collect();
    common.sort_by_key(|common| std::cmp::Reverse(common.covers));
    common
}

fn test(facet: Facet, comparison: Comparison) -> Option<Expression> {
    Test::new(facet, comparison).map(Expression::Test)
}

/// The few names that most of the tracks have, one of which must be theirs.
fn names(samples: &[Sample], facet: Facet, of: fn(&Sample) -> &Vec<String>) -> Option<Expression> {
    let mut left: Vec<&Sample> = samples.iter().collect();
    let mut chosen: Vec<&str> = Vec::new();
    while chosen.len() < NAMES {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for name in left.iter().flat_map(|sample| of(sample)) {
            *counts.entry(name).or_default() += 1;
        }
        // Of names on as many tracks the first in the alphabet, so that the same tracks say the same.
        let best = counts.into_iter().max_by(|one, other| one.1.cmp(&other.1).then(other.0.cmp(one.0)));
        let Some((name, count)) = best.filter(|(_, count)| count * RARE >= samples.len()) else { break };
        if count < 2 && !chosen.is_empty() {
            break;
        }
        chosen.push(name);
        left.retain(|sample| !of(sample).iter().any(|own| own == name));
    }
    let rule = |name: &&str| test(facet, Comparison::Text(TextMatch::Is, (*name).to_owned()));
    let rules: Vec<Expression> = chosen.iter().filter_map(rule).collect();
    (!rules.is_empty()).then(|| Expression::Any(rules).normal())
}

/// The shortest span that holds 85 of 100 of what is known, where it is short enough to say
/// something.
fn span(samples: &[Sample], facet: Facet, widest: f64, of: impl Fn(&Sample) -> Option<f64>) -> Option<Expression> {
    let mut values: Vec<f64> = samples.iter().filter_map(of).collect();
    values.sort_by(f64::total_cmp);
    let most = (values.len() * 17).div_ceil(20);
    let spans = values.windows(most.max(1)).filter_map(|held| Some((*held.first()?, *held.last()?)));
    let (from, to) = spans.min_by(|one, other| (one.1 - one.0).total_cmp(&(other.1 - other.0)))?;
    if to - from > widest {
        return None;
    }
    test(facet, Comparison::Number(if from == to { Range::Is(from) } else { Range::Between(from, to) }))
}

fn heard(samples: &[Sample]) -> Option<Expression> {
    let mut listens: Vec<u32> = samples.iter().map(|sample| sample.listens).collect();
    listens.sort_unstable();
    if listens.get(listens.len() * 4 / 5) == Some(&0) {
        return test(Facet::Heard, Comparison::Number(Range::Is(0.0)));
    }
    let often = *listens.get(listens.len() / 5)?;
    if often < 3 {
        return None;
    }
    test(Facet::Heard, Comparison::Number(Range::AtLeast(f64::from(often))))
}

fn covers(rule: &Expression, samples: &[Sample]) -> u32 {
    let held = samples.iter().filter(|sample| rule.holds(&mut |leaf| sample.meets(leaf)));
    u32::try_from(held.count()).unwrap_or(u32::MAX)
}

impl Sample {
    fn meets(&self, leaf: &Expression) -> bool {
        let Expression::Test(test) = leaf else { return false };
        match (test.facet(), test.comparison()) {
            (Facet::Genre, Comparison::Text(_, name)) => self.genres.contains(name),
            (Facet::Artist, Comparison::Text(_, name)) => self.artists.contains(name),
            (Facet::Year, Comparison::Number(range)) => self.year.is_some_and(|year| range.holds(f64::from(year))),
            (Facet::Bpm, Comparison::Number(range)) => self.bpm.is_some_and(|bpm| range.holds(bpm.round())),
            (Facet::Heard, Comparison::Number(range)) => range.holds(f64::from(self.listens)),
            (Facet::Kind, Comparison::Choice(word)) => self.kind == *word,
            (Facet::Is, Comparison::Choice(_)) => self.liked,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::query::parse;

    fn said(samples: &[Sample]) -> Vec<(String, u32)> {
        common(samples).into_iter().map(|common| (common.rule.to_string(), common.covers)).collect()
    }

    #[test]
    fn what_most_of_them_share_is_said_with_its_coverage() {
        let sample = |place: i32| Sample {
            artists: vec![format!("Artist {place}")],
            genres: vec![if place % 4 == 0 { "Soul" } else { "Jazz" }.into()],
            year: Some(if place < 18 { 2008 + place % 7 } else { 1950 + place }),
            kind: "music",
            liked: place < 13,
            listens: if place < 3 { 0 } else { 12 },
            ..Sample::default()
        };
        let samples: Vec<Sample> = (0..20).map(sample).collect();
        assert_eq!(
            said(&samples),
            [
                ("genre:=Jazz | genre:=Soul".into(), 20),
                ("year:2008..2014".into(), 18),
                ("heard:>=12".into(), 17),
                ("is:liked".into(), 13),
            ]
        );
    }

    #[test]
    fn few_tracks_and_mixed_tracks_suggest_nothing() {
        let mixed = |place: i32| Sample {
            artists: vec![format!("Artist {place}")],
            year: Some(1950 + place * 7),
            kind: "music",
            listens: place.unsigned_abs() % 3,
            ..Sample::default()
        };
        assert_eq!(said(&[]), []);
        assert_eq!(said(&[mixed(1), mixed(1)]), []);
        assert_eq!(said(&(0..12).map(mixed).collect::<Vec<_>>()), []);
    }

    proptest! {
        #[test]
        fn every_rule_reads_back_and_holds_for_as_many_as_it_says(
            samples in proptest::collection::vec(
                (proptest::collection::vec("[a-c]|\\PC{1,4}", 0..3), proptest::option::of(-5i32..2030), proptest::option::of(0.0f64..300.0), any::<bool>(), 0u32..30),
                0..30,
            )
        ) {
            let samples: Vec<Sample> = samples.into_iter().map(|(names, year, bpm, liked, listens)| Sample {
                artists: names.clone(), genres: names, year, bpm, kind: "music", liked, listens,
            }).collect();
            for common in common(&samples) {
                prop_assert!(common.covers as usize <= samples.len() && common.covers as usize * 5 >= samples.len() * 3);
                prop_assert_eq!(parse(&common.rule.to_string()).unwrap().expression, common.rule);
            }
        }
    }
}
