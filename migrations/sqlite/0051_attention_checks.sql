-- What reviewers answered who were asked to look again before they signed: a handful among all that was done and said.
CREATE INDEX line_item_comments_checks ON line_item_comments (campaign, user_id)
    WHERE action IN ('attention-check-kept', 'attention-check-changed');
