"""The whole country as of a day: 640 000 areas with a past; pages of the tree, an area and a search."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

from bench.server import apart, reply
from bench.timing import asking, spent

CITIES, DISTRICTS, STREETS, UNITS = 340, 9, 13, 15
BEGUN, CHANGED, DAY = date(2015, 1, 1), date(2021, 7, 1), "2019-10-31"
RENAMED, MOVED, SPLIT = 50, 200, 1000
"""One unit in so many was renamed, moved to the next subdistrict, or split into its neighbours."""
REPEATS, WARM = 30, 5
MOST_MS, MOST_QUERIES = 150.0, 20


def measure() -> dict[str, Any]:
    """Return the figures, measured in a process of its own on a fresh installation."""
    return apart("bench.asof")


def show(found: dict[str, Any]) -> None:
    """Print how long each page takes, and whether all keep their limits."""
    print(f"{found['areas']} areas as of {DAY}")
    print(f"{'page':>20} {'p50 ms':>8} {'p95 ms':>8} {'cpu p50':>8} {'cpu p95':>8} {'queries':>8}")
    rows = {name: row for name, row in found.items() if isinstance(row, dict)}
    for name, row in rows.items():
        print(f"{name:>20}", *(f"{value:8.1f}" for value in row.values()))
    good = all(row["cpu_p95_ms"] <= MOST_MS and row["queries"] <= MOST_QUERIES for row in rows.values())
    print(f"every page within {MOST_MS} ms and {MOST_QUERIES} queries: {'yes' if good else 'NO'}")


class Country:
    """Writes cities with everything in them, in few statements each."""

    def __init__(self) -> None:
        """Take the tiers."""
        from linli.places.models import Tier

        self.tiers = {tier.code: tier.pk for tier in Tier.objects.all()}
        self.key = 0

    def build(self) -> None:
        """Write all cities."""
        for number in range(1, CITIES + 1):
            self._city(number)

    def _city(self, number: int) -> None:
        """Write one city: areas, versions, what happened to some of them."""
        from linli.places.models import Area, AreaVersion, Succession

        areas = list(self._below(None, "", number, ["city", "district", "subdistrict", "community"], f"{number:04}"))
        Area.objects.bulk_create(areas, batch_size=500)
        units = [area for area in areas if area.tier_id == self.tiers["community"]]
        streets = [area.pk for area in areas if area.tier_id == self.tiers["subdistrict"]]
        versions: list[Any] = []
        steps: list[Any] = []
        for area in areas:
            versions += self._versions(area, streets)
        for area, beside in pairwise(units):
            if area.pk % SPLIT == 0:
                steps += [Succession(predecessor=area, successor=beside, kind="merge", on=CHANGED)]
        AreaVersion.objects.bulk_create(versions, batch_size=500)
        Succession.objects.bulk_create(steps)

    def _below(self, parent: Any, path: str, number: int, tiers: list[str], code: str) -> Iterator[Any]:
        """Yield an area and everything in it."""
        from linli.places.models import Area
        from linli.places.rules import child_path

        self.key += 1
        name = f"{'甲乙丙丁戊己庚辛壬癸'[number % 10]}{'东西南北中'[number % 5]}{self.key}{tiers[0][0]}"
        path = child_path(path, number)
        ended = tiers[0] == "community" and self.key % SPLIT == 0
        facts = {"tier_id": self.tiers[tiers[0]], "parent": parent, "code": code, "name": name, "short_name": name}
        end = CHANGED if ended else None
        area = Area(pk=self.key, path=path, valid_from=BEGUN, valid_to=end, households=len(name) * 100, **facts)
        yield area
        count = {"city": DISTRICTS, "district": STREETS, "subdistrict": UNITS}.get(tiers[0], 0)
        for child in range(1, count + 1):
            yield from self._below(area, path, child, tiers[1:], f"{code}{child:0{len(tiers)}}")

    def _versions(self, area: Any, streets: list[int]) -> Iterator[Any]:
        """Yield what the area was when."""
        from linli.places.models import AreaVersion

        facts = {"area": area, "tier_id": area.tier_id, "households": area.households, "code": area.code}
        now = {"parent_id": area.parent_id, "name": area.name}
        then = dict(now)
        if area.tier_id == self.tiers["community"]:
            then |= {"name": f"旧{area.name}"} if area.pk % RENAMED == 0 else {}
            then |= {"parent_id": streets[area.pk % len(streets)]} if area.pk % MOVED == 1 else {}
        if then == now or area.valid_to:
            yield AreaVersion(valid_from=BEGUN, valid_to=area.valid_to, **facts, **now)
            return
        yield AreaVersion(valid_from=BEGUN, valid_to=CHANGED, **facts, **then)
        yield AreaVersion(valid_from=CHANGED, **facts, **now)


def _pages() -> dict[str, str]:
    """Return the addresses to measure by name."""
    from django.urls import reverse

    from linli.places.models import Area

    def some(tier: str) -> Any:
        return Area.objects.filter(tier__code=tier, valid_to=None).order_by("path")[7]

    tree = reverse("places:list")
    ended = Area.objects.filter(valid_to__isnull=False).order_by("pk")[3]
    pages = {"tree": f"{tree}?on={DAY}", "branch": f"{tree}?on={DAY}&open={some('subdistrict').key}"}
    pages |= {
        f"area: {tier}": reverse("places:area", args=[some(tier).key]) + f"?on={DAY}"
        for tier in ("city", "district", "subdistrict", "community")
    }
    pages |= {"area: ended": reverse("places:area", args=[ended.key])}
    pages |= {"search of the day": f"{tree}?on={DAY}&q=旧甲东", "code of the day": f"{tree}?on={DAY}&q=0007101"}
    return pages | {"old name": f"{tree}?q=旧甲东", "old name of one": f"{tree}?q={ended.name}"}


def _here() -> dict[str, Any]:
    """Build the country and measure in this process."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from linli.people.samples import appoint, make_account
    from linli.places.models import Area

    Country().build()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    reader = make_account("reader")
    appoint(reader, "leader", area=None)
    client = Client(SERVER_NAME="localhost", headers={"accept-language": "zh-hans"})
    client.force_login(reader)
    found: dict[str, Any] = {"areas": Area.objects.count()}
    for name, address in _pages().items():
        ask = asking(client, address)
        ask(0)
        with CaptureQueriesContext(connection) as asked:
            ask(1)
        queries = len(asked)
        found[name] = spent(ask, REPEATS, WARM) | {"queries": queries}
    return found


if __name__ == "__main__":
    reply(_here)
