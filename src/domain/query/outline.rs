//! A query as an outline: one line a condition, groups over what they ask of, edited line by line.
//!
//! It is the same query in another shape: [`Outline::of`] takes it apart, [`Outline::query`] puts
//! it together. Groups may be empty or hold one line while somebody works on them; in the query
//! such groups say nothing or vanish, as they do in its text.

use super::parse::DEEPEST;
use super::{Expression, Limit, Query, SortKey};

/// Groups in each other, at most: a bracket that is turned round holds two.
const GROUPS: usize = 2 * (DEEPEST + 1);

/// Names a line of one outline as long as it lives, wherever it is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LineId(u32);

/// What a group asks of its lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    All,
    Any,
    None,
}

/// One line, as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub id: LineId,
    /// How many groups it stands in; only the outermost group stands in none.
    pub depth: usize,
    pub what: Said,
    /// All that the line and those in it ask.
    pub expression: Expression,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    Group(Of),
    /// The text of one condition.
    Condition(String),
}

#[derive(Clone, Debug)]
pub struct Outline {
    root: Node,
    pub sort: Vec<SortKey>,
    pub limit: Option<Limit>,
    /// Names given so far.
    named: u32,
}

#[derive(Clone, Debug)]
struct Node {
    id: LineId,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Group(Of, Vec<Node>),
    /// Words or a test, perhaps turned round.
    Condition(Expression),
}

/// Where a line stands: the places of the groups around it from the outside, then its own.
type Path = Vec<usize>;

impl Of {
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::All => "all of",
            Self::Any => "any of",
            Self::None => "none of",
        }
    }

    const fn next(self) -> Self {
        match self {
            Self::All => Self::Any,
            Self::Any => Self::None,
            Self::None => Self::All,
        }
    }
}

impl Default for Outline {
    fn default() -> Self {
        Self::of(&Query::default())
    }
}

impl Outline {
    #[must_use]
    pub fn of(query: &Query) -> Self {
        let mut outline = Self {
            root: Node { id: LineId(0), what: What::Group(Of::All, Vec::new()) },
            sort: query.sort.clone(),
            limit: query.limit,
            named: 1,
        };
        outline.rewrite(query.expression.clone());
        outline
    }

    /// Other lines in place of all of them, named as none was before; order and limit stay.
    pub fn rewrite(&mut self, expression: Expression) {
        let mut whole = self.node(expression.normal());
        self.root.what = match whole.what {
            group @ What::Group(..) => group,
            condition @ What::Condition(_) => {
                whole.what = condition;
                What::Group(Of::All, vec![whole])
            }
        };
    }

    /// The query that its lines say.
    #[must_use]
    pub fn query(&self) -> Query {
        Query { expression: self.root.expression().normal(), sort: self.sort.clone(), limit: self.limit }
    }

    /// The outermost group.
    #[must_use]
    pub const fn root(&self) -> LineId {
        self.root.id
    }

