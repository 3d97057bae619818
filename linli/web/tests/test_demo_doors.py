"""No page of the demo leads whoever reads it to a page that refuses him, is not there, or breaks."""

import re
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from linli.people.models import Account
from linli.web.demo.builder import build

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.long,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="what a page shows is the same on every database"),
]
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
STARTS = ("/", "/places/", "/organisations/")
MOST = 120
LINK = re.compile(r'<a [^>]*href="(/[^"#?]*)')
KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/)")
FILES = re.compile(r"\.[a-z]+$")


@pytest.fixture(scope="module")
def staff(django_db_setup, django_db_blocker):
    """Build one small demo for all tests of this file, and take it back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(seed=1, cases=60, now=NOW, say=lambda text: None)
        transaction.set_rollback(True)
    (settings.DATA_DIR / "demo.json").unlink(missing_ok=True)


def walk(client: Client) -> Iterator[tuple[str, str, int]]:
    """Yield where a link was found, where it leads and what is answered; one address of each kind of page."""
    ways = [("", start) for start in STARTS]
    seen: set[str] = set()
    while ways and len(seen) < MOST:
        source, address = ways.pop(0)
        kind = KEY.sub("*", address)
        if kind in seen or FILES.search(address):
            continue
        seen.add(kind)
        answer = client.get(address)
        yield source, address, answer.status_code
        if answer.status_code == 200 and not answer.streaming:
            ways += [(address, found) for found in LINK.findall(answer.content.decode())]


@pytest.mark.parametrize("who", ["commander", "worker", "handler", "sysadmin", "planner", "assessor1"])
def test_no_page_leads_to_a_closed_door(staff, who):
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(Account.objects.get(username=who))

    walked = list(walk(client))

    assert len(walked) > 15
    assert [row for row in walked if row[2] >= 400] == []
