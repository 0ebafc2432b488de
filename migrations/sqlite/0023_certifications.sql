-- Certification: templates, campaigns and their line items. `body` is JSON, as it came.
CREATE TABLE certification_templates (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_norm TEXT NOT NULL,
    kind TEXT NOT NULL,
    owner_id BLOB NOT NULL REFERENCES users (id),
    is_event_based BOOLEAN NOT NULL,
    body TEXT NOT NULL,
    revision INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    modified_at TEXT NOT NULL
);
CREATE UNIQUE INDEX certification_templates_name ON certification_templates (name_norm);

-- A campaign outlives its template, and has its definition as it was. `position` is the last person whose grants were
-- looked at while its line items are made.
CREATE TABLE campaigns (
    id BLOB NOT NULL PRIMARY KEY,
    number INTEGER NOT NULL,
    template_id BLOB,
    name TEXT NOT NULL,
    name_norm TEXT NOT NULL,
    kind TEXT NOT NULL,
    owner_id BLOB NOT NULL REFERENCES users (id),
    body TEXT NOT NULL,
    status TEXT NOT NULL,
    items INTEGER NOT NULL,
    position BLOB,
    started_at TEXT,
    deadline TEXT,
    completed_at TEXT,
    completed_by BLOB,
    failure TEXT,
    revision INTEGER NOT NULL,
    created_at TEXT NOT NULL
);
CREATE UNIQUE INDEX campaigns_number ON campaigns (number);
CREATE INDEX campaigns_status ON campaigns (status, deadline);

-- One grant as it was when its campaign began. `risk` counts from 0, the riskiest.
CREATE TABLE line_items (
    campaign INTEGER NOT NULL,
    number INTEGER NOT NULL,
    user_id BLOB NOT NULL,
    item_kind TEXT NOT NULL,
    item_id BLOB NOT NULL,
    application_id BLOB,
    account_id BLOB,
    grant_id BLOB NOT NULL,
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
    PRIMARY KEY (campaign, number)
) WITHOUT ROWID;
CREATE INDEX line_items_reviewer ON line_items (campaign, reviewer_id, risk, number);
CREATE INDEX line_items_removal ON line_items (campaign, signed_at) WHERE removal = 'pending';

-- Who may decide beside the reviewer; `permissions` is JSON.
CREATE TABLE line_item_actors (
    campaign INTEGER NOT NULL,
    number INTEGER NOT NULL,
    user_id BLOB NOT NULL,
    permissions TEXT NOT NULL,
    PRIMARY KEY (campaign, number, user_id)
);
CREATE INDEX line_item_actors_user ON line_item_actors (user_id, campaign);

-- What was done and said about line items.
CREATE TABLE line_item_comments (
    id BLOB NOT NULL PRIMARY KEY,
    campaign INTEGER NOT NULL,
    number INTEGER NOT NULL,
    user_id BLOB,
    user_name TEXT NOT NULL,
    action TEXT NOT NULL,
    comment TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX line_item_comments_item ON line_item_comments (campaign, number, at);

-- What became of every grant that was in force at the start. The application of roles is the nil UUID.
CREATE TABLE campaign_ledger (
    campaign INTEGER NOT NULL,
    application_id BLOB NOT NULL,
    standing TEXT NOT NULL,
    grants INTEGER NOT NULL,
    PRIMARY KEY (campaign, application_id, standing)
);
