//! `.tonearmignore`: what the listener keeps out of the library. An empty file keeps its whole
//! folder out; else each line is a name, with `*` and `?`, that is passed over in the folder and
//! below. `#` begins a remark.

use std::os::unix::ffi::OsStrExt;

use walkdir::DirEntry;

const NAME: &str = ".tonearmignore";

/// The ignore files in force while a walk goes on, outermost first.
#[derive(Debug, Default)]
pub struct Ignored {
    /// Depth of the folder, and its patterns.
    stack: Vec<(usize, Vec<Vec<u8>>)>,
}

impl Ignored {
    /// Comes into a folder; true when all of it is ignored.
    pub fn enter(&mut self, folder: &DirEntry) -> bool {
        self.stack.retain(|(depth, _)| *depth < folder.depth());
        let Ok(content) = std::fs::read(folder.path().join(NAME)) else { return false };
        let patterns: Vec<Vec<u8>> = content
            .split(|&byte| byte == b'\n')
            .map(<[u8]>::trim_ascii)
            .filter(|line| !line.is_empty() && !line.starts_with(b"#"))
            .map(|line| line.strip_suffix(b"/").unwrap_or(line).to_vec())
            .collect();
        if patterns.is_empty() {
            return true;
        }
        self.stack.push((folder.depth(), patterns));
        false
    }

    /// Whether the entry is named by an ignore file above it.
    pub fn covers(&self, entry: &DirEntry) -> bool {
        let name = entry.file_name().as_bytes();
        let above = self.stack.iter().filter(|(depth, _)| *depth < entry.depth());
        above.flat_map(|(_, patterns)| patterns).any(|pattern| matches(pattern, name))
    }
}

/// Whether a name fits a pattern with `*` (any bytes) and `?` (one byte).
fn matches(pattern: &[u8], name: &[u8]) -> bool {
    let (mut p, mut n) = (0, 0);
    let mut retry = None;
    while n < name.len() {
        match pattern.get(p) {
            Some(b'*') => {
                retry = Some((p, n));
                p += 1;
            }
            Some(&byte) if byte == b'?' || byte == name[n] => {
                p += 1;
                n += 1;
            }
            _ => match retry {
                // The last star takes one byte more.
                Some((star, from)) => {
                    retry = Some((star, from + 1));
                    p = star + 1;
                    n = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|&byte| byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_names() {
        for (pattern, name, fits) in [
            ("demo", "demo", true),
            ("demo", "demos", false),
            ("*.wav", "a.wav", true),
            ("*.wav", "a.wav.mp3", false),
            ("a*b*c", "aXbYbZc", true),
            ("a*b*c", "aXbY", false),
            ("?", "x", true),
            ("??", "x", false),
            ("*", "", true),
        ] {
            assert_eq!(matches(pattern.as_bytes(), name.as_bytes()), fits, "{pattern} {name}");
        }
    }
}
