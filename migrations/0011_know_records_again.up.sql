-- By what a record is known again when it comes from another file a second time: numbers differ from file to file, this does not.
-- A record without a row here never left this file and never came from another.
CREATE TABLE identity (
    kind      TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    uid       TEXT NOT NULL,
    PRIMARY KEY (kind, record_id, uid),
    UNIQUE (kind, uid)
) STRICT, WITHOUT ROWID;
