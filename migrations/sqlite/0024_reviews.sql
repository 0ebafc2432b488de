-- What was decided about a grant in earlier campaigns. Nothing is signed while a campaign is made: this index costs
-- nothing then.
CREATE INDEX line_items_signed ON line_items (grant_id, signed_at) WHERE signed_at IS NOT NULL AND verdict IS NOT NULL;

-- `risk` counts from 0 for critical, 1 for high, 2 for medium to 3 for low.
UPDATE line_items SET risk = COALESCE((SELECT CASE i.risk WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2
    ELSE 3 END FROM items i WHERE i.id = line_items.item_id), 3);
