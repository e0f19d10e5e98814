//! Where the lines of a playlist stand: numbers with gaps, so that a move rewrites one row.

use rusqlite::{Transaction, params};

use super::Result;

/// Room left between neighbours when there is plenty.
const STEP: f64 = 1024.0;

/// Lines of one playlist in order: row and position.
pub(super) fn read(tx: &Transaction<'_>, playlist: i64) -> Result<Vec<(i64, f64)>> {
    let mut rows =
        tx.prepare_cached("SELECT id, position FROM playlist_entries WHERE playlist_id = ?1 ORDER BY position, id")?;
    let lines = rows.query_map([playlist], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(lines.collect::<rusqlite::Result<_>>()?)
}

/// Positions for new lines, which stand at `places` (rising, from 0) once all are in.
/// When no numbers are left between two neighbours, all lines are numbered anew.
pub(super) fn make_room(tx: &Transaction<'_>, order: &[(i64, f64)], places: &[u32]) -> Result<Vec<f64>> {
    if let Some(room) = room(order, places) {
        return Ok(room);
    }
    let (old, new) = numbered_anew(order.len(), places);
    let mut renumber = tx.prepare_cached("UPDATE playlist_entries SET position = ?2 WHERE id = ?1")?;
    for ((entry, _), position) in order.iter().zip(old) {
        renumber.execute(params![entry, position])?;
    }
    Ok(new)
}

/// Numbers the lines of a playlist anew, in this order.
pub(super) fn renumber(tx: &Transaction<'_>, order: &[i64]) -> Result<()> {
    let mut write = tx.prepare_cached("UPDATE playlist_entries SET position = ?2 WHERE id = ?1")?;
    for (place, entry) in (1u32..).zip(order) {
        write.execute(params![entry, f64::from(place) * STEP])?;
    }
    Ok(())
}

/// None when there is no room somewhere.
fn room(order: &[(i64, f64)], places: &[u32]) -> Option<Vec<f64>> {
    let mut positions = Vec::with_capacity(places.len());
    // Lines that stand together afterwards share one gap between the lines that are there.
    for run in places.chunk_by(|a, b| *b == a + 1) {
        let at = (*run.first()? as usize).saturating_sub(positions.len()).min(order.len());
        let before = at.checked_sub(1).and_then(|place| order.get(place)).map(|line| line.1);
        let after = order.get(at).map(|line| line.1);
        let count = run.len() as f64;
        let (first, step) = match (before, after) {
            (Some(before), Some(after)) => {
                let step = (after - before) / (count + 1.0);
                (before + step, step)
            }
            (Some(before), None) => (before + STEP, STEP),
            (None, Some(after)) => (after - STEP * count, STEP),
            (None, None) => (STEP, STEP),
        };
        let mut last = before.unwrap_or(f64::NEG_INFINITY);
        for place in 0..run.len() {
            let position = first + step * place as f64;
            if position <= last {
                return None;
            }
            positions.push(position);
            last = position;
        }
        if after.is_some_and(|after| last >= after) {
            return None;
        }
    }
    Some(positions)
}

/// Even positions for `lines` old lines and for the new ones at `places` among them.
fn numbered_anew(lines: usize, places: &[u32]) -> (Vec<f64>, Vec<f64>) {
    let (mut old, mut new) = (Vec::with_capacity(lines), Vec::with_capacity(places.len()));
    let mut position = 0.0;
    while old.len() < lines || new.len() < places.len() {
        position += STEP;
        let is_new = places.get(new.len()).is_some_and(|&place| place as usize <= old.len() + new.len());
        if is_new || old.len() == lines {
            new.push(position);
        } else {
            old.push(position);
        }
    }
    (old, new)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn new_lines_stand_between_their_neighbours() {
        let order = [(1, 10.0), (2, 20.0)];
        assert_eq!(room(&order, &[1]), Some(vec![15.0]));
        assert_eq!(room(&order, &[1, 2, 3, 4]), Some(vec![12.0, 14.0, 16.0, 18.0]));
        assert_eq!(room(&order, &[0, 1]), Some(vec![10.0 - 2.0 * STEP, 10.0 - STEP]));
        assert_eq!(room(&order, &[1, 3]), Some(vec![15.0, 20.0 + STEP]));
        assert_eq!(room(&[], &[0, 1]), Some(vec![STEP, 2.0 * STEP]));
    }

    #[test]
    fn no_room_is_said() {
        let next = f64::from_bits(1.0_f64.to_bits() + 1);
        assert_eq!(room(&[(1, 1.0), (2, next)], &[1]), None);
        assert_eq!(room(&[(1, 1.0), (2, 1.0)], &[1]), None, "two lines at one place");
    }

    proptest! {
        /// With room or numbered anew, each new line ends at the place that was asked for.
        #[test]
        fn new_lines_stand_where_they_should(new in prop::collection::vec(any::<bool>(), 0..24)) {
            let places: Vec<u32> = (0..).zip(&new).filter(|line| *line.1).map(|line| line.0).collect();
            let order: Vec<(i64, f64)> = (0..new.len() - places.len()).map(|line| (0, line as f64)).collect();
            let old: Vec<f64> = order.iter().map(|line| line.1).collect();
            check(&old, &room(&order, &places).unwrap(), &places)?;
            let (old, new) = numbered_anew(order.len(), &places);
            check(&old, &new, &places)?;
        }
    }

    fn check(old: &[f64], new: &[f64], places: &[u32]) -> std::result::Result<(), TestCaseError> {
        let mut all: Vec<f64> = old.iter().chain(new).copied().collect();
        all.sort_by(f64::total_cmp);
        for (position, &place) in new.iter().zip(places) {
            prop_assert_eq!(all[place as usize], *position);
        }
        Ok(())
    }
}
