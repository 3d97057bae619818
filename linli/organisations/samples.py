"""Builders of example organisations, for tests and the demo only."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Max

from linli.organisations import services
from linli.organisations.models import Membership, Organisation
from linli.organisations.terms import Part
from linli.places import queries as places
from linli.places.queries import Area
from linli.places.samples import SAMPLE_DAY, SAMPLE_NOW


def make_organisation(
    name: str, kind: str, area: Area, parent: Organisation | None = None, valid_from: date = SAMPLE_DAY, **facts: Any
) -> Organisation:
    """Begin an organisation through the service, as of 2020-01-01 unless said otherwise."""
    return services.create_organisation(
        actor=None, now=SAMPLE_NOW, kind=kind, name=name, area=area, parent=parent, valid_from=valid_from, **facts
    )


def make_organisations(areas: dict[str, Area]) -> dict[str, Organisation]:
    """
    Build the organisations of `places.samples.make_district`.

    Keys: headquarters, tongdu_office, bigu_office, nanyuan_committee, shiyang_committee, longdong_committee,
    urban_management, housing (departments), manager (of the compound).
    """
    headquarters = make_organisation("东川区社区治理指挥部", "headquarters", areas["dongchuan"], short_name="区指挥部")
    tongdu = make_organisation("铜都街道办事处", "subdistrict_office", areas["tongdu"], headquarters)
    bigu = make_organisation("碧谷街道办事处", "subdistrict_office", areas["bigu"], headquarters)
    committees = {
        f"{key}_committee": make_organisation(f"{areas[key].name}居委会", "residents_committee", areas[key], office)
        for key, office in (("nanyuan", tongdu), ("shiyang", tongdu), ("longdong", bigu))
    }
    return committees | {
        "headquarters": headquarters,
        "tongdu_office": tongdu,
        "bigu_office": bigu,
        "urban_management": make_organisation("东川区城市管理局", "department", areas["dongchuan"], headquarters),
        "housing": make_organisation("东川区住房和城乡建设局", "department", areas["dongchuan"], headquarters),
        "manager": make_organisation("桂苑物业服务公司", "property_manager", areas["garden"]),
    }


def make_bodies(facts: Iterable[dict[str, Any]]) -> list[Organisation]:
    """Begin many organisations without a parent in one statement, as of their `valid_from` or 2020-01-01."""
    last = places.last_step(Organisation.objects.filter(parent=None).aggregate(last=Max("path"))["last"] or "")
    made = [
        Organisation(
            **{"valid_from": SAMPLE_DAY, "short_name": each["name"], **each, "path": places.child_path("", number)}
        )
        for number, each in enumerate(facts, last + 1)
    ]
    return Organisation.objects.bulk_create(made, batch_size=500)


def make_seats(seats: Iterable[tuple[Organisation, Organisation, Part]], valid_from: date = SAMPLE_DAY) -> None:
    """Give organisations their seats: body, member, as what; one statement."""
    rows = [Membership(body=body, member=member, part=part, valid_from=valid_from) for body, member, part in seats]
    Membership.objects.bulk_create(rows, batch_size=500)
