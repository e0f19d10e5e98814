//! Numbers of lines as the journal keeps them: those of a list that came from a file follow each
//! other by the ten thousand, and are kept as first and last.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One number, or all from the first to the last.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(untagged)]
enum Run {
    One(i64),
    All(i64, i64),
}

/// What a damaged journal may make of a run, at most.
const LONGEST: i64 = 1 << 24;

pub(super) fn serialize<S: Serializer>(entries: &[i64], to: S) -> Result<S::Ok, S::Error> {
    let mut runs: Vec<Run> = Vec::new();
    for &entry in entries {
        match runs.last_mut() {
            Some(Run::All(_, last)) if *last + 1 == entry => *last = entry,
            Some(run @ Run::One(_)) => match *run {
                Run::One(first) if first + 1 == entry => *run = Run::All(first, entry),
                _ => runs.push(Run::One(entry)),
            },
            _ => runs.push(Run::One(entry)),
        }
    }
    to.collect_seq(runs)
}

pub(super) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Vec<i64>, D::Error> {
    let runs = Vec::<Run>::deserialize(from)?;
    let mut entries = Vec::with_capacity(runs.len());
    for run in runs {
        match run {
            Run::One(entry) => entries.push(entry),
            Run::All(first, last) if last.saturating_sub(first) < LONGEST => entries.extend(first..=last),
            Run::All(..) => return Err(serde::de::Error::custom("a run of lines longer than any list")),
        }
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Kept(#[serde(with = "super")] Vec<i64>);

    #[test]
    fn what_follows_each_other_is_one_run_and_older_journals_are_read() {
        let kept = Kept((7..50_007).chain([9, 3]).collect());
        assert_eq!(serde_json::to_string(&kept).unwrap(), "[[7,50006],9,3]");
        assert_eq!(serde_json::from_str::<Kept>("[1,2,3]").unwrap(), Kept(vec![1, 2, 3]));
        assert!(serde_json::from_str::<Kept>("[[1,9000000000]]").is_err());
    }

    proptest! {
        #[test]
        fn every_order_comes_back(entries in prop::collection::vec(-9i64..9, 0..40)) {
            let text = serde_json::to_string(&Kept(entries.clone())).unwrap();
            prop_assert_eq!(serde_json::from_str::<Kept>(&text).unwrap(), Kept(entries));
        }
    }
}
