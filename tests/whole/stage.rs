//! A listener of one test: a home and a music folder of their own, and the built binary.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use lofty::config::WriteOptions;
use lofty::prelude::*;
use lofty::tag::{Tag, TagType};

/// Sample rate of the songs that tests make.
pub const RATE: u32 = tonearm::demo::synth::SAMPLE_RATE;

pub struct Stage {
    folder: tempfile::TempDir,
}

impl Stage {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("music")).unwrap();
        Self { folder }
    }

    /// `TONEARM_HOME` of this listener.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    pub fn music(&self) -> PathBuf {
        self.folder.path().join("music")
    }

    /// The variables that every run gets, and no others but PATH.
    pub fn environment(&self) -> Vec<(String, String)> {
        let path = std::env::var("PATH").unwrap_or_default();
        let text = |path: &Path| path.to_str().unwrap().to_owned();
        vec![
            ("PATH".into(), path),
            ("HOME".into(), text(self.folder.path())),
            ("TONEARM_HOME".into(), text(&self.home())),
            ("LANG".into(), "C.UTF-8".into()),
            ("TERM".into(), "xterm-256color".into()),
            // Nowhere: a test that wants sound says where it goes.
            ("PULSE_SERVER".into(), format!("unix:{}", text(&self.folder.path().join("no-sound")))),
        ]
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tonearm"));
        command.args(arguments).env_clear().envs(self.environment()).current_dir(self.folder.path());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Standard output of a run that must end with this code.
    pub fn text(&self, code: i32, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?} said on stderr: {err}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// The one JSON object that a run prints.
    pub fn json(&self, arguments: &[&str]) -> serde_json::Value {
        serde_json::from_str(&self.text(0, arguments)).unwrap()
    }

    pub fn scan(&self) -> serde_json::Value {
        self.json(&["scan", "--json", self.music().to_str().unwrap()])
    }

    /// What `history --json` prints, newest first.
    pub fn history(&self) -> Vec<serde_json::Value> {
        self.text(0, &["history", "--json"]).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    pub fn song(&self, song: &Song<'_>) -> PathBuf {
        self.song_of("Test", song)
    }

    pub fn song_of(&self, genre: &str, song: &Song<'_>) -> PathBuf {
        let path = self.music().join(song.file());
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, tonearm::demo::flac::encode(&song.samples()).unwrap()).unwrap();
        song.tag(genre, &path);
        path
    }

    /// An album of quiet tones, one after the other.
    pub fn album(&self, artist: &str, title: &str, songs: &[(&str, f64)]) {
        self.album_of("Test", artist, title, songs);
    }

    pub fn album_of(&self, genre: &str, artist: &str, title: &str, songs: &[(&str, f64)]) {
        for (number, (name, seconds)) in (1..).zip(songs) {
            let pitch = 220.0 + 55.0 * f64::from(number);
            self.song_of(genre, &Song { artist, album: title, title: name, number, seconds: *seconds, pitch });
        }
    }
}

/// A sine with tags.
pub struct Song<'a> {
    pub artist: &'a str,
    pub album: &'a str,
    pub title: &'a str,
    pub number: u32,
    pub seconds: f64,
    /// Hertz.
    pub pitch: f64,
}

impl Song<'_> {
    fn file(&self) -> PathBuf {
        Path::new(self.artist).join(self.album).join(format!("{:02} {}.flac", self.number, self.title))
    }

    /// Interleaved stereo.
    pub fn samples(&self) -> Vec<i32> {
        let frames = (self.seconds * f64::from(RATE)) as usize;
        let step = self.pitch * std::f64::consts::TAU / f64::from(RATE);
        (0..frames).map(|n| ((n as f64 * step).sin() * 8000.0) as i32).flat_map(|sample| [sample, sample]).collect()
    }

    fn tag(&self, genre: &str, path: &Path) {
        let mut tag = Tag::new(TagType::VorbisComments);
        tag.set_title(self.title.into());
        tag.set_artist(self.artist.into());
        tag.set_album(self.album.into());
        tag.set_track(self.number);
        tag.set_genre(genre.into());
        tag.save_to_path(path, WriteOptions::default()).unwrap();
    }
}
