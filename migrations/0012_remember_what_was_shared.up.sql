-- Which versions of a value have been exchanged with other laptops: by that it is known who changed it last, and whether two
-- changed it at once. A value without a row here was never shared.
CREATE TABLE shared_version (
    kind       TEXT NOT NULL,
    record_id  INTEGER NOT NULL,
    field      TEXT NOT NULL,
    version    TEXT NOT NULL,
    -- The hash of the value where this version is the latest that was shared; none of those before it.
    value_hash TEXT,
    PRIMARY KEY (kind, record_id, field, version)
) STRICT, WITHOUT ROWID;
