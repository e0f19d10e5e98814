//! What the listener made of home, in and out as text, and pins from the shell.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::PathBuf;

use anyhow::{Context as _, bail, ensure};
use clap::{Args, ValueEnum};
use serde_json::json;

use super::super::{Context, Exit};
use crate::config::unknown;
use crate::domain::facts::Facts;
use crate::domain::feedback::{Target, Verb};
use crate::domain::fold::search_form;
use crate::domain::human;
use crate::domain::ids::{PinId, SmartPlaylistId};
use crate::domain::limit::Limit;
use crate::domain::query::parse;
use crate::domain::section::{Item, ItemRef, Own, Pick, Pin, PinMode, Recipe, Shows};
use crate::domain::settings::Key;
use crate::domain::smart_playlist::SmartPlaylist;
use crate::domain::text::{clean, clean_or_none};
use crate::domain::time::Moment;
use crate::domain::track::Presence;
use crate::domain::welcome::DECLINED;
use crate::exchange::home::{HomeText, ItemText, LimitText, PinText, SCHEMA, SectionLimits, read, write};
use crate::player::{Command, runtime};
use crate::store::{Change, HomeTaking, Receipt};
use crate::taste;

/// Settings that belong to home.
const DIALS: [Key; 3] = [Key::Arranges, Key::Explore, Key::Spread];

#[derive(Debug, Args)]
pub struct Export {
    /// Where to; on the standard output when none is named. Nothing is written over
    file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Import {
    /// A file that export wrote; - reads the standard input
    file: PathBuf,
    /// Only says what would be taken over
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Args)]
pub struct PinIt {
    /// Its id as in home --json, or its title
    section: String,
    #[arg(long = "keep", value_name = "HOW", default_value = "recipe")]
    how: How,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum How {
    /// Fresh picks, found the same way
    Recipe,
    /// These picks, as they stand
    Picks,
}

#[derive(Debug, Args)]
pub struct Unpin {
    /// Its id as in home pins --json, or its title
    pin: String,
}

#[derive(Debug, Args)]
pub struct Pins {
    /// As one JSON object
    #[arg(long)]
    json: bool,
}

impl Export {
    pub fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let (store, now) = (context.store()?, context.clock.now());
        let (reader, listener) = (store.reader()?, store.listener());
        let facts = reader.facts(listener, now)?;
        let rules = reader.smart_playlists(listener)?;
        let chosen = reader.chosen(listener)?.into_iter().filter(|chosen| DIALS.contains(&chosen.key));
        let text =
            write(&told(&facts, &rules, chosen.map(|chosen| (chosen.key.name().to_owned(), chosen.value)).collect()))?;
        match &self.file {
            None => write!(std::io::stdout(), "{text}")?,
            Some(file) => {
                let mut out = std::fs::File::create_new(file).with_context(|| format!("making {}", file.display()))?;
                out.write_all(text.as_bytes()).with_context(|| format!("writing {}", file.display()))?;
                let pins = human::count(u32::try_from(facts.pins.len())?, "pinned section", "pinned sections");
                writeln!(std::io::stdout(), "Wrote a home of {pins} into {}.", file.display())?;
            }
        }
        Ok(Exit::Done)
    }
}

impl Import {
    pub fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let mut text = String::new();
        if self.file.as_os_str() == "-" {
            std::io::stdin().read_to_string(&mut text)?;
        } else {
            let shown = self.file.display();
            text = std::fs::read_to_string(&self.file).with_context(|| format!("reading {shown}"))?;
        }
        let home = read(&text).with_context(|| format!("{} is no home of tonearm", self.file.display()))?;
        ensure!(home.schema <= SCHEMA, "it was written by a later version");
        let (store, now) = (context.store()?, context.clock.now());
        let reader = store.reader()?;
        let facts = reader.facts(store.listener(), now)?;
        let rules = reader.smart_playlists(store.listener())?;
        let mut lost = Vec::new();
        let taking = taken(&home, &facts, &rules, now, &mut lost);
        let mut out = std::io::stdout().lock();
        if self.dry_run {
            for pin in &taking.pins {
                writeln!(out, "place {}  {}", u64::from(pin.place) + 1, pin.title)?;
            }
            writeln!(out, "Nothing was changed.")?;
        } else {
            writeln!(out, "{}", changed(context, &store, store.take_home(taking, now))?)?;
        }
        for lost in &lost {
            writeln!(out, "Not found: {}", clean(lost))?;
        }
        Ok(if lost.is_empty() { Exit::Done } else { Exit::Partly })
    }
}

