"""The scan of the benchmark as SQL on DuckDB: prints seconds (by the clock, of the processor), and how many rows differ."""

import os
import statistics
import sys
import time

import duckdb

folder = sys.argv[1]
db = duckdb.connect()
db.execute(f"SET threads = {os.cpu_count()}")
for name, columns in [
    ("grants", {"person": "UINTEGER", "item": "UINTEGER"}),
    ("rules", {"rule": "USMALLINT", "side": "UTINYINT", "item": "UINTEGER"}),
    ("found", {"rule": "USMALLINT", "person": "UINTEGER", "side": "UTINYINT", "item": "UINTEGER"}),
]:
    path = os.path.join(folder, name + ".csv")
    db.execute(f"CREATE TABLE {name} AS SELECT DISTINCT * FROM read_csv('{path}', header = true, columns = {columns})")
# Sorted by item, as suits the join: kinder to DuckDB than the order in which grants come.
db.execute("CREATE TABLE sorted AS SELECT * FROM grants ORDER BY item, person")

VIOLATORS = """
    SELECT count(*) FROM (
        SELECT rule, person FROM {grants} JOIN rules USING (item)
        GROUP BY rule, person HAVING bit_or(1 << side) = 3)
"""
# The two ways that were fastest among several, over either order; the best counts.
LISTS = """
    SELECT count(*), sum(len(one)), sum(len(other)) FROM (
        SELECT rule, person, list(item) FILTER (side = 0) AS one, list(item) FILTER (side = 1) AS other
        FROM {grants} JOIN rules USING (item) GROUP BY rule, person HAVING bit_or(1 << side) = 3)
"""
ROWS = """
    WITH hits AS MATERIALIZED (SELECT rule, person, side, item FROM {grants} JOIN rules USING (item)),
    violators AS (SELECT rule, person FROM hits GROUP BY rule, person HAVING bit_or(1 << side) = 3)
    SELECT count(*), sum(item), sum(side) FROM (SELECT hits.* FROM hits SEMI JOIN violators USING (rule, person))
"""


def best(*statements):
    def median(statement):
        seconds, processor = [], []
        for _ in range(3):
            begun, before = time.perf_counter(), time.process_time()
            db.execute(statement).fetchall()
            seconds.append(time.perf_counter() - begun)
            processor.append(time.process_time() - before)
        return statistics.median(seconds), statistics.median(processor)

    return min(median(statement.format(grants=grants)) for statement in statements for grants in ("grants", "sorted"))


print("violators", *best(VIOLATORS))
print("causes", *best(LISTS, ROWS))
db.execute(
    """CREATE TABLE theirs AS
    WITH hits AS (SELECT DISTINCT rule, person, side, item FROM grants JOIN rules USING (item)),
    violators AS (SELECT rule, person FROM hits GROUP BY rule, person HAVING count(DISTINCT side) = 2)
    SELECT rule, person, side, item FROM hits SEMI JOIN violators USING (rule, person)"""
)
differences = "SELECT (SELECT count(*) FROM (FROM {0} EXCEPT FROM {1})) + (SELECT count(*) FROM (FROM {1} EXCEPT FROM {0}))"
print("differences", db.execute(differences.format("found", "theirs")).fetchone()[0])
