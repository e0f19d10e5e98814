//! Sections that the listener fixed. A pin keeps its place number; where two want the same
//! place, the one that came last gets it and the other steps aside.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};

use super::changes::{self, Change};
use super::{Reader, Receipt, Result, Store, StoreError, columns, settings};
use crate::domain::ids::{ListenerId, PinId};
use crate::domain::limit::Limit;
use crate::domain::section::{Pick, Pin, PinMode, Recipe};
use crate::domain::text::clean;
use crate::domain::time::Moment;

/// Where pins stand; none takes a pin off home.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Step(Vec<(PinId, Option<u32>)>);

/// What a pin is called and how it goes on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Shape {
    pin: PinId,
    title: String,
    recipe: Recipe,
}

impl Store {
    /// Fixes a section at its place.
    pub fn pin(&self, pin: Pin) -> Receipt<Change> {
        let listener = self.listener();
        self.writer().urgent_beside_facts(move |tx| add(tx, listener, &pin))
    }

    /// None when it stands there already. Refused with [`StoreError::NotFound`] when it is no pin.
    pub fn move_pin(&self, pin: PinId, to: u32, now: Moment) -> Receipt<Option<Change>> {
        let listener = self.listener();
        self.writer().urgent_beside_facts(move |tx| shift(tx, listener, pin, to, now))
    }

    /// Gives a pin another name and recipe, and another place if one is named, as one change.
    /// None when it has them already. Refused with [`StoreError::NotFound`] when it is no pin.
    pub fn shape_pin(
        &self,
        pin: PinId,
        title: String,
        recipe: Recipe,
        place: Option<u32>,
        now: Moment,
    ) -> Receipt<Option<Change>> {
        let listener = self.listener();
        self.writer().urgent_beside_facts(move |tx| shape(tx, listener, Shape { pin, title, recipe }, place, now))
    }

    /// Gives the section back to tonearm.
    pub fn unpin(&self, pin: PinId, now: Moment) -> Receipt<Change> {
        let listener = self.listener();
        self.writer().urgent_beside_facts(move |tx| remove(tx, listener, pin, now))
    }
}

impl Reader {
    /// By place. A pin whose stored words cannot be read is left out, and the log says so.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn pins(&self, listener: ListenerId) -> Result<Vec<Pin>> {
        standing(&self.connection, listener)
    }
}

pub(super) fn standing(connection: &Connection, listener: ListenerId) -> Result<Vec<Pin>> {
    let mut rows = connection.prepare_cached(
        "SELECT uuid, place, mode, title, recipe, picks, pinned_at, utc_offset FROM pins
         WHERE listener_id = ?1 AND removed_at IS NULL ORDER BY place, id",
    )?;
    let mut pins = Vec::new();
    let mut rows = rows.query([listener.0])?;
    while let Some(row) = rows.next()? {
        let id = PinId(columns::uuid(row, 0)?);
        let (recipe, picks): (String, String) = (row.get(4)?, row.get(5)?);
        match (serde_json::from_str(&recipe), serde_json::from_str(&picks)) {
            (Ok(recipe), Ok(picks)) => pins.push(Pin {
                id,
                place: row.get(1)?,
                mode: if columns::text(row, 2)? == "recipe" { PinMode::Recipe } else { PinMode::Picks },
                title: row.get(3)?,
                recipe,
                picks,
                pinned_at: columns::moment(row.get(6)?, row.get(7)?),
            }),
            (Err(error), _) | (_, Err(error)) => tracing::warn!(%id, %error, "a pin cannot be read"),
        }
    }
    Ok(pins)
}

/// Pins that stand and cannot be read: their numbers, titles, and what is wrong.
pub(super) fn unreadable(connection: &Connection, listener: ListenerId) -> Result<Vec<(i64, String, String)>> {
    let mut rows = connection.prepare_cached(
        "SELECT id, title, recipe, picks FROM pins WHERE listener_id = ?1 AND removed_at IS NULL ORDER BY place, id",
    )?;
    let mut wrong = Vec::new();
    let mut rows = rows.query([listener.0])?;
    while let Some(row) = rows.next()? {
        let recipe = serde_json::from_str::<Recipe>(columns::text(row, 2)?).err();
        let picks = serde_json::from_str::<Vec<Pick>>(columns::text(row, 3)?).err();
        let of = |what: &str, error: serde_json::Error| format!("its {what}: {error}");
        if let Some(told) = recipe.map(|error| of("recipe", error)).or(picks.map(|error| of("picks", error))) {
            wrong.push((row.get(0)?, row.get(1)?, told));
        }
    }
    Ok(wrong)
}

