//! One frame: tabs, page, panel, footer and what plays.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::canvas::{Canvas, Hit, after, below, cells, row};
use super::super::keymap::Action;
use super::super::layout;
use super::super::page::{Hint, Page, View, hint};
use super::super::theme::Role;
use super::super::widgets::{bar, footer, tabs};
use super::super::width;
use super::App;

/// Below this the reason column of most lists is gone.
const NARROW: u16 = 52;

/// Where the parts stand. Decoration goes first when there is little room, the page last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Parts {
    tabs: Option<Rect>,
    page: Rect,
    rule: Option<Rect>,
    footer: Option<Rect>,
    bar: Option<Rect>,
}

fn parts(area: Rect) -> Parts {
    let bar = match area.height {
        0..4 => 0,
        4..10 => 1,
        _ => 2,
    };
    let footer = u16::from(area.height >= 5);
    let rule = u16::from(area.height >= 14);
    let tabs = u16::from(area.height >= 7);
    let page = area.height - bar - footer - rule - tabs;
    let part = |y: u16, height: u16| Rect { y: area.y + y, height, ..area };
    let some = |y: u16, height: u16| (height > 0).then(|| part(y, height));
    Parts {
        tabs: some(0, tabs),
        page: part(tabs, page),
        rule: some(tabs + page, rule),
        footer: some(tabs + page + rule, footer),
        bar: some(tabs + page + rule + footer, bar),
    }
}

impl App {
    pub fn draw(&mut self, frame: &mut Frame<'_>) {
        let area = frame.area();
        if let Some(cursor) = self.draw_on(frame.buffer_mut(), area) {
            frame.set_cursor_position(cursor);
        }
    }

    /// Draws and says where the hardware cursor stands.
    fn draw_on(&mut self, buffer: &mut Buffer, area: Rect) -> Option<Position> {
        if area.is_empty() {
            return None;
        }
        let (theme, glyphs) = (self.theme.clone(), self.glyphs);
        let mut canvas = Canvas::new(buffer, &theme, &glyphs);
        canvas.covers = self.covers;
        canvas.lay_ground();
        let drawn = self.with_view(|app, view| app.draw_parts(view, area, &mut canvas));
        if drawn.is_none()
            && let Some(place) = row(area, 0)
        {
            canvas.put(place, " tonearm", Role::Title);
        }
        self.hits = std::mem::take(&mut canvas.hits);
        self.placed = std::mem::take(&mut canvas.placed);
        canvas.cursor.or(Some(area.as_position()))
    }

