//! What playlists and sounds a query names, looked up before it is compiled.

use std::collections::HashMap;

use rusqlite::{Connection, params};

use super::near;
use crate::domain::fold::search_form;
use crate::domain::ids::ListenerId;
use crate::domain::playlist::folder::lies_in;
use crate::domain::query::{Comparison, Expression, Facet};
use crate::store::Result;

/// The answers to every `in:` and `like:` of an expression, as JSON arrays of keys.
#[derive(Debug, Default)]
pub(super) struct Items {
    lists: HashMap<String, String>,
    sounds: HashMap<String, String>,
}

impl Items {
    pub(super) fn look_up(connection: &Connection, listener: ListenerId, expression: &Expression) -> Result<Self> {
        let mut items = Self::default();
        for test in expression.tests() {
            let Comparison::Text(_, name) = test.comparison() else { continue };
            match test.facet() {
                Facet::In if !items.lists.contains_key(name) => {
                    items.lists.insert(name.clone(), json(&lists(connection, listener, name)?));
                }
                Facet::Like if !items.sounds.contains_key(name) => {
                    items.sounds.insert(name.clone(), json(&near::to(connection, listener, name)?));
                }
                _ => {}
            }
        }
        Ok(items)
    }

    pub(super) fn lists(&self, name: &str) -> String {
        self.lists.get(name).cloned().unwrap_or_else(|| "[]".into())
    }

    pub(super) fn sounds_like(&self, name: &str) -> String {
        self.sounds.get(name).cloned().unwrap_or_else(|| "[]".into())
    }
}

fn json(ids: &[i64]) -> String {
    serde_json::Value::from(ids).to_string()
}

/// Rows of the listener's playlists that are called so, or have this id. Of names that fit only
/// in part, all; of one that ends in a slash, all that lie in this folder.
fn lists(connection: &Connection, listener: ListenerId, name: &str) -> Result<Vec<i64>> {
    let mut statement = connection
        .prepare_cached("SELECT id, uuid, name FROM playlists WHERE listener_id = ?1 AND deleted_at IS NULL")?;
    let rows = statement.query_map(params![listener.0], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, [u8; 16]>(1)?, row.get::<_, String>(2)?))
    })?;
    let uuid = uuid::Uuid::try_parse(name).ok().map(uuid::Uuid::into_bytes);
    let by_parts = |name: &str| name.split('/').map(search_form).collect::<Vec<_>>().join("/");
    let (wanted, folder) = (search_form(name), name.trim_end().strip_suffix('/').map(by_parts));
    let (mut whole, mut part) = (Vec::new(), Vec::new());
    for row in rows {
        let (id, own, called) = row?;
        if let Some(folder) = &folder {
            whole.extend(lies_in(&by_parts(&called), folder).then_some(id));
            continue;
        }
        let called = search_form(&called);
        if Some(own) == uuid || called == wanted {
            whole.push(id);
        } else if called.contains(&wanted) {
            part.push(id);
        }
    }
    Ok(if whole.is_empty() { part } else { whole })
}
