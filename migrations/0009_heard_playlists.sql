-- Why: playlists stand in the order in which they were last heard. Without it each of them would look through all plays.

CREATE INDEX plays_of_playlists ON plays (listener_id, source_id, started_at) WHERE source_kind = 'playlist';
