//! Where each facet stands in the database: the one table of its SQL. A facet without its line
//! here does not compile.
//!
//! Everything is written about a row `t` of `tracks`; `?1` is the listener.

use crate::domain::query::Facet;

/// Where values of a facet stand. A track has one where its key is among the ids found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// The column of `t` that names its row elsewhere; the value itself stands in `t` when none
    /// is named.
    pub(super) elsewhere: Option<Elsewhere>,
    /// The value as it is compared, NULL where nothing is known.
    pub(super) value: &'static str,
    /// The value as it is shown.
    pub(super) shown: &'static str,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Elsewhere {
    pub(super) key: &'static str,
    /// Tables and the condition that joins them.
    pub(super) from: &'static str,
    pub(super) id: &'static str,
    /// The same begun at the values, where these are fewer than the tracks.
    pub(super) by_value: Option<&'static str>,
    /// The value of tracks that have no row there.
    pub(super) otherwise: Option<f64>,
    /// It is put together first, so it is looked up for all tracks at once.
    pub(super) is_made: bool,
}

impl Elsewhere {
    /// Its ids are keys of tracks.
    pub(super) const fn is_of_tracks(&self) -> bool {
        matches!(self.key.as_bytes(), b"t.id")
    }
}

const fn here(value: &'static str, shown: &'static str) -> Place {
    Place { elsewhere: None, value, shown }
}

const fn there(
    key: &'static str,
    from: &'static str,
    id: &'static str,
    value: &'static str,
    shown: &'static str,
) -> Place {
    let elsewhere = Elsewhere { key, from, by_value: None, id, otherwise: None, is_made: false };
    Place { elsewhere: Some(elsewhere), value, shown }
}

/// Names of people, of these roles.
macro_rules! credit {
    ($roles:literal) => {
        named(
            concat!("track_artists c JOIN artists n ON n.id = c.artist_id WHERE c.role IN (", $roles, ")"),
            concat!("artists n CROSS JOIN track_artists c ON c.artist_id = n.id WHERE c.role IN (", $roles, ")"),
        )
    };
}

const fn named(from: &'static str, by_value: &'static str) -> Place {
    let id = "c.track_id";
    let elsewhere = Elsewhere { key: "t.id", from, by_value: Some(by_value), id, otherwise: None, is_made: false };
    Place { elsewhere: Some(elsewhere), value: "n.fold", shown: "n.name" }
}

const fn file(value: &'static str) -> Place {
    there("t.id", FILES, "tf.track_id", value, value)
}

/// Counts of the listener; none is 0.
const fn counted(value: &'static str) -> Place {
    let stats =
        Elsewhere { key: "t.id", from: STATS, by_value: None, id: "s.track_id", otherwise: Some(0.0), is_made: false };
    Place { elsewhere: Some(stats), value, shown: value }
}

const fn heard_at(value: &'static str) -> Place {
    there("t.id", STATS, "s.track_id", value, value)
}

const FILES: &str = "track_files tf JOIN files f ON f.id = tf.file_id WHERE 1";
const PATHS: &str = "track_files tf JOIN files f ON f.id = tf.file_id JOIN roots r ON r.id = f.root_id WHERE 1";
pub(super) const STATS: &str = "track_stats s WHERE s.listener_id = ?1";
const ALBUMS: &str = "albums a WHERE 1";
/// Stars by hand, else as they were taken over from tags and other players.
pub(super) const STARS: &str = "(SELECT track_id, stars FROM ratings WHERE listener_id = ?1
    UNION ALL SELECT i.track_id, max(i.rating) AS stars FROM imported_counts i
      LEFT JOIN import_batches b ON b.id = i.batch_id
      WHERE i.listener_id = ?1 AND b.undone_at IS NULL AND i.rating IS NOT NULL
        AND i.track_id NOT IN (SELECT track_id FROM ratings WHERE listener_id = ?1)
      GROUP BY i.track_id) g WHERE 1";

