"""Cells of the grid: in exactly one community each, numbered from left to right and from top to bottom."""

import io
from datetime import date

import openpyxl
import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from linli.people.samples import appoint, make_account, make_role
from linli.places import rules, services
from linli.places.models import Area
from linli.places.queries import buildings as built
from linli.places.rules import cells
from linli.places.samples import SAMPLE_NOW, square
from linli.places.tests.ground_files import feature, geojson, take


def test_cells_are_numbered_from_left_to_right_and_from_top_to_bottom():
    lattice = [rules.Box(column, row, column + 1, row + 1) for row in range(3) for column in range(3)]

    assert cells.order_cells(lattice) == [6, 7, 8, 3, 4, 5, 0, 1, 2]


@given(st.lists(st.tuples(st.floats(0, 9), st.floats(0, 9)), max_size=30))
def test_every_cell_gets_a_place_of_its_own(corners):
    boxes = [rules.Box(west, south, west + 1, south + 1) for west, south in corners]

    assert sorted(cells.order_cells(boxes)) == list(range(len(boxes)))


def test_codes_have_fourteen_digits_and_twenty_when_handed_out():
    code = cells.cell_code("530113001001", 7)

    assert (code, cells.exported_code(code, "010100")) == ("53011300100107", "01010053011300100107")
    with pytest.raises(ValueError, match="P5301"):
        cells.cell_code("P530113001001", 1)
    with pytest.raises(ValueError, match="0101"):
        cells.exported_code(code, "0101")


@pytest.fixture
def drawn(areas):
    """南苑 and 石羊 side by side, a hundredth of a degree wide."""
    for key, west in (("nanyuan", 103.18), ("shiyang", 103.19)):
        areas[key] = services.change_area(
            area_id=areas[key].pk, actor=None, now=SAMPLE_NOW, on=date(2020, 1, 1), outline=square(west, 26.08)
        )
    return areas


def quarters(west: float) -> list[dict]:
    return [feature(square(west + x, 26.08 + y, 0.005)) for y in (0, 0.005) for x in (0.005, 0)]


@pytest.mark.django_db
def test_a_grid_is_made_by_upload_and_the_same_file_changes_nothing(drawn, tmp_path):
    file = geojson(tmp_path, *quarters(103.18), *quarters(103.19))

    first, again = take(services.import_grid, file), take(services.import_grid, file)

    assert (first.created, first.notes, again.unchanged) == (8, [], 8)
    found = Area.objects.filter(tier__code="grid", parent=drawn["nanyuan"]).order_by("code")
    assert [cell.code for cell in found] == [f"5301130010010{number}" for number in (1, 2, 3, 4)]
    corners = [(round(cell.outline.west, 3), round(cell.outline.south, 3)) for cell in found]
    assert corners == [(103.18, 26.085), (103.185, 26.085), (103.18, 26.08), (103.185, 26.08)]


@pytest.mark.django_db
def test_each_cell_lies_in_exactly_one_community_and_beside_the_others(drawn, tmp_path):
    file = geojson(
        tmp_path,
        feature(square(103.185, 26.08), 社区="南苑社区"),
        feature(square(103.18, 26.08, 0.005)),
        feature(square(103.181, 26.081, 0.005)),
        feature(square(103.5, 26.08, 0.005)),
        feature(square(103.2, 26.08, 0.005), 社区="龙洞社区"),
    )

    outcome = take(services.import_grid, file)

    assert (outcome.created, [row.number for row in outcome.rejected]) == (1, [1, 3, 4, 5])
    assert len(outcome.notes) == 1


@pytest.mark.django_db
def test_what_is_handed_out_has_a_row_for_undivided_communities(drawn, tmp_path, client):
    take(services.import_grid, geojson(tmp_path, *quarters(103.18)))

    rows = list(built.grid_rows(drawn["tongdu"], "010100"))

    assert [row["code"][-8:] for row in rows] == ["00100101", "00100102", "00100103", "00100104", "00100200"]
    assert {len(row["code"]) for row in rows} == {20}
    account = make_account("linjie")
    appoint(account, make_role("reader", actions=["places.view"], whole_area=True), area=drawn["tongdu"])
    client.force_login(account)
    url = reverse("places:grid_book", args=[drawn["tongdu"].key])
    book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(url, {"class": "010100"}).streaming_content)))
    assert book.active.max_row == 6
    assert client.get(url, {"class": "1"}).status_code == 404
    assert client.get(reverse("places:ground", args=[drawn["tongdu"].key]), {"tier": "grid"}).status_code == 200