/// With titles as they may be stored and shown, wherever they came from.
fn cleaned(pin: &Pin) -> Result<Pin> {
    let mut pin = Pin { title: clean(&pin.title), ..pin.clone() };
    if pin.title.is_empty() {
        return Err(StoreError::Refused("a section needs a name".into()));
    }
    if let Some(own) = &mut pin.recipe.own {
        own.title = clean(&own.title);
    }
    Ok(pin)
}

pub(super) fn add(tx: &Transaction<'_>, listener: ListenerId, pin: &Pin) -> Result<Change> {
    let pin = &cleaned(pin)?;
    insert(tx, listener, pin)?;
    let mut moves = make_way(&places(tx, listener)?, pin.place, Way::Down);
    moves.push((pin.id, Some(pin.place)));
    // What was laid on the section goes on in its recipe: it is said in one place.
    let laid = pin.recipe.section().filter(|_| !pin.recipe.limits.is_empty());
    let laid = laid.map(|section| settings::limits_step(&section, &[], pin.pinned_at)).transpose()?;
    with_limits(tx, listener, pin.pinned_at, format!("Pinned {}", pin.title), Step(moves), laid)
}

/// Pins that move, and the limits of a section by ear, as one change.
fn with_limits(
    tx: &Transaction<'_>,
    listener: ListenerId,
    now: Moment,
    summary: String,
    moves: Step,
    limits: Option<settings::Step>,
) -> Result<Change> {
    let moves = changes::Step::Pins(moves);
    match limits {
        None => changes::make(tx, listener, now, summary, &moves),
        Some(limits) => {
            let step = changes::Step::Several(vec![moves, changes::Step::Setting(limits)]);
            changes::make(tx, listener, now, summary, &step)
        }
    }
}

/// Not there yet: the step that follows brings it in, and its inverse takes it out.
fn insert(tx: &Transaction<'_>, listener: ListenerId, pin: &Pin) -> Result<()> {
    let mode = match pin.mode {
        PinMode::Picks => "picks",
        PinMode::Recipe => "recipe",
    };
    let rows = tx.execute(
        "INSERT OR IGNORE INTO pins
           (uuid, listener_id, place, mode, title, recipe, picks, pinned_at, utc_offset, removed_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?8)",
        params![
            pin.id.0.as_bytes(),
            listener.0,
            pin.place,
            mode,
            pin.title,
            serde_json::to_string(&pin.recipe)?,
            serde_json::to_string(&pin.picks)?,
            pin.pinned_at.unix_ms,
            pin.pinned_at.offset_minutes,
        ],
    )?;
    if rows == 0 {
        return Err(StoreError::Refused(format!("there is a pin {} already", pin.id)));
    }
    Ok(())
}

pub(super) fn shift(
    tx: &Transaction<'_>,
    listener: ListenerId,
    pin: PinId,
    to: u32,
    now: Moment,
) -> Result<Option<Change>> {
    let (from, title) = find(tx, listener, pin)?;
    if from == to {
        return Ok(None);
    }
    let step = changes::Step::Pins(moved(tx, listener, pin, from, to)?);
    changes::make(tx, listener, now, format!("Moved {title} to place {}", u64::from(to) + 1), &step).map(Some)
}

/// A pin goes to another place. The one it leaves is free, so those in its way step towards it.
fn moved(tx: &Transaction<'_>, listener: ListenerId, pin: PinId, from: u32, to: u32) -> Result<Step> {
    let mut others = places(tx, listener)?;
    others.retain(|other| other.0 != pin);
    let mut moves = make_way(&others, to, if to > from { Way::Up } else { Way::Down });
    moves.push((pin, Some(to)));
    Ok(Step(moves))
}

/// Brings these pins in, where they stand, in place of all that do now. Where two want one
/// place, the later one steps aside.
pub(super) fn in_place_of_all(tx: &Transaction<'_>, listener: ListenerId, pins: &[Pin]) -> Result<Step> {
    let mut moves: Vec<(PinId, Option<u32>)> = places(tx, listener)?.into_iter().map(|(pin, _)| (pin, None)).collect();
    let mut pins = pins.iter().map(cleaned).collect::<Result<Vec<Pin>>>()?;
    Pin::step_aside(&mut pins);
    for pin in &pins {
        insert(tx, listener, pin)?;
        moves.push((pin.id, Some(pin.place)));
    }
    Ok(Step(moves))
}

