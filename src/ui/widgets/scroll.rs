//! A list that gave way to a panel stands afterwards where it stood.

/// How far a list was scrolled before it had to shrink.
#[derive(Clone, Copy, Debug, Default)]
pub struct GaveWay(Option<(u16, usize)>);

impl GaveWay {
    /// The first line to show at a height, when `top` was shown at the height `before`.
    pub fn top(&mut self, before: u16, height: u16, top: usize) -> usize {
        match self.0 {
            Some((full, stood)) if height >= full => {
                self.0 = None;
                stood
            }
            None if height < before => {
                self.0 = Some((before, top));
                top
            }
            _ => top,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_comes_back_when_there_is_room_again() {
        let mut gave_way = GaveWay::default();
        assert_eq!(gave_way.top(20, 20, 7), 7);
        assert_eq!(gave_way.top(20, 8, 7), 7, "the cursor may scroll it from here");
        assert_eq!(gave_way.top(8, 6, 12), 12);
        assert_eq!(gave_way.top(6, 20, 12), 7);
        assert_eq!(gave_way.top(20, 20, 9), 9, "and is scrolled as ever");
    }
}
