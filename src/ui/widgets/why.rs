//! Why something is where it is: sentences first, then the numbers behind them.

use ratatui::layout::Rect;
use serde_json::Value;

use super::super::canvas::{Canvas, after, cells, row};
use super::super::keymap::{Action, Context, Press};
use super::super::page::{Effect, Outcome, Panel, Slot, View};
use super::super::theme::Role;
use super::super::width::{width, wrap};
use crate::domain::browse::{Why, WhyPlace, WhyScore};
use crate::domain::evidence::Evidence;
use crate::domain::human;
use crate::domain::ids::TrackId;
use crate::domain::section::{Item, ItemRef, Origin, Pick};
use crate::domain::time::Moment;
use crate::player::protocol::{Answer, Question};

const WHY: Slot = "why";
const WEIGHED: Slot = "weighed";
/// Cells of the longest bar of weight.
const WEIGHT: usize = 8;

/// One row of an explanation.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    Text(String),
    /// A fact, and its share of the strongest one from 0 to 1.
    Fact {
        words: String,
        share: f64,
    },
}

/// The facts as sentences with the share each had, or as the numbers that were scored.
#[must_use]
pub fn facts(evidence: &[Evidence], numbers: bool, now: Moment) -> Vec<Row> {
    let strongest = evidence.iter().map(|fact| fact.weight).fold(0.0, f64::max);
    let row = |fact: &Evidence| Row::Fact {
        words: if numbers { in_numbers(fact, now) } else { fact.fact.sentence(now) },
        share: if strongest > 0.0 { (fact.weight / strongest).clamp(0.0, 1.0) } else { 0.0 },
    };
    evidence.iter().map(row).collect()
}

/// The same where `cells` are few: what a fact has no room for goes on below it.
#[must_use]
pub fn wrapped(rows: Vec<Row>, cells: u16) -> Vec<Row> {
    const INDENT: &str = "      ";
    let room = usize::from(cells).saturating_sub(WEIGHT + 2);
    let mut lines = Vec::new();
    for row in rows {
        match row {
            Row::Fact { words, share } if width(&words) > room && room > 2 * INDENT.len() => {
                let mut parts = wrap(&words, room - INDENT.len()).into_iter();
                lines.extend(parts.next().map(|words| Row::Fact { words, share }));
                lines.extend(parts.map(|words| Row::Text(format!("{INDENT}{words}"))));
            }
            row => lines.push(row),
        }
    }
    lines
}

/// "0.42  heard: since 1 Nov 2026, 21:05, times 6": times as people read them.
fn in_numbers(evidence: &Evidence, now: Moment) -> String {
    let json = evidence.json(now);
    let kind = json.get("kind").and_then(Value::as_str).unwrap_or_default().replace('_', " ");
    let values =
        json.as_object().into_iter().flatten().filter(|(name, _)| !matches!(name.as_str(), "kind" | "text" | "weight"));
    let values = values.map(|(name, value)| match value {
        Value::String(text) => match Moment::parse_rfc3339(text) {
            Ok(at) => format!("{} {}, {}", name.replace('_', " "), human::short_full_date(at), human::time_of_day(at)),
            Err(_) => format!("{} {text}", name.replace('_', " ")),
        },
        value => format!("{} {value}", name.replace('_', " ")),
    });
    format!("{:.2}  {kind}: {}", evidence.weight, values.collect::<Vec<_>>().join(", "))
}

/// Cells of the words on screens of the usual width.
const USUAL: u16 = 69;

/// Draws rows from the top of `area`; what does not fit is left out.
pub fn draw_rows(rows: &[Row], area: Rect, canvas: &mut Canvas<'_>) {
    let fact = |row: &Row| if let Row::Fact { words, .. } = row { cells(width(words)) } else { 0 };
    // On wide screens the bars do not stand far from what they weigh.
    let widest = rows.iter().map(fact).max().unwrap_or(0).max(USUAL);
    for (place, row) in area.rows().zip(rows) {
        match row {
            Row::Text(words) => {
                canvas.put(place, words, Role::Reason);
            }
            Row::Fact { words, share } => {
                let bars = (share * WEIGHT as f64).ceil().max(0.0) as usize;
                let words_width = place.width.saturating_sub(cells(WEIGHT) + 2).min(widest);
                if place.width >= 30 {
                    let bar = canvas.glyphs.weight.repeat(bars.min(WEIGHT));
                    canvas.put(after(place, words_width + 1), &bar, Role::Accent);
                    canvas.put(Rect { width: words_width, ..place }, words, Role::Text);
                } else {
                    canvas.put(place, words, Role::Text);
                }
            }
        }
    }
}

