//! The application: pages, the panel over them, and what they want done.

mod effects;
mod filter;
mod frame;
mod hints;
mod input;
mod panes;
mod resting;
#[cfg(test)]
pub(super) mod tests;

use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::Sender;
use ratatui::layout::{Position, Rect};

use crate::clock::{Clock, ticks};
use crate::domain::format::Format;
use crate::domain::settings::{Key, Settings};
use crate::player::protocol::{Answer, Command, Event, PlayState, Snapshot};

use super::asking::{Asker, Asking};
use super::canvas::Hit;
use super::glyphs::Glyphs;
use super::keymap::{Action, Press};
use super::layout::Pane;
use super::page::{Effect, Outcome, Page, PageId, Panel, Stale, Subject, TextInput, Tried, View, Visit};
use super::pages;
use super::pictures::{CoverStyle, Held, Placed};
use super::setup::{Files, Setup};
use super::theme::{ColourChoice, ColourEnvironment, Theme};
use super::verbs;
use super::widgets::bar;
use super::widgets::message::MessageLine;
use super::widgets::palette::PalettePanel;
use super::widgets::themes::ThemesPanel;
use resting::Resting;

use filter::Filter;
use hints::Hints;

/// Two clicks on one place within this long are Enter.
const DOUBLE_CLICK: Duration = Duration::from_millis(400);
/// The player is told at most this often that somebody is there.
const PRESENCE: Duration = Duration::from_secs(1);
/// While a scan runs the library changes many times a second; rows are asked for at most this often.
const REFRESH: Duration = Duration::from_secs(1);
/// How many pages Backspace can go back.
const TRAIL: usize = 32;

/// What the application cannot do itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    Quit,
    /// To the demo's library, or back from it.
    OtherLibrary,
    Suspend,
    /// Draw every cell again.
    Redraw,
    /// Put this on the terminal's clipboard.
    Copy(String),
}

struct OpenPanel {
    number: u64,
    panel: Box<dyn Panel>,
}

pub struct App {
    commands: Sender<Command>,
    clock: Clock,
    theme: Theme,
    /// None where nobody paints: in tests that look at text.
    colours: Option<ColourEnvironment>,
    /// What the run began with, until the player tells what is chosen.
    first_theme: String,
    /// A theme that is only looked at.
    tried: Option<String>,
    /// Columns that are only looked at.
    tried_columns: Option<Arc<Tried>>,
    glyphs: Glyphs,
    setup: Arc<Setup>,
    /// As the pages see it: over a slow link its position stands for seconds at a time.
    snapshot: Option<Arc<Snapshot>>,
    resting: Resting,
    pages: Vec<(PageId, Box<dyn Page>)>,
    /// The page that has the keys.
    shown: PageId,
    /// The page beside which it stands, while a pane of the layout has the keys.
    beside: Option<PageId>,
    trail: Vec<PageId>,
    panel: Option<OpenPanel>,
    panels_opened: u64,
    panel_area: Rect,
    asking: Asking,
    begun: Vec<Press>,
    /// Typed before the open panel knew its lines.
    ahead: Vec<Press>,
    filter: Option<Filter>,
    hints: Hints,
    message: MessageLine,
    hits: Vec<(Rect, Hit)>,
    clicked: Option<(Position, Instant)>,
    /// The mouse is down on a line of the page.
    holds_line: bool,
    present_at: Option<Instant>,
    /// The library changed since the pages were told.
    library_changed: bool,
    library_told_at: Option<Instant>,
    request: Option<Request>,
    /// Pages that stand beside the shown one, as drawn last.
    asides: Vec<(PageId, Rect)>,
    /// Where the page stands among them.
    page_area: Rect,
    covers: CoverStyle,
    /// Pictures that the terminal holds, and those that stand in the frame.
    held: Held,
    placed: Vec<Placed>,
}

