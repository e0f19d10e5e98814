//! The private socket: one JSON command a line, answered with one JSON line. A command may name
//! the listener that it is of: a player of another one refuses it.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::time::Duration;

use crossbeam_channel::Sender;
use serde::{Deserialize, Serialize};

use crate::domain::ids::ListenerId;
use crate::player::protocol::Command;

/// A client that says nothing for this long is let go.
const PATIENCE: Duration = Duration::from_secs(30);
/// No command is longer than this.
const LONGEST_LINE: u64 = 1 << 20;

/// Listens for commands of other processes of the same user. Without a socket the player plays
/// on; only scans elsewhere are then noticed at the next start.
pub(super) fn listen(path: &Path, of: ListenerId, commands: Sender<Command>) -> Option<()> {
    // Whoever left it is dead: the player's lock is ours.
    let _ = std::fs::remove_file(path);
    let listener = UnixListener::bind(path)
        .inspect_err(|error| tracing::warn!("no socket at {}: {error}", path.display()))
        .ok()?;
    let _ = std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600));
    let serve = move || {
        for client in listener.incoming() {
            let Ok(client) = client else { continue };
            let commands = commands.clone();
            let talk = move || {
                if let Err(error) = talk(&client, of, &commands) {
                    tracing::debug!("a client of the socket left: {error}");
                }
            };
            let _ = std::thread::Builder::new().name("client".into()).spawn(talk);
        }
    };
    std::thread::Builder::new().name("socket".into()).spawn(serve).ok().map(|_| ())
}

/// A command of one listener.
#[derive(Serialize, Deserialize)]
struct Of<C> {
    of: ListenerId,
    command: C,
}

fn talk(client: &UnixStream, of: ListenerId, commands: &Sender<Command>) -> std::io::Result<()> {
    client.set_read_timeout(Some(PATIENCE))?;
    client.set_write_timeout(Some(PATIENCE))?;
    let mut out = client;
    let mut lines = BufReader::new(std::io::Read::take(client, LONGEST_LINE));
    let mut line = String::new();
    while lines.read_line(&mut line)? > 0 {
        let read = match serde_json::from_str::<Of<Command>>(&line) {
            Ok(one) if one.of == of => Ok(one.command),
            Ok(_) => Err("another listener plays".to_owned()),
            Err(_) => serde_json::from_str::<Command>(&line).map_err(|error| error.to_string()),
        };
        let answer = match read {
            Ok(command) => match commands.send(command) {
                Ok(()) => serde_json::json!({ "ok": true }),
                Err(_) => serde_json::json!({ "ok": false, "reason": "the player is ending" }),
            },
            Err(reason) => serde_json::json!({ "ok": false, "reason": reason }),
        };
        writeln!(out, "{answer}")?;
        line.clear();
        lines.get_mut().set_limit(LONGEST_LINE);
    }
    Ok(())
}

/// Whether a player runs on this library: somebody answers at its socket.
#[must_use]
pub fn is_player_running(path: &Path) -> bool {
    UnixStream::connect(path).is_ok()
}

/// Sends one command to the player that runs on this library, whoever listens. False when none does.
#[must_use]
pub fn tell_running_player(path: &Path, command: &Command) -> bool {
    answered(path, command).is_ok()
}

/// Gives one command to the player of this listener. False when none runs, or another one's:
/// then nobody has done anything.
#[must_use]
pub fn tell_player_of(path: &Path, of: ListenerId, command: &Command) -> bool {
    let answer = answered(path, &Of { of, command }).unwrap_or_default();
    serde_json::from_str::<serde_json::Value>(&answer).is_ok_and(|answer| answer["ok"] == true)
}

fn answered(path: &Path, line: &impl Serialize) -> std::io::Result<String> {
    let mut player = UnixStream::connect(path)?;
    player.set_write_timeout(Some(PATIENCE))?;
    player.set_read_timeout(Some(PATIENCE))?;
    writeln!(player, "{}", serde_json::to_string(line)?)?;
    let mut answer = String::new();
    BufReader::new(player).read_line(&mut answer)?;
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_arrive_and_nonsense_is_answered() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("player.sock");
        assert!(!tell_running_player(&path, &Command::Next), "nobody listens yet");
        assert!(!is_player_running(&path));
        let (commands, inbox) = crossbeam_channel::unbounded();
        let [ana, ben] = [1, 2].map(ListenerId);
        listen(&path, ana, commands).unwrap();
        assert!(tell_running_player(&path, &Command::LibraryChanged));
        assert_eq!(inbox.recv().unwrap(), Command::LibraryChanged);
        assert!(!tell_player_of(&path, ben, &Command::Undo), "it is not theirs");
        assert!(tell_player_of(&path, ana, &Command::Next));
        assert_eq!(inbox.recv().unwrap(), Command::Next);

        let mut client = UnixStream::connect(&path).unwrap();
        writeln!(client, "open the pod bay doors").unwrap();
        let mut answer = String::new();
        BufReader::new(&client).read_line(&mut answer).unwrap();
        assert!(answer.contains("\"ok\":false"), "{answer}");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
