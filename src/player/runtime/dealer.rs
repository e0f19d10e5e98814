//! Builds home away from everybody's way. A newer request replaces the one that waits.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use anyhow::Context as _;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

use super::reader::{facts, noticed};
use super::spoken::SpokenNow;
use super::{Mailbox, socket};
use crate::clock::Clock;
use crate::domain::facts::Facts;
use crate::domain::ids::TrackId;
use crate::domain::section::{Home, ItemRef};
use crate::domain::settings::Spoken;
use crate::domain::time::{HOUR_MS, Moment};
use crate::paths::Paths;
use crate::player::{Input, Judged, Occasion, arrange, mark_heard, reply};
use crate::store::{Reader, Result, Store};
use crate::taste;

/// Nobody listens: the facts are not held in memory for longer. Longer than pieces of music are.
const REST: Duration = Duration::from_secs(20 * 60);

/// A slot for one request.
pub(super) struct Inbox {
    slot: Sender<Occasion>,
    waiting: Receiver<Occasion>,
}

impl Inbox {
    /// Asks for a page.
    pub(super) fn build(&self, occasion: Occasion) {
        // A request that still waits is folded into this one.
        let asked_before = self.waiting.try_recv().unwrap_or(occasion);
        let _ = self.slot.try_send(occasion.max(asked_before));
    }
}

pub(super) fn start(
    store: &Store,
    clock: Clock,
    spoken: SpokenNow,
    generation: u64,
    mailbox: Mailbox,
) -> anyhow::Result<Inbox> {
    let (slot, waiting) = bounded(1);
    let requests = waiting.clone();
    let reader = store.reader().context("opening the library for home")?;
    let store = store.clone();
    let mut dealer =
        Dealer { reader, store, clock, spoken, generation, deals: 0, counted: HashMap::new(), welcome: None };
    let work = move || {
        loop {
            let occasion = match requests.recv_timeout(REST) {
                Ok(occasion) => occasion,
                Err(RecvTimeoutError::Timeout) => {
                    dealer.reader.let_go_of_facts();
                    continue;
                }
                Err(RecvTimeoutError::Disconnected) => return,
            };
            match dealer.build(occasion) {
                Ok((home, judged)) => mailbox.put(Input::Home { home: Box::new(home), occasion, judged }),
                Err(error) => {
                    tracing::error!("home cannot be built: {error}");
                    mailbox.put(Input::Warning(format!("Home stays as it was: {error}")));
                }
            }
        }
    };
    std::thread::Builder::new().name("dealer".into()).spawn(work).context("starting the dealer")?;
    Ok(Inbox { slot, waiting })
}

struct Dealer {
    reader: Reader,
    store: Store,
    clock: Clock,
    spoken: SpokenNow,
    generation: u64,
    /// How often the listener asked for another page in this run.
    deals: u32,
    /// Listens of each track as they counted for the page before.
    counted: HashMap<TrackId, u32>,
    /// What greets the listener today, and when that was found out.
    welcome: Option<(Moment, Option<String>)>,
}

impl Dealer {
    /// The page, and what has become of the shown one.
    fn build(&mut self, occasion: Occasion) -> Result<(Home, Judged)> {
        self.deals += u32::from(occasion == Occasion::Deal);
        self.generation += 1;
        let deal = (occasion == Occasion::Deal).then_some(self.deals);
        let (mut home, facts) =
            build(&self.reader, &self.store, &self.clock, &self.spoken.get(), self.generation, deal)?;
        self.greet(&mut home, &facts)?;
        let before = std::mem::replace(&mut self.counted, counted(&facts));
        let shown = if occasion == Occasion::Word { self.reader.home(self.store.listener())? } else { None };
        let judged = shown.map(|shown| judge(&shown, &facts, &before, &self.counted)).unwrap_or_default();
        Ok((home, Judged { heard: taste::heard_since_dealt(&facts), ..judged }))
    }
}

impl Dealer {
    /// Adds the day's news to the greeting: one piece, found with the first page of the day or
    /// of the run, and never told again.
    fn greet(&mut self, home: &mut Home, facts: &Facts) -> Result<()> {
        if home.greeting.is_empty() {
            return Ok(());
        }
        let day = |at: Moment| at.plus_ms(-4 * HOUR_MS).date();
        let today = self.welcome.as_ref().filter(|(at, _)| day(*at) == day(facts.now));
        if today.is_none() {
            let listener = self.store.listener();
            let before = self.welcome.as_ref().map(|(at, _)| *at);
            let since = before.or(self.reader.home(listener)?.map(|home| home.built_at));
            let visit = taste::Visit {
                since,
                failed: since.map_or(Ok(None), |since| self.reader.failed_since(since))?,
                noticed: noticed(&self.reader, listener, facts.now)?,
                said: self.reader.welcomes(listener)?,
            };
            let news = taste::news(facts, home, &visit);
            if let Some(news) = &news {
                self.store.welcomed(news.name.clone(), facts.now).forget();
            }
            self.welcome = Some((facts.now, news.map(|news| news.sentence)));
        }
        if let Some((_, Some(news))) = &self.welcome {
            home.greeting = format!("{} {news}", home.greeting);
        }
        Ok(())
    }
}

/// Listens of each track that count for taste.
fn counted(facts: &Facts) -> HashMap<TrackId, u32> {
    let mut listens = vec![0; facts.tracks.len()];
    for play in facts.plays.iter().filter(|play| play.listen) {
        if let Some(count) = listens.get_mut(play.track as usize) {
            *count += 1;
        }
    }
    let heard = facts.tracks.iter().zip(listens).filter(|(_, count)| *count > 0);
    heard.map(|(track, count)| (track.id, count)).collect()
}

