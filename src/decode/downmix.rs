//! Any channel layout to two channels.

use symphonia::core::audio::{Channels, Position};

/// Share of one input channel in left and right.
type Share = [f32; 2];

/// Weights of each input channel, in the order in which the decoder interleaves them.
///
/// One channel goes to both sides unchanged, two stay as they are. More are folded as ITU-R
/// BS.775 does it: the centre and the surrounds at −3 dB, the low-frequency channel left out;
/// then all is scaled down together so that no full-scale input can clip.
#[derive(Clone, Debug, PartialEq)]
pub struct Downmix(Vec<Share>);

impl Downmix {
    #[must_use]
    pub fn new(channels: &Channels) -> Self {
        let count = channels.count();
        match count {
            0 | 1 => return Self(vec![[1.0, 1.0]]),
            2 => return Self(vec![[1.0, 0.0], [0.0, 1.0]]),
            _ => {}
        }
        let mut shares: Vec<Share> = match channels {
            Channels::Positioned(positions) => positions.iter().map(share_of).collect(),
            // Nothing says what they are: odd ones left, even ones right.
            _ => (0..count).map(|at| if at % 2 == 0 { [1.0, 0.0] } else { [0.0, 1.0] }).collect(),
        };
        shares.resize(count, [0.0, 0.0]);
        let side = |at: usize| shares.iter().map(|share| share[at]).sum::<f32>();
        let loudest = side(0).max(side(1)).max(1.0);
        for share in &mut shares {
            *share = share.map(|weight| weight / loudest);
        }
        Self(shares)
    }

    /// Interleaved input channels.
    #[must_use]
    pub fn channels(&self) -> usize {
        self.0.len()
    }

    /// Appends the interleaved `input` to `out` as stereo frames, each sample times `gain`.
    pub fn append(&self, input: &[f32], gain: f32, out: &mut Vec<f32>) {
        out.reserve(input.len() / self.0.len() * 2);
        match self.0.len() {
            1 => out.extend(input.iter().flat_map(|&sample| [sample * gain; 2])),
            2 => out.extend(input.iter().map(|&sample| sample * gain)),
            _ => {
                for frame in input.chunks_exact(self.0.len()) {
                    let (mut left, mut right) = (0.0, 0.0);
                    for (sample, share) in frame.iter().zip(&self.0) {
                        left += sample * share[0];
                        right += sample * share[1];
                    }
                    out.extend([left * gain, right * gain]);
                }
            }
        }
    }
}

fn share_of(position: Position) -> Share {
    const SURROUND: f32 = std::f32::consts::FRAC_1_SQRT_2;
    let front_left = Position::FRONT_LEFT | Position::FRONT_LEFT_CENTER;
    let front_right = Position::FRONT_RIGHT | Position::FRONT_RIGHT_CENTER;
    let left = Position::REAR_LEFT | Position::SIDE_LEFT | Position::TOP_FRONT_LEFT | Position::TOP_REAR_LEFT;
    let right = Position::REAR_RIGHT | Position::SIDE_RIGHT | Position::TOP_FRONT_RIGHT | Position::TOP_REAR_RIGHT;
    if front_left.contains(position) {
        [1.0, 0.0]
    } else if front_right.contains(position) {
        [0.0, 1.0]
    } else if position == Position::LFE1 {
        [0.0, 0.0]
    } else if left.contains(position) {
        [SURROUND, 0.0]
    } else if right.contains(position) {
        [0.0, SURROUND]
    } else {
        [SURROUND, SURROUND]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mixed(channels: &Channels, frame: &[f32]) -> Vec<f32> {
        let mut out = Vec::new();
        Downmix::new(channels).append(frame, 1.0, &mut out);
        out
    }

    #[test]
    fn one_and_two_channels_keep_every_bit() {
        assert_eq!(mixed(&Channels::Positioned(Position::FRONT_CENTER), &[0.1, -0.3]), [0.1, 0.1, -0.3, -0.3]);
        let stereo = Channels::Positioned(Position::FRONT_LEFT | Position::FRONT_RIGHT);
        assert_eq!(mixed(&stereo, &[0.1, -0.3]), [0.1, -0.3]);
    }

    #[test]
    fn six_channels_fold_without_clipping_and_stay_on_their_sides() {
        let six = Channels::Positioned(
            Position::FRONT_LEFT
                | Position::FRONT_RIGHT
                | Position::FRONT_CENTER
                | Position::LFE1
                | Position::REAR_LEFT
                | Position::REAR_RIGHT,
        );
        let all = mixed(&six, &[1.0; 6]);
        assert!(all.iter().all(|sample| (0.99..=1.000_001).contains(sample)), "{all:?}");
        let left = mixed(&six, &[0.5, 0.0, 0.0, 1.0, 0.5, 0.0]);
        assert!(left[0] > 0.3 && left[1] == 0.0, "{left:?}");
    }
}
