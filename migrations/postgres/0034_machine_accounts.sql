-- Who uses an account, who answers for it, and when it was last used; and what an account may do that nobody holds.
ALTER TABLE accounts ADD COLUMN kind TEXT NOT NULL DEFAULT 'personal';
ALTER TABLE accounts ADD COLUMN owner_id UUID REFERENCES users (id);
ALTER TABLE accounts ADD COLUMN last_used_at TIMESTAMPTZ;
CREATE INDEX accounts_owner ON accounts (owner_id) WHERE owner_id IS NOT NULL;
-- Those that are reviewed by themselves.
CREATE INDEX accounts_alone ON accounts (id) WHERE kind = 'machine' OR user_id IS NULL;

CREATE TABLE account_entitlements (
    account_id UUID NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    item_id UUID NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    since TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account_id, item_id)
);
CREATE INDEX account_entitlements_item ON account_entitlements (item_id);

-- A line item that has an account and no grant is about the account itself.
CREATE INDEX line_items_account ON line_items (account_id) WHERE grant_id IS NULL AND account_id IS NOT NULL;
