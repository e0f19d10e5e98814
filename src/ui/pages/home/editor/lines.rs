//! The lines of the section editor: what each is called, says, and does to the pin.

use crate::domain::human;
use crate::domain::limit::words;
use crate::domain::section::{Aspect, Look, PickOrder, Pin, PinMode, Recipe};

/// Picks of a section at most.
const MOST: u32 = Recipe::LONGEST;
/// Places of home that can be named.
const PLACES: u32 = 50;
/// Picks in sight that can be asked for.
const ROWS: u32 = 30;
/// One step of the share that explores, in percent.
const EXPLORE_STEP: u8 = 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Line {
    Name,
    /// The query of a section that is built by rule.
    Rule,
    Place,
    Length,
    Rows,
    Look,
    Order,
    Explore,
    Limits,
    Keep,
    Copy,
    Hide,
    GiveBack,
}

impl Line {
    /// Those of a pin; `stands` when it is on home already.
    #[must_use]
    pub fn of(pin: &Pin, stands: bool, is_changed: bool) -> Vec<Self> {
        let is_recipe = pin.mode == PinMode::Recipe;
        let all = [
            (Self::Name, true),
            (Self::Rule, pin.recipe.words.is_some()),
            (Self::Place, stands),
            (Self::Length, is_recipe),
            (Self::Rows, true),
            (Self::Look, true),
            (Self::Order, is_recipe),
            (Self::Explore, is_recipe && pin.recipe.suggests()),
            (Self::Limits, is_recipe && stands),
            (Self::Keep, is_changed),
            (Self::Copy, stands),
            (Self::Hide, stands),
            (Self::GiveBack, stands),
        ];
        all.into_iter().filter(|(_, is_there)| *is_there).map(|(line, _)| line).collect()
    }

    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Rule => "rule",
            Self::Place => "place",
            Self::Length => "length",
            Self::Rows => "in sight",
            Self::Look => "look",
            Self::Order => "order",
            Self::Explore => "explores",
            Self::Limits => "also only",
            Self::Keep => "keep",
            Self::Copy => "copy",
            Self::Hide => "hide",
            Self::GiveBack => "give back",
        }
    }

    #[must_use]
    pub fn value(self, pin: &Pin, stands: bool) -> String {
        let recipe = &pin.recipe;
        match self {
            Self::Name => pin.title.clone(),
            Self::Rule => recipe.words.clone().unwrap_or_default(),
            Self::Place => format!("{} on home", u64::from(pin.place) + 1),
            Self::Length => format!("{} at most", human::count(recipe.length, "pick", "picks")),
            Self::Rows => match recipe.shows.rows {
                Some(rows) => format!("{}, all when opened", human::count(rows, "pick", "picks")),
                None => "as many as there is room for".into(),
            },
            Self::Look => recipe.shows.look.words().into(),
            Self::Order => recipe.order.words().into(),
            Self::Explore => match recipe.explore {
                None => "as it comes".into(),
                Some(0) => "nothing new or rested".into(),
                Some(percent) => format!("{percent} % new or rested"),
            },
            Self::Limits if recipe.limits.is_empty() => "whatever it finds".into(),
            Self::Limits => words(&recipe.limits),
            Self::Keep if stands => "what you changed".into(),
            Self::Keep => "puts it on home, below Jump back in".into(),
            Self::Copy => "the same once more, below it".into(),
            Self::Hide => "off home; You brings it back".into(),
            Self::GiveBack if Recipe::is_named(&recipe.kind) => "off home; what it shows stays".into(),
            Self::GiveBack => "all of it to tonearm".into(),
        }
    }

    /// What of it is given back on its own.
    #[must_use]
    pub const fn aspect(self) -> Option<Aspect> {
        Some(match self {
            Self::Name => Aspect::Title,
            Self::Length => Aspect::Length,
            Self::Rows => Aspect::Rows,
            Self::Look => Aspect::Look,
            Self::Order => Aspect::Order,
            Self::Explore => Aspect::Explore,
            Self::Limits => Aspect::Limits,
            _ => return None,
        })
    }

    /// How tonearm had it, where the listener made it otherwise.
    #[must_use]
    pub fn own(self, pin: &Pin) -> Option<String> {
        let of = self.aspect()?;
        pin.differences().iter().find(|line| line.of == of)?;
        let own = pin.clone().given_back(of);
        Some(match self {
            Self::Length => human::count(own.recipe.length, "pick", "picks"),
            Self::Rows => "as fits".into(),
            Self::Look => "a list".into(),
            _ => self.value(&own, true),
        })
    }

    /// What typing begins with, on a line that is typed.
    #[must_use]
    pub fn typed(self, pin: &Pin) -> Option<String> {
        match self {
            Self::Name => Some(pin.title.clone()),
            Self::Rule => pin.recipe.words.clone(),
            Self::Place => Some((u64::from(pin.place) + 1).to_string()),
            Self::Length => Some(pin.recipe.length.to_string()),
            Self::Rows => Some(pin.recipe.shows.rows.map(|rows| rows.to_string()).unwrap_or_default()),
            _ => None,
        }
    }

    /// Takes what was typed.
    ///
    /// # Errors
    /// What was typed, when it is no number and should be one.
    pub fn take(self, said: &str, pin: &mut Pin) -> Result<(), String> {
        let number = || said.parse::<u32>().map_err(|_| format!("“{said}” is no number; nothing was changed"));
        match self {
            Self::Name => pin.title = said.to_owned(),
            Self::Rule => pin.recipe.words = Some(said.to_owned()),
            Self::Place => pin.place = number()?.clamp(1, PLACES) - 1,
            Self::Length => pin.recipe.length = number()?.clamp(1, MOST),
            Self::Rows => pin.recipe.shows.rows = Some(number()?.min(ROWS)).filter(|rows| *rows > 0),
            _ => {}
        }
        Ok(())
    }

    /// One step on, or back. False where there is nothing to turn.
    pub fn turn(self, pin: &mut Pin, on: bool) -> bool {
        let step = |value: u32, most: u32| if on { (value + 1).min(most) } else { value.saturating_sub(1) };
        let recipe = &mut pin.recipe;
        match self {
            Self::Place => pin.place = step(pin.place, PLACES - 1),
            Self::Length => recipe.length = step(recipe.length, MOST).max(1),
            // None is below the first.
            Self::Rows => {
                let rows = step(recipe.shows.rows.unwrap_or(0), ROWS);
                recipe.shows.rows = Some(rows).filter(|rows| *rows > 0);
            }
            Self::Look => recipe.shows.look = next(&Look::ALL, recipe.shows.look, on),
            Self::Order => recipe.order = next(&PickOrder::ALL, recipe.order, on),
            Self::Explore => {
                recipe.explore = match (recipe.explore, on) {
                    (None, true) => Some(0),
                    (None | Some(0), false) => None,
                    (Some(percent), true) => Some((percent + EXPLORE_STEP).min(Recipe::EXPLORES_MOST)),
                    (Some(percent), false) => Some(percent.saturating_sub(EXPLORE_STEP)),
                };
            }
            _ => return false,
        }
        true
    }
}

