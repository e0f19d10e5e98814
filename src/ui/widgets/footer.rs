//! The line under the page: what a scan does, what a panel's keys are.

use ratatui::layout::Rect;

use super::super::canvas::{Canvas, after};
use super::super::theme::Role;
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

/// The keys of an open panel, and how to close it.
pub fn panel(keys: &str, cancel: &str, place: Rect, canvas: &mut Canvas<'_>) {
    let inner = Rect { width: place.width.saturating_sub(1), ..place };
    let left = canvas.put_right(inner, &format!("  {cancel}"), Role::Reason);
    canvas.put(after(left, 1), keys, Role::Reason);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scan_says_how_far_it_is() {
        let mut scan =
            ScanProgress { root: "Music".into(), files: 8240, total: Some(21_480), failed: 3, seconds_left: Some(9) };
        assert_eq!(scanning(&scan), "Scanning 8,240 of 21,480 · 3 could not be read (:trouble) · 9 s left");
        scan = ScanProgress { total: None, failed: 0, seconds_left: None, ..scan };
        assert_eq!(scanning(&scan), "Scanning 8,240");
    }
}
