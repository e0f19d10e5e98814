//! Tracks named on the command line: by path, or by a line of words and facets.

use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use crate::domain::browse::Found;
use crate::domain::ids::ListenerId;
use crate::domain::query::Facet;
use crate::domain::time::Moment;
use crate::domain::track::TrackCard;
use crate::store::{Reader, Result};

/// Most hits that words stand for.
const HITS: u32 = 50;

/// Library tracks that the words name, best first: a path of a known file, else a search.
///
/// # Errors
/// Those of the store.
pub fn tracks(reader: &Reader, listener: ListenerId, words: &[String], now: Moment) -> Result<Vec<TrackCard>> {
    match known_file(reader, listener, words)? {
        Some(card) => Ok(vec![card]),
        None => Ok(cards(reader.find(&line(words), HITS, listener, now)?)),
    }
}

/// The same where all of it is meant: a line with facets stands for everything that it finds,
/// words alone for their best hits.
///
/// # Errors
/// Those of the store.
pub fn all(reader: &Reader, listener: ListenerId, words: &[String], now: Moment) -> Result<Vec<TrackCard>> {
    if let Some(card) = known_file(reader, listener, words)? {
        return Ok(vec![card]);
    }
    let line = line(words);
    let best = reader.find(&line, HITS, listener, now)?;
    match best.matches {
        Some(matches) if matches > HITS => Ok(cards(reader.find(&line, matches, listener, now)?)),
        _ => Ok(cards(best)),
    }
}

fn known_file(reader: &Reader, listener: ListenerId, words: &[String]) -> Result<Option<TrackCard>> {
    let [path] = words else { return Ok(None) };
    match Path::new(path).canonicalize() {
        Ok(path) => reader.track_at(path.as_os_str().as_bytes(), listener),
        Err(_) => Ok(None),
    }
}

fn cards(found: Found) -> Vec<TrackCard> {
    found.tracks.into_iter().map(|card| (*card).clone()).collect()
}

/// The arguments as one line of the query language. The shell took quotes away: an argument
/// with spaces in it was meant as one, unless all of the line came so.
#[must_use]
pub fn line(words: &[String]) -> String {
    if let [all] = words {
        return all.clone();
    }
    let quoted = |word: &String| match word.split_once(':') {
        _ if word.contains('"') || !word.contains(char::is_whitespace) => word.clone(),
        Some((name, value)) if Facet::from_name(name.trim_start_matches('-')).is_some() => {
            format!("{name}:\"{value}\"")
        }
        _ => word.clone(),
    };
    words.iter().map(quoted).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_shell_took_out_of_quotes_stays_together() {
        let line = |words: &[&str]| line(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        assert_eq!(line(&["artist:nina simone", "year:1960s"]), "artist:\"nina simone\" year:1960s");
        assert_eq!(line(&["nina simone", "-in:my list"]), "nina simone -in:\"my list\"");
        assert_eq!(line(&["artist:nina genre:jazz"]), "artist:nina genre:jazz");
    }
}
