import io

import pytest
from django.urls import reverse

from linli.foundation import sheets
from linli.foundation.models import AuditLine
from linli.organisations import queries
from linli.organisations.models import Organisation
from linli.organisations.samples import make_organisation
from linli.people.samples import appoint, make_account, make_role

LIST = reverse("organisations:list")
NEW = reverse("organisations:create")
MOST_QUERIES = 20


def address(page: str, organisation: Organisation) -> str:
    return reverse(f"organisations:{page}", args=[organisation.key])


def facts(**given: str) -> dict[str, str]:
    return {"kind": "department", "name": "街道城管队", "area": "530113001", "valid_from": "2024-01-01", **given}


def test_strangers_are_led_to_the_sign_in(client, db):
    for name in ("list", "export", "create"):
        assert client.get(reverse(f"organisations:{name}")).status_code == 302


def test_whoever_may_only_look_does_not_change(areas, known, client):
    account = make_account("leader")
    appoint(account, make_role("reader", actions=["organisations.view"], whole_area=True), area=areas["tongdu"])
    client.force_login(account)

    assert client.get(LIST).status_code == 200
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, facts()).status_code == 403
    assert client.get(address("edit", known["tongdu_office"])).status_code == 403
    assert client.post(address("end", known["manager"]), {"on": "2024-06-01"}).status_code == 403
    assert NEW not in client.get(LIST).content.decode()


@pytest.mark.parametrize("page", ["detail", "edit", "end"])
@pytest.mark.parametrize("key", ["bigu_office", "longdong_committee", "urban_management", "headquarters"])
def test_what_lies_outside_the_scope_is_not_found(client, linjie, known, page, key):
    assert client.get(address(page, known[key])).status_code == 404


def test_a_foreign_area_as_filter_is_not_found(client, linjie, areas):
    assert client.get(LIST, {"area": areas["bigu"].key}).status_code == 404
    assert client.get(LIST, {"area": "nonsense"}).status_code == 404


def test_list_and_export_show_the_same_within_the_scope(client, linjie, areas):
    shown = client.get(LIST, {"area": areas["nanyuan"].key}).content.decode()
    answer = client.get(reverse("organisations:export"), {"area": areas["nanyuan"].key})

    rows = list(sheets.read(io.BytesIO(b"".join(answer.streaming_content))).rows)
    exported = {next(iter(row.cells.values())) for row in rows}
    assert exported == {"南苑社区居委会", "桂苑物业服务公司"}
    assert all(name in shown for name in exported)
    assert "碧谷" not in shown
    assert AuditLine.objects.filter(action="organisations.export", actor_id=linjie.pk).count() == 1


def test_the_list_narrows_by_two_characters_and_kind(client, linjie):
    shown = client.get(LIST, {"q": "石羊", "kind": "residents_committee"}).content.decode()

    assert "石羊社区居委会" in shown
    assert "南苑社区居委会" not in shown
    assert 'data-testid="empty"' in client.get(LIST, {"q": "无此单位"}).content.decode()
    assert client.get(LIST, {"kind": "nonsense"}).status_code == 200


def test_an_organisation_begins_on_the_page(client, linjie, known):
    answer = client.post(NEW, facts(area="铜都街道", parent="铜都街道办事处", code="CG01"))

    made = queries.find_by_code("CG01")
    assert answer.url == address("detail", made)
    assert made.parent == known["tongdu_office"]
    assert AuditLine.objects.order_by("-id").first().actor_id == linjie.pk
    assert "街道城管队" in client.get(answer.url).content.decode()


@pytest.mark.parametrize(
    "given",
    [
        {"area": "530113002"},
        {"area": "东川区"},
        {"area": "无此地"},
        {"parent": "碧谷街道办事处"},
        {"name": ""},
        {"name": "铜都街道办事处"},
        {"kind": "bank"},
        {"valid_from": "x"},
    ],
)
def test_what_does_not_fit_comes_back_as_typed_with_the_reason(client, linjie, given):
    before = Organisation.objects.count()

    answer = client.post(NEW, facts(**given))

    assert answer.status_code == 422
    assert "form-error" in answer.content.decode()
    assert Organisation.objects.count() == before


def test_a_name_that_several_areas_have_asks_for_the_code(client, linjie, areas):
    from linli.places.samples import make_area

    for key in ("nanyuan", "shiyang"):
        make_area("翠园小区", "compound", areas[key])

    answer = client.post(NEW, facts(area="翠园小区"))

    assert answer.status_code == 422


def test_the_holder_of_one_units_duty_places_others_only_below_it(areas, known, client):
    account = make_account("lijuan")
    role = make_role("committee_clerk", actions=["organisations.view", "organisations.change"], whole_area=False)
    appoint(account, role, area=areas["tongdu"], organisation=known["nanyuan_committee"])
    client.force_login(account)

    assert client.post(NEW, facts(area="530113001001")).status_code == 422
    below = facts(area="530113001001", parent="南苑社区居委会")
    assert client.post(NEW, below).status_code == 302


def test_changing_shows_what_is_and_keeps_what_is_typed(client, linjie, known):
    url = address("edit", known["nanyuan_committee"])

    assert "530113001001" in client.get(url).content.decode()
    answer = client.post(url, facts(kind="residents_committee", name="南苑第一居委会", area="530113001001"))

    known["nanyuan_committee"].refresh_from_db()
    assert answer.status_code == 302
    assert known["nanyuan_committee"].name == "南苑第一居委会"
    assert client.post(url, facts(name="")).status_code == 422


def test_ending_says_why_not_and_then_ends(client, linjie, known):
    assert client.get(address("end", known["manager"])).status_code == 200
    refused = client.post(address("end", known["tongdu_office"]), {"on": "2024-06-01"})
    assert refused.status_code == 422
    assert client.post(address("end", known["manager"]), {"on": ""}).status_code == 422

    answer = client.post(address("end", known["manager"]), {"on": "2024-06-01"})

    assert answer.status_code == 302
    ended = client.get(answer.url).content.decode()
    assert "2024-06-01" in ended
    assert address("edit", known["manager"]) not in ended
    assert "桂苑物业服务公司" in client.get(LIST, {"ended": "on"}).content.decode()


@pytest.mark.usefixtures("linjie")
@pytest.mark.parametrize("crowd", [2, 60])
def test_the_number_of_queries_does_not_grow_with_the_list(client, areas, known, crowd, django_assert_max_num_queries):
    for number in range(crowd):
        make_organisation(f"{number}号单位", "resident_unit", areas["nanyuan"], known["tongdu_office"])

    for url in (LIST, f"{LIST}?q=单位", address("detail", known["tongdu_office"]), address("edit", known["manager"])):
        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(url).status_code == 200
