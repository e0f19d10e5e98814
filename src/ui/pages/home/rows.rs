//! Home as rows: titles, picks, and what is still being listened for.

use super::super::super::widgets::list::Rows;
use crate::domain::section::{Home, ItemRef, Pick, Section};
use crate::domain::welcome::Offer;

/// A place on home that the cursor can stand on, whatever row it is in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Spot {
    pub section: String,
    /// None is the section's title.
    pub item: Option<ItemRef>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    Title(usize),
    Pick {
        section: usize,
        pick: usize,
    },
    Blank,
    /// What can be done by hand before anything was heard, its title and its line.
    HandTitle(Hand),
    Hand(Hand),
    WaitingTitle,
    Waiting(usize),
}

/// What the listener can do for a young home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand {
    /// Name artists they love.
    Love,
    /// Take over what lies in their files.
    Take(Offer),
}

impl Hand {
    /// Stands where the section's id stands in a [`Spot`].
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Love => "hand:love",
            Self::Take(Offer::Tags) => "hand:take",
            Self::Take(Offer::Playlists) => "hand:lists",
        }
    }

    #[must_use]
    pub fn of(spot: &Spot) -> Option<Self> {
        [Self::Love, Self::Take(Offer::Tags), Self::Take(Offer::Playlists)]
            .into_iter()
            .find(|hand| hand.id() == spot.section)
    }
}

/// The rows of one home, in reading order.
#[derive(Debug, Default)]
pub struct HomeRows {
    rows: Vec<(Row, Option<Spot>)>,
}

/// Picks that a section shows at least, if it has them; the rest waits behind its title.
const FEWEST: usize = 3;
/// More would make one long list of a home.
const MOST: usize = 10;

impl HomeRows {
    /// As many picks of each section as leave all of home in sight on `height` lines.
    #[must_use]
    pub fn fitting(home: &Home, height: usize, two_columns: bool, opened: &[String], hand: &[Hand]) -> Self {
        let fits = |rows: &Self| {
            let longest = if two_columns { rows.middle().max(rows.len() - rows.middle()) } else { rows.len() };
            longest <= height
        };
        (FEWEST + 1..=MOST)
            .rev()
            .map(|lines| Self::of(home, lines, opened, hand))
            .find(fits)
            .unwrap_or_else(|| Self::of(home, FEWEST, opened, hand))
    }

    /// At most `lines` picks of each section, all of those in `opened`.
    #[must_use]
    pub fn of(home: &Home, lines: usize, opened: &[String], hand: &[Hand]) -> Self {
        let mut rows = Vec::new();
        for (index, section) in home.sections.iter().enumerate() {
            if !rows.is_empty() {
                rows.push((Row::Blank, None));
            }
            let spot = |item| Some(Spot { section: section.id.clone(), item });
            rows.push((Row::Title(index), spot(None)));
            let shown = if opened.contains(&section.id) { usize::MAX } else { lines };
            rows.extend(
                section
                    .picks
                    .iter()
                    .enumerate()
                    .take(shown)
                    .map(|(pick, p)| (Row::Pick { section: index, pick }, spot(Some(p.item.what)))),
            );
        }
        for hand in hand {
            if !rows.is_empty() {
                rows.push((Row::Blank, None));
            }
            rows.push((Row::HandTitle(*hand), None));
            rows.push((Row::Hand(*hand), Some(Spot { section: hand.id().into(), item: None })));
        }
        if !home.waiting.is_empty() {
            if !rows.is_empty() {
                rows.push((Row::Blank, None));
            }
            rows.push((Row::WaitingTitle, None));
            rows.extend((0..home.waiting.len()).map(|index| (Row::Waiting(index), None)));
        }
        Self { rows }
    }

    #[must_use]
    pub fn row(&self, row: usize) -> Option<Row> {
        self.rows.get(row).map(|(row, _)| *row)
    }

    /// The first row of a second column, so that both are about equally long and no section
    /// is torn apart.
    #[must_use]
    pub fn middle(&self) -> usize {
        let starts = self
            .rows
            .iter()
            .enumerate()
            .filter(|(_, (row, _))| matches!(row, Row::Title(_) | Row::HandTitle(_) | Row::WaitingTitle));
        let half = self.rows.len();
        starts.map(|(row, _)| row).filter(|row| *row > 0).min_by_key(|row| (2 * row).abs_diff(half)).unwrap_or(half)
    }

    /// How many sections begin before a row.
    #[must_use]
    pub fn sections_before(&self, row: usize) -> usize {
        self.rows.iter().take(row).filter(|(row, _)| matches!(row, Row::Title(_))).count()
    }

    #[must_use]
    pub fn first_pick(&self) -> Option<usize> {
        self.rows.iter().position(|(row, _)| matches!(row, Row::Pick { .. }))
    }
}

impl Rows for HomeRows {
    type Key = Spot;

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn key(&self, row: usize) -> Option<Spot> {
        self.rows.get(row).and_then(|(_, spot)| spot.clone())
    }

    fn begins_group(&self, row: usize) -> bool {
        matches!(self.row(row), Some(Row::Title(_) | Row::HandTitle(_)))
    }
}

/// What a spot is in one home.
#[derive(Clone, Copy, Debug)]
pub struct Here<'h> {
    /// The section's place on home, from 0.
    pub place: usize,
    pub section: &'h Section,
    /// The pick and its place; none on the title.
    pub pick: Option<(usize, &'h Pick)>,
}

/// The section and pick that a spot names in this home.
#[must_use]
pub fn find<'h>(home: &'h Home, spot: &Spot) -> Option<Here<'h>> {
    let (place, section) = home.sections.iter().enumerate().find(|(_, section)| section.id == spot.section)?;
    let pick = match spot.item {
        Some(item) => Some(section.picks.iter().enumerate().find(|(_, pick)| pick.item.what == item)?),
        None => None,
    };
    Some(Here { place, section, pick })
}

#[cfg(test)]
mod tests {
    use super::super::super::super::fixture;
    use super::*;

    #[test]
    fn sections_are_shown_in_part_until_opened() {
        let home = fixture::evening().home;
        let some = HomeRows::of(&home, 2, &[], &[]);
        let all = HomeRows::of(&home, 2, &[home.sections[0].id.clone()], &[]);
        assert_eq!(all.len() - some.len(), home.sections[0].picks.len() - 2);
    }

    #[test]
    fn a_second_column_begins_with_a_title() {
        let home = fixture::evening().home;
        for lines in 0..6 {
            let rows = HomeRows::of(&home, lines, &[], &[Hand::Love]);
            assert!(matches!(rows.row(rows.middle()), Some(Row::Title(_) | Row::HandTitle(_) | Row::WaitingTitle)));
        }
    }

    #[test]
    fn every_spot_is_found_again() {
        let home = fixture::evening().home;
        let rows = HomeRows::of(&home, 9, &[], &[]);
        for row in 0..rows.len() {
            if let Some(spot) = rows.key(row) {
                assert!(find(&home, &spot).is_some());
            }
        }
    }
}
