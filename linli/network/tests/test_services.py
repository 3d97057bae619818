from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from linli.foundation.models import AuditLine
from linli.network import queries, samples, services
from linli.network.models import Holder, Posting, PostKind
from linli.network.services import HolderFacts
from linli.network.terms import DesignationKind, HouseholdKind
from linli.network.tests.conftest import NOW, TODAY, refused
from linli.people.samples import make_account
from linli.places import services as place_services

BY = {"actor": None, "now": NOW}


def appointing(kind, area, **given):
    """Return the arguments of an appointment from today on."""
    return {"kind": samples.kind_of(kind), "area": area, "valid_from": TODAY, **BY, **given}


def lines(action):
    return list(AuditLine.objects.filter(action=action))


@pytest.mark.parametrize(
    ("rule", "kind", "place", "given"),
    [
        ("network.wrong_tier", "building_steward", "garden", {"holder": HolderFacts("王秀英")}),
        ("network.needs_holder", "building_steward", "building", {}),
        ("network.needs_body", "residents_committee", "nanyuan", {"holder": HolderFacts("王秀英")}),
        ("network.name_missing", "building_steward", "building", {"holder": HolderFacts("  ")}),
        (
            "network.kind_of_household",
            "building_steward",
            "building",
            {"holder": HolderFacts("王家", household_kind=HouseholdKind.MODEL)},
        ),
        (
            "network.kind_needs_consent",
            "key_household",
            "building",
            {"holder": HolderFacts("王家", household_kind=HouseholdKind.PARTY_MEMBER)},
        ),
    ],
)
def test_an_appointment_that_does_not_fit_is_refused(areas, rule, kind, place, given):
    refused(rule, services.appoint, **appointing(kind, areas[place], **given))

    assert (Posting.objects.count(), Holder.objects.count(), lines("network.appoint")) == (0, 0, [])


def test_bodies_must_be_of_the_kind_and_of_that_ground(areas, units):
    for unit in ("housing", "longdong_committee"):
        given = appointing("residents_committee", areas["nanyuan"], organisation=units[unit])
        refused("network.wrong_body", services.appoint, **given)

    units["nanyuan_committee"].valid_to = TODAY
    given = appointing("residents_committee", areas["nanyuan"], organisation=units["nanyuan_committee"])
    refused("network.body_ended", services.appoint, **given)


def test_nobody_is_appointed_where_the_area_ended_or_the_kind_is_out_of_use(areas):
    place_services.end_area(area_id=areas["building5"].pk, on=TODAY, **BY)
    areas["building5"].refresh_from_db()
    given = appointing("building_steward", areas["building5"], holder=HolderFacts("王秀英"))
    refused("network.area_ended", services.appoint, **given)

    PostKind.objects.filter(code="building_steward").update(is_active=False)
    given = appointing("building_steward", areas["building"], holder=HolderFacts("王秀英"))
    refused("network.kind_idle", services.appoint, **given)


def test_nobody_appoints_outside_his_duties(areas, worker):
    given = appointing("compound_head", areas["plum"], holder=HolderFacts("王秀英")) | {"actor": worker}

    refused("network.out_of_reach", services.appoint, **given)


def test_an_appointment_keeps_the_least_and_leaves_one_line_without_personal_data(areas, worker):
    given = appointing("building_steward", areas["building"], holder=HolderFacts("王 秀英", " 138-1234 1234 "))

    made = services.appoint(**given | {"actor": worker})

    assert (made.holder.name, made.holder.phone, made.holder.household_kind) == ("王 秀英", "13812341234", "")
    (line,) = lines("network.appoint")
    assert (line.actor_id, line.subject_id) == (worker.pk, str(made.pk))
    assert "秀英" not in line.details + line.note
    assert "1381234" not in line.details + line.note


def test_phones_are_kept_encrypted(areas):
    holder = samples.post("building_steward", areas["building"], phone="13812341234").holder

    raw = Holder.objects.filter(pk=holder.pk).extra({"raw": "phone"}).values_list("raw", flat=True).get()

    assert b"13812341234" not in bytes(raw)


