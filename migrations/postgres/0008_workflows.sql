-- Definitions of workflows that were written here; what ships with the product has no row. A draft and a
-- published copy of one id stand side by side; `body` is JSON, as it came.
CREATE TABLE workflow_definitions (
    id TEXT NOT NULL,
    status TEXT NOT NULL,
    body TEXT NOT NULL,
    revision BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    modified_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (id, status)
);

-- The texts that instances began with, by their hash: an instance ends by the one it began with.
CREATE TABLE workflow_versions (
    hash TEXT NOT NULL PRIMARY KEY,
    body TEXT NOT NULL
);

CREATE TABLE workflow_instances (
    id UUID NOT NULL PRIMARY KEY,
    request_id TEXT NOT NULL REFERENCES requests (id),
    workflow_id TEXT NOT NULL,
    version TEXT NOT NULL REFERENCES workflow_versions (hash),
    status TEXT NOT NULL,
    tokens TEXT NOT NULL,
    variables TEXT NOT NULL,
    turns BIGINT NOT NULL,
    failure TEXT,
    revision BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    modified_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX workflow_instances_request ON workflow_instances (request_id);
CREATE INDEX workflow_instances_workflow ON workflow_instances (workflow_id, status);

-- Calls that the step at hand has made and that changed something, written in the transaction of the change:
-- a step that is run again after a crash does not make them again.
CREATE TABLE workflow_calls (
    instance_id UUID NOT NULL REFERENCES workflow_instances (id),
    turn BIGINT NOT NULL,
    number BIGINT NOT NULL,
    answer TEXT,
    PRIMARY KEY (instance_id, turn, number)
);

-- A step may be entered again: only what is open must be unique.
DROP INDEX request_phases_name;
CREATE INDEX request_phases_request ON request_phases (request_id, position);
CREATE UNIQUE INDEX request_phases_open ON request_phases (request_id, name) WHERE status = 'in-progress';
ALTER TABLE request_phases ADD COLUMN mode TEXT NOT NULL DEFAULT 'any';
ALTER TABLE request_phases ADD COLUMN events TEXT NOT NULL DEFAULT '{}';
