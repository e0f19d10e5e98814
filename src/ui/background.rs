//! What is behind the text: the terminal is asked once, at the start.
//!
//! The question is OSC 11; behind it goes DA1, which nearly every terminal answers, so that one
//! that does not know the first is not waited for. Both answers come in on standard input, where
//! the listener may be typing already: keys are taken out from between and given on. An answer
//! that comes after the wait, over a slow link, would look like keys: see [`Late`].

use std::io::Write;
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::theme::{Background, Rgb};
use crate::clock::{since, ticks};

/// How long the first frame may wait for the answer.
const PATIENCE: Duration = Duration::from_millis(40);
/// OSC 11 with a question mark, then DA1.
const QUESTION: &[u8] = b"\x1b]11;?\x1b\\\x1b[c";
/// No answer is longer.
const LONGEST: usize = 40;

/// What came in while the terminal was asked.
#[derive(Debug, Default, PartialEq)]
pub struct Heard {
    pub background: Option<Background>,
    /// The terminal answered the second question: no answer to the first will come any more.
    pub fenced: bool,
    /// Keys that were typed meanwhile.
    pub typed: Vec<Event>,
}

/// Whether a terminal of this name may be asked: the Linux console and terminals of paper know
/// no such question, and GNU screen keeps it to itself. `in_screen` is whether `STY` is set.
#[must_use]
pub fn may_ask(term: Option<&str>, in_screen: bool) -> bool {
    !in_screen && !matches!(term, None | Some("" | "linux" | "dumb" | "vt100" | "vt102" | "vt220" | "vt52" | "ansi"))
}

