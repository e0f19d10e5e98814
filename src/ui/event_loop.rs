//! The loop: one inbox of keys, player events and signals; a frame when it is empty.

use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, select, unbounded};
use crossterm::event::Event as TerminalEvent;

use crate::clock::{since, ticks};
use crate::player::protocol::{Command, Event};

use super::app::{App, Request};
use super::glyphs::Glyphs;
use super::terminal::Screen;
use super::theme::{ColourEnvironment, Theme};
use super::{Signal, UiError, UiOptions};

/// A frame is drawn after this many events even when more wait: a flood must not blind us.
const EVENTS_PER_FRAME: u32 = 500;
/// How long to sleep when nothing is expected.
const IDLE: Duration = Duration::from_secs(60);

pub(super) fn run(commands: Sender<Command>, events: &Receiver<Event>, options: &UiOptions) -> Result<(), UiError> {
    let theme = Theme::choose(options.colour, &ColourEnvironment::read());
    let locale =
        ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    let term = std::env::var("TERM").ok();
    let glyphs = Glyphs::choose(options.glyphs, locale.as_deref(), term.as_deref());

    let mut app = App::new(commands, options.clock.clone(), theme, glyphs);
    let mut screen = Screen::enter(options.mouse)?;
    let input = read_terminal()?;
    let mut drawn_at = None;
    let mut waiting = 1;
    // The listener pressed something since the last frame: the answer does not wait for the cap,
    // which is there for what comes by itself.
    let mut touched = false;

    loop {
        match app.take_request() {
            Some(Request::Quit) => return Ok(()),
            Some(Request::Suspend) => screen.suspend()?,
            Some(Request::Redraw) => screen.forget()?,
            None => {}
        }
        let rest = drawn_at.map_or(Duration::ZERO, |at| options.frame.saturating_sub(since(at)));
        let inbox_empty = input.is_empty() && events.is_empty();
        if waiting > 0 && (touched || rest.is_zero()) && (inbox_empty || waiting > EVENTS_PER_FRAME) {
            app.prepare();
            screen.draw(|frame| app.draw(frame))?;
            drawn_at = Some(ticks());
            waiting = 0;
            touched = false;
        }
        let wait = if waiting > 0 { rest } else { app.wake_in().unwrap_or(IDLE) };
        select! {
            recv(input) -> event => match event {
                Ok(event) => {
                    touched = true;
                    app.terminal_event(event);
                }
                // The terminal is gone.
                Err(_) => return Ok(()),
            },
            recv(events) -> event => match event {
                Ok(event) => app.player_event(event),
                Err(_) => return Ok(()),
            },
            recv(options.signals) -> signal => match signal {
                Ok(Signal::Continue) => screen.retake()?,
                Ok(Signal::Terminate) | Err(_) => return Ok(()),
            },
            default(wait) => {
                if waiting > 0 {
                    continue;
                }
                app.wake();
            }
        }
        waiting += 1;
    }
}

/// Starts the thread that reads keys. It blocks in the terminal and ends with the process, or
/// at the first event that nobody wants any more.
fn read_terminal() -> Result<Receiver<TerminalEvent>, UiError> {
    let (sender, receiver) = unbounded();
    let read = move || {
        while let Ok(event) = crossterm::event::read() {
            if sender.send(event).is_err() {
                return;
            }
        }
    };
    std::thread::Builder::new().name("input".into()).spawn(read)?;
    Ok(receiver)
}
