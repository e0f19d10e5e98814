//! A small library, three months of evenings with it, and what is asked of both.

use std::collections::{HashMap, HashSet};
use std::os::unix::ffi::OsStrExt;
use std::process::Command;

use serde_json::Value;
use tonearm::domain::ids::{PlayId, PlaylistId};
use tonearm::domain::listen::{Ending, PlayOpened, PlayProgress, Source, SourceKind};
use tonearm::domain::playlist::PlaylistEdit;
use tonearm::domain::time::{DAY_MS, MINUTE_MS, Moment};
use tonearm::domain::track::TrackCard;
use tonearm::paths::Paths;
use tonearm::store::{PastPlay, Store};

use crate::stage::Stage;

/// Genre, artist and album; each has [`TRACKS`] tracks, called by the album and their number.
pub const ALBUMS: [(&str, &str, &str); 10] = [
    ("Folk", "Anna Ash", "First Light"),
    ("Jazz", "Bo Berg", "Stone"),
    ("Jazz", "Cleo Carr", "Water"),
    ("Ambient", "Dov Dane", "Harbour"),
    ("Folk", "Edda Eik", "Moss"),
    ("Rock", "Finn Fox", "Copper"),
    ("Rock", "Gil Gray", "Static"),
    ("Ambient", "Hana Hill", "Paper"),
    ("Folk", "Iris Ives", "Orchard"),
    ("Jazz", "Bo Berg", "Gravel"),
];
const TRACKS: usize = 5;
const SECONDS: f64 = 1.0;
/// Albums from here on were never heard.
const UNHEARD: usize = 8;
/// Evenings before the week begins.
const EVENINGS: i64 = 90;
/// The Monday on which the week begins, at breakfast.
const MONDAY: &str = "2026-11-16T07:30:00+01:00";

pub const KITCHEN: &str = "Kitchen";

pub struct Household {
    pub stage: Stage,
    cards: HashMap<String, TrackCard>,
    kitchen: PlaylistId,
    monday: Moment,
    pub now: Moment,
}

impl Household {
    pub fn new() -> Self {
        let stage = Stage::new();
        let mut paths = Vec::new();
        for (genre, artist, album) in ALBUMS {
            let titles: Vec<String> = (1..=TRACKS).map(|number| title(album, number)).collect();
            let songs: Vec<(&str, f64)> = titles.iter().map(|title| (title.as_str(), SECONDS)).collect();
            stage.album_of(genre, artist, album, &songs);
            let folder = stage.music().join(artist).join(album);
            paths.extend((1..).zip(titles).map(|(number, title): (u32, _)| {
                let path = folder.join(format!("{number:02} {title}.flac"));
                (title, path)
            }));
        }
        let monday = Moment::parse_rfc3339(MONDAY).unwrap();
        let long_ago = monday.plus_ms(-200 * DAY_MS);
        let mut scan = stage.command(&["scan", stage.music().to_str().unwrap()]);
        assert!(scan.env("TONEARM_CLOCK", long_ago.rfc3339()).output().unwrap().status.success());
        let store = Store::open(&Paths::under(&stage.home()), long_ago).unwrap();
        // The same order of sections whenever the test runs.
        store.identify_as(*b"a week of home.\n").wait().unwrap();
        let reader = store.reader().unwrap();
        let card = |path: &std::path::Path| {
            let path = path.canonicalize().unwrap();
            reader.track_at(path.as_os_str().as_bytes(), store.listener()).unwrap().unwrap()
        };
        let cards = paths.iter().map(|(title, path)| (title.clone(), card(path))).collect();
        let kitchen = PlaylistId::made_at(long_ago.unix_ms);
        let household = Self { stage, cards, kitchen, monday, now: monday };
        let create = PlaylistEdit::Create { id: kitchen, name: KITCHEN.into() };
        store.edit_playlist(create, long_ago).wait().unwrap();
        let tracks = ["Moss 1", "Static 2"].map(|title| household.cards[title].id).to_vec();
        store.edit_playlist(PlaylistEdit::Add { id: kitchen, tracks }, long_ago).wait().unwrap();
        for day in -EVENINGS..0 {
            household.remember(household.evening(day));
        }
        household
    }

