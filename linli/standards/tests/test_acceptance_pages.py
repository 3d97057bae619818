from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from linli.standards.models import Acceptance, Finding, FindingPhoto
from linli.standards.queries.items import scored_items
from linli.standards.samples.acceptances import (
    decide,
    forbid_reporting,
    lead_to_decision,
    lead_to_visit,
    make_acceptance,
)
from linli.standards.terms import AcceptanceState, Outcome

JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def sample(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_acceptance()


@pytest.fixture
def sign_in(client, sample):
    def as_person(name):
        client.force_login(sample.people[name])
        return client

    return as_person


def page(name, *args):
    return reverse(f"standards:{name}", args=args)


def picture():
    stream = BytesIO()
    Image.new("RGB", (640, 480), "green").save(stream, "JPEG")
    return SimpleUploadedFile("p.jpg", stream.getvalue(), "image/jpeg")


def said(sample, code="1.1", **changes):
    key = next(item.id for item in scored_items(sample.version) if item.code == code)
    return {"item": key, "token": "a" * 32, "value": "7.5", "comment": ""} | changes


def test_each_page_is_kept_from_whom_it_is_not_for(sign_in, sample):
    pk = sample.acceptance.pk
    lead_to_visit(sample)

    assert sign_in("stranger").get(page("acceptance", pk)).status_code == 404
    assert sign_in("stranger").get(page("self_assessment", pk)).status_code == 404
    assert sign_in("worker").get(page("visit", pk)).status_code == 403
    assert sign_in("neighbour").get(page("visit", pk)).status_code == 404
    assert sign_in("office").get(page("visit", pk)).status_code == 404
    assert sign_in("worker").get(page("team", pk)).status_code == 403
    assert sign_in("worker").post(page("decide", pk)).status_code == 403
    assert sign_in("member").post(page("keep_own", pk), said(sample)).status_code == 403


def test_the_community_assesses_itself_item_by_item_with_photos(sign_in, sample):
    worker, pk = sign_in("worker"), sample.acceptance.pk

    shown = worker.get(page("self_assessment", pk))
    kept = worker.post(page("keep_own", pk), said(sample, comment="三栋楼已清", photo=[picture(), picture()]))

    assert "楼道整洁" in shown.content.decode()
    assert kept.status_code == 302
    finding = Finding.objects.get()
    assert (finding.centipoints, finding.comment, finding.photos.count()) == (750, "三栋楼已清", 2)
    photo = FindingPhoto.objects.first()
    assert worker.get(page("finding_photo", photo.pk)).status_code == 200
    assert worker.get(page("finding_thumbnail", photo.pk)).status_code == 200
    assert sign_in("stranger").get(page("finding_photo", photo.pk)).status_code == 404


def test_a_script_is_answered_in_json_and_gets_a_new_token(sign_in, sample):
    worker, pk = sign_in("worker"), sample.acceptance.pk

    kept = worker.post(page("keep_own", pk), said(sample), **JSON)
    wrong = worker.post(page("keep_own", pk), said(sample, token="b" * 32, value="11"), **JSON)
    empty = worker.post(page("keep_own", pk), said(sample, token="c" * 32, value=""), **JSON)
    broken = worker.post(
        page("keep_own", pk), said(sample, token="d" * 32, photo=SimpleUploadedFile("p.jpg", b"no")), **JSON
    )

    assert (kept.status_code, len(kept.json()["token"])) == (200, 32)
    assert [answer.status_code for answer in (wrong, empty, broken)] == [422, 422, 422]
    assert all(answer.json()["error"] for answer in (wrong, empty, broken))
    assert Finding.objects.count() == 1


def test_what_a_phone_sends_twice_is_kept_once_with_its_photos(sign_in, sample, settings):
    lead_to_visit(sample)
    head, pk = sign_in("head"), sample.acceptance.pk

    for _time in range(2):
        answer = head.post(page("keep_visit", pk), said(sample, photo=picture()), **JSON)
        assert answer.status_code == 200

    assert Finding.objects.filter(side="team").count() == 1
    assert FindingPhoto.objects.count() == 1
    assert len(list(settings.MEDIA_ROOT.glob("??/??/*.jpg"))) == 2


def test_who_is_signed_out_on_the_way_is_told_so(client, sample):
    assert client.post(page("keep_visit", sample.acceptance.pk), said(sample), **JSON).status_code == 401


def test_a_visit_ends_with_its_day_and_the_office_decides(sign_in, sample):
    found = lead_to_visit(sample)
    head, pk = sign_in("head"), found.pk
    for item in scored_items(sample.version):
        value = {"1.1": "9", "1.2": "210", "1.3": "95", "2.1": "1", "2.2": "27", "3.1": "0", "3.2": "1"}[item.code]
        head.post(page("keep_visit", pk), said(sample, item.code, value=value, token=f"{item.code:x>32}", comment="见"))

    head.post(page("finish_visit", pk), {"visited_on": ""})
    assert Acceptance.objects.get(pk=pk).state == AcceptanceState.SUBMITTED
    head.post(page("finish_visit", pk), {"visited_on": "2026-01-20"})
    office = sign_in("office")
    bare = office.post(page("decide", pk), {"document": ""})
    office.post(page("decide", pk), {"document": "东社验1号", "comment": "公示后生效"})

    assert bare.status_code == 422
    found.refresh_from_db()
    assert (found.outcome, found.centipoints, found.document) == (Outcome.MET, 93_50, "东社验1号")


def test_acceptances_are_opened_and_a_team_from_elsewhere_is_named(sign_in, sample):
    office, people = sign_in("office"), sample.people
    area = sample.areas["dongchuan"].pk

    opened = office.post(page("acceptances_new"), {"version": sample.version.pk, "year": "2027", "area": area})
    near = office.post(
        page("team", sample.acceptance.pk),
        {"members": [people["head"].pk, people["neighbour"].pk], "head": people["head"].pk},
    )
    named = office.post(
        page("team", sample.acceptance.pk),
        {"members": [people["head"].pk, people["member"].pk], "head": people["head"].pk},
    )

    assert opened.status_code == named.status_code == 302
    assert Acceptance.objects.filter(year=2027).count() == 3
    assert near.status_code == 422
    assert sample.acceptance.team.count() == 2


def test_the_list_is_narrowed_and_taken_away(sign_in, sample):
    decide(sample)
    office = sign_in("office")

    met = office.get(page("acceptances"), {"outcome": "met", "year": "2026", "state": "decided"})
    area = office.get(page("acceptances"), {"area": sample.areas["longdong"].pk, "year": "2026"})
    mine = sign_in("member").get(page("acceptances"), {"mine": "on"})
    book = sign_in("office").get(page("acceptances_file"), {"outcome": "met"})

    assert [row.pk for row in met.context["page"]] == [sample.acceptance.pk]
    assert [row.subject.area for row in area.context["page"]] == [sample.areas["longdong"]]
    assert [row.pk for row in mine.context["page"]] == [sample.acceptance.pk]
    assert b"".join(book.streaming_content).startswith(b"PK")


def test_both_sides_stand_beside_each_other(sign_in, sample, django_assert_max_num_queries):
    lead_to_decision(sample, i1_1=4)
    office, address = sign_in("office"), page("acceptance", sample.acceptance.pk)
    office.get(address)

    with django_assert_max_num_queries(16):
        shown = office.get(address)

    row = next(row for row in shown.context["sheet"].rows if row.item.code == "1.1")
    assert (row.own.value, row.team.value) == (9, 4)
    assert shown.context["can_decide"]
    assert not sign_in("head").get(address).context["can_decide"]


def test_the_bulletin_is_shown_and_taken_away(sign_in, sample):
    office = sign_in("office")
    assert b"".join(office.get(page("bulletin_file")).streaming_content).startswith(b"PK")
    decide(sample, i3_1=1)

    shown = office.get(page("bulletin"))

    assert len(shown.context["bulletin"].not_met) == 1
    assert sign_in("stranger").get(page("bulletin")).context["bulletin"].opened == 1


def test_a_finding_is_reported_as_a_case_from_the_page(sign_in, sample):
    lead_to_visit(sample)
    head, pk = sign_in("head"), sample.acceptance.pk
    head.post(page("keep_visit", pk), said(sample, comment="楼道堆放"))
    finding = Finding.objects.get(side="team")

    assert 'data-testid="case-1.1"' in head.get(page("acceptance", pk)).content.decode()
    head.post(page("finding_case", finding.pk))

    assert Finding.objects.filter(side="team").latest("pk").case
    forbid_reporting()
    assert sign_in("member").post(page("finding_case", finding.pk)).status_code == 403


def test_the_office_returns_a_self_assessment_with_its_reason_until_the_visit_begins(sign_in, sample):
    pk = sample.acceptance.pk
    lead_to_visit(sample)
    address = page("return_assessment", pk)
    assert sign_in("worker").post(address, {"reason": "不全"}).status_code == 403
    assert sign_in("office").post(address, {"reason": ""}).status_code == 422

    assert sign_in("office").post(address, {"reason": "1.1缺照片"}).status_code == 302

    assert Acceptance.objects.get(pk=pk).state is AcceptanceState.SELF
    worker = sign_in("worker")
    assert "已退回：1.1缺照片" in worker.get(page("self_assessment", pk)).content.decode()
    revision = Acceptance.objects.get(pk=pk).revision
    worker.post(page("submit_assessment", pk), {"revision": revision})
    handed_in = Acceptance.objects.get(pk=pk)
    assert (handed_in.state, handed_in.comment) == (AcceptanceState.SUBMITTED, "")
    sign_in("head").post(page("keep_visit", pk), said(sample, token="b" * 32))
    late = sign_in("office").post(address, {"reason": "再改"})
    assert late.status_code == 422
    assert "核验组已开始核验" in late.content.decode()
