"""Lines are made again from themselves, byte by byte: figures, points, appeals, and what stands beside them."""

import json
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from linli.appraisals.rules.closing import Found, Item, Lines, Policy, found_of
from linli.appraisals.rules.combining import AssessorScore
from linli.appraisals.rules.freezing import canonical

FULL = 10_00
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
SAID = st.fixed_dictionaries({"line": st.integers(1), "comment": TEXTS, "digest": TEXTS, "cases": st.lists(TEXTS)})
SCORES = st.lists(st.builds(AssessorScore, st.integers(1, 9), st.just("team"), st.integers(0, FULL)), max_size=4)
FOUND = st.builds(
    Found,
    raw=st.none() | st.decimals(0, 100, places=4),
    scores=SCORES.map(tuple),
    occurred=st.integers(0, 3),
    granted=st.none() | st.integers(0, FULL),
    said=st.lists(SAID, max_size=2).map(tuple),
)
ITEMS = (
    Item(1, FULL, "甲", score=lambda raw: (None if raw is None else int(raw * 10), False)),
    Item(2, FULL, "乙", is_key=True),
    Item(3, 0, "乙", is_veto=True),
)


@given(st.dictionaries(st.sampled_from([1, 2, 3]), FOUND))
def test_lines_made_again_from_what_is_frozen_are_the_same_bytes(found):
    maker = Lines(ITEMS, Policy())
    lines, totals = maker.make(found)
    frozen = canonical(lines)

    again, same_totals = maker.make({line["item"]: found_of(line) for line in json.loads(frozen)})

    assert canonical(again) == frozen
    assert same_totals == totals


def test_words_beside_a_line_change_no_points():
    silent = Found(raw=Decimal(5))
    line, *_rest = Lines(ITEMS, Policy()).make({1: silent})[0]
    told, *_rest = Lines(ITEMS, Policy()).make({1: silent._replace(said=({"comment": "好"},))})[0]

    assert told == line | {"said": [{"comment": "好"}]}
