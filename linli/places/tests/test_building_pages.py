"""Pages of buildings and of the map; the way of a file through the console of imports."""

import io
import json
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from linli.foundation.models import AuditLine, ImportRun
from linli.people.samples import appoint, make_account, make_role
from linli.places import services
from linli.places.models import Area, AreaVersion, BuildingFacts, Outline
from linli.places.queries import ground
from linli.places.rules import datum
from linli.places.samples import SAMPLE_NOW, make_area, square

pytestmark = pytest.mark.django_db
FACTS = {
    "name": "5号楼",
    "on": "2024-03-01",
    "households": "60",
    "dwellings": "64",
    "storeys": "11",
    "use": "residential",
}
POINT = {"longitude": "103.185", "latitude": "26.085"}


@pytest.fixture
def linjie(areas, client):
    """A clerk who keeps the areas of the Tongdu subdistrict, signed in."""
    actions = ["places.view", "places.change", "places.import", "foundation.imports"]
    account = make_account("linjie")
    appoint(account, make_role("surveyor", actions=actions, whole_area=True), area=areas["tongdu"])
    client.force_login(account)
    return account


@pytest.fixture
def town(areas):
    """南苑 with its outline and 120 buildings on a lattice."""
    south = services.change_area(
        area_id=areas["nanyuan"].pk, actor=None, now=SAMPLE_NOW, on=date(2020, 1, 1), outline=square(103.18, 26.08)
    )
    for number in range(120):
        services.create_building(
            actor=None,
            now=SAMPLE_NOW,
            valid_from=date(2020, 1, 1),
            parent=south,
            name=f"{number}栋",
            households=number,
            at=(103.1801 + number % 12 * 0.0008, 26.0801 + number // 12 * 0.0009),
            facts={"dwellings": number + 1, "storeys": number % 30, "use": "residential" if number % 2 else "parking"},
        )
    return areas


def address(page: str, area: Area) -> str:
    return reverse(f"places:{page}", args=[area.key])


def test_a_building_is_added_and_changed_by_hand(areas, client, linjie):
    made = client.post(address("building_new", areas["nanyuan"]), FACTS | POINT)
    assert made.status_code == 302
    building = Area.objects.get(name="5号楼")
    assert (building.parent, building.households, building.longitude) == (areas["nanyuan"], 60, 103.185)

    changed = client.post(
        address("building_edit", building), FACTS | POINT | {"on": "2024-06-01", "households": "62", "storeys": "12"}
    )

    assert changed.status_code == 302
    assert BuildingFacts.objects.get(area=building).storeys == 12
    rows = AreaVersion.objects.filter(area=building).order_by("valid_from").values_list("valid_from", "households")
    assert list(rows) == [(date(2024, 3, 1), 60), (date(2024, 6, 1), 62)]
    line = AuditLine.objects.latest("id")
    details = json.loads(line.details)
    assert (line.action, details["before"]["storeys"], details["after"]["storeys"]) == (
        "places.building",
        11,
        12,
    )
    assert "5号楼" in client.get(address("area", building)).content.decode()


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"latitude": ""}, {"storeys": "900"}, {"on": "2099-01-01"}, {"name": "桂苑小区"}]
)
def test_a_building_that_does_not_fit_comes_back_as_typed(areas, client, linjie, wrong):
    answer = client.post(address("building_new", areas["nanyuan"]), FACTS | POINT | wrong)

    assert answer.status_code == 422
    assert not BuildingFacts.objects.exists()


def test_buildings_lie_in_communities_and_compounds_alone(areas, client, linjie):
    assert client.post(address("building_new", areas["tongdu"]), FACTS).status_code == 404
    assert client.get(address("building_edit", areas["garden"])).status_code == 404
    assert client.post(address("building_new", areas["longdong"]), FACTS).status_code == 404


def test_the_list_is_searched_filtered_sorted_and_walked(town, client, linjie, django_assert_max_num_queries):
    url = address("buildings", town["tongdu"])

    with django_assert_max_num_queries(16):
        first = client.get(url, {"sort": "households"})
    assert [each.name for each in first.context["page"]][:2] == ["119栋", "118栋"]
    second = client.get(url, {"sort": "households", "after": first.context["page"].next})
    names = [each.name for page in (first, second) for each in page.context["page"]]
    assert len(set(names)) == 100
    assert client.get(url, {"q": "11"}).context["count"].number == 11
    assert client.get(url, {"use": "parking"}).context["count"].number == 60
    assert [each.name for each in client.get(url, {"missing": "dwellings"}).context["page"]] == ["3号楼"]
    for sort in ("tree", "name", "year", "storeys", "nonsense"):
        assert client.get(url, {"sort": sort}).status_code == 200
    assert client.get(address("buildings", town["longdong"])).status_code == 404


