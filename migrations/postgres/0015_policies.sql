-- Duties kept apart. `body` is JSON, as it came.
CREATE TABLE policy_rules (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_norm TEXT COLLATE "C" NOT NULL,
    owner_id UUID NOT NULL REFERENCES users (id),
    is_active BOOLEAN NOT NULL,
    is_preventive BOOLEAN NOT NULL,
    is_detective BOOLEAN NOT NULL,
    body TEXT NOT NULL,
    revision BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    modified_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX policy_rules_name ON policy_rules (name_norm);

CREATE TABLE policies (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_norm TEXT COLLATE "C" NOT NULL,
    owner_id UUID NOT NULL REFERENCES users (id),
    body TEXT NOT NULL,
    revision BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    modified_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX policies_name ON policies (name_norm);

CREATE TABLE policy_members (
    policy_id UUID NOT NULL REFERENCES policies (id) ON DELETE CASCADE,
    rule_id UUID NOT NULL REFERENCES policy_rules (id),
    position BIGINT NOT NULL,
    PRIMARY KEY (policy_id, rule_id)
);
CREATE INDEX policy_members_rule ON policy_members (rule_id);

-- Scans: who breaks which rules. A scan outlives what it looked at: names are kept.
CREATE TABLE policy_scans (
    id UUID NOT NULL PRIMARY KEY,
    policy_id UUID,
    rule_id UUID,
    target_name TEXT NOT NULL,
    started_by TEXT NOT NULL,
    is_simulation BOOLEAN NOT NULL,
    status TEXT NOT NULL,
    rules TEXT NOT NULL,
    people BIGINT NOT NULL DEFAULT 0,
    done BIGINT NOT NULL DEFAULT 0,
    found BIGINT NOT NULL DEFAULT 0,
    opened BIGINT NOT NULL DEFAULT 0,
    failure TEXT,
    started_at TIMESTAMPTZ NOT NULL,
    completed_at TIMESTAMPTZ
);
CREATE INDEX policy_scans_started ON policy_scans (started_at);

-- What a scan found; `access` is JSON: for each side of the rule the grants that match it.
CREATE TABLE policy_scan_results (
    scan_id UUID NOT NULL REFERENCES policy_scans (id) ON DELETE CASCADE,
    rule_id UUID NOT NULL,
    user_id UUID NOT NULL,
    access TEXT NOT NULL,
    PRIMARY KEY (scan_id, rule_id, user_id)
);

-- A person breaks a rule. `rule` and `access` are JSON, as they were when it was found. Its phases and comments are
-- those of its case.
CREATE TABLE violations (
    id UUID NOT NULL PRIMARY KEY,
    rule_id UUID NOT NULL,
    policy_id UUID,
    user_id UUID NOT NULL REFERENCES users (id),
    scan_id UUID,
    -- The request of the type `violation` that people are asked by.
    case_id TEXT NOT NULL,
    rule TEXT NOT NULL,
    access TEXT NOT NULL,
    status TEXT NOT NULL,
    decision TEXT,
    exception_until TIMESTAMPTZ,
    -- JSON: whoever was asked when the exception began.
    paused TEXT NOT NULL,
    excepted_at TIMESTAMPTZ,
    remediation TEXT,
    remediation_status TEXT,
    -- Another one of the same rule and person is not opened beside it.
    is_standing BOOLEAN NOT NULL,
    revision BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    modified_at TIMESTAMPTZ NOT NULL,
    completed_at TIMESTAMPTZ,
    completed_by UUID
);
CREATE UNIQUE INDEX violations_standing ON violations (rule_id, user_id) WHERE is_standing;
CREATE INDEX violations_user ON violations (user_id, status);
CREATE INDEX violations_status ON violations (status, created_at);
CREATE INDEX violations_rule ON violations (rule_id, created_at);
