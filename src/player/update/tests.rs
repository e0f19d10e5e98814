use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;
use crate::domain::ids::{PlayId, PlaylistId, TrackId};
use crate::domain::limit::Limit;
use crate::domain::listen::{Ending, Source, SourceKind};
use crate::domain::queue::{KeptParts, Queue};
use crate::domain::section::{Home, Item, ItemRef, Pick, PinMode, Section, Shows};
use crate::domain::sound::{SoundFormat, Speed};
use crate::domain::time::Moment;
use crate::domain::track::Presence;
use crate::player::effect::{Edit, SoundNews, Turned};
use crate::player::protocol::{PlayState, SoundState, StopAfter};
use crate::player::state::Beginning;

mod by_itself;
mod continuing;
mod on_air;
mod replies;

/// A player with a clock that only the test moves, and an engine that only the test speaks for.
struct Stage {
    state: State,
    now: Now,
    effects: Vec<Effect>,
    /// The load that the engine last joined without a gap.
    joined: u64,
}

fn card(id: i64) -> Arc<TrackCard> {
    Arc::new(TrackCard {
        path: Some(format!("/music/{id}.flac").into_bytes()),
        ..TrackCard::plain(id, &format!("Track {id}"), "Artist", 200_000)
    })
}

fn album() -> Source {
    Source { kind: SourceKind::Album, id: Some("1".into()), name: "Moanin'".into() }
}

fn beginning(queue: Queue) -> Beginning {
    Beginning {
        queue,
        position_ms: 0,
        volume: 80,
        muted: false,
        home: Home::empty(Moment::utc(0)),
        liked: Default::default(),
        library: Default::default(),
        listener: "Ana".into(),
        private: false,
        kept_private: None,
        demo: false,
        settings: Default::default(),
    }
}

impl Stage {
    fn new() -> Self {
        Self::beginning(beginning(Queue::new(1)))
    }

    fn beginning(beginning: Beginning) -> Self {
        #[expect(clippy::disallowed_methods, reason = "some moment to count from; the test moves it on by hand")]
        let now = Now { moment: Moment::utc(1_000_000), instant: Instant::now() };
        let (state, effects) = State::begin(beginning, now);
        Self { state, now, effects, joined: 0 }
    }

    fn input(&mut self, input: Input) -> &[Effect] {
        self.effects = update(&mut self.state, input, self.now);
        &self.effects
    }

    fn press(&mut self, command: Command) -> &[Effect] {
        self.input(Input::Command(command))
    }

    fn news(&mut self, news: SoundNews) -> &[Effect] {
        self.input(Input::Sound(news))
    }

    fn pass(&mut self, ms: u64) {
        self.now.instant += Duration::from_millis(ms);
        self.now.moment = self.now.moment.plus(Duration::from_millis(ms));
    }

    fn play_album(&mut self, tracks: i64) -> &[Effect] {
        let cards = (1..=tracks).map(card).collect();
        self.input(Input::Resolved { then: Then::Play { start: 0, source: album() }, cards })
    }

    fn token(&self) -> u64 {
        self.state.sounding.as_ref().map_or(0, |sounding| sounding.token)
    }

    fn start(&mut self) {
        let token = self.token();
        self.news(SoundNews::Started { token, length_ms: Some(200_000), format: SoundFormat::default() });
    }

    /// The current track sounds for this long, with news four times a second.
    fn sound(&mut self, from_ms: i64, ms: i64) -> Vec<Effect> {
        let token = self.token();
        let mut all = Vec::new();
        for step in 1..=ms / 250 {
            self.pass(250);
            let at = from_ms + step * 250;
            all.extend_from_slice(self.news(SoundNews::Position { token, position_ms: at, heard_ms: at }));
        }
        all
    }

    fn playing(&self) -> Option<i64> {
        self.state.queue.current().map(|entry| entry.card.id.0)
    }

