"""A key borrowed from another row, stored without an index of its own."""

from typing import Any

from django.db import models


class BorrowedKey(models.OneToOneField):
    """
    A one-to-one primary key; on SQLite it is the row number itself.

    SQLite makes only a column of the very type INTEGER the row number; as bigint every row would carry a second key
    and an index between both, 12 bytes a clock.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Be the primary key."""
        super().__init__(*args, **{**kwargs, "primary_key": True})

    def db_type(self, connection: Any) -> str | None:
        """Return the type that makes it the row number."""
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)
