//! A playlist by rules: a name and a query, answered anew whenever it is looked at.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::ids::SmartPlaylistId;
use super::listen::{Source, SourceKind};
use super::playlist::folder::shown;
use super::query::{Query, parse};
use super::time::Moment;
use super::track::TrackCard;

/// A playlist by rules as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SmartPlaylist {
    pub id: SmartPlaylistId,
    pub name: String,
    /// Empty when it has none.
    pub description: String,
    /// The text of its query. What cannot be read any more is kept as it stands.
    pub rules: String,
    pub changed_at: Moment,
    /// When something played from it was heard last.
    #[serde(default)]
    pub heard_at: Option<Moment>,
}

/// Where music that plays from such a list comes from.
#[must_use]
pub fn source(id: SmartPlaylistId, name: &str) -> Source {
    Source { kind: SourceKind::Playlist, id: Some(source_id(id)), name: shown(name).into_owned() }
}

/// As plays keep it: lists by hand stand there by their number alone.
#[must_use]
pub fn source_id(id: SmartPlaylistId) -> String {
    format!("rules:{id}")
}

impl SmartPlaylist {
    /// # Errors
    /// What keeps its text from being read, with the place.
    pub fn query(&self) -> Result<Query, super::query::Problem> {
        parse(&self.rules)
    }
}

/// Rows that the builder looks at. A question for as many may be passed over for a newer one.
pub const PREVIEWED: u32 = 40;

/// What rules find.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RulesFound {
    /// The text that was asked, so that late answers can be told apart.
    pub rules: String,
    pub tracks: u32,
    pub length_ms: i64,
    pub bytes: i64,
    /// The first of them, in their order.
    pub first: Vec<Arc<TrackCard>>,
    /// What keeps the text from being read, a sentence without its stop.
    pub problem: Option<String>,
    /// What the rules name that is not there, or says nothing: "there is no playlist Kitchen".
    #[serde(default)]
    pub lacking: Vec<String>,
}

/// A change to playlists by rules, as a command. Each is one undoable step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "edit", rename_all = "snake_case")]
pub enum RulesEdit {
    Create {
        id: SmartPlaylistId,
        name: String,
        rules: Query,
        /// Empty for none.
        #[serde(default)]
        description: String,
    },
    Rename {
        id: SmartPlaylistId,
        name: String,
    },
    SetRules {
        id: SmartPlaylistId,
        rules: Query,
    },
    Describe {
        id: SmartPlaylistId,
        description: String,
    },
    /// Several of these at once; rules that are not there stay as they are.
    Revise {
        id: SmartPlaylistId,
        name: String,
        rules: Option<Query>,
        description: String,
    },
    Delete {
        id: SmartPlaylistId,
    },
}
