//! A word, home's reply, and undo: the page comes back to the letter, for every verb and every
//! kind of target, also when the program was closed in between.

use std::collections::VecDeque;
use std::sync::Arc;

use super::super::lists::Lists;
use super::super::reader::merged;
use super::super::{Beginning, Now, State, keeper, update};
use super::*;
use crate::clock;
use crate::domain::exclusion::Exclusion;
use crate::domain::feedback::{Target, Verb};
use crate::domain::ids::{AlbumId, ArtistId, PlayId, PlaylistId};
use crate::domain::listen::{Ending, PlayOpened, PlayProgress, Source, SourceKind};
use crate::domain::playlist::PlaylistEdit;
use crate::domain::queue::Queue;
use crate::domain::settings::Key;
use crate::domain::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use crate::player::effect::Effect;
use crate::player::protocol::Command;
use crate::store::PastPlay;
use crate::store::fixture::{Fixture, NOW};

/// A player of one evening: the core, the keeper of edits and the dealer, in one thread.
struct Evening<'f> {
    store: &'f Store,
    paths: &'f Paths,
    lists: Arc<Lists>,
    state: State,
    dealer: Dealer,
}

impl<'f> Evening<'f> {
    fn begin(fixture: &'f Fixture) -> Self {
        let (store, reader) = (&fixture.store, fixture.reader());
        let home = reader.home(store.listener()).unwrap().unwrap_or_else(|| Home::empty(NOW));
        let generation = home.generation;
        let beginning = Beginning {
            queue: Queue::new(1),
            position_ms: 0,
            volume: 80,
            muted: false,
            home,
            liked: Default::default(),
            library: reader.counts(store.listener()).unwrap(),
            listener: String::new(),
            private: false,
            kept_private: None,
            demo: false,
            settings: merged(&reader, store.listener(), &[]).unwrap(),
        };
        let dealer = Dealer {
            reader,
            store: store.clone(),
            clock: Clock::fixed(NOW),
            spoken: SpokenNow::new([]),
            generation,
            deals: 0,
            counted: HashMap::new(),
            welcome: None,
        };
        let (state, first) = State::begin(beginning, now());
        let mut evening = Self { store, paths: &fixture.paths, lists: Lists::new(store).unwrap(), state, dealer };
        evening.carry_out(first);
        evening
    }

    fn press(&mut self, command: Command) {
        let effects = update(&mut self.state, Input::Command(command), now());
        self.carry_out(effects);
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut waiting = VecDeque::from(effects);
        while let Some(effect) = waiting.pop_front() {
            let request = match effect {
                Effect::Edit(edit) => keeper::Request::Edit(edit),
                Effect::Undo { queue } => keeper::Request::Undo(queue),
                Effect::Redo { queue } => keeper::Request::Redo(queue),
                Effect::SaveHome(home) => {
                    self.store.save_home(Home::clone(&home)).wait().unwrap();
                    continue;
                }
                Effect::BuildHome(occasion) => {
                    let (home, judged) = self.dealer.build(occasion).unwrap();
                    let input = Input::Home { home: Box::new(home), occasion, judged };
                    waiting.extend(update(&mut self.state, input, now()));
                    continue;
                }
                Effect::ReadSettings => {
                    let settings = merged(&self.dealer.reader, self.store.listener(), &[]).unwrap();
                    waiting.extend(update(&mut self.state, Input::Settings(Box::new(settings)), now()));
                    continue;
                }
                _ => continue,
            };
            let reader = &self.dealer.reader;
            let backups = self.paths.backups();
            let answer = keeper::serve(self.store, reader, &self.lists, &backups, request, NOW);
            if let Some(input) = answer.unwrap() {
                waiting.extend(update(&mut self.state, input, now()));
            }
        }
    }

    /// The page as it is stored, but for its number.
    fn page(&self) -> String {
        let home = self.dealer.reader.home(self.store.listener()).unwrap().unwrap();
        serde_json::to_string(&Home { generation: 0, ..home }).unwrap()
    }
}