/// What the panel knows so far.
enum Known {
    /// A pick of home: the snapshot told everything.
    Pick(Vec<WhyPlace>, Option<Vec<String>>),
    Asked(TrackId),
    Told(Why),
    Failed(String),
}

pub struct WhyPanel {
    title: String,
    known: Known,
    /// The section and the pick whose weights are asked for.
    pick: Option<(String, ItemRef)>,
    numbers: bool,
    top: usize,
}

impl WhyPanel {
    /// For a pick whose evidence is at hand.
    #[must_use]
    pub fn of_pick(item: &Item, place: WhyPlace, numbers: bool) -> Self {
        let pick = Some((place.section.clone(), item.what));
        Self { title: heading(&item.title, &item.artist), known: Known::Pick(vec![place], None), pick, numbers, top: 0 }
    }

    /// For one of the picks that a page other than home offers under these words.
    #[must_use]
    pub fn of_offer(picks: &[Pick], row: usize, called: &str) -> Option<Self> {
        let pick = picks.get(row)?;
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let place = WhyPlace {
            section: String::new(),
            section_title: called.to_owned(),
            origin: Origin::Ear,
            place: count(row + 1),
            of: count(picks.len()),
            evidence: pick.evidence.clone(),
            score: None,
        };
        let Item { title, artist, .. } = &pick.item;
        Some(Self {
            title: heading(title, artist),
            known: Known::Pick(vec![place], None),
            pick: None,
            numbers: false,
            top: 0,
        })
    }

    /// For any track: the player knows.
    #[must_use]
    pub fn asking(track: TrackId, title: &str, artist: &str) -> Self {
        Self { title: heading(title, artist), known: Known::Asked(track), pick: None, numbers: false, top: 0 }
    }

    fn rows(&self, now: Moment) -> Vec<Row> {
        let mut rows = Vec::new();
        match &self.known {
            Known::Asked(_) => rows.push(Row::Text("looking …".into())),
            Known::Failed(reason) => rows.push(Row::Text(reason.clone())),
            Known::Pick(places, said) => {
                places.iter().for_each(|place| self.place(place, now, &mut rows));
                rows.extend(said.iter().map(|said| Row::Text(your_say(said))));
            }
            Known::Told(why) => {
                why.places.iter().for_each(|place| self.place(place, now, &mut rows));
                if why.places.is_empty() {
                    rows.push(Row::Text("It is not on your home now.".into()));
                }
                if let Some(reason) = &why.held_back_by {
                    rows.push(Row::Text(format!("Held back by: {reason}")));
                }
                rows.push(Row::Text(format!("Heard {}, skipped {}.", said(why.listens), said(why.skips))));
                rows.push(Row::Text(your_say(&why.said)));
            }
        }
        rows
    }

    fn place(&self, place: &WhyPlace, now: Moment, rows: &mut Vec<Row>) {
        rows.push(Row::Text(format!(
            "{} of {} in “{}”, {} {}",
            place.place,
            place.of,
            place.section_title,
            place.origin.mark(),
            place.origin.words()
        )));
        rows.push(Row::Text(String::new()));
        rows.extend(facts(&place.evidence, self.numbers, now));
        rows.extend(place.score.iter().flat_map(|score| if self.numbers { weights(score) } else { without(score) }));
        if place.evidence.is_empty() {
            rows.push(Row::Text(match place.origin {
                Origin::Hand => "You put it here.".into(),
                Origin::Ear => "No facts were kept with this pick.".into(),
            }));
        }
        rows.push(Row::Text(String::new()));
    }
}

/// "By its score 3rd of 412. Without heard together: 9th …", a few terms a row; terms that
/// change nothing are left out.
fn without(score: &WhyScore) -> Vec<Row> {
    let mut rows = vec![
        Row::Text(String::new()),
        Row::Text(format!("By score {} of {}.", human::ordinal(score.place), human::thousands(u64::from(score.of)))),
    ];
    let moves = score.terms.iter().filter(|term| term.place_without != score.place);
    let said: Vec<String> =
        moves.map(|term| format!("Without {}: {}.", term.name, human::ordinal(term.place_without))).collect();
    rows.extend(said.chunks(2).map(|two| Row::Text(two.join(" "))));
    rows
}

