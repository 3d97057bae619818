"""What a dossier takes from the plan on the desk, the project's course and the rooms below."""

from datetime import date

import pytest

from linli.boundaries.documents.tables import tables_of
from linli.boundaries.models import Comment, ConsultationRecord, Lock, Passage
from linli.boundaries.queries.documents import get_dossier, list_document_plans
from linli.boundaries.rules.four_sides import Beyond, Side
from linli.boundaries.rules.sheet import FREE, Sheet
from linli.boundaries.samples import NOON, make_plan
from linli.boundaries.terms import CommentKind, ConsultationKind, LockKind, ProjectState
from linli.organisations.samples import make_organisation
from linli.people.samples import appoint, make_account
from linli.places.samples import make_area, square


@pytest.fixture
def settled(project, plan, people):
    """The plan as it is after the district has approved it, every community with a seat."""
    project.chosen, project.state = plan, ProjectState.APPROVED
    project.document, project.document_date, project.effective_on = (
        "东政发〔2026〕3号",
        date(2026, 11, 1),
        date(2027, 1, 1),
    )
    project.save()
    return plan


def keep(plan, sheet):
    """Put another sheet on the plan's head."""
    plan.head.sheet = sheet.to_json()
    return plan


def test_a_plan_that_nobody_chose_or_approved_is_a_draft(plan, people):
    dossier = get_dossier(plan, people["planner"], NOON)

    assert dossier.is_draft
    assert len(dossier.missing) == 2  # not chosen, not approved


def test_an_approved_plan_is_final_and_names_the_offices_still_to_be_settled(settled, people):
    dossier = get_dossier(settled, people["planner"], NOON)

    official = next(table for table in tables_of(dossier) if table.key == "official")
    assert not dossier.is_draft
    assert any("新社区1、新社区2" in note for note in official.notes)


def test_two_communities_kept_as_they_are_make_a_final_document(settled, people):
    settled.project.high, settled.project.wished = 4000, None
    whole = Sheet.of([number % 8 // 4 for number in range(32)])

    dossier = get_dossier(keep(settled, whole), people["planner"], NOON)

    assert (dossier.missing, dossier.is_draft) == ((), False)
    assert dossier.moved == ()
    assert dossier.basis.document == "东政发〔2026〕3号"


def test_free_units_broken_bounds_and_stray_pieces_are_all_missing(settled, people):
    labels = [number % 8 // 2 for number in range(32)]
    labels[0], labels[31] = FREE, 1  # one unit free, one on the far side

    dossier = get_dossier(keep(settled, Sheet.of(labels)), people["planner"], NOON)

    said = " ".join(dossier.missing)
    assert "250" in said
    assert len(dossier.missing) == 2


def test_locks_that_contradict_each_other_are_said_and_not_fatal(settled, people):
    for kind in (LockKind.TOGETHER, LockKind.APART):
        Lock.objects.create(plan=settled, kind=kind, first=1, second=2, at=NOON)

    dossier = get_dossier(settled, people["planner"], NOON)

    assert len(dossier.missing) == 1


def test_the_basis_names_step_and_ground(plan, people):
    basis = get_dossier(plan, people["planner"], NOON).basis

    assert (basis.step, basis.mark) == (plan.head_id, f"B{plan.project_id}-{plan.pk}-{plan.head_id}")
    assert bytes(plan.project.base.digest).hex().startswith(basis.digest)


def test_every_state_of_a_plan_has_its_own_mark(project, plan, people):
    other = make_plan(project, name="方案二")

    marks = {get_dossier(each, people["planner"], NOON).basis.mark for each in (plan, other)}

    assert len(marks) == 2


def test_consultation_objections_and_course_are_told(project, plan, people):
    counts = {"asked": 100, "answered": 80, "representatives": 8, "in_favour": 70, "against": 5, "abstained": 5}
    ConsultationRecord.objects.create(
        project=project, kind=ConsultationKind.SURVEY, on=date(2026, 11, 2), at=NOON, **counts
    )
    Comment.objects.create(project=project, plan=plan, kind=CommentKind.OBJECTION, text="太远", sent_at=NOON)
    Passage.objects.create(project=project, before="", after=ProjectState.DRAFT, plan=plan, step=plan.head, at=NOON)

    dossier = get_dossier(plan, people["planner"], NOON)

    assert [(each.answered, each.in_favour) for each in dossier.asked] == [(80, 70)]
    assert (dossier.voices.objections, dossier.voices.unanswered, dossier.voices.comments) == (1, 1, 0)
    assert [each.step for each in dossier.trail] == [str(plan.head_id)]


def test_a_community_of_places_beside_the_ground_is_a_bound(town, plan, people, district):
    west, south = 103.18 - 0.008, 26.08
    make_area("江边社区", "community", district.areas["tongdu"], households=900, outline=square(west, south, 0.008))

    sides = get_dossier(plan, people["planner"], NOON).settlements[0].sides

    assert [(bound.beyond, bound.name) for bound in sides[Side.WEST]] == [(Beyond.OUTSIDE, "江边社区")]


def test_people_of_a_committee_are_counted_and_named_only_to_who_may_see_them(town, plan, people, district):
    office = district.organisations["tongdu_office"]
    committee = make_organisation("河西居委会", "residents_committee", area=town["west"], parent=office)
    for name in ("xiaochen", "laozhou"):
        appoint(make_account(name), "community_worker", organisation=committee, area=town["west"])

    seen = get_dossier(plan, people["commander"], NOON).presents[0]
    unseen = get_dossier(plan, people["planner"], NOON).presents[0]

    assert (seen.headcount, unseen.headcount) == (2, 2)
    assert len(seen.staff) == 2
    assert unseen.staff is None


def test_the_chosen_plan_stands_first_and_strangers_see_none(project, plan, people):
    make_plan(project, name="方案二")
    project.chosen = plan

    assert list_document_plans(project, people["planner"])[0] == plan
    assert list_document_plans(project, people["stranger"]) == []
