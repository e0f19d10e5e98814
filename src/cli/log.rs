//! The log: a file of bounded size. The screen belongs to the player, so nothing is printed there.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;

use tracing_subscriber::EnvFilter;

use crate::paths::Paths;

/// A log grown past this is set aside, once; the one before it goes.
const LIMIT_BYTES: u64 = 4 << 20;

/// Sends log records to the file. `TONEARM_LOG` sets the level, as in `tonearm=debug`. Without a
/// place to write, the program goes on without a log.
pub fn to_file(paths: &Paths) {
    if paths.create().is_err() {
        return;
    }
    let Ok(file) = open(&paths.log()) else { return };
    let filter = EnvFilter::try_from_env("TONEARM_LOG").unwrap_or_else(|_| EnvFilter::new("warn,tonearm=info"));
    // No lock around the file: a thread that panics while it writes would wait for itself in the
    // panic hook. A record is one write, and the file is only ever appended to. And what the log
    // itself has to say when the disk is full must not be printed over the screen.
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .log_internal_errors(false)
        .with_writer(Arc::new(file));
    // A second call (tests) keeps the first log.
    let _ = log.try_init();
}

/// Opens the log to append to; never truncates what another instance wrote.
///
/// # Errors
/// Those of the file system.
pub fn open(path: &Path) -> std::io::Result<File> {
    if std::fs::metadata(path).is_ok_and(|log| log.len() > LIMIT_BYTES) {
        std::fs::rename(path, path.with_extension("log.old"))?;
    }
    OpenOptions::new().create(true).append(true).mode(0o600).open(path)
}
