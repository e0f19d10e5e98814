//! Signs that the frame is drawn with, each with an ASCII twin.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::domain::text;

/// Which signs the terminal can show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GlyphChoice {
    /// Unicode when the locale says UTF-8 and this is not the bare Linux console.
    #[default]
    Auto,
    Unicode,
    Ascii,
}

impl GlyphChoice {
    /// By its name among the settings.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name {
            "unicode" => Self::Unicode,
            "ascii" => Self::Ascii,
            _ => Self::Auto,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyphs {
    pub rule: &'static str,
    pub column_rule: &'static str,
    pub focus: &'static str,
    /// In place of the focus mark: a marked line, and one that is focused too.
    pub marked: &'static str,
    pub marked_here: &'static str,
    /// Stands before the name of the page that is shown.
    pub here: &'static str,
    pub playing: &'static str,
    pub paused: &'static str,
    pub stopped: &'static str,
    pub passed: &'static str,
    pub head: &'static str,
    pub ahead: &'static str,
    pub weight: &'static str,
    pub ellipsis: &'static str,
    pub liked: &'static str,
    /// Behind a pick that was heard since it was put there.
    pub heard: &'static str,
    /// Before a folder in a tree, open and closed.
    pub open: &'static str,
    pub closed: &'static str,
    ascii: bool,
}

impl Glyphs {
    pub const UNICODE: Self = Self {
        rule: "─",
        column_rule: "│",
        focus: "▌",
        marked: "•",
        marked_here: "█",
        here: "›",
        playing: "▶",
        paused: "‖",
        stopped: "■",
        passed: "━",
        head: "╸",
        ahead: "─",
        weight: "█",
        ellipsis: "…",
        liked: "●",
        heard: "✓",
        open: "▾",
        closed: "▸",
        ascii: false,
    };

    pub const ASCII: Self = Self {
        rule: "-",
        column_rule: "|",
        focus: ">",
        marked: "*",
        marked_here: "#",
        here: ">",
        playing: ">",
        paused: "=",
        stopped: "#",
        passed: "=",
        head: ">",
        ahead: "-",
        weight: "#",
        ellipsis: "..",
        liked: "*",
        heard: "v",
        open: "-",
        closed: "+",
        ascii: true,
    };

    /// The signs for a choice; `locale` is the value of LC_ALL, LC_CTYPE or LANG, `term` of TERM.
    #[must_use]
    pub fn choose(choice: GlyphChoice, locale: Option<&str>, term: Option<&str>) -> Self {
        let utf8 = || {
            let locale = locale.unwrap_or_default().to_ascii_lowercase();
            (locale.contains("utf-8") || locale.contains("utf8")) && !matches!(term, Some("linux" | "dumb"))
        };
        match choice {
            GlyphChoice::Unicode => Self::UNICODE,
            GlyphChoice::Ascii => Self::ASCII,
            GlyphChoice::Auto if utf8() => Self::UNICODE,
            GlyphChoice::Auto => Self::ASCII,
        }
    }

    /// Whether only ASCII is drawn.
    #[must_use]
    pub const fn is_ascii(&self) -> bool {
        self.ascii
    }

    /// The signs for a choice on this terminal.
    #[must_use]
    pub fn of_environment(choice: GlyphChoice) -> Self {
        let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(variable);
        Self::choose(choice, locale.as_deref(), variable("TERM").as_deref())
    }

    /// `text` as it can be shown. Without Unicode signs, typographic punctuation becomes plain;
    /// letters of titles stay what they are.
    #[must_use]
    pub fn plain<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.ascii { text::typewriter(text) } else { Cow::Borrowed(text) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locale_decides_unless_the_listener_does() {
        let auto = GlyphChoice::Auto;
        assert_eq!(Glyphs::choose(auto, Some("de_DE.UTF-8"), Some("xterm-256color")), Glyphs::UNICODE);
        assert_eq!(Glyphs::choose(auto, Some("C.utf8"), None), Glyphs::UNICODE);
        assert_eq!(Glyphs::choose(auto, Some("de_DE.UTF-8"), Some("linux")), Glyphs::ASCII);
        assert_eq!(Glyphs::choose(auto, Some("POSIX"), None), Glyphs::ASCII);
        assert_eq!(Glyphs::choose(GlyphChoice::Unicode, None, Some("linux")), Glyphs::UNICODE);
    }

    #[test]
    fn the_ascii_set_is_ascii() {
        let Glyphs {
            rule,
            column_rule,
            focus,
            marked,
            marked_here,
            here,
            playing,
            paused,
            stopped,
            passed,
            head,
            ahead,
            weight,
            ellipsis,
            liked,
            heard,
            ..
        } = Glyphs::ASCII;
        for glyph in [
            rule,
            column_rule,
            focus,
            marked,
            marked_here,
            here,
            playing,
            paused,
            stopped,
            passed,
            head,
            ahead,
            weight,
            ellipsis,
            liked,
            heard,
        ] {
            assert!(glyph.is_ascii());
        }
        assert_eq!(Glyphs::ASCII.plain("“Kitchen” · Björk’s"), "\"Kitchen\" - Björk's");
    }
}
