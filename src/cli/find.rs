//! Tracks named on the command line: by path, or by a line of words and facets.

use std::ffi::OsString;
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
        return all.trim_start().to_owned();
    }
    let quoted = |word: &String| {
        let word = word.trim_start();
        match word.split_once(':') {
            _ if word.contains('"') || !word.contains(char::is_whitespace) => word.to_owned(),
            Some((name, value)) if Facet::from_name(name.trim_start_matches('-')).is_some() => {
                format!("{name}:\"{value}\"")
            }
            _ => word.to_owned(),
        }
    };
    words.iter().map(quoted).collect::<Vec<_>>().join(" ")
}

/// The arguments of the program, with a facet that is turned round kept from being taken for
/// options: `-genre:pop` gets a space before it, which the query language passes over. To let a
/// positional argument begin with a hyphen would swallow the options that follow it.
pub fn without_false_options(arguments: impl IntoIterator<Item = OsString>) -> impl Iterator<Item = OsString> {
    arguments.into_iter().map(|argument| match argument.to_str() {
        Some(word) if is_turned_round(word) => OsString::from(format!(" {word}")),
        _ => argument,
    })
}

fn is_turned_round(word: &str) -> bool {
    let Some(rest) = word.strip_prefix('-') else { return false };
    let facet = rest.split_once(':').is_some_and(|(name, _)| Facet::from_name(name).is_some());
    facet || rest.starts_with(['(', '"'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_turned_round_is_no_option() {
        let given = ["tonearm", "search", "-genre:pop", "--limit", "3", "-(a | b)", "-h", "-x:y", "--is:liked"];
        let taken: Vec<OsString> = without_false_options(given.map(OsString::from)).collect();
        let kept = ["tonearm", "search", " -genre:pop", "--limit", "3", " -(a | b)", "-h", "-x:y", "--is:liked"];
        assert_eq!(taken, kept.map(OsString::from));
        assert_eq!(line(&[" -genre:pop".to_owned()]), "-genre:pop");
        assert_eq!(line(&["jazz".to_owned(), " -artist:nina simone".to_owned()]), "jazz -artist:\"nina simone\"");
    }

    #[test]
    fn what_the_shell_took_out_of_quotes_stays_together() {
        let line = |words: &[&str]| line(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        assert_eq!(line(&["artist:nina simone", "year:1960s"]), "artist:\"nina simone\" year:1960s");
        assert_eq!(line(&["nina simone", "-in:my list"]), "nina simone -in:\"my list\"");
        assert_eq!(line(&["artist:nina genre:jazz"]), "artist:nina genre:jazz");
    }
}
