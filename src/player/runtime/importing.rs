//! Playlists from files and into files, for the player and for the command line.

use std::collections::HashSet;
use std::os::unix::ffi::OsStrExt;

use anyhow::{Context as _, bail};

use super::matching::{Matched, Matcher, told};
use crate::domain::fold::search_form;
use crate::domain::human;
use crate::domain::ids::{ListenerId, PlaylistId};
use crate::domain::playlist::{NewList, PlainLine, folder};
use crate::domain::text::{clean_or_none, path_for_screen};
use crate::domain::time::Moment;
use crate::exchange::file::{file_name, save};
use crate::exchange::{self, ExchangeError, FORMATS, Format, ListEntry, PassedOver, ReadList};
use crate::paths;
use crate::store::{Reader, Result, Store};

/// What becomes of a list of the same name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Into {
    /// It stays: the new one is called `NAME (2)`.
    #[default]
    New,
    /// The lines come behind its own.
    Append,
    /// The lines take the place of its own.
    Replace,
}

/// A list that came from a file.
#[derive(Clone, Debug)]
pub struct Imported {
    pub id: PlaylistId,
    pub name: String,
    pub lines: Vec<Matched>,
    pub passed_over: Vec<PassedOver>,
    /// What the journal says, and the screen.
    pub summary: String,
    /// False where the list said so already, or where nothing was to be changed.
    pub changed: bool,
}

impl Imported {
    #[must_use]
    pub fn all_found(&self) -> bool {
        self.passed_over.is_empty() && self.lines.iter().all(|line| line.outcome.is_ok())
    }
}

/// Is told how many lines of how many are found; false stops it.
pub type Told<'t> = &'t mut dyn FnMut(usize, usize) -> bool;

/// Lines between two words about how far it is.
const STRETCH: usize = 64;

fn find_all(matcher: &mut Matcher<'_>, entries: &[ListEntry], heard: Told<'_>) -> anyhow::Result<Vec<Matched>> {
    let mut lines = Vec::with_capacity(entries.len());
    for stretch in entries.chunks(STRETCH) {
        if !heard(lines.len(), entries.len()) {
            bail!("stopped; nothing was changed");
        }
        lines.extend(matcher.find_all(stretch).context("looking for its lines")?);
    }
    Ok(lines)
}

