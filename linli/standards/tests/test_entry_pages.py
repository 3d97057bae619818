import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, now
from PIL import Image

from linli.cases.samples import make_case_district
from linli.foundation import sheets as books
from linli.people.samples import appoint, make_account
from linli.places.samples import make_area
from linli.standards import queries, samples, services
from linli.standards.models import Observation, Sheet
from linli.standards.services.sheets import lock_sheets
from linli.standards.terms import SheetState
from linli.values import Span, SpanKind

MONTH = Span.of(SpanKind.MONTH, localdate()).previous()
FULL = {
    "visits": "120",
    "disputes_settled": "3",
    "service_space": "310.5",
    "assembly_held": "1",
    "notice_board": "good",
}


@pytest.fixture
def district(db):
    return make_case_district()


@pytest.fixture
def subjects(district):
    return samples.make_subjects(district.areas)


@pytest.fixture
def metrics(subjects):
    return samples.make_metrics(now=samples.NOON)


@pytest.fixture
def worker_of(district):
    """A function that appoints a worker of a community."""

    def appoint_one(key, **facts):
        person = make_account("hetian", name="何天", **facts)
        return appoint(person, "community_worker", area=district.areas[key])

    return appoint_one


@pytest.fixture
def worker(district, client):
    """A browser of a worker of one community."""
    person = make_account("tianhe")
    unit = district.organisations["nanyuan_committee"]
    appoint(person, "community_worker", organisation=unit, area=district.areas["nanyuan"])
    client.force_login(person)
    return client


@pytest.fixture
def office(district, client):
    """A browser of the appraisal office of one subdistrict."""
    person = make_account("yulan")
    appoint(
        person, "appraisal_office", organisation=district.organisations["tongdu_office"], area=district.areas["tongdu"]
    )
    client.force_login(person)
    return client


def url(name, subject, *more, period=MONTH.code):
    return reverse(f"standards:{name}", args=[subject.pk, period, *more])


def typed(metrics, then="save", version=0, **values):
    return {f"v{metrics[code].pk}": text for code, text in values.items()} | {"version": version, "then": then}


def values_of(metrics):
    return {metrics[code]: text for code, text in FULL.items()}


def test_the_worker_sees_what_is_asked_now_and_hands_it_in(worker, subjects, metrics):
    nanyuan = subjects["nanyuan"]

    home = worker.get(reverse("standards:home"))
    done = worker.post(url("save_sheet", nanyuan), typed(metrics, "hand_in", **FULL), follow=True)
    after = worker.get(reverse("standards:home"))

    assert {task.subject for task in home.context["tasks"]} == {nanyuan}
    assert {task.span.kind for task in home.context["tasks"]} == {SpanKind.MONTH, SpanKind.QUARTER, SpanKind.YEAR}
    assert Sheet.objects.get().state is SheetState.SUBMITTED
    assert "310.5" in done.content.decode()
    assert "entry-form" in done.content.decode()
    assert "hand-in" not in done.content.decode()
    assert [task.span for task in after.context["done"]] == [MONTH]


def test_the_page_keeps_what_was_typed_and_marks_what_is_wrong(worker, subjects, metrics):
    page = worker.post(url("save_sheet", subjects["nanyuan"]), typed(metrics, "hand_in", **FULL | {"visits": "很多"}))

    assert page.status_code == 422
    assert "很多" in page.content.decode()
    assert page.context["written"] == 4
    assert [row.metric.code for row in page.context["flawed"]] == ["visits"]
    assert page.context["version"] == 1
    assert Sheet.objects.get().state is SheetState.OPEN


def test_two_who_type_at_once_are_shown_both(worker, subjects, metrics):
    nanyuan = subjects["nanyuan"]
    worker.post(url("save_sheet", nanyuan), typed(metrics, visits="120"))

    page = worker.post(url("save_sheet", nanyuan), typed(metrics, visits="90", disputes_settled="2"))
    mine = worker.post(url("save_sheet", nanyuan), typed(metrics, version=1, visits="90", disputes_settled="2"))

    assert page.status_code == 409
    assert {row.metric.code for row in page.context["different"]} == {"visits", "disputes_settled"}
    assert 'name="version" value="1"' in page.content.decode()
    assert mine.status_code == 302
    assert Observation.objects.count() == 3


