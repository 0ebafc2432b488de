-- What people are told in the product. The key makes that nobody is told the same twice.
CREATE TABLE notifications (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id),
    kind TEXT NOT NULL,
    template TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    unique_key TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    read_at TEXT
);
CREATE INDEX notifications_user ON notifications (user_id, created_at);

-- Mail to be sent, as it will be sent; the addresses are JSON lists.
CREATE TABLE mail_outbox (
    id BLOB NOT NULL PRIMARY KEY,
    recipients TEXT NOT NULL,
    cc TEXT NOT NULL,
    bcc TEXT NOT NULL,
    subject TEXT NOT NULL,
    body_text TEXT NOT NULL,
    body_html TEXT,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    due_at TEXT NOT NULL,
    last_error TEXT,
    unique_key TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    sent_at TEXT
);
CREATE INDEX mail_outbox_state ON mail_outbox (state, created_at);

-- Mail templates that were changed or added here; what ships with the product has no row. `body` is JSON, as it came.
CREATE TABLE mail_templates (
    name TEXT NOT NULL PRIMARY KEY,
    body TEXT NOT NULL,
    revision INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    modified_at TEXT NOT NULL
);

-- What a person wants by mail; without a row it is sent.
CREATE TABLE notification_preferences (
    user_id BLOB NOT NULL REFERENCES users (id),
    kind TEXT NOT NULL,
    mail BOOLEAN NOT NULL,
    PRIMARY KEY (user_id, kind)
);
