from datetime import date, timedelta
from fractions import Fraction

import pytest

from linli.foundation.access import Grant
from linli.places import queries, services
from linli.places.models import Area, AreaVersion
from linli.places.samples import SAMPLE_NOW, make_area
from linli.places.terms import LifeEvent, SuccessionKind

from .holders import Holder
from .remembered import ACT, AFTER, BEFORE, BEGUN, CHANGE, DOCUMENT, make_remembered, succeed

pytestmark = pytest.mark.django_db
EVERYTHING = queries.Reach(frozenset({""}), ())
NOTHING = queries.Reach(frozenset(), ())


@pytest.fixture
def past(db):
    return make_remembered()


def of(area) -> queries.Reach:
    return queries.reach_back(Holder(Grant("places.view", area.path, "", True)), "places.view")


def names(rows) -> set[str]:
    return {row.name for row in rows}


def test_the_tree_is_what_it_was(past):
    assert names(queries.children_on(past["district"], BEFORE)) == {"系马桩街道", "望江街道", "旧湖街道"}
    assert names(queries.children_on(past["district"], AFTER)) == {"望江街道", "湖滨街道"}
    assert names(queries.children_on(past["horse"], BEFORE)) == {"松木场社区", "长巷社区"}
    assert names(queries.children_on(past["river"], BEFORE)) == {"近江社区"}
    assert names(queries.children_on(past["river"], CHANGE)) == {"近江社区", "长巷东社区", "松木场社区"}
    assert names(queries.children_on(None, BEFORE)) == {"杭州市"}
    assert not queries.children_on(None, BEGUN - timedelta(days=1)).exists()


def test_counts_and_sums_are_those_of_the_day(past):
    def counted(key, day):
        return {tier.code: count for tier, count in queries.count_tiers_on(past[key] if key else None, day)}

    assert counted(None, BEFORE) == {"city": 1, "district": 1, "subdistrict": 3, "community": 3}
    assert counted("district", AFTER) == {"district": 1, "subdistrict": 2, "community": 4}
    assert counted("horse", BEFORE) == {"subdistrict": 1, "community": 2}
    assert counted("river", BEFORE) == {"subdistrict": 1, "community": 1}
    assert counted("river", AFTER) == {"subdistrict": 1, "community": 3}
    below = queries.counts_below([past["horse"].pk, past["river"].pk], BEFORE)
    assert below == {past["horse"].pk: (2, 1600), past["river"].pk: (1, 800)}
    river, lake = queries.seen_on(queries.children_on(past["district"], AFTER), AFTER)
    assert [(area.name, area.child_count, area.child_households) for area in (river, lake)] == [
        ("望江街道", 3, 2000),
        ("湖滨街道", 1, 400),
    ]


def test_an_area_as_then_has_the_facts_of_then(past):
    lineage = queries.lineages_on([past["pine"].pk], BEFORE)[past["pine"].pk]

    assert [area.short_name for area in lineage] == ["杭州市", "上城区", "系马桩街道", "松木场社区"]
    assert (lineage[-1].code, lineage[-1].parent_id) == ("330102001001", past["horse"].pk)
    assert past["pine"].code == "330102002009"
    assert queries.lineages_on([], BEFORE) == {}
    assert queries.lineages_on([past["east"].pk], BEFORE) == {}


def test_a_circle_of_dated_parents_ends(past):
    """A move that was entered late can make two areas lie in each other for a while."""
    pine, lane = past["pine"], past["lane"]
    AreaVersion.objects.filter(area=pine, valid_to__isnull=False).update(parent=lane)
    AreaVersion.objects.filter(area=lane).update(parent=pine)

    assert dict(queries.count_tiers_on(pine, BEFORE)) == {pine.tier: 2}
    assert len(queries.lineages_on([pine.pk], BEFORE)[pine.pk]) == 13


