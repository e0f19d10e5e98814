//! Keeps the queue for the next run. Of states that wait for the writer only the newest is
//! written: a key held down on a long queue makes them faster than any disk takes them.

use std::sync::{Arc, Mutex, PoisonError};

use crate::domain::queue::Saved;
use crate::domain::time::Moment;
use crate::store::Store;

pub(super) struct QueueSaver {
    store: Store,
    newest: Slot,
}

/// What is to be written; a job of the writer that waits holds it too.
type Slot = Arc<Mutex<Option<Box<Saved>>>>;

impl QueueSaver {
    pub fn new(store: Store) -> Self {
        Self { store, newest: Slot::default() }
    }

    /// Becomes JSON when its turn to be written comes, on the writer's thread.
    pub fn save(&self, saved: Box<Saved>, now: Moment) {
        let stood = self.newest.lock().unwrap_or_else(PoisonError::into_inner).replace(saved).is_some();
        // A job that failed before it took anything is not waited for.
        if stood && Arc::strong_count(&self.newest) > 1 {
            return;
        }
        let newest = Arc::clone(&self.newest);
        let body = move || {
            let saved = newest.lock().unwrap_or_else(PoisonError::into_inner).take()?;
            serde_json::to_string(&saved)
                .inspect_err(|error| tracing::error!("the queue cannot be written: {error}"))
                .ok()
        };
        self.store.save_queue(body, now).forget();
    }
}

#[cfg(test)]
mod tests {
    use crossbeam_channel::bounded;

    use super::*;
    use crate::domain::queue::Queue;
    use crate::store::fixture::{Fixture, NOW};

    #[test]
    fn many_changes_while_the_writer_is_busy_are_one_write_and_the_last_is_kept() {
        let fixture = Fixture::new();
        let store = &fixture.store;
        let counts = "CREATE TABLE written (n INTEGER);
                      CREATE TRIGGER counts AFTER INSERT ON queue BEGIN INSERT INTO written VALUES (1); END;";
        store.writer().urgent(move |tx| Ok(tx.execute_batch(counts)?)).wait().unwrap();
        let saver = QueueSaver::new(store.clone());
        let state = |list| Box::new(Saved { list, ..Queue::new(1).saved() });
        let kept = || -> Saved {
            store.writer().urgent(|_| Ok(())).wait().unwrap();
            serde_json::from_str(&fixture.reader().queue(store.listener()).unwrap().unwrap()).unwrap()
        };
        let (go, held) = bounded::<()>(0);
        let busy = store.writer().urgent(move |_| Ok(held.recv().is_err()));
        (1..=500).for_each(|list| saver.save(state(list), NOW));
        drop(go);
        busy.wait().unwrap();
        assert_eq!(kept().list, 500);
        assert_eq!(fixture.number("SELECT count(*) FROM written"), 1);
        saver.save(state(501), NOW);
        assert_eq!(kept().list, 501, "and the next one is written again");
    }
}
