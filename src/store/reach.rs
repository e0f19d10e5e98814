//! What a word of "less" would reach: the tracks behind a target, and its places on home.

use std::collections::{HashMap, HashSet};

use rusqlite::{OptionalExtension, Params, params};

use super::{Reader, Result, columns};
use crate::domain::browse::{FolderPlace, Selection};
use crate::domain::feedback::Target;
use crate::domain::ids::{AlbumId, ArtistId, GenreId, ListenerId, PlayId, RootId, TrackId};
use crate::domain::playlist::folder::shown;
use crate::domain::reach::{Credits, LessPreview, Reach};
use crate::domain::section::{Home, ItemRef};
use crate::domain::sound_space::{ANALYSER, VERSION};
use crate::domain::text::path_for_screen;
use crate::domain::time::Moment;

/// Which tracks stand behind each pick of a home.
struct Places {
    /// Section and the tracks of a pick; picks of artists and playlists stand for all of theirs.
    picks: Vec<(usize, ItemRef, HashSet<TrackId>)>,
}

impl Places {
    fn of(reader: &Reader, home: &Home) -> Result<Self> {
        let mut known: HashMap<ItemRef, HashSet<TrackId>> = HashMap::new();
        let mut picks = Vec::new();
        for (section, pick) in home
            .sections
            .iter()
            .enumerate()
            .filter(|(_, section)| section.pin.is_none())
            .flat_map(|(place, section)| section.picks.iter().map(move |pick| (place, pick.item.what)))
        {
            let tracks = match known.get(&pick) {
                Some(tracks) => tracks.clone(),
                None => {
                    let tracks: HashSet<_> = reader.track_ids(&Selection::Item(pick))?.into_iter().collect();
                    known.insert(pick, tracks.clone());
                    tracks
                }
            };
            picks.push((section, pick, tracks));
        }
        Ok(Self { picks })
    }

