"""What residents send in, without a database: contacts, counts that add up, outlines that can be read."""

import json
import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some
from shapely.geometry import shape

from linli.boundaries.rules import consultation as rules
from linli.boundaries.rules import drawing
from linli.boundaries.rules.base import Base, Unit
from linli.boundaries.rules.consultation import Counts, VoiceRefused
from linli.boundaries.terms import ConsultationKind, ProjectState

SIDE = 0.002


def square(column, row):
    west, south = column * SIDE, row * SIDE
    ring = [[west, south], [west + SIDE, south], [west + SIDE, south + SIDE], [west, south + SIDE], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def field(columns=6, rows=2, shapes=True):
    """A field of square compounds."""
    return Base(
        tuple(
            Unit(
                str(number),
                f"{number}号小区",
                "compound",
                100,
                0.0,
                0.0,
                longitude=(number % columns + 0.5) * SIDE,
                latitude=(number // columns + 0.5) * SIDE,
                shape=square(number % columns, number // columns) if shapes else None,
            )
            for number in range(columns * rows)
        ),
        (),
    )


def drawn(*corners):
    return json.dumps({"type": "Polygon", "coordinates": [[*corners, corners[0]]]})


def outline_or_rule(text):
    try:
        return drawing.read_outline(text)
    except VoiceRefused as refused:
        return refused.reason.rule


def refusal(act):
    with pytest.raises(VoiceRefused) as refused:
        act()
    return refused.value.reason.rule


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("１３８ 1234-5678", "13812345678"), (" a.b@example.org ", "a.b@example.org"), ("", ""), ("\u200b", "")],
)
def test_a_contact_is_kept_as_it_can_be_used(typed, kept):
    assert rules.checked_contact(typed, agreed=True) == kept


@pytest.mark.parametrize("typed", ["<script>", "12", "a@b", "打我电话", "1" * 40])
def test_what_is_no_contact_is_refused(typed):
    assert refusal(lambda: rules.checked_contact(typed, agreed=True)) == "boundaries.contact_unreadable"


def test_no_contact_is_kept_without_consent():
    assert refusal(lambda: rules.checked_contact("13812345678", agreed=False)) == "boundaries.consent_missing"


@given(some.text(max_size=60))
def test_a_masked_text_never_shows_more_than_its_ends(text):
    hidden = rules.masked(text)

    assert (hidden == "") == (text == "")
    assert len(text) < 4 or text not in hidden


@pytest.mark.parametrize(
    ("text", "hidden"), [("13812345678", "138****5678"), ("ab@c.cn", "a***@c.cn"), ("王秀英", "王**")]
)
def test_names_and_contacts_are_masked(text, hidden):
    assert rules.masked(text) == hidden


@pytest.mark.parametrize(
    ("state", "until", "is_open"),
    [
        (ProjectState.CONSULTATION, date(2026, 11, 22), True),
        (ProjectState.CONSULTATION, None, True),
        (ProjectState.CONSULTATION, date(2026, 11, 21), False),
        (ProjectState.PROPOSED, date(2026, 12, 1), False),
        (ProjectState.DRAFT, None, False),
    ],
)
def test_comments_are_taken_in_the_consultation_up_to_and_including_the_last_day(state, until, is_open):
    assert rules.is_open(state, until, date(2026, 11, 22)) is is_open


@pytest.mark.parametrize(
    ("counts", "fields"),
    [
        (Counts(100, 90, 5, 60, 20, 10), []),
        (Counts(100, 101, 0, 0, 0, 0), ["answered"]),
        (Counts(100, 90, 91, 0, 0, 0), ["representatives"]),
        (Counts(100, 90, 0, 60, 20, 11), ["in_favour"]),
        (Counts(1, 2, 3, 4, 0, 0), ["answered", "representatives", "in_favour"]),
    ],
)
def test_counts_that_do_not_add_up_are_refused_where_they_are_to_be_corrected(counts, fields):
    assert [each.field for each in rules.check_counts(counts, ConsultationKind.SURVEY)] == fields


COUNT = some.integers(0, 30)


@given(some.builds(Counts, COUNT, COUNT, COUNT, COUNT, COUNT, COUNT))
def test_counts_pass_exactly_when_they_add_up(counts):
    adds_up = (
        counts.representatives <= counts.answered <= counts.asked
        and counts.in_favour + counts.against + counts.abstained <= counts.answered
    )

    assert (rules.check_counts(counts, ConsultationKind.ROUND_TABLE) == []) is adds_up


@pytest.mark.parametrize(
    ("meetings", "throughout"),
    [
        ({}, False),
        ({ConsultationKind.ROUND_TABLE: (1, 1)}, False),
        ({ConsultationKind.REPRESENTATIVES: (1, 1)}, True),
        ({ConsultationKind.REPRESENTATIVES: (1, 1), ConsultationKind.COURTYARD_MEETING: (3, 2)}, False),
        ({ConsultationKind.REPRESENTATIVES: (2, 2), ConsultationKind.COURTYARD_MEETING: (3, 3)}, True),
    ],
)
def test_representatives_took_part_throughout_only_if_no_meeting_was_without_them(meetings, throughout):
    assert rules.took_part_throughout(meetings) is throughout


@pytest.mark.parametrize("weight", [0.0, 0.09, 50.1, -1, math.inf, math.nan])
def test_a_weight_beyond_what_one_drawing_may_stand_for_is_refused(weight):
    assert refusal(lambda: rules.check_weight(weight)) == "boundaries.weight_range"


def test_units_lie_in_a_drawing_when_their_point_does():
    outline = drawing.read_outline(drawn([0, 0], [2.4 * SIDE, 0], [2.4 * SIDE, SIDE], [0, SIDE]))

    assert drawing.units_within(field(), outline) == (0, 1)
    assert drawing.units_within(field(shapes=False), outline) == (0, 1)


@given(some.lists(some.tuples(some.floats(-1, 7), some.floats(-1, 3)), min_size=3, max_size=8))
def test_whatever_is_drawn_is_either_a_polygon_or_refused_with_a_sentence(corners):
    found = outline_or_rule(drawn(*([x * SIDE, y * SIDE] for x, y in corners)))

    assert found.startswith("boundaries.outline_") if isinstance(found, str) else found.is_valid and found.area > 0


def test_a_line_that_crosses_itself_a_little_is_mended_and_much_is_refused():
    slip = drawn([0, 0], [10, 0], [10, 10], [0.1, 10], [0.1, -0.1])

    assert drawing.read_outline(slip).is_valid
    assert refusal(lambda: drawing.read_outline(drawn([0, 0], [1, 1], [1, 0], [0, 1]))) == "boundaries.outline_crosses"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x" * 50_000,
        "[" * 5000,
        "null",
        "[]",
        '{"type": "Point", "coordinates": [1, 2]}',
        '{"type": "Polygon", "coordinates": []}',
        '{"type": "Polygon", "coordinates": [[["a", 1], [2, 3], [4, 5]]]}',
        '{"type": "Polygon", "coordinates": [[[1e999, 1], [2, 3], [4, 5]]]}',
        '{"type": "Polygon", "coordinates": [[[1' + "0" * 400 + ", 1], [2, 3], [4, 5]]]}",
        '{"type": "Polygon", "coordinates": [[[NaN, 1], [2, 3], [4, 5]]]}',
        '{"type": "Polygon", "coordinates": [[[200, 1], [2, 3], [4, 5]]]}',
        '{"type": "Polygon", "coordinates": [[1, 2, 3]]}',
    ],
)
def test_what_is_no_outline_is_refused(text):
    assert refusal(lambda: drawing.read_outline(text)) == "boundaries.outline_unreadable"


