-- no-transaction
-- Requests of types that are not about access: what they hold, and no item. SQLite takes no NOT NULL away, so the
-- table is made anew; what refers to it goes on referring to it by its name.
PRAGMA foreign_keys = OFF;
BEGIN;
DROP TABLE IF EXISTS requests_new;
CREATE TABLE requests_new (
    number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    modifier TEXT,
    requester_id BLOB REFERENCES users (id),
    requester_name TEXT NOT NULL,
    user_id BLOB NOT NULL REFERENCES users (id),
    item_id BLOB,
    item_kind TEXT,
    application_id BLOB,
    correlation_id BLOB,
    priority TEXT NOT NULL,
    justification TEXT NOT NULL,
    start_at TEXT,
    end_at TEXT,
    expires_at TEXT,
    external_id TEXT,
    context TEXT,
    is_draft BOOLEAN NOT NULL,
    status TEXT NOT NULL,
    decision TEXT,
    outcome TEXT,
    started_at TEXT NOT NULL,
    completed_at TEXT,
    completed_by BLOB,
    modified_at TEXT NOT NULL,
    revision INTEGER NOT NULL,
    content TEXT NOT NULL DEFAULT '{}',
    unique_key TEXT
);
INSERT INTO requests_new (number, id, kind, modifier, requester_id, requester_name, user_id, item_id, item_kind, application_id, correlation_id, priority, justification, start_at, end_at, expires_at, external_id, context, is_draft, status, decision, outcome, started_at, completed_at, completed_by, modified_at, revision)
    SELECT number, id, kind, modifier, requester_id, requester_name, user_id, item_id, item_kind, application_id, correlation_id, priority, justification, start_at, end_at, expires_at, external_id, context, is_draft, status, decision, outcome, started_at, completed_at, completed_by, modified_at, revision FROM requests;
DROP TABLE requests;
ALTER TABLE requests_new RENAME TO requests;
CREATE UNIQUE INDEX requests_id ON requests (id);
CREATE UNIQUE INDEX requests_open ON requests (user_id, item_id, modifier) WHERE status IN ('in-progress', 'suspended') AND NOT is_draft;
CREATE INDEX requests_user ON requests (user_id, started_at);
CREATE INDEX requests_requester ON requests (requester_id, started_at);
CREATE INDEX requests_status ON requests (status, started_at);
CREATE INDEX requests_correlation ON requests (correlation_id) WHERE correlation_id IS NOT NULL;
CREATE UNIQUE INDEX requests_unique ON requests (unique_key) WHERE unique_key IS NOT NULL AND status IN ('in-progress', 'suspended') AND NOT is_draft;
COMMIT;
PRAGMA foreign_keys = ON;
