"""A period of days: first day included, last day excluded, open at either end."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Period:
    """
    Days from `valid_from` (included) to `valid_to` (excluded; None means no end).

    Raises ValueError if it would hold no day at all.
    """

    valid_from: date
    valid_to: date | None = None

    def __post_init__(self) -> None:
        """Refuse a period without days."""
        if self.valid_to is not None and self.valid_to <= self.valid_from:
            raise ValueError(f"A period must end after it begins: {self.valid_from} to {self.valid_to}")

    def __contains__(self, day: date) -> bool:
        """Tell whether the day lies in the period."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def overlaps(self, other: "Period") -> bool:
        """Tell whether the two periods share at least one day."""
        starts_before_end = other.valid_to is None or self.valid_from < other.valid_to
        return starts_before_end and (self.valid_to is None or other.valid_from < self.valid_to)
