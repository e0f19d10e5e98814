//! Sections that the listener fixed, and how they are found again.

use serde::{Deserialize, Serialize};

use super::{Home, ItemRef, Pick, Section};
use crate::domain::ids::{PinId, SmartPlaylistId};
use crate::domain::limit::{Limit, words};
use crate::domain::time::Moment;

/// How a pinned section goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PinMode {
    /// These picks, exactly as they stood.
    Picks,
    /// The way they were found: fresh picks from the same kind and seed.
    Recipe,
}

/// A section that the listener fixed: the machine neither moves nor removes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pin {
    pub id: PinId,
    /// Place on home, from 0. Pins keep their place number.
    pub place: u32,
    pub mode: PinMode,
    pub title: String,
    /// The kind that the section had, and the seed if it was grown from one.
    pub recipe: Recipe,
    /// The kept picks; empty for a recipe.
    pub picks: Vec<Pick>,
    pub pinned_at: Moment,
}

impl Pin {
    /// A section that is kept where it stands.
    #[must_use]
    pub fn of_section(section: &Section, place: u32, mode: PinMode, now: Moment) -> Self {
        let picks = if mode == PinMode::Picks { section.picks.clone() } else { Vec::new() };
        let (title, recipe) = (section.title.clone(), section.recipe());
        Self { id: PinId::made_at(now.unix_ms), place, mode, title, recipe, picks, pinned_at: now }
    }

    /// A section by recipe that is not on home yet: below Jump back in, where it is seen. What
    /// is pinned there steps down to the next gap.
    #[must_use]
    pub fn of_recipe(title: String, recipe: Recipe, home: &Home, now: Moment) -> Self {
        let jump = (0..).zip(&home.sections).find(|(_, section)| section.kind == "jump-back-in");
        let place = jump.map_or(0, |(place, _): (u32, _)| place.saturating_add(1));
        let id = PinId::made_at(now.unix_ms);
        Self { id, place, mode: PinMode::Recipe, title, recipe, picks: Vec::new(), pinned_at: now }
    }

    /// Gives each a place of its own, in order: one whose place is taken goes to the next.
    pub fn step_aside(pins: &mut [Self]) {
        pins.sort_by_key(|pin| pin.place);
        let mut free = 0;
        for pin in pins {
            pin.place = pin.place.max(free);
            free = pin.place.saturating_add(1);
        }
    }
}

/// What is needed to find a section's picks again, and how they stand then.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Recipe {
    pub kind: String,
    pub seed: Option<ItemRef>,
    /// Picks at most.
    pub length: u32,
    /// What every pick meets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<Limit>,
    #[serde(default, skip_serializing_if = "PickOrder::is_own")]
    pub order: PickOrder,
    /// Share of its picks that shall be unplayed or rested, in percent; none for what its kind
    /// brings along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explore: Option<u8>,
    #[serde(default, skip_serializing_if = "Shows::is_usual")]
    pub shows: Shows,
    /// A query, for the kind `query`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Whose rules find its picks, for the kind `smart-playlist`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<SmartPlaylistId>,
    /// Hours of the week, for the kind `time-slot`: `sunday-evening`. None for those of now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<String>,
    /// Title and length that tonearm gave it, to go back to. None in pins of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<Own>,
}

/// What of a pinned section was tonearm's before the listener changed it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Own {
    pub title: String,
    pub length: u32,
}

/// How a section stands on home.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shows {
    #[serde(default, skip_serializing_if = "Look::is_lines")]
    pub look: Look,
    /// Picks in sight before it is opened; none for as many as the screen has room for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u32>,
}

impl Shows {
    #[must_use]
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

/// What a pick looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Look {
    /// One line: name, artist, reason.
    #[default]
    Lines,
    /// Two lines: the name, and below it by whom, on what, and why in full.
    Cards,
}

impl Look {
    pub const ALL: [Self; 2] = [Self::Lines, Self::Cards];

    #[must_use]
    pub fn is_lines(&self) -> bool {
        *self == Self::Lines
    }

    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Lines => "a list, one line each",
            Self::Cards => "cards, two lines each",
        }
    }

    /// Lines of one pick.
    #[must_use]
    pub const fn lines(self) -> usize {
        match self {
            Self::Lines => 1,
            Self::Cards => 2,
        }
    }
}

/// How the picks of a recipe stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PickOrder {
    /// As the kind deals them: the strongest reason first, a list in its own order.
    #[default]
    Own,
    Title,
    Artist,
    /// The least heard first.
    LeastHeard,
    /// Another way each morning.
    Shuffled,
}

impl PickOrder {
    pub const ALL: [Self; 5] = [Self::Own, Self::Title, Self::Artist, Self::LeastHeard, Self::Shuffled];

    #[must_use]
    pub fn is_own(&self) -> bool {
        *self == Self::Own
    }

    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Own => "strongest reason first",
            Self::Title => "by title",
            Self::Artist => "by artist",
            Self::LeastHeard => "least heard first",
            Self::Shuffled => "shuffled each morning",
        }
    }
}

impl Recipe {
    /// The most that a recipe explores, in percent.
    pub const EXPLORES_MOST: u8 = 60;
    /// The most picks of a recipe.
    pub const LONGEST: u32 = 100;
    /// Kinds that state a fact or hold what was named, whole: there is nothing to explore.
    const STATED: [&str; 11] = [
        "jump-back-in",
        "continue-listening",
        "on-repeat",
        "rising",
        "new",
        "on-this-day",
        "playlist",
        "album",
        "artist",
        "query",
        "smart-playlist",
    ];

