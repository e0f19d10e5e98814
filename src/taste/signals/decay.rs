//! Sums over a track's listens that fade with age, and the same for artists and albums.

use std::rc::Rc;

use super::by_track::Heard;
use super::{History, Signal};

impl History<'_> {
    /// `E_h`: listens, halved every `half_life` days.
    #[must_use]
    pub fn decayed(&self, half_life: f64) -> Rc<Signal> {
        self.remember("E", half_life, || self.sum(|days| (-days / half_life).exp2()))
    }

    /// `S_h`: sessions that hold the track, halved every `half_life` days; what was repeated within
    /// one counts once.
    #[must_use]
    pub fn sessions_decayed(&self, half_life: f64) -> Rc<Signal> {
        self.remember("S", half_life, || self.sum_once(|days| (-days / half_life).exp2()))
    }

    /// `B_d`: the sum of `age^(−d)`, age in hours.
    #[must_use]
    pub fn base_level(&self, d: f64) -> Rc<Signal> {
        self.remember("B", d, || {
            if d == 0.5 { self.sum(|days| 1.0 / (24.0 * days).sqrt()) } else { self.sum(|days| (24.0 * days).powf(-d)) }
        })
    }

    /// `P_c,d`: the sum of `(a + c)^(−d)`, `a` and `c` in days: a power law that does not grow
    /// without bound for what was just heard.
    #[must_use]
    pub fn hyperbolic(&self, offset: f64, d: f64) -> Rc<Signal> {
        self.remember_two("P", (offset, d), || self.sum(hyperbola(offset, d)))
    }

    /// `Q_c,d`: as `P`, each listen over the root of how often its session held the track: what is
    /// repeated in one sitting says less than what is come back to.
    #[must_use]
    pub fn hyperbolic_damped(&self, offset: f64, d: f64) -> Rc<Signal> {
        self.remember_two("Q", (offset, d), || self.sum_damped(hyperbola(offset, d)))
    }

    /// How lately each track was heard: `1/a` of its last listen, 0 for those never heard.
    #[must_use]
    pub fn last_heard(&self) -> Rc<Signal> {
        let say = |heard: Heard<'_>| heard.ages.last().map_or(0.0, |days| 1.0 / f64::from(*days));
        self.remember("last", 0.0, || self.by_track.all().map(say).collect())
    }

    /// How lately each track's main artist was heard.
    #[must_use]
    pub fn artist_last_heard(&self) -> Rc<Signal> {
        self.remember("last by artist", 0.0, || {
            self.catalogue.spread_artists(&self.catalogue.most_by_artist(&self.last_heard()))
        })
    }

    /// `2^(−a/h)` of each track's first listen; 0 for tracks that were never heard.
    #[must_use]
    pub fn first_heard(&self, half_life: f64) -> Rc<Signal> {
        self.remember("first", half_life, || self.of_first(|days| (-days / half_life).exp2()))
    }

    /// `A_h`, by artist.
    #[must_use]
    pub fn artists_decayed(&self, half_life: f64) -> Rc<Signal> {
        self.remember("A", half_life, || self.catalogue.sum_by_artist(&self.decayed(half_life)))
    }

    /// `A_h` of each track's main artist.
    #[must_use]
    pub fn artist_of_track_decayed(&self, half_life: f64) -> Rc<Signal> {
        self.remember("A by track", half_life, || self.catalogue.spread_artists(&self.artists_decayed(half_life)))
    }

    /// `N_h`, by artist.
    #[must_use]
    pub fn exploring(&self, half_life: f64) -> Rc<Signal> {
        self.remember("N", half_life, || self.catalogue.sum_by_artist(&self.first_heard(half_life)))
    }

    /// `N_h` of each track's main artist.
    #[must_use]
    pub fn artist_of_track_exploring(&self, half_life: f64) -> Rc<Signal> {
        self.remember("N by track", half_life, || self.catalogue.spread_artists(&self.exploring(half_life)))
    }

    /// `Σ (a + c)^(−d)` over first listens of the tracks of each track's main artist.
    #[must_use]
    pub fn artist_of_track_exploring_hyperbolic(&self, offset: f64, d: f64) -> Rc<Signal> {
        self.remember_two("NP by track", (offset, d), || {
            let first = self.of_first(hyperbola(offset, d));
            self.catalogue.spread_artists(&self.catalogue.sum_by_artist(&first))
        })
    }

    /// `M_h`, by album.
    #[must_use]
    pub fn albums_exploring(&self, half_life: f64) -> Rc<Signal> {
        self.remember("M", half_life, || self.sum_first_by_album(&self.first_heard(half_life)))
    }

    /// `M_h` of each track's album.
    #[must_use]
    pub fn album_of_track_exploring(&self, half_life: f64) -> Rc<Signal> {
        self.remember("M by track", half_life, || self.catalogue.spread_albums(&self.albums_exploring(half_life)))
    }

    /// `ln(1 + n)`, with `n` how many different tracks of each track's main artist were heard.
    #[must_use]
    pub fn heard_of_artist(&self) -> Rc<Signal> {
        self.remember("heard of artist", 0.0, || {
            let heard: Vec<f64> = self.by_track.all().map(|heard| f64::from(!heard.places.is_empty())).collect();
            let by_artist: Vec<f64> = self.catalogue.sum_by_artist(&heard).into_iter().map(f64::ln_1p).collect();
            self.catalogue.spread_artists(&by_artist)
        })
    }

    fn sum(&self, say: impl Fn(f64) -> f64) -> Vec<f64> {
        let of_track = |heard: Heard<'_>| heard.weighted().map(|(days, weight)| weight * say(days)).sum();
        self.by_track.all().map(of_track).collect()
    }

    fn sum_once(&self, say: impl Fn(f64) -> f64) -> Vec<f64> {
        let of_track = |heard: Heard<'_>| {
            let once = heard.weighted().zip(heard.once).filter(|(_, once)| **once);
            once.map(|((days, weight), _)| weight * say(days)).sum()
        };
        self.by_track.all().map(of_track).collect()
    }

    fn sum_damped(&self, say: impl Fn(f64) -> f64) -> Vec<f64> {
        let of_track = |heard: Heard<'_>| {
            let mut listens = heard.weighted();
            let of_session = |times: usize| {
                let sum: f64 = listens.by_ref().take(times).map(|(days, weight)| weight * say(days)).sum();
                sum / (times as f64).sqrt()
            };
            heard.once.chunk_by(|_, once| !once).map(<[bool]>::len).map(of_session).sum()
        };
        self.by_track.all().map(of_track).collect()
    }

    fn of_first(&self, say: impl Fn(f64) -> f64) -> Vec<f64> {
        let of_track = |heard: Heard<'_>| heard.weighted().next().map_or(0.0, |(days, weight)| weight * say(days));
        self.by_track.all().map(of_track).collect()
    }

    /// Sums what first listens say over albums: the one that the play named, where plays know.
    fn sum_first_by_album(&self, first: &[f64]) -> Vec<f64> {
        if self.named_albums.is_empty() {
            return self.catalogue.sum_by_album(first);
        }
        let mut sums = vec![0.0; self.catalogue.albums()];
        for (heard, value) in self.by_track.all().zip(first) {
            let named = heard.places.first().map(|place| self.listens[*place as usize].play as usize);
            let album = named.and_then(|play| self.named_albums[play]);
            if let Some(sum) = album.and_then(|album| sums.get_mut(album as usize)) {
                *sum += value;
            }
        }
        sums
    }
}

fn hyperbola(offset: f64, d: f64) -> impl Fn(f64) -> f64 {
    move |days| {
        let age = days + offset;
        match d {
            1.0 => 1.0 / age,
            1.5 => 1.0 / (age * age.sqrt()),
            _ => age.powf(-d),
        }
    }
}
