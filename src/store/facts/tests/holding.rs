//! What is held from one read to the next is what a fresh read gives, whatever happened between.

use proptest::prelude::*;

use super::*;
use crate::domain::feedback::{Target, Verb};
use crate::domain::file::{Comparison, Content, FileStat, Format, PayloadHash, ScanCounts, ScannedFile, Sound};
use crate::domain::ids::RootId;
use crate::domain::time::MINUTE_MS;
use crate::domain::track::Tags;
use crate::domain::you::Forget;
use crate::store::{KeptAnalysis, Reader};

const TRACKS: usize = 5;

#[derive(Clone, Debug)]
enum Event {
    /// Sound starts; minutes before now, or after it.
    Starts {
        track: usize,
        minutes_ago: i64,
        source: SourceKind,
    },
    GrowsTo(i64),
    /// The play that was opened so many plays ago ends.
    Ends {
        ago: usize,
        ending: Ending,
    },
    Restarts,
    Past {
        track: usize,
        minutes_ago: i64,
    },
    Later(i64),
    Says(Verb, usize),
    Rates(usize, u8),
    LeavesOut(Rule),
    LetsIn,
    Undoes,
    Redoes,
    Forgets(Gone),
    Lists(usize),
    /// Files are found, with other tags each time.
    Scans {
        files: usize,
        title: u8,
        offline: bool,
    },
    Hears(u8),
    TakesCounts,
}

#[derive(Clone, Debug)]
enum Rule {
    Track(usize),
    Repeats(usize),
    LastHour,
    Genre,
    FromPlaylist,
    OnPlaylist,
    LastPlay,
}

#[derive(Clone, Debug)]
enum Gone {
    Track(usize),
    LastHour,
}

fn event() -> impl Strategy<Value = Event> {
    let track = || 0..TRACKS;
    let source = || prop_oneof![Just(SourceKind::Album), Just(SourceKind::Playlist), Just(SourceKind::Section)];
    let ending = prop_oneof![Just(Ending::Finished), Just(Ending::Next), Just(Ending::Quit)];
    let usually_now = || prop_oneof![9 => Just(0i64), 1 => -3_000i64..100_000];
    prop_oneof![
        8 => (track(), usually_now(), source())
            .prop_map(|(track, minutes_ago, source)| Event::Starts { track, minutes_ago, source }),
        3 => (0i64..300_000).prop_map(Event::GrowsTo),
        8 => (0usize..3, ending).prop_map(|(ago, ending)| Event::Ends { ago, ending }),
        1 => Just(Event::Restarts),
        1 => (track(), usually_now()).prop_map(|(track, minutes_ago)| Event::Past { track, minutes_ago }),
        4 => prop_oneof![4 => 1i64..300, 1 => 1_400i64..90_000, 1 => -200i64..0].prop_map(Event::Later),
        1 => (prop_oneof![Just(Verb::Like), Just(Verb::Hide)], track()).prop_map(|(verb, of)| Event::Says(verb, of)),
        1 => (track(), 1u8..6).prop_map(|(track, stars)| Event::Rates(track, stars)),
        2 => prop_oneof![
            track().prop_map(Rule::Track),
            track().prop_map(Rule::Repeats),
            Just(Rule::LastHour),
            Just(Rule::Genre),
            Just(Rule::FromPlaylist),
            Just(Rule::OnPlaylist),
            Just(Rule::LastPlay),
        ]
        .prop_map(Event::LeavesOut),
        1 => Just(Event::LetsIn),
        1 => Just(Event::Undoes),
        1 => Just(Event::Redoes),
        1 => prop_oneof![track().prop_map(Gone::Track), Just(Gone::LastHour)].prop_map(Event::Forgets),
        1 => track().prop_map(Event::Lists),
        2 => (1..TRACKS + 3, 0u8..3, prop::bool::weighted(0.1))
            .prop_map(|(files, title, offline)| Event::Scans { files, title, offline }),
        1 => any::<u8>().prop_map(Event::Hears),
        1 => Just(Event::TakesCounts),
    ]
}

/// A player on a library, and the same library in another process.
struct Evening {
    fixture: Fixture,
    other: Store,
    root: RootId,
    now: Moment,
    plays: Vec<PlayId>,
    rules: Vec<uuid::Uuid>,
    list: PlaylistId,
}

