//! Sees to it that what was heard is kept, also when the disk is full for a while.
//!
//! The player hands every write of a play over with its receipt and goes on. A write that failed
//! for a reason that may pass waits here, in memory, and is tried again until it is kept.

use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};

use super::Mailbox;
use crate::domain::human;
use crate::domain::ids::PlayId;
use crate::domain::listen::{Ending, PlayOpened, PlayProgress};
use crate::player::Input;
use crate::store::{ClosedPlay, Receipt, Store, StoreError};

/// How long after a failed try comes the next.
const AGAIN: Duration = Duration::from_secs(5);
/// Weeks of music; what is older than these goes first.
const MOST: usize = 10_000;

/// A write that is on its way, and how it ends.
enum Write {
    Open(PlayOpened, Receipt<()>),
    TopUp(PlayId, PlayProgress, Receipt<bool>),
    Close(PlayId, PlayProgress, Ending, Receipt<Option<ClosedPlay>>),
}

pub struct Recorder {
    store: Store,
    /// Gone only while the recorder is dropped.
    writes: Option<Sender<Write>>,
    thread: Option<JoinHandle<()>>,
}

impl Recorder {
    /// # Errors
    /// No thread can be made.
    pub fn start(store: &Store, mailbox: Mailbox) -> std::io::Result<Self> {
        let (writes, inbox) = unbounded();
        let waiting = Waiting::new(store, mailbox);
        let thread = std::thread::Builder::new().name("recorder".into()).spawn(move || waiting.serve(&inbox))?;
        Ok(Self { store: store.clone(), writes: Some(writes), thread: Some(thread) })
    }

    pub fn open(&self, play: PlayOpened) {
        self.hand_over(Write::Open(play.clone(), self.store.open_play(play)));
    }

    pub fn top_up(&self, play: PlayId, progress: PlayProgress) {
        self.hand_over(Write::TopUp(play, progress, self.store.top_up_play(play, progress)));
    }

    pub fn close(&self, play: PlayId, progress: PlayProgress, ending: Ending) {
        self.hand_over(Write::Close(play, progress, ending, self.store.close_play(play, progress, ending)));
    }

    fn hand_over(&self, write: Write) {
        if self.writes.as_ref().is_none_or(|writes| writes.send(write).is_err()) {
            tracing::error!("nobody looks after the writes of plays");
        }
    }
}

