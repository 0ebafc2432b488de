-- A line item is about a grant (with its person and item), a definition (an item alone) or a record (a person alone).
ALTER TABLE line_items ALTER COLUMN user_id DROP NOT NULL;
ALTER TABLE line_items ALTER COLUMN item_kind DROP NOT NULL;
ALTER TABLE line_items ALTER COLUMN item_id DROP NOT NULL;
ALTER TABLE line_items ALTER COLUMN grant_id DROP NOT NULL;
CREATE INDEX line_items_definition ON line_items (item_id) WHERE grant_id IS NULL;
CREATE INDEX line_items_record ON line_items (user_id) WHERE grant_id IS NULL;
