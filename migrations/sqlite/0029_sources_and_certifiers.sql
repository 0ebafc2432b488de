-- What files last said of each application: the last load that came to its end, and one after it that did not.
CREATE TABLE source_loads (
    application_id BLOB NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    loaded_at TEXT,
    loaded_rows INTEGER NOT NULL,
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    failed_at TEXT,
    failed_rows INTEGER NOT NULL,
    failure TEXT,
    PRIMARY KEY (application_id, kind)
) WITHOUT ROWID;

-- The same as it was when a campaign was started.
CREATE TABLE campaign_sources (
    campaign INTEGER NOT NULL,
    application_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    loaded_at TEXT,
    loaded_rows INTEGER NOT NULL,
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (campaign, application_id, kind)
) WITHOUT ROWID;

-- Whom scripts named for the line items of a campaign, stage by stage: by grant, definition or person.
CREATE TABLE campaign_certifiers (
    campaign INTEGER NOT NULL,
    stage SMALLINT NOT NULL,
    subject_id BLOB NOT NULL,
    reviewer_id BLOB,
    fault TEXT,
    PRIMARY KEY (campaign, stage, subject_id)
) WITHOUT ROWID;
