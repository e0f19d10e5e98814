//! Titles of one list that begin alike are told apart by what comes after:
//! "Symphony No. 9 in D minor, Op. 125: I. Allegro" becomes "… I. Allegro".

use std::borrow::Cow;
use std::ops::Range;

use super::super::width::width;

/// Rows beyond the window that are looked at too, so that scrolling does not change a line.
const AROUND: usize = 12;
/// A beginning that takes more than this part of the column is worth leaving out.
const WORTH: usize = 3;

/// What neighbouring titles of a list have in common at their beginning. Each list asks once,
/// with the titles it shows, and then for each line.
#[derive(Clone, Debug, Default)]
pub struct Elided {
    /// The first row that was looked at.
    first: usize,
    /// Bytes to leave out of each title; none for most.
    cuts: Vec<usize>,
}

impl Elided {
    /// Looks at the rows of a long list that are in sight. Rows without a title are headings.
    #[must_use]
    pub fn around<'t>(window: &Range<usize>, cells: u16, title: impl Fn(usize) -> Option<&'t str>) -> Self {
        let first = window.start.saturating_sub(AROUND);
        let titles = (first..window.end.saturating_add(AROUND)).map(|row| title(row).unwrap_or_default());
        Self { first, ..Self::of(titles, usize::from(cells)) }
    }

    /// Looks at the titles in the order of their list, for a column of so many cells.
    #[must_use]
    pub fn of<'t>(titles: impl IntoIterator<Item = &'t str>, cells: usize) -> Self {
        let titles: Vec<&str> = titles.into_iter().collect();
        let mut cuts = vec![0; titles.len()];
        // Works stand together: a title shares with its neighbours or with nobody.
        let shared: Vec<usize> = titles
            .windows(2)
            .map(|pair| Some(shared_beginning(pair[0], pair[1])).filter(|at| width(&pair[0][..*at]) * WORTH > cells))
            .map(Option::unwrap_or_default)
            .collect();
        let mut first = 0;
        while first < titles.len() {
            let last = first + run(shared.get(first..).unwrap_or_default());
            // What a run of neighbours shares is left out of all of them, so that it stays one thing.
            let cut = shared.get(first..last).unwrap_or_default().iter().min().copied().unwrap_or(0);
            let run = titles.get(first..=last).unwrap_or_default();
            if run.iter().any(|title| run.first() != Some(title)) {
                // Where there is room the first one says for all what they share.
                let whole = run.first().filter(|title| width(title) <= cells);
                let whole = run.iter().take_while(|title| Some(*title) == whole).count();
                cuts.iter_mut().skip(first).take(run.len()).skip(whole).for_each(|slot| *slot = cut);
            }
            first = last + 1;
        }
        // Two works may have a movement of one name: where they meet, the beginning tells them apart.
        for place in 1..titles.len() {
            let rest = |place: usize| titles.get(place).and_then(|title| title.get(*cuts.get(place)?..));
            if rest(place - 1) == rest(place) && titles.get(place - 1) != titles.get(place) {
                cuts.iter_mut().skip(place).take(1).for_each(|slot| *slot = 0);
            }
        }
        Self { first: 0, cuts }
    }

    /// The title of a line as it is shown: from where it differs on, behind an ellipsis.
    #[must_use]
    pub fn show<'t>(&self, row: usize, title: &'t str, ellipsis: &str) -> Cow<'t, str> {
        let cut = row.checked_sub(self.first).and_then(|place| self.cuts.get(place)).copied().unwrap_or(0);
        match title.get(cut..).filter(|rest| cut > 0 && !rest.is_empty()) {
            Some(rest) => Cow::Owned(format!("{ellipsis} {rest}")),
            None => Cow::Borrowed(title),
        }
    }
}

/// How many titles follow the first one in its run, by what each shares with the next. A run
/// ends where less is shared than before: "Symphony No. 5: I", "Symphony No. 5: II" share more
/// than the Fifth does with the Seventh.
fn run(shared: &[usize]) -> usize {
    let Some(most) = shared.first().copied().filter(|most| *most > 0) else { return 0 };
    let next = shared.get(1).copied().unwrap_or(0);
    // What comes next belongs closer together: the first title stands for itself.
    if next > most { 0 } else { shared.iter().take_while(|at| **at >= most).count() }
}

