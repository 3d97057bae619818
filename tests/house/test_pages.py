"""Every page without a parameter, opened by everybody: it answers, and asks the database no more than agreed."""

import tomllib
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from linli.cases import samples
from linli.cases.terms import State
from linli.people.samples import appoint, make_account

BASELINE = tomllib.loads(Path(__file__).with_name("queries.toml").read_text("utf-8"))
MOST = 20
ADMINS = ("system_admin", "security_admin", "auditor")
STATES = (State.SUBMITTED, State.FILED, State.IN_PROGRESS, State.CLOSED)


def names(resolver=None, space: str = "") -> list[str]:
    """Return the names of all pages, with their namespaces."""
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            found += [f"{space}{entry.name}"] if entry.name else []
        else:
            found += names(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
    return sorted(set(found))


def addresses() -> dict[str, str]:
    """Return the address of every page that needs no parameter, by name."""
    found = {}
    for name in names():
        try:
            found[name] = reverse(name)
        except NoReverseMatch:
            continue
    return found


@pytest.fixture
def everybody(db, settings) -> list[Client]:
    """A browser for each of a visitor, a commander, a worker and the three administrators, with some cases to see."""
    settings.TWO_FACTOR_REQUIRED = False
    district = samples.make_case_district()
    for number in range(3):
        for state in STATES:
            samples.make_case(district, state, token=f"{state.value}-{number}-token")
    people = [district.people["gaofeng"], district.people["linjie"]]
    for role in ADMINS:
        people.append(make_account(f"{role}_1"))
        appoint(people[-1], role)
    browsers = [Client() for _ in range(len(people) + 1)]
    for browser, person in zip(browsers[1:], people, strict=True):
        browser.post(reverse("people:sign_in"), {"username": person.username, "password": "plum-blossom-river-42"})
    return browsers


def test_every_page_answers_and_asks_no_more_than_agreed(everybody):
    measured, broken = {}, []
    for name, address in addresses().items():
        for browser in everybody:
            browser.get(address)
            with CaptureQueriesContext(connection) as asked:
                answer = browser.get(address)
            if answer.status_code >= 500:
                broken.append(name)
            if answer.status_code == 200:
                measured[name] = max(measured.get(name, 0), len(asked))

    over = {name: count for name, count in measured.items() if count > BASELINE.get(name, 0)}
    assert broken == []
    assert over == {}, "more queries than in queries.toml (a new page needs a line there)"
    assert set(BASELINE) - set(measured) == set()
    assert max(BASELINE.values()) <= MOST
    assert len(measured) > 20
