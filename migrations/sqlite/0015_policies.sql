-- Duties kept apart. `body` is JSON, as it came.
CREATE TABLE policy_rules (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_norm TEXT NOT NULL,
    owner_id BLOB NOT NULL REFERENCES users (id),
    is_active BOOLEAN NOT NULL,
    is_preventive BOOLEAN NOT NULL,
    is_detective BOOLEAN NOT NULL,
    body TEXT NOT NULL,
    revision INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    modified_at TEXT NOT NULL
);
CREATE UNIQUE INDEX policy_rules_name ON policy_rules (name_norm);

CREATE TABLE policies (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_norm TEXT NOT NULL,
    owner_id BLOB NOT NULL REFERENCES users (id),
    body TEXT NOT NULL,
    revision INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    modified_at TEXT NOT NULL
);
CREATE UNIQUE INDEX policies_name ON policies (name_norm);

CREATE TABLE policy_members (
    policy_id BLOB NOT NULL REFERENCES policies (id) ON DELETE CASCADE,
    rule_id BLOB NOT NULL REFERENCES policy_rules (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (policy_id, rule_id)
);
CREATE INDEX policy_members_rule ON policy_members (rule_id);

-- Scans: who breaks which rules. A scan outlives what it looked at: names are kept.
CREATE TABLE policy_scans (
    id BLOB NOT NULL PRIMARY KEY,
    policy_id BLOB,
    rule_id BLOB,
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
    started_at TEXT NOT NULL,
    completed_at TEXT
);
CREATE INDEX policy_scans_started ON policy_scans (started_at);

-- What a scan found; `access` is JSON: for each side of the rule the grants that match it.
CREATE TABLE policy_scan_results (
    scan_id BLOB NOT NULL REFERENCES policy_scans (id) ON DELETE CASCADE,
    rule_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    access TEXT NOT NULL,
    PRIMARY KEY (scan_id, rule_id, user_id)
);

-- A person breaks a rule. `rule` and `access` are JSON, as they were when it was found. Its phases and comments are
-- those of its case.
CREATE TABLE violations (
    id BLOB NOT NULL PRIMARY KEY,
    rule_id BLOB NOT NULL,
    policy_id BLOB,
    user_id BLOB NOT NULL REFERENCES users (id),
    scan_id BLOB,
    -- The request of the type `violation` that people are asked by.
    case_id TEXT NOT NULL,
    rule TEXT NOT NULL,
    access TEXT NOT NULL,
    status TEXT NOT NULL,
    decision TEXT,
    exception_until TEXT,
    -- JSON: whoever was asked when the exception began.
    paused TEXT NOT NULL,
    excepted_at TEXT,
    remediation TEXT,
    remediation_status TEXT,
    -- Another one of the same rule and person is not opened beside it.
    is_standing BOOLEAN NOT NULL,
    revision INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    modified_at TEXT NOT NULL,
    completed_at TEXT,
    completed_by BLOB
);
CREATE UNIQUE INDEX violations_standing ON violations (rule_id, user_id) WHERE is_standing;
CREATE INDEX violations_user ON violations (user_id, status);
CREATE INDEX violations_status ON violations (status, created_at);
CREATE INDEX violations_rule ON violations (rule_id, created_at);
