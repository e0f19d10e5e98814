//! One file, read once: what it is, its identity, its tags, its kind.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use super::walk::{self, Met};
use super::{guess, kind, tags};
use crate::decode::identity::{Unidentified, identify};
use crate::decode::recognise::{Recognition, recognise};
use crate::decode::source::Source;
use crate::domain::file::{Content, ScannedFile};
use crate::domain::ids::RootId;
use crate::domain::track::Tags;

/// Reads a file below the root at `base`. None when nobody would miss it: it is not audio, its
/// name did not promise any, and the library did not know it (`known`).
pub fn read(source: &mut Source, root: RootId, base: &Path, file: &Met, known: bool) -> Option<ScannedFile> {
    let path = base.join(walk::as_path(&file.path));
    let mut stat = file.stat;
    // A parser that panics on one file must not end the scan of the others.
    let outcome = catch_unwind(AssertUnwindSafe(|| -> std::io::Result<Option<Content>> {
        let opened = File::open(&path)?;
        let metadata = opened.metadata()?;
        stat = walk::stat(&metadata);
        source.open(opened, metadata.len())?;
        content(source, file, known)
    }));
    let content = match outcome {
        Ok(Ok(content)) => content?,
        Ok(Err(error)) => Content::Unreadable { reason: walk::reason(&error) },
        Err(_) => Content::Unreadable { reason: "its damage makes reading it fail".to_owned() },
    };
    Some(ScannedFile { root, path: file.path.clone(), stat, origin_ms: file.origin_ms, content })
}

fn content(source: &mut Source, file: &Met, known: bool) -> std::io::Result<Option<Content>> {
    let (container, start) = match recognise(source, walk::extension(&file.path))? {
        Recognition::Container { container, start } => (container, start),
        Recognition::Unplayable { format, reason } => {
            let read = tags::of_unplayable(source, format);
            return Ok(Some(Content::Unplayable { format, reason, tags: guessed(file, read.tags) }));
        }
        Recognition::NotAudio { reason } => {
            return Ok((file.promised || known).then_some(Content::Unreadable { reason }));
        }
    };
    let identity = match identify(source, container, start) {
        Ok(identity) => identity,
        Err(Unidentified::Io(error)) => return Err(error),
        Err(Unidentified::Damaged(reason)) => {
            return Ok((file.promised || known).then(|| Content::Unreadable { reason: reason.to_owned() }));
        }
        // Films beside music are no trouble, whatever they are called.
        Err(Unidentified::NotAudio(reason)) => {
            return Ok(known.then(|| Content::Unreadable { reason: reason.to_owned() }));
        }
        Err(Unidentified::Unplayable { format, reason }) => {
            let read = tags::of_container(source, container, None);
            return Ok(Some(Content::Unplayable { format, reason, tags: guessed(file, read.tags) }));
        }
    };
    let read = tags::of_container(source, container, identity.comments);
    let kind = kind::of(&file.path, &read.tags, identity.sound.length_ms, read.says_spoken);
    let mut tags = guessed(file, read.tags);
    tags.has_cover = identity.has_cover;
    Ok(Some(Content::Audio { payload: identity.payload, sound: identity.sound, tags, kind }))
}

fn guessed(file: &Met, tags: Tags) -> Box<Tags> {
    let mut tags = Box::new(tags);
    guess::fill(&file.path, &mut tags);
    tags
}
