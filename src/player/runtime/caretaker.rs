//! Backs the library up while nobody waits for anything.

use std::path::PathBuf;
use std::time::Duration;

use crossbeam_channel::{RecvTimeoutError, Sender, bounded};

use super::Mailbox;
use crate::clock::Clock;
use crate::domain::human;
use crate::player::Input;
use crate::store::{BackedUp, Store};

/// The start of a player is busy enough.
const SETTLED: Duration = Duration::from_secs(60);
const AGAIN: Duration = Duration::from_secs(6 * 3600);

/// Starts it; it ends when the sender is dropped.
pub(super) fn start(store: Store, folder: PathBuf, clock: Clock, mailbox: Mailbox) -> std::io::Result<Sender<()>> {
    let (alive, ended) = bounded::<()>(0);
    let work = move || {
        let mut wait = SETTLED;
        while ended.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
            wait = AGAIN;
            if let Err(error) = store.sweep_unfinished() {
                tracing::warn!("what an import left half done stays for now: {error}");
            }
            match store.back_up(&folder, clock.now()) {
                Ok(BackedUp::To { path, bytes }) => tracing::info!("backed up to {}, {bytes} bytes", path.display()),
                Ok(BackedUp::Fresh | BackedUp::NothingYet) => {}
                Ok(BackedUp::NoRoom { needed_bytes, .. }) => mailbox.put(Input::Warning(format!(
                    "No backup of your history: the disk needs {} MB free",
                    human::thousands(needed_bytes >> 20)
                ))),
                Err(error) => mailbox.put(Input::Warning(format!("No backup of your history: {error}"))),
            }
        }
    };
    std::thread::Builder::new().name("caretaker".into()).spawn(work)?;
    Ok(alive)
}
