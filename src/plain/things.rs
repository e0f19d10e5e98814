//! What stands behind a number: what it is called, and what can be done with it.

use crate::domain::browse::{AlbumRow, ArtistRow, FolderRow, GenreRow, Selection, WhyPlace};
use crate::domain::feedback::Target;
use crate::domain::human;
use crate::domain::ids::{ArtistId, PlaylistId, TrackId};
use crate::domain::listen::{HistoryLine, Source, SourceKind};
use crate::domain::playlist::{PlaylistCard, PlaylistLine};
use crate::domain::queue::EntryId;
use crate::domain::section::{Item, ItemRef, Pick, Section};
use crate::domain::settings::Voice;
use crate::domain::text;
use crate::domain::time::Moment;
use crate::domain::track::TrackCard;
use crate::player::protocol::{Command, Question, QueueLine};

use super::phrasing::{self, count, sentence};

/// One line of a list.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Thing {
    pub title: String,
    /// What is read behind its number.
    pub said: String,
    /// What is read when its number is called, before what lies in it.
    pub more: Vec<String>,
    pub item: Option<ItemRef>,
    pub artist: Option<ArtistId>,
    /// What `add` and `to` take.
    pub what: Selection,
    pub source: Source,
    /// What `play` does.
    pub play: Command,
    pub opens: Opens,
    pub place: Place,
    pub why: Option<WhyPlace>,
}

/// What lies in a thing.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Opens {
    Nothing,
    /// A section of home, by its id.
    Section(String),
    Ask(Question),
}

/// Where a thing can be taken out of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Place {
    Nowhere,
    Queue(EntryId),
    Playlist(PlaylistId, i64),
}

impl Thing {
    fn new(title: &str, said: String, item: Option<ItemRef>, what: Selection, source: Source) -> Self {
        let play = match item {
            Some(ItemRef::Album(_) | ItemRef::Playlist(_)) => {
                Command::Resume { what: what.clone(), start: 0, source: source.clone() }
            }
            _ => Command::PlayNow { what: what.clone(), start: 0, source: source.clone() },
        };
        Self {
            title: title.to_owned(),
            said: sentence(&said),
            more: Vec::new(),
            item,
            artist: None,
            what,
            source,
            play,
            opens: Opens::Nothing,
            place: Place::Nowhere,
            why: None,
        }
    }

    pub(super) fn track(&self) -> Option<TrackId> {
        match self.item {
            Some(ItemRef::Track(id)) => Some(id),
            _ => None,
        }
    }

    /// What feedback on it is about.
    pub(super) fn target(&self) -> Option<Target> {
        match (&self.item, &self.what) {
            (Some(item), _) => Some(Target::Item(*item)),
            (None, Selection::Section(id)) => Some(Target::Section(id.clone())),
            _ => None,
        }
    }

    pub(super) fn of_section(section: &Section) -> Self {
        let what = Selection::Section(section.id.clone());
        let opens = Opens::Section(section.id.clone());
        Self { opens, ..Self::new(&section.title, phrasing::section(section), None, what, source_of(section)) }
    }

    /// A pick: a track is followed by the other tracks of its section, the rest is whole.
    pub(super) fn of_pick(section: &Section, place: usize, pick: &Pick, (voice, now): (Voice, Moment)) -> Self {
        let Item { what: item, title, .. } = &pick.item;
        let mut thing =
            Self::new(title, phrasing::pick(pick, voice, now), Some(*item), select(*item), source_of(section));
        if let ItemRef::Track(id) = *item {
            let tracks = || section.picks.iter().filter_map(|pick| track_of(pick.item.what)).collect::<Vec<_>>();
            let start = count(tracks().iter().position(|track| *track == id).unwrap_or(0));
            let what = Selection::Tracks(tracks());
            thing.play = Command::PlayNow { what, start, source: source_of(section) };
        }
        thing.opens = inside(*item);
        thing.more.push(format!(
            "{} {}, number {} in {}.",
            sentence(&phrasing::item(&pick.item)),
            sentence(section.origin.words()).trim_end_matches('.'),
            place + 1,
            section.title
        ));
        if let Some(album) = &pick.item.album {
            thing.more.push(format!("From {album}."));
        }
        thing.more.extend(phrasing::facts(&pick.evidence, false, now));
        thing.why = Some(WhyPlace {
            section: section.id.clone(),
            section_title: section.title.clone(),
            origin: section.origin,
            place: count(place + 1),
            of: count(section.picks.len()),
            evidence: pick.evidence.clone(),
            score: None,
        });
        thing
    }

