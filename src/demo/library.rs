//! Writing the library: every track synthesised, encoded, tagged and put in its place.

use std::fs::{self, File, FileTimes};
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use rayon::prelude::*;

use super::catalogue::{Album, Track, albums, catalogue};
use super::synth::loudness::{Blocks, REFERENCE};
use super::synth::{self, Rendered};
use super::{covers, flac};
use crate::domain::time::{DAY_MS, HOUR_MS, Moment};
use crate::domain::track::Gain;

/// Grows when tracks would sound, look or be called different; older files are then made anew.
const EDITION: &str = "2";
/// Hidden from scans; says which edition lies here.
const EDITION_FILE: &str = ".edition";

/// What a run of [`write_library`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    pub written: usize,
    /// Already there, from an earlier run.
    pub kept: usize,
}

/// Writes every track of the catalogue that is not there yet into `folder`, and the covers.
///
/// Files are made beside their place and renamed into it, so a killed run leaves nothing half
/// and the next one goes on from there. File times tell when an album came, counted back from
/// `now`. `progress` gets the tracks done and all tracks, from several threads.
///
/// # Errors
/// Those of the file system.
pub fn write_library(folder: &Path, now: Moment, progress: &(dyn Fn(usize, usize) + Sync)) -> io::Result<Written> {
    write_albums(folder, now, albums(), &synth::render, progress)
}

type Render = dyn Fn(&Track) -> Rendered + Sync;

/// The same for the first of the albums, with music from elsewhere.
fn write_albums(
    folder: &Path,
    now: Moment,
    albums: &[Album],
    render: &Render,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> io::Result<Written> {
    fs::create_dir_all(folder)?;
    let edition = folder.join(EDITION_FILE);
    let tracks: Vec<Track> = catalogue().into_iter().filter(|track| track.album_index < albums.len()).collect();
    if !fs::read_to_string(&edition).is_ok_and(|text| text.trim() == EDITION) {
        clear(folder, &tracks)?;
        replace(&edition, EDITION.as_bytes(), None)?;
    }
    let done = AtomicUsize::new(0);
    let step = |count: usize| progress(done.fetch_add(count, Ordering::Relaxed) + count, tracks.len());

    let written = albums
        .par_iter()
        .enumerate()
        .map(|(place, album)| {
            let tracks: Vec<&Track> = tracks.iter().filter(|track| track.album_index == place).collect();
            let missing: Vec<bool> = tracks.iter().map(|track| !is_there(&folder.join(&track.path))).collect();
            let count = missing.iter().filter(|missing| **missing).count();
            step(tracks.len() - count);
            let picture = folder.join(album.folder()).join("cover.png");
            if count > 0 || !is_there(&picture) {
                write_album(folder, now, (album, &tracks, &missing), render, &|| step(1))?;
            }
            Ok(count)
        })
        .sum::<io::Result<usize>>()?;
    Ok(Written { written, kept: tracks.len() - written })
}

/// Takes away the tracks of another edition.
fn clear(folder: &Path, tracks: &[Track]) -> io::Result<()> {
    for track in tracks {
        match fs::remove_file(folder.join(&track.path)) {
            Err(why) if why.kind() != io::ErrorKind::NotFound => return Err(why),
            _ => {}
        }
    }
    Ok(())
}

fn is_there(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| found.is_file() && found.len() > 0)
}

/// Album gain needs every track of the album, so all are rendered though one be missing.
fn write_album(
    folder: &Path,
    now: Moment,
    (album, tracks, missing): (&Album, &[&Track], &[bool]),
    render: &Render,
    step: &(dyn Fn() + Sync),
) -> io::Result<()> {
    let at = folder.join(album.folder());
    fs::create_dir_all(&at)?;
    let cover = covers::cover(album).map_err(io::Error::other)?;
    let came = came_at(album, now);
    let encoded: Vec<(Vec<u8>, Blocks, f32)> = tracks
        .par_iter()
        .map(|track| {
            let Rendered { samples, loudness, peak } = render(track);
            Ok((flac::encode(&samples)?, loudness, peak))
        })
        .collect::<io::Result<_>>()?;
    let album_db = gain(&Blocks::together(encoded.iter().map(|(_, loudness, _)| loudness)));
    let album_peak = encoded.iter().map(|(_, _, peak)| *peak).reduce(f32::max);

    replace(&at.join("cover.png"), &cover, Some(came))?;
    for (((stream, loudness, peak), track), missing) in encoded.into_iter().zip(tracks).zip(missing) {
        if *missing {
            let gain = Gain { track_db: gain(&loudness), track_peak: Some(peak), album_db, album_peak };
            replace(&folder.join(&track.path), &flac::tag(stream, track, gain, &cover)?, Some(came))?;
            step();
        }
    }
    Ok(())
}

