//! Which album a track sits on: its MusicBrainz release, else album artist, title and folder.

use std::collections::{HashMap, HashSet};

use rusqlite::{OptionalExtension, Transaction, params};

use crate::domain::fold::{search_form, sort_key};
use crate::domain::ids::RootId;
use crate::domain::track::Tags;
use crate::store::Result;
use crate::store::library::names::Names;

const VARIOUS: &str = "Various Artists";
/// Parts of the identity are told apart by a character that folding never leaves.
const SEPARATOR: char = '\u{1f}';

/// Albums met in this scan, by identity.
#[derive(Default)]
pub(super) struct Albums {
    known: HashMap<String, Known>,
    /// Albums that this scan met first.
    pub(super) new: HashSet<i64>,
}

#[derive(Clone, Copy)]
struct Known {
    id: i64,
    /// The artist that all its tracks share, while no tag names an album artist.
    shared: Option<i64>,
}

impl Albums {
    /// The album's row, made when new. None for a track without an album.
    pub(super) fn album(
        &mut self,
        tx: &Transaction<'_>,
        names: &mut Names,
        tags: &Tags,
        main_artist: i64,
        place: (RootId, &[u8]),
        added_at: i64,
    ) -> Result<Option<i64>> {
        let Some(title) = &tags.album else { return Ok(None) };
        let named = album_artist(tags);
        let identity = identity(tags, title, named, place);
        let known = match self.known.get(&identity) {
            Some(known) => *known,
            None => {
                let known = match find(tx, &identity, named.is_none())? {
                    Some(known) => known,
                    None => self.make(tx, names, tags, title, &identity, named, main_artist, added_at)?,
                };
                self.known.insert(identity.clone(), known);
                known
            }
        };
        if known.shared.is_some_and(|shared| shared != main_artist) {
            tx.prepare_cached("UPDATE albums SET artist = ?2, artist_id = NULL WHERE id = ?1")?
                .execute(params![known.id, VARIOUS])?;
            self.known.insert(identity, Known { shared: None, ..known });
        }
        Ok(Some(known.id))
    }

    #[expect(clippy::too_many_arguments, reason = "they are the columns of one row")]
    fn make(
        &mut self,
        tx: &Transaction<'_>,
        names: &mut Names,
        tags: &Tags,
        title: &str,
        identity: &str,
        named: Option<&str>,
        main_artist: i64,
        added_at: i64,
    ) -> Result<Known> {
        let artist_id = match named {
            Some(VARIOUS) => None,
            Some(line) => {
                let name = tags.album_artists.first().map_or(line, String::as_str);
                let mbid = tags.album_artist_mbids.first().map(String::as_str);
                let alone = tags.album_artists.len() <= 1;
                Some(names.artist(tx, name, mbid, tags.album_artist_sort.as_deref().filter(|_| alone))?)
            }
            None => Some(main_artist),
        };
        let artist = match named {
            Some(line) => line.to_owned(),
            None => tx
                .prepare_cached("SELECT name FROM artists WHERE id = ?1")?
                .query_row([main_artist], |row| row.get::<_, String>(0))?,
        };
        tx.prepare_cached(
            "INSERT INTO albums (identity, title, fold, sort_key, artist_id, artist, year, compilation, mbid, added_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(params![
            identity,
            title,
            search_form(title),
            sort_key(tags.album_sort.as_deref().unwrap_or(title)),
            artist_id,
            artist,
            tags.year(),
            tags.compilation,
            tags.release_mbid,
            added_at,
        ])?;
        let id = tx.last_insert_rowid();
        self.new.insert(id);
        Ok(Known { id, shared: artist_id.filter(|_| named.is_none()) })
    }
}

fn find(tx: &Transaction<'_>, identity: &str, is_shared: bool) -> Result<Option<Known>> {
    Ok(tx
        .prepare_cached("SELECT id, artist_id FROM albums WHERE identity = ?1")?
        .query_row([identity], |row| {
            Ok(Known { id: row.get(0)?, shared: row.get::<_, Option<i64>>(1)?.filter(|_| is_shared) })
        })
        .optional()?)
}

fn album_artist(tags: &Tags) -> Option<&str> {
    match &tags.album_artist {
        Some(name) if !matches!(search_form(name).as_str(), "various" | "various artists" | "va") => Some(name),
        Some(_) => Some(VARIOUS),
        None if tags.compilation => Some(VARIOUS),
        None => None,
    }
}

fn identity(tags: &Tags, title: &str, named: Option<&str>, (root, path): (RootId, &[u8])) -> String {
    if let Some(release) = &tags.release_mbid {
        return format!("mb:{release}");
    }
    let artist = named.map(search_form).unwrap_or_default();
    let title = without_disc(&search_form(title)).to_owned();
    format!("{artist}{SEPARATOR}{title}{SEPARATOR}{root}/{}", album_folder(path))
}

/// The folded folder of a file, without the part that only tells the disc.
fn album_folder(path: &[u8]) -> String {
    let end = path.iter().rposition(|&b| b == b'/').unwrap_or(0);
    let mut folder = String::new();
    for part in path[..end].split(|&b| b == b'/') {
        folder.push_str(&escaped(part));
        folder.push(' ');
    }
    let folded = search_form(&folder);
    without_disc(&folded).to_owned()
}

/// Bytes that are no text are written out, so that two such names never become one.
fn escaped(part: &[u8]) -> String {
    match std::str::from_utf8(part) {
        Ok(text) => text.to_owned(),
        Err(_) => part.escape_ascii().to_string(),
    }
}

/// A folded name without "cd 2", "disc 2 of 3" at its end.
fn without_disc(folded: &str) -> &str {
    let words: Vec<&str> = folded.split(' ').collect();
    let number = |word: &str| word.len() <= 2 && !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    let is_disc = |word: &str| matches!(word, "cd" | "disc" | "disk" | "dvd" | "disque" | "vinyl" | "lp");
    let glued = |word: &str| ["cd", "disc", "disk"].iter().any(|name| word.strip_prefix(name).is_some_and(&number));
    let cut = match words.as_slice() {
        [.., disc, n, "of", m] if is_disc(disc) && number(n) && number(m) => 4,
        [.., disc, n] if is_disc(disc) && number(n) => 2,
        [.., word] if glued(word) => 1,
        _ => return folded,
    };
    let kept = words.len() - cut;
    let end = words.iter().take(kept).map(|word| word.len() + 1).sum::<usize>().saturating_sub(1);
    &folded[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disc_parts_do_not_tell_albums_apart() {
        for (path, folder) in [
            ("Can/Tago Mago/CD1/01.flac", "can tago mago"),
            ("Can/Tago Mago/Disc 2/01.flac", "can tago mago"),
            ("Can/Tago Mago (CD 2)/01.flac", "can tago mago"),
            ("Can/Tago Mago [Disc 1 of 2]/01.flac", "can tago mago"),
            ("Can/Tago Mago/01.flac", "can tago mago"),
            ("cd1/01.flac", ""),
            ("01.flac", ""),
            ("Blink 182/Blink 182/01.flac", "blink 182 blink 182"),
        ] {
            assert_eq!(album_folder(path.as_bytes()), folder, "{path}");
        }
        assert_ne!(album_folder(b"\xff/a"), album_folder(b"\xfe/a"));
    }
}
