-- Line items that nobody signed follow what becomes of the access and of the person's manager.
CREATE INDEX line_items_open ON line_items (user_id) WHERE status = 'in-progress';

-- When revoked access was gone, and when that was seen again by a later look.
ALTER TABLE line_items ADD COLUMN removed_at TIMESTAMPTZ;
ALTER TABLE line_items ADD COLUMN verified_at TIMESTAMPTZ;
CREATE INDEX line_items_unverified ON line_items (campaign, removed_at) WHERE removal = 'complete' AND verified_at IS NULL;
