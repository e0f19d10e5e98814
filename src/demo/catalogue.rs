//! The invented library as data: artists, albums, tracks. All names are made up.

use std::path::{Path, PathBuf};

/// How a track is composed and how its cover is drawn; one composer a style.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Style {
    Drone,
    Chiptune,
    Techno,
    Waltz,
    Dub,
    Counterpoint,
    LoFi,
    Folk,
    Jazz,
    Wall,
    MusicBox,
    Phase,
}

impl Style {
    pub const ALL: [Self; 12] = [
        Self::Drone,
        Self::Chiptune,
        Self::Techno,
        Self::Waltz,
        Self::Dub,
        Self::Counterpoint,
        Self::LoFi,
        Self::Folk,
        Self::Jazz,
        Self::Wall,
        Self::MusicBox,
        Self::Phase,
    ];

    /// As genre tags have it, the main one first.
    #[must_use]
    pub const fn genres(self) -> &'static [&'static str] {
        match self {
            Self::Drone => &["Ambient", "Drone"],
            Self::Chiptune => &["Chiptune", "Electronic"],
            Self::Techno => &["Minimal Techno", "Electronic"],
            Self::Waltz => &["Folk", "Waltz"],
            Self::Dub => &["Dub", "Reggae"],
            Self::Counterpoint => &["Classical", "Baroque"],
            Self::LoFi => &["Lo-Fi", "Hip-Hop", "Instrumental"],
            Self::Folk => &["Folk", "Drone"],
            Self::Jazz => &["Jazz"],
            Self::Wall => &["Shoegaze", "Dream Pop"],
            Self::MusicBox => &["Ambient", "Toy Music"],
            Self::Phase => &["Minimalism", "Classical"],
        }
    }
}

/// One album of the table.
#[derive(Debug)]
pub struct Album {
    /// The album artist.
    pub artist: &'static str,
    /// Latin sort name, for an artist in another script.
    pub artist_sort: Option<&'static str>,
    pub title: &'static str,
    pub year: i32,
    pub composer: Option<&'static str>,
    pub compilation: bool,
    /// A book: its tracks are chapters.
    pub spoken: bool,
    /// Whole days before today on which its files came.
    pub added_days_ago: u16,
    pub tracks: &'static [Line],
}

impl Album {
    /// Folder below the library, `Artist/Album (Year)`.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        let mut folder = PathBuf::from(file_name(self.artist));
        folder.push(file_name(&format!("{} ({})", self.title, self.year)));
        folder
    }

    #[must_use]
    pub fn discs(&self) -> u32 {
        self.tracks.iter().map(|line| line.disc).max().unwrap_or(1)
    }
}

/// One track of an album's table.
#[derive(Debug)]
pub struct Line {
    pub title: &'static str,
    pub seconds: u16,
    pub style: Style,
    pub disc: u32,
    /// When it is not the album artist.
    pub artist: Option<&'static str>,
    pub featured: Option<&'static str>,
}

/// One track with all that its tags say.
#[derive(Clone, Debug)]
pub struct Track {
    /// Place in [`catalogue`].
    pub index: usize,
    /// Place in [`albums`].
    pub album_index: usize,
    pub album: &'static Album,
    pub title: &'static str,
    pub artist: &'static str,
    pub featured: Option<&'static str>,
    pub style: Style,
    pub disc: u32,
    /// Within its disc, from 1.
    pub number: u32,
    /// Tracks on its disc.
    pub number_total: u32,
    pub length_ms: i64,
    /// Below the library's folder.
    pub path: PathBuf,
}

impl Track {
    /// As genre tags have them.
    #[must_use]
    pub fn genres(&self) -> &'static [&'static str] {
        if self.album.spoken { &["Audiobook"] } else { self.style.genres() }
    }

    /// The credit as one would say it.
    #[must_use]
    pub fn credit(&self) -> String {
        self.featured.map_or_else(|| self.artist.to_owned(), |guest| format!("{} feat. {guest}", self.artist))
    }
}

