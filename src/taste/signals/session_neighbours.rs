//! Session-kNN: what stands in the sessions that are most like a query.

use std::rc::Rc;

use super::{History, Signal};

/// Sessions most like the query.
const NEAREST: usize = 100;
/// Half-life of a session's say, in days.
const HALF_LIFE: f64 = 30.0;

impl History<'_> {
    /// `SK` of a query of tracks with weights above 0, each track once; one value a track.
    #[must_use]
    pub fn session_knn(&self, query: &[(u32, f64)]) -> Rc<Signal> {
        let mut near = vec![0.0; self.catalogue.tracks()];
        let nearest = self.nearest_sessions(query);
        for (session, say) in &nearest {
            for track in self.tracks_of(&self.sessions[*session as usize]) {
                near[*track as usize] += say;
            }
        }
        if !nearest.is_empty() {
            let all = self.sessions.len() as f64 + 1.0;
            let df = self.sessions_with();
            for (value, df) in near.iter_mut().zip(df.iter()).filter(|(value, _)| **value > 0.0) {
                *value *= (all / (df + 1.0)).ln() + 1.0;
            }
        }
        Rc::new(Signal::new(near))
    }

    /// The sessions nearest to the query, and what each has to say: its cosine with the query,
    /// faded by its age. Sessions that tie for the last place all stand.
    fn nearest_sessions(&self, query: &[(u32, f64)]) -> Vec<(u32, f64)> {
        let mut common = vec![0.0; self.sessions.len()];
        let mut touched = Vec::new();
        for (track, weight) in query {
            let mut last = None;
            for place in self.by_track.heard(*track).places {
                let session = self.listens[*place as usize].session;
                let Some(sum) = common.get_mut(session as usize) else { break };
                if last.replace(session) != Some(session) {
                    if *sum == 0.0 {
                        touched.push(session);
                    }
                    *sum += weight;
                }
            }
        }
        let norm = query.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
        let say = |session: &u32| {
            let of = &self.sessions[*session as usize];
            let alike = common[*session as usize] / (f64::from(of.tracks.max(1)).sqrt() * norm.max(1e-9));
            let age = self.age_days(self.listens[of.from as usize].at_ms);
            (*session, alike * (-age / HALF_LIFE).exp2())
        };
        let mut nearest: Vec<(u32, f64)> = touched.iter().map(say).collect();
        if nearest.len() > NEAREST {
            let (_, last, _) = nearest.select_nth_unstable_by(NEAREST - 1, |a, b| b.1.total_cmp(&a.1));
            let last = last.1;
            nearest.retain(|(_, say)| *say >= last);
        }
        nearest.sort_unstable_by_key(|(session, _)| *session);
        nearest
    }
}
