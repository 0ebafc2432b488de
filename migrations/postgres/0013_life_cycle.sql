-- People who are created, changed and deleted by request. Whoever is deleted stays as a record for what they did and
-- held; the name they signed in with is free again.
ALTER TABLE users ADD COLUMN revision BIGINT NOT NULL DEFAULT 1;
ALTER TABLE users ADD COLUMN deleted_at TIMESTAMPTZ;

-- Versions of roles that are not in the catalog: drafts, candidates, and what is being published. `body` is JSON:
-- what the role is, and its glossary.
CREATE TABLE role_versions (
    role_id UUID NOT NULL,
    status TEXT NOT NULL,
    name_norm TEXT COLLATE "C" NOT NULL,
    body TEXT NOT NULL,
    revision BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    modified_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (role_id, status)
);
CREATE UNIQUE INDEX role_versions_name ON role_versions (status, name_norm);
