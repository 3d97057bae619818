"""What the rows of a list of the network mean: which post, which place, who, and whether that is known already."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from linli.foundation.imports import Outcome
from linli.foundation.sheets import Row, SheetRefused, parse_moment
from linli.network import queries
from linli.network.access import may_in
from linli.network.models import Posting, PostKind
from linli.network.rules import listing
from linli.network.services.holders import HolderFacts
from linli.network.services.postings import check_body, check_place
from linli.network.services.refusals import NetworkRefused
from linli.network.terms import FilledBy
from linli.organisations import queries as organisations
from linli.people import queries as people
from linli.places import queries as places
from linli.places.terms import TierCode

IMPORT = "network.import"


class RowRefused(ValueError):
    """Why one row is set aside, in the reader's language."""


@dataclass(slots=True)
class Line:
    """One row understood: the post, the place, who holds it, and the posting that says so already, if one does."""

    row: Row
    kind: PostKind
    area: places.Area
    facts: HolderFacts
    organisation: organisations.Organisation | None
    title: str
    document: str
    valid_from: date
    known: Posting | None = None


@dataclass(slots=True)
class Ground:
    """What a list is laid upon: kinds by their words, communities, and who holds what there, read once a community."""

    actor: Any
    on: date
    kinds: dict[str, PostKind]
    by_code: dict[str, places.Area]
    communities: dict[str, list[places.Area]] = field(default_factory=dict)
    below: dict[int, dict[tuple[str, str], list[places.Area]]] = field(default_factory=dict)
    held: dict[int, dict[tuple[int, int], list[Posting]]] = field(default_factory=dict)

    def community(self, name: str) -> list[places.Area]:
        """Return the communities in force of a name within the actor's duties."""
        if name not in self.communities:
            mine = places.list_in_force() if self.actor is None else queries.areas_within(self.actor, IMPORT)
            self.communities[name] = [
                area for area in places.list_meant(mine, name) if area.tier.code == TierCode.COMMUNITY
            ]
        return self.communities[name]

    def inside(self, area: places.Area) -> dict[tuple[str, str], list[places.Area]]:
        """Return the areas in force within an area by tier and name."""
        if area.pk not in self.below:
            found: dict[tuple[str, str], list[places.Area]] = {}
            for each in places.list_in_force().filter(places.in_subtree(area.path)):
                found.setdefault((each.tier.code, listing.narrow(each.name)), []).append(each)
            self.below[area.pk] = found
        return self.below[area.pk]

    def holders(self, base: places.Area, line: tuple[int, int]) -> list[Posting]:
        """Return the open postings of a kind in an area (their keys), all those of the base read at once."""
        if base.pk not in self.held:
            found: dict[tuple[int, int], list[Posting]] = {}
            rows = Posting.objects.filter(places.in_subtree(base.path, "area__path"), valid_to__isnull=True)
            for each in rows.select_related("holder__account", "organisation", "kind").order_by("valid_from", "pk"):
                found.setdefault((each.kind_id, each.area_id), []).append(each)
            self.held[base.pk] = found
        return self.held[base.pk].get(line, [])


def read_rows(rows: Iterable[Row]) -> list[tuple[Row, dict[str, str]]]:
    """Return each row with its cells by key. Raises SheetRefused when the list as a whole is not sound."""
    read: list[tuple[Row, dict[str, str]]] = []
    matched: dict[str, str] = {}
    for row in rows:
        if not read:
            matched = listing.match_titles(row.cells)
            if missing := listing.missing_columns(matched):
                text = gettext("The list has no column %(columns)s. Nothing was changed.")
                raise SheetRefused("network.columns", text % {"columns": "、".join(missing)})
        said = {key: row.cells.get(title, "").strip() for key, title in matched.items()}
        read.append((row, dict.fromkeys(listing.TITLES, "") | said))
    if not read:
        raise SheetRefused("network.empty", gettext("The list has no rows."))
    return read


def survey(read: list[tuple[Row, dict[str, str]]], actor: Any, on: date) -> Ground:
    """Return the kinds and the areas that the list names."""
    kinds: dict[str, PostKind] = {}
    for kind in queries.list_kinds():
        for word in (kind.code, kind.name, kind.name_en):
            kinds.setdefault(listing.narrow(word), kind)
    kinds.pop("", None)
    return Ground(actor, on, kinds, places.find_by_codes(cells["area_code"] for _row, cells in read))


def understand(read: list[tuple[Row, dict[str, str]]], ground: Ground, first_day: date, outcome: Outcome) -> list[Line]:
    """Return the rows that can be taken; the others are rejected with their reasons."""
    lines: list[Line] = []
    seen: dict[tuple[int, int, str, str], int] = {}
    for row, cells in read:
        try:
            line = _line(row, cells, ground, first_day)
            mark = (line.kind.pk, line.area.pk, line.facts.name, line.facts.door)
            if mark in seen:
                raise RowRefused(gettext("This repeats row %(row)s.") % {"row": seen[mark]})
        except (RowRefused, NetworkRefused) as refused:
            outcome.reject(row, str(refused))
            continue
        seen[mark] = row.number
        lines.append(line)
    return lines


