"""Drawing over a shifted base map: the script itself, run by the Node that built the pages."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "frontend" / "src" / "map" / "system.ts"
NODE = Path(sys.executable).with_name("node")
PROGRAM = """
const { systemOf, drawn } = await import(process.argv[1]);
const { name, points, collection } = JSON.parse(process.argv[2]);
const system = systemOf(name);
const out = points.map((at) => ({ drawn: system.draw(at), back: system.read(system.draw(at)) }));
console.log(JSON.stringify({ out, collection: drawn(collection, system) }));
"""
CITIES = [[116.404, 39.915], [121.4737, 31.2304], [103.18, 26.08], [87.6168, 43.8256], [126.6424, 45.7567]]
NOTHING = {"type": "FeatureCollection", "features": []}


def run(name: str | None, points: list[list[float]], collection: dict = NOTHING) -> dict:
    said = json.dumps({"name": name, "points": points, "collection": collection})
    command = [str(NODE), "--input-type=module", "--eval", PROGRAM, SCRIPT.as_uri(), said]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_point_is_drawn_where_published_examples_say():
    found = run("gcj02", [[116.404, 39.915]])["out"][0]["drawn"]

    assert found == pytest.approx([116.41024449916938, 39.91640428150164], abs=1e-9)


def test_what_is_picked_is_shifted_back_to_the_centimetre():
    found = run("gcj02", CITIES)["out"]

    for at, there in zip(CITIES, found, strict=True):
        assert there["back"] == pytest.approx(at, abs=1e-7)
        assert max(abs(a - b) for a, b in zip(at, there["drawn"], strict=True)) > 5e-4


@pytest.mark.parametrize(("name", "points"), [("wgs84", CITIES), (None, CITIES), ("gcj02", [[-122.4, 37.7]])])
def test_other_systems_and_other_countries_are_not_shifted(name, points):
    assert [there["drawn"] for there in run(name, points)["out"]] == points


def test_outlines_keep_their_shape_and_their_names():
    ring = [[103.18, 26.08], [103.19, 26.08], [103.19, 26.09], [103.18, 26.08]]
    area = {"type": "Feature", "properties": {"name": "南苑"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    empty = {"type": "Feature", "properties": {}, "geometry": None}

    found = run("gcj02", ring, {"type": "FeatureCollection", "features": [area, empty]})

    first, second = found["collection"]["features"]
    assert first["geometry"]["coordinates"] == [[there["drawn"] for there in found["out"]]]
    assert first["properties"] == {"name": "南苑"}
    assert second == empty
