//! Vorbis comments, wherever they stand: in Ogg packets and in FLAC blocks.
//!
//! Read here and not by lofty, because lofty copies a whole cover to find a title and does not
//! know FLAC in Ogg.

use std::io;

use super::source::Source;

/// Longer values are pictures or nonsense; no words that are read from tags.
const LONGEST_VALUE: u64 = 64 * 1024;
/// More items than any tagger writes.
const MOST_ITEMS: u64 = 4096;

/// Names and values in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comments {
    /// Names are in upper case; a name may stand several times.
    pub items: Vec<(String, String)>,
    pub has_cover: bool,
}

impl Comments {
    /// Reads a comment that lies in the file in these pieces (start, end), which may be cut at any
    /// byte. What is damaged ends it; what came before stays.
    pub(super) fn read(source: &mut Source, pieces: &[(u64, u64)], skipped: u64) -> io::Result<Self> {
        let mut comments = Self::default();
        let mut reader = Reader { pieces, at: skipped };
        let total = pieces.iter().map(|(start, end)| end - start).sum::<u64>();
        let Some(vendor) = reader.number(source)? else { return Ok(comments) };
        reader.at += vendor;
        let Some(count) = reader.number(source)? else { return Ok(comments) };
        for _ in 0..count.min(MOST_ITEMS) {
            let Some(length) = reader.number(source)?.filter(|length| reader.at + length <= total) else { break };
            let next = reader.at + length;
            let item = reader.bytes(source, length.min(LONGEST_VALUE) as usize)?;
            if let Some(sign) = item.iter().take(64).position(|&byte| byte == b'=') {
                let name = String::from_utf8_lossy(&item[..sign]).to_ascii_uppercase();
                if matches!(name.as_str(), "METADATA_BLOCK_PICTURE" | "COVERART") {
                    comments.has_cover = true;
                } else if length <= LONGEST_VALUE {
                    comments.items.push((name, String::from_utf8_lossy(&item[sign + 1..]).into_owned()));
                }
            }
            reader.at = next;
        }
        Ok(comments)
    }
}

struct Reader<'a> {
    pieces: &'a [(u64, u64)],
    at: u64,
}

impl Reader<'_> {
    fn number(&mut self, source: &mut Source) -> io::Result<Option<u64>> {
        Ok(self.bytes(source, 4)?.try_into().ok().map(u32::from_le_bytes).map(u64::from))
    }

    /// As many bytes as are there.
    fn bytes(&mut self, source: &mut Source, wanted: usize) -> io::Result<Vec<u8>> {
        let mut out = Vec::with_capacity(wanted);
        let mut skip = self.at;
        for &(start, end) in self.pieces {
            let length = end - start;
            if skip >= length {
                skip -= length;
                continue;
            }
            let piece = (wanted - out.len()).min((length - skip) as usize);
            out.extend_from_slice(source.at(start + skip, piece)?);
            skip = 0;
            if out.len() == wanted {
                break;
            }
        }
        self.at += out.len() as u64;
        Ok(out)
    }
}
