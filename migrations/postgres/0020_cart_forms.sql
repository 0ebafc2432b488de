-- What was filled in for a line of a cart: JSON with the form, its revision, the values and what comes of them.
ALTER TABLE cart_lines ADD COLUMN filled TEXT;

-- What somebody typed into a form that was not taken yet, so that it comes back with what is wrong with it.
CREATE TABLE typed_forms (
    user_id UUID NOT NULL REFERENCES users (id),
    place TEXT NOT NULL,
    typed TEXT NOT NULL,
    typed_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, place)
);
