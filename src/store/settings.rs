//! Choices made in the player. The config file is the listener's own and wins where it speaks;
//! it is never written by the program.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};

use super::changes::{self, Change};
use super::{Reader, Receipt, Result, Store, columns, pins};
use crate::config::no_such;
use crate::domain::fold::search_form;
use crate::domain::ids::{ArtistId, ListenerId, PinId};
use crate::domain::limit::{self, Limit};
use crate::domain::section::Origin;
use crate::domain::settings::{Chosen, Key};
use crate::domain::time::Moment;
use crate::domain::you::Limited;

/// What the listener wants to be called.
pub const NAME: &str = "name";

/// One choice and who made it: the listener, or tonearm with their consent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    pub key: String,
    pub value: String,
    pub origin: Origin,
    /// Unix ms.
    pub set_at: i64,
}

/// A key and what it shall be; none takes it away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Step {
    key: String,
    value: Option<Kept>,
}

/// Value, origin and Unix ms of one row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Kept(String, String, i64);

impl Step {
    /// Writes a value down under a key of any room, or takes it away.
    pub(super) fn of(key: String, value: Option<String>, origin: Origin, now: Moment) -> Self {
        Self { key, value: value.map(|value| Kept(value, columns::origin_name(origin).to_owned(), now.unix_ms)) }
    }

    /// Whether the page looks otherwise under another value.
    pub(super) fn shapes_home(&self) -> bool {
        // What is kept beside the settings is about the listener, and home goes by it.
        Key::named(&self.key).is_none()
            || ["arranges", "explore", "spread"].contains(&self.key.as_str())
            || self.key.starts_with("scorer.")
    }
}

impl Store {
    /// Chooses a value, or goes back to the default, as one undoable change. None when it is so already.
    pub fn choose(&self, key: Key, value: Option<String>, origin: Origin, now: Moment) -> Receipt<Option<Change>> {
        let listener = self.listener();
        self.writer().urgent_beside_facts(move |tx| choose(tx, listener, key, value, origin, now))
    }

    /// Chooses several values as one undoable change. None when all are so already.
    pub fn choose_all(
        &self,
        summary: String,
        values: Vec<(Key, String)>,
        origin: Origin,
        now: Moment,
    ) -> Receipt<Option<Change>> {
        let listener = self.listener();
        self.writer().urgent_beside_facts(move |tx| {
            let mut steps = Vec::new();
            for (key, value) in values {
                if self::value(tx, listener, key.name())?.as_ref() != Some(&value) {
                    steps.push(changes::Step::Setting(Step::of(key.name().to_owned(), Some(value), origin, now)));
                }
            }
            match steps.is_empty() {
                true => Ok(None),
                false => changes::make(tx, listener, now, summary, &changes::Step::Several(steps)).map(Some),
            }
        })
    }

    /// Lays limits on a section, by its id, in place of those that it has; none takes them off.
    /// `title` names it in the journal. None when it is so already.
    pub fn limit(&self, section: String, title: String, limits: Vec<Limit>, now: Moment) -> Receipt<Option<Change>> {
        let listener = self.listener();
        self.writer().urgent_beside_facts(move |tx| limit(tx, listener, &section, &title, &limits, now))
    }

    pub fn set(&self, key: String, value: String, origin: Origin, now: Moment) -> Receipt<()> {
        let listener = self.listener();
        self.writer().urgent_beside_facts(move |tx| {
            tx.prepare_cached(
                "INSERT OR REPLACE INTO settings (listener_id, key, value, origin, set_at) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![listener.0, key, value, columns::origin_name(origin), now.unix_ms])?;
            Ok(())
        })
    }

    /// Back to the default. False when it was not set.
    pub fn unset(&self, key: String) -> Receipt<bool> {
        let listener = self.listener();
        self.writer().urgent_beside_facts(move |tx| {
            let rows =
                tx.execute("DELETE FROM settings WHERE listener_id = ?1 AND key = ?2", params![listener.0, key])?;
            Ok(rows > 0)
        })
    }
}

impl Reader {
    /// By key.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn settings(&self, listener: ListenerId) -> Result<Vec<Setting>> {
        let mut rows = self
            .connection
            .prepare_cached("SELECT key, value, origin, set_at FROM settings WHERE listener_id = ?1 ORDER BY key")?;
        let settings = rows.query_map([listener.0], |row| {
            Ok(Setting {
                key: row.get(0)?,
                value: row.get(1)?,
                origin: columns::origin(columns::text(row, 2)?),
                set_at: row.get(3)?,
            })
        })?;
        Ok(settings.collect::<rusqlite::Result<_>>()?)
    }

