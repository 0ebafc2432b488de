-- Since when the audit trail names every grant that begins or ends; without a row, since its first entry.
CREATE TABLE grant_trail (
    id INTEGER NOT NULL PRIMARY KEY,
    since TEXT NOT NULL
);
INSERT INTO grant_trail (id, since)
SELECT 1, strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now') WHERE EXISTS (SELECT 1 FROM grants);

-- A simulation of a past moment. `today` is how often the rules are broken when it runs; `draft` is JSON: the rule,
-- where it is not kept.
ALTER TABLE policy_scans ADD COLUMN as_of TEXT;
ALTER TABLE policy_scans ADD COLUMN today BIGINT;
ALTER TABLE policy_scans ADD COLUMN draft TEXT;
-- How what was found of the past compares with today.
ALTER TABLE policy_scan_results ADD COLUMN standing TEXT;
