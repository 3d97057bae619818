from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from linli.foundation.models import AuditLine
from linli.foundation.sheets import read
from linli.people.samples import appoint, make_account
from linli.places import services
from linli.places.samples import square

from .remembered import ACT, AFTER, BEFORE, BEGUN, CHANGE, DOCUMENT, make_remembered

pytestmark = pytest.mark.django_db
TREE = reverse("places:list")
MOST_QUERIES = 20


@pytest.fixture
def past(db):
    return make_remembered()


@pytest.fixture
def sign_in(client):
    def enter(area, role="leader"):
        account = make_account(f"reader{area.pk if area else 0}")
        appoint(account, role, area=area)
        client.force_login(account)
        client.get(reverse("people:profile"))  # warms what a process keeps
        return client

    return enter


@pytest.fixture
def client_of_all(past, sign_in):
    return sign_in(past["district"])


def page(area, on=None) -> str:
    return reverse("places:area", args=[area.key]) + (f"?on={on}" if on else "")


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_tree_of_a_day_keeps_the_day_in_its_links(past, client_of_all, max_queries):
    asked = {"on": BEFORE, "open": past["pine"].key}
    with max_queries(MOST_QUERIES):
        told = text(client_of_all.get(TREE, asked))

    assert 'data-testid="as-of"' in told
    assert all(name in told for name in ("系马桩街道", "旧湖街道", "松木场社区", "长巷社区"))
    assert "长巷东社区" not in told
    assert page(past["horse"], BEFORE) in told
    assert f'name="on" value="{BEFORE}"' in told
    today = text(client_of_all.get(TREE, {"open": past["pine"].key}))
    assert "系马桩街道" not in today
    assert 'data-testid="as-of"' not in today


@pytest.mark.parametrize("on", ["", "tomorrow", "2019-13-01", "9999-01-01"])
def test_a_day_that_is_none_or_has_not_passed_is_today(past, client_of_all, on):
    assert 'data-testid="as-of"' not in text(client_of_all.get(TREE, {"on": on}))


def test_today_itself_is_today(past, client_of_all):
    assert 'data-testid="as-of"' not in text(client_of_all.get(TREE, {"on": localdate()}))
    assert 'data-testid="as-of"' in text(client_of_all.get(TREE, {"on": localdate() - timedelta(days=1)}))


def test_a_branch_of_a_day_is_fetched(past, client_of_all):
    branch = text(client_of_all.get(reverse("places:children", args=[past["horse"].key]), {"on": BEFORE}))

    assert "松木场社区" in branch
    assert f"?on={BEFORE}" in branch
    assert client_of_all.get(reverse("places:children", args=[past["horse"].key])).status_code == 404


def test_an_area_page_of_a_day_shows_that_day(past, client_of_all, max_queries):
    address = page(past["lake"], BEFORE)
    with max_queries(MOST_QUERIES):
        told = text(client_of_all.get(address))

    assert "旧湖街道" in told
    assert "330102003" in told
    assert reverse("places:edit", args=[past["lake"].key]) not in told
    assert f'href="{page(past["lake"])}" data-testid="today"' in told


def test_an_ended_area_shows_its_last_day_and_who_holds_it_today(past, client_of_all, max_queries):
    address = page(past["horse"])
    with max_queries(MOST_QUERIES):
        told = text(client_of_all.get(address))

    assert "长巷社区" in told
    assert told.count(page(past["river"])) >= 1
    assert "75" in told.split('data-testid="heirs"')[1][:400]
    assert DOCUMENT in told
    assert str(CHANGE) in told


def test_an_area_that_did_not_exist_on_a_day_says_so(past, client_of_all):
    told = text(client_of_all.get(page(past["east"], BEFORE)))

    assert 'data-testid="facts"' not in told
    assert 'data-testid="life"' in told
    assert client_of_all.get(page(past["horse"], BEGUN - timedelta(days=1))).status_code == 200


def test_the_time_line_names_events_others_and_decisions(past, client_of_all):
    told = text(client_of_all.get(page(past["lake"])))

    assert f'data-testid="life-{CHANGE}"' in told
    assert DOCUMENT in told
    assert "旧湖街道 → 湖滨街道" in told
    assert page(past["horse"]) in told


def test_a_search_by_an_old_name_says_what_it_is_today(past, client_of_all, max_queries):
    with max_queries(MOST_QUERIES):
        told = text(client_of_all.get(TREE, {"q": "系马桩"}))

    assert 'data-testid="former-330102001"' in told
    assert "望江街道" in told
    assert str(CHANGE) in told
    assert 'data-testid="formers"' not in text(client_of_all.get(TREE, {"q": "望江"}))
    assert "旧湖街道" in text(client_of_all.get(TREE, {"q": "旧湖", "on": BEFORE}))
    assert "松木场社区" in text(client_of_all.get(TREE, {"q": "330102001", "on": BEFORE}))


def test_whoever_answers_for_a_successor_sees_what_it_came_from_and_nothing_beside_it(past, sign_in):
    client = sign_in(past["west"])

    assert "长巷社区" in text(client.get(TREE, {"on": BEFORE}))
    assert client.get(page(past["lane"])).status_code == 200
    assert client.get(page(past["horse"])).status_code == 404
    assert client.get(page(past["pier"], BEFORE)).status_code == 404
    assert client.get(page(past["pier"])).status_code == 404
    assert client.get(TREE, {"on": BEFORE, "open": "nothing"}).status_code == 404


def test_the_outline_of_a_day_is_the_one_of_that_day(past, client_of_all):
    services.change_area(area_id=past["pier"].pk, on=CHANGE, outline=square(120.1, 30.2), **ACT)
    services.change_area(area_id=past["pier"].pk, on=AFTER, outline=square(121.1, 30.2), **ACT)
    address = reverse("places:outline_on", args=[past["pier"].key])

    (feature,) = client_of_all.get(address, {"on": CHANGE}).json()["features"]

    assert feature["geometry"]["coordinates"][0][0] == [120.1, 30.2]
    assert client_of_all.get(address, {"on": BEFORE}).json()["features"] == []
    assert client_of_all.get(address).status_code == 404


def sheet(answer, tmp_path) -> list[dict[str, str]]:
    path = tmp_path / "taken.xlsx"
    path.write_bytes(BytesIO(b"".join(answer.streaming_content)).getvalue())
    return [row.cells for row in read(path).rows]


def test_the_tree_of_a_day_is_handed_out_as_a_table(past, client_of_all, tmp_path):
    rows = sheet(client_of_all.get(reverse("places:export"), {"on": BEFORE}), tmp_path)

    names = [next(cell for title, cell in row.items() if title in ("名称", "Name")).strip("　 ") for row in rows]
    assert names == ["上城区", "系马桩街道", "松木场社区", "长巷社区", "望江街道", "近江社区", "旧湖街道"]
    assert AuditLine.objects.filter(action="places.export").count() == 1
    part = sheet(client_of_all.get(reverse("places:export"), {"area": past["river"].key}), tmp_path)
    assert len(part) == 4
    assert client_of_all.get(reverse("places:export"), {"area": past["city"].key}).status_code == 404


def test_the_life_of_an_area_is_handed_out_as_a_table(past, client_of_all, tmp_path):
    rows = sheet(client_of_all.get(reverse("places:life", args=[past["lane"].key])), tmp_path)

    assert [list(row.values())[4] for row in rows][:3] == ["", "长巷东社区", "长巷西社区"]
    assert {list(row.values())[7] for row in rows} == {DOCUMENT, ""}
