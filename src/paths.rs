//! Where the program keeps things: the XDG folders, or one folder for everything.

use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use crate::domain::text::path_for_screen;

/// Environment variable that puts config, data, state and cache under one folder.
pub const HOME_VARIABLE: &str = "TONEARM_HOME";

/// The user's home folder.
#[must_use]
pub fn home() -> Option<PathBuf> {
    etcetera::home_dir().ok()
}

/// A path as one types it: `~` and `~/below` are the home folder.
#[must_use]
pub fn typed(text: &str) -> PathBuf {
    let text = text.trim();
    let below = text.strip_prefix('~').filter(|below| below.is_empty() || below.starts_with('/'));
    match below.zip(home()) {
        Some((below, home)) => home.join(below.trim_start_matches('/')),
        None => PathBuf::from(text),
    }
}

/// A path for the screen, the home folder as `~`.
#[must_use]
pub fn shown(path: &Path) -> String {
    let home = home();
    let below = home.as_deref().filter(|home| *home != Path::new("/")).and_then(|home| path.strip_prefix(home).ok());
    match below {
        Some(below) if below.as_os_str().is_empty() => "~".into(),
        Some(below) => format!("~/{}", path_for_screen(below.as_os_str().as_bytes())),
        None => path_for_screen(path.as_os_str().as_bytes()),
    }
}

/// The folders of one library. Nothing is created by asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    pub config: PathBuf,
    pub data: PathBuf,
    pub state: PathBuf,
    pub cache: PathBuf,
    pub runtime: PathBuf,
}

impl Paths {
    /// [`HOME_VARIABLE`] when set, else the XDG folders of the user.
    ///
    /// # Errors
    /// The user has no home folder.
    pub fn from_environment() -> Result<Self, etcetera::HomeDirError> {
        if let Some(home) = std::env::var_os(HOME_VARIABLE).filter(|home| !home.is_empty()) {
            let home = PathBuf::from(home);
            return Ok(Self::under(&std::path::absolute(&home).unwrap_or(home)));
        }
        let xdg = etcetera::choose_base_strategy()?;
        let data = xdg.data_dir().join("tonearm");
        let state = xdg.state_dir().map_or_else(|| data.clone(), |state| state.join("tonearm"));
        let runtime = xdg.runtime_dir().map_or_else(|| state.clone(), |runtime| runtime.join("tonearm"));
        Ok(Self {
            config: xdg.config_dir().join("tonearm"),
            data,
            state,
            cache: xdg.cache_dir().join("tonearm"),
            runtime,
        })
    }

    /// Everything under one folder: tests, the demo, second libraries.
    #[must_use]
    pub fn under(home: &Path) -> Self {
        Self {
            config: home.join("config"),
            data: home.join("data"),
            state: home.join("state"),
            cache: home.join("cache"),
            runtime: home.join("state"),
        }
    }

    /// A library of its own beside this one, which never mixes with it.
    #[must_use]
    pub fn demo(&self) -> Self {
        Self::under(&self.data.join("demo"))
    }

    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.data.join("tonearm.db")
    }

    #[must_use]
    pub fn backups(&self) -> PathBuf {
        self.data.join("backups")
    }

    #[must_use]
    pub fn log(&self) -> PathBuf {
        self.state.join("tonearm.log")
    }

    /// Where a running player listens.
    #[must_use]
    pub fn socket(&self) -> PathBuf {
        self.runtime.join("player.sock")
    }

    /// Held by the one running player of this library.
    #[must_use]
    pub fn player_lock(&self) -> PathBuf {
        self.state.join("player.lock")
    }

    /// Held by the one running scan of this library.
    #[must_use]
    pub fn scan_lock(&self) -> PathBuf {
        self.state.join("scan.lock")
    }

    #[must_use]
    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// Creates the folders, private to the user.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn create(&self) -> std::io::Result<()> {
        use std::os::unix::fs::DirBuilderExt;
        for folder in [&self.config, &self.data, &self.state, &self.cache, &self.runtime] {
            std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn home_is_a_tilde_both_ways() {
        let home = etcetera::home_dir().unwrap();
        assert_eq!(typed(" ~/Music "), home.join("Music"));
        assert_eq!(typed("~"), home);
        assert_eq!(typed("~ana/Music"), Path::new("~ana/Music"), "another's home is not guessed");
        assert_eq!(shown(&home.join("Music")), "~/Music");
        assert_eq!(shown(Path::new("/nowhere/else")), "/nowhere/else");
    }
}
