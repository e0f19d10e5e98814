//! Forgetting deletes: rows go, their bytes are overwritten, and backups are made anew without
//! them. What the listener made by hand, playlists and settings, stays.

use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Transaction, params, params_from_iter};

use super::track_stats::{self, Outcome};
use super::{Exclusion, Reader, Result, Store, StoreError, backup, bump_generation, connection, exclusions};
use crate::domain::human;
use crate::domain::ids::ListenerId;
use crate::domain::listen::{Ending, counts};
use crate::domain::section::ItemRef;
use crate::domain::time::Moment;
use crate::domain::you::{Forget, Forgotten};

/// Tables of a listener that are work of theirs, or the player's own, and stay when all that is
/// known is forgotten.
const STAY: [&str; 8] = [
    "playlists",
    "smart_playlists",
    "playlist_files",
    "settings",
    "queue",
    "resume_points",
    "import_batches",
    "exclusion_rules",
];
/// Keys beside the settings that are memory, not choices.
const MEMORY: &str = "key LIKE 'noticed:%' OR key LIKE 'told:%' OR key LIKE 'welcome%'";

impl Reader {
    /// What would go; nothing is changed.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for music that is not known, else those of SQLite.
    pub fn forgettable(&self, listener: ListenerId, what: &Forget, now: Moment) -> Result<Forgotten> {
        let mut gone = count(&self.connection, listener, what, now)?;
        let folder = Path::new(self.connection.path().unwrap_or_default()).parent().map(|data| data.join("backups"));
        gone.backups = u32::try_from(backup::databases(&folder.unwrap_or_default()).len()).unwrap_or(u32::MAX);
        Ok(gone)
    }
}

impl Store {
    /// Deletes what is known of something, here and in the backups of a folder, and says what
    /// went. Takes seconds on a long history. Cannot be taken back; the undo list goes with it,
    /// since it holds what was.
    ///
    /// # Errors
    /// Those of [`Reader::forgettable`]. A backup that cannot be rewritten is deleted.
    pub fn forget(&self, what: &Forget, backups: &Path, now: Moment) -> Result<Forgotten> {
        let listener = self.listener();
        let wanted = what.clone();
        let forgotten = self.writer().urgent(move |tx| {
            let gone = count(tx, listener, &wanted, now)?;
            // What is deleted is overwritten, so that no page of the file keeps it.
            tx.pragma_update(None, "secure_delete", true)?;
            delete(tx, listener, &wanted)?;
            bump_generation(tx)?;
            Ok(gone)
        });
        let mut gone = forgotten.wait()?;
        self.held.let_go();
        // The log holds pages as they were. With a reader at work it is cut later.
        let (connection, _) = connection::open_writer(&self.database.path)?;
        let cut = connection.pragma_update_and_check(None, "wal_checkpoint", "TRUNCATE", |_| Ok(()));
        if let Err(error) = cut {
            tracing::info!(%error, "the log is cut at its next checkpoint");
        }
        for copy in backup::databases(backups) {
            match rewrite(&copy, listener, what) {
                Ok(()) => gone.backups += 1,
                Err(error) => {
                    tracing::warn!("{} cannot be rewritten and is deleted: {error}", copy.display());
                    std::fs::remove_file(&copy).map_err(StoreError::io(&copy))?;
                }
            }
        }
        Ok(gone)
    }
}

/// A backup is a database of this or an older version.
fn rewrite(copy: &Path, listener: ListenerId, what: &Forget) -> Result<()> {
    let mut connection = connection::open_copy(copy)?;
    connection.pragma_update(None, "secure_delete", true)?;
    let tx = connection.transaction()?;
    delete(&tx, listener, what)?;
    tx.commit()?;
    connection.execute("VACUUM", [])?;
    backup::verify(&connection)?;
    connection.close().map_err(|(_, error)| error)?;
    Ok(())
}

