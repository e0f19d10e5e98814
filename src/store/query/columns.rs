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
    /// The value of tracks that have no row there.
    pub(super) otherwise: Option<f64>,
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
    Place { elsewhere: Some(Elsewhere { key, from, id, otherwise: None }), value, shown }
}

const fn credit(from: &'static str) -> Place {
    there("t.id", from, "c.track_id", "n.fold", "n.name")
}

const fn file(value: &'static str) -> Place {
    there("t.id", FILES, "tf.track_id", value, value)
}

/// Counts of the listener; none is 0.
const fn counted(value: &'static str) -> Place {
    let stats = Elsewhere { key: "t.id", from: STATS, id: "s.track_id", otherwise: Some(0.0) };
    Place { elsewhere: Some(stats), value, shown: value }
}

const fn heard_at(value: &'static str) -> Place {
    there("t.id", STATS, "s.track_id", value, value)
}

const FILES: &str = "track_files tf JOIN files f ON f.id = tf.file_id WHERE 1";
const PATHS: &str = "track_files tf JOIN files f ON f.id = tf.file_id JOIN roots r ON r.id = f.root_id WHERE 1";
const STATS: &str = "track_stats s WHERE s.listener_id = ?1";
const ALBUMS: &str = "albums a WHERE 1";
/// Stars by hand, else as they were taken over from tags and other players.
const STARS: &str = "(SELECT track_id, stars FROM ratings WHERE listener_id = ?1
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
        Facet::Artist => {
            const {
                &[
                    here("nullif(t.artist_fold, '')", "t.artist"),
                    credit(
                        "track_artists c JOIN artists n ON n.id = c.artist_id WHERE c.role IN ('artist', 'featured')",
                    ),
                ]
            }
        }
        Facet::Album => const { &[there("t.album_id", ALBUMS, "a.id", "nullif(a.fold, '')", "a.title")] },
        Facet::AlbumArtist => {
            const { &[there("t.album_id", ALBUMS, "a.id", "nullif(fold(a.artist), '')", "a.artist")] }
        }
        Facet::Genre => {
            const {
                &[there(
                    "t.id",
                    "track_genres g JOIN genres n ON n.id = g.genre_id WHERE 1",
                    "g.track_id",
                    "n.fold",
                    "n.name",
                )]
            }
        }
        Facet::Composer => {
            const { &[credit("track_artists c JOIN artists n ON n.id = c.artist_id WHERE c.role = 'composer'")] }
        }
        Facet::Conductor => {
            const { &[credit("track_artists c JOIN artists n ON n.id = c.artist_id WHERE c.role = 'conductor'")] }
        }
        Facet::Performer => {
            const { &[credit("track_artists c JOIN artists n ON n.id = c.artist_id WHERE c.role = 'performer'")] }
        }
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
        Facet::Rating => const { &[there("t.id", STARS, "g.track_id", "g.stars", "g.stars")] },
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

const LIKED: &str = "t.id IN (SELECT CAST(target_id AS INTEGER) FROM feedback
    WHERE listener_id = ?1 AND target_type = 'track' AND verb = 'like' AND undone_at IS NULL)";
const HIDDEN: &str = "t.id IN (SELECT CAST(target_id AS INTEGER) FROM feedback
    WHERE listener_id = ?1 AND target_type = 'track' AND verb = 'hide' AND undone_at IS NULL)";
const RATED: &str = "t.id IN (SELECT track_id FROM ratings WHERE listener_id = ?1)";
const HEARD: &str = "t.id IN (SELECT track_id FROM track_stats WHERE listener_id = ?1 AND listens > 0)";
/// In one of the listener's playlists.
pub(super) const LISTED: &str =
    "t.id IN (SELECT e.track_id FROM playlist_entries e JOIN playlists p ON p.id = e.playlist_id
    WHERE p.listener_id = ?1 AND p.deleted_at IS NULL AND e.track_id IS NOT NULL)";
