"""A statement that takes minutes on either database, and does no harm when it is stopped."""

from django.db import connection

ENDLESS = """
    WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < 1000000000)
    SELECT count(*) FROM numbers
"""
#: Its rows come one by one, so that SQLite begins at once and is slow at fetching them.
ENDLESS_ROWS = """
    WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < 1000000000)
    SELECT number FROM numbers WHERE number = 1 OR number < 0
"""


def read(statement: str = "SELECT 1") -> list[tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())
