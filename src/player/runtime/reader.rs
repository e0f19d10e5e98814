//! Answers pages and looks tracks up. Of searches that wait, only the newest is made.

use std::sync::Arc;

use anyhow::Context as _;
use crossbeam_channel::{Receiver, Sender, unbounded};

use super::Mailbox;
use crate::clock::Clock;
use crate::domain::browse::Selection;
use crate::domain::feedback::Target;
use crate::domain::ids::{ListenerId, TrackId};
use crate::domain::journal::JournalRow;
use crate::domain::listen::Source;
use crate::domain::radio::{OnAir, Radio, RadioSeed, Way};
use crate::domain::section::{Home, ItemRef, Origin, Pick};
use crate::domain::settings::{Settings, Spoken};
use crate::domain::track::{Presence, TrackCard};
use crate::domain::you::You;
use crate::player::protocol::{Answer, Event, Question};
use crate::player::{Input, Then};
use crate::store::{JournalLine, Period, Reader, Result, Store};
use crate::taste;

/// How many lines tonearm goes on with at a time.
const EAR_LINES: usize = 20;

pub(super) enum Request {
    Answer { ticket: u64, question: Question },
    Resolve { what: Selection, then: Then },
    Refresh(Vec<TrackId>),
    Count,
    Settings,
    FindEar { after: TrackId, radio: Option<OnAir>, home: Arc<Home> },
}

pub(super) fn start(
    store: &Store,
    clock: Clock,
    spoken: Arc<[Spoken]>,
    mailbox: Mailbox,
    clients: Sender<Event>,
) -> anyhow::Result<Sender<Request>> {
    let (requests, inbox) = unbounded();
    let desk = Desk {
        reader: store.reader().context("opening the library for reading")?,
        listener: store.listener(),
        clock,
        spoken,
        mailbox,
        clients,
    };
    let work = move || desk.serve(&inbox);
    std::thread::Builder::new().name("reader".into()).spawn(work).context("starting the reader")?;
    Ok(requests)
}

struct Desk {
    reader: Reader,
    listener: ListenerId,
    clock: Clock,
    /// What the config file says.
    spoken: Arc<[Spoken]>,
    mailbox: Mailbox,
    clients: Sender<Event>,
}

impl Desk {
    fn serve(&self, inbox: &Receiver<Request>) {
        while let Ok(first) = inbox.recv() {
            let mut waiting = vec![first];
            waiting.extend(inbox.try_iter());
            let newest_search = waiting.iter().rposition(is_search);
            for (place, request) in waiting.into_iter().enumerate() {
                if is_search(&request) && Some(place) != newest_search {
                    continue;
                }
                self.answer(request);
            }
        }
    }

    fn answer(&self, request: Request) {
        match request {
            Request::Answer { ticket, question } => {
                let answer = self.ask(question).unwrap_or_else(|error| {
                    tracing::error!("a page could not be answered: {error}");
                    Answer::Failed { reason: error.to_string() }
                });
                let _ = self.clients.send(Event::Answer { ticket, answer: Box::new(answer) });
            }
            Request::Resolve { what, then } => self.bring(self.resolve(what, then)),
            Request::Refresh(tracks) => {
                let cards = self.reader.cards(&tracks, self.listener);
                self.bring(cards.map(|cards| Input::Cards(cards.into_iter().map(Arc::new).collect())));
                self.bring(self.reader.liked(self.listener, self.clock.now()).map(Input::Liked));
            }
            Request::Count => self.bring(self.reader.counts(self.listener).map(Input::Counted)),
            Request::Settings => {
                let settings = merged(&self.reader, self.listener, &self.spoken);
                self.bring(settings.map(|settings| Input::Settings(Box::new(settings))));
            }
            Request::FindEar { after, radio, home } => self.bring(match radio {
                Some(on_air) => self.find_radio(after, &on_air, &home),
                None => self.find_ear(after, &home),
            }),
        }
    }

    fn bring(&self, outcome: Result<Input>) {
        self.mailbox.put(outcome.unwrap_or_else(|error| {
            tracing::error!("a look-up failed: {error}");
            Input::Warning(error.to_string())
        }));
    }

