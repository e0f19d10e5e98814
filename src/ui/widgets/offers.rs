//! What lies in the listener's files and could be taken over, each with what taking it does.

use super::super::page::{Effect, Panel};
use super::asked::AskedPanel;
use super::choice::{Choice, ChoicePanel};
use crate::domain::human;
use crate::domain::welcome::{Offer, Offers};
use crate::player::protocol::{Answer, Command, Question};

/// What is told when an offer is declined, and not proposed again.
#[must_use]
pub const fn declined(offer: Offer) -> &'static str {
    match offer {
        Offer::Tags => "offer:tags",
        Offer::Playlists => "offer:playlists",
    }
}

/// `3,204 tracks carry ratings and play counts`, `4 playlists, 212 lines, 198 found`; nothing
/// where there is nothing to take.
#[must_use]
pub fn what(offer: Offer, offers: &Offers) -> Option<String> {
    match offer {
        Offer::Tags if offers.tagged > 0 => {
            let what = match (offers.rated, offers.counted) {
                (0, _) => "play counts",
                (_, 0) => "ratings",
                _ => "ratings and play counts",
            };
            let verb = if offers.tagged == 1 { "carries" } else { "carry" };
            Some(format!("{} {verb} {what}", human::count(offers.tagged, "track", "tracks")))
        }
        Offer::Playlists if offers.lists > 0 => Some(format!(
            "{}, {}, {} found",
            human::count(offers.lists, "playlist", "playlists"),
            human::count(offers.list_lines, "line", "lines"),
            human::thousands(offers.list_tracks.into()),
        )),
        Offer::Tags | Offer::Playlists => None,
    }
}

/// One offer, to be taken or left.
#[must_use]
pub fn panel_of(offer: Offer, offers: &Offers) -> ChoicePanel {
    let from = match offer {
        Offer::Tags => "from other players",
        Offer::Playlists => "in your folders",
    };
    let leave = vec![Effect::Send(Command::Told { what: declined(offer).into() })];
    let left = "they stay in the files; not asked again, :offers names them";
    ChoicePanel::new(
        format!("{} {from}", what(offer, offers).unwrap_or_default()),
        vec![take(offer, offers, None), Choice::new('n', "leave them", left, leave)],
    )
}

/// All that is on offer, whatever was declined before.
#[must_use]
pub fn panel() -> impl Panel + 'static {
    AskedPanel::new("What lies in your files", Question::Offers, |answer, _| match answer {
        Answer::Offers(offers) => all(&offers),
        _ => Ok(Vec::new()),
    })
}

fn all(offers: &Offers) -> Result<Vec<Choice>, String> {
    let there = [Offer::Playlists, Offer::Tags].into_iter().filter_map(|offer| Some((offer, what(offer, offers)?)));
    let mut choices: Vec<Choice> = there.map(|(offer, what)| take(offer, offers, Some(what))).collect();
    if choices.is_empty() {
        return Err(
            "Nothing lies in your files that is not taken over: no playlists, no ratings, no play counts".into()
        );
    }
    choices.push(Choice::new('n', "leave them", "they stay in the files", Vec::new()));
    Ok(choices)
}

/// `what` stands in the line where nothing above it says what there is.
fn take(offer: Offer, offers: &Offers, what: Option<String>) -> Choice {
    let (key, words, does) = match (offer, what) {
        (Offer::Tags, _) => (
            't',
            "take ratings",
            format!(
                "{} and {}, beside your listens",
                human::count(offers.rated, "rating", "ratings"),
                human::count(offers.counted, "play count", "play counts"),
            ),
        ),
        (Offer::Playlists, Some(what)) => ('l', "take playlists", format!("{what}, named after their files")),
        (Offer::Playlists, None) => {
            ('l', "take them", "each is named after its file; the files stay, and all can be undone".to_owned())
        }
    };
    Choice::new(key, words, does, vec![Effect::Send(Command::Accept { offer })])
}

#[cfg(test)]
mod tests {
    use super::super::super::app::tests::Driven;
    use super::super::super::fixture;
    use super::*;

    #[test]
    fn offers_are_named_by_what_they_hold() {
        let offers = Offers { lists: 1, list_lines: 12, list_tracks: 9, ..Offers::default() };
        assert_eq!(what(Offer::Playlists, &offers).unwrap(), "1 playlist, 12 lines, 9 found");
        assert_eq!(what(Offer::Tags, &offers), None);
        assert!(all(&Offers::default()).is_err(), "nothing to take is said");
    }

    #[test]
    fn by_name_they_are_reached_from_any_page_and_nothing_is_taken_by_looking() {
        for (width, height) in [(80, 24), (40, 12), (200, 60)] {
            let mut driven = Driven::new(fixture::evening(), width, height);
            driven.keys("6:offers<enter>");
            insta::assert_snapshot!(format!("offers_{width}x{height}"), driven.screen());
            driven.keys("n");
            assert!(driven.sent.is_empty(), "{:?}", driven.sent);
            driven.keys(":offers<enter>l");
            assert_eq!(driven.last(), &Command::Accept { offer: Offer::Playlists });
        }
    }
}
