//! Runs the core: carries out its effects on the engine and the store, and brings it the news.
//!
//! The player thread owns the [`State`]. Beside it: a *reader* answers pages, a *keeper* makes
//! edits in the order they were asked for, a *recorder* looks after the plays, a *dealer* builds
//! home, a scan reads roots. None of them is waited for; each brings its outcome as an [`Input`].

mod analysing;
mod caretaker;
mod dealer;
mod ear;
mod finding;
mod folder;
mod importer;
mod importing;
mod keeper;
mod lists;
mod lock;
mod matching;
mod proposing;
mod reader;
mod recorder;
mod saving;
mod scanning;
mod sleeves;
mod socket;
mod sound;
mod spoken;

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::Context as _;
use crossbeam_channel::{Receiver, Sender, after, never, select, unbounded};

use super::protocol::{Command, Event, PrivateUntil, Question};
use super::{Beginning, Effect, Input, Now, Occasion, SoundNews, State, Then, update};
use crate::audio::{EngineEvent, EngineHandle};
use crate::clock::{self, Clock};
use crate::domain::ids::ListenerId;
use crate::domain::listen::Source;
use crate::domain::queue::{Queue, Saved};
use crate::domain::section::{Home, Origin};
use crate::domain::track::TrackCard;
use crate::paths::Paths;
use crate::store::{Reader, ResumePoint, Store};

pub use analysing::{Halt, ListenAhead, ListenReport, listen_ahead};
pub use dealer::{current_home, reply_to};
pub use folder::{Done, Synced, What, is_a_change, sync_folder};
pub use importing::{Imported, Into, TakenNames, Written, import, text_of};
pub use lock::{Held, hold, wait};
pub use matching::{FoundBy, Matched, Matcher, told as lines_told};
pub use proposing::asking;
pub use reader::{facts, limited, merged as merged_settings, noticed};
pub use scanning::{StoredLibrary, seconds_left, summary, take_notice};
pub use socket::{is_player_running, tell_player_of, tell_running_player};
pub use spoken::SpokenNow;

/// Where a private session that outlasts the run is kept. No key of the settings: nobody
/// chooses it on their page.
const PRIVATE: &str = "private";

/// What a running player stands on.
pub struct Parts {
    pub store: Store,
    pub paths: Paths,
    pub clock: Clock,
    /// What the config file says.
    pub spoken: SpokenNow,
    pub engine: EngineHandle,
    pub news: Receiver<EngineEvent>,
    /// How the screen calls a listener who never said a name.
    pub name: Option<String>,
    pub private: bool,
    pub demo: bool,
    /// Whether this run comes back to the queue of the last one, and keeps its own.
    pub resumes: bool,
}

/// A player at work. Dropping it does not end it; [`Command::Quit`] does.
pub struct Running {
    pub commands: Sender<Command>,
    pub events: Receiver<Event>,
    mailbox: Mailbox,
    thread: JoinHandle<()>,
}

impl Running {
    /// Plays these from the first one, known to the library or not.
    pub fn play(&self, cards: Vec<Arc<TrackCard>>, source: Source) {
        self.mailbox.put(Input::Resolved { then: Then::Play { start: 0, source }, cards });
    }

    /// Waits until everything that was heard is written.
    pub fn join(self) {
        if self.thread.join().is_err() {
            tracing::error!("the player thread died");
        }
    }
}

/// What waits for the player thread, whoever sent it.
#[derive(Clone)]
struct Mailbox(Sender<Input>);

impl Mailbox {
    fn put(&self, input: Input) {
        // Only at the very end is there nobody left to read it.
        let _ = self.0.send(input);
    }
}

