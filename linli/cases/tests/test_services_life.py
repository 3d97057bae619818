"""A case goes all the way through, and the chain holds."""

import pytest

from linli.cases import samples, services
from linli.cases.models import Case, Event, StageClock
from linli.cases.terms import State
from linli.foundation.audit import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    return samples.make_case_district()


def test_a_report_becomes_a_closed_case(district):
    case = samples.make_case(district, State.CLOSED)

    case = Case.objects.get(pk=case.pk)
    assert case.state is State.CLOSED
    assert case.ended_at is not None
    assert case.due_at is None
    assert not StageClock.objects.filter(ended_at__isnull=True).exists()
    assert [event.act.value for event in Event.objects.order_by("pk")] == [
        "submit", "file", "dispatch", "sign", "answer", "check", "close",
    ]
    assert verify(Event).is_ok
