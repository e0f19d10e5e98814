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
    /// A panel: stop after the track, the album, or some minutes.
    StopAfter,
    /// A panel: until when nothing is remembered.
    Private,
    ToPlaying,
    // while page 0 is shown
    CycleView,
    Slower,
    Faster,
    NormalSpeed,
    // pages
    ShowHome,
    ShowLibrary,
    ShowSearch,
    ShowPlaylists,
    ShowQueue,
    ShowHistory,
    ShowYou,
    ShowNow,
    ShowSettings,
    /// A panel: colours, tried while one looks at them.
    Themes,
    /// A panel: what stands beside the page.
    Layouts,
    /// The keys go to the next pane beside the page, and from the last one back to it.
    NextPane,
    /// What stands on the lines of this list.
    Columns,
    /// A panel: ways to have home.
    Presets,
    ShowTrouble,
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
    GoComposer,
    GoFolder,
    /// The playlists that hold it.
    GoLists,
    /// Rules that the music of the line, or what is marked, has in common.
    SuggestRules,
    // find
    /// Narrows the list; searches where there is none to narrow.
    Filter,
    Search,
    /// Every action by name.
    Palette,
    Help,
    // use
    Enter,
    /// From its start, also where Enter would go on from where it was left.
    FromStart,
    Open,
    Add,
    AddNext,
    ToPlaylist,
    Radio,
    /// The radio that plays goes further, or keeps close.
    Wander,
    Stay,
    /// Everything possible with this line.
    Menu,
    MenuPlaying,
    // say
    Like,
    /// More of this, for two weeks.
    Boost,
    /// A panel: rules that keep it out of taste.
    LeaveOut,
    /// A panel: what of this shall be deleted.
    Forget,
    LikePlaying,
    Less,
    LessPlaying,
    Why,
    WhyPlaying,
    Info,
    InfoPlaying,
    /// Stars, 0 to 5; 0 takes them away.
    Rate(u8),
    // shape
    Edit,
    Pin,
    Mark,
    /// From the mark before to here.
    MarkRange,
    MoveDown,
    MoveUp,
    TakeOut,
    Clear,
    Sort,
    Describe,
    Duplicate,
    Split,
    Merge,
    Duplicates,
    /// What was passed over for a playlist.
    Passed,
    /// Of playlists.
    ToFolder,
    /// To the clipboard, as text.
    Copy,
    Undo,
    Redo,
    /// All that can be undone.
    Journal,
    // rest
    Deal,
    /// Reads the music folders again.
    Scan,
    /// To the invented library, and back.
    Demo,
    FirstRun,
    /// What lies in the files and could be taken over.
    Offers,
    /// A playlist from a file.
    Import,
    /// This playlist into a file.
    Export,
    Cancel,
    Close,
    Redraw,
    Suspend,
    QuitNow,
    /// In the why panel: sentences or numbers.
    Numbers,
    // in the less panel
    NotNow,
    Rest,
    SoundsLike,
    HideTrack,
    HideArtist,
    HideMore,
    NotMe,
    // in panels that shape something
    /// Ticks a line, or takes the tick away.
    Toggle,
    /// A line that is not there yet.
    New,
    // in the builder of rules
    AddRule,
    /// A group asks any, none, all of its lines; a line gets a group.
    GroupRules,
    RulesAsText,
    KeepRules,
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
