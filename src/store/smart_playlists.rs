//! Playlists by rules. One that was deleted stays, so that undo brings it back.

use std::sync::Arc;

use rusqlite::{OptionalExtension, Row, Transaction, params};
use serde::{Deserialize, Serialize};

use super::changes::{self, Change};
use super::playlists::{heard_from, usable};
use super::{Reader, Receipt, Result, Store, StoreError, columns};
use crate::domain::browse::Selection;
use crate::domain::fold::sort_key;
use crate::domain::ids::{ListenerId, SmartPlaylistId};
use crate::domain::playlist::folder::shown;
use crate::domain::query::parse;
use crate::domain::smart_playlist::{RulesEdit, RulesFound, SmartPlaylist, source_id};
use crate::domain::text::clean;
use crate::domain::time::Moment;

/// How a list stands after an edit, and whether it is there at all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Step {
    id: SmartPlaylistId,
    name: String,
    description: String,
    rules: String,
    deleted: bool,
}

impl Store {
    /// None when the edit changes nothing.
    pub fn edit_rules(&self, edit: RulesEdit, now: Moment) -> Receipt<Option<Change>> {
        let listener = self.listener();
        self.writer().urgent(move |tx| make(tx, listener, &edit, now))
    }
}

impl Reader {
    /// All of a listener's playlists by rules, by name.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn smart_playlists(&self, listener: ListenerId) -> Result<Vec<SmartPlaylist>> {
        let sql = format!("{HEADS} AND listener_id = ?1 ORDER BY sort_key, name, id");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let lists = statement.query_map([listener.0], head)?;
        let mut lists: Vec<SmartPlaylist> = lists.collect::<rusqlite::Result<_>>()?;
        for list in &mut lists {
            let heard = heard_from(&self.connection, listener, &source_id(list.id))?;
            list.heard_at = heard.map(|heard| list.changed_at.at(heard));
        }
        Ok(lists)
    }

    /// None when it is not there.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn smart_playlist(&self, listener: ListenerId, id: SmartPlaylistId) -> Result<Option<SmartPlaylist>> {
        let sql = format!("{HEADS} AND listener_id = ?1 AND uuid = ?2");
        let mut statement = self.connection.prepare_cached(&sql)?;
        Ok(statement.query_row(params![listener.0, id.0.as_bytes()], head).optional()?)
    }

    /// How much rules find at a moment, and the first of it. Rules that cannot be read find
    /// nothing and say why.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn rules_found(&self, rules: &str, first: u32, listener: ListenerId, now: Moment) -> Result<RulesFound> {
        let mut found = RulesFound { rules: rules.to_owned(), ..RulesFound::default() };
        let query = match parse(rules) {
            Ok(query) => query,
            Err(problem) => {
                found.problem = Some(problem.message);
                return Ok(found);
            }
        };
        let weighed = self.weighed(&query, first, listener, now)?;
        (found.tracks, found.length_ms, found.bytes) = (weighed.sum.tracks, weighed.sum.length_ms, weighed.sum.bytes);
        found.lacking = weighed.lacking;
        found.first = self.cards(&weighed.first, listener)?.into_iter().map(Arc::new).collect();
        Ok(found)
    }

    /// The selection with the tracks of this moment in place of playlists by rules.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn settled(&self, what: Selection, listener: ListenerId, now: Moment) -> Result<Selection> {
        Ok(match what {
            Selection::SmartPlaylist(id) => {
                let query = self.smart_playlist(listener, id)?.and_then(|list| list.query().ok());
                let tracks = query.map(|query| self.matching(&query, listener, now)).transpose()?;
                Selection::Tracks(tracks.unwrap_or_default())
            }
            Selection::All(several) => {
                let settled = several.into_iter().map(|what| self.settled(what, listener, now));
                Selection::All(settled.collect::<Result<_>>()?)
            }
            other => other,
        })
    }
}

const HEADS: &str = "SELECT uuid, name, description, query, changed_at, utc_offset FROM smart_playlists
                     WHERE deleted_at IS NULL";

