-- Entitlements that are members of others of their application: whoever holds the inner one holds the outer one, by a
-- grant of the origin `nested` whose `role_id` is the inner one.
CREATE TABLE entitlement_members (
    inner_id UUID NOT NULL REFERENCES items (id),
    outer_id UUID NOT NULL REFERENCES items (id),
    PRIMARY KEY (inner_id, outer_id)
);
CREATE INDEX entitlement_members_outer ON entitlement_members (outer_id);

-- The same over any number of steps.
CREATE TABLE entitlement_closure (
    inner_id UUID NOT NULL REFERENCES items (id),
    outer_id UUID NOT NULL REFERENCES items (id),
    PRIMARY KEY (inner_id, outer_id)
);

CREATE INDEX grants_nested ON grants (user_id) WHERE status = 'active' AND origin = 'nested';