/// Makes a change, has home reply to it, and tells a running player.
pub(super) fn changed(
    context: &Context,
    store: &crate::store::Store,
    change: impl crate::cli::home::text::Waits,
) -> anyhow::Result<String> {
    let said = runtime::reply_to(store, &context.paths, &context.clock, &context.config.spoken, || change.summary())?;
    let _ = runtime::tell_running_player(&context.paths.socket(), &Command::LibraryChanged);
    Ok(said.unwrap_or_else(|| "Nothing changed.".into()))
}

impl Waits for Receipt<crate::store::Said> {
    fn summary(self) -> crate::store::Result<Option<String>> {
        Ok(Some(self.wait()?.change.summary))
    }
}

/// A change on its way.
pub(super) trait Waits {
    fn summary(self) -> crate::store::Result<Option<String>>;
}

impl Waits for Receipt<Change> {
    fn summary(self) -> crate::store::Result<Option<String>> {
        Ok(Some(self.wait()?.summary))
    }
}

impl Waits for Receipt<Option<Change>> {
    fn summary(self) -> crate::store::Result<Option<String>> {
        Ok(self.wait()?.map(|change| change.summary))
    }
}

impl PinIt {
    pub fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let (store, now) = (context.store()?, context.clock.now());
        let page = runtime::current_home(&store, &context.paths, &context.clock, &context.config.spoken)?;
        let wanted = search_form(&self.section);
        let mut sections = (0u32..).zip(&page.sections);
        let found = sections.find(|(_, section)| section.id == self.section || search_form(&section.title) == wanted);
        let (place, section) = found.with_context(|| format!("no section of home is called {}", self.section))?;
        if section.pin.is_some() {
            bail!("{} is pinned already", section.title);
        }
        let mode = match self.how {
            How::Recipe => PinMode::Recipe,
            How::Picks => PinMode::Picks,
        };
        let pin = Pin::of_section(section, place, mode, now);
        writeln!(std::io::stdout(), "{}", changed(context, &store, store.pin(pin))?)?;
        Ok(Exit::Done)
    }
}

impl Unpin {
    pub fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let (store, now) = (context.store()?, context.clock.now());
        let wanted = search_form(&self.pin);
        let pins = store.reader()?.pins(store.listener())?;
        let pin = pins.iter().find(|pin| pin.id.to_string() == self.pin || search_form(&pin.title) == wanted);
        let pin = pin.with_context(|| format!("no pinned section is called {}", self.pin))?;
        writeln!(std::io::stdout(), "{}", changed(context, &store, store.unpin(pin.id, now))?)?;
        Ok(Exit::Done)
    }
}

impl Pins {
    pub fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let store = context.store()?;
        let pins = store.reader()?.pins(store.listener())?;
        let mut out = std::io::stdout().lock();
        let differences = |pin: &Pin| pin.differences().into_iter().map(|line| line.words).collect::<Vec<_>>();
        if self.json {
            let all = pins.iter().map(|pin| {
                json!({
                    "id": pin.id.to_string(),
                    "place": u64::from(pin.place) + 1,
                    "title": pin.title,
                    "mode": pin.mode,
                    "kind": pin.recipe.kind,
                    "length": pin.recipe.length,
                    "rule": pin.recipe.words,
                    "pinned_at": pin.pinned_at.rfc3339(),
                    "differences": differences(pin),
                })
            });
            writeln!(out, "{}", json!({ "schema": 1, "pins": all.collect::<Vec<_>>() }))?;
            return Ok(Exit::Done);
        }
        for pin in &pins {
            let how = match pin.mode {
                PinMode::Picks => "picks as they stood".to_owned(),
                PinMode::Recipe => format!("recipe of {}", pin.recipe.kind),
            };
            writeln!(out, "{:>3}  {}  {how}", u64::from(pin.place) + 1, pin.title)?;
            for line in differences(pin) {
                writeln!(out, "     + {line}")?;
            }
        }
        Ok(Exit::Done)
    }
}

/// A home by its words.
fn told(facts: &Facts, rules: &[SmartPlaylist], dials: BTreeMap<String, String>) -> HomeText {
    let never = facts.feedback.iter().filter(|said| said.verb == Verb::Hide).filter_map(|said| match &said.target {
        // What is about a pin or a proposal of this library means nothing elsewhere.
        Target::Section(id) if !id.starts_with("pin:") && !id.starts_with(DECLINED) => Some(id.clone()),
        _ => None,
    });
    let limits = facts.limits.iter().map(|(section, limits)| SectionLimits {
        section: section.clone(),
        limits: limits.iter().filter_map(limit_told).collect(),
    });
    let pins = facts.pins.iter().map(|pin| PinText {
        place: pin.place.saturating_add(1),
        title: pin.title.clone(),
        mode: pin.mode,
        kind: pin.recipe.kind.clone(),
        length: pin.recipe.length,
        order: pin.recipe.order,
        explore: pin.recipe.explore,
        look: pin.recipe.shows.look,
        rows: pin.recipe.shows.rows,
        rule: pin.recipe.words.clone(),
        hours: pin.recipe.hours.clone(),
        smart_playlist: pin.recipe.rules.map(|id| {
            let known = rules.iter().find(|list| list.id == id);
            known.map_or_else(|| pin.title.clone(), |list| list.name.clone())
        }),
        own_title: pin.recipe.own.as_ref().map(|own| own.title.clone()),
        own_length: pin.recipe.own.as_ref().map(|own| own.length),
        limits: pin.recipe.limits.iter().filter_map(limit_told).collect(),
        seed: pin.recipe.seed.and_then(|seed| item_told(facts, seed)),
        picks: pin
            .picks
            .iter()
            .map(|pick| item_told(facts, pick.item.what).unwrap_or_else(|| kept(&pick.item)))
            .collect(),
    });
    HomeText { schema: SCHEMA, never: never.collect(), dials, limits: limits.collect(), pins: pins.collect() }
}

