//! In monochrome, and in ASCII too, every state is told by text.

use std::sync::Arc;

use super::*;
use crate::domain::ids::TrackId;
use crate::domain::section::{ItemRef, Origin};
use crate::domain::track::Presence;
use crate::player::protocol::PlayState;

fn screen(snapshot: Snapshot, keys: &str, glyphs: Glyphs) -> String {
    let mut driven = Driven::with_glyphs(snapshot, 80, 24, glyphs);
    driven.keys(keys);
    driven.screen()
}

/// The line that tells of this title.
fn line<'s>(screen: &'s str, title: &str) -> &'s str {
    screen.lines().find(|line| line.contains(title)).unwrap_or_else(|| panic!("{title} is not shown:\n{screen}"))
}

/// The state is seen in the line with and not without it, in both sets of signs.
fn told(title: &str, keys: &str, without: &Snapshot, with: &Snapshot, [unicode, ascii]: [&str; 2]) {
    for (glyphs, sign) in [(Glyphs::UNICODE, unicode), (Glyphs::ASCII, ascii)] {
        let (before, after) = (screen(without.clone(), keys, glyphs), screen(with.clone(), keys, glyphs));
        assert!(!line(&before, title).contains(sign), "{sign:?} stands there anyway: {}", line(&before, title));
        assert!(line(&after, title).contains(sign), "{sign:?} is missing: {}", line(&after, title));
    }
}

/// An evening with another card on the first line that was added: Sunny.
fn sunny(change: impl Fn(&mut crate::domain::track::TrackCard)) -> Snapshot {
    let mut snapshot = fixture::evening();
    let queue = Arc::make_mut(&mut snapshot.queue);
    let line = &mut queue.added[0];
    change(Arc::make_mut(&mut line.card));
    snapshot
}

#[test]
fn playing_and_paused_are_words() {
    let playing = fixture::evening();
    let mut paused = fixture::evening();
    paused.transport.state = PlayState::Paused;
    told("Art Blakey", "5", &paused, &playing, ["playing,", "playing,"]);
    told("Art Blakey", "5", &playing, &paused, ["paused,", "paused,"]);
}

#[test]
fn an_empty_queue_is_not_kept_as_a_list() {
    let screen = screen(fixture::bare(), "5y", Glyphs::UNICODE);
    assert!(screen.contains("Nothing is queued that could be kept") && !screen.contains("its name"), "{screen}");
}

#[test]
fn missing_offline_and_undecodable_are_words() {
    let here = sunny(|_| {});
    for (presence, word) in
        [(Presence::Missing, "missing"), (Presence::Offline, "offline"), (Presence::Unplayable, "cannot be decoded")]
    {
        let away = sunny(|card| card.presence = presence);
        told("Bobby Hebb", "5", &here, &away, [word, word]);
    }
}

#[test]
fn liked_has_a_sign() {
    let plain = sunny(|card| card.liked = false);
    let liked = sunny(|card| card.liked = true);
    told("Bobby Hebb", "5", &plain, &liked, ["●", "*"]);
}

#[test]
fn a_like_shows_on_picks_of_home_and_in_history() {
    let plain = fixture::evening();
    let mut liked = fixture::evening();
    let home = Arc::clone(&liked.home);
    let pick = &home.sections[0].picks[0].item;
    liked.liked = Arc::new([pick.what, ItemRef::Track(TrackId(1))].into());
    told(&pick.title, "", &plain, &liked, ["●", "*"]);
    told("20:20", "6", &plain, &liked, ["●", "*"]);
}

#[test]
fn private_is_a_word_on_every_page() {
    let mut private = fixture::evening();
    private.private = true;
    for keys in ["", "2", "4", "5", "6", "7", "?", "0"] {
        for glyphs in [Glyphs::UNICODE, Glyphs::ASCII] {
            assert!(screen(private.clone(), keys, glyphs).contains("PRIVATE"), "page {keys:?}");
            assert!(!screen(fixture::evening(), keys, glyphs).contains("PRIVATE"), "page {keys:?}");
        }
    }
}

#[test]
fn ear_and_hand_have_mark_and_word() {
    let mut by_hand = fixture::evening();
    Arc::make_mut(&mut by_hand.home).sections[0].origin = Origin::Hand;
    let by_ear = fixture::evening();
    told("Jump back in", "", &by_hand, &by_ear, ["~ by ear", "~ by ear"]);
    told("Jump back in", "", &by_ear, &by_hand, ["+ by hand", "+ by hand"]);
    let queue = screen(fixture::evening(), "5", Glyphs::ASCII);
    assert!(line(&queue, "Bobby Hebb").contains("+ Sunny") && line(&queue, "Les McCann").contains("~ Compared"));
}

#[test]
fn focus_and_marks_are_signs_of_their_own() {
    for (glyphs, [focus, marked, both]) in [(Glyphs::UNICODE, ["▌", "•", "█"]), (Glyphs::ASCII, [">", "*", "#"])]
    {
        let begins = |keys: &str, sign: &str| {
            let screen = screen(fixture::evening(), keys, glyphs);
            assert!(line(&screen, "Bobby Hebb").starts_with(sign), "{keys}: {}", line(&screen, "Bobby Hebb"));
        };
        begins("5", " ");
        begins("5j", focus);
        begins("5jv", marked);
        begins("5jvk", both);
    }
}

#[test]
fn the_cursor_of_the_terminal_stands_on_the_focused_line() {
    for keys in ["", "2", "2l", "4", "5j", "6", "7", "?", "0", "/mo", "5jx", ":sh", ":settings<enter>"] {
        let mut driven = Driven::new(fixture::evening(), 80, 24);
        driven.keys(keys);
        let at = driven.cursor();
        let screen = driven.screen();
        let row = screen.lines().nth(usize::from(at.y)).unwrap_or_default().to_owned();
        let focused = screen.lines().any(|line| line.contains('▌'));
        let on_field = row.contains(keys.trim_start_matches(['/', ':', '5', 'j']));
        assert!(!focused || row.contains('▌') || on_field, "{keys}: the cursor stands on {row:?}\n{screen}");
    }
}
