"""Running numbers without gaps, such as the numbers of cases."""

from django.db import connection

TAKE = """
    INSERT INTO foundation_counter (name, value) VALUES (%s, 1)
    ON CONFLICT (name) DO UPDATE SET value = foundation_counter.value + 1
    RETURNING value
"""


def take(name: str) -> int:
    """
    Return the next number of the counter, from 1, inside the present transaction.

    The counter's row stays locked until the transaction ends; a rolled back transaction gives
    its number back, so there is never a gap.
    """
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [name])
        return int(cursor.fetchone()[0])
