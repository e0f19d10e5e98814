//! Tracks named on the command line: by path, or by words.

use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use crate::domain::ids::ListenerId;
use crate::domain::track::TrackCard;
use crate::store::{Reader, Result};

/// Most hits that words stand for.
const HITS: u32 = 50;

/// Library tracks that the words name, best first: a path of a known file, else a search.
///
/// # Errors
/// Those of the store.
pub fn tracks(reader: &Reader, listener: ListenerId, words: &[String]) -> Result<Vec<TrackCard>> {
    if let [path] = words
        && let Ok(path) = Path::new(path).canonicalize()
        && let Some(card) = reader.track_at(path.as_os_str().as_bytes(), listener)?
    {
        return Ok(vec![card]);
    }
    let found = reader.search(&words.join(" "), HITS, listener)?;
    Ok(found.tracks.into_iter().map(|card| (*card).clone()).collect())
}