    /// Picks that would go when these tracks are kept away: those that stand for nothing else.
    fn reach(&self, target: Target, name: String, tracks: &HashSet<TrackId>) -> Reach {
        let own = match &target {
            Target::Item(item) => Some(*item),
            _ => None,
        };
        let goes = |what: ItemRef, stands_for: &HashSet<TrackId>| {
            Some(what) == own || (!stands_for.is_empty() && stands_for.is_subset(tracks))
        };
        let gone: Vec<usize> =
            self.picks.iter().filter(|(_, what, tracks)| goes(*what, tracks)).map(|(section, ..)| *section).collect();
        Reach {
            target,
            name,
            tracks: count(tracks.len()),
            places: count(gone.len()),
            sections: count(gone.iter().collect::<HashSet<_>>().len()),
        }
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

impl Reader {
    /// What each way of saying less would change. None when the thing is gone.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn less(&self, of: &Target, home: &Home, listener: ListenerId) -> Result<Option<LessPreview>> {
        let places = Places::of(self, home)?;
        let reach = |target: Target, name: String, what: &Selection| -> Result<Reach> {
            Ok(places.reach(target, name, &self.track_ids(what)?.into_iter().collect()))
        };
        let preview = |own: Reach| LessPreview {
            of: of.clone(),
            own,
            like_it: None,
            sound_known: false,
            artist: None,
            more: Vec::new(),
            last_play: None,
        };
        match of {
            Target::Item(item) => match self.item_name(*item)? {
                Some(name) => self.less_of_item(*item, name, &places, listener).map(Some),
                None => Ok(None),
            },
            Target::Genre(name) => {
                let fold = crate::domain::fold::search_form(name);
                let sql = "SELECT id FROM genres WHERE fold = ?1";
                let Some(id) = self.one(sql, [fold], |row| row.get(0).map(GenreId))? else { return Ok(None) };
                Ok(Some(preview(reach(of.clone(), name.clone(), &Selection::Genre(id))?)))
            }
            Target::Folder(path) => {
                let tracks = super::exclusions::below(&self.connection, path)?.into_iter().map(TrackId).collect();
                Ok(Some(preview(places.reach(of.clone(), path_for_screen(path), &tracks))))
            }
            Target::Section(id) => Ok(home.sections.iter().find(|section| section.id == *id).map(|section| {
                let places = count(section.picks.len());
                preview(Reach { target: of.clone(), name: section.title.clone(), tracks: 0, places, sections: 1 })
            })),
        }
    }

    fn less_of_item(&self, item: ItemRef, name: String, places: &Places, listener: ListenerId) -> Result<LessPreview> {
        let reach = |target: Target, name: String, what: &Selection| -> Result<Reach> {
            Ok(places.reach(target, name, &self.track_ids(what)?.into_iter().collect()))
        };
        let of_item = |item: ItemRef, name: String| reach(Target::Item(item), name, &Selection::Item(item));
        let own = of_item(item, name.clone())?;
        let artist = match self.artist_of(item)? {
            Some((id, name)) if ItemRef::Artist(id) != item => Some(of_item(ItemRef::Artist(id), name)?),
            _ => None,
        };
        let mut more = Vec::new();
        let mut like_it = own.clone();
        let mut last_play = None;
        if let ItemRef::Track(track) = item {
            let mut sinks: HashSet<TrackId> = HashSet::from([track]);
            if let Some(Reach { target: Target::Item(artist), .. }) = &artist {
                sinks.extend(self.track_ids(&Selection::Item(*artist))?);
            }
            like_it = places.reach(Target::Item(item), name, &sinks);
            if let Some((album, title)) = self.album_of(track)? {
                more.push(of_item(ItemRef::Album(album), title)?);
            }
            for (genre, name) in self.genres_by_id(track)? {
                more.push(reach(Target::Genre(name.clone()), name, &Selection::Genre(genre))?);
            }
            if let Some(place) = self.folder_of(track)? {
                let path = place.path();
                let shown = path_for_screen(&path);
                let what = Selection::Folder { root: place.root, path: place.below };
                more.push(reach(Target::Folder(path), shown, &what)?);
            }
            last_play = self.last_play(track, listener)?;
        }
        let like_it = Some(like_it);
        let sound_known = self.is_sound_known(item)?;
        Ok(LessPreview { of: Target::Item(item), own, like_it, sound_known, artist, more, last_play })
    }

    fn is_sound_known(&self, item: ItemRef) -> Result<bool> {
        let ItemRef::Track(track) = item else { return Ok(false) };
        let sql = "SELECT 1 FROM track_files tf JOIN files f ON f.id = tf.file_id
                   JOIN analyses a ON a.payload = f.payload AND a.analyser = ?2 AND a.version = ?3 AND a.body IS NOT NULL
                   WHERE tf.track_id = ?1";
        Ok(self.one(sql, (track.0, ANALYSER, VERSION), |_| Ok(()))?.is_some())
    }

    /// Who wrote a track, and as what.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn credits(&self, track: TrackId) -> Result<Credits> {
        let mut composers = self.connection.prepare_cached(
            "SELECT a.id, a.name FROM track_artists ta JOIN artists a ON a.id = ta.artist_id
             WHERE ta.track_id = ?1 AND ta.role = 'composer' ORDER BY ta.position",
        )?;
        let composers = composers.query_map([track.0], |row| Ok((ArtistId(row.get(0)?), row.get(1)?)))?;
        Ok(Credits {
            composers: composers.collect::<rusqlite::Result<_>>()?,
            work: self.one("SELECT work FROM tracks WHERE id = ?1", [track.0], |row| row.get(0))?.flatten(),
        })
    }

