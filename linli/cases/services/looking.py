"""Looks that must leave a trace, and filters a person keeps for himself."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import QueryDict

from linli.cases.models import SavedView
from linli.cases.models.saved import NAME_MAX, QUERY_MAX
from linli.foundation import audit


@transaction.atomic
def record_export(*, actor: Any, query: str, now: datetime) -> None:
    """Log who took which filter of the list away as a file."""
    audit.record(actor=actor, action="cases.export", subject=None, at=now, details={"query": query[:500]})


@transaction.atomic
def save_view(*, actor: Any, name: str, query: str, now: datetime) -> SavedView:
    """Keep a filter under a name; the same name again replaces it. The page of the list is not part of it."""
    kept = [(key, value) for key, value in QueryDict(query).items() if value and key != "after"]
    view, _made = SavedView.objects.update_or_create(
        account=actor, name=name.strip()[:NAME_MAX], defaults={"query": urlencode(kept)[:QUERY_MAX]}
    )
    audit.record(actor=actor, action="cases.view", subject=view, at=now, details={"kept": view.query})
    return view


@transaction.atomic
def drop_view(*, actor: Any, view_id: int, now: datetime) -> None:
    """Forget one of the actor's own kept filters. Raises SavedView.DoesNotExist for anybody else's."""
    view = SavedView.objects.get(pk=view_id, account=actor)
    audit.record(actor=actor, action="cases.view", subject=view, at=now, details={"dropped": view.query})
    view.delete()
