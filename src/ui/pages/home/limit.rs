//! What the listener lays on a section: it stays generated, within these bounds.

use super::super::super::page::Effect;
use super::super::super::widgets::choice::{Choice, ChoicePanel};
use super::super::super::widgets::name::NamePanel;
use crate::domain::limit::{Limit, with, words};
use crate::domain::section::Section;
use crate::domain::track::Kind;
use crate::player::protocol::{Command, Weight};

/// Each line says beforehand what it will do. `artist` is the one of the line it was asked on.
pub fn panel(section: &Section, artist: &str) -> ChoicePanel {
    let lay = |limit: Limit| vec![send(section, with(&section.limits, limit))];
    let mut choices = vec![
        asking(section, 'g', "only one genre …", "what has that genre", "Only this genre", "", |said| {
            Some(Limit::Genre(said.to_owned()))
        }),
        asking(
            section,
            'y',
            "only some years …",
            "by the year of the album",
            "Only these years",
            "1955-1970",
            Limit::years,
        ),
        asking(
            section,
            't',
            "only short tracks …",
            "no longer than so many minutes",
            "Up to so many minutes",
            "5",
            |said| said.parse().ok().filter(|minutes| *minutes > 0).map(Limit::Minutes),
        ),
        Choice::new('n', "only what I never heard", "nothing with a listen", lay(Limit::NeverHeard)),
        Choice::new('h', "only what I know", "nothing without a listen", lay(Limit::Heard)),
        Choice::new('f', "only what I like", "what you liked by hand", lay(Limit::Liked)),
        asking(
            section,
            'a',
            "without one artist …",
            "nothing by them, nor with them",
            "Without this artist",
            artist,
            |said| Some(Limit::NotArtist { id: None, name: said.to_owned() }),
        ),
        Choice::new(
            'k',
            "only one kind …",
            "music, spoken word or sounds",
            vec![Effect::Panel(Box::new(kinds(section)))],
        ),
    ];
    if !section.limits.is_empty() {
        let taken_off = format!("without “{}”", words(&section.limits));
        choices.push(Choice::new('d', "take the limits off", taken_off, vec![send(section, Vec::new())]));
    }
    ChoicePanel::new(format!("Limit “{}”: it goes on by ear, within this", section.title), choices)
}

fn kinds(section: &Section) -> ChoicePanel {
    let line = |key, words, note, kind| {
        Choice::new(key, words, note, vec![send(section, with(&section.limits, Limit::Kind(kind)))])
    };
    ChoicePanel::new(
        format!("Only one kind in “{}”", section.title),
        vec![
            line('m', "only music", "what home is for, but for what you go on with", Kind::Music),
            line('s', "only spoken word", "books, talks, plays", Kind::Spoken),
            line('o', "only sounds", "rain, noise, field recordings", Kind::Sound),
        ],
    )
}

fn send(section: &Section, limits: Vec<Limit>) -> Effect {
    Effect::Send(Command::LimitSection { section: section.id.clone(), title: section.title.clone(), limits })
}

/// A line that asks for words, and makes a limit of them.
fn asking(
    section: &Section,
    key: char,
    says: &str,
    note: &str,
    title: &str,
    proposed: &str,
    limit: impl Fn(&str) -> Option<Limit> + 'static,
) -> Choice {
    let example = proposed.to_owned();
    let (id, called, standing) = (section.id.clone(), section.title.clone(), section.limits.clone());
    let asked = NamePanel::new(title, proposed, move |said, _| match limit(said) {
        Some(limit) => {
            let limits = with(&standing, limit);
            vec![Effect::Send(Command::LimitSection { section: id.clone(), title: called.clone(), limits })]
        }
        None => vec![Effect::Tell(Weight::Warning, format!("“{said}” is none, {example} is; nothing was changed"))],
    });
    Choice::new(key, says, note, vec![Effect::Panel(Box::new(asked))])
}
