//! One table of actions and keys. It feeds the keys, the help and the conflict test; a key
//! that is not in it does nothing.

use std::collections::HashMap;
use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
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

/// One key with its modifiers, written `a`, `A`, `C-d`, `S-Tab`, `Space`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Press {
    pub code: KeyCode,
    pub modifiers: KeyModifiers,
}

impl Press {
    /// The same key always gives the same press: Shift is part of a letter.
    #[must_use]
    pub fn of(event: KeyEvent) -> Self {
        let mut modifiers = event.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT);
        let code = match event.code {
            KeyCode::Char(c) => {
                modifiers -= KeyModifiers::SHIFT;
                KeyCode::Char(if modifiers.contains(KeyModifiers::CONTROL) { c.to_ascii_lowercase() } else { c })
            }
            KeyCode::BackTab => {
                modifiers |= KeyModifiers::SHIFT;
                KeyCode::Tab
            }
            code => code,
        };
        Self { code, modifiers }
    }

    /// The letter it would type.
    #[must_use]
    pub fn letter(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if self.modifiers.is_empty() => Some(c),
            _ => None,
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let mut modifiers = KeyModifiers::empty();
        let mut rest = text;
        while let Some((modifier, after)) = rest.split_at_checked(2).filter(|(_, after)| !after.is_empty()) {
            modifiers |= match modifier {
                "C-" => KeyModifiers::CONTROL,
                "S-" => KeyModifiers::SHIFT,
                "A-" => KeyModifiers::ALT,
                _ => break,
            };
            rest = after;
        }
        let code = match rest {
            "Space" => KeyCode::Char(' '),
            "Enter" => KeyCode::Enter,
            "Esc" => KeyCode::Esc,
            "Tab" => KeyCode::Tab,
            "Backspace" => KeyCode::Backspace,
            "Up" => KeyCode::Up,
            "Down" => KeyCode::Down,
            "Left" => KeyCode::Left,
            "Right" => KeyCode::Right,
            "Home" => KeyCode::Home,
            "End" => KeyCode::End,
            "PgUp" => KeyCode::PageUp,
            "PgDn" => KeyCode::PageDown,
            "F5" => KeyCode::F(5),
            letter => KeyCode::Char(letter.chars().next().filter(|c| c.len_utf8() == letter.len())?),
        };
        Some(Self { code, modifiers })
    }

    fn parse_sequence(text: &str) -> Option<Vec<Self>> {
        text.split(' ').map(Self::parse).collect()
    }
}

impl fmt::Display for Press {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.modifiers.contains(KeyModifiers::CONTROL) {
            f.write_str("C-")?;
        }
        if self.modifiers.contains(KeyModifiers::SHIFT) {
            f.write_str("S-")?;
        }
        match self.code {
            KeyCode::Char(' ') => f.write_str("Space"),
            KeyCode::Char(c) => write!(f, "{c}"),
            code => write!(f, "{code}"),
        }
    }
}

/// What the presses so far amount to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    Act(Action),
    /// The beginning of a sequence.
    Begun,
    Nothing,
}

/// The table, ready to look up.
pub struct Keymap {
    bound: HashMap<(Context, Vec<Press>), Meaning>,
}

impl Default for Keymap {
    fn default() -> Self {
        let mut bound = HashMap::new();
        for binding in TABLE {
            for sequence in binding.keys.iter().filter_map(|keys| Press::parse_sequence(keys)) {
                for end in 1..sequence.len() {
                    bound.insert((binding.context, sequence.iter().take(end).copied().collect()), Meaning::Begun);
                }
                bound.insert((binding.context, sequence), Meaning::Act(binding.action));
            }
        }
        Self { bound }
    }
}

impl Keymap {
    #[must_use]
    pub fn meaning(&self, context: Context, presses: &[Press]) -> Meaning {
        self.bound.get(&(context, presses.to_vec())).copied().unwrap_or(Meaning::Nothing)
    }

