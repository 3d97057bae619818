"""Terms, reasons and periods."""

from datetime import date

import pytest

from linli.values import Period, Reason, Term, noop


class Colour(Term):
    GREEN = "green", noop("on time")
    RED = "red", noop("overdue")


def test_a_term_is_its_code_and_knows_its_label():
    assert Colour.RED == "red"
    assert f"{Colour.RED}" == str(Colour.RED) == "red"
    assert Colour("red") is Colour.RED
    assert Colour.RED.label == "overdue"
    assert Colour.choices() == [("green", "on time"), ("red", "overdue")]


def test_an_unknown_code_is_refused():
    with pytest.raises(ValueError, match="purple"):
        Colour("purple")


def test_a_reason_speaks_the_language_it_is_given():
    reason = Reason("cases.overdue", "Overdue by %(days)s days", {"days": 3})

    assert reason.render() == "Overdue by 3 days"
    assert reason.render({"Overdue by %(days)s days": "超期 %(days)s 天"}.get) == "超期 3 天"


def test_a_reason_without_figures_may_hold_a_per_cent_sign():
    assert Reason("x", "at least 90 % on time").render() == "at least 90 % on time"


def test_a_period_has_its_first_day_and_lacks_its_last():
    spring = Period(date(2026, 3, 1), date(2026, 6, 1))

    assert date(2026, 3, 1) in spring
    assert date(2026, 5, 31) in spring
    assert date(2026, 6, 1) not in spring
    assert date(2030, 1, 1) in Period(date(2026, 3, 1))


def test_a_period_without_days_is_refused():
    with pytest.raises(ValueError, match="end after"):
        Period(date(2026, 3, 1), date(2026, 3, 1))


def test_periods_that_only_touch_do_not_overlap():
    spring, summer = Period(date(2026, 3, 1), date(2026, 6, 1)), Period(date(2026, 6, 1))

    assert not spring.overlaps(summer)
    assert not summer.overlaps(spring)
    assert summer.overlaps(Period(date(2027, 1, 1)))
    assert Period(date(2026, 5, 31), date(2026, 6, 2)).overlaps(spring)
