"""The territory a file is laid upon: how far duties reach, which of its areas a row means, where everything is."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max, Min, Q, QuerySet

from linli.foundation.sheets import Row
from linli.places import queries, rules
from linli.places.models import Area
from linli.values import Reason, noop

WORDS_AT_ONCE = 300
WORD_MAX = 100


@dataclass(frozen=True, slots=True)
class Territory:
    """The areas in force an import may touch. reach: paths below which they lie; "" is everything."""

    reach: tuple[str, ...]

    @classmethod
    def of(cls, actor: Any) -> "Territory":
        """Return what lies within an importer's duties; without an actor (the console) everything."""
        return cls(("",) if actor is None else tuple(grant.area_path for grant in actor.grants("places.import")))

    def areas(self) -> QuerySet[Area]:
        """Return the areas in force within reach."""
        scope = Q(pk__in=())
        for path in self.reach:
            scope |= queries.in_subtree(path) if path else Q(pk__isnull=False)
        return queries.list_in_force().filter(scope)

    def box(self, meant: Iterable[Area]) -> rules.Box | None:
        """
        Return the box of every outline and centre around the areas a file means; None where there is none.

        Around: in the smallest area that holds them all, or if it is one area, in what that is a part of.
        """
        paths = [area.path for area in meant]
        root = rules.root_of(paths)
        around = root[: -rules.STEP] if root in paths else root
        edges = {"west": Min, "south": Min, "east": Max, "north": Max}
        rows = self.areas().filter(queries.in_subtree(around)).order_by()
        found = rows.aggregate(**{edge: least(f"outline__{edge}") for edge, least in edges.items()})
        points = rows.aggregate(
            west=Min("longitude"), south=Min("latitude"), east=Max("longitude"), north=Max("latitude")
        )
        known = [each for each in (found, points) if each["west"] is not None]
        if not known:
            return None
        return rules.Box(
            min(each["west"] for each in known),
            min(each["south"] for each in known),
            max(each["east"] for each in known),
            max(each["north"] for each in known),
        )


@dataclass(slots=True)
class Matcher:
    """
    Which area a row means: by code, else by name; of several with one name the one whose parent the row names.

    Columns are known by their titles; without such titles the columns are taken whose cells are codes or names of
    areas most often, so that a file need not be made for Linli.
    """

    territory: Territory
    titles: Mapping[str, str]
    tiers: Collection[str] = ()
    code: str = ""
    name: str = ""
    by_code: dict[str, Area] = field(default_factory=dict)
    by_name: dict[str, list[Area]] = field(default_factory=dict)

    def learn(self, rows: Sequence[Row], columns: Sequence[str]) -> "Matcher":
        """Find the columns and the areas their cells name."""
        said = [self.titles[key] for key in ("code", "name") if key in self.titles]
        for choice in (said, columns):
            cells = {title: Counter(row.cells.get(title, "") for row in rows) for title in choice}
            self._fetch({word for counts in cells.values() for word in counts if _may_name(word)})
            self.code = _best(cells, lambda word: _kept(word) in self.by_code)
            self.name = _best(cells, lambda word: rules.clean_name(word) in self.by_name)
            if self.code or self.name:
                break
        return self

    def find(self, row: Row) -> Area | Reason | None:
        """Return the area a row means; a Reason if that is none or several; None if the row names none."""
        code, name = row.cells.get(self.code, ""), rules.clean_name(row.cells.get(self.name, ""))
        if code and _kept(code) in self.by_code:
            return self.by_code[_kept(code)]
        if not name and not code:
            return None
        found = self.by_name.get(name, [])
        above = self._above(row)
        if above and found:
            fitting = [area for area in found if area.parent and _bears(area.parent, above)]
            if not fitting and (len(found) > 1 or "parent" in self.titles):
                text = noop("“%(name)s” does not lie in what the row names as the area above.")
                return Reason("places.match.parent", text, {"name": name})
            found = fitting or found
        if len(found) == 1:
            return found[0]
        if found:
            text = noop("Several areas are called “%(name)s”; give the code, or the area above.")
            return Reason("places.match.several", text, {"name": name})
        text = noop("No area within your duties has the code “%(code)s” or is called “%(name)s”.")
        return Reason("places.match.none", text, {"code": code, "name": name})

    def _above(self, row: Row) -> set[str]:
        """Return the words of a row that may name the area above."""
        if title := self.titles.get("parent"):
            return {rules.clean_name(row.cells.get(title, ""))} - {""}
        own = (self.code, self.name)
        return {rules.clean_name(cell) for title, cell in row.cells.items() if title not in own} - {""}

    def _fetch(self, words: Iterable[str]) -> None:
        """Read the areas that these words can mean."""
        asked = sorted({rules.clean_name(word) for word in words})
        for start in range(0, len(asked), WORDS_AT_ONCE):
            some = asked[start : start + WORDS_AT_ONCE]
            named = Q(name__in=some) | Q(short_name__in=some) | Q(code__in={_kept(word) for word in some} - {""})
            rows = self.territory.areas().filter(named).select_related("tier", "parent", "outline")
            for area in rows.filter(tier__code__in=self.tiers) if self.tiers else rows:
                self._note(area)

    def _note(self, area: Area) -> None:
        if area.code:
            self.by_code[area.code] = area
        for name in {area.name, area.short_name}:
            known = self.by_name.setdefault(name, [])
            if all(each.pk != area.pk for each in known):
                known.append(area)


def _may_name(word: str) -> bool:
    """Return whether a cell can be a code or a name: not a number with decimals, nor a shape written out."""
    return 0 < len(word) <= WORD_MAX and not (("." in word) and word.strip("-+0123456789.eE") == "")


def _best(cells: Mapping[str, Counter[str]], fits: Callable[[str], bool]) -> str:
    """Return the column whose cells fit most often; "" if none ever does."""
    counts = {
        title: sum(times for word, times in words.items() if _may_name(word) and fits(word))
        for title, words in cells.items()
    }
    best = max(counts, key=lambda title: counts[title], default="")
    return best if best and counts[best] else ""


def _bears(area: Area, words: set[str]) -> bool:
    """Return whether one of the words is the area's name or code."""
    return bool({area.name, area.short_name, area.code} & words) or any(
        _kept(word) == area.code != "" for word in words
    )


def _kept(word: str) -> str:
    """Return a code as it is kept."""
    try:
        return str(rules.parse_code(word))
    except rules.InvalidCode:
        return rules.clean_code(word)
