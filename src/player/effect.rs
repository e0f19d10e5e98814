//! What the core asks the runtime to carry out.

use std::collections::HashSet;
use std::sync::Arc;

use super::protocol::{PrivateUntil, Question};
use super::reply::Judged;
use crate::domain::browse::Selection;
use crate::domain::exclusion::Exclusion;
use crate::domain::feedback::{Target, Verb};
use crate::domain::ids::{PinId, PlayId, PlaylistId, RootId, TrackId};
use crate::domain::limit::Limit;
use crate::domain::listen::{Ending, PlayOpened, PlayProgress, Source};
use crate::domain::playlist::PlaylistEdit;
use crate::domain::queue::{KeptParts, Parts, Saved};
use crate::domain::radio::{OnAir, Radio};
use crate::domain::section::{Home, Impression, ItemRef, Pin, Recipe};
use crate::domain::settings::{Key, Settings};
use crate::domain::smart_playlist::RulesEdit;
use crate::domain::sound::{SoundFormat, Speed};
use crate::domain::track::TrackCard;
use crate::domain::welcome::Offer;
use crate::domain::you::{Forget, Noticed};

/// Why home is built. Of several reasons the last of these counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Occasion {
    /// Something was heard, found or came due.
    Change,
    /// The listener said or took back something; home replies at once.
    Word,
    /// The listener asked for another page.
    Deal,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    // sound
    /// Plays or holds a file from `start_ms`, in place of whatever sounds.
    Load {
        token: u64,
        path: Vec<u8>,
        start_ms: i64,
        gain: f32,
        play: bool,
    },
    /// What to go on with when the loaded file ends; none takes the wish back.
    Cue(Option<Cue>),
    Resume,
    Pause,
    /// Lets the sound go; the device may rest.
    Halt,
    Seek {
        ms: i64,
    },
    Volume {
        percent: u8,
    },
    /// Of what plays and of all that follows.
    Speed(Speed),
    // memory
    OpenPlay(PlayOpened),
    TopUp {
        id: PlayId,
        progress: PlayProgress,
    },
    ClosePlay {
        id: PlayId,
        progress: PlayProgress,
        ending: Ending,
    },
    SaveQueue(Box<Saved>),
    SaveResumePoint {
        position_ms: i64,
        volume: u8,
        muted: bool,
    },
    /// A private session that outlasts this run; none forgets it.
    KeepPrivate(Option<PrivateUntil>),
    Impressions(Vec<Impression>),
    Opened {
        item: ItemRef,
        search: Option<String>,
    },
    /// A change by hand, with its inverse, in one transaction.
    Edit(Edit),
    /// An edit of the queue that was made, by the parts that stood before it.
    RecordQueue {
        summary: String,
        before: Box<KeptParts>,
    },
    /// Takes the newest stored change back; `queue` is how the queue stands.
    Undo {
        queue: Box<Parts>,
    },
    Redo {
        queue: Box<Parts>,
    },
    // library
    /// Looks up what a selection holds and comes back with [`super::Input::Resolved`].
    Resolve {
        what: Selection,
        then: Then,
    },
    /// Looks these up anew; they may have changed.
    RefreshCards(Vec<TrackId>),
    CountLibrary,
    /// Reads what is chosen anew and comes back with [`super::Input::Settings`].
    ReadSettings,
    /// Looks for what fits after this track.
    FindEar {
        after: TrackId,
        /// The radio that plays, if one does.
        radio: Option<OnAir>,
    },
    BuildHome(Occasion),
    /// The page that is shown from now on, for the next start.
    SaveHome(Arc<Home>),
    Scan {
        roots: Vec<RootId>,
    },
    /// Deletes what was heard and said; comes back with [`Input::Forgotten`].
    Forget {
        what: Forget,
    },
    /// Said once, and never again.
    Told {
        what: String,
    },
    /// Of playlists, to be found so again.
    OpenFolders {
        folders: Vec<String>,
    },
    /// Takes a list over from a file, named as one types it.
    ImportList {
        file: String,
    },
    /// Writes a playlist into a file, or into a folder; nothing is written over.
    ExportList {
        list: PlaylistId,
        file: String,
    },
    /// Comes back with [`Input::RootsAdded`].
    AddRoots {
        paths: Vec<Vec<u8>>,
    },
    Answer {
        ticket: u64,
        question: Question,
    },
    /// Tells clients that their rows may be stale.
    TellLibraryChanged,
    TellListenerChanged,
    End,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Cue {
    pub token: u64,
    pub path: Vec<u8>,
    pub gain: f32,
}

