//! Containers and codecs: what a file is, its packets, its samples, its identity.
//!
//! [`reader::Reader`] gives the samples of a file from exactly where the music begins to
//! exactly where it ends, and continues from any frame. Bad input is normal here: whatever a
//! file holds, the answer is samples or a [`DecodeError`].

pub mod analysis;
pub mod codecs;
pub mod comment;
mod covers;
pub mod downmix;
mod edges;
pub mod identity;
mod mp4;
pub mod reader;
pub mod recognise;
pub mod sleeve;
pub mod source;

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod testsound;

pub use reader::Reader;

/// Why a file does not become sound.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    #[error("cannot read the file: {0}")]
    Io(#[from] std::io::Error),
    /// A format that is audio, but that no decoder here understands.
    #[error("{0} cannot be played")]
    Unsupported(String),
    #[error("there is no sound in it")]
    NoSound,
    #[error("the file is damaged")]
    Damaged,
}

impl From<symphonia::core::errors::Error> for DecodeError {
    fn from(error: symphonia::core::errors::Error) -> Self {
        use symphonia::core::errors::Error;
        match error {
            Error::IoError(error) => Self::Io(error),
            Error::Unsupported(what) => Self::Unsupported(what.to_owned()),
            _ => Self::Damaged,
        }
    }
}
