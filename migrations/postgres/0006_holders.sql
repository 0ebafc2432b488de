-- How many hold an item is counted from the index alone.
DROP INDEX grants_item;
CREATE INDEX grants_item ON grants (item_id, status, user_id);