const BY_HAND: &str = "(t.id IN (SELECT CAST(target_id AS INTEGER) FROM feedback
      WHERE listener_id = ?1 AND target_type = 'track' AND verb = 'like' AND undone_at IS NULL)
    OR t.id IN (SELECT track_id FROM ratings WHERE listener_id = ?1)
    OR t.id IN (SELECT e.track_id FROM playlist_entries e JOIN playlists p ON p.id = e.playlist_id
      WHERE p.listener_id = ?1 AND p.deleted_at IS NULL AND e.track_id IS NOT NULL))";
const BY_EAR: &str = "(t.id IN (SELECT track_id FROM track_stats WHERE listener_id = ?1 AND listens > 0)
    AND NOT (t.id IN (SELECT CAST(target_id AS INTEGER) FROM feedback
      WHERE listener_id = ?1 AND target_type = 'track' AND verb = 'like' AND undone_at IS NULL)
    OR t.id IN (SELECT track_id FROM ratings WHERE listener_id = ?1)
    OR t.id IN (SELECT e.track_id FROM playlist_entries e JOIN playlists p ON p.id = e.playlist_id
      WHERE p.listener_id = ?1 AND p.deleted_at IS NULL AND e.track_id IS NOT NULL)))";
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
const LOSSLESS: &str = "t.id IN (SELECT tf.track_id FROM track_files tf JOIN files f ON f.id = tf.file_id
    WHERE f.format IN ('FLAC', 'ALAC', 'Ogg FLAC', 'WAV', 'AIFF', 'WavPack', 'Monkey''s Audio', 'DSD'))";
pub(super) const KIND: &str =
    "coalesce(t.kind_by_hand, (SELECT a.kind_by_hand FROM albums a WHERE a.id = t.album_id), t.kind)";

/// The condition that a word of a facet stands for; none where the facet has no such word.
pub(super) fn choice(facet: Facet, word: &str) -> Option<String> {
    Some(match (facet, word) {
        (Facet::Is, "liked") => LIKED.into(),
        (Facet::Is, "hidden") => HIDDEN.into(),
        (Facet::Is, "rated") => RATED.into(),
        (Facet::Is, "heard") => HEARD.into(),
        (Facet::Is, "here") => HERE.into(),
        (Facet::Is, "missing") => MISSING.into(),
        (Facet::Is, "offline") => OFFLINE.into(),
        (Facet::Is, "unplayable") => UNPLAYABLE.into(),
        (Facet::Is, "lossless") => LOSSLESS.into(),
        (Facet::Is, "compilation") => "t.album_id IN (SELECT id FROM albums WHERE compilation <> 0)".into(),
        (Facet::Is, "guessed") => "t.guessed <> 0".into(),
        (Facet::Has, "cover") => "t.has_cover <> 0".into(),
        (Facet::Has, "lyrics") => "t.has_lyrics <> 0".into(),
        (Facet::Has, "gain") => "(t.track_gain IS NOT NULL OR t.album_gain IS NOT NULL)".into(),
        (Facet::Has, "analysis") => "t.id IN (SELECT tf.track_id FROM track_files tf JOIN files f ON f.id = tf.file_id
            WHERE f.payload IN (SELECT payload FROM analyses WHERE body IS NOT NULL))"
            .into(),
        (Facet::By, "hand") => BY_HAND.into(),
        (Facet::By, "ear") => BY_EAR.into(),
        (Facet::Kind, "music" | "spoken" | "sound") => format!("{KIND} = '{word}'"),
        _ => return None,
    })
}

