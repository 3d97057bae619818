"""Filters a person keeps for himself."""

from typing import Any

from linli.cases.models import SavedView

SHOWN = 20


def list_saved_views(user: Any) -> list[SavedView]:
    """Return the person's kept filters by name, at most 20."""
    return list(SavedView.objects.filter(account=user).order_by("name")[:SHOWN])
