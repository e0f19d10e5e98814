//! Answers pages and looks tracks up. Of searches that wait, only the newest is made.

use std::sync::Arc;

use anyhow::Context as _;
use crossbeam_channel::{Receiver, Sender, unbounded};

use super::Mailbox;
use super::proposing::{asking, proposal};
use super::spoken::SpokenNow;
use crate::clock::Clock;
use crate::domain::browse::Selection;
use crate::domain::facts::Facts;
use crate::domain::feedback::Target;
use crate::domain::ids::{ListenerId, TrackId};
use crate::domain::journal::JournalRow;
use crate::domain::listen::{Source, SourceKind};
use crate::domain::query::parse;
use crate::domain::section::Home;
use crate::domain::settings::{Arranges, Settings, Spoken};
use crate::domain::smart_playlist::PREVIEWED;
use crate::domain::time::Moment;
use crate::domain::track::{Kind, TrackCard};
use crate::domain::welcome::DECLINED;
use crate::domain::you::{Limited, Noticed, You};
use crate::player::protocol::{Answer, Event, Question};
use crate::player::{Input, Then};
use crate::store::{JournalLine, Period, Reader, Result, Store};
use crate::taste;

pub(super) enum Request {
    Answer { ticket: u64, question: Question },
    Resolve { what: Selection, then: Then },
    Refresh(Vec<TrackId>),
    Count,
    Settings,
}