/// Conditions on rows, by what each table knows a thing by; values in the order of their marks.
struct Rows {
    /// On `plays`.
    plays: (String, Vec<Value>),
    /// On tables with a `track_id` and perhaps a time: none where they know no such thing.
    tracks: Option<Vec<i64>>,
    /// Type and key of everything that is meant.
    items: Vec<(&'static str, String)>,
    /// Unix ms, for what has a time.
    span: Option<(i64, i64)>,
}

fn rows(connection: &Connection, what: &Forget) -> Result<Rows> {
    Ok(match what {
        Forget::All => Rows { plays: ("1".into(), Vec::new()), tracks: None, items: Vec::new(), span: None },
        Forget::Span { from, to } => Rows {
            plays: ("started_at >= ? AND started_at < ?".into(), vec![Value::from(*from), Value::from(*to)]),
            tracks: None,
            items: Vec::new(),
            span: Some((*from, *to)),
        },
        Forget::Music { item } => {
            let tracks = tracks_of(connection, *item)?;
            let mut items: Vec<(&'static str, String)> = tracks.iter().map(|id| ("track", id.to_string())).collect();
            items.push((item.type_name(), item.key()));
            let mut condition = "track_id IN (SELECT value FROM json_each(?))".to_owned();
            let mut values = vec![Value::from(serde_json::to_string(&tracks)?)];
            if let ItemRef::Artist(id) = item {
                let mut albums = connection.prepare_cached("SELECT id FROM albums WHERE artist_id = ?1")?;
                for album in albums.query_map([id.0], |row| row.get::<_, i64>(0))? {
                    items.push(("album", album?.to_string()));
                }
                // Music that left the library is known by its words.
                condition += " OR snapshot_id IN (SELECT s.id FROM snapshots s JOIN artists a ON a.name = s.artist
                                                  WHERE a.id = ? AND plays.track_id IS NULL)";
                values.push(Value::from(id.0));
            }
            Rows { plays: (condition, values), tracks: Some(tracks), items, span: None }
        }
    })
}

fn tracks_of(connection: &Connection, item: ItemRef) -> Result<Vec<i64>> {
    let ids = |sql: &str, id: i64| -> Result<Vec<i64>> {
        let mut statement = connection.prepare_cached(sql)?;
        Ok(statement.query_map([id], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
    };
    match item {
        ItemRef::Track(id) => Ok(vec![id.0]),
        ItemRef::Album(id) => ids("SELECT id FROM tracks WHERE album_id = ?1", id.0),
        ItemRef::Artist(id) => ids(
            "SELECT id FROM tracks WHERE artist_id = ?1
             UNION SELECT track_id FROM track_artists WHERE artist_id = ?1 AND role = 'artist'",
            id.0,
        ),
        ItemRef::Playlist(_) => Err(StoreError::Refused("a playlist is deleted on its own page".into())),
    }
}

fn name(connection: &Connection, what: &Forget, now: Moment) -> Result<String> {
    Ok(match what {
        Forget::All => "all that was heard and said".into(),
        Forget::Span { from, to } => {
            format!("{} to {}", human::short_day(now.at(*from), now), human::short_day(now.at(*to - 1), now))
        }
        Forget::Music { item } => {
            let sql = match item {
                ItemRef::Track(_) => "SELECT title FROM tracks WHERE id = ?1",
                ItemRef::Album(_) => "SELECT title FROM albums WHERE id = ?1",
                ItemRef::Artist(_) | ItemRef::Playlist(_) => "SELECT name FROM artists WHERE id = ?1",
            };
            let id: i64 = item.key().parse().unwrap_or_default();
            let name = connection.query_row(sql, [id], |row| row.get(0)).optional()?;
            name.ok_or_else(|| StoreError::NotFound(format!("that {}", item.type_name())))?
        }
    })
}

/// Runs `verb` over each table that something is to go from, with a condition on its rows.
fn each_table(
    connection: &Connection,
    listener: ListenerId,
    rows: &Rows,
    mut verb: impl FnMut(&'static str, &str, Vec<Value>) -> Result<()>,
) -> Result<()> {
    let own = || vec![Value::from(listener.0)];
    let all = rows.tracks.is_none() && rows.span.is_none();
    for (table, time) in [("imported_counts", None), ("ratings", Some("rated_at"))] {
        if !connection.table_exists(None, table)? {
            continue;
        }
        match (&rows.tracks, rows.span, time) {
            (Some(tracks), ..) => {
                let among = serde_json::to_string(tracks)?;
                let values = own().into_iter().chain([Value::from(among)]).collect();
                verb(table, "listener_id = ? AND track_id IN (SELECT value FROM json_each(?))", values)?;
            }
            (None, Some((from, to)), Some(time)) => {
                let values = own().into_iter().chain([Value::from(from), Value::from(to)]).collect();
                verb(table, &format!("listener_id = ? AND {time} >= ? AND {time} < ?"), values)?;
            }
            (None, Some(_), None) => {}
            (None, None, _) => verb(table, "listener_id = ?", own())?,
        }
    }
    let named = [
        ("feedback", "at", "target_type", "target_id"),
        ("impressions", "shown_at", "item_type", "item_id"),
        ("opened_pages", "at", "item_type", "item_id"),
        ("searches", "at", "opened_type", "opened_id"),
    ];
    for (table, time, type_name, key) in named {
        if all {
            verb(table, "listener_id = ?", own())?;
        } else if let Some((from, to)) = rows.span {
            let values = own().into_iter().chain([Value::from(from), Value::from(to)]).collect();
            verb(table, &format!("listener_id = ? AND {time} >= ? AND {time} < ?"), values)?;
        } else {
            let pairs: Vec<String> = rows.items.iter().map(|(kind, id)| format!("{kind} {id}")).collect();
            let values = own().into_iter().chain([Value::from(serde_json::to_string(&pairs)?)]).collect();
            let among = format!("listener_id = ? AND {type_name} || ' ' || {key} IN (SELECT value FROM json_each(?))");
            verb(table, &among, values)?;
        }
    }
    Ok(())
}

fn count(connection: &Connection, listener: ListenerId, what: &Forget, now: Moment) -> Result<Forgotten> {
    let mut gone = Forgotten { name: name(connection, what, now)?, ..Forgotten::default() };
    let rows = rows(connection, what)?;
    let number = |table: &str, condition: &str, values: Vec<Value>| -> Result<u64> {
        let sql = format!("SELECT count(*) FROM {table} WHERE {condition}");
        let rows: i64 = connection.query_row(&sql, params_from_iter(values), |row| row.get(0))?;
        Ok(rows.unsigned_abs())
    };
    let (condition, values) = &rows.plays;
    let values = || std::iter::once(Value::from(listener.0)).chain(values.clone()).collect::<Vec<_>>();
    let mut plays = connection
        .prepare(&format!("SELECT heard_ms, length_ms FROM plays WHERE listener_id = ? AND ({condition})"))?;
    let mut heard = plays.query(params_from_iter(values()))?;
    while let Some(row) = heard.next()? {
        gone.plays += 1;
        gone.listens += u64::from(counts(row.get(0)?, row.get(1)?));
    }
    each_table(connection, listener, &rows, |table, condition, values| {
        let count = number(table, condition, values)?;
        match table {
            "imported_counts" => gone.imported += count,
            "ratings" => gone.stars += count,
            "feedback" => gone.words += count,
            "impressions" => gone.seen += count,
            "opened_pages" => gone.opened += count,
            _ => gone.searches += count,
        }
        Ok(())
    })?;
    gone.rules = rules(connection, listener, what)?.len() as u64;
    let own = || vec![Value::from(listener.0)];
    if *what == Forget::All {
        gone.pins = number("pins", "listener_id = ?", own())?;
    }
    gone.changes = number("changes", "listener_id = ?", own())?;
    Ok(gone)
}

/// Rows of the rules that are about what goes.
fn rules(connection: &Connection, listener: ListenerId, what: &Forget) -> Result<Vec<i64>> {
    let mut statement = connection.prepare_cached("SELECT id, rule FROM exclusion_rules WHERE listener_id = ?1")?;
    let all = statement.query_map([listener.0], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
    let tracks = match what {
        Forget::Music { item } => tracks_of(connection, *item)?,
        Forget::Span { .. } | Forget::All => Vec::new(),
    };
    let mut found = Vec::new();
    for row in all {
        let (id, rule) = row?;
        let rule = serde_json::from_str::<Exclusion>(&rule).ok();
        let goes = match (what, &rule) {
            (Forget::All, _) => true,
            (Forget::Span { from, to }, Some(Exclusion::Span { from: begins, to: ends })) => {
                begins >= from && ends <= to
            }
            (Forget::Music { item }, Some(Exclusion::Music { item: other })) if item == other => true,
            (Forget::Music { .. }, Some(Exclusion::Repeats { track })) => tracks.contains(&track.0),
            (Forget::Music { .. }, Some(rule @ Exclusion::Music { .. })) => {
                let named = exclusions::tracks(rule, connection)?;
                !named.is_empty() && named.iter().all(|track| tracks.contains(track))
            }
            _ => false,
        };
        if goes {
            found.push(id);
        }
    }
    Ok(found)
}

fn delete(tx: &Transaction<'_>, listener: ListenerId, what: &Forget) -> Result<()> {
    let rows = rows(tx, what)?;
    for rule in rules(tx, listener, what)? {
        tx.execute("DELETE FROM exclusion_rules WHERE id = ?1", [rule])?;
    }
    each_table(tx, listener, &rows, |table, condition, values| {
        tx.execute(&format!("DELETE FROM {table} WHERE {condition}"), params_from_iter(values))?;
        Ok(())
    })?;
    let (condition, values) = &rows.plays;
    let values: Vec<Value> = std::iter::once(Value::from(listener.0)).chain(values.clone()).collect();
    let touched: Vec<i64> = {
        let sql = format!(
            "SELECT DISTINCT track_id FROM plays WHERE listener_id = ? AND track_id IS NOT NULL AND ({condition})"
        );
        let mut statement = tx.prepare(&sql)?;
        statement.query_map(params_from_iter(values.clone()), |row| row.get(0))?.collect::<rusqlite::Result<_>>()?
    };
    tx.execute(&format!("DELETE FROM plays WHERE listener_id = ? AND ({condition})"), params_from_iter(values))?;
    for track in touched {
        recount(tx, listener, track)?;
    }
    tx.execute("DELETE FROM changes WHERE listener_id = ?1", [listener.0])?;
    tx.execute("DELETE FROM home WHERE listener_id = ?1", [listener.0])?;
    match what {
        Forget::All => {
            for table in tables_of_listeners(tx)? {
                tx.execute(&format!("DELETE FROM \"{table}\" WHERE listener_id = ?1"), [listener.0])?;
            }
            tx.execute(&format!("DELETE FROM settings WHERE listener_id = ?1 AND ({MEMORY})"), [listener.0])?;
            for lists in ["playlists", "smart_playlists"] {
                let deleted = format!("DELETE FROM {lists} WHERE listener_id = ?1 AND deleted_at IS NOT NULL");
                tx.execute(&deleted, [listener.0])?;
            }
        }
        Forget::Music { item } => {
            let about = format!("%:{}:{}", item.type_name(), item.key());
            tx.execute(
                "DELETE FROM settings WHERE listener_id = ?1 AND key LIKE 'noticed:%' AND key LIKE ?2",
                params![listener.0, about],
            )?;
        }
        Forget::Span { from, to } => {
            let sql =
                format!("DELETE FROM settings WHERE listener_id = ?1 AND set_at >= ?2 AND set_at < ?3 AND ({MEMORY})");
            tx.execute(&sql, params![listener.0, from, to])?;
        }
    }
    // The words of what was heard go with the last play of it.
    tx.execute(
        "DELETE FROM snapshots WHERE id NOT IN (SELECT snapshot_id FROM plays)
           AND id NOT IN (SELECT snapshot_id FROM playlist_entries)",
        [],
    )?;
    Ok(())
}

/// Tables that hold rows of listeners and no work of theirs, those of later migrations among them.
fn tables_of_listeners(tx: &Transaction<'_>) -> Result<Vec<String>> {
    let mut statement = tx.prepare(
        "SELECT t.name FROM pragma_table_list t WHERE t.schema = 'main' AND t.type = 'table'
           AND EXISTS (SELECT 1 FROM pragma_table_info(t.name) c WHERE c.name = 'listener_id') ORDER BY t.name",
    )?;
    let names: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(names.into_iter().filter(|name| !STAY.contains(&name.as_str())).collect())
}

/// The counts of a track from what is left of its plays.
fn recount(tx: &Transaction<'_>, listener: ListenerId, track: i64) -> Result<()> {
    tx.prepare_cached("DELETE FROM track_stats WHERE listener_id = ?1 AND track_id = ?2")?
        .execute([listener.0, track])?;
    let mut left = tx.prepare_cached(
        "SELECT started_at, heard_ms, length_ms, ending FROM plays
         WHERE listener_id = ?1 AND track_id = ?2 AND ending IS NOT NULL",
    )?;
    let mut rows = left.query([listener.0, track])?;
    while let Some(row) = rows.next()? {
        let Some(ending) = Ending::from_name(super::columns::text(row, 3)?) else { continue };
        let play = Outcome { started_at: row.get(0)?, heard_ms: row.get(1)?, length_ms: row.get(2)?, ending };
        track_stats::keep(tx, listener.0, track, &play)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