fn gain(loudness: &Blocks) -> Option<f32> {
    loudness.integrated().map(|lufs| REFERENCE - lufs)
}

/// Seven in the evening, some days ago.
fn came_at(album: &Album, now: Moment) -> SystemTime {
    let midnight = now.unix_ms - (now.unix_ms + i64::from(now.offset_minutes) * 60_000).rem_euclid(DAY_MS);
    let at = midnight - i64::from(album.added_days_ago) * DAY_MS + 19 * HOUR_MS;
    SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(at).unwrap_or(0))
}

/// Written beside its place, then renamed into it.
fn replace(path: &Path, content: &[u8], modified: Option<SystemTime>) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let beside = path.with_file_name(name);
    let mut file = File::create(&beside)?;
    file.write_all(content)?;
    if let Some(modified) = modified {
        file.set_times(FileTimes::new().set_modified(modified))?;
    }
    drop(file);
    fs::rename(beside, path)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::demo::synth::loudness;
    use crate::demo::synth::wave::{Phase, sine};

    /// Half a second of a tone instead of music.
    fn tone(track: &Track) -> Rendered {
        let mut phase = Phase::new(300.0 + track.index as f32, 0.0);
        let wave: Vec<f32> = (0..22_050).map(|_| sine(phase.advance()) * 0.5).collect();
        let samples = wave.iter().flat_map(|sample| [(sample * 32_767.0) as i32; 2]).collect();
        Rendered { samples, loudness: loudness::measure(&wave, &wave), peak: 0.5 }
    }

    fn now() -> Moment {
        Moment::parse_rfc3339("2026-11-22T20:15:00+01:00").unwrap()
    }

    fn write(folder: &Path) -> (Written, Vec<(usize, usize)>) {
        let seen = Mutex::new(Vec::new());
        let written =
            write_albums(folder, now(), &albums()[..3], &tone, &|done, all| seen.lock().unwrap().push((done, all)));
        let mut seen = seen.into_inner().unwrap();
        seen.sort_unstable();
        (written.unwrap(), seen)
    }

    fn content(folder: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
        let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
        files
            .filter(|file| file.file_type().is_file())
            .map(|file| (file.path().into(), fs::read(file.path()).unwrap()))
            .collect()
    }

    #[test]
    fn a_second_run_keeps_what_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let (first, seen) = write(folder.path());
        assert_eq!(first, Written { written: 11, kept: 0 });
        assert_eq!(seen.last(), Some(&(11, 11)));
        let before = content(folder.path());
        assert_eq!(before.len(), 11 + 3 + 1, "tracks, covers, the edition");
        assert_eq!(write(folder.path()).0, Written { written: 0, kept: 11 });
        assert_eq!(content(folder.path()), before);
    }

    #[test]
    fn a_killed_run_is_finished_by_the_next_to_the_same_bytes() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path());
        let whole = content(folder.path());
        let tracks = catalogue();
        fs::remove_file(folder.path().join(&tracks[1].path)).unwrap();
        fs::write(folder.path().join(&tracks[5].path), b"").unwrap();
        fs::write(folder.path().join(&tracks[6].path).with_extension("flac.part"), b"half").unwrap();
        fs::remove_file(folder.path().join(tracks[8].album.folder()).join("cover.png")).unwrap();
        let (written, seen) = write(folder.path());
        assert_eq!(written, Written { written: 2, kept: 9 });
        assert_eq!(seen.last(), Some(&(11, 11)));
        let mut after = content(folder.path());
        after.retain(|(path, _)| path.extension().is_none_or(|end| end != "part"));
        assert_eq!(after, whole);
    }

    #[test]
    fn another_edition_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path());
        fs::write(folder.path().join(EDITION_FILE), "0").unwrap();
        assert_eq!(write(folder.path()).0.written, 11);
        assert_eq!(write(folder.path()).0.written, 0);
    }

    #[test]
    fn file_times_tell_when_an_album_came() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path());
        for track in catalogue().iter().take(11) {
            let changed = fs::metadata(folder.path().join(&track.path)).unwrap().modified().unwrap();
            let days =
                (now().unix_ms - changed.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis() as i64) / DAY_MS;
            assert_eq!(days, i64::from(track.album.added_days_ago));
        }
    }
}
