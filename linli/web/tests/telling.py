"""What a demo tells."""

from linli.boundaries.models import Plan
from linli.cases.models import Event


def histories() -> list[tuple]:
    """Return all that happened, and how the split was drawn."""
    events = Event.objects.order_by("id").values_list("at", "act", "note", "case__address", "receiver__name")
    return [*events, tuple(Plan.objects.get().head.sheet["labels"])]
