//! What every command stands on: folders, clock, config, listener.

use std::io::{IsTerminal, Write};

use anyhow::Context as _;

use crate::clock::Clock;
use crate::config::{Complaint, Config};
use crate::domain::settings::Settings;
use crate::paths::Paths;
use crate::player::runtime;
use crate::store::{DEFAULT_LISTENER, Store};

pub struct Context {
    pub paths: Paths,
    pub clock: Clock,
    pub config: Config,
    /// What is wrong with it.
    pub complaints: Vec<Complaint>,
    /// `--as`; none for the library's own listener.
    pub listener: Option<String>,
    pub private: bool,
    /// `--plain`.
    pub plain: bool,
}

impl Context {
    /// Reads folders, clock and config from the environment. What is wrong with the config is
    /// told on stderr and does not stop anything.
    ///
    /// # Errors
    /// There is no home folder, or the injected clock is no time.
    pub fn new(listener: Option<String>, private: bool, plain: bool) -> anyhow::Result<Self> {
        let paths = Paths::from_environment().context("looking for your home folder")?;
        let clock = Clock::from_environment().context("reading TONEARM_CLOCK")?;
        let (config, complaints) = Config::load(&paths.config_file());
        if !complaints.is_empty() {
            let mut err = std::io::stderr().lock();
            for complaint in &complaints {
                let _ = writeln!(
                    err,
                    "{}:{}: {}",
                    paths.config.join(&complaint.file).display(),
                    complaint.line,
                    complaint.text
                );
            }
        }
        Ok(Self { paths, clock, config, complaints, listener, private, plain })
    }

    /// What the config file says, for a player.
    #[must_use]
    pub fn spoken(&self) -> runtime::SpokenNow {
        runtime::SpokenNow::new(self.config.spoken.clone())
    }

    /// The same in a library of its own, which never mixes with this one.
    #[must_use]
    pub fn in_demo(&self) -> Self {
        Self {
            paths: self.paths.demo(),
            clock: self.clock.clone(),
            config: self.config.clone(),
            complaints: self.complaints.clone(),
            listener: self.listener.clone(),
            private: self.private,
            plain: self.plain,
        }
    }

    /// # Errors
    /// The library cannot be opened or made.
    pub fn store(&self) -> anyhow::Result<Store> {
        let listener = self.listener.as_deref().unwrap_or(DEFAULT_LISTENER);
        Store::open_as(&self.paths, listener, self.clock.now())
            .with_context(|| format!("opening the library in {}", self.paths.data.display()))
    }

    /// What is chosen, and by whom.
    ///
    /// # Errors
    /// Those of [`Context::store`].
    pub fn settings(&self) -> anyhow::Result<Settings> {
        let store = self.store()?;
        let reader = store.reader().context("reading the settings")?;
        runtime::merged_settings(&reader, store.listener(), &self.config.spoken).context("reading the settings")
    }

    /// Whether progress on long work has somebody to look at it.
    #[must_use]
    pub fn shows_progress() -> bool {
        std::io::stderr().is_terminal()
    }
}
