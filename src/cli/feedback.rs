//! `tonearm feedback`: says of music what the keys say, and keeps plays out of taste.

use std::io::Write;

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};

use super::{Context, Exit, find};
use crate::domain::exclusion::Exclusion;
use crate::domain::feedback::{Target, Verb};
use crate::domain::fold::search_form;
use crate::domain::journal::taken_back;
use crate::domain::section::ItemRef;
use crate::domain::time::Moment;
use crate::domain::you::You;
use crate::player::{Command, runtime};
use crate::store::{Reader, Result, Store};

#[derive(Debug, Args)]
pub struct Feedback {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Everything that is in force
    List {
        /// As one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Likes it; said again, takes that back
    Like(Of),
    /// More of it, for two weeks
    Boost(Of),
    /// Home leaves it out for a week
    NotNow(Of),
    /// Home and radio leave it out for a month
    Rest(Of),
    /// It sinks for two months
    Less(Of),
    /// It stays off home until this is said again
    Hide(Of),
    /// Its listens stop counting, backwards too; nothing is deleted
    LeaveOut(LeaveOut),
    /// Takes a rule of leave-out back, by its id in the list
    LetIn { rule: uuid::Uuid },
    /// Takes the newest change back
    Undo,
}

#[derive(Debug, Args)]
struct Of {
    /// What the words name
    #[arg(long = "on", value_enum, default_value = "track")]
    kind: Kind,
    /// A name, words of a title, or a path
    #[arg(required = true)]
    words: Vec<String>,
    /// As one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct LeaveOut {
    /// What the words name
    #[arg(long = "on", value_enum, default_value = "track")]
    kind: Kind,
    /// Plays since then: 7d, 12h, yesterday, 2026-11-01, 2026-11-21T01:10:00+01:00
    #[arg(long, conflicts_with = "words", requires = "to")]
    from: Option<String>,
    /// Plays before then
    #[arg(long, requires = "from")]
    to: Option<String>,
    /// A name, words of a title, or a path
    words: Vec<String>,
    /// Say what would stop counting, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// As one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Kind {
    Track,
    Album,
    Artist,
    Genre,
    Folder,
    Playlist,
}

impl Feedback {
    pub fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let (verb, of) = match self.action {
            Action::List { json } => return list(context, json),
            Action::LeaveOut(rule) => return rule.run(context),
            Action::LetIn { rule } => {
                let now = context.clock.now();
                return change(context, &Command::LetIn { rule }, false, |store| {
                    Ok(Some(store.let_in(rule, now).wait()?.summary))
                });
            }
            Action::Undo => {
                let now = context.clock.now();
                return change(context, &Command::Undo, false, |store| {
                    Ok(store.undo(now).wait()?.map(|change| format!("Undone: {}", taken_back(&change.summary))))
                });
            }
            Action::Like(of) => (Verb::Like, of),
            Action::Boost(of) => (Verb::Boost, of),
            Action::NotNow(of) => (Verb::NotNow, of),
            Action::Rest(of) => (Verb::Rest, of),
            Action::Less(of) => (Verb::Less, of),
            Action::Hide(of) => (Verb::Hide, of),
        };
        let store = context.store()?;
        let target = target(&store.reader()?, &store, of.kind, &of.words, context.clock.now())?;
        let now = context.clock.now();
        let command = Command::Say { verb, target: target.clone() };
        change(context, &command, of.json, |store| {
            let until = verb.until(&target, now);
            Ok(Some(store.say(verb, target, until, now).wait()?.change.summary))
        })
    }
}

impl LeaveOut {
    fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let store = context.store()?;
        let reader = store.reader()?;
        let now = context.clock.now();
        let rule = match (&self.from, &self.to) {
            (Some(from), Some(to)) => {
                let at = |text: &str| super::since::parse(text, now).map_err(anyhow::Error::msg);
                let (from, to) = (at(from)?, at(to)?);
                if from.unix_ms >= to.unix_ms {
                    bail!("--from must be before --to");
                }
                Exclusion::Span { from: from.unix_ms, to: to.unix_ms }
            }
            _ if self.words.is_empty() => bail!("name what to leave out, or a time by --from and --to"),
            _ => match target(&reader, &store, self.kind, &self.words, context.clock.now())? {
                Target::Item(ItemRef::Playlist(id)) => Exclusion::Playlist { id },
                Target::Item(item) => Exclusion::Music { item },
                Target::Genre(name) => Exclusion::Genre { name },
                Target::Folder(path) => Exclusion::folder(&path),
                Target::Section(_) => bail!("sections hold no listens"),
            },
        };
        if self.dry_run {
            let listens = reader.stops_counting(store.listener(), &rule)?;
            let words = reader.exclusion_words(&rule, now)?;
            let mut out = std::io::stdout().lock();
            if self.json {
                writeln!(out, "{}", json!({ "schema": 1, "about": words, "listens": listens, "changed": false }))?;
            } else {
                writeln!(out, "{words}: {listens} would stop counting.")?;
            }
            return Ok(Exit::Done);
        }
        change(context, &Command::LeaveOut { rule: rule.clone() }, self.json, |store| {
            Ok(Some(store.leave_out(rule, now).wait()?.1.summary))
        })
    }
}