/// "heard together  1.00 × (−2.31 above −4.10) = +1.79, without it 9th".
fn weights(score: &WhyScore) -> Vec<Row> {
    let mut rows = vec![Row::Text(String::new())];
    let of = human::thousands(u64::from(score.of));
    rows.push(Row::Text(format!(
        "By score {} of {of}: weight × (value − median of all) = lift",
        human::ordinal(score.place)
    )));
    rows.extend(score.terms.iter().map(|term| {
        let minus = |x: f64| format!("{x:.2}").replace('-', "−");
        Row::Text(format!(
            "{}: {} × ({} − {}) = {}; without it {}",
            term.name,
            minus(term.weight),
            minus(term.value),
            minus(term.median),
            minus(term.share),
            human::ordinal(term.place_without)
        ))
    }));
    rows
}

fn said(count: u32) -> String {
    if count == 0 { "never".into() } else { human::times(count) }
}

/// "Your say: you liked its artist in March; …".
fn your_say(said: &[String]) -> String {
    if said.is_empty() { "Your say: none yet.".into() } else { format!("Your say: {}.", said.join("; ")) }
}

fn heading(title: &str, artist: &str) -> String {
    if artist.is_empty() { format!("Why {title}") } else { format!("Why {title} · {artist}") }
}

impl Panel for WhyPanel {
    fn open(&mut self, _view: &View<'_>) -> Vec<Effect> {
        match (&self.known, &self.pick) {
            (Known::Asked(track), _) => vec![Effect::Ask { slot: WHY, question: Question::Why { track: *track } }],
            (_, Some((section, item))) => {
                let question = Question::Weighed { section: section.clone(), item: *item };
                vec![Effect::Ask { slot: WEIGHED, question }]
            }
            _ => Vec::new(),
        }
    }

    fn answer(&mut self, _slot: Slot, answer: Answer, _view: &View<'_>) -> Vec<Effect> {
        match answer {
            Answer::Why(why) => self.known = Known::Told(why),
            Answer::Weighed { score, said } => {
                if let Known::Pick(places, told) = &mut self.known {
                    places.iter_mut().for_each(|place| place.score.clone_from(&score));
                    *told = Some(said);
                }
            }
            Answer::Failed { reason } => self.known = Known::Failed(reason),
            _ => {}
        }
        Vec::new()
    }

    fn height(&self, view: &View<'_>, _width: u16) -> u16 {
        cells(self.rows(view.now).len()) + 1
    }

    fn context(&self) -> Context {
        Context::Why
    }

    fn key(&mut self, _press: Press, action: Option<Action>, view: &View<'_>) -> Outcome {
        match action {
            Some(Action::Numbers | Action::Why | Action::WhyPlaying) => self.numbers = !self.numbers,
            Some(Action::Cancel | Action::Close) => return Outcome::effect(Effect::ClosePanel),
            Some(Action::Down) => self.top = (self.top + 1).min(self.rows(view.now).len().saturating_sub(1)),
            Some(Action::Up) => self.top = self.top.saturating_sub(1),
            _ => {}
        }
        Outcome::done()
    }

    fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        if let Some(title) = row(area, 0) {
            canvas.put(after(title, 1), &self.title, Role::Title);
            canvas.point_at(title.as_position());
        }
        let rows = self.rows(view.now);
        let rows = rows.get(self.top..).unwrap_or_default();
        draw_rows(rows, after(super::super::canvas::below(area, 1), 1), canvas);
    }

    fn keys(&self) -> &'static str {
        "{numbers} numbers, sentences   {down} {up} scroll"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::evidence::Fact;

    #[test]
    fn numbers_show_times_as_people_read_them() {
        let at = |text: &str| Moment::parse_rfc3339(text).unwrap();
        let heard = Evidence { fact: Fact::Heard { times: 6, since: at("2026-11-01T21:05:00+01:00") }, weight: 0.42 };
        let said = in_numbers(&heard, at("2026-11-22T19:00:00+01:00"));
        assert_eq!(said, "0.42  heard: since 1 Nov 2026, 21:05, times 6");
    }
}
