-- What a reviewer of a definition or a record saw when they decided about it: names and values, as JSON.
CREATE TABLE line_item_seen (
    campaign BIGINT NOT NULL,
    number BIGINT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    facts TEXT NOT NULL,
    PRIMARY KEY (campaign, number)
);
