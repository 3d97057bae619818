"""6 736 real buildings and 88 outlines: counted to the last dwelling, drawn at once, and no trap gets by."""

import csv
import json
import time
from pathlib import Path

import pytest
from django.db.models import Sum

from linli.foundation.sheets import SheetRefused
from linli.places import queries, services
from linli.places.models import Area, BuildingFacts, Outline
from linli.places.queries import ground
from linli.places.rules import datum
from linli.places.samples import make_area, make_areas
from linli.places.tests.ground_files import take

DATA = Path(__file__).parents[4] / "shared/data/sg-hdb-buildings"
OUTLINES, BUILDINGS = DATA / "subzones.geojson", DATA / "buildings.csv"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not DATA.exists(), reason="../shared/data/sg-hdb-buildings is absent: 6 736 buildings untried"),
]
TRAPS = {"gcj02": datum.gcj02_of, "bd09": datum.bd09_of, "wgs84-yx": lambda at: (at[1], at[0])}
SCREENS, P95_MS = 20, 300


@pytest.fixture
def island(db) -> Area:
    """The communities that the outlines name, each in its place."""
    features = json.loads(OUTLINES.read_text(encoding="utf-8"))["features"]
    named = sorted({(each["properties"]["planning_area"], each["properties"]["subzone"]) for each in features})
    district = make_area("岛区", "district", make_area("岛市", "city"))
    for above in sorted({above for above, _name in named}):
        street = make_area(above, "subdistrict", district)
        make_areas([{"tier": "community", "name": name} for upper, name in named if upper == above], street)
    return district


def doctored(folder: Path, shift) -> Path:
    """Write the list of buildings with other coordinates."""
    rows = list(csv.DictReader(BUILDINGS.open(encoding="utf-8")))
    for row in rows:
        east, north = shift((float(row["longitude"]), float(row["latitude"])))
        row |= {"longitude": f"{east:.9f}", "latitude": f"{north:.9f}"}
    path = folder / "doctored.csv"
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_everything_is_counted_drawn_at_once_and_unchanged_the_second_time(island):
    shapes = take(services.import_outlines, OUTLINES)
    tried = take(services.import_buildings, BUILDINGS, dry_run=True)
    assert (shapes.created, shapes.doubts, Area.objects.filter(tier__code="building").count()) == (88, [], 0)

    taken = take(services.import_buildings, BUILDINGS)
    again = take(services.import_buildings, BUILDINGS)

    assert (tried.created, taken.created, again.unchanged) == (6_736, 6_736, 6_736)
    assert (taken.doubts, taken.rejected) == ([], [])
    sums = BuildingFacts.objects.aggregate(dwellings=Sum("dwellings"))
    assert sums["dwellings"] == 576_256
    assert any("576256" in note and "6736" in note for note in taken.notes)
    _draw_at_once(island)


def _draw_at_once(island: Area) -> None:
    """Ask for the screen that shows everything, as often as a p95 needs."""
    box = ground.box_of_area(island)
    inside = queries.list_in_force().filter(queries.in_subtree(island.path))
    assert box is not None
    spent = []
    for _ in range(SCREENS):
        began = time.process_time()
        screen = json.loads(ground.ground_within(inside, box, 11))
        spent.append((time.process_time() - began) * 1000)
    assert (len(screen["points"]), len(screen["outlines"]["features"])) == (6_736, 88)
    assert sorted(spent)[int(SCREENS * 0.95) - 1] < P95_MS


@pytest.mark.parametrize("trap", TRAPS)
def test_a_doctored_list_is_caught_before_anything_is_stored(island, tmp_path, trap):
    take(services.import_outlines, OUTLINES)
    file = doctored(tmp_path, TRAPS[trap])

    with pytest.raises(SheetRefused) as refused:
        take(services.import_buildings, file, profile="wgs84")

    assert refused.value.code == "doubts"
    assert not Area.objects.filter(tier__code="building").exists()
    assert not take(services.import_buildings, file, profile=trap, dry_run=True).doubts


@pytest.mark.parametrize("trap", TRAPS)
def test_doctored_outlines_are_caught_by_the_buildings_that_are_there(island, tmp_path, trap):
    take(services.import_buildings, BUILDINGS)
    collection = json.loads(OUTLINES.read_text(encoding="utf-8"))
    for each in collection["features"]:
        each["geometry"]["coordinates"] = _moved(each["geometry"]["coordinates"], TRAPS[trap])
    file = tmp_path / "doctored.geojson"
    file.write_text(json.dumps(collection), encoding="utf-8")

    with pytest.raises(SheetRefused) as refused:
        take(services.import_outlines, file, profile="wgs84")

    assert refused.value.code == "doubts"
    assert not Outline.objects.exists()
    right = take(services.import_outlines, file, profile=trap, dry_run=True)
    assert (right.created, right.doubts) == (88, [])


def _moved(part, shift):
    return list(shift(tuple(part))) if isinstance(part[0], float) else [_moved(inner, shift) for inner in part]
