"""All violations by SQL on DuckDB, compared with those that were found: prints how many there are, and how many rows of
them (rule, person, side, item) only one of the two has."""

import os
import sys

import duckdb

folder = sys.argv[1]
db = duckdb.connect()
for name, columns in [
    ("grants", ["person", "item"]),
    ("rules", ["rule", "side", "item"]),
    ("about", ["rule", "person"]),
    ("found", ["rule", "person", "side", "item"]),
]:
    path = os.path.join(folder, name + ".csv")
    types = {column: "UINTEGER" for column in columns}
    db.execute(f"CREATE TABLE {name} AS SELECT DISTINCT * FROM read_csv('{path}', header = true, columns = {types})")

db.execute(
    """CREATE TABLE theirs AS
    WITH hits AS (SELECT DISTINCT rule, person, side, item FROM grants JOIN rules USING (item)
        SEMI JOIN about USING (rule, person)),
    sides AS (SELECT rule, count(DISTINCT side) AS sides FROM rules GROUP BY rule),
    violators AS (SELECT rule, person FROM hits JOIN sides USING (rule)
        GROUP BY rule, person, sides HAVING count(DISTINCT side) = sides)
    SELECT rule, person, side, item FROM hits SEMI JOIN violators USING (rule, person)"""
)
only = "SELECT count(*) FROM (FROM {0} EXCEPT FROM {1})"
ours, theirs = (db.execute(only.format(*pair)).fetchone()[0] for pair in [("found", "theirs"), ("theirs", "found")])
count = db.execute("SELECT count(*) FROM (SELECT DISTINCT rule, person FROM theirs)").fetchone()[0]
print(count, ours + theirs)
