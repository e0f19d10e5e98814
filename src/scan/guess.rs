//! What a path says of a track whose tags do not, as a person would read it.
//!
//! `Artist/Album (2008)/03 - Title.mp3`, `Artist - Album/CD1/101 Title.flac`,
//! `Artist - Title.mp3`, with underscores for spaces. Only what tags lack is taken.

use crate::domain::fold::search_form;
use crate::domain::text::{clean, path_for_screen};
use crate::domain::track::Tags;

/// Names of folders that are neither artists nor albums.
const COMMON_FOLDERS: [&str; 48] = [
    "music",
    "musik",
    "musica",
    "musique",
    "my music",
    "audio",
    "songs",
    "song",
    "tracks",
    "mp3",
    "mp3s",
    "flac",
    "ogg",
    "opus",
    "wav",
    "m4a",
    "itunes",
    "itunes media",
    "downloads",
    "download",
    "new",
    "unsorted",
    "misc",
    "other",
    "others",
    "incoming",
    "library",
    "albums",
    "artists",
    "singles",
    "compilations",
    "collection",
    "lossless",
    "lossy",
    "media",
    "files",
    "data",
    "sounds",
    "sound",
    "sfx",
    "soundtracks",
    "playlists",
    "unknown artist",
    "unknown album",
    "audiobooks",
    "podcasts",
    "speech",
    "voices",
];
const VARIOUS: [&str; 4] = ["various artists", "various", "va", "v a"];

/// What the path says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guess {
    pub title: Option<String>,
    pub artist: Option<String>,
    pub album: Option<String>,
    pub year: Option<String>,
    pub disc: Option<u32>,
    pub number: Option<u32>,
    pub various: bool,
}

/// Fills what the tags lack. `path` is relative to the root.
pub fn fill(path: &[u8], tags: &mut Tags) {
    if tags.title.is_some() && tags.artist.is_some() && tags.album.is_some() && tags.number.is_some() {
        return;
    }
    let guess = from_path(path);
    let mut guessed = false;
    let had_words = tags.title.is_some();
    if tags.title.is_none() {
        tags.title = guess.title;
        guessed = tags.title.is_some();
    }
    if tags.number.is_none() {
        tags.number = guess.number;
    }
    if tags.disc.is_none() {
        tags.disc = guess.disc;
    }
    let folder_artist = guess.artist.as_deref().map(search_form);
    let agrees = match (&tags.artist, &folder_artist) {
        (Some(artist), Some(folder)) => search_form(artist) == *folder,
        (None, _) => true,
        (Some(_), None) => false,
    };
    if tags.artist.is_none()
        && let Some(artist) = guess.artist
    {
        tags.artists = vec![artist.clone()];
        tags.artist = Some(artist);
        guessed = true;
    }
    // A tagged song may lie in any folder; one without tags lies in its album's.
    if tags.album.is_none() && guess.album.is_some() && (!had_words || (agrees && guess.number.is_some())) {
        tags.album = guess.album;
        guessed = true;
        if guess.various && tags.album_artist.is_none() {
            tags.compilation = true;
        }
        if tags.date.is_none() {
            tags.date = guess.year;
        }
    }
    tags.guessed = guessed;
}

/// Reads a path.
#[must_use]
pub fn from_path(path: &[u8]) -> Guess {
    let mut parts: Vec<&[u8]> = path.split(|&byte| byte == b'/').collect();
    let name = parts.pop().unwrap_or_default();
    let mut folders: Vec<String> = parts.iter().map(|part| spaced(part)).collect();
    let mut guess = Guess::default();
    if let Some(disc) = folders.last().and_then(|folder| disc_of(folder)) {
        guess.disc = Some(disc);
        folders.pop();
    }
    read_name(name, !folders.is_empty(), &mut guess);
    read_folders(&folders, &mut guess);
    guess
}

/// Text for people, with underscores as spaces where no spaces are.
fn spaced(part: &[u8]) -> String {
    let text = path_for_screen(part);
    if text.contains(' ') { text } else { clean(&text.replace('_', " ")) }
}