    fn closed(&self) -> Option<(i64, Ending)> {
        self.effects.iter().find_map(|effect| match effect {
            Effect::ClosePlay { progress, ending, .. } => Some((progress.heard_ms, *ending)),
            _ => None,
        })
    }

    fn loads(&self) -> Vec<(String, i64)> {
        self.effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Load { path, start_ms, .. } => Some((String::from_utf8_lossy(path).into_owned(), *start_ms)),
                _ => None,
            })
            .collect()
    }

    fn message(&self) -> &str {
        self.state.message.as_ref().map_or("", |message| &message.text)
    }
}

#[test]
fn enter_loads_the_line_and_primes_the_next() {
    let mut stage = Stage::new();
    let effects = stage.play_album(3).to_vec();
    assert_eq!(stage.loads(), [("/music/1.flac".into(), 0)]);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Cue(Some(cue)) if cue.path == b"/music/2.flac")));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::SaveQueue(_))));
}

#[test]
fn a_play_is_opened_at_the_first_sound_topped_up_and_closed() {
    let mut stage = Stage::new();
    stage.play_album(2);
    assert!(!stage.effects.iter().any(|effect| matches!(effect, Effect::OpenPlay(_))), "nothing sounds yet");
    stage.start();
    assert!(matches!(&stage.effects[..], [Effect::OpenPlay(opened)] if opened.title == "Track 1"));
    let told = stage.sound(0, 31_000);
    let top_ups = told.iter().filter(|effect| matches!(effect, Effect::TopUp { .. })).count();
    assert!((10..=11).contains(&top_ups), "{top_ups}");
    stage.press(Command::Next);
    assert_eq!(stage.closed(), Some((31_000, Ending::Next)));
    assert!(stage.effects.contains(&Effect::BuildHome(Occasion::Change)), "a listen makes home stale");
    assert_eq!(stage.playing(), Some(2));
}

#[test]
fn a_skip_does_not_rebuild_home() {
    let mut stage = Stage::new();
    stage.play_album(2);
    stage.start();
    stage.sound(0, 5_000);
    stage.press(Command::Next);
    assert_eq!(stage.closed(), Some((5_000, Ending::Next)));
    assert!(!stage.effects.contains(&Effect::BuildHome(Occasion::Change)));
}

#[test]
fn previous_restarts_after_five_seconds_and_goes_back_before() {
    let mut stage = Stage::new();
    stage.play_album(3);
    stage.start();
    stage.sound(0, 2_000);
    stage.pass(10_000);
    stage.press(Command::Next);
    stage.start();
    stage.sound(0, 6_000);
    stage.press(Command::Previous);
    assert_eq!(stage.playing(), Some(2));
    assert!(stage.effects.contains(&Effect::Seek { ms: 0 }));
    stage.press(Command::Previous);
    assert_eq!(stage.playing(), Some(1));
    assert_eq!(stage.loads(), [("/music/1.flac".into(), 0)]);
}

#[test]
fn previous_right_after_next_returns_to_the_place_that_was_left() {
    let mut stage = Stage::new();
    stage.play_album(3);
    stage.start();
    stage.sound(0, 60_000);
    stage.press(Command::Next);
    stage.pass(3_000);
    stage.press(Command::Previous);
    assert_eq!(stage.loads(), [("/music/1.flac".into(), 60_000)]);
}

#[test]
fn going_on_without_a_gap_closes_one_play_and_opens_the_other() {
    let mut stage = Stage::new();
    stage.play_album(2);
    stage.start();
    stage.sound(0, 199_000);
    let (from, to) = (stage.token(), stage.state.cued.unwrap().0);
    let effects = stage
        .news(SoundNews::WentOn {
            from,
            heard_ms: 200_000,
            to,
            length_ms: Some(200_000),
            format: SoundFormat::default(),
        })
        .to_vec();
    assert_eq!(stage.closed(), Some((200_000, Ending::Finished)));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::OpenPlay(opened) if opened.title == "Track 2")));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Load { .. })), "the engine already plays it");
    assert_eq!((stage.playing(), stage.token()), (Some(2), to));
}

