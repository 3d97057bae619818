"""Coordinate systems: shifted ones and planes of metres, back to degrees."""

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.places import rules
from linli.places.rules import datum, projection
from linli.places.terms import CoordinateSystem
from linli.values import Reason

SCRIPT = Path(__file__).resolve().parents[3] / "frontend" / "src" / "map" / "system.ts"
NODE = Path(sys.executable).with_name("node")
PROGRAM = """
const { systemOf } = await import(process.argv[1]);
console.log(JSON.stringify(JSON.parse(process.argv[2]).map((at) => systemOf("gcj02").draw(at))));
"""
CITIES = [(116.404, 39.915), (121.4737, 31.2304), (103.18, 26.08), (87.6168, 43.8256), (126.6424, 45.7567)]
IN_CHINA = st.tuples(st.floats(74, 134.5), st.floats(18.5, 53.5))


@pytest.mark.parametrize(
    ("shift", "there"),
    [
        (datum.gcj02_of, (116.41024449916938, 39.91640428150164)),
        (datum.bd09_of, (116.41662724378733, 39.922699552216216)),
    ],
)
def test_a_point_is_shifted_as_published_examples_say(shift, there):
    assert shift((116.404, 39.915)) == pytest.approx(there, abs=1e-9)


def test_files_and_base_maps_are_shifted_alike():
    command = [str(NODE), "--input-type=module", "--eval", PROGRAM, SCRIPT.as_uri(), json.dumps(CITIES)]
    drawn = json.loads(subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout)

    assert [datum.gcj02_of(at) for at in CITIES] == [pytest.approx(tuple(at), abs=1e-11) for at in drawn]


@given(IN_CHINA)
def test_a_shift_is_taken_back_to_far_below_a_centimetre(at):
    for system, shift in ((CoordinateSystem.GCJ02, datum.gcj02_of), (CoordinateSystem.BD09, datum.bd09_of)):
        there = shift(at)

        assert 1e-4 < max(abs(there[0] - at[0]), abs(there[1] - at[1])) < 0.03
        assert datum.to_wgs84(system, there) == pytest.approx(at, abs=1e-9)


@given(st.tuples(st.floats(-180, 180), st.floats(-90, 90)))
def test_outside_of_china_nothing_is_shifted(at):
    if datum.is_shifted_there(at):
        return
    assert datum.gcj02_of(at) == datum.bd09_of(at) == at
    assert all(datum.to_wgs84(system, at) == at for system in CoordinateSystem)


def forward(plane: rules.Plane, longitude: float, latitude: float) -> tuple[float, float]:
    """Return metres east and north by the older series (Snyder, USGS 1395, pages 61 and 17), good to a millimetre."""
    a, e2 = projection.AXIS, projection.FLATTENING * (2 - projection.FLATTENING)
    phi, second = math.radians(latitude), e2 / (1 - e2)
    radius = a / math.sqrt(1 - e2 * math.sin(phi) ** 2)
    t, c = math.tan(phi) ** 2, second * math.cos(phi) ** 2
    side = math.radians(longitude - plane.meridian) * math.cos(phi)
    arc = a * (
        (1 - e2 / 4 - 3 * e2**2 / 64 - 5 * e2**3 / 256) * phi
        - (3 * e2 / 8 + 3 * e2**2 / 32 + 45 * e2**3 / 1024) * math.sin(2 * phi)
        + (15 * e2**2 / 256 + 45 * e2**3 / 1024) * math.sin(4 * phi)
        - 35 * e2**3 / 3072 * math.sin(6 * phi)
    )
    east = side + (1 - t + c) * side**3 / 6 + (5 - 18 * t + t**2 + 72 * c - 58 * second) * side**5 / 120
    north = side**2 / 2 + (5 - t + 9 * c + 4 * c**2) * side**4 / 24
    north += (61 - 58 * t + t**2 + 600 * c - 330 * second) * side**6 / 720
    scale = plane.scale
    return plane.false_east + scale * radius * east, scale * (arc + radius * math.tan(phi) * north) + plane.false_north


@given(st.integers(25, 45), st.floats(-1.5, 1.5), st.floats(18, 53.5))
def test_metres_of_a_zone_come_back_as_degrees(zone, beside, latitude):
    plane = rules.plane_by_zone(zone * 1e6 + 500_000)
    at = 3.0 * zone + beside, latitude

    assert projection.to_degrees(plane, forward(plane, *at)) == pytest.approx(at, abs=2e-8)


def test_the_length_of_the_meridian_is_the_known_one():
    assert projection.to_degrees(rules.Plane(102.0, 500_000.0), (500_000.0, 3_320_113.398)) == pytest.approx(
        (102.0, 30.0), abs=1e-8
    )


GK = (
    'PROJCS["CGCS2000_3_Degree_GK_CM_102E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",'
    'SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],'
    'PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],'
    'PARAMETER["Central_Meridian",102.0],PARAMETER["Scale_Factor",1.0],UNIT["Meter",1.0]]'
)


@pytest.mark.parametrize(
    ("name", "plane"),
    [
        ("", None),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", None),
        ("EPSG:4490", None),
        ("urn:ogc:def:crs:EPSG::4326", None),
        ('GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984"]]', None),
        (GK, rules.Plane(102.0, 500_000.0)),
        ("EPSG:4522", rules.Plane(102.0, 34_500_000.0)),
        ("urn:ogc:def:crs:EPSG::4543", rules.Plane(102.0, 500_000.0)),
        ("EPSG:4496", rules.Plane(105.0, 18_500_000.0)),
        ("EPSG:32648", rules.Plane(105.0, 500_000.0, 0.9996)),
    ],
)
def test_a_system_is_known_by_its_name_or_its_text(name, plane):
    assert rules.plane_of(name) == plane


@pytest.mark.parametrize(
    "name", ["EPSG:3857", "EPSG:2380", GK.replace("China_2000", "Xian_1980"), 'GEOGCS["GCS_Beijing_1954"]', "my own"]
)
def test_other_systems_are_refused_with_what_to_export_instead(name):
    refused = rules.plane_of(name)

    assert isinstance(refused, Reason)
    assert "EPSG:4490" in refused.render()


def test_metres_without_a_zone_are_refused():
    assert isinstance(rules.plane_by_zone(500_000.0), Reason)