    fn draw_parts(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        // What stands behind an open panel names the keys that it has without it.
        let of_panel = view;
        let typing = self.page(self.shown).is_some_and(Page::has_field);
        let view = &View { context: self.page_context(), typing, ..*view };
        let mut parts = parts(area);
        let alone = !self.takes_panes();
        let own = self.page(self.in_the_middle()).and_then(|page| page.frame(view));
        let help = view.words("{help} help ");
        if let Some(place) = parts.tabs.filter(|_| alone) {
            tabs::draw_alone(&help, place, canvas);
        } else if let (Some(place), Some(own)) = (parts.tabs, &own) {
            tabs::draw_own(own, place, canvas);
        } else if let Some(place) = parts.tabs.filter(|_| self.is_said_on_top()) {
            let turns = [Action::Undo, Action::Redo].map(|turn| self.setup.keymap.key_of(turn).unwrap_or_default());
            self.message.draw(place, turns.each_ref().map(String::as_str), canvas);
        } else if let Some(place) = parts.tabs {
            let names = super::super::pages::in_tabs().filter_map(|(id, action)| {
                let page = self.page(id)?;
                let key = self.setup.keymap.key_of(action).unwrap_or_default();
                Some(tabs::Tab { id, key, title: page.title(), badge: page.badge(view) })
            });
            tabs::draw(&names.collect::<Vec<_>>(), self.in_the_middle(), &help, place, canvas);
        }
        // The page gives way to the panel, and keeps at least a third of its height, but to editors.
        self.panel_area = Rect::ZERO;
        if let Some(open) = &mut self.panel {
            let wanted = open.panel.height(of_panel, parts.page.width) + 1;
            let kept = if open.panel.needs_all() { 0 } else { parts.page.height / 3 };
            let height = wanted.min(parts.page.height.saturating_sub(kept));
            parts.page.height -= height;
            self.panel_area = Rect { y: parts.page.bottom(), height, ..parts.page };
        }
        let view = &View { panel_rows: self.panel_area.height, ..*view };
        let middle = self.in_the_middle();
        self.asides.clear();
        if !alone && own.is_none() {
            let (page, asides) = layout::divide(parts.page, self.panes(view.snapshot), middle);
            (parts.page, self.asides) = (page, asides);
        }
        self.page_area = parts.page;
        self.settle_panes();
        let shown = self.shown;
        for (id, place) in std::iter::once((middle, parts.page)).chain(self.asides.clone()) {
            canvas.aside = id != shown;
            if let Some(page) = self.page_mut(id) {
                page.draw(view, place, canvas);
            }
        }
        canvas.aside = false;
        let panel_area = self.panel_area;
        if let Some(open) = &mut self.panel {
            let (rule, inner) =
                if panel_area.height > 2 { (row(panel_area, 0), below(panel_area, 1)) } else { (None, panel_area) };
            canvas.clear(panel_area);
            if let Some(rule) = rule {
                canvas.rule(rule);
            }
            canvas.cursor = None;
            open.panel.draw(of_panel, inner, canvas);
        }
        if let Some(place) = parts.rule {
            canvas.rule(place);
        }
        let quiet = view.snapshot.transport.current.is_none() && !view.snapshot.private;
        match (parts.footer, parts.bar, own) {
            (Some(above), Some(bar), Some(own)) if bar.height > 1 => {
                canvas.put(
                    after(Rect { width: above.width.saturating_sub(1), ..above }, 1),
                    &own.above_keys,
                    Role::Reason,
                );
                let keys = bar::draw_settings(view, Rect { height: 1, ..bar }, canvas);
                self.draw_footer(view, keys, bar.width < NARROW, canvas);
                bar::draw_progress_alone(view, below(bar, 1), canvas);
            }
            (footer, bar, _) => {
                if let Some(place) = footer {
                    self.draw_footer(view, place, place.width < NARROW, canvas);
                }
                if let Some(place) = bar.filter(|_| !(alone && quiet)) {
                    bar::draw(view, place, canvas);
                }
            }
        }
    }

