"""What the room counts for rooms above."""

from datetime import date

import pytest

from linli.foundation.figures import count_figures
from linli.people.samples import appoint, make_account
from linli.places.samples import make_district
from linli.values import Span

pytestmark = pytest.mark.django_db


def test_community_workers_are_counted_each_once_where_they_are_appointed_on_the_last_day():
    areas = make_district()
    wang, li, former, gone = (make_account(name) for name in ("wang", "li", "former", "gone"))
    appoint(wang, "community_worker", area=areas["nanyuan"])
    appoint(wang, "community_worker", area=areas["nanyuan"], post="网格员")
    appoint(li, "community_worker", area=areas["shiyang"], valid_from=date(2026, 11, 30))
    appoint(former, "community_worker", area=areas["nanyuan"], valid_to=date(2026, 11, 30))
    appoint(gone, "community_worker", area=areas["nanyuan"])
    gone.is_active = False
    gone.save()
    appoint(make_account("clerk"), "acceptor", area=areas["nanyuan"])
    keys = {name: areas[name].pk for name in ("nanyuan", "shiyang", "tongdu", "bigu")}

    paths = {"area": {area.pk: area.path for area in areas.values()}}
    spans = [Span.parse(code) for code in ("2026-11", "2026-10")]

    november, october = (
        values["people.workers"] for values in count_figures(["people.workers"], paths, spans).values()
    )

    assert [november[keys[name]] for name in keys] == [1, 1, 2, 0]
    assert [october[keys[name]] for name in keys] == [2, 0, 2, 0]
