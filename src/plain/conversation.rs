//! The loop: lines in, sentences out. All that is decided here is when to speak and when to
//! take the next line.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, never, select};

use super::{Effect, Here, Session, step};
use crate::clock::{Clock, since, ticks};
use crate::config::Complaint;
use crate::domain::text;
use crate::player::protocol::{Command, Event, Snapshot};

/// After a command, the next line waits until the player has been still for this long …
const STILL: Duration = Duration::from_millis(60);
/// … from when its first word may be due, …
const FIRST_WORD: Duration = Duration::from_millis(200);
/// … but never longer than this.
const PATIENCE: Duration = Duration::from_secs(2);

/// One listener's line mode.
pub struct Conversation {
    pub commands: Sender<Command>,
    pub events: Receiver<Event>,
    /// Lines as they were typed, without their newline; disconnected at the end of input.
    pub lines: Receiver<String>,
    /// What is wrong with the listener's config, each time that it was saved.
    pub saved: Receiver<Vec<Complaint>>,
    /// A word on it ends the conversation.
    pub signals: Receiver<()>,
    pub clock: Clock,
    /// Whether somebody types: then there is a prompt, and a new line does not wait for the
    /// answer to the one before. A script's lines wait.
    pub typed: bool,
    /// Whether letters beyond ASCII in tonearm's own words may go out.
    pub unicode: bool,
}

/// Talks until the listener quits, the lines end, a signal comes or the player does. The player
/// was told [`Command::Quit`] only in the first two cases.
///
/// # Errors
/// Nobody reads what is said.
pub fn converse(conversation: &Conversation, out: &mut impl Write) -> io::Result<()> {
    Talk {
        conversation,
        out,
        session: Session::default(),
        snapshot: None,
        greeted: false,
        began: ticks(),
        busy: None,
        prompted: false,
    }
    .run()
}

/// How long the next line waits for what the last one sets off.
#[derive(Clone, Copy)]
struct Busy {
    quiet_at: Instant,
    gives_up_at: Instant,
}

struct Talk<'c, W> {
    conversation: &'c Conversation,
    out: &'c mut W,
    session: Session,
    snapshot: Option<Arc<Snapshot>>,
    greeted: bool,
    began: Instant,
    busy: Option<Busy>,
    prompted: bool,
}

