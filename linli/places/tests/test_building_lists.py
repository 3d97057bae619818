"""Buildings from lists."""

from datetime import date

import pytest

from linli.foundation.sheets import SheetRefused, write_xlsx
from linli.places import services
from linli.places.models import Area, AreaVersion, BuildingFacts
from linli.places.queries import buildings as built
from linli.places.rules import buildings as words
from linli.places.rules import datum
from linli.places.samples import SAMPLE_NOW, square
from linli.places.terms import BuildingUse
from linli.places.tests.ground_files import feature, geojson, table, take
from linli.values import Reason

pytestmark = pytest.mark.django_db
LATER = date(2024, 3, 1)
WESTS = {"nanyuan": 103.18, "shiyang": 103.19, "longdong": 103.20}


@pytest.fixture
def drawn(areas):
    """Three communities with outlines side by side."""
    for key, west in WESTS.items():
        areas[key] = services.change_area(
            area_id=areas[key].pk, actor=None, now=SAMPLE_NOW, on=date(2020, 1, 1), outline=square(west, 26.08)
        )
    return areas


def row(**said):
    start = {
        "楼栋编号": "",
        "楼栋名称": "",
        "社区": "",
        "小区": "",
        "用途": "",
        "层数": "",
        "建成年份": "",
        "住宅套数": "",
    }
    return start | {"户数": "", "单元数": "", "经度": "", "纬度": ""} | said


def only() -> Area:
    return Area.objects.select_related("facts", "parent").get(tier__code="building", name="1栋")


def test_a_row_says_everything_and_the_same_list_again_changes_nothing(drawn, tmp_path):
    said = row(楼栋编号="B1", 楼栋名称="1栋", 社区="石羊社区", 小区="新苑", 用途="商住", 层数="18", 建成年份="2009")
    said |= {"住宅套数": "72", "户数": "70", "单元数": "2", "经度": "103.195", "纬度": "26.085"}
    file = table(tmp_path, [said])

    first, again = take(services.import_buildings, file), take(services.import_buildings, file, as_of=LATER)

    assert (first.created, again.unchanged, again.doubts) == (1, 1, [])
    one = only()
    assert (one.parent.name, one.parent.parent, one.households) == ("新苑", drawn["shiyang"], 70)
    assert (one.longitude, one.latitude) == (103.195, 26.085)
    facts = one.facts
    assert (facts.code, facts.use, facts.storeys, facts.year_built) == ("B1", BuildingUse.MIXED, 18, 2009)
    assert (facts.dwellings, facts.stairwells) == (72, 2)
    assert AreaVersion.objects.filter(area=one).count() == 1


def test_a_building_without_a_community_is_housed_by_its_point(drawn, tmp_path):
    rows = [
        row(楼栋名称="1栋", 经度="103.195", 纬度="26.085"),
        row(楼栋名称="2栋", 经度="103.5", 纬度="26.085"),
        row(楼栋名称="3栋"),
        row(楼栋名称="4栋", 经度="103.19", 纬度="26.085"),
    ]

    outcome = take(services.import_buildings, table(tmp_path, rows))

    assert only().parent == drawn["shiyang"]
    assert (outcome.created, [each.number for each in outcome.rejected]) == (2, [3, 4])
    assert Area.objects.get(name="4栋").parent == drawn["nanyuan"]  # the smallest code has what lies on the border
    assert any(("1" in note and "outline" in note) or "界" in note for note in outcome.notes)


def test_a_list_without_coordinates_needs_no_system_and_one_with_them_does(drawn, tmp_path):
    bare, placed = (
        row(楼栋名称="1栋", 社区="石羊社区"),
        row(楼栋名称="2栋", 社区="石羊社区", 经度="103.195", 纬度="26.085"),
    )

    assert take(services.import_buildings, table(tmp_path, [bare]), profile="none").created == 1
    with pytest.raises(SheetRefused):
        take(services.import_buildings, table(tmp_path, [placed]), profile="none")


def test_each_building_lies_in_exactly_one_community_and_moves_when_a_list_says_so(drawn, tmp_path):
    take(
        services.import_buildings,
        table(tmp_path, [row(楼栋编号="DC00017", 楼栋名称="1栋", 社区="石羊社区", 户数="70")]),
    )
    before = only()

    moved = take(
        services.import_buildings,
        table(tmp_path, [row(楼栋编号="DC00017", 楼栋名称="1栋", 社区="南苑社区", 小区="桂苑小区", 户数="60")]),
        as_of=LATER,
    )

    after = only()
    assert (moved.changed, after.pk, after.parent, after.households) == (1, before.pk, drawn["garden"], 60)
    assert Area.objects.filter(tier__code="building", name="1栋").count() == 1
    old = AreaVersion.objects.get(area=after, valid_to=LATER)
    assert (old.parent, old.households) == (drawn["shiyang"], 70)


def test_local_numbers_may_stand_in_every_community(drawn, tmp_path):
    rows = [row(楼栋编号="1", 楼栋名称="1栋", 社区=name) for name in ("南苑社区", "石羊社区")]

    first = take(services.import_buildings, table(tmp_path, rows))
    again = take(services.import_buildings, table(tmp_path, rows))

    assert (first.created, again.unchanged) == (2, 2)
    alone = take(services.import_buildings, table(tmp_path, [row(楼栋编号="1", 楼栋名称="1栋", 社区="龙洞社区")]))
    assert alone.created == 1