/// "CD1", "Disc 2", "disk-3".
fn disc_of(folder: &str) -> Option<u32> {
    let lower = folder.to_lowercase();
    let rest = ["cd", "disc", "disk", "dvd", "volume", "vol."].iter().find_map(|word| lower.strip_prefix(word))?;
    let rest = rest.trim_start_matches([' ', '-', '.', '#']);
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    // "CD1 - The first half" is one too; "CD Baby" is not.
    rest[..end].parse().ok().filter(|disc| (1..=99).contains(disc))
}

fn read_name(name: &[u8], in_folder: bool, guess: &mut Guess) {
    let stem = match name.iter().rposition(|&byte| byte == b'.') {
        Some(dot) if dot > 0 && name.len() - dot <= 11 => &name[..dot],
        _ => name,
    };
    let text = spaced(stem);
    let (number, rest) = leading_number(&text, in_folder);
    match number {
        // "101" on the first disc, "203" on the second.
        Some(number) if number > 100 && number % 100 > 0 && guess.disc.is_none_or(|disc| disc == number / 100) => {
            guess.disc = Some(number / 100);
            guess.number = Some(number % 100);
        }
        Some(number) if number <= 100 => guess.number = Some(number),
        _ => {}
    }
    if let Some((disc, number)) = text.split_once('-').and_then(|(disc, rest)| disc_and_number(disc, rest)) {
        guess.disc = Some(disc);
        guess.number = Some(number);
    }
    let parts: Vec<&str> = rest.split(" - ").map(str::trim).filter(|part| !part.is_empty()).collect();
    let is_number = |part: &str| part.len() <= 3 && part.parse::<u32>().is_ok();
    match parts.as_slice() {
        [] => guess.title = Some(text).filter(|text| !text.is_empty()),
        [title] => guess.title = Some((*title).to_owned()),
        // "Artist - 03 - Title", "Artist - Album - 03 - Title"
        [artist, between @ .., title] if between.last().is_some_and(|part| is_number(part)) => {
            guess.artist = Some((*artist).to_owned());
            guess.number = between.last().and_then(|number| number.parse().ok());
            guess.album = between.len().checked_sub(2).and_then(|at| between.get(at)).map(|album| (*album).to_owned());
            guess.title = Some((*title).to_owned());
        }
        [artist, rest @ ..] => {
            guess.artist = Some((*artist).to_owned());
            guess.title = Some(rest.join(" - "));
        }
    }
}

/// "1-03 Title": disc and number.
fn disc_and_number(disc: &str, rest: &str) -> Option<(u32, u32)> {
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    if disc.len() != 1 || digits != 2 {
        return None;
    }
    Some((disc.parse().ok().filter(|&disc| disc > 0)?, rest[..digits].parse().ok()?))
}

/// A track number at the front, and what follows it. "7 Years" and "99 Luftballons" begin with
/// words, not with numbers: without a sign behind it, a number needs a leading zero, or a folder
/// around it and a likely value.
fn leading_number(text: &str, in_folder: bool) -> (Option<u32>, &str) {
    let bare = text.trim_start_matches(['[', '(', '#']);
    let end = bare.find(|c: char| !c.is_ascii_digit()).unwrap_or(bare.len());
    let (digits, rest) = bare.split_at(end);
    if let Some((_, number)) = disc_and_number(digits, rest.strip_prefix('-').unwrap_or("")) {
        let after = rest.get(3..).unwrap_or("").trim_start_matches([' ', '-', '.', '_', ')', ']']);
        return if after.is_empty() { (None, text) } else { (Some(number), after) };
    }
    let Some(number) = digits.parse().ok().filter(|_| !digits.is_empty() && digits.len() <= 3) else {
        return (None, text);
    };
    let after = rest.trim_start_matches([' ', '-', '.', '_', ')', ']']);
    let sign = &rest[..rest.len() - after.len()];
    let is_signed = sign.contains(['-', '.', '_', ')', ']']);
    let is_padded = digits.len() >= 2 && digits.starts_with('0');
    let is_likely =
        in_folder && sign == " " && (digits.len() == 2 && number <= 40 || digits.len() == 3 && number % 100 <= 40);
    if after.is_empty() || sign.is_empty() || !(is_signed || is_padded || is_likely) {
        return (None, text);
    }
    (Some(number), after)
}