def test_a_person_sees_what_his_areas_came_from(past):
    river, lake = of(past["river"]), of(past["lake"])

    assert names(queries.roots_on(river, BEFORE)) == {"望江街道", "系马桩街道"}
    assert names(queries.roots_on(river, AFTER)) == {"望江街道"}
    assert names(queries.roots_on(of(past["pine"]), BEFORE)) == {"松木场社区"}
    assert names(queries.roots_on(of(past["east"]), BEFORE)) == {"长巷社区"}
    assert names(queries.roots_on(EVERYTHING, BEFORE)) == {"杭州市"}
    assert names(queries.roots_on(NOTHING, BEFORE)) == set()
    sighting = queries.sight(lake, past["lane"], BEFORE)
    assert (sighting.then.name, [area.name for area in sighting.above][-1]) == ("长巷社区", "系马桩街道")
    assert queries.sight(lake, past["east"], AFTER) is None
    assert queries.sight(lake, past["pier"], BEFORE) is None
    assert queries.sight(of(past["lake"]), past["pine"], BEFORE).then.name == "松木场社区"
    assert queries.sight(EVERYTHING, past["east"], BEFORE).then is None


def test_who_holds_today_what_an_area_held(past):
    held = queries.heirs_of([past["horse"], past["lane"], past["pine"]])

    def told(key):
        return [(heir.area.name, heir.share) for heir in held[past[key].pk]]

    assert told("horse") == [("望江街道", Fraction(3, 4)), ("湖滨街道", Fraction(1, 4))]
    assert told("lane") == [("长巷东社区", Fraction(3, 5)), ("长巷西社区", Fraction(2, 5))]
    assert told("pine") == [("松木场社区", 1)]


def test_heirs_are_followed_over_chains_and_what_ended_without_one_follows_what_it_lay_in(past):
    on = date(2024, 1, 1)
    alone = make_area("孤巷社区", "community", past["east"].parent, valid_from=CHANGE, code="330102002010")
    bay = make_area("钱塘街道", "subdistrict", past["district"], valid_from=on, code="330102010")
    succeed(past["river"], bay, SuccessionKind.MERGE, 1.0, on)
    services.move_areas(area_ids=[past[key].pk for key in ("pier", "east", "pine")], parent=bay, on=on, **ACT)
    services.end_area(area_id=alone.pk, on=on, **ACT)
    services.end_area(area_id=past["river"].pk, on=on, **ACT)

    held = queries.heirs_of(list(Area.objects.filter(pk__in=[past["horse"].pk, alone.pk])))

    assert [(heir.area.name, heir.percent) for heir in held[past["horse"].pk]] == [("钱塘街道", 75), ("湖滨街道", 25)]
    assert [heir.area.name for heir in held[alone.pk]] == ["钱塘街道"]
    bay.refresh_from_db()
    forebears = queries.forebears_of(bay.path)
    assert forebears == dict.fromkeys([past[key].pk for key in ("horse", "river", "lane")] + [alone.pk])


def test_forebears_of_an_area_that_only_gave_a_part_end_on_that_day(past):
    on = date(2024, 1, 1)
    bridge = make_area("桥社区", "community", past["river"], valid_from=on, code="330102002020")
    succeed(past["pier"], bridge, SuccessionKind.SPLIT, 0.3, on)

    assert queries.forebears_of(bridge.path) == {past["pier"].pk: on}
    assert queries.forebears_of(past["river"].path) == dict.fromkeys([past["horse"].pk, past["lane"].pk])
    assert queries.forebears_of(past["district"].path) == {}
    assert queries.forebears_of("") == {}


def test_old_names_and_codes_lead_to_whoever_holds_them_today(past):
    def told(text, reach=EVERYTHING):
        found = queries.former_names(reach, text)
        return [(former.name, former.code, former.until, [heir.area.name for heir in former.heirs]) for former in found]

    assert told("系马桩") == [("系马桩街道", "330102001", CHANGE, ["望江街道", "湖滨街道"])]
    assert told("旧湖") == [("旧湖街道", "330102003", CHANGE, ["湖滨街道"])]
    assert told("330102003") == [("旧湖街道", "330102003", CHANGE, ["湖滨街道"])]
    assert {row[0] for row in told("330102001")} == {"系马桩街道", "松木场社区", "长巷社区"}
    assert told("松木场") == []
    assert told("望江") == [] == told(" ")
    assert told("长巷社区", of(past["west"])) == told("长巷社区") != []
    assert told("长巷社区", of(past["pier"])) == []


