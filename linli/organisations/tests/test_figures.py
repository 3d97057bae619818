"""What the room counts for rooms above."""

from datetime import date

import pytest

from linli.foundation.figures import count_figures
from linli.organisations.samples import make_organisation, make_organisations
from linli.places.samples import make_district
from linli.values import Span

pytestmark = pytest.mark.django_db


def test_organisations_of_an_area_are_counted_by_kind_on_the_last_day():
    areas = make_district()
    make_organisations(areas)
    make_organisation("东川一中", "partner", areas["nanyuan"])
    make_organisation("供电所", "partner", areas["tongdu"], valid_from=date(2026, 12, 1))
    keys = [areas[name].pk for name in ("nanyuan", "tongdu", "bigu")]
    codes = ["organisations.partners", "organisations.property_managers"]

    paths = {"area": {area.pk: area.path for area in areas.values()}}

    november, december = count_figures(codes, paths, [Span.parse(code) for code in ("2026-11", "2026-12")]).values()

    assert [november["organisations.partners"][key] for key in keys] == [1, 1, 0]
    assert [december["organisations.partners"][key] for key in keys] == [1, 2, 0]
    assert [november["organisations.property_managers"][key] for key in keys] == [1, 1, 0]