def test_the_same_person_is_known_again_by_name_and_phone(areas):
    first = samples.post("building_steward", areas["building"], phone="13812341234")
    second = samples.post("building_steward", areas["building5"], phone="138 1234 1234")
    other = samples.post("compound_head", areas["garden"], "李建国", phone="13812341234")

    assert first.holder == second.holder
    assert other.holder != first.holder


def test_nobody_holds_a_post_twice_at_once(areas, units):
    samples.post("residents_committee", areas["nanyuan"], units["nanyuan_committee"])
    held = samples.post("building_steward", areas["building"], phone="13812341234")

    for given in (
        appointing("residents_committee", areas["nanyuan"], organisation=units["nanyuan_committee"]),
        appointing("building_steward", areas["building"], holder=held.holder),
        appointing("building_steward", areas["building"], holder=HolderFacts("王秀英", "13812341234")),
    ):
        refused("network.posted_already", services.appoint, **given)


def test_an_account_belongs_to_one_holder(areas):
    account = make_account("wangxiuying")
    samples.post("building_steward", areas["building"], account=account)

    given = appointing("building_steward", areas["building5"], holder=HolderFacts("李建国", account=account))
    refused("network.account_taken", services.appoint, **given)


def test_ending_a_post_keeps_it_and_happens_once(areas, worker):
    held = samples.post("building_steward", areas["building"])
    refused("network.ends_before_begin", services.end_posting, posting_id=held.pk, on=held.valid_from, **BY)

    services.end_posting(posting_id=held.pk, on=TODAY, actor=worker, now=NOW)

    held.refresh_from_db()
    assert held.valid_to == TODAY
    assert len(lines("network.end_posting")) == 1
    refused("network.ended_already", services.end_posting, posting_id=held.pk, on=TODAY, **BY)
    far = samples.post("compound_head", areas["plum"])
    with pytest.raises(Posting.DoesNotExist):
        services.end_posting(posting_id=far.pk, on=TODAY, actor=worker, now=NOW)


@pytest.mark.parametrize(
    "change", [{"title": "主任"}, {"document": "1号"}, {"valid_from": date(2021, 1, 1)}, {"valid_to": TODAY}]
)
def test_the_database_itself_refuses_to_change_a_posting(areas, change):
    held = samples.post("building_steward", areas["building"])
    services.end_posting(posting_id=held.pk, on=date(2024, 1, 1), **BY)

    with pytest.raises(DatabaseError), transaction.atomic():
        Posting.objects.filter(pk=held.pk).update(**change)


def test_what_is_known_of_a_holder_changes_with_one_line(areas, worker):
    holder = samples.post("key_household", areas["building"], "王家").holder

    services.change_holder(
        holder_id=holder.pk,
        phone="13812341234",
        household_kind=HouseholdKind.PARTY_MEMBER,
        kind_consented_on=TODAY,
        consented_on=TODAY,
        actor=worker,
        now=NOW,
    )

    holder.refresh_from_db()
    assert (holder.phone, holder.household_kind, holder.consent) == ("13812341234", "party_member", 1)
    (line,) = lines("network.change_holder")
    assert "13812341234" not in line.details
    services.change_holder(holder_id=holder.pk, phone="13812341234", actor=worker, now=NOW)
    assert len(lines("network.change_holder")) == 1


def test_a_person_has_no_kind_of_household(areas):
    holder = samples.post("building_steward", areas["building"]).holder
    change = {"household_kind": HouseholdKind.MODEL, **BY}

    refused("network.kind_of_household", services.change_holder, holder_id=holder.pk, **change)


def test_looking_at_a_phone_is_written_down_and_stays_within_the_duties(areas, worker):
    near = samples.post("building_steward", areas["building"], phone="13812341234").holder
    far = samples.post("compound_head", areas["plum"], phone="13900000000").holder

    assert services.reveal_phone(holder_id=near.pk, actor=worker, now=NOW) == "13812341234"
    assert len(lines("network.reveal")) == 1
    with pytest.raises(Holder.DoesNotExist):
        services.reveal_phone(holder_id=far.pk, actor=worker, now=NOW)


