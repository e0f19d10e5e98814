//! Home on screen.

use ratatui::layout::Rect;

use super::super::super::canvas::{Canvas, after, below, cells, row};
use super::super::super::page::View;
use super::super::super::theme::Role;
use super::super::super::widgets::line::Line;
use super::super::super::widgets::list::Rows;
use super::super::super::widgets::why::{draw_rows, facts};
use super::super::super::width::{width, wrap};
use super::super::heading;
use super::rows::{Here, Row};
use super::{HomePage, pick_of};
use crate::domain::human;
use crate::domain::section::{Home, Impression, Origin, Pick, Section, Waiting};
use crate::domain::time::Moment;
use crate::player::protocol::QueueLine;

impl HomePage {
    pub(super) fn draw_page(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let home = view.snapshot.home.as_ref();
        let area = heading::draw(area, &home.greeting, "", canvas);
        self.area = area;
        self.settle(view);
        if view.snapshot.library.tracks == 0 && home.sections.is_empty() {
            return draw_empty(view, area, canvas);
        }
        self.layout.divide(area, self.rows.middle());
        self.layout.keep_in_sight(self.cursor.row().unwrap_or(0), self.rows.len());
        self.cursor.set_page(self.layout.height());

        let mut visible = Vec::new();
        for index in 0..self.rows.len() {
            let (Some(row), Some(place)) = (self.rows.row(index), self.layout.place(index)) else { continue };
            let focused = self.cursor.row() == Some(index);
            let marked = self.cursor.is_marked(self.rows.key(index).as_ref());
            draw_row(home, row, place, Stand { focused, marked }, view.now, canvas);
            if let Some((section, pick)) = pick_of(row) {
                visible.extend(impression(home, section, pick));
            }
        }
        self.seen.look(home.generation, visible, view.ticks);
        if self.cursor.row().is_none() {
            canvas.point_at(self.layout.first_column().as_position());
        }
        if let (Some(place), Some(Here { section, pick: Some((index, pick)), .. })) =
            (self.layout.focus, self.here(view))
        {
            draw_focus(view, section, index, pick, self.numbers, place, canvas);
        }
    }
}

fn impression(home: &Home, section_place: usize, pick_place: usize) -> Option<Impression> {
    let section = home.sections.get(section_place)?;
    let pick = section.picks.get(pick_place)?;
    Some(Impression {
        generation: home.generation,
        section: section.id.clone(),
        kind: section.kind.clone(),
        section_place: u32::try_from(section_place).ok()?,
        item: pick.item.what,
        pick_place: u32::try_from(pick_place).ok()?,
    })
}

/// How a row stands among the others.
#[derive(Clone, Copy)]
struct Stand {
    focused: bool,
    marked: bool,
}

fn draw_row(home: &Home, row: Row, place: Rect, stand: Stand, now: Moment, canvas: &mut Canvas<'_>) {
    match row {
        Row::Blank => {}
        Row::Title(index) => {
            if let Some(section) = home.sections.get(index) {
                draw_title(section, place, stand.focused, now, canvas);
            }
        }
        Row::Pick { section, pick } => {
            if let Some(pick) = home.sections.get(section).and_then(|section| section.picks.get(pick)) {
                let item = &pick.item;
                let reason = pick.evidence.first().map(|fact| fact.fact.sentence(now)).unwrap_or_default();
                let line = Line {
                    mark: None,
                    name: &item.title,
                    artist: if item.artist.is_empty() { item.what.type_name() } else { &item.artist },
                    reason: &reason,
                    focused: stand.focused,
                    marked: stand.marked,
                    presence: item.presence,
                };
                line.draw(place, 0, canvas);
            }
        }
        Row::WaitingTitle => {
            canvas.put(after(place, 1), "Still listening for", Role::Title);
        }
        Row::Waiting(index) => {
            if let Some(waiting) = home.waiting.get(index) {
                draw_waiting(waiting, place, canvas);
            }
        }
    }
}

/// The title, and at the right who made it. The title is the last to be cut.
fn draw_title(section: &Section, place: Rect, focused: bool, now: Moment, canvas: &mut Canvas<'_>) {
    if focused {
        canvas.focus(place);
    }
    let inner = after(Rect { width: place.width.saturating_sub(1), ..place }, 1);
    let used = canvas.put(inner, &section.title, Role::Title.strong_if(focused));
    let rest = after(inner, used + 2);
    let role = if section.origin == Origin::Ear { Role::Ear } else { Role::Hand };
    let made = format!("{} {}", section.origin.mark(), section.origin.words());
    let full = match manner(section, now) {
        Some(manner) => format!("{made} · {manner}"),
        None => made.clone(),
    };
    let mark = section.origin.mark().to_string();
    let fits = |words: &&String| width(words) <= usize::from(rest.width);
    if let Some(words) = [&full, &made, &mark].into_iter().find(fits) {
        canvas.put_right(rest, words, role);
    }
}

