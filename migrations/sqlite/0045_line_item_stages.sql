-- When a line item came to its stage; nothing in the first one, which begins with the campaign.
ALTER TABLE line_items ADD COLUMN stage_at TEXT;
-- Those that are in a later one came there when they were signed in the one before.
UPDATE line_items SET stage_at = (SELECT max(c.at) FROM line_item_comments c WHERE c.campaign = line_items.campaign
    AND c.number = line_items.number AND c.action = 'signoff') WHERE stage > 0;
-- What waits still has the days of its stage from now on: the version before asked for it until the campaign's end.
UPDATE line_items SET stage_at = strftime('%Y-%m-%dT%H:%M:%f000+00:00', 'now') WHERE status = 'in-progress'
    AND campaign IN (SELECT c.number FROM campaigns c WHERE c.status = 'in-progress' AND json_array_length(c.body, '$.stages') > 1);
