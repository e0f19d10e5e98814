//! What pages and panels want done, done.

use std::sync::Arc;

use super::super::asking::Asker;
use super::super::page::{Effect, Outcome, Page, SortBy};
use super::super::{pages, verbs};
use super::{App, Request};
use crate::domain::settings::Key;
use crate::player::protocol::{Command, Weight};

impl App {
    pub(super) fn apply(&mut self, asker: Asker, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send(command) => match self.not_there(&command) {
                    Some(problem) => self.message.tell(Weight::Warning, problem),
                    None => self.send(command),
                },
                Effect::Ask { slot, question } => {
                    let ticket = self.asking.ticket(asker, slot);
                    self.send(Command::Ask { ticket, question });
                }
                Effect::Show(id) => self.show(id),
                Effect::Back => self.back(),
                Effect::Visit(visit) => {
                    let id = pages::that_shows(&visit);
                    self.show(id);
                    self.with_view(|app, view| app.page_mut(id).map(|page| page.visit(visit, view)));
                }
                Effect::Panel(panel) => self.open(panel),
                Effect::ClosePanel => self.panel = None,
                Effect::Tell(weight, text) => self.message.tell(weight, text),
                Effect::Teach(words) => {
                    let words = self.setup.keymap.sentence(words, self.context());
                    self.message.tell(Weight::Notice, words);
                }
                Effect::Act(action) => self.act(action),
                Effect::Do(action, subject) => {
                    let outcome = self.with_view(|_, view| verbs::everywhere(action, Some(&subject), view));
                    if let Some(Outcome::Done(effects)) = outcome {
                        self.apply(asker, effects);
                    }
                }
                Effect::Sort(by) => self.sort(by),
                Effect::Search(words) => self.search(&words),
                Effect::Help(words) => {
                    self.help();
                    self.filter_by(&words);
                }
                Effect::Export(file) => {
                    let subject = self.with_view(|app, view| app.page(app.shown)?.subject(view)).flatten();
                    match subject.and_then(|subject| subject.playlist()) {
                        Some(list) => self.send(Command::ExportList { list, file }),
                        None => self.apply(asker, vec![Effect::Teach(verbs::NO_PLAYLIST)]),
                    }
                }
                Effect::TryTheme(name) => self.try_theme(name),
                Effect::TryColumns(tried) => self.tried_columns = tried.map(Arc::new),
                Effect::Copy(text) => self.request = Some(Request::Copy(text)),
                Effect::Quit => self.quit(),
            }
        }
    }

    /// What is wrong with a theme or layout that was named.
    fn not_there(&self, command: &Command) -> Option<String> {
        match command {
            Command::Set { key, value } => self.setup.not_there(*key, value),
            _ => None,
        }
    }

    /// Sorts the shown list. Where an order is kept, it is one of the settings, and a line of the
    /// config file has the last word.
    fn sort(&mut self, by: SortBy) {
        let key = self.page(self.shown).and_then(Page::listing).and_then(Key::sort_of);
        let decided = key.zip(self.settings()).and_then(|(key, settings)| settings.get(key)?.decided_by_line());
        if let (Some(line), Some(key)) = (decided, key) {
            let text = format!("config.toml line {line} decides the {}; change it there", key.title());
            return self.message.tell(Weight::Notice, text);
        }
        let Some(page) = self.page_mut(self.shown) else { return };
        page.sort(by);
        if let Some(key) = key {
            self.send(Command::Set { key, value: by.name().to_owned() });
        }
    }
}
