import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from linli.foundation.access import Grant, all_actions, all_records
from linli.people import queries, samples, services
from linli.people.models import OWN, Account, Role
from linli.people.roles import BUILT_IN
from linli.people.terms import AdminKind

TODAY = timezone.localdate()


def fresh(account):
    return Account.objects.get(pk=account.pk)


def test_someone_without_appointment_may_nothing_but_mind_his_own_account(areas):
    account = samples.make_account()

    assert account.actions() == frozenset()
    assert not account.may("cases.view")
    assert account.may(OWN)
    assert account.grants(OWN) == ()


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [
        (TODAY, None, True),
        (TODAY + timedelta(days=1), None, False),
        (TODAY - timedelta(days=9), TODAY, False),
        (TODAY - timedelta(days=9), TODAY + timedelta(days=1), True),
        (TODAY, TODAY, False),
    ],
)
def test_appointments_grant_from_their_first_day_to_the_day_before_their_last(areas, first, last, holds):
    account = samples.make_account()
    samples.appoint(account, "acceptor", area=areas["nanyuan"], valid_from=first, valid_to=last)

    assert account.may("cases.file") is holds


def test_a_person_acts_in_the_oldest_appointment_that_includes_the_act(areas):
    account = samples.make_account()
    first, second = TODAY - timedelta(days=30), TODAY - timedelta(days=20)
    worker = samples.appoint(account, "community_worker", area=areas["nanyuan"], valid_from=first)
    acceptor = samples.appoint(account, "acceptor", area=areas["nanyuan"], valid_from=second)

    assert account.capacity("cases.verify") == worker.pk  # both include it
    assert account.capacity("cases.file") == acceptor.pk
    assert account.capacity("cases.void") is None


def test_a_role_out_of_use_grants_nothing(areas):
    account = samples.make_account()
    samples.appoint(account, samples.make_role("acceptor", is_active=False), area=areas["nanyuan"])

    assert not account.may("cases.file")


def test_a_deactivated_account_may_nothing_at_all(worker):
    Account.objects.filter(pk=worker.pk).update(is_active=False)

    assert fresh(worker).actions() == frozenset()
    assert not fresh(worker).may(OWN)


def test_grants_carry_area_unit_and_reach(areas, units, worker):
    expected = Grant("cases.view", areas["nanyuan"].path, units["nanyuan_committee"].path, True)

    assert fresh(worker).grants("cases.view") == (expected,)


def test_a_role_for_the_own_unit_grants_nothing_without_a_unit(areas):
    account = samples.make_account()
    samples.appoint(account, "department_handler", area=areas["dongchuan"])

    assert account.actions() == frozenset()


def test_everything_about_grants_is_one_query(worker, django_assert_num_queries):
    account = fresh(worker)

    with django_assert_num_queries(1):
        for action in all_actions():
            account.grants(action)
        assert account.home_area
        assert account.home_unit


def test_an_administrators_role_grants_nothing_to_another_kind_of_administrator(areas, security):
    samples.make_role("auditor")
    security.appointments.create(role=Role.objects.get(code="auditor"), valid_from=TODAY)

    assert not fresh(security).may("foundation.audit")
    assert fresh(security).may("people.roles")


def test_the_database_knows_no_fourth_kind_of_administrator(security):
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.filter(pk=security.pk).update(admin_kind="all")


def test_the_database_keeps_one_role_for_each_administrators_duty(security):
    with pytest.raises(IntegrityError), transaction.atomic():
        Role.objects.create(code="second", name="second", admin_kind=AdminKind.SECURITY)


def test_every_act_of_the_built_in_roles_exists():
    named = {action for role in BUILT_IN.values() for action in role.actions}

    assert named - set(all_actions()) == set()


def test_every_act_of_the_house_belongs_to_some_built_in_role():
    named = {action for role in BUILT_IN.values() for action in role.actions}

    assert set(all_actions()) - named == {OWN}


def test_no_two_administrators_duties_share_an_act_that_changes_anything():
    duties = [set(role.actions) for role in BUILT_IN.values() if role.admin_kind != AdminKind.NONE]
    shared = (duties[0] & duties[1]) | (duties[0] & duties[2]) | (duties[1] & duties[2])

    assert {action for action in shared if not action.endswith(".view")} == set()


def test_the_explanation_says_what_grants_say(worker):
    labels = {label for label, _places in queries.explain(worker, TODAY)}

    assert len(labels) == len(fresh(worker).actions())
    assert all(places[0].area == "南苑社区" for _label, places in queries.explain(worker, TODAY))


def test_the_explanation_of_a_deactivated_account_is_empty(worker):
    Account.objects.filter(pk=worker.pk).update(is_active=False)

    assert queries.explain(fresh(worker), TODAY) == []


def test_whatever_the_room_records_has_words_for_the_auditor():
    source = "".join(path.read_text("utf-8") for path in Path(services.__file__).parent.glob("*.py"))
    recorded = set(re.findall(r'record\(\s*actor=\w+,\s*action="(people\.\w+)"', source))

    assert len(recorded) > 15
    assert recorded - set(all_records()) == set()