#[test]
fn the_position_runs_at_the_speed_that_was_set() {
    let mut stage = Stage::new();
    stage.play_album(2);
    stage.start();
    stage.sound(0, 60_000);
    stage.pass(500);
    assert_eq!(stage.press(Command::SetSpeed(Speed::FASTEST)), [Effect::Speed(Speed::FASTEST)]);
    stage.pass(500);
    stage.press(Command::SeekBy { ms: 0 });
    assert!(stage.effects.contains(&Effect::Seek { ms: 61_500 }), "{:?}", stage.effects);
    assert!(stage.press(Command::SetSpeed(Speed::FASTEST)).is_empty());
}

#[test]
fn changing_what_comes_next_tells_the_engine() {
    let mut stage = Stage::new();
    stage.play_album(3);
    let cards = vec![card(9)];
    let effects = stage.input(Input::Resolved { then: Then::Add { next: true, source: album() }, cards });
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Cue(Some(cue)) if cue.path == b"/music/9.flac")));
    let effects = stage.press(Command::ToggleStopAfter).to_vec();
    assert!(effects.contains(&Effect::Cue(None)));
}

#[test]
fn stop_after_rests_before_the_next_line() {
    let mut stage = Stage::new();
    stage.play_album(2);
    stage.start();
    stage.press(Command::ToggleStopAfter);
    let token = stage.token();
    stage.news(SoundNews::Ended { token, heard_ms: 200_000 });
    assert_eq!((stage.playing(), stage.state.play_state), (Some(2), PlayState::Paused));
    assert!(stage.loads().is_empty());
    stage.press(Command::PlayPause);
    assert_eq!(stage.loads(), [("/music/2.flac".into(), 0)]);
}

#[test]
fn a_queue_of_nothing_but_failures_stops() {
    for (tracks, repeat) in [(4, true), (30, false), (30, true)] {
        let mut stage = Stage::new();
        if repeat {
            stage.press(Command::CycleRepeat);
        }
        stage.play_album(tracks);
        let mut tries = 0;
        while stage.state.play_state == PlayState::Playing {
            let token = stage.token();
            stage.news(SoundNews::Failed { token, reason: "it is damaged".into() });
            tries += 1;
            assert!(tries <= 10, "it spins");
        }
        assert_eq!(tries, tracks.min(10));
        assert!(stage.message().contains("in a row could not be played"), "{}", stage.message());
    }
}

#[test]
fn one_failure_is_told_and_passed_over() {
    let mut stage = Stage::new();
    stage.play_album(3);
    let token = stage.token();
    stage.news(SoundNews::Failed { token, reason: "it is damaged".into() });
    assert_eq!(stage.message(), "Could not play Track 1: it is damaged");
    assert_eq!(stage.loads(), [("/music/2.flac".into(), 0)]);
}

#[test]
fn missing_files_are_passed_over_without_asking_the_engine() {
    let mut stage = Stage::new();
    let mut gone = (*card(1)).clone();
    gone.presence = Presence::Missing;
    gone.path = None;
    let cards = vec![Arc::new(gone), card(2)];
    stage.input(Input::Resolved { then: Then::Play { start: 0, source: album() }, cards });
    assert_eq!(stage.loads(), [("/music/2.flac".into(), 0)]);
    assert_eq!(stage.message(), "Passed over Track 1: its file is gone");
}