fn now() -> Now {
    Now { moment: NOW, instant: clock::ticks() }
}

const LIST: u128 = 7;

/// The row of an artist, and of their album.
fn row(fixture: &Fixture, artist: &str) -> i64 {
    fixture.number(&format!("SELECT id FROM artists WHERE name = '{artist}'"))
}

/// Ten artists with an album each, below a folder each, half of it heard in the evenings of a
/// month.
fn lived_in() -> Fixture {
    let fixture = Fixture::new();
    let artists =
        ["Nina Simone", "John Coltrane", "Björk", "Portishead", "Bach", "D'Angelo", "Can", "Neu!", "Air", "Low"];
    let mut tracks = Vec::new();
    for artist in artists {
        tracks.extend((1..=6).map(|number| fixture.track(&format!("{artist} {number}"), artist)));
        (7..=12).for_each(|number| _ = fixture.track(&format!("{artist} {number}"), artist));
    }
    let setup = "INSERT INTO albums (id, identity, title, fold, sort_key, artist_id, artist, added_at)
           SELECT id, name, 'Album of ' || name, fold, fold, id, name, 0 FROM artists;
         UPDATE tracks SET album_id = artist_id, number = id;
         INSERT INTO track_artists SELECT id, 'artist', 0, artist_id FROM tracks;
         INSERT INTO genres VALUES (1, 'Jazz', 'jazz'), (2, 'Trip Hop', 'trip hop');
         INSERT INTO track_genres SELECT id, 0, CASE WHEN artist IN ('Nina Simone', 'John Coltrane') THEN 1 ELSE 2 END FROM tracks;
         INSERT INTO roots (id, path, added_at) VALUES (1, CAST('/m' AS BLOB), 0);
         INSERT INTO files (id, root_id, path, size, mtime_ns, ctime_ns, inode, format, added_at)
           SELECT id, 1, CAST('folder of ' || artist || '/' || id AS BLOB), 0, 0, 0, id, 'FLAC', 0 FROM tracks;
         INSERT INTO track_files (file_id, track_id) SELECT id, id FROM tracks;";
    fixture.store.writer().urgent(move |tx| Ok(tx.execute_batch(setup)?)).wait().unwrap();
    let id = PlaylistId(uuid::Uuid::from_u128(LIST));
    for edit in [
        PlaylistEdit::Create { id, name: "Kitchen".into() },
        PlaylistEdit::Add { id, tracks: tracks.iter().step_by(3).copied().collect() },
    ] {
        fixture.store.edit_playlist(edit, NOW.plus_ms(-20 * DAY_MS)).wait().unwrap();
    }
    let mut plays = Vec::new();
    for day in 1..=28_i64 {
        let from = usize::try_from(day % 7).unwrap() * 9;
        for (minute, place) in (0..).zip(from..from + 9) {
            let at = NOW.plus_ms(-day * DAY_MS + 8 * HOUR_MS + minute * 4 * MINUTE_MS);
            let opened = PlayOpened {
                id: PlayId::made_at(at.unix_ms),
                track: Some(tracks[place % tracks.len()]),
                title: "t".into(),
                artist: "a".into(),
                album: None,
                started_at: at,
                length_ms: Some(200_000),
                source: Source { kind: SourceKind::Playlist, id: Some(id.to_string()), name: String::new() },
            };
            let progress = PlayProgress { heard_ms: 200_000, position_ms: 0, audible: true, key_age_ms: 0 };
            plays.push(PastPlay { opened, progress, ending: Ending::Finished });
        }
    }
    fixture.store.record_past_plays(plays).wait().unwrap();
    fixture
}

