"""Whatever the plan looks like: households, outlines, shares and the tree of areas fit together afterwards."""

import pytest
import shapely
from django.db.models import Sum

from linli.boundaries import services
from linli.boundaries.models import Rehoming
from linli.boundaries.queries.preview import look_ahead
from linli.boundaries.rules.sheet import Sheet
from linli.boundaries.samples import EACH, NOON
from linli.boundaries.services.plans import add_step
from linli.boundaries.terms import EditAct, ProjectState
from linli.boundaries.tests.leading import TODAY
from linli.foundation import audit
from linli.foundation.models import AuditLine
from linli.places import queries as places
from linli.places.models import Area, AreaVersion, Succession
from linli.places.terms import SuccessionKind

CELLS = [(number % 8, number // 8) for number in range(32)]
PLANS = {
    "stripes": [x // 2 for x, _ in CELLS],
    "a new one across the river": [1 if 2 <= x <= 5 else 0 if x < 2 else 2 for x, _ in CELLS],
    "rows that swap both sides": [y if y < 2 else 2 for _, y in CELLS],
    "one corner only": [1 if (x, y) in ((6, 3), (7, 3)) else 0 if x < 4 else 2 for x, y in CELLS],
    "nothing changes": [0 if x < 4 else 1 for x, _ in CELLS],
    "one takes all": [0] * 32,
    "seats change sides": [0 if x < 4 else 1 if y else 2 for x, y in CELLS],
}


@pytest.fixture(params=PLANS.values(), ids=PLANS)
def enforced(request, project, plan, town):
    """A project whose plan was put in force, whatever the checks would say about its sizes."""
    add_step(plan=plan, act=EditAct.ASSIGN, sheet=Sheet.of(request.param), params={}, actor=None, now=NOON)
    facts = {"document": "8号", "document_date": TODAY, "effective_on": TODAY, "state": ProjectState.APPROVED}
    type(project).objects.filter(pk=project.pk).update(chosen=plan, **facts)
    outlook = look_ahead(type(project).objects.select_related("area__tier", "chosen__head").get(pk=project.pk))
    services.enforce(project_id=project.pk, actor=None, now=NOON)
    names = [one.future.name for one in outlook.communities]
    return outlook, list(
        places.list_in_force().filter(tier__code="community", name__in=names).select_related("outline")
    )


def test_the_territory_fits_together(enforced, town):
    outlook, communities = enforced

    assert len(communities) == len(outlook.communities)
    assert sum(area.households for area in communities) == 32 * EACH
    for area in communities:
        inside = places.list_children(area).filter(tier__code="compound")
        assert inside.aggregate(sum=Sum("households"))["sum"] == area.households
    shapes = [shapely.from_geojson(area.outline.geojson) for area in communities]
    before = shapely.union_all([shapely.from_geojson(town[half].outline.geojson) for half in ("west", "east")])
    assert all(shape.is_valid for shape in shapes)
    assert sum(shape.area for shape in shapes) == pytest.approx(before.area, rel=1e-9)
    assert shapely.union_all(shapes).area == pytest.approx(before.area, rel=1e-9)


def test_shares_restate_what_is_left_and_the_chain_verifies(enforced, town):
    for half in ("west", "east"):
        rows = Succession.objects.filter(predecessor=town[half], kind__in=[SuccessionKind.SPLIT, SuccessionKind.MERGE])
        shares = sum(rows.values_list("share", flat=True))
        kept = Area.objects.get(pk=town[half].pk)
        received = Succession.objects.filter(successor=kept, kind__in=["split", "merge"]).values_list(
            "share", flat=True
        )
        assert shares <= 1 + 1e-9
        left = 4000 * (1 - shares) + sum(4000 * share for share in received)
        assert left == pytest.approx(kept.households if kept.valid_to is None else 0)
    assert audit.verify(AuditLine).is_ok
    assert Rehoming.objects.count() == 0


def test_what_does_not_change_gets_no_new_version(enforced, town):
    outlook, _ = enforced
    moved = {area.pk for group in outlook.moves.values() for area in group}

    fresh = set(
        AreaVersion.objects.filter(valid_from=TODAY, area__tier__code="compound").values_list("area", flat=True)
    )

    assert fresh == moved
    unchanged = [one.area.pk for one in outlook.communities if one.area is not None and not one.future.changed]
    assert not AreaVersion.objects.filter(area__in=unchanged, valid_from=TODAY).exists()
