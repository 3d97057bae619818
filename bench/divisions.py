"""The list of the whole country: import, pages over 620 000 communities, comparison with an older list; one core."""

import csv
import os
import resource
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from bench.server import apart, reply
from bench.timing import asking, spent

PACKAGE = "china-division"
NEWER, OLDER = ("2.7.0", date(2023, 6, 30)), ("2.2.0", date(2018, 10, 31))
MOST = {"import_s": 120, "import_mib": 1536, "compare_s": 180, "page_p95_ms": 150}
"""What issue 5 allows."""
REPEATS, WARM = 40, 3
COLUMNS = ("code", "name", "street_code", "street_name", "district_code", "district", "city", "province")
MADE = 620_000


def measure() -> dict[str, Any]:
    """Return the figures: the newer list imported into an empty house, and compared with the older one in another."""
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as name:
        folder = Path(name)
        lists = {version: _list_of(folder, version) for version, _day in (NEWER, OLDER)}
        found: dict[str, Any] = {"most": MOST, "made_up": not (folder / f"{PACKAGE}-{NEWER[0]}").exists()}
        found |= apart("bench.divisions", "first", str(lists[NEWER[0]]), pinned=True)
        found |= apart("bench.divisions", "second", str(lists[OLDER[0]]), str(lists[NEWER[0]]), pinned=True)
    return found


def show(found: dict[str, Any]) -> None:
    """Print what the import and the comparison cost, and how long pages take."""
    print(f"{'divisions':>26} {'seconds':>8} {'CPU s':>7} {'peak MiB':>9}  (list made up: {found['made_up']})")
    for name in ("import", "import_older", "compare"):
        row = found[name]
        print(f"{name:>26} {row['s']:8.1f} {row['cpu_s']:7.1f} {row['peak_mib']:9}")
    for name, row in found["pages"].items():
        print(f"{name:>26} p50 {row['p50_ms']:.1f} ms, p95 {row['p95_ms']:.1f} ms")


def _list_of(folder: Path, version: str) -> Path:
    """Return a national list as a file that can be imported; made up if the package cannot be fetched."""
    path = folder / f"{version}.csv"
    try:
        rows: Iterator[tuple[str, ...]] = _rows(_unpacked(folder, version))
    except (OSError, subprocess.SubprocessError):
        rows = _made_up(0 if version == OLDER[0] else 1)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    return path


def _unpacked(folder: Path, version: str) -> Path:
    """Fetch the package with the package manager's own settings; return the folder of its tables."""
    pack = [str(Path(sys.executable).with_name("npm")), "pack", f"{PACKAGE}@{version}", "--silent"]
    environ = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    subprocess.run(pack, cwd=folder, env=environ, check=True, capture_output=True, timeout=300)
    target = folder / f"{PACKAGE}-{version}"
    with tarfile.open(folder / f"{PACKAGE}-{version}.tgz") as package:
        package.extractall(target, filter="data")
    return target / "package" / "dist"


def _rows(tables: Path) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a list with every area above written out."""

    def names(table: str) -> dict[str, str]:
        with (tables / f"{table}.csv").open(encoding="utf-8") as stream:
            return {row["code"]: row["name"] for row in csv.DictReader(stream)}

    provinces, cities, districts, streets = map(names, ("provinces", "cities", "areas", "streets"))
    with (tables / "villages.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            street, district, city = row["streetCode"], row["areaCode"], row["cityCode"]
            above = (street, streets[street], district, districts[district], cities[city])
            yield row["code"], row["name"], *above, provinces[row["provinceCode"]]


def _made_up(shift: int) -> Iterator[tuple[str, ...]]:
    """Yield a list of the same size; in the shifted one every tenth subdistrict lost half of its communities."""
    signs = "东西南北中新大小华光明平安和乐兴旺福泉山水林田"
    for number in range(MADE):
        street, unit = divmod(number, 15)
        district, place = divmod(street, 14)
        city, part = divmod(district, 10)
        code = f"{11 + city // 40:02d}{1 + city % 40:02d}{1 + part:02d}"
        moved = shift and street % 10 == 0 and unit > 7
        code_of_street = f"{code}{100 + place + (1 if moved else 0):03d}"
        name = f"{signs[unit % 23]}{signs[street % 23]}{signs[district % 23]}社区"
        last = f"{(15 if moved else 0) + unit + 1:03d}"
        yield code_of_street + last, name, code_of_street, f"{code_of_street}街道", code, f"{code}区", f"{city}市", "省"


def _import(path: str, day: date) -> dict[str, Any]:
    """Import a list as the console does; return seconds, and the most memory the process ever had."""
    from django.utils.timezone import now

    from linli.foundation import sheets
    from linli.foundation.imports.perform import perform
    from linli.places.management.commands.import_areas import NATIONAL
    from linli.places.services import import_areas

    began, busy = time.perf_counter(), time.process_time()
    outcome = perform(import_areas, sheets.read(Path(path), limits=NATIONAL), actor=None, now=now(), as_of=day)
    found = {"s": time.perf_counter() - began, "cpu_s": time.process_time() - busy, "rows": outcome.total}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    counts = {"created": outcome.created, "changed": outcome.changed, "rejected": len(outcome.rejected)}
    return {name: round(value, 1) for name, value in found.items()} | {"peak_mib": round(peak)} | counts


def _pages() -> dict[str, Any]:
    """Return how long pages and questions take over the whole country."""
    from urllib.parse import quote

    from django.test import Client
    from django.urls import reverse

    from linli.people.samples import appoint, make_account
    from linli.places import queries
    from linli.places.models import Area

    account = make_account("office")
    appoint(account, "leader", area=None)
    client = Client(SERVER_NAME="localhost", headers={"accept-language": "zh-hans"})
    client.force_login(account)
    city = Area.objects.filter(tier__code="city").order_by("path")[7]
    unit = Area.objects.filter(tier__code="community").order_by("path")[300_000]
    pages = {
        "area page of a city": reverse("places:area", args=[city.key]),
        "area page of a community": reverse("places:area", args=[unit.key]),
        "search common": f"{reverse('places:list')}?q={quote('新华')}",
        "search rare": f"{reverse('places:list')}?q={quote(unit.name[:4])}",
        "search code": f"{reverse('places:list')}?q={unit.code[:10]}",
        "tree": reverse("places:list"),
    }
    found = {name: spent(asking(client, address), REPEATS, WARM) for name, address in pages.items()}
    return found | {"subtree count": spent(lambda number: queries.count_by_tier(city), REPEATS, WARM)}


def _here(what: str, *lists: str) -> dict[str, Any]:
    """Measure the first part or the second in this process."""
    if what == "first":
        return {"import": _import(lists[0], NEWER[1]), "pages": _pages()}
    return {"import_older": _import(lists[0], OLDER[1]), "compare": _import(lists[1], NEWER[1])}


if __name__ == "__main__":
    reply(_here)
