-- The grants that a violation consists of, so that lists of grants can be narrowed to those in violation.
CREATE TABLE violation_grants (
    grant_id UUID NOT NULL,
    violation_id UUID NOT NULL REFERENCES violations (id) ON DELETE CASCADE,
    PRIMARY KEY (grant_id, violation_id)
);
CREATE INDEX violation_grants_violation ON violation_grants (violation_id);

INSERT INTO violation_grants (grant_id, violation_id)
SELECT DISTINCT CAST(g.value ->> 'id' AS UUID), v.id
FROM violations v, jsonb_array_elements(CAST(v.access AS JSONB)) side, jsonb_array_elements(side.value) g;
