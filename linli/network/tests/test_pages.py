from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from linli.foundation import sheets
from linli.foundation.imports import perform
from linli.foundation.models import AuditLine
from linli.network import queries, samples, services
from linli.network.models import Designation, Holder, Posting, PostKind
from linli.network.terms import DesignationKind
from linli.network.tests.conftest import NOW, TODAY
from linli.people.samples import appoint, make_account
from linli.places.samples import make_area

PAGES = ["coverage", "missing", "postings", "kinds", "designations"]
BOOKS = ["coverage_book", "missing_book", "postings_book"]
MOST_QUERIES = 20


@pytest.fixture
def held(areas):
    return samples.post("building_steward", areas["building"], "王秀英", phone="13812341234")


@pytest.fixture
def enter(client):
    def enter(account):
        client.force_login(account)
        return client

    return enter


def text(answer):
    return answer.content.decode()


@pytest.mark.parametrize(
    ("who", "opens"),
    [
        ("commander", {*PAGES, *BOOKS, "appoint"}),
        ("dispatcher", {*PAGES, *BOOKS, "appoint"}),
        ("worker", {*PAGES, *BOOKS, "appoint"}),
        ("leader", {*PAGES, *BOOKS}),
        ("system", {"kinds", "kind_new"}),
        ("handler", set()),
    ],
)
def test_each_role_opens_what_its_duty_needs(request, enter, held, who, opens):
    client = enter(request.getfixturevalue(who))

    found = {
        name
        for name in [*PAGES, *BOOKS, "appoint", "kind_new"]
        if client.get(reverse(f"network:{name}")).status_code == 200
    }

    assert found == opens


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_pages_speak_both_languages_and_cost_few_queries(enter, commander, areas, held, name, language):
    services.designate(area=areas["nanyuan"], kind=DesignationKind.HARD, valid_from=TODAY, actor=None, now=NOW)
    client = enter(commander)
    client.cookies.load({"django_language": language})

    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.get(reverse(f"network:{name}"))

    assert answer.status_code == 200
    assert answer.headers["Content-Language"] == language
    assert len(asked) <= MOST_QUERIES


def test_coverage_shows_tiers_parts_trend_and_doubts(enter, commander, held):
    page = text(enter(commander).get(reverse("network:coverage")))

    assert "1/3 = 33.3 %" in page
    assert "铜都街道" in page
    assert 'data-light="red"' in page
    assert 'data-testid="trend-table"' in page
    assert 'data-testid="doubts"' in page  # a building without a number of households


def test_coverage_opens_to_the_parts_and_to_another_day(enter, commander, areas, held):
    client = enter(commander)

    assert "3号楼" in text(client.get(reverse("network:coverage"), {"area": areas["garden"].key}))
    past = text(client.get(reverse("network:coverage"), {"area": areas["garden"].key, "on": "2019-01-01"}))
    assert "1/2" not in past
    assert client.get(reverse("network:coverage"), {"on": "nonsense"}).status_code == 200


@pytest.mark.parametrize("name", ["coverage", "missing", "postings"])
@pytest.mark.parametrize("said", ["longdong", "nonsense"])
def test_an_area_out_of_reach_is_not_found(enter, worker, areas, held, name, said):
    key = areas[said].key if said in areas else said

    assert enter(worker).get(reverse(f"network:{name}"), {"area": key}).status_code == 404


def test_the_weakest_part_comes_first_when_asked(enter, commander, areas, units):
    for code, area, unit in (("subdistrict_office", "tongdu", "tongdu_office"),):
        samples.post(code, areas[area], units[unit])

    page = text(enter(commander).get(reverse("network:coverage"), {"sort": "weakest"}))

    assert page.index("part-530113002") < page.index("part-530113001")


