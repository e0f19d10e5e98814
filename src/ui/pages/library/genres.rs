//! Genres and their tracks.

use std::cmp::Reverse;

use ratatui::layout::{Position, Rect};

use super::super::super::canvas::Canvas;
use super::super::super::keymap::Action;
use super::super::super::page::{Effect, Hint, Outcome, Page, Slot, SortBy, Stale, Subject, View, hint};
use super::super::super::widgets::filtered::{Filtered, Kept};
use super::super::super::widgets::list::{ListCursor, Plain};
use super::super::super::widgets::order::Order;
use super::super::super::widgets::panes::{PaneLine, divide};
use super::super::super::widgets::table::{Stand, Table};
use super::super::heading;
use super::tracks::Tracks;
use crate::domain::browse::{GenreRow, Selection};
use crate::domain::human;
use crate::domain::ids::GenreId;
use crate::domain::listen::{Source, SourceKind};
use crate::domain::listing::Listing;
use crate::domain::query::{Holder, Holders};
use crate::domain::settings::Key;
use crate::player::protocol::{Answer, Command, Question};

const GENRES: Slot = "genres";
const TRACKS: Slot = "genre tracks";

pub struct Genres {
    asked: bool,
    known: bool,
    rows: Filtered<GenreRow>,
    genre: ListCursor<GenreId>,
    tracks: Tracks<GenreId>,
    in_tracks: bool,
    order: Order,
}

impl Default for Genres {
    fn default() -> Self {
        Self {
            asked: false,
            known: false,
            rows: Filtered::keyed(|genre| genre.name.clone(), |genre| Some(Holder::Id(genre.id.0))),
            genre: ListCursor::default(),
            tracks: Tracks::default(),
            in_tracks: false,
            order: Order::new(Key::SortGenres, &[SortBy::Own, SortBy::Tracks]),
        }
    }
}

fn genres(rows: &[GenreRow]) -> Plain<'_, GenreRow, GenreId> {
    Plain(rows, |row| row.id)
}

impl Genres {
    fn here(&self) -> Option<&GenreRow> {
        self.rows.get(self.genre.row()?)
    }

    fn source(&self) -> Source {
        let here = self.here();
        Source {
            kind: SourceKind::Genre,
            id: here.map(|genre| genre.id.to_string()),
            name: here.map(|genre| genre.name.clone()).unwrap_or_default(),
        }
    }
}