/// Bytes that two titles share at their beginning, up to where a new part begins: behind a
/// colon, a dash, a comma, a bracket or a blank. "Op. 12" and "Op. 125" do not share "Op. 12".
fn shared_beginning(a: &str, b: &str) -> usize {
    let same = a.char_indices().zip(b.chars()).take_while(|((_, x), y)| x == y);
    let alike = same.last().map_or(0, |((at, c), _)| at + c.len_utf8());
    let shared = a.get(..alike).unwrap_or_default();
    // The mark of a new part says best where to cut; a blank will do.
    let parts = [": ", " - ", " – ", " — ", "; ", " / "];
    let part = parts.iter().filter_map(|mark| shared.rfind(mark).map(|at| at + mark.len())).max();
    let word = shared.rfind(' ').map_or(0, |at| at + 1);
    part.unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NINTH: [&str; 4] = [
        "Symphony No. 9 in D minor, Op. 125: I. Allegro ma non troppo",
        "Symphony No. 9 in D minor, Op. 125: II. Molto vivace",
        "Symphony No. 9 in D minor, Op. 125: III. Adagio molto",
        "Symphony No. 9 in D minor, Op. 125: IV. Presto",
    ];

    fn shown(titles: &[&str], cells: usize) -> Vec<String> {
        let elided = Elided::of(titles.iter().copied(), cells);
        titles.iter().enumerate().map(|(place, title)| elided.show(place, title, "…").into_owned()).collect()
    }

    #[test]
    fn movements_are_told_apart() {
        let said = ["… I. Allegro ma non troppo", "… II. Molto vivace", "… III. Adagio molto", "… IV. Presto"];
        assert_eq!(shown(&NINTH, 30), said);
        assert_eq!(shown(&NINTH, 300), NINTH, "where there is room, nothing is left out");
        assert_eq!(shown(&NINTH[..1], 30), NINTH[..1], "one alone shares with nobody");
    }

    #[test]
    fn words_and_numbers_stay_whole() {
        let titles = ["Concerto for Orchestra Op. 12 Allegro", "Concerto for Orchestra Op. 125 Adagio"];
        assert_eq!(shown(&titles, 24), ["… 12 Allegro", "… 125 Adagio"]);
        assert_eq!(shown(&["Blue Train", "Blue Trane"], 24), ["Blue Train", "Blue Trane"]);
        assert_eq!(shown(&["The same long title", "The same long title"], 24), ["The same long title"; 2]);
    }

    #[test]
    fn a_title_that_is_only_the_beginning_is_kept() {
        let titles = ["Requiem in D minor, K. 626: ", "Requiem in D minor, K. 626: Kyrie"];
        assert_eq!(shown(&titles, 20), ["Requiem in D minor, K. 626: ", "… Kyrie"]);
    }

    #[test]
    fn works_in_one_list_have_their_own_beginnings() {
        let titles = [
            "String Quartet No. 1 in F: I. Allegro",
            "String Quartet No. 1 in F: II. Adagio",
            "Piano Sonata No. 8 in C minor: I. Grave",
            "Piano Sonata No. 8 in C minor: II. Adagio",
        ];
        assert_eq!(shown(&titles, 24), ["… I. Allegro", "… II. Adagio", "… I. Grave", "… II. Adagio"]);
    }

    #[test]
    fn the_first_one_says_what_all_share_where_it_has_room() {
        let said = [NINTH[0], "… II. Molto vivace", "… III. Adagio molto", "… IV. Presto"];
        assert_eq!(shown(&NINTH, 60), said);
    }

    #[test]
    fn two_works_of_one_kind_are_two_runs() {
        let titles = [
            "Cello Suite No. 1 in G major, BWV 1007: V. Menuets I & II",
            "Cello Suite No. 1 in G major, BWV 1007: VI. Gigue",
            "Cello Suite No. 2 in D minor, BWV 1008: I. Prélude",
            "Cello Suite No. 2 in D minor, BWV 1008: II. Allemande",
            "Cello Suite No. 3 in C major, BWV 1009: I. Prélude",
        ];
        let said = ["… V. Menuets I & II", "… VI. Gigue", "… I. Prélude", "… II. Allemande", titles[4]];
        assert_eq!(shown(&titles, 24), said);
    }

    proptest! {
        #[test]
        fn every_line_ends_as_its_title_ends_and_different_titles_stay_different(
            beginning in "[A-Za-zé ]{0,30}",
            ends in prop::collection::vec("[a-zé: ]{0,8}", 0..6),
            cells in 0usize..60,
        ) {
            let titles: Vec<String> = ends.iter().map(|end| format!("{beginning}{end}")).collect();
            let words: Vec<&str> = titles.iter().map(String::as_str).collect();
            let shown = shown(&words, cells);
            for (title, shown) in titles.iter().zip(&shown) {
                prop_assert!(shown == title || title.ends_with(shown.trim_start_matches("… ")));
            }
            for (pair, said) in titles.windows(2).zip(shown.windows(2)) {
                prop_assert_eq!(pair[0] == pair[1], said[0] == said[1], "{:?} as {:?}", pair, said);
            }
        }

        #[test]
        fn any_text_is_survived(titles in prop::collection::vec("\\PC{0,40}", 0..6), cells in 0usize..80) {
            let words: Vec<&str> = titles.iter().map(String::as_str).collect();
            prop_assert_eq!(shown(&words, cells).len(), titles.len());
        }
    }
}
