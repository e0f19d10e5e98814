//! Makes edits one after the other, in the order they were asked for.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use crossbeam_channel::{Sender, unbounded};

use super::importer::Importer;
use super::lists::Lists;
use super::{Mailbox, importing};
use crate::clock::Clock;
use crate::domain::ids::PlaylistId;
use crate::domain::queue::{KeptParts, Parts};
use crate::domain::section::Origin;
use crate::domain::time::Moment;
use crate::domain::welcome::Offer;
use crate::domain::you::Forget;
use crate::player::{Edit, Input, Turned};
use crate::store::{Reader, Result, Store};

pub(super) enum Request {
    Edit(Edit),
    /// An edit of the queue that was made.
    Record {
        summary: String,
        before: Box<KeptParts>,
    },
    /// The queue as it stands goes along: a step may be about it.
    Undo(Box<Parts>),
    Redo(Box<Parts>),
    AddRoots(Vec<Vec<u8>>),
    /// A list from a file, named as one types it.
    Import(String),
    Export {
        list: PlaylistId,
        file: String,
    },
    Forget(Forget),
}

pub(super) fn start(
    store: &Store,
    backups: PathBuf,
    clock: Clock,
    lists: Arc<Lists>,
    mailbox: Mailbox,
) -> anyhow::Result<Sender<Request>> {
    let (requests, inbox) = unbounded();
    let reader = store.reader().context("opening the library for edits")?;
    let importer = Importer::start(store, clock.clone(), mailbox.clone())?;
    let store = store.clone();
    let work = move || {
        for request in inbox {
            let turns = matches!(request, Request::Undo(_) | Request::Redo(_));
            let request = match request {
                Request::Import(file) => {
                    importer.begin(file);
                    continue;
                }
                Request::Undo(_) if importer.stop() => {
                    let reason = "The import is stopped; nothing of it was kept".into();
                    mailbox.put(Input::NotTurned { reason });
                    continue;
                }
                request => request,
            };
            match serve(&store, &reader, &lists, &backups, request, clock.now()) {
                Ok(outcome) => outcome.into_iter().for_each(|input| mailbox.put(input)),
                Err(error) if turns => mailbox.put(Input::NotTurned { reason: error.to_string() }),
                Err(error) => mailbox.put(Input::Refused { reason: error.to_string() }),
            }
        }
    };
    std::thread::Builder::new().name("keeper".into()).spawn(work).context("starting the keeper")?;
    Ok(requests)
}

pub(super) fn serve(
    store: &Store,
    reader: &Reader,
    lists: &Lists,
    backups: &Path,
    request: Request,
    now: Moment,
) -> Result<Option<Input>> {
    Ok(Some(match request {
        Request::Edit(edit) => {
            let word = matches!(
                edit,
                Edit::Say { .. }
                    | Edit::LeaveOut { .. }
                    | Edit::LetIn { .. }
                    | Edit::Judge { .. }
                    | Edit::Limit { .. }
                    | Edit::Rate { .. }
            );
            let edit = match edit {
                Edit::Limit { section, title, limits } => match reader.named_limits(limits)? {
                    Ok(limits) => Edit::Limit { section, title, limits },
                    Err(problem) => return Ok(Some(Input::Notice(format!("{problem}; nothing was changed")))),
                },
                other => other,
            };
            match edit_stored(store, reader, lists, edit, now)? {
                Some(summary) => Input::Edited { summary, word },
                None => Input::Notice("Nothing changed".into()),
            }
        }
        Request::AddRoots(paths) => {
            let roots = paths.iter().map(|path| store.add_root(path, now).wait()).collect::<Result<_>>()?;
            Input::RootsAdded { roots }
        }
        // The importer's.
        Request::Import(_) => return Ok(None),
        Request::Export { list, file } => match importing::export_file(reader, store.listener(), list, &file) {
            Ok(told) => Input::Notice(told),
            Err(error) => Input::Warning(format!("{error:#}")),
        },
        Request::Forget(what) => {
            let gone = store.forget(&what, backups, now)?;
            Input::Forgotten { summary: gone.summary() }
        }
        Request::Record { summary, before } => {
            store.record_queue(summary, *before, now).wait()?;
            return Ok(None);
        }
        Request::Undo(queue) => Input::Undone(dressed(store, reader, store.undo_with(*queue, now).wait()?)?),
        Request::Redo(queue) => Input::Redone(dressed(store, reader, store.redo_with(*queue, now).wait()?)?),
    }))
}

/// With the cards of what is brought back to the queue.
fn dressed(store: &Store, reader: &Reader, turned: Option<crate::store::Turned>) -> Result<Option<Box<Turned>>> {
    let Some(turned) = turned else { return Ok(None) };
    let tracks = turned.queue.as_ref().map(KeptParts::tracks).unwrap_or_default();
    let cards = reader.cards(&tracks, store.listener())?.into_iter().map(Arc::new).collect();
    Ok(Some(Box::new(Turned { summary: turned.change.summary, queue: turned.queue, page: turned.page, cards })))
}

/// What was done, in one line; none when there was nothing to do.
fn edit_stored(store: &Store, reader: &Reader, lists: &Lists, edit: Edit, now: Moment) -> Result<Option<String>> {
    let change = match edit {
        Edit::Playlist(edit) => store.edit_playlist(edit, now).wait()?,
        Edit::Rules(edit) => store.edit_rules(edit, now).wait()?,
        Edit::Keep { id, name, about, what } => store.make_playlist(id, name, about, reader.track_ids(&what)?, now)?,
        Edit::Pin(pin) => Some(store.pin(*pin).wait()?),
        Edit::Limit { section, title, limits } => store.limit(section, title, limits, now).wait()?,
        Edit::ShapePin { pin, title, recipe, place } => store.shape_pin(pin, title, *recipe, place, now).wait()?,
        Edit::MovePin { pin, to } => store.move_pin(pin, to, now).wait()?,
        Edit::Unpin { pin } => Some(store.unpin(pin, now).wait()?),
        Edit::Rate { tracks, stars } => store.rate(tracks, stars, now).wait()?,
        Edit::LeaveOut { rule } => Some(store.leave_out(rule, now).wait()?.1),
        Edit::Judge { noticed, right } => store.judge(*noticed, right, now).wait()?,
        Edit::Say { verb, targets } => {
            let until = targets.first().and_then(|target| verb.until(target, now));
            let said = store.say_of_all(verb, targets, until, now).wait()?;
            Some(said.change)
        }
        Edit::Accept(Offer::Tags) => store.take_tag_counts(now).wait()?,
        Edit::Accept(Offer::Playlists) => {
            let found = lists.found()?.into_iter().map(|list| (list.name, list.tracks)).collect();
            store.take_playlists(found, now)?
        }
        Edit::LetIn { rule } => Some(store.let_in(rule, now).wait()?),
        Edit::SetAll { summary, values } => store.choose_all(summary, values, Origin::Hand, now).wait()?,
        Edit::Set { key, value } => store.choose(key, value, Origin::Hand, now).wait()?,
    };
    Ok(change.map(|change| change.summary))
}