    /// From the top, each group before what stands in it.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        self.root.list(0, &mut lines);
        lines
    }

    /// Puts conditions behind a line, or first into a group. What must all hold becomes lines of
    /// its own where all lines must hold. The first new line; none when nothing is asked, there is
    /// no such line, or brackets would stand too deep in each other.
    pub fn insert(&mut self, behind: LineId, expression: Expression) -> Option<LineId> {
        let mut path = self.path(behind)?;
        if matches!(self.at(&path)?.what, What::Group(..)) {
            path.push(0);
        } else {
            *path.last_mut()? += 1;
        }
        self.trying(|outline| outline.put(&path, expression))
    }

    /// Puts conditions behind all others into the outermost group. The first new line; none as of
    /// [`Self::insert`].
    pub fn append(&mut self, expression: Expression) -> Option<LineId> {
        let What::Group(_, parts) = &self.root.what else { return None };
        let path = [parts.len()];
        self.trying(|outline| outline.put(&path, expression))
    }

    /// Puts others in place of a line, or of all lines where it is the outermost group. The first
    /// new line, or that group; none as of [`Self::insert`].
    pub fn replace(&mut self, line: LineId, expression: Expression) -> Option<LineId> {
        let path = self.path(line)?;
        if path.is_empty() {
            self.rewrite(expression);
            return Some(self.root.id);
        }
        self.trying(|outline| {
            outline.take(&path)?;
            outline.put(&path, expression)
        })
    }

    /// Takes a line out, and all that stands in it; of the outermost group all lines. Whether
    /// there was anything to take.
    pub fn remove(&mut self, line: LineId) -> bool {
        match self.path(line) {
            Some(path) if path.is_empty() => {
                let had = matches!(&self.root.what, What::Group(_, parts) if !parts.is_empty());
                self.root.what = What::Group(Of::All, Vec::new());
                had
            }
            Some(path) => self.take(&path).is_some(),
            None => false,
        }
    }

    /// Lets a group ask the next of its lines: all, any, none; past what would stand too deep in
    /// brackets. A condition gets a group of its own, of which any line may hold; one that stands
    /// alone in such a group turns that. Whether that could be done.
    pub fn turn(&mut self, line: LineId) -> bool {
        let Some(mut path) = self.path(line) else { return false };
        if let [around @ .., own, _] = path.as_slice()
            && let Some(Node { what: What::Group(_, parts), .. }) = self.at(&[around, &[*own]].concat())
            && matches!(parts.as_slice(), [Node { what: What::Condition(_), .. }])
        {
            path.pop();
        }
        if let Some(Node { what: What::Group(of, _), .. }) = self.at(&path) {
            return [of.next(), of.next().next()].into_iter().any(|next| self.ask(&path, next).is_some());
        }
        let wrapped = self.trying(|outline| {
            let (inner, id) = (outline.take(&path)?, outline.name());
            outline.place(&path, Node { id, what: What::Group(Of::Any, vec![inner]) })
        });
        wrapped.is_some()
    }

    /// Moves a line down or up: past a condition, into a group, out of its own behind the last of
    /// it. The way back is the same way. Whether it could move.
    pub fn shift(&mut self, line: LineId, down: bool) -> bool {
        let Some(path) = self.path(line) else { return false };
        let Some((&place, around)) = path.split_last() else { return false };
        let Some(Node { what: What::Group(_, parts), .. }) = self.at(around) else { return false };
        let beside = if down { Some(place + 1) } else { place.checked_sub(1) };
        // Where it goes, as places are once it is taken out.
        let to: Path = match beside.and_then(|beside| Some((beside, parts.get(beside)?))) {
            Some((beside, Node { what: What::Group(_, inner), .. })) => {
                let group = if down { place } else { beside };
                around.iter().copied().chain([group, if down { 0 } else { inner.len() }]).collect()
            }
            Some((beside, _)) => around.iter().copied().chain([beside]).collect(),
            None => {
                let Some((own, outside)) = around.split_last() else { return false };
                outside.iter().copied().chain([own + usize::from(down)]).collect()
            }
        };
        let moved = self.trying(|outline| {
            let node = outline.take(&path)?;
            outline.place(&to, node)
        });
        moved.is_some()
    }

    fn ask(&mut self, path: &[usize], next: Of) -> Option<()> {
        self.trying(|outline| {
            let Node { what: What::Group(of, _), .. } = outline.at_mut(path)? else { return None };
            *of = next;
            Some(())
        })
    }

    /// Does something, or nothing when it cannot be done or stands too deep: in brackets of its
    /// text, or in groups, of which some are not written. What stood deeper may stay so.
    fn trying<T>(&mut self, edit: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let before = self.clone();
        let depths = |outline: &Self| (outline.root.expression().normal().brackets(), outline.root.depth());
        let (brackets, groups) = depths(self);
        let done = edit(self).filter(|_| {
            let now = depths(self);
            now.0 <= DEEPEST.max(brackets) && now.1 <= GROUPS.max(groups)
        });
        if done.is_none() {
            *self = before;
        }
        done
    }

    fn put(&mut self, path: &[usize], expression: Expression) -> Option<LineId> {
        let (_, around) = path.split_last()?;
        let all = matches!(self.at(around)?.what, What::Group(Of::All, _));
        let parts = match expression.normal() {
            Expression::All(parts) if all || parts.is_empty() => parts,
            one => vec![one],
        };
        let mut first = None;
        for part in parts.into_iter().rev() {
            let node = self.node(part);
            first = Some(self.place(path, node)?);
        }
        first
    }

    fn place(&mut self, path: &[usize], node: Node) -> Option<LineId> {
        let (&place, around) = path.split_last()?;
        let id = node.id;
        let Node { what: What::Group(_, parts), .. } = self.at_mut(around)? else { return None };
        parts.insert(place.min(parts.len()), node);
        Some(id)
    }

    fn take(&mut self, path: &[usize]) -> Option<Node> {
        let (&place, around) = path.split_last()?;
        let Node { what: What::Group(_, parts), .. } = self.at_mut(around)? else { return None };
        (place < parts.len()).then(|| parts.remove(place))
    }

    fn at(&self, path: &[usize]) -> Option<&Node> {
        path.iter().try_fold(&self.root, |node, place| match &node.what {
            What::Group(_, parts) => parts.get(*place),
            What::Condition(_) => None,
        })
    }

    fn at_mut(&mut self, path: &[usize]) -> Option<&mut Node> {
        path.iter().try_fold(&mut self.root, |node, place| match &mut node.what {
            What::Group(_, parts) => parts.get_mut(*place),
            What::Condition(_) => None,
        })
    }

    fn path(&self, line: LineId) -> Option<Path> {
        let mut path = Path::new();
        self.root.find(line, &mut path).then_some(path)
    }

    const fn name(&mut self) -> LineId {
        self.named += 1;
        LineId(self.named)
    }

    fn node(&mut self, expression: Expression) -> Node {
        let id = self.name();
        let mut group =
            |of, parts: Vec<Expression>| What::Group(of, parts.into_iter().map(|part| self.node(part)).collect());
        let what = match expression {
            Expression::All(parts) => group(Of::All, parts),
            Expression::Any(parts) => group(Of::Any, parts),
            Expression::Not(inner) => match *inner {
                Expression::Any(parts) => group(Of::None, parts),
                inner @ (Expression::All(_) | Expression::Not(_)) => group(Of::None, vec![inner]),
                leaf => What::Condition(Expression::Not(Box::new(leaf))),
            },
            leaf => What::Condition(leaf),
        };
        Node { id, what }
    }
}

