//! Help: what this page can do first, then all live bindings, from the one table that the keys
//! themselves come from, then answers to what listeners ask.

use ratatui::layout::Rect;

use super::super::canvas::{Canvas, after, row};
use super::super::keymap::{Action, Binding, Context, Group, Keymap, TABLE};
use super::super::page::{Effect, Hint, Outcome, Page, Subject, View, Visit, hint};
use super::super::theme::Role;
use super::super::width::wrap;
use super::heading;
use crate::domain::fold::search_form;
use crate::domain::query::facet::FACETS;

/// Cells of the keys, before what they do.
const KEYS: usize = 12;
/// A column narrower than this cannot be read.
const COLUMN: u16 = 44;

/// What listeners ask, and the answers.
const TOPICS: &[(&str, &[&str])] = &[
    (
        "By ear, by hand",
        &[
            "~ by ear: made or chosen by tonearm from what you heard. {pin} takes it to your own hand.",
            "+ by hand: made, placed or changed by you. {take-out} gives a change back to the ear. The hand always wins.",
        ],
    ),
    (
        "Why is this here?",
        &[
            "{why} on any pick tells the facts that put it there, strongest first, with a bar for its share; pressed again it shows the numbers that were counted.",
            "{why-playing} tells it of what plays, `tonearm why TRACK` in a shell, and a track that is nowhere says what keeps it away.",
        ],
    ),
    (
        "What counts as heard?",
        &[
            "A listen is at least 30 seconds heard, or half of a track shorter than a minute. Seeking is not hearing, and neither is silence at volume 0.",
            "A skip is going on after at least 2 seconds, before it counted. Every count you see counts listens.",
        ],
    ),
    (
        "What is stored?",
        &[
            "What played, when, how much of it was heard and how it ended; your likes, lists, pins and settings; what home showed for a second or more. All of it lies in one SQLite file of yours: `tonearm info` names it, the page You ({you}) tells how much it is.",
            "Nothing leaves this machine. {private} begins a private session, of which nothing is stored.",
        ],
    ),
    (
        "Words and facets",
        &[
            "{filter} on a list and Search take genre:jazz heard:>10 last:<30d -is:hidden and more: {filter} facets on this page lists all.",
        ],
    ),
    (
        "In which order does it stand?",
        &[
            "{move-down} {move-up} and the mouse move lines of a playlist and of the queue, all that are marked together; {cancel} gives back what the mouse holds. What keys move within a breath is one step of {take-back}.",
            "{sort} puts such lines in order once. On tracks, albums, artists, genres, folders, playlists, history and hits it chooses an order that stays; [columns.LIST] in the config file wins.",
        ],
    ),
    (
        "Small and capital letters",
        &[
            "A small letter is for this line, its capital for what plays: {like} {like-playing}, {less} {less-playing}, {why} {why-playing}, {info} {info-playing}, {menu} {menu-playing}.",
        ],
    ),
    (
        "Nothing is lost by a key",
        &[
            "Each key is undone by {take-back}, also after a restart, or opens a panel whose lines say beforehand what they do.",
        ],
    ),
];

/// What the page that help was asked from can do.
#[derive(Default)]
struct Of {
    title: String,
    hints: Vec<Hint>,
    context: Option<Context>,
}

#[derive(Default)]
pub struct HelpPage {
    of: Of,
    words: String,
    top: usize,
    height: usize,
    lines: usize,
}

#[derive(Clone)]
enum Row {
    Title(String),
    Binding { keys: String, says: String },
    Text(String),
    Blank,
}

/// A heading and what stands below it.
struct Part {
    title: String,
    rows: Vec<Row>,
}

/// The one language of filters, Search, rules and the command line.
fn facets(keymap: &Keymap) -> Part {
    let text = |words: &str| Row::Text(keymap.sentence(words, Context::Global));
    let mut rows = vec![
        text(
            "{filter} and Search take words and facets; so do `tonearm search` and smart playlists. What stands beside each other must all be so: genre:jazz heard:0 -is:hidden",
        ),
        text(
            "-x or not x   a | b one of both   ( ) groups   \"two words\" beside each other   artist:=nina exactly   title:^live begins so   composer:none not known",
        ),
        text(
            "10  >10  <=10  10..20  1990s   3:30  >5m   >50MB   2024-05  <30d within 30 days  >1y longer ago: h d w m y",
        ),
        text(
            "sort:-heard,title orders and limit:50, 2h, 3GB takes the first, in Search and smart playlists. On artists, albums, genres, folders and playlists a line stays when a track of it fits.",
        ),
    ];
    rows.extend(FACETS.iter().map(|line| Row::Binding {
        keys: format!("{}:", line.name),
        says: format!("{}: {}", line.says, line.example),
    }));
    Part { title: "Words and facets".into(), rows }
}

