//! Everything known of one track, as labels and values in groups.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use rusqlite::{OptionalExtension, Row, params};

use super::{Reader, Result, columns};
use crate::domain::browse::{InfoGroup, TrackInfo};
use crate::domain::human;
use crate::domain::ids::{ListenerId, TrackId};
use crate::domain::time::Moment;
use crate::domain::track::TrackCard;
use crate::paths;

impl Reader {
    /// None when there is no such track.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn info(&self, track: TrackId, listener: ListenerId) -> Result<Option<TrackInfo>> {
        let Some(card) = self.cards(&[track], listener)?.pop() else { return Ok(None) };
        let groups = vec![
            InfoGroup { title: "Music".into(), rows: self.music(track)? },
            InfoGroup { title: "Heard".into(), rows: self.heard(&card, listener)? },
            InfoGroup { title: "Files".into(), rows: self.copies(track)? },
        ];
        Ok(Some(TrackInfo {
            card: card.into(),
            groups: groups.into_iter().filter(|group| !group.rows.is_empty()).collect(),
        }))
    }

    fn music(&self, track: TrackId) -> Result<Vec<(String, String)>> {
        let mut rows = Rows::default();
        let mut statement = self.connection.prepare_cached(
            "SELECT t.title, t.artist, a.title, a.artist, t.disc, t.disc_total, t.number, t.number_total, t.date, t.original_date,
                    t.composer, t.conductor, t.work, t.movement, t.bpm, t.track_gain, t.album_gain, t.tag_rating,
                    t.recording_mbid, coalesce(t.kind_by_hand, t.kind),
                    (SELECT group_concat(name, ', ') FROM (SELECT g.name FROM track_genres tg
                       JOIN genres g ON g.id = tg.genre_id WHERE tg.track_id = t.id ORDER BY tg.position))
             FROM tracks t LEFT JOIN albums a ON a.id = t.album_id WHERE t.id = ?1",
        )?;
        statement
            .query_row([track.0], |row| {
                rows.text("title", row.get(0)?);
                rows.text("artist", row.get(1)?);
                rows.text("album", row.get(2)?);
                rows.text("album artist", row.get(3)?);
                rows.text("disc", of_total(row, 4)?);
                rows.text("track", of_total(row, 6)?);
                rows.text("date", row.get(8)?);
                rows.text("first released", row.get(9)?);
                rows.text("composer", row.get(10)?);
                rows.text("conductor", row.get(11)?);
                rows.text("work", row.get(12)?);
                rows.text("movement", row.get(13)?);
                rows.text("genres", row.get(20)?);
                rows.text("tempo", row.get::<_, Option<f64>>(14)?.map(|bpm| format!("{bpm:.0} bpm")));
                let gain = |db: f64| format!("{db:+.1} dB");
                rows.text("track gain", row.get::<_, Option<f64>>(15)?.map(gain));
                rows.text("album gain", row.get::<_, Option<f64>>(16)?.map(gain));
                rows.text("rating in tags", row.get::<_, Option<f64>>(17)?.map(|stars| format!("{stars:.1} of 5")));
                rows.text("MusicBrainz recording", row.get(18)?);
                rows.text("kind", row.get(19)?);
                Ok(())
            })
            .optional()?;
        Ok(rows.0)
    }

    fn heard(&self, card: &TrackCard, listener: ListenerId) -> Result<Vec<(String, String)>> {
        let track = card.id;
        let mut rows = Rows::default();
        rows.text("stars", card.stars.map(|stars| format!("{stars} of 5, by hand")));
        let mut statement = self.connection.prepare_cached(
            "SELECT listens, skips, heard_ms, first_listen_at, last_listen_at FROM track_stats
             WHERE listener_id = ?1 AND track_id = ?2",
        )?;
        let told = statement
            .query_row(params![listener.0, track.0], |row| {
                rows.text("listens", Some(human::times(row.get(0)?)));
                rows.text("skipped", Some(row.get::<_, u32>(1)?).filter(|&n| n > 0).map(human::times));
                rows.text("for", Some(human::span(row.get(2)?)));
                let day = |ms: i64| Moment::utc(ms).date().to_string();
                rows.text("first", row.get::<_, Option<i64>>(3)?.map(day));
                rows.text("last", row.get::<_, Option<i64>>(4)?.map(day));
                Ok(())
            })
            .optional()?;
        if told.is_none() {
            rows.text("listens", Some("never".to_owned()));
        }
        let mut taken = self.connection.prepare_cached(
            "SELECT i.source, i.plays, i.rating FROM imported_counts i JOIN import_batches b ON b.id = i.batch_id
             WHERE i.listener_id = ?1 AND i.track_id = ?2 AND b.undone_at IS NULL ORDER BY i.source",
        )?;
        let mut taken = taken.query(params![listener.0, track.0])?;
        while let Some(row) = taken.next()? {
            let source: String = row.get(0)?;
            let plays =
                row.get::<_, Option<u32>>(1)?.filter(|&n| n > 0).map(|n| format!("{}, by {source}", human::times(n)));
            rows.text("played elsewhere", plays);
            let rating = row.get::<_, Option<f64>>(2)?.map(|stars| format!("{stars:.1} of 5, by {source}"));
            rows.text("rated elsewhere", rating);
        }
        Ok(rows.0)
    }

    fn copies(&self, track: TrackId) -> Result<Vec<(String, String)>> {
        let mut rows = Rows::default();
        let mut statement = self.connection.prepare_cached(
            "SELECT r.path, f.path, f.format, f.sample_rate, f.bits, f.channels, f.bitrate, f.size,
                    f.missing_since IS NOT NULL, r.offline, f.problem
             FROM track_files tf JOIN files f ON f.id = tf.file_id JOIN roots r ON r.id = f.root_id
             WHERE tf.track_id = ?1 ORDER BY f.id",
        )?;
        let mut copies = statement.query([track.0])?;
        while let Some(row) = copies.next()? {
            let path = columns::path_below(row, 0)?;
            rows.text("file", Some(paths::shown(Path::new(OsStr::from_bytes(&path)))));
            rows.text("sound", Some(sound(row)?));
            rows.text("size", Some(format!("{:.1} MB", row.get::<_, i64>(7)? as f64 / 1e6)));
            let state = match (row.get(8)?, row.get(9)?) {
                (true, _) => Some("missing".to_owned()),
                (_, true) => Some("its folder is not mounted".to_owned()),
                _ => row.get(10)?,
            };
            rows.text("state", state);
        }
        Ok(rows.0)
    }
}