#[test]
fn private_writes_nothing() {
    let mut stage = Stage::new();
    stage.press(Command::SetPrivate { on: true });
    let mut all = stage.play_album(2).to_vec();
    stage.start();
    all.extend(stage.effects.clone());
    all.extend(stage.sound(0, 40_000));
    all.extend(stage.press(Command::Next).to_vec());
    all.extend(stage.press(Command::Seen(Vec::new())).to_vec());
    all.extend(stage.press(Command::Quit).to_vec());
    let written: Vec<_> = all
        .iter()
        .filter(|effect| {
            !matches!(effect, Effect::Load { .. } | Effect::Cue(_) | Effect::Halt | Effect::Volume { .. } | Effect::End)
        })
        .collect();
    assert!(written.is_empty(), "{written:?}");
}

#[test]
fn going_private_ends_the_remembered_part() {
    let mut stage = Stage::new();
    stage.play_album(2);
    stage.start();
    stage.sound(0, 10_000);
    stage.press(Command::SetPrivate { on: true });
    assert_eq!(stage.closed(), Some((10_000, Ending::Stopped)));
    stage.sound(10_000, 60_000);
    stage.press(Command::SetPrivate { on: false });
    let token = stage.token();
    stage.news(SoundNews::Ended { token, heard_ms: 200_000 });
    assert_eq!(stage.closed(), None, "what began privately stays unwritten");
}

#[test]
fn a_run_comes_back_paused_and_opens_nothing() {
    let mut queue = Queue::new(1);
    queue.play_now((1..=3).map(card).collect(), 1, album());
    let mut stage = Stage::beginning(Beginning { position_ms: 42_000, ..beginning(queue) });
    assert!(stage.loads().is_empty());
    assert_eq!(stage.state.snapshot().transport.state, PlayState::Paused);
    stage.press(Command::SeekBy { ms: 5_000 });
    assert!(!stage.effects.iter().any(|effect| matches!(effect, Effect::Seek { .. })), "nothing is open to seek in");
    stage.press(Command::PlayPause);
    assert_eq!(stage.loads(), [("/music/2.flac".into(), 47_000)]);
}

#[test]
fn undo_takes_back_the_newest_edit_wherever_it_was_made() {
    let mut stage = Stage::new();
    stage.play_album(4);
    let second = stage.state.queue.upcoming().next().unwrap().id;
    stage.press(Command::RemoveFromQueue { entries: vec![second] });
    let before = stage.effects.iter().find_map(|effect| match effect {
        Effect::RecordQueue { before, .. } => Some((**before).clone()),
        _ => None,
    });
    assert_eq!(stage.message(), "Taken out of the queue: Track 2");
    stage.input(Input::Edited { summary: "Kept: On repeat".into(), word: false });
    let turned = |summary: &str, queue: Option<KeptParts>| {
        let cards = (1..=4).map(card).collect();
        Some(Box::new(Turned { summary: summary.into(), queue, page: None, cards }))
    };
    assert!(matches!(stage.press(Command::Undo), [Effect::Undo { .. }]));
    assert!(stage.press(Command::Undo).is_empty(), "one at a time");
    let effects = stage.input(Input::Undone(turned("Kept: On repeat", None)));
    assert!(matches!(effects.last(), Some(Effect::Undo { .. })), "then the one that waited");
    stage.input(Input::Undone(turned("Taken out of the queue: Track 2", before)));
    assert_eq!(stage.message(), "Undone: Track 2 is back in the queue");
    assert_eq!(stage.state.queue.upcoming().next().unwrap().id, second);
    assert!(matches!(stage.press(Command::Redo), [Effect::Redo { .. }]));
    stage.input(Input::Redone(None));
    assert_eq!(stage.message(), "Nothing to redo");

    stage.press(Command::SetPrivate { on: true });
    let effects = stage.press(Command::RemoveFromQueue { entries: vec![second] });
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::RecordQueue { .. })), "nothing is written");
    stage.press(Command::Undo);
    assert_eq!(stage.state.queue.upcoming().next().unwrap().id, second);
}