pub(super) fn start(
    store: &Store,
    clock: Clock,
    spoken: SpokenNow,
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

/// All but those that a newer one stands for: a search, a look at rules or at the cards of the
/// queue is over when the next one is asked for.
fn newest_of_each(waiting: Vec<Request>) -> impl Iterator<Item = Request> {
    const PASSING: [fn(&Request) -> bool; 4] = [is_search, is_filter, is_preview, is_refresh];
    let newest = PASSING.map(|is| waiting.iter().rposition(is));
    waiting.into_iter().enumerate().filter_map(move |(place, request)| {
        let is_old = PASSING.iter().zip(newest).any(|(is, newest)| is(&request) && Some(place) != newest);
        (!is_old).then_some(request)
    })
}

struct Desk {
    reader: Reader,
    listener: ListenerId,
    clock: Clock,
    /// What the config file says.
    spoken: SpokenNow,
    mailbox: Mailbox,
    clients: Sender<Event>,
}

impl Desk {
    fn serve(&self, inbox: &Receiver<Request>) {
        while let Ok(first) = inbox.recv() {
            let mut waiting = vec![first];
            waiting.extend(inbox.try_iter());
            newest_of_each(waiting).for_each(|request| self.answer(request));
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
                let settings = merged(&self.reader, self.listener, &self.spoken.get());
                self.bring(settings.map(|settings| Input::Settings(Box::new(settings))));
            }
        }
    }

    fn bring(&self, outcome: Result<Input>) {
        self.mailbox.put(outcome.unwrap_or_else(|error| {
            tracing::error!("a look-up failed: {error}");
            Input::Warning(error.to_string())
        }));
    }

    fn resolve(&self, what: Selection, then: Then) -> Result<Input> {
        let what = self.reader.settled(what, self.listener, self.clock.now())?;
        let mut cards = self.reader.tracks(&what, self.listener)?;
        let then = match then {
            Then::Resume { start, source } => self.resumed(&what, &cards, start, source)?,
            Then::Play { start, source } if source.kind == SourceKind::Section => {
                let start = self.with_movements(&mut cards, start)?;
                Then::Play { start, source }
            }
            then => then,
        };
        Ok(Input::Resolved { then, cards: cards.into_iter().map(Arc::new).collect() })
    }

    /// In a section a movement stands for its work: the others follow it. Gives the new place of
    /// the line that begins.
    fn with_movements(&self, cards: &mut Vec<TrackCard>, start: u32) -> Result<u32> {
        if cards.iter().all(|card| card.work.is_none()) {
            return Ok(start);
        }
        let (lines, mut begins) = (std::mem::take(cards), start);
        for (place, card) in (0u32..).zip(&lines) {
            if place == start {
                begins = u32::try_from(cards.len()).unwrap_or(start);
            }
            let named_alone = !lines.iter().any(|other| other.id != card.id && card.shares_work_with(other));
            match card.work.is_some() && named_alone {
                true => cards.extend(self.reader.movements(card.id, self.listener)?),
                false => cards.push(card.clone()),
            }
        }
        Ok(begins)
    }

    /// From where it was left, if it was. Spoken word goes on however long ago that was.
    fn resumed(&self, what: &Selection, cards: &[TrackCard], start: u32, source: Source) -> Result<Then> {
        let line = cards.get(start as usize).map(|card| card.id);
        let tracks: Vec<TrackId> = match what {
            Selection::Item(_) => cards.iter().map(|card| card.id).collect(),
            _ => line.into_iter().collect(),
        };
        let is_spoken = !cards.is_empty() && cards.iter().all(|card| card.kind == Kind::Spoken);
        let stopped = match is_spoken {
            true => self.reader.goes_on_in(&tracks, self.listener)?,
            false => self.reader.stopped_in(&tracks, self.listener, self.clock.now())?,
        };
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
                let what = reader.settled(what, listener, self.clock.now())?;
                Answer::Tracks { rows: reader.tracks(&what, listener)?.into_iter().map(Arc::new).collect() }
            }
            Question::Search { words, limit, order } => {
                Answer::Found(reader.find_in(order, &words, limit, listener, self.clock.now())?)
            }
            Question::Held { query, of } => {
                let lines = reader.holding(&query, &of, listener, self.clock.now())?;
                Answer::Held { of, lines }
            }
            Question::Values { facet, begun, limit } => {
                let values = reader.values(facet, &begun, limit, listener)?;
                Answer::Values { facet, begun, values }
            }
            Question::History { beyond, oldest_first: false, limit } => {
                let period = Period { since: None, before: beyond };
                Answer::History { lines: reader.history(listener, period, limit)? }
            }
            Question::History { beyond, oldest_first: true, limit } => {
                let period = Period { since: beyond.map(|beyond| beyond.saturating_add(1)), before: None };
                Answer::History { lines: reader.history_from_its_start(listener, period, limit)? }
            }
            Question::Playlists => Answer::Playlists { rows: reader.playlists(listener)? },
            Question::Playlist { id } => match reader.playlist(listener, id)? {
                Some((card, lines)) => Answer::Playlist { card, lines },
                None => Answer::Failed { reason: "that playlist is gone".into() },
            },
            Question::Passed { list } => Answer::Passed { lines: reader.passed_lines(listener, list)? },
            Question::SmartPlaylists => Answer::SmartPlaylists { rows: reader.smart_playlists(listener)? },
            Question::Rules { rules, first } => {
                Answer::Rules(reader.rules_found(&rules, first, listener, self.clock.now())?)
            }
            Question::RuleCounts { rules } => {
                let mut counts = Vec::new();
                for text in rules {
                    if let Ok(query) = parse(&text) {
                        counts.push((text, reader.count_matching(&query, listener, self.clock.now())?));
                    }
                }
                Answer::RuleCounts { counts }
            }
            Question::WhyByRules { list, track } => {
                match reader.smart_playlist(listener, list)?.map(|list| list.query()) {
                    Some(Ok(query)) => {
                        let conditions = reader.conditions(&query, track, listener, self.clock.now())?;
                        let is_in = reader.matching(&query, listener, self.clock.now())?.contains(&track);
                        Answer::WhyByRules { is_in, conditions }
                    }
                    Some(Err(problem)) => Answer::Failed { reason: problem.message },
                    None => Answer::Failed { reason: "that playlist is gone".into() },
                }
            }
            Question::SuggestRules { of } => {
                let of = reader.settled(of, listener, self.clock.now())?;
                let (tracks, rules) = reader.suggested_rules(&of, listener, self.clock.now())?;
                Answer::SuggestedRules { tracks, rules }
            }
            Question::Journal { limit } => Answer::Journal { rows: self.journal(limit)? },
            Question::You => Answer::You(Box::new(self.you()?)),
            Question::LeaveOut { of, play, not_me } => {
                let now = self.clock.now();
                Answer::LeaveOut {
                    rules: if not_me {
                        reader.not_me(&of, play, listener, now)?
                    } else {
                        reader.leave_out_choices(&of, listener, now)?
                    },
                }
            }
            Question::Forgettable { what } => {
                Answer::Forgettable(reader.forgettable(listener, &what, self.clock.now())?)
            }
            Question::Less { of } => {
                let home = reader.home(listener)?.unwrap_or_else(|| Home::empty(self.clock.now()));
                match reader.less(&of, &home, listener)? {
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
            Question::Recent => Answer::Recent(reader.recent(listener)?),
            // Answered by the ear, which takes its time over the whole history.
            Question::Why { .. }
            | Question::Weighed { .. }
            | Question::Related { .. }
            | Question::Fitting { .. }
            | Question::Try { .. }
            | Question::Preview { .. } => Answer::Failed { reason: "asked in the wrong place".into() },
            Question::Pins => Answer::Pins { pins: reader.pins(listener)? },
            Question::Proposal => {
                let now = self.clock.now();
                Answer::Proposal(proposal(reader, listener, &self.spoken.get(), now)?.map(Box::new))
            }
            Question::Asking => Answer::Asking(asking(reader, listener, &self.spoken.get(), self.clock.now())?),
            Question::OpenFolders => Answer::OpenFolders { folders: reader.open_folders(listener)? },
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
        you.noticed = noticed(&self.reader, self.listener, now)?;
        if !you.limited.is_empty() {
            let home = self.reader.home(self.listener)?.unwrap_or_else(|| Home::empty(now));
            you.limited = limited(&self.reader, self.listener, &home)?;
        }
        for said in &mut you.said {
            if let Target::Section(id) = &said.feedback.target {
                let pinned = id.strip_prefix("pin:").map(|id| you.pins.iter().find(|pin| pin.pin.to_string() == id));
                said.title = match pinned {
                    None if id.starts_with(DECLINED) => self.reader.declined(self.listener, id)?,
                    None => taste::title_of(id),
                    Some(Some(pin)) => pin.title.clone(),
                    Some(None) => "a section that is pinned no more".into(),
                };
            }
        }
        Ok(you)
    }
}

/// What the listener limited, by the names that its sections have, on home today or not.
///
/// # Errors
/// Those of SQLite.
pub fn limited(reader: &Reader, listener: ListenerId, home: &Home) -> Result<Vec<Limited>> {
    let mut all = reader.limited(listener)?;
    for limited in &mut all {
        let stands = home.sections.iter().find(|section| section.id == limited.section);
        limited.on_home = stands.is_some();
        limited.title = stands.map_or_else(|| taste::title_of(&limited.section), |section| section.title.clone());
    }
    Ok(all)
}

/// What was noticed: what the listener said something of first, by its newest counts where it is
/// still so, then what is new.
///
/// # Errors
/// Those of the store.
pub fn noticed(reader: &Reader, listener: ListenerId, now: Moment) -> Result<Vec<Noticed>> {
    let facts = reader.facts(listener, now)?;
    let mut fresh = taste::notice(&facts, &reader.untouched(listener, now)?);
    let mut all = reader.judged(listener, now)?;
    for known in &mut all {
        if let Some(place) = fresh.iter().position(|new| new.key == known.key) {
            let verdict = known.verdict;
            *known = Noticed { verdict, ..fresh.remove(place) };
        }
    }
    all.extend(fresh);
    Ok(all)
}

/// What is chosen, all layers over each other.
///
/// # Errors
/// Those of the store.
pub fn merged(reader: &Reader, listener: ListenerId, spoken: &[Spoken]) -> Result<Settings> {
    Ok(Settings::merge(spoken, &reader.chosen(listener)?, reader.began(listener)?))
}

/// The facts, as the settings have them, and the settings.
///
/// # Errors
/// Those of SQLite.
pub fn facts(reader: &Reader, listener: ListenerId, spoken: &[Spoken], now: Moment) -> Result<(Facts, Settings)> {
    let settings = merged(reader, listener, spoken)?;
    let mut facts = reader.facts(listener, now)?;
    facts.name = settings.name().map(str::to_owned);
    facts.explore = settings.explore();
    facts.spread = settings.spread();
    facts.by_hand = settings.arranges() == Arranges::Hand;
    facts.scorers = settings.scorers();
    Ok((facts, settings))
}

const fn is_refresh(request: &Request) -> bool {
    matches!(request, Request::Refresh(_))
}

fn is_search(request: &Request) -> bool {
    matches!(request, Request::Answer { question: Question::Search { .. }, .. })
}

fn is_filter(request: &Request) -> bool {
    matches!(request, Request::Answer { question: Question::Held { .. }, .. })
}

/// What is typed into the builder, answered anew with every key.
fn is_preview(request: &Request) -> bool {
    matches!(request, Request::Answer { question: Question::Rules { first: PREVIEWED, .. }, .. })
}
