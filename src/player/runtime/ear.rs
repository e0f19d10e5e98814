//! Answers what needs the whole history: what goes on by ear, what is related, why. It stands
//! beside the reader, so that pages and searches do not wait for it.

use std::sync::Arc;

use anyhow::Context as _;
use crossbeam_channel::{Receiver, Sender, unbounded};

use super::Mailbox;
use super::reader::facts;
use super::spoken::SpokenNow;
use crate::clock::Clock;
use crate::domain::facts::Facts;
use crate::domain::ids::{ListenerId, TrackId};
use crate::domain::radio::{OnAir, Radio, RadioSeed, Way};
use crate::domain::section::{Home, ItemRef, Origin, Pick, Pin};
use crate::domain::settings::Key;
use crate::domain::track::Presence;
use crate::player::Input;
use crate::player::protocol::{Answer, Event, Question};
use crate::store::{Reader, Result, Store};
use crate::taste;

/// How many lines tonearm goes on with at a time.
const LINES: usize = 20;
/// Related picks below a search.
const RELATED: usize = 6;
/// Suggestions beneath a playlist, some of them in reserve.
const FITTING: usize = 12;

pub(super) enum Request {
    /// Those that [`answers`] tells of.
    Answer {
        ticket: u64,
        question: Question,
    },
    Find {
        after: TrackId,
        radio: Option<OnAir>,
        home: Arc<Home>,
    },
}

/// Whether a question is answered here.
pub(super) const fn answers(question: &Question) -> bool {
    matches!(
        question,
        Question::Why { .. }
            | Question::Weighed { .. }
            | Question::Related { .. }
            | Question::Fitting { .. }
            | Question::Preview { .. }
            | Question::Try { .. }
    )
}

pub(super) fn start(
    store: &Store,
    clock: Clock,
    spoken: SpokenNow,
    mailbox: Mailbox,
    clients: Sender<Event>,
) -> anyhow::Result<Sender<Request>> {
    let (requests, inbox) = unbounded();
    let reader = store.reader().context("opening the library for the ear")?;
    let ear = Ear { reader, listener: store.listener(), clock, spoken, mailbox, clients };
    let work = move || ear.serve(&inbox);
    std::thread::Builder::new().name("ear".into()).spawn(work).context("starting the ear")?;
    Ok(requests)
}

struct Ear {
    reader: Reader,
    listener: ListenerId,
    clock: Clock,
    spoken: SpokenNow,
    mailbox: Mailbox,
    clients: Sender<Event>,
}

impl Ear {
    fn serve(&self, inbox: &Receiver<Request>) {
        while let Ok(first) = inbox.recv() {
            let mut waiting = vec![first];
            waiting.extend(inbox.try_iter());
            let newest = [waiting.iter().rposition(is_related), waiting.iter().rposition(is_fitting)];
            for (place, request) in waiting.into_iter().enumerate() {
                let follows_the_cursor = is_related(&request) || is_fitting(&request);
                if !follows_the_cursor || newest.contains(&Some(place)) {
                    self.answer(request);
                }
            }
        }
    }

    fn answer(&self, request: Request) {
        match request {
            Request::Answer { ticket, question } => {
                let answer = self.ask(&question).unwrap_or_else(|error| {
                    tracing::error!("a page could not be answered: {error}");
                    Answer::Failed { reason: error.to_string() }
                });
                let _ = self.clients.send(Event::Answer { ticket, answer: Box::new(answer) });
            }
            Request::Find { after, radio, home } => {
                let found = match radio {
                    Some(on_air) => self.find_radio(after, &on_air, &home),
                    None => self.find_ear(after, &home),
                };
                self.mailbox.put(found.unwrap_or_else(|error| {
                    tracing::error!("what goes on cannot be found: {error}");
                    Input::Warning(error.to_string())
                }));
            }
        }
    }

    fn facts(&self) -> Result<Facts> {
        Ok(facts(&self.reader, self.listener, &self.spoken.get(), self.clock.now())?.0)
    }

    fn ask(&self, question: &Question) -> Result<Answer> {
        match question {
            Question::Why { track } => self.why(*track),
            Question::Weighed { section, item } => self.weighed(section, *item),
            Question::Preview { pin } => self.preview(pin),
            Question::Try { key, value } => self.try_out(*key, value),
            Question::Related { of } => {
                let facts = self.facts()?;
                Ok(Answer::Related { of: *of, picks: taste::related(&facts, *of, RELATED) })
            }
            Question::Fitting { list } => {
                let passed = self.reader.passed_over(self.listener, *list)?;
                let facts = self.reader.facts(self.listener, self.clock.now())?;
                let picks = taste::fitting(&facts, *list, &passed, FITTING);
                let passed = u32::try_from(passed.len()).unwrap_or(u32::MAX);
                Ok(Answer::Fitting { list: *list, picks, passed })
            }
            _ => Ok(Answer::Failed { reason: "the ear does not know that".into() }),
        }
    }

