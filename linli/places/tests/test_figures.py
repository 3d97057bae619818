"""What the room counts for rooms above, and how subtrees are added up."""

from datetime import date

import pytest

from linli.foundation.figures import count_figures
from linli.places import services
from linli.places.rules import Subtrees, root_of
from linli.places.samples import SAMPLE_NOW, make_area, make_district
from linli.values import Span

NOVEMBER = Span.parse("2026-11")


@pytest.fixture
def areas(db):
    return make_district()


def told(code, *areas, span=NOVEMBER):
    found = count_figures([code], {"area": {area.pk: area.path for area in areas}}, [span])[span][code]
    return [found.get(area.pk) for area in areas]


@pytest.mark.parametrize(
    ("paths", "root"),
    [
        ([], ""),
        (["00010002"], "00010002"),
        (["00010002", "00010003"], "0001"),
        (["00010002", "000100020003"], "00010002"),
        (["0001", "0002"], ""),
        (["00010012", "00010013"], "0001"),
    ],
)
def test_the_root_of_paths_is_the_longest_that_holds_all(paths, root):
    assert root_of(paths) == root


def test_a_path_lies_in_every_subtree_above_it():
    subtrees = Subtrees({1: "0001", 2: "00010002", 3: "00010003"})

    assert subtrees.holding("000100020005") == [1, 2]
    assert subtrees.holding("0001") == [1]
    assert subtrees.holding("0002") == []
    assert subtrees.by_width == {4: {"0001": 1}, 8: {"00010002": 2, "00010003": 3}}


def test_what_lies_in_an_area_is_counted(areas):
    assert told("places.communities", areas["dongchuan"], areas["tongdu"], areas["nanyuan"]) == [3, 2, 1]
    assert told("places.compounds", areas["dongchuan"], areas["bigu"]) == [1, 0]
    assert told("places.buildings", areas["nanyuan"], areas["shiyang"]) == [1, 0]


def test_households_are_those_declared_else_those_of_all_communities_below(areas):
    assert told("places.households", areas["nanyuan"], areas["garden"], areas["tongdu"]) == [1200, 320, 2100]

    make_area("无户数社区", "community", areas["tongdu"], code="530113001003")

    assert told("places.households", areas["tongdu"], areas["bigu"]) == [None, 700]


def test_figures_are_those_of_the_last_day_of_the_span(areas):
    services.change_area(
        actor=None, now=SAMPLE_NOW, area_id=areas["nanyuan"].pk, on=date(2026, 11, 15), households=1500
    )
    later = make_area("新社区", "community", areas["bigu"], code="530113002002", valid_from=date(2026, 11, 20))

    assert told("places.households", areas["nanyuan"], span=Span.parse("2026-10")) == [1200]
    assert told("places.households", areas["nanyuan"]) == [1500]
    assert told("places.communities", areas["bigu"], span=Span.parse("2026-10")) == [1]
    assert told("places.communities", areas["bigu"], later) == [2, 1]
