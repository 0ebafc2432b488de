-- A line item is about a grant (with its person and item), a definition (an item alone) or a record (a person alone).
-- SQLite changes no column: the table is made anew.
CREATE TABLE line_items_new (
    campaign INTEGER NOT NULL,
    number INTEGER NOT NULL,
    user_id BLOB,
    item_kind TEXT,
    item_id BLOB,
    application_id BLOB,
    account_id BLOB,
    grant_id BLOB,
    role_id BLOB,
    risk INTEGER NOT NULL,
    stage INTEGER NOT NULL,
    reviewer_id BLOB NOT NULL,
    status TEXT NOT NULL,
    verdict TEXT,
    decided_by BLOB,
    decided_at TEXT,
    until_at TEXT,
    signed_at TEXT,
    signed_by BLOB,
    removal TEXT,
    removal_request TEXT,
    revision INTEGER NOT NULL,
    removed_at TEXT,
    verified_at TEXT,
    PRIMARY KEY (campaign, number)
) WITHOUT ROWID;
INSERT INTO line_items_new SELECT campaign, number, user_id, item_kind, item_id, application_id, account_id, grant_id,
    role_id, risk, stage, reviewer_id, status, verdict, decided_by, decided_at, until_at, signed_at, signed_by, removal,
    removal_request, revision, removed_at, verified_at FROM line_items;
DROP TABLE line_items;
ALTER TABLE line_items_new RENAME TO line_items;
CREATE INDEX line_items_reviewer ON line_items (campaign, reviewer_id, risk, number);
CREATE INDEX line_items_removal ON line_items (campaign, signed_at) WHERE removal = 'pending';
CREATE INDEX line_items_signed ON line_items (grant_id, signed_at) WHERE signed_at IS NOT NULL AND verdict IS NOT NULL;
CREATE INDEX line_items_open ON line_items (user_id) WHERE status = 'in-progress';
CREATE INDEX line_items_unverified ON line_items (campaign, removed_at) WHERE removal = 'complete' AND verified_at IS NULL;
CREATE INDEX line_items_definition ON line_items (item_id) WHERE grant_id IS NULL;
CREATE INDEX line_items_record ON line_items (user_id) WHERE grant_id IS NULL;
