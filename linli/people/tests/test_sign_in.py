from datetime import timedelta
from itertools import pairwise
from unittest import mock

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from linli.foundation.models import AuditLine
from linli.people import rules, samples
from linli.people.models import Account, SignIn, SignInLimit
from linli.people.services import limits
from linli.people.terms import SessionEnd

PAGE = "/people/sign-in/"
STRANGER, HOME = "203.0.113.9", "10.1.0.7"


def attempt(username, password, address=STRANGER, browser=None):
    browser = browser or Client()
    return browser.post(PAGE, {"username": username, "password": password}, REMOTE_ADDR=address)


def spray(times, address=STRANGER):
    """Count failures of as many different names from one address, without their pages."""
    for number in range(times):
        limits.take_turn(username=f"name{number}", address=address, now=timezone.now())


def last_audit():
    return AuditLine.objects.order_by("-id").first()


@pytest.fixture
def later():
    """Let the clock of the pages stand some time after now."""

    def later(**distance):
        moment = timezone.now() + timedelta(**distance)
        return mock.patch("django.utils.timezone.now", return_value=moment)

    return later


def test_an_unknown_name_a_wrong_password_and_a_shut_account_get_the_same_answer(worker, commander):
    Account.objects.filter(pk=commander.pk).update(is_active=False)

    answers = [
        attempt("nobody", "river-plum-blossom-7"),
        attempt("heping", "river-plum-blossom-7"),
        attempt("linjie", samples.SAMPLE_PASSWORD),
    ]

    pages = [
        page.content.decode().replace(name, "")
        for page, name in zip(answers, ("nobody", "heping", "linjie"), strict=True)
    ]
    assert {page.status_code for page in answers} == {422}
    assert all(_without_tokens(one) == _without_tokens(other) for one, other in pairwise(pages))


def _without_tokens(page):
    return [line for line in page.splitlines() if "csrf" not in line]


def test_an_unknown_name_costs_as_many_queries_as_a_wrong_password(worker, django_assert_num_queries):
    def count(name):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(
            connection,
        ) as seen:
            attempt(name, "wrong-wrong-wrong-1")
        return len(seen)

    assert count("nobody") == count("heping")


def test_the_password_for_an_unknown_name_is_hashed_like_any_other(worker):
    with mock.patch("django.contrib.auth.hashers.MD5PasswordHasher.encode", side_effect=AssertionError("hashed")):
        for name in ("nobody", "heping"):
            with pytest.raises(AssertionError, match="hashed"):
                attempt(name, "wrong-wrong-wrong-1")


def test_a_failure_is_written_down_without_what_was_typed(worker):
    attempt("my-secret-password", "x")

    line = last_audit()
    assert (line.action, line.actor_id, line.subject_id) == ("people.sign_in_failed", None, "")
    assert "my-secret" not in line.details
    assert STRANGER in line.details


def test_signing_in_and_out_is_written_down(worker, enter):
    browser = enter(worker)
    assert (last_audit().action, last_audit().actor_id) == ("people.sign_in", worker.pk)

    browser.post("/people/sign-out/")

    assert (last_audit().action, last_audit().actor_id) == ("people.sign_out", worker.pk)
    assert SignIn.objects.get().end == SessionEnd.SIGNED_OUT
    assert browser.get("/people/me/").status_code == 302


def test_signing_out_needs_a_post(worker, enter):
    assert enter(worker).get("/people/sign-out/").status_code == 405


def test_the_sixth_attempt_is_refused_even_with_the_right_password(worker):
    assert [attempt("heping", "wrong").status_code for _ in range(5)] == [422] * 5

    answer = attempt("heping", samples.SAMPLE_PASSWORD)

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) == 15 * 60


def test_an_unknown_name_is_locked_with_the_same_words(worker):
    for name in ("heping", "nobody"):
        for _ in range(5):
            attempt(name, "wrong")

    known, unknown = (attempt(name, "wrong") for name in ("heping", "nobody"))

    assert known.status_code == unknown.status_code == 429
    assert "15" in known.content.decode()
    assert "15" in unknown.content.decode()


def test_upper_case_and_blanks_do_not_open_a_second_counter(worker):
    for name in ("heping", "HEPING", " heping", "heping ", "HePing"):
        attempt(name, "wrong")

    assert attempt("heping", samples.SAMPLE_PASSWORD).status_code == 429


def test_a_stranger_cannot_lock_a_person_out_from_elsewhere(worker):
    for _ in range(12):
        attempt("heping", "wrong")

    assert attempt("heping", samples.SAMPLE_PASSWORD, HOME).status_code == 302


def test_many_strangers_lock_new_addresses_but_not_where_the_person_signed_in_before(worker, enter):
    enter(worker, address=HOME)
    for last in range(1, 30):
        attempt("heping", "wrong", f"198.51.100.{last}")

    assert attempt("heping", samples.SAMPLE_PASSWORD, "192.0.2.77").status_code == 429
    assert attempt("heping", samples.SAMPLE_PASSWORD, HOME).status_code == 302


def test_spraying_many_accounts_from_one_address_closes_that_address_only(worker):
    spray(rules.ADDRESS.failures - 1)

    assert attempt("name-next", "Spring2026!").status_code == 422
    assert attempt("name-last", "Spring2026!").status_code == 429
    assert attempt("heping", samples.SAMPLE_PASSWORD, HOME).status_code == 302


