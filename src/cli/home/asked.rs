//! What tonearm asks of its own accord, at the foot of home as text: a pin, or whether something
//! it noticed is right. One thing at a time and on one day, as on the screen.

use std::io::{IsTerminal, Write};

use anyhow::{Context as _, bail};
use serde_json::{Value, json};

use super::text::changed;
use crate::cli::{Context, Exit};
use crate::domain::asking::Asking;
use crate::domain::section::{Home, Pin};
use crate::domain::time::Moment;
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

/// Carries out a yes or a no, as one change that can be undone. A running player may be another
/// listener's: the change is made here, and it is told that something changed.
pub(super) fn answer(context: &Context, yes: bool) -> anyhow::Result<Exit> {
    let store = context.store()?;
    let Some(asking) = of_today(context, &store)? else {
        bail!("nothing is asked now; tonearm home pin SECTION fixes a section without being asked");
    };
    let now = context.clock.now();
    let said = match asking.answered(yes) {
        Command::Judge { noticed, right } => changed(context, &store, store.judge(*noticed, right, now))?,
        Command::Say { verb, target } => {
            let until = verb.until(&target, now);
            changed(context, &store, store.say(verb, target, until, now))?
        }
        command => {
            let page = runtime::current_home(&store, &context.paths, &context.clock, &context.config.spoken)?;
            let pin = pin_of(command, &page, now).context("that section is not on home any more")?;
            changed(context, &store, store.pin(pin))?
        }
    };
    // Who answers was asked, however they read it.
    remember(context, &store, &asking)?;
    writeln!(std::io::stdout(), "{said}")?;
    Ok(Exit::Done)
}

fn pin_of(command: Command, page: &Home, now: Moment) -> Option<Pin> {
    match command {
        Command::PinSection { section, mode } => {
            let (place, section) = (0..).zip(&page.sections).find(|(_, on_home)| on_home.id == section)?;
            Some(Pin::of_section(section, place, mode, now))
        }
        Command::MakeSection { title, recipe } => Some(Pin::of_recipe(title, recipe, page, now)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader};
    use std::os::unix::net::UnixListener;

    use super::*;
    use crate::clock::Clock;
    use crate::config::Config;
    use crate::domain::ids::{PlayId, PlaylistId};
    use crate::domain::listen::{Ending, PlayOpened, PlayProgress, Source, SourceKind};
    use crate::domain::time::DAY_MS;
    use crate::paths::Paths;
    use crate::store::PastPlay;
    use crate::store::fixture::NOW;

    fn context(paths: &Paths, listener: &str) -> Context {
        Context {
            paths: paths.clone(),
            clock: Clock::fixed(NOW),
            config: Config::default(),
            complaints: Vec::new(),
            listener: Some(listener.into()),
            private: false,
            plain: false,
        }
    }

    #[test]
    fn an_answer_is_of_who_was_asked_whoever_plays() {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths::under(folder.path());
        let [ana, ben] = ["ana", "ben"].map(|name| context(&paths, name));
        let error = answer(&ben, true).unwrap_err().to_string();
        assert!(error.starts_with("nothing is asked now"), "{error}");

        let store = ben.store().unwrap();
        let list = PlaylistId::made_at(NOW.unix_ms);
        store.make_playlist(list, "Kitchen".into(), String::new(), Vec::new(), NOW, &mut |_| true).unwrap();
        let play = |days: i64| PastPlay {
            opened: PlayOpened {
                id: PlayId::made_at(NOW.unix_ms),
                track: None,
                title: "Sunny".into(),
                artist: "Bobby Hebb".into(),
                album: None,
                length_ms: Some(200_000),
                started_at: NOW.plus_ms(-days * DAY_MS),
                source: Source { kind: SourceKind::Playlist, id: Some(list.to_string()), name: String::new() },
            },
            progress: PlayProgress { heard_ms: 200_000, position_ms: 200_000, audible: true, key_age_ms: 0 },
            ending: Ending::Finished,
        };
        store.record_past_plays((1..=6).map(play).collect()).wait().unwrap();

        std::fs::create_dir_all(paths.socket().parent().unwrap()).unwrap();
        let player = UnixListener::bind(paths.socket()).unwrap();
        let heard = std::thread::spawn(move || {
            loop {
                let (client, _) = player.accept().unwrap();
                let (mut line, mut client) = (String::new(), BufReader::new(client));
                // Some only look whether anybody is there.
                if client.read_line(&mut line).unwrap() > 0 {
                    client.get_mut().write_all(b"{}\n").unwrap();
                    return serde_json::from_str::<Command>(&line).unwrap();
                }
            }
        });
        assert_eq!(answer(&ben, true).unwrap(), Exit::Done);
        assert_eq!(heard.join().unwrap(), Command::LibraryChanged);
        let pins = |context: &Context| {
            let store = context.store().unwrap();
            store.reader().unwrap().pins(store.listener()).unwrap().len()
        };
        assert_eq!((pins(&ana), pins(&ben)), (0, 1));
    }
}