impl App {
    #[must_use]
    pub fn new(commands: Sender<Command>, clock: Clock, theme: Theme, glyphs: Glyphs) -> Self {
        Self {
            commands,
            clock,
            theme,
            colours: None,
            first_theme: String::new(),
            tried: None,
            tried_columns: None,
            glyphs,
            setup: Arc::default(),
            snapshot: None,
            resting: Resting::new(Duration::from_secs(1)),
            pages: pages::all(),
            shown: PageId::Home,
            beside: None,
            trail: Vec::new(),
            panel: None,
            panels_opened: 0,
            panel_area: Rect::ZERO,
            asking: Asking::default(),
            begun: Vec::new(),
            ahead: Vec::new(),
            filter: None,
            hints: Hints::default(),
            message: MessageLine::default(),
            hits: Vec::new(),
            clicked: None,
            holds_line: false,
            present_at: None,
            library_changed: false,
            library_told_at: None,
            request: None,
            asides: Vec::new(),
            page_area: Rect::ZERO,
            covers: CoverStyle::None,
            held: Held::default(),
            placed: Vec::new(),
        }
    }

    /// Draws the clock anew only this often while music plays untouched; once a second else.
    pub fn rest_clock(&mut self, every: Duration) {
        self.resting = Resting::new(every);
    }

    #[cfg(test)]
    pub fn set_theme(&mut self, theme: Theme) {
        self.theme = theme;
    }

    /// What the terminal can show and stands on; it may tell of that late.
    pub fn set_colours(&mut self, colours: ColourEnvironment) {
        self.colours = Some(colours);
        self.paint();
    }

    /// Takes the theme that is tried or chosen.
    fn paint(&mut self) {
        let Some(colours) = &self.colours else { return };
        let chosen = self.snapshot.as_ref().map(|snapshot| snapshot.settings.value(Key::Theme));
        let name = self.tried.as_deref().or(chosen).unwrap_or(&self.first_theme);
        self.theme = self.setup.themes.paint(name, colours);
    }

    /// Shows another theme until it is chosen or given back.
    fn try_theme(&mut self, name: Option<String>) {
        self.tried = name;
        self.paint();
    }

    /// What is chosen, once the player told of it.
    #[must_use]
    pub fn settings(&self) -> Option<&Arc<Settings>> {
        self.snapshot.as_ref().map(|snapshot| &snapshot.settings)
    }

    /// The theme before the player told of the settings.
    pub fn begin_with(&mut self, theme: &str) {
        theme.clone_into(&mut self.first_theme);
    }

    /// How many colours the chosen theme asks for.
    #[must_use]
    pub fn depth(&self) -> ColourChoice {
        let chosen = self.settings().map(|settings| settings.value(Key::Theme));
        self.setup.themes.depth(chosen.unwrap_or(&self.first_theme))
    }

    /// Whether the first theme looks different on another background.
    #[must_use]
    pub fn follows_background(&self, colours: &ColourEnvironment) -> bool {
        self.setup.themes.follows_background(&self.first_theme, colours)
    }

    /// What the listener's files say now; what is wrong with them is told.
    pub fn set_files(&mut self, files: Arc<Files>) {
        let settings = self.settings().cloned().unwrap_or_default();
        self.setup = Arc::new(Setup::of(files, &settings));
        self.paint();
        if let Some((told, more)) = self.setup.told() {
            self.message.tell_of_files(told, more);
        }
    }

    /// The listener saved their files: all follows at once, and says so.
    pub fn files_saved(&mut self, files: Arc<Files>) {
        let before = Arc::clone(&self.setup);
        self.set_files(files);
        match self.setup.told_of_saved(&before) {
            Some((told, more)) => self.message.tell_of_files(told, more),
            None => self.message.tell_of_mended_files("Your config is read again: nothing is wrong.".into()),
        }
    }

    pub fn set_glyphs(&mut self, glyphs: Glyphs) {
        self.glyphs = glyphs;
    }

    pub fn set_covers(&mut self, covers: CoverStyle) {
        self.covers = covers;
    }

    /// What to write behind the last frame, so that the terminal shows its pictures and no others.
    pub fn pictures_to_send(&mut self) -> Vec<u8> {
        match self.covers {
            CoverStyle::Pixels { cell } => self.held.keep(&self.placed, cell),
            CoverStyle::None | CoverStyle::Blocks(_) => self.held.keep(&[], (1, 1)),
        }
    }

    /// The screen was cleared, or somebody else had it: it shows no pictures of ours.
    pub fn forget_pictures(&mut self) {
        self.held.forget();
    }

    pub fn take_request(&mut self) -> Option<Request> {
        self.request.take()
    }