/// "pinned", or when the picks change.
fn manner(section: &Section, now: Moment) -> Option<String> {
    if section.pin.is_some() {
        return Some("pinned".into());
    }
    let next = section.next_at?;
    match human::days_between(now, next) {
        2..=6 => Some(format!("changes on {}", next.civil().strftime("%A"))),
        _ => None,
    }
}

fn draw_waiting(waiting: &Waiting, place: Rect, canvas: &mut Canvas<'_>) {
    let place = after(Rect { width: place.width.saturating_sub(1), ..place }, 2);
    let have =
        format!(" {} of {}", human::thousands(u64::from(waiting.have)), human::thousands(u64::from(waiting.need)));
    canvas.put_right(place, &have, Role::Reason);
    let rest = Rect { width: place.width.saturating_sub(14), ..place };
    let title = (rest.width * 9 / 20).min(32).max(rest.width.min(12));
    canvas.put(Rect { width: title.saturating_sub(1), ..rest }, &waiting.title, Role::Text);
    canvas.put(after(rest, title), &waiting.what, Role::Reason);
}

fn draw_empty(view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    let sentences: &[&str] = if view.snapshot.scan.is_some() {
        &[
            "Reading your music.",
            "",
            "What is found stands in the Library (2) as it comes; Home fills when the first tracks were heard.",
        ]
    } else {
        &[
            "No music is known yet.",
            "",
            "In a shell:  tonearm scan ~/Music",
            "",
            "It reads the files and changes none of them. Then everything stands in the Library (2), and what you listen to comes back here, with the reason beside it.",
        ]
    };
    heading::teach(area, sentences, canvas);
}

/// The third column: everything about the line under the cursor.
fn draw_focus(
    view: &View<'_>,
    section: &Section,
    index: usize,
    pick: &Pick,
    numbers: bool,
    place: Rect,
    canvas: &mut Canvas<'_>,
) {
    let place = after(Rect { width: place.width.saturating_sub(1), ..place }, 1);
    let cursor = canvas.cursor;
    if let Some(first) = row(place, 0) {
        let role = if section.origin == Origin::Ear { Role::Ear } else { Role::Hand };
        let made = format!("  {} {}", section.origin.mark(), section.origin.words());
        let rest = canvas.put_right(first, &made, role);
        canvas.put(rest, &pick.item.title, Role::Title);
    }
    let mut about = vec![pick.item.artist.clone(), pick.item.album.clone().unwrap_or_default()];
    about.retain(|words| !words.is_empty());
    about.push(format!("{} of {} in “{}”", index + 1, section.picks.len(), section.title));
    let wrapped = |words: &String| wrap(words, usize::from(place.width));
    let mut at = 1;
    for line in about.iter().flat_map(wrapped) {
        if let Some(place) = row(place, at) {
            canvas.put(place, &line, Role::Text);
        }
        at += 1;
    }
    at += 1;
    if let Some(place) = row(place, at) {
        canvas.put(place, if numbers { "Why it is here, in numbers" } else { "Why it is here" }, Role::Title);
    }
    let rows = facts(&pick.evidence, numbers, view.now);
    draw_rows(&rows, after(below(place, at + 1), 1), canvas);
    at += 1 + cells(rows.len());
    for line in wrap(&section.reason, usize::from(place.width.saturating_sub(1))) {
        if let Some(place) = row(place, at) {
            canvas.put(after(place, 1), &line, Role::Reason);
        }
        at += 1;
    }
    draw_up_next(view, below(place, at + 1), canvas);
    canvas.cursor = cursor;
}

fn draw_up_next(view: &View<'_>, place: Rect, canvas: &mut Canvas<'_>) {
    let queue = &view.snapshot.queue;
    let Some(title) = row(place, 0).filter(|_| !queue.is_empty()) else { return };
    canvas.put(title, "Up next", Role::Title);
    let marked = |mark: &'static str, role| move |line: &'_ QueueLine| (mark, role, line.clone());
    let added = queue.added.iter().take(4).map(marked("+", Role::Hand));
    let list = queue.list.iter().take(4).map(marked(" ", Role::Text));
    let ear = queue.ear.iter().take(4).map(marked("~", Role::Ear));
    for (place, (mark, role, line)) in below(place, 1).rows().zip(added.chain(list).chain(ear).take(5)) {
        canvas.put(place, mark, role);
        let place = after(place, 2);
        let name = place.width / 2;
        canvas.put(Rect { width: name.saturating_sub(1), ..place }, &line.card.title, Role::Text);
        canvas.put(after(place, name), &line.card.artist, Role::Reason);
    }
}
