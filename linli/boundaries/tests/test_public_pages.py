"""What residents see and send: without scripts, without an account, and nothing that is not theirs to know."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from linli.boundaries import services
from linli.boundaries.models import Comment, Lock, Neighbourhood
from linli.boundaries.samples import NOON
from linli.boundaries.terms import CommentKind, LockKind, Moderation, ProjectState
from linli.boundaries.tests.voicing import NAME, PHONE, WANG, ask, say
from linli.foundation.limiter import limiter_for

SCRIPT = '<script>alert("x")</script>'
MARK = "mark-of-the-form"


@pytest.fixture(autouse=True)
def _no_limit(settings):
    settings.REPORT_RATE = ""


@pytest.fixture
def asked(project, plan):
    """A project in consultation."""
    return ask(project, plan)


def at(name, project):
    return reverse(f"boundaries:{name}", args=[project.token])


def show(row, people):
    return services.moderate(
        of="comments", pk=row.pk, to=Moderation.SHOWN, note="", seen=row.state, actor=people["planner"], now=NOON
    )


@pytest.mark.parametrize("name", ["public", "public_ground", "say", "draw"])
def test_a_draft_is_not_there_for_anybody(client, project, plan, people, name):
    project.chosen = plan
    project.save()

    assert client.get(at(name, project)).status_code == 404
    client.force_login(people["planner"])
    assert client.get(at(name, project)).status_code == 404


@pytest.mark.parametrize("name", ["public", "public_ground", "say", "draw", "said"])
def test_an_unknown_address_is_not_there(client, asked, name):
    assert client.get(reverse(f"boundaries:{name}", args=["x" * 22])).status_code == 404


def test_the_plan_can_be_read_without_scripts(client, asked):
    text = client.get(at("public", asked)).content.decode()

    for words in ("河西社区", "新社区1", "1排3号小区", "2000", "两个社区拆为四个。"):
        assert words in text


def test_a_resident_finds_where_the_own_compound_would_belong(client, asked):
    text = client.get(at("public", asked), {"q": "1排3号"}).content.decode()

    assert "现属河西社区，方案中改属<strong>新社区1</strong>" in text
    assert 'data-testid="found"' not in client.get(at("public", asked)).content.decode()


def test_the_ground_holds_nothing_internal_and_is_sent_once(client, asked, plan, people):
    Lock.objects.create(plan=plan, kind=LockKind.UNIT, first=3, note="内部说明", actor=people["planner"], at=NOON)
    plan.note = "内部备注"
    plan.save()

    answer = client.get(at("public_ground", asked))
    ground = json.loads(answer.content)

    assert set(ground) == {"bounds", "communities", "units", "present", "lines"}
    assert set(ground["units"]["features"][0]["properties"]) == {"name", "present", "future"}
    assert {feature["geometry"]["type"] for feature in ground["communities"]["features"]} == {"Polygon"}
    assert "内部" not in answer.content.decode()
    assert client.get(at("public_ground", asked), headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_a_comment_is_sent_without_scripts_and_its_sender_sees_what_becomes_of_it(client, asked, people):
    said = {"mark": MARK, "kind": "objection", "text": "不同意\n分开", "community": "1"}

    answer = client.post(at("say", asked), said)

    row = Comment.objects.get()
    assert (row.kind, row.community, row.state) == (CommentKind.OBJECTION, 1, Moderation.WAITING)
    assert answer["Location"] == reverse("boundaries:said", args=[row.token])
    assert client.post(at("say", asked), said)["Location"] == answer["Location"]

    services.reply(pk=row.pk, text="已请学校说明。", seen="", actor=people["planner"], now=NOON)
    own = client.get(answer["Location"])
    assert own["Cache-Control"] == "no-store"
    for words in ("不同意<br>分开", "已请学校说明。", "新社区1"):
        assert words in own.content.decode()


def test_one_sender_does_not_see_what_another_sent(client, asked):
    first, second = say(asked, 1, "第一个人的话"), say(asked, 2, "第二个人的话")

    page = client.get(reverse("boundaries:said", args=[first.token])).content.decode()

    assert "第一个人的话" in page
    assert "第二个人的话" not in page
    assert second.token not in page


def test_a_pin_is_kept_and_half_a_pin_is_none(client, asked):
    given = {"kind": "comment", "text": "这里", "longitude": "103.18"}
    client.post(at("say", asked), given | {"mark": MARK, "latitude": "26.08"})
    client.post(at("say", asked), given | {"mark": MARK + "2"})

    assert list(Comment.objects.order_by("pk").values_list("longitude", "latitude")) == [(103.18, 26.08), (None, None)]


def test_words_wait_until_somebody_has_read_them_and_never_say_whose_they_are(client, asked, people):
    row = say(asked, text="等待公开的话", sender=WANG)
    assert "等待公开的话" not in client.get(at("public", asked)).content.decode()

    show(row, people)
    services.reply(pk=row.pk, text="我们的回答", seen="", actor=people["planner"], now=NOON)
    page = client.get(at("public", asked)).content.decode()

    assert "等待公开的话" in page
    assert "我们的回答" in page
    assert NAME not in page
    assert PHONE not in page
    assert people["planner"].name not in page


def test_the_own_page_does_not_repeat_name_and_contact(client, asked):
    row = say(asked, sender=WANG)

    page = client.get(reverse("boundaries:said", args=[row.token])).content.decode()

    assert NAME not in page
    assert PHONE not in page


def test_who_is_not_shown_reads_the_reason(client, asked, people):
    row = say(asked)
    services.moderate(
        of="comments",
        pk=row.pk,
        to=Moderation.HIDDEN,
        note="与方案无关",
        seen=row.state,
        actor=people["planner"],
        now=NOON,
    )

    assert "与方案无关" in client.get(reverse("boundaries:said", args=[row.token])).content.decode()


def test_what_residents_write_is_text_and_never_part_of_the_page(client, asked, people):
    row = say(asked, text=SCRIPT)
    show(row, people)
    pages = [
        client.get(at("public", asked), {"q": SCRIPT}),
        client.get(reverse("boundaries:said", args=[row.token])),
        client.post(at("say", asked), {"mark": MARK, "kind": "comment", "text": SCRIPT, "contact": SCRIPT}),
        client.post(at("draw", asked), {"mark": MARK, "outline": SCRIPT, "text": SCRIPT}),
    ]

    assert [page.status_code for page in pages] == [200, 200, 422, 422]
    assert not any(SCRIPT in page.content.decode() for page in pages)


@pytest.mark.parametrize(
    "more",
    [
        {"text": ""},
        {"text": "长" * 1001},
        {"text": "a\x00b"},
        {"kind": "order"},
        {"community": "77"},
        {"community": "x"},
        {"longitude": "1e999", "latitude": "1"},
        {"longitude": "500", "latitude": "1"},
        {"contact": "13812345678"},
        {"author": "长" * 41},
        {"mark": "short"},
        {"mark": ""},
    ],
)
def test_what_cannot_be_taken_is_said_and_what_was_typed_stays(client, asked, more):
    typed = {"mark": MARK, "kind": "comment", "text": "写好的话"} | more

    answer = client.post(at("say", asked), typed)

    assert answer.status_code == 422
    assert not Comment.objects.exists()
    assert "text" in more or "写好的话" in answer.content.decode()


def test_after_the_last_day_nothing_is_taken_and_the_page_says_so(client, asked, district):
    asked.comments_until = timezone.localdate() - timedelta(days=1)
    asked.save()

    assert 'data-testid="closed"' in client.get(at("public", asked)).content.decode()
    assert 'data-testid="send"' not in client.get(at("say", asked)).content.decode()
    assert client.post(at("say", asked), {"mark": MARK, "kind": "comment", "text": "晚了"}).status_code == 422
    assert client.post(at("draw", asked), {"mark": MARK, "units": ["0", "1"]}).status_code == 422
    assert not Comment.objects.exists()


def test_a_proposed_plan_can_be_read_and_takes_nothing(client, asked):
    asked.state = ProjectState.PROPOSED
    asked.save()

    assert client.get(at("public", asked)).status_code == 200
    assert client.post(at("say", asked), {"mark": MARK, "kind": "comment", "text": "晚了"}).status_code == 422


def test_who_sends_very_much_waits(client, asked, settings):
    settings.REPORT_RATE = "1/h"
    limiter_for.cache_clear()
    said = {"mark": MARK, "kind": "comment", "text": "第一次"}
    client.post(at("say", asked), said)

    answer = client.post(at("say", asked), said | {"mark": MARK + "2", "text": "第二次"})

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert "第二次" in answer.content.decode()
    assert Comment.objects.count() == 1


def test_a_neighbourhood_is_ticked_without_scripts(client, asked):
    page = client.get(at("draw", asked)).content.decode()
    assert page.count('name="units"') == 32

    answer = client.post(at("draw", asked), {"mark": MARK, "units": ["2", "3"], "text": "同一所小学"})

    row = Neighbourhood.objects.get()
    assert (row.units, row.state) == ([2, 3], Moderation.WAITING)
    assert "1排3号小区、1排4号小区" in client.get(answer["Location"]).content.decode()


def test_a_drawn_neighbourhood_holds_the_compounds_inside(client, asked):
    ring = [[103.1801, 26.0801], [103.1839, 26.0801], [103.1839, 26.0819], [103.1801, 26.0819], [103.1801, 26.0801]]
    outline = json.dumps({"type": "Polygon", "coordinates": [ring]})

    client.post(at("draw", asked), {"mark": MARK, "outline": outline})

    assert Neighbourhood.objects.get().units == [0, 1]


@pytest.mark.parametrize(
    "said",
    [{}, {"units": ["0"]}, {"units": ["99", "1"]}, {"units": ["x"]}, {"outline": "x" * 50_000}, {"outline": "[1, 2"}],
)
def test_a_neighbourhood_that_cannot_be_taken_keeps_its_ticks(client, asked, said):
    answer = client.post(at("draw", asked), {"mark": MARK, "text": "话还在"} | said)

    assert answer.status_code == 422
    assert "话还在" in answer.content.decode()
    assert answer.content.decode().count(" checked") == (1 if said.get("units") in (["0"], ["99", "1"]) else 0)
    assert not Neighbourhood.objects.exists()


def test_the_residents_page_names_what_they_are_asked_about(client, asked):
    assert at("public", asked) in client.get(reverse("web:portal")).content.decode()

    asked.state = ProjectState.PROPOSED
    asked.save()

    assert 'data-testid="consultations"' not in client.get(reverse("web:portal")).content.decode()