impl Node {
    fn expression(&self) -> Expression {
        match &self.what {
            What::Condition(expression) => expression.clone(),
            What::Group(of, parts) => {
                let parts = parts.iter().map(Self::expression).collect();
                match of {
                    Of::All => Expression::All(parts),
                    Of::Any => Expression::Any(parts),
                    Of::None => Expression::Not(Box::new(Expression::Any(parts))),
                }
            }
        }
    }

    fn list(&self, depth: usize, lines: &mut Vec<Line>) {
        let what = match &self.what {
            What::Group(of, _) => Said::Group(*of),
            What::Condition(expression) => Said::Condition(expression.to_string()),
        };
        lines.push(Line { id: self.id, depth, what, expression: self.expression().normal() });
        if let What::Group(_, parts) = &self.what {
            parts.iter().for_each(|part| part.list(depth + 1, lines));
        }
    }

    /// Whether a line is this one or in it, and where.
    fn find(&self, line: LineId, path: &mut Path) -> bool {
        if self.id == line {
            return true;
        }
        let What::Group(_, parts) = &self.what else { return false };
        for (place, part) in parts.iter().enumerate() {
            path.push(place);
            if part.find(line, path) {
                return true;
            }
            path.pop();
        }
        false
    }

    /// Groups in each other.
    fn depth(&self) -> usize {
        match &self.what {
            What::Condition(_) => 0,
            What::Group(_, parts) => 1 + parts.iter().map(Self::depth).max().unwrap_or(0),
        }
    }
}

#[cfg(test)]
mod tests;
