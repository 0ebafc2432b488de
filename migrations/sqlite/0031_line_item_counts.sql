-- How many line items of each reviewer stand how: counted as they change, so that nobody has to count a million of them
-- to show a page. `verdict` is empty where nothing is decided. Whoever adds line items adds them here too.
CREATE TABLE line_item_counts (
    campaign INTEGER NOT NULL,
    reviewer_id BLOB NOT NULL,
    status TEXT NOT NULL,
    verdict TEXT NOT NULL,
    items INTEGER NOT NULL,
    PRIMARY KEY (campaign, reviewer_id, status, verdict)
) WITHOUT ROWID;

INSERT INTO line_item_counts (campaign, reviewer_id, status, verdict, items)
SELECT campaign, reviewer_id, status, COALESCE(verdict, ''), count(*) FROM line_items GROUP BY 1, 2, 3, 4;

CREATE TRIGGER line_items_counted AFTER UPDATE OF reviewer_id, status, verdict ON line_items
WHEN OLD.reviewer_id <> NEW.reviewer_id OR OLD.status <> NEW.status OR OLD.verdict IS NOT NEW.verdict
BEGIN
    UPDATE line_item_counts SET items = items - 1
    WHERE campaign = OLD.campaign AND reviewer_id = OLD.reviewer_id AND status = OLD.status
        AND verdict = COALESCE(OLD.verdict, '');
    INSERT INTO line_item_counts (campaign, reviewer_id, status, verdict, items)
    VALUES (NEW.campaign, NEW.reviewer_id, NEW.status, COALESCE(NEW.verdict, ''), 1)
    ON CONFLICT (campaign, reviewer_id, status, verdict) DO UPDATE SET items = items + 1;
END;
