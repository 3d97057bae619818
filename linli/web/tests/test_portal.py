"""The residents' page without scripts: reporting, following, rating, open data; what is typed is never lost."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from linli.cases.models import Case, Report
from linli.cases.samples import make_case, make_case_district, take
from linli.cases.terms import Channel, State

pytestmark = pytest.mark.django_db
REPORT = "/report/"


@pytest.fixture
def district(settings):
    settings.REPORT_RATE = ""
    return make_case_district()


def photo(name="a.jpg"):
    stream = BytesIO()
    Image.new("RGB", (60, 40), "red").save(stream, "JPEG")
    return SimpleUploadedFile(name, stream.getvalue(), "image/jpeg")


def said(district, **more):
    """Return what a finished form sends at the last step."""
    given = {
        "step": "2",
        "token": "a-token-of-the-form",
        "text": "桂苑小区路灯坏了",
        "community": str(district.areas["nanyuan"].key),
        "place": str(district.areas["garden"].key),
        "address": "３号楼前",
    }
    return given | more


def test_the_first_page_offers_reporting_and_following_without_scripts(client, district):
    page = client.get("/").content.decode()

    assert f'href="{REPORT}"' in page
    assert f'action="{reverse("web:track")}"' in page
    assert "<script>" not in page
    assert " style=" not in page
    assert " onclick=" not in page


def test_three_steps_carry_everything_to_a_receipt(client, district):
    first = client.get(REPORT).context
    step_two = client.post(REPORT, {"step": 0, "token": first["token"], "text": "路灯坏了", "photos": photo()}).context
    hidden = dict(step_two["carried"]) | {"token": step_two["token"], "photos_kept": step_two["photos_kept"]}
    place = {"community": str(district.areas["nanyuan"].key), "address": "3号楼前"}
    step_three = client.post(REPORT, {**hidden, "step": 1, **place}).context
    hidden = dict(step_three["carried"]) | {"token": step_three["token"], "photos_kept": step_three["photos_kept"]}
    answer = client.post(REPORT, {**hidden, "step": 2, "contact": "１３８ ００００-1111", "consent": "on"})

    report = Report.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("web:receipt", args=[report.receipt])
    assert (report.text, report.channel, report.contact) == ("路灯坏了", Channel.WEB, "13800001111")
    assert report.case.area == district.areas["nanyuan"]
    assert report.case.evidence.count() == 1
    assert report.consent == 1


def test_the_same_form_sent_twice_gives_the_same_receipt(client, district):
    first = client.post(REPORT, said(district))
    second = client.post(REPORT, said(district))

    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ({"text": "", "address": "北门口"}, "北门口"),
        ({"contact": "not a phone", "consent": "on"}, "not a phone"),
        ({"contact": "13800001111"}, "13800001111"),
        ({"community": "", "place": "", "address": ""}, "桂苑小区路灯坏了"),
        ({"longitude": "999"}, "桂苑小区路灯坏了"),
    ],
)
def test_every_error_keeps_what_was_typed(client, district, change, kept):
    answer = client.post(REPORT, said(district, **change))

    assert answer.status_code == 422
    assert kept in answer.content.decode()
    assert not Report.objects.exists()


def test_going_back_keeps_everything(client, district):
    answer = client.post(REPORT, said(district, step="1", go="back"))

    assert "桂苑小区路灯坏了" in answer.content.decode()
    assert dict(answer.context["carried"])["address"] == "３号楼前"


def test_words_alone_are_enough_for_a_place(client, district):
    answer = client.post(REPORT, said(district, community="", place=""))

    assert answer.status_code == 302
    assert Report.objects.get().case.address


def test_a_stranger_cannot_name_another_photo(client, district):
    client.post(REPORT, said(district, photos_kept="../../secret"))

    assert Report.objects.get().case.evidence.count() == 0


def test_a_photo_that_is_none_is_refused_and_the_text_stays(client, district):
    false = SimpleUploadedFile("a.jpg", b"<svg onload=alert(1)>", "image/jpeg")

    answer = client.post(REPORT, {"step": 0, "token": "a-token-of-mine", "text": "路灯坏了", "photos": false})

    assert answer.status_code == 422
    assert "路灯坏了" in answer.content.decode()


def test_too_many_reports_from_one_address_are_told_when_to_come_back(client, district, settings):
    settings.REPORT_RATE = "1/h"
    client.post(REPORT, said(district), REMOTE_ADDR="203.0.113.7")

    answer = client.post(REPORT, said(district, token="another-token-here"), REMOTE_ADDR="203.0.113.7")

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert "桂苑小区路灯坏了" in answer.content.decode()


def test_a_receipt_is_found_however_it_is_typed(client, district):
    receipt = take(district, now=timezone.now()).receipt
    spaced = " ".join(receipt[i : i + 4] for i in range(0, 16, 4)).lower()
    wide = "".join(chr(ord(char) + 0xFEE0) for char in receipt)

    for typed in (receipt, spaced, wide):
        answer = client.get(reverse("web:track"), {"receipt": typed})
        assert answer["Location"] == reverse("web:track", args=[receipt]), typed


def test_an_unknown_receipt_and_a_malformed_one_get_the_same_answer(client, district):
    answers = [client.get(reverse("web:track", args=[typed])) for typed in ("ABCD-EFGH-JKMN-PQRS", "x", "'--")]

    assert {answer.status_code for answer in answers} == {404}
    assert client.get(reverse("web:track"), {"receipt": "ABCD"}).status_code == 422


def test_a_receipt_nobody_has_can_be_corrected_on_the_spot(client, district):
    page = client.get(reverse("web:track", args=["ABCD-EFGH-JKMN-PQRS"])).content.decode()

    assert 'value="ABCD-EFGH-JKMN-PQRS"' in page
    assert 'id="error_receipt"' in page


def test_the_page_of_a_report_speaks_plainly_and_names_no_person(client, district):
    case = make_case(district, State.IN_PROGRESS, now=timezone.now() - timedelta(hours=2), contact="13800001111")

    page = client.get(reverse("web:track", args=[case.reports.get().receipt]))

    text = page.content.decode()
    assert district.organisations["urban_management"].name in text
    assert "13800001111" not in text
    assert not any(name in text for name in district.people)
    assert "no-store" in page["Cache-Control"]


def test_a_result_is_rated_once(client, district):
    report = make_case(district, State.CLOSED, now=timezone.now() - timedelta(hours=4)).reports.get()
    rating = {"solved": "yes", "stars": "5", "comment": "很好"}

    first = client.post(reverse("web:rate", args=[report.receipt]), rating)
    second = client.post(reverse("web:rate", args=[report.receipt]), rating)

    assert first.status_code == 302
    assert second.status_code == 409
    report.refresh_from_db()
    assert report.call_back.stars == 5


def test_a_matter_is_taken_up_again_within_the_window_with_a_reason(client, district):
    case = make_case(district, State.CLOSED, now=timezone.now() - timedelta(hours=4))
    address = reverse("web:reopen", args=[case.reports.get().receipt])

    assert client.post(address, {"note": ""}).status_code == 422
    assert client.post(address, {"note": "还是没亮"}).status_code == 302
    case.refresh_from_db()
    assert case.state is State.IN_PROGRESS


def test_a_reporter_urges_once_in_the_period(client, district):
    case = make_case(district, State.IN_PROGRESS, now=timezone.now() - timedelta(hours=4))
    address = reverse("web:urge", args=[case.reports.get().receipt])

    client.post(address)
    client.post(address)

    assert case.events.filter(act="urge").count() == 1


def test_open_data_counts_and_tells_nothing_about_people(client, district):
    take(district, now=timezone.now(), contact="13800001111", text="路灯坏了请找王大妈")
    key = district.areas["tongdu"].key

    page = client.get(reverse("web:open_area", args=[key])).content.decode()
    sheet = b"".join(client.get(reverse("web:open_area_csv", args=[key]))).decode("utf-8-sig")

    assert "13800001111" not in page + sheet
    assert "王大妈" not in page + sheet
    assert client.get(reverse("web:open_area", args=[district.areas["garden"].key])).status_code == 404
    assert sheet.splitlines()[1].endswith("1")


def test_the_places_of_a_community_come_as_a_part(client, district):
    part = client.get(reverse("web:report_places"), {"community": str(district.areas["nanyuan"].key)}).content.decode()
    nothing = client.get(reverse("web:report_places"), {"community": "no-key"}).content.decode()

    assert str(district.areas["garden"].key) in part
    assert "<html" not in part
    assert "<select" not in nothing