/// Starts the player's threads.
///
/// # Errors
/// The library cannot be read, or no thread can be made.
pub fn start(parts: Parts) -> anyhow::Result<Running> {
    let (commands, orders) = unbounded();
    let (to_clients, events) = unbounded();
    let (mail, inputs) = unbounded();
    let mailbox = Mailbox(mail);

    parts.store.close_interrupted_plays().wait().context("closing what an earlier run left open")?;
    let beginning = beginning(&parts).context("reading where the last run ended")?;
    let generation = beginning.home.generation;
    let now = Now { moment: parts.clock.now(), instant: clock::ticks() };
    let (state, first) = State::begin(beginning, now);

    let own_mailbox = mailbox.clone();
    let caretaker = caretaker::start(parts.store.clone(), parts.paths.backups(), parts.clock.clone(), mailbox.clone())
        .context("starting the caretaker")?;
    let lists = lists::Lists::new(&parts.store)?;
    let crew = Crew {
        reader: reader::start(
            &parts.store,
            parts.clock.clone(),
            parts.spoken.clone(),
            mailbox.clone(),
            to_clients.clone(),
        )?,
        ear: ear::start(&parts.store, parts.clock.clone(), parts.spoken.clone(), mailbox.clone(), to_clients.clone())?,
        sleeves: sleeves::start(&parts.store, to_clients.clone())?,
        keeper: keeper::start(
            &parts.store,
            parts.paths.backups(),
            parts.clock.clone(),
            Arc::clone(&lists),
            mailbox.clone(),
        )?,
        lists,
        ahead: analysing::AheadWorker::start(&parts.store, parts.clock.clone(), parts.spoken.clone(), mailbox.clone())
            .context("starting to listen ahead")?,
        finder: finding::Finder::new(&parts.paths, to_clients.clone()),
        dealer: dealer::start(&parts.store, parts.clock.clone(), parts.spoken.clone(), generation, mailbox.clone())?,
        folder: folder::FolderKeeper::start(
            &parts.store,
            &parts.paths,
            parts.clock.clone(),
            parts.spoken.clone(),
            mailbox.clone(),
        )?,
        recorder: recorder::Recorder::start(&parts.store, mailbox.clone()).context("starting to record plays")?,
        saver: saving::QueueSaver::new(parts.store.clone()),
        scanner: scanning::Scanner::new(parts.store.clone(), parts.paths.clone(), parts.clock.clone(), mailbox),
        _caretaker: caretaker,
    };
    let _socket = socket::listen(&parts.paths.socket(), parts.store.listener(), commands.clone());
    let player = Player { state, crew, clients: to_clients, socket: parts.paths.socket(), parts };
    let thread = std::thread::Builder::new()
        .name("player".into())
        .spawn(move || player.run(&orders, &inputs, first))
        .context("starting the player")?;
    Ok(Running { commands, events, mailbox: own_mailbox, thread })
}

fn beginning(parts: &Parts) -> anyhow::Result<Beginning> {
    let reader = parts.store.reader()?;
    let listener = parts.store.listener();
    let seed = parts.clock.now().unix_ms.unsigned_abs();
    let resume = reader.resume_point(listener)?;
    let saved: Option<Saved> = match reader.queue(listener)? {
        Some(body) if parts.resumes => serde_json::from_str(&body)
            .inspect_err(|error| tracing::warn!("the saved queue cannot be read and is left: {error}"))
            .ok(),
        _ => None,
    };
    let queue = match saved {
        Some(saved) => {
            let cards = reader.cards(&saved.tracks(), listener)?;
            let cards: std::collections::HashMap<_, _> =
                cards.into_iter().map(|card| (card.id, Arc::new(card))).collect();
            Queue::restored(seed, saved, |id| cards.get(&id).cloned())
        }
        None => Queue::new(seed),
    };
    let home = reader.home(listener)?;
    Ok(Beginning {
        queue,
        position_ms: resume.filter(|_| parts.resumes).map_or(0, |point| point.position_ms),
        volume: resume.map_or(80, |point| point.volume),
        muted: resume.is_some_and(|point| point.muted),
        liked: reader.liked(listener, parts.clock.now())?,
        home: home.unwrap_or_else(|| Home::empty(parts.clock.now())),
        library: reader.counts(listener)?,
        listener: parts.name.clone().unwrap_or_default(),
        private: parts.private,
        kept_private: kept_private(&reader, &parts.clock, listener)?,
        demo: parts.demo,
        settings: reader::merged(&reader, listener, &parts.spoken.get())?,
    })
}

/// A private session that an earlier run left in force.
fn kept_private(reader: &Reader, clock: &Clock, listener: ListenerId) -> anyhow::Result<Option<PrivateUntil>> {
    let kept = reader.settings(listener)?.into_iter().find(|setting| setting.key == PRIVATE);
    let until = kept.and_then(|kept| serde_json::from_str::<PrivateUntil>(&kept.value).ok());
    Ok(until.filter(|until| until.at().is_none_or(|at| at.unix_ms > clock.now().unix_ms)))
}

/// The threads that work for the player.
struct Crew {
    reader: Sender<reader::Request>,
    ear: Sender<ear::Request>,
    sleeves: Sender<sleeves::Request>,
    keeper: Sender<keeper::Request>,
    lists: Arc<lists::Lists>,
    dealer: dealer::Inbox,
    scanner: scanning::Scanner,
    finder: finding::Finder,
    ahead: analysing::AheadWorker,
    folder: folder::FolderKeeper,
    recorder: recorder::Recorder,
    saver: saving::QueueSaver,
    /// Ends the caretaker when it is dropped.
    _caretaker: Sender<()>,
}

struct Player {
    state: State,
    crew: Crew,
    clients: Sender<Event>,
    socket: std::path::PathBuf,
    parts: Parts,
}

impl Player {
    fn run(mut self, orders: &Receiver<Command>, inputs: &Receiver<Input>, first: Vec<Effect>) {
        let mut goes_on = self.carry_out(first);
        self.crew.folder.wake();
        self.publish();
        while goes_on {
            let home_due = self.until_home_is_due();
            let due = self.state.due_in(self.parts.clock.now());
            let input = select! {
                recv(orders) -> order => self.ordered(order.unwrap_or(Command::Quit)),
                recv(inputs) -> input => match input { Ok(input) => input, Err(_) => break },
                recv(self.parts.news) -> news => match news {
                    Ok(news) => {
                        self.crew.ahead.keep_quiet(false);
                        match sound::news(news) { Some(news) => Input::Sound(news), None => continue }
                    }
                    Err(_) => Input::Sound(SoundNews::DeviceLost { reason: "the sound engine ended".into() }),
                },
                recv(due.map_or_else(never, after)) -> _ => Input::Due,
                recv(after(home_due)) -> _ => {
                    self.crew.dealer.build(Occasion::Change);
                    continue;
                }
            };
            goes_on = self.take(input);
            // What has piled up meanwhile changes the state before anybody draws it.
            while goes_on {
                let waiting = orders.try_recv().map(|order| self.ordered(order)).or_else(|_| inputs.try_recv());
                let Ok(input) = waiting else { break };
                goes_on = self.take(input);
            }
            self.publish();
        }
        self.end();
    }

    /// Another process that changed the library says so by a command; the keeper of the folder,
    /// which says it too, is not woken by its own words.
    fn ordered(&self, order: Command) -> Input {
        if order == Command::LibraryChanged {
            self.crew.folder.wake();
        }
        Input::Command(order)
    }

    fn take(&mut self, input: Input) -> bool {
        let now = Now { moment: self.parts.clock.now(), instant: clock::ticks() };
        let stored = matches!(
            input,
            Input::ScanEnded { .. } | Input::Edited { .. } | Input::Undone(_) | Input::Redone(_) | Input::Settings(_)
        );
        if stored {
            self.crew.folder.wake();
        }
        let effects = update(&mut self.state, input, now);
        self.carry_out(effects)
    }

    fn publish(&mut self) {
        let _ = self.clients.send(Event::Snapshot(Arc::new(self.state.snapshot())));
    }

    /// A page of yesterday is dealt anew in the morning, also when nobody touches a key.
    fn until_home_is_due(&self) -> Duration {
        const HOUR: Duration = Duration::from_secs(3600);
        let now = self.parts.clock.now().unix_ms;
        let next = self.state.home.sections.iter().filter_map(|section| section.next_at).map(|at| at.unix_ms);
        match next.filter(|&at| at > now).min() {
            Some(at) => Duration::from_millis((at - now).unsigned_abs()).clamp(Duration::from_secs(60), HOUR),
            None => HOUR,
        }
    }

