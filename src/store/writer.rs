//! The thread that owns the only writing connection, and its two lanes.
//!
//! Urgent jobs (plays, feedback, edits) go before bulk jobs (scan batches). Each job is one
//! immediate transaction: it commits when the job returns `Ok` and leaves nothing otherwise.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, TryRecvError, bounded, never, select_biased, unbounded};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::StoreError;

/// How sure a commit must be before it is reported done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Durability {
    /// Survives a power cut.
    Full,
    /// Survives a killed process; a power cut may take the last commits.
    Normal,
}

impl Durability {
    const fn pragma(self) -> &'static str {
        match self {
            Self::Full => "FULL",
            Self::Normal => "NORMAL",
        }
    }
}

/// What a job may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Touches {
    /// Anything. What readers hold of the library and the plays is then read again.
    Anything,
    /// No row that the facts hold: see [`super::facts`]. At the most it opens, tops up or closes
    /// plays of now, which readers look for each time.
    NoFacts,
}

type Job = Box<dyn FnOnce(&mut Desk) + Send>;

/// The way to the writer thread. Cheap to clone; jobs of one lane run in the order they came.
#[derive(Clone)]
pub struct Writer(Arc<Lanes>);

struct Lanes {
    urgent: Option<Sender<Job>>,
    bulk: Option<Sender<Job>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// The answer of a job, once. Dropping it does not take the job back.
#[must_use = "wait for it, or say that nobody does with `forget`"]
pub struct Receipt<T>(Receiver<Result<T, StoreError>>);

impl<T> Receipt<T> {
    /// Blocks until the job has committed or failed.
    ///
    /// # Errors
    /// Those of the job and of its commit.
    pub fn wait(self) -> Result<T, StoreError> {
        self.0.recv().unwrap_or(Err(StoreError::WriterGone))
    }

    /// Nobody waits: an error goes to the log.
    pub fn forget(self) {}

    /// For `select!`: carries one message.
    #[must_use]
    pub fn receiver(&self) -> &Receiver<Result<T, StoreError>> {
        &self.0
    }
}

impl Writer {
    pub(super) fn start(connection: Connection) -> Result<Self, std::io::Error> {
        let (urgent, urgent_jobs) = unbounded();
        // A scan that runs ahead of the disk waits here instead of filling memory.
        let (bulk, bulk_jobs) = bounded(2);
        let thread = std::thread::Builder::new()
            .name("writer".into())
            .spawn(move || Desk { connection, durability: Durability::Normal }.serve(urgent_jobs, bulk_jobs))?;
        Ok(Self(Arc::new(Lanes { urgent: Some(urgent), bulk: Some(bulk), thread: Mutex::new(Some(thread)) })))
    }

    /// Before all bulk work, and safe on the disk when the receipt comes: closes, edits.
    pub fn urgent<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Receipt<T> {
        send(self.0.urgent.as_ref(), Durability::Full, Touches::Anything, job)
    }

    /// The same for a job that leaves the library, its sound and all closed plays as they are:
    /// the close of a play, feedback, settings.
    pub fn urgent_beside_facts<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Receipt<T> {
        send(self.0.urgent.as_ref(), Durability::Full, Touches::NoFacts, job)
    }

    /// Before all bulk work, without waiting for the disk: a play's row as it grows. It leaves
    /// the library, its sound and all closed plays as they are.
    pub fn top_up<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Receipt<T> {
        send(self.0.urgent.as_ref(), Durability::Normal, Touches::NoFacts, job)
    }

    /// When nothing urgent waits. Keep it below 50 ms; blocks while two such jobs wait already.
    pub fn bulk<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Receipt<T> {
        send(self.0.bulk.as_ref(), Durability::Normal, Touches::Anything, job)
    }

    /// The same for a job that leaves all that the facts hold as it is.
    pub fn bulk_beside_facts<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Receipt<T> {
        send(self.0.bulk.as_ref(), Durability::Normal, Touches::NoFacts, job)
    }
}

impl Drop for Lanes {
    /// The last way in is gone: what was sent is still done, then the thread ends.
    fn drop(&mut self) {
        self.urgent = None;
        self.bulk = None;
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread.filter(|thread| thread.thread().id() != std::thread::current().id()) {
            let _ = thread.join();
        }
    }
}

fn send<T: Send + 'static>(
    lane: Option<&Sender<Job>>,
    durability: Durability,
    touches: Touches,
    job: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
) -> Receipt<T> {
    let (answer, receipt) = bounded(1);
    let job: Job = Box::new(move |desk| {
        let outcome = desk.run(durability, touches, job);
        if let Err(error) = &outcome {
            tracing::warn!(%error, "a write failed");
        }
        // The asker may have left.
        let _ = answer.send(outcome);
    });
    if let Some(lane) = lane {
        // A refused job drops its answer, which the receipt reads as `WriterGone`.
        let _ = lane.send(job);
    }
    Receipt(receipt)
}

struct Desk {
    connection: Connection,
    durability: Durability,
}

