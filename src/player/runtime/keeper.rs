//! Makes edits one after the other, in the order they were asked for.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use crossbeam_channel::{Sender, unbounded};

use super::importer::{Importer, Work};
use super::lists::Lists;
use super::{Mailbox, importing};
use crate::clock::Clock;
use crate::domain::ids::{PlaylistId, TrackId};
use crate::domain::queue::{KeptParts, Parts};
use crate::domain::section::Origin;
use crate::domain::time::Moment;
use crate::domain::welcome::Offer;
use crate::domain::you::Forget;
use crate::player::{Edit, Input, Turned};
use crate::store::{AT_ONCE, QUEUE_BYTES, QUEUE_STEPS, Reader, Result, Store};

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
        let mut waiting = VecDeque::new();
        loop {
            if waiting.is_empty() {
                waiting.extend(inbox.recv());
            }
            waiting.extend(inbox.try_iter());
            pass_over_old_records(&mut waiting);
            let Some(request) = waiting.pop_front() else { break };
            let turns = matches!(request, Request::Undo(_) | Request::Redo(_));
            let request = match request {
                Request::Import(file) => {
                    importer.begin(Work::File(file));
                    continue;
                }
                Request::Edit(edit) => match long_work(&reader, &lists, &edit) {
                    Ok(Some(work)) => {
                        importer.begin(work);
                        continue;
                    }
                    // It fails again, and is told.
                    Ok(None) | Err(_) => Request::Edit(edit),
                },
                Request::Undo(_) if importer.stop() => {
                    let reason = "Stopped; nothing of the list was kept".into();
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

/// Of records with nothing else between them those stay that the journal will keep: the others
/// would be written only to be forgotten.
fn pass_over_old_records(waiting: &mut VecDeque<Request>) {
    let (mut steps, mut lines) = (0, 0);
    let mut kept: VecDeque<Request> = VecDeque::with_capacity(waiting.len());
    while let Some(request) = waiting.pop_back() {
        if let Request::Record { before, .. } = &request {
            lines += before.lines();
            steps += 1;
            // A line takes two bytes at the least, the newest step any number.
            if steps > QUEUE_STEPS as usize || (steps > 1 && lines > QUEUE_BYTES as usize / 2) {
                continue;
            }
        } else {
            (steps, lines) = (0, 0);
        }
        kept.push_front(request);
    }
    *waiting = kept;
}

/// What makes lists so long that other edits would wait for it.
fn long_work(reader: &Reader, lists: &Lists, edit: &Edit) -> Result<Option<Work>> {
    let work = match edit {
        Edit::Keep { id, name, about, what } => {
            Work::Keep { id: *id, name: name.clone(), about: about.clone(), tracks: reader.track_ids(what)? }
        }
        Edit::Accept(Offer::Playlists) => Work::TakeOver(on_offer(lists)?),
        _ => return Ok(None),
    };
    Ok((work.tracks() > AT_ONCE).then_some(work))
}

fn on_offer(lists: &Lists) -> Result<Vec<(String, Vec<TrackId>)>> {
    Ok(lists.found()?.into_iter().map(|list| (list.name, list.tracks)).collect())
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
        Edit::Keep { id, name, about, what } => {
            store.make_playlist(id, name, about, reader.track_ids(&what)?, now, &mut |_| true)?
        }
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
        Edit::Accept(Offer::Playlists) => store.take_playlists(on_offer(lists)?, now, &mut |_| true)?,
        Edit::LetIn { rule } => Some(store.let_in(rule, now).wait()?),
        Edit::SetAll { summary, values } => store.choose_all(summary, values, Origin::Hand, now).wait()?,
        Edit::Set { key, value } => store.choose(key, value, Origin::Hand, now).wait()?,
    };
    Ok(change.map(|change| change.summary))
}

#[cfg(test)]
mod tests {
    use crossbeam_channel::{Receiver, bounded};

    use super::*;
    use crate::domain::browse::Selection;
    use crate::store::fixture::{Fixture, NOW};

    fn told(inputs: &Receiver<Input>) -> String {
        match inputs.recv().unwrap() {
            Input::Edited { summary, .. } => summary,
            Input::NotTurned { reason } => reason,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn of_edits_of_the_queue_that_wait_only_those_the_journal_keeps_are_written() {
        let record = |n: u32| Request::Record { summary: n.to_string(), before: Box::default() };
        let mut waiting: VecDeque<Request> = (0..500).map(record).collect();
        waiting.push_back(Request::Undo(Box::default()));
        waiting.extend((500..503).map(record));
        pass_over_old_records(&mut waiting);
        let summary = |request: &Request| match request {
            Request::Record { summary, .. } => summary.clone(),
            _ => "undo".into(),
        };
        let left: Vec<_> = waiting.iter().map(summary).collect();
        assert_eq!(left.len(), 50 + 1 + 3);
        assert_eq!((left[0].as_str(), left[50].as_str(), left[53].as_str()), ("450", "undo", "502"));
    }

    #[test]
    fn a_long_list_is_kept_beside_other_edits_and_can_be_stopped() {
        let fixture = Fixture::new();
        let tracks = vec![fixture.track("Sunny", "Bobby Hebb"); AT_ONCE * 3];
        let (mail, inputs) = unbounded();
        let lists = Lists::new(&fixture.store).unwrap();
        let backups = fixture.paths.backups();
        let keeper = start(&fixture.store, backups, Clock::fixed(NOW), lists, Mailbox(mail)).unwrap();
        let keep = |name: &str, tracks: &[TrackId]| {
            let id = PlaylistId::made_at(NOW.unix_ms);
            let what = Box::new(Selection::Tracks(tracks.to_vec()));
            let edit = Edit::Keep { id, name: name.into(), about: String::new(), what };
            keeper.send(Request::Edit(edit)).unwrap();
        };
        // As a scan does, but for as long as it is told to.
        let (go, held) = bounded::<()>(0);
        let scan = fixture.store.writer().bulk(move |_| Ok(held.recv().is_err()));
        keep("Long", &tracks);
        keeper.send(Request::Undo(Box::default())).unwrap();
        assert_eq!(told(&inputs), "Stopped; nothing of the list was kept", "nobody waits for the list");
        drop(go);
        scan.wait().unwrap();
        keep("Short", &tracks[..2]);
        assert_eq!(told(&inputs), "Made the playlist Short of 2 tracks");
        keep("Long", &tracks);
        assert_eq!(told(&inputs), format!("Made the playlist Long of {} tracks", tracks.len()));
        let names = fixture.reader().playlists_called(fixture.store.listener()).unwrap();
        assert_eq!(names.iter().map(|list| list.1.as_str()).collect::<Vec<_>>(), ["Long", "Short"]);
    }
}
