//! A look by hand, in a real terminal, before or without a real player:
//! `cargo test --lib ui::app::tests::hand -- --ignored --nocapture`.

use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender, unbounded};

use super::super::super::{UiOptions, fixture, run};
use crate::clock::{Clock, ticks};
use crate::player::protocol::{Command, Event, Message, PlayState, Weight};

/// Answers questions from the fixed evening and plays nothing.
fn pretend(commands: &Receiver<Command>, events: &Sender<Event>) {
    let mut snapshot = fixture::evening();
    snapshot.transport.read_at = Some(ticks());
    let mut number = 0;
    let _ = events.send(Event::Snapshot(Arc::new(snapshot.clone())));
    for command in commands {
        let transport = &mut snapshot.transport;
        match command {
            Command::Ask { ticket, question } => {
                let answer = Box::new(fixture::answer(&question));
                let _ = events.send(Event::Answer { ticket, answer });
                continue;
            }
            Command::Quit => return,
            Command::Present => continue,
            Command::PlayPause => {
                let playing = transport.state == PlayState::Playing;
                transport.state = if playing { PlayState::Paused } else { PlayState::Playing };
                transport.read_at = Some(ticks());
            }
            Command::SeekTo { ms } => {
                transport.position_ms = ms;
                transport.read_at = Some(ticks());
            }
            Command::SetPrivate { on } => snapshot.private = on,
            Command::VolumeBy { percent } => {
                transport.volume = u8::try_from((i32::from(transport.volume) + percent).clamp(0, 100)).unwrap_or(0);
            }
            other => {
                number += 1;
                let text = format!("{other:?}");
                snapshot.message = Some(Message { number, text, weight: Weight::Notice, undoable: true });
            }
        }
        let _ = events.send(Event::Snapshot(Arc::new(snapshot.clone())));
    }
}

#[test]
#[ignore = "needs a terminal and somebody who looks"]
fn look() {
    let (command_sender, commands) = unbounded();
    let (event_sender, events) = unbounded();
    super::super::super::restore_on_panic();
    std::thread::spawn(move || pretend(&commands, &event_sender));
    run(command_sender, events, UiOptions::new(Clock::starting_at(fixture::now()))).unwrap();
}

/// Prints how long a key takes to its frame with large lists; a figure for people, not a test.
#[test]
#[ignore = "prints figures"]
fn measure() {
    let mut snapshot = fixture::evening();
    let mut queue = snapshot.queue.as_ref().clone();
    let line = queue.list.first().cloned().unwrap();
    queue.list = (0..100_000)
        .map(|number| {
            let mut line = line.clone();
            line.entry = crate::domain::queue::EntryId(1_000 + number);
            line
        })
        .collect();
    snapshot.queue = Arc::new(queue);
    for (name, keys) in [("home", "1"), ("queue of 100,000", "5"), ("library", "2"), ("history", "6")] {
        let mut driven = super::Driven::new(snapshot.clone(), 200, 60);
        driven.keys(keys);
        let mut times: Vec<_> = (0..400)
            .map(|number| {
                let start = ticks();
                driven.keys(if number % 40 == 39 { "G" } else { "j" });
                crate::clock::since(start)
            })
            .collect();
        times.sort_unstable();
        println!("{name}: median {:?}, p99 {:?}", times[200], times[396]);
    }
}
