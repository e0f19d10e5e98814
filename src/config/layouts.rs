//! `[layouts.NAME]`: panes that stand beside the page, from the outside in.

use super::reading::{Entry, Reading, Said, unknown};

/// A layout as the listener wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayoutSource {
    pub name: String,
    pub line: u32,
    pub panes: Vec<Said<Pane>>,
}

/// One pane beside the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pane {
    pub show: String,
    pub side: Side,
    /// Percent of what is left of the screen.
    pub share: u16,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    Left,
    #[default]
    Right,
    Top,
    Bottom,
}

impl Side {
    pub const NAMES: [(&'static str, Self); 4] =
        [("left", Self::Left), ("right", Self::Right), ("top", Self::Top), ("bottom", Self::Bottom)];
}

/// What a pane takes when nothing is said.
const SHARE: u16 = 40;

pub(super) fn read<'t>(entry: &Entry<'_, 't>, reading: &mut Reading<'t>) -> LayoutSource {
    let mut layout = LayoutSource { name: entry.name.to_owned(), line: entry.line, panes: Vec::new() };
    for part in reading.entries_of(entry, "its panes") {
        if part.name != "panes" {
            let text = super::unknown_of(&format!("layouts.{}.{}", layout.name, part.name), part.name, ["panes"]);
            reading.complain(part.line, text);
            continue;
        }
        let Some(panes) = part.value.as_array() else {
            reading.complain(part.line, "panes is a list: [{ show = \"queue\", side = \"right\", share = 40 }]");
            continue;
        };
        for each in panes {
            let line = reading.line(each.span().start);
            match each.get_ref() {
                toml::de::DeValue::Table(table) => {
                    let entries = reading.entries(table);
                    layout.panes.extend(pane(line, entries, reading).map(|what| Said { line, what }));
                }
                value => match value.as_str() {
                    Some(show) => {
                        let what = Pane { show: show.to_owned(), side: Side::default(), share: SHARE };
                        layout.panes.push(Said { line, what });
                    }
                    None => reading.complain(line, "a pane is a name, or { show = …, side = …, share = … }"),
                },
            }
        }
    }
    layout
}

fn pane<'t>(line: u32, entries: Vec<Entry<'_, 't>>, reading: &mut Reading<'t>) -> Option<Pane> {
    let (mut show, mut side, mut share) = (None, Side::default(), SHARE);
    for entry in entries {
        match entry.name {
            "show" => show = entry.value.as_str().map(str::to_owned),
            "side" => {
                let said = entry.value.as_str().unwrap_or_default();
                match Side::NAMES.iter().find(|(name, _)| *name == said) {
                    Some((_, named)) => side = *named,
                    None => reading.complain(line, "side takes \"left\", \"right\", \"top\" or \"bottom\""),
                }
            }
            "share" => {
                let said = entry.value.as_integer().and_then(|share| share.as_str().parse::<u16>().ok());
                match said.filter(|share| (10..=80).contains(share)) {
                    Some(said) => share = said,
                    None => reading.complain(line, "share takes a number from 10 to 80, in percent"),
                }
            }
            name => reading.complain(line, unknown(name, ["show", "side", "share"])),
        }
    }
    if show.is_none() {
        reading.complain(line, "a pane says what it shows: show = \"queue\"");
    }
    Some(Pane { show: show?, side, share })
}
