//! Listens to the sound of the library itself before anybody asks: one niced worker beside the
//! player, as many as wished for on the command line.

use std::collections::HashMap;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use crossbeam_channel::{RecvTimeoutError, Sender, bounded};

use super::spoken::SpokenNow;
use super::{Mailbox, reader};
use crate::clock::{self, Clock};
use crate::decode::DecodeError;
use crate::decode::analysis::{ANALYSERS, Analysis, analyse};
use crate::domain::settings::Spoken;
use crate::player::Input;
use crate::player::protocol::Ahead;
use crate::store::{KeptAnalysis, Store, Unheard};

/// Results that are written at once, and how long they may wait for company.
const BATCH: usize = 32;
const LONGEST_WAIT: Duration = Duration::from_secs(2);
/// Work beside a player yields to everything else.
const NICENESS: i32 = 19;
/// While it shall be quiet, this often is looked whether it may go on.
const QUIET: Duration = Duration::from_millis(200);
/// The start of a player is busy enough.
const SETTLED: Duration = Duration::from_secs(30);
const AGAIN: Duration = Duration::from_secs(60);

/// How one run listens.
#[derive(Clone, Debug, Default)]
pub struct ListenAhead {
    /// Threads; 0 is one for each core.
    pub jobs: usize,
    pub nice: bool,
    /// Sounds at most.
    pub limit: Option<usize>,
    /// Only files that are, or lie below, one of these absolute paths; all when empty.
    pub under: Vec<PathBuf>,
}

/// What one run came to.
#[derive(Clone, Debug, Default)]
pub struct ListenReport {
    pub heard: u64,
    /// Silence, or too short to say anything.
    pub too_little: u64,
    /// Paths and reasons.
    pub failed: Vec<(Vec<u8>, String)>,
    /// Sounds that still wait.
    pub left: u64,
}

/// Ends or interrupts a run from outside.
#[derive(Clone, Debug, Default)]
pub struct Halt {
    stop: Arc<AtomicBool>,
    quiet: Arc<AtomicBool>,
}

impl Halt {
    /// Both flags must be set to end at once: the first that no other sound is begun, the second
    /// that the one that is being heard is let go.
    #[must_use]
    pub fn flags(&self) -> [Arc<AtomicBool>; 2] {
        [Arc::clone(&self.stop), Arc::clone(&self.quiet)]
    }

    pub(super) fn stop(&self) {
        self.flags().iter().for_each(|flag| flag.store(true, Ordering::Release));
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Acquire)
    }

    /// Lets go of what is being heard, to hear it later, while music is waited for.
    pub(super) fn keep_quiet(&self, quiet: bool) {
        self.quiet.store(quiet || self.is_stopped(), Ordering::Release);
    }
}

/// What became of one sound.
type Outcome = (Unheard, Result<Vec<Analysis>, DecodeError>);

