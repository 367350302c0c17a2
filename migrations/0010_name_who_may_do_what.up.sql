-- Who may do what in this file. Where nobody is named as a manager, everybody may do everything.
CREATE TABLE person (
    name TEXT PRIMARY KEY,
    role TEXT NOT NULL CHECK (role IN ('viewer', 'planner', 'manager'))
) STRICT, WITHOUT ROWID;
