//! What a page is: its own view state, actions in, effects out, drawn from a snapshot.
//!
//! A page holds no channel. What it wants done it returns as [`Effect`]s; what it wants to know
//! it asks for before a frame, in a slot of its own, and shows what it has meanwhile. The
//! newest question in a slot is the only one whose answer arrives.

mod sort_by;
mod view;
mod visit;

use std::time::Instant;

use crossterm::event::{KeyCode, KeyModifiers};
use ratatui::layout::{Position, Rect};

use crate::domain::browse::Selection;
use crate::domain::feedback::Target;
use crate::domain::ids::{AlbumId, ArtistId, PlayId, PlaylistId, TrackId};
use crate::domain::listen::{Source, SourceKind};
use crate::domain::listing::Listing;
use crate::domain::query::Holders;
use crate::domain::section::ItemRef;
use crate::domain::track::TrackCard;
use crate::player::protocol::{Answer, Command, Question, Weight};

use super::canvas::Canvas;
use super::keymap::{Action, Context, Press};
use super::widgets::filtered::Kept;

pub use sort_by::SortBy;
pub use view::{Tried, View};
pub use visit::Visit;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PageId {
    Home,
    Library,
    Search,
    Playlists,
    Queue,
    History,
    /// Where the music is, a name, who arranges home.
    FirstRun,
    You,
    Settings,
    /// All that can be undone.
    Journal,
    NowPlaying,
    Help,
    Trouble,
    Shelf,
}

/// Names one of several things that a page asks about.
pub type Slot = &'static str;

/// What pages and panels want done.
pub enum Effect {
    Send(Command),
    Ask {
        slot: Slot,
        question: Question,
    },
    Show(PageId),
    /// The page before.
    Back,
    /// Open the page that shows something.
    Visit(Visit),
    Panel(Box<dyn Panel>),
    ClosePanel,
    /// Says one line at the foot, as the player would.
    Tell(Weight, String),
    /// The same in words that name actions in braces, so that the listener's own keys stand there.
    Teach(&'static str),
    /// Does what a key would do.
    Act(Action),
    /// Does what a key would do on this.
    Do(Action, Box<Subject>),
    /// Sorts the list that is shown.
    Sort(SortBy),
    /// To the terminal's clipboard.
    Copy(String),
    /// Opens Search on these words.
    Search(String),
    /// Shows a theme without choosing it; none gives back the chosen one.
    TryTheme(Option<String>),
    /// Shows columns without choosing them; none gives back the chosen ones.
    TryColumns(Option<Tried>),
    /// Opens help on these words.
    Help(String),
    /// Writes the playlist under the cursor into a file.
    Export(String),
    Quit,
}

impl Effect {
    pub fn tell(text: impl Into<String>) -> Self {
        Self::Tell(Weight::Notice, text.into())
    }
}

/// What came of an action.
pub enum Outcome {
    /// Not for me.
    Ignored,
    Done(Vec<Effect>),
}

impl Outcome {
    #[must_use]
    pub const fn done() -> Self {
        Self::Done(Vec::new())
    }

    #[must_use]
    pub fn effect(effect: Effect) -> Self {
        Self::Done(vec![effect])
    }

    #[must_use]
    pub fn send(command: Command) -> Self {
        Self::effect(Effect::Send(command))
    }

    #[must_use]
    pub fn tell(text: impl Into<String>) -> Self {
        Self::effect(Effect::tell(text))
    }

    /// Says at the foot what names actions in braces: `{why} tells why`.
    #[must_use]
    pub fn teach(words: &'static str) -> Self {
        Self::effect(Effect::Teach(words))
    }

    /// Consumed when something moved.
    #[must_use]
    pub fn moved(moved: bool) -> Self {
        if moved { Self::done() } else { Self::Ignored }
    }
}

/// The music on the line under the cursor, for the verbs that mean the same everywhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    pub what: Selection,
    pub item: Option<ItemRef>,
    /// Several things that are marked, when it is not one.
    pub items: Vec<ItemRef>,
    /// The same as text.
    pub lines: Option<String>,
    /// One play of it that the line stands for.
    pub play: Option<PlayId>,
    pub title: String,
    pub artist: String,
    pub artist_id: Option<ArtistId>,
    pub album_id: Option<AlbumId>,
    /// Where it would be played from.
    pub source: Source,
}

impl Subject {
    /// The playlist that it is, or that it is played from.
    #[must_use]
    pub fn playlist(&self) -> Option<PlaylistId> {
        match (self.item, self.source.kind) {
            (Some(ItemRef::Playlist(list)), _) => Some(list),
            (_, SourceKind::Playlist) => self.source.id.as_ref()?.parse().ok().map(PlaylistId),
            _ => None,
        }
    }

    #[must_use]
    pub fn of_card(card: &TrackCard, source: Source) -> Self {
        Self {
            what: Selection::Tracks(vec![card.id]),
            item: Some(ItemRef::Track(card.id)),
            items: Vec::new(),
            lines: None,
            play: None,
            title: card.title.clone(),
            artist: card.artist.clone(),
            artist_id: card.artist_id,
            album_id: card.album_id,
            source,
        }
    }

