use proptest::prelude::*;
use rusqlite::params;

use crate::domain::browse::Found;
use crate::domain::ids::TrackId;
use crate::domain::orders::HitOrder;
use crate::domain::track::Tags;
use crate::store::fixture::NOW;
use crate::store::library::tests::shelf::{Shelf, piece};

const MUSIC: [(&str, &str, &str); 14] = [
    ("Jóga", "Björk", "Homogenic"),
    ("Hunter", "Björk", "Homogenic"),
    ("Army of Me", "Björk", "Post"),
    ("Airbag", "Radiohead", "OK Computer"),
    ("Paranoid Android", "Radiohead", "OK Computer"),
    ("Creep", "Radiohead", "Pablo Honey"),
    ("Back in Black", "AC/DC", "Back in Black"),
    ("Love", "Lana Del Rey", "Lust for Life"),
    ("Lovely", "Billie Eilish", "Singles"),
    ("The Love Club", "Lorde", "Pure Heroine"),
    ("丸の内サディスティック", "椎名林檎", "無罪モラトリアム"),
    ("歌舞伎町の女王", "椎名林檎", "無罪モラトリアム"),
    ("👩\u{200d}🚀 ☮", "!!!", "\"Quotes\" AND NOT"),
    ("Þriðja ljóð", "Sigur Rós", "Straße"),
];

fn shelf() -> Shelf {
    let mut shelf = Shelf::new();
    for (n, (title, artist, album)) in (1..).zip(MUSIC) {
        let tags = Tags {
            title: Some(title.into()),
            artist: Some(artist.into()),
            artists: vec![artist.into()],
            album: Some(album.into()),
            number: Some(n),
            ..Tags::default()
        };
        shelf.put(&format!("{album}/{n}.flac").replace('"', ""), piece(n).tagged(tags));
    }
    shelf.scan();
    shelf
}

fn search(shelf: &Shelf, words: &str) -> Found {
    shelf.library.reader().search(words, 10, shelf.library.store.listener()).unwrap()
}

fn titles(shelf: &Shelf, words: &str) -> Vec<String> {
    search(shelf, words).tracks.iter().map(|card| card.title.clone()).collect()
}

fn hear(shelf: &Shelf, track: TrackId, listens: i64) {
    let listener = shelf.library.store.listener();
    shelf
        .library
        .store
        .writer()
        .urgent(move |tx| {
            tx.execute(
                "INSERT INTO track_stats (listener_id, track_id, plays, listens) VALUES (?1, ?2, ?3, ?3)",
                params![listener.0, track.0, listens],
            )?;
            Ok(())
        })
        .wait()
        .unwrap();
}

#[test]
fn case_accents_order_and_unfinished_words_do_not_matter() {
    let shelf = shelf();
    for words in ["joga", "JÓGA", "jog", "bjork jo", "joga bjork", "homogenic joga", "  jóga  "] {
        assert_eq!(titles(&shelf, words), ["Jóga"], "{words}");
    }
    assert_eq!(titles(&shelf, "thridja"), ["Þriðja ljóð"]);
    assert_eq!(titles(&shelf, "strasse"), ["Þriðja ljóð"]);
    assert_eq!(titles(&shelf, "par and"), ["Paranoid Android"], "words cut short are found too");
}

#[test]
fn artists_and_albums_are_found_with_their_counts() {
    let shelf = shelf();
    let found = search(&shelf, "bjo");
    assert_eq!(
        found.artists.iter().map(|row| (row.name.as_str(), row.albums, row.tracks)).collect::<Vec<_>>(),
        [("Björk", 2, 3)]
    );
    assert_eq!(found.albums.len(), 2, "an artist brings the albums");
    let found = search(&shelf, "computer radiohead");
    assert_eq!(found.albums.iter().map(|row| row.title.as_str()).collect::<Vec<_>>(), ["OK Computer"]);
    assert!(found.artists.is_empty());
}

#[test]
fn what_is_called_so_comes_first_and_then_what_is_heard() {
    let shelf = shelf();
    assert_eq!(titles(&shelf, "love"), ["Love", "Lovely", "The Love Club"]);
    let creep = search(&shelf, "creep").tracks[0].id;
    hear(&shelf, creep, 40);
    assert_eq!(titles(&shelf, "radiohead")[0], "Creep");
    assert_eq!(titles(&shelf, "c")[0], "Creep");
    let club = search(&shelf, "love club").tracks[0].id;
    hear(&shelf, club, 500);
    assert_eq!(titles(&shelf, "love")[0], "Love", "no listening makes up for a name");
}

#[test]
fn typos_are_read_as_what_the_library_has() {
    let shelf = shelf();
    for (typed, read_as, title) in [
        ("bjrok hunter", "bjork hunter", "Hunter"),
        ("radoihead airbag", "radiohead airbag", "Airbag"),
        ("paranoyd", "paranoid", "Paranoid Android"),
        ("vunter", "hunter", "Hunter"),
        ("homogenc joga", "homogenic joga", "Jóga"),
        ("acdc black", "ac dc black", "Back in Black"),
    ] {
        let found = search(&shelf, typed);
        assert_eq!(found.read_as.as_deref(), Some(read_as), "{typed}");
        assert_eq!(found.tracks[0].title, title, "{typed}");
        assert_eq!(found.words, typed);
    }
    assert_eq!(search(&shelf, "hunter").read_as, None);
    assert_eq!(search(&shelf, "qqqqqqq zzzzzz"), Found { words: "qqqqqqq zzzzzz".into(), ..Found::default() });
}

