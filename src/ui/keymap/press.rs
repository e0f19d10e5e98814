//! Keys as they are pressed, and as the table writes them.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

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
        let mut modifiers = KeyModifiers::empty();
        let mut rest = text;
        while let Some((modifier, after)) = rest.split_at_checked(2).filter(|(_, after)| !after.is_empty()) {
            modifiers |= match modifier {
                "C-" => KeyModifiers::CONTROL,
                "S-" => KeyModifiers::SHIFT,
                "A-" => KeyModifiers::ALT,
                _ => break,
            };
            rest = after;
        }
        let code = match rest {
            "Space" => KeyCode::Char(' '),
            "Enter" => KeyCode::Enter,
            "Esc" => KeyCode::Esc,
            "Tab" => KeyCode::Tab,
            "Backspace" => KeyCode::Backspace,
            "Up" => KeyCode::Up,
            "Down" => KeyCode::Down,
            "Left" => KeyCode::Left,
            "Right" => KeyCode::Right,
            "Home" => KeyCode::Home,
            "End" => KeyCode::End,
            "PgUp" => KeyCode::PageUp,
            "PgDn" => KeyCode::PageDown,
            "Delete" => KeyCode::Delete,
            "Insert" => KeyCode::Insert,
            function if function.len() == 2 && function.starts_with('F') => {
                KeyCode::F(function.get(1..)?.parse().ok().filter(|number| (1..=9).contains(number))?)
            }
            letter => KeyCode::Char(letter.chars().next().filter(|c| c.len_utf8() == letter.len())?),
        };
        Some(Self { code, modifiers })
    }

    pub(super) fn parse_sequence(text: &str) -> Option<Vec<Self>> {
        text.split(' ').map(Self::parse).collect()
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
        match self.code {
            KeyCode::Char(' ') => f.write_str("Space"),
            KeyCode::Char(c) => write!(f, "{c}"),
            code => write!(f, "{code}"),
        }
    }
}
