//! A long list that is read by many and lengthened by one: home is dealt from the same library
//! and the same plays again and again, with a few plays more each time.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// Clones share the values. Who changes them while another holds them gets a copy of their own.
#[derive(Debug)]
pub struct Shared<T>(Arc<Vec<T>>);

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T> Deref for Shared<T> {
    type Target = Vec<T>;

    fn deref(&self) -> &Vec<T> {
        &self.0
    }
}

impl<T: Clone> DerefMut for Shared<T> {
    fn deref_mut(&mut self) -> &mut Vec<T> {
        Arc::make_mut(&mut self.0)
    }
}

impl<T> From<Vec<T>> for Shared<T> {
    fn from(values: Vec<T>) -> Self {
        Self(Arc::new(values))
    }
}

impl<T> FromIterator<T> for Shared<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self(Arc::new(values.into_iter().collect()))
    }
}

impl<'s, T> IntoIterator for &'s Shared<T> {
    type Item = &'s T;
    type IntoIter = std::slice::Iter<'s, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_holds_stays_as_it_was() {
        let mut mine: Shared<u32> = (0..3).collect();
        let before = mine.as_ptr();
        let theirs = mine.clone();
        assert_eq!(theirs.as_ptr(), before, "held once");
        mine.push(3);
        assert_eq!((&mine[..], &theirs[..]), (&[0, 1, 2, 3][..], &[0, 1, 2][..]));
        let mine_alone = mine.as_ptr();
        mine[0] = 9;
        assert_eq!(mine.as_ptr(), mine_alone, "nobody else holds it");
    }
}