    fn why(&self, track: TrackId) -> Result<Answer> {
        let Some(card) = self.reader.cards(&[track], self.listener)?.pop() else {
            return Ok(Answer::Failed { reason: "that track is gone".into() });
        };
        let home = self.reader.home(self.listener)?;
        let facts = self.facts()?;
        let home = home.unwrap_or_else(|| Home::empty(self.clock.now()));
        Ok(Answer::Why(taste::why(&facts, &home, Arc::new(card))))
    }

    fn preview(&self, pin: &Pin) -> Result<Answer> {
        let now = self.clock.now();
        let facts = self.reader.facts_with_pin(self.listener, now, pin)?;
        let seed = taste::seed_of_day(now, &self.reader.library_uuid()?, 0);
        let mut section = taste::preview(&facts, seed, pin);
        self.reader.dress(section.picks.iter_mut().map(|pick| &mut pick.item), self.listener)?;
        Ok(Answer::Preview { section: Box::new(section) })
    }

    fn try_out(&self, key: Key, value: &str) -> Result<Answer> {
        let facts = self.facts()?;
        let seed = taste::seed_of_day(facts.now, &self.reader.library_uuid()?, 0);
        let share = value.parse::<u32>().map_or(0.0, |percent| f64::from(percent) / 100.0);
        let tried = taste::tried(&facts, seed, |facts| match key {
            Key::Explore => facts.explore = share,
            Key::Spread => facts.spread = share,
            _ => {}
        });
        Ok(Answer::Tried { value: value.to_owned(), tried })
    }

    fn weighed(&self, section: &str, item: ItemRef) -> Result<Answer> {
        let home = self.reader.home(self.listener)?;
        let section = home.iter().flat_map(|home| &home.sections).find(|known| known.id == section);
        let Some(section) = section else { return Ok(Answer::Weighed { score: None, said: Vec::new() }) };
        let facts = self.facts()?;
        let (score, said) = taste::weighed(&facts, section, item);
        Ok(Answer::Weighed { score, said })
    }

    /// What the radio goes on with.
    fn find_radio(&self, after: TrackId, on_air: &OnAir, home: &Home) -> Result<Input> {
        let turn = self.turn(after, on_air, home)?;
        self.lines(after, &turn.picks, turn.said)
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
        let facts = self.facts()?;
        Ok(taste::radio(&facts, &from, on_air, after, now.unix_ms.unsigned_abs(), LINES))
    }

    /// What goes with the track that plays; where nothing is known to, the suggestions of home.
    fn find_ear(&self, after: TrackId, home: &Home) -> Result<Input> {
        let title = self.reader.cards(&[after], self.listener)?.pop().map(|card| card.title).unwrap_or_default();
        let from = RadioSeed::Item(ItemRef::Track(after));
        let turn = self.turn(after, &OnAir::new(Radio { from, title, way: Way::Wander }), home)?;
        if !turn.picks.is_empty() {
            return self.lines(after, &turn.picks, None);
        }
        let suggested = home.sections.iter().filter(|section| section.origin == Origin::Ear);
        let mut picks: Vec<Pick> = Vec::new();
        for pick in suggested.flat_map(|section| &section.picks) {
            let is_new = picks.iter().all(|known| known.item.what != pick.item.what);
            let plays_on = is_new && pick.item.presence == Presence::Here && pick.item.what != ItemRef::Track(after);
            if plays_on && matches!(pick.item.what, ItemRef::Track(_)) {
                picks.push(pick.clone());
            }
            if picks.len() == LINES {
                break;
            }
        }
        self.lines(after, &picks, None)
    }

    fn lines(&self, after: TrackId, picks: &[Pick], said: Option<String>) -> Result<Input> {
        let now = self.clock.now();
        let mut lines = Vec::with_capacity(picks.len());
        for pick in picks {
            let ItemRef::Track(track) = pick.item.what else { continue };
            let reason = pick.evidence.first().map(|evidence| evidence.fact.sentence(now)).unwrap_or_default();
            let Some(card) = self.reader.cards(&[track], self.listener)?.pop() else { continue };
            let work = card.work.clone();
            lines.push((Arc::new(card), reason));
            // Works stay whole: the movements that follow belong to what was chosen.
            let Some(work) = work else { continue };
            let rest = self.reader.movements(track, self.listener)?.into_iter().skip_while(|next| next.id != track);
            lines.extend(rest.skip(1).map(|next| (Arc::new(next), work.clone())));
        }
        Ok(Input::Ear { after, lines, said })
    }
}

fn is_related(request: &Request) -> bool {
    matches!(request, Request::Answer { question: Question::Related { .. }, .. })
}

fn is_fitting(request: &Request) -> bool {
    matches!(request, Request::Answer { question: Question::Fitting { .. }, .. })
}