/// Every word that can be said, of every kind of thing, and every rule.
fn words(fixture: &Fixture, page: &Home, play: PlayId) -> Vec<Command> {
    let track = page.sections.iter().flat_map(|section| &section.picks).find_map(|pick| match pick.item.what {
        ItemRef::Track(id) => Some(id),
        _ => None,
    });
    let track = track.expect("a track on home");
    let list = PlaylistId(uuid::Uuid::from_u128(LIST));
    let targets = [
        Target::Item(ItemRef::Track(track)),
        Target::Item(ItemRef::Album(AlbumId(row(fixture, "Nina Simone")))),
        Target::Item(ItemRef::Artist(ArtistId(row(fixture, "John Coltrane")))),
        Target::Item(ItemRef::Playlist(list)),
        Target::Genre("Jazz".into()),
        Target::Folder("/m/folder of Björk".as_bytes().to_vec()),
        Target::Section(page.sections[0].id.clone()),
    ];
    let mut words: Vec<Command> = Vec::new();
    for verb in Verb::ALL {
        words.extend(targets.iter().map(|target| Command::Say { verb, target: target.clone() }));
    }
    let rules = [
        Exclusion::Play { id: play },
        Exclusion::Span { from: NOW.plus_ms(-9 * DAY_MS).unix_ms, to: NOW.unix_ms },
        Exclusion::Playlist { id: list },
        Exclusion::Genre { name: "Jazz".into() },
        Exclusion::folder(b"/m/folder of Portishead"),
        Exclusion::Music { item: ItemRef::Artist(ArtistId(row(fixture, "Nina Simone"))) },
        Exclusion::Repeats { track },
    ];
    words.extend(rules.into_iter().map(|rule| Command::LeaveOut { rule }));
    words.push(Command::Rate { tracks: vec![track], stars: 1 });
    words.push(Command::Set { key: Key::Arranges, value: "hand".into() });
    words.push(Command::Set { key: Key::Explore, value: "60".into() });
    words
}

#[test]
fn undo_brings_the_page_back_to_the_letter_whatever_was_said() {
    let fixture = lived_in();
    let mut evening = Evening::begin(&fixture);
    let reader = fixture.reader();
    let page = reader.home(fixture.store.listener()).unwrap().unwrap();
    assert!(page.sections.len() >= 4, "{:?}", page.sections.iter().map(|section| &section.id).collect::<Vec<_>>());
    let play = reader.history(fixture.store.listener(), Default::default(), 1).unwrap()[0].id;
    let (mut changed, mut wrong) = (0, Vec::new());
    for word in words(&fixture, &page, play) {
        let before = evening.page();
        evening.press(word.clone());
        let after = evening.page();
        changed += usize::from(after != before);
        evening.press(Command::Undo);
        if evening.page() != before {
            wrong.push(format!("undo: {word:?}"));
        }
        evening.press(Command::Redo);
        if evening.page() != after {
            wrong.push(format!("redo: {word:?}"));
        }
        // Another run takes it back.
        evening = Evening::begin(&fixture);
        evening.press(Command::Undo);
        if evening.page() != before {
            wrong.push(format!("undo after a restart: {word:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(changed >= 20, "only {changed} words changed the page");
}

#[test]
fn a_command_without_a_player_gets_the_same_reply_and_the_same_way_back() {
    let fixture = lived_in();
    let (store, clock) = (&fixture.store, Clock::fixed(NOW));
    let home = || current_home(store, &fixture.paths, &clock, &[]).unwrap();
    home();
    let bytes = |home: Home| serde_json::to_string(&Home { generation: 0, ..home }).unwrap();
    let before = bytes(home());
    let artist = Target::Item(ItemRef::Artist(ArtistId(row(&fixture, "John Coltrane"))));
    let said = reply_to(store, &fixture.paths, &clock, &[], || {
        Ok(Some(store.say(Verb::Hide, artist, None, NOW).wait()?.change.summary))
    });
    let said = said.unwrap().unwrap();
    assert!(said.starts_with("Hidden: John Coltrane") && said.contains("on home"), "{said}");
    let after = home();
    let picks = after.sections.iter().filter(|section| section.pin.is_none()).flat_map(|section| &section.picks);
    assert!(picks.into_iter().all(|pick| pick.item.artist != "John Coltrane"));
    store.undo(NOW).wait().unwrap();
    assert_eq!(bytes(home()), before);
}
