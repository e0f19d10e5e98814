//! Threads that read files, and the short channel to the one that keeps them.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use crossbeam_channel::{RecvTimeoutError, bounded};

use super::Options;
use super::compare::{ToRead, Why};
use super::library::Failure;
use super::read::read;
use crate::decode::source::Source;
use crate::domain::file::ScannedFile;
use crate::domain::ids::RootId;

/// Files that a thread takes at once: waking the keeper for each would cost more than reading.
const CHUNK: usize = 16;
/// Chunks that are read and not yet kept: enough to read on while a batch is written.
const AHEAD: usize = 64;
/// Reads beside a player yield to everything else.
const NICENESS: i32 = 19;
/// A thread for reading needs no more stack than parsers do.
const STACK: usize = 1024 * 1024;

/// A file that was read and why, with nothing when it turned out not to be audio.
pub type Outcome = (Why, Option<ScannedFile>);

/// Reads all files, in order as far as threads keep it, and gives each to `keep` on the calling
/// thread; nothing at all after each `pause` without one. Ends early when `stop` is set.
///
/// # Errors
/// The first that `keep` gives, which ends the reading, or that no thread could be started.
pub fn read_all(
    root: RootId,
    base: &Path,
    files: &[ToRead],
    options: Options,
    stop: &AtomicBool,
    pause: Duration,
    keep: &mut dyn FnMut(Option<Outcome>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    if files.is_empty() {
        return Ok(());
    }
    // Threads take the next files in turn: albums stay together on the disk and in the library.
    let next = AtomicUsize::new(0);
    let (sender, receiver) = bounded::<Vec<Outcome>>(AHEAD);
    thread::scope(|scope| {
        for number in 0..threads(options).min(files.len()) {
            let (sender, next) = (sender.clone(), &next);
            let reading = move || {
                if options.nice {
                    // Without it, the reading is only less polite.
                    let _ = rustix::process::setpriority_process(None, NICENESS);
                }
                let mut source = Source::new();
                while !stop.load(Ordering::Relaxed) {
                    let first = next.fetch_add(CHUNK, Ordering::Relaxed);
                    let Some(chunk) =
                        files.get(first..files.len().min(first + CHUNK)).filter(|chunk| !chunk.is_empty())
                    else {
                        break;
                    };
                    let mut read_one =
                        |file: &ToRead| (file.why, read(&mut source, root, base, &file.file, file.why != Why::New));
                    if sender.send(chunk.iter().map(&mut read_one).collect()).is_err() {
                        break;
                    }
                }
            };
            thread::Builder::new().name(format!("scan {number}")).stack_size(STACK).spawn_scoped(scope, reading)?;
        }
        drop(sender);
        // Leaving with an error drops the receiver, which sends the threads home.
        let receiver = receiver;
        loop {
            match receiver.recv_timeout(pause) {
                Ok(chunk) => chunk.into_iter().try_for_each(|outcome| keep(Some(outcome)))?,
                Err(RecvTimeoutError::Timeout) => keep(None)?,
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
        }
    })
}

fn threads(options: Options) -> usize {
    let cores = thread::available_parallelism().map_or(2, usize::from);
    match options.threads {
        0 if options.nice => (cores - 1).max(1),
        0 => cores,
        chosen => chosen,
    }
}
