//! One line of the builder while it is written.

use super::super::super::keymap::Press;
use super::super::completion::Completing;
use super::super::field::Field;
use super::draft::Draft;
use crate::domain::query::complete::ValueCount;
use crate::domain::query::outline::LineId;
use crate::domain::query::{Facet, Problem, ProblemKind, Query, parse};
use crate::player::protocol::Question;

/// A line of the builder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Place {
    Name,
    /// A condition or a group.
    Line(LineId),
    /// A condition that is yet to be written, below a line.
    New(LineId),
    /// The same, behind all lines.
    Last,
    Sort,
    Limit,
    About,
    /// All rules as text.
    Text,
    /// What is found, and what keeps it.
    Keep,
}

pub(super) struct Editing {
    pub(super) place: Place,
    pub(super) field: Field,
    pub(super) completing: Completing,
    began: String,
    /// Of a text, the lines as they were when it could be read last.
    good: Option<Draft>,
}

impl Editing {
    /// None for lines that are not written in.
    pub(super) fn of(place: Place, draft: &Draft) -> Option<Self> {
        let value = match place {
            Place::Name => draft.name.clone(),
            Place::About => draft.about.clone(),
            Place::Text => draft.text(),
            Place::New(_) | Place::Last => String::new(),
            Place::Sort => order(&draft.outline.query()),
            Place::Limit => draft.outline.limit.map(|limit| limit.to_string()).unwrap_or_default(),
            Place::Line(id) => draft.outline.lines().into_iter().find(|line| line.id == id)?.expression.to_string(),
            Place::Keep => return None,
        };
        Some(Self { place, field: Field::new(&value), completing: Completing::in_turn(), began: value, good: None })
    }

