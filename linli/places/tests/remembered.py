"""A small district with a past: a subdistrict that was split up, one that gave a part away, old names and codes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from linli.places import services
from linli.places.models import Area
from linli.places.samples import SAMPLE_NOW, make_area
from linli.places.terms import SuccessionKind

BEFORE, CHANGE, AFTER = date(2019, 10, 31), date(2022, 7, 1), date(2023, 6, 30)
BEGUN = date(2015, 1, 1)
ACT = {"actor": None, "now": SAMPLE_NOW}
DOCUMENT = "杭政〔2022〕8号"


@dataclass(frozen=True)
class Remembered:
    """Areas by their keys."""

    areas: dict[str, Area]

    def __getitem__(self, key: str) -> Area:
        return Area.objects.select_related("tier").get(pk=self.areas[key].pk)


def begin(name: str, tier: str, parent: Area | None = None, **facts: Any) -> Area:
    return make_area(name, tier, parent, valid_from=BEGUN, **facts)


def succeed(predecessor: Area, successor: Area, kind: SuccessionKind, share: float, on: date = CHANGE) -> None:
    services.record_succession(
        predecessor=predecessor, successor=successor, kind=kind, share=share, on=on, document=DOCUMENT, **ACT
    )


def make_remembered() -> Remembered:
    """
    Build it. Until 2022: horse (系马桩, ended) with pine, which moved to river, and lane, which was split.

    lane's households went to east (60 %, of river) and west (40 %, of lake). lake was called 旧湖 with another code.
    """
    city = begin("杭州市", "city", code="330100")
    district = begin("上城区", "district", city, code="330102")
    horse = begin("系马桩街道", "subdistrict", district, code="330102001")
    river = begin("望江街道", "subdistrict", district, code="330102002")
    lake = begin("旧湖街道", "subdistrict", district, code="330102003")
    pine = begin("松木场社区", "community", horse, code="330102001001", households=600)
    lane = begin("长巷社区", "community", horse, code="330102001002", households=1000)
    pier = begin("近江社区", "community", river, code="330102002001", households=800)
    east = make_area("长巷东社区", "community", river, valid_from=CHANGE, code="330102002002", households=600)
    west = make_area("长巷西社区", "community", lake, valid_from=CHANGE, code="330102003001", households=400)
    on = {"on": CHANGE, "document": DOCUMENT, **ACT}
    services.change_area(area_id=lake.pk, name="湖滨街道", code="330102008", **on)
    services.change_area(area_id=pine.pk, parent=river, code="330102002009", **on)
    succeed(lane, east, SuccessionKind.SPLIT, 0.6)
    succeed(lane, west, SuccessionKind.SPLIT, 0.4)
    services.end_area(area_id=lane.pk, **on)
    succeed(horse, river, SuccessionKind.MERGE, 0.75)
    succeed(horse, lake, SuccessionKind.MERGE, 0.25)
    services.end_area(area_id=horse.pk, **on)
    named = {"city": city, "district": district, "horse": horse, "river": river, "lake": lake, "pine": pine}
    return Remembered(named | {"lane": lane, "pier": pier, "east": east, "west": west})