    /// Does what the core asks for. False when it asked to end.
    fn carry_out(&mut self, effects: Vec<Effect>) -> bool {
        let now = self.parts.clock.now();
        let store = &self.parts.store;
        for effect in effects {
            match effect {
                Effect::OpenPlay(opened) => self.crew.recorder.open(opened),
                Effect::TopUp { id, progress } => self.crew.recorder.top_up(id, progress),
                Effect::ClosePlay { id, progress, ending } => self.crew.recorder.close(id, progress, ending),
                Effect::SaveQueue(saved) if self.parts.resumes => self.crew.saver.save(saved, now),
                Effect::SaveResumePoint { position_ms, volume, muted } if self.parts.resumes => {
                    store.save_resume_point(ResumePoint { position_ms, volume, muted }, now).forget();
                }
                Effect::SaveQueue(_) | Effect::SaveResumePoint { .. } => {}
                Effect::KeepPrivate(until) => match until.map(|until| serde_json::to_string(&until)) {
                    Some(Ok(until)) => store.set(PRIVATE.into(), until, Origin::Hand, now).forget(),
                    Some(Err(error)) => tracing::error!("a private session cannot be kept: {error}"),
                    None => store.unset(PRIVATE.into()).forget(),
                },
                Effect::Impressions(seen) => store.log_impressions(seen, now).forget(),
                Effect::Opened { item, search } => store.log_opened(item, search, now).forget(),
                Effect::Edit(edit) => self.ask(&self.crew.keeper, keeper::Request::Edit(edit)),
                Effect::RecordQueue { summary, before } => {
                    self.ask(&self.crew.keeper, keeper::Request::Record { summary, before });
                }
                Effect::Undo { queue } => self.ask(&self.crew.keeper, keeper::Request::Undo(queue)),
                Effect::Redo { queue } => self.ask(&self.crew.keeper, keeper::Request::Redo(queue)),
                Effect::Resolve { what, then } => self.ask(&self.crew.reader, reader::Request::Resolve { what, then }),
                Effect::RefreshCards(tracks) => self.ask(&self.crew.reader, reader::Request::Refresh(tracks)),
                Effect::ReadSettings => self.ask(&self.crew.reader, reader::Request::Settings),
                Effect::CountLibrary => self.ask(&self.crew.reader, reader::Request::Count),
                Effect::Answer { ticket, question: Question::Offers } => self.crew.lists.answer(ticket, &self.clients),
                Effect::Answer { ticket, question: Question::MusicFolders } => self.crew.finder.folders(ticket),
                Effect::Answer { ticket, question: Question::MusicFolder { typed } } => {
                    self.crew.finder.folder(ticket, &typed);
                }
                Effect::Answer { ticket, question: question @ (Question::Cover { .. } | Question::Lyrics { .. }) } => {
                    self.ask(&self.crew.sleeves, sleeves::Request { ticket, question });
                }
                Effect::Answer { ticket, question } if ear::answers(&question) => {
                    self.ask(&self.crew.ear, ear::Request::Answer { ticket, question });
                }
                Effect::Answer { ticket, question } => {
                    self.ask(&self.crew.reader, reader::Request::Answer { ticket, question });
                }
                Effect::FindEar { after, radio } => {
                    let home = Arc::clone(&self.state.home);
                    self.ask(&self.crew.ear, ear::Request::Find { after, radio, home });
                }
                Effect::BuildHome(occasion) => self.crew.dealer.build(occasion),
                Effect::SaveHome(home) => store.save_home(Home::clone(&home)).forget(),
                Effect::Forget { what } => self.ask(&self.crew.keeper, keeper::Request::Forget(what)),
                Effect::Told { what } => store.told(what, now).forget(),
                Effect::OpenFolders { folders } => store.keep_open_folders(&folders, now).forget(),
                Effect::ImportList { file } => self.ask(&self.crew.keeper, keeper::Request::Import(file)),
                Effect::ExportList { list, file } => {
                    self.ask(&self.crew.keeper, keeper::Request::Export { list, file });
                }
                Effect::AddRoots { paths } => self.ask(&self.crew.keeper, keeper::Request::AddRoots(paths)),
                Effect::Scan { roots } => self.crew.scanner.scan(roots),
                Effect::TellLibraryChanged => self.tell(Event::LibraryChanged),
                Effect::TellListenerChanged => self.tell(Event::ListenerChanged),
                Effect::End => return false,
                sound => {
                    if matches!(sound, Effect::Load { .. }) {
                        self.crew.ahead.keep_quiet(true);
                    }
                    sound::carry_out(&self.parts.engine, sound);
                }
            }
        }
        true
    }

    fn ask<T>(&self, whom: &Sender<T>, request: T) {
        if whom.send(request).is_err() {
            tracing::error!("a worker of the player is gone");
        }
    }

    fn tell(&self, event: Event) {
        let _ = self.clients.send(event);
    }

    fn end(self) {
        let _ = self.parts.engine.send(crate::audio::EngineCommand::Shutdown);
        self.crew.scanner.stop();
        self.crew.ahead.stop();
        self.crew.lists.stop();
        let _ = std::fs::remove_file(&self.socket);
        let clients = self.clients.clone();
        // The writer ends, and everything is written, when the last clone of the store goes.
        drop(self);
        let _ = clients.send(Event::Ended);
    }
}
