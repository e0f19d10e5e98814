//! What is built: a name, rules as lines, what the list is about. Each state of it is kept, so
//! that every step can be taken back while the builder is open.

use crate::domain::query::outline::Outline;
use crate::domain::query::{Query, parse, read};

#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub(super) name: String,
    pub(super) about: String,
    pub(super) outline: Outline,
    /// A text that cannot be read, as it was kept; its lines are what could be read of it.
    pub(super) broken: Option<String>,
}

impl Draft {
    pub(super) fn of(name: &str, rules: &str, about: &str) -> Self {
        let broken = parse(rules).is_err().then(|| rules.to_owned());
        Self { name: name.to_owned(), about: about.to_owned(), outline: Outline::of(&read(rules).query), broken }
    }

    /// The rules as text: of lines their own, and what cannot be read as it stands.
    pub(super) fn text(&self) -> String {
        self.broken.clone().unwrap_or_else(|| self.outline.query().to_string())
    }

    /// Other lines, which then are all that counts.
    pub(super) fn of_lines(&mut self, query: &Query) {
        // Lines of before are named as none of these: a cursor on one of them does not come to
        // stand on another.
        self.outline.rewrite(query.expression.clone());
        self.outline.sort.clone_from(&query.sort);
        self.outline.limit = query.limit;
        self.broken = None;
    }

    pub(super) fn says_what(&self, other: &Self) -> bool {
        self.name == other.name && self.about == other.about && self.text() == other.text()
    }
}

/// The draft, and the way back and forth to others.
pub(super) struct Steps {
    pub(super) now: Draft,
    before: Vec<Draft>,
    undone: Vec<Draft>,
}

impl Steps {
    pub(super) const fn begin(now: Draft) -> Self {
        Self { now, before: Vec::new(), undone: Vec::new() }
    }

    /// Goes on to another draft.
    pub(super) fn take(&mut self, next: Draft) {
        self.undone.clear();
        self.before.push(std::mem::replace(&mut self.now, next));
    }

    /// Does something to the rules; whether it could be done.
    pub(super) fn shape(&mut self, edit: impl FnOnce(&mut Outline) -> bool) -> bool {
        let mut next = self.now.clone();
        let done = edit(&mut next.outline);
        if done {
            next.broken = None;
            self.take(next);
        }
        done
    }

    /// One step back, or forth again; whether there was one.
    pub(super) fn go(&mut self, back: bool) -> bool {
        let (from, to) = if back { (&mut self.before, &mut self.undone) } else { (&mut self.undone, &mut self.before) };
        let Some(draft) = from.pop() else { return false };
        to.push(std::mem::replace(&mut self.now, draft));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_goes_back_and_forth() {
        let mut steps = Steps::begin(Draft::of("A", "genre:jazz gerne:x", ""));
        assert_eq!(steps.now.text(), "genre:jazz gerne:x", "what cannot be read is kept");
        let root = steps.now.outline.root();
        assert!(steps.shape(|outline| outline.turn(root)));
        assert_eq!(steps.now.text(), "genre:jazz");
        assert!(!steps.shape(|_| false));
        assert!(steps.go(true) && !steps.go(true));
        assert_eq!(steps.now.text(), "genre:jazz gerne:x");
        assert!(steps.go(false) && !steps.go(false));
        assert_eq!(steps.now.text(), "genre:jazz");
    }
}
