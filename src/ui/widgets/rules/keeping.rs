//! What becomes of the draft: one edit, or a word on what is lacking.

use super::super::super::page::{Effect, Outcome, View, Visit};
use super::RulesPanel;
use super::editing::{Place, told};
use crate::domain::ids::SmartPlaylistId;
use crate::domain::query::{Query, parse};
use crate::domain::smart_playlist::RulesEdit;
use crate::domain::text::clean_or_none;
use crate::player::protocol::Command;

impl RulesPanel {
    /// Keeps the list and closes, unless something is lacking: then its line is opened.
    pub(super) fn keep(&mut self, view: &View<'_>) -> Outcome {
        self.leaving = false;
        if !self.take() {
            return Outcome::Done(self.ask());
        }
        let text = self.steps.now.text();
        let stands = self.list.as_ref().is_some_and(|list| list.rules == text);
        let query = match parse(&text) {
            Ok(query) => Some(query),
            // Rules that could not be read may stay so under another name.
            Err(_) if stands && self.is_changed() => None,
            Err(problem) => {
                self.write(Place::Text);
                if let Some(editing) = &mut self.editing {
                    editing.go_to(&problem);
                }
                self.said = Some(told(&text, &problem));
                return Outcome::done();
            }
        };
        let Some(name) = clean_or_none(&self.steps.now.name) else {
            self.write(Place::Name);
            self.said = Some("It needs a name".into());
            return Outcome::done();
        };
        if self.list.is_none() && query.as_ref().is_none_or(Query::is_empty) {
            // All of the library is hardly meant by lines left empty.
            let root = self.steps.now.outline.root();
            self.write(Place::New(root));
            self.said = Some("It needs a rule, as in genre:jazz heard:0".into());
            return Outcome::Done(self.ask());
        }
        let mut effects = vec![Effect::ClosePanel];
        if let Some(edit) = self.edit_of(name, query, view) {
            // Whoever made a list wants to see it, wherever its rules came from.
            let made = match &edit {
                RulesEdit::Create { id, .. } => Some(Effect::Visit(Visit::Rules(*id))),
                _ => None,
            };
            effects.push(Effect::Send(Command::EditRules(edit)));
            effects.extend(made);
        }
        Outcome::Done(effects)
    }

    /// All that changed, as one step; none when nothing did.
    fn edit_of(&self, name: String, rules: Option<Query>, view: &View<'_>) -> Option<RulesEdit> {
        let description = self.steps.now.about.trim().to_owned();
        let Some(list) = &self.list else {
            let id = SmartPlaylistId::made_at(view.now.unix_ms);
            return Some(RulesEdit::Create { id, name, rules: rules.unwrap_or_default(), description });
        };
        let id = list.id;
        let rules = rules.filter(|rules| rules.to_string() != list.rules);
        match (name != list.name, rules, description != list.description) {
            (false, None, false) => None,
            (true, None, false) => Some(RulesEdit::Rename { id, name }),
            (false, Some(rules), false) => Some(RulesEdit::SetRules { id, rules }),
            (false, None, true) => Some(RulesEdit::Describe { id, description }),
            (_, rules, _) => Some(RulesEdit::Revise { id, name, rules, description }),
        }
    }
}
