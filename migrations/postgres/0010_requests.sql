-- Requests of types that are not about access: what they hold, and no item.
ALTER TABLE requests ALTER COLUMN modifier DROP NOT NULL;
ALTER TABLE requests ALTER COLUMN item_id DROP NOT NULL;
ALTER TABLE requests ALTER COLUMN item_kind DROP NOT NULL;
ALTER TABLE requests ADD COLUMN content TEXT NOT NULL DEFAULT '{}';
ALTER TABLE requests ADD COLUMN unique_key TEXT;
CREATE UNIQUE INDEX requests_unique ON requests (unique_key) WHERE unique_key IS NOT NULL AND status IN ('in-progress', 'suspended') AND NOT is_draft;
