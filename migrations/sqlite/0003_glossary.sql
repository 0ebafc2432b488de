-- Attributes and values of the glossary, as they are used for the first time;
-- the tables that were laid out for them before never held a row.
DROP TABLE glossary_values;
DROP TABLE glossary_attributes;

CREATE TABLE glossary_attributes (
    id BLOB NOT NULL PRIMARY KEY,
    object_kind TEXT NOT NULL,
    name TEXT NOT NULL,
    name_norm TEXT NOT NULL,
    display_name TEXT NOT NULL,
    description TEXT NOT NULL,
    value_type TEXT NOT NULL,
    is_multi_value BOOLEAN NOT NULL,
    allowed_values TEXT NOT NULL,
    created_at TEXT NOT NULL,
    modified_at TEXT NOT NULL
);
CREATE UNIQUE INDEX glossary_attributes_name ON glossary_attributes (object_kind, name_norm);

-- `norm_value` is for searching by text, `number_value` and `time_value` for
-- searching by size.
CREATE TABLE glossary_values (
    object_id BLOB NOT NULL,
    attribute_id BLOB NOT NULL REFERENCES glossary_attributes (id),
    position INTEGER NOT NULL,
    text_value TEXT NOT NULL,
    norm_value TEXT NOT NULL,
    number_value INTEGER,
    time_value TEXT,
    PRIMARY KEY (object_id, attribute_id, position)
);
CREATE INDEX glossary_values_value ON glossary_values (attribute_id, norm_value);