def test_who_left_is_forgotten_after_the_time_of_the_policy(areas):
    limit = queries.get_policy().keeping(TODAY).days
    left = samples.post("key_household", areas["building"], "王家", phone="13812341234", door="301")
    services.end_posting(posting_id=left.pk, on=TODAY - timedelta(days=limit), **BY)
    recent = samples.post("key_household", areas["building"], "李家", phone="13900000000")
    services.end_posting(posting_id=recent.pk, on=TODAY - timedelta(days=limit - 1), **BY)
    present = samples.post("building_steward", areas["building"], "赵一")

    assert services.anonymise_left(now=NOW, today=TODAY) == 1

    holder = Holder.objects.get(pk=left.holder_id)
    assert (holder.name, holder.phone, holder.phone_digest, holder.door) == ("", "", None, "")
    assert holder.anonymised_at == NOW
    assert Holder.objects.get(pk=recent.holder_id).name == "李家"
    assert Posting.objects.filter(pk__in=[left.pk, present.pk]).count() == 2
    assert services.anonymise_left(now=NOW, today=TODAY) == 0
    assert len(lines("network.anonymise")) == 1
    refused("network.emptied", services.change_holder, holder_id=holder.pk, name="王家", **BY)


def test_bodies_of_the_register_take_their_posts(areas, units, worker, commander):
    assert len(queries.list_unposted(areas["dongchuan"], TODAY)) == 6  # headquarters, 2 offices, 3 committees

    assert services.post_bodies(area=areas["tongdu"], actor=commander, now=NOW, on=TODAY) == 3

    assert {str(each.organisation) for each in Posting.objects.all()} == {
        "铜都街道办事处",
        "南苑社区居委会",
        "石羊社区居委会",
    }
    assert services.post_bodies(area=areas["tongdu"], actor=commander, now=NOW, on=TODAY) == 0
    assert len(lines("network.appoint")) == 1
    refused("network.out_of_reach", services.post_bodies, area=areas["dongchuan"], actor=worker, now=NOW, on=TODAY)


def test_an_area_is_picked_out_once_at_a_time(areas, worker):
    facts = {"area": areas["nanyuan"], "kind": DesignationKind.HARD, "valid_from": TODAY, "actor": worker, "now": NOW}
    made = services.designate(**facts)

    refused("network.designated_already", services.designate, **facts)
    refused("network.out_of_reach", services.designate, **facts | {"area": areas["longdong"]})
    assert queries.designated([areas["nanyuan"].pk], TODAY) == {areas["nanyuan"].pk: [DesignationKind.HARD]}

    later = TODAY + timedelta(days=1)
    services.end_designation(designation_id=made.pk, on=later, actor=worker, now=NOW)
    assert queries.designated([areas["nanyuan"].pk], later) == {}
    assert (len(lines("network.designate")), len(lines("network.end_designation"))) == (1, 1)


def kind_facts(**given):
    steward = samples.kind_of("building_steward")
    facts = {"network_tier": steward.network_tier, "area_tier": steward.area_tier}
    return facts | {"code": "fire_warden", "name": "消防员", "expectation": "each", "filled_by": "person", **BY} | given


def test_an_office_defines_its_own_posts(areas):
    made = services.define_kind(**kind_facts(expectation="per_households", number=50))

    found = [each.kind.code for tier in queries.coverage(areas["garden"], TODAY) for each in tier.kinds]
    assert made.code in found
    assert len(lines("network.define")) == 1


def test_a_kind_of_post_must_not_contradict_itself_or_what_is_held(areas):
    refused("network.number_missing", services.define_kind, **kind_facts(expectation="per_households"))
    refused("network.code_taken", services.define_kind, **kind_facts(code="building_steward"))
    refused("network.name_missing", services.define_kind, **kind_facts(name=" "))

    samples.post("building_steward", areas["building"])
    steward = samples.kind_of("building_steward")
    refused("network.kind_in_use", services.define_kind, kind_id=steward.pk, filled_by="household", **BY)
    assert services.define_kind(kind_id=steward.pk, duties="巡楼", **BY).duties == "巡楼"


def test_a_tier_keeps_its_target_as_a_share(db):
    tier = queries.NetworkTier.objects.get(number=5)
    facts = {"tier_id": tier.pk, "name": "院落", "name_en": "Yard", **BY}

    refused("network.share_out_of_range", services.change_tier, target_share=Decimal("1.2"), **facts)
    changed = services.change_tier(target_share=Decimal("0.9"), **facts)

    assert (changed.name, changed.target_share) == ("院落", Decimal("0.9"))
