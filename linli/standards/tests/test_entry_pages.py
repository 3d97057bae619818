import pytest
from django.urls import reverse

from linli.cases.samples import make_case_district
from linli.people.samples import appoint, make_account
from linli.standards import samples
from linli.standards.models import Observation, Sheet
from linli.standards.terms import SheetState

PERIOD = "2026-10"


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
def worker(district, client):
    person = make_account("tianhe")
    unit = district.organisations["nanyuan_committee"]
    appoint(person, "community_worker", organisation=unit, area=district.areas["nanyuan"])
    client.force_login(person)
    return client


def url(name, subject, *more, period=PERIOD):
    return reverse(f"standards:{name}", args=[subject.pk, period, *more])


def typed(metrics, **values):
    notes = {"notice_board": "", "assembly_held": ""}
    fields = {f"v{metrics[code].pk}": text for code, text in values.items()}
    return fields | {f"n{metrics[code].pk}": note for code, note in notes.items()}


FULL = {"visits": "120", "disputes_settled": "3", "service_space": "310.5", "assembly_held": "1", "notice_board": "good"}


def test_the_worker_enters_and_hands_in(worker, subjects, metrics):
    nanyuan = subjects["nanyuan"]

    page = worker.get(reverse("standards:home"))
    assert {task.span.code for task in page.context["tasks"]} >= {PERIOD, "2026-Q3", "2025"}
    answer = worker.post(
        url("save_sheet", nanyuan), typed(metrics, **FULL) | {"version": "0", "then": "hand_in"}, follow=True
    )

    assert answer.status_code == 200
    sheet = Sheet.objects.get()
    assert sheet.state is SheetState.SUBMITTED
    assert Observation.objects.count() == 5
    assert "310.5" in answer.content.decode()