/// Where a facet's values stand; none for facets of words and items, which have conditions of
/// their own.
pub(super) const fn places(facet: Facet) -> &'static [Place] {
    match facet {
        Facet::Title => const { &[here("nullif(t.fold, '')", "t.title")] },
        Facet::Artist => const { &[here("nullif(t.artist_fold, '')", "t.artist"), credit!("'artist', 'featured'")] },
        Facet::Album => const { &[there("t.album_id", ALBUMS, "a.id", "nullif(a.fold, '')", "a.title")] },
        Facet::AlbumArtist => {
            const { &[there("t.album_id", ALBUMS, "a.id", "nullif(fold(a.artist), '')", "a.artist")] }
        }
        Facet::Genre => {
            const {
                &[named(
                    "track_genres c JOIN genres n ON n.id = c.genre_id WHERE 1",
                    "genres n CROSS JOIN track_genres c ON c.genre_id = n.id WHERE 1",
                )]
            }
        }
        Facet::Composer => const { &[credit!("'composer'")] },
        Facet::Conductor => const { &[credit!("'conductor'")] },
        Facet::Performer => const { &[credit!("'performer'")] },
        Facet::Work => const { &[here("fold(nullif(t.work, ''))", "t.work")] },
        Facet::Year => {
            const {
                &[here(
                    "coalesce(t.year, (SELECT a.year FROM albums a WHERE a.id = t.album_id))",
                    "coalesce(t.year, (SELECT a.year FROM albums a WHERE a.id = t.album_id))",
                )]
            }
        }
        Facet::Heard => const { &[counted("s.listens")] },
        Facet::Skips => const { &[counted("s.skips")] },
        Facet::Finished => const { &[counted("s.finished")] },
        Facet::Last => const { &[heard_at("s.last_listen_at")] },
        Facet::First => const { &[heard_at("s.first_listen_at")] },
        Facet::Added => const { &[here("t.added_at", "t.added_at")] },
        Facet::Rating => {
            const {
                let stars = Elsewhere {
                    key: "t.id",
                    from: STARS,
                    by_value: None,
                    id: "g.track_id",
                    otherwise: None,
                    is_made: true,
                };
                &[Place { elsewhere: Some(stars), value: "g.stars", shown: "g.stars" }]
            }
        }
        Facet::Length => const { &[here("t.length_ms / 1000", "t.length_ms / 1000")] },
        Facet::Bpm => const { &[here("t.bpm", "t.bpm")] },
        Facet::Disc => const { &[here("t.disc", "t.disc")] },
        Facet::Track => const { &[here("t.number", "t.number")] },
        Facet::Format => const { &[there("t.id", FILES, "tf.track_id", "fold(f.format)", "f.format")] },
        Facet::Size => const { &[file("f.size")] },
        Facet::Bitrate => const { &[file("f.bitrate / 1000")] },
        Facet::Rate => const { &[file("f.sample_rate")] },
        Facet::Bits => const { &[file("f.bits")] },
        Facet::Channels => const { &[file("f.channels")] },
        Facet::Changed => const { &[file("f.mtime_ns / 1000000")] },
        Facet::Path => {
            const { &[there("t.id", PATHS, "tf.track_id", "path_form(r.path, f.path)", "path_shown(r.path, f.path)")] }
        }
        Facet::Folder => {
            const { &[there("t.id", PATHS, "tf.track_id", "folder_form(r.path, f.path)", "folder_shown(r.path, f.path)")] }
        }
        Facet::Is | Facet::Has | Facet::In | Facet::Like | Facet::By | Facet::Kind => &[],
    }
}

/// Keys of tracks that the listener said this of.
macro_rules! said {
    ($verb:literal) => {
        concat!(
            "SELECT CAST(target_id AS INTEGER) FROM feedback WHERE listener_id = ?1 AND target_type = 'track'
              AND undone_at IS NULL AND verb = '",
            $verb,
            "'"
        )
    };
}
const RATED: &str = "SELECT track_id FROM ratings WHERE listener_id = ?1";
const IS_RATED: &str = "EXISTS (SELECT 1 FROM ratings g WHERE g.listener_id = ?1 AND g.track_id = t.id)";
const HEARD: &str = "SELECT track_id FROM track_stats WHERE listener_id = ?1 AND listens > 0";
const IS_HEARD: &str =
    "EXISTS (SELECT 1 FROM track_stats s WHERE s.listener_id = ?1 AND s.track_id = t.id AND s.listens > 0)";
/// In one of the listener's playlists.
pub(super) const LISTED: &str =
    "SELECT e.track_id FROM playlists p CROSS JOIN playlist_entries e ON e.playlist_id = p.id
    WHERE p.listener_id = ?1 AND p.deleted_at IS NULL AND e.track_id IS NOT NULL";
const IS_LISTED: &str = "EXISTS (SELECT 1 FROM playlist_entries e JOIN playlists p ON p.id = e.playlist_id
    WHERE e.track_id = t.id AND p.listener_id = ?1 AND p.deleted_at IS NULL)";
macro_rules! lossless {
    ($what:literal, $and:literal) => {
        concat!(
            "SELECT ",
            $what,
            " FROM track_files tf JOIN files f ON f.id = tf.file_id WHERE f.format IN
             ('FLAC', 'ALAC', 'Ogg FLAC', 'WAV', 'AIFF', 'WavPack', 'Monkey''s Audio', 'DSD')",
            $and
        )
    };
}
const ANALYSED: &str = "EXISTS (SELECT 1 FROM track_files tf JOIN files f ON f.id = tf.file_id
    JOIN analyses n ON n.payload = f.payload WHERE tf.track_id = t.id AND n.body IS NOT NULL)";
/// The copies that speak are those that a card would show: here before offline before missing.
const HERE: &str =
    "EXISTS (SELECT 1 FROM track_files tf JOIN files f ON f.id = tf.file_id JOIN roots r ON r.id = f.root_id
    WHERE tf.track_id = t.id AND f.missing_since IS NULL AND r.offline = 0 AND f.problem IS NULL)";
const MISSING: &str = "NOT EXISTS (SELECT 1 FROM track_files tf WHERE tf.track_id = t.id
    AND tf.file_id NOT IN (SELECT id FROM files WHERE missing_since IS NOT NULL))";