const fn line(style: Style, title: &'static str, seconds: u16) -> Line {
    Line { title, seconds, style, disc: 1, artist: None, featured: None }
}

const fn on_disc(disc: u32, style: Style, title: &'static str, seconds: u16) -> Line {
    Line { disc, ..line(style, title, seconds) }
}

const fn by(artist: &'static str, style: Style, title: &'static str, seconds: u16) -> Line {
    Line { artist: Some(artist), ..line(style, title, seconds) }
}

const fn album(
    artist: &'static str,
    title: &'static str,
    year: i32,
    added_days_ago: u16,
    tracks: &'static [Line],
) -> Album {
    Album {
        artist,
        artist_sort: None,
        title,
        year,
        composer: None,
        compilation: false,
        spoken: false,
        added_days_ago,
        tracks,
    }
}

use Style::{Chiptune, Counterpoint, Drone, Dub, Folk, Jazz, LoFi, MusicBox, Phase, Techno, Wall, Waltz};

static ALBUMS: [Album; 20] = [
    album(
        "Low Tide Observatory",
        "Barometer",
        2011,
        905,
        &[
            line(Drone, "Pressure, Falling", 48),
            line(Drone, "Lamp Room", 44),
            line(Drone, "Seventeen Herons", 46),
            line(Drone, "Change to Fair", 50),
        ],
    ),
    album(
        "Low Tide Observatory",
        "Salt Hours",
        2019,
        402,
        &[line(Drone, "Causeway", 45), line(Drone, "What the Buoy Said", 42), line(Drone, "Slack Water", 49)],
    ),
    album(
        "Pixel Orchard",
        "Continue? 9… 8… 7…",
        2014,
        811,
        &[
            line(Chiptune, "Press Start to Blossom", 36),
            line(Chiptune, "Ladder Level", 33),
            line(Chiptune, "The Shopkeeper's Theme", 38),
            line(Chiptune, "Credits Roll Uphill", 40),
        ],
    ),
    album(
        "Kontur Neun",
        "Raster",
        2009,
        760,
        &[
            line(Techno, "Gitter", 44),
            line(Techno, "Leerstelle", 40),
            line(Techno, "Zweite Achse", 42),
            line(Techno, "Umkehrpunkt", 46),
        ],
    ),
    album(
        "Kontur Neun",
        "Nachtbus",
        2022,
        233,
        &[line(Techno, "Linie N9", 43), line(Techno, "Fensterplatz", 41), line(Techno, "Endhaltestelle", 45)],
    ),
    album(
        "Žofie Křídlová",
        "Valčíky pro prázdný sál",
        2016,
        640,
        &[
            line(Waltz, "Předehra u okna", 37),
            line(Waltz, "Třetí židle zleva", 39),
            line(Waltz, "Šum dešťové střechy", 35),
            line(Waltz, "Když všichni odešli", 43),
        ],
    ),
    album(
        "Deep Cistern",
        "Underpass Versions",
        2007,
        588,
        &[
            line(Dub, "Stepping Stone Dub", 44),
            line(Dub, "Tunnel Vision, Part Two", 42),
            line(Dub, "Echo Inspector", 46),
            line(Dub, "Last Bus Version", 48),
        ],
    ),
    Album {
        composer: Some("Anselm Thorvik"),
        ..album(
            "Ensemble Quillwork",
            "Inventions and Small Airs",
            1998,
            1_030,
            &[
                on_disc(1, Counterpoint, "Invention No. 1 in C major", 36),
                on_disc(1, Counterpoint, "Invention No. 2 in D minor", 38),
                on_disc(1, Counterpoint, "Invention No. 3 in G major", 34),
                on_disc(2, Counterpoint, "Air for a Slow Clock", 41),
                on_disc(2, Counterpoint, "Air with Two Answers", 37),
            ],
        )
    },
    album(
        "Sleepy Ledger",
        "Rainy Counter",
        2021,
        377,
        &[
            line(LoFi, "Till Receipt", 38),
            line(LoFi, "Umbrella Stand", 36),
            Line { featured: Some("Marta Quill"), ..line(LoFi, "Two Sugars", 41) },
            line(LoFi, "Half-Day Thursday", 39),
        ],
    ),
    album(
        "Sleepy Ledger",
        "Closing Time, Slowly",
        2025,
        6,
        &[line(LoFi, "Chairs on Tables", 37), line(LoFi, "Left Luggage", 40), line(LoFi, "Key Under the Mat", 42)],
    ),
    album(
        "Bracken & Rue",
        "The Long Field",
        2013,
        512,
        &[line(Folk, "Hedge Song", 43), line(Folk, "Nine Gates", 46), line(Folk, "Wintering", 49)],
    ),
    album(
        "Marta Quill Trio",
        "Blue Umbrella",
        2003,
        702,
        &[line(Jazz, "Blue Umbrella", 42), line(Jazz, "Fourth Floor, No Lift", 39), line(Jazz, "Ask Me on Sunday", 45)],
    ),
    album(
        "Marta Quill Trio",
        "Second Set",
        2008,
        701,
        &[line(Jazz, "Matchbook", 38), line(Jazz, "Corner Table", 41), line(Jazz, "The Piano Is Locked", 43)],
    ),
    album(
        "Glasshouse Weather",
        "Everything, Overexposed",
        2015,
        455,
        &[
            line(Wall, "Halogen", 44),
            line(Wall, "Soft Focus Riot", 42),
            line(Wall, "Your Voice in the Hallway", 47),
            line(Wall, "Burnt-In Sun", 45),
        ],
    ),
    Album {
        artist_sort: Some("Chiisana Tokei"),
        ..album(
            "小さな時計",
            "引き出しの中",
            2020,
            298,
            &[
                line(MusicBox, "雨の窓", 35),
                line(MusicBox, "ぜんまいの朝食", 33),
                line(MusicBox, "おやすみ、引き出し", 39),
            ],
        )
    },
    Album {
        composer: Some("Noor Adeyemi-Voss"),
        ..album(
            "Parallel Stairs",
            "Pulse Studies",
            2012,
            540,
            &[
                line(Phase, "Study for Four Marimbas", 47),
                line(Phase, "Study with Missing Step", 43),
                line(Phase, "Study, Descending", 45),
            ],
        )
    },
    Album {
        compilation: true,
        ..album(
            "Various Artists",
            "Rooms Without Doors",
            2023,
            121,
            &[
                by("Low Tide Observatory", Drone, "Foyer", 41),
                by("Pixel Orchard", Chiptune, "Lift Music, 8th Floor", 34),
                Line { featured: Some("Žofie Křídlová"), ..by("Deep Cistern", Dub, "Stairwell Waltz in Dub", 45) },
                by("Glasshouse Weather", Wall, "Conservatory", 43),
                by("小さな時計", MusicBox, "鍵穴", 31),
            ],
        )
    },
    Album {
        spoken: true,
        ..album(
            "Wren Halloway",
            "The Lamplighter's Almanac",
            2018,
            97,
            &[
                line(MusicBox, "Chapter 1: Oil", 48),
                line(MusicBox, "Chapter 2: The Long Ladder", 50),
                line(MusicBox, "Chapter 3: Wick and Weather", 49),
                line(MusicBox, "Chapter 4: A Street Without Numbers", 50),
                line(MusicBox, "Chapter 5: Morning", 47),
            ],
        )
    },
    album(
        "Žofie Křídlová",
        "Okna a dveře",
        2024,
        9,
        &[
            line(Waltz, "Světlo ve schodišti", 34),
            line(Waltz, "Závěs", 33),
            line(Waltz, "Průvan", 36),
            line(Waltz, "Klíč pod květináčem", 32),
            line(Waltz, "Poslední zhasne", 35),
        ],
    ),
    album(
        "Marta Quill Trio",
        "Third Floor Rehearsal",
        2001,
        699,
        &[
            line(Jazz, "Count It Twice", 34),
            line(Jazz, "The Drummer's Coat", 32),
            line(Jazz, "Rubato for the Caretaker", 36),
            line(Jazz, "Lights at Ten", 33),
        ],
    ),
];