def test_a_colleague_at_a_closed_address_still_signs_in_where_he_did_before(worker, enter):
    enter(worker, address=HOME)
    spray(rules.ADDRESS.failures, HOME)

    assert attempt("somebody", "wrong", HOME).status_code == 429
    assert attempt("heping", samples.SAMPLE_PASSWORD, HOME).status_code == 302


def test_the_whole_installation_slows_down_under_attack_from_everywhere(worker, enter):
    enter(worker, address=HOME)
    everyone = limits._key("everyone")
    SignInLimit.objects.update_or_create(
        key=everyone, defaults={"failures": rules.EVERYONE.failures - 1, "counted_from": timezone.now()}
    )

    attempt("stranger", "wrong", "192.0.2.1")

    assert attempt("other", "wrong", "192.0.2.2").status_code == 429
    assert attempt("heping", samples.SAMPLE_PASSWORD, HOME).status_code == 302


def test_one_ipv6_line_is_one_address():
    assert limits.neighbourhood("2001:db8:1:2::1") == limits.neighbourhood("2001:db8:1:2:ffff::9")
    assert limits.neighbourhood("2001:db8:1:2::1") != limits.neighbourhood("2001:db8:1:3::1")
    assert limits.neighbourhood("::ffff:10.1.0.7") == "10.1.0.7"


def test_the_lock_ends_and_the_next_one_is_twice_as_long(worker, later):
    for _ in range(5):
        attempt("heping", "wrong")

    with later(minutes=16):
        assert [attempt("heping", "wrong").status_code for _ in range(5)] == [422] * 5
        answer = attempt("heping", "wrong")

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) == 30 * 60


def test_a_success_forgives_the_failures_before_it(worker):
    for _ in range(4):
        attempt("heping", "wrong")
    assert attempt("heping", samples.SAMPLE_PASSWORD).status_code == 302

    assert [attempt("heping", "wrong").status_code for _ in range(4)] == [422] * 4
    assert attempt("heping", samples.SAMPLE_PASSWORD).status_code == 302


def test_a_burst_is_counted_before_the_passwords_are_looked_at(worker):
    now = timezone.now()
    turns = 0
    for _ in range(40):
        try:
            limits.take_turn(username="heping", address=STRANGER, now=now)
        except limits.TooManyAttempts:
            continue
        turns += 1

    assert turns == rules.PAIR.failures


def test_a_refused_attempt_writes_nothing(worker):
    for _ in range(5):
        attempt("heping", "wrong")
    before = AuditLine.objects.count(), sorted(SignInLimit.objects.values_list("key", "failures"))

    attempt("heping", "wrong")

    assert (AuditLine.objects.count(), sorted(SignInLimit.objects.values_list("key", "failures"))) == before


def test_the_counters_tell_nobody_who_was_meant(worker):
    attempt("heping", "wrong")

    assert not any("heping" in key or STRANGER in key for key in SignInLimit.objects.values_list("key", flat=True))


def test_signing_in_changes_the_session_key(worker):
    browser = Client()
    browser.get(PAGE)
    session = browser.session
    session["bait"] = 1
    session.save()
    planted = session.session_key
    browser.cookies["linli_session"] = planted

    attempt("heping", samples.SAMPLE_PASSWORD, HOME, browser)

    assert browser.cookies["linli_session"].value != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_the_session_cookie_is_out_of_reach_for_scripts_and_other_sites(worker, enter):
    cookie = enter(worker).cookies["linli_session"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_sign_in_without_token_of_the_form_is_refused(worker):
    browser = Client(enforce_csrf_checks=True)

    assert attempt("heping", samples.SAMPLE_PASSWORD, HOME, browser).status_code == 403


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example"]
)
def test_nobody_is_led_to_a_foreign_address_after_signing_in(worker, wanted):
    answer = Client().post(PAGE, {"username": "heping", "password": samples.SAMPLE_PASSWORD, "next": wanted})

    assert answer["Location"] == "/"


def test_one_lands_where_one_wanted_to_go(worker):
    answer = Client().post(PAGE, {"username": "heping", "password": samples.SAMPLE_PASSWORD, "next": "/people/me/"})

    assert answer["Location"] == "/people/me/"


def test_the_password_is_not_sent_back(worker):
    assert "wrong-and-secret" not in attempt("heping", "wrong-and-secret").content.decode()


def test_administrators_sign_in_only_from_the_networks_that_are_listed(security, worker, settings):
    settings.ADMIN_NETWORKS = ["10.9.0.0/16"]

    assert attempt("zhouwei", samples.SAMPLE_PASSWORD, HOME).status_code == 422
    assert attempt("zhouwei", samples.SAMPLE_PASSWORD, "10.9.3.4").status_code == 302
    assert attempt("heping", samples.SAMPLE_PASSWORD, HOME).status_code == 302


def test_old_traces_of_signing_in_are_deleted(worker, enter):
    from linli.people import services

    enter(worker)
    attempt("nobody", "wrong")

    assert services.clean_up(now=timezone.now()) == {"sessions": 0, "limits": 0}
    gone = services.clean_up(now=timezone.now() + timedelta(days=181))
    assert gone["sessions"] == 1
    assert gone["limits"] >= 1
