"""
Buildings and outlines: how long an import takes, and how soon a map has the data of a screen.

The material is ../shared/data/sg-hdb-buildings: 6 736 buildings and 88 outlines. The import is tried and done as the
command does it; the screens are asked of the running server, signed in, one after the other.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from bench.load import percentile
from bench.pages import _times
from bench.server import ROOT, Installation, serve

DATA = Path(os.environ.get("LINLI_BENCH_DATA", ROOT.parent / "shared" / "data")) / "sg-hdb-buildings"
OUTLINES, BUILDINGS = DATA / "subzones.geojson", DATA / "buildings.csv"
AS_OF = date(2024, 1, 1)
SCREENS = {"whole": (0.0, 11), "quarter": (0.25, 12), "street": (0.46, 15)}
"""How much of the whole is cut off on each side of a screen, and its zoom."""


def measure() -> dict[str, Any]:
    """Return what importing costs, and p50 and p95 of the screens. Raises SystemExit without the material."""
    if not DATA.exists():
        raise SystemExit(f"{DATA} is absent: nothing to measure")
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
        place = Installation(Path(folder))
        place.manage("migrate", "-v0")
        environ = place.environ("linli.config.settings")
        command = [sys.executable, "-m", "bench.buildings"]
        done = subprocess.run(command, cwd=ROOT, env=environ, check=True, stdout=subprocess.PIPE, text=True)
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        cookie, key, box = found.pop("cookie"), found.pop("key"), found.pop("box")
        with serve(place, settings="linli.config.settings", application="linli.config.wsgi:application") as running:
            for name, (cut, zoom) in SCREENS.items():
                path = f"/places/{key}/map/data.json?box={_cut(box, cut)}&zoom={zoom}&tier=community"
                spent = _times(running, cookie, path)
                found[name] = {
                    "p50_ms": round(percentile(spent, 0.5), 1),
                    "p95_ms": round(percentile(spent, 0.95), 1),
                }
            found["worker_mib"] = round(running.worker_mib(), 1)
        return found | {"database_mb": round(place.database_bytes / 1e6, 1)}


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


def main() -> None:
    """Build the installation, import, and print the figures with a signed-in person's cookie as JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    import django

    django.setup()
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
    found |= {"cookie": cookie, "key": str(district.key), "box": box_of_area(district), "peak_mib": round(peak / 1024)}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