    /// A track in a list that plays on behind it.
    pub(super) fn of_card(card: &TrackCard, list: &Selection, start: usize, source: &Source) -> Self {
        let item = ItemRef::Track(card.id);
        let said = phrasing::track(card);
        let mut thing = Self::new(&card.title, said, Some(item), select(item), source.clone());
        thing.artist = card.artist_id;
        thing.play = Command::PlayNow { what: list.clone(), start: count(start), source: source.clone() };
        thing.more = about(card);
        thing
    }

    pub(super) fn of_queue_line(line: &QueueLine) -> Self {
        let source = plain_source(SourceKind::Queue, "Queue");
        let list = Selection::Tracks(vec![line.card.id]);
        let mut thing = Self::of_card(&line.card, &list, 0, &source);
        thing.said = format!("{} {}", thing.said, phrasing::why_queued(line));
        thing.play = Command::JumpTo { entry: line.entry };
        thing.place = Place::Queue(line.entry);
        thing
    }

    pub(super) fn of_playlist(card: &PlaylistCard, now: Moment) -> Self {
        let item = ItemRef::Playlist(card.id);
        let source = Source { kind: SourceKind::Playlist, id: Some(card.id.to_string()), name: card.name.clone() };
        let missing = if card.missing > 0 { format!("{} missing", card.missing) } else { String::new() };
        let tracks = human::count(card.tracks, "track", "tracks");
        let changed = format!("changed {}", human::moment(card.changed_at, now));
        let said = phrasing::list([card.name.as_str(), "by hand", &tracks, &missing, &changed]);
        let mut thing = Self::new(&card.name, said, Some(item), select(item), source);
        thing.opens = inside(item);
        thing
    }

    pub(super) fn of_playlist_line(list: &PlaylistCard, start: usize, line: &PlaylistLine) -> Self {
        let source = Source { kind: SourceKind::Playlist, id: Some(list.id.to_string()), name: list.name.clone() };
        let whole = Selection::Item(ItemRef::Playlist(list.id));
        let mut thing = Self::of_card(&line.card, &whole, start, &source);
        thing.place = Place::Playlist(list.id, line.entry);
        thing
    }

    pub(super) fn of_album(row: &AlbumRow, source: Option<&Source>) -> Self {
        let item = ItemRef::Album(row.id);
        let own = Source { kind: SourceKind::Album, id: Some(row.id.to_string()), name: row.title.clone() };
        let year = row.year.map(|year| year.to_string()).unwrap_or_default();
        let absent = match row.absent {
            0 => String::new(),
            n => format!("{n} not here"),
        };
        let tracks = human::count(row.tracks, "track", "tracks");
        let said = phrasing::list([row.title.as_str(), &by(&row.artist), &year, &tracks, &absent]);
        let mut thing = Self::new(&row.title, said, Some(item), select(item), source.cloned().unwrap_or(own));
        thing.artist = row.artist_id;
        thing.opens = inside(item);
        thing
    }

    pub(super) fn of_artist(row: &ArtistRow, source: Option<&Source>) -> Self {
        let item = ItemRef::Artist(row.id);
        let own = Source { kind: SourceKind::Artist, id: Some(row.id.to_string()), name: row.name.clone() };
        let albums = human::count(row.albums, "album", "albums");
        let tracks = human::count(row.tracks, "track", "tracks");
        let heard = if row.listens > 0 { format!("heard {}", human::times(row.listens)) } else { String::new() };
        let said = phrasing::list([row.name.as_str(), "artist", &albums, &tracks, &heard]);
        let mut thing = Self::new(&row.name, said, Some(item), select(item), source.cloned().unwrap_or(own));
        thing.artist = Some(row.id);
        thing.opens = inside(item);
        thing
    }

