-- Why: a folder of playlists can be kept equal in both directions, which takes knowing how each
-- list and its file stood when they were last the same.

CREATE TABLE playlist_files (
  listener_id INTEGER NOT NULL REFERENCES listeners (id) ON DELETE CASCADE,
  folder BLOB NOT NULL,
  -- Kept when the list is gone: its file is then put aside.
  playlist_uuid BLOB NOT NULL,
  -- What the list was called.
  name TEXT NOT NULL,
  -- Of the file, below the folder.
  file BLOB NOT NULL,
  -- Hashes: of the file's bytes, of the list's name and lines, of the file that the list would be written as.
  file_hash INTEGER NOT NULL,
  state INTEGER NOT NULL,
  text INTEGER NOT NULL,
  PRIMARY KEY (listener_id, folder, playlist_uuid)
) STRICT, WITHOUT ROWID;
