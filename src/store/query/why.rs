//! Why a track is, or is not, found: each condition, whether it holds, and the track's own value.

use rusqlite::{Connection, params_from_iter};

use super::compile::Compiler;
use super::values::said;
use super::{Items, normal};
use crate::domain::ids::{ListenerId, TrackId};
use crate::domain::query::{Condition, Expression, Facet, FacetKind, Query, passages};
use crate::domain::time::Moment;
use crate::store::{Reader, Result};

impl Reader {
    /// Every group and condition of a query in reading order, and whether it holds for a track.
    /// The first is the whole; empty when there is no condition.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn conditions(
        &self,
        query: &Query,
        track: TrackId,
        listener: ListenerId,
        now: Moment,
    ) -> Result<Vec<Condition>> {
        let query = normal(query);
        if query.expression.is_everything() {
            return Ok(Vec::new());
        }
        let items = Items::look_up(self, listener, now, &query.expression)?;
        let mut failed = None;
        let passages = passages(&query.expression, &mut |leaf: &Expression| {
            let mut compiler = Compiler::new(listener, now, &items);
            holds(&self.connection, &mut compiler, leaf, track).unwrap_or_else(|error| {
                failed = Some(error);
                false
            })
        });
        if let Some(error) = failed {
            return Err(error);
        }
        passages
            .into_iter()
            .map(|passage| {
                Ok(Condition {
                    depth: passage.depth,
                    says: passage.expression.says(),
                    holds: passage.holds,
                    value: match passage.expression {
                        Expression::Test(test) => self.value_said(test.facet(), track, listener, now)?,
                        _ => None,
                    },
                })
            })
            .collect()
    }

    /// What is known of a track under a facet, as one would say it; none for facets that are
    /// yes or no.
    fn value_said(&self, facet: Facet, track: TrackId, listener: ListenerId, now: Moment) -> Result<Option<String>> {
        let values = self.shown_values(facet, track, listener)?;
        Ok(match facet.kind() {
            FacetKind::Choice(_) | FacetKind::Sound => None,
            _ if values.is_empty() => Some("nothing known".into()),
            _ => Some(values.iter().map(|value| said(facet, value, now)).collect::<Vec<_>>().join(", ")),
        })
    }
}

fn holds(connection: &Connection, compiler: &mut Compiler<'_>, leaf: &Expression, track: TrackId) -> Result<bool> {
    let condition = compiler.condition(leaf);
    compiler.values.push(track.0.into());
    let sql = format!(
        "SELECT count(*) FROM tracks t WHERE ?1 IS NOT NULL AND t.id = ?{} AND {condition}",
        compiler.values.len()
    );
    let values = std::mem::take(&mut compiler.values);
    let count: i64 = connection.prepare(&sql)?.query_row(params_from_iter(values), |row| row.get(0))?;
    Ok(count > 0)
}
