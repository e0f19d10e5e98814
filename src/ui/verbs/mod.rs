//! What actions mean everywhere: transport, and the verbs for the line under the cursor.

mod go;
mod menu;

use crate::domain::browse::Selection;
use crate::domain::feedback::{Target, Verb};
use crate::domain::ids::PlaylistId;
use crate::domain::listing::Listing;
use crate::domain::radio::{RadioSeed, Way};
use crate::domain::reorder::LineOrder;
use crate::domain::section::{ItemRef, Recipe};
use crate::domain::settings::Key;
use crate::domain::time::Moment;
use crate::player::protocol::{Command, Place};

use super::keymap::Action;
use super::page::{Effect, Hint, Outcome, Panel, SortBy, Subject, View, Visit};
use super::widgets::arrange_columns::ColumnsPanel;
use super::widgets::choice::{Choice, ChoicePanel};
use super::widgets::forget::{forget_everything, forget_panel};
use super::widgets::info::InfoPanel;
use super::widgets::leave_out::{leave_out_panel, not_me_panel};
use super::widgets::less::LessPanel;
use super::widgets::name::NamePanel;
use super::widgets::offers;
use super::widgets::presets::{layouts_panel, presets_panel};
use super::widgets::private::private_panel;
use super::widgets::stop_after::stop_after_panel;
use super::widgets::suggested_rules::SuggestedRulesPanel;
use super::widgets::to_playlist::ToPlaylistPanel;
use super::widgets::why::WhyPanel;

/// Picks of music that is pinned to home, at most.
const PINNED: u32 = 20;
const SEEK_MS: i64 = 5_000;
const SEEK_FAR_MS: i64 = 30_000;
const VOLUME_STEP: i32 = 5;

/// What is said where no playlist is meant.
pub const NO_PLAYLIST: &str = "The cursor is not in a playlist: {playlists} shows them";

/// What is said of a list by rules where lines of it would be changed.
pub const THEY_DECIDE: &str = "Its rules decide what is in it; {edit} changes them";

/// Asks for the file of a list.
fn import_panel() -> NamePanel {
    NamePanel::new("A playlist from a file (m3u8, m3u, xspf, pls): its path", "", |file: &str, _: Moment| {
        vec![Effect::Send(Command::ImportList { file: file.to_owned() })]
    })
}

/// Asks where a playlist goes.
fn export_panel(list: PlaylistId, subject: Option<&Subject>) -> NamePanel {
    let name = subject.map(|subject| subject.source.name.as_str()).unwrap_or_default();
    let proposed = format!("~/{}.m3u8", name.replace('/', "_"));
    NamePanel::new(
        format!("“{name}” into a file (m3u8, xspf, pls) or a folder"),
        &proposed,
        move |file: &str, _: Moment| vec![Effect::Send(Command::ExportList { list, file: file.to_owned() })],
    )
}