/// Asks, and waits for a tenth of a second at most. The terminal must be in raw mode and nobody
/// else may be reading it. A key that comes as an escape sequence in that time is lost.
pub fn ask(out: &mut impl Write) -> std::io::Result<Heard> {
    out.write_all(QUESTION)?;
    out.flush()?;
    let begun = ticks();
    let mut bytes = Vec::new();
    loop {
        let heard = sift(&bytes);
        let left = PATIENCE.saturating_sub(since(begun));
        if heard.fenced || left.is_zero() || !comes_in(left)? {
            return Ok(heard);
        }
        let mut buffer = [0; 256];
        match rustix::io::read(rustix::stdio::stdin(), &mut buffer) {
            Ok(0) => return Ok(heard),
            Ok(n) => bytes.extend_from_slice(buffer.get(..n).unwrap_or_default()),
            Err(rustix::io::Errno::INTR | rustix::io::Errno::AGAIN) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

fn comes_in(wait: Duration) -> std::io::Result<bool> {
    let stdin = rustix::stdio::stdin();
    let wait = Timespec { tv_sec: 0, tv_nsec: wait.subsec_nanos().into() };
    let mut watched = [PollFd::new(&stdin, PollFlags::IN)];
    match poll(&mut watched, Some(&wait)) {
        Ok(ready) => Ok(ready > 0),
        Err(rustix::io::Errno::INTR) => Ok(true),
        Err(error) => Err(error.into()),
    }
}

/// Tells answers from keys.
fn sift(bytes: &[u8]) -> Heard {
    let mut heard = Heard::default();
    let mut rest = bytes;
    while let [first, after @ ..] = rest {
        let (used, meaning) = match (first, after) {
            (0x1b, [b']', body @ ..]) => {
                let length = body.iter().position(|&byte| byte == 0x07 || byte == 0x1b).unwrap_or(body.len());
                let text = String::from_utf8_lossy(body.get(..length).unwrap_or_default());
                heard.background = heard.background.or_else(|| answer(&text));
                // BEL is one byte, ST is ESC and a backslash.
                let end = if body.get(length) == Some(&0x1b) { 2 } else { 1 };
                (2 + length + end, None)
            }
            (0x1b, [b'[', body @ ..]) => {
                let length = body.iter().position(|byte| (0x40..=0x7e).contains(byte)).unwrap_or(body.len());
                heard.fenced |= body.first() == Some(&b'?') && body.get(length) == Some(&b'c');
                (3 + length, None)
            }
            (0x1b, [b'O', ..]) => (3, None),
            (0x1b, [_, ..]) => (2, None),
            (0x1b, []) => (1, None),
            (&byte, _) => key(byte, rest),
        };
        heard.typed.extend(meaning);
        rest = rest.get(used..).unwrap_or_default();
    }
    heard
}

/// A key that is one character.
fn key(byte: u8, rest: &[u8]) -> (usize, Option<Event>) {
    let plain = |code| Some(Event::Key(KeyEvent::new(code, KeyModifiers::NONE)));
    match byte {
        b'\r' => (1, plain(KeyCode::Enter)),
        b'\t' => (1, plain(KeyCode::Tab)),
        0x7f => (1, plain(KeyCode::Backspace)),
        1..=26 => {
            let letter = char::from(byte - 1 + b'a');
            (1, Some(Event::Key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL))))
        }
        _ => {
            let valid = match std::str::from_utf8(rest) {
                Ok(text) => text,
                Err(error) => std::str::from_utf8(rest.get(..error.valid_up_to()).unwrap_or_default()).unwrap_or(""),
            };
            match valid.chars().next().filter(|c| !c.is_control()) {
                Some(c) => (c.len_utf8(), plain(KeyCode::Char(c))),
                None => (1, None),
            }
        }
    }
}

/// `11;rgb:1e1e/1e1e/2e2e`, as many hexadecimal digits for each colour as the terminal likes.
fn answer(text: &str) -> Option<Background> {
    let colour = text.strip_prefix("11;")?;
    let colour = colour.strip_prefix("rgb:").or_else(|| colour.strip_prefix("rgba:"))?;
    let mut parts = colour.split('/').map(|part| {
        let value = u32::from_str_radix(part, 16).ok().filter(|_| (1..=4).contains(&part.len()))?;
        let largest = 16_u32.pow(u32::try_from(part.len()).ok()?) - 1;
        u8::try_from(value * 255 / largest).ok()
    });
    let rgb: Rgb = (parts.next()??, parts.next()??, parts.next()??);
    Some(Background::of(rgb))
}

/// Takes an answer that came late out of the keys that it would be taken for: `ESC ]` reads as
/// Alt+], and what follows as digits and letters, each of which does something.
#[derive(Default)]
pub struct Late {
    held: Vec<Event>,
    text: String,
    after_escape: bool,
}

/// What an event turned out to be.
#[derive(Debug, PartialEq)]
pub enum Passed {
    /// These came in; often one, none while an answer may be coming.
    Events(Vec<Event>),
    Answer(Background),
}

impl Late {
    pub fn pass(&mut self, event: Event) -> Passed {
        let Event::Key(key) = &event else {
            return self.let_go(event);
        };
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match (key.code, self.held.is_empty()) {
            (KeyCode::Char(']'), true) if alt || self.after_escape => self.hold(event, None),
            (code, true) => {
                self.after_escape = code == KeyCode::Esc;
                Passed::Events(vec![event])
            }
            (KeyCode::Char('g'), false) if control => self.finish(event),
            (KeyCode::Char('\\'), false) if alt => self.finish(event),
            (KeyCode::Char(c), false) if !alt && !control && self.may_go_on_with(c) => self.hold(event, Some(c)),
            _ => self.let_go(event),
        }
    }

    fn may_go_on_with(&self, c: char) -> bool {
        const BEGIN: &str = "11;rgb";
        match BEGIN.chars().nth(self.text.len()) {
            Some(expected) => c == expected,
            None => self.text.len() < LONGEST && (c.is_ascii_hexdigit() || matches!(c, ':' | '/')),
        }
    }

    fn hold(&mut self, event: Event, c: Option<char>) -> Passed {
        self.after_escape = false;
        self.held.push(event);
        self.text.extend(c);
        Passed::Events(Vec::new())
    }

    fn let_go(&mut self, event: Event) -> Passed {
        self.after_escape = false;
        self.text.clear();
        let mut events = std::mem::take(&mut self.held);
        events.push(event);
        Passed::Events(events)
    }

    fn finish(&mut self, event: Event) -> Passed {
        match answer(&self.text) {
            Some(background) => {
                *self = Self::default();
                Passed::Answer(background)
            }
            None => self.let_go(event),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn typed(text: &str) -> Vec<Event> {
        text.chars().map(|c| Event::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE))).collect()
    }

    #[test]
    fn answers_are_told_from_keys() {
        let heard = sift(b"j\x1b]11;rgb:ffff/ffff/ffff\x1b\\\xc3\xa9\x1b[?62;22ck\x1b[A\x03");
        assert_eq!((heard.background, heard.fenced), (Some(Background::Light), true));
        let mut expected = typed("jék");
        expected.push(Event::Key(KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL)));
        assert_eq!(heard.typed, expected);
        let heard = sift(b"\x1b]11;rgb:1e/1e/2e\x07");
        assert_eq!((heard.background, heard.fenced), (Some(Background::Dark), false));
        assert_eq!(sift(b"\x1b[?6c"), Heard { fenced: true, ..Heard::default() });
    }

    #[test]
    fn terminals_that_cannot_answer_are_not_asked() {
        for term in [None, Some("linux"), Some("dumb"), Some("vt100")] {
            assert!(!may_ask(term, false), "{term:?}");
        }
        assert!(may_ask(Some("xterm-256color"), false) && may_ask(Some("tmux-256color"), false));
        assert!(!may_ask(Some("screen-256color"), true));
    }

    fn late(events: impl IntoIterator<Item = Event>) -> (Vec<Event>, Option<Background>) {
        let mut late = Late::default();
        let (mut keys, mut answer) = (Vec::new(), None);
        for event in events {
            match late.pass(event) {
                Passed::Events(events) => keys.extend(events),
                Passed::Answer(background) => answer = Some(background),
            }
        }
        (keys, answer)
    }

    fn alt(c: char) -> Event {
        Event::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::ALT))
    }

    #[test]
    fn a_late_answer_presses_no_key() {
        let answer = || typed("11;rgb:ffff/ffff/ffff");
        let events = typed("j").into_iter().chain([alt(']')]).chain(answer()).chain([alt('\\')]).chain(typed("k"));
        assert_eq!(late(events), (typed("jk"), Some(Background::Light)));
        // Cut in two by the link, right after its first byte.
        let escape = Event::Key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE));
        let bel = Event::Key(KeyEvent::new(KeyCode::Char('g'), KeyModifiers::CONTROL));
        let events = [escape.clone()].into_iter().chain(typed("]")).chain(answer()).chain([bel]);
        assert_eq!(late(events), (vec![escape], Some(Background::Light)));
    }

    #[test]
    fn keys_that_only_begin_like_an_answer_are_given_back() {
        let events = || [alt(']')].into_iter().chain(typed("11;q")).collect::<Vec<_>>();
        assert_eq!(late(events()), (events(), None));
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = sift(&bytes);
        }

        #[test]
        fn no_key_is_lost_or_made_up(text in "[\\]1;rgb:/0-9a-f]{0,60}") {
            let events = typed(&text);
            prop_assert_eq!(late(events.clone()).0, events);
        }
    }
}
