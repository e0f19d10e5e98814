//! What a scan asks of the place that keeps the library. The store stands behind it; tests use memory.

use crate::domain::file::{Applied, Comparison, KnownFile, ScanCounts, ScannedFile};
use crate::domain::ids::RootId;

/// Why the library could not answer; ends the scan.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The library as one scan sees it. Calls come from one thread, for one root after the other:
/// `known_files`, `begin_root`, any number of `apply`, `finish_root`; or `known_files`,
/// `root_is_offline`. A scan that is stopped or killed leaves out the rest: whatever was
/// applied stays, and the next scan goes on from there.
pub trait Library {
    /// Every file known below the root, the missing ones too, in any order.
    ///
    /// # Errors
    /// The library cannot be read.
    fn known_files(&mut self, root: RootId) -> Result<Vec<KnownFile>, Failure>;

    /// The root was walked. Nothing becomes missing yet: what is gone may turn up in a batch.
    ///
    /// # Errors
    /// The library cannot be written.
    fn begin_root(&mut self, root: RootId, comparison: &Comparison) -> Result<(), Failure>;

    /// Keeps one batch (at most 500 files, all of the same root) in one transaction. A known
    /// path is changed in place, a new one is added, or takes over the row of a gone file.
    ///
    /// # Errors
    /// The library cannot be written; nothing of the batch is kept.
    fn apply(&mut self, root: RootId, batch: Vec<ScannedFile>) -> Result<Applied, Failure>;

    /// All of the root was read: what is gone and was not taken over is missing from now on.
    /// Gives how many files became missing. `so_far` counts what the batches did.
    ///
    /// # Errors
    /// The library cannot be written.
    fn finish_root(&mut self, root: RootId, so_far: ScanCounts) -> Result<u64, Failure>;

    /// The root's folder is gone or empty although files are known below it; nothing changes.
    ///
    /// # Errors
    /// The library cannot be written.
    fn root_is_offline(&mut self, root: RootId) -> Result<(), Failure>;
}