/// An edit of what the listener keeps.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    Playlist(PlaylistEdit),
    Rules(RulesEdit),
    /// A new playlist of this music.
    Keep {
        id: PlaylistId,
        name: String,
        /// Where it came from, in words.
        about: String,
        what: Box<Selection>,
    },
    Pin(Box<Pin>),
    Limit {
        section: String,
        title: String,
        limits: Vec<Limit>,
    },
    ShapePin {
        pin: PinId,
        title: String,
        recipe: Box<Recipe>,
        place: Option<u32>,
    },
    MovePin {
        pin: PinId,
        to: u32,
    },
    Unpin {
        pin: PinId,
    },
    Say {
        verb: Verb,
        targets: Vec<Target>,
    },
    Rate {
        tracks: Vec<TrackId>,
        stars: u8,
    },
    LeaveOut {
        rule: Exclusion,
    },
    Judge {
        noticed: Box<Noticed>,
        right: Option<bool>,
    },
    Accept(Offer),
    LetIn {
        rule: uuid::Uuid,
    },
    /// A value chosen by hand; none goes back to the default.
    /// Several values in one act.
    SetAll {
        summary: String,
        values: Vec<(Key, String)>,
    },
    Set {
        key: Key,
        value: Option<String>,
    },
}

/// A change that was taken back or made again, with what it brings back to the queue.
#[derive(Clone, Debug)]
pub struct Turned {
    pub summary: String,
    pub queue: Option<KeptParts>,
    /// Home as it stood on the other side of the change.
    pub page: Option<Box<Home>>,
    /// Of the tracks that are brought back.
    pub cards: Vec<Arc<TrackCard>>,
}

/// What to do with tracks that were looked up.
#[derive(Clone, Debug, PartialEq)]
pub enum Then {
    Play {
        start: u32,
        source: Source,
    },
    Add {
        next: bool,
        source: Source,
    },
    /// Plays them now in place of what plays; then the queue goes on.
    Interject {
        source: Source,
    },
    /// As [`Then::Play`], from where it was left; the reader finds out where.
    Resume {
        start: u32,
        source: Source,
    },
    PlayFrom {
        start: u32,
        position_ms: i64,
        source: Source,
    },
    /// Plays the most heard of them; the rest is found by ear.
    Radio(Radio),
}

/// What the runtime brings to the core.
#[derive(Clone, Debug)]
pub enum Input {
    Command(super::protocol::Command),
    Sound(SoundNews),
    Resolved {
        then: Then,
        cards: Vec<Arc<TrackCard>>,
    },
    Cards(Vec<Arc<TrackCard>>),
    /// Everything that is liked now.
    Liked(HashSet<ItemRef>),
    Ear {
        after: TrackId,
        lines: Vec<(Arc<TrackCard>, String)>,
        /// What the listener is told of the choice.
        said: Option<String>,
    },
    Edited {
        summary: String,
        /// A word about music, to which home replies.
        word: bool,
    },
    /// An edit, undo or redo that could not be made, in words.
    Refused {
        reason: String,
    },
    /// What an undo took back; none when there was nothing.
    Undone(Option<Box<Turned>>),
    Redone(Option<Box<Turned>>),
    /// The journal could not be turned, in words.
    NotTurned {
        reason: String,
    },
    /// A page that was built.
    Home {
        home: Box<Home>,
        occasion: Occasion,
        /// What a word changed for items of the page before.
        judged: Judged,
    },
    /// Folders joined the library and wait to be read.
    RootsAdded {
        roots: Vec<RootId>,
    },
    Scanning(Option<super::protocol::ScanProgress>),
    /// How far the sound of the library was heard; none when nothing more is listened to.
    ListeningAhead(Option<super::protocol::Ahead>),
    ScanEnded {
        summary: String,
        changed: bool,
    },
    Settings(Box<Settings>),
    /// What went, in words.
    Forgotten {
        summary: String,
    },
    Counted(crate::domain::browse::LibraryCounts),
    /// A moment that [`super::State::due_in`] named has come.
    Due,
    Warning(String),
    Notice(String),
}

/// What the engine tells, by the token of the load it is about.
#[derive(Clone, Debug, PartialEq)]
pub enum SoundNews {
    /// The first sound of a load.
    Started {
        token: u64,
        length_ms: Option<i64>,
        format: SoundFormat,
    },
    /// `heard_ms` counts what was really played since the start, sought-over time left out.
    Position {
        token: u64,
        position_ms: i64,
        heard_ms: i64,
    },
    /// The loaded file ended without a gap into the cued one.
    WentOn {
        from: u64,
        heard_ms: i64,
        to: u64,
        length_ms: Option<i64>,
        format: SoundFormat,
    },
    Ended {
        token: u64,
        heard_ms: i64,
    },
    Failed {
        token: u64,
        reason: String,
    },
    DeviceOpened {
        name: String,
        sample_rate: u32,
    },
    DeviceResting,
    DeviceLost {
        reason: String,
    },
}