    /// What was heard on a day, counted from Monday: an album, a little of another, and lately one
    /// song again and again.
    fn evening(&self, day: i64) -> Vec<PastPlay> {
        let heard = |minutes: i64, title: &str, source: Source| {
            self.play(self.monday.plus_ms(day * DAY_MS + (12 * 60 + minutes) * MINUTE_MS), title, source)
        };
        let (this, other) = (day.rem_euclid(UNHEARD as i64) as usize, (day + 3).rem_euclid(UNHEARD as i64) as usize);
        let mut plays = Vec::new();
        for number in 1..=4 {
            let from = Source { kind: SourceKind::Album, id: None, name: ALBUMS[this].2.into() };
            plays.push(heard(number as i64, &title(ALBUMS[this].2, number), from));
        }
        for number in 2..=3 {
            plays.push(heard(4 + number as i64, &title(ALBUMS[other].2, number), queue()));
        }
        if day > -25 {
            plays.extend((10..12).map(|minutes| heard(minutes, "Copper 2", queue())));
        }
        if day % 5 == 0 {
            let id = Some(self.kitchen.to_string());
            let kitchen = Source { kind: SourceKind::Playlist, id, name: KITCHEN.into() };
            plays.push(heard(20, "Moss 1", kitchen.clone()));
            plays.push(heard(21, "Static 2", kitchen));
        }
        plays
    }

    pub fn play(&self, at: Moment, title: &str, source: Source) -> PastPlay {
        let card = &self.cards[title];
        let length = (SECONDS * 1000.0) as i64;
        PastPlay {
            opened: PlayOpened {
                id: PlayId::made_at(at.unix_ms),
                track: Some(card.id),
                title: card.title.clone(),
                artist: card.artist.clone(),
                album: card.album.clone(),
                started_at: at,
                length_ms: Some(length),
                source,
            },
            progress: PlayProgress { heard_ms: length, position_ms: length, audible: true, key_age_ms: 0 },
            ending: Ending::Finished,
        }
    }

    pub fn remember(&self, plays: Vec<PastPlay>) {
        self.store().record_past_plays(plays).wait().unwrap();
    }

    pub fn store(&self) -> Store {
        Store::open(&Paths::under(&self.stage.home()), self.now).unwrap()
    }

    /// The evening is spent as always, and the next morning comes.
    pub fn sleep(&mut self) {
        let day = (self.now.unix_ms - self.monday.unix_ms) / DAY_MS;
        self.now = self.now.plus_ms(DAY_MS);
        self.remember(self.evening(day));
    }

    /// The built program, at this moment.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.stage.command(arguments);
        command.env("TONEARM_CLOCK", self.now.rfc3339());
        command
    }

    /// What a run prints that ends well.
    pub fn run(&self, arguments: &[&str]) -> String {
        said(self.command(arguments), arguments)
    }

    pub fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.run(arguments)).unwrap()
    }

    pub fn home(&self) -> Page {
        Page::read(&self.run(&["home", "--json"]))
    }

    /// Home so many days on, if nothing else happens. Nothing of it stays.
    pub fn home_in(&self, ms: i64) -> Page {
        let ahead = tempfile::tempdir().unwrap();
        let data = ahead.path().join("data");
        std::fs::create_dir_all(&data).unwrap();
        for file in std::fs::read_dir(self.stage.home().join("data")).unwrap().map(Result::unwrap) {
            if file.file_type().unwrap().is_file() {
                std::fs::copy(file.path(), data.join(file.file_name())).unwrap();
            }
        }
        let mut command = self.command(&["home", "--json"]);
        command.env("TONEARM_HOME", ahead.path()).env("TONEARM_CLOCK", self.now.plus_ms(ms).rfc3339());
        Page::read(&said(command, &["home"]))
    }

    /// What was heard at least once, and always so.
    pub fn titles_heard(&self, always: impl Fn(&Value) -> bool) -> HashSet<String> {
        let history = self.run(&["history", "--json", "--limit", "100000"]);
        let lines: Vec<Value> = history.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let titles = |is_meant: &dyn Fn(&Value) -> bool| -> HashSet<String> {
            let meant = lines.iter().filter(|line| is_meant(line));
            meant.map(|line| line["title"].as_str().unwrap().to_owned()).collect()
        };
        &titles(&|line| always(line)) - &titles(&|line| !always(line))
    }

    /// Listens by what the history tells of each.
    pub fn listens(&self, is_meant: impl Fn(&Value) -> bool) -> usize {
        let history = self.run(&["history", "--json", "--limit", "100000"]);
        let lines = history.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines.filter(|line| line["listen"] == true && is_meant(line)).count()
    }
}

