//! XSPF: XML with percent-encoded places, <https://xspf.org/spec>.
//!
//! Entities that a document declares are not expanded, elements lie in each other to a bounded
//! depth, and a document that breaks off keeps what stood before.

use quick_xml::Reader;
use quick_xml::escape::{escape, resolve_predefined_entity};
use quick_xml::events::Event;

use super::text::{decode, plain};
use super::{ExchangeError, ListEntry, PassedOver, ReadList, address};
use crate::domain::text::{clean, clean_or_none};

/// Elements in elements; a list needs five.
const DEEPEST: usize = 64;

pub(super) fn read(bytes: &[u8], base: &[u8]) -> Result<ReadList, ExchangeError> {
    let bytes = plain(bytes)?;
    let document = decode(&bytes);
    let mut reader = Reader::from_str(&document);
    let mut reading = Reading { base, ..Reading::default() };
    let mut lines = Lines { document: document.as_bytes(), at: 0, line: 1 };
    let broken = loop {
        let before = lines.line_at(reader.buffer_position());
        match reader.read_event() {
            Ok(Event::Start(_)) if reading.depth == DEEPEST => break Some("it lies too deep".to_owned()),
            Ok(Event::Start(tag)) => reading.open(tag.local_name().as_ref(), before),
            Ok(Event::Empty(tag)) => {
                reading.open(tag.local_name().as_ref(), before);
                reading.close();
            }
            Ok(Event::End(_)) => reading.close(),
            Ok(Event::Text(text)) => reading.say(&text),
            Ok(Event::CData(text)) => reading.say(&text),
            Ok(Event::GeneralRef(name)) => match (name.resolve_char_ref(), resolve_predefined_entity(&name)) {
                (Ok(Some(letter)), _) => reading.say(letter.encode_utf8(&mut [0; 4])),
                (_, Some(known)) => reading.say(known),
                _ => reading.say(&format!("&{};", &*name)),
            },
            Ok(Event::Eof) => break (reading.depth > 0).then(|| "it breaks off".to_owned()),
            Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_)) => {}
            Err(error) => break Some(error.to_string()),
        }
    };
    if !reading.is_list {
        return Err(ExchangeError::NotXspf(broken.unwrap_or_else(|| "there is no playlist in it".to_owned())));
    }
    if let Some(why) = broken {
        // Of the track that breaks off, what was said counts.
        let half = reading.track.take().map(|(track, _)| track);
        reading.list.entries.extend(half.filter(|track| !track.says_nothing()));
        let line = lines.line_at(reader.buffer_position());
        reading.list.passed_over.push(PassedOver { line, text: clean(&why), reason: "what follows cannot be read" });
    }
    Ok(reading.list)
}

/// Where a position stands, counted on from the one before.
struct Lines<'d> {
    document: &'d [u8],
    at: usize,
    line: u32,
}

impl Lines<'_> {
    fn line_at(&mut self, position: u64) -> u32 {
        let position = usize::try_from(position).unwrap_or(usize::MAX).min(self.document.len());
        let passed = self.document.get(self.at..position).unwrap_or_default();
        let ends = passed.iter().filter(|byte| **byte == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(ends).unwrap_or(u32::MAX));
        self.at = position.max(self.at);
        self.line
    }
}

/// An element whose words count.
#[derive(Clone, Copy)]
enum Leaf {
    ListTitle,
    Location,
    Title,
    Creator,
    Album,
    Duration,
}

#[derive(Default)]
struct Reading<'b> {
    base: &'b [u8],
    list: ReadList,
    is_list: bool,
    depth: usize,
    /// The track that is open, and how deep it lies.
    track: Option<(ListEntry, usize)>,
    leaf: Option<(Leaf, usize)>,
    words: String,
}

impl Reading<'_> {
    fn open(&mut self, name: &str, line: u32) {
        self.depth += 1;
        self.is_list |= self.depth == 1 && name == "playlist";
        if name == "track" && self.track.is_none() {
            self.track = Some((ListEntry { line, ..ListEntry::default() }, self.depth));
            return;
        }
        let own = self.track.as_ref().map_or(self.depth == 2, |(_, depth)| self.depth == depth + 1);
        let leaf = match (name, self.track.is_some()) {
            ("title", false) => Leaf::ListTitle,
            ("location", true) => Leaf::Location,
            ("title", true) => Leaf::Title,
            ("creator", true) => Leaf::Creator,
            ("album", true) => Leaf::Album,
            ("duration", true) => Leaf::Duration,
            _ => return,
        };
        if own {
            self.leaf = Some((leaf, self.depth));
            self.words.clear();
        }
    }

    fn say(&mut self, words: &str) {
        if self.leaf.is_some_and(|(_, depth)| depth == self.depth) {
            self.words.push_str(words);
        }
    }

    fn close(&mut self) {
        if let Some((leaf, _)) = self.leaf.take_if(|(_, depth)| *depth == self.depth) {
            let said = clean_or_none(&self.words);
            match (leaf, &mut self.track) {
                (Leaf::ListTitle, _) => self.list.name = said,
                (_, None) => {}
                (Leaf::Location, Some((track, _))) => {
                    track.paths.extend(address::of_uri(self.words.as_bytes(), self.base));
                }
                (Leaf::Title, Some((track, _))) => track.title = said,
                (Leaf::Creator, Some((track, _))) => track.artist = said,
                (Leaf::Album, Some((track, _))) => track.album = said,
                (Leaf::Duration, Some((track, _))) => {
                    track.length_ms = self.words.trim().parse().ok().filter(|length: &i64| *length > 0);
                }
            }
        }
        if self.track.as_ref().is_some_and(|(_, depth)| *depth == self.depth) {
            self.end_track();
        }
        self.depth = self.depth.saturating_sub(1);
    }

    fn end_track(&mut self) {
        let Some((track, _)) = self.track.take() else { return };
        if track.says_nothing() {
            let reason = "it names neither a place nor a title";
            self.list.passed_over.push(PassedOver { line: track.line, text: "track".into(), reason });
        } else {
            self.list.entries.push(track);
        }
    }
}

