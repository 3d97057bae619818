"""Builders of examples of the network, for tests and the demo only."""

from datetime import date
from typing import Any

from linli.network import services
from linli.network.models import Holder, Posting, PostKind
from linli.organisations.queries import Organisation
from linli.places.queries import Area
from linli.places.samples import SAMPLE_DAY, SAMPLE_NOW


def kind_of(code: str) -> PostKind:
    """Return one of the kinds of posts every installation starts with."""
    return PostKind.objects.select_related("network_tier", "area_tier").get(code=code)


def post(
    code: str,
    area: Area,
    who: str | Holder | Organisation = "王秀英",
    *,
    valid_from: date = SAMPLE_DAY,
    title: str = "",
    document: str = "",
    **facts: Any,
) -> Posting:
    """Appoint somebody through the service, as of 2020-01-01 unless said otherwise; facts: of a new holder."""
    given: dict[str, Any] = {"holder": services.HolderFacts(who, **facts)} if isinstance(who, str) else {}
    if isinstance(who, Organisation):
        given = {"organisation": who}
    elif isinstance(who, Holder):
        given = {"holder": who}
    return services.appoint(
        kind=kind_of(code),
        area=area,
        valid_from=valid_from,
        actor=None,
        now=SAMPLE_NOW,
        title=title,
        document=document,
        **given,
    )
