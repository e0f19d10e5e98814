//! Search: over everything, as you type.

use crossterm::event::KeyCode;
use ratatui::layout::{Position, Rect};

use super::super::canvas::{Canvas, after, below, row};
use super::super::keymap::{Action, Press};
use super::super::page::{Effect, Hint, Outcome, Page, Slot, SortBy, Stale, Subject, TextInput, View, hint};
use super::super::theme::Role;
use super::super::widgets::choice::{Choice, ChoicePanel};
use super::super::widgets::columns::Columns;
use super::super::widgets::completion::{Completing, remark_on};
use super::super::widgets::elide::Elided;
use super::super::widgets::field::Field;
use super::super::widgets::line::Line;
use super::super::widgets::list::{ListCursor, Rows};
use super::super::widgets::order::Order;
use super::super::widgets::table::{Stand, Table};
use super::super::widgets::why::WhyPanel;
use super::heading;
use super::home::EditorPanel;
use crate::domain::browse::{Found, Recent, Selection};
use crate::domain::fold::search_form;
use crate::domain::format::value;
use crate::domain::human;
use crate::domain::listen::{Source, SourceKind};
use crate::domain::listing::Listing;
use crate::domain::orders::HitOrder;
use crate::domain::query::parse;
use crate::domain::section::{ItemRef, Pick, Recipe};
use crate::domain::settings;
use crate::domain::time::Moment;
use crate::player::protocol::{Answer, Command, Question};

mod rows;
#[cfg(test)]
mod tests;

use rows::{Key, Row, Shown};

const FOUND: Slot = "found";
const RELATED: Slot = "related";
const RECENT: Slot = "recent";
const VALUES: Slot = "values";
/// Picks of a section that a search becomes.
const PINNED: u32 = 20;
/// The best match first is their own order.
const ORDERS: &[SortBy] = &[SortBy::Own, SortBy::Title, SortBy::Artist, SortBy::Year, SortBy::Added, SortBy::Listens];
/// Hits of each sort.
const LIMIT: u32 = 60;

pub struct SearchPage {
    field: Field,
    completing: Completing,
    /// Keys are letters.
    typing: bool,
    /// The words that the lists are for; none when they must be asked again.
    asked: Option<String>,
    lists: Lists,
    failed: Option<String>,
    cursor: ListCursor<Key>,
    /// Of the tracks that are found.
    order: Order,
}

/// What was answered so far.
#[derive(Default)]
struct Lists {
    found: Found,
    /// What goes with the best hit, of which it was asked.
    related: Vec<Pick>,
    related_to: Option<(ItemRef, String)>,
    recent: Recent,
    /// There are words.
    searching: bool,
}

impl Lists {
    fn shown(&self) -> Shown<'_> {
        let recent = (!self.searching).then_some(&self.recent);
        Shown { found: &self.found, related: &self.related, recent }
    }

    /// The best hit and what it is called.
    fn best(&self) -> Option<(ItemRef, String)> {
        let found = &self.found;
        let track = found.tracks.first().map(|card| (ItemRef::Track(card.id), card.title.clone()));
        let artist = found.artists.first().map(|artist| (ItemRef::Artist(artist.id), artist.name.clone()));
        let album = found.albums.first().map(|album| (ItemRef::Album(album.id), album.title.clone()));
        // Words that are a whole name mean it.
        let named =
            [&artist, &album].into_iter().flatten().find(|(_, name)| search_form(name) == search_form(&found.words));
        named.cloned().or(track).or(artist).or(album)
    }
}

impl Default for SearchPage {
    fn default() -> Self {
        Self {
            field: Field::default(),
            completing: Completing::default(),
            typing: true,
            asked: None,
            lists: Lists::default(),
            failed: None,
            cursor: ListCursor::default(),
            order: Order::new(settings::Key::SortSearch, ORDERS),
        }
    }
}

impl SearchPage {
    fn words(&self) -> &str {
        self.field.value().trim()
    }

    /// Whether a key takes what completion offers: Tab, and Right where nothing stands right.
    fn completes(&self, press: Press, view: &View<'_>) -> bool {
        let at_end = self.field.cursor() == self.field.value().len();
        self.completing.is_there()
            && match view.setup.keymap.action_in_field(view.context, press) {
                Some(Action::NextPage) => true,
                Some(Action::Right) => at_end,
                _ => false,
            }
    }

