-- Campaigns that were deleted: their numbers, by which line items are known, are never given again.
CREATE TABLE deleted_campaigns (
    number INTEGER NOT NULL PRIMARY KEY,
    campaign_id BLOB NOT NULL,
    name TEXT NOT NULL,
    deleted_at TEXT NOT NULL
);
