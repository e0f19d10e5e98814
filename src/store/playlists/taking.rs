//! Lists that come from files. What is not in the library is kept by its words and path, so that
//! it comes back with its file (see [`relink`](crate::store::relink)).

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use rusqlite::Transaction;

use super::lines::{NewLines, kept, stored};
use super::{Line, Step, standing};
use crate::domain::ids::{ListenerId, PlaylistId, TrackId};
use crate::domain::playlist::PlainLine;
use crate::domain::time::Moment;
use crate::store::changes::{self, Change};
use crate::store::{Receipt, Result, Store};

impl Store {
    /// Puts lines in place of those of a list, as one change that `summary` tells; lines that stay
    /// keep their identity. None when it says so already.
    pub fn replace_lines(
        &self,
        id: PlaylistId,
        lines: Vec<PlainLine>,
        summary: String,
        now: Moment,
    ) -> Receipt<Option<Change>> {
        let listener = self.listener();
        self.writer().urgent(move |tx| replace(tx, listener, id, &lines, summary, now))
    }
}

pub(super) fn replace(
    tx: &Transaction<'_>,
    listener: ListenerId,
    id: PlaylistId,
    lines: &[PlainLine],
    summary: String,
    now: Moment,
) -> Result<Option<Change>> {
    let list = standing(tx, listener, id)?;
    let mut old = Standing::of(tx, list.row)?;
    let before: Vec<i64> = old.order.clone();
    let mut new = NewLines::at(tx, 0, now)?;
    fill(tx, &mut new, lines, &mut old)?;
    if new.lines.iter().map(|line| line.entry).eq(before.iter().copied()) {
        return Ok(None);
    }
    let (entries, lines) = between(before, new.lines);
    let take = (!entries.is_empty()).then_some(Step::Take { id, entries });
    let put = (!lines.is_empty()).then_some(Step::Insert { id, lines });
    let mut steps = take.into_iter().chain(put);
    changes::make_several(tx, listener, now, summary, || Ok(steps.next().map(changes::Step::Playlist)))
}

/// What differs, without what both have at their beginning and at their end: the journal shall
/// not hold a long list for each line that is changed in its file.
fn between(mut before: Vec<i64>, mut after: Vec<Line>) -> (Vec<i64>, Vec<Line>) {
    let same = |(old, new): &(&i64, &Line)| **old == new.entry;
    let first = before.iter().zip(&after).take_while(same).count();
    let rest = before.iter().skip(first).rev().zip(after.iter().skip(first).rev());
    let last = rest.take_while(same).count();
    before.truncate(before.len() - last);
    after.truncate(after.len() - last);
    (before.split_off(first), after.split_off(first))
}

/// Lines of the file: those that stand in the list already are the very same, the others are new.
fn fill(tx: &Transaction<'_>, new: &mut NewLines<'_>, lines: &[PlainLine], old: &mut Standing) -> Result<()> {
    for line in lines {
        if let Some(stays) = old.take(line) {
            new.put(stays);
            continue;
        }
        if let Some(line) = kept(tx, line)? {
            new.words(&line)?;
        }
    }
    Ok(())
}

/// The lines of a list until each was taken once.
#[derive(Default)]
struct Standing {
    order: Vec<i64>,
    lines: HashMap<i64, Line>,
    by_track: HashMap<i64, Vec<i64>>,
    by_path: HashMap<String, Vec<i64>>,
}

impl Standing {
    fn of(tx: &Transaction<'_>, list: i64) -> Result<Self> {
        let mut standing = Self::default();
        for line in stored(tx, list)? {
            standing.order.push(line.entry);
            match (line.track, &line.path) {
                (Some(track), _) => standing.by_track.entry(track).or_default().push(line.entry),
                (None, Some(path)) => standing.by_path.entry(path.clone()).or_default().push(line.entry),
                (None, None) => {}
            }
            standing.lines.insert(line.entry, line);
        }
        // The first of equal lines is taken first.
        standing.by_track.values_mut().chain(standing.by_path.values_mut()).for_each(|entries| entries.reverse());
        Ok(standing)
    }