    /// Anything that is an item but no track.
    #[must_use]
    pub fn of_item(item: ItemRef, title: &str, artist: &str, source: Source) -> Self {
        Self {
            what: Selection::Item(item),
            item: Some(item),
            items: Vec::new(),
            lines: None,
            play: None,
            title: title.to_owned(),
            artist: artist.to_owned(),
            artist_id: None,
            album_id: None,
            source,
        }
    }

    /// What holds music and is no item itself: a section, a folder, a genre.
    #[must_use]
    pub fn of_holder(what: Selection, title: &str, source: Source) -> Self {
        Self {
            what,
            item: None,
            items: Vec::new(),
            lines: None,
            play: None,
            title: title.to_owned(),
            artist: String::new(),
            artist_id: None,
            album_id: None,
            source,
        }
    }

    /// Everything that is marked, as one; none when nothing is.
    #[must_use]
    pub fn all(mut marked: Vec<Self>) -> Option<Self> {
        if marked.len() < 2 {
            return marked.pop();
        }
        let items: Vec<ItemRef> = marked.iter().filter_map(|subject| subject.item).collect();
        let tracks: Vec<TrackId> = marked.iter().filter_map(Self::track).collect();
        let what = if tracks.len() == marked.len() {
            Selection::Tracks(tracks)
        } else {
            Selection::All(marked.iter().map(|subject| subject.what.clone()).collect())
        };
        let lines = Some(marked.iter().map(Self::text).collect::<Vec<_>>().join("\n"));
        let source = marked.first()?.source.clone();
        let title = format!("{} marked lines", marked.len());
        Some(Self {
            what,
            item: None,
            items,
            lines,
            play: None,
            title,
            artist: String::new(),
            artist_id: None,
            album_id: None,
            source,
        })
    }

    /// What a word about it would be about; none for what is marked and what has no name.
    #[must_use]
    pub fn target(&self) -> Option<Target> {
        match (&self.what, self.item) {
            (_, Some(item)) => Some(Target::Item(item)),
            (Selection::Genre(_), None) => Some(Target::Genre(self.title.clone())),
            (Selection::Section(id), None) => Some(Target::Section(id.clone())),
            _ => None,
        }
    }

    /// What it names, one thing or all that is marked.
    #[must_use]
    pub fn items(&self) -> Vec<ItemRef> {
        if self.items.is_empty() { self.item.into_iter().collect() } else { self.items.clone() }
    }

    /// As text to be pasted elsewhere: a line for each thing.
    #[must_use]
    pub fn text(&self) -> String {
        match &self.lines {
            Some(lines) => lines.clone(),
            None if self.artist.is_empty() || self.artist == self.title => self.title.clone(),
            None => format!("{} – {}", self.artist, self.title),
        }
    }

    #[must_use]
    pub fn track(&self) -> Option<TrackId> {
        match self.item {
            Some(ItemRef::Track(id)) => Some(id),
            _ => None,
        }
    }
}

/// A key that matters on this line, as the footer names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hint {
    pub action: Action,
    /// With other keys as their actions in braces: `{move-up} move`.
    pub says: &'static str,
    /// The action means something else here than everywhere.
    pub is_own: bool,
}

#[must_use]
pub const fn hint(action: Action, says: &'static str) -> Hint {
    Hint { action, says, is_own: false }
}

/// Of an action that means something else here than everywhere.
#[must_use]
pub const fn own_hint(action: Action, says: &'static str) -> Hint {
    Hint { action, says, is_own: true }
}

/// What the player told of that pages may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stale {
    Library,
    Listener,
}

/// The frame of a page that shows what plays itself. It stands outside the tabs; of what plays,
/// only the progress is left at the foot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnFrame {
    /// What stands in place of the tabs, at the left and at the right.
    pub title: String,
    pub aside: String,
    /// A line above the keys.
    pub above_keys: String,
}

pub trait Page {
    fn title(&self) -> &'static str;

    /// Its own frame, if it has one.
    fn frame(&self, _view: &View<'_>) -> Option<OwnFrame> {
        None
    }

    /// Whose keys stand before the global ones.
    fn context(&self) -> Context {
        Context::Global
    }

    /// Whether it is asked before anything else is there: no tabs over it, and below it only
    /// what plays.
    fn stands_alone(&self) -> bool {
        false
    }

    /// A count that stands behind the title in the tabs.
    fn badge(&self, _view: &View<'_>) -> Option<String> {
        None
    }