fn read_folders(folders: &[String], guess: &mut Guess) {
    let is_common = |folder: &str| COMMON_FOLDERS.contains(&search_form(folder).as_str()) || folder.chars().count() < 2;
    let named: Vec<&String> = folders.iter().rev().take(2).take_while(|folder| !is_common(folder)).collect();
    let Some(folder) = named.first() else { return };
    let (album, year) = without_year(folder);
    let above = named.get(1).map(|folder| folder.as_str());
    let (artist, album) = match album.split_once(" - ") {
        Some((artist, album)) => {
            let (album, inner_year) = without_year(album.trim());
            guess.year = inner_year;
            (Some(artist.trim().to_owned()), Some(album))
        }
        None => match above {
            Some(above) => (Some(above.to_owned()), Some(album)),
            // A lone folder holds an album when its files count, else what one artist made.
            None if guess.number.is_some() => (None, Some(album)),
            None => (Some(album), None),
        },
    };
    guess.year = guess.year.take().or(year);
    guess.album = guess.album.take().or(album.filter(|album| !album.is_empty()));
    match artist {
        Some(artist) if VARIOUS.contains(&search_form(&artist).as_str()) => guess.various = true,
        Some(artist) if !is_common(&artist) => {
            // "Artist/Album/03 - Artist - Title" names it twice; "Artist/Album/03 - Live - Title" does not.
            let names_another = guess.artist.as_deref().is_some_and(|named| search_form(named) != search_form(&artist));
            if names_another
                && guess.number.is_some()
                && let (Some(named), Some(title)) = (guess.artist.take(), guess.title.take())
            {
                guess.title = Some(format!("{named} - {title}"));
            }
            guess.artist = guess.artist.take().or(Some(artist));
        }
        _ => {}
    }
}

/// A folder's name without a year and notes on formats: "Album (2008) \[FLAC\]", "2008 - Album".
fn without_year(folder: &str) -> (String, Option<String>) {
    let mut year = None;
    let mut name = folder.trim().to_owned();
    let as_year = |text: &str| {
        let text = text.trim();
        let is_year = text.len() == 4 && text.parse::<u32>().is_ok_and(|year| (1900..=2099).contains(&year));
        is_year.then(|| text.to_owned())
    };
    // What stands in brackets at the end.
    while let Some(open) = name.rfind(['(', '[', '{']).filter(|_| name.ends_with([')', ']', '}'])) {
        let inside = &name[open + 1..name.len() - 1];
        match as_year(inside.get(..4).unwrap_or("")) {
            Some(found)
                if open > 0
                    && (inside.len() == 4 || inside.as_bytes().get(4).is_some_and(|b| !b.is_ascii_alphanumeric())) =>
            {
                year = year.or(Some(found));
            }
            _ if open > 0 && is_format_note(inside) => {}
            _ => break,
        }
        name.truncate(open);
        name.truncate(name.trim_end().len());
    }
    // What stands in front.
    let front = name.trim_start_matches(['(', '[']);
    if let Some(found) = front.get(..4).and_then(as_year) {
        let rest = front[4..].trim_start_matches([')', ']', ' ', '-', '.', '_']);
        let is_parted = front[4..].starts_with([')', ']']) || front[4..].trim_start().starts_with(['-', '.']);
        if !rest.is_empty() && is_parted {
            year = year.or(Some(found));
            name = rest.to_owned();
        }
    }
    (name, year)
}

