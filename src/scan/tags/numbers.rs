//! Numbers, dates and scales as taggers write them.

/// "3", "03", "3/12", "3 of 12".
pub fn number_and_total(text: &str) -> (Option<u32>, Option<u32>) {
    let mut parts = text.splitn(2, ['/', '|']).flat_map(|part| part.splitn(2, " of "));
    (parts.next().and_then(count), parts.next().and_then(count))
}

/// A whole number above zero; what follows the digits is passed over.
pub fn count(text: &str) -> Option<u32> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text[..end].parse().ok().filter(|&number| number > 0)
}

/// `2008`, `2008-05` or `2008-05-12`, from these and from times and other separators.
pub fn date(text: &str) -> Option<String> {
    let text = text.trim();
    let digits =
        |range: std::ops::Range<usize>| text.get(range).filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    let year = digits(0..4).filter(|&year| year != "0000")?;
    let part = |number: &str, most: u32| number.parse().is_ok_and(|number: u32| (1..=most).contains(&number));
    let (month, day) = match text.as_bytes().get(4) {
        Some(b'-' | b'/' | b'.' | b':') => (digits(5..7), digits(8..10)),
        Some(byte) if byte.is_ascii_digit() => (digits(4..6), digits(6..8)),
        _ => (None, None),
    };
    let month = month.filter(|month| part(month, 12));
    let day = day.filter(|day| part(day, 31));
    Some(match (month, day) {
        (Some(month), Some(day)) => format!("{year}-{month}-{day}"),
        (Some(month), None) => format!("{year}-{month}"),
        (None, _) => year.to_owned(),
    })
}

pub fn is_yes(text: &str) -> bool {
    text == "1" || text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("yes")
}

pub fn bpm(text: &str) -> Option<f32> {
    float(text).filter(|bpm| (1.0..=1000.0).contains(bpm))
}

/// "-7.30 dB".
pub fn decibels(text: &str) -> Option<f32> {
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    float(number).filter(|db| db.abs() <= 64.0)
}

/// Linear, 1.0 is full scale.
pub fn peak(text: &str) -> Option<f32> {
    float(text).filter(|peak| (0.0..=64.0).contains(peak))
}

/// Q7.8 dB towards -23 LUFS (RFC 7845 section 5.2.1), as a gain towards ReplayGain's -18 LUFS.
pub fn r128(text: &str) -> Option<f32> {
    text.trim().parse::<i16>().ok().map(|fixed| f32::from(fixed) / 256.0 + 5.0)
}

/// A decimal point or comma.
fn float(text: &str) -> Option<f32> {
    text.trim().replace(',', ".").parse().ok().filter(|number: &f32| number.is_finite())
}

/// Stars of 0 to 5, from 0 to 1 (FMPS, Quod Libet).
pub fn rating_of_fraction(text: &str) -> Option<f32> {
    float(text).filter(|fraction| (0.0..=1.0).contains(fraction)).map(|fraction| fraction * 5.0)
}

/// Stars from the 0 to 255 of ID3's popularimeter, by the ranges of Windows Media Player and the
/// half stars of MusicBee. 0 is unrated.
pub fn rating_of_byte(text: &str) -> Option<f32> {
    Some(match text.trim().parse::<u8>().ok()? {
        0 => return None,
        13 => 0.5,
        54 => 1.5,
        118 => 2.5,
        186 => 3.5,
        242 => 4.5,
        1..=31 => 1.0,
        32..=95 => 2.0,
        96..=159 => 3.0,
        160..=223 => 4.0,
        224..=255 => 5.0,
    })
}

/// Stars from a value whose scale nobody names: up to 5 stars, up to 10 halves, up to 100 percent.
pub fn rating(text: &str) -> Option<f32> {
    let number = float(text)?;
    Some(match number {
        ..=0.0 => return None,
        // Whole numbers up to five are stars; a part of one is a fraction of all.
        n if n < 1.0 => n * 5.0,
        n if n <= 5.0 => n,
        n if n <= 10.0 => n / 2.0,
        n if n <= 100.0 => n / 20.0,
        n if n <= 255.0 => return rating_of_byte(&format!("{n:.0}")),
        _ => return None,
    })
}

/// A MusicBrainz id, in lower case.
pub fn mbid(text: &str) -> Option<String> {
    uuid::Uuid::try_parse(text.trim()).ok().filter(|id| !id.is_nil()).map(|id| id.hyphenated().to_string())
}

/// Ids that stand in one value, parted by what taggers use.
pub fn mbids(text: &str) -> Vec<String> {
    text.split(['/', ';', ',', ' ']).filter_map(mbid).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_and_totals() {
        assert_eq!(number_and_total("03/12"), (Some(3), Some(12)));
        assert_eq!(number_and_total("3 of 12"), (Some(3), Some(12)));
        assert_eq!(number_and_total("7"), (Some(7), None));
        assert_eq!(number_and_total("0/0"), (None, None));
        assert_eq!(number_and_total("A1"), (None, None));
    }

    #[test]
    fn dates() {
        for (text, expected) in [
            ("2008", Some("2008")),
            ("2008-05", Some("2008-05")),
            ("2008-05-12T07:00:00Z", Some("2008-05-12")),
            ("2008/05/12", Some("2008-05-12")),
            ("20080512", Some("2008-05-12")),
            ("2008-00-00", Some("2008")),
            ("0000", None),
            ("May 2008", None),
        ] {
            assert_eq!(date(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn gains() {
        assert_eq!(decibels("-7.30 dB"), Some(-7.3));
        assert_eq!(decibels("+2,5dB"), Some(2.5));
        assert_eq!(decibels("nan dB"), None);
        assert_eq!(decibels("900 dB"), None);
        assert_eq!(r128("-1280"), Some(0.0));
        assert_eq!(r128("256"), Some(6.0));
        assert_eq!(peak("0.98"), Some(0.98));
    }

    #[test]
    fn ratings() {
        assert_eq!(rating_of_fraction("0.8"), Some(4.0));
        assert_eq!(rating_of_byte("196"), Some(4.0));
        assert_eq!(rating_of_byte("0"), None);
        for (text, stars) in
            [("5", 5.0), ("3.5", 3.5), ("8", 4.0), ("80", 4.0), ("100", 5.0), ("0.6", 3.0), ("255", 5.0)]
        {
            assert_eq!(rating(text), Some(stars), "{text}");
        }
        assert_eq!(rating("0"), None);
    }

    proptest! {
        #[test]
        fn nothing_panics_and_ratings_stay_in_range(text in "\\PC{0,12}|[0-9.,/-]{0,12}") {
            let _ = (number_and_total(&text), date(&text), decibels(&text), r128(&text), mbids(&text));
            for stars in [rating(&text), rating_of_byte(&text), rating_of_fraction(&text)].into_iter().flatten() {
                prop_assert!((0.0..=5.0).contains(&stars));
            }
        }
    }
}
