//! Home as rows: titles, picks, and what is still being listened for.

use super::super::super::widgets::list::Rows;
use crate::domain::section::{Home, ItemRef, Look, Pick, Section};
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
    /// The second line of a pick that stands as a card.
    Below {
        section: usize,
        pick: usize,
    },
    /// A section that has no picks says why.
    Nothing(usize),
    Blank,
    /// What can be done by hand before anything was heard, its title and its line.
    HandTitle(Hand),
    Hand(Hand),
    WaitingTitle,
    Waiting(usize),
    /// So many kinds are waited for besides.
    WaitingMore(usize),
}

/// What the listener can do for a young home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand {
    /// Name artists they love.
    Love,
    /// Take over what lies in their files.
    Take(Offer),
    /// Pin what they start again and again.
    Propose,
}

impl Hand {
    /// Stands where the section's id stands in a [`Spot`].
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Love => "hand:love",
            Self::Take(Offer::Tags) => "hand:take",
            Self::Take(Offer::Playlists) => "hand:lists",
            Self::Propose => "hand:pin",
        }
    }

    #[must_use]
    pub fn of(spot: &Spot) -> Option<Self> {
        [Self::Love, Self::Take(Offer::Tags), Self::Take(Offer::Playlists), Self::Propose]
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
/// More would make one long list of a home, unless a tall screen stayed empty without.
const MOST: usize = 10;
/// More are never shown before a section is opened.
const LONGEST: usize = 24;
/// Where columns hold so many sections or more, none takes more than its share of the height.
const SHARE: usize = 3;
/// Kinds that are waited for and shown where there is no room for all of them.
const WAITED: std::ops::RangeInclusive<usize> = 3..=5;

impl HomeRows {
    /// As many picks of each section as leave all of home in sight on `height` lines. Beyond
    /// [`MOST`] they only fill what would stay empty: the shorter of two columns up to the
    /// longer one, then both together.
    #[must_use]
    pub fn fitting(home: &Home, height: usize, two_columns: bool, opened: &[String], hand: &[Hand]) -> Self {
        let fits = |waited: &usize| {
            let stack = Stack::of(home, opened, hand, two_columns, *waited);
            stack.heights(&vec![FEWEST; home.sections.len()]).into_iter().all(|lines| lines <= height)
        };
        let all = home.waiting.len();
        let waited = std::iter::once(all).chain(WAITED.rev()).find(fits).unwrap_or(*WAITED.start());
        // The last one takes no more room than its count.
        let waited = if waited + 1 >= all { all } else { waited };
        let limits = Stack::of(home, opened, hand, two_columns, waited).limits(height);
        Self::with_waiting(home, &limits, opened, hand, waited)
    }

    /// At most so many picks of each section, in the order of the sections; all of those in `opened`.
    #[cfg(test)]
    pub fn of(home: &Home, limits: &[usize], opened: &[String], hand: &[Hand]) -> Self {
        Self::with_waiting(home, limits, opened, hand, home.waiting.len())
    }

    /// The same with only so many of the kinds that are waited for, the nearest first.
    fn with_waiting(home: &Home, limits: &[usize], opened: &[String], hand: &[Hand], waited: usize) -> Self {
        let mut rows = Vec::new();
        let spot_of = |hand: Hand| Some(Spot { section: hand.id().into(), item: None });
        // One line above all of it; the others end the page, under titles of their own.
        rows.extend(hand.contains(&Hand::Propose).then(|| (Row::Hand(Hand::Propose), spot_of(Hand::Propose))));
        for (index, section) in home.sections.iter().enumerate() {
            if !rows.is_empty() {
                rows.push((Row::Blank, None));
            }
            let spot = |item| Some(Spot { section: section.id.clone(), item });
            rows.push((Row::Title(index), spot(None)));
            rows.extend(section.picks.is_empty().then_some((Row::Nothing(index), None)));
            let shown = Block::of(section, opened).picks(limits.get(index).copied().unwrap_or(FEWEST));
            for (pick, of) in section.picks.iter().enumerate().take(shown) {
                rows.push((Row::Pick { section: index, pick }, spot(Some(of.item.what))));
                let is_card = section.shows.look == Look::Cards;
                rows.extend(is_card.then_some((Row::Below { section: index, pick }, None)));
            }
        }
        for hand in hand.iter().filter(|hand| **hand != Hand::Propose) {
            if !rows.is_empty() {
                rows.push((Row::Blank, None));
            }
            rows.push((Row::HandTitle(*hand), None));
            rows.push((Row::Hand(*hand), spot_of(*hand)));
        }
        if !home.waiting.is_empty() {
            if !rows.is_empty() {
                rows.push((Row::Blank, None));
            }
            rows.push((Row::WaitingTitle, None));
            rows.extend(nearest(home).into_iter().take(waited).map(|index| (Row::Waiting(index), None)));
            let more = home.waiting.len().saturating_sub(waited);
            rows.extend((more > 0).then_some((Row::WaitingMore(more), None)));
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
        let rows = self.rows.len();
        // The blank line before a title is not a line of the left column. Of two ways that are
        // even, the longer column stands first.
        let uneven = |row: &usize| (2 * row).abs_diff(rows + 1);
        starts.map(|(row, _)| row).filter(|row| *row > 0).rev().min_by_key(uneven).unwrap_or(rows)
    }

    /// How many sections begin before a row.
    #[must_use]
    pub fn sections_before(&self, row: usize) -> usize {
        self.rows.iter().take(row).filter(|(row, _)| matches!(row, Row::Title(_))).count()
    }

    /// The first of the rows at the end that the cursor cannot stand on.
    #[must_use]
    pub fn after_last_spot(&self) -> usize {
        self.rows.iter().rposition(|(_, spot)| spot.is_some()).map_or(0, |row| row + 1)
    }

    #[must_use]
    pub fn first_pick(&self) -> Option<usize> {
        self.rows.iter().position(|(row, _)| matches!(row, Row::Pick { .. }))
    }
}

/// Places of the kinds that are waited for: first what the listener is nearest to, then as they
/// came.
fn nearest(home: &Home) -> Vec<usize> {
    let mut order: Vec<usize> = (0..home.waiting.len()).collect();
    let share = |place: &usize| {
        home.waiting.get(*place).map_or(0.0, |waiting| f64::from(waiting.have) / f64::from(waiting.need.max(1)))
    };
    order.sort_by(|a, b| share(b).total_cmp(&share(a)));
    order
}

/// How many lines the blocks of home take, without building them: sections first, then what can
/// be done by hand and what is waited for.
struct Stack {
    sections: Vec<Block>,
    below: Vec<usize>,
    two_columns: bool,
}

/// A section as lines.
#[derive(Clone, Copy, Debug)]
struct Block {
    picks: usize,
    /// All of them are shown.
    opened: bool,
    /// As many as the listener wants in sight.
    rows: Option<usize>,
    /// Lines of a pick.
    tall: usize,
}

impl Block {
    fn of(section: &Section, opened: &[String]) -> Self {
        Self {
            picks: section.picks.len(),
            opened: opened.contains(&section.id),
            rows: section.shows.rows.map(|rows| rows as usize),
            tall: section.shows.look.lines(),
        }
    }

    /// Picks that are shown where others have `limit`.
    fn picks(self, limit: usize) -> usize {
        if self.opened { self.picks } else { self.picks.min(self.rows.unwrap_or(limit)) }
    }

    /// Lines with its title.
    fn lines(self, limit: usize) -> usize {
        if self.picks == 0 { 2 } else { 1 + self.tall * self.picks(limit) }
    }

    /// Whether more room would show more of it.
    const fn may_grow(self) -> bool {
        !self.opened && self.rows.is_none()
    }
}

impl Stack {
    fn of(home: &Home, opened: &[String], hand: &[Hand], two_columns: bool, waited: usize) -> Self {
        let sections = home.sections.iter().map(|section| Block::of(section, opened)).collect();
        let waiting = (!home.waiting.is_empty()).then(|| 1 + home.waiting.len().min(waited + 1));
        Self {
            sections,
            below: hand.iter().map(|hand| if *hand == Hand::Propose { 1 } else { 2 }).chain(waiting).collect(),
            two_columns,
        }
    }

    /// Lines of both columns, the blank one between the last of the left and the first of the right left out.
    fn heights(&self, limits: &[usize]) -> [usize; 2] {
        let sections = self.sections.iter().zip(limits);
        let sections = sections.map(|(block, limit)| block.lines(*limit));
        let blocks: Vec<usize> = sections.chain(self.below.iter().copied()).collect();
        let all = (blocks.iter().sum::<usize>() + blocks.len()).saturating_sub(1);
        let mut columns = [all, 0];
        if self.two_columns {
            let ends = blocks.iter().scan(0, |end, block| {
                *end += block + 1;
                Some(*end - 1)
            });
            let splits: Vec<_> =
                ends.map(|left| [left, all.saturating_sub(left + 1)]).filter(|[left, _]| *left < all).collect();
            // The last of several: the longer column stands first.
            columns = splits.into_iter().rev().min_by_key(|[left, right]| left.abs_diff(*right)).unwrap_or(columns);
        }
        columns
    }

    fn unevenness(&self, [left, right]: [usize; 2]) -> usize {
        if self.two_columns { left.abs_diff(right) } else { 0 }
    }

    /// The most that one section grows to: a long list beside many short ones would weigh more
    /// than it says.
    fn longest(&self, height: usize) -> usize {
        let columns = if self.two_columns { 2 } else { 1 };
        if self.sections.len() < columns * SHARE { LONGEST } else { (height / SHARE).clamp(MOST, LONGEST) }
    }

    /// How many picks of each section stand on so many lines.
    fn limits(&self, height: usize) -> Vec<usize> {
        let same = |lines| vec![lines; self.sections.len()];
        let fits = |columns: [usize; 2]| columns.into_iter().all(|lines| lines <= height);
        let most = (FEWEST + 1..=MOST).rev().find(|lines| fits(self.heights(&same(*lines))));
        let mut limits = same(most.unwrap_or(FEWEST));
        if most != Some(MOST) {
            return limits;
        }
        let longest = self.longest(height);
        loop {
            let uneven = self.unevenness(self.heights(&limits));
            let longer = self.sections.iter().enumerate().filter_map(|(section, block)| {
                let grows = |limit: &&usize| block.may_grow() && **limit < longest.min(block.picks);
                let limit = *limits.get(section).filter(grows)?;
                let mut longer = limits.clone();
                *longer.get_mut(section)? += 1;
                let columns = self.heights(&longer);
                let uneven = self.unevenness(columns);
                fits(columns).then_some((uneven, limit, longer))
            });
            match longer.min_by_key(|(uneven, limit, _)| (*uneven, *limit)) {
                Some((now, _, longer)) if now <= uneven.max(1) => limits = longer,
                _ => return limits,
            }
        }
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
        let some = HomeRows::of(&home, &[2; 9], &[], &[]);
        let all = HomeRows::of(&home, &[2; 9], &[home.sections[0].id.clone()], &[]);
        assert_eq!(all.len() - some.len(), home.sections[0].picks.len() - 2);
    }

    #[test]
    fn a_second_column_begins_with_a_title() {
        let home = fixture::evening().home;
        for lines in 0..6 {
            let rows = HomeRows::of(&home, &[lines; 9], &[], &[Hand::Love]);
            assert!(matches!(rows.row(rows.middle()), Some(Row::Title(_) | Row::HandTitle(_) | Row::WaitingTitle)));
        }
    }

    /// A home with so many picks in each of its sections.
    fn with_picks(counts: &[usize]) -> Home {
        let mut home = fixture::evening().home.as_ref().clone();
        let section = home.sections[0].clone();
        home.waiting.clear();
        home.sections = counts
            .iter()
            .enumerate()
            .map(|(place, count)| Section {
                id: place.to_string(),
                picks: section.picks.iter().cycle().take(*count).cloned().collect(),
                ..section.clone()
            })
            .collect();
        home
    }

    #[test]
    fn a_tall_screen_is_filled_and_both_columns_end_together() {
        let heights = |counts, height| {
            let rows = HomeRows::fitting(&with_picks(counts), height, true, &[], &[]);
            [rows.middle() - 1, rows.len() - rows.middle()]
        };
        assert_eq!(heights(&[8, 4, 20, 30], 20), [15, 19], "what does not fit at ten each is cut as before");
        assert_eq!(heights(&[30, 30, 30, 30], 40), [40, 40]);
        assert_eq!(heights(&[8, 30, 12, 12], 52), [28, 27], "nothing is torn apart to be even");
        assert_eq!(heights(&[3, 4], 52), [4, 5]);
        let one = HomeRows::fitting(&with_picks(&[30, 8]), 52, false, &[], &[]);
        assert_eq!(one.len(), 1 + 24 + 1 + 1 + 8, "one column grows too");
    }

    #[test]
    fn a_section_without_picks_has_one_line_that_says_so() {
        let rows = HomeRows::fitting(&with_picks(&[0, 8]), 40, false, &[], &[]);
        assert_eq!(rows.row(1), Some(Row::Nothing(0)));
        assert_eq!((rows.len(), rows.key(1)), (1 + 1 + 1 + 1 + 8, None), "the cursor passes over it");
    }

    #[test]
    fn rows_and_looks_are_the_listeners() {
        let mut home = with_picks(&[8, 8]);
        home.sections[0].shows = crate::domain::section::Shows { look: Look::Cards, rows: Some(2) };
        let rows = HomeRows::fitting(&home, 40, false, &[], &[]);
        assert_eq!(rows.len(), 1 + 2 * 2 + 1 + 1 + 8, "two cards however much room there is");
        assert_eq!(rows.row(2), Some(Row::Below { section: 0, pick: 0 }));
        assert!(rows.key(2).is_none(), "the cursor stands on the first line of a card");
        let opened = HomeRows::fitting(&home, 40, false, &[home.sections[0].id.clone()], &[]);
        assert_eq!(opened.len(), rows.len() + 2 * 6, "opened it shows all");
        let stack = Stack::of(&home, &[], &[], false, 0);
        assert_eq!(stack.heights(&stack.limits(40)), [rows.len(), 0]);
    }

    #[test]
    fn among_many_sections_none_takes_more_than_a_third_of_a_column() {
        let home = with_picks(&[26, 4, 6, 8, 30, 4, 6, 24, 3, 8]);
        let limits = Stack::of(&home, &[], &[], true, 0).limits(51);
        assert!(limits.iter().all(|limit| *limit <= 17), "{limits:?}");
        assert!(limits.iter().any(|limit| *limit > MOST), "what stays empty is filled all the same: {limits:?}");
    }

    #[test]
    fn what_is_nearest_is_waited_for_in_sight_and_the_rest_is_counted() {
        let mut home = with_picks(&[3, 3]);
        let waiting = fixture::evening().home.waiting[0].clone();
        let have = [0, 0, 9, 0, 5, 0, 0, 1, 0, 0];
        home.waiting = have
            .iter()
            .map(|have| crate::domain::section::Waiting { have: *have, need: 10, ..waiting.clone() })
            .collect();
        let waited = |height| {
            let rows = HomeRows::fitting(&home, height, false, &[], &[]);
            rows.rows
                .iter()
                .filter_map(|(row, _)| match row {
                    Row::Waiting(index) => Some(*index),
                    Row::WaitingMore(more) => Some(100 + more),
                    _ => None,
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(waited(17), [2, 4, 7, 0, 1, 105]);
        assert_eq!(waited(10), [2, 4, 7, 107], "never fewer than three");
        assert_eq!(waited(40).len(), 10, "all of them where there is room");
        home.waiting.truncate(4);
        let rows = HomeRows::fitting(&home, 10, false, &[], &[]);
        assert_eq!(rows.len(), 4 + 1 + 4 + 1 + 5, "the fourth takes no more room than its count");
    }

    proptest::proptest! {
        #[test]
        fn what_fits_is_never_longer_than_the_screen(
            counts in proptest::collection::vec(1_usize..40, 1..9),
            height in 20_usize..120,
            two_columns in proptest::bool::ANY,
        ) {
            let home = with_picks(&counts);
            let rows = HomeRows::fitting(&home, height, two_columns, &[], &[]);
            let columns = if two_columns && counts.len() > 1 {
                [rows.middle() - 1, rows.len() - rows.middle()]
            } else {
                [rows.len(), 0]
            };
            let fewest = HomeRows::of(&home, &vec![FEWEST; counts.len()], &[], &[]);
            proptest::prop_assert!(columns.iter().all(|lines| *lines <= height) || rows.len() == fewest.len());
            let stack = Stack::of(&home, &[], &[], two_columns, 0);
            if counts.len() > 1 {
                let counted = stack.heights(&stack.limits(height));
                proptest::prop_assert_eq!(columns, counted, "counted as they are built");
            }
        }
    }

    #[test]
    fn every_spot_is_found_again() {
        let home = fixture::evening().home;
        let rows = HomeRows::of(&home, &[9; 9], &[], &[]);
        for row in 0..rows.len() {
            if let Some(spot) = rows.key(row) {
                assert!(find(&home, &spot).is_some());
            }
        }
    }
}
