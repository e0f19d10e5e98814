//! The queue as rows.

use crate::domain::queue::{EntryId, Part};
use crate::player::protocol::{QueueLine, QueueView};
use crate::ui::page::View;
use crate::ui::widgets::list::Rows;

/// What of the queue is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// What plays, and each part under its heading.
    Whole,
    /// Only what comes.
    UpNext,
}

/// One row on screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Row<'q> {
    Playing(&'q QueueLine),
    Head(Part),
    Line(Part, usize, &'q QueueLine),
}

impl<'q> Row<'q> {
    pub(super) fn line(self) -> Option<&'q QueueLine> {
        match self {
            Self::Playing(line) | Self::Line(_, _, line) => Some(line),
            Self::Head(_) => None,
        }
    }
}

/// The parts in their order.
pub(super) const PARTS: [Part; 3] = [Part::Added, Part::List, Part::Ear];

/// The queue as rows, found by counting: a list of 100,000 tracks costs no more than a short one.
pub(super) struct QueueRows<'q> {
    pub(super) current: Option<&'q QueueLine>,
    pub(super) added: &'q [QueueLine],
    pub(super) list: &'q [QueueLine],
    pub(super) ear: &'q [QueueLine],
    pub(super) shape: Shape,
}

impl<'q> QueueRows<'q> {
    pub(super) fn of(queue: &'q QueueView, shape: Shape) -> Self {
        let QueueView { current, added, list, ear, .. } = queue;
        Self { current: current.as_ref(), added, list, ear, shape }
    }

    fn parts(&self) -> [(Part, &'q [QueueLine]); 3] {
        PARTS.map(|part| (part, self.lines(part)))
    }

    pub(super) fn lines(&self, part: Part) -> &'q [QueueLine] {
        match part {
            Part::Added => self.added,
            Part::List => self.list,
            Part::Ear => self.ear,
        }
    }

    /// The row of the first line of a part.
    pub(super) fn first_of(&self, part: Part) -> usize {
        let before = self.parts().into_iter().take_while(|(other, _)| *other != part);
        let rows = before.filter(|(_, lines)| !lines.is_empty()).map(|(_, lines)| lines.len() + self.heads());
        rows.sum::<usize>() + self.heads() + usize::from(self.current().is_some())
    }

    pub(super) fn current(&self) -> Option<&'q QueueLine> {
        self.current.filter(|_| self.shape == Shape::Whole)
    }

    /// All lines, but for headings.
    pub(super) fn all(&self) -> impl Iterator<Item = &'q QueueLine> {
        self.current().into_iter().chain(self.added).chain(self.list).chain(self.ear)
    }

    /// Rows of headings over a part.
    fn heads(&self) -> usize {
        usize::from(self.shape == Shape::Whole)
    }

    pub(super) fn row(&self, row: usize) -> Option<Row<'q>> {
        let mut row = row;
        if let Some(line) = self.current() {
            match row.checked_sub(1) {
                None => return Some(Row::Playing(line)),
                Some(rest) => row = rest,
            }
        }
        for (part, lines) in self.parts() {
            if lines.is_empty() {
                continue;
            }
            let Some(index) = row.checked_sub(self.heads()) else { return Some(Row::Head(part)) };
            if let Some(line) = lines.get(index) {
                return Some(Row::Line(part, index, line));
            }
            row -= lines.len() + self.heads();
        }
        None
    }
}

impl Rows for QueueRows<'_> {
    type Key = EntryId;

    fn len(&self) -> usize {
        let shown = |lines: &[QueueLine]| if lines.is_empty() { 0 } else { lines.len() + self.heads() };
        self.parts().iter().map(|(_, lines)| shown(lines)).sum::<usize>() + usize::from(self.current().is_some())
    }

    fn key(&self, row: usize) -> Option<EntryId> {
        match self.row(row)? {
            Row::Playing(line) | Row::Line(_, _, line) => Some(line.entry),
            Row::Head(_) => None,
        }
    }

    fn begins_group(&self, row: usize) -> bool {
        matches!(self.row(row), Some(Row::Head(_)))
    }
}

/// The heading of a part.
pub(super) fn title(part: Part, queue: &QueueView, view: &View<'_>) -> String {
    match part {
        Part::Added => view.words("Added by you: comes first, {play} elsewhere never throws it away"),
        Part::List => format!("From {}", queue.list_name.as_deref().unwrap_or("the list that plays")),
        Part::Ear => "Then by ear, until you stop it".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::fixture;

    #[test]
    fn rows_are_counted_as_they_are_shown() {
        let snapshot = fixture::evening();
        let rows = QueueRows::of(&snapshot.queue, Shape::Whole);
        let shown: Vec<_> = (0..rows.len() + 2).map_while(|row| rows.row(row)).collect();
        assert_eq!(shown.len(), rows.len());
        assert!(matches!(shown[0], Row::Playing(_)));
        assert_eq!(shown[1], Row::Head(Part::Added));
        let lines = shown.iter().filter(|row| matches!(row, Row::Line(..))).count();
        assert_eq!(lines, snapshot.queue.len());
    }

    #[test]
    fn the_first_line_of_a_part_stands_below_its_heading() {
        let snapshot = fixture::evening();
        for shape in [Shape::Whole, Shape::UpNext] {
            let rows = QueueRows::of(&snapshot.queue, shape);
            for part in PARTS {
                let first = rows.row(rows.first_of(part));
                assert!(matches!(first, Some(Row::Line(of, 0, _)) if of == part), "{part:?} {first:?}");
            }
        }
    }

    #[test]
    fn up_next_has_no_headings() {
        let snapshot = fixture::evening();
        let rows = QueueRows::of(&snapshot.queue, Shape::UpNext);
        assert_eq!(rows.len(), snapshot.queue.len());
        assert!((0..rows.len()).all(|row| matches!(rows.row(row), Some(Row::Line(..)))));
        assert_eq!(rows.row(rows.len()), None);
    }
}
