//! The panel behind `y`: to which playlist? Those added to last stand first, each with its key.

use ratatui::layout::{Position, Rect};

use super::super::canvas::{Canvas, after, below, cells, row};
use super::super::keymap::{Action, Context, Press};
use super::super::page::{Effect, Outcome, Panel, Slot, View};
use super::super::theme::Role;
use super::choice::key_cells;
use super::list::{ListCursor, Rows};
use super::name::NamePanel;
use crate::domain::browse::Selection;
use crate::domain::human;
use crate::domain::ids::{PlaylistId, TrackId};
use crate::domain::playlist::folder::shown;
use crate::domain::playlist::{PlaylistCard, PlaylistEdit};
use crate::player::protocol::{Answer, Command, Question};

const PLAYLISTS: Slot = "playlists";
const TRACKS: Slot = "tracks";

/// The list that was added to last stands behind the key that opened the panel, pressed again,
/// the next ones behind their numbers.
fn key(place: usize, view: &View<'_>) -> String {
    match place {
        0 => view.setup.keymap.key_in(Action::ToPlaylist, view.context).unwrap_or_default(),
        1..9 => (place + 1).to_string(),
        _ => String::new(),
    }
}

pub struct ToPlaylistPanel {
    what: Selection,
    title: String,
    tracks: Option<Vec<TrackId>>,
    playlists: Option<Vec<PlaylistCard>>,
    /// What was chosen before the tracks were known.
    chosen: Option<Target>,
    cursor: ListCursor<Target>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Target {
    New,
    Old(PlaylistId),
}

/// A new list first, then the ones there are.
struct Targets<'p>(&'p [PlaylistCard]);

impl Rows for Targets<'_> {
    type Key = Target;

    fn len(&self) -> usize {
        self.0.len() + 1
    }

    fn key(&self, row: usize) -> Option<Target> {
        match self.0.get(row) {
            Some(card) => Some(Target::Old(card.id)),
            None => (row == self.0.len()).then_some(Target::New),
        }
    }
}

impl ToPlaylistPanel {
    #[must_use]
    pub fn new(what: Selection, title: &str) -> Self {
        let tracks = if let Selection::Tracks(tracks) = &what { Some(tracks.clone()) } else { None };
        Self { what, title: title.to_owned(), tracks, playlists: None, chosen: None, cursor: ListCursor::default() }
    }

    fn choose(&mut self, target: Target) -> Vec<Effect> {
        let Some(tracks) = self.tracks.clone() else {
            self.chosen = Some(target);
            return Vec::new();
        };
        match target {
            Target::Old(id) => {
                vec![Effect::ClosePanel, Effect::Send(Command::EditPlaylist(PlaylistEdit::Add { id, tracks }))]
            }
            Target::New => {
                let create = move |name: &str, now: crate::domain::time::Moment| {
                    let id = PlaylistId::made_at(now.unix_ms);
                    let create = PlaylistEdit::Create { id, name: name.to_owned() };
                    let add = PlaylistEdit::Add { id, tracks: tracks.clone() };
                    vec![Effect::Send(Command::EditPlaylist(create)), Effect::Send(Command::EditPlaylist(add))]
                };
                vec![Effect::Panel(Box::new(NamePanel::new("A new playlist: its name", "", create).of_a_list()))]
            }
        }
    }

    fn choose_old(&mut self, place: usize) -> Outcome {
        let target = self.playlists().get(place).map(|card| Target::Old(card.id));
        Outcome::Done(target.map(|target| self.choose(target)).unwrap_or_default())
    }

    fn playlists(&self) -> &[PlaylistCard] {
        self.playlists.as_deref().unwrap_or_default()
    }
}

impl Panel for ToPlaylistPanel {
    fn open(&mut self, _view: &View<'_>) -> Vec<Effect> {
        let mut effects = vec![Effect::Ask { slot: PLAYLISTS, question: Question::Playlists }];
        if self.tracks.is_none() {
            effects.push(Effect::Ask { slot: TRACKS, question: Question::Tracks(self.what.clone()) });
        }
        effects
    }

