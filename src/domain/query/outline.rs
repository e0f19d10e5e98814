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
mod tests {
    use proptest::prelude::*;

    use super::super::lex::{Token, lex};
    use super::super::{parse, strategy};
    use super::*;

    fn shown(outline: &Outline) -> Vec<String> {
        let lines = outline.lines().into_iter().map(|line| {
            let words = match line.what {
                Said::Group(of) => of.words().to_owned(),
                Said::Condition(text) => text,
            };
            "  ".repeat(line.depth) + &words
        });
        lines.collect()
    }

    fn outline(text: &str) -> Outline {
        Outline::of(&parse(text).unwrap())
    }

    fn line(outline: &Outline, row: usize) -> LineId {
        outline.lines()[row].id
    }

    #[test]
    fn a_query_is_taken_apart_into_lines() {
        let rules =
            outline("genre:jazz -heard:0 (year:1960s | artist:ana) -(is:hidden | in:Kitchen) -(kal bpm:90) sort:title");
        assert_eq!(
            shown(&rules),
            [
                "all of",
                "  genre:jazz",
                "  -heard:0",
                "  any of",
                "    year:1960..1969",
                "    artist:ana",
                "  none of",
                "    is:hidden",
                "    in:Kitchen",
                "  none of",
                "    all of",
                "      kal",
                "      bpm:90",
            ]
        );
        assert_eq!(shown(&outline("")), ["all of"]);
        assert_eq!(shown(&outline("heard:0")), ["all of", "  heard:0"]);
        assert_eq!(shown(&outline("a | b c")), ["any of", "  a", "  all of", "    b", "    c"]);
        assert_eq!(shown(&outline("-(a | b)")), ["none of", "  a", "  b"]);
    }

    #[test]
    fn lines_are_added_changed_wrapped_and_taken_out() {
        let mut rules = outline("genre:jazz");
        let jazz = line(&rules, 1);
        let heard = rules.insert(jazz, parse("heard:0 is:here").unwrap().expression).unwrap();
        assert_eq!(rules.query().to_string(), "genre:jazz heard:0 is:here");
        assert!(rules.turn(heard));
        rules.insert(heard, parse("skips:0 rating:5").unwrap().expression).unwrap();
        assert_eq!(rules.query().to_string(), "genre:jazz (heard:0 | skips:0 rating:5) is:here");
        let group = line(&rules, 2);
        assert!(rules.turn(group), "of a group what it asks is turned");
        assert_eq!(rules.query().to_string(), "genre:jazz -(heard:0 | skips:0 rating:5) is:here");
        assert!(rules.remove(group) && !rules.remove(group));
        assert_eq!(rules.query().to_string(), "genre:jazz is:here");
        rules.replace(jazz, parse("genre:soul | genre:funk").unwrap().expression).unwrap();
        assert_eq!(rules.query().to_string(), "(genre:soul | genre:funk) is:here");
        rules.append(parse("x y").unwrap().expression).unwrap();
        assert_eq!(rules.query().to_string(), "(genre:soul | genre:funk) is:here x y");
        assert_eq!(rules.replace(rules.root(), parse("a | b").unwrap().expression), Some(rules.root()));
        assert_eq!(shown(&rules), ["any of", "  a", "  b"]);
        rules.append(parse("x y").unwrap().expression).unwrap();
        assert_eq!(rules.query().to_string(), "a | b | x y");
        assert!(rules.remove(rules.root()) && !rules.remove(rules.root()));
        assert_eq!((rules.query().to_string(), shown(&rules)), (String::new(), vec!["all of".to_owned()]));
        assert_eq!(rules.insert(rules.root(), Expression::default()), None);
    }

    #[test]
    fn a_line_alone_in_its_group_turns_that_and_nests_no_other() {
        let mut rules = outline("genre:jazz heard:0");
        let heard = line(&rules, 2);
        let mut seen = Vec::new();
        for _ in 0..4 {
            assert!(rules.turn(heard));
            seen.push(shown(&rules).get(2).cloned().unwrap());
            assert_eq!(rules.lines().len(), 4, "{:?}", shown(&rules));
        }
        assert_eq!(seen, ["  any of", "  none of", "  all of", "  any of"]);
        let mut alone = outline("heard:0");
        assert!(alone.turn(line(&alone, 1)));
        assert_eq!(shown(&alone), ["all of", "  any of", "    heard:0"], "the outermost stays as it is");
    }

    #[test]
    fn a_line_moves_into_groups_and_out_of_them() {
        let mut rules = outline("a (b | c) d");
        let a = line(&rules, 1);
        let mut seen = Vec::new();
        while rules.shift(a, true) {
            seen.push(rules.query().to_string());
        }
        assert_eq!(seen, ["(a | b | c) d", "(b | a | c) d", "(b | c | a) d", "(b | c) a d", "(b | c) d a"]);
        assert!(!rules.shift(rules.root(), true));
    }