fn shape(
    tx: &Transaction<'_>,
    listener: ListenerId,
    wanted: Shape,
    place: Option<u32>,
    now: Moment,
) -> Result<Option<Change>> {
    let stands = standing(tx, listener)?.into_iter().find(|pin| pin.id == wanted.pin);
    let Some(stands) = stands else { return Err(StoreError::NotFound(format!("the pin {}", wanted.pin))) };
    let wanted = Shape { title: clean(&wanted.title), ..wanted };
    if wanted.title.is_empty() {
        return Err(StoreError::Refused("a section needs a name".into()));
    }
    let place = place.filter(|place| *place != stands.place);
    let summary = told(&stands, &wanted, place);
    let mut steps = Vec::new();
    if (&stands.title, &stands.recipe) != (&wanted.title, &wanted.recipe) {
        steps.push(changes::Step::PinShape(wanted));
    }
    if let Some(to) = place {
        steps.push(changes::Step::Pins(moved(tx, listener, stands.id, stands.place, to)?));
    }
    match steps.as_slice() {
        [one] => changes::make(tx, listener, now, summary, one).map(Some),
        _ => {
            let mut steps = steps.into_iter();
            changes::make_several(tx, listener, now, summary, || Ok(steps.next()))
        }
    }
}

/// What a pin becomes, in words.
fn told(stands: &Pin, wanted: &Shape, place: Option<u32>) -> String {
    let Shape { title, recipe, .. } = wanted;
    let moved = place.map(|place| format!("place {}", u64::from(place) + 1));
    match (stands.title == *title, stands.recipe == *recipe, moved) {
        (true, true, moved) => format!("Moved {title} to {}", moved.unwrap_or_default()),
        (false, true, None) => format!("Renamed {} to {title}", stands.title),
        (_, _, moved) => {
            let changed = Pin { title: title.clone(), recipe: recipe.clone(), ..stands.clone() };
            let mut words: Vec<String> = changed.differences().into_iter().map(|line| line.words).collect();
            words.extend(moved);
            if words.is_empty() {
                format!("{title} is as tonearm had it")
            } else {
                format!("{title}: {}", words.join(", "))
            }
        }
    }
}

/// Lays limits on a pin's recipe.
pub(super) fn limit(
    tx: &Transaction<'_>,
    listener: ListenerId,
    id: PinId,
    limits: &[Limit],
    now: Moment,
) -> Result<Option<Change>> {
    let stands = standing(tx, listener)?.into_iter().find(|pin| pin.id == id);
    let Some(Pin { title, recipe, .. }) = stands else { return Err(StoreError::NotFound(format!("the pin {id}"))) };
    let recipe = Recipe { limits: limits.to_vec(), ..recipe };
    shape(tx, listener, Shape { pin: id, title, recipe }, None, now)
}

pub(super) fn remove(tx: &Transaction<'_>, listener: ListenerId, pin: PinId, now: Moment) -> Result<Change> {
    let (_, title) = find(tx, listener, pin)?;
    // The section goes on by ear within what the listener laid on it.
    let recipe = standing(tx, listener)?.into_iter().find(|stands| stands.id == pin).map(|stands| stands.recipe);
    let laid = recipe.filter(|recipe| !recipe.limits.is_empty());
    let laid = laid.and_then(|recipe| Some((recipe.section()?, recipe.limits)));
    let laid = laid.map(|(section, limits)| settings::limits_step(&section, &limits, now)).transpose()?;
    with_limits(tx, listener, now, format!("Gave {title} back to tonearm"), Step(vec![(pin, None)]), laid)
}

/// What a pin is called, or was, by the id of its section.
pub(super) fn title(tx: &Transaction<'_>, listener: ListenerId, section: &str) -> Result<Option<String>> {
    let Some(pin) = section.strip_prefix("pin:").and_then(|id| id.parse().ok()).map(PinId) else { return Ok(None) };
    let title = "SELECT title FROM pins WHERE uuid = ?1 AND listener_id = ?2";
    Ok(tx.query_row(title, params![pin.0.as_bytes(), listener.0], |row| row.get(0)).optional()?)
}

