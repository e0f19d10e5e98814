//! How the page looks.

use ratatui::layout::Rect;

use super::PlaylistsPage;
use super::lists::Lists;
use crate::domain::format::value;
use crate::domain::human;
use crate::domain::listing::Listing;
use crate::domain::playlist::{PlaylistCard, PlaylistLine};
use crate::domain::smart_playlist::RulesFound;
use crate::domain::time::Moment;
use crate::ui::canvas::{Canvas, after, below, cells, row};
use crate::ui::page::View;
use crate::ui::pages::heading;
use crate::ui::theme::Role;
use crate::ui::widgets::elide::Elided;
use crate::ui::widgets::line::absence;
use crate::ui::widgets::list::Rows;
use crate::ui::widgets::panes::{PaneLine, divide, has_second};
use crate::ui::widgets::rules::said;
use crate::ui::widgets::table::{Stand, Table};

impl PlaylistsPage {
    pub(super) fn show(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let area = heading::draw(area, "Playlists", &self.summary(view.now), canvas);
        if let Some(reason) = &self.failed {
            return heading::teach(area, &[reason], canvas);
        }
        if !self.known {
            return;
        }
        let [left, right] = divide(area, [36, 64], usize::from(self.in_lines));
        let rows = Lists(&self.lists, &self.by_rules.lists).len();
        let window = self.list.window(rows, left);
        let columns = view.columns(Listing::Playlists);
        let table = Table::of(&columns, left.width, 0);
        for (place, row) in left.rows().zip(window) {
            let by_rules = row.checked_sub(self.lists.len()).and_then(|row| self.by_rules.lists.get(row));
            let counted = by_rules.and_then(|list| self.by_rules.found(list)).map(|found| found.tracks);
            let tracks = self.lists.get(row).map(|card| card.tracks).or(counted);
            let note = tracks.map(|tracks| human::thousands(u64::from(tracks))).unwrap_or_default();
            let note = if by_rules.is_some() { format!("rules {note:>4}") } else { note };
            let words = match (self.lists.get(row), by_rules) {
                (Some(card), _) => card.name.as_str(),
                (None, Some(list)) => list.name.as_str(),
                _ if row + 1 == rows => "a new one by rules …",
                _ => "a new playlist …",
            };
            let on_cursor = self.list.row() == Some(row);
            let marked = self.list.is_marked(Lists(&self.lists, &self.by_rules.lists).key(row).as_ref());
            if let Some(table) = &table {
                let stand = Stand { on_cursor, active: !self.in_lines, marked, ..Stand::default() };
                let value = |field: &str| match (field, self.lists.get(row)) {
                    ("name", _) => words.to_owned(),
                    ("tracks", _) => tracks.map(|tracks| human::thousands(u64::from(tracks))).unwrap_or_default(),
                    (field, Some(card)) => of_list(field, card, view.now),
                    ("about", None) if by_rules.is_some() => "by rules".to_owned(),
                    _ => String::new(),
                };
                table.draw(place, stand, &value, canvas);
                continue;
            }
            PaneLine { words, note: &note, on_cursor, active: !self.in_lines, marked, ..PaneLine::default() }
                .draw(place, canvas);
        }
        if let Some(found) = self.rules().and_then(|list| self.by_rules.found(list)) {
            preview(found, right, canvas);
            return;
        }
        if self.lists.is_empty() && self.by_rules.lists.is_empty() {
            let none_yet = [
                "No playlists yet.",
                "",
                "Enter makes an empty one. y on any music, on any page, puts it into one, y y into the last one.",
            ];
            let words: &[&str] = if self.lists.is_narrowed() { &[heading::NO_HITS] } else { &none_yet };
            let cursor = canvas.cursor;
            heading::teach(right, words, canvas);
            canvas.cursor = cursor;
        }
        let beneath = self.room_beneath(right);
        self.show_fits(view, Rect { y: right.bottom() - beneath, height: beneath, ..right }, canvas);
        let lines = self.lines.rows();
        let right = Rect { height: right.height - beneath, ..right };
        let window = self.line.window(lines.len(), right);
        let titles = |row| lines.get(row).map(|line: &PlaylistLine| line.card.title.as_str());
        let columns = view.columns(Listing::Playlist);
        let table = Table::of(&columns, right.width, 0);
        let room = table.as_ref().map_or(right.width, Table::names);
        let elided = Elided::around(&window, room, titles);
        for (place, row) in right.rows().zip(window) {
            let Some(line) = lines.get(row) else { continue };
            let on_cursor = self.line.row() == Some(row);
            let title = elided.show(row, &line.card.title, canvas.glyphs.ellipsis);
            let (words, note) = words_of(line, &title, has_second(right));
            let marked = self.line.is_marked(Some(&line.entry));
            let on_cursor = on_cursor && self.in_lines && !self.fits.focused;
            if let Some(table) = &table {
                let card = &line.card;
                let (active, liked) = (self.in_lines, card.liked && !columns.names("liked"));
                let stand = Stand { on_cursor, active, marked, liked, presence: card.presence, ..Stand::default() };
                let value = |field: &str| match field {
                    "title" => title.to_string(),
                    "place" => human::thousands(row as u64 + 1),
                    "added" => human::moment(line.added_at, view.now),
                    field => value(field, card),
                };
                table.draw(place, stand, &value, canvas);
                continue;
            }
            let second = &line.card.artist;
            PaneLine { words: &words, second, note: &note, on_cursor, active: self.in_lines, marked }
                .draw(place, canvas);
        }
    }

