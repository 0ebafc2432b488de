-- Whose grant of what began or ended, for those who keep in memory who holds what. A row without a person says that
-- more changed than is told one by one. Rows go after a day.
CREATE TABLE grant_changes (
    number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    user_id BLOB,
    item_id BLOB,
    at TEXT NOT NULL
);
