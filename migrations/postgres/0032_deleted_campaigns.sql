-- Campaigns that were deleted: their numbers, by which line items are known, are never given again.
CREATE TABLE deleted_campaigns (
    number BIGINT NOT NULL PRIMARY KEY,
    campaign_id UUID NOT NULL,
    name TEXT NOT NULL,
    deleted_at TIMESTAMPTZ NOT NULL
);
