//! Keeps the folder equal beside the player, on a thread of its own.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use crossbeam_channel::{Receiver, Sender, after, bounded, never, select};

use super::watch::Watch;
use super::{Busy, Synced, sync_folder};
use crate::clock::Clock;
use crate::domain::settings::{Key, Spoken};
use crate::paths::{self, Paths};
use crate::player::Input;
use crate::player::protocol::Command;
use crate::player::runtime::spoken::SpokenNow;
use crate::player::runtime::{Mailbox, reader};
use crate::store::Store;

/// Edits come in rows; the files follow when they pause.
const PAUSE: Duration = Duration::from_millis(1500);
/// After so many looks that failed the pause grows no longer: three quarters of a minute.
const MOST_PATIENT: u32 = 5;
/// Another process is at the folder: it takes seconds.
const TURN: Duration = Duration::from_secs(4);

/// The way to the thread, which ends with it.
pub(in crate::player::runtime) struct FolderKeeper(Sender<()>);

impl FolderKeeper {
    pub(in crate::player::runtime) fn start(
        store: &Store,
        paths: &Paths,
        clock: Clock,
        spoken: SpokenNow,
        mailbox: Mailbox,
    ) -> anyhow::Result<Self> {
        let (wake, inbox) = bounded(1);
        let (touched, touches) = bounded(1);
        let (store, paths) = (store.clone(), paths.clone());
        let work = move || {
            // The watch holds a sender, so that `touches` is never cut off.
            let watch = Watch::new(touched);
            let mut keeper =
                Keeper { store, paths, clock, spoken, mailbox, watch, left: BTreeSet::new(), told: None, failures: 0 };
            keeper.run(&inbox, &touches);
        };
        std::thread::Builder::new().name("folder".into()).spawn(work).context("starting the keeper of the folder")?;
        Ok(Self(wake))
    }

    /// Something may have changed. One look is enough for all that happens meanwhile.
    pub(in crate::player::runtime) fn wake(&self) {
        let _ = self.0.try_send(());
    }
}

pub(super) struct Keeper {
    pub(super) store: Store,
    pub(super) paths: Paths,
    pub(super) clock: Clock,
    pub(super) spoken: SpokenNow,
    pub(super) mailbox: Mailbox,
    pub(super) watch: Watch,
    /// What was left as it is in the last look: told once, not after every edit.
    pub(super) left: BTreeSet<String>,
    /// The trouble that was told last.
    pub(super) told: Option<String>,
    /// Looks in a row in which something failed.
    pub(super) failures: u32,
}

impl Keeper {
    fn run(&mut self, inbox: &Receiver<()>, touches: &Receiver<()>) {
        let mut again = None;
        loop {
            // What failed leaves traces in the folder, which look like the work of others: without
            // patience it would be tried again and again.
            let patient = PAUSE * 2_u32.pow(self.failures.min(MOST_PATIENT));
            let pause = select! {
                recv(inbox) -> woken => if woken.is_ok() { PAUSE } else { return },
                recv(touches) -> _ => patient,
                recv(again.map_or_else(never, after)) -> _ => PAUSE,
            };
            // Nobody waits for this thread when the player ends: the next start looks.
            if !is_quiet(inbox, touches, pause) {
                return;
            }
            again = self.look();
        }
    }

    /// Makes both sides equal, and tells what is worth it. When to look again, if others are at it.
    pub(super) fn look(&mut self) -> Option<Duration> {
        let chosen = chosen(&self.store, &self.spoken.get());
        let folder = chosen.as_ref().ok().and_then(Option::as_deref);
        self.watch.turn_to(folder);
        let synced = match &chosen {
            Ok(Some(folder)) => sync_folder(&self.store, &self.paths, folder, self.clock.now()),
            Ok(None) => Ok(Synced::default()),
            Err(error) => Err(anyhow::anyhow!("{error:#}")),
        };
        // It may be there only now.
        self.watch.turn_to(folder);
        let news = match synced {
            Err(error) if error.is::<Busy>() => return Some(TURN),
            Err(error) => Some(Err(format!("Playlist folder: {error:#}"))),
            Ok(mut synced) => {
                synced.take_known(&mut self.left);
                self.failures = if synced.is_stuck { self.failures.saturating_add(1) } else { 0 };
                if synced.has_changed_lists() {
                    self.mailbox.put(Input::Command(Command::LibraryChanged));
                }
                match synced.told() {
                    told if synced.has_trouble() => told.map(Err),
                    told if synced.has_news() => told.map(Ok),
                    _ => None,
                }
            }
        };
        self.tell(news);
        None
    }

    /// A file that stays broken is told once, not after every edit.
    fn tell(&mut self, news: Option<Result<String, String>>) {
        let told = self.told.take();
        match news {
            None => {}
            Some(Ok(notice)) => self.mailbox.put(Input::Notice(notice)),
            Some(Err(trouble)) => {
                if told.as_ref() != Some(&trouble) {
                    self.mailbox.put(Input::Warning(trouble.clone()));
                }
                self.told = Some(trouble);
            }
        }
    }
}

/// Waits until nothing has changed for a moment; false when the player ends.
fn is_quiet(inbox: &Receiver<()>, touches: &Receiver<()>, mut pause: Duration) -> bool {
    loop {
        select! {
            recv(inbox) -> woken => if woken.is_ok() { pause = PAUSE } else { return false },
            recv(touches) -> _ => {}
            default(pause) => return true,
        }
    }
}

/// The folder that the listener chose, if any.
fn chosen(store: &Store, spoken: &[Spoken]) -> anyhow::Result<Option<PathBuf>> {
    let settings = reader::merged(&store.reader()?, store.listener(), spoken)?;
    let folder = settings.value(Key::PlaylistFolder);
    Ok((!folder.is_empty()).then(|| paths::typed(folder)))
}
