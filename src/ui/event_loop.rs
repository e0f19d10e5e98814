//! The loop: one inbox of keys, player events and signals; a frame when it is empty.

use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, select, unbounded};

use crate::clock::{since, ticks};
use crate::domain::settings::{Key, Settings};
use crate::player::protocol::{Command, Event};

use super::app::{App, Request};
use super::background::{self, Heard, Late, Passed};
use super::glyphs::{GlyphChoice, Glyphs};
use super::pictures::{CoverChoice, CoverStyle, PictureEnvironment};
use super::terminal::Screen;

use super::theme::{ColourChoice, ColourEnvironment, Theme};
use super::{Departure, Signal, UiError, UiOptions};

/// A frame is drawn after this many events even when more wait: a flood must not blind us.
const EVENTS_PER_FRAME: u32 = 500;
/// How long to sleep when nothing is expected.
const IDLE: Duration = Duration::from_secs(60);

pub(super) fn run(
    commands: Sender<Command>,
    events: &Receiver<Event>,
    options: &UiOptions,
) -> Result<Departure, UiError> {
    let mut environment = ColourEnvironment::read();
    let term = std::env::var("TERM").ok();
    let mut glyphs = Glyphs::of_environment(options.glyphs);

    let mut screen = Screen::enter(options.mouse)?;
    let mut app = App::new(commands, options.clock.clone(), Theme::choose(ColourChoice::Mono, &environment), glyphs);
    app.rest_clock(options.clock_rest);
    app.begin_with(&options.theme);
    app.set_files(Arc::clone(&options.files));
    // Before the thread that reads keys starts, which would take the answer for keys.
    let asked = match app.follows_background(&environment) {
        true => ask_background(&mut environment, term.as_deref())?,
        false => None,
    };
    app.set_colours(environment.clone());
    let pictures = PictureEnvironment::read();
    app.set_covers(CoverStyle::choose(options.covers, app.depth(), &environment, &glyphs, pictures));
    let answer_is_due = asked.as_ref().is_some_and(|heard| heard.background.is_none() && !heard.fenced);
    let input = read_terminal(answer_is_due)?;
    for event in asked.into_iter().flat_map(|heard| heard.typed) {
        app.terminal_event(event);
    }
    let mut chosen: Option<Arc<Settings>> = None;
    let mut saved = options.saved.clone();
    let mut drawn_at = None;
    let mut waiting = 1;
    // The listener pressed something since the last frame: the answer does not wait for the cap,
    // which is there for what comes by itself.
    let mut touched = false;

    loop {
        match app.take_request() {
            Some(Request::Quit) => return Ok(Departure::Quit),
            Some(Request::OtherLibrary) => return Ok(Departure::OtherLibrary),
            Some(Request::Suspend) => {
                screen.suspend()?;
                app.forget_pictures();
            }
            Some(Request::Redraw) => {
                screen.forget()?;
                app.forget_pictures();
            }
            Some(Request::Copy(text)) => screen.copy(&text)?,
            None => {}
        }
        // What was chosen since the start: a run begins as the options say.
        if let Some(settings) = app.settings().filter(|now| chosen.as_ref().is_none_or(|was| !Arc::ptr_eq(was, now))) {
            let settings = Arc::clone(settings);
            let changed = |key: Key| chosen.as_ref().is_some_and(|was| was.value(key) != settings.value(key));
            if changed(Key::Theme) {
                screen.forget()?;
                app.forget_pictures();
            }
            if changed(Key::Glyphs) {
                let choice = GlyphChoice::named(settings.value(Key::Glyphs));
                glyphs = Glyphs::of_environment(choice);
                app.set_glyphs(glyphs);
            }
            if [Key::Theme, Key::Glyphs, Key::Covers].into_iter().any(changed) {
                let covers = CoverChoice::named(settings.value(Key::Covers));
                app.set_covers(CoverStyle::choose(covers, app.depth(), &environment, &glyphs, pictures));
            }
            if changed(Key::Mouse) {
                screen.take_mouse(settings.mouse())?;
            }
            chosen = Some(settings);
        }
        let rest = drawn_at.map_or(Duration::ZERO, |at| options.frame.saturating_sub(since(at)));
        let inbox_empty = input.is_empty() && events.is_empty();
        if waiting > 0 && (touched || rest.is_zero()) && (inbox_empty || waiting > EVENTS_PER_FRAME) {
            app.prepare();
            screen.draw(|frame| app.draw(frame))?;
            drawn_at = Some(ticks());
            let pictures = app.pictures_to_send();
            screen.send_pictures(&pictures)?;
            screen.call(&app.terminal_title())?;
            waiting = 0;
            touched = false;
        }
        let wait = if waiting > 0 { rest } else { app.wake_in().unwrap_or(IDLE) };
        select! {
            recv(input) -> event => match event {
                Ok(Passed::Events(events)) => {
                    touched = true;
                    events.into_iter().for_each(|event| app.terminal_event(event));
                }
                Ok(Passed::Answer(background)) => {
                    environment.told = background;
                    app.set_colours(environment.clone());
                }
                // The terminal is gone.
                Err(_) => return Ok(Departure::Quit),
            },
            recv(events) -> event => match event {
                Ok(event) => app.player_event(event),
                Err(_) => return Ok(Departure::Quit),
            },
            recv(saved) -> files => match files {
                Ok(files) => app.files_saved(files),
                // Whoever watched is gone; what was read last stays.
                Err(_) => saved = crossbeam_channel::never(),
            },
            recv(options.signals) -> signal => match signal {
                Ok(Signal::Continue) => {
                    screen.retake()?;
                    app.forget_pictures();
                }
                Ok(Signal::Terminate) | Err(_) => return Ok(Departure::Quit),
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

/// Finds out what is behind the text, where that makes a difference.
fn ask_background(environment: &mut ColourEnvironment, term: Option<&str>) -> Result<Option<Heard>, UiError> {
    let in_screen = std::env::var_os("STY").is_some() && std::env::var_os("TMUX").is_none();
    if !background::may_ask(term, in_screen) {
        return Ok(None);
    }
    let heard = background::ask(&mut std::io::stdout())?;
    if let Some(background) = heard.background {
        environment.told = background;
    }
    Ok(Some(heard))
}

/// Starts the thread that reads keys. It blocks in the terminal and ends with the process, or
/// at the first event that nobody wants any more. While the terminal owes an answer, that is
/// taken out of the keys.
fn read_terminal(mut answer_is_due: bool) -> Result<Receiver<Passed>, UiError> {
    let (sender, receiver) = unbounded();
    let mut late = Late::default();
    // Heeds the size from here on, and not first when the thread has begun: between the first frame
    // and then it may change and change back, and what the terminal lost is not drawn again.
    crossterm::event::poll(Duration::ZERO)?;
    let read = move || {
        while let Ok(event) = crossterm::event::read() {
            let passed = if answer_is_due { late.pass(event) } else { Passed::Events(vec![event]) };
            answer_is_due &= !matches!(passed, Passed::Answer(_));
            if sender.send(passed).is_err() {
                return;
            }
        }
    };
    std::thread::Builder::new().name("input".into()).spawn(read)?;
    Ok(receiver)
}
