-- How many rows about the application the file had that told that revoked access is gone; nothing where that was not noted.
ALTER TABLE line_items ADD COLUMN verified_rows INTEGER;
