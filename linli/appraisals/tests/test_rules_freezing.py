import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.appraisals.rules.consequences import Context, evaluate
from linli.appraisals.rules.freezing import FreezingError, broken_link, canonical, digest, plain, reason_from
from linli.appraisals.rules.ranking import Entry, rank
from linli.appraisals.rules.totals import SubjectLine
from linli.appraisals.terms import RoundState
from linli.appraisals.tests import contest
from linli.values import Reason

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS, inner, max_size=5),
    max_leaves=20,
)


def turned(value):
    if isinstance(value, dict):
        return {key: turned(value[key]) for key in reversed(value)}
    return [turned(each) for each in value] if isinstance(value, list) else value


@given(VALUES)
def test_the_order_of_keys_changes_no_byte(value):
    assert canonical(value) == canonical(turned(value))


@given(VALUES)
def test_reading_and_freezing_again_gives_the_same_bytes(value):
    content = canonical(value)

    assert canonical(json.loads(content)) == content


def test_the_bytes_are_utf_8_without_blanks():
    assert canonical({"b": [1, None, True], "a": "社区"}) == '{"a":"社区","b":[1,null,true]}'.encode()


@pytest.mark.parametrize("value", [1.0, [1, 2.5], {"a": {"b": [0.1]}}, {1: 2}, {"a": object()}, {"a": "\ud800"}, b"x"])
def test_what_is_not_the_same_everywhere_is_refused(value):
    with pytest.raises(FreezingError):
        canonical(value)


def test_everything_the_rules_give_can_be_frozen_and_reasons_come_back():
    reason = Reason("appraisals.rank", "Rank %(rank)s.", {"rank": 3})
    kept = plain({"reason": reason, "line": SubjectLine(1, None, 5), "state": RoundState.OPEN, "on": date(2027, 1, 2)})

    assert reason_from(json.loads(canonical(kept))["reason"]) == reason
    assert kept["line"]["centipoints"] is None
    assert (kept["state"], kept["on"]) == ("open", "2027-01-02")


def test_two_keys_of_one_text_are_refused():
    with pytest.raises(FreezingError):
        plain({1: "a", "1": "b"})
    with pytest.raises(FreezingError):
        plain({"a": object()})


def test_recomputing_a_month_gives_the_same_bytes():
    def frozen(order) -> bytes:
        entries = [Entry(community, total) for community, total in order(contest.totals_of("2027-06").items())]
        ranked = rank(entries)
        proposals = evaluate(contest.RULES, ranked, {}, Context("2027-06", min_ranked=5))
        return canonical(plain({"ranked": ranked, "proposals": proposals}))

    assert frozen(sorted) == frozen(lambda items: reversed(list(items)))


def test_a_chain_tells_where_it_was_tampered_with():
    contents = [b"one", b"two", b"three"]
    chain, previous = [], ""
    for content in contents:
        previous = digest(content, previous)
        chain.append((content, previous))

    assert broken_link(chain) is None
    assert broken_link([chain[0], (b"2", chain[1][1]), chain[2]]) == 1
    assert broken_link(chain[1:]) == 0
