//! The terminal taken and given back: raw mode, alternate screen, paste, mouse.

use std::io::{self, IsTerminal, Stdout, Write as _};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::ThreadId;
use std::time::Duration;

use base64::Engine as _;
use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use crossterm::terminal::{
    EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute};
use ratatui::backend::{Backend, ClearType};
use ratatui::{Frame, Terminal};

use super::UiError;
use super::pictures;
use super::sparing::Sparing;

/// The thread whose screen it is, while it is.
static OWNER: Mutex<Option<ThreadId>> = Mutex::new(None);

/// Whether the window is called by us, so that its own name has to come back.
static HOLDS_TITLE: AtomicBool = AtomicBool::new(false);
/// The terminal remembers the name of its window, and takes it again (xterm, CSI 22 and 23 t).
const KEEP_TITLE: &[u8] = b"\x1b[22;2t";
const TITLE_BACK: &[u8] = b"\x1b[23;2t";

/// Whether the terminal was ever sent a picture.
static HOLDS_PICTURES: AtomicBool = AtomicBool::new(false);

/// The screen while it is ours; dropping it gives it back.
pub struct Screen {
    terminal: Terminal<Sparing<Stdout>>,
    mouse: bool,
    /// What the window is called by us.
    title: String,
}

impl Screen {
    /// # Errors
    /// Standard output is no terminal, or it fails.
    pub fn enter(mouse: bool) -> Result<Self, UiError> {
        if !io::stdout().is_terminal() || !io::stdin().is_terminal() {
            return Err(UiError::NotATerminal);
        }
        take(mouse)?;
        match Terminal::new(Sparing::new(io::stdout())) {
            Ok(terminal) => Ok(Self { terminal, mouse, title: String::new() }),
            Err(error) => {
                give_back();
                Err(error.into())
            }
        }
    }

    /// Draws one frame; only what changed goes out, and all of it at once.
    /// Where nothing changed, nothing goes out.
    ///
    /// # Errors
    /// Those of the terminal.
    pub fn draw(&mut self, draw: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        self.terminal.draw(draw).map(drop)
    }

    /// Forgets what is on the screen, so that the next frame draws every cell.
    ///
    /// # Errors
    /// Those of the terminal.
    pub fn forget(&mut self) -> io::Result<()> {
        // `Terminal::clear` would ask the terminal where the cursor is, and wait for an answer
        // that the thread reading keys has taken.
        self.terminal.backend_mut().clear_region(ClearType::All)?;
        self.terminal.swap_buffers();
        Ok(())
    }

    /// Puts text on the terminal's clipboard, which over ssh is the one of the near machine
    /// (OSC 52). Terminals that do not know the sequence ignore it.
    ///
    /// # Errors
    /// Those of the terminal.
    pub fn copy(&self, text: &str) -> io::Result<()> {
        let coded = base64::engine::general_purpose::STANDARD.encode(text);
        let mut output = io::stdout();
        write!(output, "\x1b]52;c;{coded}\x07")?;
        output.flush()
    }

    /// Takes clicks and the wheel, or leaves them to the terminal.
    ///
    /// # Errors
    /// Those of the terminal.
    pub fn take_mouse(&mut self, mouse: bool) -> io::Result<()> {
        self.mouse = mouse;
        if mouse { execute!(io::stdout(), EnableMouseCapture) } else { execute!(io::stdout(), DisableMouseCapture) }
    }

    /// Calls the terminal's window so; empty leaves it, or gives it its own name back.
    ///
    /// # Errors
    /// Those of the terminal.
    pub fn call(&mut self, title: &str) -> io::Result<()> {
        if self.title == title {
            return Ok(());
        }
        title.clone_into(&mut self.title);
        let mut output = io::stdout();
        if !HOLDS_TITLE.swap(true, Ordering::Relaxed) {
            output.write_all(KEEP_TITLE)?;
        }
        if title.is_empty() {
            HOLDS_TITLE.store(false, Ordering::Relaxed);
            output.write_all(TITLE_BACK)?;
        } else {
            let words: String = title.chars().filter(|sign| !sign.is_control()).collect();
            write!(output, "\x1b]2;{words}\x07")?;
        }
        output.flush()
    }

    /// Sends pictures beside the frames, which say where they stand.
    ///
    /// # Errors
    /// Those of the terminal.
    pub fn send_pictures(&self, bytes: &[u8]) -> io::Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        HOLDS_PICTURES.store(true, Ordering::Relaxed);
        let mut output = io::stdout();
        output.write_all(bytes)?;
        output.flush()
    }

    /// Takes the screen again after somebody else had it.
    ///
    /// # Errors
    /// Those of the terminal.
    pub fn retake(&mut self) -> io::Result<()> {
        take(self.mouse)?;
        self.forget()
    }

    /// Gives the screen back and stops the job, as Ctrl+z does; returns when it goes on.
    ///
    /// The whole process group is told: under `make play`, make has to stop too. The signal is
    /// TSTP, not STOP, because without a shell that could wake us the kernel ignores it.
    ///
    /// # Errors
    /// Those of the terminal.
    pub fn suspend(&mut self) -> io::Result<()> {
        give_back();
        if rustix::process::kill_current_process_group(rustix::process::Signal::TSTP).is_ok() {
            // Another thread may be the one that takes the signal: let it stop us before going on.
            std::thread::sleep(Duration::from_millis(20));
        }
        self.retake()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // What a frame that was broken off left behind goes out first.
        let _ = Backend::flush(self.terminal.backend_mut());
        give_back();
    }
}

fn take(mouse: bool) -> io::Result<()> {
    if let Ok(mut owner) = OWNER.lock() {
        *owner = Some(std::thread::current().id());
    }
    enable_raw_mode()?;
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste)?;
    if mouse { execute!(io::stdout(), EnableMouseCapture) } else { Ok(()) }
}

/// Leaves nothing behind, once: leaving the alternate screen twice would move the cursor.
/// What cannot be told to a terminal that is gone is not told.
fn give_back() {
    let _ = execute!(io::stdout(), EndSynchronizedUpdate);
    let ours = OWNER.lock().is_ok_and(|mut owner| owner.take().is_some());
    if ours {
        if HOLDS_TITLE.swap(false, Ordering::Relaxed) {
            let _ = io::stdout().write_all(TITLE_BACK);
        }
        if HOLDS_PICTURES.swap(false, Ordering::Relaxed) {
            let _ = io::stdout().write_all(&pictures::delete_all());
        }
        let _ = execute!(io::stdout(), DisableMouseCapture, DisableBracketedPaste, LeaveAlternateScreen, cursor::Show);
        let _ = disable_raw_mode();
    }
}

/// Gives the screen back before a panic of its owner is printed. Panics of other threads are
/// theirs to report: they are logged, and do not touch the screen while it is up.
pub fn restore_on_panic() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        // A lock that is held here is held by this very thread, inside `take` or `give_back`.
        let owner = OWNER.try_lock().map_or(None, |owner| *owner);
        match owner {
            Some(owner) if owner == std::thread::current().id() => {
                give_back();
                before(info);
            }
            Some(_) => tracing::error!("a worker gave up: {info}"),
            None => before(info),
        }
    }));
}
