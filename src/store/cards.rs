//! Tracks as lists show them, for one listener.

use std::collections::HashSet;
use std::sync::Arc;

use rusqlite::{CachedStatement, Connection, OptionalExtension, Row, Transaction, params};

use super::library::{CopyColumns, Quality};
use super::{Result, columns};
use crate::domain::feedback::Verb;
use crate::domain::ids::{AlbumId, ArtistId, ListenerId, TrackId};
use crate::domain::track::{Gain, Kind, Presence, TrackCard};

/// Cards of the tracks that are there, in the order that was asked.
pub(super) fn cards(connection: &Connection, listener: ListenerId, tracks: &[TrackId]) -> Result<Vec<Arc<TrackCard>>> {
    Ok(CardDesk::open(connection, listener)?.cards(tracks)?.into_iter().map(Arc::new).collect())
}

/// Writes one card after the other. A card is two look-ups, which is quick for a page and for
/// fifty thousand lines alike.
pub(super) struct CardDesk<'c> {
    listener: ListenerId,
    words: CachedStatement<'c>,
    copies: CachedStatement<'c>,
    liked: HashSet<i64>,
    /// Else SQLite takes and gives back its lock for each look-up.
    _moment: Option<Transaction<'c>>,
}

impl<'c> CardDesk<'c> {
    pub(super) fn open(connection: &'c Connection, listener: ListenerId) -> Result<Self> {
        let moment = connection.is_autocommit().then(|| connection.unchecked_transaction()).transpose()?;
        let liked = connection
            .prepare_cached(
                "SELECT CAST(target_id AS INTEGER) FROM feedback
                 WHERE listener_id = ?1 AND target_type = 'track' AND verb = ?2 AND undone_at IS NULL",
            )?
            .query_map(params![listener.0, Verb::Like.name()], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let words = connection.prepare_cached(
            "SELECT tracks.title, tracks.artist, tracks.artist_id, albums.title, tracks.album_id, disc, number,
                    coalesce(tracks.year, albums.year), length_ms,
                    coalesce(tracks.kind_by_hand, albums.kind_by_hand, tracks.kind), listens,
                    track_gain, track_peak, album_gain, album_peak, ratings.stars,
                    nullif(work, '')
             FROM tracks LEFT JOIN albums ON albums.id = tracks.album_id
             LEFT JOIN track_stats ON track_stats.listener_id = ?2 AND track_stats.track_id = tracks.id
             LEFT JOIN ratings ON ratings.listener_id = ?2 AND ratings.track_id = tracks.id
             WHERE tracks.id = ?1",
        )?;
        let copies = connection.prepare_cached(
            "SELECT roots.path, files.path, missing_since IS NOT NULL, roots.offline, problem IS NOT NULL, format, bits,
                    bitrate, sample_rate
             FROM track_files JOIN files ON files.id = file_id JOIN roots ON roots.id = root_id
             WHERE track_id = ?1 ORDER BY files.id",
        )?;
        Ok(Self { listener, words, copies, liked, _moment: moment })
    }

    /// Those of the tracks that are there, in the order that was asked.
    pub(super) fn cards(&mut self, tracks: &[TrackId]) -> Result<Vec<TrackCard>> {
        let mut cards = Vec::with_capacity(tracks.len());
        for track in tracks {
            cards.extend(self.card(*track)?);
        }
        Ok(cards)
    }

    /// None when there is no such track.
    pub(super) fn card(&mut self, track: TrackId) -> Result<Option<TrackCard>> {
        let liked = self.liked.contains(&track.0);
        let card =
            self.words.query_row(params![track.0, self.listener.0], |row| words(row, track, liked)).optional()?;
        let Some(mut card) = card else { return Ok(None) };
        let mut copies = self.copies.query([track.0])?;
        let mut best: Option<Quality> = None;
        while let Some(row) = copies.next()? {
            let copy = CopyColumns {
                missing: row.get(2)?,
                offline: row.get(3)?,
                problem: row.get(4)?,
                format: columns::text(row, 5)?,
                bits: row.get(6)?,
                bitrate: row.get(7)?,
                sample_rate: row.get(8)?,
            };
            let quality = Quality::of(&copy);
            // Of equal copies the older one plays.
            if best.is_none_or(|best| quality > best) {
                best = Some(quality);
                card.presence = presence(&copy);
                card.path = Some(columns::path_below(row, 0)?);
            }
        }
        Ok(Some(card))
    }
}

fn words(row: &Row<'_>, id: TrackId, liked: bool) -> rusqlite::Result<TrackCard> {
    Ok(TrackCard {
        id,
        title: row.get(0)?,
        artist: row.get(1)?,
        artist_id: row.get::<_, Option<i64>>(2)?.map(ArtistId),
        album: row.get(3)?,
        album_id: row.get::<_, Option<i64>>(4)?.map(AlbumId),
        disc: row.get(5)?,
        number: row.get(6)?,
        year: row.get(7)?,
        length_ms: row.get(8)?,
        kind: Kind::from_name(columns::text(row, 9)?).unwrap_or_default(),
        // Until a file says otherwise.
        presence: Presence::Missing,
        path: None,
        listens: row.get::<_, Option<u32>>(10)?.unwrap_or(0),
        liked,
        stars: row.get(15)?,
        work: row.get(16)?,
        gain: Gain {
            track_db: row.get(11)?,
            track_peak: row.get(12)?,
            album_db: row.get(13)?,
            album_peak: row.get(14)?,
        },
    })
}

fn presence(copy: &CopyColumns<'_>) -> Presence {
    match copy {
        CopyColumns { missing: true, .. } => Presence::Missing,
        CopyColumns { offline: true, .. } => Presence::Offline,
        CopyColumns { problem: true, .. } => Presence::Unplayable,
        _ => Presence::Here,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::feedback::Target;
    use crate::domain::section::ItemRef;
    use crate::store::fixture::{Fixture, NOW};

    #[test]
    fn a_card_shows_the_copy_that_plays_and_what_the_listener_thinks() {
        let fixture = Fixture::new();
        let (song, bare) = (fixture.track("Sunny", "Bobby Hebb"), fixture.track("Bare", "x"));
        let setup = "INSERT INTO roots (id, path, added_at, offline) VALUES (1, CAST('/m' AS BLOB), 0, 0), (2, CAST('/usb' AS BLOB), 0, 1);
             INSERT INTO files (id, root_id, path, size, mtime_ns, ctime_ns, inode, format, bits, added_at, missing_since)
             VALUES (1, 1, x'61', 0, 0, 0, 0, 'MP3', NULL, 0, 5), (2, 2, x'62', 0, 0, 0, 0, 'FLAC', 24, 0, NULL),
                    (3, 1, x'ff', 0, 0, 0, 0, 'FLAC', 16, 0, NULL), (4, 1, x'64', 0, 0, 0, 0, 'FLAC', 16, 0, NULL);
             INSERT INTO track_files (file_id, track_id) VALUES (1, 1), (2, 1), (3, 1), (4, 1);
             INSERT INTO track_stats (listener_id, track_id, listens) VALUES (1, 1, 14);
             UPDATE tracks SET track_gain = -6.5, kind_by_hand = 'spoken' WHERE id = 1;";
        fixture.store.writer().urgent(move |tx| Ok(tx.execute_batch(setup)?)).wait().unwrap();
        fixture.store.say(Verb::Like, Target::Item(ItemRef::Track(song)), None, NOW).wait().unwrap();
        let reader = fixture.reader();
        let ids = [bare, TrackId(4_711), song, song];
        let cards = cards(&reader.connection, fixture.store.listener(), &ids).unwrap();
        let titles: Vec<_> = cards.iter().map(|card| card.title.as_str()).collect();
        assert_eq!(titles, ["Bare", "Sunny", "Sunny"]);
        assert_eq!((cards[0].presence, &cards[0].path, cards[0].listens), (Presence::Missing, &None, 0));
        let sunny = &cards[1];
        assert_eq!(sunny.path.as_deref(), Some(b"/m/\xff".as_slice()), "here, and older than its twin");
        assert_eq!((sunny.presence, sunny.kind, sunny.listens, sunny.liked), (Presence::Here, Kind::Spoken, 14, true));
        assert_eq!(sunny.gain.track_db, Some(-6.5));
    }
}