/// One line of the table with the keys that hold. Those that the listener chose are marked.
fn binding(line: &Binding, keymap: &Keymap) -> Row {
    let keys = keymap.in_words(line.action);
    let by_hand = if keymap.is_by_hand(line.action) { "+ " } else { "" };
    match keys.is_empty() {
        true => Row::Binding { keys: format!(":{}", line.name), says: line.says.to_owned() },
        false => Row::Binding { keys, says: format!("{by_hand}{}", line.says) },
    }
}

impl HelpPage {
    fn parts(&self, keymap: &Keymap) -> Vec<Part> {
        let mut parts = Vec::new();
        let own = TABLE.iter().filter(|line| Some(line.context) == self.of.context && line.context != Context::Global);
        let own = own.map(|line| binding(line, keymap));
        let hints = self.of.hints.iter().filter_map(|hint| {
            let context = self.of.context.unwrap_or(Context::Global);
            let keys = keymap.key_in(hint.action, context)?;
            Some(Row::Binding { keys, says: keymap.sentence(hint.says, context) })
        });
        let here: Vec<Row> = own.chain(hints).collect();
        if !here.is_empty() {
            parts.push(Part { title: format!("On {}", self.of.title), rows: here });
        }
        // Asked for from Search they are what is wanted; from elsewhere all of them would push the
        // keys out of sight, until a filter looks for them.
        let in_search = self.of.context == Some(Context::Search);
        if in_search {
            parts.push(facets(keymap));
        }
        for group in Group::ALL {
            let lines = TABLE.iter().filter(|line| line.group == group && line.context == Context::Global);
            let rows = lines.map(|line| binding(line, keymap)).collect();
            parts.push(Part { title: group.title().to_owned(), rows });
        }
        for (name, context) in Context::NAMED.iter().filter(|(_, context)| context.is_modal()) {
            let rows = TABLE.iter().filter(|line| line.context == *context).map(|line| binding(line, keymap)).collect();
            parts.push(Part {
                title: if *context == Context::Panel {
                    "In other panels".into()
                } else {
                    format!("In the panel {name}")
                },
                rows,
            });
        }
        let topic = |(title, answers): &(&str, &[&str])| Part {
            title: (*title).to_owned(),
            rows: answers.iter().map(|answer| Row::Text(keymap.sentence(answer, Context::Global))).collect(),
        };
        parts.extend(TOPICS.iter().map(topic));
        if !self.words.is_empty() && !in_search {
            parts.push(facets(keymap));
        }
        parts
    }

    /// Rows that hold all the words, under their headings; a heading that holds them keeps all
    /// of its rows. How many of how many.
    fn found(&self, keymap: &Keymap) -> (Vec<Part>, usize, usize) {
        let folded = search_form(&self.words);
        let words: Vec<&str> = folded.split_whitespace().collect();
        let (mut left, mut all) = (0, 0);
        let mut parts = self.parts(keymap);
        for part in &mut parts {
            all += part.rows.len();
            let title = search_form(&part.title);
            part.rows.retain(|row| {
                let text = format!("{title} {}", search_form(&row.text()));
                words.iter().all(|word| text.contains(word))
            });
            left += part.rows.len();
        }
        parts.retain(|part| !part.rows.is_empty());
        (parts, left, all)
    }

    /// Everything that is shown, for columns of this width.
    fn rows(&self, width: usize, keymap: &Keymap) -> Vec<Row> {
        let mut rows = Vec::new();
        for part in self.found(keymap).0 {
            if !rows.is_empty() {
                rows.push(Row::Blank);
            }
            rows.push(Row::Title(part.title));
            for row in part.rows {
                match row {
                    Row::Text(words) => rows.extend(wrap(&words, width).into_iter().map(Row::Text)),
                    row => rows.push(row),
                }
            }
        }
        rows
    }
}

impl Row {
    fn text(&self) -> String {
        match self {
            Self::Title(words) | Self::Text(words) => words.clone(),
            Self::Binding { keys, says } => format!("{keys} {says}"),
            Self::Blank => String::new(),
        }
    }

    fn draw(&self, place: Rect, canvas: &mut Canvas<'_>) {
        match self {
            Self::Title(title) => {
                canvas.put(place, title, Role::Title);
            }
            Self::Binding { keys, says } => {
                let used = canvas.put(place, &format!("{keys:KEYS$}"), Role::Accent);
                canvas.put(after(place, used + 1), says, Role::Text);
            }
            Self::Text(words) => {
                canvas.put(place, words, Role::Reason);
            }
            Self::Blank => {}
        }
    }
}