/// The meaning of an action that the page left alone.
#[must_use]
pub fn everywhere(action: Action, subject: Option<&Subject>, view: &View<'_>) -> Outcome {
    if let Some(command) = transport(action) {
        return Outcome::send(command);
    }
    match action {
        Action::StopAfter => open(stop_after_panel(view)),
        Action::Private => open(private_panel(view)),
        Action::Layouts => open(layouts_panel(view)),
        Action::Presets => open(presets_panel()),
        Action::LikePlaying | Action::LessPlaying | Action::WhyPlaying | Action::InfoPlaying | Action::MenuPlaying => {
            playing(action, view)
        }
        Action::Offers => open(offers::panel()),
        Action::Import => open(import_panel()),
        Action::Export => match subject.and_then(Subject::playlist) {
            Some(list) => open(export_panel(list, subject)),
            None => Outcome::teach(NO_PLAYLIST),
        },
        Action::Forget => match subject {
            Some(subject) => of_line(action, subject),
            None => open(forget_everything()),
        },
        Action::Scan => Outcome::send(Command::Scan { roots: Vec::new() }),
        Action::Wander => Outcome::send(Command::SetWay { way: Way::Wander }),
        Action::Stay => Outcome::send(Command::SetWay { way: Way::Stay }),
        Action::Enter
        | Action::FromStart
        | Action::Open
        | Action::Add
        | Action::AddNext
        | Action::ToPlaylist
        | Action::Radio
        | Action::Like
        | Action::Boost
        | Action::LeaveOut
        | Action::NotMe
        | Action::Less
        | Action::Rate(_)
        | Action::Why
        | Action::Info
        | Action::Copy
        | Action::Pin
        | Action::Menu
        | Action::SuggestRules
        | Action::GoArtist
        | Action::GoAlbum
        | Action::GoComposer
        | Action::GoFolder
        | Action::GoLists => match subject {
            Some(subject) => of_line(action, subject),
            None => Outcome::tell("There is no music on this line"),
        },
        Action::Mark | Action::MarkRange => Outcome::tell("There is nothing to mark here"),
        Action::TakeOut | Action::Clear | Action::MoveDown | Action::MoveUp | Action::Edit => {
            Outcome::tell("Nothing on this line can be changed so: that is for lists, sections and values of yours")
        }
        Action::Describe
        | Action::Duplicate
        | Action::Split
        | Action::Merge
        | Action::Duplicates
        | Action::Passed
        | Action::ToFolder => Outcome::teach("That shapes a playlist: {playlists} shows them"),
        _ => Outcome::Ignored,
    }
}

fn transport(action: Action) -> Option<Command> {
    Some(match action {
        Action::PlayPause => Command::PlayPause,
        Action::Next => Command::Next,
        Action::Previous => Command::Previous,
        Action::SeekBack => Command::SeekBy { ms: -SEEK_MS },
        Action::SeekForward => Command::SeekBy { ms: SEEK_MS },
        Action::SeekFarBack => Command::SeekBy { ms: -SEEK_FAR_MS },
        Action::SeekFarForward => Command::SeekBy { ms: SEEK_FAR_MS },
        Action::VolumeUp => Command::VolumeBy { percent: VOLUME_STEP },
        Action::VolumeDown => Command::VolumeBy { percent: -VOLUME_STEP },
        Action::Mute => Command::ToggleMute,
        Action::Shuffle => Command::ToggleShuffle,
        Action::Repeat => Command::CycleRepeat,
        Action::Undo => Command::Undo,
        Action::Redo => Command::Redo,
        Action::Deal => Command::DealHome,
        _ => return None,
    })
}

fn playing(action: Action, view: &View<'_>) -> Outcome {
    let Some(line) = &view.snapshot.transport.current else {
        return Outcome::tell("Nothing plays");
    };
    let card = &line.card;
    let item = ItemRef::Track(card.id);
    match action {
        Action::LikePlaying => like(vec![item]),
        Action::InfoPlaying => open(InfoPanel::new(card.id)),
        Action::LessPlaying => open(LessPanel::new(Target::Item(item), &card.title, &card.artist).playing()),
        Action::MenuPlaying => menu::of_playing(view).map_or(Outcome::Ignored, open),
        _ => open(WhyPanel::asking(card.id, &card.title, &card.artist)),
    }
}

