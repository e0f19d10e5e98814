//! What was really heard of one play, counted from the audio clock.

use crate::domain::ids::PlayId;
use crate::domain::listen::{self, PlayOpened, PlayProgress};

/// The row is topped up each time this much more was heard: what a killed process loses.
const TOP_UP_MS: i64 = 3_000;

/// One running play.
#[derive(Clone, Debug, PartialEq)]
pub struct Listening {
    pub id: PlayId,
    length_ms: Option<i64>,
    heard_ms: i64,
    audible: bool,
    /// The engine's own count at the last look; it also counts what was muted.
    engine_ms: i64,
    topped_up_ms: i64,
}

impl Listening {
    #[must_use]
    pub fn begin(opened: &PlayOpened) -> Self {
        Self { id: opened.id, length_ms: opened.length_ms, heard_ms: 0, audible: false, engine_ms: 0, topped_up_ms: 0 }
    }

    /// Takes the engine's count of milliseconds played since the start, sought-over ones left
    /// out. Inaudible sound is not heard. True when the row should be topped up: often enough
    /// that a crash loses seconds, and at once when the play becomes a listen.
    pub fn hear(&mut self, engine_ms: i64, audible: bool) -> bool {
        let more = (engine_ms - self.engine_ms).max(0);
        self.engine_ms = self.engine_ms.max(engine_ms);
        if !audible || more == 0 {
            return false;
        }
        let counted = self.counts();
        self.heard_ms += more;
        self.audible = true;
        let due = self.heard_ms - self.topped_up_ms >= TOP_UP_MS || self.counts() != counted;
        if due {
            self.topped_up_ms = self.heard_ms;
        }
        due
    }

    #[must_use]
    pub fn counts(&self) -> bool {
        listen::counts(Some(self.heard_ms), self.length_ms)
    }

    #[must_use]
    pub fn progress(&self, position_ms: i64, key_age_ms: i64) -> PlayProgress {
        PlayProgress { heard_ms: self.heard_ms, position_ms, audible: self.audible, key_age_ms }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::listen::{Source, SourceKind};
    use crate::domain::time::Moment;

    fn begin(length_ms: Option<i64>) -> Listening {
        Listening::begin(&PlayOpened {
            id: PlayId::made_at(0),
            track: None,
            title: "T".into(),
            artist: "A".into(),
            album: None,
            started_at: Moment::utc(0),
            length_ms,
            source: Source { kind: SourceKind::File, id: None, name: "file".into() },
        })
    }

    #[test]
    fn muted_sound_is_not_heard() {
        let mut play = begin(Some(200_000));
        play.hear(10_000, true);
        play.hear(40_000, false);
        play.hear(50_000, true);
        assert_eq!(play.progress(0, 0).heard_ms, 20_000);
        assert!(!play.counts());
    }

    #[test]
    fn becoming_a_listen_is_written_at_once() {
        let mut play = begin(Some(200_000));
        assert!(play.hear(29_900, true));
        assert!(play.hear(30_000, true));
        assert!(!play.hear(30_200, true));
    }

    proptest! {
        #[test]
        fn never_more_than_the_engine_played(looks in prop::collection::vec((0i64..500_000, any::<bool>()), 0..60)) {
            let mut play = begin(Some(300_000));
            let mut most = 0;
            let mut last = 0;
            for (engine_ms, audible) in looks {
                play.hear(engine_ms, audible);
                most = most.max(engine_ms);
                let heard = play.progress(0, 0).heard_ms;
                prop_assert!(heard >= last && heard <= most);
                last = heard;
            }
        }

        #[test]
        fn a_crash_loses_at_most_one_top_up(steps in prop::collection::vec(1i64..1_000, 1..200)) {
            let mut play = begin(None);
            let (mut engine, mut written) = (0, 0);
            for step in steps {
                engine += step;
                if play.hear(engine, true) {
                    written = play.progress(0, 0).heard_ms;
                }
                prop_assert!(engine - written < TOP_UP_MS);
            }
        }
    }
}
