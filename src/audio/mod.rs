//! The sound engine: commands in, events out.
//!
//! ```text
//! caller ── EngineCommand ──▶ control ── open, next ──▶ decoder thread
//!        ◀── EngineEvent ───    │  ▲                        │ samples
//!                         feeds │  │ spent feeds            ▼
//!                               ▼  │                      ring (2 s)
//!                            voice (a rodio Source) ◀───────┘
//!                               │ rodio's mixer
//!                               ▼
//!                       output: a cpal stream, or frames pulled by a test
//! ```
//!
//! Three threads. **Control** (`control`, `progress`, `outlet`) keeps what should be heard, owns
//! the output and rebuilds it when it is lost. The **decoder thread** (`decoding`) opens files, decodes
//! ahead into a ring of samples, and goes on with the next file across the seam without a gap.
//! The **callback** (`voice`) takes samples out of the ring; it neither locks nor allocates,
//! and what it no longer needs it sends back to be dropped elsewhere.
//!
//! One run of samples that plays without a break is a *feed*: a load or a seek begins a new
//! one, the next track continues the old one. A feed counts the frames taken out of it, so
//! position and heard time come from what the device really consumed, never from a wall clock.
//!
//! A feed has one speed from its first frame to its last; another speed begins another feed at
//! the same place. Position and heard time count the file's own milliseconds, so that a track
//! heard at twice its speed was heard whole, and none was heard for longer than it is.

mod backend;
mod control;
mod decoding;
mod engine;
mod feed;
mod outlet;
mod progress;
mod protocol;
mod ramp;
mod resample;
mod stretch;
#[cfg(test)]
mod tests;
mod timeline;
mod voice;

pub use backend::{Puller, default_device};
pub use engine::{Engine, EngineHandle};
pub use protocol::{AudioError, BackendChoice, EngineCommand, EngineEvent, NextTrack};