/// Hears what no analyser has heard yet and keeps what comes out, most heard first. `tell` learns
/// of progress and says whether to go on. What was done before the end is kept.
///
/// # Errors
/// Those of the store.
pub fn listen_ahead(
    store: &Store,
    clock: &Clock,
    how: &ListenAhead,
    halt: &Halt,
    tell: &mut dyn FnMut(Ahead) -> bool,
) -> crate::store::Result<ListenReport> {
    let versions: Vec<_> = ANALYSERS.iter().map(|analyser| (analyser.name(), analyser.version())).collect();
    let (mut unheard, counts) = store.reader()?.unheard(&versions, store.listener())?;
    let all = unheard.len();
    if !how.under.is_empty() {
        unheard.retain(|one| how.under.iter().any(|folder| path_of(&one.path).starts_with(folder)));
    }
    unheard.truncate(how.limit.unwrap_or(usize::MAX));
    let whole_library = how.under.is_empty() && how.limit.is_none();
    let (before, total) = if whole_library { (counts.heard, counts.sounds) } else { (0, unheard.len() as u64) };
    let mut report = ListenReport::default();
    let mut done = 0u64;
    let next = AtomicUsize::new(0);
    let enough = AtomicBool::new(false);
    let (sender, receiver) = bounded::<Outcome>(BATCH);
    thread::scope(|scope| {
        for number in 0..threads(how).min(unheard.len()) {
            let (sender, next, unheard, enough) = (sender.clone(), &next, &unheard, &enough);
            let work = move || {
                if how.nice {
                    // Without it, the work is only less polite.
                    let _ = rustix::process::setpriority_process(None, NICENESS);
                }
                while let Some(one) = unheard.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let Some(outcome) = hear(one, halt, enough) else { break };
                    if sender.send((one.clone(), outcome)).is_err() {
                        break;
                    }
                }
            };
            thread::Builder::new()
                .name(format!("ahead {number}"))
                .spawn_scoped(scope, work)
                .map_err(|error| crate::store::StoreError::Refused(format!("no thread: {error}")))?;
        }
        drop(sender);
        // Leaving with an error drops the receiver, which sends the threads home.
        let receiver = receiver;
        let mut waiting = Vec::new();
        loop {
            let more = match receiver.recv_timeout(LONGEST_WAIT) {
                Ok((one, outcome)) => {
                    done += 1;
                    waiting.extend(report.take(one, outcome));
                    true
                }
                Err(RecvTimeoutError::Timeout) => true,
                Err(RecvTimeoutError::Disconnected) => false,
            };
            if !waiting.is_empty() && (!more || waiting.len() >= BATCH) {
                store.keep_analyses(std::mem::take(&mut waiting), clock.now()).wait()?;
            }
            if !tell(Ahead { done: before + done, total }) {
                enough.store(true, Ordering::Release);
            }
            if !more {
                break;
            }
        }
        Ok::<_, crate::store::StoreError>(())
    })?;
    report.left = all as u64 - done;
    Ok(report)
}

/// None when it shall end.
fn hear(one: &Unheard, halt: &Halt, enough: &AtomicBool) -> Option<Result<Vec<Analysis>, DecodeError>> {
    loop {
        if halt.is_stopped() || enough.load(Ordering::Acquire) {
            return None;
        }
        if halt.quiet.load(Ordering::Acquire) {
            thread::sleep(QUIET);
            continue;
        }
        let path = path_of(&one.path);
        // Parsers of damaged files may panic; the next sound is another matter.
        let heard = catch_unwind(AssertUnwindSafe(|| analyse(&path, ANALYSERS, &halt.quiet)));
        match heard.unwrap_or(Err(DecodeError::Damaged)) {
            Ok(None) => {}
            Ok(Some(analyses)) => return Some(Ok(analyses)),
            Err(error) => return Some(Err(error)),
        }
    }
}

impl ListenReport {
    /// Counts an outcome and gives what is kept of it. Damage is remembered, so that it is not
    /// tried for ever; a file that could not be read may come back.
    fn take(&mut self, one: Unheard, outcome: Result<Vec<Analysis>, DecodeError>) -> Vec<KeptAnalysis> {
        let keep = |analyser: (&'static str, u32), outcome| KeptAnalysis { payload: one.payload, analyser, outcome };
        match outcome {
            Ok(analyses) => {
                if analyses.iter().any(|analysis| analysis.body.is_none()) {
                    self.too_little += 1;
                } else {
                    self.heard += 1;
                }
                let kept = analyses.into_iter().map(|analysis| {
                    let outcome = analysis.body.ok_or_else(|| "too little to hear".to_owned());
                    keep((analysis.analyser, analysis.version), outcome)
                });
                kept.collect()
            }
            Err(error) => {
                let reason = error.to_string();
                self.failed.push((one.path.clone(), reason.clone()));
                if matches!(error, DecodeError::Io(_)) {
                    return Vec::new();
                }
                let each = ANALYSERS.iter().map(|analyser| (analyser.name(), analyser.version()));
                each.map(|analyser| keep(analyser, Err(reason.clone()))).collect()
            }
        }
    }
}

fn threads(how: &ListenAhead) -> usize {
    match how.jobs {
        0 => thread::available_parallelism().map_or(1, usize::from),
        chosen => chosen,
    }
}

fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(OsString::from_vec(bytes.to_vec()))
}

/// The worker beside the player.
pub(super) struct AheadWorker {
    halt: Halt,
    /// Ends the worker when it is dropped.
    _alive: Sender<()>,
}

