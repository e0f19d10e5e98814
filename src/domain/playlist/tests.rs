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