/// A running player is told, so that its home replies; else the library is, and the stored home.
fn change(
    context: &Context,
    command: &Command,
    as_json: bool,
    make: impl FnOnce(&Store) -> Result<Option<String>>,
) -> anyhow::Result<Exit> {
    let mut out = std::io::stdout().lock();
    let store = context.store()?;
    if runtime::tell_player_of(&context.paths.socket(), store.listener(), command) {
        if as_json {
            writeln!(out, "{}", json!({ "schema": 1, "said": Value::Null, "told_player": true }))?;
        } else {
            writeln!(out, "Told the running player; it says what changed.")?;
        }
        return Ok(Exit::Done);
    }
    let said = if matches!(command, Command::Undo) {
        // The page comes back with the change.
        make(&store)?.map(|summary| format!("{summary}."))
    } else {
        runtime::reply_to(&store, &context.paths, &context.clock, &context.config.spoken, || make(&store))?
    };
    if as_json {
        let undo = said.as_ref().map(|_| "tonearm feedback undo");
        writeln!(out, "{}", json!({ "schema": 1, "said": said, "told_player": false, "undo": undo }))?;
    } else {
        writeln!(out, "{}", said.unwrap_or_else(|| "Nothing changed.".into()))?;
    }
    Ok(Exit::Done)
}

/// What words name, of a kind.
pub fn target(reader: &Reader, store: &Store, kind: Kind, words: &[String], now: Moment) -> anyhow::Result<Target> {
    let said = words.join(" ");
    let fold = search_form(&said);
    let listener = store.listener();
    let none = || format!("nothing of that kind is known by {said}");
    Ok(match kind {
        Kind::Track => {
            let card = find::tracks(reader, listener, words, now)?.into_iter().next().with_context(none)?;
            Target::Item(ItemRef::Track(card.id))
        }
        Kind::Album => {
            let found = reader.search(&said, 10, listener)?.albums;
            let exact = found.iter().find(|album| search_form(&album.title) == fold);
            Target::Item(ItemRef::Album(exact.or(found.first()).with_context(none)?.id))
        }
        Kind::Artist => {
            let found = reader.search(&said, 10, listener)?.artists;
            let exact = found.iter().find(|artist| search_form(&artist.name) == fold);
            Target::Item(ItemRef::Artist(exact.or(found.first()).with_context(none)?.id))
        }
        Kind::Genre => {
            let genres = reader.genres()?;
            Target::Genre(genres.into_iter().find(|genre| search_form(&genre.name) == fold).with_context(none)?.name)
        }
        Kind::Folder => {
            use std::os::unix::ffi::OsStrExt;
            let path = std::path::absolute(&said).with_context(|| format!("reading {said}"))?;
            Target::Folder(path.as_os_str().as_bytes().to_vec())
        }
        Kind::Playlist => {
            let lists = reader.playlists(listener)?;
            let list = lists.into_iter().find(|list| search_form(&list.name) == fold).with_context(none)?;
            Target::Item(ItemRef::Playlist(list.id))
        }
    })
}

fn list(context: &Context, as_json: bool) -> anyhow::Result<Exit> {
    let store = context.store()?;
    let reader = store.reader()?;
    let now = context.clock.now();
    let mut you = reader.you(store.listener(), now)?;
    you.noticed = runtime::noticed(&reader, store.listener(), now)?;
    let mut out = std::io::stdout().lock();
    if as_json {
        writeln!(out, "{}", json(&you))?;
        return Ok(Exit::Done);
    }
    let day = |at: Moment| at.civil().strftime("%Y-%m-%d").to_string();
    for said in &you.said {
        let until = said.feedback.until.map(|until| format!(", until {}", day(until))).unwrap_or_default();
        writeln!(
            out,
            "+ {:<8} {}  {}  since {}{until}",
            said.feedback.verb.name(),
            said.title,
            said.detail,
            day(said.feedback.at)
        )?;
    }
    for rule in &you.left_out {
        writeln!(
            out,
            "+ leave out {} {}  {} listens  since {}  {}",
            rule.what,
            rule.title,
            rule.listens,
            day(rule.at),
            rule.rule
        )?;
    }
    for noticed in &you.noticed {
        let verdict = match noticed.verdict {
            Some(verdict) if verdict.right => "+ right",
            Some(_) => "+ wrong",
            None => "~",
        };
        writeln!(out, "{verdict} {}: {}", noticed.sentence, noticed.counts)?;
    }
    Ok(Exit::Done)
}

/// The stable shape of `feedback list --json`.
fn json(you: &You) -> Value {
    let said = you.said.iter().map(|said| {
        let (kind, key) = match &said.feedback.target {
            Target::Item(item) => (item.type_name(), item.key()),
            Target::Genre(name) => ("genre", name.clone()),
            Target::Folder(path) => ("folder", String::from_utf8_lossy(path).into_owned()),
            Target::Section(id) => ("section", id.clone()),
        };
        json!({
            "verb": said.feedback.verb.name(), "on": kind, "id": key, "title": said.title, "detail": said.detail,
            "since": said.feedback.at.rfc3339(), "until": said.feedback.until.map(Moment::rfc3339),
        })
    });
    let rules = you.left_out.iter().map(|rule| {
        json!({
            "rule": rule.rule, "kind": rule.what, "title": rule.title, "listens": rule.listens,
            "since": rule.at.rfc3339(),
        })
    });
    let noticed = you.noticed.iter().map(|noticed| {
        json!({
            "key": noticed.key, "kind": noticed.kind.name(), "sentence": noticed.sentence, "counts": noticed.counts,
            "asks": noticed.offer.is_some(), "right": noticed.verdict.map(|verdict| verdict.right),
        })
    });
    json!({
        "schema": 1,
        "said": said.collect::<Vec<_>>(),
        "left_out": rules.collect::<Vec<_>>(),
        "noticed": noticed.collect::<Vec<_>>(),
    })
}
