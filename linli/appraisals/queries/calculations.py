"""How far the worker is with computing large rounds."""

from typing import Any

from django.db.models import QuerySet

from linli.appraisals.models import Calculation, Round
from linli.appraisals.queries.rounds import RUN, visible_rounds
from linli.appraisals.terms import CalculationState

OPEN = (CalculationState.WAITING, CalculationState.RUNNING)


def visible_calculations(user: Any) -> QuerySet[Calculation]:
    """Return the calculations of rounds that a person leads."""
    rows = Calculation.objects.filter(round__in=visible_rounds(user, RUN).values("pk"))
    return rows.select_related("round", "round__scheme", "asked_by")


def open_calculation(round_: Round) -> Calculation | None:
    """Return the calculation of a round that is on its way."""
    return Calculation.objects.filter(round=round_, state__in=OPEN).first()
