//! The lines of the page, one list from both halves.

use super::super::super::page::View;
use crate::domain::feedback::{Feedback, Target, Verb};
use crate::domain::human;
use crate::domain::ids::{FeedbackId, PinId, PlaylistId};
use crate::domain::limit::words;
use crate::domain::playlist::folder::shown;
use crate::domain::section::Origin;
use crate::domain::settings::{Key, Setting};
use crate::domain::time::Moment;
use crate::domain::you::{Kept, LeftOut, Limited, Noticed, Passed, Said, Shares, You};
use crate::player::protocol::Snapshot;

use super::super::super::widgets::dial::Dial;
use super::super::super::widgets::list::Rows;

/// What a line stands for, the same after every answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RowKey {
    Likes,
    Said(FeedbackId),
    Pin(PinId),
    LeftOut(uuid::Uuid),
    Limited(String),
    Passed(PlaylistId),
    Noticed(String),
    Setting(Key),
    Waiting(String),
    Stars,
    /// The dials: hand and ear, familiar and new, how wide a section spreads.
    Dial(Key),
    Month,
    Called,
    Stored,
    Backups,
}

/// What can be done with a line.
#[derive(Clone, Debug, PartialEq)]
pub enum Thing {
    Likes {
        open: bool,
    },
    Said(Feedback),
    Pin(PinId),
    LeftOut(uuid::Uuid),
    Limited(Box<Limited>),
    Passed(Box<Passed>),
    /// Not judged yet, or confirmed, or called wrong.
    Noticed(Box<Noticed>),
    /// A section that still listens, or what is counted.
    Told,
    /// A value that was chosen by hand.
    Setting(Key),
    /// A value with two ends, and what `h` and `l` set it to.
    Dial(Box<Dial>),
}

/// One line: what kind of word, of what, and since or until when.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub key: RowKey,
    pub thing: Thing,
    /// `hide`, `pinned`; empty for sentences.
    pub verb: &'static str,
    /// `artist`, `track`.
    pub kind: String,
    pub title: String,
    pub detail: String,
    pub when: String,
    /// What it changes, for `w`.
    pub changes: String,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    Blank,
    Head {
        mark: Option<Origin>,
        words: &'static str,
        right: String,
    },
    /// Where a half has nothing yet.
    Empty(String),
    Line(Box<Line>),
}

pub struct YouRows(pub Vec<Row>);

impl Rows for YouRows {
    type Key = RowKey;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn key(&self, row: usize) -> Option<RowKey> {
        match self.0.get(row)? {
            Row::Line(line) => Some(line.key.clone()),
            _ => None,
        }
    }

    fn begins_group(&self, row: usize) -> bool {
        matches!(self.0.get(row), Some(Row::Head { .. }))
    }
}

/// The keys of what is not judged yet.
const NOTICED: &str = "{like} right   {less} wrong   {pin} make it a section";

/// All lines; `likes` says whether the likes are listed one by one, `folded` holds the words
/// that a filter asks for.
pub fn rows(you: &You, view: &View<'_>, likes: bool, narrowed: &str) -> YouRows {
    let (snapshot, now) = (view.snapshot, view.now);
    let holds = |line: &Line| {
        let words = format!("{} {} {} {}", line.verb, line.kind, line.title, line.detail);
        crate::domain::fold::search_form(&words).contains(narrowed)
    };
    let mut rows = Vec::new();
    let mut group = |mark, words, right: String, empty: &'static str, lines: Vec<Line>| {
        let nothing = lines.is_empty();
        let lines: Vec<Row> = lines.into_iter().filter(holds).map(Box::new).map(Row::Line).collect();
        if lines.is_empty() && !(nothing && narrowed.is_empty()) {
            return;
        }
        if !rows.is_empty() {
            rows.push(Row::Blank);
        }
        rows.push(Row::Head { mark, words, right });
        rows.extend(if nothing { vec![Row::Empty(view.words(empty))] } else { lines });
    };
    let told = by_hand(you, view, likes);
    let in_force = told.iter().filter(|line| !matches!(line.thing, Thing::Likes { .. })).count()
        + if likes { 0 } else { you.said.iter().filter(|said| said.feedback.verb == Verb::Like).count() };
    let right = format!("{} in force", human::thousands(in_force as u64));
    let nothing = "Nothing yet. What you like, hide, pin or leave out stands here, and {take-out} takes it back.";
    group(Some(Origin::Hand), "By hand: what you told tonearm", right, nothing, told);
    let open = you.noticed.iter().filter(|noticed| noticed.verdict.is_none());
    let noticed: Vec<Line> = open.map(|noticed| self::noticed(noticed, view)).collect();
    let nothing = "Nothing yet that could be counted; a few weeks of listens will show.";
    let keys = if noticed.is_empty() { String::new() } else { view.setup.keymap.list(NOTICED, view.context) };
    group(Some(Origin::Ear), "By ear: what tonearm noticed", keys, nothing, noticed);
    let waiting: Vec<Line> = snapshot.home.waiting.iter().map(waiting).collect();
    if !waiting.is_empty() {
        group(None, "Still listening for", String::new(), "", waiting);
    }
    group(None, "Home and what is stored", String::new(), "", kept(you, snapshot, now));
    YouRows(rows)
}

