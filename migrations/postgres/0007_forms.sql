-- What people fill in when they ask for something; `body` is JSON, as it came.
CREATE TABLE request_forms (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    revision BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    modified_at TIMESTAMPTZ NOT NULL
);

-- What each form is shown for, such as `requestType/orderBadge`: at most one form for each.
CREATE TABLE request_form_assignments (
    object_id TEXT NOT NULL PRIMARY KEY,
    form_id TEXT NOT NULL REFERENCES request_forms (id),
    created_at TIMESTAMPTZ NOT NULL,
    modified_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX request_form_assignments_form ON request_form_assignments (form_id);
