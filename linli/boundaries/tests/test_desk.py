from linli.boundaries.models import Lock
from linli.boundaries.queries.desk import open_desk
from linli.boundaries.rules.sheet import Sheet
from linli.boundaries.samples import NOON
from linli.boundaries.terms import LockKind


def test_who_holds_the_seat_keeps_the_name_and_the_rest_is_new(plan):
    assert open_desk(plan).called == {0: "河西社区", 1: "新社区1", 2: "新社区2", 3: "河东社区"}


def test_a_given_name_goes_first(plan):
    sheet = Sheet.from_json(plan.head.sheet).rename(1, "柳岸社区")

    assert open_desk(plan, sheet).called[1] == "柳岸社区"


def test_no_two_communities_are_called_the_same(plan):
    sheet = Sheet.from_json(plan.head.sheet).rename(1, "河西社区").rename(3, "新社区1")

    assert open_desk(plan, sheet).called == {0: "新社区2", 1: "河西社区", 2: "新社区3", 3: "新社区1"}


def test_locks_reach_the_engine(plan):
    for kind, first, second in ((LockKind.UNIT, 5, None), (LockKind.COMMUNITY, 2, None), (LockKind.TOGETHER, 1, 2)):
        Lock.objects.create(plan=plan, kind=kind, first=first, second=second, at=NOON)

    desk = open_desk(plan)

    assert (desk.fixed.units.tolist(), desk.fixed.communities.tolist()) == ([5], [2])
    assert desk.problem.together == ((1, 2),)