    fn answer(&mut self, _slot: Slot, answer: Answer, _view: &View<'_>) -> Vec<Effect> {
        match answer {
            Answer::Playlists { mut rows } => {
                rows.sort_by_key(|card| std::cmp::Reverse(card.added_at.unwrap_or(card.changed_at).unix_ms));
                if self.playlists.replace(rows).is_none() {
                    self.cursor.reset();
                }
                Vec::new()
            }
            Answer::Tracks { rows } => {
                self.tracks = Some(rows.iter().map(|card| card.id).collect());
                self.chosen.take().map(|target| self.choose(target)).unwrap_or_default()
            }
            Answer::Failed { reason } => vec![Effect::ClosePanel, Effect::tell(reason)],
            _ => Vec::new(),
        }
    }

    fn height(&self, _view: &View<'_>, _width: u16) -> u16 {
        cells(self.playlists().len()).saturating_add(3)
    }

    fn context(&self) -> Context {
        Context::Panel
    }

    fn key(&mut self, press: Press, action: Option<Action>, _view: &View<'_>) -> Outcome {
        // The lists that were added to of late, by the numbers before them.
        if let Some(place) = press.letter().and_then(|letter| letter.to_digit(10)).filter(|place| *place > 0) {
            return self.choose_old(usize::try_from(place).unwrap_or(usize::MAX) - 1);
        }
        let rows = Targets(self.playlists.as_deref().unwrap_or_default());
        match action {
            Some(Action::Cancel | Action::Close) => Outcome::effect(Effect::ClosePanel),
            Some(Action::New) => Outcome::Done(self.choose(Target::New)),
            // The key that opened it, pressed again: the list that was added to last.
            Some(Action::ToPlaylist) => self.choose_old(0),
            Some(Action::Enter) => {
                self.cursor.settle(&rows);
                let target = self.cursor.key().copied();
                Outcome::Done(target.map(|target| self.choose(target)).unwrap_or_default())
            }
            Some(action) => {
                self.cursor.travel(action, &rows);
                Outcome::done()
            }
            None => Outcome::done(),
        }
    }

    fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        if let Some(place) = row(area, 0) {
            let count = self.tracks.as_ref().map(|tracks| tracks.len()).filter(|count| *count > 1);
            let count = count.map(|count| format!(", {count} tracks")).unwrap_or_default();
            canvas.put(after(place, 1), &format!("To a playlist: {}{count}", self.title), Role::Title);
        }
        let list = below(area, if area.height > 3 { 2 } else { 1 });
        let playlists = self.playlists.as_deref().unwrap_or_default();
        self.cursor.settle(&Targets(playlists));
        let window = self.cursor.window(playlists.len() + 1, list);
        let new = view.setup.keymap.key_in(Action::New, view.context).unwrap_or_default();
        let keys = (0..playlists.len().min(9)).map(|place| key(place, view)).chain([new.clone()]);
        let keys = key_cells(keys, list.width);
        for (place, index) in list.rows().zip(window) {
            let focused = self.cursor.row() == Some(index);
            if focused {
                canvas.focus(place);
            }
            let (key, name, note) = match playlists.get(index) {
                Some(card) => {
                    let changed = human::moment(card.changed_at, view.now);
                    let note = format!("{}, changed {changed}", human::count(card.tracks, "track", "tracks"));
                    (key(index, view), shown(&card.name), note)
                }
                None => (new.clone(), "a new playlist …".into(), String::new()),
            };
            canvas.put(Rect { width: keys - 1, ..after(place, 1) }, &key, Role::Accent);
            let place = after(place, 1 + keys);
            let words = place.width / 2;
            canvas.put(Rect { width: words, ..place }, &name, Role::Text.strong_if(focused));
            canvas.put(after(place, words + 1), &note, Role::Reason);
        }
    }

    fn click(&mut self, at: Position, _view: &View<'_>) -> Outcome {
        let found = self.cursor.click(&Targets(self.playlists.as_deref().unwrap_or_default()), at);
        match self.cursor.key().copied().filter(|_| found) {
            Some(target) => Outcome::Done(self.choose(target)),
            None => Outcome::done(),
        }
    }

    fn keys(&self) -> &'static str {
        "{play} adds   {to-playlist} 2 … 9 to the last ones   {new} a new one"
    }
}
