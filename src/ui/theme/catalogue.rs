//! All themes by name: those that tonearm comes with, and the listener's.

use super::{Background, ColourChoice, ColourEnvironment, Palette, Role, Roles, Theme, builtin};
use crate::config::{Complaint, Paint, Shade, ThemeSource, unknown};
use crate::domain::colour::Colour;

/// One theme that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// As the setting `theme` calls it.
    pub name: String,
    pub words: String,
    /// Where the listener wrote it; none for tonearm's own.
    pub file: Option<String>,
    palette: Palette,
    /// What it is made for, whatever the terminal stands on.
    background: Option<Background>,
    /// How many colours it uses at most.
    depth: ColourChoice,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Themes {
    entries: Vec<Entry>,
}

/// The theme where nothing is chosen.
const AUTO: &str = "auto";

impl Default for Themes {
    fn default() -> Self {
        let entry = |name: &str, words: &str, palette, background, depth| Entry {
            name: name.to_owned(),
            words: words.to_owned(),
            file: None,
            palette,
            background,
            depth,
        };
        let (calm, contrast) = (builtin::calm, builtin::contrast);
        let entries = vec![
            entry(AUTO, "calm, dark or light as the terminal", calm(), None, ColourChoice::Auto),
            entry("dark", "calm, for dark", calm(), Some(Background::Dark), ColourChoice::Auto),
            entry("light", "calm, for light", calm(), Some(Background::Light), ColourChoice::Auto),
            entry("contrast", "high contrast, dark or light", contrast(), None, ColourChoice::Auto),
            entry("mono", "no colour: weight and text only", calm(), None, ColourChoice::Mono),
            entry("ansi", "the terminal's own 16", calm(), None, ColourChoice::Ansi16),
        ];
        Self { entries }
    }
}

impl Themes {
    /// Tonearm's own and those of the listener, with what is wrong with theirs.
    #[must_use]
    pub fn of(sources: &[ThemeSource]) -> (Self, Vec<Complaint>) {
        let mut themes = Self::default();
        let mut complaints = Vec::new();
        let mut waiting: Vec<&ThemeSource> = Vec::new();
        for source in sources {
            match themes.get(&source.name) {
                Some(_) => complaints.push(Complaint::new(
                    &source.file,
                    source.line,
                    format!("tonearm has a theme {} itself; give yours another name", source.name),
                )),
                None => waiting.push(source),
            }
        }
        // One that is like another comes after it.
        while !waiting.is_empty() {
            let (ready, rest): (Vec<_>, Vec<_>) = waiting
                .into_iter()
                .partition(|source| source.like.as_ref().is_none_or(|like| themes.get(&like.what).is_some()));
            waiting = rest;
            if ready.is_empty() {
                for source in &waiting {
                    complaints.extend(source.like.as_ref().map(|like| {
                        let text = unknown(&like.what, themes.entries.iter().map(|entry| entry.name.as_str()));
                        let text = text.replacen("there is no ", "like: there is no theme ", 1);
                        Complaint::new(&source.file, like.line, text)
                    }));
                }
                for source in waiting.drain(..) {
                    themes.add(source, AUTO, &mut complaints);
                }
            }
            for source in ready {
                let like = source.like.as_ref().map_or(AUTO, |like| like.what.as_str());
                themes.add(source, like, &mut complaints);
            }
        }
        (themes, complaints)
    }