impl Page for HelpPage {
    fn title(&self) -> &'static str {
        "Help"
    }

    fn visit(&mut self, visit: Visit, _view: &View<'_>) {
        if let Visit::Help { title, hints, context } = visit {
            self.of = Of { title, hints, context: Some(context) };
            self.top = 0;
        }
    }

    fn prepare(&mut self, _view: &View<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn handle(&mut self, action: Action, _view: &View<'_>) -> Outcome {
        let last = self.lines.saturating_sub(self.height);
        let page = self.height.max(2);
        self.top = match action {
            Action::Down => self.top + 1,
            Action::Up => self.top.saturating_sub(1),
            Action::HalfDown => self.top + page / 2,
            Action::HalfUp => self.top.saturating_sub(page / 2),
            Action::PageDown => self.top + page - 1,
            Action::PageUp => self.top.saturating_sub(page - 1),
            Action::Top => 0,
            Action::Bottom => last,
            Action::Help => return Outcome::effect(Effect::Back),
            Action::Cancel | Action::Close if self.words.is_empty() => return Outcome::effect(Effect::Back),
            _ => return Outcome::Ignored,
        }
        .min(last);
        Outcome::done()
    }

    fn narrow(&mut self, words: &str, view: &View<'_>) -> Option<(usize, usize)> {
        words.clone_into(&mut self.words);
        self.top = 0;
        let (_, left, all) = self.found(&view.setup.keymap);
        Some((left, all))
    }

    fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let area = heading::draw(
            area,
            "Help",
            &view.words("{filter} finds a key or a question · {commands} does any of it by name"),
            canvas,
        );
        let columns = usize::from((area.width / COLUMN).clamp(1, 4));
        let width = area.width / u16::try_from(columns).unwrap_or(1);
        let rows = self.rows(usize::from(width.saturating_sub(3)), &view.setup.keymap);
        self.height = usize::from(area.height);
        self.lines = rows.len().div_ceil(columns);
        self.top = self.top.min(self.lines.saturating_sub(self.height));
        canvas.point_at(area.as_position());
        if rows.is_empty() {
            return heading::teach(area, &["No key and no answer is called so."], canvas);
        }
        for (number, column) in rows.chunks(self.lines.max(1)).enumerate() {
            let x = area.x + width * u16::try_from(number).unwrap_or(0);
            let column_area = Rect { x, width, ..area };
            for (line, content) in column.iter().skip(self.top).enumerate() {
                let Some(place) = u16::try_from(line).ok().and_then(|line| row(column_area, line)) else { break };
                content.draw(after(Rect { width: width.saturating_sub(1), ..place }, 1), canvas);
            }
        }
    }

    fn subject(&self, _view: &View<'_>) -> Option<Subject> {
        None
    }

    fn promise(&self, view: &View<'_>) -> String {
        view.words("{cancel} goes back")
    }

    fn hints(&self, _view: &View<'_>) -> Vec<Hint> {
        vec![hint(Action::Filter, "find"), hint(Action::Down, "{up} scroll"), hint(Action::Palette, "commands")]
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::app::tests::Driven;
    use super::super::super::fixture;

    #[test]
    fn help_lists_every_action_and_goes_back() {
        let mut driven = Driven::new(fixture::evening(), 200, 60);
        driven.keys("?");
        // It is longer than this screen: what is below it is scrolled to.
        let mut screen = driven.screen();
        driven.keys("G");
        screen += &driven.screen();
        for binding in super::TABLE.iter().filter(|binding| binding.context == super::Context::Global) {
            assert!(screen.contains(binding.says), "{} is not told", binding.says);
        }
        driven.keys("<esc>");
        assert!(driven.screen().contains("Jump back in"));
    }

    #[test]
    fn it_begins_with_the_page_it_was_asked_from() {
        let mut driven = Driven::new(fixture::evening(), 80, 24);
        driven.keys("5?");
        let screen = driven.screen();
        assert!(screen.contains("On Queue") && screen.contains("keep as a list"), "{screen}");
    }

    #[test]
    fn questions_are_found_and_answered() {
        for (asked, answer) in [
            ("counts as heard", "30 seconds"),
            ("stored", "SQLite file"),
            ("why here", "strongest first"),
            ("facets genre", "genre:jazz"),
            ("shuffle", "shuffle"),
        ] {
            let mut driven = Driven::new(fixture::evening(), 80, 24);
            driven.keys("?/").keys(asked);
            assert!(driven.screen().contains(answer), "{asked}:\n{}", driven.screen());
        }
        let mut driven = Driven::new(fixture::evening(), 80, 24);
        driven.keys(":help stored<enter>");
        assert!(driven.screen().contains("SQLite file"), "{}", driven.screen());
        driven.keys("<esc>");
        assert!(driven.screen().contains("On Home"), "the whole help again: {}", driven.screen());
    }
}
