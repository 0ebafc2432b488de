-- Types of requests that were defined here, and built-in ones that were changed;
-- `body` is JSON, as it came.
CREATE TABLE request_types (
    id TEXT NOT NULL PRIMARY KEY,
    is_custom BOOLEAN NOT NULL,
    body TEXT NOT NULL,
    revision INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    modified_at TEXT NOT NULL
);
