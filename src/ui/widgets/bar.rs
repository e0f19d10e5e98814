//! What plays, how far it is, and what comes then.

use std::time::Instant;

use ratatui::layout::Rect;

use super::super::canvas::{Canvas, Hit, after, cells, row};
use super::super::page::View;
use super::super::theme::Role;
use super::super::width::width;
use super::stop_after;
use crate::domain::format::Format;
use crate::domain::human;
use crate::domain::queue::Repeat;
use crate::domain::settings::Key;
use crate::player::protocol::{PlayState, QueueLine, Snapshot, SoundState};

/// Where the track is now: the position that was read, and the time since while it sounds.
#[must_use]
pub fn position_ms(snapshot: &Snapshot, ticks: Instant) -> i64 {
    snapshot.position_ms(ticks)
}

/// Whether the position moves: music that plays without a device stands still.
#[must_use]
pub fn runs(snapshot: &Snapshot) -> bool {
    snapshot.runs()
}

/// Draws one row or two.
pub fn draw(view: &View<'_>, place: Rect, canvas: &mut Canvas<'_>) {
    let place = Rect { width: place.width.saturating_sub(1), ..place };
    let Some(first) = row(place, 0) else { return };
    // Where there is little room what plays keeps its share of it.
    let most = if first.width < 36 { first.width / 2 } else { first.width / 3 * 2 };
    let left = put_settings(view, first, most, canvas);
    draw_title(view, after(left, 1), canvas);
    if let Some(second) = row(place, 1) {
        draw_progress(view, second, canvas);
    }
}

/// The settings at the right end of a line, in so many cells at the most. Returns what is left
/// of it.
fn put_settings(view: &View<'_>, place: Rect, most: u16, canvas: &mut Canvas<'_>) -> Rect {
    let kept = place.width.saturating_sub(most);
    let left = canvas.put_right(after(place, kept), &settings(view, place.width), Role::Reason);
    let left = Rect { width: kept + left.width, ..place };
    if view.snapshot.private {
        let until = view.snapshot.private_until.filter(|_| left.width > 50).map(human::time_of_day);
        let until = until.map_or_else(String::new, |until| format!("until {until} "));
        let gap = if left.width > 40 { "     " } else { "" };
        canvas.put_right(left, &format!(" PRIVATE {until}{gap}"), Role::Warning)
    } else {
        left
    }
}

/// The settings, for a page that says itself what plays. Returns what is left of the line.
pub fn draw_settings(view: &View<'_>, place: Rect, canvas: &mut Canvas<'_>) -> Rect {
    let place = Rect { width: place.width.saturating_sub(1), ..place };
    let left = put_settings(view, place, place.width, canvas);
    Rect { width: left.width.saturating_sub(1), ..left }
}

/// "▶ 2:14 ━━━╸───── 9:35", for a page that says itself what comes then.
pub fn draw_progress_alone(view: &View<'_>, place: Rect, canvas: &mut Canvas<'_>) {
    let transport = &view.snapshot.transport;
    let place = after(Rect { width: place.width.saturating_sub(1), ..place }, 1);
    if transport.current.is_none() {
        canvas.put(place, "Nothing plays", Role::Reason);
        return;
    }
    let used = canvas.put(place, state_sign(transport.state, canvas), Role::Accent);
    draw_times(view, after(place, used + 1), canvas);
}

