-- Why: home asks which files are not here each time it is dealt; hardly any is, and all of them had to be read to say so.

CREATE INDEX files_absent ON files (missing_since, problem) WHERE missing_since IS NOT NULL OR problem IS NOT NULL;
