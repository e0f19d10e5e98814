//! The words about what plays: its names, who brought it, and what it has been to the listener.

use ratatui::layout::Rect;

use super::super::super::canvas::{Canvas, after};
use super::super::super::page::{Subject, View};
use super::super::super::theme::Role;
use super::super::super::width::width;
use crate::domain::format::Format;
use crate::domain::human;
use crate::domain::listen::{Source, SourceKind};
use crate::domain::queue::Part;
use crate::domain::section::Origin;
use crate::domain::settings::Key;
use crate::domain::story::TrackStory;
use crate::domain::time::Moment;
use crate::domain::track::TrackCard;
use crate::player::protocol::{Came, QueueLine};

/// Genres that are named.
const GENRES: usize = 2;

/// What plays, as what a verb is about.
pub(super) fn subject(view: &View<'_>) -> Option<Subject> {
    let line = view.snapshot.transport.current.as_ref()?;
    Some(Subject::of_card(&line.card, Source { kind: SourceKind::Queue, id: None, name: "Queue".into() }))
}

pub(super) fn draw(
    view: &View<'_>,
    line: &QueueLine,
    story: Option<&TrackStory>,
    place: Rect,
    canvas: &mut Canvas<'_>,
) {
    let card = &line.card;
    let story = story.filter(|story| story.info.card.id == card.id);
    let title = if card.liked { format!("{} {}", card.title, canvas.glyphs.liked) } else { card.title.clone() };
    let came = view.snapshot.transport.came.as_ref().map(|came| words_of(came, line, view));
    let mut lines =
        vec![(title, Role::Title), (card.artist.clone(), Role::Text), (below_names(view, card, story), Role::Text)];
    let told = heard(card, story, view.now);
    let count = lines.len() + usize::from(came.is_some()) + told.len();
    if usize::from(place.height) > count {
        lines.push((String::new(), Role::Text));
    }
    let mark = came.as_ref().map(|(origin, _)| *origin);
    let marked_at = lines.len();
    lines.extend(came.map(|(_, words)| (words, Role::Reason)));
    lines.extend(told.into_iter().map(|words| (words, Role::Reason)));
    // In little room the names come first, then where it came from.
    for (index, (row, (words, role))) in place.rows().zip(lines).enumerate() {
        let origin = mark.filter(|_| index == marked_at);
        let row = match origin {
            Some(origin) => {
                let role = if origin == Origin::Ear { Role::Ear } else { Role::Hand };
                let used = canvas.put(row, &origin.mark().to_string(), role);
                after(row, used + 1)
            }
            None => row,
        };
        canvas.put(Rect { width: row.width.saturating_sub(1), ..row }, &words, role);
    }
}

/// What the listener wants to read under title and artist, or tonearm's own line.
fn below_names(view: &View<'_>, card: &TrackCard, story: Option<&TrackStory>) -> String {
    match view.snapshot.settings.value(Key::FormatNow) {
        "" => release(card, story),
        said => Format::parse(said).map_or_else(|_| release(card, story), |format| format.line(card)),
    }
}

