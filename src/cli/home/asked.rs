//! What tonearm asks of its own accord, at the foot of home as text: a pin, or whether something
//! it noticed is right. One thing at a time and on one day, as on the screen.

use std::io::{IsTerminal, Write};

use serde_json::{Value, json};

use super::text::changed;
use crate::cli::{Context, Exit};
use crate::domain::asking::Asking;
use crate::domain::section::{Home, Pin};
use crate::domain::welcome::Proposal;
use crate::player::{Command, runtime};
use crate::store::Store;

const ACCEPT: &str = "tonearm home accept";
const DECLINE: &str = "tonearm home decline";

pub(super) fn of_today(context: &Context, store: &Store) -> anyhow::Result<Option<Asking>> {
    let (reader, now) = (store.reader()?, context.clock.now());
    Ok(runtime::asking(&reader, store.listener(), &context.config.spoken, now)?)
}

/// Two lines at the foot of home. Only what somebody could read counts as asked.
pub(super) fn tell(context: &Context, store: &Store, asking: &Asking, out: &mut impl Write) -> anyhow::Result<()> {
    writeln!(out, "\n{}: {}", asking.sentence(), asking.question())?;
    writeln!(out, "  yes  {ACCEPT}    no  {DECLINE}    undo  tonearm feedback undo")?;
    if std::io::stdout().is_terminal() && !context.private {
        remember(context, store, asking)?;
    }
    Ok(())
}

fn remember(context: &Context, store: &Store, asking: &Asking) -> anyhow::Result<()> {
    let now = context.clock.now();
    Ok(store.told(asking.told_on(Proposal::day_of(now)), now).wait()?)
}

/// The stable shape of `asks` in `home --json`.
pub(super) fn json(asking: &Asking) -> Value {
    json!({
        "kind": asking.kind(),
        "key": asking.key(),
        "sentence": asking.sentence(),
        "question": asking.question(),
        "accept": ACCEPT,
        "decline": DECLINE,
    })
}

/// Carries out a yes or a no, as one change that can be undone.
pub(super) fn answer(context: &Context, yes: bool) -> anyhow::Result<Exit> {
    let mut out = std::io::stdout().lock();
    let store = context.store()?;
    let Some(asking) = of_today(context, &store)? else {
        writeln!(out, "Nothing is asked now. tonearm home pin SECTION fixes a section without being asked.")?;
        return Ok(Exit::Failed);
    };
    let command = asking.answered(yes);
    // Who answers was asked, however they read it.
    remember(context, &store, &asking)?;
    if runtime::tell_running_player(&context.paths.socket(), &command) {
        writeln!(out, "Told the running player; it says what changed.")?;
        return Ok(Exit::Done);
    }
    let now = context.clock.now();
    let page = runtime::current_home(&store, &context.paths, &context.clock, &context.config.spoken)?;
    let said = match command {
        Command::Judge { noticed, right } => changed(context, &store, store.judge(*noticed, right, now))?,
        Command::Say { verb, target } => {
            let until = verb.until(&target, now);
            changed(context, &store, store.say(verb, target, until, now))?
        }
        command => match pin_of(command, &page, now) {
            Some(pin) => changed(context, &store, store.pin(pin))?,
            None => anyhow::bail!("that section is not on home any more"),
        },
    };
    writeln!(out, "{said}")?;
    Ok(Exit::Done)
}

fn pin_of(command: Command, page: &Home, now: crate::domain::time::Moment) -> Option<Pin> {
    match command {
        Command::PinSection { section, mode } => {
            let (place, section) = (0..).zip(&page.sections).find(|(_, on_home)| on_home.id == section)?;
            Some(Pin::of_section(section, place, mode, now))
        }
        Command::MakeSection { title, recipe } => Some(Pin::of_recipe(title, recipe, page, now)),
        _ => None,
    }
}
