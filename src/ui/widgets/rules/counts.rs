//! How many tracks meet each condition alone. They are asked for a few at a time, each once.

use std::collections::HashMap;

use crate::player::protocol::Question;

/// Conditions of one question.
const AT_ONCE: usize = 6;

#[derive(Default)]
pub(super) struct Counts {
    /// By text; none while nothing is known of it.
    known: HashMap<String, Option<u32>>,
    waiting: bool,
}

impl Counts {
    pub(super) fn of(&self, text: &str) -> Option<u32> {
        self.known.get(text).copied().flatten()
    }

    /// What to ask, while nothing is on its way.
    pub(super) fn ask(&mut self, texts: impl Iterator<Item = String>) -> Option<Question> {
        if self.waiting {
            return None;
        }
        let mut rules: Vec<String> = Vec::new();
        for text in texts.filter(|text| !self.known.contains_key(text)) {
            if rules.len() < AT_ONCE && !rules.contains(&text) {
                rules.push(text);
            }
        }
        if rules.is_empty() {
            return None;
        }
        self.known.extend(rules.iter().map(|text| (text.clone(), None)));
        self.waiting = true;
        Some(Question::RuleCounts { rules })
    }

    /// What could not be counted has no count, and is not asked again.
    pub(super) fn arrive(&mut self, counts: Vec<(String, u32)>) {
        self.waiting = false;
        self.known.extend(counts.into_iter().map(|(text, count)| (text, Some(count))));
    }
}
