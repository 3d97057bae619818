import pytest

from linli.foundation.audit import verify
from linli.foundation.models import AuditLine
from linli.people import access, queries, samples, services
from linli.people.models import Account

from .conftest import NOW, TODAY, refused


@pytest.fixture
def dispatcher(areas, units):
    """Liuyan dispatches in Tongdu and, for these tests, looks after its accounts."""
    account = samples.make_account("liuyan", name="刘燕", organisation=units["tongdu_office"])
    role = samples.make_role(
        "tongdu_desk", actions=["cases.view", "people.view", "people.edit", "people.appoint"], whole_area=True
    )
    samples.appoint(account, role, organisation=units["tongdu_office"], area=areas["tongdu"])
    return account


def create(actor, units, unit="nanyuan_committee", username="xiaoyu", name="小雨", **details):
    organisation = units[unit] if unit else None
    return services.create_account(
        actor=actor, now=NOW, username=username, name=name, organisation=organisation, **details
    )


def names(found):
    return {account.username for account in found}


def test_someone_without_the_act_sees_nobody(worker, commander):
    assert not access.accounts_within(worker, "people.view").exists()


def test_an_office_sees_the_accounts_of_its_subtree_and_no_others(dispatcher, worker, commander, units):
    bigu = samples.make_account("bigu", organisation=units["bigu_office"])
    loose = samples.make_account("loose")

    seen = names(access.accounts_within(dispatcher, "people.view"))

    assert seen == {"liuyan", "heping"}
    assert not {bigu.username, loose.username} & seen


def test_an_office_sees_who_is_appointed_for_it_wherever_he_belongs(dispatcher, areas, units):
    guest = samples.make_account("guest", organisation=units["bigu_office"])
    samples.appoint(guest, "checker", organisation=units["tongdu_office"], area=areas["tongdu"])

    assert "guest" in names(access.accounts_within(dispatcher, "people.view"))


def test_a_system_administrator_sees_accounts_of_no_organisation(system, dispatcher):
    samples.make_account("loose")

    assert names(access.accounts_within(system, "people.view")) == {"sunhao", "liuyan", "loose"}


def test_the_list_repeats_nobody_who_holds_several_roles(dispatcher, worker, areas, units):
    samples.appoint(worker, "checker", organisation=units["nanyuan_committee"], area=areas["nanyuan"])

    found = queries.list_accounts(dispatcher, queries.PeopleFilter(), TODAY)

    assert [account.username for account in found.order_by("username")] == ["heping", "liuyan"]
    assert len(next(account for account in found if account == worker).in_force) == 2


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"search": "何"}, {"heping"}),
        ({"search": "LIUY"}, {"liuyan"}),
        ({"role": "community_worker"}, {"heping"}),
        ({"state": "inactive"}, set()),
        ({"state": "fresh"}, set()),
        ({"search": "nobody at all"}, set()),
    ],
)
def test_the_list_narrows(dispatcher, worker, wanted, found):
    assert names(queries.list_accounts(dispatcher, queries.PeopleFilter(**wanted), TODAY)) == found


def test_an_office_makes_accounts_only_below_itself(dispatcher, units):
    refused("people.out_of_reach", create, dispatcher, units, "bigu_office")
    refused("people.out_of_reach", create, dispatcher, units, "headquarters")
    refused("people.out_of_reach", create, dispatcher, units, None)

    account, _password = create(dispatcher, units)

    assert account.organisation == units["nanyuan_committee"]


@pytest.mark.parametrize("username", ["", "x", "two words", "a/b", "<b>", "x" * 65])
def test_a_malformed_user_name_is_refused(system, units, username):
    refused("people.username_bad", create, system, units, username=username)


def test_a_user_name_is_taken_in_whatever_case(system, units, worker):
    refused("people.username_taken", create, system, units, username=" HePing ")


def test_a_new_account_signs_in_once_with_its_initial_password_which_is_kept_nowhere(system, units):
    account, password = create(system, units, phone="138 1234 1234")

    assert account.check_password(password)
    assert account.must_change_password
    assert len(password.replace("-", "")) == 16
    assert password not in "".join(AuditLine.objects.values_list("details", flat=True))


def test_initial_passwords_differ():
    from linli.people.services.accounts import make_initial_password

    assert len({make_initial_password() for _ in range(500)}) == 500


