-- People and where they belong.
CREATE TABLE organisations (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    parent_id BLOB REFERENCES organisations (id)
);
CREATE UNIQUE INDEX organisations_name ON organisations (name);

CREATE TABLE users (
    id BLOB NOT NULL PRIMARY KEY,
    user_name TEXT NOT NULL,
    user_name_norm TEXT NOT NULL,
    given_name TEXT NOT NULL,
    sn TEXT NOT NULL,
    display_name TEXT NOT NULL,
    display_name_norm TEXT NOT NULL,
    sn_norm TEXT NOT NULL,
    mail TEXT,
    title TEXT,
    organisation_id BLOB REFERENCES organisations (id),
    manager_id BLOB REFERENCES users (id),
    status TEXT NOT NULL,
    created_at TEXT NOT NULL,
    modified_at TEXT NOT NULL
);
CREATE UNIQUE INDEX users_user_name ON users (user_name_norm);
CREATE INDEX users_display_name ON users (display_name_norm);
CREATE INDEX users_sn ON users (sn_norm);
CREATE INDEX users_manager ON users (manager_id);
CREATE INDEX users_organisation ON users (organisation_id);

CREATE TABLE user_authorities (
    user_id BLOB NOT NULL REFERENCES users (id),
    authority TEXT NOT NULL,
    PRIMARY KEY (user_id, authority)
);

-- Whatever can be held: applications, entitlements and roles. `number` is the
-- key of the full-text index; a lower number is found earlier.
CREATE TABLE items (
    number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    application_id BLOB,
    native_key TEXT NOT NULL,
    name TEXT NOT NULL,
    name_norm TEXT NOT NULL,
    description TEXT NOT NULL,
    risk TEXT NOT NULL,
    requestable BOOLEAN NOT NULL,
    status TEXT NOT NULL,
    created_at TEXT NOT NULL,
    modified_at TEXT NOT NULL
);
CREATE UNIQUE INDEX items_id ON items (id);
CREATE UNIQUE INDEX items_key ON items (application_id, kind, native_key);
CREATE UNIQUE INDEX items_top_key ON items (kind, native_key) WHERE application_id IS NULL;
CREATE INDEX items_name ON items (name_norm);
CREATE INDEX items_created ON items (created_at);
CREATE INDEX items_kind ON items (kind, name_norm);

CREATE TABLE item_owners (
    item_id BLOB NOT NULL,
    user_id BLOB NOT NULL REFERENCES users (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (item_id, user_id)
);
CREATE INDEX item_owners_user ON item_owners (user_id);

CREATE TABLE item_tags (
    item_id BLOB NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (item_id, tag)
);
CREATE INDEX item_tags_tag ON item_tags (tag);

CREATE TABLE role_entitlements (
    role_id BLOB NOT NULL,
    entitlement_id BLOB NOT NULL,
    PRIMARY KEY (role_id, entitlement_id)
);
CREATE INDEX role_entitlements_entitlement ON role_entitlements (entitlement_id);

-- Words of the catalog, and each word with one letter left out: typing errors
-- are found by equality.
CREATE TABLE search_words (
    word TEXT NOT NULL PRIMARY KEY
) WITHOUT ROWID;
CREATE TABLE search_variants (
    variant TEXT NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (variant, word)
) WITHOUT ROWID;

CREATE TABLE accounts (
    id BLOB NOT NULL PRIMARY KEY,
    application_id BLOB NOT NULL,
    user_id BLOB REFERENCES users (id),
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    created_at TEXT NOT NULL
);
CREATE UNIQUE INDEX accounts_name ON accounts (application_id, name);
CREATE INDEX accounts_user ON accounts (user_id);

-- Who holds what, how they came by it, and until when. A person may hold an
-- entitlement directly and through a role: two rows.
CREATE TABLE grants (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id),
    item_kind TEXT NOT NULL,
    item_id BLOB NOT NULL,
    account_id BLOB REFERENCES accounts (id),
    origin TEXT NOT NULL,
    request_id TEXT,
    role_id BLOB,
    granted_by BLOB,
    status TEXT NOT NULL,
    start_at TEXT NOT NULL,
    end_at TEXT,
    ended_at TEXT,
    end_reason TEXT
);
CREATE UNIQUE INDEX grants_direct ON grants (user_id, item_id) WHERE status = 'active' AND role_id IS NULL;
CREATE UNIQUE INDEX grants_through_role ON grants (user_id, item_id, role_id) WHERE status = 'active' AND role_id IS NOT NULL;
CREATE INDEX grants_user ON grants (user_id, status);
CREATE INDEX grants_item ON grants (item_id, status);
CREATE INDEX grants_role ON grants (role_id, user_id) WHERE role_id IS NOT NULL;

