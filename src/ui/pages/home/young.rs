//! What the listener can do for a home that has heard little: name artists they love, take over
//! what other players wrote into their files. Neither is done unasked.

use ratatui::layout::Rect;

use super::super::super::canvas::{Canvas, after};
use super::super::super::keymap::Action;
use super::super::super::page::{Effect, Outcome, Slot, View};
use super::super::super::theme::Role;
use super::super::super::widgets::offers;
use super::super::super::width::width;
use super::love::{LovePanel, line, most_owned};
use super::rows::Hand;
use super::told::Told;
use crate::domain::browse::ArtistRow;
use crate::domain::settings::Arranges;
use crate::domain::welcome::{Offer, Offers};
use crate::player::protocol::{Answer, Question};

const ARTISTS: Slot = "artists";
const OFFERS: Slot = "offers";
/// From so many listens on, home goes by what was heard.
const YOUNG: u64 = 20;

#[derive(Default)]
pub struct Young {
    asked: bool,
    artists: Vec<ArtistRow>,
    offers: Offers,
}

impl Young {
    pub fn stale(&mut self) {
        self.asked = false;
    }

    /// Asks for what it proposes, while home is young and there is music to choose from.
    pub fn ask(&mut self, view: &View<'_>) -> Vec<Effect> {
        if !is_young(view) || std::mem::replace(&mut self.asked, true) {
            return Vec::new();
        }
        vec![
            Effect::Ask { slot: ARTISTS, question: Question::Artists },
            Effect::Ask { slot: OFFERS, question: Question::Offers },
        ]
    }

    pub fn arrive(&mut self, answer: Answer) {
        match answer {
            Answer::Artists { rows } => self.artists = most_owned(rows),
            Answer::Offers(offers) => self.offers = offers,
            _ => {}
        }
    }

    /// What is proposed now.
    #[must_use]
    pub fn hands(&self, view: &View<'_>, told: &Told) -> Vec<Hand> {
        let mut hands = Vec::new();
        if is_young(view) && !self.artists.is_empty() && view.snapshot.settings.arranges() != Arranges::Hand {
            hands.push(Hand::Love);
        }
        for offer in [Offer::Playlists, Offer::Tags] {
            let on_offer = offers::what(offer, &self.offers).is_some();
            if is_young(view) && on_offer && !told.knows(offers::declined(offer)) {
                hands.push(Hand::Take(offer));
            }
        }
        hands
    }

    pub fn handle(&self, action: Action, hand: Hand) -> Outcome {
        match action {
            Action::Enter | Action::Open => match hand {
                Hand::Love => Outcome::effect(Effect::Panel(Box::new(LovePanel::new(self.artists.clone())))),
                Hand::Take(offer) => Outcome::effect(Effect::Panel(Box::new(offers::panel_of(offer, &self.offers)))),
                Hand::Propose => Outcome::Ignored,
            },
            _ => Outcome::Ignored,
        }
    }

    pub fn draw(&self, view: &View<'_>, hand: Hand, place: Rect, focused: bool, canvas: &mut Canvas<'_>) {
        if focused {
            canvas.focus(place);
        }
        let place = after(Rect { width: place.width.saturating_sub(1), ..place }, 1);
        let words = match hand {
            Hand::Love => line(&self.artists, usize::from(place.width)),
            Hand::Propose => String::new(),
            Hand::Take(offer) => {
                let offered = offers::what(offer, &self.offers).unwrap_or_default();
                format!("{offered} · {} says what is taken …", view.key(Action::Enter))
            }
        };
        canvas.put(place, &words, Role::Text.strong_if(focused));
    }
}

fn is_young(view: &View<'_>) -> bool {
    view.snapshot.library.listens < YOUNG && view.snapshot.library.tracks > 0 && !view.snapshot.demo
}

pub const fn promise(hand: Hand) -> &'static str {
    match hand {
        Hand::Love => "{play} opens the artists you own most of",
        Hand::Take(_) => "{play} says what would be taken",
        Hand::Propose => "",
    }
}

pub fn draw_title(hand: Hand, place: Rect, canvas: &mut Canvas<'_>) {
    let place = after(Rect { width: place.width.saturating_sub(1), ..place }, 1);
    let (title, short) = match hand {
        Hand::Love => ("Pick five artists you love, and home starts warm", "Artists you love"),
        Hand::Propose => return,
        Hand::Take(Offer::Tags) => ("Found in your files", "Found in your files"),
        Hand::Take(Offer::Playlists) => ("Playlists found in your folders", "Found in your folders"),
    };
    // The longest pair that leaves a gap.
    let pairs = [(title, "+ by hand, optional"), (short, "+ by hand, optional"), (short, "+ by hand"), (short, "+")];
    let fits = |(title, made): &&(&str, &str)| width(title) + made.len() + 2 <= usize::from(place.width);
    let (title, made) = pairs.iter().find(fits).copied().unwrap_or((short, ""));
    let rest = canvas.put_right(place, made, Role::Hand);
    canvas.put(rest, title, Role::Title);
}
