"""Which community a row belongs to: by code, name or point as the profile says, else its fixed area."""

from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from linli.cases.importing.cells import RowRefused
from linli.cases.importing.checking import ProfileError
from linli.cases.importing.profile import PlaceRule
from linli.cases.importing.rows import Draft
from linli.organisations import queries as organisations
from linli.organisations import services as organisation_services
from linli.organisations.terms import OrganisationKind
from linli.places import queries as places
from linli.places import services as place_services
from linli.values import noop

SINCE = date(2000, 1, 1)
TIERS = ("city", "district", "subdistrict", "community")
ENDINGS = ("社区居民委员会", "村村民委员会", "居民委员会", "村民委员会", "社区居委会", "居委会", "村委会", "社区", "村")
NO_AREA = noop("No area was found for “%(value)s”, and the profile names no fixed area.")
AMBIGUOUS = noop("%(count)s areas are called “%(value)s”; give the profile their codes.")
NO_FIXED_CODE = noop("%(key)s is %(value)s, but no area in force has this code: import the areas first, or correct it.")
NO_FIXED_NAME = noop("%(key)s is %(value)s, but no such community exists: write create = true, or correct it.")


class Communities:
    """Finds the area of each row and remembers it; makes areas only where the profile allows it."""

    def __init__(self, rule: PlaceRule, *, actor: Any, now: datetime) -> None:
        """Take the profile's rule. Raises ProfileError if the fixed area does not exist and may not be made."""
        self.rule, self.actor, self.now = rule, actor, now
        self.outlines = places.outlines_in("community")
        self._known: dict[tuple[str, str, date | None], Any] = {}
        self._given_up: dict[str, bool] = {}
        self.fixed = self._fixed()

    def find(self, draft: Draft) -> Any:
        """Return the area of a row. Raises RowRefused."""
        asked = {"code": draft.area_code, "name": self.rule.names.get(draft.area_name.casefold(), draft.area_name)}
        for way in self.rule.by:
            found = self._by_point(draft) if way == "point" else self._remembered(way, asked[way], draft.reported_at)
            if found is not None:
                return found
        if self.fixed is None:
            raise RowRefused(NO_AREA, value=asked["name"] or asked["code"] or str(draft.point or ""))
        return self.fixed

    def _remembered(self, way: str, value: str, at: datetime) -> Any | None:
        """Return the area of a code or name, looked up once; of a code that some area gave up, once a day."""
        if not value:
            return None
        day = localdate(at) if way == "code" and self._is_given_up(value) else None
        if (way, value, day) not in self._known:
            self._known[way, value, day] = self._by_code(value, day) if way == "code" else self._by_name(value)
        return self._known[way, value, day]

    def _is_given_up(self, code: str) -> bool:
        """Return whether an area had the code once and has it no longer, looked up once."""
        if code not in self._given_up:
            self._given_up[code] = places.had_code(code)
        return self._given_up[code]

    def _by_code(self, code: str, day: date | None = None) -> Any | None:
        """
        Return the area in force with that code; zeros at its end name the tier above.

        An old code leads to whoever alone holds today what had it. Raises RowRefused for several or none.
        """
        found = places.find_by_code(code, day)
        if found is None and day is not None:
            why = places.why_unknown(code, day)
            raise RowRefused(why.text, **why.params)
        return found

    def _by_name(self, name: str) -> Any | None:
        """Return the area of that name on the profile's tier; of several the one beside the fixed area."""
        rows = places.list_in_force().filter(tier__code=self.rule.tier).select_related("tier", "parent")
        found = list(rows.filter(name__in=_ways_to_write(name))[:20]) or list(rows.filter(short_name=name)[:20])
        if len(found) > 1 and self.fixed is not None:
            found = [area for area in found if area.parent_id == self.fixed.parent_id] or found
        if len(found) > 1:
            raise RowRefused(AMBIGUOUS, value=name, count=str(len(found)))
        if found:
            return found[0]
        if self.fixed is None or not self.rule.create_missing:
            return None
        return self._begin("community", name, self.fixed.parent)

    def _by_point(self, draft: Draft) -> Any | None:
        """
        Return the community whose outline holds the point.

        A matter that has ended belongs where the point lay when it was reported, if outlines go back so far; an open
        one to the community that must deal with it today.
        """
        if draft.point is None:
            return None
        days = (localdate(draft.reported_at), None) if draft.ended_at else (None,)
        found = (self.outlines.find(*draft.point, on=day) for day in days)
        number = next((each for each in found if each is not None), None)
        return None if number is None else self.outlines.area(number)

    def _fixed(self) -> Any | None:
        """Return the area of rows that find none; made if the profile says so."""
        rule = self.rule
        if rule.code:
            found = self._by_code(rule.code)
            if found is None:
                raise ProfileError.single(NO_FIXED_CODE, key="place.code", value=rule.code)
            return found
        if not rule.name:
            return None
        found = places.list_in_force().filter(tier__code="community", name=rule.name).select_related("tier", "parent")
        if found.exists():
            return found.first()
        if not (rule.create or rule.create_missing):
            raise ProfileError.single(NO_FIXED_NAME, key="place.name", value=rule.name)
        return self._make_fixed(rule.name)

    def _make_fixed(self, name: str) -> Any:
        """Make a city, district, subdistrict and community of one name, and a headquarters that answers for them."""
        area = None
        for tier in TIERS:
            area = self._begin(tier, name, area)
            if tier == "district":
                self._answerable(area)
        return area

    def _begin(self, tier: str, name: str, parent: Any) -> Any:
        """Begin an area through the service."""
        return place_services.create_area(
            actor=self.actor, now=self.now, valid_from=SINCE, parent=parent, tier=tier, name=name
        )

    def _answerable(self, district: Any) -> None:
        """See to it that somebody can hold the cases of a made district."""
        kind = OrganisationKind.HEADQUARTERS
        if organisations.list_for_area(district).filter(kind=kind).exists():
            return
        organisation_services.create_organisation(
            actor=self.actor, now=self.now, kind=kind, name=district.name, area=district, valid_from=SINCE
        )


def _ways_to_write(name: str) -> set[str]:
    """Return a community's name with and without the word for what it is."""
    for ending in ENDINGS:
        if len(name) > len(ending) + 1 and name.endswith(ending):
            name = name.removesuffix(ending)
            break
    return {name, *(name + ending for ending in ENDINGS)}
