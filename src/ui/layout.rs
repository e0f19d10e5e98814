//! Named layouts: which other pages stand beside the one that has the keys, where, and how much
//! of the screen they take. What has no room is not there.

use ratatui::layout::Rect;

use super::page::PageId;
use crate::config::{CONFIG, Complaint, LayoutSource, Side, unknown};

/// Pages that can stand beside another, as the config file calls them.
pub const PANES: [(&str, PageId); 7] = [
    ("home", PageId::Home),
    ("library", PageId::Library),
    ("playlists", PageId::Playlists),
    ("queue", PageId::Queue),
    ("history", PageId::History),
    ("you", PageId::You),
    ("now", PageId::NowPlaying),
];

/// What the page that has the keys keeps at least, and what a pane needs, in columns and rows.
const PAGE: (u16, u16) = (46, 7);
const PANE: (u16, u16) = (26, 4);
/// Blank cells between panes beside each other, and between panes over each other.
const GAP: (u16, u16) = (2, 1);

/// One pane beside the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pane {
    pub page: PageId,
    pub side: Side,
    /// Percent of what is left.
    pub share: u16,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layouts {
    all: Vec<(String, Vec<Pane>)>,
}

impl Default for Layouts {
    fn default() -> Self {
        let right = |page, share| Pane { page, side: Side::Right, share };
        let queue = right(PageId::Queue, 38);
        let now = Pane { page: PageId::NowPlaying, side: Side::Bottom, share: 40 };
        let all = [("page", vec![]), ("queue", vec![queue]), ("studio", vec![queue, now])];
        Self { all: all.into_iter().map(|(name, panes)| (name.to_owned(), panes)).collect() }
    }
}

impl Layouts {
    /// Tonearm's own and the listener's, which may go by the same name.
    #[must_use]
    pub fn of(sources: &[LayoutSource]) -> (Self, Vec<Complaint>) {
        let mut layouts = Self::default();
        let mut complaints = Vec::new();
        for source in sources {
            let mut panes = Vec::new();
            for said in &source.panes {
                match PANES.iter().find(|(name, _)| *name == said.what.show) {
                    Some((_, page)) => panes.push(Pane { page: *page, side: said.what.side, share: said.what.share }),
                    None => {
                        let text = unknown(&said.what.show, PANES.map(|(name, _)| name));
                        let text = text.replacen("there is no ", "there is no pane ", 1);
                        complaints.push(Complaint::new(CONFIG, said.line, text));
                    }
                }
            }
            layouts.all.retain(|(name, _)| *name != source.name);
            layouts.all.push((source.name.clone(), panes));
        }
        (layouts, complaints)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|(name, _)| name.as_str())
    }

    /// "queue at the right, now at the bottom".
    #[must_use]
    pub fn words(&self, name: &str) -> String {
        let one = |pane: &Pane| {
            let page = PANES.iter().find(|(_, page)| *page == pane.page).map_or("", |(name, _)| name);
            let side = Side::NAMES.iter().find(|(_, side)| *side == pane.side).map_or("", |(name, _)| name);
            format!("{page} at the {side}")
        };
        match self.panes(name) {
            [] => "nothing: the page alone".into(),
            panes => panes.iter().map(one).collect::<Vec<_>>().join(", "),
        }
    }

    /// The panes of a layout; none where it is not there.
    #[must_use]
    pub fn panes(&self, name: &str) -> &[Pane] {
        self.all.iter().find(|(known, _)| known == name).map_or(&[], |(_, panes)| panes)
    }
}

