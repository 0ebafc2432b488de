-- The tokens of a client, for disabling it; people by mail address, for signing in.
CREATE INDEX tokens_client ON tokens (client_id) WHERE client_id IS NOT NULL;
CREATE INDEX users_mail ON users (lower(mail)) WHERE mail IS NOT NULL;