    /// Whether a key asks for help here: in the empty field one that is neither letter nor digit.
    /// What it is a sign of can be searched in quotes.
    fn asks_help(&self, press: Press, view: &View<'_>) -> bool {
        let is_sign = press.letter().is_some_and(|letter| !letter.is_alphanumeric());
        is_sign && self.field.value().is_empty() && view.setup.keymap.action(view.context, press) == Some(Action::Help)
    }

    /// How the facets are found, by the keys that work while the field is empty.
    fn teach(&self, view: &View<'_>) -> String {
        let keymap = &view.setup.keymap;
        let is_one = |presses: &[Press]| matches!(presses, [press] if self.asks_help(*press, view));
        let here = keymap
            .key_in_field(Action::Help, view.context)
            .or_else(|| keymap.keys_of(Action::Help).find(|bound| is_one(&bound.presses)).map(|bound| bound.words()));
        let facets = match here {
            Some(key) => format!("{key} lists all facets."),
            None => view.words("{help} on any other page, then {filter} facets, lists all of them."),
        };
        format!("Titles, artists and albums, as you type; genre:jazz year:1960s heard:0 and more: {facets}")
    }

    /// The line under the field: what could be typed next, or what cannot be read.
    fn draw_help(&self, view: &View<'_>, place: Rect, canvas: &mut Canvas<'_>) {
        let place = after(Rect { width: place.width.saturating_sub(1), ..place }, 3);
        let remark = remark_on(self.field.value()).or_else(|| self.lists.found.problem.clone());
        let key = view.setup.keymap.list_in_field("{next-page}", view.context);
        let offered = self.typing && self.completing.draw(&key, place, canvas);
        if let Some(remark) = remark.filter(|_| !offered) {
            canvas.put(place, &remark, Role::Reason);
        }
    }

    fn source(&self) -> Source {
        let words = &self.lists.found.words;
        Source { kind: SourceKind::Search, id: Some(words.clone()), name: words.clone() }
    }

    fn source_of_related(&self) -> Source {
        let to = self.lists.related_to.as_ref().map(|(_, name)| name.as_str()).unwrap_or_default();
        Source { kind: SourceKind::Section, id: Some("related".into()), name: format!("related to {to}") }
    }

