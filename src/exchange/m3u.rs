//! M3U and M3U8: a path a line, with comments that some players understand.

use super::{ExchangeError, ListEntry, ReadList};

/// Reads a list whose file lies in the folder `base`.
///
/// # Errors
/// The bytes are no text at all.
pub fn read(bytes: &[u8], base: &[u8]) -> Result<ReadList, ExchangeError> {
    let _ = (bytes, base);
    Ok(ReadList::default())
}

/// Writes a list to be kept in the folder `base`: UTF-8, with relative paths where possible.
#[must_use]
pub fn write(entries: &[ListEntry], base: &[u8]) -> Vec<u8> {
    let _ = (entries, base);
    Vec::new()
}
