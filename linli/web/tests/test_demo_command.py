"""Building a demo anew: the same for the same seed, and never over real data."""

import shutil
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction

from linli.boundaries.models import Plan
from linli.cases.models import Event
from linli.foundation import audit
from linli.people.models import Account
from linli.people.samples import make_account
from linli.web.demo import wiping
from linli.web.demo.builder import build

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def _clean():
    """Leave neither the demo's mark nor anchors of a database that is gone."""
    yield
    (settings.DATA_DIR / "demo.json").unlink(missing_ok=True)
    shutil.rmtree(settings.DATA_DIR / "anchors", ignore_errors=True)


@pytest.mark.django_db
def test_the_same_seed_tells_the_same_histories_and_another_one_does_not():
    told = [_told(seed) for seed in (3, 3, 4)]

    assert told[0] == told[1]
    assert told[0] != told[2]


def _told(seed: int) -> list[tuple]:
    with transaction.atomic():
        build(seed=seed, cases=30, now=NOW, say=lambda text: None)
        events = Event.objects.order_by("id").values_list("at", "act", "note", "case__address", "receiver__name")
        found = [*events, tuple(Plan.objects.get().head.sheet["labels"])]
        transaction.set_rollback(True)
    (settings.DATA_DIR / "demo.json").unlink(missing_ok=True)
    return found


@pytest.mark.django_db
def test_real_data_is_never_deleted():
    make_account("linjie")

    with pytest.raises(CommandError, match="--reset"):
        call_command("demo", "--cases", "0")
    with pytest.raises(CommandError, match="nothing was deleted"):
        call_command("demo", "--reset", "--cases", "0")

    assert Account.objects.filter(username="linjie").exists()


@pytest.mark.django_db
def test_a_file_left_behind_does_not_make_real_data_a_demo():
    make_account("linjie")
    (settings.DATA_DIR / "demo.json").write_text("{}", encoding="utf-8")

    with pytest.raises(CommandError, match="nothing was deleted"):
        call_command("demo", "--reset", "--cases", "0")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_demo_is_deleted_and_built_anew(capsys):
    call_command("demo", "--cases", "3", "--now", "2026-11-20T10:00", "--seed", "1")
    numbers = Plan.objects.values_list("pk", "project__base_id")
    plan, ground = numbers.get()
    call_command("demo", "--cases", "5", "--now", "2026-11-20T10:00", "--seed", "1", "--reset")

    assert [later > earlier for later, earlier in zip(numbers.get(), (plan, ground), strict=True)] == [True, True]
    assert Event.objects.filter(act="submit", case__relapse_of__isnull=True).count() == 5
    assert all(result.is_ok for result in audit.verify_all())
    assert wiping.holds_demo()
    assert "dispatcher" in capsys.readouterr().out