/// What a pick said when it was kept, for music that is gone.
fn kept(item: &Item) -> ItemText {
    ItemText {
        sort: item.what.type_name().into(),
        title: item.title.clone(),
        artist: item.artist.clone(),
        album: item.album.clone().unwrap_or_default(),
        id: None,
    }
}

fn limit_told(limit: &Limit) -> Option<LimitText> {
    let year = |year: Option<i32>| year.map(|year| year.to_string()).unwrap_or_default();
    Some(match limit {
        Limit::Genre(genre) => LimitText::Genre(genre.clone()),
        Limit::NotArtist { name, .. } => LimitText::NotArtist(name.clone()),
        Limit::Years { from: None, to: None } => return None,
        Limit::Years { from, to } => LimitText::Years(format!("{}-{}", year(*from), year(*to))),
        Limit::NeverHeard => LimitText::NeverHeard,
        Limit::Heard => LimitText::Heard,
        Limit::Liked => LimitText::Liked,
        Limit::Minutes(most) => LimitText::Minutes(*most),
        Limit::Kind(kind) => LimitText::Kind(*kind),
    })
}

/// Every thing that can be named, with the words for it.
fn items<'f>(facts: &'f Facts, sort: &str) -> Vec<(ItemRef, [&'f str; 3])> {
    match sort {
        "track" => {
            let album = |place: Option<u32>| {
                place.and_then(|place| facts.albums.get(place as usize)).map_or("", |album| album.title.as_str())
            };
            let tracks = facts.tracks.iter();
            tracks
                .map(|track| {
                    (ItemRef::Track(track.id), [track.title.as_str(), &track.artist_credit, album(track.album)])
                })
                .collect()
        }
        "album" => {
            let albums = facts.albums.iter();
            albums.map(|album| (ItemRef::Album(album.id), [album.title.as_str(), &album.artist_credit, ""])).collect()
        }
        "artist" => {
            let artists = facts.artists.iter();
            artists.map(|artist| (ItemRef::Artist(artist.id), [artist.name.as_str(), "", ""])).collect()
        }
        "playlist" => {
            let lists = facts.playlists.iter();
            lists.map(|list| (ItemRef::Playlist(list.id), [list.name.as_str(), "", ""])).collect()
        }
        _ => Vec::new(),
    }
}

/// The id goes along only where the words are those of several.
fn item_told(facts: &Facts, item: ItemRef) -> Option<ItemText> {
    let all = items(facts, item.type_name());
    let (_, words) = all.iter().find(|(what, _)| *what == item)?;
    let [title, artist, album] = words.map(str::to_owned);
    let id = (all.iter().filter(|(_, other)| other == words).count() > 1).then(|| item.key());
    Some(ItemText { sort: item.type_name().into(), title, artist, album, id })
}

fn item_found(facts: &Facts, text: &ItemText, lost: &mut Vec<String>) -> Option<(ItemRef, [String; 3])> {
    let wanted = [&text.title, &text.artist, &text.album].map(|words| search_form(words));
    let all = items(facts, &text.sort);
    let same: Vec<_> = all.iter().filter(|(_, words)| words.map(search_form) == wanted).collect();
    let found = same.iter().find(|(what, _)| text.id.as_deref() == Some(what.key().as_str())).or(same.first());
    if found.is_none() {
        let by = if text.artist.is_empty() { String::new() } else { format!(" · {}", text.artist) };
        lost.push(format!("{} {}{by}", text.sort, text.title));
    }
    found.map(|(what, words)| (*what, words.map(str::to_owned)))
}

fn limit_found(facts: &Facts, text: &LimitText, lost: &mut Vec<String>) -> Option<Limit> {
    let limit = match text {
        LimitText::Genre(genre) => Some(Limit::Genre(genre.clone())),
        LimitText::NotArtist(name) => {
            let wanted = search_form(name);
            let found = facts.artists.iter().find(|artist| search_form(&artist.name) == wanted);
            found.map(|artist| Limit::NotArtist { id: Some(artist.id), name: artist.name.clone() })
        }
        LimitText::Years(years) => Limit::years(years),
        LimitText::NeverHeard => Some(Limit::NeverHeard),
        LimitText::Heard => Some(Limit::Heard),
        LimitText::Liked => Some(Limit::Liked),
        LimitText::Minutes(most) => Some(Limit::Minutes(*most)),
        LimitText::Kind(kind) => Some(Limit::Kind(*kind)),
    };
    if limit.is_none() {
        lost.push(match text {
            LimitText::NotArtist(name) => format!("artist {name}"),
            LimitText::Years(years) => format!("the years {years}"),
            _ => "a limit".into(),
        });
    }
    limit
}

fn rules_named(rules: &[SmartPlaylist], name: &str, lost: &mut Vec<String>) -> Option<SmartPlaylistId> {
    let wanted = search_form(name);
    let found = rules.iter().find(|list| search_form(&list.name) == wanted);
    if found.is_none() {
        lost.push(format!("smart playlist {name}"));
    }
    found.map(|list| list.id)
}

/// A rule without what no key types; what stands in its quotes may have any spaces.
fn one_line(rule: &str) -> String {
    rule.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// What a text comes to in this library; what it names and is not here joins `lost`.
fn taken(home: &HomeText, facts: &Facts, rules: &[SmartPlaylist], now: Moment, lost: &mut Vec<String>) -> HomeTaking {
    let mut pins = Vec::new();
    for text in &home.pins {
        let seed = text.seed.as_ref().map(|seed| item_found(facts, seed, lost));
        // Without its seed a recipe would be another one.
        let Some(seed) = seed.map_or(Some(None), |seed| seed.map(|(what, _)| Some(what))) else { continue };
        let Some(title) = clean_or_none(&text.title) else {
            lost.push(format!("a name for the section at place {}", text.place));
            continue;
        };
        let rules = text.smart_playlist.as_ref().map(|name| rules_named(rules, name, lost));
        let Some(rules) = rules.map_or(Some(None), |rules| rules.map(Some)) else { continue };
        if let Some(problem) = text.rule.as_deref().and_then(|rule| parse(rule).err()) {
            lost.push(format!("the rule of {title}: {}", problem.message));
            continue;
        }
        if !taste::kinds().any(|kind| kind == text.kind) {
            lost.push(format!("the kind of {title}: {}", unknown(&text.kind, taste::kinds())));
            continue;
        }
        let picks = text.picks.iter().filter_map(|pick| {
            let (what, [title, artist, album]) = item_found(facts, pick, lost)?;
            let album = Some(album).filter(|album| !album.is_empty());
            let item = Item { what, title, artist, album, path: None, presence: Presence::Here, work: None };
            Some(Pick { item, evidence: Vec::new(), heard: false })
        });
        let picks: Vec<Pick> = picks.collect();
        let own = text.own_title.as_deref().and_then(clean_or_none);
        let own = own.map(|title| Own { title, length: text.own_length.unwrap_or(text.length) });
        let limits = text.limits.iter().filter_map(|limit| limit_found(facts, limit, lost)).collect();
        pins.push(Pin {
            id: PinId::made_at(now.unix_ms),
            place: text.place.saturating_sub(1),
            mode: text.mode,
            title,
            recipe: Recipe {
                kind: text.kind.clone(),
                seed,
                length: text.length.clamp(1, Recipe::LONGEST),
                limits,
                order: text.order,
                explore: text.explore.map(|percent| percent.min(Recipe::EXPLORES_MOST)),
                shows: Shows { look: text.look, rows: text.rows.filter(|rows| *rows > 0) },
                words: text.rule.as_deref().map(one_line),
                rules,
                hours: text.hours.as_deref().and_then(clean_or_none),
                own,
            },
            picks,
            pinned_at: now,
        });
    }
    Pin::step_aside(&mut pins);
    let mut limits = Vec::new();
    for text in &home.limits {
        let found: Vec<Limit> = text.limits.iter().filter_map(|limit| limit_found(facts, limit, lost)).collect();
        if !found.is_empty() {
            limits.push((clean(&text.section), found));
        }
    }
    let mut dials = Vec::new();
    for (name, value) in &home.dials {
        match Key::named(name).filter(|key| DIALS.contains(key)) {
            Some(key) => match key.read(value) {
                Some(value) => dials.push((key, value)),
                None => lost.push(format!("{name} {value}: it takes {}", key.takes_words())),
            },
            None => lost.push(format!("the setting {name}")),
        }
    }
    HomeTaking { pins, limits, away: home.never.iter().filter_map(|id| clean_or_none(id)).collect(), dials }
}
