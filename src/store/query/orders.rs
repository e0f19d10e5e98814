//! What lists are put in order by: where it stands for a few tracks, and for all.

use super::columns::STATS;
use crate::domain::query::Facet;

/// How the sorted value of every track is read in one go.
pub(super) enum Bulk {
    /// From the rows `t` of tracks themselves.
    Row(&'static str),
    /// Of a row that many tracks share: the column that names it, a statement of all such rows
    /// with their values, and the value of tracks that name none.
    Shared { key: &'static str, all: &'static str, otherwise: Option<&'static str> },
    /// A statement of tracks and values. Of several of a track the greatest stands, else the least.
    Pairs { all: String, greatest: bool },
}

const FILES: &str = "track_files tf JOIN files f ON f.id = tf.file_id";
const YEAR: &str = "coalesce(t.year, (SELECT a.year FROM albums a WHERE a.id = t.album_id))";

/// What a facet is sorted by, of a row `t` of tracks: NULL where nothing is known.
pub(super) fn of_row(facet: Facet) -> String {
    let credited = |role: &str| {
        format!(
            "(SELECT min(n.sort_key) FROM track_artists c JOIN artists n ON n.id = c.artist_id
              WHERE c.track_id = t.id AND c.role = '{role}')"
        )
    };
    let stat = |column: &str| format!("(SELECT {column} FROM {STATS} AND s.track_id = t.id)");
    let file = |value: &str| format!("(SELECT {value} FROM {FILES} WHERE tf.track_id = t.id)");
    match facet {
        Facet::Artist => {
            "coalesce((SELECT n.sort_key FROM artists n WHERE n.id = t.artist_id), nullif(t.artist_fold, ''))".into()
        }
        Facet::Album => "(SELECT a.sort_key FROM albums a WHERE a.id = t.album_id)".into(),
        Facet::AlbumArtist => "(SELECT nullif(fold(a.artist), '') FROM albums a WHERE a.id = t.album_id)".into(),
        Facet::Genre => {
            "(SELECT min(n.fold) FROM track_genres g JOIN genres n ON n.id = g.genre_id WHERE g.track_id = t.id)".into()
        }
        Facet::Composer => credited("composer"),
        Facet::Conductor => credited("conductor"),
        Facet::Performer => credited("performer"),
        Facet::Heard => format!("coalesce({}, 0)", stat("s.listens")),
        Facet::Skips => format!("coalesce({}, 0)", stat("s.skips")),
        Facet::Finished => format!("coalesce({}, 0)", stat("s.finished")),
        Facet::Last => stat("s.last_listen_at"),
        Facet::First => stat("s.first_listen_at"),
        Facet::Rating => "coalesce((SELECT g.stars FROM ratings g WHERE g.listener_id = ?1 AND g.track_id = t.id),
              (SELECT max(i.rating) FROM imported_counts i LEFT JOIN import_batches b ON b.id = i.batch_id
               WHERE i.listener_id = ?1 AND i.track_id = t.id AND b.undone_at IS NULL))"
            .into(),
        Facet::Format => file("min(f.format)"),
        Facet::Size => file("max(f.size)"),
        Facet::Bitrate => file("max(f.bitrate)"),
        Facet::Rate => file("max(f.sample_rate)"),
        Facet::Bits => file("max(f.bits)"),
        Facet::Channels => file("max(f.channels)"),
        Facet::Changed => file("max(f.mtime_ns / 1000000)"),
        Facet::Path | Facet::Folder => format!(
            "(SELECT min(path_form(r.path, f.path)) FROM {FILES} JOIN roots r ON r.id = f.root_id WHERE tf.track_id = t.id)"
        ),
        _ => match bulk(facet) {
            Bulk::Row(value) => value.into(),
            _ => "NULL".into(),
        },
    }
}

/// The same of all tracks.
pub(super) fn bulk(facet: Facet) -> Bulk {
    let stat = |column: &str| Bulk::Pairs { all: format!("SELECT s.track_id, {column} FROM {STATS}"), greatest: true };
    let file = |value: &str| Bulk::Pairs { all: format!("SELECT tf.track_id, {value} FROM {FILES}"), greatest: true };
    let credited = |role: &str| Bulk::Pairs {
        all: format!(
            "SELECT c.track_id, n.sort_key FROM track_artists c JOIN artists n ON n.id = c.artist_id WHERE c.role = '{role}'"
        ),
        greatest: false,
    };
    match facet {
        Facet::Title => Bulk::Row("t.sort_key"),
        Facet::Work => Bulk::Row("fold(nullif(t.work, ''))"),
        Facet::Year => Bulk::Row(YEAR),
        Facet::Added => Bulk::Row("t.added_at"),
        Facet::Length => Bulk::Row("t.length_ms"),
        Facet::Bpm => Bulk::Row("t.bpm"),
        Facet::Disc => Bulk::Row("t.disc"),
        Facet::Track => Bulk::Row("t.number"),
        Facet::Artist => Bulk::Shared {
            key: "t.artist_id",
            all: "SELECT id, sort_key FROM artists",
            otherwise: Some("nullif(t.artist_fold, '')"),
        },
        Facet::Album => Bulk::Shared { key: "t.album_id", all: "SELECT id, sort_key FROM albums", otherwise: None },
        Facet::AlbumArtist => {
            Bulk::Shared { key: "t.album_id", all: "SELECT id, nullif(fold(artist), '') FROM albums", otherwise: None }
        }
        Facet::Genre => Bulk::Pairs {
            all: "SELECT g.track_id, n.fold FROM track_genres g JOIN genres n ON n.id = g.genre_id".into(),
            greatest: false,
        },
        Facet::Composer => credited("composer"),
        Facet::Conductor => credited("conductor"),
        Facet::Performer => credited("performer"),
        Facet::Heard => stat("s.listens"),
        Facet::Skips => stat("s.skips"),
        Facet::Finished => stat("s.finished"),
        Facet::Last => stat("s.last_listen_at"),
        Facet::First => stat("s.first_listen_at"),
        Facet::Rating => {
            Bulk::Pairs { all: format!("SELECT g.track_id, g.stars FROM {}", super::columns::STARS), greatest: true }
        }
        Facet::Format => Bulk::Pairs { all: format!("SELECT tf.track_id, f.format FROM {FILES}"), greatest: false },
        Facet::Size => file("f.size"),
        Facet::Bitrate => file("f.bitrate"),
        Facet::Rate => file("f.sample_rate"),
        Facet::Bits => file("f.bits"),
        Facet::Channels => file("f.channels"),
        Facet::Changed => file("f.mtime_ns / 1000000"),
        Facet::Path | Facet::Folder => Bulk::Pairs {
            all: format!("SELECT tf.track_id, path_form(r.path, f.path) FROM {FILES} JOIN roots r ON r.id = f.root_id"),
            greatest: false,
        },
        Facet::Is | Facet::Has | Facet::In | Facet::Like | Facet::By | Facet::Kind => Bulk::Row("NULL"),
    }
}

/// The value of tracks of which nothing is written.
pub(super) const fn otherwise(facet: Facet) -> Option<i64> {
    match facet {
        Facet::Heard | Facet::Skips | Facet::Finished => Some(0),
        _ => None,
    }
}
