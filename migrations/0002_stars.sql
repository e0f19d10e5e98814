-- Why: stars given by hand. What tags and imports say of a track lies elsewhere and is not overwritten.

CREATE TABLE ratings (
  listener_id INTEGER NOT NULL REFERENCES listeners (id) ON DELETE CASCADE,
  track_id INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
  -- 1 to 5; no row is no rating.
  stars INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5),
  rated_at INTEGER NOT NULL,
  PRIMARY KEY (listener_id, track_id)
) STRICT, WITHOUT ROWID;