    fn one<T, P: Params>(
        &self,
        sql: &str,
        params: P,
        read: impl FnOnce(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        Ok(self.connection.prepare_cached(sql)?.query_row(params, read).optional()?)
    }

    fn item_name(&self, item: ItemRef) -> Result<Option<String>> {
        match item {
            ItemRef::Track(id) => self.one("SELECT title FROM tracks WHERE id = ?1", [id.0], |row| row.get(0)),
            ItemRef::Album(id) => self.one("SELECT title FROM albums WHERE id = ?1", [id.0], |row| row.get(0)),
            ItemRef::Artist(id) => self.one("SELECT name FROM artists WHERE id = ?1", [id.0], |row| row.get(0)),
            ItemRef::Playlist(id) => self.one("SELECT name FROM playlists WHERE uuid = ?1", [id.0.as_bytes()], |row| {
                Ok(shown(&row.get::<_, String>(0)?).into_owned())
            }),
        }
    }

    pub(super) fn artist_of(&self, item: ItemRef) -> Result<Option<(ArtistId, String)>> {
        let sql = match item {
            ItemRef::Track(_) => {
                "SELECT a.id, a.name FROM tracks t JOIN artists a ON a.id = t.artist_id WHERE t.id = ?1"
            }
            ItemRef::Album(_) => {
                "SELECT a.id, a.name FROM albums b JOIN artists a ON a.id = b.artist_id WHERE b.id = ?1"
            }
            ItemRef::Artist(_) | ItemRef::Playlist(_) => return Ok(None),
        };
        self.one(sql, [item.key().parse::<i64>().unwrap_or_default()], |row| Ok((ArtistId(row.get(0)?), row.get(1)?)))
    }

    pub(super) fn album_of(&self, track: TrackId) -> Result<Option<(AlbumId, String)>> {
        let sql = "SELECT a.id, a.title FROM tracks t JOIN albums a ON a.id = t.album_id WHERE t.id = ?1";
        self.one(sql, [track.0], |row| Ok((AlbumId(row.get(0)?), row.get(1)?)))
    }

    pub(super) fn genres_by_id(&self, track: TrackId) -> Result<Vec<(GenreId, String)>> {
        let mut rows = self.connection.prepare_cached(
            "SELECT g.id, g.name FROM track_genres tg JOIN genres g ON g.id = tg.genre_id
             WHERE tg.track_id = ?1 ORDER BY tg.position",
        )?;
        let rows = rows.query_map([track.0], |row| Ok((GenreId(row.get(0)?), row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The folder of the copy that was found first. None without a file.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn folder_of(&self, track: TrackId) -> Result<Option<FolderPlace>> {
        let sql = "SELECT r.id, r.path, f.path FROM track_files tf JOIN files f ON f.id = tf.file_id
                   JOIN roots r ON r.id = f.root_id WHERE tf.track_id = ?1
                   ORDER BY f.missing_since IS NOT NULL, f.id LIMIT 1";
        self.one(sql, [track.0], |row| {
            let (root, file): (Vec<u8>, Vec<u8>) = (row.get(1)?, row.get(2)?);
            let folder = file.iter().rposition(|&byte| byte == b'/').map_or(&[][..], |end| &file[..end]).to_vec();
            Ok(FolderPlace { root: RootId(row.get(0)?), root_path: root, below: folder })
        })
    }

    pub(super) fn last_play(&self, track: TrackId, listener: ListenerId) -> Result<Option<(PlayId, Moment)>> {
        let sql = "SELECT uuid, started_at, utc_offset FROM plays
                   WHERE track_id = ?1 AND listener_id = ?2 AND batch_id IS NULL ORDER BY started_at DESC LIMIT 1";
        self.one(sql, params![track.0, listener.0], |row| {
            Ok((PlayId(columns::uuid(row, 0)?), columns::moment(row.get(1)?, row.get(2)?)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::section::{Item, Origin, Pick, Section, Shows};
    use crate::domain::track::Presence;
    use crate::store::fixture::{Fixture, NOW};

    fn home(sections: &[&[ItemRef]]) -> Home {
        let pick = |what: &ItemRef| Pick {
            item: Item {
                what: *what,
                title: String::new(),
                artist: String::new(),
                album: None,
                path: None,
                presence: Presence::Here,
                work: None,
            },
            evidence: Vec::new(),
            heard: false,
        };
        let section = |(place, picks): (usize, &&[ItemRef])| Section {
            id: place.to_string(),
            kind: "because".into(),
            seed: None,
            title: String::new(),
            reason: String::new(),
            origin: Origin::Ear,
            pin: None,
            updated_at: NOW,
            shows: Shows::default(),
            next_at: None,
            limits: Vec::new(),
            picks: picks.iter().map(pick).collect(),
        };
        Home { sections: sections.iter().enumerate().map(section).collect(), ..Home::empty(NOW) }
    }

    #[test]
    fn each_way_says_how_far_it_reaches() {
        let fixture = Fixture::new();
        let (fruit, moon) = (fixture.track("Strange Fruit", "Billie Holiday"), fixture.track("Moon", "Billie Holiday"));
        let sunny = fixture.track("Sunny", "Bobby Hebb");
        let setup = "INSERT INTO track_artists SELECT id, 'artist', 0, artist_id FROM tracks;
             INSERT INTO roots (id, path, added_at) VALUES (1, CAST('/m' AS BLOB), 0);
             INSERT INTO files (id, root_id, path, size, mtime_ns, ctime_ns, inode, format, added_at)
               SELECT id, 1, CAST('Jazz/' || id AS BLOB), 0, 0, 0, 0, 'FLAC', 0 FROM tracks;
             INSERT INTO track_files (file_id, track_id) SELECT id, id FROM tracks;
             INSERT INTO genres VALUES (1, 'Vocal', 'vocal');
             INSERT INTO track_genres VALUES (1, 0, 1), (3, 0, 1);";
        fixture.store.writer().urgent(move |tx| Ok(tx.execute_batch(setup)?)).wait().unwrap();
        let track = ItemRef::Track;
        let home = home(&[&[track(fruit), track(sunny)], &[track(moon), track(fruit)]]);
        let reader = fixture.reader();
        let preview = reader.less(&Target::Item(track(fruit)), &home, fixture.store.listener()).unwrap().unwrap();
        let numbers = |reach: &Reach| (reach.name.clone(), reach.tracks, reach.places, reach.sections);
        assert_eq!(numbers(&preview.own), ("Strange Fruit".into(), 1, 2, 2));
        assert_eq!(numbers(preview.artist.as_ref().unwrap()), ("Billie Holiday".into(), 2, 3, 2));
        assert_eq!(preview.like_it.as_ref().map(numbers), Some(("Strange Fruit".into(), 2, 3, 2)));
        let more: Vec<_> = preview.more.iter().map(numbers).collect();
        assert_eq!(more, [("Vocal".into(), 2, 3, 2), ("/m/Jazz".into(), 3, 4, 2)]);
        assert_eq!(preview.last_play, None);
        assert!(!preview.sound_known);
        let analysed = "UPDATE files SET payload = zeroblob(16) WHERE id = 1;
             INSERT INTO analyses VALUES (zeroblob(16), 'sounds-like', 1, x'00', NULL, 0);";
        fixture.store.writer().urgent(move |tx| Ok(tx.execute_batch(analysed)?)).wait().unwrap();
        let heard = reader.less(&Target::Item(track(fruit)), &home, fixture.store.listener()).unwrap().unwrap();
        assert!(heard.sound_known);
        let gone = reader.less(&Target::Item(track(TrackId(99))), &home, fixture.store.listener()).unwrap();
        assert_eq!(gone, None);
        let of = |target: Target| reader.less(&target, &home, fixture.store.listener()).unwrap().unwrap().own;
        assert_eq!(numbers(&of(Target::Genre("vocal".into()))), ("vocal".into(), 2, 3, 2));
        assert_eq!(numbers(&of(Target::Folder(b"/m".to_vec()))), ("/m".into(), 3, 4, 2));
        assert_eq!(numbers(&of(Target::Section("1".into()))), (String::new(), 0, 2, 1));
    }
}
