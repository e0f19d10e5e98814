//! Line mode: the player as a conversation in plain sentences, for screen readers, dumb
//! terminals, slow links and scripts.
//!
//! Lines come in, sentences go out: no escape code, no cursor, nothing but words and newlines.
//! The core is pure ([`step`]: a line and the newest snapshot in, effects out); the loop that
//! carries them out is [`converse`]. Numbers mean the lines of the list that was read last.

mod answers;
mod conversation;
mod news;
mod phrasing;
mod reading;
#[cfg(test)]
mod tests;
mod things;
mod verbs;

use std::time::Instant;

use crate::domain::time::Moment;
use crate::player::protocol::{Command, Question, Snapshot};

pub use conversation::{Conversation, converse};
pub use reading::Session;
pub use verbs::step;

/// What a step may look at.
#[derive(Clone, Copy)]
pub struct Here<'a> {
    pub snapshot: &'a Snapshot,
    pub now: Moment,
    pub ticks: Instant,
}

/// What a step wants done.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// One line of text.
    Say(String),
    Send(Command),
    /// The answer comes to [`Session::answer`] with this ticket; an older one is not waited for.
    Ask {
        ticket: u64,
        question: Question,
    },
    Quit,
}

fn say(text: impl Into<String>) -> Effect {
    Effect::Say(text.into())
}
