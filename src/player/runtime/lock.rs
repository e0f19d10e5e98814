//! One player and one scan per library.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Held until dropped, or until the process dies.
#[derive(Debug)]
pub struct Held {
    _file: File,
}

/// Takes the lock, or says which process has it.
///
/// # Errors
/// The file cannot be made.
pub fn hold(path: &Path) -> std::io::Result<Result<Held, Option<u32>>> {
    let mut file = OpenOptions::new().create(true).truncate(false).read(true).write(true).mode(0o600).open(path)?;
    match file.try_lock() {
        Ok(()) => {
            file.set_len(0)?;
            file.rewind()?;
            writeln!(file, "{}", std::process::id())?;
            Ok(Ok(Held { _file: file }))
        }
        Err(TryLockError::WouldBlock) => {
            let mut text = String::new();
            file.read_to_string(&mut text)?;
            Ok(Err(text.trim().parse().ok()))
        }
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Waits until the lock is free, then takes it.
///
/// # Errors
/// The file cannot be made or locked.
pub fn wait(path: &Path) -> std::io::Result<Held> {
    let file = OpenOptions::new().create(true).truncate(false).read(true).write(true).mode(0o600).open(path)?;
    file.lock()?;
    Ok(Held { _file: file })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_holder_is_told_who_has_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("player.lock");
        let held = hold(&path).unwrap().unwrap();
        assert_eq!(hold(&path).unwrap().unwrap_err(), Some(std::process::id()));
        drop(held);
        assert!(hold(&path).unwrap().is_ok());
    }
}