/// Puts what the line stands for on home, as a section of its own.
pub fn pin(subject: &Subject) -> Outcome {
    let (kind, words) = match (subject.item, &subject.what) {
        (Some(item @ (ItemRef::Album(_) | ItemRef::Artist(_) | ItemRef::Playlist(_))), _) => (item.type_name(), None),
        (None, Selection::Folder { path, .. }) if !path.is_empty() && subject.items.is_empty() => {
            let path = String::from_utf8_lossy(path).replace('"', "");
            ("query", Some(format!("folder:\"{path}\"")))
        }
        (None, Selection::Genre(_)) if subject.items.is_empty() => {
            ("query", Some(format!("genre:\"{}\"", subject.title.replace('"', ""))))
        }
        (None, Selection::SmartPlaylist(_)) => ("smart-playlist", None),
        (None, Selection::Folder { .. }) if subject.items.is_empty() => {
            return Outcome::tell("A whole root is no section of home; a folder in it can be one");
        }
        _ => return Outcome::tell("An album, an artist, a playlist, a genre or a folder can be a section of home"),
    };
    let rules = match subject.what {
        Selection::SmartPlaylist(id) => Some(id),
        _ => None,
    };
    let recipe = Recipe { kind: kind.into(), seed: subject.item, length: PINNED, words, rules, ..Recipe::default() };
    Outcome::send(Command::MakeSection { title: subject.title.clone(), recipe })
}

/// Puts what a query finds on home, as a section of its own.
pub fn pin_found(title: &str, words: String) -> Outcome {
    let recipe = Recipe { kind: "query".into(), length: PINNED, words: Some(words), ..Recipe::default() };
    Outcome::send(Command::MakeSection { title: title.to_owned(), recipe })
}

fn of_line(action: Action, subject: &Subject) -> Outcome {
    let what = subject.what.clone();
    let source = subject.source.clone();
    match action {
        Action::Enter if matches!(subject.item, Some(ItemRef::Album(_) | ItemRef::Playlist(_))) => {
            Outcome::send(Command::Resume { what, start: 0, source })
        }
        Action::Enter | Action::FromStart => Outcome::send(Command::PlayNow { what, start: 0, source }),
        Action::Add => Outcome::send(Command::Add { what, place: Place::Last, source }),
        Action::AddNext => Outcome::send(Command::Add { what, place: Place::Next, source }),
        Action::ToPlaylist => open(ToPlaylistPanel::new(what, &subject.title)),
        Action::Pin => pin(subject),
        Action::Copy => {
            let copied = Effect::tell(format!("Copied: {}", subject.text().replace('\n', ", ")));
            Outcome::Done(vec![Effect::Copy(subject.text()), copied])
        }
        Action::SuggestRules => open(SuggestedRulesPanel::new(what, &subject.title, subject.lines.is_some())),
        Action::Like | Action::Boost => speak(action, subject),
        Action::LeaveOut => leave_out(subject),
        Action::NotMe => not_me(subject),
        Action::Forget => open(forget_panel(subject)),
        Action::Rate(stars) => rate(subject, stars),
        Action::Less => less(subject),
        Action::GoArtist | Action::GoAlbum | Action::GoComposer | Action::GoFolder | Action::GoLists => {
            go::go(action, subject)
        }
        _ => match subject.item {
            Some(item) => of_item(action, subject, item),
            None => Outcome::tell("That needs one track, album, artist or playlist"),
        },
    }
}

fn of_item(action: Action, subject: &Subject, item: ItemRef) -> Outcome {
    match (action, subject.track()) {
        (Action::Open, track) => {
            let visit = if track.is_some() { go::album_of(subject, item) } else { Visit::Item(item) };
            let opened = Command::Opened { item, search: None };
            Outcome::Done(vec![Effect::Send(opened), Effect::Visit(visit)])
        }
        (Action::Radio, _) => {
            Outcome::send(Command::Radio { from: RadioSeed::Item(item), title: subject.title.clone() })
        }
        (Action::Info, Some(track)) => open(InfoPanel::new(track)),
        (Action::Why, Some(track)) => open(WhyPanel::asking(track, &subject.title, &subject.artist)),
        (Action::Why | Action::Info, None) => Outcome::tell("This is told of tracks, and of the picks on Home"),
        _ => Outcome::Ignored,
    }
}