pub(super) fn write(name: Option<&str>, entries: &[ListEntry], base: &[u8]) -> Vec<u8> {
    let text = |words: &Option<String>| words.as_deref().map(|words| fit(&clean(words))).unwrap_or_default();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str("<playlist version=\"1\" xmlns=\"http://xspf.org/ns/0/\">\n");
    if let Some(name) = name.map(|name| fit(&clean(name))).filter(|name| !name.is_empty()) {
        out.push_str(&format!("  <title>{}</title>\n", escape(name)));
    }
    out.push_str("  <trackList>\n");
    for entry in entries {
        out.push_str("    <track>\n");
        let mut element = |name: &str, words: &str| {
            if !words.is_empty() {
                out.push_str(&format!("      <{name}>{}</{name}>\n", escape(words)));
            }
        };
        if let Some(path) = entry.paths.first() {
            element("location", &fit(&String::from_utf8_lossy(&address::uri_for(path, base))));
        }
        element("title", &text(&entry.title));
        element("creator", &text(&entry.artist));
        element("album", &text(&entry.album));
        element("duration", &entry.length_ms.map(|ms| ms.max(0).to_string()).unwrap_or_default());
        out.push_str("    </track>\n");
    }
    out.push_str("  </trackList>\n</playlist>\n");
    out.into_bytes()
}

/// Without the two characters that no XML can hold and cleaned text may.
fn fit(words: &str) -> String {
    words.chars().filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}')).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{FORMATS, strategies};
    use super::*;

    #[test]
    fn a_list_as_vlc_writes_it() {
        let text = br#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE playlist [<!ENTITY bomb "boom"><!ENTITY more SYSTEM "file:///etc/passwd">]>
<x:playlist xmlns:x="http://xspf.org/ns/0/" xmlns:vlc="http://www.videolan.org/vlc/playlist/ns/0/" version="1">
  <x:title>Kitchen &amp; hall</x:title>
  <x:trackList>
    <x:track>
      <x:location>file:///media/T7/Caf%C3%A9%20del%20Mar.ogg</x:location>
      <x:title>Caf&#233; &bomb;&more;</x:title><x:creator><![CDATA[A <b> C]]></x:creator><x:album>Mar</x:album>
      <x:duration>252345</x:duration>
      <x:extension application="http://www.videolan.org/vlc/playlist/0"><vlc:id>0</vlc:id><x:title>no</x:title></x:extension>
    </x:track>
    <x:track><x:location>../b%20c.mp3</x:location></x:track>
    <x:track><x:title>Sunny</x:title><x:creator>Bobby Hebb</x:creator></x:track>
    <x:track/>
  </x:trackList>
</x:playlist>"#;
        let list = read(text, b"/m/lists").unwrap();
        assert_eq!(list.name.as_deref(), Some("Kitchen & hall"));
        let [first, second, third] = list.entries.as_slice() else { panic!("{list:?}") };
        assert_eq!(first.paths[0], "/media/T7/Café del Mar.ogg".as_bytes());
        assert_eq!(first.title.as_deref(), Some("Café &bomb;&more;"), "no entity is looked up");
        assert_eq!((first.artist.as_deref(), first.album.as_deref()), (Some("A <b> C"), Some("Mar")));
        assert_eq!((first.line, first.length_ms), (6, Some(252_345)));
        assert_eq!(second.paths[0], b"/m/b c.mp3");
        assert_eq!((third.paths.len(), third.title.as_deref()), (0, Some("Sunny")));
        assert_eq!(list.passed_over.len(), 1);
    }

    #[test]
    fn a_document_that_breaks_off_keeps_what_stood_before() {
        let text = b"<playlist><trackList><track><location>/a</location></track>\n<track><location>/b</locat";
        let list = read(text, b"/m").unwrap();
        assert_eq!(list.entries.len(), 1);
        assert_eq!((list.passed_over[0].line, list.passed_over[0].reason), (2, "what follows cannot be read"));
        assert!(read(b"<html><body/></html>", b"/m").is_err());
        assert!(read(b"", b"/m").is_err());
    }

    #[test]
    fn depth_is_bounded() {
        let deep = format!("<playlist>{}", "<a>".repeat(100_000));
        assert_eq!(read(deep.as_bytes(), b"/m").unwrap().passed_over.len(), 1);
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_again(entries in strategies::entries(), base in strategies::path(), album in "\\PC{0,8}") {
            let album = clean_or_none(&album);
            let with_album = |entry: ListEntry| ListEntry { album: album.clone(), ..entry };
            let entries: Vec<_> = entries.into_iter().map(with_album).collect();
            let again = strategies::again(&FORMATS[1], Some("a & <b>"), &entries, &base);
            prop_assert_eq!(again, entries);
        }

        #[test]
        fn any_text_is_read_without_harm(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "(<|>|/|playlist|track|location|title|&|;|#|x|!|\\[|CDATA|-|\"|=|\n){0,60}") {
            let _ = (read(&bytes, b"/m"), read(text.as_bytes(), b"/m"));
            let _ = read(format!("<playlist><trackList>{text}").as_bytes(), b"/m");
        }
    }
}
