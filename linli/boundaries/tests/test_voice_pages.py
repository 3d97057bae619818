"""The pages of those who look at what residents sent in, and of the record: who may, and what is said."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from linli.boundaries import services
from linli.boundaries.models import Comment, ConsultationRecord, Neighbourhood
from linli.boundaries.samples import NOON
from linli.boundaries.terms import CommentKind, Moderation
from linli.boundaries.tests.voicing import NAME, PHONE, WANG, ask, draw, say
from linli.foundation.models import AuditLine

RECORD = {"kind": "survey", "on": "2026-11-20", "asked": "100", "answered": "90", "in_favour": "80", "against": "10"}


@pytest.fixture
def asked(project, plan):
    """A project in consultation."""
    return ask(project, plan)


@pytest.fixture
def planner(client, people):
    """The browser of somebody who consults residents."""
    client.force_login(people["planner"])
    return client


def page(of, row):
    return reverse("boundaries:voice", args=[of, row.pk])


def act(name, *args):
    return reverse(f"boundaries:{name}", args=args)


def every_address(project, comment, drawing, record):
    """Return (address, may be asked for by GET) of everything staff do here."""
    return [
        (act("voices", project.pk), True),
        (act("reply_list", project.pk), True),
        (act("records", project.pk), True),
        (page("comments", comment), True),
        (page("neighbourhoods", drawing), True),
        (act("moderate", "comments", comment.pk), False),
        (act("reveal_sender", "comments", comment.pk), False),
        (act("reply", comment.pk), False),
        (act("weigh", drawing.pk), False),
        (act("enter_record", project.pk), False),
        (act("withdraw_record", record.pk), False),
    ]


@pytest.fixture
def addresses(asked, people):
    record = ConsultationRecord.objects.create(
        project=asked, kind="survey", on="2026-11-20", asked=2, answered=1, actor=people["planner"], at=NOON
    )
    return every_address(asked, say(asked), draw(asked), record)


def test_who_plans_elsewhere_finds_nothing(client, people, addresses):
    client.force_login(people["stranger"])

    assert {client.get(address).status_code for address, _reads in addresses} == {404}
    assert {client.post(address).status_code for address, reads in addresses if not reads} == {404}


def test_who_only_approves_may_read_and_not_act(client, people, addresses):
    client.force_login(people["commander"])

    assert [client.get(address).status_code for address, reads in addresses if reads] == [200] * 5
    assert {client.post(address).status_code for address, reads in addresses if not reads} == {403}


def test_a_visitor_is_led_to_the_sign_in(client, addresses):
    assert {client.get(address).status_code for address, _reads in addresses} == {302}
    assert {client.post(address).status_code for address, reads in addresses if not reads} == {401}


def test_an_act_opened_again_leads_to_its_page(planner, addresses):
    led = [planner.get(address).status_code for address, reads in addresses if not reads]

    assert led == [302, 302, 302, 302, 302, 200]


def test_what_waits_stands_on_top_and_words_are_found(planner, asked, people):
    first, second = say(asked, 1, "车站旁边好"), say(asked, 2, "学校要紧")
    moderate = {"to": "shown", "seen": "waiting"}
    planner.post(act("moderate", "comments", second.pk), moderate)

    text = planner.get(act("voices", asked.pk)).content.decode()
    assert text.index("车站旁边好") < text.index("学校要紧")
    found = planner.get(act("voices", asked.pk), {"q": "学校"}).content.decode()
    assert f'data-testid="voice-{second.pk}"' in found
    assert f'data-testid="voice-{first.pk}"' not in found


def test_a_list_longer_than_a_page_is_walked_by_key(planner, asked):
    for number in range(55):
        say(asked, number, f"意见{number}")

    text = planner.get(act("voices", asked.pk)).content.decode()
    after = text.partition('rel="next"')[2].partition('href="')[2].partition('"')[0].replace("&amp;", "&")
    rest = planner.get(act("voices", asked.pk) + after).content.decode()

    assert text.count('data-testid="voice-') == 50
    assert rest.count('data-testid="voice-') == 5


@pytest.mark.parametrize("state", ["waiting", "shown", "hidden", "objections", "nonsense"])
@pytest.mark.parametrize("of", ["comments", "neighbourhoods", "nonsense"])
def test_every_filter_answers(planner, asked, of, state):
    say(asked, kind=CommentKind.OBJECTION)

    assert planner.get(act("voices", asked.pk), {"of": of, "state": state, "q": "车"}).status_code == 200


def test_contacts_are_masked_until_somebody_looks_and_that_is_logged(planner, asked):
    row = say(asked, sender=WANG)
    before = planner.get(page("comments", row)).content.decode()

    after = planner.post(act("reveal_sender", "comments", row.pk))

    assert PHONE not in before
    assert NAME not in before
    assert "138****5678" in before
    assert PHONE in after.content.decode()
    assert after["Cache-Control"] == "no-store"
    assert AuditLine.objects.filter(action="boundaries.reveal").count() == 1


def test_two_who_look_at_once_do_not_overwrite_each_other(planner, asked):
    row = say(asked)
    seen = {"seen": "waiting"}
    planner.post(act("moderate", "comments", row.pk), seen | {"to": "shown"})

    answer = planner.post(act("moderate", "comments", row.pk), seen | {"to": "hidden", "note": "重复"})

    assert answer.status_code == 409
    assert Comment.objects.get().state == Moderation.SHOWN


def test_hiding_without_a_reason_is_refused_beside_the_field(planner, asked):
    row = say(asked)

    answer = planner.post(act("moderate", "comments", row.pk), {"seen": "waiting", "to": "hidden"})

    assert answer.status_code == 422
    assert 'id="error_note"' in answer.content.decode()


def test_a_reply_is_written_and_written_better(planner, asked):
    row = say(asked)
    planner.post(act("reply", row.pk), {"seen": "", "reply": "第一行\r\n第二行"})

    answer = planner.post(act("reply", row.pk), {"seen": "第一行\r\n第二行", "reply": "更好"})

    assert answer.status_code == 302
    assert Comment.objects.get().reply == "更好"


def test_a_weight_is_set_with_a_reason(planner, asked):
    row = draw(asked)

    assert planner.post(act("weigh", row.pk), {"seen": "1.0", "weight": "60", "note": "x"}).status_code == 422
    assert planner.post(act("weigh", row.pk), {"seen": "1.0", "weight": "2.5", "note": "三户"}).status_code == 302
    assert Neighbourhood.objects.get().weight == 2.5
    planner.post(act("moderate", "neighbourhoods", row.pk), {"seen": "waiting", "to": "shown", "note": "三户"})
    own = planner.get(act("said", row.token)).content.decode()
    assert "按权重 2.5 计入" in own
    assert "三户" in own


def test_who_acts_in_the_list_stays_in_the_list(planner, asked):
    row = draw(asked)

    answer = planner.post(act("moderate", "neighbourhoods", row.pk), {"seen": "waiting", "to": "shown", "back": "list"})

    assert answer["Location"] == act("voices", asked.pk) + "?of=neighbourhoods"


def test_the_list_of_replies_names_no_sender_holds_no_formula_and_is_logged(planner, asked, people):
    row = say(asked, text="=1+1", sender=WANG, community=1)
    services.reply(pk=row.pk, text="已改。", seen="", actor=people["planner"], now=NOON)

    book = load_workbook(BytesIO(planner.get(act("reply_list", asked.pk)).getvalue()))

    cells = [cell for line in book.active.iter_rows() for cell in line]
    values = {str(cell.value) for cell in cells}
    assert {"已改。", "新社区1", "=1+1"} <= values
    assert not any(cell.data_type == "f" for cell in cells)
    assert not any(NAME in value or PHONE in value for value in values)
    assert AuditLine.objects.filter(action="boundaries.reply_list").count() == 1


def test_what_residents_write_is_text_for_staff_too(planner, asked):
    row = say(asked, text="<script>alert(1)</script>")
    texts = [planner.get(where).content.decode() for where in (act("voices", asked.pk), page("comments", row))]

    assert not any("<script>alert" in text for text in texts)


def test_a_record_is_entered_and_counts_that_do_not_add_up_are_refused(planner, asked):
    assert planner.post(act("enter_record", asked.pk), RECORD).status_code == 302

    answer = planner.post(act("enter_record", asked.pk), RECORD | {"answered": "101", "against": "50"})

    assert answer.status_code == 422
    assert answer.content.decode().count('class="form-error"') == 2
    assert ConsultationRecord.objects.count() == 1
    assert "89%" in planner.get(act("records", asked.pk)).content.decode()


@pytest.mark.parametrize("more", [{"asked": "-1"}, {"asked": "x"}, {"on": "2999-01-01"}, {"plan": "999"}, {"kind": ""}])
def test_a_record_that_cannot_be_read_is_refused(planner, asked, more):
    assert planner.post(act("enter_record", asked.pk), RECORD | more).status_code == 422
    assert not ConsultationRecord.objects.exists()


def test_a_record_is_withdrawn_with_a_reason(planner, asked):
    planner.post(act("enter_record", asked.pk), RECORD)
    where = act("withdraw_record", ConsultationRecord.objects.get().pk)

    assert planner.get(where).status_code == 200
    assert planner.post(where, {"note": ""}).status_code == 422
    assert planner.post(where, {"note": "登记错误"}).status_code == 302
    assert "登记错误" in planner.get(act("records", asked.pk)).content.decode()


def test_the_page_of_the_project_says_how_residents_are_consulted(planner, asked):
    say(asked, kind=CommentKind.OBJECTION)

    text = planner.get(act("project", asked.pk)).content.decode()

    assert 'data-testid="consultation"' in text
    assert act("voices", asked.pk) in text
    assert act("public", asked.token) in text