/// Every album, in a fixed order.
#[must_use]
pub fn albums() -> &'static [Album] {
    &ALBUMS
}

/// Every track, album after album. The order is part of the interface: plays and playlists name
/// tracks by their place in it.
#[must_use]
pub fn catalogue() -> Vec<Track> {
    let mut tracks = Vec::new();
    for (album_index, album) in ALBUMS.iter().enumerate() {
        let folder = album.folder();
        for (place, line) in album.tracks.iter().enumerate() {
            let on_this_disc = |lines: &[Line]| lines.iter().filter(|other| other.disc == line.disc).count() as u32;
            let number = on_this_disc(album.tracks.get(..=place).unwrap_or_default());
            tracks.push(Track {
                index: tracks.len(),
                album_index,
                album,
                title: line.title,
                artist: line.artist.unwrap_or(album.artist),
                featured: line.featured,
                style: line.style,
                disc: line.disc,
                number,
                number_total: on_this_disc(album.tracks),
                length_ms: i64::from(line.seconds) * 1_000,
                path: track_path(&folder, album, line, number),
            });
        }
    }
    tracks
}

fn track_path(folder: &Path, album: &Album, line: &Line, number: u32) -> PathBuf {
    let title = file_name(line.title);
    let name = if album.discs() > 1 {
        format!("{}-{number:02} {title}.flac", line.disc)
    } else {
        format!("{number:02} {title}.flac")
    };
    folder.join(name)
}

