-- Deputies: who decides in whose stead, and when. Both the first and the last moment count.
CREATE TABLE delegations (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id),
    deputy_id BLOB NOT NULL REFERENCES users (id),
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    note TEXT NOT NULL,
    created_at TEXT NOT NULL,
    ended_at TEXT
);
CREATE INDEX delegations_deputy ON delegations (deputy_id, ends_at);
CREATE INDEX delegations_user ON delegations (user_id, ends_at);

-- In whose stead a deputy decided or spoke.
ALTER TABLE request_phases ADD COLUMN on_behalf_of BLOB;
ALTER TABLE request_comments ADD COLUMN on_behalf_of BLOB;
CREATE INDEX request_phases_deputy ON request_phases (completed_by) WHERE on_behalf_of IS NOT NULL;
