-- What keeps the harm of violations away while they are excepted. `body` is JSON, as it came.
CREATE TABLE mitigating_controls (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_norm TEXT NOT NULL,
    owner_id BLOB NOT NULL REFERENCES users (id),
    body TEXT NOT NULL,
    -- The last evidence: when, by whom, in whose stead; and the first moment at which it does not count any more.
    evidence_at TEXT,
    evidence_by BLOB,
    evidence_for BLOB,
    evidence_until TEXT,
    retired_at TEXT,
    revision INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    modified_at TEXT NOT NULL
);
CREATE UNIQUE INDEX mitigating_controls_name ON mitigating_controls (name_norm);
CREATE INDEX mitigating_controls_owner ON mitigating_controls (owner_id);

-- Exceptions of a rule rest on one of its controls.
CREATE TABLE rule_controls (
    rule_id BLOB NOT NULL REFERENCES policy_rules (id) ON DELETE CASCADE,
    control_id BLOB NOT NULL REFERENCES mitigating_controls (id) ON DELETE CASCADE,
    PRIMARY KEY (rule_id, control_id)
);
CREATE INDEX rule_controls_control ON rule_controls (control_id);

CREATE TABLE control_evidence (
    id BLOB NOT NULL PRIMARY KEY,
    control_id BLOB NOT NULL REFERENCES mitigating_controls (id),
    given_by BLOB,
    given_name TEXT NOT NULL,
    on_behalf_of BLOB,
    given_at TEXT NOT NULL,
    comment TEXT NOT NULL,
    -- What shows it, where something was sent.
    file_name TEXT,
    file_kind TEXT,
    file_size BIGINT,
    content BLOB
);
CREATE INDEX control_evidence_control ON control_evidence (control_id, given_at);

-- The control that an exception rests on.
ALTER TABLE violations ADD COLUMN control_id BLOB REFERENCES mitigating_controls (id);
CREATE INDEX violations_control ON violations (control_id) WHERE control_id IS NOT NULL;
