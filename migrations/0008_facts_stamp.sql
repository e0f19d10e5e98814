-- Why: home is dealt anew after every play. What is held in memory of the library and of what was heard is read again only when this has grown.

ALTER TABLE library ADD COLUMN facts_stamp INTEGER NOT NULL DEFAULT 0;
