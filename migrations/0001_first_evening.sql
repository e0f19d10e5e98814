-- Why: the first evening. A library of files and tracks, all that was heard of it, and all that the listener made by hand.
-- What is not logged from the first day can never be had, so tables whose features come later stand here too.
-- Times are Unix milliseconds. UUIDs are 16 bytes. Paths are raw bytes, never normalised.

-- Whose library, whose hands, which machine ------------------------------------------------------------------------

CREATE TABLE library (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  uuid BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  -- Grows with every change that pages or home must notice.
  generation INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE devices (
  id INTEGER PRIMARY KEY,
  uuid BLOB NOT NULL UNIQUE,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE listeners (
  id INTEGER PRIMARY KEY,
  uuid BLOB NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL
) STRICT;

-- The library: roots, files, tracks --------------------------------------------------------------------------------
-- Likes, pins and saved pages name tracks, albums and artists by key, so a key is never given twice (AUTOINCREMENT).

CREATE TABLE roots (
  id INTEGER PRIMARY KEY,
  path BLOB NOT NULL UNIQUE,
  added_at INTEGER NOT NULL,
  last_scan_at INTEGER,
  -- Set when the folder was gone or empty at the last look; its files are then offline, not missing.
  offline INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE files (
  id INTEGER PRIMARY KEY,
  root_id INTEGER NOT NULL REFERENCES roots (id) ON DELETE CASCADE,
  path BLOB NOT NULL,
  size INTEGER NOT NULL,
  mtime_ns INTEGER NOT NULL,
  ctime_ns INTEGER NOT NULL,
  inode INTEGER NOT NULL,
  payload BLOB,
  -- Of all that was read from its tags, to tell a retag from a touch.
  tags_hash INTEGER,
  format TEXT NOT NULL,
  length_ms INTEGER,
  sample_rate INTEGER,
  channels INTEGER,
  bits INTEGER,
  bitrate INTEGER,
  -- Why it cannot be read or played; NULL for a good file.
  problem TEXT,
  missing_since INTEGER,
  added_at INTEGER NOT NULL,
  UNIQUE (root_id, path)
) STRICT;
CREATE INDEX files_by_payload ON files (payload) WHERE payload IS NOT NULL;
CREATE INDEX files_missing ON files (missing_since) WHERE missing_since IS NOT NULL;

CREATE TABLE artists (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  -- The folded name: what makes two credits one artist.
  fold TEXT NOT NULL UNIQUE,
  sort_key TEXT NOT NULL,
  mbid TEXT
) STRICT;

CREATE TABLE albums (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  -- MusicBrainz id, else folded (album artist or Various, title, folder without its disc part).
  identity TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  fold TEXT NOT NULL,
  sort_key TEXT NOT NULL,
  artist_id INTEGER REFERENCES artists (id),
  artist TEXT NOT NULL,
  year INTEGER,
  compilation INTEGER NOT NULL DEFAULT 0,
  mbid TEXT,
  added_at INTEGER NOT NULL,
  kind_by_hand TEXT
) STRICT;
CREATE INDEX albums_by_artist ON albums (artist_id, year);
CREATE INDEX albums_by_title ON albums (fold, artist_id);

CREATE TABLE tracks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  title TEXT NOT NULL,
  fold TEXT NOT NULL,
  sort_key TEXT NOT NULL,
  artist TEXT NOT NULL,
  artist_fold TEXT NOT NULL,
  artist_id INTEGER REFERENCES artists (id),
  album_id INTEGER REFERENCES albums (id),
  disc INTEGER,
  disc_total INTEGER,
  number INTEGER,
  number_total INTEGER,
  year INTEGER,
  date TEXT,
  original_date TEXT,
  length_ms INTEGER,
  kind TEXT NOT NULL DEFAULT 'music',
  kind_by_hand TEXT,
  bpm REAL,
  composer TEXT,
  conductor TEXT,
  work TEXT,
  movement TEXT,
  movement_number INTEGER,
  movement_total INTEGER,
  track_gain REAL,
  track_peak REAL,
  album_gain REAL,
  album_peak REAL,
  recording_mbid TEXT,
  track_mbid TEXT,
  release_mbid TEXT,
  release_group_mbid TEXT,
  tag_rating REAL,
  tag_play_count INTEGER,
  has_lyrics INTEGER NOT NULL DEFAULT 0,
  has_cover INTEGER NOT NULL DEFAULT 0,
  guessed INTEGER NOT NULL DEFAULT 0,
  added_at INTEGER NOT NULL
) STRICT;
CREATE INDEX tracks_by_album ON tracks (album_id, disc, number);
CREATE INDEX tracks_by_artist ON tracks (artist_id);
CREATE INDEX tracks_by_added ON tracks (added_at);
CREATE INDEX tracks_by_recording ON tracks (recording_mbid) WHERE recording_mbid IS NOT NULL;
CREATE INDEX tracks_by_words ON tracks (artist_fold, fold);
CREATE INDEX tracks_by_title ON tracks (fold);

-- Which files hold a track; a span when the file holds several (CUE sheets).
CREATE TABLE track_files (
  file_id INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
  track_id INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
  start_ms INTEGER NOT NULL DEFAULT 0,
  end_ms INTEGER,
  PRIMARY KEY (file_id, start_ms)
) STRICT, WITHOUT ROWID;
CREATE INDEX track_files_by_track ON track_files (track_id);

-- role: artist, featured, composer, conductor, performer. Album credit lines live in albums.
CREATE TABLE track_artists (
  track_id INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
  role TEXT NOT NULL,
  position INTEGER NOT NULL,
  artist_id INTEGER NOT NULL REFERENCES artists (id),
  PRIMARY KEY (track_id, role, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX track_artists_by_artist ON track_artists (artist_id, role);

CREATE TABLE genres (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  fold TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE track_genres (
  track_id INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  genre_id INTEGER NOT NULL REFERENCES genres (id),
  PRIMARY KEY (track_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX track_genres_by_genre ON track_genres (genre_id);

-- Folded words of title, artists and album; rowid is the track. Folding is done before, SQLite's leaves ð þ ø ł ß æ alone.
-- No positions and no columns are kept: ranking is done on the rows that match, which is faster and a third of the size.
-- The tokeniser takes every character beyond ASCII as it is; words are cut before.
CREATE VIRTUAL TABLE search USING fts5 (
  words,
  content = '', contentless_delete = 1, detail = none,
  tokenize = 'ascii',
  prefix = '1 2'
);
-- Its vocabulary, for words with typos.
CREATE VIRTUAL TABLE search_vocabulary USING fts5vocab (search, row);

-- What scans found, so that a scan can say what changed since the last one.
CREATE TABLE scans (
  id INTEGER PRIMARY KEY,
  root_id INTEGER NOT NULL REFERENCES roots (id) ON DELETE CASCADE,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  report TEXT
) STRICT;

-- What was heard ---------------------------------------------------------------------------------------------------

-- Words of a track as they were when it played; interned, because most plays repeat.
CREATE TABLE snapshots (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  artist TEXT NOT NULL,
  album TEXT,
  UNIQUE (title, artist, album)
) STRICT;

CREATE TABLE import_batches (
  id INTEGER PRIMARY KEY,
  uuid BLOB NOT NULL UNIQUE,
  listener_id INTEGER NOT NULL REFERENCES listeners (id),
  source TEXT NOT NULL,
  imported_at INTEGER NOT NULL,
  undone_at INTEGER
) STRICT;

CREATE TABLE plays (
  id INTEGER PRIMARY KEY,
  uuid BLOB NOT NULL UNIQUE,
  device_id INTEGER NOT NULL REFERENCES devices (id),
  listener_id INTEGER NOT NULL REFERENCES listeners (id),
  track_id INTEGER REFERENCES tracks (id) ON DELETE SET NULL,
  snapshot_id INTEGER NOT NULL REFERENCES snapshots (id),
  started_at INTEGER NOT NULL,
  -- Minutes east of UTC; NULL where an import does not know.
  utc_offset INTEGER,
  heard_ms INTEGER,
  -- Where in the track it was left; not what was heard, since seeks are not heard.
  position_ms INTEGER,
  length_ms INTEGER,
  -- NULL while it plays. A closed row never changes.
  ending TEXT,
  audible INTEGER NOT NULL DEFAULT 1,
  key_age_ms INTEGER,
  source_kind TEXT NOT NULL,
  source_id TEXT,
  batch_id INTEGER REFERENCES import_batches (id)
) STRICT;
CREATE INDEX plays_by_time ON plays (listener_id, started_at);
CREATE INDEX plays_by_track ON plays (track_id, started_at);
CREATE INDEX plays_open ON plays (device_id) WHERE ending IS NULL;

-- Kept in the transaction that closes a play, rebuilt by `doctor`: grouping a million plays takes over a second.
CREATE TABLE track_stats (
  listener_id INTEGER NOT NULL REFERENCES listeners (id) ON DELETE CASCADE,
  track_id INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
  plays INTEGER NOT NULL DEFAULT 0,
  listens INTEGER NOT NULL DEFAULT 0,
  skips INTEGER NOT NULL DEFAULT 0,
  finished INTEGER NOT NULL DEFAULT 0,
  heard_ms INTEGER NOT NULL DEFAULT 0,
  first_listen_at INTEGER,
  last_listen_at INTEGER,
  last_play_at INTEGER,
  PRIMARY KEY (listener_id, track_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX track_stats_by_listens ON track_stats (listener_id, listens);

-- Counts that came from elsewhere, never faked as plays.
CREATE TABLE imported_counts (
  listener_id INTEGER NOT NULL REFERENCES listeners (id) ON DELETE CASCADE,
  track_id INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
  source TEXT NOT NULL,
  plays INTEGER,
  rating REAL,
  last_played_at INTEGER,
  batch_id INTEGER REFERENCES import_batches (id),
  PRIMARY KEY (listener_id, track_id, source)
) STRICT, WITHOUT ROWID;

CREATE TABLE exclusion_rules (
  id INTEGER PRIMARY KEY,
  uuid BLOB NOT NULL UNIQUE,
  listener_id INTEGER NOT NULL REFERENCES listeners (id) ON DELETE CASCADE,
  -- JSON: playlist, folder, genre, time range, session or single play.
  rule TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  undone_at INTEGER
) STRICT;

-- What was shown for at least a second, and whether it was started from there.
CREATE TABLE impressions (
  id INTEGER PRIMARY KEY,
  listener_id INTEGER NOT NULL REFERENCES listeners (id) ON DELETE CASCADE,
  shown_at INTEGER NOT NULL,
  home_generation INTEGER NOT NULL,
  section_id TEXT NOT NULL,
  section_kind TEXT NOT NULL,
  section_place INTEGER NOT NULL,
  item_type TEXT NOT NULL,
  item_id TEXT NOT NULL,
  pick_place INTEGER NOT NULL
) STRICT;
CREATE INDEX impressions_by_time ON impressions (listener_id, shown_at);

CREATE TABLE searches (
  id INTEGER PRIMARY KEY,
  listener_id INTEGER NOT NULL REFERENCES listeners (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  words TEXT NOT NULL,
  -- What was opened or played from the results.
  opened_type TEXT,
  opened_id TEXT
) STRICT;

CREATE TABLE opened_pages (
  id INTEGER PRIMARY KEY,
  listener_id INTEGER NOT NULL REFERENCES listeners (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  item_type TEXT NOT NULL,
  item_id TEXT NOT NULL
) STRICT;

-- What the listener made and said ----------------------------------------------------------------------------------

CREATE TABLE feedback (
  id INTEGER PRIMARY KEY,
  uuid BLOB NOT NULL UNIQUE,
  listener_id INTEGER NOT NULL REFERENCES listeners (id) ON DELETE CASCADE,
  verb TEXT NOT NULL,
  -- track, album, artist, playlist, genre, folder, section
  target_type TEXT NOT NULL,
  target_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  utc_offset INTEGER NOT NULL,
  until INTEGER,
  undone_at INTEGER
) STRICT;
CREATE INDEX feedback_in_force ON feedback (listener_id, target_type, target_id) WHERE undone_at IS NULL;

CREATE TABLE playlists (
  id INTEGER PRIMARY KEY,
  uuid BLOB NOT NULL UNIQUE,
  listener_id INTEGER NOT NULL REFERENCES listeners (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  sort_key TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  made_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  utc_offset INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;

CREATE TABLE playlist_entries (
  -- Never given twice, so that undo can put a removed line back under its own number.
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  playlist_id INTEGER NOT NULL REFERENCES playlists (id) ON DELETE CASCADE,
  -- Gaps are left between neighbours, so that a move rewrites one row.
  position REAL NOT NULL,
  track_id INTEGER REFERENCES tracks (id) ON DELETE SET NULL,
  snapshot_id INTEGER NOT NULL REFERENCES snapshots (id),
  -- Where it lay when it was added: how a lost line finds its file again.
  path BLOB,
  length_ms INTEGER,
  added_at INTEGER NOT NULL
) STRICT;
CREATE INDEX playlist_entries_in_order ON playlist_entries (playlist_id, position);
CREATE INDEX playlist_entries_by_track ON playlist_entries (track_id);

CREATE TABLE pins (
  id INTEGER PRIMARY KEY,
  uuid BLOB NOT NULL UNIQUE,
  listener_id INTEGER NOT NULL REFERENCES listeners (id) ON DELETE CASCADE,
  place INTEGER NOT NULL,
  mode TEXT NOT NULL,
  title TEXT NOT NULL,
  -- JSON of domain::section::Recipe and of the kept picks.
  recipe TEXT NOT NULL,
  picks TEXT NOT NULL,
  pinned_at INTEGER NOT NULL,
  utc_offset INTEGER NOT NULL,
  removed_at INTEGER
) STRICT;

-- The undo journal: every hand-made change with its inverse, so that undo survives a restart.
CREATE TABLE changes (
  id INTEGER PRIMARY KEY,
  uuid BLOB NOT NULL UNIQUE,
  listener_id INTEGER NOT NULL REFERENCES listeners (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  -- "Removed Sunny from Kitchen"
  summary TEXT NOT NULL,
  change TEXT NOT NULL,
  inverse TEXT NOT NULL,
  undone_at INTEGER
) STRICT;

CREATE TABLE settings (
  listener_id INTEGER NOT NULL REFERENCES listeners (id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  -- hand, or ear and confirmed
  origin TEXT NOT NULL,
  set_at INTEGER NOT NULL,
  PRIMARY KEY (listener_id, key)
) STRICT, WITHOUT ROWID;

-- What the player comes back with ----------------------------------------------------------------------------------

-- The last home built, drawn first at the next start. JSON of domain::section::Home.
CREATE TABLE home (
  listener_id INTEGER PRIMARY KEY REFERENCES listeners (id) ON DELETE CASCADE,
  generation INTEGER NOT NULL,
  built_at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;

-- The queue, rewritten when it changes. JSON of the player's saved form.
CREATE TABLE queue (
  listener_id INTEGER PRIMARY KEY REFERENCES listeners (id) ON DELETE CASCADE,
  saved_at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;

-- Small and often written: where in the track, how loud.
CREATE TABLE resume_points (
  listener_id INTEGER PRIMARY KEY REFERENCES listeners (id) ON DELETE CASCADE,
  saved_at INTEGER NOT NULL,
  position_ms INTEGER NOT NULL,
  volume INTEGER NOT NULL,
  muted INTEGER NOT NULL
) STRICT;