fn is_format_note(text: &str) -> bool {
    let words = search_form(text);
    words.split(' ').any(|word| {
        matches!(
            word,
            "flac"
                | "mp3"
                | "ogg"
                | "opus"
                | "aac"
                | "alac"
                | "m4a"
                | "wav"
                | "vinyl"
                | "web"
                | "cd"
                | "lossless"
                | "320"
                | "v0"
                | "24bit"
                | "16bit"
                | "kbps"
                | "320kbps"
        )
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(path: &str) -> String {
        let guess = from_path(path.as_bytes());
        let text = |part: Option<String>| part.unwrap_or_else(|| "?".into());
        let number = |part: Option<u32>| part.map_or_else(|| "?".into(), |number| number.to_string());
        format!(
            "{} | {} | {} | {} | {}.{}",
            text(guess.artist),
            text(guess.album),
            text(guess.year),
            text(guess.title),
            number(guess.disc),
            number(guess.number)
        )
    }

    #[test]
    fn paths_read_as_a_person_reads_them() {
        for (path, expected) in [
            ("Artist/Album (2008)/03 - Title.mp3", "Artist | Album | 2008 | Title | ?.3"),
            ("Artist - Album/CD1/101 Title.flac", "Artist | Album | ? | Title | 1.1"),
            ("Artist - Title.mp3", "Artist | ? | ? | Title | ?.?"),
            ("The_Band/Some_Album/05_A_Song.ogg", "The Band | Some Album | ? | A Song | ?.5"),
            ("Artist/2008 - Album/03. Title.mp3", "Artist | Album | 2008 | Title | ?.3"),
            ("Artist/[2008] Album [FLAC]/03 Title.flac", "Artist | Album | 2008 | Title | ?.3"),
            ("Artist - 2008 - Album/03 Title.flac", "Artist | Album | 2008 | Title | ?.3"),
            ("Artist/Album (Deluxe Edition)/12 Title.mp3", "Artist | Album (Deluxe Edition) | ? | Title | ?.12"),
            ("Artist/Album/Disc 2/1-03 Title.mp3", "Artist | Album | ? | Title | 1.3"),
            ("Artist/Album/03 - Artist - Title.mp3", "Artist | Album | ? | Title | ?.3"),
            ("Various Artists/Hits/03 - Someone - Title.mp3", "Someone | Hits | ? | Title | ?.3"),
            ("Artist - Album - 07 - Title.mp3", "Artist | Album | ? | Title | ?.7"),
            ("Artist - 07 - Title.mp3", "Artist | ? | ? | Title | ?.7"),
            ("99 Luftballons.mp3", "? | ? | ? | 99 Luftballons | ?.?"),
            ("Nena/99 Luftballons.mp3", "Nena | ? | ? | 99 Luftballons | ?.?"),
            ("7 Years.mp3", "? | ? | ? | 7 Years | ?.?"),
            ("Music/Artist/Album/1979.mp3", "Artist | Album | ? | 1979 | ?.?"),
            ("Smashing Pumpkins/1979/01 Title.mp3", "Smashing Pumpkins | 1979 | ? | Title | ?.1"),
            ("Downloads/track.mp3", "? | ? | ? | track | ?.?"),
            ("a/b.mp3", "? | ? | ? | b | ?.?"),
            ("Artist/Album/(03) Title.mp3", "Artist | Album | ? | Title | ?.3"),
            ("Artist/Album/03.mp3", "Artist | Album | ? | 03 | ?.?"),
            ("Artist/Album/CD 2 - Live/04 - Title.mp3", "Artist | Album | ? | Title | 2.4"),
        ] {
            assert_eq!(shown(path), expected, "{path}");
        }
    }

    #[test]
    fn tags_win_and_guesses_are_marked() {
        let mut tags = Tags { title: Some("Real".into()), ..Tags::default() };
        fill(b"Artist/Album/03 - Name.mp3", &mut tags);
        assert_eq!(
            (tags.title.as_deref(), tags.artist.as_deref(), tags.number),
            (Some("Real"), Some("Artist"), Some(3))
        );
        assert!(tags.guessed);

        let mut whole =
            Tags { title: Some("T".into()), artist: Some("A".into()), album: Some("B".into()), ..Tags::default() };
        fill(b"X/Y/03 - Z.mp3", &mut whole);
        assert_eq!((whole.artist.as_deref(), whole.number, whole.guessed), (Some("A"), Some(3), false));

        let mut loose = Tags { title: Some("T".into()), artist: Some("A".into()), ..Tags::default() };
        fill(b"Best of spring/08 - T.mp3", &mut loose);
        assert_eq!(loose.album, None, "a tagged song may lie anywhere");
    }

    proptest! {
        #[test]
        fn any_path_has_a_guess(path in prop::collection::vec(any::<u8>(), 0..60), words in "[a-zA-Z0-9 ()\\[\\]._/-]{1,40}") {
            let _ = from_path(&path);
            let guess = from_path(words.as_bytes());
            prop_assert!(guess.title.is_none_or(|title| !title.is_empty()));
        }
    }
}