    pub fn player_event(&mut self, event: Event) {
        match event {
            Event::Snapshot(snapshot) => {
                self.message.heed(snapshot.message.as_ref(), snapshot.settings.value(Key::Messages));
                let first = self.snapshot.is_none();
                let nothing_known = snapshot.library.roots == 0 && snapshot.library.tracks == 0 && !snapshot.demo;
                if self.setup.is_old(&snapshot.settings) {
                    let before = std::mem::take(&mut self.setup);
                    self.setup = Arc::new(before.under(&snapshot.settings));
                    if let Some((told, more)) = self.setup.told_of_gone(&before) {
                        self.message.tell_of_files(told, more);
                    }
                }
                let theme = |snapshot: &Snapshot| snapshot.settings.value(Key::Theme).to_owned();
                let before = self.snapshot.as_deref().map(theme);
                let now = Some(theme(&snapshot));
                self.snapshot = Some(self.resting.heed(snapshot, self.snapshot.as_deref(), ticks()));
                if before != now {
                    self.paint();
                }
                if first && nothing_known && self.shown == PageId::Home {
                    self.turn_to(PageId::FirstRun);
                }
            }
            Event::Answer { ticket, answer } => {
                let Some((asker, slot)) = self.asking.redeem(ticket) else { return };
                let effects = self.with_view(|app, view| match asker {
                    Asker::Page(id) => app.page_mut(id).map(|page| page.answer(slot, *answer, view)),
                    Asker::Panel(number) => app
                        .panel
                        .as_mut()
                        .filter(|open| open.number == number)
                        .map(|open| open.panel.answer(slot, *answer, view)),
                    Asker::Filter => app.filter_answer(*answer, view),
                    Asker::Hints => {
                        if let Answer::Told { what } = *answer {
                            app.hints.arrive(what);
                        }
                        None
                    }
                });
                self.apply(asker, effects.flatten().unwrap_or_default());
                self.catch_up();
            }
            Event::LibraryChanged => self.library_changed = true,
            Event::ListenerChanged => self.stale(Stale::Listener),
            Event::Ended => self.request = Some(Request::Quit),
        }
    }

    fn stale(&mut self, what: Stale) {
        for (_, page) in &mut self.pages {
            page.stale(what);
        }
        self.filter_stale();
    }

    /// How long the pages may keep the rows they have, if they have to ask again at all.
    fn refresh_in(&self, now: Instant) -> Option<Duration> {
        let due = self.library_told_at.map_or(now, |at| at + REFRESH);
        self.library_changed.then(|| due.saturating_duration_since(now))
    }

    /// Lets the shown page settle its cursors and ask its questions; once before each frame.
    pub fn prepare(&mut self) {
        let now = ticks();
        // However its panel was closed: what was not chosen is given back.
        if self.panel.is_none() && self.tried.is_some() {
            self.try_theme(None);
        }
        if self.panel.is_none() {
            self.tried_columns = None;
        }
        if self.refresh_in(now).is_some_and(|wait| wait.is_zero()) {
            self.library_changed = false;
            self.library_told_at = Some(now);
            self.stale(Stale::Library);
        }
        let shown = self.shown;
        let effects = self.with_view(|app, view| app.page_mut(shown).map(|page| page.prepare(view)));
        self.apply(Asker::Page(shown), effects.flatten().unwrap_or_default());
        // Also those that turn out to have no room: only drawing knows that.
        let mut panes: Vec<PageId> = match &self.snapshot {
            Some(snapshot) => self.panes(snapshot).iter().map(|pane| pane.page).collect(),
            None => Vec::new(),
        };
        panes.extend(self.beside);
        for id in panes.into_iter().filter(|id| *id != shown) {
            let effects = self.with_view(|app, view| app.page_mut(id).map(|page| page.prepare(view)));
            self.apply(Asker::Page(id), effects.flatten().unwrap_or_default());
        }
        self.hint();
    }

    /// What the terminal's window is called now; empty to leave it alone.
    #[must_use]
    pub fn terminal_title(&self) -> String {
        let Some(snapshot) = &self.snapshot else { return String::new() };
        let format = Format::parse(snapshot.settings.value(Key::FormatTerminal));
        let playing = snapshot.transport.current.as_ref().filter(|_| !snapshot.private);
        format.ok().zip(playing).map(|(format, line)| format.line(&line.card)).unwrap_or_default()
    }