    /// Rows for what fits: a fifth of the pane, none where that would crowd the lines.
    fn room_beneath(&self, right: Rect) -> u16 {
        let picks = cells(self.fitting().len());
        if picks == 0 || right.height < 10 { 0 } else { picks.min((right.height / 5).clamp(2, 8)) + 2 }
    }

    fn show_fits(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(title) = row(area, 1) else { return };
        let (Some(card), focused) = (self.card(), self.fits.focused) else { return };
        let words = format!("~ fits {}", card.name);
        canvas.put(after(title, 1), &words, Role::Title);
        let list = below(area, 2);
        let count = self.fitting().len();
        let window = self.fits.cursor.window(count, list);
        for (place, row) in list.rows().zip(window) {
            let Some(pick) = self.fitting().get(row) else { continue };
            let on_cursor = focused && self.fits.cursor.row() == Some(row);
            let words = format!("{} · {}", pick.item.title, pick.item.artist);
            let note = pick.evidence.first().map(|evidence| evidence.fact.short(view.now)).unwrap_or_default();
            PaneLine { words: &words, note: &note, on_cursor, active: focused, ..PaneLine::default() }
                .draw(place, canvas);
        }
    }

    /// "Kitchen · 41 tracks · 2 h 44 min · changed on Friday".
    fn summary(&self, now: Moment) -> String {
        if let Some(list) = self.rules() {
            let found = self.by_rules.found(list).map(|found| format!("{} · ", said(found))).unwrap_or_default();
            return format!("{found}{}", list.rules);
        }
        let Some(card) = self.card() else { return String::new() };
        let mut words = human::count(card.tracks, "track", "tracks");
        words += &format!(" · {}", human::span(card.length_ms));
        if card.missing > 0 {
            words += &format!(" · {} missing", card.missing);
        }
        words += &format!(" · changed {}", human::moment(card.changed_at, now));
        if card.description.is_empty() { words } else { format!("{words} · {}", card.description) }
    }
}

/// The first tracks of a list by rules; the cursor stays in the pane of lists.
fn preview(found: &RulesFound, right: Rect, canvas: &mut Canvas<'_>) {
    for (place, card) in right.rows().zip(&found.first) {
        let note = card.length_ms.map(human::clock).unwrap_or_default();
        let joined = format!("{} · {}", card.title, card.artist);
        let words = if has_second(right) { card.title.as_str() } else { &joined };
        PaneLine { words, second: &card.artist, note: &note, ..PaneLine::default() }.draw(place, canvas);
    }
}

/// What the columns show of a list made by hand, but for its name and how many tracks it has.
fn of_list(field: &str, card: &PlaylistCard, now: Moment) -> String {
    match field {
        "about" => card.description.clone(),
        "missing" if card.missing > 0 => human::thousands(u64::from(card.missing)),
        "length" => human::span(card.length_ms),
        "changed" => human::moment(card.changed_at, now),
        _ => String::new(),
    }
}

/// The words and the note of a line; the artist follows the title where it has no column.
fn words_of(line: &PlaylistLine, title: &str, roomy: bool) -> (String, String) {
    let card = &line.card;
    let absent = absence(card.presence);
    let length = card.length_ms.map(human::clock).unwrap_or_default();
    let length = if card.liked { format!("● {length}") } else { length };
    let note = if absent.is_empty() { length } else { absent.into() };
    (if roomy || card.artist.is_empty() { title.to_owned() } else { format!("{title} · {}", card.artist) }, note)
}
