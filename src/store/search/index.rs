//! The words of tracks in the full-text index, and how text becomes words there.
//!
//! Both the index and the query see folded text (see [`crate::domain::fold`]) that was cut into
//! words here. Scripts without spaces are cut into single characters and pairs, so that any part of
//! a name finds it.

use rusqlite::{OptionalExtension, Transaction, params};

use crate::domain::ids::TrackId;
use crate::store::Result;

/// Puts a track's folded words into the index; `known` when it may stand there already.
pub(in crate::store) fn index_track(tx: &Transaction<'_>, track: TrackId, known: bool, folded: &str) -> Result<()> {
    if known {
        forget_track(tx, track)?;
    }
    tx.prepare_cached("INSERT INTO search (rowid, words) VALUES (?1, ?2)")?
        .execute(params![track.0, indexed_words(folded)])?;
    Ok(())
}

/// Reads a track's words from its rows and puts them into the index.
pub(in crate::store) fn reindex_track(tx: &Transaction<'_>, track: TrackId) -> Result<()> {
    let words: Option<String> = tx
        .prepare_cached(
            "SELECT t.fold || ' ' || t.artist_fold || ' ' || coalesce(a.fold, '') || ' '
                    || coalesce((SELECT fold FROM artists WHERE id = a.artist_id), '') || ' '
                    || coalesce((SELECT group_concat(n.fold, ' ') FROM track_artists c
                                 JOIN artists n ON n.id = c.artist_id
                                 WHERE c.track_id = t.id AND c.role IN ('artist', 'featured')), '')
             FROM tracks t LEFT JOIN albums a ON a.id = t.album_id WHERE t.id = ?1",
        )?
        .query_row([track.0], |row| row.get(0))
        .optional()?;
    words.map_or(Ok(()), |words| index_track(tx, track, true, &words))
}

pub(in crate::store) fn forget_track(tx: &Transaction<'_>, track: TrackId) -> Result<()> {
    tx.prepare_cached("DELETE FROM search WHERE rowid = ?1")?.execute([track.0])?;
    Ok(())
}

/// One piece of a folded word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Word(&'a str),
    /// A run in a script that writes without spaces.
    Run(&'a str),
}

/// Cuts folded text into words, and those where the script changes.
pub(super) fn pieces(folded: &str) -> impl Iterator<Item = Piece<'_>> {
    folded.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).flat_map(|word| {
        let mut rest = word;
        std::iter::from_fn(move || {
            let first = rest.chars().next()?;
            let spaceless = is_spaceless(first);
            let end = rest.find(|c| is_spaceless(c) != spaceless).unwrap_or(rest.len());
            let (piece, after) = rest.split_at(end);
            rest = after;
            Some(if spaceless { Piece::Run(piece) } else { Piece::Word(piece) })
        })
    })
}

/// Two neighbouring characters at a time.
pub(super) fn pairs(run: &str) -> impl Iterator<Item = &str> {
    let starts = run.char_indices().map(|(at, _)| at);
    let ends = run.char_indices().map(|(at, c)| at + c.len_utf8()).skip(1);
    starts.zip(ends).filter_map(|(start, end)| run.get(start..end))
}

/// A word as the index knows it: the tokeniser drops ASCII signs, so they are written wide.
pub(super) fn push_token(out: &mut String, word: &str) {
    out.extend(word.chars().map(|c| match c {
        '!'..='~' if !c.is_ascii_alphanumeric() => char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c),
        c => c,
    }));
}

fn indexed_words(folded: &str) -> String {
    let mut out = String::with_capacity(folded.len() + 8);
    for piece in pieces(folded) {
        match piece {
            Piece::Word(word) => {
                push_token(&mut out, word);
                out.push(' ');
            }
            Piece::Run(run) => {
                for c in run.chars() {
                    out.push(c);
                    out.push(' ');
                }
                for pair in pairs(run) {
                    out.push_str(pair);
                    out.push(' ');
                }
            }
        }
    }
    out
}

/// Chinese, Japanese, Thai, Lao, Burmese, Khmer.
pub(super) fn is_spaceless(c: char) -> bool {
    matches!(u32::from(c),
        0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x3005..=0x3007 | 0x3040..=0x30ff | 0x31f0..=0x31ff
        | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_without_spaces_are_cut_into_characters_and_pairs() {
        assert_eq!(indexed_words("椎名林檎 live"), "椎 名 林 檎 椎名 名林 林檎 live ");
        assert_eq!(indexed_words("abc林x"), "abc 林 x ");
        assert_eq!(pairs("林").count(), 0);
    }

    #[test]
    fn signs_and_breaks_never_reach_the_tokeniser() {
        assert_eq!(indexed_words("!!! \0a\"b"), "！！！ a＂b ");
    }
}
