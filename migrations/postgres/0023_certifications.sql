-- Certification: templates, campaigns and their line items. `body` is JSON, as it came.
CREATE TABLE certification_templates (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_norm TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL,
    owner_id UUID NOT NULL REFERENCES users (id),
    is_event_based BOOLEAN NOT NULL,
    body TEXT NOT NULL,
    revision BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    modified_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX certification_templates_name ON certification_templates (name_norm);

-- A campaign outlives its template, and has its definition as it was. `position` is the last person whose grants were
-- looked at while its line items are made.
CREATE TABLE campaigns (
    id UUID NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL,
    template_id UUID,
    name TEXT NOT NULL,
    name_norm TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL,
    owner_id UUID NOT NULL REFERENCES users (id),
    body TEXT NOT NULL,
    status TEXT NOT NULL,
    items BIGINT NOT NULL,
    position UUID,
    started_at TIMESTAMPTZ,
    deadline TIMESTAMPTZ,
    completed_at TIMESTAMPTZ,
    completed_by UUID,
    failure TEXT,
    revision BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX campaigns_number ON campaigns (number);
CREATE INDEX campaigns_status ON campaigns (status, deadline);

-- One grant as it was when its campaign began. `risk` counts from 0, the riskiest.
CREATE TABLE line_items (
    campaign BIGINT NOT NULL,
    number BIGINT NOT NULL,
    user_id UUID NOT NULL,
    item_kind TEXT NOT NULL,
    item_id UUID NOT NULL,
    application_id UUID,
    account_id UUID,
    grant_id UUID NOT NULL,
    role_id UUID,
    risk SMALLINT NOT NULL,
    stage SMALLINT NOT NULL,
    reviewer_id UUID NOT NULL,
    status TEXT NOT NULL,
    verdict TEXT,
    decided_by UUID,
    decided_at TIMESTAMPTZ,
    until_at TIMESTAMPTZ,
    signed_at TIMESTAMPTZ,
    signed_by UUID,
    removal TEXT,
    removal_request TEXT,
    revision BIGINT NOT NULL,
    PRIMARY KEY (campaign, number)
);
CREATE INDEX line_items_reviewer ON line_items (campaign, reviewer_id, risk, number);
CREATE INDEX line_items_removal ON line_items (campaign, signed_at) WHERE removal = 'pending';

-- Who may decide beside the reviewer; `permissions` is JSON.
CREATE TABLE line_item_actors (
    campaign BIGINT NOT NULL,
    number BIGINT NOT NULL,
    user_id UUID NOT NULL,
    permissions TEXT NOT NULL,
    PRIMARY KEY (campaign, number, user_id)
);
CREATE INDEX line_item_actors_user ON line_item_actors (user_id, campaign);

-- What was done and said about line items.
CREATE TABLE line_item_comments (
    id UUID NOT NULL PRIMARY KEY,
    campaign BIGINT NOT NULL,
    number BIGINT NOT NULL,
    user_id UUID,
    user_name TEXT NOT NULL,
    action TEXT NOT NULL,
    comment TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL
);
CREATE INDEX line_item_comments_item ON line_item_comments (campaign, number, at);

-- What became of every grant that was in force at the start. The application of roles is the nil UUID.
CREATE TABLE campaign_ledger (
    campaign BIGINT NOT NULL,
    application_id UUID NOT NULL,
    standing TEXT NOT NULL,
    grants BIGINT NOT NULL,
    PRIMARY KEY (campaign, application_id, standing)
);