-- What an object is described by beyond its own columns.
CREATE TABLE glossary_attributes (
    object_kind TEXT NOT NULL,
    name TEXT NOT NULL,
    display_name TEXT NOT NULL,
    description TEXT NOT NULL,
    value_type TEXT NOT NULL,
    is_multi_value BOOLEAN NOT NULL,
    allowed_values TEXT,
    PRIMARY KEY (object_kind, name)
);
CREATE TABLE glossary_values (
    object_id BLOB NOT NULL,
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    text_value TEXT NOT NULL,
    norm_value TEXT NOT NULL,
    PRIMARY KEY (object_id, name, position)
);
CREATE INDEX glossary_values_value ON glossary_values (name, norm_value);

CREATE TABLE settings (
    category TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL,
    modified_at TEXT NOT NULL
);

CREATE TABLE carts (
    id BLOB NOT NULL PRIMARY KEY,
    owner_id BLOB NOT NULL REFERENCES users (id),
    justification TEXT NOT NULL,
    priority TEXT NOT NULL,
    modified_at TEXT NOT NULL
);
CREATE UNIQUE INDEX carts_owner ON carts (owner_id);
CREATE TABLE cart_lines (
    id BLOB NOT NULL PRIMARY KEY,
    cart_id BLOB NOT NULL REFERENCES carts (id),
    item_id BLOB NOT NULL,
    user_id BLOB NOT NULL REFERENCES users (id),
    modifier TEXT NOT NULL,
    start_at TEXT,
    end_at TEXT,
    added_at TEXT NOT NULL
);
CREATE UNIQUE INDEX cart_lines_line ON cart_lines (cart_id, item_id, user_id);

CREATE TABLE requests (
    number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    modifier TEXT NOT NULL,
    requester_id BLOB REFERENCES users (id),
    requester_name TEXT NOT NULL,
    user_id BLOB NOT NULL REFERENCES users (id),
    item_id BLOB NOT NULL,
    item_kind TEXT NOT NULL,
    application_id BLOB,
    correlation_id BLOB,
    priority TEXT NOT NULL,
    justification TEXT NOT NULL,
    start_at TEXT,
    end_at TEXT,
    expires_at TEXT,
    external_id TEXT,
    context TEXT,
    is_draft BOOLEAN NOT NULL,
    status TEXT NOT NULL,
    decision TEXT,
    outcome TEXT,
    started_at TEXT NOT NULL,
    completed_at TEXT,
    completed_by BLOB,
    modified_at TEXT NOT NULL,
    revision INTEGER NOT NULL
);
CREATE UNIQUE INDEX requests_id ON requests (id);
CREATE UNIQUE INDEX requests_open ON requests (user_id, item_id, modifier) WHERE status IN ('in-progress', 'suspended') AND NOT is_draft;
CREATE INDEX requests_user ON requests (user_id, started_at);
CREATE INDEX requests_requester ON requests (requester_id, started_at);
CREATE INDEX requests_status ON requests (status, started_at);
CREATE INDEX requests_correlation ON requests (correlation_id) WHERE correlation_id IS NOT NULL;

CREATE TABLE request_phases (
    id BLOB NOT NULL PRIMARY KEY,
    request_id TEXT NOT NULL REFERENCES requests (id),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    display_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    decision TEXT,
    started_at TEXT NOT NULL,
    due_at TEXT,
    completed_at TEXT,
    completed_by BLOB,
    justification TEXT
);
CREATE UNIQUE INDEX request_phases_name ON request_phases (request_id, name);

