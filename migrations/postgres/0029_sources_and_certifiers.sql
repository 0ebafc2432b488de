-- What files last said of each application: the last load that came to its end, and one after it that did not.
CREATE TABLE source_loads (
    application_id UUID NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    loaded_at TIMESTAMPTZ,
    loaded_rows BIGINT NOT NULL,
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    failed_at TIMESTAMPTZ,
    failed_rows BIGINT NOT NULL,
    failure TEXT,
    PRIMARY KEY (application_id, kind)
);

-- The same as it was when a campaign was started.
CREATE TABLE campaign_sources (
    campaign BIGINT NOT NULL,
    application_id UUID NOT NULL,
    kind TEXT NOT NULL,
    loaded_at TIMESTAMPTZ,
    loaded_rows BIGINT NOT NULL,
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (campaign, application_id, kind)
);

-- Whom scripts named for the line items of a campaign, stage by stage: by grant, definition or person.
CREATE TABLE campaign_certifiers (
    campaign BIGINT NOT NULL,
    stage SMALLINT NOT NULL,
    subject_id UUID NOT NULL,
    reviewer_id UUID,
    fault TEXT,
    PRIMARY KEY (campaign, stage, subject_id)
);