def test_two_points_or_a_line_hold_nothing():
    assert refusal(lambda: drawing.read_outline(drawn([0, 0], [1, 1]))) == "boundaries.outline_small"
    assert refusal(lambda: drawing.read_outline(drawn([0, 0], [1, 1], [2, 2]))).startswith("boundaries.outline_")


def test_more_corners_than_a_finger_makes_are_refused():
    circle = [[round(math.cos(turn / 400), 6), round(math.sin(turn / 400), 6)] for turn in range(1200)]

    assert refusal(lambda: drawing.read_outline(drawn(*circle))) == "boundaries.outline_long"


@pytest.mark.parametrize(
    ("units", "rule"),
    [
        ([], "neighbourhood_small"),
        ([3, 3], "neighbourhood_small"),
        (range(7), "neighbourhood_large"),
        ([-1, 99], "neighbourhood_small"),
    ],
)
def test_a_neighbourhood_is_neither_one_compound_nor_half_the_town(units, rule):
    assert refusal(lambda: drawing.checked_units(units, field())) == f"boundaries.{rule}"


def test_units_count_once_and_in_order():
    assert drawing.checked_units([5, 1, 5, 99], field()) == [1, 5]


@pytest.mark.parametrize("shapes", [True, False])
def test_a_neighbourhood_that_was_ticked_has_an_outline_too(shapes):
    base = field(shapes=shapes)

    outline = shape(drawing.around(base, [0, 1]))

    assert outline.is_valid
    assert all(outline.covers(drawing.points_of(base)[unit]) for unit in (0, 1))