fn state_sign(state: PlayState, canvas: &Canvas<'_>) -> &'static str {
    match state {
        PlayState::Playing => canvas.glyphs.playing,
        PlayState::Paused => canvas.glyphs.paused,
        PlayState::Stopped => canvas.glyphs.stopped,
    }
}

fn draw_title(view: &View<'_>, place: Rect, canvas: &mut Canvas<'_>) {
    let transport = &view.snapshot.transport;
    let Some(line) = &transport.current else {
        canvas.put(place, "Nothing plays", Role::Reason);
        return;
    };
    let used = canvas.put(place, state_sign(transport.state, canvas), Role::Accent);
    let place = after(place, used + 1);
    let format = Format::parse(view.snapshot.settings.value(Key::FormatBar));
    let parts = format.or_else(|_| Format::parse(Key::FormatBar.default())).map(|format| format.parts(&line.card));
    let state = match transport.state {
        PlayState::Playing => "",
        PlayState::Paused => " · paused",
        PlayState::Stopped => " · stopped",
    };
    // What has one colour is put as one, so that it is cut as one.
    let mut runs: Vec<(bool, String)> = Vec::new();
    for (field, words) in parts.unwrap_or_default().into_iter().chain([(None, state.to_owned())]) {
        let is_title = matches!(field, Some("title" | "liked"));
        match runs.last_mut().filter(|(last, _)| *last == is_title) {
            Some((_, run)) => run.push_str(&words),
            None => runs.push((is_title, words)),
        }
    }
    let mut rest = place;
    for (is_title, words) in runs {
        rest = after(rest, canvas.put(rest, &words, if is_title { Role::Title } else { Role::Text }));
    }
}

/// What differs from plain playing, and the volume; on wide screens all of it.
fn settings(view: &View<'_>, width: u16) -> String {
    let snapshot = view.snapshot;
    let transport = &snapshot.transport;
    let wide = width >= 120;
    let mut parts: Vec<String> = Vec::new();
    if let SoundState::Lost { .. } = snapshot.sound {
        parts.push("no sound device".into());
    }
    if snapshot.demo {
        parts.push("demo".into());
    }
    parts.extend(stop_after::standing(transport, view.now));
    if !transport.speed.is_normal() {
        parts.push(format!("speed {}", transport.speed));
    }
    match transport.shuffle {
        true => parts.push("shuffle".into()),
        false if wide => parts.push("shuffle off".into()),
        false => {}
    }
    match transport.repeat {
        Repeat::All => parts.push("repeat all".into()),
        Repeat::One => parts.push("repeat one".into()),
        Repeat::Off if wide => parts.push("repeat off".into()),
        Repeat::Off => {}
    }
    parts.push(if transport.muted { "muted".into() } else { format!("vol {}", transport.volume) });
    format!(" {}", parts.join(" · "))
}

fn draw_progress(view: &View<'_>, place: Rect, canvas: &mut Canvas<'_>) {
    let transport = &view.snapshot.transport;
    if transport.current.is_none() {
        return;
    }
    let place = after(place, if place.width < 30 { 1 } else { 3 });
    let then = transport.next.as_ref().map(|line| then(line, view.snapshot, place.width >= 110)).unwrap_or_default();
    let place = if place.width >= 50 {
        // A steady column, so that the bar does not change its length with every title.
        let room = (place.width / 4).max(cells(width(&then)).min(place.width / 3));
        let words = Rect { x: place.right() - room, width: room, ..place };
        let shown =
            super::super::width::fit(&then, usize::from(room.saturating_sub(2)), canvas.glyphs.ellipsis).into_owned();
        canvas.put_right(words, &shown, Role::Reason);
        Rect { width: place.width - room, ..place }
    } else {
        place
    };
    draw_times(view, place, canvas);
}

/// Where it is, how far that is, and how long it is.
fn draw_times(view: &View<'_>, place: Rect, canvas: &mut Canvas<'_>) {
    let transport = &view.snapshot.transport;
    let position = position_ms(view.snapshot, view.ticks);
    let used = canvas.put(place, &human::clock(position), Role::Text);
    let place = after(place, used + 1);
    let length = transport.length_ms.map(human::clock).unwrap_or_default();
    let place = canvas.put_right(place, &format!(" {length}"), Role::Text);
    draw_bar(position, transport.length_ms, place, canvas);
}

fn draw_bar(position: i64, length: Option<i64>, place: Rect, canvas: &mut Canvas<'_>) {
    let Some(length) = length.filter(|length| *length > 0 && place.width > 0) else { return };
    let passed = i64::from(place.width - 1).saturating_mul(position) / length;
    let passed = u16::try_from(passed).unwrap_or(0).min(place.width - 1);
    let done = canvas.glyphs.passed.repeat(usize::from(passed));
    canvas.put(place, &done, Role::Accent);
    canvas.put(after(place, passed), canvas.glyphs.head, Role::Accent);
    let ahead = canvas.glyphs.ahead.repeat(usize::from(place.width - passed - 1));
    canvas.put(after(place, passed + 1), &ahead, Role::Dim);
    canvas.hit(place, Hit::Seek);
}

/// "then + Sunny", with the mark of the queue's part that it comes from.
fn then(line: &QueueLine, snapshot: &Snapshot, wide: bool) -> String {
    let stands_first = |part: &[QueueLine]| part.first().is_some_and(|first| first.entry == line.entry);
    let mark = if stands_first(&snapshot.queue.added) {
        "+ "
    } else if stands_first(&snapshot.queue.ear) {
        "~ "
    } else {
        ""
    };
    let artist = if wide { format!(" · {}", line.card.artist) } else { String::new() };
    // The work need not be named again from movement to movement.
    let goes_on = snapshot.queue.current.as_ref().is_some_and(|playing| playing.card.shares_work_with(&line.card));
    let title = if goes_on { line.card.movement() } else { &line.card.title };
    format!("then {mark}{title}{artist}")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::super::fixture;
    use super::*;

    #[test]
    fn the_position_runs_on_while_it_plays_and_never_past_the_end() {
        let mut snapshot = fixture::evening();
        let read_at = crate::clock::ticks();
        snapshot.transport.position_ms = 134_000;
        snapshot.transport.read_at = Some(read_at);
        let later = read_at + Duration::from_secs(3);
        assert_eq!(position_ms(&snapshot, later), 137_000);
        assert_eq!(position_ms(&snapshot, read_at + Duration::from_secs(10_000)), 575_000);
        let lost = SoundState::Lost { reason: "unplugged".into() };
        assert_eq!(position_ms(&Snapshot { sound: lost, ..snapshot.clone() }, later), 134_000);
        snapshot.transport.state = PlayState::Paused;
        assert_eq!(position_ms(&snapshot, later), 134_000);
    }
}
