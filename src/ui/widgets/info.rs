//! A panel with everything that is known of a track.

use ratatui::layout::Rect;

use super::super::canvas::{Canvas, after, below, cells, row};
use super::super::keymap::{Action, Context, Press};
use super::super::page::{Effect, Outcome, Panel, Slot, View};
use super::super::theme::Role;
use crate::domain::browse::TrackInfo;
use crate::domain::ids::TrackId;
use crate::player::protocol::{Answer, Question};

const INFO: Slot = "info";
/// Cells of the labels.
const LABEL: u16 = 18;

pub struct InfoPanel {
    track: TrackId,
    info: Option<Result<TrackInfo, String>>,
    top: usize,
}

enum Row<'i> {
    Title(&'i str),
    Pair(&'i str, &'i str),
}

impl InfoPanel {
    #[must_use]
    pub const fn new(track: TrackId) -> Self {
        Self { track, info: None, top: 0 }
    }

    fn rows(&self) -> Vec<Row<'_>> {
        match &self.info {
            Some(Ok(info)) => {
                let group = |group: &'_ crate::domain::browse::InfoGroup| group.rows.len();
                let mut rows = Vec::with_capacity(info.groups.iter().map(group).sum());
                for group in &info.groups {
                    rows.push(Row::Title(&group.title));
                    rows.extend(group.rows.iter().map(|(label, value)| Row::Pair(label, value)));
                }
                rows
            }
            Some(Err(reason)) => vec![Row::Title(reason)],
            None => vec![Row::Title("looking …")],
        }
    }
}

impl Panel for InfoPanel {
    fn open(&mut self, _view: &View<'_>) -> Vec<Effect> {
        vec![Effect::Ask { slot: INFO, question: Question::Info { track: self.track } }]
    }

    fn answer(&mut self, _slot: Slot, answer: Answer, _view: &View<'_>) -> Vec<Effect> {
        match answer {
            Answer::Info(info) => self.info = Some(Ok(info)),
            Answer::Failed { reason } => self.info = Some(Err(reason)),
            _ => {}
        }
        Vec::new()
    }

    fn height(&self, _view: &View<'_>, _width: u16) -> u16 {
        cells(self.rows().len()).saturating_add(1)
    }

    fn context(&self) -> Context {
        Context::Panel
    }

    fn key(&mut self, _press: Press, action: Option<Action>, _view: &View<'_>) -> Outcome {
        let last = self.rows().len().saturating_sub(1);
        match action {
            Some(Action::Cancel | Action::Close | Action::Info) => return Outcome::effect(Effect::ClosePanel),
            Some(Action::Down) => self.top = (self.top + 1).min(last),
            Some(Action::Up) => self.top = self.top.saturating_sub(1),
            Some(Action::PageDown | Action::HalfDown) => self.top = (self.top + 8).min(last),
            Some(Action::PageUp | Action::HalfUp) => self.top = self.top.saturating_sub(8),
            _ => {}
        }
        Outcome::done()
    }

    fn draw(&mut self, _view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        if let Some(place) = row(area, 0) {
            let title = match &self.info {
                Some(Ok(info)) => format!("{} · {}", info.card.title, info.card.artist),
                _ => "Info".into(),
            };
            canvas.put(after(place, 1), &title, Role::Title);
            canvas.point_at(place.as_position());
        }
        let rows = self.rows();
        for (place, row) in below(area, 1).rows().zip(rows.get(self.top..).unwrap_or_default()) {
            match row {
                Row::Title(title) => {
                    canvas.put(after(place, 1), title, Role::Title);
                }
                Row::Pair(label, value) => {
                    let label_width = LABEL.min(place.width / 3);
                    canvas.put(Rect { width: label_width, ..after(place, 2) }.intersection(place), label, Role::Reason);
                    canvas.put(after(place, label_width + 3), value, Role::Text);
                }
            }
        }
    }

    fn keys(&self) -> &'static str {
        "{down} {up} scroll"
    }
}
