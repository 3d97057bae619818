"""Areas by key, by code and by name."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.foundation import search
from linli.places import rules
from linli.places.models import Area, AreaVersion
from linli.values import Reason

from .former import formers_of, is_code, only_heir, reason_of
from .reach import list_in_force

MEANT_MAX = 6
SEARCHED = "places_area"


def get_area(key: UUID | str) -> Area | None:
    """Return the area in force with that key, or None; a text that is no key finds nothing."""
    try:
        return list_in_force().filter(key=UUID(str(key))).first()
    except ValueError:
        return None


def find_by_code(code: str, on: date | None = None) -> Area | None:
    """
    Return the area in force with that division code (6, 9 or 12 digits, or provisional), or None.

    An old code leads to whoever alone holds today what had it. on: the day of which the code speaks, because a code
    may have passed to another area since. `why_unknown` says why there is none.
    """
    return find_by_codes([code], on).get(code)


def why_unknown(code: str, on: date | None = None) -> Reason:
    """Return why `find_by_code` finds no area: the code is unknown, or several areas hold today what had it."""
    kept = _kept_code(code)
    return reason_of(code, formers_of([kept], on).get(kept) or formers_of([kept]).get(kept))


def _kept_code(code: str) -> str:
    """Return a code in the form it is kept in."""
    try:
        return str(rules.parse_code(code))
    except rules.InvalidCode:
        return rules.clean_code(code)


def had_code(code: str) -> bool:
    """Return whether some area once had a code and gave it up."""
    return AreaVersion.objects.filter(code=_kept_code(code), valid_to__isnull=False).exclude(code="").exists()


def find_by_codes(codes: Iterable[str], on: date | None = None) -> dict[str, Area]:
    """Return the areas by the codes as they were asked for, as `find_by_code` does; unknown ones are left out."""
    kept = {code: _kept_code(code) for code in codes}
    wanted = set(kept.values()) - {""}
    then = formers_of(wanted, on) if on else {}
    known: dict[str, Area | None] = {code: only_heir(former) for code, former in then.items()}
    today = sorted(wanted - known.keys())
    for start in range(0, len(today), 500):
        known |= {area.code: area for area in list_in_force().filter(code__in=today[start : start + 500])}
    known |= {code: only_heir(former) for code, former in formers_of(wanted - known.keys()).items()}
    return {code: area for code, official in kept.items() if (area := known.get(official)) is not None}


def search_areas(areas: QuerySet[Area], text: str) -> QuerySet[Area]:
    """Return those areas whose name holds the text or whose code begins with it; one character is enough."""
    sought = text.strip()
    if not sought:
        return areas.none()
    if is_code(sought):
        code = rules.clean_code(sought)
        return areas.filter(code__gte=code, code__lt=f"{code}~")
    return search.filter(areas, SEARCHED, sought, fields=("name", "short_name"))


def list_meant(areas: QuerySet[Area], text: str) -> list[Area]:
    """Return which of these areas (at most 6) a text can mean: the one with that code or key, else those called so."""
    said = text.strip()
    for exact in (find_by_code(said), get_area(said)):
        if exact is not None:
            return list(areas.filter(pk=exact.pk))
    return list(areas.filter(Q(name=said) | Q(short_name=said))[:MEANT_MAX])


def next_provisional_code(street: Area) -> str:
    """
    Return the provisional code for a community founded in that subdistrict; codes of the past are not reused.

    "" where there is none to give: the subdistrict has no official code, or its 999 numbers are used up.
    """
    given = AreaVersion.objects.filter(code__startswith=f"P{street.code}").values_list("code", flat=True)
    try:
        return rules.next_provisional_code(street.code, set(given))
    except rules.InvalidCode:
        return ""