fn head(row: &Row<'_>) -> rusqlite::Result<SmartPlaylist> {
    Ok(SmartPlaylist {
        id: SmartPlaylistId(columns::uuid(row, 0)?),
        name: row.get(1)?,
        description: row.get(2)?,
        rules: row.get(3)?,
        changed_at: Moment { unix_ms: row.get(4)?, offset_minutes: row.get(5)? },
        heard_at: None,
    })
}

/// # Errors
/// [`StoreError::NotFound`] for a list that is not this listener's or was deleted,
/// [`StoreError::Refused`] for an empty name or an id that is taken.
fn make(tx: &Transaction<'_>, listener: ListenerId, edit: &RulesEdit, now: Moment) -> Result<Option<Change>> {
    let (summary, step) = match edit {
        RulesEdit::Create { id, name, rules, description } => {
            let (name, description) = (usable(name)?, clean(description));
            insert(tx, listener, *id, now)?;
            let rules = rules.to_string();
            let step = Step { id: *id, name: name.clone(), description, rules, deleted: false };
            (format!("Made the playlist {} by rules", shown(&name)), step)
        }
        RulesEdit::Rename { id, name } => {
            let (was, name) = (standing(tx, listener, *id)?, usable(name)?);
            (format!("Renamed {} to {}", shown(&was.name), shown(&name)), Step { name, ..was })
        }
        RulesEdit::SetRules { id, rules } => {
            let was = standing(tx, listener, *id)?;
            (format!("Changed the rules of {}", shown(&was.name)), Step { rules: rules.to_string(), ..was })
        }
        RulesEdit::Describe { id, description } => {
            let was = standing(tx, listener, *id)?;
            (format!("Described {}", shown(&was.name)), Step { description: clean(description), ..was })
        }
        RulesEdit::Revise { id, name, rules, description } => {
            let (was, name) = (standing(tx, listener, *id)?, usable(name)?);
            let rules = rules.as_ref().map_or_else(|| was.rules.clone(), ToString::to_string);
            let said = format!("Changed the playlist {}", shown(&name));
            (said, Step { name, rules, description: clean(description), ..was })
        }
        RulesEdit::Delete { id } => {
            let was = standing(tx, listener, *id)?;
            (format!("Deleted the playlist {}", shown(&was.name)), Step { deleted: true, ..was })
        }
    };
    if !matches!(edit, RulesEdit::Create { .. }) && standing(tx, listener, step.id)? == step {
        return Ok(None);
    }
    changes::make(tx, listener, now, summary, &changes::Step::Rules(step)).map(Some)
}

/// A row that is not there yet: the step that follows brings it in, and its inverse takes it out.
fn insert(tx: &Transaction<'_>, listener: ListenerId, id: SmartPlaylistId, now: Moment) -> Result<()> {
    let rows = tx.execute(
        "INSERT OR IGNORE INTO smart_playlists
           (uuid, listener_id, name, sort_key, query, made_at, changed_at, utc_offset, deleted_at)
         VALUES (?1, ?2, '', '', '', ?3, ?3, ?4, ?3)",
        params![id.0.as_bytes(), listener.0, now.unix_ms, now.offset_minutes],
    )?;
    if rows == 0 { Err(StoreError::Refused(format!("there is a playlist {id} already"))) } else { Ok(()) }
}

fn standing(tx: &Transaction<'_>, listener: ListenerId, id: SmartPlaylistId) -> Result<Step> {
    tx.prepare_cached(
        "SELECT name, description, query, deleted_at IS NOT NULL FROM smart_playlists
         WHERE uuid = ?1 AND listener_id = ?2 AND deleted_at IS NULL",
    )?
    .query_row(params![id.0.as_bytes(), listener.0], |row| Step::read(id, row))
    .optional()?
    .ok_or_else(|| StoreError::NotFound(format!("the playlist {id}")))
}