    fn here(&self) -> Option<Row<'_>> {
        let shown = self.lists.shown();
        match self.cursor.row() {
            Some(row) if !self.typing => shown.row(row),
            // While typing, the best hit is the one that keys are about.
            _ => (0..shown.len()).find(|row| shown.key(*row).is_some()).and_then(|row| shown.row(row)),
        }
    }

    fn subject_of(&self, row: &Row<'_>) -> Option<Subject> {
        let source = self.source();
        Some(match row {
            Row::Head(_) | Row::Words(_) => return None,
            Row::Track(_, card) => Subject::of_card(card, source),
            Row::Artist(artist) => Subject::of_item(ItemRef::Artist(artist.id), &artist.name, &artist.name, source),
            Row::Album(album) => {
                let subject = Subject::of_item(ItemRef::Album(album.id), &album.title, &album.artist, source);
                Subject { artist_id: album.artist_id, ..subject }
            }
            Row::Related(pick) => {
                Subject::of_item(pick.item.what, &pick.item.title, &pick.item.artist, self.source_of_related())
            }
        })
    }

    fn play(&mut self) -> Outcome {
        let (item, what, start, source) = match self.here() {
            Some(Row::Track(index, card)) => {
                let tracks = self.lists.found.tracks.iter().map(|card| card.id).collect();
                (ItemRef::Track(card.id), Selection::Tracks(tracks), index, self.source())
            }
            Some(Row::Artist(artist)) => {
                let item = ItemRef::Artist(artist.id);
                (item, Selection::Item(item), 0, self.source())
            }
            Some(Row::Album(album)) => {
                let item = ItemRef::Album(album.id);
                (item, Selection::Item(item), 0, self.source())
            }
            Some(Row::Related(pick)) => {
                let items: Vec<ItemRef> = self.lists.related.iter().map(|pick| pick.item.what).collect();
                let start = items.iter().position(|item| *item == pick.item.what).unwrap_or(0);
                (pick.item.what, Selection::Items(items), start, self.source_of_related())
            }
            Some(Row::Words(words)) => {
                let words = words.to_owned();
                self.field.clear();
                self.field.paste(&words);
                self.typing = false;
                return Outcome::done();
            }
            Some(Row::Head(_)) | None => return Outcome::tell("Nothing found to play"),
        };
        let words = self.lists.found.words.clone();
        let opened = Command::Opened { item, search: Some(words).filter(|words| !words.is_empty()) };
        let play = Command::PlayNow { what, start: u32::try_from(start).unwrap_or(0), source };
        Outcome::Done(vec![Effect::Send(opened), Effect::Send(play)])
    }

    /// Why what is related by ear stands there, with the cursor on it.
    fn why_related(&self) -> Option<WhyPanel> {
        let Some(Row::Related(pick)) = self.lists.shown().row(self.cursor.row()?) else { return None };
        let row = self.lists.related.iter().position(|other| other.item.what == pick.item.what)?;
        WhyPanel::of_offer(&self.lists.related, row, &self.source_of_related().name)
    }

    /// What of a search can be a section of home: the search, or what the line stands for.
    fn pin(&self, now: Moment) -> Outcome {
        let words = self.words().to_owned();
        if let Err(problem) = parse(&words) {
            return Outcome::tell(problem.message);
        }
        let make = |title: &str, recipe| vec![Effect::Send(Command::MakeSection { title: title.to_owned(), recipe })];
        let recipe = |kind: &str| Recipe { kind: kind.to_owned(), length: PINNED, ..Recipe::default() };
        let mut choices = vec![Choice::new(
            's',
            format!("the search “{words}”"),
            "what it finds, today and later",
            make(&words, Recipe { words: Some(words.clone()), ..recipe("query") }),
        )];
        if let Some((item @ (ItemRef::Album(_) | ItemRef::Artist(_)), name)) = self.thing_here() {
            let whole = Recipe { seed: Some(item), ..recipe(item.type_name()) };
            choices.push(Choice::new('p', format!("the {} {name}", item.type_name()), "whole", make(&name, whole)));
        }
        let editor = EditorPanel::by_rule(words, now);
        let build = vec![Effect::Panel(Box::new(editor))];
        choices.push(Choice::new('n', "build on the search …", "with an order, a size and a look", build));
        Outcome::effect(Effect::Panel(Box::new(ChoicePanel::new("A section of home, below Jump back in", choices))))
    }

    /// What the line stands for, and what it is called.
    fn thing_here(&self) -> Option<(ItemRef, String)> {
        Some(match self.here()? {
            Row::Artist(artist) => (ItemRef::Artist(artist.id), artist.name.clone()),
            Row::Album(album) => (ItemRef::Album(album.id), album.title.clone()),
            _ => return None,
        })
    }

    /// "6 tracks · 2 artists · 2 albums".
    fn summary(&self) -> String {
        if self.words().is_empty() {
            return String::new();
        }
        let found = &self.lists.found;
        let many = found.matches.map(|matches| human::count(matches, "track", "tracks"));
        if let Some(read_as) = &found.read_as {
            return format!("read as “{read_as}”");
        }
        if let Some(many) = many {
            return many;
        }
        let shown = self.lists.shown();
        let said = shown.hits().map(|(title, count)| {
            let many = title.to_lowercase();
            human::count(u32::try_from(count).unwrap_or(u32::MAX), many.trim_end_matches('s'), &many)
        });
        said.collect::<Vec<_>>().join(" · ")
    }
}

