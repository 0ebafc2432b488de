-- Types of requests that were defined here, and built-in ones that were changed;
-- `body` is JSON, as it came.
CREATE TABLE request_types (
    id TEXT NOT NULL PRIMARY KEY,
    is_custom BOOLEAN NOT NULL,
    body TEXT NOT NULL,
    revision BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    modified_at TIMESTAMPTZ NOT NULL
);
