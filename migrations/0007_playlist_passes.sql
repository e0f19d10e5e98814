-- Suggestions inside a playlist learn from what is passed over: what was is kept for its list.
CREATE TABLE playlist_passes (
  playlist_id INTEGER NOT NULL REFERENCES playlists (id) ON DELETE CASCADE,
  track_id INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
  passed_at INTEGER NOT NULL,
  PRIMARY KEY (playlist_id, track_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX playlist_passes_by_track ON playlist_passes (track_id);