    fn resolve(&self, what: Selection, then: Then) -> Result<Input> {
        let cards = self.reader.tracks(&what, self.listener)?;
        let then = match then {
            Then::Resume { start, source } => self.resumed(&what, &cards, start, source)?,
            then => then,
        };
        Ok(Input::Resolved { then, cards: cards.into_iter().map(Arc::new).collect() })
    }

    /// From where it was left, if it was.
    fn resumed(&self, what: &Selection, cards: &[TrackCard], start: u32, source: Source) -> Result<Then> {
        let line = cards.get(start as usize).map(|card| card.id);
        let tracks: Vec<TrackId> = match what {
            Selection::Item(_) => cards.iter().map(|card| card.id).collect(),
            _ => line.into_iter().collect(),
        };
        let stopped = self.reader.stopped_in(&tracks, self.listener, self.clock.now())?;
        let place = stopped.and_then(|stopped| {
            let start = cards.iter().position(|card| card.id == stopped.track)?;
            Some((u32::try_from(start).ok()?, stopped.position_ms))
        });
        Ok(match place {
            Some((start, position_ms)) => Then::PlayFrom { start, position_ms, source },
            None => Then::Play { start, source },
        })
    }

    fn ask(&self, question: Question) -> Result<Answer> {
        let reader = &self.reader;
        let listener = self.listener;
        Ok(match question {
            Question::Artists => Answer::Artists { rows: reader.artists(listener)? },
            Question::Albums { artist } => Answer::Albums { rows: reader.albums(artist)? },
            Question::Genres => Answer::Genres { rows: reader.genres()? },
            Question::Folder { place } => Answer::Folder { rows: reader.folder(place, listener)? },
            Question::Tracks(what) => {
                Answer::Tracks { rows: reader.tracks(&what, listener)?.into_iter().map(Arc::new).collect() }
            }
            Question::Search { words, limit } => Answer::Found(reader.search(&words, limit, listener)?),
            Question::History { before, limit } => {
                Answer::History { lines: reader.history(listener, Period { since: None, before }, limit)? }
            }
            Question::Playlists => Answer::Playlists { rows: reader.playlists(listener)? },
            Question::Playlist { id } => match reader.playlist(listener, id)? {
                Some((card, lines)) => Answer::Playlist { card, lines },
                None => Answer::Failed { reason: "that playlist is gone".into() },
            },
            Question::Journal { limit } => Answer::Journal { rows: self.journal(limit)? },
            Question::You => Answer::You(Box::new(self.you()?)),
            Question::Less { item } => {
                let home = reader.home(listener)?.unwrap_or_else(|| Home::empty(self.clock.now()));
                match reader.less(item, &home, listener)? {
                    Some(preview) => Answer::Less(preview),
                    None => Answer::Failed { reason: "that is gone".into() },
                }
            }
            Question::Credits { track } => Answer::Credits(reader.credits(track)?),
            Question::FolderOf { track } => Answer::FolderOf { place: reader.folder_of(track)? },
            Question::ListsWith { track } => Answer::Playlists { rows: reader.playlists_with(track, listener)? },
            Question::Info { track } => match reader.info(track, listener)? {
                Some(info) => Answer::Info(info),
                None => Answer::Failed { reason: "that track is gone".into() },
            },
            Question::Story { track } => match reader.story(track, listener)? {
                Some(story) => Answer::Story(story),
                None => Answer::Failed { reason: "that track is gone".into() },
            },
            // Answered by the sleeves: what reads files must not hold up what reads the library.
            Question::Cover { .. } | Question::Lyrics { .. } => {
                Answer::Failed { reason: "asked in the wrong place".into() }
            }
            Question::Why { track } => match self.why(track)? {
                Some(why) => Answer::Why(why),
                None => Answer::Failed { reason: "that track is gone".into() },
            },
            Question::Told => Answer::Told { what: reader.what_was_told(listener)? },
            Question::About { item } => Answer::About { lines: reader.about(item, listener, self.clock.now())? },
            Question::Trouble => Answer::Trouble(reader.trouble(listener, self.clock.now())?),
            Question::MusicFolders | Question::MusicFolder { .. } | Question::Offers => {
                Answer::Failed { reason: "what lies in folders is found elsewhere".into() }
            }
        })
    }

    fn journal(&self, limit: u32) -> Result<Vec<JournalRow>> {
        let now = self.clock.now();
        let lines = self.reader.journal(self.listener, limit)?.into_iter();
        let row = |line: JournalLine| JournalRow {
            change: line.change.id,
            at: now.at(line.at.unix_ms),
            what: line.change.summary,
            undone: line.undone,
        };
        Ok(lines.map(row).collect())
    }

