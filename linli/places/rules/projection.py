"""
Which plane a file's metres lie in, and back from there to degrees: the zones of CGCS2000, UTM, any transverse Mercator.

Krüger's series to the fourth order: better than a millimetre within a zone. A datum of its own (Beijing 54, Xi'an 80)
cannot be brought over by calculation and is refused.
"""

import math
import re
from dataclasses import dataclass

from linli.values import Reason, noop

Position = tuple[float, float]
AXIS, FLATTENING = 6378137.0, 1 / 298.257222101
N = FLATTENING / (2 - FLATTENING)
RADIUS = AXIS / (1 + N) * (1 + N**2 / 4 + N**4 / 64)
BETA = (
    N / 2 - 2 * N**2 / 3 + 37 * N**3 / 96 - N**4 / 360,
    N**2 / 48 + N**3 / 15 - 437 * N**4 / 1440,
    17 * N**3 / 480 - 37 * N**4 / 840,
    4397 * N**4 / 161280,
)
DELTA = (
    2 * N - 2 * N**2 / 3 - 2 * N**3 + 116 * N**4 / 45,
    7 * N**2 / 3 - 8 * N**3 / 5 - 227 * N**4 / 45,
    56 * N**3 / 15 - 136 * N**4 / 35,
    4279 * N**4 / 630,
)
ZONE_M = 1_000_000.0
FALSE_EAST = 500_000.0
ZONES_3 = range(25, 46)
DEGREES = re.compile(r"CRS:?84|EPSG:*(4326|4490)\b|^\s*GEOGCS\b", re.IGNORECASE)
BY_NUMBER = re.compile(r"EPSG:*(\d{4,5})\b", re.IGNORECASE)
PARAMETER = re.compile(r'PARAMETER\["([^"]+)",\s*([-+.\dEe]+)')
FOREIGN = re.compile(r"beijing|xian|xi'an|1954|1980|krass?ovsky|clarke|bessel", re.IGNORECASE)
GOOD = re.compile(r"CGCS|China_Geodetic|China_2000|WGS_?_?(19)?84|GRS_?_?(19)?80", re.IGNORECASE)
ASK = noop("The file's coordinate system “%(name)s” cannot be read here. Export it as CGCS2000 in degrees (EPSG:4490).")
METRES = noop(
    "The numbers of the file are metres and it does not say of which zone. Export it as CGCS2000 in degrees "
    "(EPSG:4490), or as a Shapefile with its .prj."
)


@dataclass(frozen=True, slots=True)
class Plane:
    """A transverse Mercator plane. meridian: degrees; false_east: metres, zone number included; scale: on it."""

    meridian: float
    false_east: float = FALSE_EAST
    scale: float = 1.0
    false_north: float = 0.0


def to_degrees(plane: Plane, at: Position) -> Position:
    """Return longitude and latitude of a point given as metres east and metres north."""
    xi = (at[1] - plane.false_north) / (plane.scale * RADIUS)
    eta = (at[0] - plane.false_east) / (plane.scale * RADIUS)
    if abs(eta) > 1 or abs(xi) > math.pi / 2:
        return math.inf, math.inf
    across, along = xi, eta
    for place, beta in enumerate(BETA, 1):
        across -= beta * math.sin(2 * place * xi) * math.cosh(2 * place * eta)
        along -= beta * math.cos(2 * place * xi) * math.sinh(2 * place * eta)
    chi = math.asin(math.sin(across) / math.cosh(along))
    latitude = chi + sum(delta * math.sin(2 * place * chi) for place, delta in enumerate(DELTA, 1))
    longitude = plane.meridian + math.degrees(math.atan2(math.sinh(along), math.cos(across)))
    return longitude, math.degrees(latitude)


def plane_of(name: str) -> Plane | Reason | None:
    """
    Return the plane of a coordinate system as a file names it: an EPSG name or the text of a .prj.

    None for degrees of WGS84 or CGCS2000, or where nothing is said; a Reason for any other system.
    """
    said = name.strip()
    if not said or (DEGREES.search(said) and not said.upper().startswith("PROJCS")):
        return None if not FOREIGN.search(said) else _ask(said)
    if said.upper().startswith("PROJCS"):
        return _of_text(said)
    number = BY_NUMBER.search(said)
    return _of_number(int(number[1])) or _ask(said) if number else _ask(said)


def plane_by_zone(east: float) -> Plane | Reason:
    """Return the three-degree zone whose number stands before the metres east (39 500 000). A Reason without one."""
    zone = int(east // ZONE_M)
    if zone not in ZONES_3:
        return Reason("places.crs.metres", METRES, {})
    return Plane(3.0 * zone, zone * ZONE_M + FALSE_EAST)


def _ask(name: str) -> Reason:
    return Reason("places.crs.unknown", ASK, {"name": name[:60]})


def _of_text(text: str) -> Plane | Reason:
    """Return the plane of a .prj."""
    facts = {key.lower(): float(value) for key, value in PARAMETER.findall(text)}
    kind = "gauss_kruger" in text.lower() or "transverse_mercator" in text.lower()
    if not kind or FOREIGN.search(text) or not GOOD.search(text) or "central_meridian" not in facts:
        return _ask(text)
    return Plane(
        facts["central_meridian"],
        facts.get("false_easting", 0.0),
        facts.get("scale_factor", 1.0),
        facts.get("false_northing", 0.0),
    )


def _of_number(number: int) -> Plane | None:
    """Return the plane of an EPSG number: CGCS2000 in zones of 3 and 6 degrees, with and without number; UTM north."""
    if 4513 <= number <= 4533:
        return Plane(3.0 * (number - 4488), (number - 4488) * ZONE_M + FALSE_EAST)
    if 4534 <= number <= 4554:
        return Plane(75.0 + 3 * (number - 4534))
    if 4491 <= number <= 4501:
        return Plane(75.0 + 6 * (number - 4491), (number - 4478) * ZONE_M + FALSE_EAST)
    if 4502 <= number <= 4512:
        return Plane(75.0 + 6 * (number - 4502))
    if 32601 <= number <= 32660:
        return Plane(6.0 * (number - 32600) - 183, FALSE_EAST, 0.9996)
    return None
