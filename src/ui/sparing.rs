//! A backend that says nothing twice: a frame that changes nothing sends no byte, and a cursor
//! that stands where it stood is not moved there again.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use crossterm::queue;
use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};
use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

/// A frame up to this many bytes reaches the terminal in one piece anyhow; a larger one is
/// marked, so that it is not shown half done.
const ONE_PIECE: usize = 1024;

/// The bytes of the frame that is being drawn.
#[derive(Clone, Default)]
struct Pending(Rc<RefCell<Vec<u8>>>);

impl Write for Pending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    /// The frame goes out when it is whole: see [`Sparing::flush`].
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub struct Sparing<W: Write> {
    inner: CrosstermBackend<Pending>,
    pending: Pending,
    out: W,
    /// Where the cursor was left, while it is known.
    cursor: Option<Position>,
    /// Whether the cursor was last shown or hidden.
    visible: Option<bool>,
}

impl<W: Write> Sparing<W> {
    pub fn new(out: W) -> Self {
        let pending = Pending::default();
        Self { inner: CrosstermBackend::new(pending.clone()), pending, out, cursor: None, visible: None }
    }

    /// Somebody else wrote to the terminal: nothing is known of its cursor.
    pub fn forget(&mut self) {
        self.cursor = None;
        self.visible = None;
    }
}

impl<W: Write> Backend for Sparing<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut content = content.peekable();
        if content.peek().is_none() {
            return Ok(());
        }
        self.cursor = None;
        self.inner.draw(content)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if self.visible.replace(false) == Some(false) {
            return Ok(());
        }
        self.inner.hide_cursor()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if self.visible.replace(true) == Some(true) {
            return Ok(());
        }
        self.inner.show_cursor()
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        self.inner.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let position = position.into();
        if self.cursor.replace(position) == Some(position) {
            return Ok(());
        }
        self.inner.set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.forget();
        self.inner.clear()
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        self.forget();
        self.inner.clear_region(clear_type)
    }

    fn size(&self) -> io::Result<Size> {
        self.inner.size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.inner.window_size()
    }

    /// Sends the frame, if there is anything in it, in one write.
    fn flush(&mut self) -> io::Result<()> {
        let mut frame = std::mem::take(&mut *self.pending.0.borrow_mut());
        if frame.is_empty() {
            return Ok(());
        }
        if frame.len() > ONE_PIECE {
            let mut marked = Vec::with_capacity(frame.len() + 16);
            queue!(marked, BeginSynchronizedUpdate)?;
            marked.append(&mut frame);
            queue!(marked, EndSynchronizedUpdate)?;
            frame = marked;
        }
        self.out.write_all(&frame)?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(backend: &mut Sparing<Vec<u8>>) -> Vec<u8> {
        backend.flush().unwrap();
        std::mem::take(&mut backend.out)
    }

    #[test]
    fn what_changes_nothing_sends_nothing() {
        let mut backend = Sparing::new(Vec::new());
        let cell = Cell::new("a");
        backend.draw([(3, 4, &cell)].into_iter()).unwrap();
        backend.show_cursor().unwrap();
        backend.set_cursor_position((1, 2)).unwrap();
        assert!(!sent(&mut backend).is_empty());
        backend.draw(std::iter::empty()).unwrap();
        backend.show_cursor().unwrap();
        backend.set_cursor_position((1, 2)).unwrap();
        assert_eq!(sent(&mut backend), b"");
    }

    #[test]
    fn the_cursor_comes_back_after_cells_were_drawn() {
        let mut backend = Sparing::new(Vec::new());
        let cell = Cell::new("a");
        for _ in 0..2 {
            backend.draw([(3, 4, &cell)].into_iter()).unwrap();
            backend.set_cursor_position((1, 2)).unwrap();
            assert!(String::from_utf8(sent(&mut backend)).unwrap().ends_with("\x1b[3;2H"));
        }
        backend.forget();
        backend.set_cursor_position((1, 2)).unwrap();
        assert_eq!(sent(&mut backend), b"\x1b[3;2H");
    }

    #[test]
    fn only_a_large_frame_is_marked() {
        let mut backend = Sparing::new(Vec::new());
        let cell = Cell::new("a");
        backend.draw([(0, 0, &cell)].into_iter()).unwrap();
        assert!(!String::from_utf8(sent(&mut backend)).unwrap().contains("2026"));
        let row = (0..200).flat_map(|x| (0..60).map(move |y| (x, y))).map(|(x, y)| (x, y, &cell));
        backend.draw(row).unwrap();
        let large = String::from_utf8(sent(&mut backend)).unwrap();
        assert!(large.starts_with("\x1b[?2026h") && large.ends_with("\x1b[?2026l"));
    }
}
