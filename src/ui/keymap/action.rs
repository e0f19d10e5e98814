//! Everything that can be asked for.

use serde::{Deserialize, Serialize};

/// Everything that a key, a click or the footer can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    // play
    PlayPause,
    Next,
    Previous,
    SeekBack,
    SeekForward,
    SeekFarBack,
    SeekFarForward,
    VolumeUp,
    VolumeDown,
    Mute,
    Shuffle,
    Repeat,
    StopAfter,
    Private,
    ToPlaying,
    // pages
    ShowHome,
    ShowLibrary,
    ShowSearch,
    ShowPlaylists,
    ShowQueue,
    ShowHistory,
    NextPage,
    PreviousPage,
    Back,
    // move
    Down,
    Up,
    Left,
    Right,
    Top,
    Bottom,
    HalfDown,
    HalfUp,
    PageDown,
    PageUp,
    NextGroup,
    PreviousGroup,
    GoArtist,
    GoAlbum,
    // find
    Search,
    Help,
    // use
    Enter,
    Open,
    Add,
    AddNext,
    ToPlaylist,
    // say
    Like,
    LikePlaying,
    Why,
    WhyPlaying,
    Info,
    InfoPlaying,
    // shape
    Edit,
    Pin,
    MoveDown,
    MoveUp,
    TakeOut,
    Clear,
    Undo,
    Redo,
    // rest
    Deal,
    Cancel,
    Close,
    Redraw,
    Suspend,
    QuitNow,
    /// In the why panel: sentences or numbers.
    Numbers,
}

impl Action {
    /// Whether it only moves the eye: what was said at the foot stays.
    #[must_use]
    pub const fn only_moves(self) -> bool {
        matches!(
            self,
            Self::Down
                | Self::Up
                | Self::Left
                | Self::Right
                | Self::Top
                | Self::Bottom
                | Self::HalfDown
                | Self::HalfUp
                | Self::PageDown
                | Self::PageUp
                | Self::NextGroup
                | Self::PreviousGroup
                | Self::Redraw
        )
    }
}