    /// Those of them that a registered key takes, as they are merged.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn chosen(&self, listener: ListenerId) -> Result<Vec<Chosen>> {
        let chosen = self.settings(listener)?.into_iter().filter_map(|setting| {
            let key = Key::named(&setting.key)?;
            Some(Chosen { key, value: setting.value, origin: setting.origin, at: Moment::utc(setting.set_at) })
        });
        Ok(chosen.collect())
    }

    /// When the listener came.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn began(&self, listener: ListenerId) -> Result<Option<Moment>> {
        let at = self
            .connection
            .prepare_cached("SELECT created_at FROM listeners WHERE id = ?1")?
            .query_row([listener.0], |row| row.get(0))
            .optional()?;
        Ok(at.map(Moment::utc))
    }
}

impl Reader {
    /// Limits with the artists that were only named so far, and genres as the library writes them;
    /// else what to say of the name that nothing is known by.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn named_limits(&self, limits: Vec<Limit>) -> Result<std::result::Result<Vec<Limit>, String>> {
        let mut known = Vec::with_capacity(limits.len());
        for limit in limits {
            match limit {
                Limit::NotArtist { id: None, name } => {
                    let found = self
                        .connection
                        .prepare_cached("SELECT id, name FROM artists WHERE fold = ?1")?
                        .query_row([search_form(&name)], |row| Ok((ArtistId(row.get(0)?), row.get(1)?)))
                        .optional()?;
                    match found {
                        Some((id, name)) => known.push(Limit::NotArtist { id: Some(id), name }),
                        None => return Ok(Err(format!("no artist is known by {name}"))),
                    }
                }
                Limit::Genre(said) => {
                    let mut names = self.connection.prepare_cached("SELECT name FROM genres")?;
                    let names: Vec<String> = names.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
                    match names.iter().find(|name| search_form(name) == search_form(&said)) {
                        Some(name) => known.push(Limit::Genre(name.clone())),
                        None => {
                            let names = names.iter().map(String::as_str);
                            return Ok(Err(no_such("genre ", &said, names)));
                        }
                    }
                }
                limit => known.push(limit),
            }
        }
        Ok(Ok(known))
    }

    /// Sections with limits, by id. What they are called and whether they are on home is left open.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn limited(&self, listener: ListenerId) -> Result<Vec<Limited>> {
        let since = |section: &str| {
            self.connection
                .prepare_cached("SELECT set_at FROM settings WHERE listener_id = ?1 AND key = ?2")?
                .query_row(params![listener.0, format!("{LIMITS}{section}")], |row| row.get(0))
        };
        let limited = limits(&self.connection, listener)?.into_iter().map(|(section, limits)| {
            let at = Moment::utc(since(&section)?);
            Ok(Limited { title: section.clone(), section, limits, at, on_home: false })
        });
        limited.collect()
    }
}

/// Where the limits of a section are kept, by its id: they are chosen by hand as settings are.
const LIMITS: &str = "limits:";

