//! Roots to tracks: walk, compare, read tags and identity, report.