    /// Kinds that hold what the listener named.
    const NAMED: [&str; 5] = ["playlist", "album", "artist", "query", "smart-playlist"];

    /// Whether sections of this kind hold what the listener named: without their pin nothing of
    /// them goes on by ear.
    #[must_use]
    pub fn is_named(kind: &str) -> bool {
        Self::NAMED.contains(&kind)
    }

    /// Whether kind and seed say all of it: nothing else of that kind and seed is another section.
    #[must_use]
    pub const fn is_plain(&self) -> bool {
        self.words.is_none() && self.rules.is_none() && self.hours.is_none()
    }

    /// The section by ear that it goes on for, by its id; none for what was made from nothing.
    #[must_use]
    pub fn section(&self) -> Option<String> {
        let seed = self.seed.map(|seed| format!(":{}:{}", seed.type_name(), seed.key())).unwrap_or_default();
        (self.own.is_some() && self.is_plain()).then(|| format!("{}{seed}", self.kind))
    }

    /// Whether its kind suggests, so that a share of it can be new or rested.
    #[must_use]
    pub fn suggests(&self) -> bool {
        !Self::STATED.contains(&self.kind.as_str())
    }
}

impl Pin {
    /// What the listener made otherwise than tonearm had it, one line each.
    #[must_use]
    pub fn differences(&self) -> Vec<Difference> {
        let (own, recipe) = (self.recipe.own.as_ref(), &self.recipe);
        let mut all = Vec::new();
        if let Some(own) = own.filter(|own| own.title != self.title) {
            all.push(Difference { of: Aspect::Title, words: format!("name {} → {}", own.title, self.title) });
        }
        if let Some(own) = own.filter(|own| own.length != recipe.length && self.mode == PinMode::Recipe) {
            all.push(Difference { of: Aspect::Length, words: format!("length {} → {}", own.length, recipe.length) });
        }
        if !recipe.limits.is_empty() && self.mode == PinMode::Recipe {
            all.push(Difference { of: Aspect::Limits, words: words(&recipe.limits) });
        }
        if !recipe.order.is_own() {
            all.push(Difference { of: Aspect::Order, words: recipe.order.words().into() });
        }
        if let Some(percent) = recipe.explore {
            all.push(Difference { of: Aspect::Explore, words: format!("{percent} % new or rested") });
        }
        if !recipe.shows.look.is_lines() {
            all.push(Difference { of: Aspect::Look, words: "as cards".into() });
        }
        if let Some(rows) = recipe.shows.rows {
            all.push(Difference { of: Aspect::Rows, words: format!("{rows} in sight") });
        }
        all
    }

    /// The pin with one aspect as tonearm had it.
    #[must_use]
    pub fn given_back(mut self, what: Aspect) -> Self {
        let own = self.recipe.own.clone();
        match (what, own) {
            (Aspect::Title, Some(own)) => self.title = own.title,
            (Aspect::Length, Some(own)) => self.recipe.length = own.length,
            (Aspect::Title | Aspect::Length, None) => {}
            (Aspect::Limits, _) => self.recipe.limits.clear(),
            (Aspect::Order, _) => self.recipe.order = PickOrder::Own,
            (Aspect::Explore, _) => self.recipe.explore = None,
            (Aspect::Look, _) => self.recipe.shows.look = Look::Lines,
            (Aspect::Rows, _) => self.recipe.shows.rows = None,
        }
        self
    }
}

/// What of a pinned section can differ from tonearm's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Aspect {
    Title,
    Length,
    Limits,
    Order,
    Explore,
    Look,
    Rows,
}

/// One difference between a pinned section and tonearm's own, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub of: Aspect,
    pub words: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::section::Origin;

    fn section(id: &str, pin: Option<u128>) -> Section {
        let now = Moment::parse_rfc3339("2026-11-22T19:00:00+01:00").unwrap();
        Section {
            id: id.into(),
            kind: id.into(),
            seed: None,
            title: id.into(),
            reason: String::new(),
            origin: if pin.is_some() { Origin::Hand } else { Origin::Ear },
            pin: pin.map(|number| PinId(uuid::Uuid::from_u128(number))),
            updated_at: now,
            shows: Shows::default(),
            next_at: None,
            limits: Vec::new(),
            picks: Vec::new(),
        }
    }

    #[test]
    fn a_new_section_starts_below_jump_back_in_whatever_else_is_pinned() {
        let now = Moment::parse_rfc3339("2026-11-22T19:00:00+01:00").unwrap();
        let place = |sections: &[Section]| {
            let home = Home { sections: sections.to_vec(), ..Home::empty(now) };
            Pin::of_recipe("Mine".into(), Recipe::default(), &home, now).place
        };
        let (jump, ear) = (section("jump-back-in", None), section("on-repeat", None));
        let pinned = |number| section(&format!("pin:{number}"), Some(number));
        assert_eq!(place(&[]), 0);
        assert_eq!(place(&[jump.clone(), pinned(1), pinned(2), ear.clone(), pinned(3)]), 1);
        assert_eq!(place(&[pinned(1), jump, ear.clone()]), 2);
        assert_eq!(place(&[ear, pinned(1)]), 0, "without it, at the head");
        let kept = Section { kind: "jump-back-in".into(), ..pinned(4) };
        assert_eq!(place(&[kept, pinned(1)]), 1, "where it is the listener's too");
    }
}
