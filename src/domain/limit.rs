//! What the listener lays on a section by ear: it stays generated, within these bounds.

use serde::{Deserialize, Serialize};

use super::fold::search_form;
use super::ids::ArtistId;
use super::time::MINUTE_MS;
use super::track::Kind;

/// One condition that every pick of the section meets.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "only", content = "what", rename_all = "snake_case")]
pub enum Limit {
    Genre(String),
    /// Not by, nor with, this artist.
    NotArtist {
        /// None while only the name was said; the library knows whose it is.
        id: Option<ArtistId>,
        name: String,
    },
    /// Both ends are in it; an open end is none.
    Years {
        from: Option<i32>,
        to: Option<i32>,
    },
    NeverHeard,
    Heard,
    Liked,
    /// Tracks no longer than this.
    Minutes(u32),
    Kind(Kind),
}

/// What of a track a limit looks at.
#[derive(Clone, Debug)]
pub struct Traits<'t> {
    pub genres: Vec<&'t str>,
    pub artists: Vec<ArtistId>,
    pub year: Option<i32>,
    pub listens: u32,
    pub liked: bool,
    pub length_ms: Option<i64>,
    pub kind: Kind,
}

impl Limit {
    /// Years as one writes them: `1969`, `1955-1970`, `1955-`, `-1970`.
    #[must_use]
    pub fn years(said: &str) -> Option<Self> {
        let year = |said: &str| match said.trim() {
            "" => Some(None),
            digits => digits.parse::<i32>().ok().filter(|year| (0..=9999).contains(year)).map(Some),
        };
        let (from, to) = said.split_once(['-', '–']).unwrap_or((said, said));
        let (from, to) = (year(from)?, year(to)?);
        let is_span = (from.is_some() || to.is_some()) && from.zip(to).is_none_or(|(from, to)| from <= to);
        is_span.then_some(Self::Years { from, to })
    }

    /// Whether a track may stand in the section. What is not known of it does not let it in.
    #[must_use]
    pub fn lets_in(&self, track: &Traits<'_>) -> bool {
        match self {
            Self::Genre(wanted) => track.genres.iter().any(|genre| search_form(genre) == search_form(wanted)),
            Self::NotArtist { id, .. } => id.is_none_or(|id| !track.artists.contains(&id)),
            Self::Years { from, to } => {
                track.year.is_some_and(|year| from.is_none_or(|from| year >= from) && to.is_none_or(|to| year <= to))
            }
            Self::NeverHeard => track.listens == 0,
            Self::Heard => track.listens > 0,
            Self::Liked => track.liked,
            Self::Minutes(most) => track.length_ms.is_some_and(|length| length <= i64::from(*most) * MINUTE_MS),
            Self::Kind(kind) => track.kind == *kind,
        }
    }

    /// As the section's head says it: `only Jazz`, `not Nina Simone`, `1955–1970`, `never heard`.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Genre(genre) => format!("only {genre}"),
            Self::NotArtist { name, .. } => format!("not {name}"),
            Self::Years { from: Some(from), to: Some(to) } if from == to => format!("of {from}"),
            Self::Years { from: Some(from), to: Some(to) } => format!("{from}–{to}"),
            Self::Years { from: Some(from), to: None } => format!("since {from}"),
            Self::Years { from: None, to: Some(to) } => format!("up to {to}"),
            Self::Years { from: None, to: None } => "any year".into(),
            Self::NeverHeard => "never heard".into(),
            Self::Heard => "heard before".into(),
            Self::Liked => "liked".into(),
            Self::Minutes(most) => format!("up to {most} min"),
            Self::Kind(Kind::Music) => "only music".into(),
            Self::Kind(Kind::Spoken) => "only spoken word".into(),
            Self::Kind(Kind::Sound) => "only sounds".into(),
        }
    }

    /// Whether both are the same kind of condition, so that the later takes the earlier's place.
    #[must_use]
    pub fn replaces(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::NotArtist { name, .. }, Self::NotArtist { name: other, .. }) => {
                search_form(name) == search_form(other)
            }
            (Self::NeverHeard | Self::Heard, Self::NeverHeard | Self::Heard) => true,
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }
}

