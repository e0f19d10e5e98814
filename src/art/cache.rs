//! The last few covers, so that going back to a page does not decode again.

use std::collections::VecDeque;

use xxhash_rust::xxh3::xxh3_64;

use super::shrink::shrink;
use crate::domain::picture::Picture;

/// What a picture is kept under: its bytes (by hash, so that a changed file is another one) and
/// the size that was asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Key {
    bytes: u64,
    width: u32,
    height: u32,
}

/// Scaled pictures, the last used first, as many as fit.
pub struct Cache {
    kept: VecDeque<(Key, Option<Picture>)>,
    most_bytes: usize,
}

impl Cache {
    /// `most_bytes` of pixels are kept.
    #[must_use]
    pub const fn new(most_bytes: usize) -> Self {
        Self { kept: VecDeque::new(), most_bytes }
    }

    /// The picture in these bytes, within `width` by `height`; none when they are no picture.
    /// Both answers are remembered.
    pub fn picture(&mut self, bytes: &[u8], width: u32, height: u32) -> Option<Picture> {
        let key = Key { bytes: xxh3_64(bytes), width, height };
        let known = self.kept.iter().position(|(kept, _)| *kept == key).and_then(|place| self.kept.remove(place));
        let entry = known.unwrap_or_else(|| {
            let picture = shrink(bytes, width, height);
            (key, picture.inspect_err(|error| tracing::debug!("a cover is left out: {error}")).ok())
        });
        let picture = entry.1.clone();
        self.kept.push_front(entry);
        self.forget_oldest();
        picture
    }

    fn forget_oldest(&mut self) {
        let cost = |entry: &(Key, Option<Picture>)| 64 + entry.1.as_ref().map_or(0, |picture| picture.rgb().len());
        let mut used = 0;
        let fits = |entry: &&(Key, Option<Picture>)| {
            used += cost(entry);
            used <= self.most_bytes
        };
        let kept = self.kept.iter().take_while(fits).count();
        // The newest is in use, however large it is.
        self.kept.truncate(kept.max(1));
    }
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, RgbImage};

    use super::*;

    fn png(shade: u8) -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        RgbImage::from_pixel(32, 32, image::Rgb([shade; 3])).write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn the_oldest_goes_when_there_is_no_room() {
        let one = 64 + 16 * 16 * 3;
        let mut cache = Cache::new(one * 2);
        let first = cache.picture(&png(1), 16, 16).unwrap();
        cache.picture(&png(2), 16, 16).unwrap();
        assert!(cache.picture(&png(1), 16, 16).unwrap().is(&first), "kept, not decoded again");
        cache.picture(&png(3), 16, 16).unwrap();
        assert!(cache.picture(&png(1), 16, 16).unwrap().is(&first), "used last but one");
        assert_eq!(cache.kept.len(), 2);
        assert_eq!(cache.picture(b"no picture", 16, 16), None);
        assert_eq!(Cache::new(0).picture(&png(1), 16, 16), Some(first));
    }
}
