//! What one line of the table says.

use super::action::Action;

/// Where a binding holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Context {
    Global,
    Home,
    Library,
    Search,
    Playlists,
    Queue,
    History,
    You,
    /// The page of what plays.
    Now,
    /// The panel that explains a pick.
    Why,
    /// The panel that asks for less of something.
    Less,
    /// Panels that shape something: columns, a section, a dial, which list or folder.
    Panel,
    /// The builder of playlists by rules.
    Rules,
}

impl Context {
    /// As the config file calls those that have a table of their own.
    pub const NAMED: [(&'static str, Self); 12] = [
        ("home", Self::Home),
        ("library", Self::Library),
        ("search", Self::Search),
        ("playlists", Self::Playlists),
        ("queue", Self::Queue),
        ("history", Self::History),
        ("you", Self::You),
        ("now", Self::Now),
        ("why", Self::Why),
        ("less", Self::Less),
        ("panel", Self::Panel),
        ("rules", Self::Rules),
    ];

    /// Panels take all keys while they are open, so theirs may mean something else elsewhere.
    #[must_use]
    pub const fn is_modal(self) -> bool {
        matches!(self, Self::Why | Self::Less | Self::Panel | Self::Rules)
    }

    /// This one, or another where this one is everywhere.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        if self == Self::Global { other } else { self }
    }

    /// Behind a key, where it holds: `on queue`. Empty for everywhere.
    #[must_use]
    pub fn words(self) -> String {
        let name = Self::NAMED.iter().find(|(_, context)| *context == self).map(|(name, _)| *name);
        name.map_or_else(String::new, |name| format!(" on {name}"))
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
    /// The keys it comes with. Sequences, their presses apart by a space: `g g`, `C-d`, `S-Tab`. An action without any
    /// is reached by its name.
    pub keys: &'static [&'static str],
    /// What `:` calls it.
    pub name: &'static str,
    /// What it does, in a column of the help.
    pub says: &'static str,
}

/// A sequence of letters is written without the spaces between them.
#[must_use]
pub fn sequence_in_words(keys: &str) -> String {
    let presses: Vec<&str> = keys.split(' ').collect();
    let letters = presses.iter().all(|press| press.chars().count() == 1);
    presses.join(if letters { "" } else { " " })
}
