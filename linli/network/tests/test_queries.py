from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from linli.foundation import figures, paging
from linli.network import queries, samples, services
from linli.network.models import PostKind
from linli.network.rules import Coverage
from linli.network.terms import DesignationKind
from linli.network.tests.conftest import NOW, TODAY
from linli.people.samples import appoint, make_account
from linli.places import services as place_services
from linli.places.samples import make_area
from linli.values import Span, SpanKind

SPRING = date(2026, 3, 1)


def tier(tiers, number):
    return next(each for each in tiers if each.tier.number == number)


def kind(tiers, code):
    return next(each for tier in tiers for each in tier.kinds if each.kind.code == code)


def missing(area, **wanted):
    rows = queries.list_missing(area, TODAY, **wanted)
    page = paging.page(rows, order=queries.MISSING_ORDER)
    return [(gap.kind.code, gap.area.name, gap.held, gap.need) for gap in queries.gaps_of(page)]


def test_every_area_expects_what_its_kinds_say(areas):
    tiers = queries.coverage(areas["dongchuan"], TODAY)

    assert [each.tier.number for each in tiers] == [1, 2, 3, 4, 5, 6]
    assert kind(tiers, "subdistrict_office").coverage == Coverage(0, 2)
    assert kind(tiers, "self_governance_committee").coverage == Coverage(0, 3)
    assert kind(tiers, "building_steward").coverage == Coverage(0, 3)
    assert kind(tiers, "key_household").coverage == Coverage(0, 3 + 2 + 1)  # 48, 30 and unknown households
    assert kind(tiers, "party_group_leader").coverage == Coverage(0, 0)
    assert tier(tiers, 5).coverage == Coverage(0, 3 + 3 + 3)


def test_where_it_is_said_that_nobody_lives_nobody_is_needed(areas):
    park = make_area("桃园公园", "compound", areas["nanyuan"], households=0)
    samples.post("compound_head", park)

    found = kind(queries.coverage(park, TODAY), "compound_head")

    assert (found.coverage, found.held) == (Coverage(0, 0), 1)


def test_a_second_steward_fills_no_other_buildings_gap(areas):
    samples.post("building_steward", areas["building"], "王秀英")
    samples.post("building_steward", areas["building"], "李建国")

    found = kind(queries.coverage(areas["dongchuan"], TODAY), "building_steward")

    assert (found.coverage, found.held) == (Coverage(1, 3), 2)


def test_key_households_count_up_to_what_a_building_needs(areas):
    for number in range(4):
        samples.post("key_household", areas["building"], f"{number}室", door=str(number))
    samples.post("key_household", areas["building5"], "赵家")

    found = kind(queries.coverage(areas["garden"], TODAY), "key_household")

    assert (found.coverage, found.held) == (Coverage(4, 5), 5)


def test_a_post_of_which_nothing_is_expected_is_only_counted(areas):
    samples.post("party_group_leader", areas["garden"])

    found = kind(queries.coverage(areas["dongchuan"], TODAY), "party_group_leader")

    assert (found.coverage, found.held) == (Coverage(0, 0), 1)


def test_a_post_counts_from_its_first_day_until_the_day_before_its_end(areas):
    held = samples.post("building_steward", areas["building"], valid_from=SPRING)
    services.end_posting(posting_id=held.pk, on=SPRING + timedelta(days=10), actor=None, now=NOW)

    def filled(day):
        return kind(queries.coverage(areas["dongchuan"], day), "building_steward").coverage.filled

    days = [SPRING - timedelta(days=1), SPRING, SPRING + timedelta(days=9), SPRING + timedelta(days=10)]
    assert [filled(day) for day in days] == [0, 1, 1, 0]


def test_an_organisation_that_ended_fills_nothing(areas, units):
    samples.post("residents_committee", areas["nanyuan"], units["nanyuan_committee"])
    units["nanyuan_committee"].valid_to = SPRING
    units["nanyuan_committee"].save()

    assert kind(queries.coverage(areas["nanyuan"], TODAY), "residents_committee").coverage == Coverage(0, 1)
    assert kind(queries.coverage(areas["nanyuan"], date(2026, 2, 28)), "residents_committee").coverage == Coverage(1, 1)


def test_a_building_that_is_gone_needs_no_steward(areas):
    samples.post("building_steward", areas["building5"])
    place_services.end_area(area_id=areas["building5"].pk, actor=None, now=NOW, on=SPRING)

    assert kind(queries.coverage(areas["garden"], TODAY), "building_steward").coverage == Coverage(0, 1)
    assert kind(queries.coverage(areas["garden"], date(2026, 2, 1)), "building_steward").coverage == Coverage(1, 2)


def test_a_kind_out_of_use_is_not_expected(areas):
    PostKind.objects.filter(code="compound_head").update(is_active=False)

    codes = [each.kind.code for each in tier(queries.coverage(areas["dongchuan"], TODAY), 5).kinds]

    assert "compound_head" not in codes
    assert "building_steward" in codes


