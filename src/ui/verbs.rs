//! What actions mean everywhere: transport, and the verbs for the line under the cursor.

use crate::domain::feedback::{Target, Verb};
use crate::domain::section::ItemRef;
use crate::player::protocol::{Command, Place};

use super::keymap::Action;
use super::page::{Effect, Outcome, Panel, Subject, View, Visit};
use super::widgets::choice::{Choice, ChoicePanel};
use super::widgets::info::InfoPanel;
use super::widgets::private::private_panel;
use super::widgets::stop_after::stop_after_panel;
use super::widgets::to_playlist::ToPlaylistPanel;
use super::widgets::why::WhyPanel;

const SEEK_MS: i64 = 5_000;
const SEEK_FAR_MS: i64 = 30_000;
const VOLUME_STEP: i32 = 5;

/// The meaning of an action that the page left alone.
#[must_use]
pub fn everywhere(action: Action, subject: Option<&Subject>, view: &View<'_>) -> Outcome {
    if let Some(command) = transport(action) {
        return Outcome::send(command);
    }
    match action {
        Action::StopAfter => open(stop_after_panel(view)),
        Action::Private => open(private_panel(view)),
        Action::LikePlaying | Action::WhyPlaying | Action::InfoPlaying => playing(action, view),
        Action::Enter
        | Action::Open
        | Action::Add
        | Action::AddNext
        | Action::ToPlaylist
        | Action::Like
        | Action::Why
        | Action::Info
        | Action::GoArtist
        | Action::GoAlbum => match subject {
            Some(subject) => of_line(action, subject),
            None => Outcome::tell("There is no music on this line"),
        },
        _ => Outcome::Ignored,
    }
}

fn transport(action: Action) -> Option<Command> {
    Some(match action {
        Action::PlayPause => Command::PlayPause,
        Action::Next => Command::Next,
        Action::Previous => Command::Previous,
        Action::SeekBack => Command::SeekBy { ms: -SEEK_MS },
        Action::SeekForward => Command::SeekBy { ms: SEEK_MS },
        Action::SeekFarBack => Command::SeekBy { ms: -SEEK_FAR_MS },
        Action::SeekFarForward => Command::SeekBy { ms: SEEK_FAR_MS },
        Action::VolumeUp => Command::VolumeBy { percent: VOLUME_STEP },
        Action::VolumeDown => Command::VolumeBy { percent: -VOLUME_STEP },
        Action::Mute => Command::ToggleMute,
        Action::Shuffle => Command::ToggleShuffle,
        Action::Repeat => Command::CycleRepeat,
        Action::Undo => Command::Undo,
        Action::Redo => Command::Redo,
        Action::Deal => Command::DealHome,
        _ => return None,
    })
}

fn playing(action: Action, view: &View<'_>) -> Outcome {
    let Some(line) = &view.snapshot.transport.current else {
        return Outcome::tell("Nothing plays");
    };
    let track = line.card.id;
    match action {
        Action::LikePlaying => like(ItemRef::Track(track)),
        Action::InfoPlaying => open(InfoPanel::new(track)),
        _ => open(WhyPanel::asking(track, &line.card.title, &line.card.artist)),
    }
}

fn of_line(action: Action, subject: &Subject) -> Outcome {
    let what = subject.what.clone();
    let source = subject.source.clone();
    let Some(item) = subject.item else {
        return match action {
            Action::Enter => Outcome::send(Command::PlayNow { what, start: 0, source }),
            Action::Add => Outcome::send(Command::Add { what, place: Place::Last, source }),
            Action::AddNext => Outcome::send(Command::Add { what, place: Place::Next, source }),
            Action::ToPlaylist => open(ToPlaylistPanel::new(what, &subject.title)),
            _ => Outcome::tell("That needs a line of music"),
        };
    };
    match action {
        Action::Enter => Outcome::send(Command::PlayNow { what, start: 0, source }),
        Action::Add => Outcome::send(Command::Add { what, place: Place::Last, source }),
        Action::AddNext => Outcome::send(Command::Add { what, place: Place::Next, source }),
        Action::ToPlaylist => open(ToPlaylistPanel::new(what, &subject.title)),
        Action::Like => like(item),
        Action::Open => {
            let visit = if subject.track().is_some() { album_of(subject, item) } else { Visit::Item(item) };
            let opened = Command::Opened { item, search: None };
            Outcome::Done(vec![Effect::Send(opened), Effect::Visit(visit)])
        }
        Action::GoAlbum => Outcome::effect(Effect::Visit(album_of(subject, item))),
        Action::GoArtist => Outcome::effect(Effect::Visit(
            subject.artist_id.map_or(Visit::ArtistOf(item), |id| Visit::Item(ItemRef::Artist(id))),
        )),
        Action::Why | Action::Info => match (subject.track(), action) {
            (Some(track), Action::Info) => open(InfoPanel::new(track)),
            (Some(track), _) => open(WhyPanel::asking(track, &subject.title, &subject.artist)),
            (None, _) => Outcome::tell("This is told of tracks, and of the picks on Home"),
        },
        _ => Outcome::Ignored,
    }
}

/// The album of a line, from its own words when they say it.
fn album_of(subject: &Subject, item: ItemRef) -> Visit {
    match (item, subject.album_id) {
        (ItemRef::Track(_), _) => Visit::AlbumOf(item),
        (_, Some(album)) => Visit::Item(ItemRef::Album(album)),
        _ => Visit::AlbumOf(item),
    }
}

fn like(item: ItemRef) -> Outcome {
    Outcome::send(Command::Say { verb: Verb::Like, target: Target::Item(item) })
}

fn open(panel: impl Panel + 'static) -> Outcome {
    Outcome::effect(Effect::Panel(Box::new(panel)))
}

/// Asks before music that plays is cut off.
#[must_use]
pub fn confirm_quit() -> Box<dyn Panel> {
    let quit = Choice::new('q', "quit", "the queue, the place and the volume are kept", vec![Effect::Quit]);
    let pause = Choice::new('p', "pause only", "and stay", vec![Effect::Send(Command::Pause)]);
    Box::new(ChoicePanel::new("Music is playing. Quit?", vec![quit, pause]))
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[test]
    fn a_line_without_music_says_so() {
        let snapshot = fixture::evening();
        let view = fixture::view(&snapshot);
        for action in [Action::Enter, Action::Add, Action::Like, Action::Why] {
            let Outcome::Done(effects) = everywhere(action, None, &view) else { panic!("ignored") };
            assert!(matches!(effects.as_slice(), [Effect::Tell(..)]));
        }
    }
}