    /// The panes of the chosen layout.
    fn panes(&self, snapshot: &Snapshot) -> &[Pane] {
        self.setup.layouts.panes(snapshot.settings.value(Key::Layout))
    }

    /// Whether messages stand over the tabs, and there is one.
    fn is_said_on_top(&self) -> bool {
        let at = self.snapshot.as_ref().map(|snapshot| snapshot.settings.value(Key::MessagesAt));
        self.message.is_there() && at == Some("top")
    }

    /// How long until something changes by itself: the position while music plays, or what the
    /// page waits for.
    #[must_use]
    pub fn wake_in(&self) -> Option<Duration> {
        let now = ticks();
        let page = self.page(self.shown).and_then(Page::wake_at).map(|at| at.saturating_duration_since(now));
        let playing = self.snapshot.as_ref().filter(|snapshot| bar::runs(snapshot));
        let second = playing.map(|snapshot| {
            let into = bar::position_ms(snapshot, now).rem_euclid(1000);
            Duration::from_millis(u64::try_from(1000 - into).unwrap_or(1000))
        });
        let clock = self.resting.due_in(now).or(second);
        page.into_iter().chain(clock).chain(self.refresh_in(now)).min()
    }

    pub fn wake(&mut self) {
        if self.resting.due_in(ticks()).is_some_and(|due| due.is_zero()) {
            self.look_at_clock();
        }
        let shown = self.shown;
        let effects = self.with_view(|app, view| app.page_mut(shown).map(|page| page.wake(view)));
        self.apply(Asker::Page(shown), effects.flatten().unwrap_or_default());
    }

    fn look_at_clock(&mut self) {
        if let Some(snapshot) = self.resting.look(ticks()) {
            self.snapshot = Some(snapshot);
        }
    }

