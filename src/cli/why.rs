//! `tonearm why TRACK`: where a track stands on home and why, or why it stands nowhere.

use std::io::Write;
use std::sync::Arc;

use anyhow::bail;
use clap::Args;
use serde_json::json;

use super::{Context, Exit, search};
use crate::domain::browse::WhyScore;
use crate::domain::human;
use crate::player::runtime;
use crate::taste;

#[derive(Debug, Args)]
pub struct Why {
    /// A path, or words of its title and artist
    #[arg(required = true)]
    track: Vec<String>,
    /// As one JSON object
    #[arg(long)]
    json: bool,
}

/// The terms of a score, a line each.
fn weights(out: &mut impl Write, score: &WhyScore) -> std::io::Result<()> {
    writeln!(out, "  By score {} of {}:", human::ordinal(score.place), score.of)?;
    for term in &score.terms {
        writeln!(
            out,
            "    {:<28} {:5.2} x ({:6.2} - {:6.2}) = {:6.2}   without it {}",
            term.name,
            term.weight,
            term.value,
            term.median,
            term.share,
            human::ordinal(term.place_without)
        )?;
    }
    Ok(())
}

impl Why {
    pub fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let store = context.store()?;
        let reader = store.reader()?;
        let Some(card) =
            super::find::tracks(&reader, store.listener(), &self.track, context.clock.now())?.into_iter().next()
        else {
            bail!("no track is known by {}", self.track.join(" "));
        };
        let now = context.clock.now();
        let home = runtime::current_home(&store, &context.paths, &context.clock, &context.config.spoken)?;
        let (facts, _) = runtime::facts(&reader, store.listener(), &context.config.spoken, now)?;
        let why = taste::why(&facts, &home, Arc::new(card));
        let mut out = std::io::stdout().lock();
        if self.json {
            let places: Vec<_> = why
                .places
                .iter()
                .map(|place| {
                    json!({
                        "section": place.section,
                        "title": place.section_title,
                        "origin": super::home::origin(place.origin),
                        "place": place.place,
                        "of": place.of,
                        "evidence": place.evidence.iter().map(|evidence| evidence.json(now)).collect::<Vec<_>>(),
                        "score": place.score,
                    })
                })
                .collect();
            let object = json!({
                "schema": 1,
                "track": search::track_json(&why.card),
                "places": places,
                "held_back_by": why.held_back_by,
                "listens": why.listens,
                "skips": why.skips,
                "said": why.said,
            });
            writeln!(out, "{object}")?;
            return Ok(Exit::Done);
        }
        writeln!(out, "{} · {}", why.card.title, why.card.artist)?;
        writeln!(out, "Heard {}, skipped {}.", human::times(why.listens), human::times(why.skips))?;
        for place in &why.places {
            writeln!(
                out,
                "\n{} of {} in “{}”   {} {}",
                place.place,
                place.of,
                place.section_title,
                place.origin.mark(),
                place.origin.words()
            )?;
            for evidence in &place.evidence {
                writeln!(out, "  {}   (weight {:.2})", evidence.fact.sentence(now), evidence.weight)?;
            }
            if let Some(score) = &place.score {
                weights(&mut out, score)?;
            }
        }
        for said in &why.said {
            writeln!(out, "Your say: {said}")?;
        }
        if let Some(reason) = &why.held_back_by {
            let itself = if why.places.is_empty() { "" } else { "itself " };
            writeln!(out, "Not {itself}on home: {reason}")?;
        }
        Ok(Exit::Done)
    }
}