/// "Moanin' · 1958 · track 1 of 6 · hard bop".
fn release(card: &TrackCard, story: Option<&TrackStory>) -> String {
    let number = card.number.map(|number| match story.and_then(|story| story.of_tracks) {
        Some(of) if of >= number => format!("track {number} of {of}"),
        _ => format!("track {number}"),
    });
    let disc = card.disc.filter(|disc| *disc > 1).map(|disc| format!("disc {disc}"));
    let genres = story.into_iter().flat_map(|story| story.genres.iter().take(GENRES).cloned());
    let parts = [card.album.clone(), card.year.map(|year| year.to_string()), disc, number];
    parts.into_iter().flatten().chain(genres).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Who brought it, in words: "you started this album (by hand, 20:11)".
fn words_of(came: &Came, line: &QueueLine, view: &View<'_>) -> (Origin, String) {
    let name = &came.source.name;
    let (origin, words) = match (came.part, came.source.kind) {
        (Part::Added, _) => (Origin::Hand, "you added it to up next".to_owned()),
        (Part::Ear, _) if line.reason.is_empty() => (Origin::Ear, "tonearm went on with it".to_owned()),
        (Part::Ear, _) => (Origin::Ear, line.reason.as_ref().to_owned()),
        (Part::List, SourceKind::Section) => {
            let id = came.source.id.as_deref();
            let section = view.snapshot.home.sections.iter().find(|section| Some(section.id.as_str()) == id);
            (section.map_or(Origin::Ear, |section| section.origin), format!("from {name}"))
        }
        (Part::List, SourceKind::Radio) => (Origin::Ear, name.clone()),
        (Part::List, SourceKind::Autoplay) => (Origin::Ear, "tonearm went on with it".to_owned()),
        (Part::List, SourceKind::Album) => (Origin::Hand, "you started this album".to_owned()),
        (Part::List, SourceKind::History) => (Origin::Hand, "you played it again".to_owned()),
        (Part::List, SourceKind::File) => (Origin::Hand, "you opened this file".to_owned()),
        (Part::List, SourceKind::Search) => (Origin::Hand, "you searched for it".to_owned()),
        (Part::List, SourceKind::Queue | SourceKind::Import) => (Origin::Hand, "you started it".to_owned()),
        (Part::List, SourceKind::Artist | SourceKind::Genre | SourceKind::Folder | SourceKind::Playlist) => {
            (Origin::Hand, format!("you started {name}"))
        }
    };
    let mut aside = origin.words().to_owned();
    if let Some(at) = came.at.filter(|at| human::days_between(*at, view.now) == 0) {
        aside += &format!(", {}", clock(at));
    }
    (origin, format!("{words} ({aside})"))
}

fn clock(at: Moment) -> String {
    let then = at.civil();
    format!("{}:{:02}", then.hour(), then.minute())
}

/// "heard 14 times, last on Sunday 10:20", "first in May 2019 · liked on 4 March".
fn heard(card: &TrackCard, story: Option<&TrackStory>, now: Moment) -> Vec<String> {
    let listens = story.map_or(card.listens, |story| story.listens);
    let Some(story) = story.filter(|_| listens > 0) else {
        let never = if listens == 0 { "never heard to count before".to_owned() } else { times(listens) };
        return vec![never];
    };
    let mut first_line = times(listens);
    if let Some(last) = story.last {
        let week = (0..7).contains(&human::days_between(last, now));
        let hour = if week { format!(" {}", clock(last)) } else { String::new() };
        let when = human::moment(last, now);
        // "last night" says it already.
        let word = if when.starts_with("last ") { "" } else { "last " };
        first_line += &format!(", {word}{when}{hour}");
    }
    let first = story.first.filter(|_| listens > 1).map(|first| format!("first {}", human::moment(first, now)));
    let liked = story.liked_at.map(|at| format!("liked {}", human::moment(at, now)));
    let second_line = first.into_iter().chain(liked).collect::<Vec<_>>().join(" · ");
    let mut lines = vec![first_line];
    lines.extend((width(&second_line) > 0).then_some(second_line));
    lines
}

fn times(listens: u32) -> String {
    format!("heard {}", human::times(listens))
}

#[cfg(test)]
mod tests {
    use super::super::super::super::fixture;
    use super::*;
    use crate::player::protocol::{Answer, Question};

    fn came(part: Part, kind: SourceKind, id: &str, name: &str) -> Came {
        Came { part, source: Source { kind, id: Some(id.into()), name: name.into() }, at: None }
    }

    #[test]
    fn the_last_time_is_said_once() {
        let (card, now) = (fixture::card(3), fixture::now());
        let said = |last: &str| {
            let last = Moment::parse_rfc3339(last).ok();
            let Answer::Story(known) = fixture::answer(&Question::Story { track: card.id }) else { panic!("no story") };
            let story = TrackStory { listens: 14, last, ..known };
            heard(&card, Some(&story), now).remove(0)
        };
        assert_eq!(said("2026-11-21T22:12:00+01:00"), "heard 14 times, last night 22:12");
        assert_eq!(said("2026-11-20T10:20:00+01:00"), "heard 14 times, last on Friday 10:20");
    }

    #[test]
    fn it_says_who_brought_it() {
        let snapshot = fixture::evening();
        let view = fixture::view(&snapshot);
        let line = &snapshot.queue.ear[0];
        for (came, said) in [
            (came(Part::List, SourceKind::Album, "1", "Moanin'"), "+ you started this album (by hand)"),
            (
                came(Part::List, SourceKind::Section, "because:artist:12", "Because you listened to Nina Simone"),
                "~ from Because you listened to Nina Simone (by ear)",
            ),
            (came(Part::List, SourceKind::Section, "pin:77", "Late at night"), "+ from Late at night (by hand)"),
            (came(Part::Ear, SourceKind::Autoplay, "", ""), "~ 4 times right after (by ear)"),
            (came(Part::Added, SourceKind::Album, "1", "Moanin'"), "+ you added it to up next (by hand)"),
            (came(Part::List, SourceKind::Playlist, "1", "Kitchen"), "+ you started Kitchen (by hand)"),
        ] {
            let (origin, words) = words_of(&came, line, &view);
            assert_eq!(format!("{} {words}", origin.mark()), said);
        }
        let today = Came { at: Some(fixture::now()), ..came(Part::List, SourceKind::Album, "1", "Moanin'") };
        assert_eq!(words_of(&today, line, &view).1, "you started this album (by hand, 20:34)");
    }
}