def test_organisations_of_the_register_take_their_posts_by_one_button(enter, commander, areas):
    client = enter(commander)
    assert 'data-testid="take-over"' in text(client.get(reverse("network:coverage")))

    answer = client.post(f"{reverse('network:take_over')}?area={areas['dongchuan'].key}")

    assert answer.status_code == 302
    assert Posting.objects.filter(organisation__isnull=False).count() == 6
    assert 'data-testid="take-over"' not in text(client.get(answer.url))


def test_from_the_missing_list_somebody_is_appointed_and_coverage_changes(enter, worker, areas, held):
    client = enter(worker)
    page = text(client.get(reverse("network:missing"), {"kind": "building_steward"}))
    assert "5号楼" in page
    assert "3号楼" not in page

    where = {"kind": "building_steward", "area": areas["building5"].key, "next": reverse("network:missing")}
    assert client.get(reverse("network:appoint"), where).status_code == 200
    query = "&".join(f"{name}={value}" for name, value in where.items())
    said = {"name": "孙红", "phone": "13900000000", "valid_from": TODAY, "next": where["next"]}
    answer = client.post(f"{reverse('network:appoint')}?{query}", said)

    assert (answer.status_code, answer.url) == (302, where["next"])
    assert "2/2 = 100.0 %" in text(client.get(reverse("network:coverage")))


def test_what_is_refused_stands_beside_the_form_and_nothing_typed_is_lost(enter, worker, areas, held):
    where = f"?kind=building_steward&area={areas['building'].key}"
    said = {"name": "王秀英", "phone": "13812341234", "valid_from": TODAY}

    answer = enter(worker).post(reverse("network:appoint") + where, said)

    assert answer.status_code == 422
    assert "王秀英" in text(answer)
    assert 'data-testid="form-errors"' in text(answer)


def test_a_body_is_chosen_among_those_that_fit(enter, commander, areas, units):
    where = f"?kind=residents_committee&area={areas['nanyuan'].key}"
    client = enter(commander)

    page = text(client.get(reverse("network:appoint") + where))
    answer = client.post(
        reverse("network:appoint") + where,
        {"organisation": str(units["nanyuan_committee"].key), "valid_from": TODAY},
    )

    assert "南苑社区居委会" in page
    assert "龙洞社区居委会" not in page
    assert answer.status_code == 302


def test_a_committee_that_is_not_in_the_register_is_asked_for(enter, commander, areas):
    where = f"?kind=self_governance_committee&area={areas['garden'].key}"

    assert 'data-testid="no-body"' in text(enter(commander).get(reverse("network:appoint") + where))


@pytest.mark.parametrize(
    "where", ["", "?kind=building_steward&area=无名楼", "?kind=compound_head&area=梅园小区", "?kind=nothing&area=3号楼"]
)
def test_the_first_step_asks_again_for_what_it_cannot_find(enter, worker, held, where):
    answer = enter(worker).get(reverse("network:appoint") + where)

    assert 'data-testid="where"' in text(answer)
    assert answer.status_code == (422 if where else 200)


def test_nobody_is_led_to_another_site(enter, worker, areas, held):
    where = f"?kind=building_steward&area={areas['building5'].key}&next=https://evil.example/"

    answer = enter(worker).post(reverse("network:appoint") + where, {"name": "孙红", "valid_from": TODAY})

    assert answer.url == reverse("network:postings")


def test_a_post_is_ended_on_its_page(enter, worker, held):
    client, page = enter(worker), reverse("network:end", args=[held.key])

    assert client.post(page, {"on": "2019-01-01"}).status_code == 422
    assert client.post(page, {"on": TODAY}).status_code == 302

    held.refresh_from_db()
    assert held.valid_to == TODAY


def test_a_phone_is_hidden_until_it_is_asked_for(enter, worker, leader, held):
    page = reverse("network:holder", args=[held.holder.key])
    client = enter(worker)

    assert "138****1234" in text(client.get(page))
    assert "13812341234" in text(client.post(reverse("network:reveal", args=[held.holder.key])))
    assert AuditLine.objects.filter(action="network.reveal").count() == 1
    client = enter(leader)
    assert "138****1234" in text(client.get(page))
    assert client.post(reverse("network:reveal", args=[held.holder.key])).status_code == 403


