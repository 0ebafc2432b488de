-- What was recommended for a line item when it was decided; nothing where nothing was.
ALTER TABLE line_items ADD COLUMN recommended TEXT;
