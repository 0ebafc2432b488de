-- Who signed the stages of line items that are behind them, and whether the template itself asked them (`is_own`): nobody
-- signs two stages by standing in for somebody.
CREATE TABLE line_item_signatures (
    campaign BIGINT NOT NULL,
    number BIGINT NOT NULL,
    stage SMALLINT NOT NULL,
    user_id UUID NOT NULL,
    is_own BOOLEAN NOT NULL,
    PRIMARY KEY (campaign, number, stage)
);
CREATE INDEX line_item_signatures_user ON line_item_signatures (campaign, user_id, number, is_own);
-- Of what waits in a later stage, by what was noted then. A deputy's name stood there with that of the other one.
INSERT INTO line_item_signatures (campaign, number, stage, user_id, is_own)
SELECT s.campaign, s.number, s.place - 1, s.user_id, s.user_name NOT LIKE '% for %' FROM (
    SELECT c.campaign, c.number, c.user_id, c.user_name,
        row_number() OVER (PARTITION BY c.campaign, c.number ORDER BY c.at, c.id) AS place
    FROM line_items l JOIN line_item_comments c ON c.campaign = l.campaign AND c.number = l.number
    WHERE l.status = 'in-progress' AND l.stage > 0 AND c.action = 'signoff' AND c.user_id IS NOT NULL) s;

-- What somebody decided or signed in another's place, of which there is little: they may read it later on.
CREATE INDEX line_items_decided_for ON line_items (decided_by, campaign, reviewer_id) WHERE decided_by <> reviewer_id;
CREATE INDEX line_items_signed_for ON line_items (signed_by, campaign, reviewer_id) WHERE signed_by <> reviewer_id;

-- What nobody could decide about.
CREATE INDEX line_item_comments_orphans ON line_item_comments (campaign, number) WHERE action = 'no-certifier';