fn said(mut command: Command, arguments: &[&str]) -> String {
    let output = command.output().unwrap();
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?} said on stderr: {err}");
    String::from_utf8(output.stdout).unwrap()
}

pub fn title(album: &str, number: usize) -> String {
    format!("{album} {number}")
}

fn queue() -> Source {
    Source { kind: SourceKind::Queue, id: None, name: String::new() }
}

/// Home as `home --json` prints it, but for when it was built.
#[derive(Clone, Debug, PartialEq)]
pub struct Page(Value);

impl Page {
    fn read(printed: &str) -> Self {
        let mut page: Value = serde_json::from_str(printed).unwrap();
        assert!(page.as_object_mut().unwrap().remove("built_at").is_some());
        Self(page)
    }

    /// Fails unless the other page is the same to the byte, and shows the lines that are not.
    pub fn assert_same(&self, other: &Self, when: &str) {
        let text = |page: &Self| serde_json::to_string_pretty(&page.0).unwrap();
        let (mine, others) = (text(self), text(other));
        if mine != others {
            let differ = mine.lines().zip(others.lines()).filter(|(a, b)| a != b).take(8);
            let lines: Vec<String> = differ.map(|(a, b)| format!("{} | {}", a.trim(), b.trim())).collect();
            panic!("{when}:\n{}\n{:?}\n{:?}", lines.join("\n"), self.ids(), other.ids());
        }
    }

    pub fn sections(&self) -> &[Value] {
        self.0["sections"].as_array().unwrap()
    }

    pub fn section(&self, id: &str) -> Option<&Value> {
        self.sections().iter().find(|section| section["id"] == id)
    }

    pub fn ids(&self) -> Vec<&str> {
        self.sections().iter().map(|section| section["id"].as_str().unwrap()).collect()
    }

    /// Titles of what stands in a section, in its order.
    pub fn titles(&self, section: &str) -> Vec<&str> {
        self.section(section).map(picks).unwrap_or_default()
    }

    /// Places of what is meant, as section and title.
    pub fn places(&self, is_meant: impl Fn(&Value) -> bool) -> Vec<String> {
        let mut places = Vec::new();
        for section in self.sections() {
            for pick in section["picks"].as_array().unwrap().iter().filter(|pick| is_meant(&pick["item"])) {
                places.push(format!("{}: {}", section["id"], pick["item"]["title"]));
            }
        }
        places
    }

    /// Places by ear whose pick is not in that section of another page any more. Sections that
    /// left as a whole are not counted.
    pub fn places_lost_to(&self, other: &Self) -> usize {
        let lost = |section: &Value| {
            let after = other.section(section["id"].as_str().unwrap()).map(keys)?;
            Some(keys(section).into_iter().filter(|key| !after.contains(key)).count())
        };
        self.sections().iter().filter_map(lost).sum()
    }
}

fn picks(section: &Value) -> Vec<&str> {
    section["picks"].as_array().unwrap().iter().map(|pick| pick["item"]["title"].as_str().unwrap()).collect()
}

fn keys(section: &Value) -> Vec<String> {
    let item = |pick: &Value| format!("{} {}", pick["item"]["type"], pick["item"]["id"]);
    section["picks"].as_array().unwrap().iter().map(item).collect()
}

/// A track, an album or an artist that is of this artist.
pub fn of_artist(name: &'static str) -> impl Fn(&Value) -> bool {
    move |item| item["artist"] == name || (item["type"] == "artist" && item["title"] == name)
}

/// The album, or one of its tracks.
pub fn of_album(name: &'static str) -> impl Fn(&Value) -> bool {
    move |item| item["album"] == name || (item["type"] == "album" && item["title"] == name)
}

pub fn of_genre(name: &'static str) -> impl Fn(&Value) -> bool {
    move |item| ALBUMS.iter().any(|(genre, artist, _)| *genre == name && of_artist(artist)(item))
}

pub fn track(title: &'static str) -> impl Fn(&Value) -> bool {
    move |item| item["type"] == "track" && item["title"] == title
}
