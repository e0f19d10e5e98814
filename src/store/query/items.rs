//! What playlists and sounds a query names, looked up before it is asked.

use std::collections::HashMap;

use rusqlite::params;

use super::find::Finder;
use super::sort::Sorter;
use super::{Asked, near, normal};
use crate::domain::fold::search_form;
use crate::domain::ids::ListenerId;
use crate::domain::playlist::folder::{as_folder, key};
use crate::domain::query::{Comparison, Expression, Facet, parse};
use crate::domain::section::Origin;
use crate::domain::time::Moment;
use crate::store::{Reader, Result};

/// Playlists by rules that name each other are followed so deep.
const DEEPEST: usize = 8;

/// The tracks behind every `in:` and `like:` of an expression.
#[derive(Debug, Default)]
pub(super) struct Items {
    lists: HashMap<String, Vec<i64>>,
    /// The nearest first.
    sounds: HashMap<String, Vec<i64>>,
    /// What `by:` is answered with where lines know it of themselves, whatever was said of their tracks.
    pub(super) by: Option<Origin>,
    /// What is named that is not there, a sentence without its stop each.
    pub(super) lacking: Vec<String>,
}

impl Items {
    pub(super) fn look_up(reader: &Reader, listener: ListenerId, now: Moment, expression: &Expression) -> Result<Self> {
        Lookup { reader, listener, now }.of(expression, &mut Vec::new())
    }

    /// The tracks of all lists that are called so, in no order.
    pub(super) fn listed(&self, name: &str) -> &[i64] {
        self.lists.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// What sounds like what is called so, the nearest first.
    pub(super) fn alike(&self, name: &str) -> &[i64] {
        self.sounds.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// What an expression orders its tracks by when nothing else does: the first sound that all
    /// of them are like.
    pub(super) fn nearest(&self, expression: &Expression) -> Option<&[i64]> {
        match expression {
            Expression::All(parts) => parts.iter().find_map(|part| self.nearest(part)),
            Expression::Test(test) => match (test.facet(), test.comparison()) {
                (Facet::Like, Comparison::Text(_, name)) => Some(self.alike(name)),
                _ => None,
            },
            _ => None,
        }
    }
}

struct Lookup<'a> {
    reader: &'a Reader,
    listener: ListenerId,
    now: Moment,
}

/// A list that a name means.
enum List {
    ByHand(i64),
    ByRules { id: i64, rules: String },
}

impl Lookup<'_> {
    /// `asked` are the lists by rules that led here: what names itself finds nothing of itself.
    fn of(&self, expression: &Expression, asked: &mut Vec<i64>) -> Result<Items> {
        let mut items = Items::default();
        for test in expression.tests() {
            let Comparison::Text(_, name) = test.comparison() else { continue };
            match test.facet() {
                Facet::In if !items.lists.contains_key(name) => {
                    let lists = self.lists(name)?;
                    if lists.is_empty() {
                        items.lacking.push(format!("there is no playlist {name}"));
                    }
                    let mut tracks = Vec::new();
                    for list in lists {
                        match self.tracks(&list, asked)? {
                            Ok(found) => tracks.extend(found),
                            Err(lacking) => items.lacking.push(format!("{name} {lacking}")),
                        }
                    }
                    items.lists.insert(name.clone(), tracks);
                }
                Facet::Like if !items.sounds.contains_key(name) => {
                    let near = near::to(self.reader, self.listener, name)?;
                    if near.is_empty() {
                        items.lacking.push(format!("nothing is known to sound like {name}"));
                    }
                    items.sounds.insert(name.clone(), near);
                }
                _ => {}
            }
        }
        Ok(items)
    }

    /// The listener's playlists that are called so, or have this id. Of names that fit only in
    /// part, all; of one that ends in a slash, all that lie in this folder.
    fn lists(&self, name: &str) -> Result<Vec<List>> {
        let mut statement = self.reader.connection.prepare_cached(
            "SELECT id, uuid, name, NULL FROM playlists WHERE listener_id = ?1 AND deleted_at IS NULL
             UNION ALL SELECT id, uuid, name, query FROM smart_playlists WHERE listener_id = ?1 AND deleted_at IS NULL",
        )?;
        let mut rows = statement.query(params![self.listener.0])?;
        let uuid = uuid::Uuid::try_parse(name).ok().map(uuid::Uuid::into_bytes);
        let (wanted, folder) = (search_form(name), as_folder(name).map(|folder| key(&folder)));
        let (mut whole, mut part) = (Vec::new(), Vec::new());
        while let Some(row) = rows.next()? {
            let id = row.get(0)?;
            let list = match row.get(3)? {
                None => List::ByHand(id),
                Some(rules) => List::ByRules { id, rules },
            };
            let called: String = row.get(2)?;
            if let Some(folder) = &folder {
                let called = key(&called);
                whole.extend((called.len() > folder.len() && called.starts_with(folder)).then_some(list));
                continue;
            }
            let called = search_form(&called);
            if Some(row.get::<_, [u8; 16]>(1)?) == uuid || called == wanted {
                whole.push(list);
            } else if called.contains(&wanted) {
                part.push(list);
            }
        }
        Ok(if whole.is_empty() { part } else { whole })
    }

    /// What a list holds, or why that cannot be said.
    fn tracks(&self, list: &List, asked: &mut Vec<i64>) -> Result<std::result::Result<Vec<i64>, &'static str>> {
        let (id, rules) = match list {
            List::ByHand(id) => {
                let sql = "SELECT track_id FROM playlist_entries WHERE playlist_id = ?1 AND track_id IS NOT NULL";
                let mut statement = self.reader.connection.prepare_cached(sql)?;
                let rows = statement.query_map([id], |row| row.get(0))?;
                return Ok(Ok(rows.collect::<rusqlite::Result<_>>()?));
            }
            List::ByRules { id, rules } => (*id, rules),
        };
        if asked.len() >= DEEPEST || asked.contains(&id) {
            return Ok(Err("asks for itself"));
        }
        let Ok(query) = parse(rules) else { return Ok(Err("has rules that cannot be read")) };
        asked.push(id);
        let query = normal(&query);
        let items = self.of(&query.expression, asked)?;
        asked.pop();
        let found = Finder::new(&self.reader.connection, self.listener, self.now, &items).found(&query.expression)?;
        let sorter = Sorter { connection: &self.reader.connection, listener: self.listener, now: self.now };
        let tracks = Asked { query: &query, items: &items, found, sorter }.taken(usize::MAX)?;
        Ok(Ok(tracks.into_iter().map(|track| track.0).collect()))
    }
}
