//! What tracks have in common, and what else of the library has it.

use rusqlite::types::Value;

use crate::domain::browse::Selection;
use crate::domain::ids::{ListenerId, TrackId};
use crate::domain::query::suggest::{Sample, SuggestedRule, common};
use crate::domain::query::{Facet, Query};
use crate::domain::section::ItemRef;
use crate::domain::time::Moment;
use crate::domain::track::Kind;
use crate::store::{Reader, Result};

/// Tracks that are looked at; what more of them have in common these have too.
const LOOKED_AT: usize = 500;

impl Reader {
    /// How many tracks of a selection were looked at, and the rules that most of them meet.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn suggested_rules(
        &self,
        of: &Selection,
        listener: ListenerId,
        now: Moment,
    ) -> Result<(u32, Vec<SuggestedRule>)> {
        let mut tracks = self.track_ids(of)?;
        let mut seen = std::collections::HashSet::new();
        tracks.retain(|track| seen.insert(*track));
        tracks.truncate(LOOKED_AT);
        let liked = self.liked(listener, now)?;
        let mut samples = Vec::with_capacity(tracks.len());
        for card in self.cards(&tracks, listener)? {
            samples.push(Sample {
                artists: self.texts(Facet::Artist, card.id, listener)?,
                genres: self.texts(Facet::Genre, card.id, listener)?,
                year: card.year,
                bpm: self.shown_values(Facet::Bpm, card.id, listener)?.iter().find_map(number),
                kind: match card.kind {
                    Kind::Music => "music",
                    Kind::Spoken => "spoken",
                    Kind::Sound => "sound",
                },
                liked: liked.contains(&ItemRef::Track(card.id)),
                listens: self
                    .shown_values(Facet::Heard, card.id, listener)?
                    .iter()
                    .find_map(number)
                    .map_or(0, |listens| listens as u32),
            });
        }
        let count = u32::try_from(samples.len()).unwrap_or(u32::MAX);
        let mut rules = Vec::new();
        for common in common(&samples) {
            let rule = common.rule.to_string();
            let query = Query { expression: common.rule, ..Query::default() };
            let all = self.count_matching(&query, listener, now)?;
            let brings = all.saturating_sub(common.covers);
            rules.push(SuggestedRule { rule, covers: common.covers, of: count, brings });
        }
        Ok((count, rules))
    }

    fn texts(&self, facet: Facet, track: TrackId, listener: ListenerId) -> Result<Vec<String>> {
        let values = self.shown_values(facet, track, listener)?.into_iter();
        Ok(values.filter_map(|value| if let Value::Text(text) = value { Some(text) } else { None }).collect())
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(number) => Some(*number as f64),
        Value::Real(number) => Some(*number),
        _ => None,
    }
}
