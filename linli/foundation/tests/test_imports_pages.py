"""The pages of the imports, from the upload to the rejected rows."""

import errno
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from linli.foundation import jobs as worker
from linli.foundation.imports import kinds, store
from linli.foundation.models import ImportRun
from linli.foundation.tests.test_imports import HEAD, things
from linli.people.samples import appoint, make_account, make_role

pytestmark = pytest.mark.django_db
LIST = reverse("foundation:imports")
START = reverse("foundation:import_start", args=["things"])
MOST_QUERIES = 12


@pytest.fixture(autouse=True)
def wired(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.LINLI_IMPORTERS = "linli.foundation.tests.test_imports.IMPORTERS"
    kinds._all.cache_clear()
    yield
    kinds._all.cache_clear()


@pytest.fixture
def linjie(client):
    """A clerk who may import things everywhere, signed in."""
    role = make_role("importer", actions=["foundation.imports", "things.import"], whole_area=True)
    account = make_account("linjie")
    appoint(account, role)
    client.force_login(account)
    return account


@pytest.fixture
def send(client, django_capture_on_commit_callbacks):
    """Upload a list and let the worker do its part."""

    def upload(text: str, **fields):
        file = SimpleUploadedFile("名单.csv", text.encode())
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(START, {"upload": file, "as_of": "2024-02-29", "profile": "here", **fields})

    return upload


def address(name: str) -> str:
    return reverse(f"foundation:{name}", args=[ImportRun.objects.get().pk])


def test_a_list_goes_from_upload_to_result(client, linjie, send, django_capture_on_commit_callbacks):
    answer = send(f"{HEAD}铜都,3\n起嘎,x\n")
    assert answer.headers["Location"] == address("import")

    page = client.get(address("import")).content.decode()
    assert 'data-state="checked"' in page
    assert "户数不是数字" in page
    assert things() == 0

    with django_capture_on_commit_callbacks(execute=True):
        client.post(address("import_apply"))
    assert 'data-state="done"' in client.get(address("import")).content.decode()
    assert things() == 1


def test_the_second_click_on_apply_is_answered_with_a_conflict(
    client, linjie, send, django_capture_on_commit_callbacks
):
    send(f"{HEAD}铜都,3\n")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address("import_apply"))

    assert client.post(address("import_apply")).status_code == 409


def test_rejected_rows_come_back_as_a_workbook_that_can_be_uploaded_again(client, linjie, send):
    send(f"{HEAD}铜都,3\n起嘎,=1+1\n")

    raw = b"".join(client.get(address("import_rejected")).streaming_content)
    rows = list(openpyxl.load_workbook(io.BytesIO(raw)).active.iter_rows())

    assert [cell.value for cell in rows[0]][2:] == ["名称", "户数"]
    assert [cell.value for cell in rows[1]] == [3, "户数不是数字", "起嘎", "=1+1"]
    assert rows[1][3].data_type == "s"


def test_a_list_that_finds_no_room_on_the_disk_is_shown_again_with_the_reason(client, linjie, monkeypatch):
    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    file = SimpleUploadedFile("名单.csv", HEAD.encode())
    answer = client.post(START, {"upload": file, "as_of": "2024-02-29", "profile": "here"})

    assert answer.status_code == 422
    assert list(store.folder().iterdir()) == []
    assert not ImportRun.objects.exists()


def test_an_empty_list_can_be_had(client, linjie):
    answer = client.get(reverse("foundation:import_template", args=["things"]))
    titles = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active[1]

    assert [cell.value for cell in titles] == ["名称", "户数"]


def test_an_upload_without_a_file_or_a_day_is_shown_again_with_the_reason(client, linjie):
    answer = client.post(START, {"profile": "here"})

    assert (answer.status_code, answer.content.decode().count('role="alert"') >= 2) == (422, True)


