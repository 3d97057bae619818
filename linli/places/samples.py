"""Builders of example areas, for tests and the demo only. Names are real ones of Dongchuan, everything else is not."""

from datetime import UTC, date, datetime
from typing import Any

from linli.places import services
from linli.places.models import Area

SAMPLE_DAY = date(2020, 1, 1)
SAMPLE_NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def make_area(name: str, tier: str, parent: Area | None = None, **facts: Any) -> Area:
    """Begin an area through the service, as of 2020-01-01 unless `valid_from` says otherwise."""
    valid_from = facts.pop("valid_from", SAMPLE_DAY)
    return services.create_area(
        actor=None, now=SAMPLE_NOW, valid_from=valid_from, parent=parent, name=name, tier=tier, **facts
    )


def make_areas(items: list[dict[str, Any]], parent: Area) -> list[Area]:
    """Begin several areas below one parent at once, as of 2020-01-01. items: the fields of `services.NewArea`."""
    given = [services.NewArea(**item) for item in items]
    return services.create_areas(actor=None, now=SAMPLE_NOW, valid_from=SAMPLE_DAY, parent=parent, items=given)


def make_district() -> dict[str, Area]:
    """
    Build a small district: city, district, two subdistricts, three communities, one compound, one building.

    Keys: kunming, dongchuan, tongdu, bigu (subdistricts), nanyuan, shiyang (of tongdu), longdong (of bigu),
    garden (compound of nanyuan), building.
    """
    kunming = make_area("昆明市", "city", code="530100", province="云南省")
    dongchuan = make_area("东川区", "district", kunming, code="530113")
    tongdu = make_area("铜都街道", "subdistrict", dongchuan, code="530113001")
    bigu = make_area("碧谷街道", "subdistrict", dongchuan, code="530113002")
    nanyuan = make_area("南苑社区", "community", tongdu, code="530113001001", households=1200)
    shiyang = make_area("石羊社区", "community", tongdu, code="530113001002", households=900)
    longdong = make_area("龙洞社区", "community", bigu, code="530113002001", households=700)
    garden = make_area("桂苑小区", "compound", nanyuan, households=320)
    building = make_area("3号楼", "building", garden, households=48)
    return {
        "kunming": kunming,
        "dongchuan": dongchuan,
        "tongdu": tongdu,
        "bigu": bigu,
        "nanyuan": nanyuan,
        "shiyang": shiyang,
        "longdong": longdong,
        "garden": garden,
        "building": building,
    }


def square(west: float, south: float, side: float = 0.01) -> dict[str, Any]:
    """Return a square outline as GeoJSON: `side` degrees wide, its south-west corner given."""
    east, north = west + side, south + side
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }
