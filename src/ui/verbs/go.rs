//! The ways that lead from a line to where it belongs.

use super::super::keymap::Action;
use super::super::page::{Effect, Outcome, Subject, View, Visit};
use super::super::widgets::asked::AskedPanel;
use super::super::widgets::choice::Choice;
use super::open;
use crate::domain::browse::Selection;
use crate::domain::human;
use crate::domain::ids::TrackId;
use crate::domain::playlist::folder::shown;
use crate::domain::section::ItemRef;
use crate::player::protocol::{Answer, Question};

/// Keys of the choices: none that moves.
const LETTERS: &str = "123456789bcdefimnprstuvwxyz";

/// Where `g` and a letter lead from this line.
pub(super) fn go(action: Action, subject: &Subject) -> Outcome {
    let Some(item) = subject.item else { return Outcome::tell("That leads from one track, album or artist") };
    match action {
        Action::GoArtist => Outcome::effect(Effect::Visit(
            subject.artist_id.map_or(Visit::ArtistOf(item), |id| Visit::Item(ItemRef::Artist(id))),
        )),
        Action::GoAlbum => Outcome::effect(Effect::Visit(album_of(subject, item))),
        _ => match subject.track() {
            Some(track) => from_track(action, track, &subject.title),
            None => Outcome::tell("That leads from a track"),
        },
    }
}

/// The album of a line, from its own words when they say it.
pub(super) fn album_of(subject: &Subject, item: ItemRef) -> Visit {
    match (item, subject.album_id) {
        (ItemRef::Track(_), _) => Visit::AlbumOf(item),
        (_, Some(album)) => Visit::Item(ItemRef::Album(album)),
        _ => Visit::AlbumOf(item),
    }
}

fn from_track(action: Action, track: TrackId, title: &str) -> Outcome {
    match action {
        Action::GoComposer => {
            open(AskedPanel::new(format!("Who wrote {title}"), Question::Credits { track }, |answer, _| {
                written(answer)
            }))
        }
        Action::GoFolder => {
            let question = Question::FolderOf { track };
            open(AskedPanel::new(format!("Where {title} lies"), question, move |answer, _| folder(answer, track)))
        }
        _ => {
            let title = format!("Lists that hold {title}");
            open(AskedPanel::new(title, Question::ListsWith { track }, lists))
        }
    }
}

/// The work and each composer, to be gone to.
fn written(answer: Answer) -> Result<Vec<Choice>, String> {
    let Answer::Credits(credits) = answer else { return Ok(Vec::new()) };
    let shelf = |what, title: String| vec![Effect::Visit(Visit::Shelf { what, title })];
    let work = credits.work.map(|work| {
        let go = shelf(Selection::Work(work.clone()), work.clone());
        (work, "the work, each recording of it".to_owned(), go)
    });
    let composers = credits.composers.into_iter().map(|(id, name)| {
        let go = shelf(Selection::Composer(id), format!("Written by {name}"));
        (name, "everything they wrote".to_owned(), go)
    });
    let all: Vec<_> = work.into_iter().chain(composers).collect();
    if all.is_empty() {
        return Err("Its tags name no composer and no work".into());
    }
    Ok(choices(all))
}

fn folder(answer: Answer, track: TrackId) -> Result<Vec<Choice>, String> {
    let Answer::FolderOf { place: Some(place) } = answer else { return Err("No file of it is known".into()) };
    let visit = Visit::Folder { place, track: Some(track) };
    Ok(vec![Choice::new('1', "its folder", "", vec![Effect::Visit(visit)])])
}

fn lists(answer: Answer, view: &View<'_>) -> Result<Vec<Choice>, String> {
    let Answer::Playlists { rows } = answer else { return Ok(Vec::new()) };
    if rows.is_empty() {
        return Err(view.words("It is in none of your lists; {to-playlist} puts it into one"));
    }
    let list = |card: crate::domain::playlist::PlaylistCard| {
        let changed = human::moment(card.changed_at, view.now);
        let note = format!("{}, changed {changed}", human::count(card.tracks, "track", "tracks"));
        (shown(&card.name).into_owned(), note, vec![Effect::Visit(Visit::Item(ItemRef::Playlist(card.id)))])
    };
    Ok(choices(rows.into_iter().map(list).collect()))
}

/// As many as there are keys for.
fn choices(all: Vec<(String, String, Vec<Effect>)>) -> Vec<Choice> {
    all.into_iter()
        .zip(LETTERS.chars())
        .map(|((words, note, effects), key)| Choice::new(key, words, note, effects))
        .collect()
}