fn by_hand(you: &You, view: &View<'_>, likes: bool) -> Vec<Line> {
    let (snapshot, now) = (view.snapshot, view.now);
    let (liked, others): (Vec<&Said>, Vec<&Said>) = you.said.iter().partition(|said| said.feedback.verb == Verb::Like);
    let mut lines: Vec<Line> = others.into_iter().map(|said| self::said(said, now)).collect();
    if !liked.is_empty() {
        lines.push(Line {
            key: RowKey::Likes,
            thing: Thing::Likes { open: likes },
            verb: "like",
            kind: String::new(),
            title: counted(&liked),
            detail: String::new(),
            when: view.words(if likes { "{open} folds" } else { "{open} lists" }),
            changes: effect(Verb::Like).into(),
        });
        if likes {
            lines.extend(liked.into_iter().map(|said| self::said(said, now)));
        }
    }
    lines.extend(you.left_out.iter().map(|rule| left_out(rule, now)));
    lines.extend(you.limited.iter().map(|limited| self::limited(limited, now)));
    lines.extend(you.pins.iter().map(|pin| pinned(pin, now)));
    lines.extend(you.passed.iter().map(|passed| self::passed(passed, now)));
    lines.extend(
        you.noticed.iter().filter(|noticed| noticed.verdict.is_some()).map(|noticed| self::noticed(noticed, view)),
    );
    lines.extend(stars(&you.stars, view));
    let chosen = snapshot.settings.rows.iter().filter(|setting| setting.who.origin().is_some());
    lines.extend(chosen.map(|setting| self::setting(setting, now)));
    lines
}

fn stars(stars: &[u32; 5], view: &View<'_>) -> Option<Line> {
    let [one, two, three, four, five] = *stars;
    let rated = one + two + three + four + five;
    let counts = [(five, 5), (four, 4), (three, 3), (two, 2), (one, 1)];
    let said =
        counts.into_iter().filter(|(tracks, _)| *tracks > 0).map(|(tracks, stars)| format!("{tracks} with {stars}"));
    (rated > 0).then(|| Line {
        key: RowKey::Stars,
        thing: Thing::Told,
        verb: "stars",
        kind: String::new(),
        title: format!("{}: {}", human::count(rated, "track", "tracks"), said.collect::<Vec<_>>().join(", ")),
        detail: String::new(),
        when: view.words("{rate-0} takes back"),
        changes: "Four and five stars lift a track nearly as a like does, one star sinks it; home shows no stars"
            .into(),
    })
}

fn setting(setting: &Setting, now: Moment) -> Line {
    Line {
        key: RowKey::Setting(setting.key),
        thing: Thing::Setting(setting.key),
        verb: "set",
        kind: String::new(),
        title: format!("{}: {}", setting.key.title(), setting.words()),
        detail: String::new(),
        when: setting.who.since().map_or_else(
            || setting.decided_by_line().map(|line| format!("config line {line}")).unwrap_or_default(),
            |at| format!("since {}", human::short_day(at, now)),
        ),
        changes: setting.key.says().into(),
    }
}

/// "214 tracks, 12 albums, 9 artists".
fn counted(liked: &[&Said]) -> String {
    let kinds = [
        ("track", "tracks"),
        ("album", "albums"),
        ("artist", "artists"),
        ("playlist", "playlists"),
        ("genre", "genres"),
        ("folder", "folders"),
        ("section", "sections"),
    ];
    let counts = kinds.into_iter().filter_map(|(one, many)| {
        let n = liked.iter().filter(|said| kind(&said.feedback.target) == one).count();
        (n > 0).then(|| human::count(u32::try_from(n).unwrap_or(u32::MAX), one, many))
    });
    counts.collect::<Vec<_>>().join(", ")
}

const fn kind(target: &Target) -> &'static str {
    match target {
        Target::Item(item) => item.type_name(),
        Target::Genre(_) => "genre",
        Target::Folder(_) => "folder",
        Target::Section(_) => "section",
    }
}