impl Page for Genres {
    fn title(&self) -> &'static str {
        "Genres"
    }

    fn prepare(&mut self, view: &View<'_>) -> Vec<Effect> {
        self.tracks.follow_settings(&view.snapshot.settings);
        self.asked &= !self.order.follow(&view.snapshot.settings);
        let mut effects = Vec::new();
        if !self.asked {
            self.asked = true;
            effects.push(Effect::Ask { slot: GENRES, question: Question::Genres });
        }
        self.genre.settle(&genres(&self.rows));
        if let Some(genre) = self.tracks.rows.follow(self.genre.key()) {
            effects.push(Effect::Ask { slot: TRACKS, question: Question::Tracks(Selection::Genre(genre)) });
        }
        effects
    }

    fn answer(&mut self, _slot: Slot, answer: Answer, _view: &View<'_>) -> Vec<Effect> {
        match answer {
            Answer::Genres { mut rows } => {
                if self.order.now() == SortBy::Tracks {
                    rows.sort_by_key(|genre| Reverse(genre.tracks));
                }
                self.rows.set(rows);
                self.known = true;
            }
            Answer::Tracks { rows } => self.tracks.arrive(rows),
            Answer::Failed { reason } => return vec![Effect::tell(reason)],
            _ => {}
        }
        Vec::new()
    }

    fn stale(&mut self, what: Stale) {
        self.tracks.rows.stale();
        self.asked &= what != Stale::Library;
    }

    fn handle(&mut self, action: Action, _view: &View<'_>) -> Outcome {
        let moved = match self.in_tracks {
            true => self.tracks.travel(action),
            false => {
                let rows = genres(&self.rows);
                self.genre.travel(action, &rows) || self.genre.mark(action, &rows)
            }
        };
        if moved {
            return Outcome::done();
        }
        match action {
            Action::Enter => {
                let Some(genre) = self.here() else { return Outcome::Ignored };
                let whole = Selection::Genre(genre.id);
                let (what, start) = match self.in_tracks {
                    true => self.tracks.played(whole.clone()).unwrap_or((whole, 0)),
                    false => (whole, 0),
                };
                Outcome::send(Command::PlayNow { what, start, source: self.source() })
            }
            Action::Right if self.in_tracks => Outcome::done(),
            Action::Right | Action::Open if !self.in_tracks => {
                self.in_tracks = !self.tracks.rows.rows().is_empty();
                Outcome::done()
            }
            Action::Left if self.in_tracks => {
                self.in_tracks = false;
                Outcome::done()
            }
            _ => Outcome::Ignored,
        }
    }

    fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        if self.known && self.rows.is_empty() {
            let none = "No file names a genre in its tags.";
            let words = if self.rows.is_narrowed() { heading::NO_HITS } else { none };
            return heading::teach(area, &[words], canvas);
        }
        let [left, right] = divide(area, [34, 66], usize::from(self.in_tracks));
        canvas.point_at(area.as_position());
        let columns = view.columns(Listing::Genres);
        let table = Table::of(&columns, left.width, 0);
        let window = self.genre.window(self.rows.len(), left);
        for (place, row) in left.rows().zip(window) {
            let Some(genre) = self.rows.get(row) else { continue };
            let note = human::thousands(u64::from(genre.tracks));
            let on_cursor = self.genre.row() == Some(row);
            let marked = self.genre.is_marked(Some(&genre.id));
            if let Some(table) = &table {
                let stand = Stand { on_cursor, active: !self.in_tracks, marked, ..Stand::default() };
                let value = |name: &str| if name == "tracks" { note.clone() } else { genre.name.clone() };
                table.draw(place, stand, &value, canvas);
                continue;
            }
            PaneLine {
                words: &genre.name,
                note: &note,
                on_cursor,
                active: !self.in_tracks,
                marked,
                ..PaneLine::default()
            }
            .draw(place, canvas);
        }
        self.tracks.draw(right, self.in_tracks, true, &view.columns(Listing::Tracks), canvas);
    }

    fn subject(&self, _view: &View<'_>) -> Option<Subject> {
        if self.in_tracks {
            return self.tracks.subject(self.source());
        }
        let genre = self.here()?;
        Some(Subject::of_holder(Selection::Genre(genre.id), &genre.name, self.source()))
    }

    fn marked(&self, _view: &View<'_>) -> Vec<Subject> {
        if self.in_tracks {
            return self.tracks.marked(&self.source());
        }
        let subject = |genre: &GenreRow| {
            let source = Source { kind: SourceKind::Genre, id: Some(genre.id.to_string()), name: genre.name.clone() };
            Subject::of_holder(Selection::Genre(genre.id), &genre.name, source)
        };
        let rows = self.genre.marked(&genres(&self.rows)).into_iter();
        rows.filter_map(|row| self.rows.get(row).map(subject)).collect()
    }

    fn marks(&self) -> usize {
        if self.in_tracks { self.tracks.marks() } else { self.genre.marks() }
    }

    fn unmark(&mut self) -> bool {
        if self.in_tracks { self.tracks.unmark() } else { self.genre.unmark() }
    }

    fn narrow(&mut self, words: &str, _view: &View<'_>) -> Option<(usize, usize)> {
        if words.is_empty() {
            let (tracks, genres) = (self.tracks.narrow(""), self.rows.narrow(""));
            return Some(if self.in_tracks { tracks } else { genres });
        }
        Some(if self.in_tracks { self.tracks.narrow(words) } else { self.rows.narrow(words) })
    }

    fn holders(&self) -> Option<Holders> {
        Some(if self.in_tracks { Holders::Tracks } else { Holders::Genres })
    }

    fn keep(&mut self, kept: Option<Kept>, _view: &View<'_>) -> Option<(usize, usize)> {
        if kept.is_none() {
            let (tracks, genres) = (self.tracks.keep(None), self.rows.keep(None));
            return Some(if self.in_tracks { tracks } else { genres });
        }
        Some(if self.in_tracks { self.tracks.keep(kept) } else { self.rows.keep(kept) })
    }

    fn listing(&self) -> Option<Listing> {
        Some(if self.in_tracks { Listing::Tracks } else { Listing::Genres })
    }

    fn sorts(&self) -> &'static [SortBy] {
        if self.in_tracks { Tracks::<GenreId>::SORTS } else { self.order.among() }
    }

    fn sort(&mut self, by: SortBy) {
        if self.in_tracks {
            return self.tracks.sort(by);
        }
        self.order.set(by);
        self.asked = false;
    }

    fn promise(&self, view: &View<'_>) -> String {
        self.subject(view)
            .map(|subject| format!("{} plays {}", view.key(Action::Enter), subject.title))
            .unwrap_or_default()
    }

    fn hints(&self, _view: &View<'_>) -> Vec<Hint> {
        vec![hint(Action::Add, "add"), hint(Action::ToPlaylist, "to a list")]
    }

    fn click(&mut self, at: Position, _view: &View<'_>) -> bool {
        let genre = self.genre.click(&genres(&self.rows), at);
        let track = !genre && self.tracks.click(at);
        if genre || track {
            self.in_tracks = track;
        }
        genre || track
    }
}
