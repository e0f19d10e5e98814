//! Rows of a list that a filter narrows: only those that hold all of its words.

use std::collections::HashSet;
use std::ops::Deref;
use std::sync::Arc;

use crate::domain::fold::search_form;
use crate::domain::query::Holder;

/// The lines that facets leave of a list.
pub type Kept = Arc<HashSet<Holder>>;

/// The rows that are shown; behind them, while a filter is in force, all of them.
#[derive(Clone, Debug)]
pub struct Filtered<T> {
    shown: Vec<T>,
    all: Option<All<T>>,
    /// What a row is found by.
    text: fn(&T) -> String,
    /// What a row is called when facets choose; rows without a name are always left out by them.
    key: fn(&T) -> Option<Holder>,
}

#[derive(Clone, Debug)]
struct All<T> {
    words: Vec<String>,
    kept: Option<Kept>,
    rows: Vec<T>,
    /// The text of each row in its search form, made once and not with every letter typed.
    folded: Vec<String>,
}

impl<T: Clone> Filtered<T> {
    #[must_use]
    pub const fn new(text: fn(&T) -> String) -> Self {
        Self { shown: Vec::new(), all: None, text, key: |_| None }
    }

    /// The same for rows that facets can choose.
    #[must_use]
    pub const fn keyed(text: fn(&T) -> String, key: fn(&T) -> Option<Holder>) -> Self {
        Self { shown: Vec::new(), all: None, text, key }
    }

    /// Takes new rows; the filter stays in force.
    pub fn set(&mut self, rows: Vec<T>) {
        match self.all.take() {
            Some(all) => self.all = Some(All { folded: self.fold(&rows), rows, ..all }),
            None => self.shown = rows,
        }
        self.choose();
    }

    /// Shows only rows that hold all the words, or all rows for none. How many of how many.
    pub fn narrow(&mut self, words: &str) -> (usize, usize) {
        let words: Vec<String> = search_form(words).split_whitespace().map(str::to_owned).collect();
        let kept = self.all.as_ref().and_then(|all| all.kept.clone());
        self.filter(words, kept)
    }

    /// Shows only rows that facets chose, beside what words do; all of them for none. How many of
    /// how many.
    pub fn keep(&mut self, kept: Option<Kept>) -> (usize, usize) {
        let words = self.all.as_mut().map(|all| std::mem::take(&mut all.words)).unwrap_or_default();
        self.filter(words, kept)
    }

    fn filter(&mut self, words: Vec<String>, kept: Option<Kept>) -> (usize, usize) {
        match (&mut self.all, words.is_empty() && kept.is_none()) {
            (_, true) => {
                if let Some(all) = self.all.take() {
                    self.shown = all.rows;
                }
            }
            (Some(all), false) => (all.words, all.kept) = (words, kept),
            (None, false) => {
                let rows = std::mem::take(&mut self.shown);
                self.all = Some(All { words, kept, folded: self.fold(&rows), rows });
            }
        }
        self.choose();
        let all = self.all.as_ref().map_or(self.shown.len(), |all| all.rows.len());
        (self.shown.len(), all)
    }

    /// All rows, for more to be put behind them; the filter stays in force.
    pub fn take(&mut self) -> Vec<T> {
        match &mut self.all {
            Some(all) => std::mem::take(&mut all.rows),
            None => std::mem::take(&mut self.shown),
        }
    }

    /// All rows, for their order to be changed; none while a filter is in force.
    pub const fn whole_mut(&mut self) -> Option<&mut Vec<T>> {
        if self.all.is_none() { Some(&mut self.shown) } else { None }
    }

    fn fold(&self, rows: &[T]) -> Vec<String> {
        rows.iter().map(|row| search_form(&(self.text)(row))).collect()
    }

    fn choose(&mut self) {
        if let Some(All { words, kept, rows, folded }) = &self.all {
            let holds = |text: &String| words.iter().all(|word| text.contains(word));
            let stays =
                |row: &T| kept.as_ref().is_none_or(|kept| (self.key)(row).is_some_and(|key| kept.contains(&key)));
            let rows = rows.iter().zip(folded).filter(|(row, text)| holds(text) && stays(row));
            self.shown = rows.map(|(row, _)| row.clone()).collect();
        }
    }
}

impl<T> Filtered<T> {
    /// All rows, filtered or not.
    pub fn whole(&self) -> impl Iterator<Item = &T> {
        self.all.as_ref().map_or(&self.shown, |all| &all.rows).iter()
    }

    #[must_use]
    pub const fn is_narrowed(&self) -> bool {
        self.all.is_some()
    }
}

impl<T> Deref for Filtered<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.shown
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rows_that_hold_all_words_are_shown_whatever_their_accents() {
        let mut rows: Filtered<&str> = Filtered::new(|row| (*row).to_owned());
        rows.set(vec!["Sigur Rós", "Björk", "Sigrid", "Ross"]);
        assert_eq!(rows.narrow("ros"), (2, 4));
        assert_eq!(&*rows, ["Sigur Rós", "Ross"]);
        assert_eq!(rows.narrow("ros SIG"), (1, 4));
        rows.set(vec!["Sigur Rós", "Rosa Sig"]);
        assert_eq!(&*rows, ["Sigur Rós", "Rosa Sig"], "new rows are narrowed too");
        assert_eq!(rows.narrow(" "), (2, 2));
        assert!(!rows.is_narrowed());
    }

    #[test]
    fn facets_and_words_choose_together() {
        let key = |row: &u32| Some(Holder::Id(i64::from(*row)));
        let mut rows: Filtered<u32> = Filtered::keyed(u32::to_string, key);
        rows.set((1..40).collect());
        let even: Kept = Arc::new((0..20).map(|id| Holder::Id(id * 2)).collect());
        assert_eq!(rows.keep(Some(even)), (19, 39));
        assert_eq!(rows.narrow("3"), (5, 39));
        assert_eq!(&*rows, [30, 32, 34, 36, 38]);
        assert_eq!(rows.keep(None), (13, 39));
        assert_eq!(rows.narrow(""), (39, 39));
    }

    proptest! {
        #[test]
        fn nothing_is_lost_by_narrowing(all in proptest::collection::vec("[a-c ]{0,6}", 0..20), words in "[a-c ]{0,4}") {
            let mut rows: Filtered<String> = Filtered::new(Clone::clone);
            rows.set(all.clone());
            let (left, of) = rows.narrow(&words);
            prop_assert_eq!((rows.len(), all.len()), (left, of));
            rows.narrow("");
            prop_assert_eq!(&*rows, all.as_slice());
        }
    }
}
