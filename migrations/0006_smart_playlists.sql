-- Why: a listener keeps playlists by rules, each a query under a name.

CREATE TABLE smart_playlists (
  id INTEGER PRIMARY KEY,
  uuid BLOB NOT NULL UNIQUE,
  listener_id INTEGER NOT NULL REFERENCES listeners (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  sort_key TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  -- As the listener would type it; what a later program cannot read is kept all the same.
  query TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  -- Minutes, of changed_at.
  utc_offset INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;

CREATE INDEX smart_playlists_by_listener ON smart_playlists (listener_id, sort_key);
