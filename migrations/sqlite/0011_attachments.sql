-- Files beside comments. The content is here, so that one backup has everything.
CREATE TABLE attachments (
    id BLOB NOT NULL PRIMARY KEY,
    request_id TEXT NOT NULL REFERENCES requests (id),
    comment_id BLOB NOT NULL REFERENCES request_comments (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    size INTEGER NOT NULL,
    content BLOB NOT NULL,
    created_at TEXT NOT NULL
);
CREATE UNIQUE INDEX attachments_comment ON attachments (comment_id);
CREATE INDEX attachments_request ON attachments (request_id);

-- Who has taken a task alone, and in whose stead.
ALTER TABLE request_phases ADD COLUMN claimed_by BLOB;
ALTER TABLE request_phases ADD COLUMN claimed_for BLOB;
-- Tasks, newest first.
CREATE INDEX request_phases_started ON request_phases (started_at);