def test_a_phone_is_sealed_in_the_database_and_found_by_its_digest(system, units):
    from django.db import connection

    from linli.foundation import crypto

    account, _password = create(system, units, phone="138 1234 1234")

    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM people_account WHERE id = %s", [account.pk])
        assert b"13812341234" not in bytes(cursor.fetchone()[0])
    assert Account.objects.get(phone_digest=crypto.keyed_digest("13812341234")) == account
    assert Account.objects.get(pk=account.pk).phone == "13812341234"


def test_an_office_cannot_take_over_an_account_that_may_do_more(dispatcher, units, areas):
    boss = samples.make_account("boss", organisation=units["tongdu_office"])
    samples.appoint(boss, "district_commander", organisation=units["headquarters"], area=areas["dongchuan"])

    refused("people.outranked", services.reset_password, account_id=boss.pk, actor=dispatcher, now=NOW)
    refused("people.outranked", services.set_active, account_id=boss.pk, active=False, actor=dispatcher, now=NOW)


def test_an_account_out_of_reach_is_not_found(dispatcher, commander):
    for act in (services.reset_password, services.clear_two_factor, services.reveal_phone):
        with pytest.raises(Account.DoesNotExist):
            act(account_id=commander.pk, actor=dispatcher, now=NOW)


def test_no_administrator_takes_over_an_administrator_of_another_kind(system, security):
    refused("people.other_admin", services.reset_password, account_id=security.pk, actor=system, now=NOW)
    refused("people.other_admin", services.clear_two_factor, account_id=security.pk, actor=system, now=NOW)


def test_nobody_shuts_his_own_account(system):
    refused("people.not_oneself", services.set_active, account_id=system.pk, active=False, actor=system, now=NOW)


def test_the_last_administrator_of_a_kind_stays(system):
    second = samples.make_account("second")
    samples.appoint(second, "system_admin")
    services.set_active(account_id=second.pk, active=False, actor=system, now=NOW)

    services.set_active(account_id=second.pk, active=True, actor=system, now=NOW)
    Account.objects.filter(pk=system.pk).update(is_active=False)

    refused("people.last_admin", services.set_active, account_id=second.pk, active=False, actor=system, now=NOW)


def test_a_person_is_moved_only_to_an_organisation_in_reach(dispatcher, worker, units):
    common = {"account_id": worker.pk, "actor": dispatcher, "now": NOW, "name": "何平"}

    refused("people.outranked", services.change_account, organisation=units["tongdu_office"], **common)
    samples.appoint(
        dispatcher, "community_worker", organisation=units["tongdu_office"], area=units["tongdu_office"].area
    )
    refused("people.out_of_reach", services.change_account, organisation=units["bigu_office"], **common)
    assert (
        services.change_account(organisation=units["shiyang_committee"], **common).organisation.area.name == "石羊社区"
    )


def test_looking_at_a_phone_is_written_down(commander, worker):
    assert services.reveal_phone(account_id=worker.pk, actor=commander, now=NOW) == "13812341234"

    line = AuditLine.objects.order_by("-id").first()
    assert (line.action, line.actor_id, line.subject_id) == ("people.reveal_phone", commander.pk, str(worker.pk))


def test_passwords_are_issued_only_to_accounts_that_have_none_and_are_in_reach(dispatcher, worker, units):
    fresh, nothing = create(dispatcher, units, has_password=False)
    far = Account.objects.create(username="far", name="far", organisation=units["bigu_office"], password="!x")

    issued = services.issue_passwords(account_ids=[fresh.pk, worker.pk, far.pk], actor=dispatcher, now=NOW)

    assert nothing == ""
    assert [account.pk for account, _password in issued] == [fresh.pk]
    assert Account.objects.get(pk=fresh.pk).check_password(issued[0][1])


def test_every_act_on_accounts_leaves_one_line_and_the_chain_holds(commander, units):
    before = AuditLine.objects.count()

    account, _password = create(commander, units)
    services.change_account(
        account_id=account.pk, actor=commander, now=NOW, name="小雨", organisation=account.organisation, phone="123"
    )
    services.reset_password(account_id=account.pk, actor=commander, now=NOW)
    services.set_active(account_id=account.pk, active=False, actor=commander, now=NOW)
    services.set_active(account_id=account.pk, active=True, actor=commander, now=NOW)

    lines = list(AuditLine.objects.order_by("id").values_list("action", flat=True))[before:]
    assert lines == [
        "people.create_account",
        "people.change_account",
        "people.reset_password",
        "people.deactivate_account",
        "people.reactivate_account",
    ]
    assert verify(AuditLine).is_ok
    assert '"changed":["phone"]' in AuditLine.objects.get(action="people.change_account").details