    /// Called once before each frame: keeps cursors on their items and asks for what is shown
    /// and not yet known. Moving fast over a list therefore asks once a frame, not once a key.
    fn prepare(&mut self, view: &View<'_>) -> Vec<Effect>;

    fn handle(&mut self, action: Action, view: &View<'_>) -> Outcome;

    fn answer(&mut self, _slot: Slot, _answer: Answer, _view: &View<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn stale(&mut self, _what: Stale) {}

    fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>);

    fn subject(&self, view: &View<'_>) -> Option<Subject>;

    /// The lines that are marked, in their order; verbs are for all of them when there are any.
    fn marked(&self, _view: &View<'_>) -> Vec<Subject> {
        Vec::new()
    }

    /// How many lines are marked.
    fn marks(&self) -> usize {
        0
    }

    /// Takes all marks away; whether there were any.
    fn unmark(&mut self) -> bool {
        false
    }

    /// Shows only the lines that hold these words, all of them for no words. Tells how many of
    /// how many that are; none where there is nothing to narrow.
    fn narrow(&mut self, _words: &str, _view: &View<'_>) -> Option<(usize, usize)> {
        None
    }

    /// What the list that would be narrowed is made of, where facets can choose lines of it.
    fn holders(&self) -> Option<Holders> {
        None
    }

    /// Shows only the lines that facets chose, beside what words do; all of them for none. Tells
    /// how many of how many that are.
    fn keep(&mut self, _kept: Option<Kept>, _view: &View<'_>) -> Option<(usize, usize)> {
        None
    }

    /// The list under the cursor, where its columns can be chosen.
    fn listing(&self) -> Option<Listing> {
        None
    }

    /// Orders that the list under the cursor can have.
    fn sorts(&self) -> &'static [SortBy] {
        &[]
    }

    fn sort(&mut self, _by: SortBy) {}

    /// What Enter would do, for the left of the footer.
    fn promise(&self, view: &View<'_>) -> String;

    /// Why the line under the cursor is here, for screens without a column for it.
    fn reason(&self, _view: &View<'_>) -> Option<String> {
        None
    }

    fn hints(&self, view: &View<'_>) -> Vec<Hint>;

    /// Selects what was clicked; whether there was something.
    fn click(&mut self, _at: Position, _view: &View<'_>) -> bool {
        false
    }

    /// The mouse is dragged here from what was clicked.
    fn drag(&mut self, _to: Position, _view: &View<'_>) -> Outcome {
        Outcome::Ignored
    }

    /// The mouse lets go of what was dragged.
    fn release(&mut self, _view: &View<'_>) -> Vec<Effect> {
        self.put_down()
    }

    /// Shows what the mouse drags where it was, and lets go of it; whether the mouse held anything.
    fn give_back(&mut self, _view: &View<'_>) -> bool {
        false
    }

    /// Sends what keys or the mouse moved on screen and what was not sent yet. Called before
    /// anything else is done, and before another page is shown.
    fn put_down(&mut self) -> Vec<Effect> {
        Vec::new()
    }

    /// Whether keys are letters now.
    fn takes_text(&self) -> bool {
        false
    }

    /// Whether what is typed stands in a field now, so that letters are no keys.
    fn has_field(&self) -> bool {
        self.takes_text()
    }

    /// A key or pasted text while [`Page::takes_text`].
    fn text(&mut self, _input: &TextInput, _view: &View<'_>) -> Outcome {
        Outcome::Ignored
    }

    fn visit(&mut self, _visit: Visit, _view: &View<'_>) {}

    /// Another page is shown now.
    fn hidden(&mut self) {}

    /// When [`Page::wake`] wants to be called, if nothing else happens before.
    fn wake_at(&self) -> Option<Instant> {
        None
    }

    fn wake(&mut self, _view: &View<'_>) -> Vec<Effect> {
        Vec::new()
    }
}

#[derive(Clone, Debug)]
pub enum TextInput {
    Press(Press),
    Paste(String),
}

/// Something modal that stands at the foot of the page, says its own keys, and closes by Esc.
pub trait Panel {
    /// Called once when it opens.
    fn open(&mut self, _view: &View<'_>) -> Vec<Effect> {
        Vec::new()
    }

    /// Rows it would like, of a page this wide.
    fn height(&self, view: &View<'_>, width: u16) -> u16;

    /// Whether it is an editor that may take the whole page.
    fn needs_all(&self) -> bool {
        false
    }

    /// Whose keys stand before the global ones while it is open.
    fn context(&self) -> Context {
        Context::Global
    }

    /// `action` is what the key means on pages, or in the panel's own context.
    fn key(&mut self, press: Press, action: Option<Action>, view: &View<'_>) -> Outcome;

    fn paste(&mut self, _text: &str, _view: &View<'_>) -> Vec<Effect> {
        Vec::new()
    }

    /// The wheel was turned by a notch: as the arrow key that goes there.
    fn wheel(&mut self, action: Action, view: &View<'_>) -> Outcome {
        let code = if action == Action::Down { KeyCode::Down } else { KeyCode::Up };
        self.key(Press { code, modifiers: KeyModifiers::NONE }, Some(action), view)
    }

    /// Whether keys are letters now.
    fn takes_text(&self) -> bool {
        false
    }

    /// Whether it waits for an answer before it knows all of its keys: what it ignores until then
    /// is kept and pressed again.
    fn waits(&self) -> bool {
        false
    }

    fn answer(&mut self, _slot: Slot, _answer: Answer, _view: &View<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>);

    fn click(&mut self, _at: Position, _view: &View<'_>) -> Outcome {
        Outcome::done()
    }

    /// The keys it knows, for the footer, with three blanks between them. What an action does is
    /// said by its name in braces, so that the listener's own key stands there: `{edit} writes`.
    fn keys(&self) -> &'static str;
}
