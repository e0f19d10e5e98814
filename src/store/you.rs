//! All that is kept of a listener, gathered for their own page.

use std::path::Path;

use rusqlite::OptionalExtension;
use uuid::Uuid;

use super::{Exclusion, Reader, Result, backup, columns, exclusions};
use crate::domain::feedback::{Feedback, Target};
use crate::domain::human;
use crate::domain::ids::ListenerId;
use crate::domain::playlist::folder::shown;
use crate::domain::section::ItemRef;
use crate::domain::text::path_for_screen;
use crate::domain::time::Moment;
use crate::domain::you::{Kept, LeftOut, Said, Stored, You};

impl Reader {
    /// Everything but what was noticed, which is not stored.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn you(&self, listener: ListenerId, now: Moment) -> Result<You> {
        let mut said = Vec::new();
        for feedback in self.feedback(listener, now)?.into_iter().rev() {
            said.push(self.said(feedback)?);
        }
        let pins = self.pins(listener)?.into_iter();
        Ok(You {
            since: self.first_play(listener)?,
            said,
            pins: pins.map(|pin| Kept { pin: pin.id, title: pin.title, place: pin.place, at: pin.pinned_at }).collect(),
            left_out: self.left_out(listener, now)?,
            limited: self.limited(listener)?,
            passed: self.lists_with_passed(listener)?,
            noticed: Vec::new(),
            stars: self.stars(listener)?,
            month: self.shares(listener, now)?,
            called: self.called(listener, now)?,
            stored: self.stored(listener)?,
        })
    }

    fn first_play(&self, listener: ListenerId) -> Result<Option<Moment>> {
        // A date before there were such files is a clock that was never set.
        let first = self
            .connection
            .prepare_cached(
                "SELECT started_at, utc_offset FROM plays WHERE listener_id = ?1 AND started_at > 946684800000
                 ORDER BY started_at LIMIT 1",
            )?
            .query_row([listener.0], |row| Ok(columns::moment(row.get(0)?, row.get(1)?)))
            .optional()?;
        Ok(first)
    }

    fn said(&self, feedback: Feedback) -> Result<Said> {
        let words = |sql: &str, id: i64| -> Result<Option<(String, String)>> {
            let mut statement = self.connection.prepare_cached(sql)?;
            Ok(statement.query_row([id], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
        };
        let counted = |sql: &str, key: &dyn rusqlite::ToSql| -> Result<String> {
            let tracks: u32 = self.connection.prepare_cached(sql)?.query_row([key], |row| row.get(0))?;
            Ok(human::count(tracks, "track", "tracks"))
        };
        let found = match &feedback.target {
            Target::Item(ItemRef::Track(id)) => words("SELECT title, artist FROM tracks WHERE id = ?1", id.0)?,
            Target::Item(ItemRef::Album(id)) => words("SELECT title, artist FROM albums WHERE id = ?1", id.0)?,
            Target::Item(ItemRef::Artist(id)) => words("SELECT name, '' FROM artists WHERE id = ?1", id.0)?
                .map(|(name, _)| -> Result<_> {
                    let sql = "SELECT count(*) FROM tracks WHERE artist_id = ?1";
                    Ok((name, counted(sql, &id.0)?))
                })
                .transpose()?,
            Target::Item(ItemRef::Playlist(id)) => self
                .connection
                .prepare_cached("SELECT name FROM playlists WHERE uuid = ?1")?
                .query_row([id.0.as_bytes()], |row| Ok((shown(&row.get::<_, String>(0)?).into_owned(), String::new())))
                .optional()?,
            Target::Genre(name) => {
                let fold = crate::domain::fold::search_form(name);
                let sql = "SELECT count(*) FROM track_genres JOIN genres ON genres.id = genre_id WHERE fold = ?1";
                Some((name.clone(), counted(sql, &fold)?))
            }
            Target::Folder(path) => Some((path_for_screen(path), String::new())),
            Target::Section(id) => Some((id.clone(), String::new())),
        };
        let (title, detail) = found.unwrap_or_else(|| ("something that is gone".into(), String::new()));
        Ok(Said { feedback, title, detail })
    }

    fn left_out(&self, listener: ListenerId, now: Moment) -> Result<Vec<LeftOut>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT uuid, rule, made_at FROM exclusion_rules WHERE listener_id = ?1 AND undone_at IS NULL
             ORDER BY id DESC",
        )?;
        let mut rows = statement.query([listener.0])?;
        let mut rules = Vec::new();
        while let Some(row) = rows.next()? {
            let (rule, at): (Uuid, Moment) = (columns::uuid(row, 0)?, now.at(row.get(2)?));
            // What cannot be read was logged when it was first passed over.
            let Ok(exclusion) = serde_json::from_str::<Exclusion>(columns::text(row, 1)?) else { continue };
            let title = exclusions::words(&self.connection, &exclusion, now)?;
            let listens = self.listens_under(listener, &exclusion)?;
            rules.push(LeftOut { rule, what: exclusion.kind().into(), title, listens, at });
        }
        Ok(rules)
    }

    fn stars(&self, listener: ListenerId) -> Result<[u32; 5]> {
        let mut stars = [0; 5];
        for (_, given) in super::ratings::given(&self.connection, listener)? {
            if let Some(count) = usize::from(given).checked_sub(1).and_then(|place| stars.get_mut(place)) {
                *count += 1;
            }
        }
        Ok(stars)
    }

    fn stored(&self, listener: ListenerId) -> Result<Stored> {
        let count = |table: &str| -> Result<u64> {
            let sql = format!("SELECT count(*) FROM {table} WHERE listener_id = ?1");
            let rows: i64 = self.connection.prepare_cached(&sql)?.query_row([listener.0], |row| row.get(0))?;
            Ok(rows.unsigned_abs())
        };
        let sized = |pragma| self.connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
        let bytes = sized("page_count")?.saturating_mul(sized("page_size")?);
        let database = Path::new(self.connection.path().unwrap_or_default());
        let folder = database.parent().map(|folder| folder.join("backups")).unwrap_or_default();
        let backups = backup::sizes(&folder);
        Ok(Stored {
            plays: count("plays")?,
            words: count("feedback")?,
            seen: count("impressions")?,
            searches: count("searches")?,
            opened: count("opened_pages")?,
            bytes: bytes.unsigned_abs(),
            path: path_for_screen(database.as_os_str().as_encoded_bytes()),
            backups: u32::try_from(backups.len()).unwrap_or(u32::MAX),
            backup_bytes: backups.iter().sum(),
            backup_path: path_for_screen(folder.as_os_str().as_encoded_bytes()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::feedback::Verb;
    use crate::store::fixture::{Fixture, NOW};

    #[test]
    fn every_word_in_force_is_named_and_what_was_taken_back_is_not() {
        let fixture = Fixture::new();
        let (store, listener) = (&fixture.store, fixture.store.listener());
        let track = Target::Item(ItemRef::Track(fixture.track("Hyperballad", "Björk")));
        store.say(Verb::Rest, track.clone(), Some(NOW.plus_ms(1_000)), NOW).wait().unwrap();
        store.say(Verb::Hide, Target::Genre("Ska".into()), None, NOW).wait().unwrap();
        store.say(Verb::Like, Target::Genre("Jazz".into()), None, NOW).wait().unwrap();
        store.say(Verb::Like, Target::Genre("Jazz".into()), None, NOW).wait().unwrap();
        let (rule, _) = store.leave_out(Exclusion::folder(b"/music/Sleep"), NOW).wait().unwrap();
        let you = fixture.reader().you(listener, NOW).unwrap();
        let said: Vec<_> = you.said.iter().map(|said| (said.title.as_str(), said.detail.as_str())).collect();
        assert_eq!(said, [("Ska", "0 tracks"), ("Hyperballad", "Björk")]);
        assert_eq!(you.left_out.iter().map(|one| one.title.as_str()).collect::<Vec<_>>(), ["/music/Sleep"]);
        assert!(you.stored.bytes > 0 && you.stored.path.ends_with(".db") && you.month.is_none());

        store.let_in(rule, NOW).wait().unwrap();
        assert_eq!(fixture.reader().you(listener, NOW.plus_ms(2_000)).unwrap().left_out, []);
        assert_eq!(
            store.undo(NOW).wait().unwrap().unwrap().summary,
            "Let in again: /music/Sleep. 0 listens count again"
        );
        let you = fixture.reader().you(listener, NOW.plus_ms(2_000)).unwrap();
        assert_eq!((you.left_out.len(), you.said.len()), (1, 1), "the rest is over");
    }
}