impl Evening {
    fn new() -> Self {
        let fixture = Fixture::new();
        let root = fixture.store.add_root(b"/music", NOW).wait().unwrap();
        let list = PlaylistId::made_at(0);
        fixture.store.edit_playlist(PlaylistEdit::Create { id: list, name: "L".into() }, NOW).wait().unwrap();
        let other = Store::open(&fixture.paths, NOW).unwrap();
        let mut evening = Self { fixture, other, root, now: NOW, plays: Vec::new(), rules: Vec::new(), list };
        evening.scan(TRACKS, 0, false);
        evening
    }

    fn scan(&mut self, files: usize, title: u8, offline: bool) {
        // A scan runs beside the player.
        let mut intake = self.other.intake(self.now).unwrap();
        intake.begin_root(self.root, &Comparison::default()).unwrap();
        let file = |n: usize| ScannedFile {
            root: self.root,
            path: format!("Album/{n}.flac").into_bytes(),
            stat: FileStat { size: 1_000, mtime_ns: i64::from(title), ctime_ns: 0, inode: n as u64 },
            origin_ms: NOW.unix_ms,
            content: Content::Audio {
                payload: PayloadHash((n as u128).to_le_bytes()),
                sound: Sound {
                    format: Format::Flac,
                    length_ms: Some(200_000),
                    sample_rate: Some(44_100),
                    channels: Some(2),
                    bits: Some(16),
                    bitrate: Some(900_000),
                },
                tags: Box::new(Tags {
                    title: Some(format!("Title {n} {title}")),
                    artist: Some("Artist".into()),
                    artists: vec!["Artist".into()],
                    album: Some(format!("Album {title}")),
                    genres: vec![if n.is_multiple_of(2) { "Rain" } else { "Sun" }.into()],
                    play_count: Some(n as u32),
                    ..Tags::default()
                }),
                kind: Kind::Music,
            },
        };
        intake.apply((0..files).map(file).collect()).unwrap();
        if offline {
            intake.root_is_offline(self.root).unwrap();
        } else {
            intake.finish_root(ScanCounts::default()).unwrap();
        }
    }

    fn track(&self, number: usize) -> TrackId {
        TrackId(number as i64 + 1)
    }

