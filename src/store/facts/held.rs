//! What outlives a read: the library, its sound, and what was heard.
//!
//! Home is dealt after every play, and hardly ever has anything but the plays changed until then.
//! Every transaction that may change more raises a stamp in the database (see
//! [`crate::store::writer`]), also those of other processes; what was read under another stamp is
//! read anew, whole.

use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;

use super::heard::{Heard, Span};
use super::left_out::LeftOut;
use super::library::Library;
use super::plays::Wanted;
use super::{in_parts, library, sound};
use crate::domain::ids::ListenerId;
use crate::domain::sound_space::{self, SoundSpace};
use crate::domain::time::Moment;
use crate::store::{Database, Result, exclusions};

/// Held once for all readers of a store. Who reads waits for another that reads just now, since
/// it would read the same.
#[derive(Clone, Default)]
pub(in crate::store) struct Held(Arc<Mutex<Option<Lasting>>>);

/// The facts that last.
pub(super) struct Lasting {
    listener: ListenerId,
    stamp: i64,
    pub(super) library: Library,
    pub(super) sound: Arc<SoundSpace>,
    pub(super) heard: Heard,
}

impl Held {
    /// Brings what is held up to the moment that a transaction sees, and takes from it. `begin`
    /// is called once nobody else reads, so that no one is given an older moment than is held.
    pub(super) fn at<M: std::ops::Deref<Target = Connection>, T>(
        &self,
        database: &Database,
        (listener, now): (ListenerId, Moment),
        begin: impl FnOnce() -> Result<M>,
        take: impl FnOnce(&Lasting) -> T,
    ) -> Result<(M, T)> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let moment = begin()?;
        let stamp = stamp(&moment)?;
        // Taken out while it changes: after an error nothing is held.
        let lasting = match held.take() {
            Some(mut lasting) if lasting.stamp == stamp && lasting.listener == listener => {
                lasting.heard.go_on(&moment, now, &lasting.library.track_places)?.then_some(lasting)
            }
            _ => None,
        };
        let lasting = match lasting {
            Some(lasting) => lasting,
            None => read(database, &moment, stamp, (listener, now))?,
        };
        let taken = take(&lasting);
        *held = Some(lasting);
        Ok((moment, taken))
    }

    pub(in crate::store) fn let_go(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

pub(super) fn stamp(connection: &Connection) -> Result<i64> {
    Ok(connection.prepare_cached("SELECT facts_stamp FROM library")?.query_row([], |row| row.get(0))?)
}

/// All of it.
fn read(
    database: &Database,
    connection: &Connection,
    stamp: i64,
    (listener, now): (ListenerId, Moment),
) -> Result<Lasting> {
    let left_out = LeftOut::new(connection, &exclusions::in_force(connection, listener)?)?;
    let wanted = Wanted { listener, now, left_out: &left_out };
    let span = Span::of(connection)?;
    let whole = || {
        let library = library::read(connection, listener)?;
        let sound = sound::read(connection, &sound_space::layout(), &library.track_places)?;
        Ok((library, Arc::new(sound)))
    };
    let ((library, sound), rows) = in_parts::read(database, connection, stamp, &wanted, span.closed(), whole)?;
    let heard = Heard::from_closed(connection, (listener, now), left_out, (span, rows), &library.track_places)?;
    Ok(Lasting { listener, stamp, library, sound, heard })
}
