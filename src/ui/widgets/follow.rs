//! Rows that belong to something else: the albums of an artist, the lines of a playlist.
//! They are asked for when that changes, and the old ones stay on screen until the new come.

use super::filtered::{Filtered, Kept};
use crate::domain::query::Holder;

/// Rows of type `T` for the thing `K`.
#[derive(Clone, Debug)]
pub struct Follow<K, T> {
    of: Option<K>,
    asked: Option<K>,
    rows: Filtered<T>,
    stale: bool,
}

impl<K, T: Clone> Follow<K, T> {
    /// `text` is what a filter finds a row by.
    #[must_use]
    pub const fn new(text: fn(&T) -> String) -> Self {
        Self { of: None, asked: None, rows: Filtered::new(text), stale: false }
    }

    /// The same for rows that facets can choose.
    #[must_use]
    pub const fn keyed(text: fn(&T) -> String, key: fn(&T) -> Option<Holder>) -> Self {
        Self { of: None, asked: None, rows: Filtered::keyed(text, key), stale: false }
    }
}

impl<K: PartialEq + Clone, T: Clone> Follow<K, T> {
    /// Says what must be asked now so that the rows belong to `wanted`.
    pub fn follow(&mut self, wanted: Option<&K>) -> Option<K> {
        let Some(wanted) = wanted else {
            (self.of, self.asked, self.stale) = (None, None, false);
            self.rows.set(Vec::new());
            return None;
        };
        if !self.stale && self.asked.as_ref() == Some(wanted) {
            return None;
        }
        self.asked = Some(wanted.clone());
        self.stale = false;
        Some(wanted.clone())
    }

    /// Takes the newest answer; whether the rows belong to something else now.
    pub fn arrive(&mut self, rows: Vec<T>) -> bool {
        let other = self.of != self.asked;
        self.of.clone_from(&self.asked);
        self.rows.set(rows);
        other
    }

    /// They will be asked for again, and are shown meanwhile.
    pub fn stale(&mut self) {
        self.stale = true;
    }

    /// Shows only rows that hold these words; how many of how many.
    pub fn narrow(&mut self, words: &str) -> (usize, usize) {
        self.rows.narrow(words)
    }

    /// Shows only rows that facets chose; how many of how many.
    pub fn keep(&mut self, kept: Option<Kept>) -> (usize, usize) {
        self.rows.keep(kept)
    }

    /// All rows, filtered or not.
    pub fn whole(&self) -> impl Iterator<Item = &T> {
        self.rows.whole()
    }

    /// All rows, for their order to be changed; none while a filter is in force.
    pub const fn whole_mut(&mut self) -> Option<&mut Vec<T>> {
        self.rows.whole_mut()
    }

    #[must_use]
    pub const fn is_narrowed(&self) -> bool {
        self.rows.is_narrowed()
    }

    /// What is on screen, be it of the thing that is wanted or of the one before.
    #[must_use]
    pub fn rows(&self) -> &[T] {
        &self.rows
    }

    /// Whether the rows on screen are those of what was asked for last.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.of == self.asked
    }

    #[must_use]
    pub const fn of(&self) -> Option<&K> {
        self.of.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_asks_once_for_each_thing_and_again_when_stale() {
        let mut follow: Follow<u8, char> = Follow::new(|letter| letter.to_string());
        assert_eq!(follow.follow(Some(&1)), Some(1));
        assert_eq!(follow.follow(Some(&1)), None);
        assert!(follow.arrive(vec!['a']));
        assert_eq!(follow.follow(Some(&2)), Some(2));
        assert_eq!((follow.rows(), follow.is_current()), (['a'].as_slice(), false));
        assert!(follow.arrive(vec!['b']));
        follow.stale();
        assert_eq!(follow.follow(Some(&2)), Some(2));
        assert!(!follow.arrive(vec!['c']), "the same thing with other rows");
    }
}
