-- What keeps the harm of violations away while they are excepted. `body` is JSON, as it came.
CREATE TABLE mitigating_controls (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_norm TEXT COLLATE "C" NOT NULL,
    owner_id UUID NOT NULL REFERENCES users (id),
    body TEXT NOT NULL,
    -- The last evidence: when, by whom, in whose stead; and the first moment at which it does not count any more.
    evidence_at TIMESTAMPTZ,
    evidence_by UUID,
    evidence_for UUID,
    evidence_until TIMESTAMPTZ,
    retired_at TIMESTAMPTZ,
    revision BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    modified_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX mitigating_controls_name ON mitigating_controls (name_norm);
CREATE INDEX mitigating_controls_owner ON mitigating_controls (owner_id);

-- Exceptions of a rule rest on one of its controls.
CREATE TABLE rule_controls (
    rule_id UUID NOT NULL REFERENCES policy_rules (id) ON DELETE CASCADE,
    control_id UUID NOT NULL REFERENCES mitigating_controls (id) ON DELETE CASCADE,
    PRIMARY KEY (rule_id, control_id)
);
CREATE INDEX rule_controls_control ON rule_controls (control_id);

CREATE TABLE control_evidence (
    id UUID NOT NULL PRIMARY KEY,
    control_id UUID NOT NULL REFERENCES mitigating_controls (id),
    given_by UUID,
    given_name TEXT NOT NULL,
    on_behalf_of UUID,
    given_at TIMESTAMPTZ NOT NULL,
    comment TEXT NOT NULL,
    -- What shows it, where something was sent.
    file_name TEXT,
    file_kind TEXT,
    file_size BIGINT,
    content BYTEA
);
CREATE INDEX control_evidence_control ON control_evidence (control_id, given_at);

-- The control that an exception rests on.
ALTER TABLE violations ADD COLUMN control_id UUID REFERENCES mitigating_controls (id);
CREATE INDEX violations_control ON violations (control_id) WHERE control_id IS NOT NULL;
