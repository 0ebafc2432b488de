-- What SailPoint's API says of campaigns beside what they are here: `body` is JSON, as it came; none for campaigns that
-- were made by another API. Deleted campaigns are not shown by it any more.
CREATE TABLE isc_campaigns (
    campaign_id UUID NOT NULL PRIMARY KEY,
    body TEXT,
    modified_at TIMESTAMPTZ,
    deleted_at TIMESTAMPTZ
);

-- What a campaign asks of a reviewer. `from_id` is the certification that it was handed over from.
CREATE TABLE certifications (
    id UUID NOT NULL PRIMARY KEY,
    campaign BIGINT NOT NULL,
    reviewer_id UUID NOT NULL,
    from_id UUID,
    comment TEXT,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX certifications_reviewer ON certifications (campaign, reviewer_id);
CREATE INDEX certifications_person ON certifications (reviewer_id);

-- What was done with campaigns and certifications, and how it went. `errors` and `trail` are JSON.
CREATE TABLE certification_tasks (
    id UUID NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    target_kind TEXT NOT NULL,
    target_id UUID NOT NULL,
    user_id UUID,
    status TEXT NOT NULL,
    errors TEXT NOT NULL,
    trail TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX certification_tasks_target ON certification_tasks (target_id);

-- Campaigns that can be generated; `body` and `schedule` are JSON, as they came.
CREATE TABLE isc_templates (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    owner_id UUID,
    body TEXT NOT NULL,
    schedule TEXT,
    revision BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    modified_at TIMESTAMPTZ NOT NULL
);

-- What campaigns leave out or take in; `body` is JSON, as it came.
CREATE TABLE isc_filters (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    owner_name TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);

-- When a report of a campaign was run last.
CREATE TABLE isc_reports (
    campaign_id UUID NOT NULL,
    kind TEXT NOT NULL,
    id UUID NOT NULL,
    run_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (campaign_id, kind)
);
CREATE UNIQUE INDEX isc_reports_id ON isc_reports (id);
