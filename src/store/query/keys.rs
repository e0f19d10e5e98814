//! Sets of tracks, by their keys.

use std::cmp::Ordering;

use rusqlite::types::Value;

/// Keys of tracks, rising, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Keys(Vec<i64>);

impl Keys {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn as_slice(&self) -> &[i64] {
        &self.0
    }

    pub(super) fn contains(&self, key: i64) -> bool {
        self.0.binary_search(&key).is_ok()
    }

    /// Those that are in both.
    pub(super) fn and(&self, other: &Self) -> Self {
        self.merged(other, |here, there| here && there)
    }

    pub(super) fn or(&self, other: &Self) -> Self {
        self.merged(other, |here, there| here || there)
    }

    /// Those that are not in the other.
    pub(super) fn without(&self, other: &Self) -> Self {
        self.merged(other, |here, there| here && !there)
    }

    fn merged(&self, other: &Self, takes: impl Fn(bool, bool) -> bool) -> Self {
        let (mut ours, mut theirs) = (self.0.iter().copied().peekable(), other.0.iter().copied().peekable());
        let mut merged = Vec::with_capacity(self.len());
        loop {
            let (here, there) = match (ours.peek(), theirs.peek()) {
                (None, None) => return Self(merged),
                (Some(_), None) => (true, false),
                (None, Some(_)) => (false, true),
                (Some(one), Some(other)) => match one.cmp(other) {
                    Ordering::Less => (true, false),
                    Ordering::Greater => (false, true),
                    Ordering::Equal => (true, true),
                },
            };
            let own = here.then(|| ours.next()).flatten();
            let other = there.then(|| theirs.next()).flatten();
            if takes(here, there) {
                merged.extend(own.or(other));
            }
        }
    }

    /// As a JSON array, to be bound and taken apart by `json_each`.
    pub(super) fn bound(&self) -> Value {
        json(&self.0)
    }
}

/// Keys as a JSON array.
pub(super) fn json(keys: &[i64]) -> Value {
    Value::Text(serde_json::Value::from(keys).to_string())
}

impl From<Vec<i64>> for Keys {
    fn from(mut keys: Vec<i64>) -> Self {
        if !keys.is_sorted() {
            keys.sort_unstable();
        }
        keys.dedup();
        Self(keys)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sets_are_joined_as_sets_are(one in prop::collection::vec(0i64..40, 0..30), other in prop::collection::vec(0i64..40, 0..30)) {
            let sets: [BTreeSet<i64>; 2] = [one.iter().copied().collect(), other.iter().copied().collect()];
            let (one, other) = (Keys::from(one), Keys::from(other));
            let expected = |keys: Vec<i64>| Keys(keys);
            prop_assert_eq!(one.and(&other), expected((&sets[0] & &sets[1]).into_iter().collect()));
            prop_assert_eq!(one.or(&other), expected((&sets[0] | &sets[1]).into_iter().collect()));
            prop_assert_eq!(one.without(&other), expected((&sets[0] - &sets[1]).into_iter().collect()));
            prop_assert!((0..40).all(|key| one.contains(key) == sets[0].contains(&key)));
        }
    }
}
