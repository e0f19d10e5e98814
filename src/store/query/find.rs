//! Which tracks an expression finds.
//!
//! Each condition is one statement that begins where its values stand — counts in the counts,
//! formats in the files — and gives keys; the keys are joined here. SQLite joins such sets by
//! probing one for each row of the other, which costs several times as much at 100,000 tracks.
//! What is left over of few tracks is asked of those alone.

use std::cell::OnceCell;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::analysed;
use super::compile::{Compiler, SHELF};
use super::items::Items;
use super::keys::Keys;
use crate::domain::ids::ListenerId;
use crate::domain::query::{Comparison, Expression, Facet, Test};
use crate::domain::time::Moment;
use crate::store::Result;

/// Up to so many tracks are asked one by one; of more, all that there are are listed. Tests make
/// small libraries, and take both ways.
pub(super) const FEW: usize = if cfg!(test) { 2 } else { 3_000 };

pub(super) struct Finder<'a> {
    connection: &'a Connection,
    listener: ListenerId,
    now: Moment,
    items: &'a Items,
    shelf: OnceCell<Keys>,
}

impl<'a> Finder<'a> {
    pub(super) fn new(connection: &'a Connection, listener: ListenerId, now: Moment, items: &'a Items) -> Self {
        Self { connection, listener, now, items, shelf: OnceCell::new() }
    }

    /// The tracks on the shelf for which it holds.
    pub(super) fn found(&self, expression: &Expression) -> Result<Keys> {
        if expression.is_everything() {
            return Ok(self.shelf()?.clone());
        }
        let found = self.among(expression, None)?;
        if found.len() > FEW {
            return Ok(if is_of_files(expression) { found } else { found.and(self.shelf()?) });
        }
        self.asked("?1 IS NOT NULL", &found)
    }

    /// Every track that has a file.
    fn shelf(&self) -> Result<&Keys> {
        if let Some(shelf) = self.shelf.get() {
            return Ok(shelf);
        }
        let shelf = self.list("SELECT track_id FROM track_files ORDER BY track_id", Vec::new())?;
        Ok(self.shelf.get_or_init(|| shelf))
    }

    /// Of these tracks, else of all, those for which it holds. What has no file may be among them.
    fn among(&self, expression: &Expression, of: Option<&Keys>) -> Result<Keys> {
        if let Some(few) = of.filter(|of| of.len() <= FEW) {
            let mut compiler = self.compiler();
            let condition = compiler.condition(expression);
            return self.asked_with(compiler, &condition, few);
        }
        let within = |found: Keys| if let Some(of) = of { of.and(&found) } else { found };
        match expression {
            Expression::All(parts) => {
                let (rows, mut parts): (Vec<_>, Vec<_>) = parts.iter().partition(|part| is_of_rows(part));
                parts.sort_by_key(|part| cost(part));
                let mut found = of.cloned();
                for part in parts {
                    found = Some(self.among(part, found.as_ref())?);
                }
                let rows = Expression::All(rows.into_iter().cloned().collect());
                match found {
                    Some(found) if rows.is_everything() => Ok(found),
                    found => self.rows(&rows, found.as_ref()),
                }
            }
            Expression::Any(parts) => {
                let (rows, parts): (Vec<_>, Vec<_>) = parts.iter().partition(|part| is_of_rows(part));
                let mut found = match rows.is_empty() {
                    true => Keys::default(),
                    false => self.rows(&Expression::Any(rows.into_iter().cloned().collect()), of)?,
                };
                for part in parts {
                    found = found.or(&self.among(part, of)?);
                }
                Ok(found)
            }
            Expression::Not(inner) => {
                let of = match of {
                    Some(of) => of,
                    None => self.shelf()?,
                };
                Ok(of.without(&self.among(inner, Some(of))?))
            }
            Expression::Words(_) => Ok(within(self.rows(expression, None)?)),
            Expression::Test(test) => self.test(test, of).map(within),
        }
    }

    fn test(&self, test: &Test, of: Option<&Keys>) -> Result<Keys> {
        match (test.facet(), test.comparison()) {
            (Facet::In, Comparison::Text(_, name)) => return Ok(self.items.listed(name).to_vec().into()),
            (Facet::Like, Comparison::Text(_, name)) => return Ok(self.items.alike(name).to_vec().into()),
            (Facet::Has, Comparison::Choice("analysis")) => return analysed::tracks(self.connection),
            _ => {}
        }
        let mut compiler = self.compiler();
        let Some(listings) = compiler.listings(test) else {
            return self.rows(&Expression::Test(test.clone()), of);
        };
        let mut found = Keys::default();
        for listing in listings {
            let keys = self.list(&listing.sql, compiler.values.clone())?;
            found = found.or(&if listing.turned { self.shelf()?.without(&keys) } else { keys });
        }
        Ok(found)
    }

