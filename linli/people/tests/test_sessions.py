from datetime import timedelta
from unittest import mock

import pytest
from django.test import Client
from django.utils import timezone

from linli.foundation.models import AuditLine
from linli.people import samples, services
from linli.people.models import SignIn
from linli.people.terms import SessionEnd

OWN_PAGE = "/people/me/"
NEW = "winter-lantern-bridge-81"


def at(**distance):
    return mock.patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(**distance))


def change_password(browser, old=samples.SAMPLE_PASSWORD, new=NEW):
    return browser.post("/people/me/password/", {"password": old, "new": new, "again": new})


def test_staff_are_signed_out_after_thirty_idle_minutes(worker, enter):
    browser = enter(worker)

    with at(minutes=29):
        assert browser.get(OWN_PAGE).status_code == 200
    with at(minutes=60):
        assert browser.get(OWN_PAGE).status_code == 302
    assert SignIn.objects.get().end == SessionEnd.IDLE


def test_administrators_are_signed_out_after_fifteen_idle_minutes(security, enter):
    browser = enter(security)

    with at(minutes=16):
        assert browser.get(OWN_PAGE).status_code == 302


def test_nobody_stays_signed_in_longer_than_twelve_hours_however_busy(worker, enter):
    browser = enter(worker)
    for minutes in range(28, 12 * 60, 28):
        with at(minutes=minutes):
            assert browser.get("/people/me/password/").status_code == 200

    with at(hours=12, seconds=1):
        assert browser.get(OWN_PAGE).status_code == 302
    assert SignIn.objects.get().end == SessionEnd.TOO_LONG


def test_a_session_that_is_over_does_not_come_back(worker, enter):
    browser = enter(worker)
    kept = browser.cookies["linli_session"].value
    with at(minutes=31):
        browser.get(OWN_PAGE)
    thief = Client()
    thief.cookies["linli_session"] = kept

    assert thief.get(OWN_PAGE).status_code == 302


def test_changing_the_password_ends_every_other_session_and_keeps_this_one(worker, enter):
    here, there = enter(worker), enter(worker)

    assert change_password(here).status_code == 302

    assert here.get(OWN_PAGE).status_code == 200
    assert there.get(OWN_PAGE).status_code == 302
    assert SignIn.objects.filter(ended_at__isnull=True).count() == 1


def test_changing_the_password_renews_the_key_and_the_list_follows(worker, enter):
    browser = enter(worker)
    old = browser.cookies["linli_session"].value

    change_password(browser)

    assert browser.cookies["linli_session"].value != old
    assert SignIn.objects.get(ended_at__isnull=True).session_key == browser.cookies["linli_session"].value


def test_a_new_initial_password_ends_the_sessions_of_the_person(worker, commander, enter):
    browser = enter(worker)

    services.reset_password(account_id=worker.pk, actor=commander, now=timezone.now())

    assert browser.get(OWN_PAGE).status_code == 302


def test_deactivating_ends_the_sessions_at_once(worker, commander, enter):
    browser = enter(worker)

    services.set_active(account_id=worker.pk, active=False, actor=commander, now=timezone.now())

    assert browser.get(OWN_PAGE).status_code == 302
    assert SignIn.objects.get().end == SessionEnd.SHUT


def test_one_ends_ones_session_elsewhere(worker, enter):
    here, there = enter(worker), enter(worker)
    other = SignIn.objects.get(session_key=there.cookies["linli_session"].value)

    assert here.post(f"/people/me/sessions/{other.pk}/end/").status_code == 302

    assert there.get(OWN_PAGE).status_code == 302
    assert here.get(OWN_PAGE).status_code == 200


def test_nobody_ends_somebody_elses_session(worker, commander, enter):
    theirs, mine = enter(commander), enter(worker)
    other = SignIn.objects.get(account=commander)

    assert mine.post(f"/people/me/sessions/{other.pk}/end/").status_code == 404
    assert theirs.get(OWN_PAGE).status_code == 200


def test_a_session_in_use_costs_one_write_a_minute_at_most(worker, enter):
    browser = enter(worker)
    seen = SignIn.objects.get().seen_at
    with at(seconds=30):
        browser.get(OWN_PAGE)
    assert SignIn.objects.get().seen_at == seen

    with at(seconds=70):
        browser.get(OWN_PAGE)
    assert SignIn.objects.get().seen_at > seen


def test_an_administrator_who_moves_to_a_foreign_network_is_signed_out(security, enter, settings):
    settings.ADMIN_NETWORKS = ["10.9.0.0/16"]
    browser = enter(security, address="10.9.0.1")

    assert browser.get(OWN_PAGE, REMOTE_ADDR="192.0.2.1").status_code == 302


def test_an_initial_password_must_be_changed_before_anything_else(commander, units, enter):
    account, password = services.create_account(
        actor=commander, now=timezone.now(), username="liuyan", name="刘燕", organisation=units["tongdu_office"]
    )
    samples.appoint(
        account, "subdistrict_dispatcher", organisation=units["tongdu_office"], area=units["tongdu_office"].area
    )
    browser = enter(account, password)

    for page in ("/people/", OWN_PAGE, "/people/me/two-factor/"):
        answer = browser.get(page)
        assert page.endswith("two-factor/") or answer["Location"] == "/people/me/password/"
    assert change_password(browser, password).status_code == 302
    assert browser.get("/people/").status_code == 200


def test_under_the_profile_an_old_password_must_be_changed(worker, enter, settings):
    settings.PASSWORD_DAYS = 90
    worker.password_changed_at = timezone.now() - timedelta(days=91)
    worker.save()

    assert enter(worker).get(OWN_PAGE)["Location"] == "/people/me/password/"


def test_where_it_is_required_an_administrator_first_sets_up_the_second_factor(security, worker, enter, settings):
    settings.TWO_FACTOR_REQUIRED = True

    assert enter(security).get("/people/roles/")["Location"] == "/people/me/two-factor/"
    assert enter(worker).get(OWN_PAGE).status_code == 200


@pytest.mark.parametrize(
    ("new", "why"),
    [
        ("short-1", "too short"),
        ("password1234", "common"),
        ("123456789012345", "digits only"),
        ("heping-heping", "like the user name"),
        ("13812341234x", "like the phone"),
        ("aaaaaaaaaaaab", "monotonous"),
        (samples.SAMPLE_PASSWORD, "the same"),
    ],
)
def test_a_weak_new_password_is_refused_and_the_old_one_stays(worker, enter, new, why):
    browser = enter(worker)

    assert change_password(browser, new=new).status_code == 422, why
    worker.refresh_from_db()
    assert worker.check_password(samples.SAMPLE_PASSWORD)


def test_administrators_need_twelve_characters(security, worker, enter):
    eleven = "kite-lamp-7"

    assert change_password(enter(security), new=eleven).status_code == 422
    assert change_password(enter(worker), new=eleven).status_code == 302


def test_the_present_password_is_needed_for_a_new_one(worker, enter):
    assert change_password(enter(worker), old="guess-guess-guess").status_code == 422


def test_a_change_of_password_is_written_down_without_the_password(worker, enter):
    change_password(enter(worker))

    line = AuditLine.objects.order_by("-id").first()
    assert (line.action, line.subject_id) == ("people.change_password", str(worker.pk))
    assert NEW not in line.details


def test_passwords_are_kept_as_argon2id_with_little_memory():
    from linli.people.hashers import FrugalArgon2

    kept = FrugalArgon2().encode("winter-lantern", "saltsaltsalt")

    assert kept.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert FrugalArgon2().verify("winter-lantern", kept)
