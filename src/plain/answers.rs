//! What the player answered, read out.

use std::sync::Arc;

use crate::domain::browse::Found;
use crate::domain::browse::{FolderRow, Selection, TrackInfo, Why};
use crate::domain::feedback::{Target, Verb};
use crate::domain::fold::search_form;
use crate::domain::human;
use crate::domain::ids::{PlaylistId, TrackId};
use crate::domain::listen::{Source, SourceKind};
use crate::domain::playlist::{PlaylistCard, PlaylistEdit};
use crate::domain::section::ItemRef;
use crate::domain::track::TrackCard;
use crate::player::protocol::{Answer, Command, Question};

use super::phrasing::{count, facts, sentence, track};
use super::reading::{Pending, Session};
use super::things::{Thing, plain_source};
use super::{Effect, Here, say};

impl Session {
    /// Reads an answer, unless the listener has gone on to something else.
    pub fn answer(&mut self, ticket: u64, answer: Answer, here: &Here<'_>) -> Vec<Effect> {
        let Some(pending) = self.redeem(ticket) else { return Vec::new() };
        self.liked = Arc::clone(&here.snapshot.liked);
        match (pending, answer) {
            // Nobody asked to be asked.
            (Pending::Asking, Answer::Failed { .. }) => Vec::new(),
            (_, Answer::Failed { reason }) => vec![say(sentence(&reason))],
            (Pending::Rows { heading, source, words }, answer) => self.rows(&heading, source, &words, answer, here),
            (Pending::Search, Answer::Found(found)) => self.found(&found),
            (Pending::PlayWords, Answer::Found(found)) => play_best(&found),
            (Pending::Asking, Answer::Asking(asking)) => self.ask_of_own_accord(asking, here),
            (Pending::Info, Answer::Info(info)) => self.info(&info),
            (Pending::Why { numbers }, Answer::Why(why)) => {
                let lines = why_sentences(&why, numbers, here);
                self.read("", lines)
            }
            (Pending::ToList { name, make, thing }, Answer::Playlists { rows }) => {
                self.choose_list(&name, make, &thing, &rows, here)
            }
            (Pending::ToTracks { list, made }, Answer::Tracks { rows }) => {
                put(list, made, rows.iter().map(|card| card.id).collect())
            }
            (Pending::HideArtist, Answer::Tracks { rows }) => hide_artist(rows.first().map(AsRef::as_ref)),
            (Pending::Folder, Answer::MusicFolder(folder)) => vec![
                say(format!("Reading {}: {}.", folder.shown, folder.holds())),
                Effect::Send(Command::AddRoots { paths: vec![folder.path] }),
            ],
            _ => vec![say("That could not be read.")],
        }
    }

    fn rows(
        &mut self,
        heading: &str,
        source: Option<Source>,
        words: &str,
        answer: Answer,
        here: &Here<'_>,
    ) -> Vec<Effect> {
        let now = here.now;
        let mut things: Vec<Thing> = match answer {
            Answer::Artists { rows } => rows.iter().map(|row| Thing::of_artist(row, None)).collect(),
            Answer::Albums { rows } => rows.iter().map(|row| Thing::of_album(row, None)).collect(),
            Answer::Genres { rows } => rows.iter().map(Thing::of_genre).collect(),
            Answer::Playlists { rows } => rows.iter().map(|row| Thing::of_playlist(row, now)).collect(),
            Answer::Playlist { card, lines } => {
                (0..).zip(&lines).map(|(place, line)| Thing::of_playlist_line(&card, place, line)).collect()
            }
            Answer::History { lines } => lines.iter().map(|line| Thing::of_history(line, now)).collect(),
            Answer::Folder { rows } => {
                let beside: Vec<TrackId> = rows.iter().filter_map(track_in).collect();
                rows.iter().map(|row| Thing::of_folder_row(row, &beside)).collect()
            }
            Answer::Tracks { rows } => {
                let list = Selection::Tracks(rows.iter().map(|card| card.id).collect());
                let source = source.unwrap_or_else(|| plain_source(SourceKind::Queue, "Line mode"));
                (0..).zip(&rows).map(|(place, card)| Thing::of_card(card, &list, place, &source)).collect()
            }
            _ => return vec![say("That could not be read.")],
        };
        let wanted = search_form(words);
        if !wanted.is_empty() {
            things.retain(|thing| search_form(&thing.title).contains(&wanted));
        }
        let lines = human::count(count(things.len()), "line", "lines");
        self.read_if_any(format!("{heading}, {lines}."), things, &format!("{heading}: nothing there."))
    }

    fn found(&mut self, found: &Found) -> Vec<Effect> {
        let source = Source { kind: SourceKind::Search, id: Some(found.words.clone()), name: found.words.clone() };
        let list = Selection::Tracks(found.tracks.iter().map(|card| card.id).collect());
        let tracks = (0..).zip(&found.tracks).map(|(place, card)| Thing::of_card(card, &list, place, &source));
        let albums = found.albums.iter().map(|row| Thing::of_album(row, Some(&source)));
        let artists = found.artists.iter().map(|row| Thing::of_artist(row, Some(&source)));
        let things: Vec<_> = tracks.chain(albums).chain(artists).collect();
        let read_as = found.read_as.as_ref().map(|words| format!(" Read as {words}.")).unwrap_or_default();
        let reading = crate::domain::query::read(&found.words);
        let problem = found.problem.clone().or_else(|| Some(reading.unfinished()?.message.clone()));
        let told = problem.map(|problem| format!("{} ", sentence(&problem))).unwrap_or_default();
        let heading = format!("{told}{} found.{read_as}", human::count(count(things.len()), "line", "lines"));
        self.read_if_any(heading, things, &format!("{told}Nothing found for {}.", found.words))
    }

