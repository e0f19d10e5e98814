//! What a scan says when it is done, in the stable shape of `scan --json`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::domain::file::{Replaced, ScanCounts};

/// The outcome of a whole scan.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ScanReport {
    /// Version of this shape.
    pub schema: Schema,
    #[serde(flatten)]
    pub counts: ScanCounts,
    pub seconds: f64,
    pub dry_run: bool,
    /// It was asked to stop before the end; what was read by then is kept.
    pub stopped: bool,
    /// It looked like audio and could not be read; also folders that could not be opened.
    pub failed: Vec<Trouble>,
    /// Audio that cannot be played here.
    pub unplayable: Vec<Trouble>,
    /// Roots that were gone or empty; nothing of theirs was changed.
    pub offline: Vec<Trouble>,
    /// Better copies that took over from lesser ones.
    #[serde(serialize_with = "copies")]
    pub replaced: Vec<Replaced>,
}

impl ScanReport {
    /// Done, but some files could not be read: exit code 3.
    #[must_use]
    pub fn has_failures(&self) -> bool {
        !self.failed.is_empty() || !self.offline.is_empty()
    }
}

/// Always 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Schema;

impl Serialize for Schema {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(1)
    }
}

/// An absolute path and why it stands here, in words a person understands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    pub path: Vec<u8>,
    pub reason: String,
}

impl Serialize for Trouble {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        path_entries(&mut map, "path", "path_base64", &self.path)?;
        map.serialize_entry("reason", &self.reason)?;
        map.end()
    }
}

struct Copy<'a>(&'a Replaced);

impl Serialize for Copy<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        path_entries(&mut map, "old", "old_base64", &self.0.old)?;
        path_entries(&mut map, "new", "new_base64", &self.0.new)?;
        map.end()
    }
}

fn copies<S: Serializer>(replaced: &[Replaced], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(replaced.iter().map(Copy))
}

/// Lossy text, and the true bytes beside it when they are not UTF-8.
fn path_entries<M: SerializeMap>(map: &mut M, name: &str, exact: &str, path: &[u8]) -> Result<(), M::Error> {
    map.serialize_entry(name, &String::from_utf8_lossy(path))?;
    if std::str::from_utf8(path).is_err() {
        map.serialize_entry(exact, &STANDARD.encode(path))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_is_one_flat_object() {
        let report = ScanReport {
            counts: ScanCounts { added: 2, unchanged: 7, ..ScanCounts::default() },
            seconds: 0.5,
            failed: vec![
                Trouble { path: b"/m/a.mp3".to_vec(), reason: "an empty file".into() },
                Trouble { path: b"/m/\xff.mp3".to_vec(), reason: "text".into() },
            ],
            replaced: vec![Replaced { old: b"/m/a.mp3".to_vec(), new: b"/m/a.flac".to_vec() }],
            ..ScanReport::default()
        };
        assert_eq!(
            serde_json::to_value(&report).unwrap(),
            serde_json::json!({
                "schema": 1, "added": 2, "changed": 0, "moved": 0, "missing": 0, "back": 0, "unchanged": 7,
                "seconds": 0.5, "dry_run": false, "stopped": false,
                "failed": [
                    {"path": "/m/a.mp3", "reason": "an empty file"},
                    {"path": "/m/\u{fffd}.mp3", "path_base64": "L20v/y5tcDM=", "reason": "text"},
                ],
                "unplayable": [], "offline": [],
                "replaced": [{"old": "/m/a.mp3", "new": "/m/a.flac"}],
            })
        );
        assert!(report.has_failures());
    }
}
