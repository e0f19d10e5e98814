-- Why: what listening to the sound itself gave, kept by what was heard and not by where it lies, so that it survives moves and retags.

CREATE TABLE analyses (
  payload BLOB NOT NULL,
  analyser TEXT NOT NULL,
  -- Of the analyser. One row each: a newer version replaces the older, so that they never mix.
  version INTEGER NOT NULL,
  -- What the analyser gave; NULL when the sound could not be read to the end.
  body BLOB,
  -- Why not, when it could not: it is not tried again before the version changes.
  problem TEXT,
  made_at INTEGER NOT NULL,
  PRIMARY KEY (payload, analyser),
  CHECK ((body IS NULL) <> (problem IS NULL))
) STRICT, WITHOUT ROWID;
