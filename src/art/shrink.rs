//! From the bytes of a picture to pixels of the size that is shown.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::imageops::FilterType;
use image::{ImageReader, Limits};

use crate::domain::picture::Picture;

/// Pixels of a side that are still decoded: a scan of a sleeve at 600 dpi.
const MOST_SIDE: u32 = 8_192;
/// Memory that a decoder may take.
const MOST_MEMORY: u64 = 256 * 1024 * 1024;

/// Why bytes do not become a picture.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    #[error("it is damaged, too large, or no picture known here: {0}")]
    Image(#[from] image::ImageError),
    #[error("its decoder gave up")]
    Panicked,
    #[error("it has no pixels")]
    Empty,
}

/// Decodes JPEG, PNG, WebP, GIF (its first frame) or BMP, and scales it to fit into `width` by
/// `height` pixels. The shape stays; a picture that is small already is not blown up. What is
/// see-through lies on black.
///
/// # Errors
/// See [`Unreadable`].
pub fn shrink(bytes: &[u8], width: u32, height: u32) -> Result<Picture, Unreadable> {
    catch_unwind(AssertUnwindSafe(|| decode(bytes, width.max(1), height.max(1)))).unwrap_or(Err(Unreadable::Panicked))
}

fn decode(bytes: &[u8], width: u32, height: u32) -> Result<Picture, Unreadable> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(image::ImageError::IoError)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_SIDE);
    limits.max_image_height = Some(MOST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let image = reader.decode()?;
    let image = if image.width() > width || image.height() > height {
        // A triangle averages all pixels that fall together; sharper filters ring at edges.
        image.resize(width, height, FilterType::Triangle)
    } else {
        image
    };
    let seen = image.to_rgba8();
    let on_black = |channel: u8, alpha: u8| u8::try_from(u16::from(channel) * u16::from(alpha) / 255).unwrap_or(255);
    let rgb: Vec<u8> =
        seen.pixels().flat_map(|pixel| [0, 1, 2].map(|channel| on_black(pixel.0[channel], pixel.0[3]))).collect();
    Picture::new(seen.width(), seen.height(), rgb).ok_or(Unreadable::Empty)
}

#[cfg(test)]
mod tests {
    use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};
    use proptest::prelude::*;

    use super::*;

    fn encoded(format: ImageFormat, width: u32, height: u32, alpha: u8) -> Vec<u8> {
        let image =
            RgbaImage::from_fn(width, height, |x, _| Rgba([if x < width / 2 { 200 } else { 0 }, 80, 40, alpha]));
        let image = DynamicImage::from(image);
        let image = if alpha == 255 { DynamicImage::from(image.to_rgb8()) } else { image };
        let mut bytes = Cursor::new(Vec::new());
        image.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn every_format_is_brought_to_size_in_its_shape() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif, ImageFormat::Bmp] {
            let picture = shrink(&encoded(format, 200, 100, 255), 40, 40).unwrap();
            assert_eq!((picture.width(), picture.height()), (40, 20), "{format:?}");
            let ([red, ..], [dark, ..]) = (picture.at(2, 10), picture.at(37, 10));
            assert!(red > 180 && dark < 20, "{format:?}: {red} {dark}");
        }
        let small = shrink(&encoded(ImageFormat::Png, 8, 4, 255), 40, 40).unwrap();
        assert_eq!((small.width(), small.height()), (8, 4));
    }

    #[test]
    fn what_is_see_through_lies_on_black() {
        let picture = shrink(&encoded(ImageFormat::Png, 8, 8, 0), 8, 8).unwrap();
        assert_eq!(picture.at(0, 0), [0, 0, 0]);
    }

    #[test]
    fn a_picture_that_claims_too_much_is_refused() {
        // A PNG header of 60,000 by 60,000 pixels, with its checksum, and nothing behind it.
        let mut png = encoded(ImageFormat::Png, 8, 8, 255);
        png[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        assert!(shrink(&png, 8, 8).is_err());
        assert!(shrink(b"", 8, 8).is_err());
        assert!(shrink(b"not a picture", 8, 8).is_err());
    }

    proptest! {
        #[test]
        fn damage_never_panics(at in 0usize..400, byte in any::<u8>(), cut in 0usize..400) {
            for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP, ImageFormat::Bmp] {
                let mut bytes = encoded(format, 24, 16, 255);
                let place = at % bytes.len();
                bytes[place] = byte;
                bytes.truncate(bytes.len().saturating_sub(cut % 64));
                let _ = shrink(&bytes, 8, 8);
            }
        }
    }
}