const fn word(verb: Verb) -> &'static str {
    match verb {
        Verb::Like => "like",
        Verb::Hide => "hide",
        Verb::Less => "less",
        Verb::Boost => "more",
        Verb::NotNow => "not now",
        Verb::Rest => "rest",
    }
}

/// What a word changes while it is in force.
const fn effect(verb: Verb) -> &'static str {
    match verb {
        Verb::Like => "A like lifts it on home and makes a seed of it: what is near to it comes up as well",
        Verb::Hide => {
            "Hidden: it stands nowhere on home and nothing goes on with it; Library, Search and lists keep it"
        }
        Verb::Less => "Less: it sinks on home while this is in force; nothing is taken away",
        Verb::Boost => "More: it rises on home, half as much each fortnight, until the day that is named",
        Verb::NotNow => "Not now: home leaves it out until the day that is named",
        Verb::Rest => "Rest: home and what goes on by ear leave it out until the day that is named",
    }
}

fn said(said: &Said, now: Moment) -> Line {
    let feedback = &said.feedback;
    let when = match feedback.until {
        Some(until) => format!("until {}", short_date(until)),
        None => format!("since {}", human::short_day(feedback.at, now)),
    };
    Line {
        key: RowKey::Said(feedback.id),
        thing: Thing::Said(feedback.clone()),
        verb: word(feedback.verb),
        kind: kind(&feedback.target).into(),
        title: said.title.clone(),
        detail: said.detail.clone(),
        when,
        changes: effect(feedback.verb).into(),
    }
}

/// A day to come: `3 Dec`.
fn short_date(at: Moment) -> String {
    at.civil().strftime("%-d %b").to_string()
}

fn pinned(pin: &Kept, now: Moment) -> Line {
    Line {
        key: RowKey::Pin(pin.pin),
        thing: Thing::Pin(pin.pin),
        verb: "pinned",
        kind: "section".into(),
        title: pin.title.clone(),
        detail: format!("place {}", u64::from(pin.place) + 1),
        when: format!("since {}", human::short_day(pin.at, now)),
        changes: "Pinned: it keeps its place on home; tonearm neither moves nor removes it".into(),
    }
}

fn limited(limited: &Limited, now: Moment) -> Line {
    Line {
        key: RowKey::Limited(limited.section.clone()),
        thing: Thing::Limited(Box::new(limited.clone())),
        verb: "limit",
        kind: "section".into(),
        title: format!("{}: {}", limited.title, words(&limited.limits)),
        detail: if limited.on_home { String::new() } else { "not on home today".into() },
        when: format!("since {}", human::short_day(limited.at, now)),
        changes: "Limited: the section goes on by ear, within this".into(),
    }
}

fn passed(passed: &Passed, now: Moment) -> Line {
    Line {
        key: RowKey::Passed(passed.list),
        thing: Thing::Passed(Box::new(passed.clone())),
        verb: "pass over",
        kind: "playlist".into(),
        title: shown(&passed.name).into_owned(),
        detail: human::count(passed.tracks, "track", "tracks"),
        when: human::short_day(passed.at, now),
        changes: "Passed over or taken out: not offered for this list; home and all else go on with it".into(),
    }
}

fn left_out(rule: &LeftOut, now: Moment) -> Line {
    Line {
        key: RowKey::LeftOut(rule.rule),
        thing: Thing::LeftOut(rule.rule),
        verb: "leave out",
        kind: rule.what.clone(),
        title: rule.title.clone(),
        detail: format!("{} {}", human::thousands(rule.listens), if rule.listens == 1 { "listen" } else { "listens" }),
        when: format!("since {}", human::short_day(rule.at, now)),
        changes: "Left out: these listens stay in History and count for nothing that is suggested".into(),
    }
}

fn sentence(key: RowKey, thing: Thing, title: String, detail: String, changes: &str) -> Line {
    let nothing = String::new;
    Line { key, thing, verb: "", kind: nothing(), title, detail, when: nothing(), changes: changes.into() }
}