/// All words of several limits: `only Jazz, 1955–1970`.
#[must_use]
pub fn words(limits: &[Limit]) -> String {
    limits.iter().map(Limit::words).collect::<Vec<_>>().join(", ")
}

/// The limits with one more; of the same kind only the newest stays.
#[must_use]
pub fn with(limits: &[Limit], new: Limit) -> Vec<Limit> {
    let mut all: Vec<Limit> = limits.iter().filter(|limit| !new.replaces(limit)).cloned().collect();
    all.push(new);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn track() -> Traits<'static> {
        Traits {
            genres: vec!["Ethio-Jazz", "Soul"],
            artists: vec![ArtistId(7)],
            year: Some(1969),
            listens: 3,
            liked: true,
            length_ms: Some(5 * MINUTE_MS),
            kind: Kind::Music,
        }
    }

    #[test]
    fn a_track_is_let_in_by_what_is_known_of_it() {
        let years = |from, to| Limit::Years { from, to };
        let not = |id| Limit::NotArtist { id: Some(ArtistId(id)), name: String::new() };
        let lets = [Limit::Genre("soul".into()), not(8), years(Some(1960), Some(1969)), years(None, Some(1969))];
        for limit in lets.into_iter().chain([Limit::Heard, Limit::Liked, Limit::Minutes(5), Limit::Kind(Kind::Music)]) {
            assert!(limit.lets_in(&track()), "{limit:?}");
        }
        for limit in
            [Limit::Genre("jazz".into()), not(7), years(Some(1970), None), Limit::NeverHeard, Limit::Minutes(4)]
                .into_iter()
                .chain([Limit::Kind(Kind::Spoken), Limit::Kind(Kind::Sound)])
        {
            assert!(!limit.lets_in(&track()), "{limit:?}");
        }
        let unknown = Traits { year: None, length_ms: None, ..track() };
        assert!(!years(None, Some(2000)).lets_in(&unknown) && !Limit::Minutes(90).lets_in(&unknown));
    }

    #[test]
    fn what_older_versions_kept_is_read() {
        let kept = r#"[{"only":"not_artist","what":{"id":7,"name":"Nina Simone"}},{"only":"heard"}]"#;
        let limits: Vec<Limit> = serde_json::from_str(kept).unwrap();
        assert_eq!(words(&limits), "not Nina Simone, heard before");
        assert!(!limits[0].lets_in(&track()));
        assert_eq!(words(&with(&limits, Limit::Kind(Kind::Spoken))), "not Nina Simone, heard before, only spoken word");
    }

    #[test]
    fn years_are_read_as_one_writes_them() {
        let words = |said: &str| Limit::years(said).map(|limit| limit.words());
        assert_eq!(words("1955-1970").as_deref(), Some("1955–1970"));
        assert_eq!(words(" 1969 ").as_deref(), Some("of 1969"));
        assert_eq!((words("1955-").as_deref(), words("-1970").as_deref()), (Some("since 1955"), Some("up to 1970")));
        for wrong in ["", "-", "the fifties", "1970-1955", "70000"] {
            assert_eq!(words(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_newest_of_a_kind_stays() {
        let limits = with(&[Limit::Genre("Jazz".into()), Limit::Heard], Limit::NeverHeard);
        assert_eq!(words(&limits), "only Jazz, never heard");
        assert_eq!(words(&with(&limits, Limit::Genre("Soul".into()))), "never heard, only Soul");
        let years = Limit::Years { from: Some(1955), to: Some(1970) };
        assert_eq!(words(&[years, Limit::Minutes(7)]), "1955–1970, up to 7 min");
    }
}
