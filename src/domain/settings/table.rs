//! The one table of everything that can be chosen, in the order of its keys.

use super::super::listing::Listing;
use super::key::{Key, Takes};

/// One line of the table.
pub(super) struct Entry {
    pub key: Key,
    pub name: &'static str,
    pub title: &'static str,
    pub takes: Takes,
    pub default: &'static str,
    /// What it changes, in one sentence.
    pub says: &'static str,
    /// Its place in the config file, with the table it stands in: `voice.greeting`.
    pub path: &'static str,
}

const fn entry(
    key: Key,
    name: &'static str,
    title: &'static str,
    takes: Takes,
    default: &'static str,
    says: &'static str,
) -> Entry {
    Entry { key, name, title, takes, default, says, path: name }
}

/// How a section ranks.
const fn scorer(key: Key, name: &'static str, title: &'static str) -> Entry {
    let takes = Takes::OneOf(&[
        ("tonearm", "tonearm's own"),
        ("most-played", "most played"),
        ("most-recent", "most recent"),
        ("frecency", "often and lately"),
    ]);
    entry(key, name, title, takes, "tonearm", "who stands first there; tonearm eval says which foretold you best")
}

/// The columns of a list.
const fn columns(
    key: Key,
    listing: Listing,
    name: &'static str,
    title: &'static str,
    says: &'static str,
    path: &'static str,
) -> Entry {
    entry(key, name, title, Takes::Columns(listing), "", says).at(path)
}

impl Entry {
    /// The same in a table of the config file.
    const fn at(self, path: &'static str) -> Self {
        Self { path, ..self }
    }
}

pub(super) const SWITCH: &[(&str, &str)] = &[("true", "on"), ("false", "off")];
const FIRST_WEEK: &[(&str, &str)] = &[("first-week", "the first week"), ("off", "off")];