const OFFLINE: &str = "(EXISTS (SELECT 1 FROM track_files tf JOIN files f ON f.id = tf.file_id
      WHERE tf.track_id = t.id AND f.missing_since IS NULL AND f.root_id IN (SELECT id FROM roots WHERE offline <> 0))
    AND NOT EXISTS (SELECT 1 FROM track_files tf JOIN files f ON f.id = tf.file_id
      WHERE tf.track_id = t.id AND f.missing_since IS NULL AND f.root_id IN (SELECT id FROM roots WHERE offline = 0)))";
const UNPLAYABLE: &str =
    "(EXISTS (SELECT 1 FROM track_files tf JOIN files f ON f.id = tf.file_id JOIN roots r ON r.id = f.root_id
      WHERE tf.track_id = t.id AND f.problem IS NOT NULL AND f.missing_since IS NULL AND r.offline = 0)
    AND NOT EXISTS (SELECT 1 FROM track_files tf JOIN files f ON f.id = tf.file_id JOIN roots r ON r.id = f.root_id
      WHERE tf.track_id = t.id AND f.missing_since IS NULL AND r.offline = 0 AND f.problem IS NULL))";
/// Files of which an index tells at once that they are missing or broken, and all that lie on
/// roots that are not mounted.
const NOT_HERE: &str = "SELECT id FROM files WHERE missing_since IS NOT NULL OR problem IS NOT NULL
    UNION ALL SELECT id FROM files WHERE root_id IN (SELECT id FROM roots WHERE offline <> 0)";
/// Tracks with a file that is missing, broken, or on a root that is not mounted.
const DOUBTFUL: &str =
    "SELECT t.id FROM tracks t WHERE t.id IN (SELECT tf.track_id FROM track_files tf WHERE tf.file_id IN";
pub(super) const KIND: &str =
    "coalesce(t.kind_by_hand, (SELECT a.kind_by_hand FROM albums a WHERE a.id = t.album_id), t.kind)";

/// A statement that gives the keys of all tracks for which a word of a facet holds and which have
/// a file; none where it is as well asked of each row ([`choice`]).
pub(super) fn chosen(facet: Facet, word: &str) -> Option<String> {
    Some(match (facet, word) {
        (Facet::Is, "liked") => said!("like").into(),
        (Facet::Is, "hidden") => said!("hide").into(),
        (Facet::Is, "rated") => RATED.into(),
        (Facet::Is, "heard") => HEARD.into(),
        (Facet::Is, "lossless") => lossless!("tf.track_id", "").into(),
        (Facet::Is, "here") => format!("SELECT track_id FROM track_files WHERE file_id NOT IN ({NOT_HERE})"),
        (Facet::Is, "missing" | "offline" | "unplayable") => {
            format!("{DOUBTFUL} ({NOT_HERE})) AND {}", choice(facet, word)?)
        }
        (Facet::By, "hand") => by_hand(),
        (Facet::By, "ear") => format!("{HEARD} AND track_id NOT IN ({})", by_hand()),
        _ => return None,
    })
}

fn by_hand() -> String {
    format!("{} UNION ALL {RATED} UNION ALL {LISTED}", said!("like"))
}

fn is_by_hand() -> String {
    format!("(t.id IN ({}) OR {IS_RATED} OR {IS_LISTED})", said!("like"))
}

/// The condition on a row that a word of a facet stands for; none where the facet has no such
/// word. It is asked of few rows: what many tracks share is looked up for each, not listed.
pub(super) fn choice(facet: Facet, word: &str) -> Option<String> {
    Some(match (facet, word) {
        (Facet::Is, "rated") => IS_RATED.into(),
        (Facet::Is, "heard") => IS_HEARD.into(),
        (Facet::Is, "lossless") => format!("EXISTS ({})", lossless!("1", " AND tf.track_id = t.id")),
        (Facet::Has, "analysis") => ANALYSED.into(),
        (Facet::By, "hand") => is_by_hand(),
        (Facet::By, "ear") => format!("({IS_HEARD} AND NOT {})", is_by_hand()),
        (Facet::Is, "here") => HERE.into(),
        (Facet::Is, "missing") => MISSING.into(),
        (Facet::Is, "offline") => OFFLINE.into(),
        (Facet::Is, "unplayable") => UNPLAYABLE.into(),
        (Facet::Is, "compilation") => "t.album_id IN (SELECT id FROM albums WHERE compilation <> 0)".into(),
        (Facet::Is, "guessed") => "t.guessed <> 0".into(),
        (Facet::Has, "cover") => "t.has_cover <> 0".into(),
        (Facet::Has, "lyrics") => "t.has_lyrics <> 0".into(),
        (Facet::Has, "gain") => "(t.track_gain IS NOT NULL OR t.album_gain IS NOT NULL)".into(),
        (Facet::Kind, "music" | "spoken" | "sound") => format!("{KIND} = '{word}'"),
        _ => format!("t.id IN ({})", chosen(facet, word)?),
    })
}
