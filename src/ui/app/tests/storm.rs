//! Any snapshot, any size, any keys: it never panics, and always knows where its cursor is.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use proptest::prelude::*;

use super::super::super::fixture;
use super::super::super::keymap::TABLE;
use super::Driven;
use crate::domain::queue::Repeat;
use crate::player::protocol::{Event, PlayState, Snapshot, SoundState};

prop_compose! {
    fn any_snapshot()(
        base in 0..3,
        state in 0usize..3,
        position_ms in any::<i64>(),
        length_ms in proptest::option::of(any::<i64>()),
        volume in any::<u8>(),
        flags in any::<u8>(),
        titles in proptest::collection::vec("\\PC{0,30}|[\\x00-\\x1f\u{301}\u{200d}\u{202e}]{0,20}", 6),
        kept in (0usize..5, 0usize..6),
    ) -> Snapshot {
        let mut snapshot = match base {
            0 => fixture::bare(),
            1 => fixture::evening(),
            _ => fixture::hostile(),
        };
        let flag = |bit: u8| flags & (1 << bit) != 0;
        let transport = &mut snapshot.transport;
        transport.state = [PlayState::Stopped, PlayState::Playing, PlayState::Paused][state];
        (transport.position_ms, transport.length_ms, transport.volume) = (position_ms, length_ms, volume);
        transport.read_at = flag(0).then(crate::clock::ticks);
        transport.shuffle = flag(1);
        transport.repeat = if flag(2) { Repeat::One } else { Repeat::Off };
        snapshot.private = flag(3);
        snapshot.demo = flag(4);
        if flag(5) {
            snapshot.sound = SoundState::Lost { reason: titles[0].clone() };
        }
        let mut home = snapshot.home.as_ref().clone();
        home.sections.truncate(kept.0);
        home.generation = u64::from(flags);
        for section in &mut home.sections {
            section.picks.truncate(kept.1);
            section.title.clone_from(&titles[1]);
            for (pick, title) in section.picks.iter_mut().zip(titles.iter().cycle()) {
                pick.item.title.clone_from(title);
            }
        }
        snapshot.home = Arc::new(home);
        let mut queue = snapshot.queue.as_ref().clone();
        queue.added.truncate(kept.0);
        queue.list.truncate(kept.1);
        queue.length_ms = position_ms;
        snapshot.queue = Arc::new(queue);
        snapshot
    }
}

/// Any key of the table, or any letter.
fn any_key() -> impl Strategy<Value = KeyEvent> {
    let bound: Vec<&str> = TABLE.iter().flat_map(|binding| binding.keys).flat_map(|keys| keys.split(' ')).collect();
    prop_oneof![
        4 => proptest::sample::select(bound).prop_map(|name| match name {
            "Space" => KeyEvent::new(KeyCode::Char(' '), KeyModifiers::NONE),
            "Enter" => KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE),
            "Esc" => KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE),
            "Tab" => KeyEvent::new(KeyCode::Tab, KeyModifiers::NONE),
            "Backspace" => KeyEvent::new(KeyCode::Backspace, KeyModifiers::NONE),
            "Up" => KeyEvent::new(KeyCode::Up, KeyModifiers::NONE),
            "Down" => KeyEvent::new(KeyCode::Down, KeyModifiers::NONE),
            "PgDn" => KeyEvent::new(KeyCode::PageDown, KeyModifiers::NONE),
            "PgUp" => KeyEvent::new(KeyCode::PageUp, KeyModifiers::NONE),
            name => {
                let (modifiers, letter) = match name.strip_prefix("C-") {
                    Some(letter) => (KeyModifiers::CONTROL, letter),
                    None => (KeyModifiers::NONE, name),
                };
                KeyEvent::new(KeyCode::Char(letter.chars().next().unwrap_or('x')), modifiers)
            }
        }),
        1 => any::<char>().prop_map(|c| KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn nothing_panics(
        snapshots in proptest::collection::vec(any_snapshot(), 1..4),
        (width, height) in (1u16..180, 1u16..60),
        keys in proptest::collection::vec(any_key(), 0..40),
        clicks in proptest::collection::vec((0u16..200, 0u16..60), 0..4),
    ) {
        let mut snapshots = snapshots.into_iter();
        let mut driven = Driven::new(snapshots.next().unwrap(), width, height);
        let every = keys.len() / 3 + 1;
        for (index, key) in keys.into_iter().enumerate() {
            if index % every == 0 && let Some(snapshot) = snapshots.next() {
                driven.app.player_event(Event::Snapshot(Arc::new(snapshot)));
                driven.app.player_event(Event::LibraryChanged);
                driven.app.player_event(Event::ListenerChanged);
            }
            driven.app.key(key);
            driven.settle();
            driven.app.wake();
        }
        for (x, y) in clicks {
            driven.click(x, y);
        }
        let cursor = driven.cursor();
        prop_assert!(cursor.x < width && cursor.y < height);
    }
}
