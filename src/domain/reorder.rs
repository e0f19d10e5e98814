//! Lines of a playlist or of the queue that stand in another order: moved by hand, or sorted once.

use serde::{Deserialize, Serialize};

use super::fold::sort_key;
use super::track::TrackCard;

/// An order that lines are put into once; equal ones stay as they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineOrder {
    Title,
    Artist,
    /// Artist, album, then as on the album.
    Album,
    /// Oldest first, those without a year last.
    Year,
    /// Shortest first.
    Length,
    /// Oldest first.
    Added,
    /// Most heard first.
    Listens,
}

impl LineOrder {
    pub const ALL: [Self; 7] =
        [Self::Title, Self::Artist, Self::Album, Self::Year, Self::Length, Self::Added, Self::Listens];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Artist => "artist",
            Self::Album => "album",
            Self::Year => "year",
            Self::Length => "length",
            Self::Added => "added",
            Self::Listens => "listens",
        }
    }

    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Title => "by title",
            Self::Artist => "by artist",
            Self::Album => "by artist and album",
            Self::Year => "by year, oldest first",
            Self::Length => "by length, shortest first",
            Self::Added => "as they were added",
            Self::Listens => "most heard first",
        }
    }

    /// `added` rises with the moment at which a line came to its list.
    pub fn sort<T, A: Ord>(self, lines: &mut [T], card: impl Fn(&T) -> &TrackCard, added: impl Fn(&T) -> A) {
        let album = |card: &TrackCard| {
            let album = card.album.as_deref().map(sort_key);
            (sort_key(&card.artist), album, card.album_id, card.disc, card.number)
        };
        match self {
            Self::Title => lines.sort_by_cached_key(|line| sort_key(&card(line).title)),
            Self::Artist => lines.sort_by_cached_key(|line| sort_key(&card(line).artist)),
            Self::Album => lines.sort_by_cached_key(|line| album(card(line))),
            Self::Year => lines.sort_by_key(|line| (card(line).year.is_none(), card(line).year)),
            Self::Length => lines.sort_by_key(|line| (card(line).length_ms.is_none(), card(line).length_ms)),
            Self::Added => lines.sort_by_key(added),
            Self::Listens => lines.sort_by_key(|line| std::cmp::Reverse(card(line).listens)),
        }
    }
}

/// Moves the `count` lines from `from` on so that they begin at `to`; the others keep their order.
/// Places that there are not change nothing.
pub fn shift<T>(lines: &mut [T], from: usize, count: usize, to: usize) {
    if to < from {
        if let Some(part) = lines.get_mut(to..from + count) {
            part.rotate_right(count);
        }
    } else if let Some(part) = lines.get_mut(from..to + count) {
        part.rotate_left(count);
    }
}

/// Puts the lines that are `moved` together, in their order, so that they begin at `to`.
pub fn together<T>(lines: &mut Vec<T>, moved: impl Fn(&T) -> bool, to: usize) {
    let (mut moving, mut others): (Vec<T>, Vec<T>) = std::mem::take(lines).into_iter().partition(|line| moved(line));
    let behind = others.split_off(to.min(others.len()));
    lines.append(&mut others);
    lines.append(&mut moving);
    lines.extend(behind);
}

/// Puts the lines that begin at `from` back to their `places`, which rise: what [`together`] did
/// is undone. Places that there are not are those at the end.
pub fn apart<T>(lines: &mut Vec<T>, from: usize, places: &[usize]) {
    let end = from.saturating_add(places.len()).min(lines.len());
    let mut moving = lines.drain(from.min(end)..end).collect::<Vec<T>>().into_iter();
    let mut others = std::mem::take(lines).into_iter();
    for place in places {
        lines.extend(others.by_ref().take(place.saturating_sub(lines.len())));
        lines.extend(moving.next());
    }
    lines.extend(others);
    lines.extend(moving);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn card(id: i64, title: &str, length_ms: i64) -> TrackCard {
        TrackCard::plain(id, title, "Nina Simone", length_ms)
    }

    #[test]
    fn lines_are_sorted_by_what_they_say_and_equal_ones_stay() {
        let mut lines = [card(1, "The Other", 9), card(2, "mine", 3), card(3, "Track 10", 3), card(4, "Track 9", 3)];
        let mut sorted = |by: LineOrder| {
            by.sort(&mut lines, |card| card, |card| card.id);
            lines.iter().map(|card| card.id.0).collect::<Vec<_>>()
        };
        assert_eq!(sorted(LineOrder::Title), [2, 1, 4, 3], "no article, numbers by value");
        assert_eq!(sorted(LineOrder::Length), [2, 4, 3, 1]);
        assert_eq!(sorted(LineOrder::Added), [1, 2, 3, 4]);
    }

    #[test]
    fn a_shift_that_reaches_too_far_changes_nothing() {
        let mut lines = [1, 2, 3];
        shift(&mut lines, 1, 2, 2);
        shift(&mut lines, 2, 2, 0);
        assert_eq!(lines, [1, 2, 3]);
    }

    proptest! {
        #[test]
        fn lines_that_stand_together_are_shifted_as_others_are_put_together(
            (len, from, count, to) in (1usize..12).prop_flat_map(|len| (Just(len), 0..len, 1..=len, 0..len)),
        ) {
            let count = count.min(len - from);
            let to = to.min(len - count);
            let mut shifted: Vec<usize> = (0..len).collect();
            let mut put = shifted.clone();
            shift(&mut shifted, from, count, to);
            together(&mut put, |line| (from..from + count).contains(line), to);
            prop_assert_eq!(&shifted, &put);
            prop_assert_eq!(shifted.get(to), Some(&from));
        }

        #[test]
        fn what_was_put_together_goes_back(moved in prop::collection::vec(any::<bool>(), 0..16), to in 0usize..16) {
            let all: Vec<usize> = (0..moved.len()).collect();
            let places: Vec<usize> = all.iter().copied().filter(|line| moved[*line]).collect();
            let to = to.min(all.len() - places.len());
            let mut lines = all.clone();
            together(&mut lines, |line| moved[*line], to);
            prop_assert_eq!(lines.get(to..to + places.len()), Some(places.as_slice()));
            apart(&mut lines, to, &places);
            prop_assert_eq!(lines, all);
        }
    }
}
