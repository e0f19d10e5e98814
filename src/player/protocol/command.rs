//! What a client asks the player to do.

use serde::{Deserialize, Serialize};

use super::Question;
use crate::domain::browse::Selection;
use crate::domain::exclusion::Exclusion;
use crate::domain::feedback::{Target, Verb};
use crate::domain::ids::{PinId, PlaylistId, RootId, TrackId};
use crate::domain::limit::Limit;
use crate::domain::listen::Source;
use crate::domain::playlist::PlaylistEdit;
use crate::domain::queue::{EntryId, Part};
use crate::domain::radio::{RadioSeed, Way};
use crate::domain::reorder::LineOrder;
use crate::domain::section::{Impression, ItemRef, Pin, PinMode, Recipe};
use crate::domain::settings::Key;
use crate::domain::smart_playlist::RulesEdit;
use crate::domain::sound::Speed;
use crate::domain::time::Moment;
use crate::domain::welcome::Offer;
use crate::domain::you::{Forget, Noticed};

/// What a client asks the player to do. The outcome shows in the next [`super::Snapshot`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Command {
    // transport
    PlayPause,
    Play,
    Pause,
    Stop,
    Next,
    /// Restarts the track after 5 s; within 5 s of a `Next` goes back to the place that was left.
    Previous,
    SeekBy {
        ms: i64,
    },
    SeekTo {
        ms: i64,
    },
    VolumeBy {
        percent: i32,
    },
    SetVolume {
        percent: u8,
    },
    ToggleMute,
    SetSpeed(Speed),
    ToggleShuffle,
    CycleRepeat,
    ToggleStopAfter,
    /// Stops by itself later; none plays on.
    StopAfter {
        what: Option<StopAfter>,
    },
    // queue
    /// Enter: plays `what` from its line `start`, the rest follows. Lines added by hand stay first.
    PlayNow {
        what: Selection,
        start: u32,
        source: Source,
    },
    /// Enter on what may have been left in the middle: goes on from there, or plays `what` from
    /// its line `start` like [`Command::PlayNow`]. Of an item any track may be where it was left,
    /// of other selections only the line itself.
    Resume {
        what: Selection,
        start: u32,
        source: Source,
    },
    /// Plays something of `from`, and goes on with what goes with it until something else is played.
    Radio {
        from: RadioSeed,
        title: String,
    },
    /// How far the radio that plays goes from here on.
    SetWay {
        way: Way,
    },
    /// Plays `what` now, and then the queue goes on as it stands.
    Interject {
        what: Selection,
        source: Source,
    },
    Add {
        what: Selection,
        place: Place,
        source: Source,
    },
    JumpTo {
        entry: EntryId,
    },
    RemoveFromQueue {
        entries: Vec<EntryId>,
    },
    /// Moves lines within their part, so that they stand together and the first of them at `to`.
    MoveInQueue {
        entries: Vec<EntryId>,
        to: u32,
    },
    /// Puts a part in order, once.
    SortQueue {
        part: Part,
        by: LineOrder,
    },
    ClearQueue {
        part: Part,
    },
    // by hand
    EditPlaylist(PlaylistEdit),
    EditRules(RulesEdit),
    /// Makes a playlist of a file that lists music: M3U, M3U8, XSPF, PLS. Named as one types it.
    ImportList {
        file: String,
    },
    /// Writes a playlist into a file by its extension, or into a folder as M3U8. Nothing is written over.
    ExportList {
        list: PlaylistId,
        file: String,
    },
    /// Makes a playlist of what stands in the queue, playing line first.
    KeepQueue {
        id: PlaylistId,
        name: String,
    },
    /// Makes a playlist of the picks of a section: albums and works whole.
    KeepSection {
        section: String,
        id: PlaylistId,
        name: String,
    },
    PinSection {
        section: String,
        mode: PinMode,
    },
    /// Lays limits on a section, in place of those that it has; none takes them off.
    LimitSection {
        section: String,
        /// What it is called, for one that is not on home today.
        #[serde(default)]
        title: String,
        limits: Vec<Limit>,
    },
    /// Gives a pinned section another name, recipe and place, as one change.
    ShapePin {
        pin: PinId,
        title: String,
        recipe: Box<Recipe>,
        /// From 0; none leaves it where it stands.
        #[serde(default)]
        place: Option<u32>,
    },
    /// Puts a pin beside another, as it is.
    CopyPin {
        pin: Box<Pin>,
    },
    MovePin {
        pin: PinId,
        to: u32,
    },
    /// Takes back that something is left out of taste.
    LetIn {
        rule: uuid::Uuid,
    },
    /// Gives a pinned section back to tonearm.
    Unpin {
        pin: PinId,
    },
    /// Says `verb` of the target, or takes it back when it is already in force.
    Say {
        verb: Verb,
        target: Target,
    },
    /// The same of several, as one change.
    SayOfAll {
        verb: Verb,
        targets: Vec<Target>,
    },
    /// Gives tracks 1 to 5 stars, or none for 0.
    Rate {
        tracks: Vec<TrackId>,
        stars: u8,
    },
    /// Keeps plays out of taste, backwards too.
    LeaveOut {
        rule: Exclusion,
    },
    /// Says that what was noticed is right or wrong; none takes that back.
    Judge {
        noticed: Box<Noticed>,
        right: Option<bool>,
    },
    /// Puts a section on home that goes on finding its picks this way.
    MakeSection {
        title: String,
        recipe: Recipe,
    },
    /// Deletes what was heard and said, backups included. Cannot be taken back.
    Forget {
        what: Forget,
    },
    /// Chooses a value by hand. Refused where the config file decides.
    Set {
        key: Key,
        value: String,
    },
    /// Back to the default.
    Unset {
        key: Key,
    },
    /// The values of a preset, in one act.
    Preset {
        name: String,
    },
    /// What the config file says has changed.
    ReadSettings,
    Undo,
    Redo,
    // home
    /// Deals home again.
    DealHome,
    /// Picks that were on screen for at least a second, each once per home generation.
    Seen(Vec<Impression>),
    /// The listener opened a page of this item, or acted on a search result.
    Opened {
        item: ItemRef,
        search: Option<String>,
    },
    /// On: until tonearm is quit.
    SetPrivate {
        on: bool,
    },
    BePrivate {
        until: PrivateUntil,
    },
    /// Reads the roots again; all of them when none is named.
    Scan {
        roots: Vec<RootId>,
    },
    /// Takes these folders into the library and reads them. Absolute paths, raw bytes.
    AddRoots {
        paths: Vec<Vec<u8>>,
    },
    /// The listener was told this, or declined it; it is not said again.
    Told {
        what: String,
    },
    /// These folders of playlists are open on their page, to be found so again.
    OpenFolders {
        folders: Vec<String>,
    },
    /// Takes over what was offered.
    Accept {
        offer: Offer,
    },
    /// Another process changed the library.
    LibraryChanged,
    /// Any key or click; tells a play how long the listener had been away.
    Present,
    Ask {
        ticket: u64,
        question: Question,
    },
    Quit,
}

/// What is still played before it stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "after", rename_all = "snake_case")]
pub enum StopAfter {
    Track,
    /// The rest of the album that plays.
    Album,
    /// What was added by hand and the rest of the list that plays.
    List,
    /// The track that plays when the time is over is played to its end.
    Minutes {
        minutes: u32,
    },
}

/// How long a private session lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "until", rename_all = "snake_case")]
pub enum PrivateUntil {
    /// Until tonearm is quit.
    Quit,
    /// Until the listener ends it, also in later runs.
    Ended,
    /// Until this moment, also in later runs.
    At { at: Moment },
}

impl PrivateUntil {
    /// The moment when it ends by itself.
    #[must_use]
    pub const fn at(self) -> Option<Moment> {
        match self {
            Self::At { at } => Some(at),
            Self::Quit | Self::Ended => None,
        }
    }
}

/// Where added lines go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Right after what plays.
    Next,
    /// Behind what was added before.
    Last,
}