/// Takes a list over. One reader and one matcher do for several of them. It is called `name`, else
/// as it calls itself, else like its file (`stem`). With `dry_run` nothing is changed.
///
/// # Errors
/// It has no name and no line that could be kept, it was stopped, or the store failed.
pub fn import(
    store: &Store,
    (reader, matcher): (&Reader, &mut Matcher<'_>),
    list: ReadList,
    (name, stem): (Option<&str>, &str),
    (into, dry_run): (Into, bool),
    now: Moment,
    heard: Told<'_>,
) -> anyhow::Result<Imported> {
    // Every list that VLC writes calls itself so.
    let own = list.name.filter(|own| search_form(own) != "playlist" || stem.is_empty());
    // What the listener types may name a folder; what a list calls itself is a name and no more.
    let own = own.or_else(|| clean_or_none(stem)).map(|own| folder::name_of(&own));
    let wanted = name.and_then(folder::usable).or(own);
    let wanted = wanted.context("it has no name: give it a --name")?;
    let lines = find_all(matcher, &list.entries, heard)?;
    let lists = reader.playlists_called(store.listener()).context("reading the playlists")?;
    let key = folder::key(&wanted);
    let known = lists.iter().find(|(_, known)| folder::key(known) == key);
    let way = if known.is_some() { into } else { Into::New };
    let (id, name) = match known.filter(|_| way != Into::New) {
        Some((id, known)) => (*id, known.clone()),
        None => {
            let name = TakenNames::of(lists.iter().map(|(_, name)| name)).free(&wanted);
            (PlaylistId::made_at(now.unix_ms), name)
        }
    };
    let verb = match way {
        Into::New => "Imported",
        Into::Append => "Added to",
        Into::Replace => "Replaced",
    };
    let summary = format!("{verb} {}: {}", folder::shown(&name), told(&lines));
    let all = lines.len();
    let mut kept = |done: usize| heard(done, all);
    let plain = || lines.iter().map(|matched| matched.line.clone()).collect::<Vec<_>>();
    let change = match way {
        _ if dry_run => Ok(None),
        Into::New => {
            let list = NewList { id, name: name.clone(), about: String::new(), lines: plain() };
            store.make_lists(vec![list], summary.clone(), now, &mut kept)
        }
        Into::Append => store.append_lines(id, plain(), summary.clone(), now, &mut kept),
        Into::Replace => store.replace_lines(id, plain(), summary.clone(), now).wait(),
    };
    let changed = change.context("keeping the list")?.is_some();
    Ok(Imported { id, name, lines, passed_over: list.passed_over, summary, changed })
}

/// What lists are called, for one more that is to differ from all of them.
#[derive(Clone, Debug, Default)]
pub struct TakenNames(HashSet<Vec<String>>);

impl TakenNames {
    pub fn of<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> Self {
        Self(names.into_iter().map(|name| folder::key(name.as_ref())).collect())
    }

    /// The name, or `NAME (2)`, the first that is free; from now on it is taken.
    pub fn free(&mut self, name: &str) -> String {
        let numbered = (2u32..).map(|number| format!("{name} ({number})"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        names.find(|name| self.0.insert(folder::key(name))).unwrap_or_else(|| name.to_owned())
    }
}

/// [`import`] of a file that is named as one types it.
///
/// # Errors
/// Those of [`import`], and the file cannot be read as a list.
pub(super) fn import_file(store: &Store, file: &str, now: Moment, heard: Told<'_>) -> anyhow::Result<Imported> {
    let path = paths::typed(file);
    let stem = path.file_stem().map(|stem| path_for_screen(stem.as_bytes())).unwrap_or_default();
    let reader = store.reader().context("opening the library for a list")?;
    let at = (&reader, &mut Matcher::new(&reader));
    import(store, at, exchange::open(&path)?, (None, &stem), (Into::New, false), now, heard)
}

/// Writes a list into a file that is named as one types it, by its extension, or into a folder.
/// Says what was done.
///
/// # Errors
/// The list is gone, a file is there already, or it cannot be written.
pub(super) fn export_file(
    reader: &Reader,
    listener: ListenerId,
    list: PlaylistId,
    file: &str,
) -> anyhow::Result<String> {
    let [usual, ..] = &FORMATS;
    let lists = reader.playlists(listener).context("reading the playlists")?;
    let card = lists.into_iter().find(|card| card.id == list).context("that playlist is gone")?;
    let mut path = std::path::absolute(paths::typed(file)).context("looking for the current folder")?;
    if path.is_dir() {
        path.push(format!("{}.{}", file_name(&folder::own_name(&card.name)), usual.name));
    }
    let format = Format::to_write(path.as_os_str().as_bytes()).with_context(|| paths::shown(&path))?;
    let folder = path.parent().map(|folder| folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf()));
    let base = folder.unwrap_or_default();
    let written = text_of(reader, listener, (list, &card.name), format, base.as_os_str().as_bytes())?;
    match save(&path, &written.bytes, false) {
        Err(ExchangeError::Exists(_)) => bail!("{} is there already; :export takes another name", paths::shown(&path)),
        saved => saved?,
    }
    let lines = human::count(u32::try_from(written.lines).unwrap_or(u32::MAX), "line", "lines");
    Ok(format!("Wrote {} to {}: {lines}", folder::shown(&card.name), paths::shown(&path)))
}

/// A list as the bytes of a file.
#[derive(Clone, Debug)]
pub struct Written {
    pub bytes: Vec<u8>,
    pub lines: usize,
    /// Lines whose place is not known any more; they are written by their words.
    pub placeless: usize,
}

/// Writes a list for a file in the folder `base`; with absolute paths where that is empty.
///
/// # Errors
/// Those of the store.
pub fn text_of(
    reader: &Reader,
    listener: ListenerId,
    (list, name): (PlaylistId, &str),
    format: &Format,
    base: &[u8],
) -> Result<Written> {
    let entries: Vec<ListEntry> = reader.plain_lines(listener, list)?.into_iter().map(entry).collect();
    let placeless = entries.iter().filter(|entry| entry.paths.is_empty()).count();
    Ok(Written { bytes: format.write(Some(&folder::own_name(name)), &entries, base), lines: entries.len(), placeless })
}

fn entry(line: PlainLine) -> ListEntry {
    ListEntry {
        line: 0,
        paths: line.path.into_iter().collect(),
        title: Some(line.title).filter(|title| !title.is_empty()),
        artist: Some(line.artist).filter(|artist| !artist.is_empty()),
        album: line.album,
        length_ms: line.length_ms,
    }
}
