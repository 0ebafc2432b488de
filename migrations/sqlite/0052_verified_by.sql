-- Which file of grants told that revoked access is gone; nothing where the house's own record did, as before.
ALTER TABLE line_items ADD COLUMN verified_file TEXT;
-- What a file about an application may bring back, or tell to be gone.
CREATE INDEX line_items_removed ON line_items (application_id) WHERE removal = 'complete';
