-- The grants that a violation consists of, so that lists of grants can be narrowed to those in violation.
CREATE TABLE violation_grants (
    grant_id BLOB NOT NULL,
    violation_id BLOB NOT NULL REFERENCES violations (id) ON DELETE CASCADE,
    PRIMARY KEY (grant_id, violation_id)
) WITHOUT ROWID;
CREATE INDEX violation_grants_violation ON violation_grants (violation_id);

INSERT OR IGNORE INTO violation_grants (grant_id, violation_id)
SELECT unhex(replace(json_extract(g.value, '$.id'), '-', '')), v.id
FROM violations v, json_each(v.access) side, json_each(side.value) g;
