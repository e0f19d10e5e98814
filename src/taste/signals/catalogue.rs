//! Whose each track is and on which album, as far as signals need it.

/// No artist, no album.
const NONE: u32 = u32::MAX;

/// Credits and albums of all tracks, by place.
#[derive(Debug, Default)]
pub struct Catalogue {
    artists: usize,
    albums: usize,
    /// Credits of track `i`: `credits[first_credit[i]..first_credit[i + 1]]`, each artist once.
    first_credit: Vec<u32>,
    credits: Vec<u32>,
    album: Vec<u32>,
    /// The first credit of each track: asked for so often that it stands apart.
    main: Vec<u32>,
    /// Tracks that credit artist `r`: `tracks[first_track[r]..first_track[r + 1]]`, in order.
    first_track: Vec<u32>,
    tracks: Vec<u32>,
}

impl Catalogue {
    /// From the credited artists, main one first, and the album of each track; places beyond
    /// `artists` and `albums` are taken as unknown.
    pub fn new<'t>(artists: usize, albums: usize, tracks: impl Iterator<Item = (&'t [u32], Option<u32>)>) -> Self {
        let mut catalogue = Self { artists, albums, first_credit: vec![0], ..Self::default() };
        for (credits, album) in tracks {
            let begin = catalogue.credits.len();
            for artist in credits.iter().filter(|artist| (**artist as usize) < artists) {
                if !catalogue.credits[begin..].contains(artist) {
                    catalogue.credits.push(*artist);
                }
            }
            catalogue.main.push(catalogue.credits.get(begin).copied().unwrap_or(NONE));
            catalogue.first_credit.push(catalogue.credits.len() as u32);
            catalogue.album.push(album.filter(|album| (*album as usize) < albums).unwrap_or(NONE));
        }
        catalogue.turn_credits();
        catalogue
    }

    fn turn_credits(&mut self) {
        let mut first = vec![0u32; self.artists + 1];
        for artist in &self.credits {
            first[*artist as usize + 1] += 1;
        }
        for artist in 0..self.artists {
            first[artist + 1] += first[artist];
        }
        let (mut next, mut tracks) = (first.clone(), vec![0; self.credits.len()]);
        for track in 0..self.album.len() as u32 {
            for artist in self.credits(track) {
                let slot = &mut next[*artist as usize];
                tracks[*slot as usize] = track;
                *slot += 1;
            }
        }
        (self.first_track, self.tracks) = (first, tracks);
    }

    /// Every track that credits an artist, in order.
    #[must_use]
    pub fn tracks_by(&self, artist: u32) -> &[u32] {
        let artist = artist as usize;
        match (self.first_track.get(artist), self.first_track.get(artist + 1)) {
            (Some(from), Some(to)) => &self.tracks[*from as usize..*to as usize],
            _ => &[],
        }
    }

    /// How many tracks there are.
    #[must_use]
    pub const fn tracks(&self) -> usize {
        self.album.len()
    }

    /// How many albums there are.
    #[must_use]
    pub const fn albums(&self) -> usize {
        self.albums
    }

    /// The main artist of a track.
    #[must_use]
    pub fn artist(&self, track: u32) -> Option<u32> {
        Some(self.main[track as usize]).filter(|artist| *artist != NONE)
    }

    /// The album of a track.
    #[must_use]
    pub fn album(&self, track: u32) -> Option<u32> {
        Some(self.album[track as usize]).filter(|album| *album != NONE)
    }

    /// Every artist that a track credits, the main one first.
    #[must_use]
    pub fn credits(&self, track: u32) -> &[u32] {
        let track = track as usize;
        &self.credits[self.first_credit[track] as usize..self.first_credit[track + 1] as usize]
    }

    /// Sums values of tracks over the artists that they credit.
    pub(super) fn sum_by_artist(&self, tracks: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.artists];
        for (track, value) in (0u32..).zip(tracks).filter(|(_, value)| **value != 0.0) {
            for artist in self.credits(track) {
                sums[*artist as usize] += value;
            }
        }
        sums
    }

    /// The largest value of each artist's tracks.
    pub(super) fn most_by_artist(&self, tracks: &[f64]) -> Vec<f64> {
        let mut most = vec![0.0; self.artists];
        for (track, value) in (0u32..).zip(tracks) {
            for artist in self.credits(track) {
                most[*artist as usize] = f64::max(most[*artist as usize], *value);
            }
        }
        most
    }

    /// Sums values of tracks over their albums.
    pub(super) fn sum_by_album(&self, tracks: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.albums];
        for (album, value) in self.album.iter().zip(tracks).filter(|(album, _)| **album != NONE) {
            sums[*album as usize] += value;
        }
        sums
    }

    /// Gives each track its main artist's value.
    pub(super) fn spread_artists(&self, artists: &[f64]) -> Vec<f64> {
        let value = |track| self.artist(track).map_or(0.0, |artist| artists[artist as usize]);
        (0..self.tracks() as u32).map(value).collect()
    }

    /// Gives each track its album's value.
    pub(super) fn spread_albums(&self, albums: &[f64]) -> Vec<f64> {
        self.album.iter().map(|album| if *album == NONE { 0.0 } else { albums[*album as usize] }).collect()
    }
}