/// What the listener laid on sections, by section. What cannot be read is left out.
pub(super) fn limits(connection: &Connection, listener: ListenerId) -> Result<Vec<(String, Vec<Limit>)>> {
    let mut rows = connection.prepare_cached(
        "SELECT key, value FROM settings WHERE listener_id = ?1 AND key >= 'limits:' AND key < 'limits;' ORDER BY key",
    )?;
    let rows = rows.query_map([listener.0], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let mut limits = Vec::new();
    for row in rows {
        let (key, body) = row?;
        let section = key.strip_prefix(LIMITS).unwrap_or(&key).to_owned();
        match serde_json::from_str(&body) {
            Ok(read) => limits.push((section, read)),
            Err(error) => tracing::warn!(%section, %error, "the limits of a section cannot be read"),
        }
    }
    Ok(limits)
}

/// Lays limits on a section by ear; none takes them off.
pub(super) fn limits_step(section: &str, wanted: &[Limit], now: Moment) -> Result<Step> {
    let value = if wanted.is_empty() { None } else { Some(serde_json::to_string(wanted)?) };
    Ok(Step::of(format!("{LIMITS}{section}"), value, Origin::Hand, now))
}

pub(super) fn limit(
    tx: &Transaction<'_>,
    listener: ListenerId,
    section: &str,
    title: &str,
    wanted: &[Limit],
    now: Moment,
) -> Result<Option<Change>> {
    if let Some(pin) = section.strip_prefix("pin:").and_then(|id| id.parse().ok()) {
        return pins::limit(tx, listener, PinId(pin), wanted, now);
    }
    let standing = limits(tx, listener)?.into_iter().find(|(id, _)| id == section).map(|(_, limits)| limits);
    if standing.unwrap_or_default() == wanted {
        return Ok(None);
    }
    let summary = match wanted {
        [] => format!("{title} is without limits again"),
        some => format!("{title}: {}", limit::words(some)),
    };
    let step = changes::Step::Setting(limits_step(section, wanted, now)?);
    changes::make(tx, listener, now, summary, &step).map(Some)
}

pub(super) fn choose(
    tx: &Transaction<'_>,
    listener: ListenerId,
    key: Key,
    value: Option<String>,
    origin: Origin,
    now: Moment,
) -> Result<Option<Change>> {
    let stands = self::value(tx, listener, key.name())?;
    if stands == value {
        return Ok(None);
    }
    let summary = match &value {
        Some(value) => key.set_words(value),
        None => format!("Set {} back to the default, {}", key.title(), key.words_of(key.default())),
    };
    let value = value.map(|value| Kept(value, columns::origin_name(origin).to_owned(), now.unix_ms));
    let step = changes::Step::Setting(Step { key: key.name().to_owned(), value });
    changes::make(tx, listener, now, summary, &step).map(Some)
}

impl Step {
    /// Gives the step that takes this one back.
    pub(super) fn apply(&self, tx: &Transaction<'_>, listener: ListenerId) -> Result<Self> {
        let stood = tx
            .prepare_cached("SELECT value, origin, set_at FROM settings WHERE listener_id = ?1 AND key = ?2")?
            .query_row(params![listener.0, self.key], |row| Ok(Kept(row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        match &self.value {
            Some(Kept(value, origin, set_at)) => tx
                .prepare_cached(
                    "INSERT OR REPLACE INTO settings (listener_id, key, value, origin, set_at)
                     VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![listener.0, self.key, value, origin, set_at])?,
            None => tx
                .prepare_cached("DELETE FROM settings WHERE listener_id = ?1 AND key = ?2")?
                .execute(params![listener.0, self.key])?,
        };
        Ok(Self { key: self.key.clone(), value: stood })
    }
}

pub(super) fn value(connection: &Connection, listener: ListenerId, key: &str) -> Result<Option<String>> {
    Ok(connection
        .prepare_cached("SELECT value FROM settings WHERE listener_id = ?1 AND key = ?2")?
        .query_row(params![listener.0, key], |row| row.get(0))
        .optional()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixture::{Fixture, NOW};

    #[test]
    fn a_choice_is_undone_with_who_made_it() {
        let fixture = Fixture::new();
        let (store, listener) = (&fixture.store, fixture.store.listener());
        let choose = |value: Option<&str>| {
            store.choose(Key::AfterQueue, value.map(Into::into), Origin::Hand, NOW).wait().unwrap()
        };
        store.choose(Key::AfterQueue, Some("stop".into()), Origin::Ear, NOW).wait().unwrap();
        let set = choose(Some("go-on")).unwrap();
        assert_eq!(set.summary, "Set after the queue to go on by ear");
        assert_eq!(choose(Some("go-on")), None, "it is so already");
        store.undo(NOW).wait().unwrap();
        let chosen = fixture.reader().chosen(listener).unwrap();
        assert_eq!((chosen[0].value.as_str(), chosen[0].origin), ("stop", Origin::Ear));
        store.redo(NOW).wait().unwrap();
        assert!(choose(None).is_some());
        assert_eq!(fixture.reader().chosen(listener).unwrap(), []);
        store.undo(NOW).wait().unwrap();
        let chosen = fixture.reader().chosen(listener).unwrap();
        assert_eq!((chosen[0].value.as_str(), chosen[0].origin), ("go-on", Origin::Hand));
    }

    #[test]
    fn a_scorer_is_chosen_undone_and_shapes_home() {
        let fixture = Fixture::new();
        let (store, listener) = (&fixture.store, fixture.store.listener());
        let set = store.choose(Key::ScorerRediscover, Some("most-recent".into()), Origin::Hand, NOW).wait().unwrap();
        assert_eq!(set.unwrap().summary, "Set scorer of Rediscover to most recent");
        let merged =
            || crate::domain::settings::Settings::merge(&[], &fixture.reader().chosen(listener).unwrap(), None);
        assert_eq!(merged().scorers(), [("rediscover".to_owned(), crate::domain::scorer::Simple::MostRecent)]);
        assert!(Step::of("scorer.rediscover".into(), None, Origin::Hand, NOW).shapes_home());
        assert!(!Step::of("theme".into(), None, Origin::Hand, NOW).shapes_home());
        store.undo(NOW).wait().unwrap();
        assert_eq!(merged().scorers(), []);
    }

    #[test]
    fn a_genre_that_is_not_there_is_told_with_the_nearest() {
        let fixture = Fixture::new();
        let genre = "INSERT INTO genres (name, fold) VALUES ('Trip Hop', 'trip hop')";
        fixture.store.writer().urgent(move |tx| Ok(tx.execute(genre, [])?)).wait().unwrap();
        let reader = fixture.reader();
        let named = |said: &str| reader.named_limits(vec![Limit::Genre(said.into())]).unwrap();
        assert_eq!(named("trip hop"), Ok(vec![Limit::Genre("Trip Hop".into())]), "as the library writes it");
        assert_eq!(named("Trip Hopp"), Err("there is no genre Trip Hopp; did you mean Trip Hop?".into()));
    }

    #[test]
    fn an_artist_that_was_named_is_found_and_what_is_limited_is_listed() {
        let fixture = Fixture::new();
        let (store, listener) = (&fixture.store, fixture.store.listener());
        fixture.track("Hyperballad", "Björk");
        let not = |name: &str| Limit::NotArtist { id: None, name: name.into() };
        let reader = fixture.reader();
        assert_eq!(reader.named_limits(vec![Limit::Heard, not("Bj")]).unwrap(), Err("no artist is known by Bj".into()));
        let limits = reader.named_limits(vec![Limit::Heard, not("bjork")]).unwrap().unwrap();
        assert!(matches!(&limits[1], Limit::NotArtist { id: Some(_), name } if name == "Björk"));
        store.limit("mix:artist:7".into(), "Mix 1".into(), limits.clone(), NOW).wait().unwrap();
        let limited = reader.limited(listener).unwrap();
        assert_eq!(
            (limited[0].section.as_str(), &limited[0].limits, limited[0].at.unix_ms),
            ("mix:artist:7", &limits, NOW.unix_ms)
        );
        store.limit("mix:artist:7".into(), "Mix 1".into(), Vec::new(), NOW).wait().unwrap();
        assert_eq!(reader.limited(listener).unwrap(), []);
    }

    #[test]
    fn several_choices_are_one_act() {
        let fixture = Fixture::new();
        let (store, listener) = (&fixture.store, fixture.store.listener());
        store.choose(Key::Arranges, Some("ear".into()), Origin::Hand, NOW).wait().unwrap();
        let values = || vec![(Key::Arranges, "hand".to_owned()), (Key::Explore, "10".to_owned())];
        let all = || store.choose_all("Set home to a preset".into(), values(), Origin::Hand, NOW).wait().unwrap();
        let said = || {
            let chosen = fixture.reader().chosen(listener).unwrap();
            chosen.into_iter().map(|chosen| (chosen.key, chosen.value)).collect::<Vec<_>>()
        };
        assert_eq!(all().map(|change| change.summary).as_deref(), Some("Set home to a preset"));
        assert_eq!(said(), values());
        assert_eq!(all(), None, "it is so already");
        store.undo(NOW).wait().unwrap();
        assert_eq!(said(), [(Key::Arranges, "ear".to_owned())], "one undo takes all of it back");
    }

    #[test]
    fn the_last_word_holds_until_it_is_taken_back() {
        let fixture = Fixture::new();
        let (store, listener) = (&fixture.store, fixture.store.listener());
        store.set(NAME.into(), "Ana".into(), Origin::Ear, NOW).wait().unwrap();
        store.set(NAME.into(), "Ána".into(), Origin::Hand, NOW).wait().unwrap();
        let settings = fixture.reader().settings(listener).unwrap();
        let expected = Setting { key: NAME.into(), value: "Ána".into(), origin: Origin::Hand, set_at: NOW.unix_ms };
        assert_eq!(settings, [expected]);
        assert!(store.unset(NAME.into()).wait().unwrap());
        assert!(!store.unset(NAME.into()).wait().unwrap());
        assert_eq!(value(&fixture.reader().connection, listener, NAME).unwrap(), None);
    }
}
