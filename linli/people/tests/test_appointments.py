from datetime import timedelta

import pytest

from linli.foundation.models import AuditLine
from linli.people import queries, samples, services
from linli.people.models import Account, Appointment, Role
from linli.people.terms import AdminKind

from .conftest import NOW, TODAY, refused


def appoint(actor, account, role, organisation=None, area=None, **more):
    return services.appoint(
        account_id=account.pk,
        role_id=samples.make_role(role).pk if isinstance(role, str) else role.pk,
        organisation=organisation,
        area=area,
        valid_from=more.pop("valid_from", TODAY),
        actor=actor,
        now=NOW,
        today=TODAY,
        **more,
    )


def again(account):
    return Account.objects.get(pk=account.pk)


def test_nobody_appoints_himself(commander, security, areas, units):
    refused(
        "people.own_appointment", appoint, commander, commander, "leader", units["headquarters"], areas["dongchuan"]
    )
    refused("people.own_appointment", appoint, security, security, "leader")


def test_nobody_gives_an_act_he_does_not_hold(commander, worker, areas, units):
    role = samples.make_role("clerk", actions=["cases.view", "foundation.calendar"])

    refused("people.escalation", appoint, commander, worker, role, units["nanyuan_committee"], areas["nanyuan"])

    assert not Appointment.objects.filter(role=role).exists()


def test_nobody_gives_a_role_beyond_his_own_area(commander, worker, areas, units):
    for area in (areas["kunming"], None):
        refused("people.out_of_reach", appoint, commander, worker, "leader", units["headquarters"], area)


def test_an_act_held_in_one_community_is_not_given_for_the_whole_district(worker, areas, units):
    desk = samples.make_account("desk", organisation=units["headquarters"])
    gives = samples.make_role("gives", actions=["people.view", "people.appoint"], whole_area=True)
    reads = samples.make_role("reads", actions=["cases.view"], whole_area=True)
    samples.appoint(desk, gives, organisation=units["headquarters"], area=areas["dongchuan"])
    samples.appoint(desk, reads, organisation=units["headquarters"], area=areas["nanyuan"])

    refused("people.escalation", appoint, desk, worker, reads, units["nanyuan_committee"], areas["shiyang"])
    assert appoint(desk, worker, reads, units["nanyuan_committee"], areas["nanyuan"]).pk


def test_a_role_for_everything_in_the_area_is_not_given_by_someone_who_reaches_only_his_unit(worker, areas, units):
    desk = samples.make_account("desk", organisation=units["urban_management"])
    lead = samples.make_role("lead", actions=["people.view", "people.appoint", "cases.view"])
    samples.appoint(desk, lead, organisation=units["urban_management"], area=areas["dongchuan"])
    clerk = samples.make_account("clerk", organisation=units["urban_management"])
    narrow = samples.make_role("reader", actions=["cases.view"])
    wide = samples.make_role("wide_reader", actions=["cases.view"], whole_area=True)

    refused("people.out_of_reach", appoint, desk, clerk, wide, units["urban_management"], areas["dongchuan"])
    refused("people.out_of_reach", appoint, desk, clerk, narrow, units["housing"], areas["dongchuan"])
    assert appoint(desk, clerk, narrow, units["urban_management"], areas["dongchuan"]).pk


def test_only_a_security_administrator_makes_administrators(commander, security, worker, areas, units):
    commander_role = Role.objects.get(code="district_commander")
    commander_role.actions = [*commander_role.actions, "foundation.audit"]
    commander_role.save()

    refused(
        "people.admin_by_security",
        appoint,
        again(commander),
        worker,
        "auditor",
        units["headquarters"],
        areas["dongchuan"],
    )
    appoint(security, worker, "auditor")
    assert again(worker).admin_kind == AdminKind.AUDIT
    assert again(worker).may("foundation.audit")


@pytest.mark.parametrize("first", ["system_admin", "security_admin", "auditor"])
@pytest.mark.parametrize("second", ["system_admin", "security_admin", "auditor"])
def test_nobody_holds_two_administrators_duties(security, worker, first, second):
    appoint(security, worker, first)

    if first == second:
        refused("people.appointed_already", appoint, security, worker, second)
    else:
        refused("people.two_admins", appoint, security, worker, second)
        later = TODAY + timedelta(days=40)
        refused("people.two_admins", appoint, security, worker, second, valid_from=later)
    assert again(worker).admin_kind == samples.make_role(first).admin_kind


def test_after_one_administrators_duty_ended_another_may_follow(security, worker):
    held = appoint(security, worker, "auditor", valid_from=TODAY - timedelta(days=9))
    services.end_appointment(appointment_id=held.pk, valid_to=TODAY, actor=security, now=NOW, today=TODAY)
    assert again(worker).admin_kind == AdminKind.NONE

    appoint(security, worker, "system_admin")

    assert again(worker).admin_kind == AdminKind.SYSTEM
    assert not again(worker).may("foundation.audit")


def test_an_administrators_duty_that_ends_later_still_excludes_the_others(security, worker):
    held = appoint(security, worker, "auditor")
    end = TODAY + timedelta(days=5)
    services.end_appointment(appointment_id=held.pk, valid_to=end, actor=security, now=NOW, today=TODAY)

    refused("people.two_admins", appoint, security, worker, "system_admin", valid_from=end)