    #[test]
    fn nothing_is_wrapped_deeper_than_it_can_be_read() {
        let mut rules = outline("a");
        let a = line(&rules, 1);
        while rules.turn(a) {
            assert_eq!(parse(&rules.query().to_string()), Ok(rules.query()));
            rules.insert(a, parse("b c").unwrap().expression);
        }
        assert_eq!(rules.lines().iter().map(|line| line.depth).max(), Some(GROUPS));
    }

    #[test]
    fn what_stands_as_deep_as_it_may_is_edited_still() {
        let mut text = "a b".to_owned();
        for _ in 0..DEEPEST {
            text = format!("-({text}) c");
        }
        let deep = outline(&text);
        let root = deep.root();
        let reads = |rules: &Outline| parse(&rules.query().to_string()) == Ok(rules.query());
        let mut rules = deep.clone();
        assert!(rules.insert(root, parse("x").unwrap().expression).is_some() && reads(&rules));
        let innermost = rules.lines().iter().max_by_key(|line| line.depth).unwrap().id;
        assert!(rules.insert(innermost, parse("y z").unwrap().expression).is_some() && reads(&rules));
        assert_eq!(rules.insert(innermost, parse("p | q").unwrap().expression), None, "one bracket more");
        assert!(rules.replace(innermost, parse("w").unwrap().expression).is_some() && reads(&rules));

        let mut rules = deep;
        for _ in 0..4 {
            assert!(rules.turn(root) && reads(&rules), "none of all would be one bracket more");
        }
    }

    /// An edit of the line at this place, counted round.
    #[derive(Clone, Debug)]
    enum Edit {
        Insert(usize, Expression),
        Replace(usize, Expression),
        Remove(usize),
        Turn(usize),
        Shift(usize, bool),
    }

    fn edit() -> BoxedStrategy<Edit> {
        let expression = || strategy::query().prop_map(|query| query.expression);
        let row = || 0usize..40;
        prop_oneof![
            3 => (row(), expression()).prop_map(|(row, expression)| Edit::Insert(row, expression)),
            1 => (row(), expression()).prop_map(|(row, expression)| Edit::Replace(row, expression)),
            1 => row().prop_map(Edit::Remove),
            3 => row().prop_map(Edit::Turn),
            3 => (row(), any::<bool>()).prop_map(|(row, down)| Edit::Shift(row, down)),
        ]
        .boxed()
    }

    proptest! {
        #[test]
        fn brackets_are_counted_as_they_are_written(query in strategy::query()) {
            let (mut depth, mut deepest) = (0, 0);
            for piece in lex(&query.expression.to_string()) {
                match piece.token {
                    Token::Open => depth += 1,
                    Token::Close => depth -= 1,
                    _ => {}
                }
                deepest = deepest.max(depth);
            }
            prop_assert_eq!(query.expression.brackets(), deepest);
        }

        #[test]
        fn an_outline_says_the_query_that_it_was_made_of(query in strategy::query()) {
            prop_assert_eq!(Outline::of(&query).query(), query);
        }

        #[test]
        fn whatever_is_edited_its_text_reads_back_as_the_same(
            query in strategy::query(),
            edits in prop::collection::vec(edit(), 0..16),
        ) {
            let mut rules = Outline::of(&query);
            for edit in edits {
                let lines = rules.lines();
                let at = |row: usize| lines[row % lines.len()].id;
                let before = shown(&rules);
                match edit {
                    Edit::Insert(row, expression) => _ = rules.insert(at(row), expression),
                    Edit::Replace(row, expression) => _ = rules.replace(at(row), expression),
                    Edit::Remove(row) => _ = rules.remove(at(row)),
                    Edit::Turn(row) => _ = rules.turn(at(row)),
                    Edit::Shift(row, down) => {
                        if rules.shift(at(row), down) {
                            let mut back = rules.clone();
                            prop_assert!(back.shift(at(row), !down));
                            prop_assert_eq!(shown(&back), before);
                        } else {
                            prop_assert_eq!(shown(&rules), before);
                        }
                    }
                }
                let query = rules.query();
                prop_assert_eq!(parse(&query.to_string()), Ok(query.clone()), "{}", query);
                let mut names: Vec<LineId> = rules.lines().iter().map(|line| line.id).collect();
                let all = names.len();
                names.sort_unstable();
                names.dedup();
                prop_assert_eq!(names.len(), all, "no name stands twice");
            }
        }
    }
}