def test_parts_add_up_to_the_whole(areas, units):
    samples.post("subdistrict_office", areas["tongdu"], units["tongdu_office"])
    samples.post("building_steward", areas["building"])
    samples.post("building_steward", areas["plum1"])

    whole, parts = queries.coverage_of_children(areas["dongchuan"], TODAY)

    assert [part.area.name for part in parts] == ["铜都街道", "碧谷街道"]
    assert whole == queries.coverage(areas["dongchuan"], TODAY)
    assert kind(parts[0].tiers, "building_steward").coverage == Coverage(2, 3)
    for number in range(3, 7):
        assert sum((tier(part.tiers, number).coverage for part in parts), Coverage()) == tier(whole, number).coverage


def test_targets_and_lights_follow_the_day(areas):
    now = queries.coverage(areas["dongchuan"], TODAY)
    later = queries.coverage(areas["dongchuan"], date(2027, 1, 1))

    assert (tier(now, 5).target, tier(now, 5).clause, tier(now, 5).light) == (Fraction(95, 100), "004-2", "red")
    assert (tier(later, 5).target, tier(later, 5).clause) == (1, "004-11")
    assert tier(now, 3).light == "grey"


def test_a_tier_may_have_a_target_of_its_own(areas):
    queries.NetworkTier.objects.filter(number=3).update(target_share=Decimal("1"))

    assert tier(queries.coverage(areas["dongchuan"], TODAY), 3).light == "red"


def test_the_trend_says_how_it_stood_on_each_day(areas):
    held = samples.post("building_steward", areas["building"], valid_from=date(2026, 11, 2))
    samples.post("building_steward", areas["building5"], valid_from=date(2026, 11, 12))
    services.end_posting(posting_id=held.pk, on=TODAY, actor=None, now=NOW)
    make_area("9号楼", "building", areas["garden"], valid_from=date(2026, 11, 20))

    days, trend = queries.coverage_trend(areas["garden"], TODAY, days=30, points=4)

    assert [str(day) for day in days] == ["2026-10-23", "2026-11-02", "2026-11-12", "2026-11-22"]
    for place, day in enumerate(days):
        assert trend[5][place] == tier(queries.coverage(areas["garden"], day), 5).coverage
    assert [each.filled for each in trend[5]] == [0, 1, 2, 1]
    assert [each.expected for each in trend[5]] == [4, 4, 4, 5]


def test_what_is_missing_is_listed_by_kind_and_place(areas):
    samples.post("building_steward", areas["building"])
    samples.post("key_household", areas["building"], "赵家")

    found = missing(areas["garden"])

    assert found == [
        ("self_governance_committee", "桂苑小区", 0, 1),
        ("compound_head", "桂苑小区", 0, 1),
        ("building_steward", "5号楼", 0, 1),
        ("key_household", "3号楼", 1, 3),
        ("key_household", "5号楼", 0, 2),
    ]
    assert missing(areas["garden"], kinds=[samples.kind_of("building_steward")]) == [found[2]]


def test_missing_posts_and_coverage_agree(areas):
    samples.post("key_household", areas["building"], "赵家")

    gap = sum(each.need - each.held for each in queries.gaps_of(queries.list_missing(areas["dongchuan"], TODAY)))

    assert gap == sum(each.coverage.missing for each in queries.coverage(areas["dongchuan"], TODAY))


def test_missing_posts_come_page_by_page(areas):
    rows = queries.list_missing(areas["dongchuan"], TODAY)
    cursor, seen = "", []
    while True:
        page = paging.page(rows, order=queries.MISSING_ORDER, after=cursor, size=3)
        seen += [(row["post_order"], row["area__path"]) for row in page]
        if not (cursor := page.next):
            break

    assert seen == sorted(seen)
    assert len(seen) == rows.count() == len(set(seen))


@pytest.mark.parametrize("count", [1, 30])
def test_coverage_costs_the_same_queries_for_any_subtree(areas, django_assert_num_queries, count):
    for number in range(count):
        samples.post("building_steward", make_area(f"{number + 20}号楼", "building", areas["garden"]))

    with django_assert_num_queries(3):
        queries.coverage(areas["dongchuan"], TODAY)
    with django_assert_num_queries(4):
        queries.coverage_of_children(areas["dongchuan"], TODAY)
    with django_assert_num_queries(3):
        queries.coverage_trend(areas["dongchuan"], TODAY)
    with django_assert_num_queries(4):
        queries.gaps_of(queries.list_missing(areas["dongchuan"], TODAY))


def test_the_chain_of_responsibility_goes_from_the_building_up(areas, units, django_assert_num_queries):
    samples.post("building_steward", areas["building"], "王秀英")
    samples.post("secretary", areas["nanyuan"], "何书记")
    samples.post("subdistrict_office", areas["tongdu"], units["tongdu_office"])

    with django_assert_num_queries(2):
        chain = queries.responsible_chain(areas["building"], TODAY)

    assert [area.name for area, _held in chain][:4] == ["3号楼", "桂苑小区", "南苑社区", "铜都街道"]
    assert [[str(each) for each in held] for _area, held in chain if held] == [
        ["王秀英: 楼栋长"],
        ["何书记: 社区党组织书记"],
        ["铜都街道办事处: 街道办事处"],
    ]


