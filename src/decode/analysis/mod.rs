//! What listening to the sound itself gives: one decode of a file feeds every analyser.
//!
//! An analyser says beforehand which parts of a file it wants to hear. What nobody wants is
//! jumped over, which is most of a file while no analyser needs the whole. A new analyser is one
//! file and one line in [`ANALYSERS`].

use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{DecodeError, Reader};

mod bands;
mod harmony;
mod movement;
pub mod sounds_like;
#[cfg(test)]
mod tests;

/// All analysers.
pub const ANALYSERS: &[&dyn Analyser] = &[&sounds_like::SoundsLike];

/// One thing to find out about a sound. What it gives is kept under its name and version.
pub trait Analyser: Sync {
    fn name(&self) -> &'static str;

    /// Raised with any change of what the same sound gives.
    fn version(&self) -> u32;

    /// Frames that it wants to hear of a file: rising, apart from each other.
    fn spans(&self, rate: u32, length: Option<u64>) -> Vec<Range<u64>>;

    /// Begins with a file of `rate` frames a second.
    fn begin(&self, rate: u32) -> Box<dyn Hearing>;
}

/// One analyser at one file.
pub trait Hearing {
    /// Takes interleaved stereo that begins at frame `at`; pieces of one span come without gaps.
    fn hear(&mut self, at: u64, stereo: &[f32]);

    /// The result as it is kept, or nothing when there was too little to hear.
    fn finish(self: Box<Self>) -> Option<Vec<u8>>;
}

/// What one analyser found in one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Analysis {
    pub analyser: &'static str,
    pub version: u32,
    /// None when there was too little to hear.
    pub body: Option<Vec<u8>>,
}

/// Reads a file once for all `analysers`. `None` when `stop` was set meanwhile.
///
/// # Errors
/// The file cannot be read as far as it is wanted.
pub fn analyse(
    path: &Path,
    analysers: &[&dyn Analyser],
    stop: &AtomicBool,
) -> Result<Option<Vec<Analysis>>, DecodeError> {
    let mut reader = Reader::open(path)?;
    let (rate, length) = (reader.rate(), reader.length_frames());
    let mut heard: Vec<_> =
        analysers.iter().map(|analyser| (analyser.spans(rate, length), analyser.begin(rate))).collect();
    let mut samples = Vec::new();
    for wanted in union(heard.iter().flat_map(|(spans, _)| spans).cloned().collect()) {
        if reader.position() != wanted.start {
            reader.seek(wanted.start)?;
        }
        while reader.position() < wanted.end {
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            samples.clear();
            let Some(frames) = reader.next(&mut samples)? else { break };
            let at = reader.position().saturating_sub(frames as u64);
            for (spans, hearing) in &mut heard {
                for span in spans.iter() {
                    let (from, to) = (span.start.max(at), span.end.min(at + frames as u64));
                    if let Some(piece) = samples.get(piece(at, from)..piece(at, to.max(from)))
                        && !piece.is_empty()
                    {
                        hearing.hear(from, piece);
                    }
                }
            }
        }
    }
    let finished = analysers.iter().zip(heard).map(|(analyser, (_, hearing))| Analysis {
        analyser: analyser.name(),
        version: analyser.version(),
        body: hearing.finish(),
    });
    Ok(Some(finished.collect()))
}

/// Where frame `frame` stands in interleaved stereo that begins at frame `at`.
fn piece(at: u64, frame: u64) -> usize {
    usize::try_from(frame.saturating_sub(at)).unwrap_or(usize::MAX / 2).saturating_mul(2)
}

/// What any of them wants, rising and apart.
fn union(mut spans: Vec<Range<u64>>) -> Vec<Range<u64>> {
    spans.retain(|span| !span.is_empty());
    spans.sort_by_key(|span| (span.start, span.end));
    let mut apart: Vec<Range<u64>> = Vec::new();
    for span in spans {
        match apart.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => apart.push(span),
        }
    }
    apart
}