    /// What holds of the rows themselves.
    fn rows(&self, expression: &Expression, of: Option<&Keys>) -> Result<Keys> {
        let mut compiler = self.compiler();
        let condition = compiler.condition(expression);
        match of {
            Some(few) if few.len() <= FEW => self.asked_with(compiler, &condition, few),
            _ => {
                let found = self.list(&format!("SELECT t.id FROM tracks t WHERE {condition}"), compiler.values)?;
                Ok(if let Some(of) = of { of.and(&found) } else { found })
            }
        }
    }

    /// Those of a few tracks that are on the shelf, and for which a condition holds.
    fn asked(&self, condition: &str, few: &Keys) -> Result<Keys> {
        self.asked_with(self.compiler(), &format!("{condition} AND {SHELF}"), few)
    }

    fn asked_with(&self, mut compiler: Compiler<'_>, condition: &str, few: &Keys) -> Result<Keys> {
        compiler.values.push(few.bound());
        let few = compiler.values.len();
        let sql =
            format!("SELECT t.id FROM json_each(?{few}) few CROSS JOIN tracks t ON t.id = few.value WHERE {condition}");
        self.list(&sql, compiler.values)
    }

    fn list(&self, sql: &str, values: Vec<Value>) -> Result<Keys> {
        let mut statement = self.connection.prepare(sql)?;
        let asked = statement.parameter_count();
        let mut rows = statement.query(params_from_iter(values.into_iter().take(asked)))?;
        let mut keys = Vec::new();
        while let Some(row) = rows.next()? {
            keys.push(row.get(0)?);
        }
        Ok(keys.into())
    }

    fn compiler(&self) -> Compiler<'a> {
        Compiler::new(self.listener, self.now, self.items)
    }
}

/// Whether all of it is known from the rows of tracks and their albums.
fn is_of_rows(expression: &Expression) -> bool {
    match expression {
        Expression::All(parts) | Expression::Any(parts) => parts.iter().all(is_of_rows),
        Expression::Not(inner) => is_of_rows(inner),
        Expression::Words(_) => false,
        Expression::Test(test) => match (test.facet(), test.comparison()) {
            (Facet::Is, Comparison::Choice(word)) => matches!(*word, "compilation" | "guessed"),
            (Facet::Has, Comparison::Choice(word)) => *word != "analysis",
            (facet, _) => matches!(
                facet,
                Facet::Title
                    | Facet::Album
                    | Facet::AlbumArtist
                    | Facet::Work
                    | Facet::Year
                    | Facet::Added
                    | Facet::Kind
                    | Facet::Length
                    | Facet::Bpm
                    | Facet::Disc
                    | Facet::Track
            ),
        },
    }
}

/// Whether only tracks with a file can be found, because it asks of their files.
fn is_of_files(expression: &Expression) -> bool {
    match expression {
        Expression::All(parts) => parts.iter().any(is_of_files),
        Expression::Any(parts) => !parts.is_empty() && parts.iter().all(is_of_files),
        Expression::Not(_) | Expression::Words(_) => false,
        Expression::Test(test) => match (test.facet(), test.comparison()) {
            (Facet::Is, Comparison::Choice(word)) => matches!(*word, "here" | "lossless"),
            (Facet::Has, Comparison::Choice(word)) => *word == "analysis",
            (facet, _) => matches!(
                facet,
                Facet::Format
                    | Facet::Size
                    | Facet::Bitrate
                    | Facet::Rate
                    | Facet::Bits
                    | Facet::Channels
                    | Facet::Changed
                    | Facet::Path
                    | Facet::Folder
            ),
        },
    }
}

/// What is quickly known and leaves few is asked first; what reads every file last.
fn cost(expression: &Expression) -> u8 {
    match expression {
        Expression::Words(_) => 0,
        Expression::All(parts) => parts.iter().map(cost).min().unwrap_or(0),
        Expression::Any(parts) => parts.iter().map(cost).max().unwrap_or(0).max(1),
        Expression::Not(inner) => cost(inner).max(2),
        Expression::Test(test) => match test.facet() {
            Facet::In | Facet::Like | Facet::Genre | Facet::Rating => 0,
            Facet::Is | Facet::By | Facet::Heard | Facet::Skips | Facet::Finished | Facet::Last | Facet::First => 1,
            Facet::Format | Facet::Size | Facet::Bitrate | Facet::Rate | Facet::Bits | Facet::Channels => 3,
            Facet::Has | Facet::Changed => 3,
            Facet::Path | Facet::Folder => 4,
            _ => 2,
        },
    }
}
