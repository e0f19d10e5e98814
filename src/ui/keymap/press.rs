//! Keys as they are pressed, and as the table writes them.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Keys without a letter, as they are written first, and as others write them.
const NAMES: [(&str, KeyCode); 20] = [
    ("Space", KeyCode::Char(' ')),
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("Backspace", KeyCode::Backspace),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PgUp", KeyCode::PageUp),
    ("PgDn", KeyCode::PageDown),
    ("Delete", KeyCode::Delete),
    ("Insert", KeyCode::Insert),
    ("Return", KeyCode::Enter),
    ("Escape", KeyCode::Esc),
    ("PageUp", KeyCode::PageUp),
    ("PageDown", KeyCode::PageDown),
    ("Del", KeyCode::Delete),
];

/// One key with its modifiers, written `a`, `A`, `C-d`, `S-Tab`, `Space`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Press {
    pub code: KeyCode,
    pub modifiers: KeyModifiers,
}

impl Press {
    /// The same key always gives the same press: Shift is part of a letter.
    #[must_use]
    pub fn of(event: KeyEvent) -> Self {
        let mut modifiers = event.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT);
        let code = match event.code {
            KeyCode::Char(c) => {
                modifiers -= KeyModifiers::SHIFT;
                KeyCode::Char(if modifiers.contains(KeyModifiers::CONTROL) { c.to_ascii_lowercase() } else { c })
            }
            KeyCode::BackTab => {
                modifiers |= KeyModifiers::SHIFT;
                KeyCode::Tab
            }
            code => code,
        };
        Self { code, modifiers }
    }

    pub const ESC: Self = Self { code: KeyCode::Esc, modifiers: KeyModifiers::NONE };

    /// Whether it is a letter or sign held with Alt alone.
    #[must_use]
    pub const fn letter_with_alt(self) -> bool {
        matches!(self.code, KeyCode::Char(_)) && self.modifiers.contains(KeyModifiers::ALT)
    }

    /// The key of QWERTY in the same place, for a letter of another alphabet.
    #[must_use]
    pub fn on_qwerty(self) -> Self {
        match self.code {
            KeyCode::Char(c) => Self { code: KeyCode::Char(super::layout::on_qwerty(c).unwrap_or(c)), ..self },
            _ => self,
        }
    }

    /// The key itself, without Alt, if Alt was held.
    #[must_use]
    pub fn without_alt(self) -> Option<Self> {
        let held = self.modifiers.contains(KeyModifiers::ALT);
        held.then(|| Self { modifiers: self.modifiers - KeyModifiers::ALT, ..self })
    }

    /// The letter it would type.
    #[must_use]
    pub fn letter(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if self.modifiers.is_empty() => Some(c),
            _ => None,
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        const MODIFIERS: [(&str, KeyModifiers); 6] = [
            ("C-", KeyModifiers::CONTROL),
            ("S-", KeyModifiers::SHIFT),
            ("A-", KeyModifiers::ALT),
            ("Ctrl-", KeyModifiers::CONTROL),
            ("Shift-", KeyModifiers::SHIFT),
            ("Alt-", KeyModifiers::ALT),
        ];
        let mut modifiers = KeyModifiers::empty();
        let mut rest = text;
        let held = |rest: &str| {
            let all = MODIFIERS.iter().map(|(name, modifier)| (rest.len() > name.len(), *name, *modifier));
            all.filter(|(goes_on, name, _)| *goes_on && rest.starts_with(name))
                .map(|(_, name, m)| (name.len(), m))
                .next()
        };
        while let Some((length, modifier)) = held(rest) {
            modifiers |= modifier;
            rest = rest.get(length..)?;
        }
        let named = NAMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(rest)).map(|(_, code)| *code);
        let function = || {
            let number = rest.strip_prefix('F')?.parse().ok()?;
            (1..=12).contains(&number).then_some(KeyCode::F(number))
        };
        let letter =
            || rest.chars().next().filter(|c| c.len_utf8() == rest.len() && !c.is_control()).map(KeyCode::Char);
        let mut code = named.or_else(letter).or_else(function)?;
        if let KeyCode::Char(c) = code
            && modifiers.contains(KeyModifiers::SHIFT)
            && !modifiers.contains(KeyModifiers::CONTROL)
        {
            code = KeyCode::Char(c.to_uppercase().next().unwrap_or(c));
        }
        // As a terminal would tell it.
        Some(Self::of(KeyEvent::new(code, modifiers)))
    }

    pub(super) fn parse_sequence(text: &str) -> Option<Vec<Self>> {
        let presses: Option<Vec<Self>> = text.split_whitespace().map(Self::parse).collect();
        presses.filter(|presses| !presses.is_empty())
    }
}

impl fmt::Display for Press {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.modifiers.contains(KeyModifiers::CONTROL) {
            f.write_str("C-")?;
        }
        if self.modifiers.contains(KeyModifiers::SHIFT) {
            f.write_str("S-")?;
        }
        if self.modifiers.contains(KeyModifiers::ALT) {
            f.write_str("A-")?;
        }
        match (NAMES.iter().find(|(_, code)| *code == self.code), self.code) {
            (Some((name, _)), _) => f.write_str(name),
            (None, KeyCode::Char(c)) => write!(f, "{c}"),
            (None, code) => write!(f, "{code}"),
        }
    }
}