/// What the listener's words speak against on a page, and whose listens count otherwise `now`
/// than `before`.
fn judge(shown: &Home, facts: &Facts, before: &HashMap<TrackId, u32>, now: &HashMap<TrackId, u32>) -> Judged {
    let picks = || shown.sections.iter().flat_map(|section| &section.picks);
    let items: Vec<ItemRef> = picks().map(|pick| pick.item.what).collect();
    let differs = |track: &TrackId| before.get(track) != now.get(track);
    let touched: HashSet<u32> =
        (0..).zip(&facts.tracks).filter(|(_, track)| differs(&track.id)).map(|(place, _)| place).collect();
    let ids: HashSet<TrackId> =
        touched.iter().filter_map(|place| facts.tracks.get(*place as usize)).map(|track| track.id).collect();
    let is_touched = |item: &ItemRef| match item {
        ItemRef::Track(id) => ids.contains(id),
        ItemRef::Album(id) => {
            let album = facts.albums.iter().find(|album| album.id == *id);
            album.is_some_and(|album| album.tracks.iter().any(|track| touched.contains(track)))
        }
        ItemRef::Artist(_) | ItemRef::Playlist(_) => !touched.is_empty(),
    };
    let mut recounted: Vec<ItemRef> =
        if touched.is_empty() { Vec::new() } else { items.iter().copied().filter(is_touched).collect() };
    // What is called wrong is no reason any more: such a pick stands by others, or goes.
    recounted.extend(picks().filter(|pick| taste::rests_on_wrong(facts, pick)).map(|pick| pick.item.what));
    let taste::SpokenAgainst { away, sunk } = taste::spoken_against(facts, &items);
    let ids = shown.sections.iter().map(|section| section.id.as_str());
    let sections = taste::sections_away(facts, ids);
    Judged { away, sunk, recounted, sections, heard: Vec::new() }
}

/// `deal` counts the pages that the listener asked for in this run, when this is one of them.
///
/// Reads the facts, builds the page, and fills in what taste does not know: where files lie.
/// The facts come back with it, since reading a long history twice is felt.
///
/// # Errors
/// Those of the store.
fn build(
    reader: &Reader,
    store: &Store,
    clock: &Clock,
    spoken: &[Spoken],
    generation: u64,
    deal: Option<u32>,
) -> Result<(Home, Facts)> {
    let now = clock.now();
    let (mut facts, settings) = facts(reader, store.listener(), spoken, now)?;
    if deal.is_some() {
        // Asked for: nothing of the page that stands has to be kept.
        facts.shown.dealt_at = None;
        facts.shown.sections.iter_mut().for_each(|section| section.next_at = None);
    }
    let seed = taste::seed_of_day(now, &reader.library_uuid()?, deal.unwrap_or(0));
    let mut home = arrange(taste::build_home(&facts, seed, generation), &settings);
    let items = home.sections.iter_mut().flat_map(|section| &mut section.picks).map(|pick| &mut pick.item);
    reader.dress(items, store.listener())?;
    Ok((home, facts))
}

/// The page as a command shows it: what a running player shows, else one built now, which the
/// next player begins with.
///
/// # Errors
/// Those of the store.
pub fn current_home(store: &Store, paths: &Paths, clock: &Clock, spoken: &[Spoken]) -> Result<Home> {
    let reader = store.reader()?;
    let shown = reader.home(store.listener())?;
    if socket::is_player_running(&paths.socket()) {
        return Ok(shown.unwrap_or_else(|| Home::empty(clock.now())));
    }
    let generation = shown.as_ref().map_or(0, |home| home.generation) + 1;
    let (built, facts) = build(&reader, store, clock, spoken, generation, None)?;
    let listens = reader.counts(store.listener())?.listens;
    let home = match &shown {
        // Words may have been said since, with no player there to reply.
        Some(shown) => {
            let now = counted(&facts);
            // What sinks gave its places when that was said.
            let judged = Judged { sunk: Vec::new(), ..judge(shown, &facts, &now, &now) };
            let home = reply(shown, built, listens, &judged).0;
            mark_heard(home, &taste::heard_since_dealt(&facts))
        }
        None => built,
    };
    store.save_home(home.clone()).wait()?;
    Ok(home)
}

/// Makes a change from a command while no player runs, and lets home reply to it. Gives what was
/// done, with what it changed on home; none when nothing was.
///
/// # Errors
/// Those of the change, and of the store.
pub fn reply_to(
    store: &Store,
    paths: &Paths,
    clock: &Clock,
    spoken: &[Spoken],
    change: impl FnOnce() -> Result<Option<String>>,
) -> Result<Option<String>> {
    let shown = current_home(store, paths, clock, spoken)?;
    let reader = store.reader()?;
    let before = counted(&reader.facts(store.listener(), clock.now())?);
    let Some(summary) = change()? else { return Ok(None) };
    let (built, facts) = build(&reader, store, clock, spoken, shown.generation + 1, None)?;
    let listens = reader.counts(store.listener())?.listens;
    let (home, changed) = reply(&shown, built, listens, &judge(&shown, &facts, &before, &counted(&facts)));
    let home = mark_heard(home, &taste::heard_since_dealt(&facts));
    store.save_home(home).wait()?;
    Ok(Some(if changed.is_empty() { format!("{summary}.") } else { format!("{summary}. {changed}") }))
}

#[cfg(test)]
mod tests;
