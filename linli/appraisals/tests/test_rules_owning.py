"""Who belongs to whom: nobody scores or judges his own."""

import pytest

from linli.appraisals.rules.owning import Belongs, Judged, is_own

COMMUNITY = Judged(1, "community", "aaaabbbbcccc")
DEPARTMENT = Judged(2, "department", "aaaabbbb", unit="uuuuvvvv")
WORKSTATION = Judged(3, "workstation", "aaaabbbbcccc", unit="uuuuwwww")
POST = Judged(4, "post", "aaaabbbbcccc", account=7)


@pytest.mark.parametrize(
    ("person", "own"),
    [
        (Belongs(1, frozenset({"aaaabbbbcccc"})), {1, 3}),
        (Belongs(1, frozenset({"aaaabbbbccccdddd"})), {1, 3}),
        (Belongs(1, frozenset({"aaaabbbb"})), set()),
        (Belongs(1, frozenset({"aaaabbbbzzzz"})), set()),
        (Belongs(1, frozenset(), frozenset({"uuuuvvvvxxxx"})), {2}),
        (Belongs(1, frozenset(), frozenset({"uuuu"})), set()),
        (Belongs(1, frozenset(), frozenset({"uuuuwwww"})), {3}),
        (Belongs(7), {4}),
    ],
)
def test_whoever_serves_the_subject_itself_belongs_to_it_and_nobody_above(person, own):
    assert {one.key for one in (COMMUNITY, DEPARTMENT, WORKSTATION, POST) if is_own(one, person)} == own
