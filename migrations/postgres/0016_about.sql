-- The person whom a request is about: the one it changes or deletes where it says so, else whom it is for.
ALTER TABLE requests ADD COLUMN about_id UUID;
UPDATE requests SET about_id = user_id;
UPDATE requests SET about_id = right(content::json #>> '{user,userId}', 36)::uuid
WHERE kind IN ('createUser', 'modifyUser', 'deleteUser', 'createEntitlement', 'modifyEntitlement', 'createRole',
               'modifyRole', 'deleteRole', 'publishRole')
  AND (content::json #>> '{user,userId}')
      ~* '^(managed/user/)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';
