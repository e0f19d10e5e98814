//! Where a visit leads: an artist, their album, a track on it, found step by step.

use super::super::super::page::{Effect, Slot, Visit};
use crate::domain::browse::Selection;
use crate::domain::ids::{AlbumId, ArtistId, TrackId};
use crate::domain::section::ItemRef;
use crate::player::protocol::{Answer, Question};

pub const ITS_TRACK: Slot = "artist goal track";
pub const ALL_ALBUMS: Slot = "artist goal albums";

/// What is known of the way so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Goal {
    pub artist: Option<ArtistId>,
    pub album: Option<AlbumId>,
    pub track: Option<TrackId>,
    /// The album is where it ends, not its artist.
    pub at_album: bool,
}

impl Goal {
    /// The first step towards what was asked for.
    #[must_use]
    pub fn begin(visit: Visit) -> (Self, Option<Effect>) {
        let ask_track = |id| ask(ITS_TRACK, Question::Tracks(Selection::Tracks(vec![id])));
        let ask_albums = || ask(ALL_ALBUMS, Question::Albums { artist: None });
        match visit {
            Visit::Item(ItemRef::Artist(id))
            | Visit::ArtistOf(ItemRef::Artist(id))
            | Visit::AlbumOf(ItemRef::Artist(id)) => (Self { artist: Some(id), ..Self::default() }, None),
            Visit::Item(ItemRef::Album(id)) | Visit::AlbumOf(ItemRef::Album(id)) => {
                (Self { album: Some(id), at_album: true, ..Self::default() }, Some(ask_albums()))
            }
            Visit::ArtistOf(ItemRef::Album(id)) => (Self { album: Some(id), ..Self::default() }, Some(ask_albums())),
            Visit::Item(ItemRef::Track(id)) | Visit::AlbumOf(ItemRef::Track(id)) => {
                (Self { track: Some(id), at_album: true, ..Self::default() }, Some(ask_track(id)))
            }
            Visit::ArtistOf(ItemRef::Track(id)) => (Self { track: Some(id), ..Self::default() }, Some(ask_track(id))),
            Visit::Item(ItemRef::Playlist(_))
            | Visit::ArtistOf(ItemRef::Playlist(_))
            | Visit::AlbumOf(ItemRef::Playlist(_))
            | Visit::Folder { .. }
            | Visit::Help { .. }
            | Visit::Rules(_)
            | Visit::Shelf { .. } => (Self::default(), None),
        }
    }

    /// Goes one step on; when it cannot, says why.
    pub fn learn(&mut self, answer: &Answer) -> Option<Effect> {
        match answer {
            Answer::Tracks { rows } => {
                let Some(card) = rows.first() else { return Some(Effect::tell("That track is gone")) };
                if !self.at_album {
                    self.artist = card.artist_id;
                    return self.artist.is_none().then(|| Effect::tell("Its artist is not known"));
                }
                self.album = card.album_id;
                Some(match self.album {
                    Some(_) => ask(ALL_ALBUMS, Question::Albums { artist: None }),
                    None => Effect::tell("It is on no album"),
                })
            }
            Answer::Albums { rows } => {
                let album = rows.iter().find(|row| Some(row.id) == self.album);
                self.artist = album.and_then(|album| album.artist_id);
                self.artist
                    .is_none()
                    .then(|| Effect::tell("That album stands under no artist; search finds its tracks"))
            }
            Answer::Failed { reason } => Some(Effect::tell(reason.clone())),
            _ => None,
        }
    }
}

fn ask(slot: Slot, question: Question) -> Effect {
    Effect::Ask { slot, question }
}
