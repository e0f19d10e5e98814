//! A gain that never jumps.

/// From silence to full scale, or back.
const FULL_RAMP_SECONDS: f32 = 0.010;

/// Moves towards its target by a fixed amount each frame.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ramp {
    value: f32,
    target: f32,
    step: f32,
}

impl Ramp {
    pub(super) fn new(value: f32, rate: u32) -> Self {
        Self { value, target: value, step: Self::slope(rate) }
    }

    /// Largest change from one frame to the next.
    pub(super) fn slope(rate: u32) -> f32 {
        1.0 / (FULL_RAMP_SECONDS * rate as f32)
    }

    pub(super) fn set_target(&mut self, target: f32) {
        self.target = target;
    }

    /// For moments when nothing sounds.
    pub(super) fn jump_to(&mut self, value: f32) {
        self.value = value;
        self.target = value;
    }

    pub(super) fn advance(&mut self) -> f32 {
        self.value += (self.target - self.value).clamp(-self.step, self.step);
        self.value
    }

    /// Neither sounding nor about to.
    pub(super) fn is_silent(&self) -> bool {
        self.value == 0.0 && self.target == 0.0
    }

    pub(super) fn value(&self) -> f32 {
        self.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ramp_arrives_exactly_after_ten_milliseconds() {
        let mut ramp = Ramp::new(0.0, 48_000);
        ramp.set_target(1.0);
        let values: Vec<f32> = (0..481).map(|_| ramp.advance()).collect();
        assert!(values.windows(2).all(|pair| pair[1] >= pair[0] && pair[1] - pair[0] <= Ramp::slope(48_000) * 1.001));
        assert!(values[470] < 1.0);
        assert_eq!(values[480], 1.0);
        ramp.set_target(0.0);
        assert!((0..481).map(|_| ramp.advance()).last() == Some(0.0) && ramp.is_silent());
    }
}
