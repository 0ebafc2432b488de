-- How many line items of each reviewer stand how: counted as they change, so that nobody has to count a million of them
-- to show a page. `verdict` is empty where nothing is decided. Whoever adds line items adds them here too.
CREATE TABLE line_item_counts (
    campaign BIGINT NOT NULL,
    reviewer_id UUID NOT NULL,
    status TEXT NOT NULL,
    verdict TEXT NOT NULL,
    items BIGINT NOT NULL,
    PRIMARY KEY (campaign, reviewer_id, status, verdict)
);

INSERT INTO line_item_counts (campaign, reviewer_id, status, verdict, items)
SELECT campaign, reviewer_id, status, COALESCE(verdict, ''), count(*) FROM line_items GROUP BY 1, 2, 3, 4;

-- In one order, so that two who change many of them do not wait for each other.
CREATE FUNCTION count_line_items() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO line_item_counts AS c (campaign, reviewer_id, status, verdict, items)
    SELECT d.campaign, d.reviewer_id, d.status, d.verdict, sum(d.change) FROM (
        SELECT campaign, reviewer_id, status, COALESCE(verdict, '') AS verdict, 1 AS change FROM line_items_after
        UNION ALL
        SELECT campaign, reviewer_id, status, COALESCE(verdict, ''), -1 FROM line_items_before
    ) d
    GROUP BY 1, 2, 3, 4 HAVING sum(d.change) <> 0 ORDER BY 1, 2, 3, 4
    ON CONFLICT (campaign, reviewer_id, status, verdict) DO UPDATE SET items = c.items + excluded.items;
    RETURN NULL;
END
$$;
CREATE TRIGGER line_items_counted AFTER UPDATE ON line_items
REFERENCING OLD TABLE AS line_items_before NEW TABLE AS line_items_after
FOR EACH STATEMENT EXECUTE FUNCTION count_line_items();
