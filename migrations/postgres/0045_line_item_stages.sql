-- When a line item came to its stage; nothing in the first one, which begins with the campaign.
ALTER TABLE line_items ADD COLUMN stage_at TIMESTAMPTZ;
