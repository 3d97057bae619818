"""Pictures of results add up like the figures they show; whoever decides, and what may be published."""

import pytest

from linli.appraisals.rules import charts
from linli.appraisals.rules.deciding import HELP_WAYS, Deciding, against_deciding, against_helping
from linli.appraisals.rules.publishing import Publishing, against_naming, against_opening, naming_state
from linli.appraisals.terms import HelpState, ProposalState, PublicationScope


def test_bars_meet_where_one_ends_and_the_next_begins():
    falls = charts.falls(100_00, [("甲", -10_00), ("乙", -5_00), ("丙", 1_00)], 86_00, ("满分", "得分"))

    first, loss, next_loss, gain, end = falls.bars
    assert first.width == charts.WIDTH
    assert loss.x + loss.width == pytest.approx(charts.WIDTH, abs=0.2)
    assert next_loss.x + next_loss.width == pytest.approx(loss.x, abs=0.2)
    assert gain.kind == "gain"
    assert end.width == pytest.approx(gain.x + gain.width, abs=0.2)
    assert falls.low < 85_00


def test_a_loss_of_nothing_still_has_a_picture():
    falls = charts.falls(0, [], 0, ("满分", "得分"))

    assert [bar.kind for bar in falls.bars] == ["start", "end"]


def test_a_radar_needs_three_axes():
    axes = [("一", 100, 50), ("二", 0, 50), ("三", 50, 120)]

    assert charts.radar(axes[:2]) is None
    found = charts.radar(axes)
    assert found is not None
    assert found.shape.split()[0] == f"{charts.WIDTH / 2},{charts.RADAR_MIDDLE - charts.RADAR_RADIUS:.1f}"
    assert found.shape.split()[1] == f"{charts.WIDTH / 2},{charts.RADAR_MIDDLE:.1f}"
    assert len(found.rings) == len(charts.RINGS)


def test_fewer_than_three_axes_are_bars():
    axes = [("一", 100, 50), ("二", 0, 120)]

    found = charts.levels(axes)
    assert found is not None
    assert [(each.share, each.width, each.mean) for each in found.levels] == [(100, 360, 180), (0, 0, 360)]
    assert found.height == 3 * charts.ROW
    assert charts.levels([]) is None
    assert charts.levels([*axes, ("三", 1, 1)]) is None


def test_a_trend_is_broken_where_there_is_no_total():
    points = [("2026-01", 80_00), ("2026-02", 82_00), ("2026-03", None), ("2026-04", 90_00), ("2026-05", 91_00)]
    found = charts.trend(points, ["80", "82", "", "90", "91"])

    assert found is not None
    assert len(found.pieces) == 2
    assert [spot.label for spot in found.spots] == ["80", "82", "90", "91"]
    assert charts.trend(points[:1], ["80"]) is None


def test_long_labels_are_cut():
    assert charts.short("一" * 30) == "一" * 13 + "…"
    assert charts.strip(0, 5_000, 10_000) == (8.0, 180.0, 352.0)


def decide(**facts):
    usual = {
        "state": ProposalState.PROPOSED,
        "to": ProposalState.CONFIRMED,
        "actor": 1,
        "concerned": (),
        "action": "flag",
        "amount_fen": None,
        "reason": "",
    }
    return {reason.rule for reason in against_deciding(Deciding(**usual | facts))}


def test_who_may_decide_and_how():
    assert decide() == set()
    assert decide(concerned=(1, 2)) == {"appraisals.concerned"}
    assert decide(to=ProposalState.WAIVED) == {"appraisals.waive_reason"}
    assert decide(action="prize") == {"appraisals.amount_missing"}
    assert decide(action="prize", amount_fen=100) == set()
    assert decide(state=ProposalState.OVERTURNED, concerned=(1,)) == {"appraisals.decided"}


def test_help_goes_only_where_it_may():
    for before, ways in HELP_WAYS.items():
        for to in HelpState:
            said = against_helping(before, to, text="帮", has_helper=True, has_day=True)
            assert bool(said) is (to is not before and to not in ways)
    assert against_helping(HelpState.PROPOSED, HelpState.AGREED, text="帮", has_helper=False, has_day=True)


def test_opening_and_naming_need_their_grounds():
    inside = Publishing(10, PublicationScope.INTERNAL)
    assert [reason.rule for reason in against_opening(inside)] == ["appraisals.bulletin.inside"]
    assert against_opening(Publishing(10, PublicationScope.PUBLIC)) == ()
    corrected = Publishing(10, PublicationScope.PUBLIC, is_revised=True)
    assert [reason.rule for reason in against_opening(corrected)] == ["appraisals.bulletin.revised"]
    assert naming_state(1, None, None).rule == "appraisals.naming_off"
    assert naming_state(1, 7, None).rule == "appraisals.naming_officers"
    assert naming_state(1, 7, 8) is None
    assert [reason.rule for reason in against_naming(7, 8, 9)] == ["appraisals.naming_done"]
    assert against_naming(7, None, 8) == ()
