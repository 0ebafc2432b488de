-- What was signed about the same access before.
CREATE INDEX line_items_signed ON line_items (user_id, item_id, signed_at) WHERE signed_at IS NOT NULL;
