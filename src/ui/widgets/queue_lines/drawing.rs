//! How the lines of the queue look.

use ratatui::layout::Rect;

use super::QueueLines;
use super::rows::{PARTS, QueueRows, Row, title};
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
use crate::ui::widgets::line::{Line, WITH_NOTE};
use crate::ui::widgets::list::Rows;
use crate::ui::widgets::table::{Stand, Table};
use crate::ui::width::width;

/// Cells of a mark and the space behind it.
const MARK: u16 = 2;

/// Lines of each part that are measured for how wide its columns are: those that come next.
const MEASURED: usize = 100;
/// Cells of a length at the end of a line, and before it.
const LENGTH: usize = 8;
/// As wide as what plays says of itself, so that no column moves while it does.
const PLAYING: &str = "playing, 88:88 of 88:88";

impl QueueLines {
    /// Where name, artist and reason stand on all lines: cells that one does not need go to those
    /// that are short of them.
    fn shared(&self, rows: &QueueRows<'_>, view: &View<'_>, cells: u16) -> Columns {
        let voice = Voice::of(&view.snapshot.settings, true);
        let length = if cells < WITH_NOTE { 0 } else { LENGTH };
        let mut widths = [Vec::new(), Vec::new(), Vec::new()];
        let mut measure = |line: &QueueLine, reason: &str| {
            let name = width(&line.card.title) + usize::from(MARK) + if line.card.liked { 2 } else { 0 };
            for (widths, cells) in widths.iter_mut().zip([name, width(&line.card.artist), width(reason) + length]) {
                widths.push(cells);
            }
        };
        if let Some(line) = rows.current() {
            measure(line, PLAYING);
        }
        for part in PARTS {
            let heading = title(part, &view.snapshot.queue, view);
            for line in rows.lines(part).iter().take(MEASURED) {
                measure(line, reason(line, &heading, voice));
            }
        }
        Columns::among(Rect { x: 0, y: 0, width: cells, height: 1 }, widths)
    }

    pub fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let queue = &view.snapshot.queue;
        let rows = self.shown.rows(self.shape, view);
        self.cursor.settle(&rows);
        let window = self.cursor.window(rows.len(), area);
        let titles = |index| Some(rows.row(index)?.line()?.card.title.as_str());
        let columns = view.columns(Listing::Queue);
        let table = Table::of(&columns, area.width.saturating_sub(1), MARK);
        let shared = self.shared(&rows, view, area.width);
        let room = table.as_ref().map_or(shared.name.width, Table::names);
        let elided = Elided::around(&window, room, titles);
        let show = |line: &QueueLine, title: &str, mark, reason: &str, stand, place, canvas: &mut Canvas<'_>| {
            let Some(table) = &table else {
                return draw_line(line, title, mark, reason, stand, (place, shared), canvas);
            };
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
                    let reason = reason(line, &title(part, queue, view), Voice::of(&view.snapshot.settings, stand.0));
                    show(line, &name(line), mark, reason, stand, place, canvas);
                }
                None => {}
            }
        }
    }
}

/// What stands behind a line below this heading.
fn reason<'l>(line: &'l QueueLine, heading: &str, voice: Voice) -> &'l str {
    // What the heading says already need not stand on each line.
    if heading.eq_ignore_ascii_case(&line.reason) {
        // Two works of one album are told apart by their names.
        return line.card.work.as_deref().or(line.card.album.as_deref()).unwrap_or_default();
    }
    if voice == Voice::Silent { "" } else { &line.reason }
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
    (place, columns): (Rect, Columns),
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
    line.draw_in(place, columns.moved_to(place), MARK, canvas);
}
