import base64
from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.test import Client
from django.utils import timezone

from linli.people import samples, services
from linli.people.models import Account
from linli.people.services import two_factor

from .conftest import refused

NOW = timezone.now()


def code_at(secret, moment):
    totp = TOTP(base64.b32decode(secret), 6, SHA1(), 30, enforce_key_length=False)
    return totp.generate(int(moment.timestamp())).decode()


@pytest.fixture
def secret():
    return two_factor.make_secret()


@pytest.fixture
def guarded(worker, secret):
    """Heping with the second factor on since a while ago; returns his recovery codes too."""
    before = NOW - timedelta(minutes=10)
    codes = services.start_two_factor(actor=worker, secret=secret, code=code_at(secret, before), now=before)
    worker.refresh_from_db()
    return worker, codes


def first_step(account, browser=None):
    browser = browser or Client(REMOTE_ADDR="10.1.0.7")
    answer = browser.post("/people/sign-in/", {"username": account.username, "password": samples.SAMPLE_PASSWORD})
    return browser, answer


def test_the_reference_codes_of_rfc_6238_are_right():
    secret = base64.b32encode(b"12345678901234567890").decode()
    for seconds, digits in ((59, "287082"), (1111111109, "081804"), (2000000000, "279037")):
        moment = datetime.fromtimestamp(seconds, UTC)
        assert two_factor._matching_step(secret, digits, moment) == seconds // 30


def test_it_is_switched_on_only_by_a_code_that_fits(worker, secret):
    refused("people.wrong_code", services.start_two_factor, actor=worker, secret=secret, code="000000", now=NOW)

    assert not Account.objects.get(pk=worker.pk).has_two_factor


def test_the_password_alone_opens_nothing(guarded):
    browser, answer = first_step(guarded[0])

    assert answer["Location"].startswith("/people/sign-in/code/")
    assert browser.get("/people/me/").status_code == 302
    assert "_auth_user_id" not in browser.session


def test_each_of_the_two_steps_changes_the_session_key(guarded, secret):
    browser = Client(REMOTE_ADDR="10.1.0.7")
    session = browser.session
    session["bait"] = 1
    session.save()
    keys = [session.session_key]

    first_step(guarded[0], browser)
    keys.append(browser.session.session_key)
    browser.post("/people/sign-in/code/", {"code": code_at(secret, timezone.now())})
    keys.append(browser.session.session_key)

    assert len(set(keys)) == 3


def test_the_code_opens_the_door_once(guarded, secret):
    for status in (302, 422):
        browser, _answer = first_step(guarded[0])
        assert browser.post("/people/sign-in/code/", {"code": code_at(secret, timezone.now())}).status_code == status


def test_a_code_typed_with_a_gap_is_understood(guarded, secret):
    browser, _answer = first_step(guarded[0])
    code = code_at(secret, timezone.now())

    assert browser.post("/people/sign-in/code/", {"code": f"{code[:3]} {code[3:]}"}).status_code == 302


@pytest.mark.parametrize("code", ["000000x", "", "１２３４５６", "12345", "x" * 50])
def test_nonsense_is_refused_kindly(guarded, code):
    browser, _answer = first_step(guarded[0])

    assert browser.post("/people/sign-in/code/", {"code": code}).status_code == 422


def test_an_old_code_is_refused(guarded, secret):
    old = code_at(secret, timezone.now() - timedelta(minutes=5))

    assert not services.check_code(account=guarded[0], code=old, now=timezone.now())


def test_a_recovery_code_opens_once(guarded):
    _account, codes = guarded
    for status in (302, 422):
        browser, _answer = first_step(guarded[0])
        assert browser.post("/people/sign-in/code/", {"code": codes[0].upper()}).status_code == status


def test_recovery_codes_of_somebody_else_do_not_open(guarded, commander):
    assert not services.check_code(account=commander, code=guarded[1][0], now=NOW)


def test_codes_are_not_kept_readable(guarded):
    account, codes = guarded
    kept = [bytes(code.digest) for code in account.recovery_codes.all()]

    assert len(kept) == len(codes) == two_factor.RECOVERY_CODES
    assert not any(code.replace("-", "").encode() in digest for code in codes for digest in kept)


def test_guessing_codes_ends_after_five(guarded, secret):
    browser, _answer = first_step(guarded[0])
    tries = [browser.post("/people/sign-in/code/", {"code": "111111"}).status_code for _ in range(6)]
    assert tries == [422] * 5 + [429]

    other, _answer = first_step(guarded[0])
    assert other.post("/people/sign-in/code/", {"code": code_at(secret, timezone.now())}).status_code == 429


def test_the_second_step_waits_five_minutes(guarded, secret):
    browser, _answer = first_step(guarded[0])
    late = timezone.now() + timedelta(minutes=6)

    with mock.patch("django.utils.timezone.now", return_value=late):
        answer = browser.post("/people/sign-in/code/", {"code": code_at(secret, late)})

    assert answer["Location"] == "/people/sign-in/"


def test_the_second_step_without_the_first_leads_back(guarded):
    assert Client().get("/people/sign-in/code/")["Location"] == "/people/sign-in/"


def test_someone_shut_between_the_steps_stays_out(guarded, secret):
    browser, _answer = first_step(guarded[0])
    Account.objects.filter(pk=guarded[0].pk).update(is_active=False)

    answer = browser.post("/people/sign-in/code/", {"code": code_at(secret, timezone.now())})

    assert answer["Location"] == "/people/sign-in/"


def test_it_is_switched_off_only_with_the_password(guarded):
    refused(
        "people.wrong_password", services.remove_two_factor, actor=guarded[0], password="guess", required=False, now=NOW
    )

    services.remove_two_factor(actor=guarded[0], password=samples.SAMPLE_PASSWORD, required=False, now=NOW)
    assert not guarded[0].recovery_codes.exists()


def test_where_it_is_required_it_is_not_switched_off(guarded):
    refused(
        "people.two_factor_required",
        services.remove_two_factor,
        actor=guarded[0],
        password=samples.SAMPLE_PASSWORD,
        required=True,
        now=NOW,
    )


def test_new_recovery_codes_replace_the_old_ones(guarded):
    account, old = guarded
    new = services.renew_recovery_codes(actor=account, password=samples.SAMPLE_PASSWORD, now=NOW)

    assert not services.check_code(account=account, code=old[0], now=NOW)
    assert services.check_code(account=account, code=new[0], now=NOW)


def test_the_pages_set_it_up_and_show_the_recovery_codes_once(worker, enter):
    browser = enter(worker)
    page = browser.get("/people/me/two-factor/")
    secret = page.context["secret"]
    assert "<svg" in page.content.decode()
    assert "style=" not in page.context["picture"]

    wrong = browser.post("/people/me/two-factor/", {"code": "000000"})
    assert wrong.status_code == 422
    assert wrong.context["secret"] == secret

    done = browser.post("/people/me/two-factor/", {"code": code_at(secret, timezone.now())})
    assert len(done.context["codes"]) == two_factor.RECOVERY_CODES
    assert "no-store" in done["Cache-Control"]
    assert browser.post("/people/me/two-factor/change/", {"password": "x", "remove": "1"}).status_code == 422
    given = {"password": samples.SAMPLE_PASSWORD}
    assert browser.post("/people/me/two-factor/change/", given | {"renew": "1"}).status_code == 200
    assert browser.post("/people/me/two-factor/change/", given | {"remove": "1"}).status_code == 302
    assert not Account.objects.get(pk=worker.pk).has_two_factor
