"""Cases come in through the pages as they do at the console: first dry, then for good, row by row."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from linli.cases.queries import list_cases
from linli.foundation.models import ImportRun
from linli.organisations.samples import make_organisations
from linli.people.samples import appoint, make_account
from linli.places.samples import SAMPLE_NOW, make_district

pytestmark = pytest.mark.django_db
LIST = (
    "message_id,created,title,text\n"
    "1,2019-02-28T11:25:05,路灯不亮,单元门口路灯坏了\n"
    "2,2019-03-01T09:00:00,,\n"
    "3,明天,井盖,井盖破损\n"
)


@pytest.fixture
def commander(client):
    """A commander of everything, signed in."""
    areas = make_district()
    organisations = make_organisations(areas)
    account = make_account("gaofeng")
    appoint(account, "district_commander", organisation=organisations["headquarters"])
    client.force_login(account)
    return account


@pytest.fixture
def send(client, django_capture_on_commit_callbacks):
    """Upload the list with a profile and let the worker do its part."""

    def upload(profile: str = "cn-messages", text: str = LIST):
        file = SimpleUploadedFile("留言.csv", text.encode())
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("foundation:import_start", args=["cases"]), {"upload": file, "profile": profile})
        return ImportRun.objects.latest("pk")

    return upload


def page(client, run) -> str:
    return client.get(reverse("foundation:import", args=[run.pk])).content.decode()


def test_the_page_offers_every_profile(client, commander):
    shown = client.get(reverse("foundation:import_start", args=["cases"])).content.decode()

    assert "San Francisco 311" in shown
    assert 'value="cn-messages"' in shown


def test_the_dry_run_shows_each_row_and_keeps_nothing(client, commander, send):
    run = send()

    shown = page(client, run)
    assert "明天" in shown
    assert list_cases(commander, now=SAMPLE_NOW).count() == 0


def test_applied_the_cases_are_there(client, commander, send, django_capture_on_commit_callbacks):
    run = send()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("foundation:import_apply", args=[run.pk]))

    found = list_cases(commander, now=SAMPLE_NOW).get()
    assert found.summary == "路灯不亮"
    assert found.category.code == "0103"
    rejected = client.get(reverse("foundation:import_rejected", args=[run.pk]))
    assert rejected.status_code == 200


def test_a_list_without_the_columns_of_the_profile_is_explained(client, commander, send):
    run = send(profile="sf311")

    assert "unique_key" in page(client, run)