def test_a_worker_sees_no_other_community(worker, subjects, metrics):
    for key in ("shiyang", "longdong", "tongdu"):
        assert worker.get(url("entry", subjects[key])).status_code == 404
        assert worker.post(url("save_sheet", subjects[key]), typed(metrics, visits="1")).status_code == 404
        history = reverse("standards:history", args=[subjects[key].pk, metrics["visits"].pk])
        assert worker.get(history).status_code == 404
    assert worker.post(url("return_sheet", subjects["nanyuan"]), {"reason": "x"}).status_code == 403
    assert worker.post(reverse("standards:lock_sheets"), {}).status_code == 403
    lines = worker.get(reverse("standards:sheets")).context["lines"]
    assert [line.subject for line in lines] == [subjects["nanyuan"]]


def test_what_is_no_span_is_not_found(worker, subjects, metrics):
    for period in ("2026-13", "2026-W30", "x", "2026-07-01..2026-07-09"):
        assert worker.get(url("entry", subjects["nanyuan"], period=period)).status_code == 404
    assert worker.get(url("entry", subjects["nanyuan"], period="2099-01")).context["is_open"] is False


def test_the_office_returns_locks_and_corrects(office, subjects, metrics):
    nanyuan = subjects["nanyuan"]
    sheet = samples.fill_sheet(nanyuan, MONTH.code, values_of(metrics), now=now(), hand_in=True)

    office.post(url("return_sheet", nanyuan), {"version": sheet.version, "reason": "与台账不符"})
    page = office.get(url("entry", nanyuan))
    again = samples.fill_sheet(nanyuan, MONTH.code, {metrics["visits"]: "118"}, now=now(), hand_in=True)
    back = url("entry", nanyuan)
    locked = office.post(reverse("standards:lock_sheets"), {"sheet": again.pk, "back": back})
    stale = office.post(
        url("correct", nanyuan, metrics["visits"].pk), {"version": 1, "text": "1", "note": "核"}, follow=True
    )
    right = {"version": again.version + 1, "text": "117", "note": "核实"}
    fixed = office.post(url("correct", nanyuan, metrics["visits"].pk), right, follow=True)

    assert "与台账不符" in page.content.decode()
    assert page.context["is_open"] is False
    assert locked.url == back
    assert [row.value for row in Observation.objects.filter(metric=metrics["visits"])] == [120, 118, 117]
    assert stale.context["state"] is SheetState.LOCKED
    assert [one.value for one in fixed.context["trail"]] == [117, 118]


def test_the_office_reaches_its_own_area_only(office, subjects, metrics):
    theirs = samples.fill_sheet(subjects["longdong"], MONTH.code, values_of(metrics), now=now(), hand_in=True)

    assert office.get(url("entry", subjects["longdong"])).status_code == 404
    assert office.post(url("return_sheet", subjects["longdong"]), {"reason": "x", "version": 1}).status_code == 404
    office.post(reverse("standards:lock_sheets"), {"sheet": theirs.pk, "back": "https://example.org/"})
    assert Sheet.objects.get(pk=theirs.pk).state is SheetState.SUBMITTED


def test_the_matrix_is_narrowed_and_counts(office, subjects, metrics):
    samples.fill_sheet(subjects["nanyuan"], MONTH.code, values_of(metrics), now=now(), hand_in=True)
    page = reverse("standards:sheets")

    every = office.get(page)
    missing = office.get(page, {"state": "missing"})
    submitted = office.get(page, {"state": "submitted"})
    named = office.get(page, {"q": "石羊"})
    compounds = office.get(page, {"kind": "compound"})
    odd = office.get(page, {"kind": "x", "span": "x", "period": "x", "state": "x", "after": "x"})

    assert [line.subject for line in every.context["lines"]] == [subjects["nanyuan"], subjects["shiyang"]]
    assert (every.context["counts"]["all"], every.context["counts"]["done"]) == (2, 1)
    assert [line.subject for line in missing.context["lines"]] == [subjects["shiyang"]]
    assert [line.subject for line in submitted.context["lines"]] == [subjects["nanyuan"]]
    assert [line.subject for line in named.context["lines"]] == [subjects["shiyang"]]
    assert [line.subject for line in compounds.context["lines"]] == [subjects["garden"]]
    assert odd.status_code == 200


def test_lists_are_handed_out(office, subjects, metrics, tmp_path):
    samples.fill_sheet(subjects["nanyuan"], MONTH.previous().code, {metrics["visits"]: "77"}, now=now())

    form = office.get(reverse("standards:entry_form"))
    missing = office.get(reverse("standards:missing"))

    rows = list(read(form, tmp_path))
    assert len(rows) == 10
    assert rows[0]["上期值"] == "77"
    assert {row["对象名称"] for row in rows} == {"南苑社区", "石羊社区"}
    assert [row["可填报人员"] for row in read(missing, tmp_path)] == ["", ""]


