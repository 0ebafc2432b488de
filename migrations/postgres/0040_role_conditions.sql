-- Who has a role by rule: everybody whom the condition matches, a filter over people as JSON.
CREATE TABLE role_conditions (
    role_id UUID NOT NULL PRIMARY KEY,
    condition TEXT NOT NULL
);
CREATE INDEX grants_by_rule ON grants (item_id, user_id) WHERE status = 'active' AND origin = 'rule';
