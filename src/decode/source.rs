//! One open file, read in few large pieces and looked at in many small ones.
//!
//! Recognising, hashing and reading tags all look at the same places of a file: its first
//! kilobytes, sometimes its last. A [`Source`] reads each place once, and one `Source` serves
//! any number of files, so that a scan of many does not allocate for each.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::os::unix::fs::FileExt;

/// Enough for the tags and the first packets of nearly every file.
const HEAD: usize = 64 * 1024;
/// What is read at once elsewhere, as a stream.
const BLOCK: usize = 32 * 1024;
/// What is read at once when something small is looked at: it seldom stands alone.
const LOOK: usize = 16 * 1024;

/// A file with its first bytes at hand. As [`Read`] and [`Seek`] it never touches the disk for
/// what it holds already, and seeking is free.
#[derive(Debug, Default)]
pub struct Source {
    file: Option<File>,
    length: u64,
    position: u64,
    head: Vec<u8>,
    block: Vec<u8>,
    block_start: u64,
    hidden: Vec<Range<u64>>,
}

impl Source {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Turns to another file of `length` bytes and reads its first part.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn open(&mut self, file: File, length: u64) -> io::Result<()> {
        self.position = 0;
        self.block.clear();
        self.block_start = 0;
        self.hidden.clear();
        self.head.resize(HEAD.min(usize::try_from(length).unwrap_or(HEAD)), 0);
        let read = read_fully(&file, &mut self.head, 0)?;
        self.head.truncate(read);
        // A file that shrank while it was opened is as long as what could be read of it.
        self.length = if read < HEAD { read as u64 } else { length };
        self.file = Some(file);
        Ok(())
    }

    /// Length of the file in bytes.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.length
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The first bytes: 64 KiB, or the whole of a smaller file.
    #[must_use]
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// Up to `wanted` bytes from `start` on: fewer only at the end of the file.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn at(&mut self, start: u64, wanted: usize) -> io::Result<&[u8]> {
        let end = start.saturating_add(wanted as u64).min(self.length);
        if start >= end {
            return Ok(&[]);
        }
        if end <= self.head.len() as u64 {
            return Ok(&self.head[start as usize..end as usize]);
        }
        if start < self.block_start || end > self.block_start + self.block.len() as u64 {
            self.load(start, wanted)?;
        }
        let from = (start - self.block_start) as usize;
        let to = ((end - self.block_start) as usize).min(self.block.len());
        Ok(self.block.get(from..to).unwrap_or_default())
    }

    /// Exactly `N` bytes, or none at the end of the file.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn array<const N: usize>(&mut self, start: u64) -> io::Result<Option<[u8; N]>> {
        Ok(self.at(start, N)?.try_into().ok())
    }

    /// Makes a range read as zeros from now on when it is read as a stream, without touching
    /// the disk: covers are not worth their bytes to a reader of tags.
    pub fn hide(&mut self, range: Range<u64>) {
        self.hidden.push(range);
    }

    fn load(&mut self, start: u64, wanted: usize) -> io::Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        let size = wanted.max(LOOK).min(usize::try_from(self.length - start).unwrap_or(wanted));
        self.block.resize(size, 0);
        self.block_start = start;
        match read_fully(file, &mut self.block, start) {
            Ok(read) => self.block.truncate(read),
            Err(error) => {
                self.block.clear();
                return Err(error);
            }
        }
        Ok(())
    }

    /// How many of the `wanted` bytes at the position are hidden, or how many come before the
    /// next hidden ones.
    fn span(&self, wanted: u64) -> (u64, bool) {
        let here = self.position;
        if let Some(range) = self.hidden.iter().find(|range| range.contains(&here)) {
            return (wanted.min(range.end - here), true);
        }
        let next = self.hidden.iter().map(|range| range.start).filter(|&start| start > here).min();
        (next.map_or(wanted, |next| wanted.min(next - here)), false)
    }
}

impl Read for Source {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let left = self.length.saturating_sub(self.position);
        let (span, hidden) = self.span(left.min(out.len() as u64));
        let count = if hidden {
            out[..span as usize].fill(0);
            span as usize
        } else {
            let wanted = (span as usize).min(BLOCK);
            let (start, end) = (self.position, self.position + wanted as u64);
            let held = end <= self.head.len() as u64
                || (start >= self.block_start && end <= self.block_start + self.block.len() as u64);
            if !held && wanted > 0 {
                self.load(start, BLOCK)?;
            }
            let piece = self.at(start, wanted)?;
            out[..piece.len()].copy_from_slice(piece);
            piece.len()
        };
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for Source {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::End(offset) => self.length.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position = target.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.position)
    }
}

fn read_fully(file: &File, buffer: &mut [u8], start: u64) -> io::Result<usize> {
    let mut done = 0;
    while done < buffer.len() {
        match file.read_at(&mut buffer[done..], start + done as u64) {
            Ok(0) => break,
            Ok(read) => done += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(done)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use proptest::prelude::*;

    use super::*;

    fn file_of(bytes: &[u8]) -> File {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file
    }

    fn bytes(length: usize) -> Vec<u8> {
        (0..length).map(|i| (i * 31 % 251) as u8).collect()
    }

    #[test]
    fn one_source_serves_many_files() {
        let mut source = Source::new();
        for length in [0, 1, HEAD - 1, HEAD, HEAD + 1, 3 * HEAD + 7] {
            let content = bytes(length);
            source.open(file_of(&content), length as u64).unwrap();
            let mut read = Vec::new();
            source.read_to_end(&mut read).unwrap();
            assert_eq!(read, content, "{length}");
        }
    }

    #[test]
    fn a_file_that_shrank_is_as_long_as_it_is() {
        let mut source = Source::new();
        source.open(file_of(b"short"), 5000).unwrap();
        assert_eq!(source.len(), 5);
        assert_eq!(source.at(2, 100).unwrap(), b"ort");
    }

    #[test]
    fn hidden_ranges_read_as_zeros() {
        let content = bytes(200_000);
        let mut source = Source::new();
        source.open(file_of(&content), content.len() as u64).unwrap();
        source.hide(10..20);
        source.hide(100_000..150_000);
        let mut read = Vec::new();
        source.read_to_end(&mut read).unwrap();
        let mut expected = content;
        expected[10..20].fill(0);
        expected[100_000..150_000].fill(0);
        assert!(read == expected);
    }

    proptest! {
        #[test]
        fn any_place_reads_as_it_stands(places in prop::collection::vec((0u64..220_000, 0usize..90_000), 1..12)) {
            let content = bytes(200_000);
            let mut source = Source::new();
            source.open(file_of(&content), content.len() as u64).unwrap();
            for (start, wanted) in places {
                let from = (start as usize).min(content.len());
                let to = (from + wanted).min(content.len());
                prop_assert!(source.at(start, wanted).unwrap() == &content[from..to]);
            }
        }
    }
}