impl Desk {
    fn serve(mut self, mut urgent: Receiver<Job>, mut bulk: Receiver<Job>) {
        let (mut urgent_open, mut bulk_open) = (true, true);
        while urgent_open || bulk_open {
            let (job, is_urgent) = match urgent.try_recv() {
                Ok(job) => (Ok(job), true),
                Err(TryRecvError::Disconnected | TryRecvError::Empty) => select_biased! {
                    recv(urgent) -> job => (job, true),
                    recv(bulk) -> job => (job, false),
                },
            };
            match (job, is_urgent) {
                (Ok(job), _) => job(&mut self),
                (Err(_), true) => (urgent, urgent_open) = (never(), false),
                (Err(_), false) => (bulk, bulk_open) = (never(), false),
            }
        }
        if let Err((_, error)) = self.connection.close() {
            tracing::warn!(%error, "the database did not close cleanly");
        }
    }

    fn run<T>(
        &mut self,
        durability: Durability,
        touches: Touches,
        job: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if self.durability != durability {
            self.connection.pragma_update(None, "synchronous", durability.pragma())?;
            self.durability = durability;
        }
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let changed = tx.total_changes();
        // A transaction that is dropped, also by a panic, rolls back.
        let outcome = catch_unwind(AssertUnwindSafe(|| job(&tx))).unwrap_or_else(|panic| {
            let words = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
            Err(StoreError::Panicked(words.unwrap_or("panic").to_owned()))
        })?;
        if touches == Touches::Anything && tx.total_changes() != changed {
            super::raise_facts_stamp(&tx)?;
        }
        tx.commit()?;
        Ok(outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::connection;

    fn writer(folder: &tempfile::TempDir) -> Writer {
        let (connection, _) = connection::open_writer(&folder.path().join("a.db")).unwrap();
        connection
            .execute_batch("CREATE TABLE t (a INTEGER); CREATE TABLE library AS SELECT 0 AS facts_stamp")
            .unwrap();
        Writer::start(connection).unwrap()
    }

    fn insert(n: i64) -> impl FnOnce(&Transaction<'_>) -> Result<(), StoreError> + Send + 'static {
        move |tx| {
            tx.execute("INSERT INTO t VALUES (?1)", [n])?;
            Ok(())
        }
    }

    fn all(writer: &Writer) -> Vec<i64> {
        writer
            .urgent(|tx| {
                let mut rows = tx.prepare("SELECT a FROM t ORDER BY rowid")?;
                let rows = rows.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
                Ok(rows)
            })
            .wait()
            .unwrap()
    }

    #[test]
    fn held_facts_stand_until_a_job_changes_something_that_may_be_theirs() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(&folder);
        let stamp = |writer: &Writer| {
            let read =
                |tx: &Transaction<'_>| Ok(tx.query_row("SELECT facts_stamp FROM library", [], |row| row.get(0))?);
            writer.urgent(read).wait().unwrap()
        };
        let nothing = |_: &Transaction<'_>| Ok(());
        let mut stamps: Vec<i64> = vec![stamp(&writer)];
        for done in [
            writer.top_up(insert(1)),
            writer.urgent_beside_facts(insert(2)),
            writer.urgent(nothing),
            writer.bulk(nothing),
            writer.urgent(insert(3)),
            writer.bulk(insert(4)),
        ] {
            done.wait().unwrap();
        }
        stamps.push(stamp(&writer));
        assert_eq!(stamps, [0, 2], "of six jobs the last two");
    }

    #[test]
    fn urgent_work_overtakes_bulk_work_that_waits() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(&folder);
        let (go, gate) = bounded::<()>(1);
        let held = writer.urgent(move |_| {
            let _ = gate.recv();
            Ok(())
        });
        let bulk = [writer.bulk(insert(1)), writer.bulk(insert(2))];
        let urgent = [writer.urgent(insert(3)), writer.top_up(insert(4))];
        go.send(()).unwrap();
        held.wait().unwrap();
        for receipt in bulk.into_iter().chain(urgent) {
            receipt.wait().unwrap();
        }
        assert_eq!(all(&writer), [3, 4, 1, 2]);
    }

    #[test]
    fn a_job_that_fails_or_panics_leaves_nothing_and_the_next_one_runs() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(&folder);
        let failed = writer.urgent(|tx| {
            tx.execute("INSERT INTO t VALUES (1)", [])?;
            Err::<(), _>(StoreError::Refused("no".into()))
        });
        assert!(matches!(failed.wait(), Err(StoreError::Refused(_))));
        let panicked = writer.bulk::<()>(|tx| {
            tx.execute("INSERT INTO t VALUES (2)", [])?;
            panic!("a bug");
        });
        assert!(matches!(panicked.wait(), Err(StoreError::Panicked(words)) if words == "a bug"));
        writer.urgent(insert(3)).wait().unwrap();
        assert_eq!(all(&writer), [3]);
    }

    #[test]
    fn what_was_sent_before_the_end_is_done() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(&folder);
        for n in 0..100 {
            writer.top_up(insert(n)).forget();
        }
        drop(writer);
        let (connection, _) = connection::open_writer(&folder.path().join("a.db")).unwrap();
        let rows: i64 = connection.query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 100);
    }
}
