from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from linli.foundation.models import AuditLine
from linli.organisations import queries, services
from linli.organisations.models import Organisation
from linli.organisations.samples import make_organisation
from linli.organisations.services import OrganisationRefused
from linli.organisations.terms import OrganisationKind
from linli.places import services as places
from linli.places.samples import SAMPLE_DAY, SAMPLE_NOW

TODAY = {"actor": None, "now": SAMPLE_NOW}
JUNE = date(2024, 6, 1)


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"name": " "}, "name"),
        ({"name": "长" * 101}, "name"),
        ({"name": "东川区城市管理局"}, "name"),
        ({"kind": "bank"}, "kind"),
        ({"code": "CG01"}, "code"),
    ],
)
def test_an_organisation_that_does_not_fit_is_refused_and_nothing_is_written(areas, known, facts, rule):
    make_organisation("城管一队", "department", areas["dongchuan"], code="CG01")
    before = Organisation.objects.count(), AuditLine.objects.count()

    with pytest.raises(OrganisationRefused) as caught:
        make_organisation(**{"name": "城管二队", "kind": "department", "area": areas["dongchuan"], **facts})

    assert caught.value.reason.rule == f"organisations.{rule}"
    assert (Organisation.objects.count(), AuditLine.objects.count()) == before


def test_nothing_begins_for_an_ended_area_or_below_an_ended_organisation(areas, known):
    services.end_organisation(organisation_id=known["manager"].pk, on=JUNE, **TODAY)
    known["manager"].refresh_from_db()
    places.end_area(area_id=areas["shiyang"].pk, on=JUNE, **TODAY)
    areas["shiyang"].refresh_from_db()

    with pytest.raises(OrganisationRefused):
        make_organisation("新物业", "property_manager", areas["shiyang"])
    with pytest.raises(OrganisationRefused):
        make_organisation("新物业", "property_manager", areas["garden"], known["manager"])


def test_an_organisation_begins_with_one_audit_line(areas, known):
    made = make_organisation("  城管一队 ", "department", areas["dongchuan"], known["urban_management"], code=" CG 01")

    made.refresh_from_db()
    assert (made.name, made.short_name, made.code, made.kind) == (
        "城管一队",
        "城管一队",
        "CG01",
        OrganisationKind.DEPARTMENT,
    )
    assert made.path.startswith(known["urban_management"].path)
    line = AuditLine.objects.order_by("-id").first()
    assert (line.action, line.subject_id) == ("organisations.create", str(made.pk))


def test_a_name_is_in_force_once_in_its_area_even_past_the_service(areas, known):
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(
            kind="department", name=known["housing"].name, short_name="x", path="zzz1",
            area=areas["dongchuan"], valid_from=JUNE,
        )  # fmt: skip


def test_an_organisation_moves_with_everything_below_it(areas, known):
    services.change_organisation(
        organisation_id=known["tongdu_office"].pk, parent=known["urban_management"], short_name="铜都街道办", **TODAY
    )

    below = {each.name for each in queries.get_subtree(known["urban_management"])}
    assert below == {"东川区城市管理局", "铜都街道办事处", "南苑社区居委会", "石羊社区居委会"}
    line = AuditLine.objects.order_by("-id").first()
    assert line.action == "organisations.change"
    assert "铜都街道办" in line.details


def test_an_organisation_cannot_belong_to_itself(known):
    with pytest.raises(OrganisationRefused):
        services.change_organisation(organisation_id=known["headquarters"].pk, parent=known["tongdu_office"], **TODAY)


def test_a_change_to_what_is_already_so_writes_nothing(known):
    before = AuditLine.objects.count()

    services.change_organisation(organisation_id=known["housing"].pk, name=known["housing"].name, **TODAY)

    assert AuditLine.objects.count() == before


def test_an_organisation_with_members_does_not_end_nor_before_it_began(known):
    with pytest.raises(OrganisationRefused):
        services.end_organisation(organisation_id=known["tongdu_office"].pk, on=JUNE, **TODAY)
    with pytest.raises(OrganisationRefused):
        services.end_organisation(organisation_id=known["manager"].pk, on=SAMPLE_DAY, **TODAY)


def test_an_ended_organisation_stays_as_it_was(known):
    services.end_organisation(organisation_id=known["manager"].pk, on=JUNE, **TODAY)

    with pytest.raises(OrganisationRefused):
        services.change_organisation(organisation_id=known["manager"].pk, name="新物业", **TODAY)
    with pytest.raises(OrganisationRefused):
        services.end_organisation(organisation_id=known["manager"].pk, on=JUNE + timedelta(days=1), **TODAY)
    assert AuditLine.objects.order_by("-id").first().action == "organisations.end"