/// All that stand, by name.
pub(super) fn names(tx: &Transaction<'_>, listener: ListenerId) -> Result<Vec<(SmartPlaylistId, String)>> {
    let sql = "SELECT uuid, name FROM smart_playlists WHERE deleted_at IS NULL AND listener_id = ?1
               ORDER BY sort_key, name, id";
    let mut read = tx.prepare_cached(sql)?;
    let rows = read.query_map([listener.0], |row| Ok((SmartPlaylistId(columns::uuid(row, 0)?), row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The step that gives a list another name, to be part of a larger change.
pub(super) fn renamed(tx: &Transaction<'_>, listener: ListenerId, id: SmartPlaylistId, name: String) -> Result<Step> {
    Ok(Step { name, ..standing(tx, listener, id)? })
}

/// The step that deletes a list, to be part of a larger change.
pub(super) fn deleted(tx: &Transaction<'_>, listener: ListenerId, id: SmartPlaylistId) -> Result<Step> {
    Ok(Step { deleted: true, ..standing(tx, listener, id)? })
}

impl Step {
    fn read(id: SmartPlaylistId, row: &Row<'_>) -> rusqlite::Result<Self> {
        let (name, description) = (row.get(0)?, row.get(1)?);
        Ok(Self { id, name, description, rules: row.get(2)?, deleted: row.get(3)? })
    }

    /// Gives the step that takes this one back.
    pub(super) fn apply(&self, tx: &Transaction<'_>, now: Moment) -> Result<Self> {
        let was = tx
            .prepare_cached(
                "SELECT name, description, query, deleted_at IS NOT NULL FROM smart_playlists WHERE uuid = ?1",
            )?
            .query_row([self.id.0.as_bytes()], |row| Self::read(self.id, row))
            .optional()?;
        // Forgotten for good: nothing to bring back.
        let Some(mut was) = was else { return Ok(self.clone()) };
        if was.name.is_empty() {
            was = Self { deleted: true, ..self.clone() };
        }
        tx.prepare_cached(
            "UPDATE smart_playlists SET name = ?2, sort_key = ?3, description = ?4, query = ?5, changed_at = ?6,
               utc_offset = ?7, deleted_at = ?8 WHERE uuid = ?1",
        )?
        .execute(params![
            self.id.0.as_bytes(),
            self.name,
            sort_key(&self.name),
            self.description,
            self.rules,
            now.unix_ms,
            now.offset_minutes,
            self.deleted.then_some(now.unix_ms),
        ])?;
        Ok(was)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::query::Query;
    use crate::store::fixture::{Fixture, NOW};

    fn rules(text: &str) -> Query {
        parse(text).unwrap()
    }

    fn edit(store: &Store, edit: RulesEdit) -> Option<Change> {
        store.edit_rules(edit, NOW).wait().unwrap()
    }

    #[test]
    fn every_edit_is_one_step_back_even_after_a_restart() {
        let fixture = Fixture::new();
        let id = SmartPlaylistId::made_at(NOW.unix_ms);
        let edits = [
            RulesEdit::Create {
                id,
                name: " Old\u{1b}[2J loves ".into(),
                rules: rules("is:liked last:>1y"),
                description: String::new(),
            },
            RulesEdit::Rename { id, name: "Loves".into() },
            RulesEdit::SetRules { id, rules: rules("is:liked last:>2y sort:-heard limit:2h") },
            RulesEdit::Describe { id, description: "what I forgot".into() },
            RulesEdit::Revise { id, name: "All loves".into(), rules: None, description: String::new() },
            RulesEdit::Delete { id },
        ];
        let mut stood = Vec::new();
        for one in edits {
            stood.push(fixture.reader().smart_playlists(fixture.store.listener()).unwrap());
            assert!(edit(&fixture.store, one).is_some());
        }
        assert_eq!(fixture.reader().smart_playlists(fixture.store.listener()).unwrap(), []);
        let again = Store::open(&fixture.paths, NOW).unwrap();
        for before in stood.into_iter().rev() {
            again.undo(NOW).wait().unwrap().unwrap();
            assert_eq!(again.reader().unwrap().smart_playlists(again.listener()).unwrap(), before);
        }
        for _ in 0..5 {
            again.redo(NOW).wait().unwrap().unwrap();
        }
        let list = again.reader().unwrap().smart_playlist(again.listener(), id).unwrap().unwrap();
        assert_eq!((list.name.as_str(), list.description.as_str()), ("All loves", ""));
        assert_eq!(list.rules, "is:liked last:>2y sort:-heard limit:2h");
    }

    #[test]
    fn rules_follow_what_is_so_and_suggest_what_tracks_share() {
        let fixture = Fixture::new();
        let listener = fixture.store.listener();
        let tracks: Vec<_> =
            (0..6).map(|n| fixture.track(&format!("T{n}"), if n < 4 { "Ana" } else { "Bo" })).collect();
        let (count, suggested) =
            fixture.reader().suggested_rules(&Selection::Tracks(tracks[1..5].to_vec()), listener, NOW).unwrap();
        assert_eq!(count, 4);
        assert!(suggested.iter().any(|rule| rule.covers == 4 && rule.of == 4), "{suggested:?}");
        let gone = fixture.reader().settled(
            Selection::All(vec![Selection::SmartPlaylist(SmartPlaylistId::made_at(0)), Selection::Tracks(tracks)]),
            listener,
            NOW,
        );
        assert!(matches!(gone.unwrap(), Selection::All(parts) if parts[0] == Selection::Tracks(Vec::new())));
    }

    #[test]
    fn what_rules_name_that_is_not_there_is_told() {
        let fixture = Fixture::new();
        let listener = fixture.store.listener();
        fixture.track("Sunny", "Ana");
        let id = SmartPlaylistId::made_at(NOW.unix_ms);
        edit(
            &fixture.store,
            RulesEdit::Create {
                id,
                name: "Ring".into(),
                rules: rules("in:Ring | in:Gone"),
                description: String::new(),
            },
        );
        let lacking = |text: &str| fixture.reader().rules_found(text, 5, listener, NOW).unwrap().lacking;
        assert_eq!(lacking("title:sunny -in:Gone"), ["there is no playlist Gone"]);
        assert_eq!(lacking("like:sunny"), ["nothing is known to sound like sunny"]);
        assert_eq!(lacking("title:sunny"), Vec::<String>::new());
        assert!(fixture.reader().smart_playlist(listener, id).unwrap().is_some());
    }

    #[test]
    fn what_changes_nothing_is_no_step_and_a_broken_rule_loses_no_list() {
        let fixture = Fixture::new();
        let (store, listener) = (&fixture.store, fixture.store.listener());
        let id = SmartPlaylistId::made_at(NOW.unix_ms);
        edit(store, RulesEdit::Create { id, name: "New".into(), rules: rules("heard:0"), description: String::new() });
        assert_eq!(edit(store, RulesEdit::SetRules { id, rules: rules("heard:0") }), None);
        let nobody = SmartPlaylistId::made_at(NOW.unix_ms);
        assert!(store.edit_rules(RulesEdit::Delete { id: nobody }, NOW).wait().is_err());
        assert!(store.edit_rules(RulesEdit::Rename { id, name: " ".into() }, NOW).wait().is_err());
        let broken = |tx: &Transaction<'_>| Ok(tx.execute("UPDATE smart_playlists SET query = 'mood:>>('", [])?);
        store.writer().urgent(broken).wait().unwrap();
        let list = fixture.reader().smart_playlist(listener, id).unwrap().unwrap();
        let found = fixture.reader().rules_found(&list.rules, 5, listener, NOW).unwrap();
        assert!(found.problem.is_some() && found.tracks == 0);
        let settled = fixture.reader().settled(Selection::SmartPlaylist(id), listener, NOW).unwrap();
        assert_eq!(settled, Selection::Tracks(Vec::new()));
    }
}
