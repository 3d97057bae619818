"""Comments, neighbourhoods, moderation, replies: what is kept, what counts, and what never leaks."""

import json
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection

from linli.boundaries import queries, services
from linli.boundaries.models import Comment, Neighbourhood, Passage
from linli.boundaries.queries import voices
from linli.boundaries.queries.desk import open_desk, problem_of
from linli.boundaries.queries.projects import base_of
from linli.boundaries.queries.public import get_public_plan, shown_step
from linli.boundaries.rules.consultation import VoiceRefused
from linli.boundaries.rules.sheet import FREE, Sheet
from linli.boundaries.samples import NOON
from linli.boundaries.services.plans import add_step
from linli.boundaries.services.voices import Sender
from linli.boundaries.terms import CommentKind, EditAct, Moderation, ProjectState
from linli.boundaries.tests.voicing import NAME, PHONE, TODAY, WANG, ask, draw, say
from linli.foundation.access import all_details, all_records
from linli.foundation.models import AuditLine

OURS = tuple(f"boundaries.{act}" for act in ("say", "draw", "moderate", "reply", "weigh", "reveal", "reply_list"))
WAITING, SHOWN, HIDDEN = Moderation.WAITING, Moderation.SHOWN, Moderation.HIDDEN


@pytest.fixture
def asked(project, plan):
    """A project in consultation."""
    return ask(project, plan)


def moderate(row, to, people, *, of="comments", note="", seen=WAITING):
    return services.moderate(of=of, pk=row.pk, to=to, note=note, seen=seen, actor=people["planner"], now=NOON)


def rule_of(act):
    with pytest.raises(VoiceRefused) as refused:
        act()
    return refused.value.reason.rule


def test_sent_twice_a_comment_counts_once(asked):
    assert say(asked, sender=WANG).pk == say(asked, sender=WANG).pk
    assert Comment.objects.count() == AuditLine.objects.filter(action="boundaries.say").count() == 1


def test_the_same_form_with_other_words_is_refused(asked):
    say(asked)

    assert rule_of(lambda: say(asked, text="另一段话")) == "boundaries.token_reused"


def test_the_private_address_is_not_what_the_form_knew(asked):
    assert say(asked).token not in ("token-of-comment-1", asked.token)
    assert say(asked, 2).token != say(asked, 3).token


@pytest.mark.parametrize("state", [state for state in ProjectState if state != ProjectState.CONSULTATION])
def test_nothing_is_taken_outside_of_the_consultation(asked, state):
    asked.state = state

    assert rule_of(lambda: say(asked)) == rule_of(lambda: draw(asked)) == "boundaries.comments_closed"