def test_the_list_is_handed_out_as_it_is_taken_back(town, client, linjie):
    answer = client.get(address("buildings_book", town["tongdu"]), {"q": "11"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active

    titles, *rows = sheet.iter_rows(values_only=True)
    assert titles == tuple(column.title for column in services.BUILDING_COLUMNS)
    assert len(rows) == 11


def test_the_area_page_says_by_how_much_the_declared_households_differ(town, client, linjie):
    page = client.get(address("area", town["nanyuan"]))

    assert page.context["built"] == {"buildings": 121, "dwellings": 7260, "households": 7188, "difference": 1200 - 7188}
    assert 'data-testid="household-difference"' in page.content.decode()


def test_the_map_shows_what_its_screen_holds(town, client, linjie, monkeypatch):
    url = address("ground_data", town["tongdu"])
    assert client.get(address("ground", town["tongdu"])).context["box"].startswith("103.18")

    whole = json.loads(client.get(url, {"box": "103.1,26,103.3,26.2", "zoom": "14"}).content)
    corner = json.loads(client.get(url, {"box": "103.18,26.08,103.1805,26.0805", "zoom": "17"}).content)
    monkeypatch.setattr(ground, "POINTS_MAX", 50)
    heaps = json.loads(client.get(url, {"box": "103.1,26,103.3,26.2", "zoom": "9"}).content)

    assert (len(whole["points"]), len(whole["outlines"]["features"]), whole["heaps"]) == (120, 1, [])
    assert [name for _east, _north, _key, name, *_rest in corner["points"]] == ["0栋"]
    assert heaps["points"] == []
    assert sum(count for _east, _north, count, _households in heaps["heaps"]) == 120


@pytest.mark.parametrize(
    "asked", [{}, {"box": "1,2,3", "zoom": "9"}, {"box": "9,9,1,1", "zoom": "9"}, {"box": "1,1,2,2"}]
)
def test_a_screen_must_say_what_it_shows(areas, client, linjie, asked):
    assert client.get(address("ground_data", areas["tongdu"]), asked).status_code == 400


def test_the_map_stays_within_ones_duties(town, client, linjie):
    make_area("远楼", "building", town["longdong"], longitude=103.185, latitude=26.085)

    assert client.get(address("ground", town["bigu"])).status_code == 404
    assert client.get(address("ground_data", town["dongchuan"]), {"box": "1,1,2,2", "zoom": "9"}).status_code == 404


@pytest.fixture
def send(client, settings, tmp_path, django_capture_on_commit_callbacks):
    """Upload a file of outlines and let the worker check it."""
    settings.DATA_DIR = tmp_path

    def upload(*files: SimpleUploadedFile, kind: str = "outlines", profile: str = "cgcs2000"):
        said = {"upload": list(files), "as_of": "2024-02-29", "profile": profile, "encoding": ""}
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(reverse("foundation:import_start", args=[kind]), said)

    return upload


def test_a_trap_is_shown_on_a_map_and_corrected_before_anything_is_stored(
    town, client, linjie, send, django_capture_on_commit_callbacks
):
    ring = [list(datum.gcj02_of(tuple(at))) for at in square(103.18, 26.08, 0.0102)["coordinates"][0]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    said = {"features": [{"type": "Feature", "properties": {"名称": "南苑社区"}, "geometry": shape}]}
    send(SimpleUploadedFile("界线.geojson", json.dumps(said, ensure_ascii=False).encode()))
    run = ImportRun.objects.get()
    page = client.get(reverse("foundation:import", args=[run.pk])).content.decode()
    assert 'data-testid="import-doubts"' in page
    assert "GCJ-02" in page

    shown = json.loads(client.get(reverse("places:import_preview", args=[run.pk])).content)
    assert (len(shown["known"]["features"]), len(shown["read"]["features"])) == (1, 1)
    refused = client.post(reverse("foundation:import_apply", args=[run.pk]))
    assert (refused.status_code, Outline.objects.count()) == (409, 1)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            reverse("foundation:import_recheck", args=[run.pk]),
            {"as_of": "2024-02-29", "profile": "gcj02", "encoding": ""},
        )
    run.refresh_from_db()
    assert (run.doubts, run.changed) == ([], 1)
    shown = json.loads(client.get(reverse("places:import_preview", args=[run.pk])).content)
    assert (len(shown["read"]["features"]), len(shown["raw"]["features"])) == (1, 1)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("foundation:import_apply", args=[run.pk]))

    assert Outline.objects.count() == 2
    assert client.get(reverse("places:import_preview", args=[run.pk])).status_code == 404


def test_whoever_is_sure_may_apply_a_doubted_file(town, client, linjie, send, django_capture_on_commit_callbacks):
    ring = [list(datum.gcj02_of(tuple(at))) for at in square(103.18, 26.08)["coordinates"][0]]
    feature = {
        "type": "Feature",
        "properties": {"名称": "南苑社区"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    send(SimpleUploadedFile("a.geojson", json.dumps({"features": [feature]}, ensure_ascii=False).encode()))

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("foundation:import_apply", args=[ImportRun.objects.get().pk]), {"sure": "on"})

    assert Outline.objects.count() == 2


def test_the_files_of_a_set_are_packed_and_read_together(town, client, linjie, send, tmp_path):
    import zipfile

    from linli.places.tests.ground_files import packed

    ring = [list(at) for at in square(103.18, 26.08, 0.0101)["coordinates"][0]]
    with zipfile.ZipFile(packed(tmp_path, [({"NAME": "南苑社区"}, [ring])])) as package:
        files = [SimpleUploadedFile(name.split("/")[-1], package.read(name)) for name in package.namelist()]

    send(*files)

    run = ImportRun.objects.get()
    assert (run.file_name, run.changed, run.doubts) == ("area.zip", 1, [])


def test_the_system_of_a_file_must_be_said(town, client, linjie, send):
    answer = send(SimpleUploadedFile("a.geojson", b"{}"), profile="")

    assert answer.status_code == 422
