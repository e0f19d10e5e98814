//! Follows the listener's files while the player is open: config.toml and the themes beside it.
//!
//! The kernel tells of changes, so nothing wakes while nobody saves. Editors write a file in
//! several steps or put a new one in its place: it is read when it has been quiet for a moment.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, unbounded};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};

use crate::config::{CONFIG, Config, THEMES};
use crate::player::Command;
use crate::player::runtime::{SpokenNow, is_a_change};
use crate::ui::Files;

/// How long a save takes at most.
const QUIET: Duration = Duration::from_millis(80);

/// What follows a change.
pub struct Follower {
    /// The config file.
    pub file: PathBuf,
    pub spoken: SpokenNow,
    pub player: Sender<Command>,
}

/// Starts to watch; what the files say is sent at each change. Where watching cannot be had, the
/// files are read at the next start.
pub fn follow(follower: Follower, first: Arc<Files>) -> Receiver<Arc<Files>> {
    let (changed, files) = unbounded();
    let (touched, touches) = unbounded();
    let heed = move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| is_a_change(event.kind)) {
            let _ = touched.send(());
        }
    };
    let watcher = match notify::recommended_watcher(heed) {
        Ok(watcher) => watcher,
        Err(error) => {
            tracing::warn!("the config file is not watched: {error}");
            return crossbeam_channel::never();
        }
    };
    let work = move || Watch { watcher, follower, known: first }.run(&touches, &changed);
    if let Err(error) = std::thread::Builder::new().name("config".into()).spawn(work) {
        tracing::warn!("the config file is not watched: {error}");
        return crossbeam_channel::never();
    }
    files
}

struct Watch {
    watcher: RecommendedWatcher,
    follower: Follower,
    known: Arc<Files>,
}

impl Watch {
    fn run(mut self, touches: &Receiver<()>, changed: &Sender<Arc<Files>>) {
        self.watch();
        while touches.recv().is_ok() {
            while touches.recv_timeout(QUIET).is_ok() {}
            // A folder of themes may be new, and a link may lead elsewhere.
            self.watch();
            let Some(files) = read_again(&self.follower.file, &self.known) else { continue };
            if files.config.spoken != self.known.config.spoken {
                self.follower.spoken.replace(files.config.spoken.clone());
                let _ = self.follower.player.send(Command::ReadSettings);
            }
            self.known = Arc::new(files);
            if changed.send(Arc::clone(&self.known)).is_err() {
                return;
            }
        }
    }

    /// Folders, not files: a file that is replaced is another one. A link is followed to where
    /// the file really lies.
    fn watch(&mut self) {
        let file = &self.follower.file;
        let real = file.canonicalize().ok();
        let folders = [
            file.parent().map(Path::to_owned),
            real.as_deref().and_then(Path::parent).map(Path::to_owned),
            file.parent().map(|folder| folder.join(THEMES)),
        ];
        for folder in folders.into_iter().flatten().filter(|folder| folder.is_dir()) {
            if let Err(error) = self.watcher.watch(&folder, RecursiveMode::NonRecursive) {
                tracing::warn!("{} is not watched: {error}", folder.display());
            }
        }
    }
}

/// What the files say now; none when that is nothing new. Of a file that is no TOML all stays as
/// it was, and it says where it is broken; the other files count.
fn read_again(file: &Path, known: &Files) -> Option<Files> {
    let (mut config, complaints) = Config::load(file);
    let is_broken = |file: &str| complaints.iter().any(|complaint| complaint.broken && complaint.file == file);
    let mut themes = std::mem::take(&mut config.themes);
    if is_broken(CONFIG) {
        config = known.config.clone();
    }
    themes.retain(|theme| !is_broken(&theme.file));
    themes.extend(known.config.themes.iter().filter(|theme| is_broken(&theme.file)).cloned());
    config.themes = themes;
    let files = Files { config, complaints };
    (files != *known).then_some(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WAIT: Duration = Duration::from_secs(20);

    struct Stage {
        folder: tempfile::TempDir,
        files: Receiver<Arc<Files>>,
        commands: Receiver<Command>,
        spoken: SpokenNow,
    }

    fn stage(text: &str) -> Stage {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.toml");
        std::fs::write(&file, text).unwrap();
        let (config, complaints) = Config::load(&file);
        let spoken = SpokenNow::new(config.spoken.clone());
        let (player, commands) = unbounded();
        let follower = Follower { file, spoken: spoken.clone(), player };
        let files = follow(follower, Arc::new(Files { config, complaints }));
        Stage { folder, files, commands, spoken }
    }

    impl Stage {
        /// Saves as careful editors do: another file, put in its place. Again and again, since
        /// the watch may begin late.
        fn save(&self, name: &str, text: &str) -> Arc<Files> {
            let path = self.folder.path().join(name);
            for _ in 0..200 {
                let beside = self.folder.path().join("config.toml~");
                std::fs::write(&beside, text).unwrap();
                std::fs::rename(&beside, &path).unwrap();
                if let Ok(files) = self.files.recv_timeout(WAIT / 200) {
                    return files;
                }
            }
            panic!("nobody saw it");
        }
    }

    #[test]
    fn what_is_saved_is_followed_and_what_is_broken_keeps_what_was() {
        let stage = stage("mouse = true\n");
        let files = stage.save("config.toml", "mouse = false\nhintz = 1\n");
        assert_eq!(files.config.spoken.first().map(|spoken| spoken.value.as_str()), Some("false"));
        assert_eq!(files.complaints.first().map(|complaint| complaint.line), Some(2));
        assert_eq!(stage.commands.recv_timeout(WAIT), Ok(Command::ReadSettings));
        assert_eq!(stage.spoken.get().len(), 1);

        let broken = stage.save("config.toml", "mouse = true\nname = = 3\n");
        assert_eq!(broken.config, files.config, "as it was");
        assert_eq!(broken.complaints.first().map(|complaint| (complaint.line, complaint.broken)), Some((2, true)));
        assert!(stage.commands.try_recv().is_err(), "nothing is chosen anew");
    }

    #[test]
    fn a_broken_theme_keeps_its_colours_and_holds_nothing_else_up() {
        let stage = stage("mouse = true\n[themes.own]\naccent = \"#5fd7ff\"\n");
        std::fs::create_dir(stage.folder.path().join(THEMES)).unwrap();
        let names = |files: &Files| {
            let mut names: Vec<String> = files.config.themes.iter().map(|theme| theme.name.clone()).collect();
            names.sort();
            names
        };
        let good = stage.save("themes/dusk.toml", "accent = \"#5fd7ff\"\n");
        let broken = stage.save("themes/dusk.toml", "accent = = 3\n");
        assert!(broken.complaints.iter().any(|complaint| complaint.broken), "{:?}", broken.complaints);
        assert_eq!(broken.config, good.config);
        let files = stage.save("config.toml", "mouse = false\n");
        assert_eq!(files.config.spoken.first().map(|spoken| spoken.value.as_str()), Some("false"), "it is followed");
        assert_eq!(names(&files), ["dusk"]);
        let files = stage.save("config.toml", "mouse = = 1\n");
        assert_eq!(files.config.spoken.first().map(|spoken| spoken.value.as_str()), Some("false"), "as it was");
    }

    #[test]
    fn a_folder_of_themes_that_comes_later_is_followed() {
        let stage = stage("");
        std::fs::create_dir(stage.folder.path().join(THEMES)).unwrap();
        let files = stage.save("themes/dusk.toml", "accent = \"#5fd7ff\"\n");
        assert_eq!(files.config.themes.first().map(|theme| theme.name.as_str()), Some("dusk"));
    }
}
