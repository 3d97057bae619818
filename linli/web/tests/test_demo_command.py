"""Building a demo anew: the same for the same seed, and never over real data."""

import shutil
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from linli.boundaries.models import Plan
from linli.cases.models import Event
from linli.foundation import audit
from linli.people.models import Account
from linli.people.samples import make_account
from linli.web.demo import wiping
from linli.web.tests.telling import histories

pytestmark = pytest.mark.long
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
CASES = 30


@pytest.fixture(autouse=True)
def _clean():
    """Leave neither the demo's mark nor anchors of a database that is gone."""
    yield
    (settings.DATA_DIR / "demo.json").unlink(missing_ok=True)
    shutil.rmtree(settings.DATA_DIR / "anchors", ignore_errors=True)


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
def test_a_demo_is_deleted_and_the_same_seed_tells_the_same_anew(capsys):
    words = ("--cases", str(CASES), "--now", f"{NOW:%Y-%m-%dT%H:%M}", "--seed", "3")
    numbers = Plan.objects.values_list("pk", "project__base_id")

    call_command("demo", *words)
    told, (plan, ground) = histories(), numbers.get()
    call_command("demo", *words, "--reset")

    assert histories() == told
    assert [later > earlier for later, earlier in zip(numbers.get(), (plan, ground), strict=True)] == [True, True]
    assert Event.objects.filter(act="submit", case__relapse_of__isnull=True).count() == CASES
    assert all(result.is_ok for result in audit.verify_all())
    assert wiping.holds_demo()
    assert "dispatcher" in capsys.readouterr().out
