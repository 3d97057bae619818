from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from linli.foundation.models import AuditLine
from linli.places import queries, services
from linli.places.models import Area, AreaVersion, Succession
from linli.places.samples import SAMPLE_DAY, SAMPLE_NOW, make_area, square
from linli.places.services import AreaRefused
from linli.places.terms import AreaKind, SuccessionKind

pytestmark = pytest.mark.django_db
TODAY = {"actor": None, "now": SAMPLE_NOW}
JUNE = date(2024, 6, 1)


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"tier": "district"}, "tier"),
        ({"tier": "subdistrict"}, "tier"),
        ({"tier": "village"}, "tier"),
        ({"name": " \u200b"}, "name"),
        ({"name": "长" * 101}, "name"),
        ({"name": "南苑社区"}, "name"),
        ({"code": "12345"}, "code"),
        ({"code": "530113001"}, "code"),
        ({"code": "530113001001"}, "code"),
        ({"valid_from": SAMPLE_DAY - timedelta(days=1)}, "parent"),
        ({"valid_from": SAMPLE_NOW.date() + timedelta(days=1)}, "future"),
        ({"outline": {"type": "Point", "coordinates": [1, 2]}}, "outline"),
    ],
)
def test_an_area_that_does_not_fit_is_refused_and_nothing_is_written(areas, facts, rule):
    before = Area.objects.count(), AuditLine.objects.count()

    with pytest.raises(AreaRefused) as caught:
        make_area(**{"name": "新园社区", "tier": "community", "parent": areas["tongdu"], **facts})

    assert caught.value.reason.rule == f"places.{rule}"
    assert (Area.objects.count(), AuditLine.objects.count()) == before


def test_only_a_city_stands_alone(db):
    with pytest.raises(AreaRefused):
        make_area("东川区", "district")


def test_an_outline_that_crosses_itself_is_refused(areas):
    bow = {"type": "Polygon", "coordinates": [[[103, 26], [103.01, 26.01], [103.01, 26], [103, 26.01], [103, 26]]]}

    with pytest.raises(AreaRefused):
        make_area("新园社区", "community", areas["tongdu"], outline=bow)


def test_an_area_begins_with_one_version_and_one_audit_line(areas):
    area = make_area(
        "新园社区居委会",
        "community",
        areas["tongdu"],
        code="５３０１１３００１２０１",
        households=800,
        outline=square(103, 26),
    )

    area.refresh_from_db()
    assert (area.short_name, area.code, area.kind) == ("新园社区", "530113001201", AreaKind.VILLAGE)
    assert area.path.startswith(areas["tongdu"].path)
    assert area.longitude == pytest.approx(103.005, abs=0.005)
    version = area.versions.get()
    assert (version.name, version.parent, version.households) == ("新园社区居委会", areas["tongdu"], 800)
    assert version.outline == area.outline
    line = AuditLine.objects.order_by("-id").first()
    assert (line.action, line.subject_id, line.note) == ("places.create", str(area.pk), "新园社区居委会")


def test_many_areas_begin_together_or_none_of_them(areas):
    names = ["1号楼", "2号楼", "3号楼"]
    items = [services.NewArea(tier="building", name=name) for name in names]

    with pytest.raises(AreaRefused):
        services.create_areas(parent=areas["garden"], valid_from=SAMPLE_DAY, items=items, **TODAY)
    made = services.create_areas(parent=areas["garden"], valid_from=SAMPLE_DAY, items=items[:2], **TODAY)

    below = queries.list_children(areas["garden"]).values_list("name", flat=True)
    assert sorted(below) == names
    assert len({area.path for area in made}) == 2


