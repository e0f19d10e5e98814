//! What the menus offer: the verbs for a line, and what its page adds.

use super::super::keymap::{Action, TABLE};
use super::super::page::{Hint, Subject, View};
use super::super::widgets::menu::MenuPanel;
use crate::domain::listen::{Source, SourceKind};
use crate::domain::section::ItemRef;

/// The verbs in the order of the menu.
const VERBS: [Action; 20] = [
    Action::Enter,
    Action::FromStart,
    Action::Open,
    Action::Add,
    Action::AddNext,
    Action::ToPlaylist,
    Action::Radio,
    Action::Like,
    Action::Less,
    Action::Rate(5),
    Action::Why,
    Action::Info,
    Action::GoArtist,
    Action::GoAlbum,
    Action::GoComposer,
    Action::GoFolder,
    Action::GoLists,
    Action::SuggestRules,
    Action::Copy,
    Action::Boost,
];

/// Everything possible with this line.
pub fn of_line(subject: &Subject, hints: &[Hint]) -> MenuPanel {
    let own = |action: Action| hints.iter().find(|hint| hint.is_own && hint.action == action);
    let everywhere = VERBS.into_iter().filter(|action| offers(*action, subject) && own(*action).is_none());
    let everywhere = everywhere.map(|action| (action, says(action)));
    // A hint may name a second key beside its own; here each line is one action.
    let words = |hint: &Hint| (hint.action, if hint.action == Action::MoveDown { "move it down" } else { hint.says });
    let here = hints.iter().filter(|hint| !VERBS.contains(&hint.action) && is_a_change(hint.action));
    let first = VERBS.into_iter().filter_map(own).map(words);
    MenuPanel::new(subject.clone(), everywhere.collect(), here.map(words).collect()).begin_with(first.collect())
}

/// Everything possible with what plays; none when nothing does.
pub fn of_playing(view: &View<'_>) -> Option<MenuPanel> {
    let line = view.snapshot.transport.current.as_ref()?;
    let source = Source { kind: SourceKind::Queue, id: None, name: "Queue".into() };
    let subject = Subject::of_card(&line.card, source);
    let verbs = VERBS
        .into_iter()
        .filter(|action| !matches!(action, Action::Enter | Action::FromStart | Action::Add | Action::AddNext));
    let everywhere = verbs.map(|action| (action, says(action))).collect();
    let here = vec![(Action::StopAfter, "stop after …"), (Action::ShowNow, "show it")];
    Some(MenuPanel::new(subject, everywhere, here))
}

/// Whether a verb means anything for the subject.
fn offers(action: Action, subject: &Subject) -> bool {
    let is_track = subject.track().is_some();
    let is_list = matches!(subject.item, Some(ItemRef::Playlist(_)));
    match action {
        Action::Enter | Action::Add | Action::AddNext | Action::ToPlaylist | Action::Copy => true,
        Action::FromStart => matches!(subject.item, Some(ItemRef::Album(_) | ItemRef::Playlist(_))),
        Action::GoComposer | Action::GoFolder | Action::GoLists | Action::Why | Action::Info => is_track,
        Action::SuggestRules => !is_track,
        Action::Rate(_) => is_track || !subject.items.is_empty(),
        Action::Like | Action::Boost | Action::Less => subject.target().is_some() || !subject.items.is_empty(),
        Action::GoArtist | Action::GoAlbum => subject.item.is_some() && !is_list,
        _ => subject.item.is_some(),
    }
}

/// What the page does with the line; going elsewhere is no business of a menu.
fn is_a_change(action: Action) -> bool {
    matches!(
        action,
        Action::Pin
            | Action::Edit
            | Action::TakeOut
            | Action::Clear
            | Action::MoveDown
            | Action::MoveUp
            | Action::Sort
            | Action::Columns
            | Action::Describe
            | Action::Duplicate
            | Action::Split
            | Action::Merge
            | Action::Duplicates
            | Action::Passed
            | Action::ToFolder
    )
}

fn says(action: Action) -> String {
    match action {
        Action::Rate(_) => "stars: none to five".into(),
        action => TABLE.iter().find(|binding| binding.action == action).map(|b| b.says.to_owned()).unwrap_or_default(),
    }
}