def test_an_old_code_is_good_for_an_import_where_one_area_alone_holds_it(past):
    assert queries.find_by_code("330102003000") == past["lake"]
    assert queries.find_by_code("330102001001") == past["pine"]
    assert queries.find_by_code("330102001") is None
    assert queries.find_by_codes(["330102008", "330102001", "330102003", "x"]) == {
        "330102008": past["lake"],
        "330102003": past["lake"],
    }
    why = queries.why_unknown("330102001").render(str)
    assert "系马桩街道" in why
    assert "望江街道 330102002 (75 %)、湖滨街道 330102008 (25 %)" in why
    assert queries.why_unknown("999999").render(str) == "No area in force has the code “999999”."


def test_a_code_that_another_area_has_today_leads_back_only_by_its_day(past):
    later = make_area("新社区", "community", past["lake"], valid_from=AFTER, code="330102001001")

    assert queries.find_by_code("330102001001") == later
    assert queries.find_by_code("330102001001", on=BEFORE) == past["pine"]
    assert queries.find_by_code("330102001001", on=AFTER) == later
    assert queries.find_by_code("330102001", on=BEFORE) is None
    assert queries.find_by_code("330102002", on=BEFORE) == past["river"]


def test_a_search_of_a_day_knows_the_names_of_that_day(past):
    def found(text, day, reach=EVERYTHING):
        return names(queries.search_on(reach, text, day))

    assert found("街道", BEFORE) == {"系马桩街道", "望江街道", "旧湖街道"}
    assert found("街道", AFTER) == {"望江街道", "湖滨街道"}
    assert found("330102001", BEFORE) == {"系马桩街道", "松木场社区", "长巷社区"}
    assert found("长巷", BEFORE, of(past["west"])) == {"长巷社区"}
    assert found("", BEFORE) == set()


def test_the_life_of_an_area_tells_each_day_with_its_decision(past):
    lake, lane, east = (queries.get_life(past[key]) for key in ("lake", "lane", "east"))

    change, begin = lake
    assert (change.on, change.documents) == (CHANGE, [DOCUMENT])
    told = [(one.event, one.before, one.after) for one in change.happenings]
    assert told[:2] == [
        (LifeEvent.RECODED, "330102003", "330102008"),
        (LifeEvent.RENAMED, "旧湖街道", "湖滨街道"),
    ]
    assert [(other.name, other.percent) for other in change.happenings[2].others] == [("系马桩街道", 25)]
    assert ([one.event for one in begin.happenings], begin.documents) == ([LifeEvent.BEGUN], [])
    assert [one.event for one in lane[0].happenings] == [LifeEvent.ENDED, LifeEvent.SPLIT]
    assert [(other.name, other.percent) for other in lane[0].happenings[1].others] == [
        ("长巷东社区", 60),
        ("长巷西社区", 40),
    ]
    assert [one.event for one in east[0].happenings] == [LifeEvent.BEGUN, LifeEvent.SPLIT_FROM]


def test_a_begin_and_an_end_name_their_decisions(past):
    made = services.create_area(
        tier="community", name="丁社区", parent=past["lake"], valid_from=CHANGE, document="上政〔2022〕1号", **ACT
    )
    services.change_area(area_id=made.pk, on=AFTER, households=5, document="上政〔2023〕2号", **ACT)
    services.end_area(area_id=made.pk, on=date(2024, 1, 1), document="上政〔2024〕3号", **ACT)
    made.refresh_from_db()

    life = queries.get_life(made)

    assert [(day.documents, [one.event for one in day.happenings]) for day in life] == [
        (["上政〔2024〕3号"], [LifeEvent.ENDED]),
        (["上政〔2023〕2号"], [LifeEvent.HOUSEHOLDS]),
        (["上政〔2022〕1号"], [LifeEvent.BEGUN]),
    ]


def test_reading_a_day_takes_few_queries(past, max_queries):
    keys, horse = [past.areas[key].pk for key in ("pine", "lane", "pier")], past["horse"]
    with max_queries(3):
        queries.lineages_on(keys, BEFORE)
    with max_queries(3):
        queries.get_life(horse)
    assert SAMPLE_NOW.date() > AFTER