/// Divides `area`: what the page keeps, and the panes that have room. The page itself is no pane
/// of its own.
#[must_use]
pub fn divide(area: Rect, panes: &[Pane], shown: PageId) -> (Rect, Vec<(PageId, Rect)>) {
    let mut page = area;
    let mut placed: Vec<(PageId, Rect)> = Vec::new();
    for pane in panes.iter().filter(|pane| pane.page != shown) {
        if placed.iter().any(|(id, _)| *id == pane.page) {
            continue;
        }
        let part = |whole: u16| u16::try_from(u32::from(whole) * u32::from(pane.share) / 100).unwrap_or(whole);
        let across = matches!(pane.side, Side::Left | Side::Right);
        let (whole, least, kept, gap) = match across {
            true => (page.width, PANE.0, PAGE.0, GAP.0),
            false => (page.height, PANE.1, PAGE.1, GAP.1),
        };
        let size = part(whole).max(least);
        let Some(rest) = whole.checked_sub(size + gap).filter(|rest| *rest >= kept) else { continue };
        let place = match pane.side {
            Side::Left => Rect { width: size, ..page },
            Side::Right => Rect { x: page.x + rest + gap, width: size, ..page },
            Side::Top => Rect { height: size, ..page },
            Side::Bottom => Rect { y: page.y + rest + gap, height: size, ..page },
        };
        page = match pane.side {
            Side::Left => Rect { x: page.x + size + gap, width: rest, ..page },
            Side::Right => Rect { width: rest, ..page },
            Side::Top => Rect { y: page.y + size + gap, height: rest, ..page },
            Side::Bottom => Rect { height: rest, ..page },
        };
        placed.push((pane.page, place));
    }
    (page, placed)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::super::app::tests::Driven;
    use super::super::fixture;
    use super::super::setup::Files;
    use super::*;
    use crate::config::Config;
    use crate::domain::settings::Settings;
    use crate::player::protocol::Snapshot;

    /// An evening under a layout of the config file.
    fn driven(text: &str, width: u16, height: u16) -> Driven {
        let (config, complaints) = Config::parse(text);
        assert_eq!(complaints, []);
        let settings = Arc::new(Settings::merge(&config.spoken, &[], None));
        let mut driven = Driven::new(Snapshot { settings, ..fixture::evening() }, width, height);
        driven.app.set_files(Arc::new(Files { config, complaints }));
        driven.settle();
        driven
    }

    const MINE: &str = "layout = \"desk\"\n[layouts.desk]\n\
        panes = [{ show = \"queue\", side = \"right\", share = 35 }, { show = \"now\", side = \"bottom\", share = 45 }]\n";

    #[test]
    fn panes_stand_where_there_is_room() {
        for (width, height) in [(80, 24), (40, 12), (200, 60)] {
            insta::assert_snapshot!(format!("layout_{width}x{height}"), driven(MINE, width, height).screen());
        }
    }

    #[test]
    fn the_keys_and_the_cursor_stay_with_the_page() {
        let mut driven = driven(MINE, 200, 60);
        assert!(driven.screen().contains("Jump back in") && driven.screen().contains("Up next"), "{}", driven.screen());
        let mut alone = self::driven("", 200, 60);
        alone.keys("jjf");
        driven.keys("jjf");
        assert_eq!(driven.last(), alone.last(), "home's line is liked, not the queue's");
        driven.keys("5");
        assert_eq!(driven.screen().matches("Up next").count(), 1, "a page does not stand beside itself");
    }

    #[test]
    fn the_keys_go_into_a_pane_and_back() {
        use crate::player::protocol::Command;
        for (width, height) in [(80, 24), (200, 60)] {
            let mut driven = driven(MINE, width, height);
            driven.keys("<c-w>jj");
            insta::assert_snapshot!(format!("layout_focused_{width}x{height}"), driven.screen());
            driven.keys("d");
            assert!(matches!(driven.last(), Command::RemoveFromQueue { .. }), "the queue's: {:?}", driven.last());
            driven.keys("<esc>");
            assert!(driven.screen().contains("›1 Home"), "{}", driven.screen());
            driven.keys("f");
            assert!(matches!(driven.last(), Command::Say { .. }), "home's: {:?}", driven.last());
            driven.keys("<c-w>5");
            assert!(driven.screen().contains("›5 Queue"), "{}", driven.screen());
            driven.keys("<backspace>");
            assert!(driven.screen().contains("›1 Home"), "the pane is not on the way back");
        }
        let mut alone = self::driven(MINE, 40, 12);
        alone.keys("<c-w>");
        assert!(alone.screen().contains("Nothing stands beside"), "{}", alone.screen());
    }

    #[test]
    fn every_key_of_a_page_works_in_a_pane() {
        use crate::ui::keymap::TABLE;
        // Whatever a page does with a key as the one in the middle, it does as a pane.
        let text =
            "layout = \"desk\"\n[layouts.desk]\npanes = [{ show = \"history\", side = \"right\", share = 40 }]\n";
        for line in TABLE.iter().filter(|line| line.context == crate::ui::keymap::Context::Global) {
            // Keys that are signs can be typed here; those that lead away are no keys of a page.
            let typed = line.keys.iter().find(|keys| keys.split(' ').all(|key| key.chars().count() == 1));
            let leaves = matches!(line.group, crate::ui::keymap::Group::Pages | crate::ui::keymap::Group::Rest);
            let Some(keys) = typed.filter(|_| !leaves) else { continue };
            let script = keys.replace(' ', "").replace('<', "<lt>");
            let mut pane = driven(text, 200, 60);
            pane.keys("<c-w>jj").sent.clear();
            let mut page = driven(text, 200, 60);
            page.keys("6jj").sent.clear();
            pane.keys(&script);
            page.keys(&script);
            assert_eq!(pane.sent, page.sent, "{}", line.name);
        }
    }

    #[test]
    fn a_pane_that_is_not_there_is_told() {
        let (config, _) = Config::parse("[layouts.a]\npanes = [\"queu\", \"now\"]\n");
        let (layouts, told) = Layouts::of(&config.layouts);
        assert_eq!(
            told.first().map(ToString::to_string).as_deref(),
            Some("config.toml line 2: there is no pane queu; did you mean queue?")
        );
        assert_eq!(layouts.panes("a").len(), 1, "the other one stands");
    }

    proptest! {
        #[test]
        fn panes_never_overlap_and_the_page_keeps_its_room(
            width in 0u16..300, height in 0u16..100,
            picks in proptest::collection::vec((0usize..7, 0usize..4, 10u16..=80), 0..5),
        ) {
            let panes: Vec<_> = picks.iter().map(|(page, side, share)| Pane {
                page: PANES[*page].1, side: Side::NAMES[*side].1, share: *share,
            }).collect();
            let area = Rect::new(2, 1, width, height);
            let (page, placed) = divide(area, &panes, PageId::Home);
            prop_assert!(placed.is_empty() || (page.width >= PAGE.0.min(width) && page.height >= PAGE.1.min(height)));
            let all: Vec<Rect> = placed.iter().map(|(_, place)| *place).chain([page]).collect();
            for (index, one) in all.iter().enumerate() {
                prop_assert_eq!(one.intersection(area), *one);
                for other in all.iter().skip(index + 1) {
                    prop_assert!(one.intersection(*other).is_empty());
                }
            }
        }
    }
}