def read(answer, folder):
    path = folder / "book.xlsx"
    path.write_bytes(b"".join(answer.streaming_content))
    return [row.cells for row in books.read(path).rows]


def test_history_shows_what_was_superseded(worker, subjects, metrics):
    nanyuan, visits = subjects["nanyuan"], metrics["visits"]
    for text in ("120", "118"):
        samples.fill_sheet(nanyuan, MONTH.code, {visits: text}, now=now())

    page = worker.get(reverse("standards:history", args=[nanyuan.pk, visits.pk]))
    empty = worker.get(reverse("standards:history", args=[nanyuan.pk, metrics["volunteers"].pk]))

    assert [row.value for row in page.context["page"]] == [118, 120]
    assert "<s>120</s>" in page.content.decode()
    assert empty.status_code == 200


def test_more_communities_ask_no_more_questions(office, district, subjects, metrics):
    def asked(name):
        office.get(reverse(name))
        with CaptureQueriesContext(connection) as found:
            office.get(reverse(name))
        return len(found)

    before = {name: asked(name) for name in ("standards:sheets", "standards:metrics", "standards:home")}
    for number in range(12):
        make_area(f"第{number}社区", "community", district.areas["tongdu"])
    services.ensure_tier(kind="community")
    for subject in services.ensure_subjects(kind="community", areas=[district.areas["shiyang"]]):
        samples.fill_sheet(subject, MONTH.code, values_of(metrics), now=now(), hand_in=True)
    lock_sheets(sheet_ids=[Sheet.objects.get().pk], actor=None, now=now())

    assert {name: asked(name) for name in before} == before


def test_a_sheet_asks_few_questions(worker, subjects, metrics):
    page = url("entry", subjects["nanyuan"])
    samples.fill_sheet(subjects["nanyuan"], MONTH.code, values_of(metrics), now=now())
    worker.get(page)

    with CaptureQueriesContext(connection) as found:
        worker.get(page)

    assert len(found) <= 12


def test_a_photo_proves_what_has_no_value(worker, district, subjects, metrics, client):
    nanyuan, handbook = subjects["nanyuan"], metrics["handbook"]
    year = Span.of(SpanKind.YEAR, localdate()).previous().code
    save = url("save_sheet", nanyuan, period=year)
    fields = {"version": 0, "then": "hand_in", f"n{handbook.pk}": ""}

    broken = worker.post(save, fields | {f"f{handbook.pk}": io.BytesIO(b"no picture")})
    done = worker.post(save, fields | {f"f{handbook.pk}": jpeg()})
    row = Observation.objects.get()
    picture = worker.get(reverse("standards:evidence", args=[row.pk]))

    assert broken.status_code == 302
    assert done.status_code == 302
    assert Sheet.objects.get().state is SheetState.SUBMITTED
    assert picture["Content-Type"] == "image/jpeg"
    assert queries.is_picture_known(row.file)
    stranger = make_account("yuanfang")
    appoint(stranger, "community_worker", area=district.areas["longdong"])
    client.force_login(stranger)
    assert client.get(reverse("standards:evidence", args=[row.pk])).status_code == 404


def jpeg():
    """Return a small picture as it would be sent."""
    sent = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(sent, "JPEG")
    sent.seek(0)
    sent.name = "photo.jpg"
    return sent


def test_the_office_sees_whom_to_remind(office, worker_of, subjects, metrics):
    worker_of("nanyuan", phone="0871-6212345")

    missing = office.get(reverse("standards:sheets"), {"state": "missing"})
    sheet = office.get(url("entry", subjects["nanyuan"]))

    assert [str(one) for one in missing.context["lines"][0].who] == ["何天"]
    assert "何天" in sheet.content.decode()
    assert "6212345" not in sheet.content.decode()


def test_the_area_worked_in_narrows(office, district, subjects, metrics):
    session = office.session
    session["area"] = {"key": "", "path": district.areas["shiyang"].path, "name": "石羊社区"}
    session.save()

    page = office.get(reverse("standards:sheets"))

    assert [line.subject for line in page.context["lines"]] == [subjects["shiyang"]]
    assert page.context["counts"]["all"] == 1


def test_the_office_begins_with_how_far_all_are(office, subjects, metrics):
    samples.fill_sheet(subjects["nanyuan"], MONTH.code, values_of(metrics), now=now(), hand_in=True)

    standings = office.get(reverse("standards:home")).context["standings"]

    assert {(each.span.kind, each.counts["all"], each.counts["done"]) for each in standings} == {
        (SpanKind.MONTH, 2, 1),
        (SpanKind.QUARTER, 2, 0),
        (SpanKind.YEAR, 2, 0),
    }
