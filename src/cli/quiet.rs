//! Keeps standard error to ourselves: sound libraries write to descriptor 2, across whatever the
//! screen shows.

use std::fs::File;
use std::io::Write;
use std::os::fd::OwnedFd;

use super::{Context, log};

/// While this lives, what others write to descriptor 2 goes to the log.
pub struct QuietStderr(Option<File>);

impl QuietStderr {
    pub fn begin(context: &Context) -> Self {
        let keep = || -> std::io::Result<OwnedFd> {
            let before = rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stderr(), 3)?;
            rustix::stdio::dup2_stderr(log::open(&context.paths.log())?)?;
            Ok(before)
        };
        let kept = keep().inspect_err(|error| tracing::warn!("stderr stays where it is: {error}"));
        Self(kept.ok().map(File::from))
    }

    /// Says a line where standard error was.
    ///
    /// # Errors
    /// Nobody listens there any more.
    pub fn say(&self, line: &str) -> std::io::Result<()> {
        match &self.0 {
            Some(before) => writeln!(&*before, "{line}"),
            None => writeln!(std::io::stderr(), "{line}"),
        }
    }
}

impl Drop for QuietStderr {
    fn drop(&mut self) {
        if let Some(before) = &self.0 {
            let _ = rustix::stdio::dup2_stderr(before);
        }
    }
}
