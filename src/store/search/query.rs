//! What was typed, folded and cut as the index is.

use super::index::{Piece, pairs, pieces, push_token};
use crate::domain::fold::search_form;

/// More words than this say nothing more.
const WORDS: usize = 12;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Query {
    /// All of it, folded: what a name is that was typed in full.
    pub(super) folded: String,
    pub(super) terms: Vec<Term>,
}

/// One word, or a run of a script without spaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) text: String,
    /// Stands for any part of a name, where the others stand for words.
    pub(super) is_run: bool,
    /// May be the beginning of a longer word.
    pub(super) open: bool,
}

impl Query {
    /// Words as they are typed: the last one is open.
    pub(super) fn read(words: &str) -> Self {
        let mut query = Self::whole(words);
        if let Some(last) = query.terms.last_mut() {
            last.open = true;
        }
        query
    }

    /// Words that are known to be whole.
    pub(super) fn whole(words: &str) -> Self {
        let folded = search_form(words);
        let terms = pieces(&folded).take(WORDS).map(|piece| match piece {
            Piece::Word(word) => Term { text: word.to_owned(), is_run: false, open: false },
            Piece::Run(run) => Term { text: run.to_owned(), is_run: true, open: false },
        });
        Self { terms: terms.collect(), folded }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The same with every word open, for words that were cut short.
    pub(super) fn opened(&self) -> Self {
        let terms = self.terms.iter().map(|term| Term { open: true, ..term.clone() }).collect();
        Self { folded: self.folded.clone(), terms }
    }

    /// As the index is asked. Every token is quoted, so that no word is taken for an operator.
    pub(super) fn expression(&self) -> String {
        self.terms.iter().map(Term::expression).collect::<Vec<_>>().join(" ")
    }

    /// Whether a folded name has all the words.
    pub(super) fn matches(&self, folded: &str) -> bool {
        self.terms.iter().all(|term| term.matches(folded))
    }
}

impl Term {
    pub(super) fn expression(&self) -> String {
        if !self.is_run {
            return quoted(&self.text, self.open);
        }
        let tokens: Vec<String> = pairs(&self.text).map(|pair| quoted(pair, false)).collect();
        if tokens.is_empty() { quoted(&self.text, false) } else { tokens.join(" ") }
    }

    pub(super) fn matches(&self, folded: &str) -> bool {
        if self.is_run {
            return folded.contains(&self.text);
        }
        let word = |word: &str| if self.open { word.starts_with(&self.text) } else { word == self.text };
        // Where the script changes inside a word, a word begins: rare, and found by the index.
        folded.split(' ').any(word)
    }
}

fn quoted(word: &str, open: bool) -> String {
    let mut out = String::with_capacity(word.len() + 3);
    out.push('"');
    push_token(&mut out, word);
    out.push('"');
    if open {
        out.push('*');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_is_open_and_none_is_an_operator() {
        assert_eq!(Query::read("Sigur RÓ").expression(), "\"sigur\" \"ro\"*");
        assert_eq!(Query::read("AND OR NEAR(\"x\" -y*").expression(), "\"and\" \"or\" \"near\" \"x\" \"y\"*");
        assert_eq!(Query::read("林檎の").expression(), "\"林檎\" \"檎の\"");
        assert!(Query::read(" \0\t ").is_empty());
        assert_eq!(Query::read("!!!").expression(), "\"！！！\"*");
    }

    #[test]
    fn words_stand_for_words_and_runs_for_any_part() {
        let query = Query::read("ok comp");
        assert!(query.matches("ok computer") && query.matches("computer ok") && !query.matches("book computer"));
        assert!(Query::read("名林").matches("椎名林檎"));
        assert!(!Query::read("椎檎").matches("椎名林檎"));
    }
}