#[test]
fn any_part_of_a_name_without_spaces_finds_it() {
    let shelf = shelf();
    for words in ["サディス", "丸の内", "内サ", "丸", "林檎 丸の内"] {
        assert_eq!(titles(&shelf, words), ["丸の内サディスティック"], "{words}");
    }
    assert_eq!(titles(&shelf, "林檎").len(), 2);
    assert_eq!(search(&shelf, "名林").artists.len(), 1);
    assert_eq!(search(&shelf, "モラト").albums.len(), 1);
}

#[test]
fn signs_emoji_and_operators_are_words_like_any_other() {
    let shelf = shelf();
    assert_eq!(search(&shelf, "!!!").artists.len(), 1);
    assert_eq!(titles(&shelf, "☮").len(), 1);
    assert_eq!(titles(&shelf, "👩").len(), 1);
    assert_eq!(titles(&shelf, "\"quotes\" AND NOT").len(), 1);
    for words in
        ["", " ", "\0", "\"", "*", "AND", "a OR b", "NEAR(", "title:x", "^a", "-a", "(", "'; DROP TABLE tracks"]
    {
        search(&shelf, words);
    }
}

#[test]
fn a_retagged_track_is_found_by_its_new_words_only() {
    let mut shelf = shelf();
    shelf.retag("Post/3.flac", |tags| tags.title = Some("Hyperballad".into()));
    shelf.scan();
    assert_eq!(titles(&shelf, "hyperb"), ["Hyperballad"]);
    assert!(titles(&shelf, "army of me").is_empty());
}

#[test]
fn a_common_word_in_a_large_library_still_brings_the_best_first() {
    let mut shelf = Shelf::new();
    for n in 1..=1_500 {
        let title = if n == 1_400 { "Night".to_owned() } else { format!("Song {n} of the Night") };
        shelf.put(&format!("{n}.flac"), piece(n).tagged(Tags { title: Some(title), ..Tags::default() }));
    }
    shelf.scan();
    assert_eq!(titles(&shelf, "night")[0], "Night");
    let heard = shelf.track_at("1300.flac").unwrap();
    hear(&shelf, heard, 30);
    assert_eq!(search(&shelf, "nigh").tracks[0].id, heard, "an unfinished word says less than many listens");
    assert_eq!(search(&shelf, "n").tracks.len(), 10);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn no_text_is_an_error(words in prop::collection::vec("\\PC{0,24}|[\\x00-\\x7f]{0,24}|[a-z丸の☮\"* ]{0,24}", 30)) {
        let shelf = shelf();
        let (reader, listener) = (shelf.library.reader(), shelf.library.store.listener());
        for words in words {
            prop_assert!(reader.search(&words, 5, listener).is_ok(), "{:?}", words);
        }
    }
}

#[test]
fn hits_stand_in_another_order_than_the_best_match_first() {
    let shelf = shelf();
    let find = |order, line: &str, limit| {
        let found = shelf.library.reader().find_in(order, line, limit, shelf.library.store.listener(), NOW).unwrap();
        let titles: Vec<String> = found.tracks.iter().map(|card| card.title.clone()).collect();
        (titles.join(", "), found.albums.len(), found.read_as)
    };
    let (_, albums, _) = find(HitOrder::Best, "lov", 10);
    assert_eq!(find(HitOrder::Title, "lov", 10), ("Love, The Love Club, Lovely".into(), albums, None));
    assert_eq!(find(HitOrder::Title, "lov", 1).0, "Love", "the first of all that are found");
    assert_eq!(find(HitOrder::Title, "love l", 10).0, "Love, The Love Club", "the first word was typed out");
    assert_eq!(find(HitOrder::Title, "year:x love l", 10).0, "Love, The Love Club", "in what is left of a line too");
    assert_eq!(find(HitOrder::Artist, "lov", 10).0, "Lovely, Love, The Love Club");
    let love_club = search(&shelf, "love club").tracks[0].id;
    hear(&shelf, love_club, 4);
    assert_eq!(find(HitOrder::Listens, "lov", 1).0, "The Love Club");
    assert_eq!(find(HitOrder::Title, "artist:radiohead", 10).0, "Airbag, Creep, Paranoid Android");
    assert_eq!(find(HitOrder::Title, "artist:radiohead sort:-title", 10).0, "Paranoid Android, Creep, Airbag");
    assert_eq!(find(HitOrder::Title, "radiohaed", 10), {
        let (titles, albums, _) = find(HitOrder::Title, "radiohead", 10);
        (titles, albums, Some("radiohead".into()))
    });
}

#[test]
fn by_artist_an_album_stands_disc_by_disc() {
    let mut shelf = Shelf::new();
    for (n, (disc, number, title)) in (1..).zip([(2, 1, "C"), (1, 1, "A"), (2, 2, "D"), (1, 2, "B")]) {
        let tags = Tags {
            title: Some(title.into()),
            artist: Some("Duo".into()),
            album: Some("Twofold".into()),
            disc: Some(disc),
            number: Some(number),
            ..Tags::default()
        };
        shelf.put(&format!("Twofold/{n}.flac"), piece(n).tagged(tags));
    }
    shelf.scan();
    let (reader, listener) = (shelf.library.reader(), shelf.library.store.listener());
    let found = reader.find_in(HitOrder::Artist, "twofold", 10, listener, NOW).unwrap();
    assert_eq!(found.tracks.iter().map(|card| card.title.as_str()).collect::<String>(), "ABCD");
}
