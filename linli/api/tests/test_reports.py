"""Public intake and status: the receipt, the same receipt again, and every way to be refused."""

import json

import pytest
from django.test import Client

from linli.api import views
from linli.cases import samples
from linli.cases.models import Case, Report
from linli.foundation.limiter import limiter_for

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"


@pytest.fixture(autouse=True)
def _no_limit(settings):
    settings.REPORT_RATE = ""


@pytest.fixture
def district():
    return samples.make_case_district()


def send(body, **headers):
    """Post a report; a dict is sent as JSON, text and bytes as they are."""
    data = json.dumps(body) if isinstance(body, dict | list) else body
    return Client().post("/api/v1/reports", data=data, content_type="application/json", headers=headers)


def test_a_report_gets_a_receipt_and_an_address_to_follow_it(district):
    answer = send({"text": "路灯不亮", "address": "团结路", "contact": "13000001234"})

    assert answer.status_code == 201
    body = answer.json()
    assert body["track_url"].startswith("http://testserver/track/")
    assert Report.objects.get().text == "路灯不亮"
    assert Case.objects.get().address == "团结路"
    assert Report.objects.get().channel == "api"


def test_the_same_key_gives_the_same_receipt(district):
    first = send({"text": "路灯不亮"}, idempotency_key="0b2e-41")
    again = send({"text": "路灯不亮"}, idempotency_key="0b2e-41")
    by_token = send({"text": "路灯不亮", "token": "0b2e-41"})

    assert first.json() == again.json() == by_token.json()
    assert Report.objects.count() == 1


def test_a_used_key_with_another_text_is_refused_without_showing_the_receipt(district):
    first = send({"text": "路灯不亮"}, idempotency_key="0b2e-41").json()
    other = send({"text": "井盖坏了"}, idempotency_key="0b2e-41")

    assert other.status_code == 422
    assert first["receipt"] not in other.content.decode()


def test_a_key_that_is_too_long_is_refused(district):
    refused = send({"text": "路灯不亮"}, idempotency_key="0" * 65)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "Idempotency-Key"
    assert not Report.objects.exists()


def test_two_reports_without_a_key_are_two(district):
    send({"text": "路灯不亮"})
    send({"text": "路灯不亮"})

    assert Report.objects.count() == 2


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": ""}, "text"),
        ({"text": "  \n "}, "text"),
        ({"text": 5}, "text"),
        ({"text": "有\u0000空字符"}, "text"),
        ({"text": "长" * 100_000}, "text"),
        ({"text": "好", "longitude": 181, "latitude": 26}, "longitude"),
        ({"text": "好", "longitude": "东", "latitude": 26}, "longitude"),
        ({"text": "好", "longitude": 103.1}, "longitude"),
        ({"text": "好", "address": "路" * 201}, "address"),
        ([], "text"),
        ("null", "text"),
        ('{"text": "\\ud800"}', "text"),
        ('{"text": "好", "longitude": NaN, "latitude": 1}', "longitude"),
        ('{"text": "好", "longitude": 1e999, "latitude": 1}', "longitude"),
    ],
)
def test_what_is_not_right_is_named_and_nothing_is_kept(district, body, field):
    answer = send(body)

    assert answer.status_code == 422
    assert answer["Content-Type"] == PROBLEM
    problem = answer.json()
    assert [one["field"] for one in problem["errors"]] == [field]
    assert problem["detail"]
    assert Report.objects.count() == 0


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"[1]", b"5", b'"x"', b'{"text": ' + b"9" * 6000 + b"}"]
)
def test_what_cannot_be_read_is_a_bad_request(district, body):
    answer = send(body)

    assert answer.status_code in (400, 422)
    assert answer["Content-Type"] == PROBLEM


def test_a_huge_body_is_refused_before_it_is_read(district, settings):
    settings.API_MAX_BODY = 1000

    answer = send({"text": "好" * 2000})

    assert answer.status_code == 413
    assert answer["Content-Type"] == PROBLEM


def test_too_many_reports_from_one_address_must_wait(district, settings):
    settings.REPORT_RATE = "2/h"
    limiter_for.cache_clear()

    codes = [send({"text": "路灯不亮"}).status_code for _ in range(3)]
    answer = send({"text": "路灯不亮"})

    assert codes == [201, 201, 429]
    assert answer["Content-Type"] == PROBLEM
    assert int(answer["Retry-After"]) > 0


def test_rare_characters_survive(district):
    text = "𠮷野家门口🙂，ئابدۇللا·مەمەت 反映：" + "𰻝"

    send({"text": text})

    assert Report.objects.get().text == text


def test_a_status_says_in_plain_words_where_a_report_stands(district):
    receipt = send({"text": "路灯不亮", "contact": "13000001234"}).json()["receipt"]

    answer = Client().get(f"/api/v1/reports/{receipt}")

    assert answer.status_code == 200
    assert answer.json()["state"] == "submitted"
    assert "13000001234" not in answer.content.decode()


def test_unknown_and_malformed_receipts_get_the_same_answer(district):
    unknown = Client().get("/api/v1/reports/ABCDEFGHJKMNPQRS")
    malformed = Client().get("/api/v1/reports/x")

    assert unknown.status_code == malformed.status_code == 404
    assert unknown.content == malformed.content


def test_without_any_office_a_report_is_refused_with_the_reason():
    answer = send({"text": "路灯不亮"})

    assert answer.status_code == 422
    assert answer["Content-Type"] == PROBLEM


def test_a_crash_says_that_nothing_was_saved(district, monkeypatch):
    def crash(**_facts):
        raise RuntimeError("secret inside")

    monkeypatch.setattr(views.services, "take_report", crash)

    answer = send({"text": "路灯不亮"})

    assert answer.status_code == 500
    assert answer["Content-Type"] == PROBLEM
    assert "secret inside" not in answer.content.decode()


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/api/v1/reports", 405),
        ("delete", "/api/v1/reports", 405),
        ("post", "/api/v1/cases", 405),
        ("get", "/api/v1/nothing/here", 404),
        ("get", "/api/v2/reports", 404),
        ("get", "/api/", 404),
    ],
)
def test_every_other_error_is_a_problem_document_too(district, method, address, status):
    answer = getattr(Client(), method)(address)

    assert answer.status_code == status
    assert answer["Content-Type"] == PROBLEM
    assert answer.json()["status"] == status
