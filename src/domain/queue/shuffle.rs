//! Shuffling, which keeps works whole.

use std::collections::VecDeque;

use super::{Entry, Queue};

impl Queue {
    /// Fisher–Yates over works and single tracks, by the queue's own generator: the movements of
    /// a work stay together in their order, and the work that plays goes on first.
    pub(super) fn scatter(&mut self, lines: &mut VecDeque<Entry>, playing: Option<&Entry>) {
        let mut pieces = pieces(std::mem::take(lines), playing);
        for last in (1..pieces.len()).rev() {
            let at = (self.next_random() % (last as u64 + 1)) as usize;
            pieces.swap(last, at);
        }
        let goes_on = |piece: &Vec<Entry>| {
            let first = piece.first().zip(playing);
            first.is_some_and(|(first, playing)| goes_on(first, playing) && first.natural > playing.natural)
        };
        let (rest_of_work, others): (Vec<_>, Vec<_>) = pieces.into_iter().partition(goes_on);
        lines.extend(rest_of_work.into_iter().chain(others).flatten());
    }

    /// SplitMix64 (Steele, Lea, Flood 2014).
    fn next_random(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

fn goes_on(entry: &Entry, other: &Entry) -> bool {
    entry.card.shares_work_with(&other.card)
}

/// Lines in the list's own order, movements that follow each other as one piece. A work that
/// plays is cut there, so that what was heard of it does not come after what is to come.
fn pieces(lines: VecDeque<Entry>, playing: Option<&Entry>) -> Vec<Vec<Entry>> {
    let mut lines: Vec<Entry> = lines.into();
    lines.sort_by_key(|entry| entry.natural);
    let mut pieces: Vec<Vec<Entry>> = Vec::with_capacity(lines.len());
    for entry in lines {
        let is_cut =
            |before: &Entry| playing.is_some_and(|playing| (before.natural..entry.natural).contains(&playing.natural));
        let piece = pieces
            .last_mut()
            .filter(|piece| piece.last().is_some_and(|before| goes_on(&entry, before) && !is_cut(before)));
        match piece {
            Some(piece) => piece.push(entry),
            None => pieces.push(vec![entry]),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::tests::{card, source};
    use super::*;
    use crate::domain::ids::AlbumId;
    use crate::domain::track::TrackCard;

    /// Ten tracks, of which 3 to 6 are a work.
    fn cards() -> Vec<Arc<TrackCard>> {
        let of_work = |id: i64| {
            let work = (3..7).contains(&id).then(|| "Sonata".to_owned());
            Arc::new(TrackCard { work, album_id: Some(AlbumId(1)), ..card(id).as_ref().clone() })
        };
        (0..10).map(of_work).collect()
    }

    fn order(queue: &Queue) -> Vec<i64> {
        queue.current().into_iter().chain(queue.upcoming()).map(|entry| entry.card.id.0).collect()
    }

    #[test]
    fn a_work_stays_whole_wherever_it_comes() {
        let mut places = std::collections::BTreeSet::new();
        for seed in 0..40 {
            let mut queue = Queue::new(seed);
            queue.toggle_shuffle();
            queue.play_now(cards(), 0, source("list"));
            let order = order(&queue);
            let first = order.iter().position(|id| *id == 3).unwrap();
            assert_eq!(order[first..first + 4], [3, 4, 5, 6], "{order:?}");
            assert_eq!(order.len(), 10);
            places.insert(first);
        }
        assert!(places.len() > 4, "{places:?}");
    }

    #[test]
    fn the_work_that_plays_goes_on_when_shuffle_begins() {
        for seed in 0..10 {
            let mut queue = Queue::new(seed);
            queue.play_now(cards(), 4, source("list"));
            queue.toggle_shuffle();
            let order = order(&queue);
            assert_eq!(order[..3], [4, 5, 6], "{order:?}");
            assert_eq!(order.len(), 10);
        }
    }
}
