//! How the lines of the queue look.

use ratatui::layout::Rect;

use super::QueueLines;
use super::rows::{Row, title};
use crate::domain::format::value;
use crate::domain::human;
use crate::domain::listing::Listing;
use crate::domain::queue::Part;
use crate::domain::settings::Voice;
use crate::player::protocol::{PlayState, QueueLine};
use crate::ui::canvas::{Canvas, after};
use crate::ui::glyphs::Glyphs;
use crate::ui::page::View;
use crate::ui::theme::Role;
use crate::ui::widgets::bar;
use crate::ui::widgets::columns::Columns;
use crate::ui::widgets::elide::Elided;
use crate::ui::widgets::line::Line;
use crate::ui::widgets::list::Rows;
use crate::ui::widgets::table::{Stand, Table};

/// Cells of a mark and the space behind it.
const MARK: u16 = 2;

impl QueueLines {
    pub fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let queue = &view.snapshot.queue;
        let rows = self.shown.rows(self.shape, view);
        self.cursor.settle(&rows);
        let window = self.cursor.window(rows.len(), area);
        let titles = |index| Some(rows.row(index)?.line()?.card.title.as_str());
        let columns = view.columns(Listing::Queue);
        let table = Table::of(&columns, area.width.saturating_sub(1), MARK);
        let room = table.as_ref().map_or(Columns::of(area).name.width, Table::names);
        let elided = Elided::around(&window, room, titles);
        let show = |line: &QueueLine, title: &str, mark, reason: &str, stand, place, canvas: &mut Canvas<'_>| {
            let Some(table) = &table else { return draw_line(line, title, mark, reason, stand, place, canvas) };
            let (on_cursor, marked) = stand;
            let card = &line.card;
            let liked = card.liked && !columns.names("liked");
            let stand = Stand { mark: Some(mark), on_cursor, active: true, marked, liked, presence: card.presence };
            let value = |name: &str| match name {
                "title" => title.to_owned(),
                "reason" => reason.to_owned(),
                name => value(name, card),
            };
            table.draw(place, stand, &value, canvas);
        };
        let ellipsis = canvas.glyphs.ellipsis;
        for (place, index) in area.rows().zip(window) {
            let name = |line: &'_ QueueLine| elided.show(index, &line.card.title, ellipsis).into_owned();
            let stand = (self.cursor.row() == Some(index), self.cursor.is_marked(rows.key(index).as_ref()));
            match rows.row(index) {
                Some(Row::Head(part)) => {
                    canvas.put(after(place, 1), &title(part, queue, view), Role::Title);
                }
                Some(Row::Playing(line)) => {
                    let (mark, reason) = playing_words(view, canvas.glyphs);
                    show(line, &name(line), (mark, Role::Accent), &reason, stand, place, canvas);
                }
                Some(Row::Line(part, _, line)) => {
                    let mark = match part {
                        Part::Added => ("+", Role::Hand),
                        Part::List => (" ", Role::Text),
                        Part::Ear => ("~", Role::Ear),
                    };
                    // What the heading says already need not stand on each line.
                    let said = title(part, queue, view).eq_ignore_ascii_case(&line.reason);
                    // Two works of one album are told apart by their names.
                    let of = line.card.work.as_deref().or(line.card.album.as_deref()).unwrap_or_default();
                    let reason = match Voice::of(&view.snapshot.settings, stand.0) {
                        _ if said => of,
                        Voice::Silent => "",
                        Voice::Full | Voice::Short => &line.reason,
                    };
                    show(line, &name(line), mark, reason, stand, place, canvas);
                }
                None => {}
            }
        }
    }
}

/// The mark of what plays, and "playing, 2:14 of 9:35".
fn playing_words(view: &View<'_>, glyphs: &Glyphs) -> (&'static str, String) {
    let (mark, words) = match view.snapshot.transport.state {
        PlayState::Playing => (glyphs.playing, "playing"),
        PlayState::Paused => (glyphs.paused, "paused"),
        PlayState::Stopped => (glyphs.stopped, "stopped"),
    };
    (mark, format!("{words}, {}", playing(view)))
}

/// "2:14 of 9:35".
fn playing(view: &View<'_>) -> String {
    let transport = &view.snapshot.transport;
    let position = human::clock(bar::position_ms(view.snapshot, view.ticks));
    match transport.length_ms {
        Some(length) => format!("{position} of {}", human::clock(length)),
        None => position,
    }
}

fn draw_line(
    line: &QueueLine,
    name: &str,
    mark: (&str, Role),
    reason: &str,
    stand: (bool, bool),
    place: Rect,
    canvas: &mut Canvas<'_>,
) {
    let card = &line.card;
    let (focused, marked) = stand;
    let length = card.length_ms.map(human::clock).unwrap_or_default();
    let line = Line {
        mark: Some(mark),
        name,
        artist: &card.artist,
        reason,
        note: &length,
        focused,
        marked,
        liked: card.liked,
        heard: false,
        presence: card.presence,
    };
    line.draw(place, MARK, canvas);
}
