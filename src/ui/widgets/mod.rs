//! Parts that several pages are made of.

pub mod asked;
pub mod bar;
pub mod choice;
pub mod columns;
pub mod cover;
pub mod elide;
pub mod field;
pub mod filtered;
pub mod follow;
pub mod footer;
pub mod info;
pub mod less;
pub mod line;
pub mod list;
pub mod menu;
pub mod message;
pub mod name;
pub mod offers;
pub mod palette;
pub mod panes;
pub mod private;
pub mod queue_lines;
pub mod stop_after;
pub mod tabs;
pub mod to_playlist;
pub mod why;