    fn add(&mut self, source: &ThemeSource, like: &str, complaints: &mut Vec<Complaint>) {
        let Some(base) = self.get(like).cloned() else { return };
        let mut palette = base.palette;
        for line in &source.roles {
            let Some(role) = Role::named(&line.role) else {
                let text =
                    unknown(&line.role, Role::ALL.map(Role::name)).replacen("there is no ", "there is no role ", 1);
                complaints.push(Complaint::new(&source.file, line.line, text));
                continue;
            };
            match line.shade {
                None => {
                    for roles in [&mut palette.dark, &mut palette.light, &mut palette.unknown] {
                        lay(roles, role, line.paint);
                    }
                }
                Some(Shade::Dark) => lay(&mut palette.dark, role, line.paint),
                Some(Shade::Light) => lay(&mut palette.light, role, line.paint),
            }
        }
        let only = |shade| !source.roles.is_empty() && source.roles.iter().all(|line| line.shade == Some(shade));
        let ground = palette.unknown.get(Role::Ground as usize).and_then(|paint| paint.fg).and_then(Colour::rgb);
        let background = match ground.map(Background::of) {
            // Its ground is what is behind the text, and a theme for one background is for that one.
            Some(Background::Light) => Some(Background::Light),
            Some(_) => Some(Background::Dark),
            None if only(Shade::Dark) => Some(Background::Dark),
            None if only(Shade::Light) => Some(Background::Light),
            None => base.background,
        };
        self.entries.push(Entry {
            name: source.name.clone(),
            words: "yours".into(),
            file: Some(source.file.clone()),
            palette,
            background,
            depth: base.depth,
        });
    }

    /// In the order in which they are offered.
    pub fn all(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name == name)
    }

    fn or_auto(&self, name: &str) -> Option<&Entry> {
        self.get(name).or_else(|| self.get(AUTO))
    }

    /// How many colours a theme asks for at most.
    #[must_use]
    pub fn depth(&self, name: &str) -> ColourChoice {
        self.or_auto(name).map(|entry| entry.depth).unwrap_or_default()
    }

    /// Whether it looks different on another background than this environment says.
    #[must_use]
    pub fn follows_background(&self, name: &str, environment: &ColourEnvironment) -> bool {
        let entry = self.or_auto(name).filter(|entry| entry.background.is_none());
        entry.is_some_and(|entry| environment.background_matters(entry.depth))
    }

    /// The theme of that name as it looks here; one that is not there is the usual one.
    #[must_use]
    pub fn paint(&self, name: &str, environment: &ColourEnvironment) -> Theme {
        let Some(entry) = self.or_auto(name) else { return Theme::choose(ColourChoice::Auto, environment) };
        let background = entry.background.unwrap_or_else(|| environment.background());
        entry.palette.paint(environment.depth_of(entry.depth), background)
    }
}

impl Entry {
    /// What the picker says beside it: where it is from, and what of it is hard to read.
    #[must_use]
    pub fn note(&self, environment: &ColourEnvironment) -> String {
        let from = self.file.clone().unwrap_or_default();
        let background = self.background.unwrap_or_else(|| environment.background());
        match self.palette.lowest_contrast(background, None) {
            Some((lowest, role)) if lowest < 4.5 => {
                format!("{from}  {} {lowest:.1}:1, hard to read", role.name()).trim_start().to_owned()
            }
            _ => from,
        }
    }
}

/// What is said wins; a new colour brings its own fewer ones.
fn lay(roles: &mut Roles, role: Role, paint: Paint) {
    let Some(under) = roles.get_mut(role as usize) else { return };
    let (of_256, of_16) = match paint.fg {
        Some(_) => (paint.of_256, paint.of_16),
        None => (paint.of_256.or(under.of_256), paint.of_16.or(under.of_16)),
    };
    *under = Paint {
        fg: paint.fg.or(under.fg),
        bg: paint.bg.or(under.bg),
        of_256,
        of_16,
        bold: paint.bold.or(under.bold),
        italic: paint.italic.or(under.italic),
        underline: paint.underline.or(under.underline),
        reverse: paint.reverse.or(under.reverse),
    };
}

#[cfg(test)]
mod tests {
    use ratatui::style::{Color, Modifier};

    use super::*;
    use crate::config::Config;

    fn themes(text: &str) -> (Themes, Vec<String>) {
        let (config, complaints) = Config::parse(text);
        assert_eq!(complaints, []);
        let (themes, complaints) = Themes::of(&config.themes);
        (themes, complaints.iter().map(ToString::to_string).collect())
    }

    fn environment(colours: &str, told: Background) -> ColourEnvironment {
        match colours {
            "true" => ColourEnvironment { colorterm: Some("truecolor".into()), told, ..Default::default() },
            term => ColourEnvironment { term: Some(term.into()), told, ..Default::default() },
        }
    }

