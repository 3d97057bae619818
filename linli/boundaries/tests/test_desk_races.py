"""Real threads on the real database: of those who edit the same step at once, one comes through."""

import threading

import pytest
from django.db import connection

from linli.boundaries import services
from linli.boundaries.models import Plan, Step
from linli.boundaries.samples import NOON, make_base, make_plan, make_project, make_town
from linli.cases.samples import make_case_district
from linli.foundation.audit import verify
from linli.foundation.models import AuditLine

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def plan(transactional_db, settings, tmp_path):
    """A plan of four stripes, on tables that threads see."""
    settings.ANCHOR_DIR = tmp_path  # the chain begins anew in each of these tests
    area = make_case_district().areas["tongdu"]
    return make_plan(make_project(area, make_base(make_town(area))))


def test_of_six_edits_of_one_step_one_is_made_and_five_are_conflicts(plan):
    found = []
    start = threading.Barrier(6)

    def run(unit):
        try:
            start.wait()
            services.edit(plan_id=plan.pk, head=plan.head_id, act="assign", actor=None, now=NOON, units=[unit], to=3)
            found.append("made")
        except services.ConflictError:
            found.append("conflict")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(unit,)) for unit in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found) == ["conflict"] * 5 + ["made"]
    assert (Step.objects.filter(plan=plan).count(), Plan.objects.get(pk=plan.pk).head.parent_id) == (2, plan.head_id)
    assert verify(AuditLine).is_ok