impl Drop for Recorder {
    /// What waits gets a last try before the program ends.
    fn drop(&mut self) {
        self.writes = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A play of which something is not kept yet.
struct Unkept {
    id: PlayId,
    /// While its row could not even be made.
    opened: Option<PlayOpened>,
    progress: Option<PlayProgress>,
    ending: Option<Ending>,
}

struct Waiting {
    store: Store,
    mailbox: Mailbox,
    plays: Vec<Unkept>,
    /// Whether the listener knows of it.
    told: bool,
    /// How many were kept after all, since the listener was told.
    kept: usize,
}

impl Waiting {
    fn new(store: &Store, mailbox: Mailbox) -> Self {
        Self { store: store.clone(), mailbox, plays: Vec::new(), told: false, kept: 0 }
    }

    fn serve(mut self, inbox: &Receiver<Write>) {
        loop {
            let next = match self.plays.is_empty() {
                true => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
                false => inbox.recv_timeout(AGAIN),
            };
            match next {
                Ok(write) => self.follow(write),
                Err(RecvTimeoutError::Timeout) => self.try_again(),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.try_again();
        if !self.plays.is_empty() {
            tracing::error!("{} could not be kept, and are lost", human::count(self.many(), "play", "plays"));
        }
    }

    fn many(&self) -> u32 {
        u32::try_from(self.plays.len()).unwrap_or(u32::MAX)
    }

    fn follow(&mut self, write: Write) {
        let (unkept, outcome) = match write {
            Write::Open(opened, receipt) => {
                let id = opened.id;
                (Unkept { id, opened: Some(opened), progress: None, ending: None }, receipt.wait())
            }
            Write::TopUp(id, progress, receipt) => {
                let kept = receipt.wait().map(drop);
                (Unkept { id, opened: None, progress: Some(progress), ending: None }, kept)
            }
            Write::Close(id, progress, ending, receipt) => {
                let kept = receipt.wait().map(drop);
                (Unkept { id, opened: None, progress: Some(progress), ending: Some(ending) }, kept)
            }
        };
        // A row that was not made takes no news: the writer finds nothing to change, without an error.
        if let Some(known) = self.plays.iter_mut().find(|known| known.id == unkept.id) {
            known.progress = unkept.progress.or(known.progress);
            known.ending = unkept.ending;
            return self.try_again();
        }
        match outcome {
            Err(error) if error.may_pass() => {
                self.tell(&error);
                if self.plays.len() == MOST {
                    self.plays.remove(0);
                }
                self.plays.push(unkept);
            }
            // The writer logs all others: they would fail every time.
            _ => {}
        }
    }

    fn tell(&mut self, error: &StoreError) {
        if !self.told {
            let why = if error.is_full() { "The disk is full" } else { "The library cannot be written" };
            self.mailbox.put(Input::Warning(format!(
                "{why}: what you hear waits in memory, and is kept as soon as that is mended"
            )));
        }
        self.told = true;
    }

    /// In the order in which they were heard, until one fails again.
    fn try_again(&mut self) {
        let mut done = 0;
        for play in &mut self.plays {
            match play.write(&self.store) {
                Err(error) if error.may_pass() => break,
                outcome => {
                    self.kept += usize::from(outcome.is_ok());
                    done += 1;
                }
            }
        }
        self.plays.drain(..done);
        if self.plays.is_empty() && self.told {
            let kept = match self.kept {
                1 => "the play that waited is kept".to_owned(),
                more => format!("{} plays that waited are kept", human::thousands(more as u64)),
            };
            self.mailbox.put(Input::Notice(format!("The library can be written again: {kept}")));
            (self.told, self.kept) = (false, 0);
        }
    }
}

impl Unkept {
    fn write(&mut self, store: &Store) -> Result<(), StoreError> {
        if let Some(opened) = &self.opened {
            store.open_play(opened.clone()).wait()?;
            self.opened = None;
        }
        match (self.progress, self.ending) {
            (Some(progress), Some(ending)) => store.close_play(self.id, progress, ending).wait().map(drop),
            (Some(progress), None) => store.top_up_play(self.id, progress).wait().map(drop),
            (None, _) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::listen::{Source, SourceKind};
    use crate::domain::time::Moment;
    use crate::paths::Paths;

    const NOW: Moment = Moment::utc(1_700_000_000_000);

    /// So long that its row needs pages of its own.
    fn play(number: i64) -> PlayOpened {
        PlayOpened {
            id: PlayId::made_at(NOW.unix_ms + number),
            track: None,
            title: format!("{number}").repeat(100_000),
            artist: "Alice".into(),
            album: None,
            started_at: NOW,
            length_ms: Some(180_000),
            source: Source { kind: SourceKind::Search, id: None, name: String::new() },
        }
    }

    fn heard(heard_ms: i64) -> PlayProgress {
        PlayProgress { heard_ms, position_ms: heard_ms, audible: true, key_age_ms: 0 }
    }

    /// From now on the database may not grow, as on a full disk; or it may again.
    fn may_grow(store: &Store, grows: bool) {
        let most = if grows { 1_000_000 } else { 1 };
        let set = store.writer().urgent(move |tx| {
            Ok(tx.pragma_update_and_check(None, "max_page_count", most, |row| row.get::<_, i64>(0))?)
        });
        set.wait().unwrap();
    }

    fn plays(store: &Store) -> Vec<(i64, Option<String>)> {
        let rows = store.writer().urgent(|tx| {
            let mut rows = tx.prepare("SELECT coalesce(heard_ms, 0), ending FROM plays ORDER BY id")?;
            let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>();
            Ok(rows?)
        });
        rows.wait().unwrap()
    }

    #[test]
    fn what_is_heard_on_a_full_disk_is_kept_when_there_is_room_again() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&Paths::under(folder.path()), NOW).unwrap();
        let (mail, inputs) = unbounded();
        let mut waiting = Waiting::new(&store, Mailbox(mail));
        let (first, second) = (play(1), play(2));
        let (first_id, second_id) = (first.id, second.id);
        may_grow(&store, false);
        waiting.follow(Write::Open(first.clone(), store.open_play(first)));
        let Ok(Input::Warning(told)) = inputs.try_recv() else { panic!("the listener is told") };
        assert!(told.starts_with("The disk is full: what you hear waits in memory"), "{told}");
        let progress = heard(90_000);
        waiting.follow(Write::TopUp(first_id, heard(31_000), store.top_up_play(first_id, heard(31_000))));
        let close = store.close_play(first_id, progress, Ending::Finished);
        waiting.follow(Write::Close(first_id, progress, Ending::Finished, close));
        waiting.follow(Write::Open(second.clone(), store.open_play(second)));
        waiting.follow(Write::TopUp(second_id, heard(5_000), store.top_up_play(second_id, heard(5_000))));
        assert_eq!((plays(&store), waiting.plays.len()), (Vec::new(), 2));
        assert!(inputs.try_recv().is_err(), "told once, until it is mended");

        may_grow(&store, true);
        waiting.try_again();
        let Ok(Input::Notice(told)) = inputs.try_recv() else { panic!("and then it is told again") };
        assert_eq!(told, "The library can be written again: 2 plays that waited are kept");
        assert_eq!(plays(&store), [(90_000, Some("finished".into())), (5_000, None)]);
        let close = store.close_play(second_id, heard(60_000), Ending::Next);
        waiting.follow(Write::Close(second_id, heard(60_000), Ending::Next, close));
        assert_eq!((&plays(&store)[1], waiting.plays.len()), (&(60_000, Some("next".into())), 0));
    }

    #[test]
    fn a_write_that_can_never_succeed_is_not_tried_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&Paths::under(folder.path()), NOW).unwrap();
        let (mail, inputs) = unbounded();
        let recorder = Recorder::start(&store, Mailbox(mail)).unwrap();
        let one = play(1);
        recorder.open(one.clone());
        recorder.open(one.clone());
        recorder.close(one.id, heard(1_000), Ending::Quit);
        drop(recorder);
        assert_eq!(plays(&store), [(1_000, Some("quit".into()))], "one name, one play");
        assert!(inputs.recv().is_err());
    }
}