@pytest.mark.parametrize(
    "said",
    [
        {"楼栋名称": ""},
        {"层数": "很高"},
        {"建成年份": "95"},
        {"用途": "飞行器"},
        {"社区": "无此社区"},
        {"经度": "东经", "纬度": "26"},
        {"经度": "203", "纬度": "26.1"},
        {"住宅套数": "-3"},
    ],
)
def test_a_row_that_does_not_fit_comes_back_with_its_reason(drawn, tmp_path, said):
    good = row(楼栋名称="2栋", 社区="南苑社区", 经度="103.185", 纬度="26.085")

    outcome = take(services.import_buildings, table(tmp_path, [row(楼栋名称="1栋", 社区="石羊社区") | said, good]))

    assert (outcome.total, outcome.created, len(outcome.rejected)) == (2, 1, 1)
    assert outcome.rejected[0].reason


def test_a_building_stands_in_a_list_once(drawn, tmp_path):
    rows = [row(楼栋编号="7", 楼栋名称=name, 社区="南苑社区") for name in ("1栋", "2栋")]
    rows += [row(楼栋名称="1栋", 社区="南苑社区")]

    outcome = take(services.import_buildings, table(tmp_path, rows))

    assert (outcome.created, [each.number for each in outcome.rejected]) == (1, [3, 4])


@pytest.mark.parametrize("trap", ["gcj02", "bd09", "wgs84-yx"])
def test_points_in_another_system_are_caught_before_anything_is_stored(drawn, tmp_path, trap):
    shift = {"gcj02": datum.gcj02_of, "bd09": datum.bd09_of}.get(trap, lambda at: (at[1], at[0]))
    rows = []
    for number in range(24):
        key = list(WESTS)[number % 3]
        east, north = shift((WESTS[key] + 0.0005 + 0.009 * (number // 3) / 8, 26.0805 + 0.001 * (number // 3)))
        rows.append(row(楼栋名称=f"{number}栋", 社区=drawn[key].name, 经度=f"{east:.7f}", 纬度=f"{north:.7f}"))
    file = table(tmp_path, rows)
    known = Area.objects.count()

    with pytest.raises(SheetRefused) as refused:
        take(services.import_buildings, file, profile="cgcs2000")

    assert refused.value.code == "doubts"
    assert Area.objects.count() == known
    right = take(services.import_buildings, file, profile=trap)
    assert (right.doubts, right.created) == ([], 24)


def test_what_is_handed_out_is_taken_back_unchanged(drawn, tmp_path):
    said = row(
        楼栋编号="B1",
        楼栋名称="1栋",
        社区="石羊社区",
        小区="新苑",
        用途="住宅",
        层数="6",
        经度="103.195",
        纬度="26.085",
    )
    take(services.import_buildings, table(tmp_path, [said, row(楼栋名称="2栋", 社区="南苑社区", 户数="40")]))
    path = tmp_path / "out.xlsx"
    with path.open("wb") as target:
        write_xlsx(services.BUILDING_COLUMNS, built.building_rows(built.list_buildings(drawn["tongdu"])), target=target)

    again = take(services.import_buildings, path)

    assert (again.total, again.unchanged) == (3, 3)


def test_shapes_of_buildings_are_kept_as_their_outlines(drawn, tmp_path):
    file = geojson(tmp_path, feature(square(103.195, 26.085, 0.0003), 楼栋名称="1栋", 住宅套数=12))

    assert take(services.import_buildings, file).created == 1
    assert (only().parent, only().households, only().outline is not None) == (drawn["shiyang"], 12, True)
    assert take(services.import_buildings, file, as_of=LATER).unchanged == 1


def test_a_building_that_somebody_began_by_hand_gets_its_facts_from_a_list(areas, tmp_path):
    file = table(tmp_path, [row(楼栋名称="3号楼", 社区="南苑社区", 小区="桂苑小区", 层数="7")])

    assert take(services.import_buildings, file).changed == 1
    assert BuildingFacts.objects.get(area=areas["building"]).storeys == 7
    areas["building"].refresh_from_db()
    assert areas["building"].households == 48


@pytest.mark.parametrize(
    ("said", "flags", "use"),
    [
        ("住宅", {}, BuildingUse.RESIDENTIAL),
        ("commercial", {}, BuildingUse.COMMERCIAL),
        ("", {BuildingUse.RESIDENTIAL: "Y", BuildingUse.COMMERCIAL: "Y"}, BuildingUse.MIXED),
        ("", {BuildingUse.RESIDENTIAL: "N", BuildingUse.PARKING: "是"}, BuildingUse.PARKING),
        ("", {}, None),
    ],
)
def test_the_use_of_a_building(said, flags, use):
    assert words.read_use(said, flags) == use


def test_every_use_has_a_word_that_leads_back_to_it():
    assert all(words.read_use(words.use_word(use), {}) is use for use in BuildingUse)
    assert isinstance(words.read_use("?", {}), Reason)
