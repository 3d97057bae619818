"""Closed cases that are to be visited again, and what earlier visits found."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from linli.cases.models import Case, Revisit
from linli.cases.queries.scope import visible_cases


def list_revisits(user: Any, now: datetime) -> QuerySet[Revisit]:
    """
    Return the re-visits that wait to be made in the user's reach; order by `due_at`, `event_id`.

    A kind that the office no longer calls recurring asks for none.
    """
    # Few re-visits wait, very many cases are in reach: each is looked up by its key.
    reach = Exists(visible_cases(user, "cases.verify").filter(pk=OuterRef("case_id")))
    waiting = Revisit.objects.filter(
        reach, done_at__isnull=True, from_at__lte=now, case__category__revisit_days__isnull=False
    )
    return waiting.select_related("case__area", "case__place", "case__category")


def revisits_of(case: Case) -> list[Revisit]:
    """Return the re-visits of a case, the planned one too, the first one first."""
    return list(case.revisits.select_related("relapse").order_by("pk"))
