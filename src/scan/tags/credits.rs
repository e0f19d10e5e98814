//! Who made it: artists split only at several values and at "feat.".
//!
//! `&`, `,` and `/` part nothing: Simon & Garfunkel, Tyler, The Creator and AC/DC are one each.

use crate::domain::fold::search_form;

/// A credit, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credit {
    /// As the tag has it; several values are joined.
    pub line: Option<String>,
    pub artists: Vec<String>,
    pub featured: Vec<String>,
}

/// `values` of the artist tag, `each` artist where a tag lists them one by one, and the title,
/// which may feature others.
pub fn read(values: Vec<String>, each: Vec<String>, title: Option<&str>) -> Credit {
    let mut credit = Credit { line: joined(&values).or_else(|| joined(&each)), ..Credit::default() };
    let mut guests = Vec::new();
    for value in &values {
        let (main, featured) = split_featured(value);
        push_new(&mut credit.artists, main);
        guests.extend(featured.map(str::to_owned));
    }
    if !each.is_empty() {
        // The list knows the names better than the line, which only says who is a guest.
        let in_words = |text: &str| format!(" {} ", search_form(text));
        let (main_words, guest_words) = (in_words(&credit.artists.join(" ")), in_words(&guests.join(" ")));
        let is_guest = |name: &str| {
            let name = in_words(name);
            !main_words.contains(&name) && guest_words.contains(&name)
        };
        let (listed_guests, main): (Vec<_>, Vec<_>) = each.into_iter().partition(|name| is_guest(name));
        if !main.is_empty() {
            credit.artists = main;
            if !listed_guests.is_empty() {
                guests = listed_guests;
            }
        }
    }
    if let Some((_, Some(featured))) = title.map(split_featured) {
        guests.push(featured.to_owned());
    }
    for guest in &guests {
        if !credit.artists.contains(guest) {
            push_new(&mut credit.featured, guest);
        }
    }
    credit
}

fn joined(values: &[String]) -> Option<String> {
    (!values.is_empty()).then(|| values.join(", "))
}

fn push_new(names: &mut Vec<String>, name: &str) {
    if !name.is_empty() && !names.iter().any(|known| known == name) {
        names.push(name.to_owned());
    }
}

/// Words that begin a guest's name, between the names or in brackets.
const FEATURING: [&str; 6] = ["feat. ", "feat ", "ft. ", "ft ", "featuring ", "f/ "];

/// What stands before "feat.", and who stands behind it.
fn split_featured(text: &str) -> (&str, Option<&str>) {
    for (at, before) in text.char_indices() {
        if !matches!(before, ' ' | '(' | '[') {
            continue;
        }
        let rest = &text[at + 1..];
        let starts = |word: &&&str| rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        if let Some(word) = FEATURING.iter().find(starts) {
            let main = text[..at].trim_end_matches(['(', '[', ' ', ',']);
            let bracketed = text[..=at].ends_with(['(', '[']);
            let guest = &rest[word.len()..];
            let guest = if bracketed { guest.split([')', ']']).next().unwrap_or(guest) } else { guest };
            let guest = guest.trim();
            if !main.is_empty() && !guest.is_empty() {
                return (main, Some(guest));
            }
        }
    }
    (text.trim(), None)
}

/// "Martha Argerich (piano)" is Martha Argerich.
pub fn without_instrument(performer: &str) -> String {
    match performer.strip_suffix(')').and_then(|text| text.rsplit_once(" (")) {
        Some((name, _)) if !name.is_empty() => name.to_owned(),
        _ => performer.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn only_feat_and_values_part_artists() {
        for (values, artists, featured) in [
            (&["Simon & Garfunkel"][..], &["Simon & Garfunkel"][..], &[][..]),
            (&["AC/DC"], &["AC/DC"], &[]),
            (&["Tyler, The Creator"], &["Tyler, The Creator"], &[]),
            (&["A feat. B"], &["A"], &["B"]),
            (&["A ft. B & C"], &["A"], &["B & C"]),
            (&["A (Featuring B)"], &["A"], &["B"]),
            (&["A", "B"], &["A", "B"], &[]),
            (&["A", "B feat. C"], &["A", "B"], &["C"]),
            (&["Daft Punk"], &["Daft Punk"], &[]),
            (&["Little Feat"], &["Little Feat"], &[]),
            (&["Kraft Work"], &["Kraft Work"], &[]),
        ] {
            let credit = read(names(values), vec![], None);
            assert_eq!(credit.artists, artists, "{values:?}");
            assert_eq!(credit.featured, featured, "{values:?}");
        }
    }

    #[test]
    fn a_list_of_artists_names_them_and_the_line_says_who_is_a_guest() {
        let credit = read(names(&["A & B feat. C & D"]), names(&["A", "B", "C", "D"]), None);
        assert_eq!(credit.line.as_deref(), Some("A & B feat. C & D"));
        assert_eq!(credit.artists, ["A", "B"]);
        assert_eq!(credit.featured, ["C", "D"]);
    }

    #[test]
    fn a_title_may_feature() {
        let credit = read(names(&["A"]), vec![], Some("Song (feat. B) [Live]"));
        assert_eq!(credit.featured, ["B"]);
        assert_eq!(read(names(&["A"]), vec![], Some("Six feet under")).featured, names(&[]));
    }

    #[test]
    fn instruments_are_not_names() {
        assert_eq!(without_instrument("Martha Argerich (piano)"), "Martha Argerich");
        assert_eq!(without_instrument("(piano)"), "(piano)");
    }
}
