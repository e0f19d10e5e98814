//! Folders of playlists. They are part of the names, so what is done to a folder gives all its
//! lists, those by hand and those by rules, new names in one change.

use std::cmp::Reverse;

use rusqlite::Transaction;

use super::edits::make_all;
use super::{Step, standing};
use crate::domain::human;
use crate::domain::ids::{ListenerId, PlaylistId};
use crate::domain::playlist::Listed;
use crate::domain::playlist::folder::{
    folder_of, in_folder, lies_in, own_name, parts, shown, tidy, with_folder_called,
};
use crate::domain::text::clean;
use crate::domain::time::Moment;
use crate::store::changes::{self, Change};
use crate::store::{Result, StoreError, columns, smart_playlists};

/// What lies in the folders goes with them; a list that is named and lies in one does too.
pub(super) fn to_folder(
    tx: &Transaction<'_>,
    listener: ListenerId,
    (lists, folders): (&[Listed], &[String]),
    folder: &str,
    now: Moment,
) -> Result<Option<Change>> {
    let folder = tidy(&clean(folder));
    let folders: Vec<String> = folders.iter().map(|folder| tidy(folder)).collect();
    let moved = |list: Listed, name: &str| {
        let inside = folders.iter().find(|moved| lies_in(name, moved));
        match inside {
            Some(moved) => with_folder_called(name, moved, &in_folder(&folder, moved)),
            None => lists.contains(&list).then(|| in_folder(&folder, name)),
        }
    };
    let renamed = renamed(tx, listener, moved)?;
    let what = match (lists, folders.as_slice(), renamed.as_slice()) {
        ([], [moved], _) => format!("the folder {}", own_name(moved)),
        (_, [], [only]) => own_name(&only.from).into_owned(),
        _ => human::playlists(renamed.len()),
    };
    let summary = match (folder.as_str(), renamed.as_slice()) {
        ("", [only]) => format!("Moved {what} out of {}", shown(&folder_of(&only.from))),
        ("", _) => format!("Moved {what} out of their folder"),
        (folder, _) => format!("Moved {what} into {}", shown(folder)),
    };
    make_all(tx, listener, now, summary, steps(renamed))
}

pub(super) fn rename(
    tx: &Transaction<'_>,
    listener: ListenerId,
    (folder, to): (&str, &str),
    now: Moment,
) -> Result<Option<Change>> {
    let (folder, to) = (tidy(folder), tidy(&clean(to)));
    if to.is_empty() {
        return Err(StoreError::Refused("a folder needs a name".into()));
    }
    let renamed = there(renamed(tx, listener, |_, name| with_folder_called(name, &folder, &to))?, &folder, &to)?;
    make_all(tx, listener, now, format!("Renamed the folder {} to {}", shown(&folder), shown(&to)), steps(renamed))
}

pub(super) fn dissolve(
    tx: &Transaction<'_>,
    listener: ListenerId,
    folder: &str,
    now: Moment,
) -> Result<Option<Change>> {
    let folder = tidy(folder);
    let above = folder_of(&folder);
    let renamed = there(renamed(tx, listener, |_, name| with_folder_called(name, &folder, &above))?, &folder, &above)?;
    let stay = if renamed.len() == 1 { "stays" } else { "stay" };
    let summary = format!("Dissolved the folder {}: its {} {stay}", shown(&folder), human::playlists(renamed.len()));
    make_all(tx, listener, now, summary, steps(renamed))
}

/// Several lists of either kind deleted and folders dissolved, as one change.
pub(super) fn delete_all(
    tx: &Transaction<'_>,
    listener: ListenerId,
    (lists, folders): (&[Listed], &[String]),
    now: Moment,
) -> Result<Option<Change>> {
    let mut folders: Vec<String> = folders.iter().map(|folder| tidy(folder)).collect();
    // The inner ones go first, so that the names of those around them still hold.
    folders.sort_by_key(|folder| Reverse(parts(folder).len()));
    folders.dedup();
    let without = |name: &str| {
        folders
            .iter()
            .fold(name.to_owned(), |name, folder| with_folder_called(&name, folder, &folder_of(folder)).unwrap_or(name))
    };
    let renamed = renamed(tx, listener, |list, name| (!lists.contains(&list)).then(|| without(name)))?;
    let mut steps = Vec::new();
    for list in lists {
        steps.push(match *list {
            Listed::ByHand(id) => {
                let name = standing(tx, listener, id)?.name;
                changes::Step::Playlist(Step::Head { id, name, deleted: true })
            }
            Listed::ByRules(id) => changes::Step::Rules(smart_playlists::deleted(tx, listener, id)?),
        });
    }
    let gone = human::playlists(steps.len());
    let dissolved = human::count(u32::try_from(folders.len()).unwrap_or(u32::MAX), "folder", "folders");
    let summary = match (lists, folders.as_slice()) {
        (_, []) => format!("Deleted {gone}"),
        ([], _) => format!("Dissolved {dissolved}"),
        _ => format!("Deleted {gone} and dissolved {dissolved}"),
    };
    steps.extend(self::steps(renamed));
    make_all(tx, listener, now, summary, steps)
}

struct Renamed {
    from: String,
    step: changes::Step,
}

/// All standing lists for which `rename` has another name.
fn renamed(
    tx: &Transaction<'_>,
    listener: ListenerId,
    rename: impl Fn(Listed, &str) -> Option<String>,
) -> Result<Vec<Renamed>> {
    let mut renamed = Vec::new();
    let mut read = tx.prepare_cached(
        "SELECT uuid, name FROM playlists WHERE listener_id = ?1 AND deleted_at IS NULL ORDER BY sort_key, name, id",
    )?;
    let mut rows = read.query([listener.0])?;
    while let Some(row) = rows.next()? {
        let (id, from): (_, String) = (PlaylistId(columns::uuid(row, 0)?), row.get(1)?);
        if let Some(name) = rename(Listed::ByHand(id), &from).filter(|name| *name != from) {
            renamed.push(Renamed { from, step: changes::Step::Playlist(Step::Head { id, name, deleted: false }) });
        }
    }
    for (id, from) in smart_playlists::names(tx, listener)? {
        if let Some(name) = rename(Listed::ByRules(id), &from).filter(|name| *name != from) {
            renamed
                .push(Renamed { from, step: changes::Step::Rules(smart_playlists::renamed(tx, listener, id, name)?) });
        }
    }
    Ok(renamed)
}

/// Nothing is renamed where there is no such folder, or where it is called so already.
fn there(renamed: Vec<Renamed>, folder: &str, to: &str) -> Result<Vec<Renamed>> {
    if renamed.is_empty() && folder != to {
        return Err(StoreError::NotFound(format!("the folder {}", shown(folder))));
    }
    Ok(renamed)
}

fn steps(renamed: Vec<Renamed>) -> Vec<changes::Step> {
    renamed.into_iter().map(|renamed| renamed.step).collect()
}
