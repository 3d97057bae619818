"""
Where posts are needed and how many hold them: one row for every area and kind of post on its tier.

Everything about coverage is a sum or a part of these rows, so that a figure and the list behind it cannot disagree.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Least

from linli.network.models import Posting, PostKind
from linli.network.terms import Expectation
from linli.places import queries as places
from linli.values import Span

KIND = "tier__post_kinds"


def holding(day: date) -> Q:
    """Return the condition that a posting holds on a day; one of an organisation ends with the organisation."""
    span = Span.between(day, day)
    lives = Q(organisation__isnull=True) | places.in_force(span, "organisation__")
    return places.in_force(span) & lives


def list_needs(day: date, *, path: str = "", kinds: Iterable[PostKind] | None = None) -> QuerySet[Any]:
    """
    Return the versions of areas in force on a day in the subtree of a path, one row for every kind of post.

    Each row has `post` (the kind's key), `need` (how many are expected), `held` (how many hold it), `filled` (held, at
    most as many as needed). kinds: only these; otherwise all in use.
    """
    rows: QuerySet[Any] = places.AreaVersion.objects.filter(
        places.in_force(Span.between(day, day)), places.in_subtree(path, "area__path")
    )
    # Joined by annotations only: a filter of its own over the kinds would join them once more.
    rows = rows.annotate(post=F(KIND), post_order=F(f"{KIND}__order"), in_use=F(f"{KIND}__is_active"))
    rows = rows.filter(in_use=True) if kinds is None else rows.filter(post__in=[kind.pk for kind in kinds])
    return rows.annotate(need=_need(), held=_held(day)).annotate(filled=Least("need", "held"))


def _need() -> Case:
    """Return `rules.expected` as the database computes it."""
    number = F(f"{KIND}__number")
    by_households = (Coalesce("households", 1) + number - 1) / number
    return Case(
        When(households=0, then=0),
        When(**{f"{KIND}__expectation": Expectation.EACH}, then=1),
        When(**{f"{KIND}__expectation": Expectation.PER_HOUSEHOLDS}, then=by_households),
        default=0,
        output_field=IntegerField(),
    )


def _held(day: date) -> Coalesce:
    """Return how many hold a post of the row's kind in the row's area."""
    there = Posting.objects.filter(holding(day), area=OuterRef("area"), kind=OuterRef(KIND))
    return Coalesce(Subquery(there.order_by().values("area").annotate(number=Count("pk")).values("number")), 0)