/// The one that follows, or goes before, round and round.
fn next<T: Copy + PartialEq + Default>(all: &[T], now: T, on: bool) -> T {
    let at = all.iter().position(|one| *one == now).unwrap_or(0);
    let to = (at + if on { 1 } else { all.len().saturating_sub(1) }) % all.len().max(1);
    all.get(to).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::PinId;
    use crate::domain::time::Moment;

    fn pin() -> Pin {
        Pin {
            id: PinId(uuid::Uuid::nil()),
            place: 2,
            mode: PinMode::Recipe,
            title: "Late".into(),
            recipe: Recipe { kind: "mix".into(), length: 8, ..Recipe::default() },
            picks: Vec::new(),
            pinned_at: Moment::utc(0),
        }
    }

    #[test]
    fn every_line_turns_and_comes_back() {
        for line in [Line::Place, Line::Length, Line::Rows, Line::Look, Line::Order, Line::Explore] {
            let mut turned = pin();
            assert!(line.turn(&mut turned, true), "{line:?}");
            assert_ne!(turned, pin(), "{line:?}");
            assert!(line.turn(&mut turned, false));
            assert_eq!(turned, pin(), "{line:?}");
            for _ in 0..200 {
                line.turn(&mut turned, true);
            }
            assert!(turned.recipe.explore.is_none_or(|percent| percent <= 60));
            assert!(turned.place < PLACES && turned.recipe.length <= MOST);
        }
        assert!(!Line::Keep.turn(&mut pin(), true));
    }

    #[test]
    fn what_differs_says_how_tonearm_had_it() {
        let mut changed = pin();
        assert_eq!(Line::Rows.own(&changed), None);
        Line::Rows.turn(&mut changed, true);
        assert_eq!(Line::Rows.value(&changed, true), "1 pick, all when opened");
        assert_eq!(Line::Rows.own(&changed).as_deref(), Some("as fits"));
        Line::Explore.turn(&mut changed, true);
        assert_eq!(Line::Explore.own(&changed).as_deref(), Some("as it comes"));
    }

    #[test]
    fn numbers_are_typed_from_one() {
        let mut typed = pin();
        assert_eq!(Line::Place.typed(&typed).as_deref(), Some("3"));
        assert_eq!(Line::Place.take("1", &mut typed), Ok(()));
        assert_eq!(typed.place, 0);
        assert_eq!(Line::Place.take("0", &mut typed), Ok(()), "there is no place before the first");
        assert_eq!(typed.place, 0);
        assert!(Line::Length.take("many", &mut typed).is_err());
        assert_eq!(Line::Rows.take("0", &mut typed), Ok(()));
        assert_eq!(typed.recipe.shows.rows, None);
    }
}