def _line(row: Row, cells: Mapping[str, str], ground: Ground, first_day: date) -> Line:
    """Return what a row means. Raises RowRefused or NetworkRefused with a sentence fit to show."""
    if row.flaws:
        raise RowRefused(" ".join(row.flaws))
    kind = ground.kinds.get(listing.narrow(cells["post"]))
    if kind is None:
        raise RowRefused(gettext("There is no post “%(post)s”.") % {"post": cells["post"]})
    base = _base(cells, ground)
    area = _descend(base, cells, ground)
    if ground.actor is not None and not may_in(ground.actor, IMPORT, area):
        raise NetworkRefused("network.out_of_reach", area=area.name)
    check_place(kind, area)
    facts = _facts(cells, kind)
    body = _body(kind, area, facts.name) if kind.filled_by == FilledBy.BODY else None
    since = _day(cells["valid_from"]) or first_day
    line = Line(row, kind, area, facts, body, cells["title"], cells["document"], since)
    line.known = _known(line, ground.holders(base, (kind.pk, area.pk)))
    if line.known is None and listing.is_hidden(cells["phone"]):
        raise RowRefused(gettext("The phone number is hidden; write the whole one or none."))
    return line


def _base(cells: Mapping[str, str], ground: Ground) -> places.Area:
    """Return the area a row begins from: by code, else the community of that name. Raises RowRefused."""
    if code := cells["area_code"]:
        if (area := ground.by_code.get(code)) is None:
            raise RowRefused(places.why_unknown(code).render(gettext))
        return area
    found = ground.community(cells["community"]) if cells["community"] else []
    return _only(found, cells["community"])


def _descend(area: places.Area, cells: Mapping[str, str], ground: Ground) -> places.Area:
    """Return the block, compound or building that a row names within its community. Raises RowRefused."""
    base = area
    for tier in listing.BELOW:
        if name := cells[tier]:
            named = ground.inside(base).get((tier, listing.narrow(name)), [])
            area = _only([each for each in named if each.path.startswith(area.path)], name)
    return area


def _only(found: list[places.Area], name: str) -> places.Area:
    """Return the one area found. Raises RowRefused if there is none or there are several."""
    if len(found) == 1:
        return found[0]
    text = gettext("Several areas “%(name)s”: give the code.") if found else gettext("No area “%(name)s” there.")
    raise RowRefused(text % {"name": name})


def _facts(cells: Mapping[str, str], kind: PostKind) -> HolderFacts:
    """Return what a row says of a person or household. Raises RowRefused."""
    household = None
    if word := cells["household_kind"]:
        household = listing.household_kind_of(word)
        if household is None:
            raise RowRefused(gettext("There is no kind of household “%(word)s”.") % {"word": word})
        if kind.filled_by != FilledBy.HOUSEHOLD:
            raise NetworkRefused("network.kind_of_household")
    return HolderFacts(
        name=" ".join(cells["name"].split()),
        phone=people.tidy_phone(cells["phone"]) if not listing.is_hidden(cells["phone"]) else "",
        door=" ".join(cells["door"].split()),
        household_kind=household or "",
        consented_on=_day(cells["consented_on"]),
        kind_consented_on=_day(cells["kind_consented_on"]),
    )


def _body(kind: PostKind, area: places.Area, name: str) -> organisations.Organisation:
    """Return the organisation of a name that may fill a kind for an area. Raises RowRefused or NetworkRefused."""
    rows = organisations.list_in_force().filter(name=name, area__path__in=places.lineage(area.path))
    if kind.body_kind:
        rows = rows.filter(kind=kind.body_kind)
    found = rows.select_related("area").order_by("-area__path").first()
    if found is None:
        raise RowRefused(gettext("No organisation “%(name)s” answers for that place.") % {"name": name})
    return check_body(kind, area, found)


def _day(text: str) -> date | None:
    """Return the day a cell names, None if it is empty. Raises RowRefused."""
    if not text:
        return None
    zone = timezone.get_default_timezone()
    try:
        return timezone.localdate(parse_moment(text, zone), zone)
    except ValueError as error:
        raise RowRefused(gettext("“%(text)s” is not a date.") % {"text": text}) from error


def _known(line: Line, held: list[Posting]) -> Posting | None:
    """Return the posting that already says what a row says."""
    for each in held:
        if line.organisation is not None:
            if each.organisation_id == line.organisation.pk:
                return each
        elif each.holder is not None and each.holder.name == line.facts.name:
            doors = {each.holder.door, line.facts.door}
            if len(doors) == 1 or "" in doors:
                return each
    return None
