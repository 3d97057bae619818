"""Small fields of the room: points in four bytes a side, receipts in ten."""

from typing import Any

from django.db import models

from linli.cases.rules import texts

UNITS_A_DEGREE = 10_000_000


class DegreesField(models.Field):
    """Degrees (EPSG:4490) kept as whole ten-millionths, a centimetre on the ground; Python gives and takes floats."""

    description = "degrees"

    def get_internal_type(self) -> str:
        """Store as an integer of four bytes."""
        return "IntegerField"

    def get_prep_value(self, value: Any) -> Any:
        """Return the ten-millionths of a number of degrees."""
        value = super().get_prep_value(value)
        return None if value is None else round(float(value) * UNITS_A_DEGREE)

    def from_db_value(self, value: int | None, *_: Any) -> float | None:
        """Return the degrees."""
        return None if value is None else value / UNITS_A_DEGREE

    def to_python(self, value: Any) -> float | None:
        """Accept numbers and their texts."""
        return None if value is None else float(value)


class ReceiptField(models.Field):
    """A receipt, sixteen characters for people, ten bytes in the table."""

    description = "receipt"

    def get_internal_type(self) -> str:
        """Store as bytes."""
        return "BinaryField"

    def get_prep_value(self, value: Any) -> Any:
        """Return the bytes of a written receipt."""
        return texts.receipt_bytes(value) if isinstance(value, str) else value

    def from_db_value(self, value: Any, *_: Any) -> str | None:
        """Return the receipt as text."""
        return None if value is None else texts.receipt_of(bytes(value))

    def to_python(self, value: Any) -> Any:
        """Texts stay texts."""
        return value
