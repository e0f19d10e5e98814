//! The default keys, one line an action.

use super::action::Action;

/// Where a binding holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Context {
    Global,
    /// The panel that explains a pick.
    Why,
}

impl Context {
    /// Panels take all keys while they are open, so theirs may mean something else elsewhere.
    #[must_use]
    pub const fn is_modal(self) -> bool {
        matches!(self, Self::Why)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Play,
    Pages,
    Move,
    Find,
    Use,
    Say,
    Shape,
    Rest,
}

impl Group {
    pub const ALL: [Self; 8] =
        [Self::Play, Self::Pages, Self::Move, Self::Find, Self::Use, Self::Say, Self::Shape, Self::Rest];

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Play => "Play",
            Self::Pages => "Pages",
            Self::Move => "Move",
            Self::Find => "Find",
            Self::Use => "Use",
            Self::Say => "Say",
            Self::Shape => "Shape",
            Self::Rest => "Rest",
        }
    }
}

/// One line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    pub context: Context,
    pub group: Group,
    pub action: Action,
    /// Sequences, their presses apart by a space: `g g`, `C-d`, `S-Tab`.
    pub keys: &'static [&'static str],
    pub says: &'static str,
}

const fn bind(group: Group, action: Action, keys: &'static [&'static str], says: &'static str) -> Binding {
    Binding { context: Context::Global, group, action, keys, says }
}

/// The default keys.
pub const TABLE: &[Binding] = &[
    bind(Group::Play, Action::PlayPause, &["Space"], "play, pause"),
    bind(Group::Play, Action::Next, &["n", ">"], "next track"),
    bind(Group::Play, Action::Previous, &["N", "<"], "previous, or the start again"),
    bind(Group::Play, Action::SeekBack, &[","], "5 s back"),
    bind(Group::Play, Action::SeekForward, &["."], "5 s forward"),
    bind(Group::Play, Action::SeekFarBack, &["("], "30 s back"),
    bind(Group::Play, Action::SeekFarForward, &[")"], "30 s forward"),
    bind(Group::Play, Action::VolumeUp, &["+", "="], "louder"),
    bind(Group::Play, Action::VolumeDown, &["-"], "quieter"),
    bind(Group::Play, Action::Mute, &["_"], "mute"),
    bind(Group::Play, Action::Shuffle, &["s"], "shuffle"),
    bind(Group::Play, Action::Repeat, &["r"], "repeat: off, all, one"),
    bind(Group::Play, Action::StopAfter, &["z"], "stop after this track"),
    bind(Group::Play, Action::Private, &["P"], "private: nothing is remembered"),
    bind(Group::Play, Action::ToPlaying, &["c"], "cursor to what plays"),
    bind(Group::Pages, Action::ShowHome, &["1"], "Home"),
    bind(Group::Pages, Action::ShowLibrary, &["2"], "Library"),
    bind(Group::Pages, Action::ShowSearch, &["3"], "Search"),
    bind(Group::Pages, Action::ShowPlaylists, &["4"], "Playlists"),
    bind(Group::Pages, Action::ShowQueue, &["5"], "Queue"),
    bind(Group::Pages, Action::ShowHistory, &["6"], "History"),
    bind(Group::Pages, Action::NextPage, &["Tab"], "next page"),
    bind(Group::Pages, Action::PreviousPage, &["S-Tab"], "previous page"),
    bind(Group::Pages, Action::Back, &["Backspace"], "back to the page before"),
    bind(Group::Move, Action::Down, &["j", "Down"], "down"),
    bind(Group::Move, Action::Up, &["k", "Up"], "up"),
    bind(Group::Move, Action::Left, &["h", "Left"], "left, out"),
    bind(Group::Move, Action::Right, &["l", "Right"], "right, in"),
    bind(Group::Move, Action::Top, &["g g", "Home"], "top"),
    bind(Group::Move, Action::Bottom, &["G", "End"], "bottom"),
    bind(Group::Move, Action::HalfDown, &["C-d"], "half a page down"),
    bind(Group::Move, Action::HalfUp, &["C-u"], "half a page up"),
    bind(Group::Move, Action::PageDown, &["PgDn"], "a page down"),
    bind(Group::Move, Action::PageUp, &["PgUp"], "a page up"),
    bind(Group::Move, Action::NextGroup, &["}", "C-n"], "next section or group"),
    bind(Group::Move, Action::PreviousGroup, &["{", "C-p"], "previous section or group"),
    bind(Group::Move, Action::GoArtist, &["g a"], "to its artist"),
    bind(Group::Move, Action::GoAlbum, &["g b"], "to its album"),
    bind(Group::Find, Action::Search, &["/", "C-f"], "search everything"),
    bind(Group::Find, Action::Help, &["?"], "these keys"),
    bind(Group::Use, Action::Enter, &["Enter"], "play"),
    bind(Group::Use, Action::Open, &["o"], "open"),
    bind(Group::Use, Action::Add, &["a"], "add to up next"),
    bind(Group::Use, Action::AddNext, &["A"], "play right after this track"),
    bind(Group::Use, Action::ToPlaylist, &["y"], "to a playlist"),
    bind(Group::Say, Action::Like, &["f"], "like this line, or take it back"),
    bind(Group::Say, Action::LikePlaying, &["F"], "like what plays"),
    bind(Group::Say, Action::Why, &["w"], "why this is here"),
    bind(Group::Say, Action::WhyPlaying, &["W"], "why: what plays"),
    bind(Group::Say, Action::Info, &["i"], "all that is known of this"),
    bind(Group::Say, Action::InfoPlaying, &["I"], "all that is known of what plays"),
    bind(Group::Shape, Action::Pin, &["p"], "pin: keep this section"),
    bind(Group::Shape, Action::Edit, &["e"], "edit, rename"),
    bind(Group::Shape, Action::MoveDown, &["J"], "move line or section down"),
    bind(Group::Shape, Action::MoveUp, &["K"], "move line or section up"),
    bind(Group::Shape, Action::TakeOut, &["d"], "take out; give a pin back"),
    bind(Group::Shape, Action::Clear, &["D"], "clear this part of the queue"),
    bind(Group::Shape, Action::Undo, &["u"], "undo"),
    bind(Group::Shape, Action::Redo, &["U"], "redo"),
    bind(Group::Rest, Action::Deal, &["C-r", "F5"], "deal home again"),
    bind(Group::Rest, Action::Cancel, &["Esc"], "close the top thing"),
    bind(Group::Rest, Action::Close, &["q"], "close, quit (asks if it plays)"),
    bind(Group::Rest, Action::Redraw, &["C-l"], "draw again"),
    bind(Group::Rest, Action::Suspend, &["C-z"], "suspend"),
    bind(Group::Rest, Action::QuitNow, &["C-c"], "quit now; all is saved"),
    Binding {
        context: Context::Why,
        group: Group::Say,
        action: Action::Numbers,
        keys: &["w"],
        says: "sentences or numbers",
    },
];

/// The keys of an action as the table writes them, the first one for the footer.
#[must_use]
pub fn keys_of(action: Action) -> &'static [&'static str] {
    TABLE.iter().find(|binding| binding.action == action).map_or(&[], |binding| binding.keys)
}
