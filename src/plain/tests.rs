//! Conversations with a real core, whose library is a handful of tracks.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::domain::asking::Asking;
use crate::domain::browse::{AlbumRow, ArtistRow, Found, Selection, Why};
use crate::domain::evidence::{Evidence, Fact};
use crate::domain::feedback::{Target, Verb};
use crate::domain::ids::{AlbumId, ArtistId, PlaylistId, TrackId};
use crate::domain::listen::{Source, SourceKind};
use crate::domain::playlist::{PlaylistCard, PlaylistEdit};
use crate::domain::queue::{Queue, Repeat};
use crate::domain::section::{Home, Item, ItemRef, Origin, Pick, Section, Shows};
use crate::domain::settings::{Key, Settings, Spoken, Voice};
use crate::domain::track::{Presence, TrackCard};
use crate::player::protocol::{Answer, Message, Place, Snapshot, Weight};
use crate::player::{self, Beginning, Input, Now, SoundNews, State, Turned, update};

mod asking;
mod voice;

fn now() -> Moment {
    Moment::parse_rfc3339("2026-11-22T20:34:00+01:00").unwrap()
}

fn card(id: i64) -> Arc<TrackCard> {
    Arc::new(TrackCard {
        id: TrackId(id),
        title: format!("Track {id}"),
        artist: "Art Blakey".into(),
        artist_id: Some(ArtistId(7)),
        album: Some("Moanin'".into()),
        album_id: Some(AlbumId(1)),
        disc: None,
        number: Some(1),
        year: Some(1958),
        length_ms: Some(200_000),
        kind: Default::default(),
        presence: if id == 3 { Presence::Offline } else { Presence::Here },
        path: Some(format!("/music/{id}.flac").into_bytes()),
        listens: 0,
        liked: id == 2,
        stars: (id == 4).then_some(1),
        work: None,
        gain: Default::default(),
    })
}

fn pick(what: ItemRef, title: &str, artist: &str) -> Pick {
    let evidence = |fact, weight| Evidence { fact, weight };
    let at = now().plus_ms(-24 * 3_600_000);
    Pick {
        item: Item {
            what,
            title: title.into(),
            artist: artist.into(),
            album: None,
            path: None,
            presence: Presence::Here,
            work: None,
        },
        evidence: vec![
            evidence(Fact::StoppedAt { title: String::new(), position_ms: 252_000, at }, 0.75),
            evidence(Fact::HeardEver { times: 3, last: at }, 0.25),
        ],
        heard: false,
    }
}

fn section(id: &str, title: &str, origin: Origin, picks: Vec<Pick>) -> Section {
    Section {
        id: id.into(),
        kind: id.into(),
        seed: None,
        title: title.into(),
        reason: "what you left".into(),
        origin,
        pin: None,
        updated_at: now(),
        shows: Shows::default(),
        next_at: None,
        limits: Vec::new(),
        picks,
    }
}

fn home() -> Home {
    let first = vec![
        pick(ItemRef::Album(AlbumId(1)), "Blue Train", "John Coltrane"),
        pick(ItemRef::Track(TrackId(1)), "Track 1", "Art Blakey"),
        pick(ItemRef::Track(TrackId(2)), "Track 2", "Art Blakey"),
    ];
    let many = (10..24).map(|id| pick(ItemRef::Track(TrackId(id)), &format!("Track {id}"), "Somebody")).collect();
    let mut home = Home::empty(now());
    home.generation = 4;
    home.greeting = "Good evening, Ana".into();
    home.sections = vec![
        section("jump-back-in", "Jump back in", Origin::Ear, first),
        section("night", "Late at night", Origin::Hand, many),
    ];
    home
}

/// A player and somebody who talks to it.
struct Talk {
    state: State,
    session: Session,
    sent: Vec<Command>,
    asked: Vec<(u64, Question)>,
    said: Vec<String>,
    /// The last edit of the queue.
    recorded: Option<Turned>,
}

impl Talk {
    fn new() -> Self {
        Self::with(home())
    }

    fn with(home: Home) -> Self {
        Self::listening(home, false)
    }

    fn listening(home: Home, demo: bool) -> Self {
        Self::set(home, demo, &[])
    }