    fn info(&mut self, info: &TrackInfo) -> Vec<Effect> {
        let rows = info.groups.iter().flat_map(|group| &group.rows);
        let lines = rows.map(|(name, value)| sentence(&format!("{name}: {value}"))).collect();
        self.read(sentence(&track(&info.card)), lines)
    }

    fn choose_list(
        &mut self,
        name: &str,
        make: bool,
        thing: &Thing,
        lists: &[PlaylistCard],
        here: &Here<'_>,
    ) -> Vec<Effect> {
        let wanted = search_form(name);
        let exact = lists.iter().find(|list| search_form(&list.name) == wanted);
        let begins: Vec<_> = lists.iter().filter(|list| search_form(&list.name).starts_with(&wanted)).collect();
        let (list, made) = match (exact, begins.as_slice()) {
            (Some(list), _) => (list.id, None),
            (None, [one]) if !make => (one.id, None),
            _ if make => (PlaylistId::made_at(here.now.unix_ms), Some(name.to_owned())),
            (None, []) => {
                return vec![say(format!("There is no playlist {name}. With new before its name it is made."))];
            }
            (None, several) => {
                let names: Vec<_> = several.iter().map(|list| list.name.as_str()).collect();
                return vec![say(format!("Which one: {}?", names.join(", ")))];
            }
        };
        match &thing.what {
            Selection::Tracks(tracks) => put(list, made, tracks.clone()),
            what => self.ask(Question::Tracks(what.clone()), Pending::ToTracks { list, made }),
        }
    }
}

fn track_in(row: &FolderRow) -> Option<TrackId> {
    match row {
        FolderRow::Track(card) => Some(card.id),
        FolderRow::Folder { .. } => None,
    }
}

/// The hit that people mean: an artist or album of that very name, else the first track.
fn play_best(found: &Found) -> Vec<Effect> {
    let wanted = search_form(&found.words);
    let source = Source { kind: SourceKind::Search, id: Some(found.words.clone()), name: found.words.clone() };
    let artist = found.artists.iter().find(|row| search_form(&row.name) == wanted).map(|row| ItemRef::Artist(row.id));
    let album = found.albums.iter().find(|row| search_form(&row.title) == wanted).map(|row| ItemRef::Album(row.id));
    let any = || {
        let album = found.albums.first().map(|row| ItemRef::Album(row.id));
        album.or_else(|| found.artists.first().map(|row| ItemRef::Artist(row.id)))
    };
    let named_track = found.tracks.iter().position(|card| search_form(&card.title) == wanted);
    let tracks = || Selection::Tracks(found.tracks.iter().map(|card| card.id).collect());
    let (item, what, start) = match (artist.or(album), named_track) {
        (Some(item), None) => (item, Selection::Item(item), 0),
        (_, Some(place)) => (ItemRef::Track(found.tracks[place].id), tracks(), count(place)),
        (None, None) => match (found.tracks.first(), any()) {
            (Some(card), _) => (ItemRef::Track(card.id), tracks(), 0),
            (None, Some(item)) => (item, Selection::Item(item), 0),
            (None, None) => return vec![say(format!("Nothing found for {}.", found.words))],
        },
    };
    vec![
        Effect::Send(Command::Opened { item, search: Some(found.words.clone()) }),
        Effect::Send(Command::PlayNow { what, start, source }),
    ]
}

fn why_sentences(why: &Why, numbers: bool, here: &Here<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for place in &why.places {
        lines.push(format!(
            "{}. Number {} of {} in {}.",
            sentence(place.origin.words()).trim_end_matches('.'),
            place.place,
            place.of,
            place.section_title
        ));
        lines.extend(facts(&place.evidence, numbers, here.now));
    }
    if why.places.is_empty() {
        lines.push("It is not on your home now.".into());
    }
    if let Some(reason) = &why.held_back_by {
        lines.push(format!("Held back by {}", sentence(reason)));
    }
    let said = |n: u32| if n == 0 { "never".into() } else { human::times(n) };
    lines.push(format!("Heard {}, skipped {}.", said(why.listens), said(why.skips)));
    lines
}

fn put(id: PlaylistId, made: Option<String>, tracks: Vec<TrackId>) -> Vec<Effect> {
    if tracks.is_empty() {
        return vec![say("There are no tracks in it.")];
    }
    let create = made.map(|name| Command::EditPlaylist(PlaylistEdit::Create { id, name }));
    let add = Command::EditPlaylist(PlaylistEdit::Add { id, tracks });
    create.into_iter().chain([add]).map(Effect::Send).collect()
}

fn hide_artist(card: Option<&TrackCard>) -> Vec<Effect> {
    match card.and_then(|card| card.artist_id) {
        Some(id) => {
            vec![Effect::Send(Command::Say { verb: Verb::Hide, target: Target::Item(ItemRef::Artist(id)) })]
        }
        None => vec![say("Its artist is not known.")],
    }
}