    /// The action of a single press.
    #[must_use]
    pub fn action(&self, context: Context, press: Press) -> Option<Action> {
        match self.meaning(context, &[press]) {
            Meaning::Act(action) => Some(action),
            _ => None,
        }
    }

    /// How a begun sequence may go on, for the footer: `g top`, `a artist`.
    #[must_use]
    pub fn continuations(begun: &str) -> String {
        let all = TABLE.iter().flat_map(|binding| binding.keys.iter().map(move |keys| (*keys, binding.says)));
        let rest = all.filter_map(|(keys, says)| Some((keys.strip_prefix(begun)?.strip_prefix(' ')?, says)));
        rest.map(|(key, says)| format!("{key} {says}")).collect::<Vec<_>>().join("   ")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn sequences() -> Vec<(Context, Vec<Press>, &'static str)> {
        let parse = |binding: &Binding, keys: &'static str| {
            (binding.context, Press::parse_sequence(keys).unwrap_or_else(|| panic!("{keys} is no key")), keys)
        };
        TABLE.iter().flat_map(|binding| binding.keys.iter().map(move |keys| parse(binding, keys))).collect()
    }

    #[test]
    fn no_key_twice_in_a_context() {
        let mut seen = HashSet::new();
        for (context, presses, keys) in sequences() {
            assert!(seen.insert((context, presses)), "{keys} is bound twice in {context:?}");
        }
    }

    #[test]
    fn no_page_key_over_a_global_one() {
        let global: HashSet<_> =
            sequences().into_iter().filter(|(c, ..)| *c == Context::Global).map(|(_, presses, _)| presses).collect();
        for (context, presses, keys) in sequences() {
            assert!(context == Context::Global || context.is_modal() || !global.contains(&presses), "{keys}");
        }
    }

    #[test]
    fn no_key_is_both_action_and_prefix() {
        let all = sequences();
        for (context, presses, keys) in &all {
            for (other, longer, long_keys) in &all {
                let begins = longer.len() > presses.len() && longer.starts_with(presses);
                assert!(context != other || !begins, "{keys} begins {long_keys}");
            }
        }
    }

    #[test]
    fn every_action_is_bound_once_and_has_a_name() {
        let mut seen = HashSet::new();
        for binding in TABLE {
            assert!(seen.insert(binding.action), "{:?} has two lines", binding.action);
            let name = serde_json::to_string(&binding.action).unwrap();
            assert_eq!(serde_json::from_str::<Action>(&name).unwrap(), binding.action);
        }
    }

    #[test]
    fn what_a_key_does_fits_a_column_of_the_help() {
        for binding in TABLE {
            assert!(binding.says.len() <= 31, "{}", binding.says);
        }
    }

    #[test]
    fn terminals_and_shells_keep_their_keys() {
        for (_, presses, keys) in sequences() {
            for taken in ["C-a", "C-b", "C-s", "C-q", "C-h", "C-i", "C-j", "C-m"] {
                assert!(!presses.contains(&Press::parse(taken).unwrap()), "{keys}");
            }
        }
    }

    #[test]
    fn shift_is_part_of_the_letter() {
        let event = KeyEvent::new(KeyCode::Char('G'), KeyModifiers::SHIFT);
        assert_eq!(Press::of(event), Press::parse("G").unwrap());
        assert_eq!(Press::of(KeyEvent::new(KeyCode::BackTab, KeyModifiers::SHIFT)), Press::parse("S-Tab").unwrap());
        assert_eq!(Press::parse("-").unwrap().to_string(), "-");
    }

    #[test]
    fn sequences_are_read_press_by_press() {
        let keymap = Keymap::default();
        let g = Press::parse("g").unwrap();
        assert_eq!(keymap.meaning(Context::Global, &[g]), Meaning::Begun);
        assert_eq!(keymap.meaning(Context::Global, &[g, g]), Meaning::Act(Action::Top));
        assert!(Keymap::continuations("g").contains("a to its artist"));
    }
}
