-- The line items of a person in one campaign, also those that are signed: a reviewer of very many looks for people by name.
DROP INDEX line_items_open;
CREATE INDEX line_items_person ON line_items (user_id, campaign);
