//! A list that is nearly always short: the artists and the genres of a track. Half a million
//! tracks would be a million pieces of memory otherwise.

use std::ops::Deref;

/// So many stand in place.
const SHORT: usize = 3;

/// Some places, in order.
#[derive(Clone)]
pub struct Few(Held);

#[derive(Clone)]
enum Held {
    Short {
        len: u8,
        places: [u32; SHORT],
    },
    // A pointer to the vector, so that the long form does not make the short one longer.
    #[expect(clippy::box_collection, reason = "16 bytes instead of 24 for each track")]
    Long(Box<Vec<u32>>),
}

impl Few {
    pub fn push(&mut self, place: u32) {
        match &mut self.0 {
            Held::Short { len, places } => match places.get_mut(usize::from(*len)) {
                Some(free) => {
                    *free = place;
                    *len += 1;
                }
                None => self.0 = Held::Long(Box::new(places.iter().copied().chain([place]).collect())),
            },
            Held::Long(places) => places.push(place),
        }
    }
}

impl Default for Few {
    fn default() -> Self {
        Self(Held::Short { len: 0, places: [0; SHORT] })
    }
}

impl Deref for Few {
    type Target = [u32];

    fn deref(&self) -> &[u32] {
        match &self.0 {
            Held::Short { len, places } => places.get(..usize::from(*len)).unwrap_or_default(),
            Held::Long(places) => places,
        }
    }
}

impl Extend<u32> for Few {
    fn extend<T: IntoIterator<Item = u32>>(&mut self, places: T) {
        places.into_iter().for_each(|place| self.push(place));
    }
}

impl FromIterator<u32> for Few {
    fn from_iter<T: IntoIterator<Item = u32>>(places: T) -> Self {
        let mut few = Self::default();
        few.extend(places);
        few
    }
}

impl From<Vec<u32>> for Few {
    fn from(places: Vec<u32>) -> Self {
        places.into_iter().collect()
    }
}

impl<'f> IntoIterator for &'f Few {
    type Item = &'f u32;
    type IntoIter = std::slice::Iter<'f, u32>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl std::fmt::Debug for Few {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_holds_what_was_put_in(places in proptest::collection::vec(any::<u32>(), 0..9)) {
            let few: Few = places.iter().copied().collect();
            prop_assert_eq!(&few[..], &places[..]);
            prop_assert_eq!(&few.clone()[..], &places[..]);
            prop_assert!(size_of::<Few>() <= 16);
        }
    }
}