    fn take(&mut self, line: &PlainLine) -> Option<Line> {
        let entries = match (line.track, &line.path) {
            (Some(TrackId(track)), _) => self.by_track.get_mut(&track),
            (None, Some(path)) => self.by_path.get_mut(&STANDARD_NO_PAD.encode(path)),
            (None, None) => None,
        };
        self.lines.remove(&entries?.pop()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::playlist::NewList;
    use crate::store::fixture::{Fixture, NOW};

    fn known(track: TrackId) -> PlainLine {
        PlainLine { track: Some(track), ..PlainLine::default() }
    }

    fn lost(title: &str, path: &[u8]) -> PlainLine {
        PlainLine { title: title.into(), artist: "x".into(), path: Some(path.to_vec()), ..PlainLine::default() }
    }

    struct Shelf(Fixture, PlaylistId, [TrackId; 3]);

    impl Shelf {
        fn new() -> Self {
            let fixture = Fixture::new();
            let tracks = ["a", "b", "c"].map(|title| fixture.track(title, "x"));
            Self(fixture, PlaylistId::made_at(NOW.unix_ms), tracks)
        }

        fn make(&self, lines: &[PlainLine]) -> Option<String> {
            let list = NewList { id: self.1, name: "L".into(), about: String::new(), lines: lines.to_vec() };
            let change = self.0.store.make_lists(vec![list], "Read it".into(), NOW, &mut |_| true).unwrap();
            change.map(|change| change.summary)
        }

        fn replace(&self, lines: &[PlainLine]) -> Option<String> {
            let change = self.0.store.replace_lines(self.1, lines.to_vec(), "Read it".into(), NOW).wait().unwrap();
            change.map(|change| change.summary)
        }

        /// Number and title of each line, with a star where its track is there.
        fn lines(&self) -> Vec<(i64, String)> {
            let listener = self.0.store.listener();
            let Some((_, lines)) = self.0.reader().playlist(listener, self.1).unwrap() else { return Vec::new() };
            let star = |line: &crate::domain::playlist::PlaylistLine| if line.card.id.0 > 0 { "*" } else { "" };
            lines.iter().map(|line| (line.entry, format!("{}{}", line.card.title, star(line)))).collect()
        }

        fn titles(&self) -> String {
            self.lines().into_iter().map(|line| line.1).collect::<Vec<_>>().join(" ")
        }
    }

    #[test]
    fn a_list_with_what_is_not_there_is_made_and_taken_back_as_one_change() {
        let shelf = Shelf::new();
        let summary =
            shelf.make(&[known(shelf.2[0]), lost("gone", b"/m/gone"), known(TrackId(4_711)), known(shelf.2[1])]);
        assert_eq!(
            (summary.as_deref(), shelf.titles().as_str()),
            (Some("Read it"), "a* gone b*"),
            "a key of no track, and no words, say nothing"
        );
        shelf.0.store.undo(NOW).wait().unwrap().unwrap();
        assert_eq!(shelf.titles(), "");
        shelf.0.store.redo(NOW).wait().unwrap().unwrap();
        assert_eq!(shelf.titles(), "a* gone b*");
    }

    #[test]
    fn a_list_holds_the_same_lines_however_they_come_to_it() {
        let shelf = Shelf::new();
        let nothing = PlainLine { artist: "who?".into(), ..PlainLine::default() };
        let lines = [
            known(TrackId(4_711)),
            nothing,
            PlainLine { track: Some(TrackId(4_711)), ..lost("gone", b"/m/gone") },
            known(shelf.2[0]),
        ];
        shelf.make(&lines);
        assert_eq!(shelf.titles(), "gone a*", "what says nothing is no line");
        shelf.replace(&[]);
        shelf.replace(&lines);
        assert_eq!(shelf.titles(), "gone a*");
    }

    #[test]
    fn lines_that_stay_are_the_very_same() {
        let shelf = Shelf::new();
        let [a, b, c] = shelf.2;
        shelf.make(&[known(a), lost("gone", b"/m/gone"), known(b), known(a)]);
        let before = shelf.lines();
        let replace = |lines: &[PlainLine]| shelf.replace(lines);
        let same = [known(a), lost("renamed", b"/m/gone"), known(b), known(a)];
        assert_eq!(replace(&same), None, "it says so already");
        assert!(replace(&[known(c), known(b), lost("gone", b"/m/gone"), known(a)]).is_some());
        let after = shelf.lines();
        assert_eq!(shelf.titles(), "c* b* gone a*");
        assert_eq!(
            after.iter().skip(1).map(|line| line.0).collect::<Vec<_>>(),
            [before[2].0, before[1].0, before[0].0]
        );
        shelf.0.store.undo(NOW).wait().unwrap().unwrap();
        assert_eq!(shelf.lines(), before);
        assert!(replace(&[]).is_some());
        assert_eq!(shelf.titles(), "");
        shelf.0.store.undo(NOW).wait().unwrap().unwrap();
        assert_eq!(shelf.lines(), before);
    }

    #[test]
    fn the_journal_holds_what_differs() {
        let shelf = Shelf::new();
        let [a, b, c] = shelf.2;
        let many: Vec<PlainLine> = (0..300).map(|place| known([a, b][place % 2])).collect();
        shelf.make(&many);
        let newest = || {
            let sql = "SELECT change || inverse FROM changes ORDER BY id DESC LIMIT 1";
            shelf
                .0
                .store
                .writer()
                .urgent(move |tx| Ok(tx.query_row(sql, [], |row| row.get::<_, String>(0))?))
                .wait()
                .unwrap()
        };
        assert!(newest().len() < 400, "{}", newest());
        let mut changed = many.clone();
        changed.insert(150, known(c));
        changed.remove(20);
        shelf.replace(&changed);
        shelf.0.store.undo(NOW).wait().unwrap().unwrap();
        assert_eq!(shelf.lines().len(), 300);
        shelf.0.store.redo(NOW).wait().unwrap().unwrap();
        assert!(shelf.titles().split(' ').nth(149) == Some("c*"));
        changed.push(known(c));
        shelf.replace(&changed);
        assert!(newest().len() < 200, "one line more: {}", newest());
    }

    #[test]
    fn what_was_not_there_comes_back_by_its_path() {
        let shelf = Shelf::new();
        shelf.make(&[lost("other words", b"/m/late.mp3")]);
        let sql = "INSERT INTO roots (id, path, added_at) VALUES (1, CAST('/m' AS BLOB), 0);
            INSERT INTO files (id, root_id, path, size, mtime_ns, ctime_ns, inode, format, added_at)
            VALUES (1, 1, CAST('late.mp3' AS BLOB), 0, 0, 0, 0, 'MP3', 0);
            INSERT INTO track_files (file_id, track_id) VALUES (1, 3);";
        shelf.0.store.writer().urgent(move |tx| Ok(tx.execute_batch(sql)?)).wait().unwrap();
        assert_eq!(shelf.0.store.relink().wait().unwrap().playlist_lines, 1);
        assert_eq!(shelf.titles(), "c*");
    }
}
