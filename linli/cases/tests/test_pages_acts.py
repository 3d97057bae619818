"""The pages of acts: a case led from report to rating through nothing but forms, and what stands in the way."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from linli.cases import services
from linli.cases.forms.acts import ActForm
from linli.cases.models import Case
from linli.cases.samples import make_case, take
from linli.cases.terms import Act, State
from linli.cases.views.calls import CALLS

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(district):
    return take(district, now=timezone.now() - timedelta(minutes=5)).case


def browser_of(account):
    browser = Client()
    browser.force_login(account)
    return browser


def picture():
    stream = BytesIO()
    Image.new("RGB", (40, 30), "green").save(stream, "JPEG")
    return SimpleUploadedFile("after.jpg", stream.getvalue(), "image/jpeg")


def do(district, who, case, act, **said):
    """Send the form of an act as a person, with the version he sees; return the answer."""
    case.refresh_from_db()
    url = reverse("cases:act", args=[case.pk, act.value])
    return browser_of(district.people[who]).post(url, {"version": case.version, **said})


def state_of(case):
    case.refresh_from_db()
    return case.state


def test_a_case_goes_from_filing_to_its_end_through_forms_alone(district, case):
    kind, unit = district.kinds["road"], district.organisations["urban_management"]
    steps = [
        ("linjie", Act.FILE, {"category": kind.pk, "area": case.area_id, "urgency": "normal"}, State.FILED),
        ("zhaomin", Act.DISPATCH, {"unit": unit.pk, "note": "按职责"}, State.DISPATCHED),
        ("sunwei", Act.REFUSE, {"reason": "not_ours", "note": "不归我们", "proposal": "住建局"}, State.FILED),
        ("zhaomin", Act.DISPATCH, {"unit": unit.pk, "note": "经核对仍归城管"}, State.DISPATCHED),
        ("sunwei", Act.SIGN, {}, State.IN_PROGRESS),
        ("sunwei", Act.ANSWER, {"note": "已修补", "outcome": "fixed", "after_photo": picture()}, State.ANSWERED),
        ("zhaomin", Act.CHECK, {}, State.CHECKING),
        ("wuting", Act.FAIL, {"note": "还有坑"}, State.IN_PROGRESS),
        ("sunwei", Act.ANSWER, {"note": "重新修补", "outcome": "fixed"}, State.ANSWERED),
        ("zhaomin", Act.CHECK, {}, State.CHECKING),
        ("wuting", Act.CLOSE, {"criterion_met": "on", "reply": "已修好，谢谢"}, State.CLOSED),
    ]

    for who, act, said, reached in steps:
        answer = do(district, who, case, act, **said)
        assert answer.status_code == 302, (act, answer.content.decode()[-3000:])
        assert state_of(case) is reached, act

    assert case.evidence.count() == 1
    assert case.refusals == 1
    assert case.round == 2


def test_every_act_with_a_service_has_a_form_that_can_be_built(district, case):
    for act in CALLS:
        form = ActForm(act=act, case=case, user=district.people["gaofeng"])

        assert form.as_p()
        assert hasattr(services, CALLS[act].service), act


@pytest.mark.parametrize(
    ("state", "who", "act", "said"),
    [
        (State.SUBMITTED, "linjie", Act.CLAIM, {}),
        (State.SUBMITTED, "linjie", Act.VERIFY, {"note": "请看现场"}),
        (State.SUBMITTED, "linjie", Act.DECLINE, {"reason": "outside", "reply": "不属于本辖区"}),
        (State.SUBMITTED, "linjie", Act.COMMENT, {"note": "已电话联系"}),
        (State.FILED, "zhaomin", Act.URGE, {"note": ""}),
        (State.FILED, "zhaomin", Act.SUPERVISE, {"note": "尽快", "level": "subdistrict"}),
        (State.IN_PROGRESS, "sunwei", Act.EXTEND_ASK, {"note": "材料未到"}),
        (State.IN_PROGRESS, "zhaomin", Act.NOTICE, {"note": "限期整改", "until": "2099-01-05"}),
        (State.IN_PROGRESS, "gaofeng", Act.ASK_VOID, {"note": "误录"}),
    ],
)
def test_side_acts_leave_their_event(district, state, who, act, said):
    case = make_case(district, state, now=timezone.now() - timedelta(hours=3))

    answer = do(district, who, case, act, **said)

    assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert case.events.filter(act=act).exists()


def test_a_reporter_is_called_back_by_form(district):
    case = make_case(district, State.CLOSED, now=timezone.now() - timedelta(hours=4), contact="13800001111")
    report = case.reports.get()

    answer = do(
        district,
        "gaofeng",
        case,
        Act.CALL_BACK,
        report_id=report.pk,
        reached="on",
        solved="yes",
        stars="5",
        comment="好",
    )

    assert answer.status_code == 302, answer.content.decode()[-2000:]
    report.refresh_from_db()
    assert report.call_back.stars == 5


def test_an_act_out_of_turn_is_refused_with_its_rule_and_keeps_what_was_typed(district, case):
    answer = do(district, "zhaomin", case, Act.REWORK, note="请补照片")

    assert answer.status_code == 409
    assert "请补照片" in answer.content.decode()
    assert "cases.md#transitions" in answer.content.decode()
    assert state_of(case) is State.SUBMITTED


def test_a_missing_field_answers_beside_the_field_and_keeps_the_rest(district, case):
    answer = do(district, "linjie", case, Act.FILE, summary="路面塌陷", area=case.area_id, urgency="normal")

    assert answer.status_code == 422
    assert "路面塌陷" in answer.content.decode()
    assert 'id="error_category"' in answer.content.decode()
    assert state_of(case) is State.SUBMITTED


def test_a_second_hand_on_the_same_case_gets_both_sides(district, case):
    seen = case.version
    services.claim(case_id=case.pk, actor=district.people["gaofeng"], now=timezone.now())
    url = reverse("cases:act", args=[case.pk, "verify"])

    answer = browser_of(district.people["linjie"]).post(url, {"version": seen, "note": "请看现场"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'data-testid="conflict"' in page
    assert "gaofeng" in page
    assert "请看现场" in page
    assert state_of(case) is State.SUBMITTED


def test_a_clash_says_in_words_what_was_wanted(district, case):
    seen = case.version
    services.claim(case_id=case.pk, actor=district.people["gaofeng"], now=timezone.now())
    wanted = {"category": district.kinds["road"].pk, "area": case.area_id, "urgency": "urgent", "version": seen}

    answer = browser_of(district.people["linjie"]).post(reverse("cases:act", args=[case.pk, "file"]), wanted)

    said = [words for _label, words in answer.context["typed"]]
    assert said[:3] == [district.kinds["road"].name, case.area.short_name, "紧急"]


def test_sending_again_in_knowledge_of_the_change_is_carried_out(district, case):
    services.claim(case_id=case.pk, actor=district.people["gaofeng"], now=timezone.now())
    case.refresh_from_db()

    answer = do(district, "linjie", case, Act.VERIFY, note="请看现场")

    assert answer.status_code == 302
    assert state_of(case) is State.VERIFYING


def test_a_photo_that_is_no_photo_is_refused_beside_the_form(district):
    case = make_case(district, State.IN_PROGRESS, now=timezone.now() - timedelta(hours=2))
    false_photo = SimpleUploadedFile("a.jpg", b"<html>not a photo</html>", "image/jpeg")

    answer = do(district, "sunwei", case, Act.ANSWER, note="已修", outcome="fixed", after_photo=false_photo)

    assert answer.status_code == 422
    assert state_of(case) is State.IN_PROGRESS


def test_an_unknown_act_is_not_there(district, case):
    assert browser_of(district.people["linjie"]).get(f"/cases/{case.pk}/act/explode/").status_code == 404
    assert browser_of(district.people["linjie"]).get(f"/cases/{case.pk}/act/rate/").status_code == 404


def test_a_case_is_merged_by_the_number_of_the_other(district, case):
    other = take(district, now=timezone.now() - timedelta(minutes=3), text="同一个坑").case

    answer = do(district, "linjie", case, Act.MERGE, target=str(other.number), note="同一问题")

    assert answer.status_code == 302, answer.content.decode()[-2000:]
    assert state_of(case) is State.MERGED
    assert Case.objects.get(pk=case.pk).merged_into_id == other.pk


def test_a_case_outside_reach_cannot_be_a_target(district, case):
    far = take(district, now=timezone.now(), place=district.areas["longdong"], text="别处的事").case

    answer = do(district, "linjie", case, Act.MERGE, target=str(far.number), note="同一问题")

    assert answer.status_code == 422
    assert state_of(case) is State.SUBMITTED


def test_the_form_of_an_act_out_of_turn_names_the_rule_before_anything_is_typed(district, case):
    page = browser_of(district.people["linjie"]).get(reverse("cases:act", args=[case.pk, "sign"]))

    assert page.status_code == 409
    assert "cases.md#transitions" in page.content.decode()


def test_who_files_a_case_is_shown_cases_that_may_be_the_same(district, case):
    other = take(district, now=timezone.now() - timedelta(minutes=3)).case

    page = browser_of(district.people["linjie"]).get(reverse("cases:act", args=[case.pk, "file"])).content.decode()

    assert f"merge/?target={other.number}" in page
