//! From row ids to places in a vector.

use std::sync::Arc;

/// A table as long as the highest id is the fastest way, and is used while it is not mostly holes.
const MOST_HOLES: usize = 8;
const NOWHERE: u32 = u32::MAX;

/// Where each row of a table stands in the vector that was read from it. Clones share it.
#[derive(Clone)]
pub(super) struct Places(Arc<Table>);

struct Table {
    ids: Vec<i64>,
    /// Place by id; empty when the ids lie too far apart for it.
    table: Vec<u32>,
}

impl Places {
    /// `ids` rising, as they stand in the vector.
    pub(super) fn new(ids: Vec<i64>) -> Self {
        let first = ids.first().copied().unwrap_or(0);
        let length = ids.last().and_then(|last| usize::try_from(*last).ok()).map_or(0, |last| last.saturating_add(1));
        let mut table = Vec::new();
        if first >= 0 && length <= ids.len().saturating_mul(MOST_HOLES) {
            table.resize(length, NOWHERE);
            for (place, id) in (0u32..).zip(&ids) {
                if let Some(slot) = usize::try_from(*id).ok().and_then(|id| table.get_mut(id)) {
                    *slot = place;
                }
            }
        }
        Self(Arc::new(Table { ids, table }))
    }

    pub(super) fn get(&self, id: i64) -> Option<u32> {
        let Table { ids, table } = &*self.0;
        if table.is_empty() {
            return ids.binary_search(&id).ok().map(|place| place as u32);
        }
        table.get(usize::try_from(id).ok()?).copied().filter(|place| *place != NOWHERE)
    }

    pub(super) fn len(&self) -> usize {
        self.0.ids.len()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_row_is_found_and_no_other(
            ids in prop_oneof![
                prop::collection::btree_set(0i64..40, 0..20),
                prop::collection::btree_set(any::<i64>(), 0..20),
            ],
            other in any::<i64>(),
        ) {
            let places = Places::new(ids.iter().copied().collect());
            for (place, id) in (0..).zip(&ids) {
                prop_assert_eq!(places.get(*id), Some(place));
            }
            for id in (-2..42).chain([other]).filter(|id| !ids.contains(id)) {
                prop_assert_eq!(places.get(id), None);
            }
        }
    }
}
