//! The line under the page: what a scan does, what a panel's keys are.

use ratatui::layout::Rect;

use super::super::canvas::{Canvas, after};
use super::super::theme::Role;
use super::super::width::width;
use crate::domain::human;
use crate::player::protocol::{Ahead, ScanProgress};

/// "Scanning 8,240 of 21,480 · 3 could not be read (:trouble) · 9 s left".
#[must_use]
pub fn scanning(scan: &ScanProgress) -> String {
    let mut words = format!("Scanning {}", human::thousands(scan.files));
    if let Some(total) = scan.total {
        words += &format!(" of {}", human::thousands(total));
    }
    if scan.failed > 0 {
        words += &format!(" · {} could not be read (:trouble)", human::thousands(scan.failed));
    }
    if let Some(left) = scan.seconds_left.and_then(|seconds| i64::try_from(seconds).ok()) {
        words += &format!(" · {} left", human::span(left.saturating_mul(1000)));
    }
    words
}

/// The same beside other words: "scanning 8,240 of 21,480".
#[must_use]
pub fn scanned(scan: &ScanProgress) -> String {
    let files = human::thousands(scan.files);
    match scan.total {
        Some(total) => format!("scanning {files} of {}", human::thousands(total)),
        None => format!("scanning {files}"),
    }
}

/// "listening ahead: 312 of 2,110".
#[must_use]
pub fn ahead(ahead: &Ahead) -> String {
    format!("listening ahead: {} of {}", human::thousands(ahead.done), human::thousands(ahead.total))
}

/// As many of the keys as there is room for, each with what it does; of a first that is too long
/// its beginning.
fn whole(keys: &str, cells: usize) -> &str {
    let ends = keys.match_indices("   ").map(|(at, _)| at).chain([keys.len()]);
    let parts = ends.filter_map(|end| keys.get(..end)).take_while(|parts| width(parts) <= cells);
    parts.last().unwrap_or(keys)
}

/// The keys of an open panel, and how to close it.
pub fn panel(keys: &str, cancel: &str, place: Rect, canvas: &mut Canvas<'_>) {
    let inner = Rect { width: place.width.saturating_sub(1), ..place };
    let left = canvas.put_right(inner, &format!("  {cancel}"), Role::Reason);
    let place = after(left, 1);
    canvas.put(place, whole(keys, usize::from(place.width)), Role::Reason);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_key_does_is_said_whole_or_not_at_all() {
        let keys = "Enter edits   y keeps it   a adds";
        assert_eq!((whole(keys, 80), whole(keys, 30)), (keys, "Enter edits   y keeps it"));
        assert_eq!((whole(keys, 13), whole(keys, 5)), ("Enter edits", keys), "the first is there in any case");
    }

    #[test]
    fn a_scan_says_how_far_it_is() {
        let mut scan =
            ScanProgress { root: "Music".into(), files: 8240, total: Some(21_480), failed: 3, seconds_left: Some(9) };
        assert_eq!(scanning(&scan), "Scanning 8,240 of 21,480 · 3 could not be read (:trouble) · 9 s left");
        scan = ScanProgress { total: None, failed: 0, seconds_left: None, ..scan };
        assert_eq!(scanning(&scan), "Scanning 8,240");
    }
}