fn find(tx: &Transaction<'_>, listener: ListenerId, pin: PinId) -> Result<(u32, String)> {
    tx.query_row(
        "SELECT place, title FROM pins WHERE uuid = ?1 AND listener_id = ?2 AND removed_at IS NULL",
        params![pin.0.as_bytes(), listener.0],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
    .optional()?
    .ok_or_else(|| StoreError::NotFound(format!("the pin {pin}")))
}

fn places(tx: &Transaction<'_>, listener: ListenerId) -> Result<Vec<(PinId, u32)>> {
    let mut rows = tx.prepare_cached("SELECT uuid, place FROM pins WHERE listener_id = ?1 AND removed_at IS NULL")?;
    let places = rows.query_map([listener.0], |row| Ok((PinId(columns::uuid(row, 0)?), row.get(1)?)))?;
    Ok(places.collect::<rusqlite::Result<_>>()?)
}

#[derive(Clone, Copy)]
enum Way {
    /// To a lower place on the list, with a higher number.
    Down,
    Up,
}

/// Moves that free `place`: who stands there takes the next place, and so on to the first gap.
fn make_way(pins: &[(PinId, u32)], place: u32, way: Way) -> Vec<(PinId, Option<u32>)> {
    let mut moves = Vec::new();
    let mut wanted = place;
    while let Some((pin, _)) = pins.iter().find(|pin| pin.1 == wanted) {
        let next = match way {
            Way::Down => wanted.checked_add(1),
            Way::Up => wanted.checked_sub(1),
        };
        let Some(next) = next else { break };
        moves.push((*pin, Some(next)));
        wanted = next;
    }
    moves
}

impl Step {
    /// Gives the step that takes this one back.
    pub(super) fn apply(&self, tx: &Transaction<'_>, now: Moment) -> Result<Self> {
        let mut read =
            tx.prepare_cached("SELECT CASE WHEN removed_at IS NULL THEN place END FROM pins WHERE uuid = ?1")?;
        let mut place_it =
            tx.prepare_cached("UPDATE pins SET place = coalesce(?2, place), removed_at = ?3 WHERE uuid = ?1")?;
        let mut inverse = Vec::with_capacity(self.0.len());
        for (pin, place) in &self.0 {
            let was = read.query_row([pin.0.as_bytes()], |row| row.get(0)).optional()?;
            let Some(was) = was else { continue };
            inverse.push((*pin, was));
            let removed_at = place.is_none().then_some(now.unix_ms);
            place_it.execute(params![pin.0.as_bytes(), place, removed_at])?;
        }
        Ok(Self(inverse))
    }
}

impl Shape {
    /// Gives the step that takes this one back.
    pub(super) fn apply(&self, tx: &Transaction<'_>) -> Result<Self> {
        let was: Option<(String, String)> = tx
            .prepare_cached("SELECT title, recipe FROM pins WHERE uuid = ?1")?
            .query_row([self.pin.0.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((title, recipe)) = was else { return Ok(self.clone()) };
        tx.prepare_cached("UPDATE pins SET title = ?2, recipe = ?3 WHERE uuid = ?1")?.execute(params![
            self.pin.0.as_bytes(),
            self.title,
            serde_json::to_string(&self.recipe)?
        ])?;
        Ok(Self { pin: self.pin, title, recipe: serde_json::from_str(&recipe)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::section::{Aspect, Look, Own, PickOrder, Shows};
    use crate::domain::trouble::TroubleKind;
    use crate::store::fixture::{Fixture, NOW};

    fn pin(title: &str, place: u32) -> Pin {
        Pin {
            id: PinId::made_at(NOW.unix_ms),
            place,
            mode: PinMode::Recipe,
            title: title.into(),
            recipe: Recipe { kind: "on-repeat".into(), seed: None, length: 8, ..Recipe::default() },
            picks: Vec::new(),
            pinned_at: NOW,
        }
    }

    fn seen(fixture: &Fixture) -> Vec<(u32, String)> {
        fixture.reader().pins(fixture.store.listener()).unwrap().into_iter().map(|pin| (pin.place, pin.title)).collect()
    }

    fn at(places: &[(u32, &str)]) -> Vec<(u32, String)> {
        places.iter().map(|(place, title)| (*place, (*title).to_owned())).collect()
    }

    #[test]
    fn pins_keep_their_place_and_step_aside_only_when_they_must() {
        let fixture = Fixture::new();
        let store = &fixture.store;
        let (a, b, c) = (pin("a", 2), pin("b", 5), pin("c", 2));
        for pin in [&a, &b, &c] {
            store.pin(pin.clone()).wait().unwrap();
        }
        assert_eq!(seen(&fixture), at(&[(2, "c"), (3, "a"), (5, "b")]));
        store.move_pin(a.id, 2, NOW).wait().unwrap();
        assert_eq!(seen(&fixture), at(&[(2, "a"), (3, "c"), (5, "b")]));
        store.move_pin(a.id, 5, NOW).wait().unwrap();
        assert_eq!(seen(&fixture), at(&[(3, "c"), (4, "b"), (5, "a")]));
        assert_eq!(store.move_pin(a.id, 5, NOW).wait().unwrap(), None);
        store.unpin(b.id, NOW).wait().unwrap();
        assert_eq!(seen(&fixture), at(&[(3, "c"), (5, "a")]));
        assert!(matches!(store.unpin(b.id, NOW).wait(), Err(StoreError::NotFound(_))));
        assert_eq!(store.undo(NOW).wait().unwrap().unwrap().summary, "Gave b back to tonearm");
        for _ in 0..3 {
            store.undo(NOW).wait().unwrap().unwrap();
        }
        assert_eq!(seen(&fixture), at(&[(2, "a"), (5, "b")]));
    }

    #[test]
    fn a_pin_is_renamed_and_shaped_and_each_difference_given_back() {
        let fixture = Fixture::new();
        let (store, listener) = (&fixture.store, fixture.store.listener());
        let own = Own { title: "On repeat".into(), length: 8 };
        let made = Pin { recipe: Recipe { own: Some(own), ..pin("On repeat", 0).recipe }, ..pin("On repeat", 0) };
        store.pin(made.clone()).wait().unwrap();
        let read = || fixture.reader().pins(listener).unwrap().remove(0);
        let shape = |pin: Pin| {
            store
                .shape_pin(pin.id, pin.title, pin.recipe, Some(pin.place), NOW)
                .wait()
                .unwrap()
                .map(|change| change.summary)
        };
        let recipe =
            Recipe { length: 12, order: PickOrder::Shuffled, limits: vec![Limit::Liked], ..made.recipe.clone() };
        let changed = Pin { title: "Mine".into(), recipe, ..made.clone() };
        let told = "Mine: name On repeat → Mine, length 8 → 12, liked, shuffled each morning";
        assert_eq!(shape(changed.clone()).as_deref(), Some(told));
        assert_eq!(shape(changed.clone()), None, "it is so already");
        assert_eq!(read(), changed);
        for aspect in [Aspect::Title, Aspect::Length, Aspect::Limits] {
            assert!(shape(read().given_back(aspect)).is_some());
        }
        assert_eq!(shape(read().given_back(Aspect::Order)).as_deref(), Some("On repeat is as tonearm had it"));
        assert_eq!(read(), made);
        for _ in 0..4 {
            store.undo(NOW).wait().unwrap();
        }
        assert_eq!(read(), changed, "each is one step");
        store.limit(format!("pin:{}", made.id), "Mine".into(), Vec::new(), NOW).wait().unwrap();
        assert!(read().recipe.limits.is_empty());

        let mut shown = Pin { place: 4, ..read() };
        shown.recipe.shows = Shows { look: Look::Cards, rows: Some(5) };
        shown.recipe.explore = Some(40);
        let told = shape(shown.clone()).unwrap();
        assert!(told.ends_with(", 40 % new or rested, as cards, 5 in sight, place 5"), "{told}");
        assert_eq!(read(), shown);
        store.undo(NOW).wait().unwrap();
        assert_eq!((read().place, read().recipe.shows.is_usual()), (0, true), "place and shape are one step");
        assert_eq!(shape(Pin { place: 2, ..read() }).as_deref(), Some("Moved Mine to place 3"));
        for aspect in [Aspect::Explore, Aspect::Look, Aspect::Rows] {
            shown = shown.given_back(aspect);
        }
        assert_eq!((shown.recipe.explore, shown.recipe.shows), (None, Shows::default()));
    }

    #[test]
    fn limits_go_with_a_section_into_its_pin_and_back() {
        let fixture = Fixture::new();
        let (store, listener) = (&fixture.store, fixture.store.listener());
        let limited = || fixture.reader().facts(listener, NOW).unwrap().limits;
        let (liked, heard) = (vec![Limit::Liked], vec![Limit::Heard]);
        store.limit("on-repeat".into(), "On repeat".into(), liked.clone(), NOW).wait().unwrap();
        store.limit("rediscover".into(), "Rediscover".into(), heard.clone(), NOW).wait().unwrap();
        let own = Some(Own { title: "On repeat".into(), length: 8 });
        let made = Pin { recipe: Recipe { limits: liked.clone(), own, ..pin("", 0).recipe }, ..pin("On repeat", 0) };
        store.pin(made.clone()).wait().unwrap();
        assert_eq!(limited(), [("rediscover".to_owned(), heard.clone())], "told and in force once, in the pin");
        store.undo(NOW).wait().unwrap();
        assert_eq!(limited().len(), 2, "one step back");
        store.redo(NOW).wait().unwrap();
        store.limit(format!("pin:{}", made.id), "On repeat".into(), heard.clone(), NOW).wait().unwrap();
        store.unpin(made.id, NOW).wait().unwrap();
        assert_eq!(limited(), [("on-repeat".to_owned(), heard.clone()), ("rediscover".to_owned(), heard.clone())]);
        store.undo(NOW).wait().unwrap();
        assert_eq!((seen(&fixture).len(), limited().len()), (1, 1));
    }

    #[test]
    fn a_pin_that_is_off_home_is_called_by_its_name() {
        let fixture = Fixture::new();
        let (store, made) = (&fixture.store, pin("Late at night", 0));
        store.pin(made.clone()).wait().unwrap();
        let hide = || {
            let target = crate::domain::feedback::Target::Section(format!("pin:{}", made.id));
            store.say(crate::domain::feedback::Verb::Hide, target, None, NOW).wait().unwrap().change.summary
        };
        assert!(hide().contains("Late at night"));
        assert!(hide().contains("Late at night"), "and when it comes back");
    }

    #[test]
    fn titles_are_kept_as_they_may_be_shown() {
        let fixture = Fixture::new();
        let own = Some(Own { title: "On\u{1b} repeat".into(), length: 8 });
        let wild = Pin { recipe: Recipe { own, ..pin("", 0).recipe }, ..pin("Game\u{1b}[31m  music\n", 3) };
        assert_eq!(fixture.store.pin(wild).wait().unwrap().summary, "Pinned Game [31m music");
        let kept = fixture.reader().pins(fixture.store.listener()).unwrap().remove(0);
        assert_eq!((kept.title.as_str(), kept.recipe.own.unwrap().title.as_str()), ("Game [31m music", "On repeat"));
        assert!(matches!(fixture.store.pin(pin("\u{1b}\n", 0)).wait(), Err(StoreError::Refused(_))));
        assert_eq!(seen(&fixture).len(), 1);
    }

    #[test]
    fn recipes_of_earlier_versions_are_read() {
        let recipe: Recipe = serde_json::from_str(r#"{"kind":"mix","seed":null,"length":9}"#).unwrap();
        assert_eq!(recipe, Recipe { kind: "mix".into(), length: 9, ..Recipe::default() });
    }

    #[test]
    fn places_at_the_end_of_the_numbers_do_no_harm() {
        let fixture = Fixture::new();
        let (a, b) = (pin("a", u32::MAX), pin("b", u32::MAX));
        fixture.store.pin(a.clone()).wait().unwrap();
        fixture.store.pin(b).wait().unwrap();
        assert!(matches!(fixture.store.pin(a.clone()).wait(), Err(StoreError::Refused(_))));
        fixture.store.move_pin(a.id, 0, NOW).wait().unwrap();
        assert_eq!(seen(&fixture), at(&[(0, "a"), (u32::MAX, "b")]));
    }

    #[test]
    fn a_pin_that_cannot_be_read_does_not_hide_the_others() {
        let fixture = Fixture::new();
        let (a, b) = (pin("a", 0), pin("b", 1));
        fixture.store.pin(a).wait().unwrap();
        fixture.store.pin(b).wait().unwrap();
        let spoil = |tx: &Transaction<'_>| Ok(tx.execute("UPDATE pins SET picks = '{' WHERE title = 'a'", [])?);
        fixture.store.writer().urgent(spoil).wait().unwrap();
        assert_eq!(seen(&fixture), at(&[(1, "b")]));
        let trouble = fixture.reader().trouble(fixture.store.listener(), NOW).unwrap();
        let [group] = trouble.groups.as_slice() else { panic!("{trouble:?}") };
        assert_eq!((group.kind, group.count, group.lines[0].name.as_str()), (TroubleKind::Pins, 1, "a"));
        assert!(group.lines[0].reason.starts_with("its picks: "), "{}", group.lines[0].reason);
    }
}
