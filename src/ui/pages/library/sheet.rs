//! The rows of a list of tracks: the tracks, and over the movements of a work its name, so that
//! a narrow pane need not say it on every line.

use std::sync::Arc;

use super::super::super::widgets::list::Rows;
use crate::domain::ids::TrackId;
use crate::domain::track::TrackCard;

/// What stands on one row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SheetRow {
    /// The name of the work whose first movement has this place among the tracks.
    Work(usize),
    /// A place among the tracks.
    Track(usize),
}

/// Tracks with the names of works between them, found by counting.
#[derive(Clone, Copy)]
pub struct Sheet<'t> {
    pub tracks: &'t [Arc<TrackCard>],
    /// Places of the tracks that a name stands over, in order.
    pub works: &'t [usize],
}

impl Sheet<'_> {
    #[must_use]
    pub fn row(&self, row: usize) -> Option<SheetRow> {
        let above = self.names_above(row);
        if self.works.get(above).is_some_and(|first| first + above == row) {
            return Some(SheetRow::Work(row - above));
        }
        Some(SheetRow::Track(row - above)).filter(|_| row < self.len())
    }

    /// Names on the rows before this one.
    fn names_above(&self, row: usize) -> usize {
        let (mut from, mut to) = (0, self.works.len());
        while from < to {
            let middle = from.midpoint(to);
            let before = self.works.get(middle).is_some_and(|first| first + middle < row);
            if before { from = middle + 1 } else { to = middle }
        }
        from
    }

    #[must_use]
    pub fn card(&self, row: usize) -> Option<&Arc<TrackCard>> {
        match self.row(row)? {
            SheetRow::Track(place) => self.tracks.get(place),
            SheetRow::Work(_) => None,
        }
    }

    /// Whether the name of the work of the track on this row stands above it.
    #[must_use]
    pub fn is_beneath_its_work(&self, row: usize) -> bool {
        let name = self.names_above(row).checked_sub(1).and_then(|name| self.works.get(name));
        let first = name.and_then(|first| self.tracks.get(*first));
        first.zip(self.card(row)).is_some_and(|(first, card)| first.shares_work_with(card))
    }
}

impl Rows for Sheet<'_> {
    type Key = TrackId;

    fn len(&self) -> usize {
        self.tracks.len() + self.works.len()
    }

    fn key(&self, row: usize) -> Option<TrackId> {
        self.card(row).map(|card| card.id)
    }
}

/// Where at least two movements of one work follow each other, the place of the first.
#[must_use]
pub fn works(tracks: &[Arc<TrackCard>]) -> Vec<usize> {
    let goes_on = |place: usize| {
        tracks.get(place).zip(tracks.get(place + 1)).is_some_and(|(card, next)| card.shares_work_with(next))
    };
    (0..tracks.len())
        .filter(|place| goes_on(*place) && place.checked_sub(1).is_none_or(|before| !goes_on(before)))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::super::super::fixture::track_card;
    use super::*;

    fn tracks(works: &[Option<u8>]) -> Vec<Arc<TrackCard>> {
        let track = |(place, work): (usize, &Option<u8>)| {
            let work = work.map(|work| format!("Suite No. {work}"));
            Arc::new(TrackCard { work, album_id: None, ..track_card(place) })
        };
        works.iter().enumerate().map(track).collect()
    }

    #[test]
    fn a_name_stands_over_movements_that_follow_each_other() {
        let tracks = tracks(&[Some(1), Some(1), Some(2), Some(2), Some(2), None, Some(3)]);
        let works = works(&tracks);
        assert_eq!(works, [0, 2], "one movement alone keeps its whole title");
        let sheet = Sheet { tracks: &tracks, works: &works };
        use SheetRow::{Track, Work};
        let rows: Vec<SheetRow> = (0..sheet.len()).filter_map(|row| sheet.row(row)).collect();
        assert_eq!(rows, [Work(0), Track(0), Track(1), Work(2), Track(2), Track(3), Track(4), Track(5), Track(6)]);
        let beneath: Vec<bool> = (0..9).map(|row| sheet.is_beneath_its_work(row)).collect();
        assert_eq!(beneath, [false, true, true, false, true, true, true, false, false]);
    }

    #[test]
    fn a_movement_is_named_without_its_work() {
        let named = |title: &str, work: Option<&str>| {
            let card = TrackCard { title: title.into(), work: work.map(str::to_owned), ..track_card(0) };
            card.movement().to_owned()
        };
        assert_eq!(named("Winterreise, D. 911: I. Gute Nacht", Some("Winterreise, D. 911")), "I. Gute Nacht");
        assert_eq!(named("Gute Nacht", Some("Winterreise")), "Gute Nacht");
        assert_eq!(named("Winterreise", Some("Winterreise")), "Winterreise");
        assert_eq!(named("Blue Train", None), "Blue Train");
    }

    proptest! {
        #[test]
        fn every_track_has_its_row_once(of in prop::collection::vec(prop::option::of(0u8..3), 0..24)) {
            let tracks = tracks(&of);
            let works = works(&tracks);
            let sheet = Sheet { tracks: &tracks, works: &works };
            let rows: Vec<SheetRow> = (0..sheet.len() + 3).map_while(|row| sheet.row(row)).collect();
            prop_assert_eq!(rows.len(), sheet.len());
            let seen: Vec<usize> = rows
                .iter()
                .filter_map(|row| match row { SheetRow::Track(place) => Some(*place), SheetRow::Work(_) => None })
                .collect();
            prop_assert_eq!(seen, (0..tracks.len()).collect::<Vec<_>>());
        }
    }
}
