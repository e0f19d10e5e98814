//! Rules as Navidrome keeps them: `.nsp`, one JSON object of nested `all` and `any`.
//!
//! What one tongue cannot say in the other is left out and told by name, never silently.

mod reading;
mod writing;

use serde_json::Value;

use super::ExchangeError;
use crate::domain::query::{Facet, Query};

pub use writing::write;

/// Longer files are no rules that a person made.
const MOST_BYTES: usize = 4 << 20;

/// Rules read from a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadRules {
    pub name: Option<String>,
    pub comment: Option<String>,
    pub query: Query,
    /// What of them could not be said here, and was left out or said otherwise; a sentence each.
    pub told: Vec<String>,
}

/// # Errors
/// [`ExchangeError::NotRules`] for bytes that are no JSON object, [`ExchangeError::TooLarge`].
pub fn read(bytes: &[u8]) -> Result<ReadRules, ExchangeError> {
    if bytes.len() > MOST_BYTES {
        return Err(ExchangeError::TooLarge((MOST_BYTES >> 20) as u64));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let value: Value = serde_json::from_slice(bytes).map_err(|error| ExchangeError::NotRules(error.to_string()))?;
    let Value::Object(rules) = value else {
        return Err(ExchangeError::NotRules("it is not one object in braces".into()));
    };
    Ok(reading::rules(&rules))
}

/// Names of Navidrome's fields, and whose facets they are.
const FIELDS: [(&str, Facet); 24] = [
    ("title", Facet::Title),
    ("album", Facet::Album),
    ("artist", Facet::Artist),
    ("albumartist", Facet::AlbumArtist),
    ("genre", Facet::Genre),
    ("composer", Facet::Composer),
    ("conductor", Facet::Conductor),
    ("performer", Facet::Performer),
    ("work", Facet::Work),
    ("filepath", Facet::Path),
    ("filetype", Facet::Format),
    ("year", Facet::Year),
    ("playcount", Facet::Heard),
    ("rating", Facet::Rating),
    ("bpm", Facet::Bpm),
    ("tracknumber", Facet::Track),
    ("discnumber", Facet::Disc),
    ("bitrate", Facet::Bitrate),
    ("samplerate", Facet::Rate),
    ("duration", Facet::Length),
    ("size", Facet::Size),
    ("lastplayed", Facet::Last),
    ("dateadded", Facet::Added),
    ("datemodified", Facet::Changed),
];

/// Fields that are so or not, and the words of facets that say it.
const FLAGS: [(&str, Facet, &str); 4] = [
    ("loved", Facet::Is, "liked"),
    ("missing", Facet::Is, "missing"),
    ("compilation", Facet::Is, "compilation"),
    ("hascoverart", Facet::Has, "cover"),
];

fn facet_of(field: &str) -> Option<Facet> {
    FIELDS.iter().find(|(name, _)| name.eq_ignore_ascii_case(field)).map(|(_, facet)| *facet)
}

fn field_of(facet: Facet) -> Option<&'static str> {
    FIELDS.iter().find(|(_, known)| *known == facet).map(|(name, _)| *name)
}

#[cfg(test)]
mod tests;