impl Page for SearchPage {
    fn title(&self) -> &'static str {
        "Search"
    }

    fn prepare(&mut self, view: &View<'_>) -> Vec<Effect> {
        if self.order.follow(&view.snapshot.settings) {
            self.asked = None;
        }
        let words = self.words().to_owned();
        if self.asked.as_ref() == Some(&words) {
            return Vec::new();
        }
        self.asked = Some(words.clone());
        self.lists.searching = !words.is_empty();
        if words.is_empty() {
            let recent = std::mem::take(&mut self.lists.recent);
            self.lists = Lists { recent, ..Lists::default() };
            self.cursor.reset();
            return vec![Effect::Ask { slot: RECENT, question: Question::Recent }];
        }
        let order = HitOrder::named(self.order.now().name()).unwrap_or_default();
        vec![Effect::Ask { slot: FOUND, question: Question::Search { words, limit: LIMIT, order } }]
    }

    fn answer(&mut self, _slot: Slot, answer: Answer, _view: &View<'_>) -> Vec<Effect> {
        match answer {
            // An answer to words that were taken back meanwhile would come as a surprise.
            Answer::Found(_) if !self.lists.searching => {}
            Answer::Found(found) => {
                if self.typing {
                    self.cursor.reset();
                }
                self.lists.found = found;
                self.failed = None;
                let best = self.lists.best();
                let is_other = best.as_ref().map(|(of, _)| of) != self.lists.related_to.as_ref().map(|(of, _)| of);
                if is_other {
                    self.lists.related.clear();
                }
                self.lists.related_to = best;
                self.cursor.settle(&self.lists.shown());
                if let Some((of, _)) = self.lists.related_to.as_ref().filter(|_| is_other) {
                    return vec![Effect::Ask { slot: RELATED, question: Question::Related { of: *of } }];
                }
            }
            Answer::Related { of, picks } if self.lists.related_to.as_ref().is_some_and(|(to, _)| *to == of) => {
                self.lists.related = picks;
                self.cursor.settle(&self.lists.shown());
            }
            Answer::Recent(recent) => {
                self.lists.recent = recent;
                self.cursor.settle(&self.lists.shown());
            }
            Answer::Values { facet, begun, values } => self.completing.arrive(facet, &begun, values),
            Answer::Failed { reason } => self.failed = Some(reason),
            _ => {}
        }
        Vec::new()
    }

    fn stale(&mut self, what: Stale) {
        if what == Stale::Library || !self.lists.searching {
            self.asked = None;
        }
    }

    fn takes_text(&self) -> bool {
        self.typing
    }

    fn text(&mut self, input: &TextInput, view: &View<'_>) -> Outcome {
        match input {
            TextInput::Paste(text) => self.field.paste(text),
            TextInput::Press(press) if self.asks_help(*press, view) => {
                return Outcome::effect(Effect::Act(Action::Help));
            }
            TextInput::Press(press) if self.completes(*press, view) => drop(self.completing.accept(&mut self.field)),
            TextInput::Press(press) => {
                let erases = press.code == KeyCode::Backspace;
                if (erases && self.field.value().is_empty()) || !self.field.press(*press) {
                    return Outcome::Ignored;
                }
            }
        }
        let question = self.completing.follow(&self.field);
        Outcome::Done(question.map(|question| Effect::Ask { slot: VALUES, question }).into_iter().collect())
    }

    fn handle(&mut self, action: Action, view: &View<'_>) -> Outcome {
        match action {
            // Another search begins empty; `/` changes the words that are there.
            Action::Search | Action::Filter => {
                if action == Action::Search {
                    self.field.clear();
                    self.completing.clear();
                }
                self.typing = true;
                return Outcome::done();
            }
            Action::Enter => return self.play(),
            Action::Why if let Some(panel) = self.why_related() => {
                return Outcome::effect(Effect::Panel(Box::new(panel)));
            }
            Action::Pin if !self.words().is_empty() => return self.pin(view.now),
            Action::Cancel if self.cursor.unmark() => return Outcome::done(),
            Action::Cancel if self.field.value().is_empty() => {
                self.typing = true;
                return Outcome::effect(Effect::Back);
            }
            Action::Cancel => {
                self.field.clear();
                self.completing.clear();
                self.typing = true;
                return Outcome::done();
            }
            Action::Down | Action::PageDown | Action::NextGroup if self.typing => {
                self.cursor.settle(&self.lists.shown());
                self.typing = self.cursor.row().is_none();
                return Outcome::done();
            }
            Action::Up if !self.typing => {
                let before = self.cursor.row();
                self.cursor.travel(action, &self.lists.shown());
                self.typing = self.cursor.row() == before;
                return Outcome::done();
            }
            _ => {}
        }
        let shown = self.lists.shown();
        Outcome::moved(self.cursor.travel(action, &shown) || self.cursor.mark(action, &shown))
    }

    fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(line) = row(area, 0) else { return };
        let inner = Rect { width: line.width.saturating_sub(1), ..line };
        let summary = self.summary();
        let inner = if inner.width > 60 { canvas.put_right(inner, &summary, Role::Reason) } else { inner };
        if self.typing {
            canvas.put(line, canvas.glyphs.focus, Role::Focus);
        }
        canvas.put(after(inner, 1), "/ ", Role::Accent);
        self.field.draw(after(Rect { width: inner.width.saturating_sub(1), ..inner }, 3), self.typing, canvas);

        if let Some(place) = row(area, 1).filter(|_| area.height >= 12) {
            self.draw_help(view, place, canvas);
        }
        let list = below(area, if area.height >= 12 { 2 } else { 1 });
        let shown = self.lists.shown();
        let cursor = canvas.cursor;
        if let Some(reason) = &self.failed {
            heading::teach(list, &[reason], canvas);
        } else if self.words().is_empty() && shown.is_empty() {
            heading::teach(list, &[self.teach(view)], canvas);
        } else if shown.is_empty() && Some(&self.lists.found.words) == self.asked.as_ref() {
            let nothing = match self.lists.found.matches {
                Some(_) => "Nothing is found so.".to_owned(),
                None => format!("Nothing is called “{}”.", self.words()),
            };
            heading::teach(list, &[&nothing], canvas);
        }
        if self.typing {
            canvas.cursor = cursor;
        }
        let window = self.cursor.window(shown.len(), list);
        let columns = view.columns(Listing::Search);
        let table = Table::of(&columns, list.width.saturating_sub(1), 0);
        let cells = table.as_ref().map_or(Columns::of(list).name.width, Table::names);
        let elided = Elided::around(&window, cells, |row| shown.row(row)?.name());
        for (place, index) in list.rows().zip(window) {
            let focused = !self.typing && self.cursor.row() == Some(index);
            let Some(row) = shown.row(index) else { continue };
            let marked = self.cursor.is_marked(shown.key(index).as_ref());
            let name = elided.show(index, row.name().unwrap_or_default(), canvas.glyphs.ellipsis);
            if let (Some(table), Row::Track(_, card)) = (&table, &row) {
                let liked = card.liked && !columns.names("liked");
                let presence = card.presence;
                let stand = Stand { on_cursor: focused, active: true, marked, liked, presence, ..Stand::default() };
                let value = |field: &str| match field {
                    "title" => name.to_string(),
                    "reason" => rows::release(card),
                    field => value(field, card),
                };
                table.draw(place, stand, &value, canvas);
                continue;
            }
            rows::draw(&row, Line { name: &name, focused, marked, ..Line::default() }, view.now, place, canvas);
        }
    }

    fn subject(&self, _view: &View<'_>) -> Option<Subject> {
        self.subject_of(&self.here()?)
    }

    fn marked(&self, _view: &View<'_>) -> Vec<Subject> {
        let shown = self.lists.shown();
        let marked = self.cursor.marked(&shown).into_iter();
        marked.filter_map(|row| self.subject_of(&shown.row(row)?)).collect()
    }

    fn marks(&self) -> usize {
        self.cursor.marks()
    }

    fn unmark(&mut self) -> bool {
        self.cursor.unmark()
    }

    fn listing(&self) -> Option<Listing> {
        Some(Listing::Search)
    }

    fn sorts(&self) -> &'static [SortBy] {
        self.order.among()
    }

    fn sort(&mut self, by: SortBy) {
        self.order.set(by);
        self.asked = None;
    }

    fn promise(&self, view: &View<'_>) -> String {
        match self.here() {
            Some(Row::Words(words)) => format!("{} searches {words} again", view.key(Action::Enter)),
            _ => self
                .subject(view)
                .map(|subject| format!("{} plays {}", view.key(Action::Enter), subject.title))
                .unwrap_or_default(),
        }
    }

    fn hints(&self, _view: &View<'_>) -> Vec<Hint> {
        if self.typing {
            let tab = if self.completing.is_there() { "complete" } else { "next page" };
            return vec![hint(Action::NextPage, tab), hint(Action::Cancel, "empty, leave")];
        }
        vec![
            hint(Action::Open, "open"),
            hint(Action::Add, "add"),
            hint(Action::ToPlaylist, "to a list"),
            hint(Action::Pin, "pin"),
            hint(Action::Search, "search again"),
            hint(Action::Sort, "order"),
        ]
    }

    fn click(&mut self, at: Position, _view: &View<'_>) -> bool {
        let found = self.cursor.click(&self.lists.shown(), at);
        self.typing = !found && at.y < self.cursor.drawn().y;
        found
    }
}
