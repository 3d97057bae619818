"""Degrees become metres around the place itself."""

from dataclasses import dataclass

import numpy as np

from linli.districting.problem import Floats
from linli.districting.reading.errors import ReadingError
from linli.values import Reason, noop

SEMI_MAJOR_M = 6_378_137.0
ECCENTRICITY = 0.0818191908426
"""WGS 84; CGCS2000 (EPSG:4490) differs by less than a tenth of a millimetre."""

WIDEST_DEGREES = 30.0
NEWTON_ROUNDS = 6
"""Each round of the way back takes at least two decimals off the error."""


def _authalic(latitude: Floats) -> Floats:
    """Return q of the equal-area sphere. latitude: radians."""
    e, sine = ECCENTRICITY, np.sin(latitude)
    logarithm = np.log((1 - e * sine) / (1 + e * sine))
    return np.asarray((1 - e**2) * (sine / (1 - (e * sine) ** 2) - logarithm / (2 * e)), np.float64)


@dataclass(frozen=True)
class Projection:
    """
    Lambert's azimuthal equal-area projection of the ellipsoid around one point: areas are true, and within 50 km of
    the point lengths are so to 1 in 100 000. Source: Snyder, Map Projections, USGS 1987, pages 187 to 190.
    """

    longitude: float
    latitude: float

    def to_metres(self, degrees: Floats) -> Floats:
        """Return x (east) and y (north) in metres. degrees: (n, 2) longitude and latitude."""
        pole = float(_authalic(np.asarray(np.pi / 2)))
        turn = np.radians(degrees[:, 0] - self.longitude)
        beta = np.arcsin(_authalic(np.radians(degrees[:, 1])) / pole)
        here = np.radians(self.latitude)
        beta_here = np.arcsin(float(_authalic(here)) / pole)
        radius = SEMI_MAJOR_M * np.sqrt(pole / 2)
        ring = np.cos(here) / np.sqrt(1 - (ECCENTRICITY * np.sin(here)) ** 2)
        stretch = SEMI_MAJOR_M * ring / (radius * np.cos(beta_here))
        facing = np.sin(beta_here) * np.sin(beta) + np.cos(beta_here) * np.cos(beta) * np.cos(turn)
        scale = radius * np.sqrt(2 / (1 + facing))
        x = scale * stretch * np.cos(beta) * np.sin(turn)
        y = (scale / stretch) * (np.cos(beta_here) * np.sin(beta) - np.sin(beta_here) * np.cos(beta) * np.cos(turn))
        return np.stack([x, y], axis=1)

    def to_degrees(self, metres: Floats) -> Floats:
        """Return longitude and latitude, to a millimetre within 50 km. metres: (n, 2) x and y."""
        step = 1e-4
        here = np.asarray([self.longitude, self.latitude])
        turned = self.to_metres(here + step * np.eye(2)) / step
        back = np.linalg.inv(turned)
        degrees = here + metres @ back
        for _ in range(NEWTON_ROUNDS):
            degrees = degrees + (metres - self.to_metres(degrees)) @ back
        return np.asarray(degrees, np.float64)


@dataclass(frozen=True)
class Shift:
    """Coordinates that are metres already, moved so that the numbers are small."""

    x: float
    y: float

    def to_metres(self, metres: Floats) -> Floats:
        """Return (n, 2) places as metres from the middle."""
        return np.asarray(metres - np.asarray([self.x, self.y]), np.float64)


def around(places: Floats, *, in_degrees: bool) -> Projection | Shift:
    """
    Return the projection around the middle of places. places: (n, 2) longitude and latitude, or metres.

    Raises ReadingError for places in degrees that are no one area.
    """
    low, high = places.min(axis=0), places.max(axis=0)
    if in_degrees and (high - low).max() > WIDEST_DEGREES:
        text = noop("The places lie %(degrees)s degrees apart, which is no one area; is one of them a slip?")
        raise ReadingError(Reason("districting.too_wide", text, {"degrees": round(float((high - low).max()))}))
    x, y = (low + high) / 2
    return Projection(float(x), float(y)) if in_degrees else Shift(float(x), float(y))