@pytest.mark.parametrize(
    ("facts", "on", "rule"),
    [
        ({"name": ""}, JUNE, "name"),
        ({"code": "530113001002"}, JUNE, "code"),
        ({"code": "530113"}, JUNE, "code"),
        ({"name": "南园社区"}, SAMPLE_DAY - timedelta(days=1), "date"),
        ({"name": "南园社区"}, SAMPLE_NOW.date() + timedelta(days=1), "future"),
        ({"outline": {}}, JUNE, "outline"),
        ({"parent": None}, JUNE, "tier"),
    ],
)
def test_a_change_that_does_not_fit_is_refused(areas, facts, on, rule):
    with pytest.raises(AreaRefused) as caught:
        services.change_area(area_id=areas["nanyuan"].pk, on=on, **facts, **TODAY)

    assert caught.value.reason.rule == f"places.{rule}"


def test_renaming_closes_one_version_and_opens_the_next(areas):
    area = services.change_area(
        area_id=areas["nanyuan"].pk, on=JUNE, name="南苑第一社区居委会", document="铜街发〔2024〕12号", **TODAY
    )

    old, new = area.versions.order_by("valid_from")
    assert (old.name, old.valid_to) == ("南苑社区", JUNE)
    assert (new.name, new.valid_from, new.valid_to) == ("南苑第一社区居委会", JUNE, None)
    assert area.short_name == "南苑第一社区"
    assert area.valid_from == SAMPLE_DAY
    row = Succession.objects.get()
    assert (row.kind, row.predecessor, row.successor, row.on) == (SuccessionKind.RENAME, area, area, JUNE)
    assert queries.get_version_on(area, JUNE - timedelta(days=1)) == old
    assert queries.get_version_on(area, JUNE) == new
    assert queries.get_version_on(area, SAMPLE_DAY - timedelta(days=1)) is None
    line = AuditLine.objects.order_by("-id").first()
    assert line.action == "places.change"
    assert "铜街发" in line.details


def test_a_change_on_the_day_a_version_began_corrects_it(areas):
    services.change_area(area_id=areas["nanyuan"].pk, on=JUNE, households=1300, **TODAY)
    services.change_area(area_id=areas["nanyuan"].pk, on=JUNE, households=1310, **TODAY)

    versions = areas["nanyuan"].versions.order_by("valid_from").values_list("households", flat=True)
    assert list(versions) == [1200, 1310]


def test_a_change_to_what_is_already_so_writes_nothing(areas):
    lines = AuditLine.objects.count()

    services.change_area(area_id=areas["nanyuan"].pk, on=JUNE, name="南苑社区", code="530113001001", **TODAY)

    assert areas["nanyuan"].versions.count() == 1
    assert AuditLine.objects.count() == lines


def test_a_new_outline_keeps_the_old_one_in_history(areas):
    services.change_area(area_id=areas["nanyuan"].pk, on=JUNE, outline=square(103, 26), **TODAY)
    later = JUNE + timedelta(days=30)
    area = services.change_area(area_id=areas["nanyuan"].pk, on=later, outline=square(103, 26, 0.02), **TODAY)

    first, second, third = area.versions.order_by("valid_from")
    assert first.outline is None
    assert second.outline.east == 103.01
    assert third.outline == area.outline


def test_an_area_moves_with_everything_in_it(areas):
    services.change_area(area_id=areas["nanyuan"].pk, on=JUNE, parent=areas["bigu"], **TODAY)

    moved = queries.list_in_force().filter(queries.in_subtree(areas["bigu"].path)).values_list("name", flat=True)
    assert set(moved) == {"碧谷街道", "龙洞社区", "南苑社区", "桂苑小区", "3号楼"}
    assert not queries.list_children(areas["tongdu"]).filter(name="南苑社区").exists()
    building = Area.objects.get(pk=areas["building"].pk)
    assert [up.name for up in queries.get_ancestors(building)] == [
        "昆明市",
        "东川区",
        "碧谷街道",
        "南苑社区",
        "桂苑小区",
    ]
    assert Succession.objects.get().kind == SuccessionKind.MOVE