    fn set(home: Home, demo: bool, said: &[(Key, &str)]) -> Self {
        let said = said.iter().map(|(key, value)| Spoken { key: *key, value: (*value).into(), line: 1 });
        let mut queue = Queue::new(1);
        let source = Source { kind: SourceKind::Album, id: None, name: "Moanin'".into() };
        queue.play_now(vec![card(1), card(2), card(3)], 0, source);
        let beginning = Beginning {
            queue,
            position_ms: 134_000,
            volume: 80,
            muted: false,
            home,
            liked: Default::default(),
            library: Default::default(),
            listener: "Ana".into(),
            private: false,
            kept_private: None,
            demo,
            settings: Settings::merge(&said.collect::<Vec<_>>(), &[], None),
        };
        let (state, _) = State::begin(beginning, moment());
        let mut talk = Self {
            state,
            session: Session::default(),
            sent: Vec::new(),
            asked: Vec::new(),
            said: Vec::new(),
            recorded: None,
        };
        talk.with_here(Session::greet);
        talk
    }

    fn snapshot(&mut self) -> Snapshot {
        self.state.snapshot()
    }

    fn with_here(&mut self, step: impl FnOnce(&mut Session, &Here<'_>) -> Vec<Effect>) {
        let snapshot = self.snapshot();
        let here = Here { snapshot: &snapshot, now: now(), ticks: crate::clock::ticks() };
        for effect in step(&mut self.session, &here) {
            match effect {
                Effect::Say(text) => self.said.push(text),
                Effect::Send(command) => {
                    let effects = update(&mut self.state, Input::Command(command.clone()), moment());
                    effects.into_iter().for_each(|effect| self.keep(effect));
                    self.sent.push(command);
                }
                Effect::Ask { ticket, question } => self.asked.push((ticket, question)),
                Effect::Quit => self.said.push("quit".into()),
            }
        }
    }

    /// The journal, as far as a queue needs one.
    fn keep(&mut self, effect: player::Effect) {
        match effect {
            player::Effect::RecordQueue { summary, before } => {
                self.recorded =
                    Some(Turned { summary, queue: Some(*before), page: None, cards: (1..=3).map(card).collect() });
            }
            player::Effect::Undo { .. } => {
                let turned = self.recorded.take().map(Box::new);
                let _ = update(&mut self.state, Input::Undone(turned), moment());
            }
            _ => {}
        }
    }

    /// What one line is answered with, news of the player behind it.
    fn line(&mut self, line: &str) -> String {
        self.said.clear();
        self.with_here(|session, here| step(session, line, here));
        self.with_here(Session::heed);
        self.said.join("\n")
    }

    fn answer(&mut self, answer: Answer) -> String {
        let (ticket, _) = self.asked.last().cloned().unwrap();
        self.said.clear();
        self.with_here(|session, here| session.answer(ticket, answer, here));
        self.said.join("\n")
    }

    fn last(&self) -> &Command {
        self.sent.last().unwrap()
    }

    fn sound(&mut self, news: SoundNews) {
        let _ = update(&mut self.state, Input::Sound(news), moment());
    }
}

fn moment() -> Now {
    Now { moment: now(), instant: crate::clock::ticks() }
}

#[test]
fn it_greets_and_says_where_the_music_stands() {
    let talk = Talk::new();
    assert_eq!(
        talk.said,
        [
            "Good evening, Ana.",
            "Paused: Track 1, Art Blakey, 2:14 of 3:20.",
            "Home, 2 sections. Section 1, by ear, Jump back in, 3 picks.",
            "Say help for the verbs.",
        ]
    );
}

#[test]
fn the_demo_is_told_once_and_in_words_of_this_mode() {
    let talk = Talk::listening(home(), true);
    assert_eq!(talk.said.iter().filter(|line| line.contains("demo")).count(), 1, "{:?}", talk.said);
    assert!(!talk.said.iter().any(|line| line.contains(":demo")), "{:?}", talk.said);
}

#[test]
fn a_number_opens_and_numbers_then_mean_the_new_list() {
    let mut talk = Talk::new();
    assert_eq!(
        talk.line("1"),
        "By ear, Jump back in, 3 picks. What you left.\n\
         1. Blue Train, album by John Coltrane. Stopped at 4:12 last night.\n\
         2. Track 1, Art Blakey. Stopped at 4:12 last night.\n\
         3. Track 2, Art Blakey. Stopped at 4:12 last night."
    );
    assert!(matches!(talk.last(), Command::Seen(seen) if seen.len() == 3), "what was read was seen");
    assert_eq!(
        talk.line("2"),
        "Track 1, Art Blakey. By ear, number 2 in Jump back in.\n\
         Stopped at 4:12 last night.\nHeard 3 times, last night."
    );
    assert_eq!(talk.line("9"), "The last list goes from 1 to 3.");
}

#[test]
fn marks_are_told_in_words() {
    let mut home = home();
    home.sections[0].picks[1].heard = true;
    let liked = Arc::new([ItemRef::Album(AlbumId(1))].into_iter().collect());
    let mut session = Session::default();
    session.liked = liked;
    let section = &home.sections[0];
    let read = |place: usize| {
        session.with_marks(&things::Thing::of_pick(section, place, &section.picks[place], (Voice::Full, now())))
    };
    assert_eq!(read(0), "Blue Train, album by John Coltrane. Stopped at 4:12 last night. Liked.");
    assert_eq!(read(1), "Track 1, Art Blakey. Stopped at 4:12 last night. Heard since.");
    assert_eq!(phrasing::track(&card(4)), "Track 4, Art Blakey, 1 star");
    assert_eq!(phrasing::track(&card(3)), "Track 3, Art Blakey, offline");
    assert_eq!(
        phrasing::track(&TrackCard { stars: Some(5), ..(*card(2)).clone() }),
        "Track 2, Art Blakey, liked, 5 stars"
    );
}

#[test]
fn why_is_told_in_sentences_and_in_numbers() {
    let mut talk = Talk::new();
    talk.line("1");
    assert_eq!(
        talk.line("why 1"),
        "By ear. Number 1 of 3 in Jump back in.\nStopped at 4:12 last night.\nHeard 3 times, last night."
    );
    assert!(talk.line("why 1 numbers").contains("Weight 0.75, 75 percent of the reasons given."));
    talk.line("why");
    assert_eq!(talk.asked.last().unwrap().1, Question::Why { track: TrackId(1) });
    let why = Why { card: card(1), places: Vec::new(), held_back_by: None, listens: 8, skips: 1, said: Vec::new() };
    assert_eq!(talk.answer(Answer::Why(why)), "It is not on your home now.\nHeard 8 times, skipped once.");
}

#[test]
fn a_pick_plays_with_the_rest_of_its_section() {
    let mut talk = Talk::new();
    talk.line("1");
    talk.line("play 3");
    let tracks = Selection::Tracks(vec![TrackId(1), TrackId(2)]);
    assert!(matches!(talk.last(), Command::PlayNow { what, start: 1, .. } if *what == tracks));
    talk.line("play 1");
    let album = Selection::Item(ItemRef::Album(AlbumId(1)));
    assert!(matches!(talk.last(), Command::Resume { what, start: 0, .. } if *what == album));
    talk.line("add 2");
    assert!(matches!(talk.last(), Command::Add { place: Place::Last, .. }));
    talk.line("after 2");
    assert!(matches!(talk.last(), Command::Add { place: Place::Next, .. }));
}

#[test]
fn lists_are_read_ten_at_a_time() {
    let mut talk = Talk::new();
    let said = talk.line("2");
    assert_eq!(said.lines().count(), 12, "{said}");
    assert!(said.starts_with("By hand, Late at night, 14 picks."));
    assert!(said.ends_with("4 more lines: say more."));
    assert!(talk.line("more").starts_with("11. Track 20"));
    assert_eq!(talk.line("more"), "There is no more.");
    assert!(talk.line("again").starts_with("1. Track 10"));
}

#[test]
fn what_starts_and_stops_is_said_once() {
    let mut talk = Talk::new();
    assert_eq!(talk.line("play"), "Playing Track 1, Art Blakey, from 2:14.");
    assert_eq!(talk.line(""), "");
    assert_eq!(talk.line("next"), "Playing Track 2, Art Blakey, liked.");
    assert!(talk.line("pause").starts_with("Paused at 0:00 of 3:20."));
    assert_eq!(talk.line("pause"), "Nothing plays.");
    talk.line("play");
    talk.sound(SoundNews::DeviceLost { reason: "unplugged".into() });
    let said = talk.line("status");
    assert!(
        said.contains("No sound: Unplugged.") && !said.contains("Playing Track 2, Art Blakey, liked, from"),
        "{said}"
    );
}

#[test]
fn transport_verbs_say_what_they_did() {
    let mut talk = Talk::new();
    assert_eq!(talk.line("volume 70"), "Volume 70.");
    assert_eq!(talk.line("volume +5"), "Volume 75.");
    assert_eq!(talk.line("volume loud"), "volume takes 0 to 100, or +5 or -5.");
    assert_eq!(talk.line("mute"), "Muted.");
    assert!(talk.line("seek 2:10").starts_with("At 2:10."));
    assert_eq!(talk.last(), &Command::SeekTo { ms: 130_000 });
    talk.line("seek -10");
    assert_eq!(talk.last(), &Command::SeekBy { ms: -10_000 });
    talk.line("repeat one");
    assert_eq!(talk.snapshot().transport.repeat, Repeat::One);
    assert_eq!(talk.line("repeat one"), "Repeat is one.");
    assert_eq!(talk.line("stop after"), "Stops after this track.");
    assert_eq!(talk.line("shuffle on"), "Shuffle on.");
    assert_eq!(talk.line("shuffle on"), "Shuffle is on.");
    assert!(talk.line("private on").starts_with("Private"));
    assert!(talk.snapshot().private);
}

#[test]
fn the_queue_says_who_put_what_there() {
    let mut talk = Talk::new();
    let said = talk.line("queue");
    assert_eq!(
        said,
        "Paused: Track 1, Art Blakey, 2:14 of 3:20.\n\
         Then 2 tracks, 6 min.\n\
         1. Track 2, Art Blakey, liked. By hand, from Moanin'.\n\
         2. Track 3, Art Blakey, offline. By hand, from Moanin'."
    );
    assert!(talk.line("take out 2").contains("Taken out of the queue: Track 3. Say undo to take it back."));
    assert!(talk.line("undo").starts_with("Undone: "));
    talk.line("home");
    assert!(talk.line("take out 1").starts_with("take out is for lines of the queue"));
}

#[test]
fn words_find_and_play_what_they_name() {
    let mut talk = Talk::new();
    talk.line("search moan");
    let found = Found {
        words: "moan".into(),
        tracks: vec![card(1), card(2)],
        albums: vec![AlbumRow {
            id: AlbumId(1),
            title: "Moan".into(),
            artist: "Art Blakey".into(),
            artist_id: None,
            year: Some(1958),
            tracks: 6,
            length_ms: 0,
            absent: 0,
        }],
        artists: vec![ArtistRow { id: ArtistId(7), name: "Moaners".into(), albums: 2, tracks: 9, listens: 0 }],
        ..Found::default()
    };
    assert_eq!(
        talk.answer(Answer::Found(found.clone())),
        "4 lines found.\n\
         1. Track 1, Art Blakey.\n\
         2. Track 2, Art Blakey, liked.\n\
         3. Moan, album by Art Blakey, 1958, 6 tracks.\n\
         4. Moaners, artist, 2 albums, 9 tracks."
    );
    talk.line("4");
    assert_eq!(talk.asked.last().unwrap().1, Question::Albums { artist: Some(ArtistId(7)) });
    talk.line("play moan");
    talk.answer(Answer::Found(found));
    let album = Selection::Item(ItemRef::Album(AlbumId(1)));
    assert!(matches!(talk.last(), Command::PlayNow { what, .. } if *what == album), "an album of that very name");
}

#[test]
fn an_answer_to_something_older_is_dropped() {
    let mut talk = Talk::new();
    talk.line("artists");
    talk.line("status");
    assert_eq!(talk.answer(Answer::Artists { rows: Vec::new() }), "");
    assert!(!talk.session.waits());
}

#[test]
fn lists_of_the_library_leave_out_what_lacks_the_words() {
    let mut talk = Talk::new();
    talk.line("artists blák");
    let row = |id, name: &str| ArtistRow { id: ArtistId(id), name: name.into(), albums: 1, tracks: 2, listens: 3 };
    assert_eq!(
        talk.answer(Answer::Artists { rows: vec![row(1, "Art Blakey"), row(2, "Nina Simone")] }),
        "Artists with blák, 1 line.\n1. Art Blakey, artist, 1 album, 2 tracks, heard 3 times."
    );
}

#[test]
fn things_go_to_lists_by_name() {
    let mut talk = Talk::new();
    talk.line("1");
    let list = |n, name: &str| PlaylistCard {
        id: PlaylistId(uuid::Uuid::from_u128(n)),
        name: name.into(),
        description: String::new(),
        tracks: 0,
        missing: 0,
        length_ms: 0,
        changed_at: now(),
        added_at: None,
        heard_at: None,
    };
    let lists = || Answer::Playlists { rows: vec![list(1, "Kitchen"), list(2, "Kino"), list(3, "Kitchen party")] };
    talk.line("to 2 kitchen");
    talk.answer(lists());
    let add = PlaylistEdit::Add { id: list(1, "").id, tracks: vec![TrackId(1)] };
    assert_eq!(talk.last(), &Command::EditPlaylist(add));
    talk.line("to 2 ki");
    assert_eq!(talk.answer(lists()), "Which one: Kitchen, Kino, Kitchen party?");
    talk.line("to 2 garden");
    assert!(talk.answer(lists()).starts_with("There is no playlist garden."));
    talk.line("to 1 new garden");
    talk.answer(lists());
    assert!(matches!(talk.asked.last().unwrap().1, Question::Tracks(_)), "an album's tracks are looked up");
    talk.answer(Answer::Tracks { rows: vec![card(1), card(2)] });
    let [.., Command::EditPlaylist(create), Command::EditPlaylist(add)] = talk.sent.as_slice() else { panic!() };
    assert!(matches!(create, PlaylistEdit::Create { name, .. } if name == "garden"));
    assert!(matches!(add, PlaylistEdit::Add { tracks, .. } if tracks.len() == 2));
}

#[test]
fn what_the_listener_thinks_is_sent_as_said() {
    let mut talk = Talk::new();
    talk.line("1");
    let say = |verb, item| Command::Say { verb, target: Target::Item(item) };
    talk.line("less 1 not now");
    assert_eq!(talk.last(), &say(Verb::NotNow, ItemRef::Album(AlbumId(1))));
    talk.line("like");
    assert_eq!(talk.last(), &say(Verb::Like, ItemRef::Track(TrackId(1))));
    talk.line("less artist");
    assert_eq!(talk.last(), &say(Verb::Hide, ItemRef::Artist(ArtistId(7))));
    talk.line("less 2 artist");
    talk.answer(Answer::Tracks { rows: vec![card(1)] });
    assert_eq!(talk.last(), &say(Verb::Hide, ItemRef::Artist(ArtistId(7))));
    assert!(talk.line("less 1").starts_with("Less of Blue Train, by hand."));
    talk.line("home");
    talk.line("less 1 hide");
    let section = Command::Say { verb: Verb::Hide, target: Target::Section("jump-back-in".into()) };
    assert_eq!(talk.last(), &section);
}

#[test]
fn beginnings_will_do_and_wrong_words_are_put_right() {
    let mut talk = Talk::new();
    assert!(talk.line("stat").starts_with("Paused: "));
    assert_eq!(talk.line("s"), "s may be seek or shuffle or stop or search or status or settings.");
    assert_eq!(talk.line("qeue"), "There is no verb qeue. Did you mean queue?");
    assert_eq!(talk.line("nox"), "There is no verb nox. Say help for the verbs.", "far from any");
    assert_eq!(talk.line("xylophone"), "There is no verb xylophone. Say help for the verbs.");
    assert_eq!(talk.line("QUIT"), "quit");
    assert_eq!(talk.line("exit"), "quit");
}

#[test]
fn help_fits_one_screen_and_knows_every_verb() {
    let mut talk = Talk::new();
    let help = talk.line("help");
    let rows: usize = help.lines().map(|line| line.chars().count().div_ceil(80)).sum();
    assert!(rows <= 20, "{rows} rows:\n{help}");
    for verb in help.lines().take(6).flat_map(|line| line.split(": ").nth(1).unwrap().trim_end_matches('.').split(", "))
    {
        let said = talk.line(&format!("help {verb}"));
        assert!(said.starts_with(verb) && said.ends_with('.'), "{said}");
        let sentences = said.matches(". ").count();
        assert_eq!(sentences, 0, "one sentence: {said}");
    }
}

#[test]
fn an_empty_library_says_what_to_do() {
    let mut talk = Talk::with(Home::empty(now()));
    assert!(talk.said.iter().any(|said| said.starts_with("There is no music yet.")));
    talk.line("folder ~/Music");
    assert!(matches!(&talk.asked.last().unwrap().1, Question::MusicFolder { typed } if typed == "~/Music"));
}

#[test]
fn settings_say_who_set_them() {
    let mut talk = Talk::new();
    assert!(talk.line("settings").contains("theme, theme: as the terminal says, default."));
    talk.line("settings theme mono");
    assert!(matches!(talk.last(), Command::Set { value, .. } if value == "mono"));
    assert!(talk.line("settings covers purple").starts_with("covers takes"));
}

proptest! {
    #[test]
    fn any_line_is_survived(lines in proptest::collection::vec("\\PC{0,30}|(play|less|to|why|take out|seek|2|home) [0-9a-z:+-]{0,12}", 1..8)) {
        let mut talk = Talk::new();
        for line in lines {
            talk.line(&line);
        }
    }
}