fn noticed(noticed: &Noticed, view: &View<'_>) -> Line {
    let now = view.now;
    let since = |at| format!("since {}", human::short_day(at, now));
    let (verb, kind, when) = match noticed.verdict {
        Some(verdict) if verdict.right => ("right", noticed.kind.name(), since(verdict.at)),
        Some(verdict) => ("wrong", noticed.kind.name(), since(verdict.at)),
        None => ("", "", String::new()),
    };
    let asks = noticed.offer.is_some() && noticed.verdict.is_none();
    let changes = match (noticed.verdict, &noticed.offer) {
        (Some(verdict), _) if !verdict.right => "Wrong: it is not said again, and nothing goes by it",
        (Some(_), _) => "Right: you confirmed it, and it stays here when the counts pass",
        (None, Some(_)) => {
            "Counted, and changes nothing by itself. {play} asks whether to leave these listens out of taste"
        }
        (None, None) => "Counted from your listens on this machine; it changes nothing by itself",
    };
    Line {
        key: RowKey::Noticed(noticed.key.clone()),
        thing: Thing::Noticed(Box::new(noticed.clone())),
        verb,
        kind: kind.into(),
        title: noticed.sentence.clone(),
        detail: if asks { format!("leave out? {}", noticed.counts) } else { noticed.counts.clone() },
        when,
        changes: view.words(changes),
    }
}

fn waiting(waiting: &crate::domain::section::Waiting) -> Line {
    sentence(
        RowKey::Waiting(waiting.kind.clone()),
        Thing::Told,
        waiting.title.clone(),
        format!("{} of {} {}", human::thousands(u64::from(waiting.have)), waiting.need, waiting.what),
        "It stands on home as soon as there is enough to go by",
    )
}

fn kept(you: &You, snapshot: &Snapshot, now: Moment) -> Vec<Line> {
    let settings = &snapshot.settings;
    let dial = |key: Key| {
        let dial = Dial::of(key, settings)?;
        let said = settings.get(key).map(Setting::words).unwrap_or_default();
        Some(sentence(RowKey::Dial(key), Thing::Dial(Box::new(dial)), key.title().into(), said, key.says()))
    };
    let mut lines: Vec<Line> = [Key::Arranges, Key::Explore, Key::Spread].into_iter().filter_map(dial).collect();
    if let Some(shares) = you.month {
        let (title, detail) = month(shares, now);
        let changes = "By hand: what you started or added. By ear: suggestions on home, radio, what went on by itself";
        lines.push(sentence(RowKey::Month, Thing::Told, title, detail, changes));
    }
    if let Some(called) = you.called {
        let title = format!("Called it: {} of {}", called.right, human::count(called.mornings, "morning", "mornings"));
        let changes = "Mornings of this month on which what you heard first stood among the first six of home";
        lines.push(sentence(
            RowKey::Called,
            Thing::Told,
            title,
            "what you heard first was among the first six".into(),
            changes,
        ));
    }
    lines.extend(stored(you));
    lines
}

/// What is stored, how much, where.
fn stored(you: &You) -> [Line; 2] {
    let stored = &you.stored;
    let megabytes = |bytes: u64| format!("{:.1} MB", bytes as f64 / 1e6);
    let counted = |count: u64, one: &str, many: &str| {
        format!("{} {}", human::thousands(count), if count == 1 { one } else { many })
    };
    let what = format!("{}, {}", counted(stored.plays, "play", "plays"), megabytes(stored.bytes));
    let also = format!(
        "Also {}, {}, {} and {}. All of it lies in this one file, readable by you alone; nothing is sent anywhere",
        counted(stored.words, "word", "words"),
        counted(stored.seen, "look at a pick of home", "looks at picks of home"),
        counted(stored.searches, "search", "searches"),
        counted(stored.opened, "opened page", "opened pages"),
    );
    let backups = format!("{}, {}", human::count(stored.backups, "backup", "backups"), megabytes(stored.backup_bytes));
    [
        sentence(RowKey::Stored, Thing::Told, what, stored.path.clone(), &also),
        sentence(
            RowKey::Backups,
            Thing::Told,
            backups,
            stored.backup_path.clone(),
            "Made once a day, the last five are kept; forgetting rewrites them",
        ),
    ]
}

/// "November: 58 % by hand, 42 % by ear" and how much of each was heard to the end.
fn month(shares: Shares, now: Moment) -> (String, String) {
    let percent = |part: u32, all: u32| (f64::from(part) * 100.0 / f64::from(all.max(1))).round();
    let all = shares.hand + shares.ear;
    let hand = percent(shares.hand, all);
    let title = format!("{}: {hand} % by hand, {} % by ear", now.civil().strftime("%B"), 100.0 - hand);
    let finished = |part: u32, of: u32| format!("{} %", percent(part, of));
    let detail = match (shares.hand, shares.ear) {
        (_, 0) => format!("you finished {}", finished(shares.hand_finished, shares.hand)),
        (0, _) => format!("you finished {}", finished(shares.ear_finished, shares.ear)),
        _ => format!(
            "you finished {} and {}",
            finished(shares.hand_finished, shares.hand),
            finished(shares.ear_finished, shares.ear)
        ),
    };
    (title, detail)
}
