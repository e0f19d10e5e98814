use proptest::prelude::{Just, Strategy};

use super::*;

fn line(entry: i64, track: i64, title: &str, length_ms: i64) -> PlaylistLine {
    let card = TrackCard::plain(track, title, "Nina Simone", length_ms);
    PlaylistLine { entry, card, added_at: Moment::utc(entry) }
}

#[test]
fn a_line_is_a_duplicate_by_its_track_or_by_its_words_at_the_same_length() {
    let lines = [
        line(1, 10, "Sinnerman", 620_000),
        line(2, 11, "Sugar", 150_000),
        line(3, 10, "Sinnerman", 620_000),
        line(4, 12, "SINNERMAN", 621_500),
        line(5, 13, "Sinnerman", 300_000),
        line(6, 0, "Sugar", 150_000),
    ];
    assert_eq!(duplicates(&lines), [3, 4, 6], "a short take of it is another recording");
    assert!(duplicates(&lines[..2]).is_empty());
}

#[test]
fn lines_are_sorted_by_what_they_say_and_equal_ones_stay() {
    let mut lines =
        [line(1, 1, "The Other", 9), line(2, 2, "mine", 3), line(3, 3, "Track 10", 3), line(4, 4, "Track 9", 3)];
    let order = |lines: &[PlaylistLine]| lines.iter().map(|line| line.entry).collect::<Vec<_>>();
    LineOrder::Title.sort(&mut lines);
    assert_eq!(order(&lines), [2, 1, 4, 3], "no article, numbers by value");
    LineOrder::Length.sort(&mut lines);
    assert_eq!(order(&lines), [2, 4, 3, 1]);
    LineOrder::Added.sort(&mut lines);
    assert_eq!(order(&lines), [1, 2, 3, 4]);
}

proptest::proptest! {
    #[test]
    fn lines_that_stand_together_are_shifted_as_others_are_put_together(
        (len, from, count, to) in (1usize..12).prop_flat_map(|len| (Just(len), 0..len, 1..=len, 0..len)),
    ) {
        let count = count.min(len - from);
        let to = to.min(len - count);
        let mut shifted: Vec<usize> = (0..len).collect();
        let mut put = shifted.clone();
        shift(&mut shifted, from, count, to);
        together(&mut put, |line| (from..from + count).contains(line), to);
        proptest::prop_assert_eq!(&shifted, &put);
        proptest::prop_assert_eq!(shifted.get(to), Some(&from));
    }
}

#[test]
fn a_shift_that_reaches_too_far_changes_nothing() {
    let mut lines = [1, 2, 3];
    shift(&mut lines, 1, 2, 2);
    shift(&mut lines, 2, 2, 0);
    assert_eq!(lines, [1, 2, 3]);
}
