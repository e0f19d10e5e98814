//! Several lines change their places at once.

use std::collections::{HashMap, HashSet};

use rusqlite::{Transaction, params};

use super::Step;
use crate::domain::ids::PlaylistId;
use crate::store::{Result, playlist_order};

/// Where lines stand once they stand together from `to` on, first place first. None when
/// they stand so already, or none is in the list.
pub(super) fn together(tx: &Transaction<'_>, list: i64, entries: &[i64], to: u32) -> Result<Option<Vec<(i64, u32)>>> {
    let wanted: HashSet<i64> = entries.iter().copied().collect();
    let order = playlist_order::read(tx, list)?;
    let moved: Vec<(u32, i64)> =
        (0..).zip(&order).map(|(place, line)| (place, line.0)).filter(|line| wanted.contains(&line.1)).collect();
    let last = u32::try_from(order.len().saturating_sub(moved.len())).unwrap_or(u32::MAX);
    let lines: Vec<(i64, u32)> = (to.min(last)..).zip(&moved).map(|(place, line)| (line.1, place)).collect();
    let stand = lines.iter().zip(&moved).all(|(line, was)| line.1 == was.0);
    Ok((!stand).then_some(lines))
}

/// Puts lines where they shall stand among the others; the step back has the places they had.
pub(super) fn place(tx: &Transaction<'_>, list: i64, id: PlaylistId, lines: &[(i64, u32)]) -> Result<Step> {
    let moved: HashSet<i64> = lines.iter().map(|line| line.0).collect();
    let order = playlist_order::read(tx, list)?;
    let was: Vec<(i64, u32)> =
        (0..).zip(&order).filter(|(_, line)| moved.contains(&line.0)).map(|(place, line)| (line.0, place)).collect();
    let known: HashSet<i64> = was.iter().map(|line| line.0).collect();
    let others: Vec<(i64, f64)> = order.into_iter().filter(|line| !moved.contains(&line.0)).collect();
    let lines: Vec<(i64, u32)> = lines.iter().copied().filter(|line| known.contains(&line.0)).collect();
    let places: Vec<u32> = lines.iter().map(|line| line.1).collect();
    let mut write = tx.prepare_cached("UPDATE playlist_entries SET position = ?2 WHERE id = ?1")?;
    for (line, position) in lines.iter().zip(playlist_order::make_room(tx, &others, &places)?) {
        write.execute(params![line.0, position])?;
    }
    Ok(Step::Place { id, lines: was })
}

/// Lines that are not named stay behind those that are, in their order.
pub(super) fn arrange(tx: &Transaction<'_>, list: i64, id: PlaylistId, entries: &[i64]) -> Result<Step> {
    let was: Vec<i64> = playlist_order::read(tx, list)?.into_iter().map(|line| line.0).collect();
    let rank: HashMap<i64, usize> = entries.iter().enumerate().map(|(rank, entry)| (*entry, rank)).collect();
    let mut order = was.clone();
    order.sort_by_key(|entry| rank.get(entry).copied().unwrap_or(usize::MAX));
    playlist_order::renumber(tx, &order)?;
    Ok(Step::Arrange { id, entries: was })
}
