//! What was done to lists and files, and how it is told.

use std::collections::BTreeSet;

use super::files::ASIDE;
use crate::domain::human;

/// What was done to one list or file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    pub what: What,
    /// The playlist; of files that cannot be read their name.
    pub name: String,
    /// The file, below the folder.
    pub file: Vec<u8>,
    /// More about it, in words; empty where nothing needs them.
    pub detail: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Written,
    Read,
    Made,
    Renamed,
    /// Both sides were changed.
    KeptBoth,
    /// The list, since its file was deleted.
    Deleted,
    /// The file, since its list was deleted.
    PutAside,
    /// Neither side was touched.
    Left,
}

impl What {
    /// As JSON names it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Read => "read",
            Self::Made => "made",
            Self::Renamed => "renamed",
            Self::KeptBoth => "kept_both",
            Self::Deleted => "deleted",
            Self::PutAside => "put_aside",
            Self::Left => "left",
        }
    }
}

/// What it took to make both sides equal; nothing when they were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Synced {
    pub done: Vec<Done>,
    /// Something failed that was begun: doing it again may fail again.
    pub(super) is_stuck: bool,
}

/// Lists and files that are told by their names; the others are counted.
const NAMED: usize = 2;

impl Synced {
    #[must_use]
    pub fn has_trouble(&self) -> bool {
        self.done.iter().any(|done| done.what == What::Left)
    }

    /// What is left as it is, and why; taken out where nothing of it is new.
    pub(super) fn take_known(&mut self, known: &mut BTreeSet<String>) {
        let left: BTreeSet<String> =
            self.done.iter().filter(|done| done.what == What::Left).filter_map(Done::told).collect();
        if left.is_subset(known) {
            self.done.retain(|done| done.what != What::Left);
        }
        *known = left;
    }

    /// Whether lists are not as they were. That a list is only in a file now changes none.
    pub(super) fn has_changed_lists(&self) -> bool {
        !self.done.iter().all(|done| matches!(done.what, What::Written | What::PutAside | What::Left))
    }

    /// That files follow what was just done here is no news, and would cover what was said of it.
    pub(super) fn has_news(&self) -> bool {
        self.done.iter().any(|done| done.what != What::Written)
    }

    /// In one line; none where nothing was to be done. What needs a look comes first.
    #[must_use]
    pub fn told(&self) -> Option<String> {
        let (mut parts, mut others) = (Vec::new(), Vec::new());
        for what in [What::KeptBoth, What::Left, What::Deleted, What::PutAside] {
            let mut all = self.done.iter().filter(|done| done.what == what);
            let room = NAMED.saturating_sub(parts.len());
            parts.extend(all.by_ref().take(room).filter_map(Done::told));
            match (all.count() as u64, what) {
                (0, _) => {}
                (more, What::KeptBoth) => others.push(format!("{} more changed on both sides", human::thousands(more))),
                (more, What::Left) => others.push(format!("{} more left as they are", human::thousands(more))),
                (more, What::Deleted) => others.push(format!("{} more deleted", human::thousands(more))),
                (more, _) => others.push(format!("{} more put into {ASIDE}", human::thousands(more))),
            }
        }
        parts.append(&mut others);
        for (what, words) in [
            (What::Read, "read"),
            (What::Made, "new from files"),
            (What::Written, "written"),
            (What::Renamed, "renamed"),
        ] {
            let count = self.done.iter().filter(|done| done.what == what).count();
            if count > 0 {
                parts.push(format!("{} {words}", human::thousands(count as u64)));
            }
        }
        (!parts.is_empty()).then(|| format!("Playlist folder: {}", parts.join("; ")))
    }
}

impl Done {
    /// None for what is only counted.
    fn told(&self) -> Option<String> {
        let Self { name, detail, .. } = self;
        match self.what {
            What::KeptBoth => Some(format!("{name} changed on both sides, {detail}")),
            What::Left => Some(format!("{name} left as it is: {detail}")),
            What::Deleted => Some(format!("{name} deleted as its file was, and undo brings it back")),
            What::PutAside => Some(format!("the file of {name} put into {ASIDE}")),
            What::Written | What::Read | What::Made | What::Renamed => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_are_named_and_the_others_are_counted() {
        let done = |what, name: &str| Done { what, name: name.into(), file: Vec::new(), detail: "x".into() };
        let mut synced = Synced { done: vec![done(What::Read, "r"), done(What::Deleted, "a")], is_stuck: false };
        assert_eq!(
            synced.told().as_deref(),
            Some("Playlist folder: a deleted as its file was, and undo brings it back; 1 read")
        );
        synced.done.extend((0..1_300).map(|place| done(What::Left, &format!("l{place}"))));
        synced.done.push(done(What::KeptBoth, "k"));
        let told = "Playlist folder: k changed on both sides, x; l0 left as it is: x; \
                    1,299 more left as they are; 1 more deleted; 1 read";
        assert_eq!(synced.told().as_deref(), Some(told));
        assert_eq!(Synced::default().told(), None);
    }
}