    /// Runs `step` with a view of the newest snapshot; nothing happens before the first one.
    fn with_view<R>(&mut self, step: impl FnOnce(&mut Self, &View<'_>) -> R) -> Option<R> {
        let snapshot = self.snapshot.clone()?;
        let setup = Arc::clone(&self.setup);
        let tried = self.tried_columns.clone();
        let now = self.clock.now();
        let (context, typing) = (self.context(), self.takes_text());
        let tried = tried.as_deref();
        let (panel_rows, ticks) = (0, ticks());
        let view = View { snapshot: &snapshot, setup: &setup, context, typing, tried, panel_rows, now, ticks };
        Some(step(self, &view))
    }

    fn page(&self, id: PageId) -> Option<&dyn Page> {
        self.pages.iter().find(|(page, _)| *page == id).map(|(_, page)| page.as_ref())
    }

    fn page_mut(&mut self, id: PageId) -> Option<&mut (dyn Page + 'static)> {
        self.pages.iter_mut().find(|(page, _)| *page == id).map(|(_, page)| page.as_mut())
    }

    /// Carries out an action: first the page's own meaning, then the one it has everywhere.
    pub fn act(&mut self, action: Action) {
        self.hints.note(action);
        if action == Action::Cancel && self.let_go() {
            return;
        }
        if !matches!(action, Action::MoveDown | Action::MoveUp) {
            self.put_down();
        }
        if !action.only_moves() {
            self.message.clear();
        } else if action != Action::Redraw {
            self.message.left_behind();
        }
        match action {
            Action::Palette => return self.open(Box::new(PalettePanel::new())),
            Action::Themes => return self.open(Box::new(ThemesPanel::new(self.colours.clone().unwrap_or_default()))),
            Action::NextPage => return self.show(pages::beside(self.in_the_middle(), 1)),
            Action::PreviousPage => return self.show(pages::beside(self.in_the_middle(), -1)),
            Action::NextPane => return self.next_pane(),
            Action::Back => return self.back(),
            Action::Redraw => return self.request = Some(Request::Redraw),
            Action::Suspend => return self.request = Some(Request::Suspend),
            Action::QuitNow => return self.quit(),
            Action::Demo => {
                self.send(Command::Quit);
                return self.request = Some(Request::OtherLibrary);
            }
            _ => {}
        }
        if action == Action::Help && self.shown != PageId::Help {
            return self.help();
        }
        if let Some(id) = pages::shown_by(action).filter(|_| action != Action::Help) {
            return self.show(id);
        }
        let shown = self.shown;
        let outcome = self.with_view(|app, view| {
            let page = app.page_mut(shown)?;
            match page.handle(action, view) {
                Outcome::Ignored => {
                    let subject = Subject::all(page.marked(view)).or_else(|| page.subject(view));
                    Some(match (action, &subject) {
                        (Action::Menu, Some(subject)) => verbs::menu(subject, &page.hints(view)),
                        (Action::Sort, _) => verbs::sort(page.sorts(), page.listing(), Vec::new(), view),
                        (Action::Columns, _) => verbs::columns(page.listing(), view),
                        _ => verbs::everywhere(action, subject.as_ref(), view),
                    })
                }
                done => Some(done),
            }
        });
        match outcome.flatten() {
            Some(Outcome::Done(effects)) => self.apply(Asker::Page(shown), effects),
            // Before the first snapshot there is nothing to lose by leaving.
            None if matches!(action, Action::Close) => self.quit(),
            Some(Outcome::Ignored) if action == Action::ToPlaying && shown != PageId::Queue => {
                self.show(PageId::Queue);
                self.act(Action::ToPlaying);
            }
            Some(Outcome::Ignored) if action == Action::Filter => self.begin_filter(),
            Some(Outcome::Ignored) if action == Action::Search => self.search(""),
            Some(Outcome::Ignored) if action == Action::Cancel => drop(self.cancel()),
            Some(Outcome::Ignored) if action == Action::Close => self.close(),
            Some(Outcome::Ignored) | None => {}
        }
    }

    /// Takes back the newest thing that stands in the way: marks, then the filter.
    fn cancel(&mut self) -> bool {
        let shown = self.shown;
        self.page_mut(shown).is_some_and(Page::unmark) || self.end_filter() || self.leave_pane()
    }

    fn help(&mut self) {
        let shown = self.shown;
        let visit = self.with_view(|app, view| {
            let page = app.page(shown)?;
            Some(Visit::Help { title: page.title().to_owned(), hints: page.hints(view), context: app.context() })
        });
        let effects = visit.flatten().map(Effect::Visit).into_iter().collect();
        self.apply(Asker::Page(shown), effects);
    }

    fn search(&mut self, words: &str) {
        self.show(PageId::Search);
        self.act(Action::Search);
        if !words.is_empty() {
            self.text(&TextInput::Paste(words.to_owned()));
        }
    }

    fn close(&mut self) {
        if self.cancel() {
            return;
        }
        let playing = self.snapshot.as_ref().is_some_and(|snapshot| snapshot.transport.state == PlayState::Playing);
        if playing {
            let panel = self.with_view(|_, view| Effect::Panel(verbs::confirm_quit(view)));
            self.apply(Asker::Page(self.shown), panel.into_iter().collect());
        } else {
            self.quit();
        }
    }

    fn quit(&mut self) {
        self.send(Command::Quit);
        self.request = Some(Request::Quit);
    }

    fn send(&mut self, command: Command) {
        if self.commands.send(command).is_err() {
            self.request = Some(Request::Quit);
        }
    }

    pub fn show(&mut self, id: PageId) {
        self.panel = None;
        self.leave_pane();
        if id != self.shown {
            self.trail.push(self.shown);
            if self.trail.len() > TRAIL {
                self.trail.remove(0);
            }
            self.turn_to(id);
        }
    }

    fn back(&mut self) {
        self.leave_pane();
        if let Some(id) = self.trail.pop() {
            self.turn_to(id);
        }
    }

    /// Lets the shown page send what it has only shown so far.
    fn put_down(&mut self) {
        // The mouse would take along whatever the cursor comes to next.
        self.holds_line = false;
        let shown = self.shown;
        let effects = self.page_mut(shown).map(Page::put_down).unwrap_or_default();
        self.apply(Asker::Page(shown), effects);
    }

    fn turn_to(&mut self, id: PageId) {
        self.put_down();
        if let Some(page) = self.page_mut(self.shown) {
            page.hidden();
        }
        self.end_filter();
        self.shown = id;
    }

    fn open(&mut self, panel: Box<dyn Panel>) {
        self.panels_opened += 1;
        let number = self.panels_opened;
        self.panel = Some(OpenPanel { number, panel });
        let effects = self.with_view(|app, view| app.panel.as_mut().map(|open| open.panel.open(view)));
        self.apply(Asker::Panel(number), effects.flatten().unwrap_or_default());
    }
}
