//! Groups by average linkage: a tree in which the nearest stand together, cut where both sides
//! are large enough to be groups of their own.

/// What a node of the tree holds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Weight {
    pub leaves: usize,
    pub listens: f64,
}

/// A binary tree over leaves `0..n`; inner nodes follow in the order of their making.
#[derive(Debug)]
pub struct Tree {
    leaves: usize,
    /// Children of the inner nodes, and how similar they are on average.
    merges: Vec<(usize, usize, f32)>,
}

impl Tree {
    /// `similarity` is a square matrix by rows. Chains of nearest neighbours give the tree of
    /// average linkage in n² steps (Murtagh 1983); ties go to the lower place, so that the same
    /// matrix gives the same tree.
    pub fn of(leaves: usize, mut similarity: Vec<f32>) -> Self {
        let mut node: Vec<usize> = (0..leaves).collect();
        let mut size = vec![1.0f32; leaves];
        let mut alive: Vec<usize> = (0..leaves).collect();
        let mut merges = Vec::with_capacity(leaves.saturating_sub(1));
        let mut chain: Vec<usize> = Vec::new();
        while alive.len() > 1 {
            let Some(&top) = chain.last() else {
                chain.extend(alive.first());
                continue;
            };
            let before = chain.len().checked_sub(2).and_then(|place| chain.get(place)).copied();
            let mut nearest = before.map(|slot| (similarity[top * leaves + slot], slot));
            for slot in alive.iter().copied().filter(|slot| *slot != top) {
                let similar = similarity[top * leaves + slot];
                if nearest.is_none_or(|(most, _)| similar > most) {
                    nearest = Some((similar, slot));
                }
            }
            let Some((similar, other)) = nearest else { break };
            if before != Some(other) {
                chain.push(other);
                continue;
            }
            chain.truncate(chain.len() - 2);
            let (kept, gone) = (top.min(other), top.max(other));
            alive.retain(|slot| *slot != gone);
            let all = size[kept] + size[gone];
            for slot in alive.iter().copied().filter(|slot| *slot != kept) {
                let (a, b) = (similarity[kept * leaves + slot], similarity[gone * leaves + slot]);
                let mean = (size[kept] * a + size[gone] * b) / all;
                similarity[kept * leaves + slot] = mean;
                similarity[slot * leaves + kept] = mean;
            }
            merges.push((node[kept], node[gone], similar));
            (node[kept], size[kept]) = (leaves + merges.len() - 1, all);
        }
        Self { leaves, merges }
    }

    /// At most `most` groups of leaves that are all large enough, split where the sides are
    /// least alike. What is too far from all groups is in none.
    pub fn cut(&self, most: usize, listens: &[f64], is_enough: impl Fn(Weight) -> bool) -> Vec<Vec<usize>> {
        let enough: Vec<bool> = self.weights(listens).into_iter().map(is_enough).collect();
        let Some(root) = enough.len().checked_sub(1).filter(|root| enough[*root]) else { return Vec::new() };
        let mut groups = vec![root];
        while groups.len() < most {
            let splits =
                groups.iter().enumerate().filter_map(|(place, group)| Some((place, self.split(*group, &enough)?)));
            let least_alike = splits.min_by(|a, b| self.similarity(a.1).total_cmp(&self.similarity(b.1)));
            let Some((left, right)) = least_alike.and_then(|(place, split)| {
                groups.remove(place);
                self.children(split)
            }) else {
                break;
            };
            groups.extend([left, right]);
        }
        groups.into_iter().map(|group| self.leaves_of(group)).collect()
    }

    fn weights(&self, listens: &[f64]) -> Vec<Weight> {
        let mut weights: Vec<Weight> = listens.iter().map(|listens| Weight { leaves: 1, listens: *listens }).collect();
        for (left, right, _) in &self.merges {
            let (a, b) = (weights[*left], weights[*right]);
            weights.push(Weight { leaves: a.leaves + b.leaves, listens: a.listens + b.listens });
        }
        weights
    }

    /// The highest node below this one whose sides are both large enough; what hangs beside the
    /// way down to it is too small to count.
    fn split(&self, node: usize, enough: &[bool]) -> Option<usize> {
        let (left, right) = self.children(node)?;
        match (enough[left], enough[right]) {
            (true, true) => Some(node),
            (true, false) => self.split(left, enough),
            (false, true) => self.split(right, enough),
            (false, false) => None,
        }
    }

    fn children(&self, node: usize) -> Option<(usize, usize)> {
        let (left, right, _) = self.merges.get(node.checked_sub(self.leaves)?)?;
        Some((*left, *right))
    }

    fn similarity(&self, node: usize) -> f32 {
        node.checked_sub(self.leaves).and_then(|place| self.merges.get(place)).map_or(1.0, |merge| merge.2)
    }

    fn leaves_of(&self, node: usize) -> Vec<usize> {
        let (mut leaves, mut open) = (Vec::new(), vec![node]);
        while let Some(node) = open.pop() {
            match self.children(node) {
                Some((left, right)) => open.extend([left, right]),
                None => leaves.push(node),
            }
        }
        leaves.sort_unstable();
        leaves
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Blocks that are alike within and hardly across.
    fn blocks(sizes: &[usize]) -> (usize, Vec<f32>) {
        let block: Vec<usize> = sizes.iter().enumerate().flat_map(|(block, size)| vec![block; *size]).collect();
        let n = block.len();
        let alike = |a: usize, b: usize| if block[a] == block[b] { 0.8 } else { 0.1 };
        (n, (0..n * n).map(|cell| alike(cell / n, cell % n)).collect())
    }

    #[test]
    fn blocks_are_found_and_what_is_too_small_is_in_none() {
        let (n, similarity) = blocks(&[5, 4, 1, 6]);
        let tree = Tree::of(n, similarity);
        let mut groups = tree.cut(6, &vec![1.0; n], |weight| weight.leaves >= 4);
        groups.sort();
        let large: Vec<&Vec<usize>> = groups.iter().filter(|group| group.len() >= 4).collect();
        assert_eq!(large.len(), 3, "{groups:?}");
        assert!(groups.iter().any(|group| group.starts_with(&[0, 1, 2, 3, 4])), "{groups:?}");
    }

    #[test]
    fn no_more_groups_than_wanted_and_none_of_nothing() {
        let (n, similarity) = blocks(&[4, 4, 4, 4]);
        assert_eq!(Tree::of(n, similarity).cut(2, &[1.0; 16], |weight| weight.leaves >= 4).len(), 2);
        assert!(Tree::of(0, Vec::new()).cut(6, &[], |_| true).is_empty());
    }

    proptest! {
        #[test]
        fn groups_never_share_a_leaf(values in proptest::collection::vec(0u8..20, 0..196)) {
            let n = (values.len() as f64).sqrt() as usize;
            let similarity = (0..n * n).map(|cell| {
                let (a, b) = (cell / n, cell % n);
                f32::from(values[a.min(b) * n + a.max(b)])
            });
            let tree = Tree::of(n, similarity.collect());
            let groups = tree.cut(6, &vec![1.0; n], |weight| weight.leaves >= 2);
            let mut seen = std::collections::HashSet::new();
            for group in &groups {
                prop_assert!(group.len() >= 2);
                prop_assert!(group.iter().all(|leaf| *leaf < n && seen.insert(*leaf)));
            }
        }
    }
}
