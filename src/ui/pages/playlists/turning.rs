//! After undo and redo the cursor stands on what came back or was moved.

use std::collections::HashSet;

use super::PlaylistsPage;
use crate::domain::playlist::PlaylistLine;

impl PlaylistsPage {
    /// The line that taking back or making again concerned, once its rows come.
    pub(super) fn turned_line(&mut self, now: &[PlaylistLine]) -> Option<i64> {
        if !std::mem::take(&mut self.turned) || !self.in_lines || !self.lines.is_current() {
            return None;
        }
        let before: Vec<i64> = self.lines.rows().iter().map(|line| line.entry).collect();
        let now: Vec<i64> = now.iter().map(|line| line.entry).collect();
        came_or_moved(&before, &now)
    }
}

/// The first line that came, or the one that was moved; none when several were, or none.
fn came_or_moved(before: &[i64], now: &[i64]) -> Option<i64> {
    if now.len() > before.len() {
        let known: HashSet<i64> = before.iter().copied().collect();
        return now.iter().copied().find(|line| !known.contains(line));
    }
    let differs = |place: &usize| before.get(*place) != now.get(*place);
    let first = (0..now.len()).find(differs)?;
    let last = (0..now.len()).rfind(differs)?;
    let (was, is) = (before.get(first..=last)?, now.get(first..=last)?);
    let ([up, was_rest @ ..], [down, is_rest @ ..]) = (was, is) else { return None };
    if is.starts_with(was_rest) {
        Some(*up)
    } else if was.starts_with(is_rest) {
        Some(*down)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_what_came_or_what_moved() {
        let found = |before: &str, now: &str| {
            let lines = |text: &str| text.chars().map(|c| i64::from(u32::from(c))).collect::<Vec<_>>();
            came_or_moved(&lines(before), &lines(now)).and_then(|line| char::from_u32(line as u32))
        };
        assert_eq!(found("abde", "abcde"), Some('c'));
        assert_eq!(found("abcde", "acdbe"), Some('b'), "moved down");
        assert_eq!(found("acdbe", "abcde"), Some('b'), "moved up");
        assert_eq!(found("abcde", "abcde"), None);
        assert_eq!(found("abcde", "edcba"), None, "sorted");
        assert_eq!(found("abc", "ab"), None);
    }
}