def test_a_holder_is_changed_and_a_hidden_phone_stays(enter, worker, areas, held):
    client, page = enter(worker), reverse("network:holder_edit", args=[held.holder.key])
    assert "138****1234" in text(client.get(page))

    answer = client.post(page, {"name": "王秀英", "phone": "138****1234", "consented_on": TODAY})

    assert answer.status_code == 302
    holder = Holder.objects.get(pk=held.holder_id)
    assert (holder.phone, holder.consent) == ("13812341234", 1)


def test_party_membership_is_not_kept_without_its_own_consent(enter, worker, areas):
    made = samples.post("key_household", areas["building"], "王家", door="301")
    client, page = enter(worker), reverse("network:holder_edit", args=[made.holder.key])
    said = {"name": "王家", "door": "301", "household_kind": "party_member"}

    assert client.post(page, said).status_code == 422
    assert client.post(page, said | {"kind_consented_on": TODAY}).status_code == 302


def test_pages_of_somebody_elses_people_are_not_found(enter, worker, areas):
    far = samples.post("compound_head", areas["plum"], "李建国")
    client = enter(worker)

    for name, key in (("holder", far.holder.key), ("holder_edit", far.holder.key), ("end", far.key)):
        assert client.get(reverse(f"network:{name}", args=[key])).status_code == 404
    assert client.post(reverse("network:reveal", args=[far.holder.key])).status_code == 404


def test_what_a_list_gives_out_changes_nothing_when_it_comes_back(enter, commander, areas, units, held):
    samples.post("key_household", areas["building"], "王家", door="301", phone="13700000000")
    samples.post("residents_committee", areas["nanyuan"], units["nanyuan_committee"])
    samples.post("liaison_leader", areas["shiyang"], "赵书记", title="街道党工委书记", document="1号")

    answer = enter(commander).get(reverse("network:postings_book"))
    book = BytesIO(b"".join(answer.streaming_content))

    assert "13812341234" not in str(list(load_workbook(BytesIO(book.getvalue())).active.values))
    back = brought_back(book, commander)
    assert (back.total, back.unchanged, back.rejected) == (4, 4, [])


def brought_back(book, actor, fill=None):
    """Import a workbook as the office does; fill: called with its sheet first."""
    sheet = load_workbook(BytesIO(book.getvalue())).active
    titles = [cell.value for cell in sheet[1]]
    lines = enumerate(sheet.iter_rows(min_row=2, values_only=True), 2)
    rows = [
        sheets.Row(number, dict(zip(titles, map(_as_text, line), strict=True)) | (fill(number) if fill else {}))
        for number, line in lines
    ]
    read = sheets.Sheet(titles, iter(rows))
    return perform(services.import_network, read, actor=actor, now=NOW, as_of=TODAY)


def _as_text(value):
    return "" if value is None else str(value)


def test_the_list_of_what_is_missing_comes_back_filled(enter, commander, areas):
    answer = enter(commander).get(reverse("network:missing_book"), {"tier": "6"})
    book = BytesIO(b"".join(answer.streaming_content))

    back = brought_back(book, commander, fill=lambda number: {"姓名": f"{number}家", "门牌": str(number)})

    assert (back.total, back.created, back.rejected) == (6, 6, [])
    tiers = queries.coverage(areas["dongchuan"], TODAY)
    assert next(each for each in tiers if each.tier.number == 6).coverage.missing == 0


def test_the_workbook_of_coverage_says_what_the_page_says(enter, commander, held):
    book = enter(commander).get(reverse("network:coverage_book"))

    lines = list(load_workbook(BytesIO(b"".join(book.streaming_content))).active.values)

    assert ("东川区", 3, 1) in {(line[0], line[4], line[5]) for line in lines}
    assert AuditLine.objects.filter(action="network.export").count() == 1


