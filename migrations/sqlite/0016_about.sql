-- The person whom a request is about: the one it changes or deletes where it says so, else whom it is for.
ALTER TABLE requests ADD COLUMN about_id BLOB;
UPDATE requests SET about_id = user_id;
UPDATE requests SET about_id = unhex(replace(substr(json_extract(content, '$.user.userId'), -36), '-', ''))
WHERE kind IN ('createUser', 'modifyUser', 'deleteUser', 'createEntitlement', 'modifyEntitlement', 'createRole',
               'modifyRole', 'deleteRole', 'publishRole')
  AND length(unhex(replace(substr(json_extract(content, '$.user.userId'), -36), '-', ''))) = 16;
