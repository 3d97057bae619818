import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from linli.foundation.models import AuditLine
from linli.foundation.sheets import SheetRefused
from linli.people.samples import appoint, make_account
from linli.places import queries, rules, services
from linli.places.models import Line
from linli.places.samples import SAMPLE_NOW
from linli.places.terms import LineKind
from linli.values import Reason

DAY = date(2026, 1, 1)


def feature(points=((103.1, 26.1), (103.2, 26.1)), shape="LineString", **said):
    return {"type": "Feature", "properties": said, "geometry": {"type": shape, "coordinates": points}}


def take(*features, on=DAY, **options):
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    return services.import_lines(content, actor=None, now=SAMPLE_NOW, as_of=on, **options)


@pytest.mark.parametrize(
    ("properties", "kind"),
    [
        ({"kind": "river"}, LineKind.RIVER),
        ({"kind": "主干道"}, LineKind.MAIN_ROAD),
        ({"类别": "铁路"}, LineKind.RAILWAY),
        ({"kind": 3}, LineKind.BARRIER),
        ({"kind": "3", "waterway": "river"}, LineKind.RIVER),
        ({"highway": "primary_link"}, LineKind.MAIN_ROAD),
        ({"highway": "residential"}, LineKind.STREET),
        ({"highway": "footway"}, LineKind.ALLEY),
        ({"railway": "rail"}, LineKind.RAILWAY),
        ({"natural": "water"}, LineKind.RIVER),
        ({}, LineKind.ALLEY),
    ],
)
def test_the_kind_of_a_line(properties, kind):
    assert rules.line_kind_of(properties) == kind


def test_an_unknown_kind_is_refused():
    assert isinstance(rules.line_kind_of({"kind": "高压线"}), Reason)


@pytest.mark.django_db
def test_every_feature_is_accepted_or_rejected_with_its_sentence():
    outcome = take(
        feature(name="龙东路", kind="main_road"),
        feature(shape="Point", points=(103.1, 26.1)),
        feature(points=((26.1, 103.1), (26.1, 103.2))),
        feature(kind="高压线", name="坏线"),
    )

    assert (outcome.total, outcome.created) == (4, 1)
    assert [row.number for row in outcome.rejected] == [2, 3, 4]
    assert outcome.rejected[2].cells == {"kind": "高压线", "name": "坏线"}
    assert AuditLine.objects.get().action == "places.import"


@pytest.mark.django_db
def test_the_same_file_again_changes_nothing_and_a_line_with_a_code_begins_anew():
    way = feature(code="w1", name="老街", highway="residential")
    plain = feature(points=((103.1, 26.0), (103.1, 26.3)), waterway="river")
    take(way, plain)

    again = take(way, plain, on=date(2026, 2, 1))
    renamed = take(feature(code="w1", name="新街", highway="residential"), on=date(2026, 3, 1))

    assert (again.unchanged, again.created, renamed.changed) == (2, 0, 1)
    assert list(Line.objects.filter(code="w1").order_by("pk").values_list("name", "valid_to")) == [
        ("老街", date(2026, 3, 1)),
        ("新街", None),
    ]
    assert [line.name for line in queries.lines_within(BOX, date(2026, 2, 2))] == ["老街", ""]
    assert [line.degree for line in queries.lines_within(BOX)] == [3, 1]


BOX = queries.Box(103.0, 26.0, 103.3, 26.2)


@pytest.mark.django_db
def test_lines_outside_of_the_box_are_left_out():
    take(feature(), feature(points=((104.1, 26.1), (104.2, 26.1))))

    assert queries.lines_within(BOX).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"{}", b"\xff\xfe", b'{"features": [3]}'])
def test_a_file_that_is_no_geojson_is_refused(content):
    with pytest.raises(SheetRefused):
        services.import_lines(content, actor=None, now=SAMPLE_NOW, as_of=DAY)


@pytest.mark.django_db
def test_metres_are_refused():
    with pytest.raises(SheetRefused):
        take(feature(points=((500_000, 2_900_000), (500_100, 2_900_000))))


@pytest.mark.django_db
def test_a_dry_run_leaves_nothing():
    assert take(feature(), dry_run=True).created == 1
    assert not Line.objects.exists()


@pytest.mark.django_db
def test_the_command_takes_a_file_for_an_area(tmp_path, areas, capsys):
    path = tmp_path / "roads.geojson"
    path.write_text(json.dumps({"features": [feature(name="龙东路", kind="主干道")]}), encoding="utf-8")

    call_command("import_lines", str(path), as_of=DAY, area="530113001")

    assert Line.objects.get().area == areas["tongdu"]


def upload(*features):
    content = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()
    return SimpleUploadedFile("lines.geojson", content)


@pytest.fixture
def importer(client, areas):
    """Somebody who may import in the subdistrict 铜都 alone."""
    person = make_account("importer")
    appoint(person, "system_admin", area=areas["tongdu"])
    client.force_login(person)
    return client


def test_a_file_is_tried_then_taken_on_the_page(importer, areas):
    url = reverse("places:take_lines")
    said = {"as_of": "2026-01-01", "area": str(areas["tongdu"].key)}
    way, bad = feature(name="龙东路", kind="主干道"), feature(name="坏线", kind="高压线")

    tried = importer.post(url, said | {"upload": upload(way, bad), "only_try": "on"})
    assert (tried.status_code, tried.context["outcome"].created, Line.objects.count()) == (200, 1, 0)
    taken = importer.post(url, said | {"upload": upload(way, bad)})

    assert [row["number"] for row in taken.context["shown"]] == [2]
    assert Line.objects.get().area == areas["tongdu"]
    book = importer.post(reverse("places:rejected_lines"), {"rejected": taken.context["sealed"]})
    assert b"".join(book.streaming_content).startswith(b"PK")
    page = importer.get(reverse("places:lines"), {"kind": "main_road", "q": "龙东"})
    assert [line.name for line in page.context["page"]] == ["龙东路"]


def test_lines_come_only_into_areas_of_ones_duties(importer, areas):
    said = {"as_of": "2026-01-01", "area": str(areas["bigu"].key), "upload": upload(feature())}

    answer = importer.post(reverse("places:take_lines"), said)

    assert answer.status_code == 422
    assert not Line.objects.exists()


def test_lines_of_an_area_out_of_reach_are_not_shown(importer, areas):
    take(feature(name="近路"), area=areas["tongdu"])
    take(feature(name="远路"), area=areas["bigu"])
    take(feature(name="区道"), area=areas["dongchuan"])

    shown = importer.get(reverse("places:lines")).context["page"]
    assert {line.name for line in shown} == {"近路", "区道"}
