//! What clients and the player say to each other. Everything here can be serialised: the
//! terminal speaks it in process, a second terminal or a script over the private socket.

use std::sync::Arc;
use std::time::Instant;

use serde::{Deserialize, Serialize};

use crate::domain::browse::{
    AlbumRow, ArtistRow, FolderPlace, FolderRow, Found, GenreRow, LibraryCounts, Selection, TrackInfo, Why,
};
use crate::domain::feedback::{Target, Verb};
use crate::domain::ids::{AlbumId, ArtistId, PinId, PlayId, PlaylistId, RootId, TrackId};
use crate::domain::journal::JournalRow;
use crate::domain::listen::{HistoryLine, Source};
use crate::domain::lyrics::Lyrics;
use crate::domain::picture::Picture;
use crate::domain::playlist::{PlaylistCard, PlaylistEdit, PlaylistLine};
use crate::domain::queue::{EntryId, Part, Repeat};
use crate::domain::reach::{Credits, LessPreview};
use crate::domain::section::{Home, Impression, ItemRef, Origin, PinMode};
use crate::domain::settings::{Key, Settings};
use crate::domain::sound::{AppliedGain, SoundFormat, Speed};
use crate::domain::story::TrackStory;
use crate::domain::time::Moment;
use crate::domain::track::TrackCard;
use crate::domain::welcome::{FoundMusic, MusicFolder, Offer, Offers};
use crate::domain::you::You;

/// What a client asks the player to do. The outcome shows in the next [`Snapshot`].
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
    /// Plays something of `from`, and goes on with what goes with it until something else is played.
    Radio {
        from: ItemRef,
        title: String,
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
    /// Moves one line within its part, so that it stands at `to`.
    MoveInQueue {
        entry: EntryId,
        to: u32,
    },
    ClearQueue {
        part: Part,
    },
    // by hand
    EditPlaylist(PlaylistEdit),
    /// Makes a playlist of what stands in the queue, playing line first.
    KeepQueue {
        id: PlaylistId,
        name: String,
    },
    PinSection {
        section: String,
        mode: PinMode,
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
    /// Leaves one play out of taste.
    NotMe {
        play: PlayId,
        title: String,
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

/// Something that a page wants to show. Answers come as [`Event::Answer`] with the same ticket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub enum Question {
    Artists,
    /// Albums of one artist, or all of them.
    Albums {
        artist: Option<ArtistId>,
    },
    Genres,
    /// What lies in a folder; the roots when none is named.
    Folder {
        place: Option<(RootId, Vec<u8>)>,
    },
    Tracks(Selection),
    Search {
        words: String,
        limit: u32,
    },
    /// Newest first, only plays that began before the given Unix ms.
    History {
        before: Option<i64>,
        limit: u32,
    },
    Playlists,
    Playlist {
        id: PlaylistId,
    },
    /// What can be undone, newest first.
    Journal {
        limit: u32,
    },
    /// Everything that is known of the listener.
    You,
    /// What each way of saying less of an item would change.
    Less {
        item: ItemRef,
    },
    /// Who wrote a track, and as what.
    Credits {
        track: TrackId,
    },
    /// Where the file of a track lies.
    FolderOf {
        track: TrackId,
    },
    /// Playlists that hold a track.
    ListsWith {
        track: TrackId,
    },
    /// Everything known of a track.
    Info {
        track: TrackId,
    },
    /// Everything known of a track, and when it was heard.
    Story {
        track: TrackId,
    },
    /// The cover of a track, an album, or of the first music of anything else, at most this
    /// many pixels wide and high. Its shape stays.
    Cover {
        of: ItemRef,
        width: u32,
        height: u32,
    },
    /// The words of a track, from its tags or a file beside it.
    Lyrics {
        track: TrackId,
    },
    /// Why a track is, or is not, on home.
    Why {
        track: TrackId,
    },
    /// Folders on this machine that hold music. The first asking begins the search.
    MusicFolders,
    /// A folder that the listener named; `~` is their home. Joins the found ones.
    MusicFolder {
        typed: String,
    },
    /// What lies in the files and could be taken over.
    Offers,
    /// What the listener was told once.
    Told,
    /// The main facts of an item, a line each.
    About {
        item: ItemRef,
    },
}

/// What a question got.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Answer {
    Artists {
        rows: Vec<ArtistRow>,
    },
    Albums {
        rows: Vec<AlbumRow>,
    },
    Genres {
        rows: Vec<GenreRow>,
    },
    Folder {
        rows: Vec<FolderRow>,
    },
    Tracks {
        rows: Vec<Arc<TrackCard>>,
    },
    Found(Found),
    History {
        lines: Vec<HistoryLine>,
    },
    Playlists {
        rows: Vec<PlaylistCard>,
    },
    Playlist {
        card: PlaylistCard,
        lines: Vec<PlaylistLine>,
    },
    Journal {
        rows: Vec<JournalRow>,
    },
    You(Box<You>),
    Info(TrackInfo),
    Story(TrackStory),
    /// None when there is no picture.
    Cover(Option<Picture>),
    /// None when there are no words.
    Lyrics(Option<Lyrics>),
    Less(LessPreview),
    Credits(Credits),
    /// None without a file.
    FolderOf {
        place: Option<FolderPlace>,
    },
    Why(Why),
    MusicFolders(FoundMusic),
    MusicFolder(MusicFolder),
    Offers(Offers),
    Told {
        what: Vec<String>,
    },
    About {
        lines: Vec<String>,
    },
    /// It could not be answered; says why.
    Failed {
        reason: String,
    },
}

/// What the player tells its clients.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The state after a change. Only the newest matters.
    Snapshot(Arc<Snapshot>),
    Answer {
        ticket: u64,
        answer: Box<Answer>,
    },
    /// Rows that pages hold may be stale: ask again.
    LibraryChanged,
    /// Playlists, pins, likes or history changed.
    ListenerChanged,
    /// The player is gone; clients end too.
    Ended,
}