    #[test]
    fn a_theme_is_laid_over_the_one_it_is_like_and_comes_down_to_fewer_colours() {
        let (themes, told) = themes(
            "[themes.night]\nlike = \"dusk\"\nhand = 120\n\
             [themes.dusk]\naccent = \"#5fd7ff\"\nwarning = { fg = \"#ff0000\", of-16 = \"yellow\", bold = false }\n\
             reason = { italic = true }\n[themes.dusk.light]\naccent = \"#005f87\"\n",
        );
        assert_eq!(told, [] as [String; 0]);
        let style =
            |name: &str, colours, background, role| themes.paint(name, &environment(colours, background)).style(role);
        let accent = |colours, background| style("dusk", colours, background, Role::Accent).fg;
        assert_eq!(accent("true", Background::Dark), Some(Color::Rgb(0x5f, 0xd7, 0xff)));
        assert_eq!(accent("true", Background::Unknown), Some(Color::Rgb(0x5f, 0xd7, 0xff)));
        assert_eq!(accent("true", Background::Light), Some(Color::Rgb(0, 0x5f, 0x87)));
        assert_eq!(accent("xterm-256color", Background::Dark), Some(Color::Indexed(81)));
        assert_eq!(accent("xterm", Background::Dark), Some(Color::LightCyan));
        assert_eq!(accent("vt100", Background::Dark), None);
        let warning = style("dusk", "xterm", Background::Dark, Role::Warning);
        assert_eq!((warning.fg, warning.add_modifier), (Some(Color::Yellow), Modifier::empty()));
        let reason = style("dusk", "vt100", Background::Dark, Role::Reason);
        assert_eq!(reason.add_modifier, Modifier::ITALIC, "styles need no colours");
        assert_eq!(style("night", "true", Background::Dark, Role::Accent).fg, Some(Color::Rgb(0x5f, 0xd7, 0xff)));
        assert_eq!(style("night", "xterm-256color", Background::Dark, Role::Hand).fg, Some(Color::Indexed(120)));
    }

    #[test]
    fn a_ground_of_its_own_decides_what_is_behind_the_text() {
        let (themes, _) = themes("[themes.paper]\nground = \"#fdf6e3\"\ntext = \"#333333\"\n");
        let theme = themes.paint("paper", &environment("true", Background::Dark));
        assert_eq!(theme.ground, Some(Color::Rgb(0xfd, 0xf6, 0xe3)));
        let calm = themes.paint("light", &environment("true", Background::Dark));
        assert_eq!(theme.style(Role::Accent), calm.style(Role::Accent), "the roles for light");
        let theme = themes.paint("contrast", &environment("true", Background::Dark));
        assert_eq!(theme.ground, Some(Color::Rgb(0, 0, 0)));
    }

    #[test]
    fn what_is_wrong_is_told_and_the_rest_is_painted() {
        let (themes, told) = themes(
            "[themes.dark]\ntext = 1\n[themes.a]\nlike = \"b\"\nacent = 2\nhand = 3\n[themes.b]\nlike = \"a\"\n",
        );
        assert_eq!(
            told,
            [
                "config.toml line 1: tonearm has a theme dark itself; give yours another name",
                "config.toml line 4: like: there is no theme b",
                "config.toml line 8: like: there is no theme a",
                "config.toml line 5: there is no role acent; did you mean accent?",
            ]
        );
        let a = themes.paint("a", &environment("xterm-256color", Background::Dark));
        assert_eq!(a.style(Role::Hand).fg, Some(Color::Indexed(3)));
    }

    #[test]
    fn text_that_is_hard_to_read_is_noted() {
        let (themes, _) = themes("[themes.fog]\nground = \"#888888\"\nreason = \"#999999\"\n");
        let note = themes.get("fog").unwrap().note(&environment("true", Background::Dark));
        assert!(note.starts_with("config.toml  reason 1.2:1"), "{note}");
        for entry in Themes::default().all() {
            assert_eq!(entry.note(&environment("true", Background::Dark)), "", "{}", entry.name);
        }
    }
}