    fn you(&self) -> Result<You> {
        let now = self.clock.now();
        let mut you = self.reader.you(self.listener, now)?;
        you.noticed = taste::notice(&self.reader.facts(self.listener, now)?);
        for said in &mut you.said {
            if let Target::Section(id) = &said.feedback.target {
                said.title = taste::title_of(id);
            }
        }
        Ok(you)
    }

    /// What the radio goes on with.
    fn find_radio(&self, after: TrackId, on_air: &OnAir, home: &Home) -> Result<Input> {
        let turn = self.turn(after, on_air, home)?;
        self.ear(after, &turn.picks, turn.said)
    }

    fn turn(&self, after: TrackId, on_air: &OnAir, home: &Home) -> Result<taste::RadioTurn> {
        let now = self.clock.now();
        let from: Vec<ItemRef> = match &on_air.radio.from {
            RadioSeed::Item(item) => vec![*item],
            RadioSeed::Section(id) => {
                let sections = home.sections.iter().filter(|section| section.id == *id);
                sections.flat_map(|section| &section.picks).map(|pick| pick.item.what).collect()
            }
        };
        // A section that has left the page: from what plays.
        let from = if from.is_empty() { vec![ItemRef::Track(after)] } else { from };
        let facts = self.reader.facts(self.listener, now)?;
        Ok(taste::radio(&facts, &from, on_air, after, now.unix_ms.unsigned_abs(), EAR_LINES))
    }

    fn ear(&self, after: TrackId, picks: &[Pick], said: Option<String>) -> Result<Input> {
        let now = self.clock.now();
        let mut lines = Vec::with_capacity(picks.len());
        for pick in picks {
            let ItemRef::Track(track) = pick.item.what else { continue };
            let reason = pick.evidence.first().map(|evidence| evidence.fact.sentence(now)).unwrap_or_default();
            let card = self.reader.cards(&[track], self.listener)?.pop();
            lines.extend(card.map(|card| (Arc::new(card), reason)));
        }
        Ok(Input::Ear { after, lines, said })
    }

    fn why(&self, track: TrackId) -> Result<Option<crate::domain::browse::Why>> {
        let Some(card) = self.reader.cards(&[track], self.listener)?.pop() else { return Ok(None) };
        let home = self.reader.home(self.listener)?;
        let facts = self.reader.facts(self.listener, self.clock.now())?;
        let home = home.unwrap_or_else(|| Home::empty(self.clock.now()));
        Ok(Some(taste::why(&facts, &home, Arc::new(card))))
    }

    /// What goes with the track that plays; where nothing is known to, the suggestions of home.
    fn find_ear(&self, after: TrackId, home: &Home) -> Result<Input> {
        let title = self.reader.cards(&[after], self.listener)?.pop().map(|card| card.title).unwrap_or_default();
        let from = RadioSeed::Item(ItemRef::Track(after));
        let turn = self.turn(after, &OnAir::new(Radio { from, title, way: Way::Wander }), home)?;
        if !turn.picks.is_empty() {
            return self.ear(after, &turn.picks, None);
        }
        let suggested = home.sections.iter().filter(|section| section.origin == Origin::Ear);
        let mut picks: Vec<Pick> = Vec::new();
        for pick in suggested.flat_map(|section| &section.picks) {
            let is_new = picks.iter().all(|known| known.item.what != pick.item.what);
            let plays_on = is_new && pick.item.presence == Presence::Here && pick.item.what != ItemRef::Track(after);
            if plays_on && matches!(pick.item.what, ItemRef::Track(_)) {
                picks.push(pick.clone());
            }
            if picks.len() == EAR_LINES {
                break;
            }
        }
        self.ear(after, &picks, None)
    }
}

/// What is chosen, all layers over each other.
///
/// # Errors
/// Those of the store.
pub fn merged(reader: &Reader, listener: ListenerId, spoken: &[Spoken]) -> Result<Settings> {
    Ok(Settings::merge(spoken, &reader.chosen(listener)?, reader.began(listener)?))
}

fn is_search(request: &Request) -> bool {
    matches!(request, Request::Answer { question: Question::Search { .. }, .. })
}
