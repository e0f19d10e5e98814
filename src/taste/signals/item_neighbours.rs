//! Item-kNN over sessions, without ever building the matrix of pairs.

use std::rc::Rc;

use super::{History, Session, Signal};

/// Shrinks the say of tracks that stand in few sessions.
const SHRINK: f64 = 3.0;
/// Sessions that say as much as on their day.
const UNFADED: f64 = f64::INFINITY;

impl History<'_> {
    /// `df`: sessions that hold each track.
    #[must_use]
    pub fn sessions_with(&self) -> Rc<Signal> {
        self.remember_of_sessions("df", (0.0, 0.0), || {
            let mut sessions = vec![0.0; self.catalogue.tracks()];
            for track in self.sessions.iter().flat_map(|session| self.tracks_of(session)) {
                sessions[*track as usize] += 1.0;
            }
            sessions
        })
    }

    /// `K_h`: neighbours of what was heard lately, with `E_h` as the profile.
    #[must_use]
    pub fn item_knn(&self, half_life: f64) -> Rc<Signal> {
        self.item_knn_fading(half_life, UNFADED)
    }

    /// `K_h` of sessions whose say halves every so many days.
    #[must_use]
    pub fn item_knn_fading(&self, half_life: f64, sessions: f64) -> Rc<Signal> {
        self.remember_of_sessions("K", (half_life, sessions), || {
            self.neighbours_of(&self.decayed(half_life), |session| {
                self.session_fades(session, sessions) / f64::from(session.tracks)
            })
        })
    }

    /// The same with `S_h` as the profile and sessions damped by the root of their length only, so
    /// that long sessions keep a say over what was long silent.
    #[must_use]
    pub fn item_knn_of_sessions(&self, half_life: f64, sessions: f64) -> Rc<Signal> {
        self.remember_of_sessions("K of sessions", (half_life, sessions), || {
            self.neighbours_of(&self.sessions_decayed(half_life), |session| {
                self.session_fades(session, sessions) / f64::from(session.tracks).sqrt()
            })
        })
    }

    /// `K_cur`: neighbours of a session, of which each track has a weight above 0.
    #[must_use]
    pub fn neighbours_of_session(&self, session: &[(u32, f64)]) -> Rc<Signal> {
        let mut profile = vec![0.0; self.catalogue.tracks()];
        for (track, weight) in session {
            profile[*track as usize] = *weight;
        }
        Rc::new(Signal::new(self.neighbours_of(&profile, |session| 1.0 / f64::from(session.tracks))))
    }

    fn session_fades(&self, session: &Session, half_life: f64) -> f64 {
        // An infinite half-life gives 2^0.
        (-self.age_days(self.listens[session.from as usize].at_ms) / half_life).exp2()
    }

    /// `say` is a session's own factor.
    fn neighbours_of(&self, profile: &[f64], say: impl Fn(&Session) -> f64) -> Vec<f64> {
        let damping: Vec<f64> = self.sessions_with().iter().map(|df| 1.0 / (df + SHRINK).sqrt()).collect();
        let asked: Vec<f64> = profile.iter().zip(&damping).map(|(value, damping)| value * damping).collect();
        let mut near = vec![0.0; damping.len()];
        for session in self.sessions {
            let tracks = self.tracks_of(session);
            let shared: f64 = tracks.iter().map(|track| asked[*track as usize]).sum();
            if shared > 0.0 {
                let share = shared * say(session);
                for track in tracks {
                    near[*track as usize] += share;
                }
            }
        }
        for (value, damping) in near.iter_mut().zip(damping) {
            *value *= damping;
        }
        near
    }
}
