"""From rows of the cases room to what the interface shows."""

from typing import Any


def report_status(report: Any) -> Any:
    """Return what the public may know of a report."""


def case_page(account: Any, filters: Any) -> Any:
    """Return one page of the cases an account may see."""


def case_detail(account: Any, number: str) -> Any:
    """Return one case with its history."""