#[derive(Default)]
struct Rows(Vec<(String, String)>);

impl Rows {
    /// What is not known has no row.
    fn text(&mut self, label: &str, value: Option<String>) {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            self.0.push((label.to_owned(), value));
        }
    }
}

/// `3 of 12`.
fn of_total(row: &Row<'_>, first: usize) -> rusqlite::Result<Option<String>> {
    let (number, total): (Option<u32>, Option<u32>) = (row.get(first)?, row.get(first + 1)?);
    Ok(number.map(|number| total.map_or_else(|| number.to_string(), |total| format!("{number} of {total}"))))
}

/// `FLAC · 44.1 kHz · 16 bit · stereo · 900 kbit/s`.
fn sound(row: &Row<'_>) -> rusqlite::Result<String> {
    let mut parts = vec![row.get::<_, String>(2)?];
    parts.extend(row.get::<_, Option<u32>>(3)?.map(|rate| format!("{} kHz", f64::from(rate) / 1000.0)));
    parts.extend(row.get::<_, Option<u32>>(4)?.map(|bits| format!("{bits} bit")));
    parts.extend(row.get::<_, Option<u32>>(5)?.map(|channels| match channels {
        1 => "mono".to_owned(),
        2 => "stereo".to_owned(),
        more => format!("{more} channels"),
    }));
    parts.extend(row.get::<_, Option<u32>>(6)?.map(|rate| format!("{} kbit/s", rate / 1000)));
    Ok(parts.join(" · "))
}
