//! How the page looks.

use ratatui::layout::Rect;

use super::PlaylistsPage;
use super::tree::{At, List};
use crate::domain::format::value;
use crate::domain::human;
use crate::domain::listing::Listing;
use crate::domain::playlist::folder::{own_name, shown, with_folder_called};
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

/// Of what lies in a folder.
const INDENT: &str = "  ";

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
        let window = self.list.window(self.tree.len(), left);
        let columns = view.columns(Listing::Playlists);
        let table = Table::of(&columns, left.width, 0);
        for (place, row) in left.rows().zip(window) {
            self.show_list(row, table.as_ref(), place, view.now, canvas);
        }
        if let Some(folder) = self.folder() {
            return self.show_folder(folder, right, canvas);
        }
        if let Some(found) = self.rules().and_then(|list| self.by_rules.found(list)) {
            preview(found, right, canvas);
            return;
        }
        if self.lists.is_empty() && self.by_rules.lists.is_empty() {
            let none_yet = [
                "No playlists yet.",
                "",
                "{play} makes an empty one. {to-playlist} on any music, on any page, puts it into one, pressed twice into the last one.",
            ];
            let words: &[&'static str] = if self.lists.is_narrowed() { &[heading::NO_HITS] } else { &none_yet };
            let cursor = canvas.cursor;
            let words: Vec<String> = words.iter().map(|words| view.words(words)).collect();
            heading::teach(right, &words, canvas);
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

    fn show_list(&self, row: usize, table: Option<&Table<'_>>, place: Rect, now: Moment, canvas: &mut Canvas<'_>) {
        let Some(row) = self.tree.row(row) else { return };
        let by_hand = if let At::ByHand(index) = row.at { self.lists.get(index) } else { None };
        let by_rules = if let At::ByRules(index) = row.at { self.by_rules.lists.get(index) } else { None };
        let tracks = by_hand.map(|card| card.tracks).or_else(|| Some(self.by_rules.found(by_rules?)?.tracks));
        let tracks = tracks.map(|tracks| human::thousands(u64::from(tracks))).unwrap_or_default();
        let lists = match row.at {
            At::Folder { lists, .. } => human::count(u32::try_from(lists).unwrap_or(u32::MAX), "list", "lists"),
            _ => String::new(),
        };
        let words = match (&row.list, row.at) {
            (List::Folder(folder), At::Folder { open: true, .. }) => {
                format!("{} {}", canvas.glyphs.open, own_name(folder))
            }
            (List::Folder(folder), _) => format!("{} {}", canvas.glyphs.closed, own_name(folder)),
            (List::NewRules, _) => "a new one by rules …".to_owned(),
            (List::New, _) => "a new playlist …".to_owned(),
            (List::Of(_) | List::Rules(_), _) => {
                let name = by_hand.map(|card| &card.name).or_else(|| by_rules.map(|list| &list.name));
                name.map_or_else(String::new, |name| own_name(name).into_owned())
            }
        };
        let words = format!("{}{words}", INDENT.repeat(row.depth));
        let on_cursor = self.list.key() == Some(&row.list);
        let active = !self.in_lines;
        let onto = self.dragged_onto.and_then(|row| self.tree.row(row)).is_some_and(|onto| onto.list == row.list);
        let marked = self.list.is_marked(Some(&row.list)) || onto;
        if let Some(table) = table {
            let value = |field: &str| match (field, by_hand) {
                ("name", _) => words.clone(),
                ("tracks", _) => tracks.clone(),
                (field, Some(card)) => of_list(field, card, now),
                ("heard", None) => {
                    let heard = by_rules.and_then(|list| list.heard_at);
                    heard.map(|at| human::moment(at, now)).unwrap_or_default()
                }
                ("about", None) if by_rules.is_some() => "by rules".to_owned(),
                ("about", None) => lists.clone(),
                _ => String::new(),
            };
            let stand = Stand { on_cursor, active, marked, ..Stand::default() };
            return table.draw(place, stand, &value, canvas);
        }
        let note = match (by_rules, lists.is_empty()) {
            (Some(_), _) => format!("rules {tracks:>4}"),
            (None, true) => tracks,
            (None, false) => lists,
        };
        PaneLine { words: &words, note: &note, on_cursor, active, marked, ..PaneLine::default() }.draw(place, canvas);
    }

    /// The lists of a folder by their names below it.
    fn show_folder(&self, folder: &str, right: Rect, canvas: &mut Canvas<'_>) {
        let (by_hand, by_rules) = self.inside(folder);
        let below =
            |name: &str| with_folder_called(name, folder, "").map(|name| shown(&name).into_owned()).unwrap_or_default();
        let by_hand = by_hand.into_iter().map(|card| (below(&card.name), Some(card.tracks)));
        let tracks = |list| self.by_rules.found(list).map(|found| found.tracks);
        let by_rules = by_rules.into_iter().map(|list| (below(&list.name), tracks(list)));
        for (place, (words, tracks)) in right.rows().zip(by_hand.chain(by_rules)) {
            let note = tracks.map(|tracks| human::count(tracks, "track", "tracks")).unwrap_or_default();
            PaneLine { words: &words, note: &note, ..PaneLine::default() }.draw(place, canvas);
        }
    }

    /// Rows for what fits: what the lines leave, a fifth of the pane at least. Where that would
    /// crowd the lines, none, or all while the cursor is there.
    fn room_beneath(&self, right: Rect) -> u16 {
        let rows = cells(self.offers());
        match right.height {
            _ if rows == 0 => 0,
            0..10 if self.fits.focused => right.height,
            0..10 => 0,
            height => {
                let free = height.saturating_sub(cells(self.lines.rows().len()) + 2);
                rows.min((height / 5).clamp(2, 8).max(free)) + 2
            }
        }
    }

    fn show_fits(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(title) = row(area, 1) else { return };
        let (Some(card), focused) = (self.card(), self.fits.focused) else { return };
        let passed = match self.fits.passed {
            0 => String::new(),
            count => format!(" · {} passed over", human::thousands(u64::from(count))),
        };
        let words = format!("~ fits {}{passed}", own_name(&card.name));
        let list = below(area, 2);
        let window = self.fits.cursor.window(self.offers(), list);
        let hidden = self.offers().saturating_sub(window.end);
        let head = Rect { width: title.width.saturating_sub(1), ..title };
        let head = match hidden {
            0 => head,
            count => canvas.put_right(head, &format!("  {count} more below"), Role::Reason),
        };
        canvas.put(after(head, 1), &words, Role::Title);
        for (place, row) in list.rows().zip(window) {
            let Some(pick) = self.fitting().get(row) else {
                let words = "what was passed over …";
                PaneLine { words, on_cursor: self.on_passed(), active: focused, ..PaneLine::default() }
                    .draw(place, canvas);
                continue;
            };
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
            let about = if list.description.is_empty() { "" } else { " · " };
            return format!("{found}{}{about}{}", list.rules, list.description);
        }
        if let Some(folder) = self.folder() {
            let (by_hand, by_rules) = self.inside(folder);
            let lists = u32::try_from(by_hand.len() + by_rules.len()).unwrap_or(u32::MAX);
            let found = by_rules.iter().filter_map(|list| self.by_rules.found(list));
            let sizes = by_hand.iter().map(|card| (card.tracks, card.length_ms));
            let sizes = sizes.chain(found.map(|found| (found.tracks, found.length_ms)));
            let (tracks, length) = sizes.fold((0u32, 0i64), |(tracks, length), (more, longer)| {
                (tracks.saturating_add(more), length.saturating_add(longer))
            });
            return format!(
                "{} · {} · {}",
                human::count(lists, "playlist", "playlists"),
                human::count(tracks, "track", "tracks"),
                human::span(length)
            );
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
        "heard" => card.heard_at.map(|at| human::moment(at, now)).unwrap_or_default(),
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
