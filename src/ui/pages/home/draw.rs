//! Home on screen.

use std::mem::discriminant;

use ratatui::layout::Rect;

use super::super::super::canvas::{Canvas, after, below, cells, row};
use super::super::super::page::{Page, View};
use super::super::super::theme::Role;
use super::super::super::widgets::columns::Columns;
use super::super::super::widgets::elide::Elided;
use super::super::super::widgets::line::Line;
use super::super::super::widgets::list::Rows;
use super::super::super::width::{width, wrap};
use super::super::heading;
use super::focus::Focus;
use super::head::Head;
use super::rows::{Hand, Here, Row};
use super::{HomePage, pick_of, young};
use crate::domain::human;
use crate::domain::limit;
use crate::domain::section::{Home, Impression, Look, Origin, Pick, Section, Waiting};
use crate::domain::settings::{Arranges, Key, Voice};
use crate::domain::text;
use crate::domain::time::Moment;

impl HomePage {
    pub(super) fn draw_page(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let home = view.snapshot.home.as_ref();
        let short = view.snapshot.settings.value(Key::Greeting) == "short";
        let area = draw_greeting(&home.greeting, short, area, canvas);
        self.area = area;
        self.whole = area.height.saturating_add(view.panel_rows);
        self.settle(view);
        if view.snapshot.library.tracks == 0 && home.sections.is_empty() {
            return draw_empty(view, area, canvas);
        }
        if home.sections.is_empty() && view.snapshot.settings.arranges() == Arranges::Hand {
            return heading::teach(area, &BY_HAND.map(|words| view.words(words)), canvas);
        }
        self.layout.divide(area, self.rows.middle());
        let focus = self.cursor.row().unwrap_or(0);
        let below = self.rows.after_last_spot();
        if focus + 1 == below {
            // What stands below the last line that the cursor reaches would never be seen.
            self.layout.keep_in_sight(self.rows.len().saturating_sub(1), self.rows.len());
        }
        self.layout.keep_in_sight(focus, self.rows.len());
        self.cursor.set_page(self.layout.height());

        let split = self.rows.sections_before(self.rows.middle());
        let shares = self.layout.second_column().map(|right| {
            let (left, others) = home.sections.split_at(split);
            [left, others].map(|sections| shares(sections, right.width, view.now))
        });
        let first = Columns::of(self.layout.first_column());
        let titles = |(place, section): (usize, &Section)| {
            let cells = shares.map_or(first, |[left, right]| if place < split { left } else { right }).name.width;
            Elided::of(section.picks.iter().map(|pick| pick.item.name()), usize::from(cells))
        };
        let elided: Vec<Elided> = home.sections.iter().enumerate().map(titles).collect();
        let mut visible = Vec::new();
        for index in 0..self.rows.len() {
            let (Some(row), Some(place)) = (self.rows.row(index), self.layout.place(index)) else { continue };
            let focused = self.cursor.row() == Some(index);
            let marked = self.cursor.is_marked(self.rows.key(index).as_ref());
            match row {
                Row::HandTitle(hand) => young::draw_title(hand, place, canvas),
                Row::Hand(Hand::Propose) => self.proposed.draw(view, place, focused, canvas),
                Row::Hand(hand) => self.young.draw(view, hand, place, focused, canvas),
                Row::Pick { section, pick } => {
                    let (Some(elided), Some(shown)) = (elided.get(section), pick_at(home, section, pick)) else {
                        continue;
                    };
                    let title = elided.show(pick, shown.item.name(), canvas.glyphs.ellipsis);
                    let liked = view.snapshot.liked.contains(&shown.item.what);
                    let shares = shares.map(|[left, right]| if section < split { left } else { right });
                    let voice = Voice::of(&view.snapshot.settings, focused);
                    let columns = shares.map_or_else(|| Columns::of(place), |shares| shares.moved_to(place));
                    let stand = Stand { focused, marked, liked, columns };
                    let of = home.sections.get(section);
                    if of.is_some_and(|of| of.shows.look == Look::Cards) {
                        draw_card(shown, place, stand, canvas);
                    } else {
                        let fellows = of.map_or(&[][..], |section| &section.picks);
                        let reason = reason(shown, fellows, voice, columns.reason.width, view.now);
                        draw_pick(shown, (&title, &reason), place, stand, canvas);
                    }
                }
                Row::Below { section, pick } => {
                    if let Some(shown) = pick_at(home, section, pick) {
                        draw_below(shown, place, view.now, canvas);
                    }
                }
                row => self.draw_row(home, row, place, focused, view.now, canvas),
            }
            if let Some((section, pick)) = pick_of(row) {
                visible.extend(impression(home, section, pick));
            }
        }
        self.seen.look(home.generation, visible, view.ticks);
        if self.cursor.row().is_none() {
            canvas.point_at(self.layout.first_column().as_position());
        }
        let (Some(place), Some(Here { section, pick, .. })) = (self.layout.focus, self.here(view)) else { return };
        let enter = self.promise(view);
        let Some((index, pick)) = pick else {
            let opened = self.opened.contains(&section.id);
            return Head { section, opened, enter: &enter }.draw(view, place, canvas);
        };
        let mut cover = std::mem::take(&mut self.cover);
        let about = self.about.lines();
        let focus = Focus { section, index, pick, about, enter: &enter };
        focus.draw(view, place, &mut cover, canvas);
        self.cover = cover;
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

/// The greeting, on two lines where it is long and there is room, else its first sentence.
fn draw_greeting(greeting: &str, short: bool, area: Rect, canvas: &mut Canvas<'_>) -> Rect {
    let cells = usize::from(area.width.saturating_sub(2));
    let lines = wrap(greeting, cells);
    if !short && lines.len() == 2 && area.height >= 16 {
        let rest = heading::draw(area, &lines[0], "", canvas);
        if let Some(second) = row(area, 1) {
            canvas.put(after(second, 1), &lines[1], Role::Title);
        }
        return below(rest, 1);
    }
    let first = text::first_sentence(greeting);
    heading::draw(area, if short || lines.len() > 1 { first } else { greeting }, "", canvas)
}

/// Where name, artist and reason stand on all lines of these sections.
fn shares(sections: &[Section], cells: u16, now: Moment) -> Columns {
    let of = |words: &dyn Fn(&Pick) -> usize| sections.iter().flat_map(|section| &section.picks).map(words).collect();
    let reason = |pick: &Pick| pick.evidence.first().map_or(0, |fact| width(&fact.fact.short(now)));
    let widths = [of(&|pick| width(pick.item.name())), of(&|pick| width(&pick.item.artist)), of(&reason)];
    Columns::among(Rect { x: 0, y: 0, width: cells, height: 1 }, widths)
}

/// How a row stands among the others.
#[derive(Clone, Copy)]
struct Stand {
    focused: bool,
    marked: bool,
    liked: bool,
    columns: Columns,
}

impl HomePage {
    fn draw_row(&self, home: &Home, row: Row, place: Rect, focused: bool, now: Moment, canvas: &mut Canvas<'_>) {
        match row {
            Row::Title(index) => {
                if let Some(section) = home.sections.get(index) {
                    let introduction = self.told.introduction(section);
                    draw_title(section, introduction, place, focused, now, canvas);
                }
            }
            row => draw_plain(home, row, place, canvas),
        }
    }
}

fn pick_at(home: &Home, section: usize, pick: usize) -> Option<&Pick> {
    home.sections.get(section)?.picks.get(pick)
}

/// The whole sentence where it fits, the short form where it does not. Facts of one kind are told
/// alike throughout a section.
fn reason(pick: &Pick, section: &[Pick], voice: Voice, cells: u16, now: Moment) -> String {
    let Some(fact) = pick.evidence.first().map(|evidence| &evidence.fact).filter(|_| voice != Voice::Silent) else {
        return String::new();
    };
    let alike = section.iter().filter_map(|pick| Some(&pick.evidence.first()?.fact));
    let mut alike = alike.filter(|other| discriminant(*other) == discriminant(fact));
    match voice == Voice::Full && alike.all(|fact| width(&fact.sentence(now)) <= usize::from(cells)) {
        true => fact.sentence(now),
        false => fact.short(now),
    }
}

/// `title` is the pick's as it is shown among the others.
fn draw_pick(pick: &Pick, (title, reason): (&str, &str), place: Rect, stand: Stand, canvas: &mut Canvas<'_>) {
    let item = &pick.item;
    let line = Line {
        mark: None,
        name: title,
        artist: if item.artist.is_empty() { item.what.type_name() } else { &item.artist },
        reason,
        note: "",
        focused: stand.focused,
        marked: stand.marked,
        liked: stand.liked,
        heard: pick.heard,
        presence: item.presence,
    };
    line.draw_in(place, stand.columns, 0, canvas);
}

/// The first line of a card: the whole name, over all columns.
fn draw_card(pick: &Pick, place: Rect, stand: Stand, canvas: &mut Canvas<'_>) {
    let wide = Columns { name: Rect { width: place.width.saturating_sub(3), ..after(place, 2) }, ..Columns::of(place) };
    let none = Rect { width: 0, ..place };
    let line = Line {
        mark: None,
        name: pick.item.name(),
        artist: "",
        reason: "",
        note: "",
        focused: stand.focused,
        marked: stand.marked,
        liked: stand.liked,
        heard: pick.heard,
        presence: pick.item.presence,
    };
    line.draw_in(place, Columns { artist: none, reason: none, ..wide }, 0, canvas);
}

/// The second line of a card: by whom, on what, and why in full.
fn draw_below(pick: &Pick, place: Rect, now: Moment, canvas: &mut Canvas<'_>) {
    let item = &pick.item;
    let by = if item.artist.is_empty() { item.what.type_name() } else { &item.artist };
    let reason = pick.evidence.first().map(|fact| fact.fact.sentence(now));
    let words: Vec<&str> = [Some(by), item.album.as_deref(), reason.as_deref()].into_iter().flatten().collect();
    let place = after(Rect { width: place.width.saturating_sub(1), ..place }, 4);
    canvas.put(place, &words.join(" · "), Role::Reason);
}

fn draw_plain(home: &Home, row: Row, place: Rect, canvas: &mut Canvas<'_>) {
    match row {
        Row::Nothing(index) => {
            if let Some(section) = home.sections.get(index) {
                canvas.put(after(place, 2), &section.reason, Role::Reason);
            }
        }
        Row::WaitingTitle => {
            canvas.put(after(place, 1), "Still listening for", Role::Title);
        }
        Row::Waiting(index) => {
            if let Some(waiting) = home.waiting.get(index) {
                let titles = home.waiting.iter().map(|waiting| width(&waiting.title)).max().unwrap_or(0);
                draw_waiting(waiting, cells(titles + 2), place, canvas);
            }
        }
        Row::WaitingMore(more) => {
            let more = format!("and {} more; You names them all", human::thousands(more as u64));
            canvas.put(after(place, 2), &more, Role::Reason);
        }
        _ => {}
    }
}

/// The title, and at the right who made it: in the least room a sign. What else is known of it
/// stands there while there is room.
fn draw_title(
    section: &Section,
    introduction: Option<&str>,
    place: Rect,
    focused: bool,
    now: Moment,
    canvas: &mut Canvas<'_>,
) {
    if focused {
        canvas.focus(place);
    }
    let inner = after(Rect { width: place.width.saturating_sub(1), ..place }, 1);
    let role = if section.origin == Origin::Ear { Role::Ear } else { Role::Hand };
    let (sign, made) = (section.origin.mark(), format!("{} {}", section.origin.mark(), section.origin.words()));
    // What the listener laid on it, then who made it, then when it changes: the last to be cut first.
    let limits = limit::words(&section.limits);
    let (mark, made, short, least) = match (limits.is_empty(), section.origin) {
        (true, _) => (sign.to_string(), made.clone(), made, sign.to_string()),
        (false, origin) => {
            let least = if origin == Origin::Hand { sign.to_string() } else { format!("+ {sign}") };
            (format!("+ {limits}  {sign}"), format!("+ {limits}  {made}"), format!("+ limited  {made}"), least)
        }
    };
    let room = Rect { width: inner.width.saturating_sub(cells(width(&least) + 2)), ..inner };
    let used = canvas.put(room, &section.title, Role::Title.strong_if(focused));
    let rest = after(inner, used + 2);
    let full = manner(section, now).map_or_else(|| made.clone(), |manner| format!("{made} · {manner}"));
    let news = introduction.map(|sentence| {
        [format!("new: {sentence}  {made}"), format!("new here  {made}"), format!("new {mark}"), least.clone()]
    });
    let words = news.map_or_else(|| vec![full, made, mark, short, least], Vec::from);
    if let Some(words) = words.iter().find(|words| width(words) <= usize::from(rest.width)) {
        canvas.put_right(rest, words, role);
    }
}

/// "pinned", or when the picks change.
pub(super) fn manner(section: &Section, now: Moment) -> Option<String> {
    if section.pin.is_some() {
        return Some("pinned".into());
    }
    match section.kind.as_str() {
        "shelves" => return Some("from your shelves".into()),
        "newest" => return Some("by file date".into()),
        _ => {}
    }
    let next = section.next_at?;
    match human::days_between(now, next) {
        2..=6 => Some(format!("changes on {}", next.civil().strftime("%A"))),
        _ => None,
    }
}

/// `titles` is how wide the widest title of them is, and the gap behind it.
fn draw_waiting(waiting: &Waiting, titles: u16, place: Rect, canvas: &mut Canvas<'_>) {
    let place = after(Rect { width: place.width.saturating_sub(1), ..place }, 2);
    let have =
        format!(" {} of {}", human::thousands(u64::from(waiting.have)), human::thousands(u64::from(waiting.need)));
    canvas.put_right(place, &have, Role::Reason);
    let rest = Rect { width: place.width.saturating_sub(14), ..place };
    let title = titles.min(rest.width * 9 / 20).max(rest.width.min(12));
    canvas.put(Rect { width: title.saturating_sub(1), ..rest }, &waiting.title, Role::Text);
    canvas.put(after(rest, title), &waiting.what, Role::Reason);
}

/// Where the listener arranges alone and has put nothing here.
const BY_HAND: [&str; 3] = [
    "You arrange home by hand, and nothing is pinned yet.",
    "",
    "With who arranges home set to both (:settings), sections by ear appear here, and {pin} on one makes it yours; it stays when you go back to by hand. Library, Search and Playlists are as they always are.",
];

fn draw_empty(view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    let sentences: &[&'static str] = if view.snapshot.scan.is_some() {
        &[
            "Reading your music.",
            "",
            "What is found stands in the Library ({library}) as it comes; Home fills when the first tracks were heard.",
        ]
    } else {
        &[
            "No music is known yet.",
            "",
            ":first-run asks where it is. In a shell:  tonearm scan ~/Music",
            "",
            ":demo opens an invented library, to see what a lived-in home looks like.",
            "",
            "A scan reads the files and changes none of them. Then everything stands in the Library ({library}), and what you listen to comes back here, with the reason beside it.",
        ]
    };
    let sentences: Vec<String> = sentences.iter().map(|words| view.words(words)).collect();
    heading::teach(area, &sentences, canvas);
}
