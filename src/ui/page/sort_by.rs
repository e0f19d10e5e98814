//! The orders that lists of pages can stand in.

/// An order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SortBy {
    /// As it comes: by name, by number, as it was made.
    Own,
    Title,
    Artist,
    Year,
    Length,
    /// Most heard first.
    Listens,
    /// Most tracks first.
    Tracks,
    /// Last changed first.
    Changed,
    /// Last heard first.
    Heard,
    /// Last added first.
    Added,
    Oldest,
}

impl SortBy {
    /// Those that lists of tracks have.
    pub const OF_TRACKS: &[Self] = &[Self::Own, Self::Title, Self::Artist, Self::Year, Self::Length, Self::Listens];

    /// As the settings call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Title => "title",
            Self::Artist => "artist",
            Self::Year => "year",
            Self::Length => "length",
            Self::Listens => "listens",
            Self::Tracks => "tracks",
            Self::Changed => "changed",
            Self::Heard => "heard",
            Self::Added => "added",
            Self::Oldest => "oldest",
        }
    }

    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Own => "its own order",
            Self::Title => "by title",
            Self::Artist => "by artist",
            Self::Year => "by year, oldest first",
            Self::Length => "by length, longest first",
            Self::Listens => "most heard first",
            Self::Tracks => "most tracks first",
            Self::Changed => "last changed first",
            Self::Heard => "last heard first",
            Self::Added => "last added first",
            Self::Oldest => "oldest first",
        }
    }

    /// Its key in the panel.
    #[must_use]
    pub const fn key(self) -> char {
        match self {
            Self::Own => 'o',
            Self::Title => 't',
            Self::Artist => 'a',
            Self::Year => 'y',
            Self::Length => 'n',
            Self::Listens => 'm',
            Self::Tracks => 'c',
            Self::Changed => 'e',
            Self::Heard => 'r',
            Self::Added => 'd',
            Self::Oldest => 'b',
        }
    }
}
