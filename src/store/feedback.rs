//! What the listener said of music. Nothing said is lost: taking it back dates it.

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};

use super::changes::{self, Change};
use super::{Reader, Receipt, Result, Store, columns, pins};
use crate::domain::feedback::{Feedback, Target, Verb};
use crate::domain::human;
use crate::domain::ids::{FeedbackId, ListenerId};
use crate::domain::playlist::folder::shown;
use crate::domain::section::{Home, ItemRef};
use crate::domain::text;
use crate::domain::time::Moment;
use crate::domain::welcome::DECLINED;

/// Which words hold, and which are taken back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Step(Vec<(FeedbackId, bool)>);

/// What saying a verb came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub change: Change,
    /// False when it was in force and is taken back now.
    pub in_force: bool,
}

impl Store {
    /// Says `verb` of the target until a moment, or takes it back when it is in force already.
    /// A like or boost takes back what speaks against it, and the other way round.
    pub fn say(&self, verb: Verb, target: Target, until: Option<Moment>, now: Moment) -> Receipt<Said> {
        self.say_of_all(verb, vec![target], until, now)
    }

    /// The same of several targets as one change: it is taken back only when it is in force for
    /// all of them.
    pub fn say_of_all(&self, verb: Verb, targets: Vec<Target>, until: Option<Moment>, now: Moment) -> Receipt<Said> {
        let listener = self.listener();
        self.writer().urgent_beside_facts(move |tx| say(tx, listener, verb, &targets, until, now))
    }
}

impl Reader {
    /// All that holds at a moment, oldest first.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn feedback(&self, listener: ListenerId, now: Moment) -> Result<Vec<Feedback>> {
        in_force(&self.connection, listener, now)
    }

    /// What a pin that was proposed and declined would have been of.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn declined(&self, listener: ListenerId, section: &str) -> Result<String> {
        declined(&self.connection, listener, section)
    }

    /// Everything that is liked at a moment.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn liked(&self, listener: ListenerId, now: Moment) -> Result<HashSet<ItemRef>> {
        let said = self.feedback(listener, now)?;
        let liked = said.into_iter().filter(|said| said.verb == Verb::Like).filter_map(|said| match said.target {
            Target::Item(item) => Some(item),
            _ => None,
        });
        Ok(liked.collect())
    }
}

pub(super) fn in_force(connection: &Connection, listener: ListenerId, now: Moment) -> Result<Vec<Feedback>> {
    let mut rows = connection.prepare_cached(
        "SELECT uuid, verb, target_type, target_id, at, utc_offset, until FROM feedback
         WHERE listener_id = ?1 AND undone_at IS NULL AND (until IS NULL OR until > ?2) ORDER BY at, id",
    )?;
    let mut rows = rows.query(params![listener.0, now.unix_ms])?;
    let mut said = Vec::new();
    while let Some(row) = rows.next()? {
        let verb = Verb::from_name(columns::text(row, 1)?);
        let target = target(columns::text(row, 2)?, columns::text(row, 3)?);
        let at = columns::moment(row.get(4)?, row.get(5)?);
        let until = row.get::<_, Option<i64>>(6)?.map(|until| at.at(until));
        // What a later version may have written is not for this one to obey.
        if let Some((verb, target)) = verb.zip(target) {
            said.push(Feedback { id: FeedbackId(columns::uuid(row, 0)?), verb, target, at, until });
        }
    }
    Ok(said)
}

pub(super) fn say(
    tx: &Transaction<'_>,
    listener: ListenerId,
    verb: Verb,
    targets: &[Target],
    until: Option<Moment>,
    now: Moment,
) -> Result<Said> {
    let standing: Vec<Vec<(FeedbackId, String)>> =
        targets.iter().map(|target| standing(tx, listener, target, now)).collect::<Result<_>>()?;
    let says = |said: &(FeedbackId, String)| said.1 == verb.name();
    let name = match targets {
        [one] => name_of(tx, listener, one)?,
        several => format!("{} marked lines", several.len()),
    };
    if standing.iter().all(|words| words.iter().any(says)) {
        let words = standing.iter().flatten().filter(|said| says(said)).map(|said| (said.0, false)).collect();
        let summary = format!("Took back: {}", summary(verb, &name, None, now));
        let change = changes::make(tx, listener, now, summary, &changes::Step::Feedback(Step(words)))?;
        return Ok(Said { change, in_force: false });
    }
    let mut words = Vec::new();
    for (target, standing) in targets.iter().zip(&standing) {
        if standing.iter().any(says) {
            continue;
        }
        let contradicts = |said: &str| Verb::from_name(said).is_some_and(|said| speaks_against(verb, said));
        words.extend(standing.iter().filter(|said| contradicts(&said.1)).map(|said| (said.0, false)));
        words.push((write_down(tx, listener, verb, target, until, now)?, true));
    }
    let summary = summary(verb, &name, until, now);
    let change = changes::make(tx, listener, now, summary, &changes::Step::Feedback(Step(words)))?;
    Ok(Said { change, in_force: true })
}