pub(super) const TABLE: &[Entry] = &[
    entry(Key::Name, "name", "name", Takes::Text, "", "what tonearm calls you"),
    entry(
        Key::Arranges,
        "arranges",
        "who arranges home",
        Takes::OneOf(&[("hand", "by hand"), ("both", "both"), ("ear", "by ear")]),
        "both",
        "by hand: nothing is suggested; both: what you pin keeps its place; by ear: suggestions come first",
    ),
    entry(
        Key::Explore,
        "explore",
        "familiar or new",
        Takes::OneOf(&[
            ("0", "familiar only"),
            ("10", "1 in 10 new or rested"),
            ("20", "2 in 10 new or rested"),
            ("30", "3 in 10 new or rested"),
            ("40", "4 in 10 new or rested"),
            ("50", "5 in 10 new or rested"),
            ("60", "6 in 10 new or rested"),
        ]),
        "20",
        "how much of home is what you never heard, or not for long; familiar only: no section of unheard tracks",
    ),
    entry(
        Key::Spread,
        "spread",
        "artist spread",
        Takes::OneOf(&[
            ("0", "none: the strongest first"),
            ("50", "a little"),
            ("100", "as it comes"),
            ("200", "wide"),
            ("400", "one track of each where it can be"),
        ]),
        "100",
        "how soon a suggestion by another artist goes before one more by the same",
    ),
    entry(
        Key::Proposals,
        "proposals",
        "proposed pins",
        Takes::Switch,
        "true",
        "whether home proposes, once, to pin what you start again and again",
    ),
    entry(
        Key::AfterQueue,
        "after-queue",
        "after the queue",
        Takes::OneOf(&[("stop", "stop"), ("go-on", "go on by ear")]),
        "stop",
        "what happens when nothing is left to play",
    ),
    entry(
        Key::Radio,
        "radio",
        "radio",
        Takes::OneOf(&[("wander", "wanders"), ("stay", "stays close")]),
        "wander",
        "how far radio goes from what it was started with; :stay and :wander change the one that plays",
    ),
    entry(
        Key::ReplayGain,
        "replay-gain",
        "gain",
        Takes::OneOf(&[
            ("auto", "album or track, by what plays"),
            ("album", "album"),
            ("track", "track"),
            ("off", "off"),
        ]),
        "auto",
        "which loudness tags even out what plays; from the next track on",
    ),
    entry(
        Key::Greeting,
        "greeting",
        "greeting",
        Takes::OneOf(&[("daily", "each day"), ("short", "each day, one sentence"), ("never", "never")]),
        "daily",
        "the line above home: the hour, your name, what is new",
    )
    .at("voice.greeting"),
    entry(
        Key::Theme,
        "theme",
        "theme",
        Takes::Named(&[
            ("auto", "as the terminal says"),
            ("dark", "dark"),
            ("light", "light"),
            ("mono", "no colour"),
            ("ansi", "the terminal's own 16"),
            ("contrast", "high contrast"),
        ]),
        "auto",
        "colours; every state is told by text as well",
    ),
    entry(
        Key::Glyphs,
        "glyphs",
        "glyphs",
        Takes::OneOf(&[("auto", "as the terminal says"), ("unicode", "Unicode"), ("ascii", "ASCII")]),
        "auto",
        "the signs that lines and bars are drawn with",
    ),
    entry(
        Key::Covers,
        "covers",
        "covers",
        Takes::OneOf(&[
            ("auto", "as the terminal can"),
            ("pictures", "pictures"),
            ("blocks", "blocks of colour"),
            ("off", "off"),
        ]),
        "auto",
        "how covers are drawn; pictures need kitty or ghostty",
    ),
    entry(
        Key::Mouse,
        "mouse",
        "mouse",
        Takes::Switch,
        "true",
        "whether clicks and the wheel are tonearm's; off leaves them to the terminal",
    ),
    entry(
        Key::Hints,
        "hints",
        "hints",
        Takes::OneOf(FIRST_WEEK),
        "first-week",
        "one line each about keys worth knowing",
    ),
    entry(
        Key::Habits,
        "habits",
        "keys of other players",
        Takes::OneOf(FIRST_WEEK),
        "first-week",
        "a key that means something elsewhere answers with the key here",
    ),
    entry(
        Key::ListenAhead,
        "listen-ahead",
        "listen ahead",
        Takes::OneOf(&[("mains", "while plugged in"), ("always", "always"), ("off", "never")]),
        "mains",
        "whether tonearm hears your files in the background, to know what sounds alike; it costs power",
    ),
    entry(
        Key::KeysPreset,
        "keys-preset",
        "keys",
        Takes::OneOf(&[
            ("tonearm", "tonearm's own"),
            ("rmpc", "as in rmpc"),
            ("cmus", "as in cmus"),
            ("ncmpcpp", "as in ncmpcpp"),
            ("kew", "as in kew"),
        ]),
        "tonearm",
        "the keys to begin with; what another player's push aside stands behind '; the config file has the last word",
    )
    .at("keys.preset"),
    entry(
        Key::PlaylistFolder,
        "playlist-folder",
        "playlist folder",
        Takes::Text,
        "",
        "a folder of .m3u8 files that is kept equal with the playlists, in both directions; empty: none",
    ),
    scorer(Key::ScorerJumpBackIn, "scorer.jump-back-in", "scorer of Jump back in"),
    scorer(Key::ScorerYourWeek, "scorer.your-week", "scorer of Your week"),
    scorer(Key::ScorerRediscover, "scorer.rediscover", "scorer of Rediscover"),
    scorer(Key::ScorerContinue, "scorer.continue", "scorer of Continue with"),
    scorer(Key::ScorerBecause, "scorer.because", "scorer of Because"),
    entry(
        Key::Reasons,
        "reasons",
        "reasons",
        Takes::OneOf(&[("full", "in full where they fit"), ("short", "short"), ("none", "none, until they are asked for")]),
        "full",
        "why something stands on home, beside it",
    )
    .at("voice.reasons"),
    entry(
        Key::ReasonsAt,
        "reasons-at",
        "reasons stand",
        Takes::OneOf(&[("line", "on every line"), ("focus", "on the line under the cursor")]),
        "line",
        "where reasons are told",
    )
    .at("voice.reasons-at"),
    entry(
        Key::Messages,
        "messages",
        "messages",
        Takes::OneOf(&[("full", "in full"), ("short", "one sentence"), ("warnings", "only what needs you")]),
        "full",
        "what tonearm says of itself at the foot; a key that you press is always answered",
    )
    .at("voice.messages"),
    entry(
        Key::MessagesAt,
        "messages-at",
        "messages stand",
        Takes::OneOf(&[("foot", "at the foot"), ("top", "at the top, over the tabs")]),
        "foot",
        "where messages are told",
    )
    .at("voice.messages-at"),
    entry(
        Key::FormatBar,
        "format-bar",
        "line of what plays",
        Takes::Format,
        "{title}{liked}[ · {artist}][ · {album}[ ({year})]]",
        "what stands at the foot while music plays",
    )
    .at("format.bar"),
    entry(
        Key::FormatTerminal,
        "format-terminal",
        "title of the terminal",
        Takes::Format,
        "",
        "what the window of the terminal is called while music plays; empty leaves it alone",
    )
    .at("format.terminal"),
    entry(
        Key::SortTracks,
        "sort-tracks",
        "order of tracks",
        Takes::OneOf(&[
            ("own", "as they come"),
            ("title", "by title"),
            ("artist", "by artist"),
            ("year", "by year"),
            ("length", "longest first"),
            ("listens", "most heard first"),
        ]),
        "own",
        "how tracks stand in Library; :sort chooses it there as well",
    )
    .at("columns.tracks.sort"),
    entry(
        Key::Layout,
        "layout",
        "layout",
        Takes::Named(&[
            ("page", "the page alone"),
            ("queue", "the queue beside it"),
            ("studio", "queue and what plays"),
        ]),
        "page",
        "what stands beside the page where there is room; [layouts.NAME] makes another",
    ),
    entry(
        Key::SortArtists,
        "sort-artists",
        "order of artists",
        Takes::OneOf(&[("own", "by name"), ("listens", "most heard first"), ("tracks", "most tracks first")]),
        "own",
        "how artists stand in Library; :sort chooses it there as well",
    )
    .at("columns.artists.sort"),
    entry(
        Key::SortAlbums,
        "sort-albums",
        "order of albums",
        Takes::OneOf(&[("own", "oldest first"), ("title", "by title"), ("length", "longest first")]),
        "own",
        "how the albums of an artist stand in Library; :sort chooses it there as well",
    )
    .at("columns.albums.sort"),
    entry(
        Key::SortGenres,
        "sort-genres",
        "order of genres",
        Takes::OneOf(&[("own", "by name"), ("tracks", "most tracks first")]),
        "own",
        "how genres stand in Library; :sort chooses it there as well",
    )
    .at("columns.genres.sort"),
    entry(
        Key::SortFolders,
        "sort-folders",
        "order of files in folders",
        Takes::OneOf(&[("own", "as they lie on disk"), ("title", "by title"), ("artist", "by artist"), ("year", "by year"), ("length", "longest first"), ("listens", "most heard first")]),
        "own",
        "how tracks stand in their folder, behind the folders; :sort chooses it there as well",
    )
    .at("columns.folders.sort"),
    columns(
        Key::ColumnsArtists,
        Listing::Artists,
        "columns-artists",
        "columns of artists in Library",
        "what stands on the lines, from the left: fields, or lines of them, with a width behind each if you like; :columns chooses it there as well",
        "columns.artists.show",
    ),
    columns(
        Key::ColumnsAlbums,
        Listing::Albums,
        "columns-albums",
        "columns of albums in Library",
        "what stands on the lines, from the left: fields, or lines of them, with a width behind each if you like; :columns chooses it there as well",
        "columns.albums.show",
    ),
    columns(
        Key::ColumnsTracks,
        Listing::Tracks,
        "columns-tracks",
        "columns of tracks in Library",
        "what stands on the lines, from the left: fields, or lines of them, with a width behind each if you like; :columns chooses it there as well",
        "columns.tracks.show",
    ),
    columns(
        Key::ColumnsGenres,
        Listing::Genres,
        "columns-genres",
        "columns of genres in Library",
        "what stands on the lines, from the left: fields, or lines of them, with a width behind each if you like; :columns chooses it there as well",
        "columns.genres.show",
    ),
    columns(
        Key::ColumnsFolders,
        Listing::Folders,
        "columns-folders",
        "columns of folders in Library",
        "what stands on the lines, from the left: fields, or lines of them, with a width behind each if you like; :columns chooses it there as well",
        "columns.folders.show",
    ),
    columns(
        Key::ColumnsPlaylists,
        Listing::Playlists,
        "columns-playlists",
        "columns of playlists",
        "what stands on the lines, from the left: fields, or lines of them, with a width behind each if you like; :columns chooses it there as well",
        "columns.playlists.show",
    ),
    columns(
        Key::ColumnsPlaylist,
        Listing::Playlist,
        "columns-playlist",
        "columns of lines of a playlist",
        "what stands on the lines, from the left: fields, or lines of them, with a width behind each if you like; :columns chooses it there as well",
        "columns.playlist.show",
    ),
    columns(
        Key::ColumnsQueue,
        Listing::Queue,
        "columns-queue",
        "columns of Queue",
        "what stands on the lines, from the left: fields, or lines of them, with a width behind each if you like; :columns chooses it there as well",
        "columns.queue.show",
    ),
    columns(
        Key::ColumnsHistory,
        Listing::History,
        "columns-history",
        "columns of History",
        "what stands on the lines, from the left: fields, or lines of them, with a width behind each if you like; :columns chooses it there as well",
        "columns.history.show",
    ),
    columns(
        Key::ColumnsSearch,
        Listing::Search,
        "columns-search",
        "columns of Search",
        "what stands on the lines, from the left: fields, or lines of them, with a width behind each if you like; :columns chooses it there as well",
        "columns.search.show",
    ),
    entry(
        Key::FormatNow,
        "format-now",
        "line of the release",
        Takes::Format,
        "",
        "what stands under title and artist on the page of what plays; empty: the album, its year, the track and its genres",
    )
    .at("format.now"),
    entry(
        Key::SortPlaylists,
        "sort-playlists",
        "order of playlists",
        Takes::OneOf(&[
            ("own", "by name"),
            ("changed", "last changed first"),
            ("heard", "last heard first"),
            ("length", "longest first"),
            ("tracks", "most tracks first"),
        ]),
        "own",
        "how playlists stand in their folder; :sort chooses it there as well",
    )
    .at("columns.playlists.sort"),
    entry(
        Key::SortHistory,
        "sort-history",
        "order of history",
        Takes::OneOf(&[("own", "newest first"), ("oldest", "oldest first")]),
        "own",
        "how plays stand in History; :sort chooses it there as well",
    )
    .at("columns.history.sort"),
    entry(
        Key::SortSearch,
        "sort-search",
        "order of hits",
        Takes::OneOf(&[
            ("own", "best match first"),
            ("title", "by title"),
            ("artist", "by artist"),
            ("year", "by year"),
            ("added", "last added first"),
            ("listens", "most heard first"),
        ]),
        "own",
        "how tracks stand in Search where the line says no sort: of its own; :sort chooses it there as well",
    )
    .at("columns.search.sort"),
];