/// A name as a file may bear it on the file systems that people use.
fn file_name(name: &str) -> String {
    let name: String = name
        .chars()
        .map(|c| if matches!(c, '/' | '\\' | ':' | '?' | '*' | '"' | '<' | '>' | '|') { '_' } else { c })
        .collect();
    name.trim_end_matches(['.', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_small_library_of_a_dozen_artists() {
        let tracks = catalogue();
        assert!((70..=80).contains(&tracks.len()), "{}", tracks.len());
        assert!((18..=20).contains(&albums().len()));
        let artists: BTreeSet<_> = tracks.iter().map(|track| track.artist).collect();
        assert_eq!(artists.len(), 13, "a dozen and a reader");
        let styles: BTreeSet<_> = tracks.iter().map(|track| track.style).collect();
        assert_eq!(styles.len(), Style::ALL.len(), "every style is heard");
        for track in &tracks {
            assert!((31_000..=50_000).contains(&track.length_ms), "{}", track.title);
            assert!(!track.style.genres().is_empty());
            assert_eq!(crate::domain::text::clean(track.title), track.title);
        }
    }

    #[test]
    fn places_and_paths_are_unique() {
        let tracks = catalogue();
        for (place, track) in tracks.iter().enumerate() {
            assert_eq!(track.index, place);
            assert!(track.path.is_relative());
            assert_eq!(track.path.components().count(), 3);
        }
        let paths: BTreeSet<_> = tracks.iter().map(|track| &track.path).collect();
        assert_eq!(paths.len(), tracks.len());
        let numbers: BTreeSet<_> = tracks.iter().map(|track| (track.album_index, track.disc, track.number)).collect();
        assert_eq!(numbers.len(), tracks.len());
        assert!(tracks.iter().all(|track| track.number <= track.number_total));
    }

    #[test]
    fn it_shows_what_browsing_must_cope_with() {
        let tracks = catalogue();
        assert!(tracks.iter().any(|track| track.album.discs() == 2 && track.disc == 2 && track.number == 1));
        assert!(tracks.iter().any(|track| track.featured.is_some()));
        assert!(tracks.iter().any(|track| !track.title.is_ascii() && track.album.artist_sort.is_some()));
        let sampler: BTreeSet<_> =
            tracks.iter().filter(|track| track.album.compilation).map(|track| track.artist).collect();
        assert!(sampler.len() >= 4);
    }

    #[test]
    fn file_names_are_safe() {
        assert_eq!(file_name("A/B: C?"), "A_B_ C_");
        assert_eq!(file_name("Wait..."), "Wait");
    }
}
