//! A line cut into pieces, each with its place. Cutting never fails.

use std::ops::Range;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Open,
    Close,
    /// `|`
    Bar,
    /// `-` before something.
    Minus,
    Word(Word),
}

/// Letters without spaces between, of which some may have been in quotes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Word {
    /// Without its quotes.
    pub(super) text: String,
    /// Which bytes of `text` were in quotes, so that a sign there is no sign.
    pub(super) quoted: Vec<Range<usize>>,
    /// The last quote was not closed.
    pub(super) open: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) token: Token,
    /// Bytes of the line.
    pub(super) at: Range<usize>,
}

impl Word {
    /// Whether nothing of it was in quotes.
    pub(super) fn is_bare(&self) -> bool {
        self.quoted.is_empty()
    }

    pub(super) fn is_quoted_at(&self, at: usize) -> bool {
        self.quoted.iter().any(|range| range.contains(&at))
    }

    /// What stands behind byte `at`.
    pub(super) fn from(&self, at: usize) -> Self {
        let moved = self.quoted.iter().filter(|range| range.end >= at);
        Self {
            text: self.text.get(at..).unwrap_or_default().to_owned(),
            quoted: moved.map(|range| range.start.saturating_sub(at)..range.end.saturating_sub(at)).collect(),
            open: self.open,
        }
    }
}

pub(super) fn lex(line: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(c) = line.get(at..).and_then(|rest| rest.chars().next()) {
        let next = at + c.len_utf8();
        let token = match c {
            _ if c.is_whitespace() => {
                at = next;
                continue;
            }
            '(' => Token::Open,
            ')' => Token::Close,
            '|' => Token::Bar,
            '-' if precedes(line, next) => Token::Minus,
            _ => {
                let (word, end) = word(line, at);
                pieces.push(Piece { token: Token::Word(word), at: at..end });
                at = end;
                continue;
            }
        };
        pieces.push(Piece { token, at: at..next });
        at = next;
    }
    pieces
}

/// Whether something stands right behind that a sign could be about.
fn precedes(line: &str, at: usize) -> bool {
    line.get(at..).and_then(|rest| rest.chars().next()).is_some_and(|c| !c.is_whitespace() && !matches!(c, ')' | '|'))
}

fn word(line: &str, start: usize) -> (Word, usize) {
    let mut word = Word::default();
    let mut quote: Option<usize> = None;
    let mut end = line.len();
    let mut chars = line.get(start..).unwrap_or_default().char_indices();
    while let Some((offset, c)) = chars.next() {
        match (c, quote) {
            ('"', None) => quote = Some(word.text.len()),
            ('"', Some(from)) => {
                word.quoted.push(from..word.text.len());
                quote = None;
            }
            ('\\', Some(_)) => match chars.next() {
                Some((_, escaped)) => word.text.push(escaped),
                None => word.text.push('\\'),
            },
            (c, None) if c.is_whitespace() || matches!(c, '(' | ')' | '|') => {
                end = start + offset;
                break;
            }
            (c, _) => word.text.push(c),
        }
    }
    if let Some(from) = quote {
        word.quoted.push(from..word.text.len());
        word.open = true;
    }
    (word, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_may_stand_in_the_middle_and_signs_only_before_something() {
        let words: Vec<(Token, Range<usize>)> =
            lex(r#"artist:"a \"b" -(x|a-ha) - "o"#).into_iter().map(|piece| (piece.token, piece.at)).collect();
        let Token::Word(first) = &words[0].0 else { panic!("{words:?}") };
        assert_eq!((first.text.as_str(), first.quoted.first()), ("artist:a \"b", Some(&(7..11))));
        assert_eq!(words[1], (Token::Minus, 15..16));
        assert_eq!(words[2].0, Token::Open);
        assert_eq!(words[4].0, Token::Bar);
        assert!(matches!(&words[5].0, Token::Word(word) if word.text == "a-ha"));
        assert!(matches!(&words[7].0, Token::Word(word) if word.text == "-"));
        assert!(matches!(&words[8].0, Token::Word(word) if word.open && word.text == "o"));
    }
}