/// The whole visible state of the player. Cheap to clone: large parts are shared.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Snapshot {
    pub transport: Transport,
    pub queue: Arc<QueueView>,
    pub home: Arc<Home>,
    /// The running scan, if any.
    pub scan: Option<ScanProgress>,
    pub sound: SoundState,
    pub library: LibraryCounts,
    pub listener: String,
    pub settings: Arc<Settings>,
    pub private: bool,
    /// When the private session ends by itself.
    pub private_until: Option<Moment>,
    /// This is the demo library, and says so.
    pub demo: bool,
    pub message: Option<Message>,
}

impl Snapshot {
    /// Whether the position moves: music that plays without a device stands still.
    #[must_use]
    pub fn runs(&self) -> bool {
        self.transport.state == PlayState::Playing && !matches!(self.sound, SoundState::Lost { .. })
    }

    /// Where the track is at `ticks`: the position that was read, and the time since while it sounds.
    #[must_use]
    pub fn position_ms(&self, ticks: Instant) -> i64 {
        let transport = &self.transport;
        let passed = match (self.runs(), transport.read_at) {
            (true, Some(read_at)) => ticks.saturating_duration_since(read_at).as_millis(),
            _ => 0,
        };
        let passed = transport.speed.of(i64::try_from(passed).unwrap_or(i64::MAX));
        transport.position_ms.saturating_add(passed).clamp(0, transport.length_ms.unwrap_or(i64::MAX).max(0))
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Transport {
    pub state: PlayState,
    pub current: Option<QueueLine>,
    pub position_ms: i64,
    /// When the position was read, so that a client can draw it running on.
    #[serde(skip)]
    pub read_at: Option<Instant>,
    pub length_ms: Option<i64>,
    /// 0 to 100.
    pub volume: u8,
    pub muted: bool,
    pub shuffle: bool,
    pub repeat: Repeat,
    /// Nothing plays after this track.
    pub stop_after: bool,
    pub stop: Option<Stop>,
    /// What comes after, as far as it is known.
    pub next: Option<QueueLine>,
    /// Who brought what plays, and from where.
    #[serde(default)]
    pub came: Option<Came>,
    /// The file's own sound, once it is open.
    #[serde(default)]
    pub format: Option<SoundFormat>,
    /// What is done to its loudness, if anything.
    #[serde(default)]
    pub gain: Option<AppliedGain>,
    #[serde(default)]
    pub speed: Speed,
}

/// How the track that plays came to play.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Came {
    /// The part of the queue that it stood in.
    pub part: Part,
    pub source: Source,
    /// When its list was started, if that was in this run.
    pub at: Option<Moment>,
}

/// When playing stops by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "after", rename_all = "snake_case")]
pub enum Stop {
    Track,
    /// With the last line of this album.
    Album {
        album: AlbumId,
    },
    List,
    /// With the track that plays at this moment.
    At {
        at: Moment,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlayState {
    Stopped,
    Playing,
    Paused,
}

/// One line of the queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QueueLine {
    pub entry: EntryId,
    pub card: Arc<TrackCard>,
    pub origin: Origin,
    /// "you added it", "from Moanin'", "4 times right after".
    pub reason: String,
}

/// What will play, in its three parts, from the playing line on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct QueueView {
    pub current: Option<QueueLine>,
    /// Added by the listener: comes first, survives every Enter.
    pub added: Vec<QueueLine>,
    /// What is left of the list that plays, and its name.
    pub list_name: Option<String>,
    pub list: Vec<QueueLine>,
    /// What tonearm goes on with.
    pub ear: Vec<QueueLine>,
    /// Playing time of all lines behind the playing one; unknown lengths count nothing.
    pub length_ms: i64,
}

impl QueueView {
    /// Lines behind the playing one.
    #[must_use]
    pub fn len(&self) -> usize {
        self.added.len() + self.list.len() + self.ear.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScanProgress {
    pub root: String,
    /// Files looked at so far.
    pub files: u64,
    /// Files that the walk found, once it knows.
    pub total: Option<u64>,
    pub failed: u64,
    pub seconds_left: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SoundState {
    /// Nothing was played yet, or the device rests.
    Idle,
    Open {
        device: String,
        sample_rate: u32,
    },
    /// No device; it is tried again quietly.
    Lost {
        reason: String,
    },
}

/// One line that the program says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Grows with each message, so that a client can tell an old one from the same said again.
    pub number: u64,
    pub text: String,
    pub weight: Weight,
    /// Whether `u` takes back what it tells of.
    pub undoable: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    Notice,
    Warning,
}