def test_moving_rewrites_the_subtree_in_one_statement(areas, django_assert_max_num_queries):
    with django_assert_max_num_queries(24) as seen:
        services.change_area(area_id=areas["nanyuan"].pk, on=JUNE, parent=areas["bigu"], **TODAY)

    assert sum("SUBSTR" in query["sql"].upper() for query in seen.captured_queries) == 1


def test_an_area_cannot_move_into_itself(areas):
    grid = make_area("第一网格", "grid", areas["nanyuan"])

    with pytest.raises(AreaRefused):
        services.change_area(area_id=areas["garden"].pk, on=JUNE, parent=areas["building"], **TODAY)
    with pytest.raises(AreaRefused):
        services.change_area(area_id=areas["nanyuan"].pk, on=JUNE, parent=grid, **TODAY)


def test_an_area_with_others_in_it_does_not_end(areas):
    with pytest.raises(AreaRefused):
        services.end_area(area_id=areas["nanyuan"].pk, on=JUNE, **TODAY)
    with pytest.raises(AreaRefused):
        services.end_area(area_id=areas["building"].pk, on=SAMPLE_DAY, **TODAY)


def test_an_ended_area_keeps_its_history_and_frees_its_code(areas):
    services.end_area(area_id=areas["shiyang"].pk, on=JUNE, **TODAY)

    assert areas["shiyang"].versions.get().valid_to == JUNE
    assert queries.find_by_code("530113001002") is None
    again = make_area("石羊新社区", "community", areas["tongdu"], code="530113001002", valid_from=JUNE)
    assert again.path != areas["shiyang"].path
    with pytest.raises(AreaRefused):
        services.end_area(area_id=areas["shiyang"].pk, on=JUNE, **TODAY)
    with pytest.raises(AreaRefused):
        services.change_area(area_id=areas["shiyang"].pk, on=JUNE, name="石羊老社区", **TODAY)


def test_the_shares_of_a_split_never_exceed_the_whole(areas):
    new = [make_area(f"新{name}社区", "community", areas["tongdu"]) for name in "东西"]
    said = {"predecessor": areas["nanyuan"], "kind": SuccessionKind.SPLIT, "on": JUNE, **TODAY}

    row = services.record_succession(successor=new[0], share=0.6, document="东政〔2024〕3号", **said)
    with pytest.raises(AreaRefused):
        services.record_succession(successor=new[1], share=0.5, **said)
    with pytest.raises(AreaRefused):
        services.record_succession(successor=new[1], share=0, **said)
    with pytest.raises(AreaRefused):
        services.record_succession(successor=areas["nanyuan"], share=0.1, **said)
    services.record_succession(successor=new[1], share=0.4, **said)

    assert list(queries.list_successions(areas["nanyuan"]).values_list("share", flat=True)) == [0.4, 0.6]
    assert AuditLine.objects.filter(action="places.succession", subject_id=str(row.pk)).exists()


@limits(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 400), st.sampled_from("东西南北中"), st.booleans()), max_size=12))
def test_whatever_changes_the_versions_stay_a_chain_without_gaps(areas, steps):
    area = make_area("链社区", "community", areas["tongdu"], code="")
    for days, name, ends in steps:
        on = SAMPLE_DAY + timedelta(days=days)
        try:
            services.change_area(area_id=area.pk, on=on, name=f"{name}社区", **TODAY)
            if ends and days > 390:
                services.end_area(area_id=area.pk, on=on + timedelta(days=1), **TODAY)
        except AreaRefused:
            continue

    rows = list(AreaVersion.objects.filter(area=area).order_by("valid_from"))
    area.refresh_from_db()
    assert [row.valid_to for row in rows[:-1]] == [row.valid_from for row in rows[1:]]
    assert (rows[-1].valid_to, rows[-1].name) == (area.valid_to, area.name)
    assert rows[0].valid_from == area.valid_from
    Succession.objects.filter(predecessor=area).delete()
    AreaVersion.objects.filter(area=area).delete()
    area.delete()
