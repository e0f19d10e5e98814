//! Open questions: for each asker and slot only the newest is waited for.

use std::collections::HashMap;

use super::page::{PageId, Slot};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Asker {
    Page(PageId),
    /// The panel opened as the n-th: answers for one that was closed are dropped.
    Panel(u64),
    /// The filter line.
    Filter,
    /// The first-week hints.
    Hints,
}

#[derive(Default)]
pub struct Asking {
    last: u64,
    open: HashMap<(Asker, Slot), u64>,
}

impl Asking {
    /// A ticket for a new question; an older one of the same asker and slot is forgotten.
    pub fn ticket(&mut self, asker: Asker, slot: Slot) -> u64 {
        self.last += 1;
        self.open.insert((asker, slot), self.last);
        self.last
    }

    /// Who waits for the answer with this ticket, if anybody still does.
    pub fn redeem(&mut self, ticket: u64) -> Option<(Asker, Slot)> {
        let key = self.open.iter().find(|(_, open)| **open == ticket).map(|(key, _)| *key)?;
        self.open.remove(&key);
        Some(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_question_wins() {
        let mut asking = Asking::default();
        let search = Asker::Page(PageId::Search);
        let older = asking.ticket(search, "found");
        let newer = asking.ticket(search, "found");
        let other = asking.ticket(search, "artists");
        assert_eq!(asking.redeem(older), None);
        assert_eq!(asking.redeem(newer), Some((search, "found")));
        assert_eq!(asking.redeem(newer), None, "an answer arrives once");
        assert_eq!(asking.redeem(other), Some((search, "artists")));
    }
}
