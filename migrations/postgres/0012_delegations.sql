-- Deputies: who decides in whose stead, and when. Both the first and the last moment count.
CREATE TABLE delegations (
    id UUID NOT NULL PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES users (id),
    deputy_id UUID NOT NULL REFERENCES users (id),
    starts_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL,
    note TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ
);
CREATE INDEX delegations_deputy ON delegations (deputy_id, ends_at);
CREATE INDEX delegations_user ON delegations (user_id, ends_at);

-- In whose stead a deputy decided or spoke.
ALTER TABLE request_phases ADD COLUMN on_behalf_of UUID;
ALTER TABLE request_comments ADD COLUMN on_behalf_of UUID;
CREATE INDEX request_phases_deputy ON request_phases (completed_by) WHERE on_behalf_of IS NOT NULL;
