"""Lists of cases for staff and connected systems: who may see what, and how tokens live."""

from datetime import timedelta

import pytest
from django.test import Client

from linli.api import queries, services
from linli.api.models import ApiToken
from linli.cases import samples
from linli.cases.terms import State
from linli.foundation.models import AuditLine
from linli.people.samples import make_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    return samples.make_case_district()


def bearer(account, now=samples.MORNING):
    """Return a client that sends a fresh token of the account."""
    _token, secret = services.make_token(name="测试系统", actor=account, now=now)
    return Client(headers={"authorization": f"Bearer {secret}"})


def test_a_stranger_is_asked_to_sign_in(district):
    answer = Client().get("/api/v1/cases")

    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("secret", ["", "linli_x", "x" * 5000, "é"])
def test_a_wrong_token_opens_nothing(district, secret):
    answer = Client(headers={"authorization": f"Bearer {secret}"}).get("/api/v1/cases")

    assert answer.status_code == 401


def test_a_token_shows_what_its_account_may_see(district):
    case = samples.make_case(district, State.FILED)

    answer = bearer(district.people["linjie"]).get("/api/v1/cases")

    assert [item["number"] for item in answer.json()["items"]] == [str(case.number)]


def test_a_session_works_as_well(district):
    samples.make_case(district, State.FILED)
    client = Client()
    client.force_login(district.people["linjie"])

    assert len(client.get("/api/v1/cases").json()["items"]) == 1


def test_the_other_subdistrict_sees_nothing_and_finds_nothing(district):
    case = samples.make_case(district, State.FILED)
    client = bearer(district.people["majun"])

    assert client.get("/api/v1/cases").json()["items"] == []
    assert client.get(f"/api/v1/cases/{case.number}").status_code == 404
    assert client.get("/api/v1/cases/99999999999").content == client.get(f"/api/v1/cases/{case.number}").content


def test_pages_follow_each_other_without_gaps(district):
    numbers = [str(samples.make_case(district, State.SUBMITTED).number) for _ in range(5)]
    client, seen, after = bearer(district.people["linjie"]), [], ""

    while True:
        page = client.get("/api/v1/cases", {"size": 2, "after": after}).json()
        seen += [item["number"] for item in page["items"]]
        if page["next"] is None:
            break
        after = page["next"]

    assert seen == numbers[::-1]


def test_the_list_is_filtered_by_words_of_the_schema(district):
    samples.make_case(district, State.SUBMITTED)
    filed = samples.make_case(district, State.FILED)
    client = bearer(district.people["linjie"])

    found = client.get("/api/v1/cases", {"state": "filed", "area": "530113001"}).json()["items"]

    assert [item["number"] for item in found] == [str(filed.number)]
    assert client.get("/api/v1/cases", {"state": "lost"}).status_code == 422
    assert client.get("/api/v1/cases", {"area": "999"}).status_code == 422
    assert client.get("/api/v1/cases", {"size": 9999}).status_code == 422


def test_a_case_comes_with_its_history(district):
    case = samples.make_case(district, State.CLOSED)

    body = bearer(district.people["gaofeng"]).get(f"/api/v1/cases/{case.number}").json()

    assert [event["act"] for event in body["events"]][:2] == ["submit", "file"]
    assert body["state"] == "closed"
    assert body["events"][1]["actor"] == "linjie"


def test_the_list_needs_few_queries(district, django_assert_max_num_queries):
    for _ in range(6):
        samples.make_case(district, State.FILED)
    client = bearer(district.people["linjie"])

    with django_assert_max_num_queries(8):
        client.get("/api/v1/cases")


def test_a_revoked_token_is_worth_nothing_and_both_acts_are_audited(district):
    linjie, now = district.people["linjie"], samples.MORNING
    token, secret = services.make_token(name="大屏", actor=linjie, now=now)
    assert queries.get_account_of(secret, now) == linjie

    services.revoke_token(token_id=token.pk, actor=linjie, now=now)

    assert queries.get_account_of(secret, now) is None
    acts = AuditLine.objects.filter(action__startswith="api.").order_by("id").values_list("action", flat=True)
    assert list(acts) == ["api.make_token", "api.revoke_token"]


def test_a_token_expires_after_a_year_and_dies_with_its_account(district):
    linjie, now = district.people["linjie"], samples.MORNING
    _token, secret = services.make_token(name="大屏", actor=linjie, now=now)

    assert queries.get_account_of(secret, now + timedelta(days=366)) is None
    linjie.is_active = False
    linjie.save()
    assert queries.get_account_of(secret, now) is None


def test_the_secret_itself_is_not_kept(district):
    _token, secret = services.make_token(name="大屏", actor=district.people["linjie"], now=samples.MORNING)

    kept = ApiToken.objects.get()

    assert secret.encode() not in bytes(kept.digest)
    assert kept.prefix == secret[:12]


def test_nobody_revokes_the_token_of_another(district):
    token, _secret = services.make_token(name="大屏", actor=district.people["linjie"], now=samples.MORNING)

    with pytest.raises(ApiToken.DoesNotExist):
        services.revoke_token(token_id=token.pk, actor=district.people["majun"], now=samples.MORNING)


def test_the_token_pages_show_the_secret_once(district):
    linjie = district.people["linjie"]
    role = make_role("acceptor")
    role.actions = [*role.actions, "api.tokens"]
    role.save()
    client = Client()
    client.force_login(linjie)

    made = client.post("/api/v1/tokens/make", {"name": "大屏"})
    listed = client.get("/api/v1/tokens")
    token = ApiToken.objects.get()
    revoked = client.post(f"/api/v1/tokens/{token.pk}/revoke")

    assert "linli_" in made.content.decode()
    assert token.prefix in listed.content.decode()
    assert made.content.decode().count(token.prefix) == 1
    assert revoked.status_code == 302


def test_the_description_is_complete_and_needs_no_script(district):
    schema = Client().get("/api/v1/openapi.json").json()
    page = Client().get("/api/v1/docs").content.decode()

    assert {"/api/v1/reports", "/api/v1/reports/{receipt}", "/api/v1/cases", "/api/v1/cases/{number}"} <= set(
        schema["paths"]
    )
    assert "application/problem+json" in schema["paths"]["/api/v1/reports"]["post"]["responses"]["422"]["content"]
    assert "POST /api/v1/reports" in page
    assert "jsdelivr" not in page