CREATE TABLE request_actors (
    phase_id BLOB NOT NULL REFERENCES request_phases (id),
    user_id BLOB NOT NULL REFERENCES users (id),
    request_id TEXT NOT NULL,
    permissions TEXT NOT NULL,
    is_active BOOLEAN NOT NULL,
    PRIMARY KEY (phase_id, user_id)
);
CREATE INDEX request_actors_user ON request_actors (user_id, is_active);

CREATE TABLE request_comments (
    id BLOB NOT NULL PRIMARY KEY,
    request_id TEXT NOT NULL REFERENCES requests (id),
    phase TEXT,
    user_id BLOB,
    user_name TEXT NOT NULL,
    action TEXT NOT NULL,
    comment TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX request_comments_request ON request_comments (request_id, at);

-- Work that follows a change, written in the change's own transaction.
CREATE TABLE jobs (
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    unique_key TEXT,
    due_at TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    state TEXT NOT NULL,
    leased_until TEXT,
    leased_by TEXT,
    last_error TEXT,
    created_at TEXT NOT NULL
);
CREATE UNIQUE INDEX jobs_unique_key ON jobs (unique_key) WHERE unique_key IS NOT NULL;
CREATE INDEX jobs_due ON jobs (state, due_at);

CREATE TABLE audit_entries (
    number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL,
    at TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    event TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    object_name TEXT NOT NULL,
    user_id BLOB,
    trace_id TEXT NOT NULL,
    changes TEXT NOT NULL,
    sequence INTEGER,
    hash TEXT
);
CREATE UNIQUE INDEX audit_entries_id ON audit_entries (id);
CREATE UNIQUE INDEX audit_entries_sequence ON audit_entries (sequence);
CREATE INDEX audit_entries_object ON audit_entries (object_id, at);
CREATE INDEX audit_entries_user ON audit_entries (user_id, at);
CREATE INDEX audit_entries_actor ON audit_entries (actor_id, at);
CREATE INDEX audit_entries_at ON audit_entries (at);
CREATE INDEX audit_entries_unsealed ON audit_entries (number) WHERE sequence IS NULL;
-- One row: the last sealed entry.
CREATE TABLE audit_chain (
    id INTEGER NOT NULL PRIMARY KEY,
    sequence INTEGER NOT NULL,
    hash TEXT NOT NULL
);
INSERT INTO audit_chain (id, sequence, hash) VALUES (1, 0, '');

CREATE TABLE credentials (
    user_id BLOB NOT NULL PRIMARY KEY REFERENCES users (id),
    password_hash TEXT NOT NULL,
    failures INTEGER NOT NULL,
    locked_until TEXT,
    changed_at TEXT NOT NULL
);
CREATE TABLE sessions (
    id BLOB NOT NULL PRIMARY KEY,
    token_hash TEXT NOT NULL,
    user_id BLOB NOT NULL REFERENCES users (id),
    created_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    user_agent TEXT NOT NULL
);
CREATE UNIQUE INDEX sessions_token ON sessions (token_hash);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE TABLE api_clients (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    authorities TEXT NOT NULL,
    status TEXT NOT NULL,
    created_at TEXT NOT NULL
);
CREATE TABLE tokens (
    id BLOB NOT NULL PRIMARY KEY,
    token_hash TEXT NOT NULL,
    kind TEXT NOT NULL,
    user_id BLOB REFERENCES users (id),
    client_id TEXT REFERENCES api_clients (id),
    name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT,
    revoked_at TEXT
);
CREATE UNIQUE INDEX tokens_token ON tokens (token_hash);
CREATE INDEX tokens_user ON tokens (user_id);
CREATE TABLE one_time_links (
    token_hash TEXT NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id),
    purpose TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
);

-- Words of each item; rowid is the item's number. Prefixes of up to four
-- letters have their own lists, since that is what people type.
CREATE VIRTUAL TABLE item_search USING fts5 (
    name, other,
    content = '', contentless_delete = 1, detail = 'column',
    tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M* S* Co'", prefix = '1 2 3 4'
);
