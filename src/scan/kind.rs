//! Whether a file is music, speech or a mere sound: from genre, extension, folder words and length.

use super::guess;
use crate::domain::fold::search_form;
use crate::domain::track::{Kind, Tags};

/// Words in genres and folder names that mean speech.
const SPOKEN: [&str; 22] = [
    "audiobook",
    "audiobooks",
    "audio book",
    "audio books",
    "podcast",
    "podcasts",
    "spoken word",
    "spoken",
    "speech",
    "speeches",
    "lecture",
    "lectures",
    "sermon",
    "sermons",
    "radio play",
    "audio drama",
    "audio theatre",
    "horbuch",
    "horbucher",
    "horspiel",
    "horspiele",
    "livre audio",
];

/// Words that mean sounds which nobody listens to as music.
const SOUND: [&str; 14] = [
    "sound effects",
    "sound effect",
    "sounds",
    "sound",
    "sfx",
    "soundfx",
    "fx",
    "samples",
    "sample pack",
    "ringtones",
    "ringtone",
    "notifications",
    "alarms",
    "sound clip",
];

/// Longest length of a piece that counts as a sound by its folder.
const SOUND_BELOW_MS: i64 = 60_000;
/// Without any tag, what is shorter is a sound wherever it lies.
const UNTAGGED_SOUND_BELOW_MS: i64 = 8_000;

/// `path` is relative to its root; `says_spoken` when the tags mark a book or a podcast. The tags
/// are those of the file, before anything is guessed.
#[must_use]
pub fn of(path: &[u8], tags: &Tags, length_ms: Option<i64>, says_spoken: bool) -> Kind {
    let genre_has = |words: &[&str]| tags.genres.iter().any(|genre| words.contains(&search_form(genre).as_str()));
    let mut parts: Vec<&[u8]> = path.split(|&byte| byte == b'/').collect();
    let name = parts.pop().unwrap_or_default().to_ascii_lowercase();
    if says_spoken || genre_has(&SPOKEN) || name.ends_with(b".m4b") || name.ends_with(b".aa") {
        return Kind::Spoken;
    }
    if genre_has(&SOUND) {
        return Kind::Sound;
    }
    // A genre that says music is believed more than a folder.
    if tags.genres.is_empty() && folder_has(&parts, &SPOKEN) {
        return Kind::Spoken;
    }
    let short = |limit| length_ms.is_some_and(|length| length < limit);
    // Makers of sounds sign them too; what stands on an album is music wherever it lies.
    let is_kept_as_sound = tags.album.is_none() && short(SOUND_BELOW_MS) && folder_has(&parts, &SOUND);
    let is_credited = tags.artist.is_some() || tags.album.is_some();
    let is_like_a_sound = is_kept_as_sound || (!is_credited && short(UNTAGGED_SOUND_BELOW_MS));
    if is_like_a_sound && !lies_in_an_album(path) {
        return Kind::Sound;
    }
    Kind::Music
}

/// "Artist/Album/03 - Title.mp3": someone keeps it as music.
fn lies_in_an_album(path: &[u8]) -> bool {
    let guess = guess::from_path(path);
    guess.artist.is_some() && guess.album.is_some() && guess.number.is_some()
}

fn folder_has(parts: &[&[u8]], words: &[&str]) -> bool {
    parts.iter().any(|part| words.contains(&search_form(&String::from_utf8_lossy(part)).as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(genre: &str, artist: &str) -> Tags {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Tags { genres: some(genre).into_iter().collect(), artist: some(artist), ..Tags::default() }
    }

    #[test]
    fn genre_extension_folder_and_length_speak() {
        for (path, genre, artist, seconds, kind) in [
            ("Artist/Album/01.mp3", "Rock", "Artist", 200, Kind::Music),
            ("x/book.m4b", "", "Writer", 9000, Kind::Spoken),
            ("x/a.mp3", "Audiobook", "Writer", 900, Kind::Spoken),
            ("x/a.mp3", "Hörbuch", "Writer", 900, Kind::Spoken),
            ("Podcasts/Show/1.mp3", "", "Host", 3000, Kind::Spoken),
            ("Podcasts/Song Exploder/1.mp3", "Pop", "Host", 300, Kind::Music),
            ("game/sounds/bang.wav", "", "", 2, Kind::Sound),
            ("game/sounds/hit.ogg", "", "Maker", 1, Kind::Sound),
            ("game/sounds/theme.ogg", "", "", 150, Kind::Music),
            ("Grindcore/You Suffer.mp3", "", "Band", 1, Kind::Music),
            ("somewhere/click.wav", "", "", 1, Kind::Sound),
            ("Artist/Album/03 - Short.wav", "", "", 2, Kind::Music),
            ("Long/set.mp3", "Techno", "DJ", 7200, Kind::Music),
        ] {
            let found = of(path.as_bytes(), &tags(genre, artist), Some(seconds * 1000), false);
            assert_eq!(found, kind, "{path} {genre}");
        }
        assert_eq!(of(b"x.mp3", &tags("", "A"), None, true), Kind::Spoken);
    }
}
