from datetime import date

import pytest

from linli.foundation.models import AuditLine
from linli.places import services
from linli.places.models import Area, AreaVersion, Succession
from linli.places.samples import SAMPLE_NOW, make_area
from linli.places.services import AreaRefused
from linli.places.terms import SuccessionKind

pytestmark = pytest.mark.django_db
JUNE = date(2026, 6, 1)


def move(areas, *moved, to, **facts):
    given = {"actor": None, "now": SAMPLE_NOW, "on": JUNE, "document": "东政复〔2026〕8号"} | facts
    return services.move_areas(area_ids=[area.pk for area in moved], parent=areas[to], **given)


def test_moved_areas_take_along_what_lies_in_them_and_keep_their_history(areas):
    other = make_area("柳苑小区", "compound", areas["nanyuan"])
    lines = AuditLine.objects.count()

    moved = move(areas, areas["garden"], other, to="shiyang")

    areas["building"].refresh_from_db()
    paths = [area.path for area in moved]
    assert all(path.startswith(areas["shiyang"].path) for path in [*paths, areas["building"].path])
    assert len({*paths}) == 2
    versions = AreaVersion.objects.filter(area=areas["garden"]).order_by("valid_from")
    assert [version.parent for version in versions] == [areas["nanyuan"], areas["shiyang"]]
    kinds = Succession.objects.filter(on=JUNE).values_list("kind", "document")
    assert list(kinds) == [(SuccessionKind.MOVE, "东政复〔2026〕8号")] * 2
    assert AuditLine.objects.count() == lines + 1


def test_what_lies_there_already_does_not_move(areas):
    lines = AuditLine.objects.count()

    assert move(areas, areas["garden"], to="nanyuan") == []
    assert AuditLine.objects.count() == lines


@pytest.mark.parametrize(
    ("facts", "to"), [({}, "building"), ({"on": date(2027, 1, 1)}, "shiyang"), ({"on": date(2019, 1, 1)}, "shiyang")]
)
def test_if_one_cannot_move_none_does(areas, facts, to):
    other = make_area("柳苑小区", "compound", areas["nanyuan"])

    with pytest.raises(AreaRefused):
        move(areas, other, areas["garden"], to=to, **facts)

    assert set(Area.objects.filter(pk__in=[other.pk, areas["garden"].pk]).values_list("parent", flat=True)) == {
        areas["nanyuan"].pk
    }
