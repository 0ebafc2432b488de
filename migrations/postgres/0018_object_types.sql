-- What its application calls such entitlements.
ALTER TABLE items ADD COLUMN object_type TEXT;