    /// What is refused is refused: the facts must agree all the same.
    fn happens(&mut self, event: Event) {
        let (store, now) = (&self.fixture.store, self.now);
        match event {
            Event::Starts { track, minutes_ago, source } => {
                let at = now.plus_ms(-minutes_ago * MINUTE_MS);
                let id = PlayId(uuid::Uuid::from_u128(self.plays.len() as u128 + 1));
                let from = if source == SourceKind::Section { "on-repeat".into() } else { self.list.to_string() };
                let opened = PlayOpened {
                    id,
                    track: Some(self.track(track)),
                    title: "t".into(),
                    artist: "a".into(),
                    album: None,
                    started_at: at,
                    length_ms: Some(200_000),
                    source: Source { kind: source, id: Some(from), name: String::new() },
                };
                store.open_play(opened).wait().unwrap();
                self.plays.push(id);
            }
            Event::GrowsTo(ms) => {
                if let Some(play) = self.plays.last() {
                    store.top_up_play(*play, progress(ms)).wait().unwrap();
                }
            }
            Event::Ends { ago, ending } => {
                if let Some(play) = self.plays.iter().rev().nth(ago) {
                    store.close_play(*play, progress(40_000), ending).wait().unwrap();
                }
            }
            Event::Restarts => _ = store.close_interrupted_plays().wait().unwrap(),
            Event::Past { track, minutes_ago } => {
                let at = now.unix_ms - minutes_ago * MINUTE_MS;
                let id = played(&self.fixture, Some(self.track(track)), at, SourceKind::File, "");
                self.plays.push(id);
            }
            Event::Later(minutes) => self.now = now.plus_ms(minutes * MINUTE_MS),
            Event::Says(verb, track) => {
                _ = store.say(verb, Target::Item(ItemRef::Track(self.track(track))), None, now).wait();
            }
            Event::Rates(track, stars) => _ = self.other.rate(vec![self.track(track)], stars, now).wait(),
            Event::LeavesOut(rule) => {
                let rule = match rule {
                    Rule::Track(track) => Exclusion::Music { item: ItemRef::Track(self.track(track)) },
                    Rule::Repeats(track) => Exclusion::Repeats { track: self.track(track) },
                    Rule::LastHour => Exclusion::Span { from: now.unix_ms - 60 * MINUTE_MS, to: now.unix_ms },
                    Rule::Genre => Exclusion::Genre { name: "Rain".into() },
                    Rule::FromPlaylist => Exclusion::Playlist { id: self.list },
                    Rule::OnPlaylist => Exclusion::Music { item: ItemRef::Playlist(self.list) },
                    Rule::LastPlay => {
                        let Some(play) = self.plays.last() else { return };
                        Exclusion::Play { id: *play }
                    }
                };
                self.rules.extend(store.leave_out(rule, now).wait().map(|(rule, _)| rule));
            }
            Event::LetsIn => _ = self.rules.pop().map(|rule| self.other.let_in(rule, now).wait()),
            Event::Undoes => _ = store.undo(now).wait(),
            Event::Redoes => _ = store.redo(now).wait(),
            Event::Forgets(gone) => {
                let what = match gone {
                    Gone::Track(track) => Forget::Music { item: ItemRef::Track(self.track(track)) },
                    Gone::LastHour => Forget::Span { from: now.unix_ms - 60 * MINUTE_MS, to: now.unix_ms },
                };
                // By another process: nobody tells this one.
                _ = self.other.forget(&what, &self.fixture.paths.backups(), now);
            }
            Event::Lists(track) => {
                let add = PlaylistEdit::Add { id: self.list, tracks: vec![self.track(track)] };
                _ = store.edit_playlist(add, now).wait();
            }
            Event::Scans { files, title, offline } => self.scan(files, title, offline),
            Event::Hears(file) => {
                let body = |n: u8| f32::from(n).to_le_bytes().repeat(layout().dimensions());
                let analysis = KeptAnalysis {
                    payload: PayloadHash(u128::from(file % 8).to_le_bytes()),
                    analyser: (ANALYSER, VERSION),
                    outcome: Ok(body(file)),
                };
                self.other.keep_analyses(vec![analysis], now).wait().unwrap();
            }
            Event::TakesCounts => _ = store.take_tag_counts(now).wait(),
        }
    }

    fn facts_of(&self, reader: &Reader) -> String {
        format!("{:#?}", reader.facts(self.fixture.store.listener(), self.now).unwrap())
    }

    /// By a reader that holds nothing.
    fn fresh(&self) -> String {
        self.facts_of(&Store::open(&self.fixture.paths, self.now).unwrap().reader().unwrap())
    }
}

fn progress(ms: i64) -> PlayProgress {
    PlayProgress { heard_ms: ms, position_ms: ms, audible: true, key_age_ms: 0 }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn what_is_held_is_what_a_fresh_read_gives(events in prop::collection::vec((event(), any::<bool>()), 1..40)) {
        let mut evening = Evening::new();
        let reader = evening.fixture.reader();
        for (event, is_read) in events {
            evening.happens(event.clone());
            if is_read {
                prop_assert!(evening.facts_of(&reader) == evening.fresh(), "after {event:?}");
            }
        }
        prop_assert_eq!(evening.facts_of(&reader), evening.fresh());
    }
}

#[test]
fn a_play_that_goes_on_leaves_the_library_where_it_is() {
    let mut evening = Evening::new();
    let reader = evening.fixture.reader();
    let read = || reader.facts(evening.fixture.store.listener(), NOW).unwrap();
    let before = read();
    for event in [
        Event::Starts { track: 0, minutes_ago: 0, source: SourceKind::Album },
        Event::GrowsTo(35_000),
        Event::Ends { ago: 0, ending: Ending::Finished },
        Event::Says(Verb::Like, 1),
    ] {
        evening.happens(event);
    }
    let after = reader.facts(evening.fixture.store.listener(), NOW).unwrap();
    assert_eq!((before.plays.len(), after.plays.len(), after.feedback.len()), (0, 1, 1));
    assert_eq!(before.tracks.as_ptr(), after.tracks.as_ptr());
    evening.scan(1, 2, false);
    let scanned = reader.facts(evening.fixture.store.listener(), NOW).unwrap();
    assert_eq!(scanned.tracks[0].title, "Title 0 2");
}