def test_an_office_defines_posts_and_targets(enter, system, areas):
    client = enter(system)
    steward = samples.kind_of("building_steward")
    said = {
        "code": "fire_warden",
        "name": "消防员",
        "network_tier": steward.network_tier_id,
        "area_tier": steward.area_tier_id,
        "expectation": "per_households",
        "filled_by": "person",
        "level": "0",
        "order": "200",
        "is_active": "on",
    }

    assert client.post(reverse("network:kind_new"), said).status_code == 422
    assert client.post(reverse("network:kind_new"), said | {"number": "50"}).status_code == 302
    kind = PostKind.objects.get(code="fire_warden")
    page = reverse("network:kind_edit", args=[kind.code])
    assert client.get(page).status_code == 200
    assert client.post(page, said | {"number": "60", "is_active": ""}).status_code == 302
    kind.refresh_from_db()
    assert (kind.number, kind.is_active) == (60, False)

    tier = reverse("network:tier_edit", args=[5])
    assert client.post(tier, {"name": "院落", "percent": "120"}).status_code == 422
    assert client.post(tier, {"name": "院落", "percent": "97.5"}).status_code == 302
    assert "97.5" in text(client.get(reverse("network:kinds")))
    assert str(queries.NetworkTier.objects.get(number=5).target_share) == "0.9750"


def test_areas_are_picked_out_and_the_leader_only_reads(enter, worker, leader, areas):
    client, page = enter(worker), reverse("network:designations")
    said = {"area": "南苑社区", "kind": "hard", "valid_from": "2026-01-01"}

    assert client.post(page, said | {"area": "龙洞社区"}).status_code == 422
    assert client.post(page, said).status_code == 302
    assert client.post(page, said).status_code == 422
    made = Designation.objects.get()
    assert "南苑社区" in text(client.get(page))

    client = enter(leader)
    assert 'data-testid="designating"' not in text(client.get(page))
    assert client.post(page, said).status_code == 404
    assert client.post(reverse("network:end_designation", args=[made.pk])).status_code == 403

    client = enter(worker)
    assert client.post(reverse("network:end_designation", args=[made.pk])).status_code == 302
    made.refresh_from_db()
    assert made.valid_to is not None


def test_the_log_calls_things_by_their_names_to_whom_may_know_them(enter, commander, areas, held):
    second = samples.post("building_steward", areas["building5"], held.holder)
    services.end_posting(posting_id=second.pk, on=TODAY, actor=commander, now=NOW)
    services.change_holder(holder_id=held.holder_id, phone="13900000000", actor=commander, now=NOW)
    services.reveal_phone(holder_id=held.holder_id, actor=commander, now=NOW)
    auditor = make_account("wangshen")
    appoint(auditor, "auditor")

    page = text(enter(auditor).get(reverse("foundation:audit")))

    assert "楼栋长" in page
    assert "13900000000" not in page


def test_empty_lists_say_why(enter, leader, units):
    client = enter(leader)

    assert 'data-testid="empty"' in text(client.get(reverse("network:postings")))
    assert 'data-testid="empty"' in text(client.get(reverse("network:designations")))
    assert 'data-testid="empty"' in text(client.get(reverse("network:postings"), {"q": "无人"}))


@pytest.mark.parametrize("name", ["coverage", "missing", "postings"])
def test_pages_cost_the_same_queries_for_many_areas(enter, commander, areas, held, name):
    client = enter(commander)

    def count():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(f"network:{name}")).status_code == 200
        return len(asked)

    count()
    before = count()
    for number in range(30):
        compound = make_area(f"桃{number}园", "compound", areas["nanyuan"])
        samples.post("compound_head", compound, f"院长{number}")

    # A page that is not full asks once more whether rows without a key follow.
    assert count() <= before <= MOST_QUERIES