def test_a_list_in_an_unknown_encoding_asks_and_takes_the_answer(client, linjie, django_capture_on_commit_callbacks):
    file = SimpleUploadedFile("名单.csv", "編碼,名稱\n1,臺灣\n".encode("big5"))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(START, {"upload": file, "as_of": "2024-02-29", "profile": "here"})
    assert 'data-testid="import-refusal"' in client.get(address("import")).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(address("import_recheck"), {"as_of": "2024-02-29", "profile": "here", "encoding": "gb18030"})

    assert ImportRun.objects.get().encoding == "gb18030"


def test_while_the_worker_is_at_it_the_page_asks_again_and_then_loads_whole(client, linjie, send):
    send(f"{HEAD}铜都,3\n")
    ImportRun.objects.update(state="applying")
    running = client.get(address("import")).content.decode()
    part = client.get(address("import_progress"))
    ImportRun.objects.update(state="done")

    assert 'hx-trigger="load delay:1s"' in running
    assert "HX-Refresh" not in part.headers
    assert client.get(address("import_progress")).headers["HX-Refresh"] == "true"


def test_a_list_that_would_change_nothing_says_so(client, linjie, send, django_capture_on_commit_callbacks):
    send(f"{HEAD}铜都,3\n")
    ImportRun.objects.update(created=0, unchanged=1)

    assert "Nothing would change" in client.get(address("import"), headers={"Accept-Language": "en"}).content.decode()


def test_a_list_of_which_no_row_can_be_taken_leads_to_the_next_upload(client, linjie, send):
    send(f"{HEAD}起嘎,x\n")

    text = client.get(address("import"), headers={"Accept-Language": "en"}).content.decode()

    assert "No row can be taken" in text
    assert 'data-testid="import-again"' in text
    assert START in text
    assert 'data-testid="import-apply"' not in text


def test_reading_a_list_anew_keeps_the_day_that_was_given(client, linjie, send):
    send(f"{HEAD}起嘎,x\n")

    assert 'value="2024-02-29"' in client.get(address("import")).content.decode()


def test_a_list_nobody_works_on_says_that_the_worker_is_silent(client, linjie, send):
    send(f"{HEAD}铜都,3\n")
    ImportRun.objects.update(state="checking")
    silent = client.get(address("import"), headers={"Accept-Language": "en"}).content.decode()
    worker.beat(now=timezone.now())
    awake = client.get(address("import"), headers={"Accept-Language": "en"}).content.decode()

    assert "Nobody is at work" in silent
    assert "Nobody is at work" not in awake


def test_a_list_can_be_dropped(client, linjie, send):
    send(f"{HEAD}铜都,3\n")
    client.post(address("import_cancel"))

    assert ImportRun.objects.get().state == "cancelled"


@pytest.mark.parametrize("name", ["import", "import_progress", "import_rejected"])
def test_the_import_of_another_does_not_exist_for_a_clerk_of_one_area(client, linjie, send, name):
    send(f"{HEAD}铜都,3\n")
    ImportRun.objects.update(maker_id=linjie.pk + 100)
    make_role("importer", actions=["foundation.imports"], whole_area=True)

    assert client.get(address(name)).status_code == 404


def test_a_kind_one_may_not_import_does_not_exist(client, linjie):
    make_role("importer", actions=["foundation.imports"], whole_area=True)

    assert client.get(START).status_code == 404
    assert client.get(reverse("foundation:import_template", args=["things"])).status_code == 404
    assert client.get(reverse("foundation:import_start", args=["nothing"])).status_code == 404


@pytest.mark.parametrize("url", [LIST, START])
def test_strangers_are_led_to_the_sign_in_and_others_refused(client, url):
    assert client.get(url).status_code == 302
    client.force_login(make_account("passant"))
    assert client.get(url).status_code == 403


@pytest.mark.parametrize("name", ["import_apply", "import_cancel", "import_recheck"])
def test_steps_are_only_taken_by_post(client, linjie, send, name):
    send(f"{HEAD}铜都,3\n")

    assert client.get(address(name)).status_code == 405


def test_the_pages_need_few_queries_however_many_rows_there_are(client, linjie, send, django_assert_max_num_queries):
    send(HEAD + "".join(f"起嘎{number},x\n" for number in range(120)))

    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get(address("import"))
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(LIST)
    assert page.content.decode().count("户数不是数字") == 50