impl AheadWorker {
    pub(super) fn start(store: &Store, clock: Clock, spoken: SpokenNow, mailbox: Mailbox) -> std::io::Result<Self> {
        let halt = Halt::default();
        let (alive, ended) = bounded::<()>(0);
        let (store, own) = (store.clone(), halt.clone());
        let work = move || {
            let may = || match allowed(&store, &spoken.get()) {
                Ok(may) => may,
                Err(error) => {
                    tracing::warn!("nothing is listened to: {error}");
                    false
                }
            };
            let mut wait = SETTLED;
            // A library that did not change since all of it was heard need not be asked again.
            let mut through: Option<u64> = None;
            while ended.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                wait = AGAIN;
                let generation = store.reader().and_then(|reader| reader.generation()).ok();
                if !may() || (generation.is_some() && generation == through) {
                    continue;
                }
                let mut looked = clock::ticks();
                let mut goes_on = true;
                let mut tell = |ahead: Ahead| {
                    if clock::since(looked) > LONGEST_WAIT {
                        looked = clock::ticks();
                        goes_on = may();
                        mailbox.put(Input::ListeningAhead(goes_on.then_some(ahead)));
                    }
                    goes_on
                };
                let how = ListenAhead { jobs: 1, nice: true, ..ListenAhead::default() };
                match listen_ahead(&store, &clock, &how, &own, &mut tell) {
                    Ok(report) if goes_on => {
                        through = generation;
                        tracing::info!(heard = report.heard, failed = report.failed.len(), "listened ahead");
                    }
                    Ok(_) => {}
                    Err(error) => tracing::warn!("listening ahead ended: {error}"),
                }
                mailbox.put(Input::ListeningAhead(None));
            }
        };
        thread::Builder::new().name("ahead".into()).spawn(work)?;
        Ok(Self { halt, _alive: alive })
    }

    /// While a track is being opened, the disk and the processor are its.
    pub(super) fn keep_quiet(&self, quiet: bool) {
        self.halt.keep_quiet(quiet);
    }

    pub(super) fn stop(&self) {
        self.halt.stop();
    }
}

/// As the listener chose; "on mains" is read anew each time.
fn allowed(store: &Store, spoken: &[Spoken]) -> crate::store::Result<bool> {
    let settings = reader::merged(&store.reader()?, store.listener(), spoken)?;
    Ok(match settings.listens_ahead() {
        "always" => true,
        "mains" => on_mains(&PathBuf::from("/sys/class/power_supply")),
        _ => false,
    })
}

/// Whether a charger gives power, or none is known, as on machines without a battery.
fn on_mains(supplies: &std::path::Path) -> bool {
    let Ok(entries) = std::fs::read_dir(supplies) else { return true };
    let read =
        |entry: &std::fs::DirEntry, what: &str| std::fs::read_to_string(entry.path().join(what)).unwrap_or_default();
    let mut supplies: HashMap<String, bool> = HashMap::new();
    for entry in entries.flatten() {
        let online = read(&entry, "online").trim() == "1";
        *supplies.entry(read(&entry, "type").trim().to_owned()).or_default() |= online;
    }
    let charges = |name: &str| supplies.get(name).copied();
    match (charges("Mains"), charges("USB")) {
        (None, None) => !supplies.contains_key("Battery"),
        (mains, usb) => mains.unwrap_or(false) || usb.unwrap_or(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_without_a_battery_is_on_mains() {
        let folder = tempfile::tempdir().unwrap();
        let supply = |name: &str, kind: &str, online: &str| {
            let place = folder.path().join(name);
            std::fs::create_dir_all(&place).unwrap();
            std::fs::write(place.join("type"), format!("{kind}\n")).unwrap();
            std::fs::write(place.join("online"), format!("{online}\n")).unwrap();
        };
        assert!(on_mains(&folder.path().join("none")));
        assert!(on_mains(folder.path()));
        supply("BAT0", "Battery", "");
        assert!(!on_mains(folder.path()), "a battery and no charger that is known");
        supply("AC", "Mains", "0");
        assert!(!on_mains(folder.path()));
        supply("usb", "USB", "1");
        assert!(on_mains(folder.path()));
        supply("usb", "USB", "0");
        supply("AC", "Mains", "1");
        assert!(on_mains(folder.path()));
    }
}
