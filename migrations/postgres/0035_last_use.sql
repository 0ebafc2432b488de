-- When access was last used, as its source told, and when that was told: never used where only that is there, and
-- nothing is known where neither is.
ALTER TABLE grants ADD COLUMN last_used_at TIMESTAMPTZ;
ALTER TABLE grants ADD COLUMN use_told_at TIMESTAMPTZ;
