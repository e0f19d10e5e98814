//! Builds home away from everybody's way. A newer request replaces the one that waits.

use std::sync::Arc;

use anyhow::Context as _;
use crossbeam_channel::{Receiver, Sender, bounded};

use super::reader::merged;
use super::{Mailbox, socket};
use crate::clock::Clock;
use crate::domain::facts::Facts;
use crate::domain::section::{Home, ItemRef};
use crate::domain::settings::{Arranges, Spoken};
use crate::paths::Paths;
use crate::player::{Input, Occasion, arrange, settle};
use crate::store::{Reader, Result, Store};
use crate::taste;

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
    spoken: Arc<[Spoken]>,
    generation: u64,
    mailbox: Mailbox,
) -> anyhow::Result<Inbox> {
    let (slot, waiting) = bounded(1);
    let requests = waiting.clone();
    let reader = store.reader().context("opening the library for home")?;
    let store = store.clone();
    let mut dealer = Dealer { reader, store, clock, spoken, generation, deals: 0 };
    let work = move || {
        for occasion in requests {
            match dealer.build(occasion) {
                Ok((home, away)) => mailbox.put(Input::Home { home: Box::new(home), occasion, away }),
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
    spoken: Arc<[Spoken]>,
    generation: u64,
    /// How often the listener asked for another page in this run.
    deals: u32,
}

impl Dealer {
    /// The page, and what of the shown one is spoken against.
    fn build(&mut self, occasion: Occasion) -> Result<(Home, Vec<ItemRef>)> {
        self.deals += u32::from(occasion == Occasion::Deal);
        self.generation += 1;
        let (home, facts) = build(&self.reader, &self.store, &self.clock, &self.spoken, self.generation, self.deals)?;
        Ok((home, if occasion == Occasion::Word { self.away(&facts)? } else { Vec::new() }))
    }

    fn away(&self, facts: &Facts) -> Result<Vec<ItemRef>> {
        let Some(shown) = self.reader.home(self.store.listener())? else { return Ok(Vec::new()) };
        let picks = shown.sections.iter().flat_map(|section| &section.picks);
        let items: Vec<ItemRef> = picks.map(|pick| pick.item.what).collect();
        Ok(taste::spoken_against(facts, &items))
    }
}

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
    deals: u32,
) -> Result<(Home, Facts)> {
    let now = clock.now();
    let settings = merged(reader, store.listener(), spoken)?;
    let mut facts = reader.facts(store.listener(), now)?;
    facts.name = settings.name().map(str::to_owned);
    facts.explore = settings.explore();
    facts.by_hand = settings.arranges() == Arranges::Hand;
    let seed = taste::seed_of_day(now, &reader.library_uuid()?, deals);
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
    let (built, _) = build(&reader, store, clock, spoken, generation, 0)?;
    let listens = reader.counts(store.listener())?.listens;
    let home = match &shown {
        Some(shown) => settle(shown, built, listens),
        None => built,
    };
    store.save_home(home.clone()).wait()?;
    Ok(home)
}