/// What a list is put in order by, NULL where nothing is known.
pub(super) const fn order(facet: Facet) -> &'static str {
    match facet {
        Facet::Title => "t.sort_key",
        Facet::Artist => {
            "coalesce((SELECT n.sort_key FROM artists n WHERE n.id = t.artist_id), nullif(t.artist_fold, ''))"
        }
        Facet::Album => "(SELECT a.sort_key FROM albums a WHERE a.id = t.album_id)",
        Facet::AlbumArtist => "(SELECT nullif(fold(a.artist), '') FROM albums a WHERE a.id = t.album_id)",
        Facet::Genre => {
            "(SELECT min(n.fold) FROM track_genres g JOIN genres n ON n.id = g.genre_id WHERE g.track_id = t.id)"
        }
        Facet::Composer => {
            "(SELECT min(n.sort_key) FROM track_artists c JOIN artists n ON n.id = c.artist_id WHERE c.track_id = t.id AND c.role = 'composer')"
        }
        Facet::Conductor => {
            "(SELECT min(n.sort_key) FROM track_artists c JOIN artists n ON n.id = c.artist_id WHERE c.track_id = t.id AND c.role = 'conductor')"
        }
        Facet::Performer => {
            "(SELECT min(n.sort_key) FROM track_artists c JOIN artists n ON n.id = c.artist_id WHERE c.track_id = t.id AND c.role = 'performer')"
        }
        Facet::Work => "fold(nullif(t.work, ''))",
        Facet::Year => "coalesce(t.year, (SELECT a.year FROM albums a WHERE a.id = t.album_id))",
        Facet::Heard => {
            "coalesce((SELECT s.listens FROM track_stats s WHERE s.listener_id = ?1 AND s.track_id = t.id), 0)"
        }
        Facet::Skips => {
            "coalesce((SELECT s.skips FROM track_stats s WHERE s.listener_id = ?1 AND s.track_id = t.id), 0)"
        }
        Facet::Finished => {
            "coalesce((SELECT s.finished FROM track_stats s WHERE s.listener_id = ?1 AND s.track_id = t.id), 0)"
        }
        Facet::Last => "(SELECT s.last_listen_at FROM track_stats s WHERE s.listener_id = ?1 AND s.track_id = t.id)",
        Facet::First => "(SELECT s.first_listen_at FROM track_stats s WHERE s.listener_id = ?1 AND s.track_id = t.id)",
        Facet::Added => "t.added_at",
        Facet::Rating => {
            "coalesce((SELECT g.stars FROM ratings g WHERE g.listener_id = ?1 AND g.track_id = t.id),
              (SELECT max(i.rating) FROM imported_counts i LEFT JOIN import_batches b ON b.id = i.batch_id
               WHERE i.listener_id = ?1 AND i.track_id = t.id AND b.undone_at IS NULL))"
        }
        Facet::Length => "t.length_ms",
        Facet::Bpm => "t.bpm",
        Facet::Disc => "t.disc",
        Facet::Track => "t.number",
        Facet::Format => {
            "(SELECT min(f.format) FROM track_files tf JOIN files f ON f.id = tf.file_id WHERE tf.track_id = t.id)"
        }
        Facet::Size => {
            "(SELECT max(f.size) FROM track_files tf JOIN files f ON f.id = tf.file_id WHERE tf.track_id = t.id)"
        }
        Facet::Bitrate => {
            "(SELECT max(f.bitrate) FROM track_files tf JOIN files f ON f.id = tf.file_id WHERE tf.track_id = t.id)"
        }
        Facet::Rate => {
            "(SELECT max(f.sample_rate) FROM track_files tf JOIN files f ON f.id = tf.file_id WHERE tf.track_id = t.id)"
        }
        Facet::Bits => {
            "(SELECT max(f.bits) FROM track_files tf JOIN files f ON f.id = tf.file_id WHERE tf.track_id = t.id)"
        }
        Facet::Channels => {
            "(SELECT max(f.channels) FROM track_files tf JOIN files f ON f.id = tf.file_id WHERE tf.track_id = t.id)"
        }
        Facet::Changed => {
            "(SELECT max(f.mtime_ns) FROM track_files tf JOIN files f ON f.id = tf.file_id WHERE tf.track_id = t.id)"
        }
        Facet::Path | Facet::Folder => {
            "(SELECT min(path_form(r.path, f.path)) FROM track_files tf JOIN files f ON f.id = tf.file_id JOIN roots r ON r.id = f.root_id WHERE tf.track_id = t.id)"
        }
        Facet::Is | Facet::Has | Facet::In | Facet::Like | Facet::By | Facet::Kind => "NULL",
    }
}