def test_a_person_is_found_by_account_and_by_holder(areas):
    account = make_account("wangxiuying", name="王秀英")
    held = samples.post("building_steward", areas["building"], account=account)
    samples.post("compound_head", areas["garden"], held.holder)

    assert {each.kind.code for each in queries.postings_of(account=account)} == {"building_steward", "compound_head"}
    assert queries.postings_of(holder=held.holder, on=date(2019, 1, 1)).count() == 0
    assert [each.kind.code for each in queries.postings_at(areas["garden"], TODAY)] == ["compound_head"]


def test_lists_stay_within_the_duties(areas, commander, worker, handler):
    samples.post("building_steward", areas["building"], "王秀英", phone="138 1234 1234")
    samples.post("compound_head", areas["plum"], "李建国")

    def names(user, **wanted):
        rows = queries.list_postings(user, queries.PostingFilter(**wanted), TODAY)
        return [str(row.holder) for row in rows.order_by("pk")]

    assert names(commander) == ["王秀英", "李建国"]
    assert names(worker) == ["王秀英"]
    assert names(handler) == []
    assert names(commander, search="13812341234") == ["王秀英"]
    assert names(commander, search="建国") == ["李建国"]
    assert names(commander, search="梅园") == ["李建国"]
    assert names(commander, kind="compound_head", tier=5, area=areas["bigu"]) == ["李建国"]
    assert names(commander, state="ended") == []


def test_a_holder_is_seen_by_whom_his_posts_are(areas, commander, worker):
    far = samples.post("compound_head", areas["plum"], "李建国").holder

    assert queries.get_holder(commander, "network.view", far.key) == far
    with pytest.raises(queries.Holder.DoesNotExist):
        queries.get_holder(worker, "network.view", far.key)


def doubts(area):
    _whole, parts = queries.coverage_of_children(area, TODAY)
    return [doubt.rule for doubt in queries.list_doubts(area, parts, TODAY)]


def test_the_hardest_community_asks_for_secretary_or_director(areas, units):
    services.designate(area=areas["nanyuan"], kind=DesignationKind.HARD, valid_from=SPRING, actor=None, now=NOW)

    assert "network.hard_unlinked" in doubts(areas["dongchuan"])

    deputy = samples.post("liaison_leader", areas["nanyuan"], "李委员", title="组织委员")
    assert "network.hard_linked_below" in doubts(areas["dongchuan"])

    services.end_posting(posting_id=deputy.pk, on=TODAY, actor=None, now=NOW)
    account = make_account("zhaoshuji", name="赵书记")
    appoint(account, "leader", organisation=units["tongdu_office"], area=areas["tongdu"], post="街道党工委书记")
    samples.post("liaison_leader", areas["nanyuan"], "赵书记", account=account)
    assert doubts(areas["dongchuan"]) == ["network.uncounted"]


def test_a_subdistrict_far_above_its_households_is_doubted(areas):
    for number in range(12):
        area = make_area(f"碧{number}号院", "compound", areas["longdong"])
        samples.post("compound_head", area, f"院长{number}")
    place_services.change_area(area_id=areas["tongdu"].pk, actor=None, now=NOW, on=TODAY, households=2100)
    place_services.change_area(area_id=areas["bigu"].pk, actor=None, now=NOW, on=TODAY, households=700)

    assert "network.uneven" in doubts(areas["dongchuan"])


def test_figures_are_offered_for_many_areas_and_days_at_once(areas, django_assert_num_queries):
    samples.post("building_steward", areas["building"], valid_from=SPRING)
    codes = ["network.coverage_courtyard", "network.missing_courtyard", "network.coverage_key_household"]
    paths = {"area": {areas[name].pk: areas[name].path for name in ("tongdu", "nanyuan", "bigu", "kunming")}}
    spans = [Span.of(SpanKind.MONTH, date(2026, month, 1)) for month in (2, 3)]

    with django_assert_num_queries(2):
        found = figures.count_figures(codes, paths, spans)

    nanyuan, bigu = areas["nanyuan"].pk, areas["bigu"].pk
    assert [found[span]["network.coverage_courtyard"][nanyuan] for span in spans] == [Decimal("0.00"), Decimal("25.00")]
    assert [found[span]["network.missing_courtyard"][nanyuan] for span in spans] == [4, 3]
    assert bigu not in found[spans[0]]["network.coverage_key_household"]


def test_evidence_of_a_figure_leads_to_the_list(areas):
    span = Span.of(SpanKind.MONTH, TODAY)

    found = figures.evidence_of(["network.missing_courtyard", "network.coverage_courtyard"], areas["tongdu"].pk, span)

    assert found["network.missing_courtyard"].query == {
        "area": str(areas["tongdu"].key),
        "on": "2026-11-30",
        "tier": "5",
    }
    assert found["network.coverage_courtyard"].view == "network:coverage"