    pub(super) fn of_genre(row: &GenreRow) -> Self {
        let what = Selection::Genre(row.id);
        let source = Source { kind: SourceKind::Genre, id: Some(row.id.to_string()), name: row.name.clone() };
        let said = phrasing::list([row.name.as_str(), &human::count(row.tracks, "track", "tracks")]);
        let opens = Opens::Ask(Question::Tracks(what.clone()));
        Self { opens, ..Self::new(&row.name, said, None, what, source) }
    }

    pub(super) fn of_folder_row(row: &FolderRow, beside: &[TrackId]) -> Self {
        match row {
            FolderRow::Folder { root, path, name, tracks, offline } => {
                let what = Selection::Folder { root: *root, path: path.clone() };
                let source =
                    Source { kind: SourceKind::Folder, id: Some(text::path_for_screen(path)), name: name.clone() };
                let offline = if *offline { "offline" } else { "" };
                let said =
                    phrasing::list([name.as_str(), "folder", &human::count(*tracks, "track", "tracks"), offline]);
                let opens = Opens::Ask(Question::Folder { place: Some((*root, path.clone())) });
                Self { opens, ..Self::new(name, said, None, what, source) }
            }
            FolderRow::Track(card) => {
                let start = beside.iter().position(|track| *track == card.id).unwrap_or(0);
                let list = Selection::Tracks(beside.to_vec());
                Self::of_card(card, &list, start, &plain_source(SourceKind::Folder, "Folder"))
            }
        }
    }

    pub(super) fn of_history(line: &HistoryLine, now: Moment) -> Self {
        let source = plain_source(SourceKind::History, "History");
        let ended = match (line.listen, line.skip, line.ending) {
            (_, _, None) => "plays now, or was cut off",
            (_, true, _) => "skipped",
            (true, ..) => "heard",
            _ => "not long enough to count",
        };
        let gone = if line.track.is_none() { "not in the library any more" } else { "" };
        let when = human::moment(line.started_at, now);
        let said = phrasing::list([line.title.as_str(), &line.artist, &when, ended, gone]);
        let item = line.track.map(ItemRef::Track);
        let what = Selection::Tracks(line.track.into_iter().collect());
        let mut thing = Self::new(&line.title, said, item, what, source);
        if let Some(album) = &line.album {
            thing
                .more
                .push(format!("{} From {album}.", sentence(&phrasing::list([line.title.as_str(), &line.artist]))));
        }
        thing
    }
}

/// What is said when the number of a track is called.
fn about(card: &TrackCard) -> Vec<String> {
    let mut said = vec![sentence(&phrasing::track(card))];
    if let Some(album) = &card.album {
        let year = card.year.map(|year| format!(", {year}")).unwrap_or_default();
        let number = card.number.map(|number| format!(", track {number}")).unwrap_or_default();
        said.push(format!("From {album}{year}{number}."));
    }
    let length = card.length_ms.map(|ms| format!("{} long. ", human::clock(ms))).unwrap_or_default();
    let heard = if card.listens == 0 { "never".into() } else { human::times(card.listens) };
    said.push(format!("{length}Heard {heard}."));
    said
}

fn by(artist: &str) -> String {
    if artist.is_empty() { "album".into() } else { format!("album by {artist}") }
}

fn select(item: ItemRef) -> Selection {
    match item {
        ItemRef::Track(id) => Selection::Tracks(vec![id]),
        item => Selection::Item(item),
    }
}

fn inside(item: ItemRef) -> Opens {
    match item {
        ItemRef::Track(_) => Opens::Nothing,
        ItemRef::Album(_) => Opens::Ask(Question::Tracks(Selection::Item(item))),
        ItemRef::Artist(id) => Opens::Ask(Question::Albums { artist: Some(id) }),
        ItemRef::Playlist(id) => Opens::Ask(Question::Playlist { id }),
    }
}

const fn track_of(item: ItemRef) -> Option<TrackId> {
    match item {
        ItemRef::Track(id) => Some(id),
        _ => None,
    }
}

fn source_of(section: &Section) -> Source {
    Source { kind: SourceKind::Section, id: Some(section.id.clone()), name: section.title.clone() }
}

pub(super) fn plain_source(kind: SourceKind, name: &str) -> Source {
    Source { kind, id: None, name: name.to_owned() }
}
