"""
Buildings and outlines: how long an import takes, and how soon a map has the data of a screen.

The material is ../shared/data/sg-hdb-buildings: 6 736 buildings and 88 outlines. The import is tried and done as the
command does it; the screens are asked of the running server, signed in, one after the other.
"""

import json
import os
import resource
import time
from datetime import date
from pathlib import Path
from typing import Any

from bench.server import ROOT, fresh, reply, serve

DATA = Path(os.environ.get("LINLI_BENCH_DATA", ROOT.parent / "shared" / "data")) / "sg-hdb-buildings"
OUTLINES, BUILDINGS = DATA / "subzones.geojson", DATA / "buildings.csv"
AS_OF = date(2024, 1, 1)
SCREENS = {"whole": (0.0, 11), "quarter": (0.25, 12), "street": (0.46, 15)}
"""How much of the whole is cut off on each side of a screen, and its zoom."""


def measure() -> dict[str, Any]:
    """Return what importing costs, and p50 and p95 of the screens. Raises SystemExit without the material."""
    if not DATA.exists():
        raise SystemExit(f"{DATA} is absent: nothing to measure")
    with fresh() as installation:
        found = installation.ask("bench.buildings")
        cookie, key, box = found.pop("cookie"), found.pop("key"), found.pop("box")
        with serve(installation) as running:
            for name, (cut, zoom) in SCREENS.items():
                path = f"/places/{key}/map/data.json?box={_cut(box, cut)}&zoom={zoom}&tier=community"
                found[name] = running.spent(path, cookie)
            found["worker_mib"] = round(running.worker_mib(), 1)
        return found | {"database_mb": round(installation.database_bytes / 1e6, 1)}


def show(found: dict[str, Any]) -> None:
    """Print what the imports cost, and how soon the screens have their data."""
    print(f"{'buildings':>18} {'rows':>6} {'changed':>8} {'clock s':>8} {'CPU s':>6}")
    for name, row in found.items():
        if isinstance(row, dict) and "rows" in row:
            print(f"{name:>18} {row['rows']:>6} {row['changed']:>8} {row['wall_s']:8.1f} {row['cpu_s']:6.1f}")
    for name in SCREENS:
        print(f"{name:>18} p50 {found[name]['p50_ms']:.1f} ms, p95 {found[name]['p95_ms']:.1f} ms")


def _cut(box: list[float], share: float) -> str:
    """Return a box without a share of it on each side, as an address has it."""
    west, south, east, north = box
    wide, high = (east - west) * share, (north - south) * share
    return ",".join(f"{edge:.6f}" for edge in (west + wide, south + high, east - wide, north - high))


def _territory() -> Any:
    """Begin the areas that the outlines name and return the district."""
    from linli.places.samples import make_area, make_areas

    features = json.loads(OUTLINES.read_text(encoding="utf-8"))["features"]
    named = sorted({(each["properties"]["planning_area"], each["properties"]["subzone"]) for each in features})
    district = make_area("岛区", "district", make_area("岛市", "city"))
    for above in sorted({above for above, _name in named}):
        street = make_area(above, "subdistrict", district)
        make_areas([{"tier": "community", "name": name} for upper, name in named if upper == above], street)
    return district


def _import() -> dict[str, Any]:
    """Import outlines and buildings, each tried first; return the seconds."""
    from django.utils.timezone import now

    from linli.foundation.imports import perform
    from linli.places import services

    found: dict[str, Any] = {}
    for name, run, file in (
        ("outlines", services.import_outlines, OUTLINES),
        ("buildings", services.import_buildings, BUILDINGS),
    ):
        for step, dry_run in (("tried", True), ("done", False), ("again", False)):
            cpu, clock = time.process_time(), time.perf_counter()
            sheet = services.read_ground(file)
            outcome = perform(run, sheet, actor=None, now=now(), as_of=AS_OF, dry_run=dry_run, profile="wgs84")
            found[f"{name} {step}"] = {
                "rows": outcome.total,
                "changed": outcome.created + outcome.changed,
                "wall_s": round(time.perf_counter() - clock, 2),
                "cpu_s": round(time.process_time() - cpu, 2),
            }
    return found


def _here() -> dict[str, Any]:
    """Import in this process; return the figures, and the cookie of a signed-in person with a place to look at."""
    from django.conf import settings
    from django.test import Client

    from linli.people.samples import appoint, make_account, make_role
    from linli.places.queries.ground import box_of_area

    district = _territory()
    found = _import()
    person = make_account("bench")
    appoint(person, make_role("surveyor", actions=["places.view"], whole_area=True))
    client = Client(SERVER_NAME="localhost")
    client.force_login(person)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found |= {"cookie": cookie, "key": str(district.key), "box": box_of_area(district)}
    return found | {"peak_mib": round(peak / 1024)}


if __name__ == "__main__":
    reply(_here)
