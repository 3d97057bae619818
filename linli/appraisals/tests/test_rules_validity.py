from dataclasses import replace

import pytest

from linli.appraisals.rules.consequences import Action, Condition, Rule
from linli.appraisals.rules.validity import Naming, SchemeFacts, band_of, missing_of, naming_refused, warnings_of

SOUND = SchemeFacts(
    document_number="区办发〔2026〕3号",
    filing="2026-17",
    span="quarter",
    publication_scope="internal",
    appeal_days=5,
    subject="community",
)
CARD = Rule(1, (Condition("rank_from_last", k=3),), Action("yellow_card"))
FLAG = Rule(2, (Condition("rank_at_most", k=3),), Action("flag"))


def test_a_scheme_with_its_papers_may_be_used():
    assert missing_of(SOUND) == ()
    assert warnings_of(SOUND) == ()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("document_number", ""),
        ("document_number", "  "),
        ("filing", ""),
        ("span", ""),
        ("publication_scope", ""),
        ("appeal_days", 0),
        ("appeal_days", None),
        ("appeal_days", -1),
    ],
)
def test_every_paper_that_lacks_is_named(field, value):
    (missing,) = missing_of(replace(SOUND, **{field: value}))

    assert missing.rule == f"appraisals.scheme.{field}"
    assert missing.text.startswith("A scheme")


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        ({"span": "week"}, ["short_period"]),
        ({"subject": "post"}, ["individuals"]),
        ({"subject": "post", "publication_scope": "public"}, ["individuals", "public_individuals"]),
        ({"publication_scope": "public"}, ["public"]),
        ({"rules": (CARD,)}, ["only_penalties"]),
        ({"rules": (CARD, FLAG)}, []),
    ],
)
def test_what_is_better_left_is_said(change, rules):
    assert [each.rule.removeprefix("appraisals.warn.") for each in warnings_of(replace(SOUND, **change))] == rules


def test_persons_are_named_only_if_two_different_officers_allow_it_for_this_publication():
    one, other = Naming(1, 7), Naming(2, 7)

    assert naming_refused(7, [one, other], is_switched_on=False).rule == "appraisals.naming_off"
    assert naming_refused(7, [one, one], is_switched_on=True).render().endswith("1 did.")
    assert naming_refused(7, [one, Naming(2, 6)], is_switched_on=True) is not None
    assert naming_refused(7, [one, other], is_switched_on=True) is None


def test_inside_a_result_is_a_band():
    bounds = {"green_from": 85_00, "yellow_from": 60_00}

    assert [band_of(each, **bounds) for each in (85_00, 84_99, 59_99, None)] == ["green", "yellow", "red", None]