    fn draw_footer(&self, view: &View<'_>, place: Rect, narrow: bool, canvas: &mut Canvas<'_>) {
        if let Some(continuations) = self.continuations() {
            canvas.put(after(place, 1), &continuations, Role::Accent);
            return;
        }
        if let Some(open) = &self.panel {
            let (keymap, context) = (&self.setup.keymap, self.context());
            let [keys, cancel] = [open.panel.keys(), "{cancel}"].map(|words| match open.panel.takes_text() {
                true => keymap.list_in_field(words, context),
                false => keymap.list(words, context),
            });
            return footer::panel(&keys, &cancel, place, canvas);
        }
        if self.is_filtering() && self.draw_filter(place, canvas) {
            return;
        }
        // A message does not hide how far the scan is.
        let mut line = place;
        if let Some(scan) = view.snapshot.scan.as_ref().filter(|_| self.message.is_there() && place.width >= 72) {
            let right = Rect { width: place.width.saturating_sub(1), ..place };
            let left = canvas.put_right(right, &format!("  {}", footer::scanned(scan)), Role::Reason);
            line = Rect { width: left.width + 1, ..place };
        }
        let [undo, redo] = [Action::Undo, Action::Redo].map(|turn| self.setup.keymap.key_of(turn).unwrap_or_default());
        let is_free = !self.is_said_on_top() && self.filter.is_none() && view.snapshot.scan.is_none();
        let aside = self.message.aside().filter(|_| is_free);
        let over = !self.is_said_on_top() && aside.is_none();
        if over && self.message.draw(line, [&undo, &redo], canvas) || self.draw_filter(place, canvas) {
            return;
        }
        let Some(page) = self.page(self.shown) else { return };
        let said = match &view.snapshot.scan {
            _ if page.marks() > 0 => {
                format!("{} marked: keys are for all of them, {} for none", page.marks(), view.key(Action::Cancel))
            }
            _ if aside.is_some() => aside.unwrap_or_default().to_owned(),
            Some(scan) => footer::scanning(scan),
            // Where the columns have no room for the reason, the focused line's stands here.
            None if narrow => page.reason(view).unwrap_or_else(|| page.promise(view)),
            None => page.promise(view),
        };
        let hints: Vec<(Hint, String)> = page
            .hints(view)
            .into_iter()
            // That is promised at the left.
            .filter(|hint| !(hint.is_own && hint.action == Action::Enter))
            .filter_map(|hint| {
                let keymap = &self.setup.keymap;
                let key = match view.typing {
                    true => keymap.key_in_field(hint.action, self.context())?,
                    false => keymap.key_in(hint.action, self.context())?,
                };
                let says = self.setup.keymap.sentence(hint.says, self.context());
                Some((hint, format!("{key} {says}")))
            })
            .collect();
        // The first hints matter most: as many of them as fit beside what is said, three cells
        // between each. What was said before the cursor moved takes no more than half.
        let most = if aside.is_some() { place.width / 2 } else { place.width * 3 / 4 };
        let said_width = cells(width::width(&said)).min(most);
        let mut room = place.width.saturating_sub(said_width + 2);
        let (undoes, hints): (Vec<_>, Vec<_>) =
            hints.into_iter().partition(|(hint, _)| aside.is_some() && hint.action == Action::Undo);
        let undoes = undoes.into_iter().next().or_else(|| {
            aside.filter(|_| !undo.is_empty()).map(|_| (hint(Action::Undo, "undo"), format!("{undo} undo")))
        });
        room = room.saturating_sub(undoes.as_ref().map_or(0, |(_, words)| cells(width::width(words)) + 3));
        let fits = |(_, words): &&(Hint, String)| {
            let needed = cells(width::width(words)) + 3;
            let fits = needed <= room;
            room = room.saturating_sub(needed);
            fits
        };
        let shown: Vec<_> = hints.iter().take_while(fits).chain(&undoes).collect();
        let mut right = Rect { width: place.width.saturating_sub(1), ..place };
        for (hint, words) in shown.into_iter().rev() {
            let left = canvas.put_right(right, words, Role::Reason);
            canvas.hit(after(right, left.width), Hit::Act(hint.action));
            right = Rect { width: left.width.saturating_sub(3), ..left };
        }
        canvas.put(after(right, 1), &said, Role::Text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_eighty_by_twenty_four_the_parts_stand_as_sketched() {
        let parts = parts(Rect::new(0, 0, 80, 24));
        assert_eq!(parts.tabs.map(|r| (r.y, r.height)), Some((0, 1)));
        assert_eq!((parts.page.y, parts.page.height), (1, 19));
        assert_eq!(parts.rule.map(|r| r.y), Some(20));
        assert_eq!(parts.footer.map(|r| r.y), Some(21));
        assert_eq!(parts.bar.map(|r| (r.y, r.height)), Some((22, 2)));
    }

    #[test]
    fn the_parts_always_fill_the_screen() {
        for height in 0..80 {
            let parts = parts(Rect::new(0, 0, 10, height));
            let rows = |part: Option<Rect>| part.map_or(0, |part| part.height);
            let all = rows(parts.tabs) + parts.page.height + rows(parts.rule) + rows(parts.footer) + rows(parts.bar);
            assert_eq!(all, height);
            assert!(height == 0 || parts.page.height > 0);
        }
    }
}
