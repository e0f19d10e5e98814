//! Every editor of playlists as it looks, at three sizes and once in ASCII.

use crate::ui::app::tests::Driven;
use crate::ui::fixture;
use crate::ui::glyphs::Glyphs;

const SIZES: [(u16, u16); 3] = [(80, 24), (40, 12), (200, 60)];

/// What is looked at, and the keys from the first list that lies in no folder to there.
const EDITORS: [(&str, &str); 18] = [
    ("page", ""),
    ("folder", "kl"),
    ("folder_closed", "kh"),
    ("open", "ljv"),
    ("suggestions", "l}"),
    ("passed", "l}G<enter>"),
    ("rules", "jjj"),
    ("split", "ljj:split<enter>"),
    ("merge", "vv:merge<enter>"),
    ("sort", "S"),
    ("sort_once", "lS"),
    ("duplicates", "l:duplicates<enter>"),
    ("describe", ":describe<enter>Sundays"),
    ("rename", "e"),
    ("copy", ":duplicate<enter>"),
    ("to_folder", "t"),
    ("new_folder", "tn"),
    ("to_playlist", "ly"),
];

#[test]
fn editors_of_playlists() {
    for (name, keys) in EDITORS {
        for (width, height) in SIZES {
            let mut driven = Driven::new(fixture::evening(), width, height);
            driven.keys("4j");
            driven.keys(keys);
            insta::assert_snapshot!(format!("{name}_{width}x{height}"), driven.screen());
        }
    }
}

#[test]
fn folders_without_unicode() {
    let mut driven = Driven::with_glyphs(fixture::evening(), 80, 24, Glyphs::ASCII);
    driven.keys("4l");
    insta::assert_snapshot!("folder_ascii_80x24", driven.screen());
}