fn like(items: Vec<ItemRef>) -> Outcome {
    let verb = Verb::Like;
    Outcome::send(match items.as_slice() {
        [one] => Command::Say { verb, target: Target::Item(*one) },
        _ => Command::SayOfAll { verb, targets: items.into_iter().map(Target::Item).collect() },
    })
}

/// A like or a boost, of one thing or of all that is marked.
fn speak(action: Action, subject: &Subject) -> Outcome {
    let verb = if action == Action::Boost { Verb::Boost } else { Verb::Like };
    match subject.target() {
        Some(target) => Outcome::send(Command::Say { verb, target }),
        None if !subject.items.is_empty() => {
            let targets = subject.items.iter().copied().map(Target::Item).collect();
            Outcome::send(Command::SayOfAll { verb, targets })
        }
        None => Outcome::tell("That can be said of tracks, albums, artists, lists, genres and sections"),
    }
}

fn leave_out(subject: &Subject) -> Outcome {
    match subject.target() {
        Some(target) if !matches!(target, Target::Section(_)) => open(leave_out_panel(target, &subject.title)),
        _ => Outcome::tell("That needs a track, an album, an artist, a genre or a list"),
    }
}

fn not_me(subject: &Subject) -> Outcome {
    match subject.target() {
        Some(target @ Target::Item(ItemRef::Track(_))) => open(not_me_panel(target, subject.play, &subject.title)),
        _ => leave_out(subject),
    }
}

fn rate(subject: &Subject, stars: u8) -> Outcome {
    let tracks: Vec<_> = subject
        .items()
        .into_iter()
        .filter_map(|item| match item {
            ItemRef::Track(id) => Some(id),
            _ => None,
        })
        .collect();
    if tracks.is_empty() {
        return Outcome::teach("Stars are for tracks; {like} likes albums, artists and lists");
    }
    Outcome::send(Command::Rate { tracks, stars })
}

fn less(subject: &Subject) -> Outcome {
    match (subject.target(), &subject.what) {
        (Some(target), _) => open(LessPanel::new(target, &subject.title, &subject.artist).of_play(subject.play)),
        (None, Selection::Folder { .. }) => {
            Outcome::teach("{less} on a track in it, then {hide-more}, hides the folder")
        }
        (None, _) if !subject.items.is_empty() => {
            let targets: Vec<Target> = subject.items.iter().copied().map(Target::Item).collect();
            let say = |verb| vec![Effect::Send(Command::SayOfAll { verb, targets: targets.clone() })];
            let lines = vec![
                Choice::new('x', "not now", "all of them are back in a week", say(Verb::NotNow)),
                Choice::new('r', "rest", "all of them are back in a month", say(Verb::Rest)),
                Choice::new('h', "hide them", "until you bring them back", say(Verb::Hide)),
            ];
            open(ChoicePanel::new(format!("Less of {}", subject.title), lines))
        }
        (None, _) => Outcome::tell("That needs a track, an album, an artist or a section"),
    }
}

/// Everything possible with a line, what its page offers among it.
#[must_use]
pub fn menu(subject: &Subject, hints: &[Hint]) -> Outcome {
    open(menu::of_line(subject, hints))
}

/// The orders that a list can have, which of them is chosen and by whom, what `more` can be done,
/// and a way to the columns.
#[must_use]
pub fn sort(orders: &[SortBy], listing: Option<Listing>, more: Vec<Choice>, view: &View<'_>) -> Outcome {
    if orders.is_empty() && listing.is_none() {
        return Outcome::tell("This list has one order");
    }
    let key = listing.and_then(Key::sort_of).filter(|_| !orders.is_empty());
    let settings = &view.snapshot.settings;
    let choice = |by: &SortBy| {
        let chosen = key.is_some_and(|key| settings.value(key) == by.name());
        let words = match key {
            Some(key) if *by == SortBy::Own => key.words_of(by.name()),
            _ => by.words().to_owned(),
        };
        Choice::new(by.key(), words, if chosen { "it stands so" } else { "" }, vec![Effect::Sort(*by)])
    };
    let line = key.and_then(|key| settings.get(key)?.decided_by_line());
    let title = match (orders, line) {
        ([], _) => "This list has one order".to_owned(),
        (_, Some(line)) => format!("Sort this list: config.toml line {line} decides"),
        (_, None) => "Sort this list".to_owned(),
    };
    let choices = orders.iter().map(choice).chain(more).chain(listing.map(|_| columns_choice()));
    open(ChoicePanel::new(title, choices.collect()))
}

