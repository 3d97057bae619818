"""Names and codes of the past: whose they were, until when, and who holds today what was called so."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from linli.places import rules
from linli.places.models import Area, AreaVersion
from linli.values import Reason, noop

from .heirs import Heir, Reach, heirs_of

SHOWN = 20
SOUGHT = 100
"""So many rows of the past are looked through for the names that are shown."""
NAMED_AT_MOST = 3
CODE = re.compile(r"P?[0-9]{2,}")


@dataclass(frozen=True, slots=True)
class Former:
    """What an area was called and which code it had; until: the first day without. heirs: who holds it today."""

    area: Area
    name: str
    code: str
    until: date
    heirs: list[Heir]


def former_names(reach: Reach, text: str) -> list[Former]:
    """Return up to 20 names and codes of the past that a text finds within a person's reach, the newest first."""
    if not text.strip():
        return []
    another = ~Q(area__code=F("code")) if is_code(text) else ~Q(area__name=F("name"))
    rows = past_rows(text).filter(reach.holds("area__"), Q(area__valid_to__isnull=False) | another)
    return _formers(rows.select_related("area__tier").order_by("-valid_to", "pk")[:SOUGHT])[:SHOWN]


def is_code(text: str) -> bool:
    """Return whether a text is sought among codes, and not among names."""
    return CODE.fullmatch(rules.clean_code(text)) is not None


def past_rows(text: str) -> QuerySet[AreaVersion]:
    """Return closed versions whose name holds a text, or whose code begins with it if it looks like a code."""
    closed = AreaVersion.objects.filter(valid_to__isnull=False)
    if not is_code(text):
        # "name > ''" says nothing but that the index of past names, a small part of the table, is to be walked.
        return closed.filter(name__gt="", name__contains=text.strip())
    code = rules.clean_code(text)
    return closed.filter(code__gte=code, code__lt=f"{code}~")


def formers_of(codes: Iterable[str], on: date | None = None) -> dict[str, Former]:
    """
    Return whose each code was last, or on a day, by the code as it is kept; codes nobody ever had are left out.

    A code that an area still has is left out too, unless a day is asked for on which another area had it.
    """
    wanted = sorted({code for code in codes if code})
    found: dict[str, Former] = {}
    for start in range(0, len(wanted), 500):
        rows = AreaVersion.objects.filter(code__in=wanted[start : start + 500], valid_to__isnull=False)
        if on is not None:
            rows = rows.filter(valid_from__lte=on, valid_to__gt=on)
        for former in _formers(rows.select_related("area__tier").order_by("-valid_to", "pk")):
            found.setdefault(former.code, former)
    return found


def only_heir(former: Former | None) -> Area | None:
    """Return the area in force that alone holds what was called so, or None."""
    return former.heirs[0].area if former is not None and len(former.heirs) == 1 else None


def reason_of(code: str, former: Former | None) -> Reason:
    """Return why a code names no area of today: unknown, ended without a successor, or several hold it now."""
    if former is None:
        return Reason("places.code", noop("No area in force has the code “%(code)s”."), {"code": code})
    said = {"code": code, "name": former.name, "until": former.until}
    if not former.heirs:
        text = noop("The code %(code)s was %(name)s until %(until)s; it has ended without a successor.")
        return Reason("places.code", text, said)
    heirs = "、".join(f"{heir.area.name} {heir.area.code} ({heir.percent} %)" for heir in former.heirs[:NAMED_AT_MOST])
    text = noop("The code %(code)s was %(name)s until %(until)s and is several today: %(heirs)s. Give the code of one.")
    return Reason("places.code", text, said | {"heirs": heirs})


def _formers(versions: Iterable[AreaVersion]) -> list[Former]:
    """Return the versions as names of the past, each once, with who holds them today."""
    latest: dict[tuple[int, str, str], AreaVersion] = {}
    for version in versions:
        latest.setdefault((version.area_id, version.name, version.code), version)
    heirs = heirs_of({version.area_id: version.area for version in latest.values()}.values())
    return [
        Former(version.area, version.name, version.code, version.valid_to, heirs[version.area_id])
        for version in latest.values()
        if version.valid_to is not None
    ]