#[test]
fn a_lost_device_is_said_once() {
    let mut stage = Stage::new();
    stage.news(SoundNews::DeviceLost { reason: "no device".into() });
    let said = stage.state.messages;
    stage.news(SoundNews::DeviceLost { reason: "no device".into() });
    assert_eq!(stage.state.messages, said);
    stage.news(SoundNews::DeviceOpened { name: "speakers".into(), sample_rate: 48_000 });
    assert!(matches!(stage.state.sound, SoundState::Open { .. }));
    assert_eq!(stage.message(), "Sound is back: speakers");
}

#[test]
fn a_pin_keeps_the_picks_or_the_recipe_at_its_place() {
    let mut stage = Stage::new();
    let pick = Pick {
        item: Item {
            what: ItemRef::Track(TrackId(1)),
            title: "T".into(),
            artist: "A".into(),
            album: None,
            path: None,
            presence: Presence::Here,
            work: None,
        },
        evidence: Vec::new(),
        heard: false,
    };
    let section = Section {
        id: "because:track:7".into(),
        kind: "because".into(),
        seed: Some(ItemRef::Track(TrackId(7))),
        title: "Because you listened to X".into(),
        reason: String::new(),
        origin: Default::default(),
        pin: None,
        updated_at: stage.now.moment,
        shows: Shows::default(),
        next_at: None,
        limits: vec![Limit::Heard],
        picks: vec![pick],
    };
    let home = Home { generation: 1, sections: vec![section], ..Home::empty(stage.now.moment) };
    stage.input(Input::Home { home: Box::new(home), occasion: Occasion::Deal, judged: Default::default() });
    for (mode, kept) in [(PinMode::Picks, 1), (PinMode::Recipe, 0)] {
        match stage.press(Command::PinSection { section: "because:track:7".into(), mode }) {
            [Effect::Edit(Edit::Pin(pin))] => {
                assert_eq!((pin.place, pin.mode, pin.picks.len(), pin.recipe.length), (0, mode, kept, 1));
                assert_eq!((pin.recipe.kind.as_str(), pin.recipe.seed), ("because", Some(ItemRef::Track(TrackId(7)))));
                assert_eq!(pin.recipe.limits, [Limit::Heard], "what was laid on it goes along");
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(stage.press(Command::PinSection { section: "gone".into(), mode: PinMode::Picks }).is_empty());
    let id = PlaylistId::made_at(0);
    match stage.press(Command::KeepSection { section: "because:track:7".into(), id, name: "Kept".into() }) {
        [Effect::Edit(Edit::Keep { name, about, what, .. })] => {
            assert_eq!(name, "Kept");
            assert!(about.starts_with("From “Because you listened to X” on "), "{about}");
            assert_eq!(**what, Selection::All(vec![Selection::Item(ItemRef::Track(TrackId(1)))]));
        }
        other => panic!("{other:?}"),
    }
}

#[derive(Clone, Debug)]
enum Move {
    Press(Box<Command>),
    Album(i64),
    Add(i64),
    Start,
    Sound(u16),
    End,
    WentOn,
    Fail,
}

fn any_move() -> impl Strategy<Value = Move> {
    let commands = prop::sample::select(vec![
        Command::PlayPause,
        Command::Stop,
        Command::Next,
        Command::Previous,
        Command::SeekBy { ms: 5_000 },
        Command::SeekBy { ms: -30_000 },
        Command::SeekTo { ms: i64::MAX },
        Command::VolumeBy { percent: -100 },
        Command::SetVolume { percent: 80 },
        Command::ToggleMute,
        Command::ToggleShuffle,
        Command::CycleRepeat,
        Command::ToggleStopAfter,
        Command::StopAfter { what: Some(StopAfter::Album) },
        Command::StopAfter { what: Some(StopAfter::List) },
        Command::Undo,
        Command::Redo,
        Command::SetPrivate { on: true },
        Command::SetPrivate { on: false },
    ]);
    prop_oneof![
        4 => commands.prop_map(|command| Move::Press(Box::new(command))),
        1 => (1i64..8).prop_map(Move::Album),
        1 => (1i64..4).prop_map(Move::Add),
        4 => Just(Move::Start),
        6 => (0u16..60_000).prop_map(Move::Sound),
        2 => Just(Move::End),
        2 => Just(Move::WentOn),
        1 => Just(Move::Fail),
    ]
}

/// What the store would hold: every row opened once, closed at most once, never heard longer
/// than time passed.
#[derive(Default)]
struct Rows {
    open: Option<(PlayId, Instant)>,
    seen: std::collections::HashSet<PlayId>,
}

impl Rows {
    fn take(&mut self, effects: &[Effect], now: Now) -> Result<(), TestCaseError> {
        for effect in effects {
            match effect {
                Effect::OpenPlay(opened) => {
                    prop_assert!(self.open.is_none(), "two plays at once");
                    prop_assert!(self.seen.insert(opened.id), "a row opened twice");
                    self.open = Some((opened.id, now.instant));
                }
                Effect::TopUp { id, progress } | Effect::ClosePlay { id, progress, .. } => {
                    let Some((open, since)) = self.open else { return Err(TestCaseError::fail("no row is open")) };
                    prop_assert_eq!(open, *id);
                    let passed = now.instant.duration_since(since).as_millis() as i64;
                    prop_assert!(progress.heard_ms <= passed, "heard {} of {passed}", progress.heard_ms);
                    if matches!(effect, Effect::ClosePlay { .. }) {
                        self.open = None;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }
}

proptest! {
    #[test]
    fn rows_stay_honest_whatever_happens(moves in prop::collection::vec(any_move(), 0..80)) {
        let mut stage = Stage::new();
        let mut rows = Rows::default();
        let (mut heard, mut of, mut sounds) = (0i64, 0u64, false);
        for step in moves {
            let token = stage.token();
            if of != token {
                // A file that was joined without a gap sounds already.
                sounds = of != 0 && stage.joined == token;
                (heard, of) = (0, token);
            }
            let effects = match step {
                Move::Press(command) => stage.press(*command).to_vec(),
                Move::Album(n) => stage.play_album(n).to_vec(),
                Move::Add(n) => {
                    let cards = (100..100 + n).map(card).collect();
                    stage.input(Input::Resolved { then: Then::Add { next: false, source: album() }, cards }).to_vec()
                }
                Move::Start if token > 0 && !sounds => {
                    sounds = true;
                    stage.news(SoundNews::Started { token, length_ms: Some(200_000), format: SoundFormat::default() }).to_vec()
                }
                Move::Sound(ms) if sounds && stage.state.play_state == PlayState::Playing => {
                    stage.pass(u64::from(ms));
                    heard += i64::from(ms);
                    stage.news(SoundNews::Position { token, position_ms: heard, heard_ms: heard }).to_vec()
                }
                Move::End if token > 0 => stage.news(SoundNews::Ended { token, heard_ms: heard }).to_vec(),
                Move::WentOn if token > 0 => match stage.state.cued {
                    Some((to, _)) => {
                        stage.joined = to;
                        stage.news(SoundNews::WentOn { from: token, heard_ms: heard, to, length_ms: None, format: SoundFormat::default() }).to_vec()
                    }
                    None => continue,
                },
                Move::Fail if token > 0 => stage.news(SoundNews::Failed { token, reason: "no".into() }).to_vec(),
                _ => continue,
            };
            rows.take(&effects, stage.now)?;
            let snapshot = stage.state.snapshot();
            prop_assert_eq!(snapshot.transport.current.is_some(), stage.state.queue.current().is_some());
            prop_assert!(snapshot.transport.state != PlayState::Playing || snapshot.transport.current.is_some());
            prop_assert!(snapshot.transport.volume <= 100);
        }
        rows.take(stage.press(Command::Quit).to_vec().as_slice(), stage.now)?;
        prop_assert!(rows.open.is_none(), "quitting closes the row");
    }
}
