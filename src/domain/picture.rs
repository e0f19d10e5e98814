//! A picture as pixels.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// RGB, 8 bits each, row by row from the top.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Picture {
    width: u32,
    height: u32,
    rgb: Arc<[u8]>,
}

impl Picture {
    /// None when the bytes are not exactly three for each pixel, or there is none.
    #[must_use]
    pub fn new(width: u32, height: u32, rgb: impl Into<Arc<[u8]>>) -> Option<Self> {
        let rgb = rgb.into();
        let needed = u128::from(width) * u128::from(height) * 3;
        (needed > 0 && rgb.len() as u128 == needed).then_some(Self { width, height, rgb })
    }

    #[must_use]
    pub const fn width(&self) -> u32 {
        self.width
    }

    #[must_use]
    pub const fn height(&self) -> u32 {
        self.height
    }

    #[must_use]
    pub fn rgb(&self) -> &[u8] {
        &self.rgb
    }

    /// The colour at a place; the nearest one when it lies outside.
    #[must_use]
    pub fn at(&self, x: u32, y: u32) -> [u8; 3] {
        let (x, y) = (x.min(self.width - 1) as usize, y.min(self.height - 1) as usize);
        let from = (y * self.width as usize + x) * 3;
        self.rgb.get(from..from + 3).and_then(|rgb| rgb.try_into().ok()).unwrap_or_default()
    }

    /// Whether two are the same pixels in memory.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.rgb, &other.rgb)
    }
}

/// As it crosses a wire: base64, since JSON would write each byte as a number.
#[derive(Serialize, Deserialize)]
struct Stored {
    width: u32,
    height: u32,
    rgb: String,
}

impl From<Picture> for Stored {
    fn from(picture: Picture) -> Self {
        use base64::Engine as _;
        let rgb = base64::engine::general_purpose::STANDARD.encode(&picture.rgb);
        Self { width: picture.width, height: picture.height, rgb }
    }
}

impl TryFrom<Stored> for Picture {
    type Error = &'static str;

    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        use base64::Engine as _;
        let rgb = base64::engine::general_purpose::STANDARD.decode(stored.rgb).map_err(|_| "not base64")?;
        Self::new(stored.width, stored.height, rgb).ok_or("not as many pixels as it says")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_all_its_pixels() {
        assert_eq!(Picture::new(2, 1, vec![0; 5]), None);
        assert_eq!(Picture::new(0, 1, vec![]), None);
        assert_eq!(Picture::new(u32::MAX, u32::MAX, vec![0; 3]), None);
        let two = Picture::new(2, 1, vec![1, 2, 3, 4, 5, 6]).unwrap();
        assert_eq!((two.at(0, 0), two.at(9, 9)), ([1, 2, 3], [4, 5, 6]));
        let wire = serde_json::to_string(&two).unwrap();
        assert_eq!(serde_json::from_str::<Picture>(&wire).unwrap(), two);
        assert!(serde_json::from_str::<Picture>(&wire.replace("\"height\":1", "\"height\":2")).is_err());
    }
}
