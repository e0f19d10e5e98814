//! The words of a track, with the times at which they are sung where somebody wrote them down.

use serde::{Deserialize, Serialize};

use super::text;

/// Lines that are kept of one text; a book in a tag is not lyrics.
const LINES: usize = 5_000;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lyrics {
    /// In the order they are sung.
    pub lines: Vec<LyricLine>,
    /// Whether every line that has words also has a time.
    pub timed: bool,
    /// "its tags", "Moanin'.lrc".
    pub from: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LyricLine {
    /// Milliseconds into the track.
    pub at_ms: Option<i64>,
    pub words: String,
}

impl Lyrics {
    /// Reads plain text or LRC: `[mm:ss.xx]` before a line, several of them where it returns,
    /// `[offset:±ms]` for all, other `[name:value]` lines left out, `<mm:ss.xx>` between words
    /// dropped. None when no words are left.
    #[must_use]
    pub fn parse(body: &str, from: &str) -> Option<Self> {
        let mut lines = Vec::new();
        let mut offset_ms = 0;
        for raw in body.lines().take(LINES) {
            let (times, rest) = times(raw);
            if times.is_empty() {
                if let Some((name, value)) = header(raw) {
                    if name.eq_ignore_ascii_case("offset") {
                        offset_ms = value.trim().parse().unwrap_or(0);
                    }
                    continue;
                }
                lines.push(LyricLine { at_ms: None, words: text::clean(rest) });
                continue;
            }
            let words = text::clean(&without_word_times(rest));
            lines.extend(times.into_iter().map(|at| LyricLine { at_ms: Some(at), words: words.clone() }));
        }
        let timed = lines.iter().any(|line| line.at_ms.is_some());
        if timed {
            // Words without a time cannot be placed among those that have one.
            lines.retain(|line| line.at_ms.is_some());
            for line in &mut lines {
                // A positive offset shows the words sooner.
                line.at_ms = line.at_ms.map(|at| at.saturating_sub(offset_ms).max(0));
            }
            lines.sort_by_key(|line| line.at_ms);
        }
        while lines.last().is_some_and(|line| line.words.is_empty()) {
            lines.pop();
        }
        let blank = lines.iter().take_while(|line| line.words.is_empty() && line.at_ms.is_none()).count();
        lines.drain(..blank);
        (!lines.is_empty()).then(|| Self { lines, timed, from: from.to_owned() })
    }

    /// The line that is sung at this position; none before the first, or without times.
    #[must_use]
    pub fn line_at(&self, position_ms: i64) -> Option<usize> {
        if !self.timed {
            return None;
        }
        self.lines.partition_point(|line| line.at_ms.is_some_and(|at| at <= position_ms)).checked_sub(1)
    }

    /// When the line behind this position begins.
    #[must_use]
    pub fn next_after(&self, position_ms: i64) -> Option<i64> {
        self.lines.iter().filter_map(|line| line.at_ms).find(|at| *at > position_ms)
    }
}

/// The times before a line, and the rest of it.
fn times(line: &str) -> (Vec<i64>, &str) {
    let mut rest = line.trim_start_matches('\u{feff}').trim_start();
    let mut times = Vec::new();
    while let Some((stamp, after)) = rest.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        let Some(at) = stamp_ms(stamp) else { break };
        times.push(at);
        rest = after.trim_start();
    }
    (times, rest)
}

/// `mm:ss`, `mm:ss.x`, `mm:ss.xx`, `mm:ss.xxx`, `mm:ss:xx`.
fn stamp_ms(stamp: &str) -> Option<i64> {
    let (minutes, rest) = stamp.trim().split_once(':')?;
    let (seconds, part) = rest.split_once(['.', ':']).unwrap_or((rest, ""));
    let number = |digits: &str, most: usize| {
        let plain = !digits.is_empty() && digits.len() <= most && digits.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| digits.parse::<i64>().ok()).flatten()
    };
    let part_ms = match part.len() {
        0 => 0,
        len @ 1..=3 => number(part, 3)? * [100, 10, 1].get(len - 1)?,
        _ => return None,
    };
    Some((number(minutes, 4)? * 60 + number(seconds, 2)?) * 1000 + part_ms)
}

/// `[ar:Art Blakey]`: letters, a colon, and nothing behind the bracket.
fn header(line: &str) -> Option<(&str, &str)> {
    let inner = line.trim_start_matches('\u{feff}').trim().strip_prefix('[')?.strip_suffix(']')?;
    let (name, value) = inner.split_once(':')?;
    (!name.is_empty() && name.chars().all(|c| c.is_ascii_alphabetic() || c == '#')).then_some((name, value))
}

fn without_word_times(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        match after.split_once('>') {
            Some((stamp, behind)) if stamp_ms(stamp).is_some() => rest = behind,
            _ => {
                out.push('<');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn timed_words_are_sorted_and_found_by_position() {
        let body = "\u{feff}[ar:Bobby Hebb]\r\n[offset:+500]\r\n[00:12.00]Sunny\r\n[00:20.5][01:10]<00:20.6>You <00:21>smiled\r\nno time\r\n";
        let lyrics = Lyrics::parse(body, "Sunny.lrc").unwrap();
        let lines: Vec<_> = lyrics.lines.iter().map(|line| (line.at_ms.unwrap(), line.words.as_str())).collect();
        assert_eq!(lines, [(11_500, "Sunny"), (20_000, "You smiled"), (69_500, "You smiled")]);
        assert_eq!((lyrics.line_at(11_499), lyrics.line_at(11_500), lyrics.line_at(99_999)), (None, Some(0), Some(2)));
        assert_eq!((lyrics.next_after(0), lyrics.next_after(69_500)), (Some(11_500), None));
    }

    #[test]
    fn plain_words_keep_their_order_and_blank_lines() {
        let lyrics = Lyrics::parse("\n\nSunny\n\n[chorus] you < me >\n\n", "its tags").unwrap();
        let lines: Vec<_> = lyrics.lines.iter().map(|line| line.words.as_str()).collect();
        assert_eq!((lines, lyrics.timed), (vec!["Sunny", "", "[chorus] you < me >"], false));
        assert_eq!(lyrics.line_at(5_000), None);
        assert_eq!(Lyrics::parse("[ti:x]\n \n", "its tags"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_survived(body in "(\\PC|[\\[\\]<>:.0-9\n\r]){0,200}", at in any::<i64>()) {
            if let Some(lyrics) = Lyrics::parse(&body, "x") {
                prop_assert!(!lyrics.lines.is_empty());
                let found = lyrics.line_at(at);
                prop_assert!(found.is_none_or(|line| line < lyrics.lines.len()));
                prop_assert!(lyrics.lines.is_sorted_by_key(|line| line.at_ms));
            }
        }
    }
}
