"""The kinds of cases that histories and imports name by code."""

from datetime import datetime

from linli.cases import services
from linli.cases.models import Category


def list_kinds(now: datetime) -> dict[str, Category]:
    """Return the kinds in force (second level) by code; a new installation gets the shipped list first."""
    if not Category.objects.exists():
        services.load_default_categories(actor=None, now=now)
    rows = Category.objects.filter(valid_to__isnull=True, parent__isnull=False).order_by("code")
    return {kind.code: kind for kind in rows}
