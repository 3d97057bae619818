"""Fixtures of the foundation's tests."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from linli.foundation import workcalendar
from linli.foundation.access import Grant

NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """The moment of every test: a Sunday, half past two in the afternoon in Shanghai."""
    return NOW


@pytest.fixture(autouse=True)
def anchor_folder(settings, tmp_path):
    """Keep the anchors of one test apart from those of the others."""
    settings.ANCHOR_DIR = tmp_path / "anchors"
    return settings.ANCHOR_DIR


@pytest.fixture(autouse=True)
def _fresh_calendar():
    """Let no test see the calendar that another one changed and rolled back."""
    workcalendar.forget()
    yield
    workcalendar.forget()


@pytest.fixture
def officer(db, monkeypatch) -> Callable[..., Any]:
    """Give `officer("foundation.audit")`: an account that may do just these acts, everywhere."""

    def make(*actions: str, username: str = "linjie") -> Any:
        account = get_user_model()
        monkeypatch.setattr(account, "may", lambda self, action: action in actions)
        monkeypatch.setattr(
            account, "grants", lambda self, action: (Grant(action, whole_area=True),) if action in actions else ()
        )
        return account.objects.create(username=username, name="林杰")

    return make


@pytest.fixture
def signed_in(officer) -> Callable[..., Client]:
    """Give `signed_in("foundation.audit")`: a browser of an officer who may do just these acts."""

    def make(*actions: str) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(officer(*actions))
        return client

    return make
