//! The identity of a recording: a hash over demuxed audio, never over container bytes.
//!
//! It covers the first 256 KiB of audio packets and the exact length of all of them, so new
//! tags, covers, padding and a new name leave it as it is, and other sound, or the same sound
//! cut short, does not. A FLAC says by itself what it decodes to: its MD5 and count of samples
//! are taken, so it also survives being packed anew; what a cut-off FLAC promises, it keeps.
//!
//! Every container is read here in the few lines that this needs. Decoding libraries probe and
//! buffer more than a scan of a hundred thousand files can pay, and identities must not change
//! with their versions. What is met on the way comes out as well: how the sound is stored, and
//! whether there is a picture.

pub(super) mod adts;
mod flac;
mod iff;
pub(super) mod mp4;
pub(super) mod mpeg;
mod ogg;

use std::io;

use xxhash_rust::xxh3::Xxh3;

use super::comment::Comments;
use super::recognise::Container;
use super::source::Source;
use crate::domain::file::{Format, PayloadHash, Sound};

/// How much of the audio is hashed.
const HASHED: u64 = 256 * 1024;

/// What one reading of a container tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Identity {
    pub payload: PayloadHash,
    pub sound: Sound,
    /// A picture lies in the file.
    pub has_cover: bool,
    /// The tags of FLAC and Ogg, which stand in the way to the sound; other containers keep
    /// theirs elsewhere.
    pub comments: Option<Comments>,
}

/// Why a file of a known container has no identity here.
#[derive(Debug, thiserror::Error)]
pub enum Unidentified {
    #[error("it cannot be read: {0}")]
    Io(#[from] io::Error),
    /// Damaged, cut off or empty, in words for a person.
    #[error("{0}")]
    Damaged(&'static str),
    /// Sound in a form that no decoder here plays.
    #[error("{reason}")]
    Unplayable { format: Format, reason: String },
    /// A film, or a file without sound.
    #[error("{0}")]
    NotAudio(&'static str),
}

/// Reads the identity of a file that [`super::recognise::recognise`] has named; `start` as it said.
/// Pictures that are met are hidden from later readers of the source (see [`Source::hide`]).
///
/// # Errors
/// See [`Unidentified`].
pub fn identify(source: &mut Source, container: Container, start: u64) -> Result<Identity, Unidentified> {
    match container {
        Container::Flac => flac::identify(source, start),
        Container::Mpeg => mpeg::identify(source, start),
        Container::Adts => adts::identify(source, start),
        Container::Mp4 => mp4::identify(source, start),
        Container::Ogg => ogg::identify(source, start),
        Container::Wav => iff::identify_wav(source, start),
        Container::Aiff => iff::identify_aiff(source, start),
    }
}

/// The hash while it is fed.
struct Payload {
    hash: Xxh3,
    left: u64,
}

impl Payload {
    /// `codec` keeps equal bytes in different codecs apart; part of the identity for ever.
    fn new(codec: &str) -> Self {
        let mut hash = Xxh3::new();
        hash.update(codec.as_bytes());
        Self { hash, left: HASHED }
    }

    /// As much has been fed as is hashed.
    fn is_full(&self) -> bool {
        self.left == 0
    }

    /// Feeds a range of the file, as far as it is wanted and there.
    fn feed(&mut self, source: &mut Source, start: u64, length: u64) -> io::Result<()> {
        let end = start.saturating_add(length.min(self.left));
        let mut at = start;
        while at < end {
            let piece = source.at(at, (end - at).min(64 * 1024) as usize)?;
            if piece.is_empty() {
                break;
            }
            self.hash.update(piece);
            at += piece.len() as u64;
        }
        self.left = self.left.saturating_sub(at - start);
        Ok(())
    }

    fn finish(mut self, exact_length: u64) -> PayloadHash {
        self.hash.update(&exact_length.to_le_bytes());
        PayloadHash(self.hash.digest128().to_be_bytes())
    }
}

/// Bits per second of `bytes` over `length_ms`.
fn bitrate(bytes: u64, length_ms: Option<i64>) -> Option<u32> {
    let ms = u64::try_from(length_ms?).ok().filter(|&ms| ms > 0)?;
    u32::try_from(bytes.saturating_mul(8000) / ms).ok()
}

/// Length in milliseconds, rounded; none for an unknown rate.
fn length_ms(samples: u64, rate: u32) -> Option<i64> {
    let rate = u64::from(rate);
    let ms = samples.checked_mul(1000)?.checked_add(rate / 2)?.checked_div(rate)?;
    i64::try_from(ms).ok()
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

#[cfg(test)]
mod tests;