def test_nothing_is_taken_after_the_last_day(asked):
    asked.comments_until = TODAY

    assert say(asked).pk
    assert rule_of(lambda: say(asked, 2, today=date(2026, 11, 21))) == "boundaries.comments_closed"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"text": " \u200b "}, "text"),
        ({"text": "长" * 1001}, "text"),
        ({"community": 9}, "community"),
        ({"point": (200.0, 26.0)}, "longitude"),
        ({"sender": Sender(contact="13812345678")}, "consent"),
        ({"sender": Sender(author="长" * 41)}, "author"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(asked, facts, field):
    with pytest.raises(VoiceRefused) as refused:
        say(asked, **facts)

    assert refused.value.field == field
    assert not Comment.objects.exists()


def test_name_and_contact_are_stored_sealed_and_stand_in_no_audit_line(asked, people):
    row = say(asked, sender=WANG)
    moderate(row, SHOWN, people)
    services.reveal_sender(of="comments", pk=row.pk, actor=people["planner"], now=NOON)

    with connection.cursor() as cursor:
        cursor.execute("SELECT author, contact FROM boundaries_comment")
        sealed = cursor.fetchone()
    written = "".join(f"{line.note}{line.details}" for line in AuditLine.objects.all())
    assert (Comment.objects.get().author, Comment.objects.get().contact) == (NAME, PHONE)
    assert NAME.encode() not in bytes(sealed[0])
    assert PHONE.encode() not in bytes(sealed[1])
    assert NAME not in written
    assert PHONE not in written


def test_looking_at_a_contact_leaves_a_line(asked, people):
    row = say(asked, sender=WANG)

    assert services.reveal_sender(of="comments", pk=row.pk, actor=people["planner"], now=NOON) == (NAME, PHONE)
    line = AuditLine.objects.get(action="boundaries.reveal")
    assert (line.subject_kind, line.subject_id, line.actor_id) == (
        "boundaries.comment",
        str(row.pk),
        people["planner"].pk,
    )


def test_what_is_not_shown_needs_a_reason(asked, people):
    row = say(asked)

    assert rule_of(lambda: moderate(row, HIDDEN, people)) == "boundaries.text_missing"
    assert moderate(row, HIDDEN, people, note="与方案无关").state == HIDDEN


def test_who_looks_second_is_told_and_overwrites_nothing(asked, people):
    row = say(asked)
    moderate(row, SHOWN, people)

    with pytest.raises(services.VoiceChanged) as changed:
        moderate(row, HIDDEN, people, note="重复")

    assert changed.value.voice.state == SHOWN
    assert Comment.objects.get().state == SHOWN


def test_a_reply_is_not_replaced_by_one_written_beside_it(asked, people):
    row = say(asked)
    given = {"pk": row.pk, "actor": people["planner"], "now": NOON}
    services.reply(text="第一次答复", seen="", **given)

    with pytest.raises(services.VoiceChanged):
        services.reply(text="第二次答复", seen="", **given)

    assert services.reply(text="更好的答复", seen="第一次答复", **given).reply == "更好的答复"


def test_objections_wait_for_a_reply_unless_they_are_not_shown(asked, people):
    say(asked, 1)
    first, second, third = (say(asked, number, kind=CommentKind.OBJECTION) for number in (2, 3, 4))
    services.reply(pk=first.pk, text="已调整。", seen="", actor=people["planner"], now=NOON)
    moderate(second, HIDDEN, people, note="广告")

    assert list(queries.unanswered_objections(asked)) == [third]
    assert voices.count_voices(asked)["objections_open"] == 1


def test_a_neighbourhood_counts_once_it_is_accepted_as_much_as_it_weighs(asked, people):
    row = draw(asked, ticked=[0, 1, 2])
    base = base_of(asked)

    assert problem_of(asked, base).affinity.weight.tolist() == []

    moderate(row, SHOWN, people, of="neighbourhoods")
    services.weigh(pk=row.pk, weight=6, note="同校30户", seen=1.0, actor=people["planner"], now=NOON)

    assert problem_of(asked, base).affinity.weight.tolist() == [2.0, 2.0, 2.0]
    assert AuditLine.objects.get(action="boundaries.weigh").note == "同校30户"


def test_a_weight_needs_a_reason_and_the_present_one(asked, people):
    row = draw(asked)
    given = {"pk": row.pk, "actor": people["planner"], "now": NOON}

    assert rule_of(lambda: services.weigh(weight=2, note=" ", seen=1.0, **given)) == "boundaries.text_missing"
    assert rule_of(lambda: services.weigh(weight=51, note="全区", seen=1.0, **given)) == "boundaries.weight_range"
    with pytest.raises(services.VoiceChanged):
        services.weigh(weight=2, note="两户", seen=3.0, **given)
    assert Neighbourhood.objects.get().weight == 1.0


def test_drawn_and_ticked_units_add_up(asked):
    left, bottom, side = 103.18, 26.08, 0.002
    ring = [[left, bottom], [left + 2 * side, bottom], [left + 2 * side, bottom + side], [left, bottom + side]]
    outline = f'{{"type": "Polygon", "coordinates": [{[*ring, ring[0]]}]}}'

    row = draw(asked, outline=outline, ticked=[9])

    assert row.units == [0, 1, 9]
    assert row.outline["type"] == "Polygon"


def test_residents_see_the_step_that_was_put_to_them_and_not_the_one_being_edited(asked, plan, people):
    put = plan.head
    Passage.objects.create(project=asked, after=ProjectState.CONSULTATION, plan=plan, step=put, at=NOON)
    sheet = Sheet.from_json(put.sheet).assign([0], FREE)
    add_step(plan=plan, act=EditAct.ASSIGN, sheet=sheet, params={}, actor=people["planner"], now=NOON)
    asked.refresh_from_db()

    assert shown_step(asked) == put
    assert all(unit.future for unit in get_public_plan(asked).units)


def test_residents_find_their_compound_by_a_part_of_its_name(asked):
    found = get_public_plan(asked).search("１排 3号")

    assert [(unit.name, unit.present, unit.future) for unit in found] == [("1排3号小区", "河西社区", "新社区1")]
    assert get_public_plan(asked).search("没有") == []


def test_what_residents_see_adds_up_to_the_plan(asked, plan):
    shown, desk = get_public_plan(asked), open_desk(plan)

    assert {one.name for one in shown.communities} == set(desk.called.values())
    assert sum(one.households for one in shown.communities) == base_of(asked).households
    assert all(one.why for one in shown.communities)


def test_a_plan_with_free_units_says_so_and_gives_no_reasons(asked, plan, people):
    sheet = Sheet.from_json(plan.head.sheet).assign([0], FREE)
    add_step(plan=plan, act=EditAct.ASSIGN, sheet=sheet, params={}, actor=people["planner"], now=NOON)
    asked.refresh_from_db()

    shown = get_public_plan(asked)

    assert shown.units[0].future == ""
    assert not any(one.why for one in shown.communities)


def test_only_what_is_open_today_is_announced(asked):
    assert list(queries.open_consultations(TODAY)) == [asked]
    asked.comments_until = date(2026, 11, 19)
    asked.save()
    assert list(queries.open_consultations(TODAY)) == []


def test_a_sender_says_nothing_more_than_he_likes():
    assert replace(WANG, author="").columns()["author"] is None
    assert Sender().columns() == {"author": None, "contact": None, "consent": None}


def test_every_act_leaves_one_line_whose_words_the_log_knows(asked, people):
    comment, drawing = say(asked), draw(asked)
    given = {"actor": people["planner"], "now": NOON}
    moderate(comment, SHOWN, people)
    services.reply(pk=comment.pk, text="好", seen="", **given)
    services.weigh(pk=drawing.pk, weight=2, note="两户", seen=1.0, **given)
    services.reveal_sender(of="comments", pk=comment.pk, **given)
    services.record_reply_list(project=asked, **given)

    lines = [line for line in AuditLine.objects.order_by("pk") if line.action in OURS]
    keys = {key for line in lines if line.details for key in json.loads(line.details)}

    assert [line.action for line in lines] == list(OURS)
    assert set(OURS) <= set(all_records())
    assert {f"boundaries.{key}" for key in keys} <= set(all_details())