impl<W: Write> Talk<'_, W> {
    fn run(mut self) -> io::Result<()> {
        let conversation = self.conversation;
        let nobody = never();
        let silence = never();
        let mut saved = &conversation.saved;
        loop {
            if !self.greeted && self.may_greet() {
                self.greeted = true;
                self.with_here(Session::greet)?;
            }
            if self.busy.is_some_and(|busy| ticks() >= busy.quiet_at.min(busy.gives_up_at)) {
                self.busy = None;
            }
            let still = self.greeted && self.busy.is_none();
            let answered = !self.session.waits();
            if still && answered {
                self.prompt()?;
            }
            let takes_line = still && (answered || conversation.typed);
            let lines = if takes_line { &conversation.lines } else { &nobody };
            select! {
                recv(conversation.events) -> event => match event {
                    Ok(Event::Snapshot(snapshot)) => self.heed(snapshot)?,
                    Ok(Event::Answer { ticket, answer }) => {
                        self.with_here(|session, here| session.answer(ticket, *answer, here))?;
                    }
                    Ok(Event::LibraryChanged | Event::ListenerChanged) => {}
                    Ok(Event::Ended) | Err(_) => return Ok(()),
                },
                recv(lines) -> line => match line {
                    Ok(line) => {
                        self.prompted = false;
                        if self.take(&line)? {
                            return Ok(());
                        }
                    }
                    Err(_) => {
                        let _ = conversation.commands.send(Command::Quit);
                        return Ok(());
                    }
                },
                recv(saved) -> complaints => match complaints {
                    Ok(complaints) => self.tell_saved(&complaints)?,
                    // Where nothing is watched there is nothing to hear.
                    Err(_) => saved = &silence,
                },
                recv(conversation.signals) -> _ => return Ok(()),
                default(self.wait()) => {}
            }
        }
    }

    /// The listener saved their config: what changed counts from now on.
    fn tell_saved(&mut self, complaints: &[Complaint]) -> io::Result<()> {
        for complaint in complaints {
            let words = complaint.of_saved(true);
            let stop = if words.ends_with('?') { "" } else { "." };
            self.say(&format!("{words}{stop}"))?;
        }
        if complaints.is_empty() {
            self.say("Your config is read again: nothing is wrong.")?;
        }
        self.out.flush()
    }

    /// A home that is being built is worth a moment, but not more.
    fn may_greet(&self) -> bool {
        let Some(snapshot) = &self.snapshot else { return false };
        let home_comes = snapshot.home.sections.is_empty() && snapshot.library.tracks > 0;
        !home_comes || since(self.began) >= PATIENCE
    }

    fn wait(&self) -> Duration {
        match self.busy {
            Some(busy) => busy.quiet_at.min(busy.gives_up_at).saturating_duration_since(ticks()),
            None if !self.greeted => STILL,
            None => Duration::from_secs(60),
        }
    }

    fn take(&mut self, line: &str) -> io::Result<bool> {
        let _ = self.conversation.commands.send(Command::Present);
        self.with_here(|session, here| step(session, line, here))
    }

    fn heed(&mut self, snapshot: Arc<Snapshot>) -> io::Result<()> {
        self.snapshot = Some(snapshot);
        if self.greeted {
            self.with_here(Session::heed)?;
        }
        Ok(())
    }

    /// Carries out what a step of the session wants; whether it is to end.
    fn with_here(&mut self, step: impl FnOnce(&mut Session, &Here<'_>) -> Vec<Effect>) -> io::Result<bool> {
        let Some(snapshot) = self.snapshot.clone() else { return Ok(false) };
        let here = Here { snapshot: &snapshot, now: self.conversation.clock.now(), ticks: ticks() };
        let effects = step(&mut self.session, &here);
        // What follows the news of a command belongs to its answer.
        if let Some(busy) = &mut self.busy
            && !effects.is_empty()
        {
            busy.quiet_at = ticks() + STILL;
        }
        let mut ends = false;
        for effect in effects {
            match effect {
                Effect::Say(text) => self.say(&text)?,
                Effect::Send(command) => {
                    let now = ticks();
                    self.busy = Some(Busy { quiet_at: now + FIRST_WORD, gives_up_at: now + PATIENCE });
                    ends |= self.conversation.commands.send(command).is_err();
                }
                Effect::Ask { ticket, question } => {
                    ends |= self.conversation.commands.send(Command::Ask { ticket, question }).is_err();
                }
                Effect::Quit => {
                    let _ = self.conversation.commands.send(Command::Quit);
                    ends = true;
                }
            }
        }
        self.out.flush()?;
        Ok(ends)
    }

    fn say(&mut self, text: &str) -> io::Result<()> {
        if std::mem::take(&mut self.prompted) {
            writeln!(self.out)?;
        }
        writeln!(self.out, "{}", speakable(text, self.conversation.unicode))
    }

    fn prompt(&mut self) -> io::Result<()> {
        if self.conversation.typed && !std::mem::replace(&mut self.prompted, true) {
            write!(self.out, "> ")?;
            self.out.flush()?;
        }
        Ok(())
    }
}

/// One line that holds nothing but words, whatever a tag or a name says.
fn speakable(text: &str, unicode: bool) -> String {
    let line = text::clean(text);
    if unicode { line } else { text::typewriter(&line).into_owned() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_control_character_goes_out(text in "\\PC{0,40}|[\\x00-\\x9f]{0,40}", unicode in any::<bool>()) {
            prop_assert!(!speakable(&text, unicode).chars().any(char::is_control));
        }
    }
}
