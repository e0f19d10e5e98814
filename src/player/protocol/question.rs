//! What pages want to show, and what they get.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::domain::asking::Asking;
use crate::domain::browse::{
    AlbumRow, ArtistRow, FolderPlace, FolderRow, Found, GenreRow, Recent, Selection, TrackInfo, Why, WhyScore,
};
use crate::domain::feedback::Target;
use crate::domain::ids::{ArtistId, PlayId, PlaylistId, RootId, SmartPlaylistId, TrackId};
use crate::domain::journal::JournalRow;
use crate::domain::listen::HistoryLine;
use crate::domain::lyrics::Lyrics;
use crate::domain::orders::HitOrder;
use crate::domain::picture::Picture;
use crate::domain::playlist::{PassedLine, PlaylistCard, PlaylistLine};
use crate::domain::query::complete::ValueCount;
use crate::domain::query::suggest::SuggestedRule;
use crate::domain::query::{Condition, Facet, Holder, Holders, Query};
use crate::domain::reach::{Credits, LeaveOutChoice, LessPreview, Tried};
use crate::domain::section::{ItemRef, Pick, Pin, Section};
use crate::domain::settings::Key;
use crate::domain::smart_playlist::{RulesFound, SmartPlaylist};
use crate::domain::story::TrackStory;
use crate::domain::track::TrackCard;
use crate::domain::trouble::Trouble;
use crate::domain::welcome::{FoundMusic, MusicFolder, Offers, Proposal};
use crate::domain::you::{Forget, Forgotten, You};

/// Something that a page wants to show. Answers come as [`super::Event::Answer`] with the same ticket.
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
        #[serde(default)]
        order: HitOrder,
    },
    /// Which lines of a list hold a track that a query finds.
    Held {
        query: Query,
        of: Holders,
    },
    /// Values of a facet that begin so, for completion.
    Values {
        facet: Facet,
        begun: String,
        limit: u32,
    },
    /// Plays beyond the given Unix ms: newest first those that began before it, oldest first
    /// those that began after it.
    History {
        beyond: Option<i64>,
        #[serde(default)]
        oldest_first: bool,
        limit: u32,
    },
    Playlists,
    Playlist {
        id: PlaylistId,
    },
    /// Playlists by rules, by name.
    SmartPlaylists,
    /// How much rules find now, and the first of it.
    Rules {
        rules: String,
        first: u32,
    },
    /// How many tracks each of these finds; what cannot be read finds none and is left out.
    RuleCounts {
        rules: Vec<String>,
    },
    /// Which conditions of a playlist by rules a track meets.
    WhyByRules {
        list: SmartPlaylistId,
        track: TrackId,
    },
    /// Rules that these tracks have in common.
    SuggestRules {
        of: Selection,
    },
    /// What can be undone, newest first.
    Journal {
        limit: u32,
    },
    /// Everything that is known of the listener.
    You,
    /// What each way of saying less of something would change.
    Less {
        of: Target,
    },
    /// Rules that would keep it out of taste, each with what stops counting: of a play the hours
    /// around it, else what it belongs to.
    LeaveOut {
        of: Target,
        /// The play that is meant; the last one of a track when none is named.
        play: Option<PlayId>,
        /// Only plays and hours: "that was not me".
        not_me: bool,
    },
    /// What would go if this were forgotten.
    Forgettable {
        what: Forget,
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
    /// How a section of home weighs one of its picks.
    Weighed {
        section: String,
        item: ItemRef,
    },
    /// The listener's pins, by place.
    Pins,
    /// What a pin would show, as it is described here.
    Preview {
        pin: Box<Pin>,
    },
    /// What another value of a dial would change on home.
    Try {
        key: Key,
        value: String,
    },
    /// What is started again and again, and could be a pin.
    Proposal,
    /// The same, or whether something that was noticed is right: what is to be asked today.
    Asking,
    /// What goes with an item by ear.
    Related {
        of: ItemRef,
    },
    /// Tracks that fit a playlist by ear.
    Fitting {
        list: PlaylistId,
    },
    /// Tracks that are not suggested for a playlist any more.
    Passed {
        list: PlaylistId,
    },
    /// What was searched and opened last.
    Recent,
    /// Folders on this machine that hold music. The first asking begins the search.
    MusicFolders,
    /// A folder that the listener named; `~` is their home. Joins the found ones.
    MusicFolder {
        typed: String,
    },
    /// What lies in the files and could be taken over.
    Offers,
    /// The folders of playlists that were left open.
    OpenFolders,
    /// What the listener was told once.
    Told,
    /// Files and tags that need a look.
    Trouble,
    /// The main facts of an item, a line each.
    About {
        item: ItemRef,
    },
}

/// What a question got.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Answer {
    Pins {
        pins: Vec<Pin>,
    },
    Preview {
        section: Box<Section>,
    },
    Tried {
        value: String,
        tried: Tried,
    },
    Proposal(Option<Box<Proposal>>),
    Asking(Option<Asking>),
    OpenFolders {
        folders: Vec<String>,
    },
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
    Held {
        of: Holders,
        lines: Vec<Holder>,
    },
    Values {
        facet: Facet,
        begun: String,
        values: Vec<ValueCount>,
    },
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
    SmartPlaylists {
        rows: Vec<SmartPlaylist>,
    },
    Rules(RulesFound),
    RuleCounts {
        counts: Vec<(String, u32)>,
    },
    WhyByRules {
        /// It stands in the list; what meets every rule may still be beyond the limit.
        is_in: bool,
        conditions: Vec<Condition>,
    },
    SuggestedRules {
        tracks: u32,
        rules: Vec<SuggestedRule>,
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
    LeaveOut {
        rules: Vec<LeaveOutChoice>,
    },
    Forgettable(Forgotten),
    Credits(Credits),
    /// None without a file.
    FolderOf {
        place: Option<FolderPlace>,
    },
    Why(Why),
    /// None for picks that are not weighed.
    Weighed {
        score: Option<WhyScore>,
        /// What the listener said of the pick, the newest first.
        said: Vec<String>,
    },
    /// Best first.
    Related {
        of: ItemRef,
        picks: Vec<Pick>,
    },
    /// Best first.
    Fitting {
        list: PlaylistId,
        picks: Vec<Pick>,
        /// How many are not suggested any more.
        passed: u32,
    },
    /// The last one passed over first.
    Passed {
        lines: Vec<PassedLine>,
    },
    Recent(Recent),
    MusicFolders(FoundMusic),
    MusicFolder(MusicFolder),
    Offers(Offers),
    Trouble(Trouble),
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
