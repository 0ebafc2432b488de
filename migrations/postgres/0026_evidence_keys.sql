-- The key that evidence of campaigns is signed with: the seed of an Ed25519 key. There is one.
CREATE TABLE evidence_keys (
    place SMALLINT NOT NULL PRIMARY KEY CHECK (place = 1),
    seed BYTEA NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
