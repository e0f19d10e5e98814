//! The panel that asks which folder playlists go into.

use ratatui::layout::{Position, Rect};

use super::PlaylistsPage;
use super::tree::List;
use crate::domain::playlist::folder::{folder_of, folders, lies_in, own_name, shown};
use crate::domain::playlist::{Listed, PlaylistEdit};
use crate::domain::time::Moment;
use crate::player::protocol::Command;
use crate::ui::canvas::{Canvas, after, below, cells, row};
use crate::ui::keymap::{Action, Context, Press};
use crate::ui::page::{Effect, Outcome, Panel, View};
use crate::ui::theme::Role;
use crate::ui::widgets::choice::key_cells;
use crate::ui::widgets::list::{ListCursor, Plain};
use crate::ui::widgets::name::NamePanel;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Target {
    /// With the places of the first nine as their keys.
    Folder(String),
    New,
    Out,
}

/// What goes into a folder, and what is done when it went.
#[derive(Clone)]
struct Moved {
    lists: Vec<Listed>,
    folders: Vec<String>,
    /// Marks are of no more use then.
    unmark: bool,
}

impl Moved {
    fn go_into(&self, folder: &str) -> Vec<Effect> {
        let (lists, folders) = (self.lists.clone(), self.folders.clone());
        let edit = PlaylistEdit::ToFolder { lists, folders, folder: folder.to_owned() };
        let mut effects = vec![Effect::ClosePanel, Effect::Send(Command::EditPlaylist(edit))];
        if self.unmark {
            effects.push(Effect::Act(Action::Cancel));
        }
        effects
    }

    fn new_folder(&self, what: &str) -> Effect {
        let moved = self.clone();
        let then = move |name: &str, _: Moment| moved.go_into(name);
        Effect::Panel(Box::new(NamePanel::new(format!("A new folder for {what}: its name"), "", then).of_a_list()))
    }
}

pub(super) struct ToFolderPanel {
    what: String,
    moved: Moved,
    /// Those there are, a new one, none.
    targets: Vec<Target>,
    cursor: ListCursor<Target>,
}

impl ToFolderPanel {
    fn choose(&self, target: &Target) -> Outcome {
        Outcome::Done(match target {
            Target::Folder(folder) => self.moved.go_into(folder),
            Target::New => vec![self.moved.new_folder(&self.what)],
            Target::Out => self.moved.go_into(""),
        })
    }

    /// What a target is chosen by, at its place among all.
    fn letter(index: usize, target: &Target) -> Option<char> {
        match target {
            Target::Folder(_) => char::from_digit(u32::try_from(index + 1).ok().filter(|place| *place < 10)?, 10),
            Target::Out => Some('o'),
            Target::New => None,
        }
    }
}

fn rows(targets: &[Target]) -> Plain<'_, Target, Target> {
    Plain(targets, Target::clone)
}

impl Panel for ToFolderPanel {
    fn height(&self, _view: &View<'_>, _width: u16) -> u16 {
        cells(self.targets.len()).saturating_add(2)
    }

    fn context(&self) -> Context {
        Context::Panel
    }

    fn key(&mut self, press: Press, action: Option<Action>, _view: &View<'_>) -> Outcome {
        let pressed = press.letter().and_then(|letter| {
            let mut targets = self.targets.iter().enumerate();
            targets.find(|(index, target)| Self::letter(*index, target) == Some(letter))
        });
        if let Some((_, target)) = pressed {
            return self.choose(target);
        }
        match action {
            Some(Action::Cancel | Action::Close) => return Outcome::effect(Effect::ClosePanel),
            Some(Action::New) => return self.choose(&Target::New),
            Some(Action::Enter) => {
                self.cursor.settle(&rows(&self.targets));
                return self.cursor.key().map_or_else(Outcome::done, |target| self.choose(target));
            }
            Some(action) => {
                self.cursor.travel(action, &rows(&self.targets));
            }
            None => {}
        }
        Outcome::done()
    }

    fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        if let Some(place) = row(area, 0) {
            canvas.put(after(place, 1), &format!("Into a folder: {}", self.what), Role::Title);
        }
        let list = below(area, if area.height > 3 { 2 } else { 1 });
        self.cursor.settle(&rows(&self.targets));
        let window = self.cursor.window(self.targets.len(), list);
        let key = |index: usize, target: &Target| match target {
            Target::New => view.setup.keymap.key_in(Action::New, view.context).unwrap_or_default(),
            target => Self::letter(index, target).map(String::from).unwrap_or_default(),
        };
        let keys = key_cells(self.targets.iter().enumerate().map(|(index, target)| key(index, target)), list.width);
        for (place, index) in list.rows().zip(window) {
            let Some(target) = self.targets.get(index) else { continue };
            let focused = self.cursor.row() == Some(index);
            if focused {
                canvas.focus(place);
            }
            canvas.put(Rect { width: keys - 1, ..after(place, 1) }, &key(index, target), Role::Accent);
            let words = match target {
                Target::Folder(folder) => &*shown(folder),
                Target::New => "a new folder …",
                Target::Out => "out of its folder",
            };
            canvas.put(after(place, 1 + keys), words, Role::Text.strong_if(focused));
        }
    }

    fn click(&mut self, at: Position, _view: &View<'_>) -> Outcome {
        let found = self.cursor.click(&rows(&self.targets), at);
        match self.cursor.key().filter(|_| found) {
            Some(target) => self.choose(target),
            None => Outcome::done(),
        }
    }

    fn keys(&self) -> &'static str {
        "{play} moves it there   {new} a new folder"
    }
}

impl PlaylistsPage {
    /// The marked lists and folders, or what is under the cursor, into a folder. Where there is
    /// none to choose from, a name for one is asked for at once.
    pub(super) fn to_folder(&self) -> Option<Outcome> {
        let (lists, moved) = self.chosen();
        let names: Vec<&str> = lists.iter().filter_map(|list| self.name_of(*list)).collect();
        let what = match (names.as_slice(), moved.as_slice()) {
            ([], []) => return None,
            ([only], []) => own_name(only).into_owned(),
            ([], [only]) => format!("the folder {}", own_name(only)),
            (lists, folders) => format!("{} marked lines", lists.len() + folders.len()),
        };
        let all = self.lists.iter().map(|card| card.name.as_str());
        let all = all.chain(self.by_rules.lists.iter().map(|list| list.name.as_str()));
        let at: Vec<String> = names.iter().copied().chain(moved.iter().map(String::as_str)).map(folder_of).collect();
        // Not into itself, and not where everything lies already.
        let useful = |folder: &String| {
            !moved.iter().any(|moved| moved == folder || lies_in(folder, moved)) && at.iter().any(|at| at != folder)
        };
        let mut targets: Vec<Target> = folders(all).into_iter().filter(useful).map(Target::Folder).collect();
        targets.push(Target::New);
        if at.iter().any(|at| !at.is_empty()) {
            targets.push(Target::Out);
        }
        let moved = Moved { lists, folders: moved, unmark: self.list.marks() > 0 };
        Some(Outcome::effect(match targets.len() {
            1 => moved.new_folder(&what),
            _ => Effect::Panel(Box::new(ToFolderPanel { what, moved, targets, cursor: ListCursor::default() })),
        }))
    }

    fn name_of(&self, list: Listed) -> Option<&str> {
        match list {
            Listed::ByHand(id) => self.lists.iter().find(|card| card.id == id).map(|card| card.name.as_str()),
            Listed::ByRules(id) => self.by_rules.lists.iter().find(|list| list.id == id).map(|list| list.name.as_str()),
        }
    }

    /// Puts a list or folder that was dragged onto another row into the folder that this is, or
    /// lies in.
    pub(super) fn drop_onto(&self, row: usize) -> Outcome {
        let Some(target) = self.tree.row(row) else { return Outcome::done() };
        let folder = match &target.list {
            List::Folder(folder) => folder.clone(),
            list => list.listed().and_then(|list| self.name_of(list)).map(folder_of).unwrap_or_default(),
        };
        let (lists, moved) = self.dragged();
        let into_itself = moved.iter().any(|moved| *moved == folder || lies_in(&folder, moved));
        let names = lists.iter().filter_map(|list| self.name_of(*list)).chain(moved.iter().map(String::as_str));
        if into_itself || names.map(folder_of).all(|at| at == folder) {
            return Outcome::done();
        }
        let moved = Moved { lists, folders: moved, unmark: self.list.is_marked(self.list.key()) };
        Outcome::Done(moved.go_into(&folder))
    }
}
