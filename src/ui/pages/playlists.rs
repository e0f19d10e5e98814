//! playlists

use ratatui::layout::Rect;

use super::super::canvas::Canvas;
use super::super::keymap::Action;
use super::super::page::{Effect, Hint, Outcome, Page, Subject, View};

#[derive(Default)]
pub struct PlaylistsPage;

impl Page for PlaylistsPage {
    fn title(&self) -> &'static str {
        "Playlists"
    }

    fn prepare(&mut self, _view: &View<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn handle(&mut self, _action: Action, _view: &View<'_>) -> Outcome {
        Outcome::Ignored
    }

    fn draw(&mut self, _view: &View<'_>, _area: Rect, _canvas: &mut Canvas<'_>) {}

    fn subject(&self, _view: &View<'_>) -> Option<Subject> {
        None
    }

    fn promise(&self, _view: &View<'_>) -> String {
        String::new()
    }

    fn hints(&self, _view: &View<'_>) -> Vec<Hint> {
        Vec::new()
    }
}