/// The orders that lines can be put into, once; and a way to their columns, where they have any.
#[must_use]
pub fn sort_once(title: String, sort: impl Fn(LineOrder) -> Effect, has_columns: bool) -> Effect {
    let key = |by| match by {
        LineOrder::Title => 't',
        LineOrder::Artist => 'a',
        LineOrder::Album => 'b',
        LineOrder::Year => 'y',
        LineOrder::Length => 'n',
        LineOrder::Added => 'd',
        LineOrder::Listens => 'm',
    };
    let choices = LineOrder::ALL.into_iter().map(|by| Choice::new(key(by), by.words(), "", vec![sort(by)]));
    let choices = choices.chain(has_columns.then(columns_choice)).collect();
    Effect::Panel(Box::new(ChoicePanel::new(title, choices)))
}

/// The line of a panel that leads to the columns of the list.
#[must_use]
pub fn columns_choice() -> Choice {
    Choice::new('w', "which columns …", "what stands on each line", vec![Effect::Act(Action::Columns)])
}

/// Arranges the columns of a list.
#[must_use]
pub fn columns(listing: Option<Listing>, view: &View<'_>) -> Outcome {
    match listing {
        Some(listing) => open(ColumnsPanel::new(listing, &view.snapshot.settings.columns(listing))),
        None => Outcome::tell("The lines here have no columns to choose; those of Library, lists, Queue, History do"),
    }
}

fn open(panel: impl Panel + 'static) -> Outcome {
    Outcome::effect(Effect::Panel(Box::new(panel)))
}

/// Asks before music that plays is cut off.
#[must_use]
pub fn confirm_quit(view: &View<'_>) -> Box<dyn Panel> {
    let kept = match view.snapshot.private {
        true => "nothing of this private session is kept",
        false => "the queue, the place and the volume are kept",
    };
    let quit = Choice::new('q', "quit", kept, vec![Effect::Quit]);
    let pause = Choice::new('p', "pause only", "and stay", vec![Effect::Send(Command::Pause)]);
    Box::new(ChoicePanel::new("Music is playing. Quit?", vec![quit, pause]))
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[test]
    fn a_root_is_no_section_and_says_so() {
        let root = |path: &[u8]| {
            let source = crate::domain::listen::Source {
                kind: crate::domain::listen::SourceKind::Folder,
                id: None,
                name: "Music".into(),
            };
            let what = Selection::Folder { root: crate::domain::ids::RootId(1), path: path.to_vec() };
            pin(&Subject::of_holder(what, "Music", source))
        };
        let Outcome::Done(told) = root(b"") else { panic!("ignored") };
        assert!(matches!(told.as_slice(), [Effect::Tell(_, words)] if words.starts_with("A whole root is no section")));
        let Outcome::Done(made) = root(b"Jazz") else { panic!("ignored") };
        assert!(matches!(made.as_slice(), [Effect::Send(Command::MakeSection { .. })]));
    }

    #[test]
    fn a_line_without_music_says_so() {
        let snapshot = fixture::evening();
        let view = fixture::view(&snapshot);
        for action in [Action::Enter, Action::Add, Action::Like, Action::Why] {
            let Outcome::Done(effects) = everywhere(action, None, &view) else { panic!("ignored") };
            assert!(matches!(effects.as_slice(), [Effect::Tell(..)]));
        }
    }
}