    /// Stands before what is written, in the language.
    const fn prefix(&self) -> &'static str {
        match self.place {
            Place::Sort => "sort:",
            Place::Limit => "limit:",
            _ => "",
        }
    }

    const fn is_of_rules(&self) -> bool {
        !matches!(self.place, Place::Name | Place::About | Place::Keep)
    }

    pub(super) fn is_changed(&self) -> bool {
        self.field.value() != self.began
    }

    pub(super) fn press(&mut self, press: Press) {
        self.field.press(press);
    }

    /// The draft as what is written would make it; where that cannot be read, as it was last.
    pub(super) fn live(&self, draft: &Draft) -> Draft {
        match self.applied(draft) {
            // Taking it would change nothing: its lines keep their names.
            _ if !self.is_changed() => draft.clone(),
            Ok((same, _)) if same.says_what(draft) => draft.clone(),
            Ok((other, _)) => other,
            Err(_) => self.good.as_ref().unwrap_or(draft).clone(),
        }
    }

    /// The draft with what is written in it, and the line where it now stands.
    ///
    /// # Errors
    /// What cannot be read, and where in the field.
    pub(super) fn applied(&self, draft: &Draft) -> Result<(Draft, Place), Problem> {
        let mut draft = draft.clone();
        let value = self.field.value().trim();
        let place = match self.place {
            Place::Name => {
                value.clone_into(&mut draft.name);
                Place::Name
            }
            Place::About => {
                value.clone_into(&mut draft.about);
                Place::About
            }
            Place::Text => {
                draft.of_lines(&parse(self.field.value())?);
                Place::Text
            }
            Place::Sort | Place::Limit => {
                let query = self.tail()?;
                if self.place == Place::Sort {
                    draft.outline.sort = query.sort;
                } else {
                    draft.outline.limit = query.limit;
                }
                draft.broken = None;
                self.place
            }
            Place::Line(_) | Place::New(_) | Place::Last => {
                let query = parse(self.field.value())?;
                let asks = !query.expression.is_everything();
                let written = match self.place {
                    Place::Line(line) if asks => draft.outline.replace(line, query.expression),
                    Place::Line(line) => {
                        draft.outline.remove(line);
                        None
                    }
                    Place::New(behind) => draft.outline.insert(behind, query.expression),
                    _ => draft.outline.append(query.expression),
                };
                if asks && written.is_none() {
                    let message = "brackets would stand too deep in each other".to_owned();
                    return Err(Problem { at: 0..value.len(), message, kind: ProblemKind::Wrong });
                }
                if !query.sort.is_empty() {
                    draft.outline.sort = query.sort;
                }
                draft.outline.limit = query.limit.or(draft.outline.limit);
                draft.broken = None;
                written.map_or_else(|| self.beside(&draft), Place::Line)
            }
            Place::Keep => Place::Keep,
        };
        Ok((draft, place))
    }

    /// The line that has the cursor when nothing was written.
    pub(super) fn beside(&self, draft: &Draft) -> Place {
        match self.place {
            Place::New(behind) => Place::Line(behind),
            Place::Last => draft.outline.lines().last().map_or(Place::Name, |line| Place::Line(line.id)),
            place => place,
        }
    }

    /// An order or a limit alone.
    fn tail(&self) -> Result<Query, Problem> {
        let value = self.field.value();
        if value.trim().is_empty() {
            return Ok(Query::default());
        }
        let shift = self.prefix().len();
        let query = parse(&format!("{}{value}", self.prefix())).map_err(|problem| {
            let at = problem.at.start.saturating_sub(shift)..problem.at.end.saturating_sub(shift);
            Problem { at, ..problem }
        })?;
        if query.expression.is_everything() && (query.sort.is_empty() || query.limit.is_none()) {
            return Ok(query);
        }
        let message = format!("only what {} takes stands here", self.prefix());
        Err(Problem { at: 0..value.len(), message, kind: ProblemKind::Wrong })
    }

    /// The field as it would stand in the whole language.
    fn line(&self) -> Field {
        let mut line = Field::default();
        let shift = self.prefix().len();
        line.set(&format!("{}{}", self.prefix(), self.field.value()), shift + self.field.cursor());
        line
    }

    /// Looks at the field anew; what must be asked to go on.
    pub(super) fn follow(&mut self, draft: &Draft) -> Option<Question> {
        if self.place == Place::Text
            && let Ok((good, _)) = self.applied(draft)
        {
            self.good = Some(good);
        }
        if self.is_of_rules() { self.completing.follow(&self.line()) } else { None }
    }

    pub(super) fn arrive(&mut self, facet: Facet, begun: &str, values: Vec<ValueCount>) {
        self.completing.arrive(facet, begun, values);
    }

    /// Puts the first completion into the field; whether there was one.
    pub(super) fn complete(&mut self) -> bool {
        let (mut line, shift) = (self.line(), self.prefix().len());
        let accepted = self.is_of_rules() && self.completing.accept(&mut line);
        if accepted {
            self.field.set(line.value().get(shift..).unwrap_or_default(), line.cursor().saturating_sub(shift));
        }
        accepted
    }

    /// What keeps the line from being read, unless it is what is just typed and may go on.
    pub(super) fn problem(&self, draft: &Draft) -> Option<Problem> {
        let problem = self.applied(draft).err().filter(|_| !self.field.value().is_empty())?;
        let is_here = self.completing.is_there() && problem.at.end >= self.field.cursor();
        (!is_here && (problem.kind == ProblemKind::Wrong || !self.completing.is_there())).then_some(problem)
    }

    /// Stands where something cannot be read.
    pub(super) fn go_to(&mut self, problem: &Problem) {
        let written = self.field.value().to_owned();
        self.field.set(&written, problem.at.start);
    }
}

/// `-added,title`; empty for none.
pub(super) fn order(query: &Query) -> String {
    let text = Query { sort: query.sort.clone(), ..Query::default() }.to_string();
    text.strip_prefix("sort:").unwrap_or_default().to_owned()
}

/// "column 7: there is no gerne: — did you mean genre: ?"
pub(super) fn told(line: &str, problem: &Problem) -> String {
    let column = line.get(..problem.at.start).unwrap_or_default().chars().count() + 1;
    format!("column {column}: {}", problem.message)
}