/// A step that puts a section away, or brings it back.
pub(super) fn section_away(
    tx: &Transaction<'_>,
    listener: ListenerId,
    section: &str,
    away: bool,
    now: Moment,
) -> Result<Step> {
    let target = Target::Section(section.to_owned());
    if away {
        return Ok(Step(vec![(write_down(tx, listener, Verb::Hide, &target, None, now)?, true)]));
    }
    let words = standing(tx, listener, &target, now)?.into_iter();
    Ok(Step(words.filter(|said| said.1 == Verb::Hide.name()).map(|said| (said.0, false)).collect()))
}

/// What is in force on a target, by verb.
fn standing(
    tx: &Transaction<'_>,
    listener: ListenerId,
    target: &Target,
    now: Moment,
) -> Result<Vec<(FeedbackId, String)>> {
    let (target_type, target_id) = columns_of(target);
    let mut rows = tx.prepare_cached(
        "SELECT uuid, verb FROM feedback
         WHERE listener_id = ?1 AND target_type = ?2 AND target_id = ?3
           AND undone_at IS NULL AND (until IS NULL OR until > ?4)",
    )?;
    let rows = rows.query_map(params![listener.0, target_type, target_id, now.unix_ms], |row| {
        Ok((FeedbackId(columns::uuid(row, 0)?), row.get(1)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Not said yet: the step that follows says it, and its inverse takes it back.
fn write_down(
    tx: &Transaction<'_>,
    listener: ListenerId,
    verb: Verb,
    target: &Target,
    until: Option<Moment>,
    now: Moment,
) -> Result<FeedbackId> {
    let (target_type, target_id) = columns_of(target);
    let id = FeedbackId::made_at(now.unix_ms);
    tx.prepare_cached(
        "INSERT INTO feedback (uuid, listener_id, verb, target_type, target_id, at, utc_offset, until, undone_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?6)",
    )?
    .execute(params![
        id.0.as_bytes(),
        listener.0,
        verb.name(),
        target_type,
        target_id,
        now.unix_ms,
        now.offset_minutes,
        until.map(|until| until.unix_ms),
    ])?;
    Ok(id)
}

/// Whether the two cannot both be meant.
fn speaks_against(a: Verb, b: Verb) -> bool {
    let warm = |verb| matches!(verb, Verb::Like | Verb::Boost);
    let cold = |verb| matches!(verb, Verb::Hide | Verb::Less);
    warm(a) && cold(b) || cold(a) && warm(b)
}

/// "Not now: Strange Fruit, until 29 November".
fn summary(verb: Verb, name: &str, until: Option<Moment>, now: Moment) -> String {
    let said = match verb {
        Verb::Like => "Liked",
        Verb::Hide => "Hidden",
        Verb::Less => "Less of",
        Verb::Boost => "More of",
        Verb::NotNow => "Not now",
        Verb::Rest => "Resting",
    };
    match until {
        Some(until) => format!("{said}: {name}, until {}", human::day_ahead(until, now)),
        None => format!("{said}: {name}"),
    }
}

fn name_of(tx: &Transaction<'_>, listener: ListenerId, target: &Target) -> Result<String> {
    Ok(match target {
        Target::Item(item) => item_name(tx, *item)?.unwrap_or_else(|| match item {
            ItemRef::Playlist(_) => "a playlist that is gone".into(),
            _ => "something that is gone".into(),
        }),
        Target::Genre(name) => name.clone(),
        Target::Section(id) if id.starts_with(DECLINED) => declined(tx, listener, id)?,
        Target::Section(id) => {
            let title = match section_title(tx, listener, id)? {
                None => pins::title(tx, listener, id)?,
                on_home => on_home,
            };
            title.unwrap_or_else(|| id.clone())
        }
        Target::Folder(path) => text::path_for_screen(path),
    })
}

fn item_name(connection: &Connection, item: ItemRef) -> Result<Option<String>> {
    let (sql, id) = match item {
        ItemRef::Track(id) => ("SELECT title FROM tracks WHERE id = ?1", id.0),
        ItemRef::Album(id) => ("SELECT title FROM albums WHERE id = ?1", id.0),
        ItemRef::Artist(id) => ("SELECT name FROM artists WHERE id = ?1", id.0),
        ItemRef::Playlist(id) => {
            return list_name(connection, "SELECT name FROM playlists WHERE uuid = ?1", id.0);
        }
    };
    Ok(connection.query_row(sql, [id], |row| row.get(0)).optional()?)
}

fn list_name(connection: &Connection, sql: &str, list: uuid::Uuid) -> Result<Option<String>> {
    let name: Option<String> = connection.query_row(sql, [list.as_bytes()], |row| row.get(0)).optional()?;
    Ok(name.map(|name| shown(&name).into_owned()))
}

/// What a pin that was proposed and declined would have been of: "the proposed pin of Kitchen".
fn declined(connection: &Connection, listener: ListenerId, id: &str) -> Result<String> {
    let (kind, of) = id.strip_prefix(DECLINED).and_then(|key| key.split_once(':')).unwrap_or_default();
    let name = match (kind, columns::item(kind, of)) {
        (_, Some(item)) => item_name(connection, item)?,
        ("genre", None) => {
            let sql = "SELECT name FROM genres WHERE id = ?1";
            connection.query_row(sql, [of], |row| row.get(0)).optional()?
        }
        ("section", None) => section_title(connection, listener, of)?,
        _ => match of.strip_prefix("rules:").and_then(|list| list.parse().ok()) {
            Some(list) => list_name(connection, "SELECT name FROM smart_playlists WHERE uuid = ?1", list)?,
            None => None,
        },
    };
    Ok(name.map_or_else(|| "a pin that was proposed".into(), |name| format!("the proposed pin of {name}")))
}

/// What stands above a section on the page that was shown last.
fn section_title(connection: &Connection, listener: ListenerId, id: &str) -> Result<Option<String>> {
    let body: Option<String> = connection
        .prepare_cached("SELECT body FROM home WHERE listener_id = ?1")?
        .query_row([listener.0], |row| row.get(0))
        .optional()?;
    let Some(home) = body.and_then(|body| serde_json::from_str::<Home>(&body).ok()) else { return Ok(None) };
    Ok(home.sections.into_iter().find(|section| section.id == id).map(|section| section.title))
}

fn columns_of(target: &Target) -> (&'static str, String) {
    match target {
        Target::Item(item) => (item.type_name(), item.key()),
        Target::Genre(name) => ("genre", name.clone()),
        // Raw bytes need not be text.
        Target::Folder(path) => ("folder", STANDARD.encode(path)),
        Target::Section(id) => ("section", id.clone()),
    }
}

fn target(target_type: &str, id: &str) -> Option<Target> {
    Some(match target_type {
        "genre" => Target::Genre(id.to_owned()),
        "folder" => Target::Folder(STANDARD.decode(id).ok()?),
        "section" => Target::Section(id.to_owned()),
        _ => Target::Item(columns::item(target_type, id)?),
    })
}

impl Step {
    /// Gives the step that takes this one back.
    pub(super) fn apply(&self, tx: &Transaction<'_>, now: Moment) -> Result<Self> {
        let mut read = tx.prepare_cached("SELECT undone_at IS NULL FROM feedback WHERE uuid = ?1")?;
        let mut set = tx.prepare_cached("UPDATE feedback SET undone_at = ?2 WHERE uuid = ?1")?;
        let mut inverse = Vec::with_capacity(self.0.len());
        for (said, holds) in &self.0 {
            let Some(held) = read.query_row([said.0.as_bytes()], |row| row.get(0)).optional()? else { continue };
            inverse.push((*said, held));
            set.execute(params![said.0.as_bytes(), (!holds).then_some(now.unix_ms)])?;
        }
        Ok(Self(inverse))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::PlaylistId;
    use crate::store::fixture::{Fixture, NOW};

    fn held(fixture: &Fixture, at: Moment) -> Vec<(Verb, Target)> {
        let said = fixture.reader().feedback(fixture.store.listener(), at).unwrap();
        said.into_iter().map(|said| (said.verb, said.target)).collect()
    }

    #[test]
    fn a_declined_proposal_is_named_after_what_it_was_of() {
        let fixture = Fixture::new();
        let song = fixture.track("Moanin’", "Art Blakey");
        let decline = |key: String| {
            let target = Target::Section(format!("{DECLINED}{key}"));
            fixture.store.say(Verb::Hide, target, None, NOW).wait().unwrap().change.summary
        };
        assert_eq!(decline(format!("track:{song}")), "Hidden: the proposed pin of Moanin’");
        assert_eq!(decline("artist:4711".into()), "Hidden: a pin that was proposed", "it is gone");
        let named = fixture.reader().declined(fixture.store.listener(), &format!("{DECLINED}track:{song}")).unwrap();
        assert_eq!(named, "the proposed pin of Moanin’");
    }

    #[test]
    fn saying_it_again_takes_it_back_and_undo_says_it_again() {
        let fixture = Fixture::new();
        let song = Target::Item(ItemRef::Track(fixture.track("Moanin’", "Art Blakey")));
        let say = |verb| fixture.store.say(verb, song.clone(), None, NOW).wait().unwrap();
        assert_eq!(say(Verb::Like).change.summary, "Liked: Moanin’");
        assert!(!say(Verb::Like).in_force);
        assert_eq!(held(&fixture, NOW), []);
        fixture.store.undo(NOW).wait().unwrap();
        assert_eq!(held(&fixture, NOW), [(Verb::Like, song.clone())]);
        // Hiding what is liked is one change: the like goes, and comes back with undo.
        assert!(say(Verb::Hide).in_force);
        assert_eq!(held(&fixture, NOW), [(Verb::Hide, song.clone())]);
        fixture.store.undo(NOW).wait().unwrap();
        assert_eq!(held(&fixture, NOW), [(Verb::Like, song)]);
    }

    #[test]
    fn one_word_for_several_is_one_change() {
        let fixture = Fixture::new();
        let songs: Vec<Target> =
            ["a", "b", "c"].map(|title| Target::Item(ItemRef::Track(fixture.track(title, "x")))).to_vec();
        fixture.store.say(Verb::Like, songs[1].clone(), None, NOW).wait().unwrap();
        let like_all = || fixture.store.say_of_all(Verb::Like, songs.clone(), None, NOW).wait().unwrap();
        assert_eq!(like_all().change.summary, "Liked: 3 marked lines");
        assert_eq!(held(&fixture, NOW).len(), 3, "b was liked before, and is not liked twice");
        assert!(!like_all().in_force);
        assert_eq!(held(&fixture, NOW), []);
        fixture.store.undo(NOW).wait().unwrap();
        fixture.store.undo(NOW).wait().unwrap();
        assert_eq!(held(&fixture, NOW), [(Verb::Like, songs[1].clone())]);
    }

    #[test]
    fn what_was_said_for_a_while_ends_by_itself() {
        let fixture = Fixture::new();
        let target = Target::Genre("Ska".into());
        fixture.store.say(Verb::NotNow, target.clone(), Some(NOW.plus_ms(1_000)), NOW).wait().unwrap();
        assert_eq!(held(&fixture, NOW.plus_ms(999)), [(Verb::NotNow, target.clone())]);
        assert_eq!(held(&fixture, NOW.plus_ms(1_000)), []);
        // It is over, so saying it again says it, and does not take it back.
        assert!(fixture.store.say(Verb::NotNow, target, None, NOW.plus_ms(2_000)).wait().unwrap().in_force);
    }

    #[test]
    fn every_target_is_read_back_and_strange_rows_are_passed_over() {
        let fixture = Fixture::new();
        let targets = [
            Target::Item(ItemRef::Playlist(PlaylistId::made_at(5))),
            Target::Genre("'; --".into()),
            Target::Folder(vec![b'/', 0xff, 0, b'%']),
            Target::Section("on-repeat".into()),
        ];
        for target in &targets {
            fixture.store.say(Verb::Less, target.clone(), None, NOW).wait().unwrap();
        }
        let strange = |tx: &Transaction<'_>| {
            Ok(tx.execute(
                "INSERT INTO feedback (uuid, listener_id, verb, target_type, target_id, at, utc_offset)
                 SELECT x'00', 1, 'adore', 'moon', '?', 0, 0",
                [],
            )?)
        };
        fixture.store.writer().urgent(strange).wait().unwrap();
        let held: Vec<_> = held(&fixture, NOW).into_iter().map(|said| said.1).collect();
        assert_eq!(held, targets);
    }
}