def test_a_role_for_the_own_unit_needs_a_unit(security, worker, areas):
    refused("people.no_unit", appoint, security, worker, "department_handler", None, areas["dongchuan"])


def test_the_same_role_is_not_held_twice_in_one_place(security, worker, areas, units):
    place = units["nanyuan_committee"], areas["nanyuan"]

    refused("people.appointed_already", appoint, security, worker, "community_worker", *place)
    assert appoint(security, worker, "community_worker", units["nanyuan_committee"], areas["shiyang"]).pk


def test_an_appointment_must_hold_for_a_day_at_least(security, worker, areas):
    refused("people.ends_before_begin", appoint, security, worker, "leader", None, areas["nanyuan"], valid_to=TODAY)


def test_a_deactivated_person_is_not_appointed(security, worker):
    Account.objects.filter(pk=worker.pk).update(is_active=False)

    refused("people.inactive", appoint, security, worker, "leader")


def test_a_role_out_of_use_is_not_given(security, worker):
    refused("people.role_idle", appoint, security, worker, samples.make_role("old", is_active=False, whole_area=True))


def test_someone_out_of_reach_is_not_found(commander, areas, units):
    stranger = samples.make_account("stranger")

    with pytest.raises(Account.DoesNotExist):
        appoint(commander, stranger, "leader", units["headquarters"], areas["dongchuan"])


def test_an_appointment_ends_on_a_day_and_not_before_it_began(commander, worker):
    held = worker.appointments.get()
    common = {"appointment_id": held.pk, "actor": commander, "now": NOW, "today": TODAY}

    refused(
        "people.ends_before_begin", services.end_appointment, valid_to=held.valid_from - timedelta(days=1), **common
    )
    services.end_appointment(valid_to=TODAY, **common)

    assert again(worker).actions() == frozenset()
    assert Appointment.objects.get(pk=held.pk).valid_to == TODAY


def test_nobody_ends_what_he_could_not_give(worker, commander, units, areas):
    desk = samples.make_account("desk", organisation=units["headquarters"])
    role = samples.make_role("desk", actions=["people.view", "people.appoint"], whole_area=True)
    samples.appoint(desk, role, organisation=units["headquarters"], area=areas["dongchuan"])
    held = commander.appointments.get()

    refused(
        "people.escalation",
        services.end_appointment,
        appointment_id=held.pk,
        valid_to=TODAY,
        actor=desk,
        now=NOW,
        today=TODAY,
    )


def test_giving_a_role_is_written_down(commander, worker, areas, units):
    appoint(commander, worker, "checker", units["nanyuan_committee"], areas["nanyuan"], post="  书记 ")

    line = AuditLine.objects.order_by("-id").first()
    assert (line.action, line.actor_id, line.subject_id) == ("people.appoint", commander.pk, str(worker.pk))
    assert '"role":"checker"' in line.details
    assert Appointment.objects.get(role__code="checker").post == "书记"


def test_the_roles_offered_are_those_one_holds_whole(commander, security, worker):
    for code in ("auditor", "checker", "leader", "system_admin"):
        samples.make_role(code)
    samples.make_role("clerk", actions=["foundation.calendar"])

    offered = {role.code for role in queries.list_grantable_roles(commander)}

    assert {"checker", "leader", "community_worker"} <= offered
    assert not {"auditor", "system_admin", "security_admin", "clerk"} & offered
    assert {"auditor", "clerk"} <= {role.code for role in queries.list_grantable_roles(security)}


def role_change(actor, role, **changes):
    facts = {"name": role.name, "actions": role.actions, "whole_area": role.whole_area, "is_active": True} | changes
    return services.change_role(role_id=role.pk, actor=actor, now=NOW, **facts)


def test_acts_of_administrators_fit_no_ordinary_role(security):
    role = samples.make_role("clerk", actions=["cases.view"])

    for act in ("people.roles", "foundation.audit", "foundation.backup"):
        refused("people.reserved_act", role_change, security, role, actions=["cases.view", act])


def test_an_act_nobody_knows_fits_no_role(security):
    role = samples.make_role("clerk", actions=["cases.view"])

    refused("people.unknown_act", role_change, security, role, actions=["cases.everything"])


def test_an_administrators_role_is_fixed(security):
    for code in ("system_admin", "security_admin", "auditor"):
        refused("people.fixed_role", role_change, security, samples.make_role(code), actions=["cases.view"])


def test_nobody_changes_a_role_he_holds(security):
    role = samples.make_role("clerk", actions=["cases.view"], whole_area=True)
    samples.appoint(security, role)

    refused("people.own_role", role_change, security, role, actions=["cases.view", "cases.void"])


def test_a_code_names_one_role(security):
    facts = {"code": "acceptor", "name": "x", "actions": [], "whole_area": False, "actor": security, "now": NOW}
    samples.make_role("acceptor")

    refused("people.role_taken", services.create_role, **facts)


def test_a_changed_role_holds_at_once_for_everyone_and_is_written_down(security, worker):
    role = Role.objects.get(code="community_worker")
    kept = [action for action in role.actions if action != "cases.report"]

    role_change(security, role, actions=kept, name="another name")

    assert not again(worker).may("cases.report")
    assert Role.objects.get(pk=role.pk).name == "Community worker"  # the words of a built-in role are translated
    assert '"removed":["cases.report"]' in AuditLine.objects.order_by("-id").first().details
